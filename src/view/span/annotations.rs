//! Annotations, and filters made of them with a click.

use leptos::prelude::*;

use crate::engine::{AnnotationFact, SpanDetail};
use crate::scene::{exclude, filter_by};
use crate::state::Action;
use crate::view::Ctx;
use crate::view::copy::copy_button;

pub fn annotations(ctx: Ctx, detail: &SpanDetail) -> AnyView {
    let open = RwSignal::new(None::<usize>);
    let facts = detail.annotations.iter().enumerate();
    view! {
        <dl class="sm-facts sm-facts--table">
            {facts.map(|(at, fact)| annotation(ctx, fact, at, open)).collect_view()}
        </dl>
    }
    .into_any()
}

/// A value is a button: it opens what can be done with it.
fn annotation(
    ctx: Ctx,
    fact: &AnnotationFact,
    at: usize,
    open: RwSignal<Option<usize>>,
) -> AnyView {
    let is_open = Memo::new(move |_| open.get() == Some(at));
    let toggle = move |_| open.update(|now| *now = if *now == Some(at) { None } else { Some(at) });
    if fact.filter.is_empty() {
        return view! {
            <div class="sm-fact">
                <dt>{fact.key.clone()}</dt>
                <dd>{fact.value.clone()}</dd>
            </div>
        }
        .into_any();
    }
    let (value, clause) = (fact.value.clone(), fact.filter.clone());
    let menu = move || is_open.get().then(|| menu(ctx, value.clone(), clause.clone()));
    view! {
        <div class="sm-fact">
            <dt>{fact.key.clone()}</dt>
            <dd>
                <button
                    type="button"
                    class="sm-value"
                    aria-expanded=move || is_open.get().to_string()
                    on:click=toggle
                >
                    {fact.value.clone()}
                </button>
                {menu}
            </dd>
        </div>
    }
    .into_any()
}

fn menu(ctx: Ctx, value: String, clause: String) -> impl IntoView {
    let text = &ctx.text().trace;
    let apply = move |change: fn(&str, &str) -> String, clause: String| {
        move |_| {
            let present = ctx.state().with_untracked(|s| s.view.filter.clone());
            ctx.dispatch(Action::SetFilter(change(&present, &clause)));
        }
    };
    view! {
        <span class="sm-value-menu">
            <button
                type="button"
                class="sm-small-button"
                title=clause.clone()
                on:click=apply(filter_by, clause.clone())
            >
                {text.filter_by}
            </button>
            <button
                type="button"
                class="sm-small-button"
                title=format!("!({clause})")
                on:click=apply(exclude, clause)
            >
                {text.exclude}
            </button>
            {copy_button(move || value.clone(), |t| t.copy_value)}
        </span>
    }
}
