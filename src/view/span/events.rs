//! What happened within the span, and when.

use leptos::prelude::*;

use super::facts::line;
use crate::engine::{EventFact, SpanDetail};
use crate::scene::format::duration;
use crate::view::Ctx;

/// Events that are shown; all of them stand in the raw text.
const SHOWN: usize = 200;

pub fn events(_: Ctx, detail: &SpanDetail) -> AnyView {
    let events = detail.events.iter().take(SHOWN);
    view! { <ul class="sm-links">{events.map(event).collect_view()}</ul> }.into_any()
}

fn event(event: &EventFact) -> impl IntoView + use<> {
    let after = event.after.map(|after| format!("+{}", duration(after)));
    view! {
        <li>
            <span class="sm-muted">{after}</span>
            " "
            {event.name.clone()}
            <dl class="sm-facts sm-facts--table">
                {event.fields.iter().map(line).collect_view()}
            </dl>
        </li>
    }
}
