//! The whole trace in a strip: where the window of time lies in it. Drag for another window.

use std::fmt::Write as _;

use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent, PointerEvent};

use super::Waterfall;
use crate::engine::{MinimapStripe, Opened};
use crate::model::{Nanos, Status};
use crate::scene::TimeScale;
use crate::scene::format::duration;
use crate::view::status_glyph::role;

/// Units of the drawing's width; it is stretched to the pane's.
const UNITS: f64 = 10_000.0;
/// Narrowest stripe: about a pixel and a half on a wide screen.
const THIN: f64 = 14.0;
/// Fewer lanes than this would be as thick as planks.
const FEWEST_LANES: usize = 10;
/// With more lanes than this there is no room for gaps between them.
const GAPPED_LANES: usize = 40;
/// Share of the trace that an arrow key moves an edge by.
const KEY_STEP: f64 = 0.01;

/// What a pointer that is down does.
#[derive(Clone, Copy, PartialEq)]
enum Grip {
    /// Chooses a window from here on.
    Range(f64),
    /// Moves the window; it was grabbed at this share of the trace.
    Window {
        grabbed: f64,
        start: Nanos,
    },
    Start,
    End,
}

pub fn minimap(waterfall: Waterfall) -> impl IntoView {
    let ctx = waterfall.ctx;
    let strip = NodeRef::<Div>::new();
    let grip = StoredValue::new(None::<Grip>);
    let at = move |event: &PointerEvent| {
        let rect = strip.get_untracked()?.get_bounding_client_rect();
        Some(((f64::from(event.client_x()) - rect.left()) / rect.width().max(1.0)).clamp(0.0, 1.0))
    };
    let down = move |event: PointerEvent| {
        let Some(at) = at(&event).filter(|_| event.button() == 0) else { return };
        event.prevent_default();
        if let Some(strip) = strip.get_untracked() {
            // A pointer that is already up cannot be captured; nothing is dragged then.
            strip.set_pointer_capture(event.pointer_id()).ok();
        }
        grip.set_value(Some(grip_at(&event, &waterfall.scale.get_untracked(), at)));
    };
    let moved = move |event: PointerEvent| {
        if let (Some(grip), Some(at)) = (grip.get_value(), at(&event)) {
            waterfall.scale.update(|scale| *scale = dragged(scale, grip, at));
        }
    };
    let edge = move |of: fn(&TimeScale) -> Nanos| {
        move || waterfall.scale.with(|scale| share(of(scale), scale.total()) * 100.0)
    };
    let (start, end) = (edge(TimeScale::start), edge(TimeScale::end));
    view! {
        <div
            node_ref=strip
            class="sm-minimap"
            title=move || ctx.text().trace.minimap_hint
            on:pointerdown=down
            on:pointermove=moved
            on:pointerup=move |_| grip.set_value(None)
            on:pointercancel=move |_| grip.set_value(None)
            on:dblclick=move |_| waterfall.show_all_time()
        >
            {move || waterfall.head.get().map(|head| stripes(&head))}
            <i class="sm-fall-veil" style:left=move || "0" style:width=move || format!("{}%", start())></i>
            <i class="sm-fall-veil" style:right=move || "0" style:width=move || format!("{}%", 100.0 - end())></i>
            <i
                class="sm-minimap__window"
                style:left=move || format!("{}%", start())
                style:width=move || format!("{}%", end() - start())
                hidden=move || waterfall.scale.with(TimeScale::is_whole)
            ></i>
            {handle(waterfall, Grip::Start)}
            {handle(waterfall, Grip::End)}
        </div>
    }
}

fn grip_at(event: &PointerEvent, scale: &TimeScale, at: f64) -> Grip {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let handle = target.and_then(|target| target.get_attribute("data-edge"));
    let moment = Nanos((scale.total().0 as f64 * at) as i64);
    match handle.as_deref() {
        Some("start") => Grip::Start,
        Some("end") => Grip::End,
        _ if !scale.is_whole() && (scale.start()..scale.end()).contains(&moment) => {
            Grip::Window { grabbed: at, start: scale.start() }
        }
        _ => Grip::Range(at),
    }
}

