//! A pane and its details side by side, with a border that can be moved; on narrow screens the
//! details stand below.

use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::html::Div;
use leptos::prelude::*;

use super::Ctx;
use crate::state::Selection;

/// Width of the details in px: at first, and between what bounds it may be.
const FIRST: f64 = 380.0;
const LEAST: f64 = 260.0;
/// Of the whole width, at most.
const MOST: f64 = 0.7;
/// By one key press.
const STEP: f64 = 24.0;

/// The width that was chosen, kept while panes come and go.
#[derive(Clone, Copy)]
pub struct SideWidth(RwSignal<f64>);

impl Default for SideWidth {
    fn default() -> Self {
        Self(RwSignal::new(FIRST))
    }
}

#[component]
pub fn Split(main: AnyView, side: AnyView) -> impl IntoView {
    let ctx = Ctx::get();
    let SideWidth(width) = expect_context();
    let whole = NodeRef::<Div>::new();
    let selected = ctx.memo(|s| {
        matches!(
            s.selection,
            Selection::Node { .. } | Selection::Edge { .. } | Selection::Span { .. }
        )
    });
    view! {
        <div
            class="sm-split"
            class:sm-has-selection=move || selected.get()
            node_ref=whole
            style=("--sm-side", move || format!("{:.0}px", width.get()))
        >
            <section class="sm-pane" aria-label=move || ctx.text().shell.map_pane>{main}</section>
            <Border width whole/>
            <aside class="sm-side" aria-label=move || ctx.text().shell.side_pane>
                {side}
            </aside>
        </div>
    }
}

#[component]
fn Border(width: RwSignal<f64>, whole: NodeRef<Div>) -> impl IntoView {
    let ctx = Ctx::get();
    let dragging = RwSignal::new(false);
    let area = move || whole.get_untracked().map(|whole| whole.get_bounding_client_rect());
    let set = move |wanted: f64| {
        let most = area().map_or(f64::INFINITY, |area| area.width() * MOST);
        width.set(wanted.min(most).max(LEAST));
    };
    let down = move |event: PointerEvent| {
        let border = event_target::<web_sys::Element>(&event);
        border.set_pointer_capture(event.pointer_id()).ok();
        // Or text would be selected on the way.
        event.prevent_default();
        dragging.set(true);
    };
    let moved = move |event: PointerEvent| {
        if let Some(area) = area().filter(|_| dragging.get_untracked()) {
            set(area.right() - f64::from(event.client_x()));
        }
    };
    let keydown = move |event: KeyboardEvent| {
        let by = match event.key().as_str() {
            "ArrowLeft" => STEP,
            "ArrowRight" => -STEP,
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        set(width.get_untracked() + by);
    };
    view! {
        <div
            class="sm-border"
            class:sm-dragging=move || dragging.get()
            role="separator"
            tabindex=0
            aria-orientation="vertical"
            aria-label=move || ctx.text().shell.resize
            aria-valuenow=move || format!("{:.0}", width.get())
            aria-valuemin=format!("{LEAST:.0}")
            on:pointerdown=down
            on:pointermove=moved
            on:pointerup=move |_| dragging.set(false)
            on:pointercancel=move |_| dragging.set(false)
            on:dblclick=move |_| width.set(FIRST)
            on:keydown=keydown
        ></div>
    }
}
