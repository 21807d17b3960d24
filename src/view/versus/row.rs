//! A row of the comparison: the span's place in the tree, by how much it differs, and both bars.

use leptos::attr::custom::custom_attribute;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, MouseEvent};

use super::Comparison;
use super::head::{LETTERS, chip, letter_class, tone};
use super::tree::element_id;
use crate::engine::{AlignedRow, AlignedSpan};
use crate::model::{Kind, Nanos, Status};
use crate::scene::format::{duration, short_count};
use crate::scene::{fill, indent_levels};
use crate::state::{Text, VersusText};
use crate::view::status_glyph::{role, status_glyph, status_name};
use crate::view::virtual_rows::Shown;
use crate::view::waterfall::{CATEGORIES, Drawn, INDENT_PX, signed};

/// A status glyph is as wide as so many characters of a label.
const GLYPH_CHARS: usize = 3;
/// A difference stands out from this part of the longer trace on.
const LEAST_PART: i64 = 100;

/// The element that shows every so-manieth row.
pub fn row(
    comparison: Comparison,
    slot: u32,
    shown: Memo<Option<Shown<AlignedRow>>>,
) -> impl IntoView {
    let at = Memo::new(move |_| shown.with(|s| s.as_ref().map(|s| s.row)));
    let is_cursor = move || at.get() == Some(comparison.cursor.get());
    let alone = move |side: usize| {
        shown.with(|s| s.as_ref().is_some_and(|s| s.data.spans[1 - side].is_none()))
    };
    let place = move || {
        let top = at.get().map(|row| comparison.rows.top_in_stage(row));
        top.map_or_else(|| "none".to_owned(), |top| format!("translateY({top}px)"))
    };
    let expanded = move || shown.with(|s| s.as_ref().and_then(|s| expanded(&s.data)));
    view! {
        <div
            class="sm-span-row sm-pair-row"
            class:sm-cursor=is_cursor
            class:sm-only-a=move || alone(0)
            class:sm-only-b=move || alone(1)
            id=element_id(slot)
            role="row"
            aria-rowindex=move || at.get().map(|row| row + 2)
            {..custom_attribute("aria-level", move || shown.with(|s| s.as_ref().map(|s| s.data.depth + 1)))}
            aria-expanded=expanded
            aria-selected=move || is_cursor().to_string()
            hidden=move || at.get().is_none()
            style:transform=place
            on:click=move |event| clicked(comparison, at.get_untracked(), &event)
            on:dblclick=move |event| double_clicked(comparison, at.get_untracked(), &event)
        >
            {move || shown.get().map(|shown| name_cell(comparison, &shown.data))}
            {move || shown.get().map(|shown| difference_cell(comparison, &shown.data))}
            {move || shown.get().map(|shown| lanes_cell(comparison, &shown.data))}
        </div>
    }
}

/// Rows without children are neither folded nor not.
fn expanded(row: &AlignedRow) -> Option<String> {
    (row.children > 0).then(|| (!row.folded).to_string())
}

fn clicked(comparison: Comparison, row: Option<u32>, event: &MouseEvent) {
    let Some(row) = row else { return };
    comparison.cursor.set(row);
    if is_on(event, ".sm-fold") {
        comparison.toggle(row);
    }
}

/// Opens the span of the bar, or of the row.
fn double_clicked(comparison: Comparison, row: Option<u32>, event: &MouseEvent) {
    if let Some(row) = row.filter(|_| !is_on(event, ".sm-fold")) {
        comparison.open_span(row, usize::from(is_on(event, ".sm-lane--b")));
    }
}

fn is_on(event: &MouseEvent, selector: &str) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| target.closest(selector).ok().flatten().is_some())
}

fn name_cell(comparison: Comparison, row: &AlignedRow) -> impl IntoView + use<> {
    let text = &comparison.ctx.text().versus;
    let (base, room) = comparison.indent.get();
    let indent = format!("{}px", f64::from(indent_levels(row.depth, base, room)) * INDENT_PX);
    let fold = match (row.children, row.folded) {
        (0, _) => String::new(),
        (_, true) => format!("▸ {}", short_count(row.hidden.into())),
        (children, false) => format!("▾ {}", short_count(children.into())),
    };
    // A part of a service's work stands below it and has its colour: only entries are named twice.
    let is_entry = matches!(row.kind, Kind::Server | Kind::Consumer) && row.service != row.name;
    let service = if is_entry { row.service.clone() } else { String::new() };
    let peer = row.peer.as_ref().map(|peer| format!("→ {peer}")).unwrap_or_default();
    let renamed = row.renamed.as_ref().map(|name| fill(text.renamed, &[name])).unwrap_or_default();
    let asides = [
        ("sm-peer", peer),
        ("sm-service", service),
        ("sm-span-note", row.note.clone()),
        ("sm-span-note", renamed),
    ];
    let title: Vec<&str> = std::iter::once(row.name.as_str())
        .chain(asides.iter().map(|(_, aside)| aside.as_str()))
        .filter(|part| !part.is_empty())
        .collect();
    let title = title.join("  ");
    let asides = asides.map(|(class, aside)| {
        (!aside.is_empty()).then(|| view! { <span class=class>{aside}</span> })
    });
    view! {
        <div class="sm-span-row__name" role="gridcell" title=title>
            <span class="sm-indent" style:width=indent></span>
            <span class="sm-fold" class:sm-fold--none=row.children == 0 aria-hidden="true">{fold}</span>
            <span class=chip(row.service_index) aria-hidden="true"></span>
            <span class=("sm-span-name", true)>{row.name.clone()}</span>
            {asides}
        </div>
    }
}

