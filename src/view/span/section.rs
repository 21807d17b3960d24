//! A section with a title that folds. What was folded stays folded for the next span.

use leptos::ev::Event;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

use crate::state::TraceText;
use crate::view::Ctx;

/// The one section that is closed to begin with: it is long, and the others say the same.
pub const RAW: &str = "raw";

pub const EVENTS: &str = "events";

/// The section that someone wants to see of the span selected last.
#[derive(Clone, Copy, Default)]
pub struct AskedPart(pub RwSignal<Option<&'static str>>);

/// The sections that are not as they were at first.
#[derive(Clone, Copy)]
pub struct Folds(RwSignal<Vec<&'static str>>);

impl Folds {
    pub fn new() -> Self {
        Self(RwSignal::new(Vec::new()))
    }

    fn is_open(self, key: &'static str) -> bool {
        self.0.with(|turned| turned.contains(&key)) == (key == RAW)
    }

    pub fn set(self, key: &'static str, open: bool) {
        if untrack(|| self.is_open(key)) != open {
            self.0.update(|turned| match turned.iter().position(|&other| other == key) {
                Some(at) => {
                    turned.remove(at);
                }
                None => turned.push(key),
            });
        }
    }
}

/// `body` is made only while the section is open.
pub fn section(
    ctx: Ctx,
    folds: Folds,
    key: &'static str,
    title: fn(&TraceText) -> &'static str,
    count: Option<usize>,
    body: impl Fn() -> AnyView + Send + 'static,
) -> AnyView {
    let open = Memo::new(move |_| folds.is_open(key));
    let toggled = move |event: Event| {
        let details = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if let Some(details) = details {
            folds.set(key, details.has_attribute("open"));
        }
    };
    let count = count.map(|n| view! { <span class="sm-section__count">{n}</span> });
    view! {
        <details class="sm-section" data-section=key open=open on:toggle=toggled>
            <summary>{move || title(&ctx.text().trace)}{count}</summary>
            <div class=("sm-section__body", true)>{move || open.get().then(&body)}</div>
        </details>
    }
    .into_any()
}
