//! Pointers on the bars: drag for a stretch of time, click for a row, wheel to zoom and pan.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, MouseEvent, PointerEvent, WheelEvent};

use super::Waterfall;
use super::events::{self, Pointed};
use crate::scene::format::duration;
use crate::view::span::EVENTS;

/// CSS pixels that a pointer moves before a click becomes a drag.
const SLACK_PX: f64 = 4.0;
/// Wheel steps come in pixels, lines or pages.
const LINE_PX: f64 = 16.0;
const PAGE_PX: f64 = 400.0;
/// Wheel pixels that halve the window.
const HALVING_PX: f64 = 200.0;

/// What a pointer is doing to the waterfall.
#[derive(Clone, Copy)]
pub struct Drag {
    waterfall: Waterfall,
    /// Shares of the bars' width where a drag began and where it is.
    range: RwSignal<Option<(f64, f64)>>,
    /// Share of the width under a pointer that hovers.
    hover: RwSignal<Option<f64>>,
    /// The event under it.
    event: RwSignal<Option<Pointed>>,
    /// Where the pointer went down, in CSS pixels of the page.
    pressed: StoredValue<Option<f64>>,
    /// A drag just ended: the click that follows belongs to it.
    dragged: StoredValue<bool>,
}

impl Drag {
    pub fn new(waterfall: Waterfall) -> Self {
        Self {
            waterfall,
            range: RwSignal::new(None),
            hover: RwSignal::new(None),
            event: RwSignal::new(None),
            pressed: StoredValue::new(None),
            dragged: StoredValue::new(false),
        }
    }

    pub fn down(&self, event: &PointerEvent) {
        self.dragged.set_value(false);
        let on_bars = self.fraction(event).is_some_and(|at| at >= 0.0);
        if event.button() == 0 && on_bars {
            self.pressed.set_value(Some(event.client_x().into()));
        }
    }

    pub fn moved(&self, event: &PointerEvent) {
        let Some(at) = self.fraction(event) else { return };
        self.hover.set((0.0..=1.0).contains(&at).then_some(at));
        let pointed = self.pointed(event);
        if self.event.with_untracked(|before| *before != pointed) {
            self.event.set(pointed);
        }
        let Some(from_px) = self.pressed.get_value() else { return };
        let began = self.range.get_untracked();
        if began.is_none() && (f64::from(event.client_x()) - from_px).abs() < SLACK_PX {
            return;
        }
        if began.is_none()
            && let Some(element) = current(event)
        {
            // From here on the drag may leave the pane; a pointer that is up already ends it anyway.
            element.set_pointer_capture(event.pointer_id()).ok();
        }
        let from = began.map_or_else(|| self.fraction_at(from_px).unwrap_or(at), |(from, _)| from);
        self.range.set(Some((from, at.clamp(0.0, 1.0))));
    }

    pub fn up(&self, _: &PointerEvent) {
        self.pressed.set_value(None);
        if let Some((from, to)) = self.range.get_untracked() {
            self.range.set(None);
            self.dragged.set_value(true);
            self.waterfall.scale.update(|scale| *scale = scale.zoomed_to(from, to));
        }
    }

    pub fn cancel(&self) {
        self.pressed.set_value(None);
        self.range.set(None);
    }

    pub fn leave(&self) {
        self.hover.set(None);
        self.event.set(None);
        if self.range.with_untracked(Option::is_none) {
            self.pressed.set_value(None);
        }
    }

    pub fn click(&self, event: &MouseEvent) {
        if self.dragged.get_value() {
            return self.dragged.set_value(false);
        }
        let Some(row) = self.row(event) else { return };
        if self.is_fold(event) && event.alt_key() {
            let folded = self.waterfall.rows.peek(row).is_some_and(|row| row.folded);
            self.waterfall.fold_subtree(row, !folded);
        } else if self.is_fold(event) {
            self.waterfall.toggle(row);
        } else {
            self.waterfall.select(row);
            if self.pointed(event).is_some() {
                self.waterfall.ask_part(EVENTS);
            }
        }
    }