fn difference_cell(comparison: Comparison, row: &AlignedRow) -> impl IntoView + use<> {
    let text = &comparison.ctx.text().versus;
    let longest = Nanos(comparison.scale.with(|scale| scale.total()).0 / LEAST_PART);
    let (class, said) = match row.spans {
        [Some(a), Some(b)] => (tone(a.duration, b.duration, longest), difference(a, b)),
        [a, _] => ("sm-tag sm-only", text.only_in[usize::from(a.is_none())].to_owned()),
    };
    view! { <div class="sm-difference" role="gridcell"><span class=class>{said}</span></div> }
}

/// Of a span in progress only the least length is known.
fn difference(a: AlignedSpan, b: AlignedSpan) -> String {
    let bound = match (a.in_progress, b.in_progress) {
        (false, false) => "",
        (false, true) => "≥ ",
        (true, false) => "≤ ",
        (true, true) => "≈ ",
    };
    format!("{bound}{}", signed(b.duration.minus(a.duration)))
}

fn lanes_cell(comparison: Comparison, row: &AlignedRow) -> impl IntoView + use<> {
    let text = comparison.ctx.text();
    let said = said(text, row);
    let lane = |side: usize| lane(comparison, row, side);
    view! {
        <div class="sm-lanes" role="gridcell" aria-label=said.clone() title=said>
            {lane(0)}
            {lane(1)}
        </div>
    }
}

fn lane(comparison: Comparison, row: &AlignedRow, side: usize) -> impl IntoView + use<> {
    let class = if side == 0 { "sm-lane sm-lane--a" } else { "sm-lane sm-lane--b" };
    let bar = row.spans[side].map(|span| bar(comparison, row.service_index, side, span));
    let missing = bar.is_none().then(|| comparison.ctx.text().versus.not_in[side]);
    view! {
        <div class=class>
            <span class=letter_class(side) aria-hidden="true">{LETTERS[side]}</span>
            {bar}
            {missing.map(|missing| view! { <span class="sm-missing">{missing}</span> })}
        </div>
    }
}

fn bar(
    comparison: Comparison,
    service: u32,
    side: usize,
    span: AlignedSpan,
) -> impl IntoView + use<> {
    let text = &comparison.ctx.text().trace;
    let (scale, column) = (comparison.scale.get(), comparison.bars_width());
    let length = duration(span.duration);
    let label = if span.in_progress { format!("≥ {length}") } else { length };
    let is_bad = span.status > Status::Ok;
    let chars = label.chars().count() + if is_bad { GLYPH_CHARS } else { 0 };
    let drawn = Drawn::new(&scale, span.start, span.duration, column, chars);
    let mark = |is_so: bool, class: &'static str| if is_so { class } else { "" };
    let class = format!(
        "sm-span-bar sm-cat-{} sm-span-bar--{} {} {} {} {}",
        service % CATEGORIES,
        role(span.status),
        mark(side == 0, "sm-span-bar--part"),
        mark(span.in_progress, "sm-span-bar--open"),
        mark(drawn.cut_left, "sm-span-bar--cut-left"),
        mark(drawn.cut_right, "sm-span-bar--cut-right"),
    );
    view! {
        <div
            class=class
            hidden=drawn.width.is_none()
            style:left=format!("{}%", drawn.left)
            style:width=format!("{}%", drawn.width.unwrap_or_default())
        ></div>
        <span class=drawn.label_class style:left=drawn.label_left style:right=drawn.label_right>
            {is_bad.then(|| status_glyph(text, span.status))}
            {label}
        </span>
    }
}

/// Both spans in words.
fn said(text: &Text, row: &AlignedRow) -> String {
    let side = |side: usize| match &row.spans[side] {
        Some(span) => said_of(text, side, span),
        None => text.versus.not_in[side].to_owned(),
    };
    format!("{} · {}", side(0), side(1))
}

/// One of the spans in words.
pub fn said_of(text: &Text, side: usize, span: &AlignedSpan) -> String {
    let times = [span.start, span.duration, span.self_time].map(duration);
    let VersusText { said, .. } = &text.versus;
    let mut parts = vec![fill(said[side], &[&times[0], &times[1], &times[2]])];
    parts.extend(span.in_progress.then(|| text.trace.in_progress.to_owned()));
    parts.extend(
        (span.status > Status::Ok).then(|| status_name(&text.trace, span.status).to_owned()),
    );
    parts.join(", ")
}
