//! The form for a time range of one's own: two moments in the zone on the screen.

use leptos::ev::{FocusEvent, KeyboardEvent, SubmitEvent};
use leptos::html::{Form, Input};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Node;

use super::Ctx;
use crate::engine::Range;
use crate::model::Nanos;
use crate::state::Action;

#[derive(Clone, Copy)]
struct Fields {
    ctx: Ctx,
    form: NodeRef<Form>,
    start: NodeRef<Input>,
    end: NodeRef<Input>,
    /// What was entered is no range.
    bad: RwSignal<bool>,
    close: Callback<()>,
}

#[component]
pub fn CustomRange(close: Callback<()>) -> impl IntoView {
    let ctx = Ctx::get();
    let (form, start, end) = (NodeRef::new(), NodeRef::new(), NodeRef::<Input>::new());
    let fields = Fields { ctx, form, start, end, bad: RwSignal::new(false), close };
    Effect::new(move |_| {
        if let Some(start) = start.get() {
            start.focus().ok();
        }
    });
    view! {
        <form
            class="sm-popover sm-custom"
            node_ref=form
            on:submit=move |event| fields.submit(&event)
            on:focusout=move |event| fields.left(&event)
            on:keydown=move |event| fields.keydown(&event)
        >
            <label class=("sm-form-field", true)>
                {move || ctx.text().shell.custom_from}
                <input type="datetime-local" step=1 node_ref=start prop:value=move || fields.shown(|r| r.start)/>
            </label>
            <label class=("sm-form-field", true)>
                {move || ctx.text().shell.custom_until}
                // The end does not belong to the range; a whole second more takes the last trace in.
                <input type="datetime-local" step=1 node_ref=end prop:value=move || fields.shown(|r| r.end.plus(Nanos(999_999_999)))/>
            </label>
            <p class="sm-form-note" role="alert" hidden=move || !fields.bad.get()>
                {move || ctx.text().shell.custom_bad}
            </p>
            <button type="submit" class="sm-button sm-button--main">
                {move || ctx.text().shell.custom_apply}
            </button>
        </form>
    }
}

impl Fields {
    /// A moment of the range in force, else of all the data.
    fn shown(self, moment: fn(Range) -> Nanos) -> Option<String> {
        let range = self.ctx.state().with(|s| s.view.range);
        let range = range.or_else(|| self.ctx.overview().with(|o| o.extent))?;
        Some(self.ctx.clock().field(moment(range)))
    }

    fn read(self, input: NodeRef<Input>) -> Option<Nanos> {
        self.ctx.clock_untracked().read_field(&input.get_untracked()?.value())
    }

    fn submit(self, event: &SubmitEvent) {
        event.prevent_default();
        let range = self.read(self.start).zip(self.read(self.end));
        match range.map(|(start, end)| Range { start, end }).filter(|r| r.start < r.end) {
            Some(range) => {
                self.ctx.dispatch(Action::SetRange(Some(range)));
                self.close.run(());
            }
            None => self.bad.set(true),
        }
    }

    fn left(self, event: &FocusEvent) {
        let to = event.related_target().and_then(|to| to.dyn_into::<Node>().ok());
        // A form that is removed while it has the focus loses it after all here is gone.
        let Some(form) = self.form.try_get_untracked().flatten() else { return };
        let inside = to.is_some_and(|to| form.contains(Some(&to)));
        // Without a target the window lost the focus, or a part of the field's own calendar has it.
        if !inside && event.related_target().is_some() {
            self.close.run(());
        }
    }

    fn keydown(self, event: &KeyboardEvent) {
        if event.key() == "Escape" {
            event.prevent_default();
            event.stop_propagation();
            self.close.run(());
        }
    }
}
