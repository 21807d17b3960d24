//! What spans are told apart by, to choose.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Subject;
use crate::engine::{Reply, Request, SplitBy};
use crate::state::TraceText;
use crate::view::Ctx;

/// A choice of what spans are told apart by.
pub fn split_choice(
    ctx: Ctx,
    all: bool,
    subject: Subject,
    label: fn(&TraceText) -> &'static str,
    by: Memo<SplitBy>,
    choose: impl Fn(SplitBy) + Copy + 'static,
) -> impl IntoView {
    let names = RwSignal::new(Vec::<String>::new());
    Effect::new(move || {
        let Some(now) = subject.get() else { return };
        spawn_local(async move {
            let answer = ctx.ask(Request::SpanKeys { all }).await;
            let is_late = subject.try_get_untracked().flatten() != Some(now);
            if let (false, Ok(Reply::SpanKeys(found))) = (is_late, answer) {
                names.set(found);
            }
        });
    });
    let option = move |value: String, label: String| {
        let is_it = move |value: &str| by.with(|by| word(by) == value);
        let chosen = {
            let value = value.clone();
            move || is_it(&value)
        };
        view! { <option value=value selected=chosen>{label}</option> }
    };
    let fixed = move || {
        let text = &ctx.text().trace;
        [("operation", text.by_operation), ("service", text.by_service), ("status", text.by_status)]
            .map(|(value, label)| option(value.to_owned(), label.to_owned()))
            .collect_view()
    };
    let attributes = move || {
        let mut names = names.get();
        if let Some(chosen) = by.with(|by| attribute(by).filter(|name| !names.contains(name))) {
            names.insert(0, chosen);
        }
        names.into_iter().map(|name| option(format!(".{name}"), name)).collect_view()
    };
    view! {
        <label class="sm-sums__choice">
            {move || label(&ctx.text().trace)}
            " "
            <select on:change=move |event| choose(read(&event_target_value(&event)))>
                {fixed}
                {attributes}
            </select>
        </label>
    }
}

/// The choice as the value of its option; a dot tells attributes from the rest.
fn word(by: &SplitBy) -> String {
    match by {
        SplitBy::Service => "service".to_owned(),
        SplitBy::Operation => "operation".to_owned(),
        SplitBy::Status => "status".to_owned(),
        SplitBy::Attribute(name) => format!(".{name}"),
    }
}

fn attribute(by: &SplitBy) -> Option<String> {
    match by {
        SplitBy::Attribute(name) => Some(name.clone()),
        _ => None,
    }
}

fn read(value: &str) -> SplitBy {
    match value {
        "service" => SplitBy::Service,
        "operation" => SplitBy::Operation,
        "status" => SplitBy::Status,
        other => SplitBy::Attribute(other.strip_prefix('.').unwrap_or(other).to_owned()),
    }
}
