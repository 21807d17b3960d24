//! A line of the trace list.

use leptos::prelude::*;

use super::columns::class;
use super::{TraceList, element_id};
use crate::engine::TraceRow;
use crate::model::Nanos;
use crate::scene::format::{count, duration};
use crate::scene::trace_columns::ListColumn;
use crate::state::Picking;
use crate::view::status_glyph::{role, status_glyph, status_of};
use crate::view::virtual_rows::Shown;

/// The element that shows every so-manieth row.
pub fn row(list: TraceList, slot: u32, shown: Memo<Option<Shown<TraceRow>>>) -> impl IntoView {
    let at = Memo::new(move |_| shown.with(|s| s.as_ref().map(|s| s.row)));
    let is_cursor = move || at.get() == Some(list.order.cursor.get());
    let is_picked = move || {
        let Picking::Second(first) = list.picking.get() else { return false };
        shown.with(|s| s.as_ref().is_some_and(|s| s.data.summary.id == first))
    };
    let place = move || {
        let top = at.get().map(|row| list.rows.top_in_stage(row));
        top.map_or_else(|| "none".to_owned(), |top| format!("translateY({top}px)"))
    };
    let click = move |_| {
        if let Some(row) = at.get_untracked() {
            list.open(row);
        }
    };
    view! {
        <div
            class="sm-trace-row"
            class:sm-cursor=is_cursor
            class:sm-picked=is_picked
            class:sm-odd=move || at.get().is_some_and(|row| row % 2 == 1)
            id=element_id(slot)
            role="row"
            aria-rowindex=move || at.get().map(|row| row + 2)
            aria-selected=move || is_cursor().to_string()
            hidden=move || at.get().is_none()
            style:transform=place
            on:click=click
        >
            {move || shown.get().map(|shown| cells(list, &shown.data))}
        </div>
    }
}

fn cells(list: TraceList, trace: &TraceRow) -> impl IntoView + use<> {
    let annotations = list.order.annotations();
    let cell = |column: ListColumn| {
        let (title, content) = match &column {
            ListColumn::Annotation(name) => {
                let at = annotations.iter().position(|a| a == name);
                let value =
                    at.and_then(|at| trace.annotations.get(at)).cloned().unwrap_or_default();
                (Some(value.clone()), value.into_any())
            }
            ListColumn::Root => (Some(trace.summary.root.clone()), root(list, trace).into_any()),
            ListColumn::Id => (Some(trace.summary.id.clone()), trace.summary.id.clone().into_any()),
            fact => (None, fact_cell(list, trace, fact)),
        };
        let class = format!("sm-cell sm-cell--{}{}", class(&column), state(trace, &column));
        view! { <div class=class role="gridcell" title=title>{content}</div> }
    };
    list.fitting.get().into_iter().map(cell).collect_view()
}

/// What the cell's class says besides the column.
fn state(trace: &TraceRow, column: &ListColumn) -> &'static str {
    match (column, trace.summary.status) {
        (ListColumn::Errors, _) if trace.errors > 0 => " sm-some",
        (ListColumn::Status, Some(429)) => " sm-text--throttle",
        (ListColumn::Status, Some(400..500)) => " sm-text--error",
        (ListColumn::Status, Some(500..)) => " sm-text--fault",
        _ => "",
    }
}

fn fact_cell(list: TraceList, trace: &TraceRow, column: &ListColumn) -> AnyView {
    let text = &list.ctx.text().trace;
    let summary = &trace.summary;
    match column {
        ListColumn::Health => status_glyph(text, status_of(&summary.health)).into_any(),
        ListColumn::Start => {
            let clock = list.ctx.clock();
            let (date, time) = (clock.date(trace.start_time), clock.time(trace.start_time));
            view! { <span class="sm-date">{date}</span> " " <span class="sm-time">{time}</span> }
                .into_any()
        }
        ListColumn::Duration => length(list, trace).into_any(),
        ListColumn::Response => duration(trace.response).into_any(),
        ListColumn::Status => summary.status.map(|status| status.to_string()).into_any(),
        ListColumn::Errors => {
            let errors =
                if trace.errors > 0 { count(trace.errors.into()) } else { "–".to_owned() };
            view! { {errors} {unit(text.unit_errors)} }.into_any()
        }
        ListColumn::Spans => {
            view! { {count(summary.spans.into())} {unit(text.unit_spans)} }.into_any()
        }
        ListColumn::Services => count(summary.services.into()).into_any(),
        ListColumn::Root | ListColumn::Id | ListColumn::Annotation(_) => ().into_any(),
    }
}

fn root(list: TraceList, trace: &TraceRow) -> impl IntoView + use<> {
    let text = &list.ctx.text().trace;
    let mark = match (trace.summary_only, trace.summary.partial) {
        (true, _) => text.summary_only,
        (_, true) => text.partial,
        _ => "",
    };
    view! {
        <span class="sm-root-name">{trace.summary.root.clone()}</span>
        <span class="sm-tag" hidden=mark.is_empty()>{mark}</span>
    }
}

fn length(list: TraceList, trace: &TraceRow) -> impl IntoView + use<> {
    let length = trace.duration;
    let share = format!("{}%", share(length, list.longest.get()));
    let fill = format!("sm-share__bar sm-fill--{}", role(status_of(&trace.summary.health)));
    view! {
        <span class="sm-length">{duration(length)}</span>
        <span class="sm-share" aria-hidden="true">
            <span class=fill style:width=share></span>
        </span>
    }
}

/// What is counted, for narrow panes whose columns have no heads.
fn unit(name: &'static str) -> impl IntoView {
    view! { <span class="sm-unit">{format!(" {name}")}</span> }
}

/// Percent of the longest, and enough to be seen.
fn share(length: Nanos, longest: Nanos) -> f64 {
    let share = length.0.max(0) as f64 / longest.0.max(1) as f64;
    (share * 100.0).clamp(1.0, 100.0)
}
