//! Everything about the selected span, in sections that fold.

mod annotations;
mod events;
mod exceptions;
mod facts;
mod json;
mod links;
mod overview;
mod section;
mod times;

use std::sync::Arc;

use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::spawn_local;

pub use self::facts::fact;
use self::overview::overview;
pub use self::section::{AskedPart, EVENTS};
use self::section::{Folds, section};
use super::Ctx;
use super::copy::copy_button;
use super::glyph::{Glyph, glyph};
use super::status_glyph::{status_glyph, status_name};
use crate::engine::{Opened, Reply, Request, SpanDetail};
use crate::model::Kind;
use crate::state::{Action, Selection, TraceText};
use crate::view::waterfall::OpenHead;

/// The span that is selected; without one, where the trace's time went.
#[component]
pub fn SpanPane() -> impl IntoView {
    let ctx = Ctx::get();
    let detail = RwSignal::new(None::<Arc<SpanDetail>>);
    let failure = RwSignal::new(None::<String>);
    let selected = ctx.memo(|s| match &s.selection {
        Selection::Span { trace, span } if s.open_trace.as_ref() == Some(trace) => {
            Some((trace.clone(), *span))
        }
        _ => None,
    });
    let OpenHead(head) = expect_context();
    follow(ctx, head, selected, detail, failure);
    let folds = Folds::new();
    let pane = NodeRef::new();
    show_asked(folds, pane, detail, selected);
    let body = move || match (selected.with(Option::is_some), detail.get()) {
        (true, Some(detail)) => span(ctx, folds, &detail).into_any(),
        (true, None) => view! { <p class="sm-muted">{failure.get()}</p> }.into_any(),
        (false, _) => overview(ctx).into_any(),
    };
    view! {
        <div node_ref=pane class="sm-span-detail" role="region" aria-label=move || ctx.text().trace.span_label>
            {body}
        </div>
    }
}

/// Asks for the span that is selected.
fn follow(
    ctx: Ctx,
    head: RwSignal<Option<Arc<Opened>>>,
    selected: Memo<Option<(String, u32)>>,
    detail: RwSignal<Option<Arc<SpanDetail>>>,
    failure: RwSignal<Option<String>>,
) {
    // Asked for once its trace is open in the engine; once clocks are brought together, or no longer, times
    // are others.
    let asked = Memo::new(move |_| {
        let (id, adjusted) = head.with(|head| head.as_ref().map(|h| (h.id.clone(), h.adjusted)))?;
        Some((selected.get().filter(|(trace, _)| *trace == id)?, adjusted))
    });
    Effect::new(move || {
        if selected.with(Option::is_none) {
            detail.set(None);
        }
    });
    Effect::new(move || match asked.get() {
        None => {}
        Some(((trace, span), _)) => spawn_local(async move {
            let answer = ctx.ask(Request::Span { span }).await;
            if selected.try_get_untracked().flatten() != Some((trace.clone(), span)) {
                return;
            }
            match answer {
                Ok(Reply::Span(found)) if found.trace == trace => {
                    failure.set(None);
                    detail.set(Some(Arc::from(found)));
                }
                Ok(_) => {}
                Err(message) => failure.set(Some(message)),
            }
        }),
    });
}

/// Brings the section that is asked for into sight, once the details of its span are here.
fn show_asked(
    folds: Folds,
    pane: NodeRef<Div>,
    detail: RwSignal<Option<Arc<SpanDetail>>>,
    selected: Memo<Option<(String, u32)>>,
) {
    let AskedPart(asked) = expect_context();
    Effect::new(move || {
        let Some(part) = asked.get() else { return };
        let shown = detail.with(|d| d.as_ref().map(|d| (d.trace.clone(), d.row.span)));
        if shown.is_none() || shown != selected.get() {
            return;
        }
        asked.set(None);
        folds.set(part, true);
        // The section is made by an effect of its own.
        request_animation_frame(move || {
            let pane = pane.try_get_untracked().flatten();
            let section = pane
                .and_then(|p| p.query_selector(&format!("[data-section={part}]")).ok().flatten());
            if let Some(section) = section {
                section.scroll_into_view();
            }
        });
    });
}

fn span(ctx: Ctx, folds: Folds, detail: &Arc<SpanDetail>) -> impl IntoView + use<> {
    type Body = fn(Ctx, &SpanDetail) -> AnyView;
    type Title = fn(&TraceText) -> &'static str;
    let SpanDetail { http, aws, sql, sql_text, .. } = &**detail;
    let has_call = !(http.is_empty() && aws.is_empty());
    let has_sql = !sql.is_empty() || sql_text.is_some();
    let part =
        |key: &'static str, title: Title, count: Option<usize>, is_there: bool, body: Body| {
            let detail = detail.clone();
            is_there.then(|| section(ctx, folds, key, title, count, move || body(ctx, &detail)))
        };
    let list = |key: &'static str, title: Title, count: usize, body: Body| {
        part(key, title, Some(count), count > 0, body)
    };
    view! {
        {head(ctx, detail)}
        {part("times", |t| t.times, None, true, times::times)}
        {list("exceptions", |t| t.exceptions, detail.exceptions.len(), exceptions::exceptions)}
        {part("call", |t| t.call, None, has_call, facts::calls)}
        {part("sql", |t| t.sql, None, has_sql, facts::sql)}
        {list("annotations", |t| t.annotations, detail.annotations.len(), annotations::annotations)}
        {list(section::EVENTS, |t| t.events, detail.events.len(), events::events)}
        {list("links", |t| t.links, detail.links.len(), links::links)}
        {part("metadata", |t| t.metadata, None, !detail.metadata.is_empty(), json::tree)}
        {part(section::RAW, |t| t.raw, None, !detail.raw.is_empty(), json::raw)}
    }
}

fn head(ctx: Ctx, detail: &SpanDetail) -> impl IntoView + use<> {
    let text = &ctx.text().trace;
    let row = &detail.row;
    let id = detail.id.clone();
    let trace = detail.trace.clone();
    let service = match detail.service_type.as_str() {
        "" => row.service.clone(),
        kind => format!("{} · {kind}", row.service),
    };
    let kind = format!("{} · {}", kind_name(text, row.kind), status_name(text, row.status));
    let close = move |_| ctx.dispatch(Action::Select(Selection::Trace { id: trace.clone() }));
    let warnings = (!row.warnings.is_empty()).then(|| {
        let warnings = row.warnings.iter().map(|note| view! { <li>{note.said(text.remark)}</li> });
        view! { <ul class="sm-fall-notes">{warnings.collect_view()}</ul> }
    });
    view! {
        <header class="sm-span-head">
            {status_glyph(text, row.status)}
            <h3>{row.name.clone()}</h3>
            <button
                type="button"
                class="sm-icon-button"
                title=text.close
                aria-label=text.close
                on:click=close
            >
                {glyph(Glyph::Close)}
            </button>
            <p class="sm-span-head__service">{service}</p>
            <p class="sm-muted">{kind}</p>
            <p class=("sm-span-head__id", true)>
                <code>{id.clone()}</code>
                {copy_button(move || id.clone(), |t| t.copy_id)}
            </p>
        </header>
        {warnings}
    }
}

fn kind_name(text: &TraceText, kind: Kind) -> &'static str {
    match kind {
        Kind::Internal => text.kind_internal,
        Kind::Server => text.kind_server,
        Kind::Client => text.kind_client,
        Kind::Producer => text.kind_producer,
        Kind::Consumer => text.kind_consumer,
    }
}
