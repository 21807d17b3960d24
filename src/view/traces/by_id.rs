//! Opening a trace by its id, whether the filter has it or not.

use leptos::prelude::*;

use crate::state::Action;
use crate::view::Ctx;

/// For a trace that is missed in the list: opened, it says why the filter leaves it out.
pub fn open_by_id(ctx: Ctx) -> impl IntoView {
    let id = RwSignal::new(String::new());
    let open = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let id = id.get_untracked().trim().to_owned();
        if !id.is_empty() {
            ctx.dispatch(Action::OpenTrace(id));
        }
    };
    view! {
        <form class="sm-open-by-id" on:submit=open>
            <input
                class="sm-text-field"
                type="text"
                spellcheck="false"
                autocomplete="off"
                title=move || ctx.text().ask.open_by_id_hint
                aria-label=move || ctx.text().ask.open_by_id
                placeholder=move || ctx.text().ask.open_by_id
                prop:value=move || id.get()
                on:input=move |event| id.set(event_target_value(&event))
            />
        </form>
    }
}
