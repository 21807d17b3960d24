//! Ticks of events over the bars, and what is said of one under a pointer.

use leptos::prelude::*;

use super::Waterfall;
use crate::engine::{EventMark, SpanRow};
use crate::model::Nanos;
use crate::scene::format::{count, duration, short_count};
use crate::scene::{TimeScale, event_at, event_numbers, event_path, event_ticks};
use crate::state::TraceText;

/// Events whose names are read out with a row, and those of a tick: more are counted.
const SAID: usize = 5;

/// The tick under a pointer.
#[derive(Clone, PartialEq)]
pub struct Pointed {
    row: u32,
    /// In CSS pixels of the column of bars.
    x: f64,
    said: String,
}

/// A few elements a row, however many events it has.
pub fn ticks(row: &SpanRow, scale: &TimeScale, column: f64) -> Option<AnyView> {
    let ticks = event_ticks(scale, &row.events, column);
    if ticks.is_empty() {
        return None;
    }
    let number = |(x, n): (f64, u32)| {
        view! { <text x=format!("{x:.1}") y="8">{short_count(n.into())}</text> }
    };
    // Behind the bar stands its label.
    let end = scale.fraction(row.start.plus(row.duration)).min(1.0) * column;
    let numbers: Vec<_> = event_numbers(&ticks, end).into_iter().map(number).collect();
    let path = |thrown| event_path(&ticks, thrown);
    Some(
        view! {
            <svg class="sm-events" height=12 aria-hidden="true">
                <path d=path(false)/>
                <path class="sm-events__thrown" d=path(true)/>
                {numbers}
            </svg>
        }
        .into_any(),
    )
}

/// The events at a share of the bars' width, in words.
pub fn pointed(waterfall: Waterfall, row: u32, at: f64) -> Option<Pointed> {
    let shown = waterfall.rows.peek(row).filter(|shown| !shown.events.is_empty())?;
    let (scale, width) = untrack(|| (waterfall.scale.get(), waterfall.bars_width()));
    let ticks = event_ticks(&scale, &shown.events, width);
    let tick = event_at(ticks, at * width)?;
    let text = &waterfall.ctx.text().trace;
    let said = said_of(text, &tick.marks, tick.count, shown.start);
    Some(Pointed { row, x: tick.x, said })
}

/// Beside the tick, over everything.
pub fn tip(waterfall: Waterfall, pointed: RwSignal<Option<Pointed>>) -> impl IntoView {
    move || {
        let Pointed { row, x, said } = pointed.get()?;
        let top = waterfall.rows.top_in_stage(row);
        let is_right = x > waterfall.bars_width() / 2.0;
        let place = format!("translate({x:.1}px,{top}px)");
        Some(view! {
            <div class="sm-event-tip" class:sm-event-tip--left=is_right style:transform=place>
                <span>{said}</span>
            </div>
        })
    }
}

/// The events of a row in words: how many, and of the first few what and when.
pub fn said(text: &TraceText, row: &SpanRow) -> Option<String> {
    let all = row.event_count;
    (all > 0).then(|| match row.events.is_empty() {
        true => (text.event_count)(&count(all.into())),
        false => said_of(text, &row.events, all, row.start),
    })
}

fn said_of(text: &TraceText, marks: &[EventMark], all: u32, start: Nanos) -> String {
    let shown: Vec<_> = marks.iter().take(SAID).map(|mark| mark_said(text, mark, start)).collect();
    let shown = shown.join(", ");
    if all == 1 {
        return shown;
    }
    let more = if marks.len() > SAID { ", …" } else { "" };
    format!("{}: {shown}{more}", (text.event_count)(&count(all.into())))
}

fn mark_said(text: &TraceText, mark: &EventMark, start: Nanos) -> String {
    let after = |time: Nanos| signed(time.minus(start));
    let name = match (mark.name.as_str(), mark.exceptions) {
        ("", 0) => text.event.to_owned(),
        ("", _) => text.exception.to_owned(),
        (name, 1..) if mark.count == 1 => format!("{} {name}", text.exception),
        (name, _) => name.to_owned(),
    };
    match mark.count {
        1 => format!("{name} {}", after(mark.first)),
        n => format!("{name} ×{} {}…{}", count(n.into()), after(mark.first), after(mark.last)),
    }
}

/// Since the start of the span; before it where clocks differ.
fn signed(after: Nanos) -> String {
    if after < Nanos::ZERO { duration(after) } else { format!("+{}", duration(after)) }
}
