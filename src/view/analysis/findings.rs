//! What is found about many traces, a part at a time: the engine is asked for what is looked at alone.

use std::sync::Arc;

use leptos::prelude::*;

use super::compare::ShareSection;
use super::failures::FailuresSection;
use super::path::TimeSection;
use super::spread::SpreadSection;
use super::waste::WasteSection;
use crate::engine::{Example, Reply, Request};
use crate::scene::format::duration;
use crate::scene::{fill, filter_by};
use crate::state::{Action, Finding, FindingsText, Selection};
use crate::view::Ctx;

/// The parts, and the one that is shown.
#[component]
pub fn Findings() -> impl IntoView {
    let ctx = Ctx::get();
    let shown = ctx.memo(|s| s.finding);
    let tab = move |finding: Finding| {
        let is_shown = move || shown.get() == finding;
        view! {
            <button
                type="button"
                class="sm-find-part"
                aria-pressed=move || is_shown().to_string()
                on:click=move |_| ctx.dispatch(Action::ShowFinding(finding))
            >
                {move || name(&ctx.text().findings, finding)}
            </button>
        }
    };
    view! {
        <nav class="sm-find-parts" aria-label=move || ctx.text().findings.parts>
            {Finding::ALL.map(tab).into_iter().collect_view()}
        </nav>
        {move || match shown.get() {
            Finding::Spread => view! { <SpreadSection/> }.into_any(),
            Finding::Failures => view! { <FailuresSection/> }.into_any(),
            Finding::Share => view! { <ShareSection/> }.into_any(),
            Finding::Time => view! { <TimeSection/> }.into_any(),
            Finding::Waste => view! { <WasteSection/> }.into_any(),
        }}
    }
}

fn name(text: &FindingsText, finding: Finding) -> &'static str {
    match finding {
        Finding::Spread => text.spread,
        Finding::Failures => text.failures,
        Finding::Share => text.share,
        Finding::Time => text.time,
        Finding::Waste => text.waste,
    }
}

/// What the engine said last; `None` until it did.
pub type Answer = RwSignal<Option<Result<Arc<Reply>, String>>>;

/// Asks when the question or the data change. Answers come in the order of the questions.
pub fn answer(ctx: Ctx, question: impl Fn() -> Request + 'static) -> Answer {
    let found = RwSignal::new(None);
    Effect::new(move || {
        ctx.data_generation().track();
        let request = question();
        leptos::task::spawn_local(async move {
            let reply = ctx.ask(request).await;
            found.try_set(Some(reply.map(Arc::new)));
        });
    });
    found
}

/// A section with its heading; `body` draws the answer, and is drawn anew with it.
pub fn section(
    ctx: Ctx,
    finding: Finding,
    found: Answer,
    body: impl Fn(&Reply) -> AnyView + Send + 'static,
) -> impl IntoView {
    let content = move || match found.get() {
        None => note(ctx.text().findings.waiting.to_owned()),
        Some(Ok(reply)) => body(&reply),
        Some(Err(reason)) => note(fill(ctx.text().findings.bad_selection, &[&reason])),
    };
    view! {
        <section class="sm-analysis-section">
            <h2 class="sm-analysis-title">{move || name(&ctx.text().findings, finding)}</h2>
            {content}
        </section>
    }
}

pub fn note(text: String) -> AnyView {
    view! { <p class="sm-det-text">{text}</p> }.into_any()
}

pub fn hint(text: String) -> AnyView {
    view! { <p class="sm-analysis-hint">{text}</p> }.into_any()
}

/// Buttons that open traces at the span in question.
pub fn examples(ctx: Ctx, list: &[Example]) -> AnyView {
    let text = &ctx.text().findings;
    let button = |(at, example): (usize, &Example)| {
        let Example { trace, span, time } = example.clone();
        let label = time.map_or_else(|| (at + 1).to_string(), duration);
        let hint = fill(text.open_example, &[&trace]);
        let open = move |_| {
            ctx.dispatch(Action::OpenTrace(trace.clone()));
            ctx.dispatch(Action::Select(Selection::Span { trace: trace.clone(), span }));
        };
        view! {
            <button type="button" class="sm-link sm-find-example" title=hint.clone() aria-label=hint on:click=open>
                {label}
            </button>
        }
    };
    let buttons = list.iter().enumerate().map(button).collect_view();
    view! { <span class="sm-find-examples">{format!("{}:", text.examples)} {buttons}</span> }
        .into_any()
}

/// Adds a comparison to the present filter.
pub fn refine(ctx: Ctx, clause: &str) {
    let now = ctx.state().with_untracked(|s| s.view.filter.clone());
    ctx.dispatch(Action::SetFilter(filter_by(&now, clause)));
}
