//! Traces over time, by how they ended, and the range that is chosen over them.

use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::html::Div;
use leptos::prelude::*;

use super::Ctx;
use super::time_range::TimeRangeBar;
use crate::engine::{Range, TimelineBar};
use crate::scene::fill;
use crate::scene::format::count;
use crate::scene::strip::{
    self, BOX, ENDINGS, Ending, Grip, Nudge, bar_at, bar_paths, clock_ticks, dragged, fraction,
    grip, nudged,
};
use crate::state::{Action, Chrome};

/// Pixels within which an edge of the range can be taken hold of, and a press counts as a click.
const REACH: f64 = 7.0;
const CLICK: f64 = 3.0;

/// Room of a label below the bars, in px: a date, or a time with seconds.
const LABEL_PX: f64 = 88.0;

#[component]
pub fn Strip() -> impl IntoView {
    let ctx = Ctx::get();
    let extent = Memo::new(move |_| ctx.overview().with(|o| o.extent));
    let hidden = ctx.memo(|s| s.chrome == Chrome::None);
    view! {
        <Show when=move || extent.get().is_some() && !hidden.get()>
            <section class="sm-strip" aria-label=move || ctx.text().shell.time>
                <TimeRangeBar/>
                <Bars extent/>
            </section>
        </Show>
    }
}

/// A drag that is under way.
#[derive(Clone, Copy)]
struct Drag {
    grip: Grip,
    from: f64,
    /// Where it began, in px, and whether it has left that place.
    from_px: f64,
    moved: bool,
    before: Option<Range>,
}

/// What presses, moves and keys on the bars work with.
#[derive(Clone, Copy)]
struct Ranging {
    ctx: Ctx,
    node: NodeRef<Div>,
    extent: Memo<Option<Range>>,
    range: Memo<Option<Range>>,
    drag: RwSignal<Option<Drag>>,
    /// Share of the width at which the pointer is.
    pointer: RwSignal<Option<f64>>,
}

#[component]
fn Bars(extent: Memo<Option<Range>>) -> impl IntoView {
    let ctx = Ctx::get();
    let (node, pointer) = (NodeRef::<Div>::new(), RwSignal::new(None::<f64>));
    let (drag, range) = (RwSignal::new(None::<Drag>), ctx.memo(|s| s.view.range));
    let ranging = Ranging { ctx, node, extent, range, drag, pointer };
    view! {
        <div
            class="sm-bars"
            node_ref=node
            tabindex=0
            role="slider"
            aria-label=move || ctx.text().shell.time
            aria-description=move || ctx.text().shell.time_keys
            aria-valuetext=move || ranging.described()
            aria-valuenow=move || percent_of(extent.get(), range.get())
            class:sm-dragging=move || drag.with(Option::is_some)
            style:cursor=move || cursor(extent.get(), range.get(), pointer.get(), node)
            on:pointerdown=move |event| ranging.down(&event)
            on:pointermove=move |event| ranging.moved(&event)
            on:pointerup=move |_: PointerEvent| ranging.up()
            on:pointercancel=move |_: PointerEvent| ranging.give_up()
            on:pointerleave=move |_| pointer.set(None)
            on:keydown=move |event| ranging.keydown(&event)
        >
            <BarShapes/>
            <RangeShade extent range/>
            <Readout pointer/>
            <Ticks extent node/>
        </div>
    }
}

impl Ranging {
    fn set(self, range: Option<Range>) {
        self.ctx.dispatch(Action::SetRange(range));
    }

    fn place(self, event: &PointerEvent) -> Option<(Place, Range)> {
        Place::of(event, self.node).zip(self.extent.get_untracked())
    }

    fn down(self, event: &PointerEvent) {
        let Some((place, extent)) = self.place(event) else { return };
        if event.button() != 0 {
            return;
        }
        // A pointer that is gone again cannot be captured, and need not.
        place.element.set_pointer_capture(event.pointer_id()).ok();
        let before = self.range.get_untracked();
        let grip = grip(extent, before, place.at, REACH / place.width);
        let drag = Drag { grip, from: place.at, from_px: place.px, moved: false, before };
        self.drag.set(Some(drag));
    }

