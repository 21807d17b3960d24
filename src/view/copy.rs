//! A button that puts text on the clipboard and says whether it did.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::Ctx;
use super::glyph::{Glyph, glyph};
use crate::state::TraceText;

/// How long the answer stands.
const SAID_FOR: std::time::Duration = std::time::Duration::from_millis(1_600);

/// `text` is made when the button is pressed: it may be long.
pub fn copy_button(
    text: impl Fn() -> String + 'static,
    label: fn(&TraceText) -> &'static str,
) -> impl IntoView {
    let ctx = Ctx::get();
    let done = RwSignal::new(None::<bool>);
    let click = move |_| {
        let text = text();
        spawn_local(async move {
            let copied = copy(&text).await;
            done.try_set(Some(copied));
            set_timeout(
                move || {
                    done.try_set(None);
                },
                SAID_FOR,
            );
        });
    };
    let answer = move || {
        let text = &ctx.text().trace;
        match done.get() {
            None => "",
            Some(true) => text.copied,
            Some(false) => text.not_copied,
        }
    };
    view! {
        <span class="sm-copy">
            <button
                type="button"
                class="sm-icon-button"
                title=move || label(&ctx.text().trace)
                aria-label=move || label(&ctx.text().trace)
                on:click=click
            >
                {glyph(Glyph::Copy)}
            </button>
            <span class=("sm-copy__answer", true) role="status">{answer}</span>
        </span>
    }
}

/// Pages without TLS have no `navigator.clipboard`, and a page may refuse it to a frame.
async fn copy(text: &str) -> bool {
    let navigator = window().navigator();
    let has_clipboard = js_sys::Reflect::get(navigator.as_ref() as &JsValue, &"clipboard".into())
        .is_ok_and(|clipboard| clipboard.is_object());
    has_clipboard && JsFuture::from(navigator.clipboard().write_text(text)).await.is_ok()
}
