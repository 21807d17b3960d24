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
use super::completions::{Completing, completion_list};
use super::glyph::{Glyph, glyph};
use crate::scene::fill;
use crate::state::{Action, FilterNote, Panel};

/// Pause in typing after which the text is applied.
const PAUSE: Duration = Duration::from_millis(150);

/// What the parts of the field share.
#[derive(Clone, Copy)]
struct Field {
    ctx: Ctx,
    element: NodeRef<Textarea>,
    mirror: NodeRef<Div>,
    typed: RwSignal<String>,
    /// An input method puts a syllable together.
    composing: RwSignal<bool>,
    timer: Timer,
    list: Completing,
}

#[component]
pub fn FilterBar() -> impl IntoView {
    let ctx = Ctx::get();
    let element = NodeRef::new();
    let field = Field {
        ctx,
        element,
        mirror: NodeRef::new(),
        typed: RwSignal::new(ctx.state().with_untracked(|s| s.filter_text.clone())),
        composing: RwSignal::new(false),
        timer: Timer::new(),
        list: Completing::new(ctx, element),
    };
    field.follow_state();
    // What was typed last is meant, also when the field goes away: with the data of an engine that stopped.
    on_cleanup(move || {
        if field.timer.is_running() {
            field.apply();
        }
    });
    view! {
        <div class="sm-filter" class:sm-invalid=move || is_invalid(ctx)>
            <div class=("sm-filter-field", true)>
                {glyph(Glyph::Filter)}
                <div class=("sm-filter-text", true)>
                    <div class="sm-filter-mirror" node_ref=field.mirror aria-hidden="true">
                        {move || marked(ctx, &field.typed.get())}
                    </div>
                    {text_area(field)}
                </div>
                <button
                    type="button"
                    class="sm-icon-button"
                    hidden=move || field.typed.with(String::is_empty)
                    title=move || ctx.text().shell.filter_clear
                    aria-label=move || ctx.text().shell.filter_clear
                    on:click=move |_| field.clear()
                >
                    {glyph(Glyph::Close)}
                </button>
                <button
                    type="button"
                    class="sm-icon-button"
                    title=move || ctx.text().ask.title
                    aria-label=move || ctx.text().ask.title
                    aria-haspopup="dialog"
                    on:click=move |_| ctx.dispatch(Action::TogglePanel(Panel::Filters))
                >
                    {glyph(Glyph::Rows)}
                </button>
            </div>
            <div class=("sm-filter-below", true)>
                <FilterNotes/>
                {completion_list(field.list, move |at| field.take(at))}
            </div>
        </div>
    }
}

fn text_area(field: Field) -> impl IntoView {
    let ctx = field.ctx;
    view! {
        <textarea
            class="sm-filter-input"
            node_ref=field.element
            rows=1
            role="combobox"
            aria-autocomplete="list"
            aria-haspopup="listbox"
            aria-controls="sm-completions"
            aria-expanded=move || field.list.is_open().to_string()
            aria-activedescendant=move || field.list.active_id()
            spellcheck="false"
            autocomplete="off"
            autocapitalize="off"
            aria-label=move || ctx.text().shell.filter
            aria-invalid=move || is_invalid(ctx).to_string()
            aria-describedby="sm-filter-notes"
            placeholder=move || ctx.text().shell.filter_example
            prop:value=move || field.typed.get()
            on:input=move |event| field.input(event_target_value(&event))
            on:compositionstart=move |_: CompositionEvent| field.composing.set(true)
            on:compositionend=move |_: CompositionEvent| field.composed()
            on:keydown=move |event| field.keydown(&event)
            on:scroll=move |_| field.scroll()
            on:click=move |_| field.list.close()
            on:blur=move |_| field.leave()
        ></textarea>
    }
}

fn is_invalid(ctx: Ctx) -> bool {
    ctx.state().with(|s| s.filter_error.is_some())
}

impl Field {
    fn apply(self) {
        self.timer.stop();
        self.ctx.dispatch(Action::SetFilter(self.typed.get_untracked()));
    }

    fn input(self, text: String) {
        self.typed.set(text);
        if !self.composing.get_untracked() {
            self.timer.start(self);
            self.list.ask();
        }
    }

    fn composed(self) {
        self.composing.set(false);
        self.timer.start(self);
        self.list.ask();
    }

    fn settle(self) {
        self.apply();
        self.remember();
    }

    /// What is a filter can be used again.
    fn remember(self) {
        let state = self.ctx.state();
        let valid = state.with_untracked(|s| {
            let typed = s.filter_error.is_none() && s.filter_text == self.typed.get_untracked();
            typed.then(|| s.filter_text.clone())
        });
        if let Some(filter) = valid {
            self.ctx.dispatch(Action::Remember(filter));
        }
    }

    /// A field that is removed while it has the focus loses it, after all here is gone.
    fn leave(self) {
        self.list.close();
        if !self.timer.is_alive() {
            return;
        }
        if self.timer.is_running() {
            self.apply();
        }
        self.remember();
    }