    fn moved(self, event: &PointerEvent) {
        let Some((place, extent)) = self.place(event) else { return };
        self.pointer.set(Some(place.at));
        let Some(mut now) = self.drag.get_untracked() else { return };
        now.moved |= (place.px - now.from_px).abs() > CLICK;
        self.drag.set(Some(now));
        if now.moved {
            self.set(dragged(extent, now.before, now.grip, now.from, place.at));
        }
    }

    fn up(self) {
        let Some(done) = self.drag.get_untracked() else { return };
        self.drag.set(None);
        // A click beside the range clears it; one on it does nothing.
        if !done.moved && done.grip == Grip::New {
            self.set(None);
        }
    }

    fn give_up(self) {
        if let Some(drag) = self.drag.get_untracked() {
            self.drag.set(None);
            self.set(drag.before);
        }
    }

    fn keydown(self, event: &KeyboardEvent) {
        let present = self.range.get_untracked();
        let Some(extent) = self.extent.get_untracked() else { return };
        let nudge = match (event.key().as_str(), event.shift_key()) {
            ("ArrowLeft", false) => Nudge::Earlier,
            ("ArrowRight", false) => Nudge::Later,
            ("ArrowLeft", true) => Nudge::Shorter,
            ("ArrowRight", true) => Nudge::Longer,
            ("Home", _) => Nudge::First,
            ("End", _) => Nudge::Last,
            ("Escape", _) if present.is_some() => {
                event.prevent_default();
                return self.set(None);
            }
            _ => return,
        };
        event.prevent_default();
        self.set(Some(nudged(extent, present, nudge)));
    }

    /// The range in words.
    fn described(self) -> String {
        let text = &self.ctx.text().shell;
        let Some(range) = self.range.get() else { return text.preset_all.to_owned() };
        let [start, end] =
            [range.start, range.end].map(|at| self.ctx.clock().date_time_seconds(at));
        fill(text.range_shown, &[&start, &end])
    }
}

#[component]
fn BarShapes() -> impl IntoView {
    let ctx = Ctx::get();
    let paths = Memo::new(move |_| ctx.overview().with(|o| bar_paths(&o.timeline)));
    let path = move |(i, ending): (usize, Ending)| {
        let shape = move || paths.with(|paths| paths.get(i).cloned());
        view! { <path class=format!("sm-strip-bar sm-strip-bar--{}", ending.role()) d=shape/> }
    };
    view! {
        <svg
            class="sm-bar-shapes"
            viewBox=format!("0 0 {} {}", BOX.0, BOX.1)
            preserveAspectRatio="none"
            aria-hidden="true"
        >
            {ENDINGS.into_iter().enumerate().map(path).collect_view()}
        </svg>
    }
}

/// What lies outside the range is veiled; its edges can be taken hold of.
#[component]
fn RangeShade(extent: Memo<Option<Range>>, range: Memo<Option<Range>>) -> impl IntoView {
    let edges = move || {
        let (extent, range) = extent.get().zip(range.get())?;
        Some((fraction(extent, range.start), fraction(extent, range.end)))
    };
    view! {
        <Show when=move || edges().is_some()>
            <span class="sm-range-veil" style:width=move || percent(edges().map_or(0.0, |e| e.0))></span>
            <span
                class="sm-range-veil sm-range-veil--after"
                style:width=move || percent(edges().map_or(0.0, |e| 1.0 - e.1))
            ></span>
            <span class="sm-range-edge" style:left=move || percent(edges().map_or(0.0, |e| e.0))></span>
            <span class="sm-range-edge" style:left=move || percent(edges().map_or(0.0, |e| e.1))></span>
        </Show>
    }
}

