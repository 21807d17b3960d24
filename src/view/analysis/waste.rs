//! Time that could be saved.

use leptos::prelude::*;

use super::findings::{answer, examples, hint, note, section};
use crate::engine::{Reply, Request, WasteKind, WasteRow};
use crate::model::Nanos;
use crate::scene::few::with_mark;
use crate::scene::fill;
use crate::scene::format::{count, duration};
use crate::state::{Finding, FindingsText};
use crate::view::Ctx;
use crate::view::few::few_hint;

#[component]
pub fn WasteSection() -> impl IntoView {
    let ctx = Ctx::get();
    let found = answer(ctx, || Request::Waste);
    section(ctx, Finding::Waste, found, move |reply| match reply {
        Reply::Waste { rows, more } => list(ctx, rows, *more),
        _ => ().into_any(),
    })
}

fn list(ctx: Ctx, rows: &[WasteRow], more: u32) -> AnyView {
    let text = &ctx.text().findings;
    if rows.is_empty() {
        return note(text.no_waste.to_owned());
    }
    let rows = rows.iter().map(|waste| row(ctx, waste)).collect_view();
    let more = (more > 0).then(|| note(fill(text.more, &[&count(more.into())])));
    view! {
        {hint(text.waste_hint.to_owned())}
        <ol class="sm-find-list">{rows}</ol>
        {more}
    }
    .into_any()
}

fn row(ctx: Ctx, waste: &WasteRow) -> impl IntoView + use<> {
    let text = &ctx.text().findings;
    let (title, meaning) = kind(text, waste.kind);
    let call = |(service, call): &(String, String)| match call == service {
        true => service.clone(),
        false => format!("{service}: {call}"),
    };
    let calls: Vec<_> = waste.calls.iter().map(call).collect();
    let each = Nanos(waste.saved.0 / i64::from(waste.traces.max(1)));
    let saved =
        fill(text.saved, &[&duration(waste.saved), &with_mark(duration(each), waste.traces)]);
    let figures = [waste.spans, waste.count, waste.traces].map(|n| count(n.into()));
    let figures = fill(text.waste_figures, &figures.each_ref().map(String::as_str));
    let arrow = if waste.kind == WasteKind::Serial { " → " } else { ", " };
    view! {
        <li class="sm-find">
            <div class="sm-find-head">
                <strong class="sm-find-name">{title}</strong>
                <span class="sm-tag">{fill(text.place, &[&waste.parent, &waste.service])}</span>
                <span class="sm-find-size" title=few_hint(ctx, waste.traces)>{saved}</span>
            </div>
            <p class="sm-find-text">{calls.join(arrow)}</p>
            <p class="sm-find-figures">{meaning}</p>
            <p class="sm-find-figures">{figures} " · " {examples(ctx, &waste.examples)}</p>
        </li>
    }
}

fn kind(text: &FindingsText, kind: WasteKind) -> (&'static str, &'static str) {
    match kind {
        WasteKind::Repeated => (text.repeated, text.repeated_hint),
        WasteKind::Retry => (text.retry, text.retry_hint),
        WasteKind::Serial => (text.serial, text.serial_hint),
        WasteKind::Outlived => (text.outlived, text.outlived_hint),
    }
}