/// The window after the pointer came to the share `at` of the trace.
fn dragged(scale: &TimeScale, grip: Grip, at: f64) -> TimeScale {
    let whole = scale.reset();
    let moment = whole.moment(at);
    match grip {
        // Until it moved it is a click, and nothing yet.
        Grip::Range(from) if (from - at).abs() < 0.003 => *scale,
        Grip::Range(from) => whole.zoomed_to(from, at),
        Grip::Window { grabbed, start } => {
            let start = start.plus(moment.minus(whole.moment(grabbed)));
            scale.showing(start, start.plus(scale.span()))
        }
        Grip::Start => {
            let start = moment.min(scale.end().minus(TimeScale::SHORTEST));
            scale.showing(start, scale.end())
        }
        Grip::End => {
            scale.showing(scale.start(), moment.max(scale.start().plus(TimeScale::SHORTEST)))
        }
    }
}

/// An edge of the window, also for the keyboard.
fn handle(waterfall: Waterfall, grip: Grip) -> impl IntoView {
    let ctx = waterfall.ctx;
    let is_start = grip == Grip::Start;
    let moment = move || waterfall.scale.with(|s| if is_start { s.start() } else { s.end() });
    let percent = move || share(moment(), waterfall.scale.with(TimeScale::total)) * 100.0;
    let key = move |event: KeyboardEvent| {
        let step = match event.key().as_str() {
            "ArrowLeft" | "ArrowDown" => -KEY_STEP,
            "ArrowRight" | "ArrowUp" => KEY_STEP,
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        let at = (untrack(percent) / 100.0 + step).clamp(0.0, 1.0);
        waterfall.scale.update(|scale| *scale = dragged(scale, grip, at));
    };
    view! {
        <div
            class="sm-window-edge"
            class:sm-window-edge--end=!is_start
            role="slider"
            tabindex=0
            data-edge=if is_start { "start" } else { "end" }
            aria-label=move || {
                let text = &ctx.text().trace;
                if is_start { text.window_start } else { text.window_end }
            }
            aria-valuemin="0"
            aria-valuemax="100"
            aria-valuenow=move || percent().round().to_string()
            aria-valuetext=move || duration(moment())
            style:left=move || format!("{}%", percent())
            on:keydown=key
        ></div>
    }
}

/// A path for each role, so that a trace of any size is five elements.
fn stripes(head: &Opened) -> impl IntoView + use<> {
    let lanes = head.minimap.len().max(FEWEST_LANES);
    let path = |is_in: &dyn Fn(&MinimapStripe) -> bool, class: &str| {
        let outline = outline(&head.minimap, head.duration, is_in);
        view! { <path class=format!("sm-stripe sm-stripe--{class}") d=outline/> }
    };
    let fine = |stripe: &MinimapStripe| matches!(stripe.status, Status::Unset | Status::Ok);
    view! {
        <svg
            class="sm-minimap__stripes"
            viewBox=format!("0 0 {UNITS} {lanes}")
            preserveAspectRatio="none"
            aria-hidden="true"
        >
            {path(&|stripe| fine(stripe) && !stripe.critical, "ok")}
            {path(&|stripe| fine(stripe) && stripe.critical, "critical")}
            {[Status::Error, Status::Throttle, Status::Fault]
                .map(|status| path(&|stripe| stripe.status == status, role(status)))}
        </svg>
    }
}

fn outline(
    stripes: &[MinimapStripe],
    total: Nanos,
    is_in: &dyn Fn(&MinimapStripe) -> bool,
) -> String {
    let mut path = String::new();
    let (top, bottom) = if stripes.len() > GAPPED_LANES { (0.0, 1.0) } else { (0.15, 0.85) };
    for (lane, stripe) in stripes.iter().enumerate().filter(|(_, stripe)| is_in(stripe)) {
        let left = (share(stripe.start, total) * UNITS).min(UNITS - THIN);
        let right = (share(stripe.end, total) * UNITS).max(left + THIN);
        let (top, bottom) = (lane as f64 + top, lane as f64 + bottom);
        // Writing to a string cannot fail.
        write!(path, "M{left:.0} {top}H{right:.0}V{bottom}H{left:.0}Z").ok();
    }
    path
}

fn share(moment: Nanos, total: Nanos) -> f64 {
    (moment.0 as f64 / total.0.max(1) as f64).clamp(0.0, 1.0)
}
