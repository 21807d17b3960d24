//! The head of the tree: the names' title, the handle between the columns, and the ruler of time.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent, PointerEvent};

use super::Waterfall;
use super::drag::Drag;
use super::model::GUTTER_PX;
use crate::scene::{Tick, TickSide, ticks};

/// What an arrow key moves the handle by, in CSS pixels.
const HANDLE_STEP_PX: f64 = 16.0;

pub fn tree_head(waterfall: Waterfall, drag: Drag) -> impl IntoView {
    let ctx = waterfall.ctx;
    let title = move || {
        let (base, _) = waterfall.indent.get();
        let text = &ctx.text().trace;
        if base == 0 { text.col_span.to_owned() } else { (text.from_level)(base + 1) }
    };
    view! {
        <div class="sm-tree-head" role="row" aria-rowindex=1>
            <div class="sm-tree-head__names" role="columnheader">{title}{handle(waterfall)}</div>
            <div
                class="sm-ruler"
                role="columnheader"
                aria-label=move || ctx.text().trace.col_time
                on:pointerdown=move |event| drag.down(&event)
                on:pointermove=move |event| drag.moved(&event)
                on:pointerup=move |event| drag.up(&event)
                on:pointercancel=move |_| drag.cancel()
                on:pointerleave=move |_| drag.leave()
                on:dblclick=move |_| waterfall.show_all_time()
            >
                {tick_labels(tick_memo(waterfall))}
                {drag.pointer_label()}
            </div>
        </div>
    }
}

/// Thin lines through the rows, below the ruler's ticks.
pub fn grid_lines(ticks: Memo<Vec<Tick>>) -> impl IntoView {
    let line = |tick: Tick| {
        let left = format!("{}%", tick.fraction * 100.0);
        view! { <i class="sm-grid-line" style:left=left></i> }
    };
    view! {
        <div class="sm-grid-lines" aria-hidden="true">
            {move || ticks.get().into_iter().map(line).collect_view()}
        </div>
    }
}

pub fn tick_labels(ticks: Memo<Vec<Tick>>) -> impl IntoView {
    let label = |tick: Tick| {
        let left = format!("{}%", tick.fraction * 100.0);
        let class = if tick.side == TickSide::Left {
            "sm-ruler-tick sm-ruler-tick--end"
        } else {
            "sm-ruler-tick"
        };
        let text = if tick.side == TickSide::Hidden { String::new() } else { tick.label };
        view! { <span class=class style:left=left>{text}</span> }
    };
    move || ticks.get().into_iter().map(label).collect_view()
}

pub fn tick_memo(waterfall: Waterfall) -> Memo<Vec<Tick>> {
    Memo::new(move |_| ticks(&waterfall.scale.get(), waterfall.bars_width(), GUTTER_PX))
}

/// Drags the border between names and bars.
fn handle(waterfall: Waterfall) -> impl IntoView {
    let ctx = waterfall.ctx;
    let down = move |event: PointerEvent| {
        event.prevent_default();
        if let Some(element) = element_of(&event) {
            // A pointer that is already up cannot be captured; nothing is dragged then.
            element.set_pointer_capture(event.pointer_id()).ok();
        }
    };
    let moved = move |event: PointerEvent| {
        let Some(element) = element_of(&event) else { return };
        if element.has_pointer_capture(event.pointer_id())
            && let Some(scroller) = waterfall.rows.scroller.get_untracked()
        {
            let left = scroller.get_bounding_client_rect().left();
            waterfall.set_names_width(f64::from(event.client_x()) - left);
        }
    };
    let key = move |event: KeyboardEvent| {
        let width = untrack(|| waterfall.names_width());
        let width = match event.key().as_str() {
            "ArrowLeft" => width - HANDLE_STEP_PX,
            "ArrowRight" => width + HANDLE_STEP_PX,
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        waterfall.set_names_width(width);
    };
    view! {
        <div
            class="sm-handle"
            role="separator"
            tabindex=0
            aria-orientation="vertical"
            aria-label=move || ctx.text().trace.names_width
            aria-valuenow=move || waterfall.names_width().round().to_string()
            on:pointerdown=down
            on:pointermove=moved
            on:keydown=key
        ></div>
    }
}

fn element_of(event: &PointerEvent) -> Option<Element> {
    event.current_target()?.dyn_into().ok()
}
