//! What fails, by where it began.

use leptos::prelude::*;

use super::findings::{answer, examples, hint, note, refine, section};
use crate::engine::{FailureGroup, FailureGroups, Picked, Range, Reply, Request};
use crate::model::Status;
use crate::scene::few::with_mark;
use crate::scene::fill;
use crate::scene::findings::bars;
use crate::scene::format::{count, percent};
use crate::state::{Action, Finding};
use crate::view::Ctx;
use crate::view::few::few_hint;
use crate::view::status_glyph::{role, status_glyph, status_name};

/// In px.
const TIMELINE: (f64, f64) = (144.0, 24.0);

#[component]
pub fn FailuresSection() -> impl IntoView {
    let ctx = Ctx::get();
    let found = answer(ctx, || Request::FailureGroups);
    section(ctx, Finding::Failures, found, move |reply| match reply {
        Reply::FailureGroups(groups) => list(ctx, groups),
        _ => ().into_any(),
    })
}

fn list(ctx: Ctx, found: &FailureGroups) -> AnyView {
    let text = &ctx.text().findings;
    if found.groups.is_empty() {
        return note(text.no_failures.to_owned());
    }
    let rows =
        found.groups.iter().map(|group| row(ctx, group, found.range, found.traces)).collect_view();
    let figures = [count(found.traces.into()), count(found.of.into())];
    let intro = fill(text.failures_hint, &figures.each_ref().map(String::as_str));
    let more = (found.more > 0).then(|| note(fill(text.more, &[&count(found.more.into())])));
    view! { {hint(intro)} <ul class="sm-find-list">{rows}</ul> {more} }.into_any()
}

fn row(
    ctx: Ctx,
    group: &FailureGroup,
    range: Option<Range>,
    failing: u32,
) -> impl IntoView + use<> {
    let (text, words) = (&ctx.text().findings, &ctx.text().trace);
    let title = title(ctx, group);
    let figures = [
        count(group.traces.into()),
        with_mark(percent(group.share), failing),
        count(group.count.into()),
    ];
    let clock = ctx.clock();
    let seen = [clock.date_time_seconds(group.first), clock.date_time_seconds(group.last)];
    let (clause, name) = (group.filter.clone(), group.name.clone());
    let filter_hint = fill(text.filter_by, &[&clause]);
    let compare = move |_| ctx.dispatch(Action::Compare(Picked::Failure(name.clone())));
    view! {
        <li class="sm-find">
            <div class="sm-find-head">
                {status_glyph(words, group.status)}
                <strong class="sm-find-name">{title}</strong>
                <span class="sm-tag">{group.service.clone()}</span>
                {timeline(ctx, group, range)}
            </div>
            <p class="sm-find-text">{group.name.shape.clone()}</p>
            <p class="sm-find-figures" title=few_hint(ctx, failing)>
                {fill(text.failure_figures, &figures.each_ref().map(String::as_str))}
                " · "
                {fill(text.seen, &seen.each_ref().map(String::as_str))}
            </p>
            <div class="sm-find-actions">
                <button type="button" class="sm-button" on:click=compare>{text.compare_these}</button>
                <button
                    type="button"
                    class="sm-button"
                    title=filter_hint
                    on:click=move |_| refine(ctx, &clause)
                >
                    {ctx.text().details.only_this}
                </button>
                {examples(ctx, &group.examples)}
            </div>
        </li>
    }
}

/// The type of the exception; else the HTTP status, else how it ended.
fn title(ctx: Ctx, group: &FailureGroup) -> String {
    let survived = matches!(group.status, Status::Ok | Status::Unset);
    let name = match (group.name.kind.as_str(), group.name.http_status) {
        ("", Some(status)) => format!("HTTP {status}"),
        ("", None) => status_name(&ctx.text().trace, group.status).to_owned(),
        (kind, _) => kind.to_owned(),
    };
    if survived { format!("{name} ({})", ctx.text().findings.survived) } else { name }
}

fn timeline(ctx: Ctx, group: &FailureGroup, range: Option<Range>) -> impl IntoView + use<> {
    let (width, height) = TIMELINE;
    let clock = ctx.clock();
    let ends = range.map(|r| [r.start, r.end].map(|t| clock.date_time_seconds(t)));
    let label = ends.map(|e| fill(ctx.text().findings.timeline, &e.each_ref().map(String::as_str)));
    view! {
        <svg
            class=format!("sm-find-timeline sm-text--{}", role(group.status))
            width=width
            height=height
            role="img"
            aria-label=label.clone()
        >
            <title>{label.clone()}</title>
            <path d=bars(&group.timeline, width, height, false)/>
        </svg>
    }
}
