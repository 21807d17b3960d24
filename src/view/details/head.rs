//! Who it is, how it is doing and why, and what can be done next.

use std::sync::Arc;

use leptos::prelude::*;

use crate::engine::{Details, GROUP, Picked};
use crate::model::Nanos;
use crate::scene::format::{count, whole_percent};
use crate::scene::{Health, exclude, fill, filter_by, named};
use crate::state::{Action, Selection, Tab, health_word, kind_word, reason};
use crate::view::Ctx;
use crate::view::few::few;
use crate::view::glyph::{Glyph, glyph};
use crate::view::map::{MapModel, health_glyph, node_actions, unfold_action};

/// From this share on a node is called the bottleneck.
const BOTTLENECK: f64 = 0.25;

#[component]
pub fn Head(details: Arc<Details>) -> impl IntoView {
    let map = MapModel::get();
    let ctx = map.ctx;
    let health =
        if details.numbers.requests == 0 { Health::Unknown } else { Health::of(&details.health) };
    let kind = {
        let details = details.clone();
        move || kind_of(ctx, &details)
    };
    let why = {
        let details = details.clone();
        move || why(map, &details, health)
    };
    let marks = {
        let details = details.clone();
        move || {
            let text = &ctx.text().map;
            let marks = [(details.inferred, text.inferred), (details.imported, text.imported)];
            let marks = marks.into_iter().filter(|mark| mark.0);
            marks.map(|(_, words)| view! { <p class="sm-det-mark">{words}</p> }).collect_view()
        }
    };
    let bottleneck = (details.bottleneck >= BOTTLENECK).then(|| bottleneck(ctx, &details));
    view! {
        <header class="sm-det-head">
            <svg class="sm-det-health" viewBox="0 0 16 16" width=20 height=20 aria-hidden="true">
                {health_glyph(health, 0.0, 0.0, 1.0)}
            </svg>
            <div class=("sm-det-who", true)>
                <h2 class=("sm-det-name", true)>{named(&details.title).to_owned()}</h2>
                <p class=("sm-det-kind", true)>{kind}</p>
            </div>
            <button
                type="button"
                class="sm-icon-button"
                title=move || ctx.text().details.clear
                aria-label=move || ctx.text().details.clear
                on:click=move |_| ctx.dispatch(Action::Select(Selection::None))
            >
                {glyph(Glyph::Close)}
            </button>
        </header>
        <p class=format!("sm-det-why sm-is-{}", health.word())>{why}</p>
        {bottleneck}
        {marks}
        <Actions details/>
    }
}

#[component]
fn Actions(details: Arc<Details>) -> impl IntoView {
    let map = MapModel::get();
    let ctx = map.ctx;
    if details.kind == GROUP || details.filter.is_empty() {
        let unfold = (details.kind == GROUP).then(|| unfold_action(map, &details.source));
        return view! { <div class="sm-det-actions">{unfold}</div> }.into_any();
    }
    let near = details.target.is_empty().then(|| node_actions(map, &details.source));
    let clause = StoredValue::new(details.filter.clone());
    let with = move |combine: fn(&str, &str) -> String| {
        let filter = ctx.state().with_untracked(|s| s.view.filter.clone());
        ctx.dispatch(Action::SetFilter(clause.with_value(|clause| combine(&filter, clause))));
    };
    // Calls, and what came ready-made, have no requests to compare.
    let is_node = details.target.is_empty() && !details.imported && details.numbers.timed > 1;
    let slow = is_node.then(|| details.source.clone());
    let show = move |_| {
        with(filter_by);
        ctx.dispatch(Action::ShowTab(Tab::Traces));
    };
    view! {
        <div class="sm-det-actions">
            <button type="button" class="sm-button sm-button--main" on:click=show>
                {move || ctx.text().details.show_traces}
            </button>
            <button type="button" class="sm-button" on:click=move |_| with(filter_by)>
                {move || ctx.text().details.only_this}
            </button>
            <button type="button" class="sm-button" on:click=move |_| with(exclude)>
                {move || ctx.text().details.exclude_this}
            </button>
            {near}
            {slow.map(|node| view! {
                <button
                    type="button"
                    class="sm-button"
                    title=move || ctx.text().findings.compare_slow_hint
                    on:click=move |_| ctx.dispatch(Action::Compare(Picked::Slow { node: node.clone(), above: None }))
                >
                    {move || ctx.text().findings.compare_slow}
                </button>
            })}
        </div>
    }
    .into_any()
}

fn kind_of(ctx: Ctx, details: &Details) -> String {
    let text = ctx.text();
    match (details.target.is_empty(), details.asynchronous) {
        (true, _) => kind_word(&details.kind, &text.map),
        (false, true) => text.details.message.to_owned(),
        (false, false) => text.details.call.to_owned(),
    }
}

/// "critical: p95 3.1 s reaches the limit of 3 s"
fn why(map: MapModel, details: &Details, health: Health) -> String {
    let text = map.text();
    let word = health_word(health, text);
    let numbers = &details.numbers;
    let faults = if numbers.requests > 0 {
        f64::from(numbers.faults) / f64::from(numbers.requests)
    } else {
        0.0
    };
    let p95 = numbers.p95.map_or(0.0, Nanos::millis);
    // Limits are by name; of a call those of the called.
    let service = if details.target.is_empty() {
        details.title.clone()
    } else {
        let name =
            |sheet: &crate::scene::Sheet| Some(sheet.card(&details.target)?.node.node.name.clone());
        map.laid.with(|sheet| name(sheet)).unwrap_or_default()
    };
    let why =
        map.thresholds.with(|limits| reason(&details.health, p95, faults, limits, &service, text));
    why.map_or_else(|| word.to_owned(), |why| format!("{word}: {why}"))
}

fn bottleneck(ctx: Ctx, details: &Details) -> impl IntoView + use<> {
    let (name, share) = (details.title.clone(), details.bottleneck);
    let n = ctx.overview().with(|overview| overview.summary.traces);
    let hint = move || fill(ctx.text().details.of_traces, &[&count(n.into())]);
    view! {
        <p class="sm-det-bottleneck" title=hint>
            {few(ctx, n)}
            {move || fill(ctx.text().details.bottleneck, &[&name, &whole_percent(share)])}
        </p>
    }
}
