//! A window over everything, by the browser's own `dialog`: it keeps the focus, closes on Escape
//! and gives the focus back.

use leptos::ev::MouseEvent;
use leptos::html::Dialog;
use leptos::prelude::*;

use super::Ctx;
use super::glyph::{Glyph, glyph};
use crate::state::Action;

/// Shown as long as it is mounted; closing it closes the panel in the state.
#[component]
pub fn PanelDialog(title: fn(Ctx) -> &'static str, children: Children) -> impl IntoView {
    let ctx = Ctx::get();
    let node = NodeRef::<Dialog>::new();
    let close = move || ctx.dispatch(Action::ClosePanel);
    Effect::new(move |_| {
        if let Some(dialog) = node.get() {
            // Fails only if it is open already.
            dialog.show_modal().ok();
        }
    });
    // The dialog's own padding is nought, so a click on the node itself is one on the backdrop.
    let beside = move |event: MouseEvent| {
        let target = event.target().map(wasm_bindgen::JsValue::from);
        if target == node.get_untracked().map(wasm_bindgen::JsValue::from) {
            close();
        }
    };
    let label = move || ctx.text().shell.close;
    view! {
        <dialog
            class="sm-dialog"
            node_ref=node
            aria-labelledby="sm-dialog-title"
            on:close=move |_| close()
            on:click=beside
            // The panes below must not see the keys.
            on:keydown=move |event| event.stop_propagation()
        >
            <div class=("sm-dialog-head", true)>
                <h2 class="sm-dialog-title" id="sm-dialog-title">{move || title(ctx)}</h2>
                <button
                    type="button"
                    class="sm-icon-button"
                    title=label
                    aria-label=label
                    on:click=move |_| close()
                >
                    {glyph(Glyph::Close)}
                </button>
            </div>
            <div class=("sm-dialog-body", true)>{children()}</div>
        </dialog>
    }
}
