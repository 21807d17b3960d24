//! A latency histogram: bars to read, and, where that has a meaning, a range of times to choose.

use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::details::section;
use crate::engine::{HistogramBar, Numbers};
use crate::model::Nanos;
use crate::scene::format::{count, duration, percent};
use crate::scene::histogram::{Bar, Histogram, MARK_LINE, TICK_LINE};
use crate::scene::{Size, fill};
use crate::view::Ctx;
use crate::view::measure::watch_size;

const HEIGHT: f64 = 132.0;
/// Until the pane has told its width, in px.
const WIDTH: f64 = 320.0;

/// Bars under the pointer or the keys.
#[derive(Clone, Copy)]
struct Reading {
    /// The bar that is read: pointed at, or walked to with the arrow keys.
    at: RwSignal<Option<usize>>,
    /// Where a stretch of bars began; it ends at the bar that is read.
    from: RwSignal<Option<usize>>,
    /// The pointer is down.
    pressed: RwSignal<bool>,
}

/// `times`: the bars, and the figures of what they are of.
/// `keep`: what becomes of a range of times that was chosen; without it none can be.
#[component]
pub fn LatencyHistogram(
    times: Signal<(Vec<HistogramBar>, Numbers)>,
    #[prop(optional)] keep: Option<Callback<(Nanos, Nanos)>>,
) -> impl IntoView {
    let ctx = Ctx::get();
    let width = RwSignal::new(WIDTH);
    let frame = NodeRef::<leptos::html::Div>::new();
    Effect::new(move |_| {
        if let Some(frame) = frame.get() {
            watch_size(&frame, move |size| {
                width.try_set(size.width);
            });
        }
    });
    let histogram = Memo::new(move |_| {
        times.with(|(bars, numbers)| {
            let marks = [("p50", numbers.p50), ("p95", numbers.p95), ("p99", numbers.p99)];
            let marks: Vec<_> =
                marks.into_iter().filter_map(|(name, at)| Some((name, at?))).collect();
            Histogram::new(bars, &marks, Size { width: width.get(), height: HEIGHT })
        })
    });
    let reading = Reading {
        at: RwSignal::new(None),
        from: RwSignal::new(None),
        pressed: RwSignal::new(false),
    };
    let timed = move || times.with(|(_, numbers)| u64::from(numbers.timed));
    let label = move || fill(ctx.text().details.histogram_label, &[&count(timed())]);
    section(
        move || ctx.text().details.latency,
        view! {
            <div class="sm-det-bar-text" aria-live="polite">
                {move || reading.told(ctx, histogram, keep)}
            </div>
            <div
                class="sm-det-histogram"
                class:sm-det-choosable=keep.is_some()
                node_ref=frame
                tabindex="0"
                role="img"
                aria-label=label
                title=label
                aria-description=move || reading.sentence(ctx, histogram)
                on:keydown=move |event| reading.keydown(&event, histogram, keep)
                on:blur=move |_| reading.leave()
                on:pointerleave=move |_| reading.leave()
                on:pointerup=move |_| reading.pressed.set(false)
            >
                <svg class=("sm-det-histogram-svg", true) width=move || width.get() height=HEIGHT aria-hidden="true">
                    {move || histogram.with(|histogram| drawn(histogram, width.get(), reading, keep.is_some()))}
                </svg>
            </div>
        },
    )
}

impl Reading {
    /// Bars from the first to the last of what is chosen.
    fn chosen(self) -> Option<(usize, usize)> {
        let (from, at) = (self.from.get()?, self.at.get()?);
        Some((from.min(at), from.max(at)))
    }

    fn is_read(self, at: usize) -> bool {
        match self.chosen() {
            Some((first, last)) => (first..=last).contains(&at),
            None => self.at.get() == Some(at),
        }
    }

    /// The pointer went over a bar, or came down on it.
    fn enter(self, at: usize) {
        if self.from.get_untracked().is_none() || self.pressed.get_untracked() {
            self.at.set(Some(at));
        }
    }

    fn press(self, at: usize) {
        self.pressed.set(true);
        self.from.set(Some(at));
        self.at.set(Some(at));
    }

    /// What is chosen stays: the button beside it is where the pointer goes.
    fn leave(self) {
        // The focus also leaves when the component goes, and its signals with it.
        self.pressed.try_set(false);
        if self.from.try_get_untracked().flatten().is_none() {
            self.at.try_set(None);
        }
    }

    fn drop(self) {
        self.from.set(None);
        self.at.set(None);
    }

    fn range(self, histogram: Memo<Histogram>) -> Option<(Nanos, Nanos)> {
        let (first, last) = self.chosen()?;
        histogram.with(|h| Some((h.bars.get(first)?.of.low, h.bars.get(last)?.of.high)))
    }

    fn sentence(self, ctx: Ctx, histogram: Memo<Histogram>) -> Option<String> {
        histogram.with(|h| h.bars.get(self.at.get()?).map(|bar| bar_sentence(ctx, bar)))
    }

    /// The bar in words, or the button for a chosen range.
    fn told(
        self,
        ctx: Ctx,
        histogram: Memo<Histogram>,
        keep: Option<Callback<(Nanos, Nanos)>>,
    ) -> AnyView {
        let Some((range, keep)) = self.range(histogram).zip(keep) else {
            return self.sentence(ctx, histogram).into_any();
        };
        let label = fill(ctx.text().analysis.keep_range, &[&duration(range.0), &duration(range.1)]);
        let keep = move |_| {
            self.drop();
            keep.run(range);
        };
        view! { <button type="button" class="sm-button" on:click=keep>{label}</button> }.into_any()
    }

    fn keydown(
        self,
        event: &KeyboardEvent,
        histogram: Memo<Histogram>,
        keep: Option<Callback<(Nanos, Nanos)>>,
    ) {
        let last = histogram.with_untracked(|h| h.bars.len().saturating_sub(1));
        let at = self.at.get_untracked();
        let to = match event.key().as_str() {
            "ArrowRight" => at.map_or(0, |at| (at + 1).min(last)),
            "ArrowLeft" => at.map_or(last, |at| at.saturating_sub(1)),
            "Home" => 0,
            "End" => last,
            "Enter" => {
                if let Some((range, keep)) = untrack(|| self.range(histogram)).zip(keep) {
                    event.prevent_default();
                    self.drop();
                    keep.run(range);
                }
                return;
            }
            "Escape" if self.from.get_untracked().is_some() => {
                event.prevent_default();
                return self.drop();
            }
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        match event.shift_key() && keep.is_some() {
            true if self.from.get_untracked().is_none() => self.from.set(at.or(Some(to))),
            true => {}
            false => self.from.set(None),
        }
        self.at.set(Some(to));
    }
}

fn drawn(
    histogram: &Histogram,
    width: f64,
    reading: Reading,
    choosable: bool,
) -> impl IntoView + use<> {
    let base = histogram.base;
    let bar = |(at, bar): (usize, &Bar)| {
        let area = bar.area;
        let class =
            move || if reading.is_read(at) { "sm-hist-bar sm-hist-read" } else { "sm-hist-bar" };
        view! {
            <rect class=class x=area.left + 0.5 y=area.top width={(area.width() - 1.0).max(0.5)} height=area.height()/>
            <rect
                class="sm-hist-hit"
                x=area.left
                y=0
                width=area.width()
                height=base
                on:pointerenter=move |_| reading.enter(at)
                on:pointerdown=move |_| if choosable { reading.press(at) }
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
