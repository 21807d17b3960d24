//! Labelled values: HTTP, AWS, SQL. Values are text, whatever they look like.

use leptos::prelude::*;

use crate::engine::{Fact, SpanDetail};
use crate::scene::format::count;
use crate::view::Ctx;
use crate::view::copy::copy_button;

/// Characters of a value that are shown before the person asks for the rest.
const SHOWN_CHARS: usize = 1_000;

pub fn calls(_: Ctx, detail: &SpanDetail) -> AnyView {
    let facts = detail.http.iter().chain(&detail.aws);
    view! { <dl class="sm-facts sm-facts--table">{facts.map(line).collect_view()}</dl> }.into_any()
}

pub fn sql(_: Ctx, detail: &SpanDetail) -> AnyView {
    let statement = detail.sql_text.clone().map(|statement| {
        let copied = statement.clone();
        view! {
            <div class="sm-code">
                {copy_button(move || copied.clone(), |t| t.copy_sql)}
                <pre>{long_text(statement)}</pre>
            </div>
        }
    });
    view! {
        {statement}
        <dl class="sm-facts sm-facts--table">{detail.sql.iter().map(line).collect_view()}</dl>
    }
    .into_any()
}

/// A label with its value.
pub fn fact(label: &'static str, value: String) -> impl IntoView {
    view! {
        <div class="sm-fact">
            <dt>{label}</dt>
            <dd>{value}</dd>
        </div>
    }
}

/// The beginning of a long text, and all of it when asked.
pub fn long_text(text: String) -> AnyView {
    let Some((cut, _)) = text.char_indices().nth(SHOWN_CHARS) else { return text.into_any() };
    let ctx = Ctx::get();
    let all = RwSignal::new(false);
    let chars = text.chars().count();
    let shown = move || {
        let end = if all.get() { text.len() } else { cut };
        text.get(..end).unwrap_or_default().to_owned()
    };
    let more = move || {
        (!all.get()).then(|| {
            view! {
                <button type="button" class="sm-link" on:click=move |_| all.set(true)>
                    {(ctx.text().trace.show_all_chars)(&count(chars as u64))}
                </button>
            }
        })
    };
    view! { {shown} {more} }.into_any()
}

/// A label of the file with its value.
pub fn line(fact: &Fact) -> impl IntoView + use<> {
    view! {
        <div class="sm-fact">
            <dt>{fact.label.clone()}</dt>
            <dd>{long_text(fact.value.clone())}</dd>
        </div>
    }
}
