//! A row for all spans of a service, an operation, a status or a value.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Subject;
use super::choice::split_choice;
use crate::engine::{
    ClassName, Reply, Request, SpanTable, SpanTableRow, SplitBy, TableOrder, TableSort, Wanted,
};
use crate::scene::format::{count, duration};
use crate::state::{Action, SumView, TraceText};
use crate::view::Ctx;
use crate::view::few::{few, percentile_hint};
use crate::view::waterfall::CATEGORIES;

type Label = fn(&TraceText) -> &'static str;

const COLUMNS: [(TableSort, Label); 7] = [
    (TableSort::Name, |t| t.col_class),
    (TableSort::Count, |t| t.col_spans),
    (TableSort::Total, |t| t.col_total),
    (TableSort::Own, |t| t.self_time),
    (TableSort::P50, |_| "p50"),
    (TableSort::P95, |_| "p95"),
    (TableSort::Failed, |t| t.col_errors),
];

pub fn span_table(ctx: Ctx, all: bool, subject: Subject) -> impl IntoView {
    let order = ctx.memo(|s| s.fall.table.clone());
    let table = RwSignal::new(None::<Arc<SpanTable>>);
    let asked = Memo::new(move |_| subject.get().map(|subject| (subject, order.get())));
    Effect::new(move || {
        let Some(now) = asked.get() else { return table.set(None) };
        spawn_local(async move {
            let answer = ctx.ask(Request::SpanTable { order: now.1.clone(), all }).await;
            let is_late = asked.try_get_untracked().flatten() != Some(now);
            if let (false, Ok(Reply::SpanTable(found))) = (is_late, answer) {
                table.set(Some(Arc::from(found)));
            }
        });
    });
    let by = ctx.memo(|s| s.fall.table.by.clone());
    let choose = move |by| {
        ctx.dispatch(Action::OrderTable(TableOrder { by, ..order.get_untracked() }));
    };
    let rows = move || {
        let by = order.get_untracked().by;
        table.get().map(|table| table.rows.iter().map(|r| row(ctx, all, &by, r)).collect_view())
    };
    let more = move || table.with(|table| table.as_ref().map_or(0, |table| table.more));
    view! {
        <div class="sm-sums">
            {split_choice(ctx, all, subject, |t| t.told_apart_by, by, choose)}
            <div class="sm-table-wrap" tabindex="0" role="region" aria-label=move || ctx.text().trace.show_table>
                <table class="sm-table">
                    <thead>
                        <tr>
                            {COLUMNS.map(|(column, label)| head(ctx, column, label)).collect_view()}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
                <p class="sm-muted" hidden=move || more() == 0>
                    {move || (ctx.text().trace.more_rows)(&count(more().into()))}
                </p>
            </div>
        </div>
    }
}

fn head(ctx: Ctx, column: TableSort, label: Label) -> impl IntoView {
    let order = ctx.memo(|s| s.fall.table.clone());
    let direction = move || {
        order.with(|order| match (order.sort == column, order.descending) {
            (false, _) => "none",
            (_, true) => "descending",
            (_, false) => "ascending",
        })
    };
    let arrow = move || match direction() {
        "descending" => " ▾",
        "ascending" => " ▴",
        _ => "",
    };
    let press = move |_| {
        let TableOrder { by, sort, descending } = order.get_untracked();
        // Names are read from the first, figures from the largest.
        let first = column != TableSort::Name;
        let descending = if sort == column { !descending } else { first };
        ctx.dispatch(Action::OrderTable(TableOrder { by, sort: column, descending }));
    };
    view! {
        <th scope="col" aria-sort=direction class:sm-table-number=column != TableSort::Name>
            <button type="button" class="sm-table-sort" on:click=press>
                {move || label(&ctx.text().trace)}
                {arrow}
            </button>
        </th>
    }
}

fn row(ctx: Ctx, all: bool, by: &SplitBy, row: &SpanTableRow) -> impl IntoView + use<> {
    let ClassName { service, name } = row.name.clone();
    let chip = row.service_index.map(|service| {
        let class = format!("sm-chip sm-cat-{}", service % CATEGORIES);
        view! { <i class=class aria-hidden="true"></i> }
    });
    let label = if name.is_empty() { service.clone() } else { name.clone() };
    let aside = (!name.is_empty() && service != name).then_some(service);
    let class = (by.clone(), row.name.clone());
    let pick = move |_| {
        ctx.dispatch(Action::Want(Wanted { class: Some(class.clone()), ..Wanted::default() }));
        ctx.dispatch(Action::ShowSums { all: false, view: SumView::Rows });
    };
    let named = match all {
        true => view! { <span>{label}</span> }.into_any(),
        false => view! { <button type="button" class="sm-link" on:click=pick>{label}</button> }
            .into_any(),
    };
    let figure = |text: String| view! { <td class="sm-table-number">{text}</td> };
    let n = row.count;
    let percentile = |(percent, time)| {
        let hint = percentile_hint(ctx, percent, n, false);
        view! { <td class="sm-table-number" title=hint>{few(ctx, n)}{duration(time)}</td> }
    };
    let failed = if row.failed == 0 { String::new() } else { count(row.failed.into()) };
    view! {
        <tr>
            <td class="sm-table-name">{chip} " " {named} " " {aside.map(|service| view! { <span class="sm-muted">{service}</span> })}</td>
            {figure(count(row.count.into()))}
            {[row.total, row.own].map(|time| figure(duration(time))).collect_view()}
            {[("50", row.p50), ("95", row.p95)].map(percentile).collect_view()}
            {figure(failed)}
        </tr>
    }
}
