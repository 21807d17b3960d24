//! Whose time the critical paths are.

use leptos::prelude::*;

use super::findings::{answer, examples, hint, note, section};
use crate::engine::{Reply, Request, TimeShare, TimeShares};
use crate::model::Nanos;
use crate::scene::few::with_mark;
use crate::scene::fill;
use crate::scene::format::{count, duration, percent};
use crate::state::{Action, Finding, Selection, Tab};
use crate::view::Ctx;
use crate::view::few::{few, few_hint};

#[component]
pub fn TimeSection() -> impl IntoView {
    let ctx = Ctx::get();
    let found = answer(ctx, || Request::TimeShares);
    section(ctx, Finding::Time, found, move |reply| match reply {
        Reply::TimeShares(shares) => lists(ctx, shares),
        _ => ().into_any(),
    })
}

fn lists(ctx: Ctx, found: &TimeShares) -> AnyView {
    let text = &ctx.text().findings;
    if found.services.is_empty() {
        return note(text.no_time.to_owned());
    }
    let list = |title: &'static str, rows: &[TimeShare]| {
        (!rows.is_empty()).then(|| {
            let rows = rows.iter().map(|share| row(ctx, share, found.traces)).collect_view();
            view! {
                <h3 class="sm-det-title">{title}</h3>
                <ul class="sm-find-list">{rows}</ul>
            }
        })
    };
    let figures = [duration(found.total), count(found.traces.into())];
    let intro = fill(text.time_hint, &figures.each_ref().map(String::as_str));
    view! {
        {hint(intro)}
        {list(text.by_service, &found.services)}
        {list(text.by_operation, &found.operations)}
        {list(text.by_statement, &found.statements)}
    }
    .into_any()
}

/// `of`: traces of which it is a share.
fn row(ctx: Ctx, share: &TimeShare, of: u32) -> impl IntoView + use<> {
    let text = &ctx.text().findings;
    let of_service = share.name.is_empty();
    let name = if of_service { share.service.clone() } else { share.name.clone() };
    let each = Nanos(share.total.0 / i64::from(share.traces.max(1)));
    let figures = [
        (text.total, duration(share.total)),
        (text.per_trace, with_mark(duration(each), share.traces)),
        (text.traces, count(share.traces.into())),
        (text.spans, count(share.count.into())),
    ];
    let figures: Vec<_> = figures.iter().map(|(name, figure)| format!("{name} {figure}")).collect();
    let node = share.node.clone();
    let show = move |_| {
        ctx.dispatch(Action::Select(Selection::Node { id: node.clone() }));
        ctx.dispatch(Action::ShowTab(Tab::Map));
    };
    view! {
        <li class="sm-find">
            <div class="sm-find-head">
                <strong class="sm-find-size sm-find-share">{few(ctx, of)}{percent(share.share)}</strong>
                <span class="sm-find-name" title=name.clone()>{name.clone()}</span>
                <button type="button" class="sm-link" on:click=show>{share.service.clone()}</button>
            </div>
            <span class=("sm-share-track", true)>
                <span
                    class="sm-share-bar sm-share-bar--these"
                    style:width=format!("{:.2}%", share.share * 100.0)
                ></span>
            </span>
            <p class="sm-find-figures" title=few_hint(ctx, share.traces)>{figures.join(" · ")} " · " {examples(ctx, &share.slowest)}</p>
        </li>
    }
}
