//! A row for all spans of an operation in both traces.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Comparison;
use super::head::{chip, show_row, tone};
use crate::engine::{Aligned, AlignedSort, AlignedSums, Reply, Request};
use crate::model::Nanos;
use crate::scene::format::{count, duration};
use crate::state::TraceText;
use crate::view::waterfall::signed;

type Label = fn(&TraceText) -> &'static str;

/// Each but the name has the figures of both traces and their difference.
const COLUMNS: [(AlignedSort, Label); 4] = [
    (AlignedSort::Name, |t| t.col_class),
    (AlignedSort::Own, |t| t.self_time),
    (AlignedSort::Total, |t| t.col_total),
    (AlignedSort::Count, |t| t.col_spans),
];

type Order = RwSignal<(AlignedSort, bool)>;

/// The sums in place of the rows, when they are wanted.
pub fn sums(comparison: Comparison) -> impl IntoView {
    let shown = comparison.ctx.memo(|s| s.versus.as_ref().is_some_and(|versus| versus.sums));
    move || shown.get().then(|| table(comparison))
}

fn table(comparison: Comparison) -> impl IntoView {
    let ctx = comparison.ctx;
    let order: Order = RwSignal::new((AlignedSort::default(), true));
    let found = RwSignal::new((Vec::<AlignedSums>::new(), 0));
    let asked = Memo::new(move |_| Some((Head(comparison.head.get()?), order.get())));
    Effect::new(move || {
        let Some(now) = asked.get() else { return };
        let (sort, descending) = now.1;
        spawn_local(async move {
            let answer = ctx.ask(Request::AlignedSums { sort, descending }).await;
            let is_late = asked.try_get_untracked().flatten() != Some(now);
            if let (false, Ok(Reply::AlignedSums { rows, more })) = (is_late, answer) {
                found.set((rows, more));
            }
        });
    });
    let rows =
        move || found.with(|found| found.0.iter().map(|sums| row(comparison, sums)).collect_view());
    let more = move || found.with(|found| found.1);
    view! {
        <div class="sm-sums">
            <div class="sm-table-wrap" tabindex="0" role="region" aria-label=move || ctx.text().versus.operations>
                <table class="sm-table">
                    <thead>
                        <tr>
                            {COLUMNS
                                .map(|(column, label)| head(comparison, order, column, label))
                                .collect_view()}
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

/// The same object: another head, other sums.
#[derive(Clone)]
struct Head(Arc<Aligned>);

impl PartialEq for Head {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

fn head(comparison: Comparison, order: Order, column: AlignedSort, label: Label) -> impl IntoView {
    let ctx = comparison.ctx;
    let direction = move || match order.get() {
        (sort, _) if sort != column => "none",
        (_, true) => "descending",
        (_, false) => "ascending",
    };
    let arrow = move || match direction() {
        "descending" => " ▾",
        "ascending" => " ▴",
        _ => "",
    };
    let press = move |_| {
        order.update(|(sort, descending)| {
            // Names are read from the first, differences from the largest.
            *descending = if *sort == column { !*descending } else { column != AlignedSort::Name };
            *sort = column;
        });
    };
    let is_figure = column != AlignedSort::Name;
    view! {
        <th
            scope="col"
            colspan=if is_figure { 2 } else { 1 }
            aria-sort=direction
            class:sm-table-number=is_figure
        >
            <button type="button" class="sm-table-sort" on:click=press>
                {move || label(&ctx.text().trace)}
                {arrow}
            </button>
        </th>
    }
}

fn row(comparison: Comparison, sums: &AlignedSums) -> impl IntoView + use<> {
    let [a, b] = sums.sides;
    let row = sums.row;
    let aside = (sums.service != sums.name).then(|| sums.service.clone());
    let both = |a: String, b: String| {
        view! { <td class="sm-table-number sm-muted">{a} " → " {b}</td> }
    };
    let figure = |tone: &'static str, text: String| {
        view! { <td class="sm-table-number"><b class=tone>{text}</b></td> }
    };
    // A trace without the operation has no time of it, rather than none at all.
    let time = |count: u32, time| if count == 0 { "–".to_owned() } else { duration(time) };
    let times = |from: Nanos, to: Nanos| {
        let figure = figure(tone(from, to, Nanos::ZERO), signed(to.minus(from)));
        (both(time(a.count, from), time(b.count, to)), figure)
    };
    let more = i64::from(b.count) - i64::from(a.count);
    let spans = match more {
        0 => "0".to_owned(),
        1.. => format!("+{}", count(more.unsigned_abs())),
        _ => format!("−{}", count(more.unsigned_abs())),
    };
    view! {
        <tr>
            <td class="sm-table-name">
                <i class=chip(sums.service_index) aria-hidden="true"></i>
                " "
                <button type="button" class="sm-link" on:click=move |_| show_row(comparison, row)>
                    {sums.name.clone()}
                </button>
                " "
                {aside.map(|service| view! { <span class="sm-muted">{service}</span> })}
            </td>
            {times(a.own, b.own)}
            {times(a.total, b.total)}
            {both(count(a.count.into()), count(b.count.into()))}
            {figure(if more == 0 { "sm-alike-time" } else { "" }, spans)}
        </tr>
    }
}