    fn take(self, at: usize) {
        let Some((text, is_whole)) = self.list.take(at) else { return };
        self.typed.set(text);
        if is_whole {
            return self.settle();
        }
        self.timer.start(self);
        self.list.ask();
    }

    fn keydown(self, event: &KeyboardEvent) {
        // Enter that ends a composition is the input method's; some browsers tell it by 229 alone.
        if event.is_composing() || event.key_code() == 229 {
            return;
        }
        let open = self.list.is_open_untracked();
        let is_empty = self.typed.with_untracked(String::is_empty);
        match event.key().as_str() {
            "ArrowDown" if open => self.list.step(1),
            "ArrowUp" if open => self.list.step(-1),
            "ArrowUp" if is_empty => self.list.show_history(),
            "ArrowDown" if is_empty => self.list.ask(),
            " " if event.ctrl_key() => self.list.ask(),
            "Tab" if open && !event.shift_key() => match self.chosen() {
                Some(_) if self.list.active.get_untracked().is_none() && self.list.is_late() => {
                    self.take_renewed();
                }
                Some(at) => self.take(at),
                None => return,
            },
            "Enter" if !event.shift_key() => match self.list.active.get_untracked() {
                Some(at) => self.take(at),
                None => {
                    self.list.close();
                    self.settle();
                }
            },
            "Escape" => {
                event.stop_propagation();
                if open { self.list.close() } else { self.blur() }
            }
            _ => return,
        }
        event.prevent_default();
    }

    /// Takes the first line for what is typed by now: the list that is shown is about less.
    fn take_renewed(self) {
        leptos::task::spawn_local(async move {
            if self.list.renew().await {
                self.take(0);
            }
        });
    }

    /// The line that Tab takes: the active one, else the first for what is typed.
    fn chosen(self) -> Option<usize> {
        let typed = !self.typed.with_untracked(|text| text.is_empty() || text.ends_with(' '));
        self.list.active.get_untracked().or(typed.then_some(0))
    }

    fn blur(self) {
        if let Some(element) = self.element.get_untracked() {
            element.blur().ok();
        }
    }

    fn clear(self) {
        self.typed.set(String::new());
        self.apply();
        if let Some(element) = self.element.get_untracked() {
            element.focus().ok();
        }
    }

    fn scroll(self) {
        if let Some((element, mirror)) =
            self.element.get_untracked().zip(self.mirror.get_untracked())
        {
            mirror.set_scroll_top(element.scroll_top());
        }
    }

    /// A filter that came from elsewhere replaces what is typed, unless typing goes on.
    fn follow_state(self) {
        let in_state = self.ctx.memo(|s| s.filter_text.clone());
        Effect::new(move |_| {
            let text = in_state.get();
            if !self.timer.is_running() && self.typed.with_untracked(|typed| *typed != text) {
                self.typed.set(text);
            }
        });
    }
}

/// What was expected where, and what is shown meanwhile; or doubts about a valid filter.
#[component]
fn FilterNotes() -> impl IntoView {
    let ctx = Ctx::get();
    let error = ctx.memo(|s| s.filter_error.clone());
    let hints = ctx.memo(|s| s.filter_hints.clone());
    let in_force = ctx.memo(|s| s.view.filter.clone());
    let kept = move || {
        let text = &ctx.text().shell;
        in_force.with(|filter| match filter.trim() {
            "" => text.filter_kept_all.to_owned(),
            filter => fill(text.filter_kept, &[filter]),
        })
    };
    let notes = move || {
        let said = |note: &FilterNote| note.said(ctx.text().shell.complaint);
        if let Some(error) = error.get() {
            return view! {
                <p class="sm-filter-error">{glyph(Glyph::Warning)} <span>{said(&error)}</span></p>
                <p class="sm-filter-kept">{kept}</p>
            }
            .into_any();
        }
        let line = |hint: &FilterNote| view! { <p class="sm-filter-kept">{said(hint)}</p> };
        hints.with(|hints| hints.iter().map(line).collect_view()).into_any()
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

/// One timer at a time; it ends with the field.
#[derive(Clone, Copy)]
struct Timer(StoredValue<Option<TimeoutHandle>, LocalStorage>);

impl Timer {
    fn new() -> Self {
        Self(StoredValue::new_local(None))
    }

    fn start(self, field: Field) {
        self.stop();
        self.0.set_value(set_timeout_with_handle(move || field.apply(), PAUSE).ok());
    }

    fn stop(self) {
        let running = self.0.try_update_value(Option::take).flatten();
        if let Some(handle) = running {
            handle.clear();
        }
    }

    fn is_running(self) -> bool {
        self.0.with_value(Option::is_some)
    }

    fn is_alive(self) -> bool {
        self.0.try_with_value(|_| ()).is_some()
    }
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