    /// Zooms to the bar.
    pub fn double_click(&self, event: &MouseEvent) {
        let on_bars = self.fraction(event).is_some_and(|at| at >= 0.0);
        if let (true, Some(row)) = (on_bars, self.row(event)) {
            self.waterfall.zoom_to_row(row);
        }
    }

    /// With Ctrl, which is also what a pinch on a touchpad sends, zooms at the pointer;
    /// sideways, or with Shift, pans while zoomed in.
    pub fn wheel(&self, event: &WheelEvent) {
        let unit = match event.delta_mode() {
            WheelEvent::DOM_DELTA_LINE => LINE_PX,
            WheelEvent::DOM_DELTA_PAGE => PAGE_PX,
            _ => 1.0,
        };
        let (x, y) = (event.delta_x() * unit, event.delta_y() * unit);
        let waterfall = self.waterfall;
        if event.ctrl_key() || event.meta_key() {
            event.prevent_default();
            let at = self.fraction(event).unwrap_or(0.5).clamp(0.0, 1.0);
            waterfall.zoom((y / HALVING_PX).exp2(), at);
        } else if event.shift_key() || x.abs() > y.abs() {
            event.prevent_default();
            let way = if x == 0.0 { y } else { x };
            waterfall.pan(way / untrack(|| waterfall.bars_width()));
        }
    }

    /// The moment under the pointer, on the ruler.
    pub fn pointer_label(self) -> impl IntoView {
        let label = move || {
            let at = self.hover.get().filter(|_| self.range.with(Option::is_none))?;
            let moment = self.waterfall.scale.with(|scale| scale.moment(at));
            let is_right = at > 0.8;
            Some(view! {
                <span
                    class="sm-pointer-label"
                    class:sm-pointer-label--left=is_right
                    style:left=format!("{}%", at * 100.0)
                >
                    {duration(moment)}
                </span>
            })
        };
        view! { <span class=("sm-pointer-labels", true) aria-hidden="true">{label}</span> }
    }

    /// The event under a pointer.
    fn pointed(&self, event: &MouseEvent) -> Option<Pointed> {
        events::pointed(self.waterfall, self.row(event)?, self.fraction(event)?)
    }

    fn row(&self, event: &MouseEvent) -> Option<u32> {
        let top = current(event)?.get_bounding_client_rect().top();
        self.waterfall.rows.row_at(f64::from(event.client_y()) - top)
    }

    fn is_fold(&self, event: &MouseEvent) -> bool {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        target.is_some_and(|target| matches!(target.closest(".sm-fold"), Ok(Some(_))))
    }

    /// Share of the bars' width at the pointer; negative over the names.
    fn fraction(&self, event: &MouseEvent) -> Option<f64> {
        self.fraction_at(event.client_x().into())
    }

    fn fraction_at(&self, client_x: f64) -> Option<f64> {
        let left = self.waterfall.rows.scroller.get_untracked()?.get_bounding_client_rect().left();
        let (names, bars) = untrack(|| (self.waterfall.names_width(), self.waterfall.bars_width()));
        Some((client_x - left - names) / bars)
    }
}

/// The dragged stretch with its length, and the line under a hovering pointer.
pub fn selection(waterfall: Waterfall, drag: Drag) -> impl IntoView {
    let stretch = move || {
        let (from, to) = drag.range.get()?;
        let (left, right) = (from.min(to).max(0.0), from.max(to));
        let scale = waterfall.scale.get();
        let length = duration(scale.moment(right).minus(scale.moment(left)));
        Some(view! {
            <div
                class="sm-stretch"
                style:left=format!("{}%", left * 100.0)
                style:width=format!("{}%", (right - left) * 100.0)
            >
                <span class=("sm-stretch__label", true)>{length}</span>
            </div>
        })
    };
    let line = move || {
        let at = drag.hover.get().filter(|_| drag.range.with(Option::is_none))?;
        Some(view! { <i class="sm-pointer-line" style:left=format!("{}%", at * 100.0)></i> })
    };
    let tip = events::tip(waterfall, drag.event);
    view! { <div class="sm-over-bars" aria-hidden="true">{stretch}{line}{tip}</div> }
}

fn current(event: &MouseEvent) -> Option<Element> {
    event.current_target()?.dyn_into().ok()
}
