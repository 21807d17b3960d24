//! What happened within the span, and when.

use leptos::prelude::*;

use super::facts::line;
use crate::engine::{EventFact, SpanDetail};
use crate::model::Nanos;
use crate::scene::format::duration;
use crate::view::Ctx;

/// Events that are shown at first and that each "more" adds.
const SHOWN: usize = 200;

pub fn events(ctx: Ctx, detail: &SpanDetail) -> AnyView {
    let text = &ctx.text().trace;
    let limit = RwSignal::new(SHOWN);
    let all = detail.events.clone();
    let total = all.len();
    let shown = move || {
        let shown = all.iter().take(limit.get());
        shown.map(|fact| event(text.event, text.exception, fact)).collect_view()
    };
    let more = move || {
        (limit.get() < total).then(|| {
            let more = move |_| limit.update(|limit| *limit += SHOWN);
            view! { <button type="button" class="sm-link" on:click=more>{text.show_more}</button> }
        })
    };
    view! {
        <ul class="sm-links">{shown}</ul>
        {more}
    }
    .into_any()
}

/// One without a name is called by what it is; one that was thrown says so beside its type.
fn event(nameless: &'static str, thrown: &'static str, event: &EventFact) -> impl IntoView + use<> {
    let after = event.after.map(|after| match after < Nanos::ZERO {
        true => duration(after),
        false => format!("+{}", duration(after)),
    });
    let mark = event.exception.then(|| view! { <span class="sm-tag">{thrown}</span> });
    let name = event.name.clone();
    let name = if name.is_empty() { nameless.to_owned() } else { name };
    view! {
        <li>
            <span class="sm-muted">{after}</span>
            " "
            {mark}
            " "
            {name}
            <dl class="sm-facts sm-facts--table">
                {event.fields.iter().map(line).collect_view()}
            </dl>
        </li>
    }
}
