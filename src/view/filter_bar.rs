//! The field for the filter expression.
//!
//! It grows with its text: a mirror of the text lies in the same place and gives the height, and
//! marks the characters that an error is about.

use leptos::ev::{CompositionEvent, KeyboardEvent};
use leptos::html::{Div, Textarea};
use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use leptos::prelude::*;
use std::time::Duration;

use super::Ctx;
use super::glyph::{Glyph, glyph};
use crate::scene::fill;
use crate::state::Action;

/// Pause in typing after which the text is applied.
const PAUSE: Duration = Duration::from_millis(150);

#[component]
pub fn FilterBar() -> impl IntoView {
    let ctx = Ctx::get();
    let field = NodeRef::<Textarea>::new();
    let mirror = NodeRef::<Div>::new();
    let typed = RwSignal::new(ctx.state().with_untracked(|s| s.filter_text.clone()));
    let timer = Timer::new();
    let composing = RwSignal::new(false);
    let apply = move || {
        timer.stop();
        ctx.dispatch(Action::SetFilter(typed.get_untracked()));
    };
    follow_state(ctx, typed, timer);
    let input = move |text: String| {
        typed.set(text);
        if !composing.get_untracked() {
            timer.start(apply);
        }
    };
    let keydown = move |event: KeyboardEvent| {
        // Enter that ends a composition is the input method's; some browsers tell it by 229 alone.
        if event.is_composing() || event.key_code() == 229 {
            return;
        }
        match event.key().as_str() {
            "Enter" if !event.shift_key() => {
                event.prevent_default();
                apply();
            }
            "Escape" => {
                event.prevent_default();
                event.stop_propagation();
                if let Some(field) = field.get_untracked() {
                    field.blur().ok();
                }
            }
            _ => {}
        }
    };
    let clear = move |_| {
        typed.set(String::new());
        apply();
        if let Some(field) = field.get_untracked() {
            field.focus().ok();
        }
    };
    let scroll = move |_| {
        if let (Some(field), Some(mirror)) = (field.get_untracked(), mirror.get_untracked()) {
            mirror.set_scroll_top(field.scroll_top());
        }
    };
    let error = ctx.memo(|s| s.filter_error.clone());
    let invalid = move || error.with(Option::is_some);
    view! {
        <div class="sm-filter" class:sm-invalid=invalid>
            <div class=("sm-filter-field", true)>
                {glyph(Glyph::Filter)}
                <div class=("sm-filter-text", true)>
                    <div class="sm-filter-mirror" node_ref=mirror aria-hidden="true">
                        {move || marked(ctx, &typed.get())}
                    </div>
                    <textarea
                        class="sm-filter-input"
                        node_ref=field
                        rows=1
                        spellcheck="false"
                        autocomplete="off"
                        autocapitalize="off"
                        aria-label=move || ctx.text().shell.filter
                        aria-invalid=move || invalid().to_string()
                        aria-describedby="sm-filter-notes"
                        placeholder=move || ctx.text().shell.filter_example
                        prop:value=move || typed.get()
                        on:input=move |event| input(event_target_value(&event))
                        on:compositionstart=move |_: CompositionEvent| composing.set(true)
                        on:compositionend=move |_: CompositionEvent| {
                            composing.set(false);
                            timer.start(apply);
                        }
                        on:keydown=keydown
                        on:scroll=scroll
                        on:blur=move |_| if timer.is_running() { apply() }
                    ></textarea>
                </div>
                <button
                    type="button"
                    class="sm-icon-button"
                    hidden=move || typed.with(String::is_empty)
                    title=move || ctx.text().shell.filter_clear
                    aria-label=move || ctx.text().shell.filter_clear
                    on:click=clear
                >
                    {glyph(Glyph::Close)}
                </button>
            </div>
            <FilterNotes/>
        </div>
    }
}

/// What was expected where, and what is shown meanwhile; or doubts about a valid filter.
#[component]
fn FilterNotes() -> impl IntoView {
    let ctx = Ctx::get();
    let error = ctx.memo(|s| s.filter_error.as_ref().map(|e| e.message.clone()));
    let hints = ctx.memo(|s| s.filter_hints.iter().map(|h| h.message.clone()).collect::<Vec<_>>());
    let in_force = ctx.memo(|s| s.view.filter.clone());
    let kept = move || {
        let text = &ctx.text().shell;
        in_force.with(|filter| match filter.trim() {
            "" => text.filter_kept_all.to_owned(),
            filter => fill(text.filter_kept, &[filter]),
        })
    };
    let notes = move || {
        if let Some(message) = error.get() {
            return view! {
                <p class="sm-filter-error">{glyph(Glyph::Warning)} <span>{message}</span></p>
                <p class="sm-filter-kept">{kept}</p>
            }
            .into_any();
        }
        let line = |hint| view! { <p class="sm-filter-kept">{hint}</p> };
        hints.get().into_iter().map(line).collect_view().into_any()
    };
    let empty = move || error.with(Option::is_none) && hints.with(Vec::is_empty);
    view! {
        <div
            class="sm-filter-notes"
            id="sm-filter-notes"
            role="status"
            class:sm-silent=empty
        >
            {notes}
        </div>
    }
}

/// One timer at a time; it ends with the component.
#[derive(Clone, Copy)]
struct Timer(StoredValue<Option<TimeoutHandle>, LocalStorage>);

impl Timer {
    fn new() -> Self {
        let timer = Self(StoredValue::new_local(None));
        on_cleanup(move || timer.stop());
        timer
    }

    fn start(self, then: impl FnOnce() + 'static) {
        self.stop();
        self.0.set_value(set_timeout_with_handle(then, PAUSE).ok());
    }

    fn stop(self) {
        let running = self.0.try_update_value(Option::take).flatten();
        if let Some(handle) = running {
            handle.clear();
        }
    }

    fn is_running(self) -> bool {
        // A field that is removed while it has the focus loses it, and asks, after all here is gone.
        self.0.try_with_value(Option::is_some).unwrap_or(false)
    }
}

/// A filter that came from elsewhere replaces what is typed, unless typing goes on.
fn follow_state(ctx: Ctx, typed: RwSignal<String>, timer: Timer) {
    let in_state = ctx.memo(|s| s.filter_text.clone());
    Effect::new(move |_| {
        let text = in_state.get();
        if !timer.is_running() && typed.with_untracked(|typed| *typed != text) {
            typed.set(text);
        }
    });
}

/// The text once more, the wrong part marked. The error is about the text in the state, which may
/// be one pause behind what is typed; then nothing is marked.
fn marked(ctx: Ctx, typed: &str) -> impl IntoView + use<> {
    let range = ctx.state().with(|s| {
        let error = s.filter_error.as_ref().filter(|_| s.filter_text == typed)?;
        Some((error.start as usize, error.end as usize))
    });
    let units: Vec<u16> = typed.encode_utf16().collect();
    let part = |from: usize, to: usize| {
        String::from_utf16_lossy(units.get(from..to.max(from)).unwrap_or_default())
    };
    let (start, end) = range.unwrap_or((units.len(), units.len()));
    let start = start.min(units.len());
    // An error at a place where something is missing has no width: a space shows it.
    let wrong = match range {
        None => String::new(),
        Some(_) if end <= start => "\u{a0}".to_owned(),
        Some(_) => part(start, end.min(units.len())),
    };
    let rest = part(end.min(units.len()).max(start), units.len());
    view! {
        <span>{part(0, start)}</span>
        <mark class="sm-filter-mark">{wrong}</mark>
        // The break keeps the height when the text ends with one.
        <span>{rest}{"\n"}</span>
    }
}
