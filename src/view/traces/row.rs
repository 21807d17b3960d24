//! A line of the trace list.

use leptos::prelude::*;

use super::{TraceList, element_id};
use crate::engine::TraceRow;
use crate::model::Nanos;
use crate::scene::format::{count, duration};
use crate::view::status_glyph::{role, status_glyph, status_of};
use crate::view::virtual_rows::Shown;

/// The element that shows every so-manieth row.
pub fn row(list: TraceList, slot: u32, shown: Memo<Option<Shown<TraceRow>>>) -> impl IntoView {
    let at = Memo::new(move |_| shown.with(|s| s.as_ref().map(|s| s.row)));
    let is_cursor = move || at.get() == Some(list.order.cursor.get());
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
    let ctx = list.ctx;
    let text = &ctx.text().trace;
    let summary = &trace.summary;
    let status = status_of(&summary.health);
    let clock = ctx.clock();
    let (date, time) = (clock.date(trace.start_time), clock.time(trace.start_time));
    let length = trace.duration;
    let share = format!("{}%", share(length, list.longest.get()));
    let http = summary.status.map(|status| status.to_string()).unwrap_or_default();
    let http_role = match summary.status {
        Some(429) => "throttle",
        Some(400..500) => "error",
        Some(500..) => "fault",
        _ => "none",
    };
    let mark = match (trace.summary_only, summary.partial) {
        (true, _) => text.summary_only,
        (_, true) => text.partial,
        _ => "",
    };
    view! {
        <div class="sm-cell sm-cell--health" role="gridcell">{status_glyph(text, status)}</div>
        <div class="sm-cell sm-cell--start" role="gridcell">
            <span class="sm-date">{date}</span>
            " "
            <span class="sm-time">{time}</span>
        </div>
        <div class="sm-cell sm-cell--root" role="gridcell" title=summary.root.clone()>
            <span class="sm-root-name">{summary.root.clone()}</span>
            <span class="sm-tag" hidden=mark.is_empty()>{mark}</span>
        </div>
        <div class="sm-cell sm-cell--duration" role="gridcell">
            <span class="sm-length">{duration(length)}</span>
            <span class="sm-share" aria-hidden="true">
                <span class=format!("sm-share__bar sm-fill--{}", role(status)) style:width=share></span>
            </span>
        </div>
        <div class="sm-cell sm-cell--response" role="gridcell">{duration(trace.response)}</div>
        <div class=format!("sm-cell sm-cell--status sm-text--{http_role}") role="gridcell">{http}</div>
        <div class="sm-cell sm-cell--errors" class:sm-some=(trace.errors > 0) role="gridcell">
            {if trace.errors > 0 { count(trace.errors.into()) } else { "–".to_owned() }}
            {unit(text.unit_errors)}
        </div>
        <div class="sm-cell sm-cell--spans" role="gridcell">
            {count(summary.spans.into())}
            {unit(text.unit_spans)}
        </div>
        <div class="sm-cell sm-cell--services" role="gridcell">{count(summary.services.into())}</div>
        <div class="sm-cell sm-cell--id" role="gridcell" title=summary.id.clone()>{summary.id.clone()}</div>
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
