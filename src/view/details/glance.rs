//! The whole at a glance: where the time goes, what fails, what is new.

use std::sync::Arc;

use leptos::prelude::*;

use super::figures::figure;
use super::section;
use crate::engine::{MapNode, Overview};
use crate::model::Nanos;
use crate::scene::few::{is_few, with_mark};
use crate::scene::format::{count, duration, percent, whole_percent};
use crate::scene::glance::{failing, newcomers, unwell};
use crate::scene::{Health, fill, named};
use crate::state::{MapText, Selection, reason};
use crate::view::Ctx;
use crate::view::few::percentile_hint;
use crate::view::map::{MapModel, health_glyph};

#[component]
pub fn Glance() -> impl IntoView {
    let ctx = Ctx::get();
    let overview = ctx.overview();
    view! {
        <header class="sm-det-head">
            <div class=("sm-det-who", true)>
                <h2 class=("sm-det-name", true)>{move || ctx.text().details.summary}</h2>
                <p class=("sm-det-kind", true)>{move || ctx.text().details.summary_hint}</p>
            </div>
        </header>
        {move || {
            let overview = overview.get();
            // A map that came ready-made without traces has none of these figures.
            (overview.total_traces > 0).then(|| summary(ctx, overview))
        }}
        {move || {
            let overview = overview.get();
            let traced = overview.total_traces > 0;
            let has_any = overview.nodes.iter().any(|node| !node.faded);
            has_any.then(|| {
                view! {
                    {traced.then(|| slow_part(ctx, &overview))}
                    {failing_part(ctx, &overview)}
                    {traced.then(|| new_part(ctx, &overview))}
                    {unwell_part(ctx, &overview)}
                }
            })
        }}
    }
}

fn summary(ctx: Ctx, overview: Arc<Overview>) -> impl IntoView {
    let summary = overview.summary;
    let text = move || &ctx.text().details;
    let traces = match overview.total_traces {
        all if all == summary.traces => count(u64::from(all)),
        all => fill(
            text().of_all,
            &[summary.traces, all].map(|n| count(u64::from(n))).each_ref().map(String::as_str),
        ),
    };
    let time =
        |ms: f64| if summary.traces > 0 { duration(Nanos::from_millis(ms)) } else { "–".into() };
    let n = summary.traces;
    let hint = move |percent: &'static str| move || percentile_hint(ctx, percent, n, false);
    let of_all = move || fill(text().of_traces, &[&count(n.into())]);
    let percentiles = [
        ("p50", "50", summary.p50),
        ("p90", "90", summary.p90),
        ("p95", "95", summary.p95),
        ("p99", "99", summary.p99),
    ];
    let percentiles =
        percentiles.map(|(name, percent, ms)| figure(move || name, time(ms), hint(percent), n));
    view! {
        <dl class="sm-det-figures">
            {figure(move || text().traces, traces, move || text().requests_hint.to_owned(), 0)}
            {figure(move || text().fault_rate, percent(summary.error_rate), of_all, n)}
            {percentiles.collect_view()}
        </dl>
    }
}

fn slow_part(ctx: Ctx, overview: &Overview) -> impl IntoView + use<> {
    let found = overview.bottleneck.as_ref().and_then(|bottleneck| {
        let node = overview.nodes.iter().find(|node| node.node.id == bottleneck.id)?;
        let words = fill(
            ctx.text().details.slow_sentence,
            &[&with_mark(whole_percent(bottleneck.share), overview.summary.traces)],
        );
        Some(story(ctx, node, words))
    });
    let body = match found {
        Some(found) => view! { <ul class="sm-det-list">{found}</ul> }.into_any(),
        None => nothing(move || ctx.text().details.no_bottleneck).into_any(),
    };
    section(move || ctx.text().details.slow_part, body)
}

fn failing_part(ctx: Ctx, overview: &Overview) -> impl IntoView + use<> {
    let found = failing(overview).into_iter().map(|node| {
        let api = &node.node;
        let figures =
            [with_mark(percent(api.error_rate), api.requests), count(u64::from(api.requests))];
        let words =
            fill(ctx.text().details.failing_sentence, &figures.each_ref().map(String::as_str));
        story(ctx, node, words)
    });
    let found: Vec<_> = found.collect();
    let body = if found.is_empty() {
        nothing(move || ctx.text().details.nothing_fails).into_any()
    } else {
        view! { <ul class="sm-det-list">{found}</ul> }.into_any()
    };
    section(move || ctx.text().details.failing_part, body)
}

fn new_part(ctx: Ctx, overview: &Overview) -> impl IntoView + use<> {
    let clock = ctx.clock();
    let found = newcomers(overview).into_iter().map(|(node, share)| {
        let figures = [clock.time_minutes(node.first), whole_percent(share)];
        let words = fill(ctx.text().details.new_sentence, &figures.each_ref().map(String::as_str));
        story(ctx, node, words)
    });
    let found: Vec<_> = found.collect();
    let body = if found.is_empty() {
        nothing(move || ctx.text().details.nothing_new).into_any()
    } else {
        view! { <ul class="sm-det-list">{found}</ul> }.into_any()
    };
    section(move || ctx.text().details.new_services, body)
}

fn unwell_part(ctx: Ctx, overview: &Overview) -> impl IntoView + use<> {
    let map = MapModel::get();
    let text: &MapText = &ctx.text().map;
    let found: Vec<_> = map.thresholds.with(|limits| {
        let words = |node: &MapNode| {
            let api = &node.node;
            let why = reason(&api.health, api.p95, api.error_rate, limits, &api.name, text);
            let few = is_few(api.requests).then(|| fill(text.few, &[&api.requests.to_string()]));
            why.into_iter().chain(few).collect::<Vec<_>>().join(" · ")
        };
        unwell(overview).into_iter().map(|node| story(ctx, node, words(node))).collect()
    });
    let body = if found.is_empty() {
        nothing(move || ctx.text().details.all_well).into_any()
    } else {
        view! { <ul class="sm-det-list">{found}</ul> }.into_any()
    };
    section(move || ctx.text().details.unwell, body)
}

fn nothing(words: impl Fn() -> &'static str + Send + 'static) -> impl IntoView {
    view! { <p class="sm-det-text">{words}</p> }
}

/// A service with what is to be said of it; choosing it shows it close up.
fn story(ctx: Ctx, node: &MapNode, words: String) -> impl IntoView + use<> {
    let map = MapModel::get();
    let (id, name) = (node.node.id.clone(), named(&node.node.name).to_owned());
    let health = Health::of(&node.node.health);
    let select = move |_| {
        ctx.dispatch(crate::state::Action::Select(Selection::Node { id: id.clone() }));
        map.reveal(&id, false);
    };
    view! {
        <li class="sm-det-story">
            <button type="button" class="sm-det-row sm-det-row-tall" on:click=select>
                <svg class="sm-det-health" viewBox="0 0 16 16" width=16 height=16 aria-hidden="true">
                    {health_glyph(health, 0.0, 0.0, 1.0)}
                </svg>
                <span class=("sm-det-row-name", true)>
                    <strong class=("sm-det-story-name", true)>{name}</strong>
                    <span class=("sm-det-story-text", true)>{words}</span>
                </span>
            </button>
        </li>
    }
}
