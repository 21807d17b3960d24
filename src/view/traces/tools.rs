//! Above the list: how many traces, which columns, and the list as a file.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::TraceList;
use super::by_id::open_by_id;
use super::columns::words;
use crate::engine::{FacetName, FacetQuery, Reply, Request};
use crate::scene::fill;
use crate::scene::format::count;
use crate::scene::trace_columns::{FIRST, ListColumn};
use crate::state::{Action, Picking, SumView};
use crate::view::glyph::{Glyph, glyph};
use crate::view::save::save;
use crate::view::sums::sum_switch;

#[component]
pub fn ListTools(list: TraceList) -> impl IntoView {
    let ctx = list.ctx;
    let left_out = move || {
        let wanted = list.order.columns.with(Vec::len);
        let left = wanted.saturating_sub(list.fitting.with(Vec::len)) as u64;
        // A narrow list shows what it can in two lines, and has no columns to miss.
        (left > 0 && !list.narrow.get())
            .then(|| fill(ctx.text().trace.columns_left, &[&count(left)]))
    };
    let is_list = ctx.memo(|s| s.fall.shown(true) == SumView::Rows);
    let is_filtered = ctx.memo(|s| !s.view.filter.trim().is_empty() || s.view.range.is_some());
    view! {
        <div class="sm-list-tools">
            <p class="sm-count-line" role="status">{move || count_line(list)}</p>
            {sum_switch(ctx, true)}
            <p class="sm-columns-left" hidden=move || !is_list.get()>{left_out}</p>
            <Show when=move || is_filtered.get()>{open_by_id(ctx)}</Show>
            <Show when=move || is_list.get()>
                {pick_toggle(list)}
                <ColumnChoice list/>
                <button type="button" class="sm-button" title=move || ctx.text().trace.save_csv_hint on:click=move |_| save_table(list)>
                    {glyph(Glyph::Save)}
                    {move || ctx.text().trace.save_csv}
                </button>
            </Show>
        </div>
        {pick_line(list)}
    }
}

/// Begins to choose two traces, or gives it up.
fn pick_toggle(list: TraceList) -> impl IntoView {
    let TraceList { ctx, picking, .. } = list;
    let is_on = move || picking.with(Picking::is_on);
    let press = move |_| {
        let next = if untrack(is_on) { Picking::Off } else { Picking::First };
        ctx.dispatch(Action::Pick(next));
        list.rows.focus();
    };
    view! {
        <button
            type="button"
            class="sm-toggle sm-pick"
            title=move || ctx.text().versus.pick_hint
            aria-pressed=move || is_on().to_string()
            on:click=press
        >
            {glyph(Glyph::Versus)}
            {move || ctx.text().versus.pick}
        </button>
    }
}

/// What is to be chosen now.
fn pick_line(list: TraceList) -> impl IntoView {
    let TraceList { ctx, picking, .. } = list;
    let line = move || {
        let text = &ctx.text().versus;
        picking.with(|picking| match picking {
            Picking::Off => String::new(),
            Picking::First => text.pick_first.to_owned(),
            Picking::Second(first) => fill(text.pick_second, &[first]),
        })
    };
    view! {
        <div class="sm-pick-line" hidden=move || !picking.with(Picking::is_on)>
            <p role="status">{line}</p>
            <button
                type="button"
                class="sm-link"
                on:click=move |_| ctx.dispatch(Action::Pick(Picking::Off))
            >
                {move || ctx.text().versus.pick_cancel}
            </button>
        </div>
    }
}

/// `1 012 of 12 480 traces`.
fn count_line(list: TraceList) -> String {
    let text = &list.ctx.text().trace;
    let (shown, all) = list.ctx.overview().with(|o| (o.summary.traces, o.total_traces));
    match shown == all {
        true => (text.count_all)(&count(all.into())),
        false => (text.count_some)(&count(shown.into()), &count(all.into())),
    }
}

#[component]
fn ColumnChoice(list: TraceList) -> impl IntoView {
    let ctx = list.ctx;
    let found = RwSignal::new(Vec::<ListColumn>::new());
    // Annotations are asked for once they are looked for.
    let opened = move |_| {
        spawn_local(async move {
            if let Ok(Reply::Facets { facets, .. }) =
                ctx.ask(Request::Facets(FacetQuery::default())).await
            {
                let name = |name| match name {
                    FacetName::Annotation(name) => Some(ListColumn::Annotation(name)),
                    _ => None,
                };
                found.try_set(facets.into_iter().filter_map(|f| name(f.name)).collect());
            }
        })
    };
    let offered = move || {
        let mut offered: Vec<_> = FIRST.into_iter().filter(|c| !c.is_fixed()).collect();
        offered.extend(found.get());
        // One that is shown can be taken away, whether or not these traces have it.
        list.order.columns.with(|columns| {
            let chosen = columns.iter().filter(|c| !c.is_fixed() && !offered.contains(c));
            offered.extend(chosen.cloned().collect::<Vec<_>>());
        });
        offered
    };
    view! {
        <details class="sm-columns" on:toggle=opened>
            <summary class=("sm-button", true)>{move || ctx.text().trace.columns}</summary>
            <div class=("sm-popover", true)>
                {move || offered().into_iter().map(|column| choice(list, column)).collect_view()}
            </div>
        </details>
    }
}

fn choice(list: TraceList, column: ListColumn) -> impl IntoView {
    let (label, hint) = words(&list.ctx.text().trace, &column);
    let is_shown = list.order.columns.with(|columns| columns.contains(&column));
    let toggle = move |_| {
        list.order.columns.update(|columns| match columns.iter().position(|c| *c == column) {
            Some(at) => drop(columns.remove(at)),
            None => insert(columns, column.clone()),
        });
    };
    view! {
        <label class="sm-column-choice" title=hint>
            <input type="checkbox" prop:checked=is_shown on:change=toggle/>
            {label}
        </label>
    }
}

/// Back at its place among the first ones; annotations in the order in which they were chosen.
fn insert(columns: &mut Vec<ListColumn>, column: ListColumn) {
    let place = |c: &ListColumn| FIRST.iter().position(|f| f == c).unwrap_or(FIRST.len());
    let at = columns.partition_point(|c| place(c) <= place(&column));
    columns.insert(at, column);
}

fn save_table(list: TraceList) {
    let (orders, annotations) = (list.order.orders.get_untracked(), list.order.annotations());
    spawn_local(async move {
        if let Ok(Reply::Table { text }) =
            list.ctx.ask(Request::TraceTable { orders, annotations }).await
        {
            save(list.ctx, "traces.csv", "text/csv", &text);
        }
    });
}
