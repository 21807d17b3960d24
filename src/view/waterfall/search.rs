//! Search among the spans of the open trace.

use leptos::html::Input;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::Waterfall;
use crate::scene::format::count;
use crate::view::glyph::{Glyph, glyph};

/// What is searched for, and where it was found.
#[derive(Clone, Copy)]
pub struct Search {
    pub text: RwSignal<String>,
    /// Matching spans in waterfall order.
    pub spans: RwSignal<Vec<u32>>,
    /// The match that was gone to last.
    pub at: RwSignal<Option<u32>>,
    /// Matches in all; the engine lists no endless number of them.
    total: RwSignal<Option<u32>>,
}

impl Search {
    pub fn new() -> Self {
        Self {
            text: RwSignal::new(String::new()),
            spans: RwSignal::new(Vec::new()),
            at: RwSignal::new(None),
            total: RwSignal::new(None),
        }
    }

    /// Forgets what was found, not what was asked.
    pub fn restart(&self) {
        self.spans.set(Vec::new());
        self.total.set(None);
        self.at.set(None);
    }

    pub fn is_asked(&self) -> bool {
        self.text.with_untracked(|text| !text.trim().is_empty())
    }

    pub fn found(&self, spans: Vec<u32>, total: u32) {
        self.spans.set(spans);
        self.total.set(Some(total));
        self.at.set(None);
    }

    pub fn is_match(&self, span: u32) -> bool {
        self.spans.with(|spans| spans.binary_search(&span).is_ok())
    }
}

/// The field with its count and its two buttons.
pub fn search_field(waterfall: Waterfall) -> impl IntoView {
    let Waterfall { ctx, search, .. } = waterfall;
    let field = NodeRef::<Input>::new();
    ctx.on_search(move || {
        if let Some(field) = field.get_untracked() {
            // A field that cannot be focused is one that is gone.
            field.focus().ok();
            field.select();
        }
    });
    let key = move |event: KeyboardEvent| {
        event.stop_propagation();
        // Enter that ends the composition of a syllable is not for us.
        match event.key().as_str() {
            "Enter" if !event.is_composing() => {
                event.prevent_default();
                waterfall.next_match(!event.shift_key());
            }
            "Escape" if !event.is_composing() => {
                waterfall.find(String::new());
                waterfall.rows.focus();
            }
            "ArrowDown" => waterfall.rows.focus(),
            _ => {}
        }
    };
    let step = move |forward: bool| move |_| waterfall.next_match(forward);
    let none = Memo::new(move |_| search.spans.with(Vec::is_empty));
    view! {
        <div class="sm-search" role="search">
            <input
                node_ref=field
                class="sm-span-search"
                type="search"
                autocomplete="off"
                spellcheck="false"
                placeholder=move || ctx.text().trace.search
                aria-label=move || ctx.text().trace.search
                prop:value=move || search.text.get()
                on:input=move |event| waterfall.find(event_target_value(&event))
                on:keydown=key
            />
            <span class="sm-search__count" role="status">{move || found_line(waterfall)}</span>
            <button
                type="button"
                class="sm-icon-button"
                title=move || ctx.text().trace.previous_match
                aria-label=move || ctx.text().trace.previous_match
                disabled=none
                on:click=step(false)
            >
                {glyph(Glyph::Up)}
            </button>
            <button
                type="button"
                class="sm-icon-button"
                title=move || ctx.text().trace.next_match
                aria-label=move || ctx.text().trace.next_match
                disabled=none
                on:click=step(true)
            >
                {glyph(Glyph::Down)}
            </button>
        </div>
    }
}

/// `3 of 17`, `17`, `no match`, or nothing when nothing is asked.
fn found_line(waterfall: Waterfall) -> String {
    let Search { spans, at, total, .. } = waterfall.search;
    let text = &waterfall.ctx.text().trace;
    let Some(total) = total.get() else { return String::new() };
    let nth = at.get().and_then(|span| spans.with(|spans| spans.binary_search(&span).ok()));
    match (nth, total) {
        (_, 0) => text.no_span_found.to_owned(),
        (Some(nth), _) => (text.nth_of)(&count(nth as u64 + 1), &count(total.into())),
        (None, _) => (text.matches)(&count(total.into())),
    }
}
