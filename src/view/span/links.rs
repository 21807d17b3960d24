//! Other traces that this span set off, or that set it off.

use leptos::prelude::*;

use crate::engine::{LinkFact, SpanDetail};
use crate::state::{Action, Selection, TraceText};
use crate::view::Ctx;

pub fn links(ctx: Ctx, detail: &SpanDetail) -> AnyView {
    view! {
        <ul class="sm-links">{detail.links.iter().map(|fact| link(ctx, fact)).collect_view()}</ul>
    }
    .into_any()
}

fn link(ctx: Ctx, fact: &LinkFact) -> impl IntoView + use<> {
    let text = &ctx.text().trace;
    let trace = fact.trace.clone();
    let row = fact.row;
    let open = move |_| {
        ctx.dispatch(Action::OpenTrace(trace.clone()));
        if let Some(span) = row {
            ctx.dispatch(Action::Select(Selection::Span { trace: trace.clone(), span }));
        }
    };
    let way = match fact.loaded {
        true => view! {
            <button type="button" class="sm-small-button" on:click=open>{text.open_trace}</button>
        }
        .into_any(),
        false => view! { <span class="sm-muted">{text.not_loaded}</span> }.into_any(),
    };
    let span = Some(fact.span.clone()).filter(|id| !id.is_empty());
    view! {
        <li>
            <span class="sm-muted">{relation(text, &fact.relation)}</span>
            " "
            {fact.service.clone()}
            " "
            <code>{fact.trace.clone()}</code>
            " "
            {span.map(|id| view! { <code>{id}</code> })}
            {way}
        </li>
    }
}

fn relation(text: &TraceText, name: &str) -> &'static str {
    match name {
        "sets off" => text.sets_off,
        "set off by" => text.set_off_by,
        "linked from" => text.linked_from,
        _ => text.linked_to,
    }
}