/// The bar below the pointer, in figures.
#[component]
fn Readout(pointer: RwSignal<Option<f64>>) -> impl IntoView {
    let ctx = Ctx::get();
    let bar = move || ctx.overview().with(|o| bar_at(&o.timeline, pointer.get()?).copied());
    let words = move || bar().map(|bar| sentence(ctx, &bar));
    view! {
        <Show when=move || pointer.get().is_some()>
            <span
                class="sm-hair"
                style:left=move || percent(pointer.get().unwrap_or_default())
            ></span>
            <span
                class="sm-readout"
                class:sm-readout--left=move || pointer.get().is_some_and(|at| at > 0.5)
                style:left=move || percent(pointer.get().unwrap_or_default())
            >
                {words}
            </span>
        </Show>
    }
}

#[component]
fn Ticks(extent: Memo<Option<Range>>, node: NodeRef<Div>) -> impl IntoView {
    let ctx = Ctx::get();
    let width = RwSignal::new(1000.0);
    Effect::new(move |_| {
        if let Some(node) = node.get() {
            super::measure::watch_size(&node, move |size| {
                width.try_set(size.width);
            });
        }
    });
    let room = Memo::new(move |_| LABEL_PX / width.get().max(1.0));
    let ticks = Memo::new(move |_| {
        let Some(extent) = extent.get() else { return Vec::new() };
        clock_ticks(extent, ctx.clock(), room.get())
    });
    let label = move |tick: strip::ClockTick| {
        // A label that would reach over the end is left out, its line is not.
        let fits = tick.at + room.get() <= 1.02;
        view! {
            <span class="sm-clock-tick" style:left=percent(tick.at)>{fits.then_some(tick.label)}</span>
        }
    };
    view! {
        <div class="sm-ticks" aria-hidden="true">
            {move || ticks.get().into_iter().map(label).collect_view()}
        </div>
    }
}

/// Where on the strip an event happened.
struct Place {
    element: web_sys::HtmlDivElement,
    px: f64,
    width: f64,
    /// Share of the width.
    at: f64,
}

impl Place {
    fn of(event: &PointerEvent, node: NodeRef<Div>) -> Option<Self> {
        let element = node.get_untracked()?;
        let area = element.get_bounding_client_rect();
        let width = area.width().max(1.0);
        let px = f64::from(event.client_x()) - area.left();
        Some(Self { element, px, width, at: px / width })
    }
}

fn cursor(
    extent: Option<Range>,
    range: Option<Range>,
    pointer: Option<f64>,
    node: NodeRef<Div>,
) -> &'static str {
    let width = node.get_untracked().map_or(1.0, |node| f64::from(node.client_width()).max(1.0));
    match extent.zip(pointer).map(|(extent, at)| grip(extent, range, at, REACH / width)) {
        Some(Grip::Start | Grip::End) => "ew-resize",
        Some(Grip::Middle) => "grab",
        _ => "crosshair",
    }
}

fn sentence(ctx: Ctx, bar: &TimelineBar) -> String {
    let text = &ctx.text().shell;
    let clock = ctx.clock();
    let parts: Vec<String> = [
        (text.ok, bar.ok),
        (text.errors, bar.errors),
        (text.throttles, bar.throttles),
        (text.faults, bar.faults),
    ]
    .into_iter()
    .filter(|(_, n)| *n > 0)
    .map(|(template, n)| fill(template, &[&count(n.into())]))
    .collect();
    let what = if parts.is_empty() { text.bar_none.to_owned() } else { parts.join(", ") };
    let (start, end) = (clock.time_seconds(bar.start), clock.time_seconds(bar.end));
    fill(text.bar, &[&start, &end, &what])
}

/// The middle of the range, for `aria-valuenow`; the words are in `aria-valuetext`.
fn percent_of(extent: Option<Range>, range: Option<Range>) -> String {
    let middle =
        extent.zip(range).map_or(0.5, |(e, r)| (fraction(e, r.start) + fraction(e, r.end)) / 2.0);
    format!("{:.0}", middle * 100.0)
}

fn percent(share: f64) -> String {
    format!("{:.4}%", share * 100.0)
}
