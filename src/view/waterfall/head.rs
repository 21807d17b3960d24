//! What the open trace is: its entry, its numbers, where its time goes, what is odd about it.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Waterfall;
use super::clocks::offsets;
use super::row::CATEGORIES;
use crate::engine::{Note, Opened, ServiceShare};
use crate::scene::format::{count, duration, percent};
use crate::state::{Action, TraceText};
use crate::view::Ctx;
use crate::view::copy::copy_button;
use crate::view::glyph::{Glyph, glyph};
use crate::view::span::fact;
use crate::view::status_glyph::status_glyph;
use crate::view::traces::TraceOrder;
use crate::view::versus::begin;

/// Services that the legend names; the rest are summed.
const NAMED_SHARES: usize = 5;

pub fn head(waterfall: Waterfall) -> impl IntoView {
    let ctx = waterfall.ctx;
    view! {
        <header class="sm-trace-head">
            <div class="sm-trace-title">
                {back_to_list(ctx)}
                {neighbours(waterfall)}
                {move || waterfall.head.get().map(|head| title(waterfall, &head))}
                {begin(ctx)}
            </div>
            {move || waterfall.head.get().map(|head| facts(waterfall, &head))}
        </header>
    }
}

pub fn back_to_list(ctx: Ctx) -> impl IntoView {
    view! {
        <button
            type="button"
            class="sm-button"
            on:click=move |_| ctx.dispatch(Action::CloseTrace)
        >
            {glyph(Glyph::Back)}
            {move || ctx.text().trace.back_to_list}
        </button>
    }
}

/// The traces before and after in the list that this one was opened from.
fn neighbours(waterfall: Waterfall) -> impl IntoView {
    let ctx = waterfall.ctx;
    let order: TraceOrder = expect_context();
    let open = ctx.memo(|s| s.open_trace.clone());
    let is_listed =
        Memo::new(move |_| order.opened.get().is_some() && order.opened.get() == open.get());
    let total = move || ctx.overview().with(|o| o.summary.traces);
    let is_last = Memo::new(move |_| order.cursor.get() + 1 >= total());
    let step = move |way: i32| move |_| spawn_local(order.open_neighbour(ctx, way));
    let nth = move || {
        (ctx.text().trace.nth_of)(&count(u64::from(order.cursor.get()) + 1), &count(total().into()))
    };
    view! {
        <span class="sm-neighbours" hidden=move || !is_listed.get()>
            <button
                type="button"
                class="sm-icon-button"
                title=move || ctx.text().trace.previous_trace
                aria-label=move || ctx.text().trace.previous_trace
                disabled=move || order.cursor.get() == 0
                on:click=step(-1)
            >
                {glyph(Glyph::Previous)}
            </button>
            <span class=("sm-muted", true)>{nth}</span>
            <button
                type="button"
                class="sm-icon-button"
                title=move || ctx.text().trace.next_trace
                aria-label=move || ctx.text().trace.next_trace
                disabled=move || is_last.get()
                on:click=step(1)
            >
                {glyph(Glyph::Next)}
            </button>
        </span>
    }
}

fn title(waterfall: Waterfall, head: &Opened) -> impl IntoView + use<> {
    let text = &waterfall.ctx.text().trace;
    let id = head.id.clone();
    let tag = |label: String| view! { <span class="sm-tag">{label}</span> };
    view! {
        {status_glyph(text, head.status)}
        <h2 title=head.title.clone()>{head.title.clone()}</h2>
        {head.http_status.map(|status| tag(status.to_string()))}
        {head.partial.then(|| tag(text.partial.to_owned()))}
        <code title=id.clone()>{id.clone()}</code>
        {copy_button(move || id.clone(), |t| t.copy_id)}
    }
}

fn facts(waterfall: Waterfall, head: &Opened) -> impl IntoView + use<> {
    let ctx = waterfall.ctx;
    let text = &ctx.text().trace;
    let clock = ctx.clock();
    let start = format!("{} {}", clock.date_time(head.start), clock.zone_name(head.start));
    view! {
        <dl class="sm-facts">
            {fact(text.col_start, start)}
            {fact(text.col_duration, duration(head.duration))}
            {fact(text.col_response, duration(head.response))}
            {fact(text.col_spans, count(head.spans.into()))}
        </dl>
        {(!head.critical.is_empty()).then(|| critical_by_service(waterfall, &head.critical))}
        {notes(text, head)}
        {offsets(text, head)}
    }
}

/// The critical path as one bar, cut by services.
fn critical_by_service(waterfall: Waterfall, shares: &[ServiceShare]) -> impl IntoView + use<> {
    let text = &waterfall.ctx.text().trace;
    let rest: f64 = shares.iter().skip(NAMED_SHARES).map(|share| share.share).sum();
    let named = || shares.iter().take(NAMED_SHARES);
    let category = |share: &ServiceShare| format!("sm-cat-{}", share.service_index % CATEGORIES);
    let part = |class: String, share: f64| {
        view! { <i class=format!("sm-part {class}") style:flex-grow=format!("{share:.4}")></i> }
    };
    let entry = |class: String, name: String, value: String| {
        view! {
            <li>
                <i class=format!("sm-chip {class}") aria-hidden="true"></i>
                <span>{name}</span>
                <b>{value}</b>
            </li>
        }
    };
    let said =
        |share: &ServiceShare| format!("{} ({})", percent(share.share), duration(share.time));
    view! {
        <div class="sm-critical-shares">
            <span class="sm-muted" title=text.critical_hint>{text.critical_path}</span>
            <div class=("sm-parts", true) aria-hidden="true">
                {named().map(|share| part(category(share), share.share)).collect_view()}
                {(rest > 0.0).then(|| part("sm-cat-rest".to_owned(), rest))}
            </div>
            <ul class=("sm-share-legend", true)>
                {named().map(|share| entry(category(share), share.service.clone(), said(share))).collect_view()}
                {(rest > 0.0)
                    .then(|| entry("sm-cat-rest".to_owned(), text.other_services.to_owned(), percent(rest)))}
            </ul>
            <button type="button" class="sm-link" on:click=move |_| waterfall.go_to_bottleneck()>
                {text.go_to_bottleneck}
            </button>
        </div>
    }
}

/// What is odd about the trace; of a gap also why.
fn notes(text: &TraceText, head: &Opened) -> impl IntoView + use<> {
    let line = |what: &Note, cause: Option<&Note>| {
        let cause = cause.map(|cause| view! { <p>{cause.said(text.remark)}</p> });
        view! { <li>{glyph(Glyph::Warning)}<div>{what.said(text.remark)} {cause}</div></li> }
    };
    let notes = head.notes.iter().map(|note| line(note, None));
    let gaps = head.gaps.iter().map(|gap| line(&gap.what, Some(&gap.cause)));
    let lines: Vec<_> = notes.chain(gaps).collect();
    (!lines.is_empty()).then(|| view! { <ul class="sm-fall-notes">{lines}</ul> })
}
