//! What is selected on the map, close up; with nothing selected, the whole at a glance.

mod figures;
mod glance;
mod head;
mod lists;

use std::sync::Arc;

use leptos::prelude::*;

use self::figures::{Figures, Outcome};
use self::glance::Glance;
use self::head::Head;
use self::lists::{Depending, Exceptions, Members, Neighbours, Operations, Slowest, Statuses};
use super::Ctx;
use super::latency_histogram::LatencyHistogram;
use crate::engine::{Details, Reply, Request};
use crate::scene::{filter_by, lengths};
use crate::state::{Action, Selection};

#[component]
pub fn DetailsPane() -> impl IntoView {
    let ctx = Ctx::get();
    let wanted = ctx.memo(|s| request_of(&s.selection));
    let found: RwSignal<Option<Result<Arc<Details>, ()>>> = RwSignal::new(None);
    Effect::new(move |before: Option<Option<Request>>| {
        let request = wanted.get();
        ctx.data_generation().track();
        // What is shown stays until its newer self arrives, but not in another's place.
        if before.flatten() != request {
            found.set(None);
        }
        if let Some(request) = request.clone() {
            ask(ctx, request, wanted, found);
        }
        request
    });
    let body = move || {
        match (wanted.get(), found.get()) {
        (None, _) => view! { <Glance/> }.into_any(),
        (Some(_), Some(Ok(details))) => view! { <CloseUp details/> }.into_any(),
        (Some(_), Some(Err(()))) => missing(ctx).into_any(),
        (Some(_), None) => {
            view! { <p class="sm-det-waiting" role="status">{move || ctx.text().details.waiting}</p> }.into_any()
        }
    }
    };
    view! {
        <div class="sm-det" role="region" aria-label=move || ctx.text().details.label>{body}</div>
    }
}

/// The question for what is selected on the map.
fn request_of(selection: &Selection) -> Option<Request> {
    match selection {
        Selection::Node { id } => Some(Request::Node { id: id.clone() }),
        Selection::Edge { source, target } => {
            Some(Request::Edge { source: source.clone(), target: target.clone() })
        }
        Selection::None | Selection::Trace { .. } | Selection::Span { .. } => None,
    }
}

fn ask(
    ctx: Ctx,
    request: Request,
    wanted: Memo<Option<Request>>,
    found: RwSignal<Option<Result<Arc<Details>, ()>>>,
) {
    leptos::task::spawn_local(async move {
        let reply = ctx.ask(request.clone()).await;
        // Something else was selected meanwhile.
        if wanted.try_get_untracked().flatten() != Some(request) {
            return;
        }
        match reply {
            Ok(Reply::Details(details)) => found.try_set(Some(Ok(Arc::from(details)))),
            Ok(_) => None,
            Err(_) => found.try_set(Some(Err(()))),
        };
    });
}

/// The filter or the range leaves nothing of it.
fn missing(ctx: Ctx) -> impl IntoView {
    view! {
        <div class="sm-det-missing" role="status">
            <p class=("sm-det-text", true)>{move || ctx.text().details.nothing_left}</p>
            <button type="button" class="sm-button" on:click=move |_| ctx.dispatch(Action::Select(Selection::None))>
                {move || ctx.text().details.clear}
            </button>
        </div>
    }
}

/// Of the times of its requests; where the language can say so, a range of them can be kept.
fn histogram(details: &Details) -> impl IntoView + use<> {
    let ctx = Ctx::get();
    if details.histogram.iter().all(|bar| bar.count == 0) {
        return None;
    }
    let times = Signal::stored((details.histogram.clone(), details.numbers));
    // A block cannot be put into a block.
    let place = Some(details.filter.clone()).filter(|filter| !filter.contains('{'));
    Some(match place {
        None => view! { <LatencyHistogram times/> }.into_any(),
        Some(place) => {
            let keep = move |(low, high)| {
                let now = ctx.state().with_untracked(|s| s.view.filter.clone());
                let clause = format!("{place} {{ {} }}", lengths(low, high));
                ctx.dispatch(Action::SetFilter(filter_by(&now, &clause)));
            };
            view! { <LatencyHistogram times keep=Callback::new(keep)/> }.into_any()
        }
    })
}

#[component]
fn CloseUp(details: Arc<Details>) -> impl IntoView {
    let is_edge = !details.target.is_empty();
    view! {
        <Head details=details.clone()/>
        <Figures numbers=details.numbers imported=details.imported/>
        <Outcome numbers=details.numbers/>
        {histogram(&details)}
        <Members details=details.clone()/>
        <Depending details=details.clone()/>
        {(!is_edge).then(|| view! { <Neighbours details=details.clone() callers=true/> })}
        {(!is_edge).then(|| view! { <Neighbours details=details.clone() callers=false/> })}
        <Exceptions details=details.clone()/>
        <Operations details=details.clone()/>
        <Statuses details=details.clone()/>
        <Slowest details/>
    }
}

/// A heading with what belongs under it.
pub(super) fn section(
    title: impl Fn() -> &'static str + Send + 'static,
    body: impl IntoView,
) -> impl IntoView {
    view! {
        <section class="sm-det-section">
            <h3 class=("sm-det-title", true)>{title}</h3>
            {body.into_view()}
        </section>
    }
}
