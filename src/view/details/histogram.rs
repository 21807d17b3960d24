//! The latency histogram of what is selected.

use std::sync::Arc;

use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::section;
use crate::engine::Details;
use crate::scene::format::{count, duration, percent};
use crate::scene::histogram::{Bar, Histogram, MARK_LINE, TICK_LINE};
use crate::scene::{Size, fill};
use crate::view::Ctx;
use crate::view::measure::watch_size;

const HEIGHT: f64 = 132.0;
/// Until the pane has told its width, in px.
const WIDTH: f64 = 320.0;

#[component]
pub fn LatencyHistogram(details: Arc<Details>) -> impl IntoView {
    let ctx = Ctx::get();
    if details.histogram.iter().all(|bar| bar.count == 0) {
        return ().into_any();
    }
    let width = RwSignal::new(WIDTH);
    let frame = NodeRef::<leptos::html::Div>::new();
    Effect::new(move |_| {
        if let Some(frame) = frame.get() {
            watch_size(&frame, move |size| {
                width.try_set(size.width);
            });
        }
    });
    let numbers = details.numbers;
    let histogram = Memo::new(move |_| {
        let marks = [("p50", numbers.p50), ("p95", numbers.p95), ("p99", numbers.p99)];
        let marks: Vec<_> = marks.into_iter().filter_map(|(name, at)| Some((name, at?))).collect();
        Histogram::new(&details.histogram, &marks, Size { width: width.get(), height: HEIGHT })
    });
    // The bar that is read: pointed at, or walked to with the arrow keys.
    let read = RwSignal::new(None::<usize>);
    let sentence = move || {
        let bar = histogram.with(|histogram| histogram.bars.get(read.get()?).cloned());
        bar.map(|bar| bar_sentence(ctx, &bar))
    };
    let keydown = move |event: KeyboardEvent| {
        let last = histogram.with(|histogram| histogram.bars.len().saturating_sub(1));
        let at = read.get_untracked();
        let to = match event.key().as_str() {
            "ArrowRight" => at.map_or(0, |at| (at + 1).min(last)),
            "ArrowLeft" => at.map_or(last, |at| at.saturating_sub(1)),
            "Home" => 0,
            "End" => last,
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        read.set(Some(to));
    };
    let label =
        move || fill(ctx.text().details.histogram_label, &[&count(u64::from(numbers.timed))]);
    section(
        move || ctx.text().details.latency,
        view! {
            <p class="sm-det-bar-text" aria-live="polite">{move || sentence().unwrap_or_default()}</p>
            <div
                class="sm-det-histogram"
                node_ref=frame
                tabindex="0"
                role="img"
                aria-label=label
                aria-description=sentence
                on:keydown=keydown
                on:blur=move |_| read.set(None)
                on:pointerleave=move |_| read.set(None)
            >
                <svg class=("sm-det-histogram-svg", true) width=move || width.get() height=HEIGHT aria-hidden="true">
                    {move || histogram.with(|histogram| drawn(histogram, width.get(), read))}
                </svg>
            </div>
        },
    )
    .into_any()
}

fn drawn(
    histogram: &Histogram,
    width: f64,
    read: RwSignal<Option<usize>>,
) -> impl IntoView + use<> {
    let base = histogram.base;
    let bar = |(at, bar): (usize, &Bar)| {
        let area = bar.area;
        let class =
            move || if read.get() == Some(at) { "sm-hist-bar sm-hist-read" } else { "sm-hist-bar" };
        view! {
            <rect class=class x=area.left + 0.5 y=area.top width={(area.width() - 1.0).max(0.5)} height=area.height()/>
            <rect
                class="sm-hist-hit"
                x=area.left
                y=0
                width=area.width()
                height=base
                on:pointerenter=move |_| read.set(Some(at))
            />
        }
    };
    let tick = |tick: &crate::scene::histogram::Tick| {
        // Texts at the ends stay inside the picture.
        let anchor = match tick.x {
            x if x < 24.0 => "start",
            x if x > width - 24.0 => "end",
            _ => "middle",
        };
        view! {
            <line class="sm-hist-tick" x1=tick.x x2=tick.x y1=base y2={base + 4.0}/>
            <text class="sm-hist-tick-text" x=tick.x y={base + TICK_LINE - 3.0} text-anchor=anchor>
                {tick.label.clone()}
            </text>
        }
    };
    let mark = |mark: &crate::scene::histogram::Mark| {
        let top = mark.line as f64 * MARK_LINE;
        let near_end = mark.x > width - 28.0;
        let (x, anchor) = if near_end { (mark.x - 3.0, "end") } else { (mark.x + 3.0, "start") };
        view! {
            <line class="sm-hist-mark" x1=mark.x x2=mark.x y1=top y2=base/>
            <text class="sm-hist-mark-text" x=x y={top + 10.0} text-anchor=anchor>
                {mark.name}
                <title>{duration(mark.at)}</title>
            </text>
        }
    };
    view! {
        {histogram.bars.iter().enumerate().map(bar).collect_view()}
        <line class="sm-hist-base" x1=0 x2=width y1=base y2=base/>
        {histogram.ticks.iter().map(tick).collect_view()}
        {histogram.marks.iter().map(mark).collect_view()}
    }
}

/// "10 ms to 12 ms: 40 requests, 3 %"
fn bar_sentence(ctx: Ctx, bar: &Bar) -> String {
    let of = bar.of;
    fill(
        ctx.text().details.bar_sentence,
        &[&duration(of.low), &duration(of.high), &count(u64::from(of.count)), &percent(bar.share)],
    )
}
