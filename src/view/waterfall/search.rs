//! Search among the spans of the open trace, by text, length and outcome.

use leptos::html::Input;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::Waterfall;
use crate::engine::{SplitBy, Wanted};
use crate::model::Nanos;
use crate::scene::format::{count, duration};
use crate::scene::read_length;
use crate::state::{Action, TraceText};
use crate::view::Ctx;
use crate::view::glyph::{Glyph, glyph};

/// What is searched for, and where it was found.
#[derive(Clone, Copy)]
pub struct Search {
    pub wanted: Memo<Wanted>,
    /// The text in it.
    pub text: Memo<String>,
    /// Matching spans in waterfall order.
    pub spans: RwSignal<Vec<u32>>,
    /// The match that was gone to last.
    pub at: RwSignal<Option<u32>>,
    /// Matches in all; the engine lists no endless number of them.
    total: RwSignal<Option<u32>>,
}

impl Search {
    pub fn new(ctx: Ctx) -> Self {
        Self {
            wanted: ctx.memo(|s| s.fall.wanted.clone()),
            text: ctx.memo(|s| s.fall.wanted.text.clone()),
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
                want(waterfall, |wanted| wanted.text.clear());
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
                on:input=move |event| want(waterfall, |w| w.text = event_target_value(&event))
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

/// How long spans must take, and whether others are left out.
pub fn narrowing(waterfall: Waterfall) -> impl IntoView {
    let ctx = waterfall.ctx;
    let wanted = waterfall.search.wanted;
    let bad = RwSignal::new(false);
    let typed = move |text: String| {
        let length = if text.trim().is_empty() { Some(Nanos::ZERO) } else { read_length(&text) };
        bad.set(length.is_none());
        if let Some(length) = length {
            want(waterfall, |wanted| wanted.at_least = length);
        }
    };
    let shown = move || {
        let length = wanted.with(|wanted| wanted.at_least);
        if length > Nanos::ZERO { duration(length) } else { String::new() }
    };
    let toggle = move |label, hint, is_on: fn(&Wanted) -> bool, flip: fn(&mut Wanted)| {
        let on = Signal::derive(move || wanted.with(is_on));
        text_toggle(ctx, label, hint, on, move || want(waterfall, flip))
    };
    view! {
        <div class="sm-tool-group">
            <input
                class="sm-span-search sm-least"
                autocomplete="off"
                spellcheck="false"
                placeholder=move || ctx.text().trace.at_least
                title=move || ctx.text().trace.at_least_hint
                aria-label=move || ctx.text().trace.at_least_hint
                aria-invalid=move || bad.get().to_string()
                prop:value=shown
                on:change=move |event| typed(event_target_value(&event))
                on:keydown=|event: KeyboardEvent| event.stop_propagation()
            />
            {toggle(|t| t.errors_only, |t| t.errors_only_hint, |w| w.failed, |w| w.failed = !w.failed)}
            {toggle(|t| t.hide_others, |t| t.hide_others_hint, |w| w.hide, |w| w.hide = !w.hide)}
        </div>
    }
}

/// The row of the table whose spans are looked for, and the way back from it.
pub fn class_tag(waterfall: Waterfall) -> impl IntoView {
    let ctx = waterfall.ctx;
    let wanted = waterfall.search.wanted;
    let name = move || {
        let (by, class) = wanted.with(|wanted| wanted.class.clone())?;
        let value = if class.name.is_empty() { class.service } else { class.name };
        Some(match by {
            SplitBy::Attribute(key) => format!("{key} = {value}"),
            _ => value,
        })
    };
    view! {
        <button
            type="button"
            class="sm-tag sm-class-tag"
            hidden=move || wanted.with(|wanted| wanted.class.is_none())
            title=move || ctx.text().trace.class_hint
            on:click=move |_| want(waterfall, |wanted| wanted.class = None)
        >
            {name}
            " ×"
        </button>
    }
}

/// A button with words that is pressed or not.
pub fn text_toggle(
    ctx: Ctx,
    label: fn(&TraceText) -> &'static str,
    hint: fn(&TraceText) -> &'static str,
    on: Signal<bool>,
    flip: impl Fn() + 'static,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="sm-toggle"
            title=move || hint(&ctx.text().trace)
            aria-pressed=move || on.get().to_string()
            on:click=move |_| flip()
        >
            {move || label(&ctx.text().trace)}
        </button>
    }
}

fn want(waterfall: Waterfall, change: impl FnOnce(&mut Wanted)) {
    let mut wanted = waterfall.search.wanted.get_untracked();
    change(&mut wanted);
    waterfall.ctx.dispatch(Action::Want(wanted));
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
