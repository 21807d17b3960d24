//! A row of the waterfall: the span's place in the tree, and its bar.

use leptos::attr::custom::custom_attribute;
use leptos::prelude::*;

use super::Waterfall;
use super::clocks::signed;
use super::events;
use super::model::{GUTTER_PX, INDENT_PX};
use super::paint::tint_class;
use super::tree::element_id;
use crate::engine::{AlikeRows, SpanRow, TINTS};
use crate::model::{Kind, Nanos, Status};
use crate::scene::format::{count, duration, short_count};
use crate::scene::{
    LabelSide, Placement, TimeScale, find_folded, indent_levels, label_side, stretches,
};
use crate::state::TraceText;
use crate::view::status_glyph::{role, status_glyph};
use crate::view::virtual_rows::Shown;

/// Categorical colours that the services share out among them.
pub const CATEGORIES: u32 = TINTS;
/// A status glyph is as wide as so many characters of a label.
const GLYPH_CHARS: usize = 3;

/// The element that shows every so-manieth row.
pub fn row(waterfall: Waterfall, slot: u32, shown: Memo<Option<Shown<SpanRow>>>) -> impl IntoView {
    let at = Memo::new(move |_| shown.with(|s| s.as_ref().map(|s| s.row)));
    let span = move |of: fn(&SpanRow) -> u32| shown.with(|s| s.as_ref().map(|s| of(&s.data)));
    let is_cursor = move || at.get() == Some(waterfall.cursor.get());
    let is_match = move || span(|row| row.span).is_some_and(|span| waterfall.search.is_match(span));
    let place = move || {
        let top = at.get().map(|row| waterfall.rows.top_in_stage(row));
        top.map_or_else(|| "none".to_owned(), |top| format!("translateY({top}px)"))
    };
    let expanded = move || {
        shown.with(|s| {
            let row = &s.as_ref().filter(|s| s.data.children > 0)?.data;
            Some((!row.folded).to_string())
        })
    };
    view! {
        <div
            class="sm-span-row"
            class:sm-cursor=is_cursor
            class:sm-match=is_match
            id=element_id(slot)
            role="row"
            aria-rowindex=move || at.get().map(|row| row + 2)
            {..custom_attribute("aria-level", move || span(|row| row.depth + 1))}
            aria-expanded=expanded
            aria-selected=move || is_cursor().to_string()
            hidden=move || at.get().is_none()
            style:transform=place
        >
            {move || shown.get().map(|shown| name_cell(waterfall, &shown.data))}
            {move || shown.get().map(|shown| bar_cell(waterfall, &shown.data))}
        </div>
    }
}

/// Holds no closures, as little as [`bar_cell`]: another row in the same element is then a comparison
/// of texts, while signals would be made and dropped with every row that scrolls by.
fn name_cell(waterfall: Waterfall, row: &SpanRow) -> impl IntoView + use<> {
    let text = &waterfall.ctx.text().trace;
    let (base, room) = waterfall.indent.get();
    let indent = format!("{}px", f64::from(indent_levels(row.depth, base, room)) * INDENT_PX);
    let fold = match (row.children, row.folded) {
        (0, _) => String::new(),
        (_, true) => format!("▸ {}", short_count(row.hidden.into())),
        (children, false) => format!("▾ {}", short_count(children.into())),
    };
    // A part of a service's work stands below it and has its colour: only entries are named twice.
    let is_entry = matches!(row.kind, Kind::Server | Kind::Consumer);
    let service = if row.service == row.name { String::new() } else { row.service.clone() };
    let peer = row.peer.as_ref().map(|peer| format!("→ {peer}")).unwrap_or_default();
    let times = row.group.as_ref().map(|group| format!("×{}", count(group.count.into())));
    let spread = row.group.as_ref().map(|group| spread(text, group)).unwrap_or_default();
    let title = [row.name.as_str(), &service, &peer, &row.note]
        .into_iter()
        .chain([times.as_deref().unwrap_or_default(), &spread])
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("  ");
    view! {
        <div class="sm-span-row__name" role="gridcell" title=title>
            <span class="sm-indent" style:width=indent></span>
            <span class="sm-fold" class:sm-fold--none=row.children == 0 aria-hidden="true">{fold}</span>
            <span class=format!("sm-chip {}", tint_class(row.tint)) aria-hidden="true"></span>
            {is_bad(row.status).then(|| status_glyph(text, row.status))}
            <span class="sm-span-name">{waterfall.search.text.with(|asked| marked(&row.name, asked))}</span>
            {aside("sm-tag", times.unwrap_or_default())}
            {aside("sm-span-note", spread)}
            {aside("sm-peer", peer)}
            {aside("sm-service", if is_entry { service } else { String::new() })}
            {aside("sm-span-note", row.note.clone())}
            {tags(text, row)}
        </div>
    }
}

/// How long alike spans took.
fn spread(text: &TraceText, group: &AlikeRows) -> String {
    let failed = (group.failed > 0).then(|| (text.alike_failed)(&count(group.failed.into())));
    let [total, least, median, most] =
        [group.total, group.least, group.median, group.most].map(duration);
    let spread = (text.alike_spread)(&total, &least, &median, &most);
    [Some(spread), failed].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// A word beside the name, if there is one.
fn aside(class: &'static str, text: String) -> impl IntoView {
    (!text.is_empty()).then(|| view! { <span class=class>{text}</span> })
}

/// The name, with what is searched for marked.
fn marked(name: &str, asked: &str) -> impl IntoView + use<> {
    let found = find_folded(name, asked).unwrap_or(name.len()..name.len());
    let part = |range: std::ops::Range<usize>| name.get(range).unwrap_or_default().to_owned();
    let hit = (!found.is_empty()).then(|| view! { <mark>{part(found.clone())}</mark> });
    (part(0..found.start), hit, part(found.end..name.len()))
}

fn tags(text: &TraceText, row: &SpanRow) -> impl IntoView + use<> {
    let tag = |is_so: bool, class: &'static str, label: &'static str, why: String| {
        is_so.then(|| view! { <span class=class title=why>{label}</span> })
    };
    let warnings: Vec<_> = row.warnings.iter().map(|note| note.said(text.remark)).collect();
    let warnings = warnings.join("\n");
    (
        tag(
            row.bottleneck,
            "sm-tag sm-tag--bottleneck",
            text.bottleneck,
            text.bottleneck_hint.into(),
        ),
        tag(row.in_progress, "sm-tag", text.in_progress, String::new()),
        tag(row.orphan, "sm-tag sm-tag--orphan", text.orphan, String::new()),
        (row.shift != Nanos::ZERO).then(|| {
            let by = signed(row.shift);
            let why = (text.moved_by)(&by);
            view! { <span class="sm-tag sm-tag--moved" title=why>{by}</span> }
        }),
        (row.links > 0).then(|| {
            let links = (text.link_count)(&count(row.links.into()));
            view! { <span class="sm-tag" role="img" title=links.clone() aria-label=links>"↗"</span> }
        }),
        tag(!row.warnings.is_empty(), "sm-tag sm-tag--warning", text.has_warnings, warnings),
    )
}

fn bar_cell(waterfall: Waterfall, row: &SpanRow) -> impl IntoView + use<> {
    let text = &waterfall.ctx.text().trace;
    let (scale, column) = (waterfall.scale.get(), waterfall.bars_width());
    let label = bar_label(row);
    let glyph_chars = if is_bad(row.status) { GLYPH_CHARS } else { 0 };
    let chars = label.chars().count() + glyph_chars;
    let drawn = Drawn::new(&scale, row.start, row.duration, column, chars);
    let critical: &[_] = if waterfall.critical.get() { &row.critical } else { &[] };
    let line = |(left, right): (f64, f64)| format!("M{left:.1} 1H{right:.1}");
    let path: String = stretches(&scale, critical, column).into_iter().map(line).collect();
    let alike = row.group.as_ref().map(|group| {
        let block =
            |(left, right): (f64, f64)| format!("M{left:.1} 6H{:.1}", right.max(left + 1.0));
        let path: String =
            stretches(&scale, &group.stretches, column).into_iter().map(block).collect();
        let class = format!("sm-alike {}", tint_class(row.tint));
        view! { <svg class=class height=12 aria-hidden="true"><path d=path/></svg> }
    });
    let said = said(text, row);
    let after = beyond(row, &scale);
    let events = events::ticks(row, &scale, column);
    view! {
        <div class="sm-span-row__bar" role="gridcell" aria-label=said.clone() title=said>
            <div
                class=bar_class(row, &drawn)
                hidden=drawn.width.is_none()
                style:left=format!("{}%", drawn.left)
                style:width=format!("{}%", drawn.width.unwrap_or_default())
            ></div>
            {after}
            {alike}
            {events}
            <svg class="sm-critical" height=2 aria-hidden="true">
                <path d=path/>
            </svg>
            <span class=drawn.label_class style:left=drawn.label_left style:right=drawn.label_right>
                {is_bad(row.status).then(|| status_glyph(text, row.status))}
                {label}
            </span>
        </div>
    }
}

/// The part of the bar behind the end of the parent.
fn beyond(row: &SpanRow, scale: &TimeScale) -> Option<impl IntoView + use<>> {
    let start = row.start.plus(row.duration).minus(row.outlives);
    let Placement::Within(part) = scale.place(start.max(row.start), row.outlives) else {
        return None;
    };
    (row.outlives > Nanos::ZERO).then(|| {
        let percent = |share: f64| format!("{}%", share * 100.0);
        let class = if part.cut_left { "sm-beyond sm-beyond--cut-left" } else { "sm-beyond" };
        view! { <i class=class style:left=percent(part.left) style:width=percent(part.width)></i> }
    })
}

fn bar_class(row: &SpanRow, drawn: &Drawn) -> String {
    let drawn_as = match (row.inferred, row.kind) {
        _ if row.group.is_some() => "sm-span-bar--alike",
        (true, _) => "sm-span-bar--inferred",
        (_, Kind::Server | Kind::Consumer) => "",
        _ => "sm-span-bar--part",
    };
    let mark = |is_so: bool, class: &'static str| if is_so { class } else { "" };
    let open = mark(row.in_progress, "sm-span-bar--open");
    let cut_left = mark(drawn.cut_left, "sm-span-bar--cut-left");
    let cut_right = mark(drawn.cut_right, "sm-span-bar--cut-right");
    let (tint, role) = (tint_class(row.tint), role(row.status));
    format!("sm-span-bar {tint} sm-span-bar--{role} {drawn_as} {open} {cut_left} {cut_right}")
}

/// Where bar and label stand in their column, in percent.
pub struct Drawn {
    pub left: f64,
    /// `None`: the bar is not in the window.
    pub width: Option<f64>,
    pub cut_left: bool,
    pub cut_right: bool,
    pub label_class: &'static str,
    pub label_left: String,
    pub label_right: String,
}

impl Drawn {
    pub fn new(
        scale: &TimeScale,
        start: Nanos,
        length: Nanos,
        column: f64,
        label_chars: usize,
    ) -> Self {
        let auto = || "auto".to_owned();
        let outside = |label_class, label_left, label_right| Self {
            left: 0.0,
            width: None,
            cut_left: false,
            cut_right: false,
            label_class,
            label_left,
            label_right,
        };
        let bar = match scale.place(start, length) {
            Placement::Before => {
                return outside(
                    "sm-span-bar-label sm-span-bar-label--before",
                    "0".to_owned(),
                    auto(),
                );
            }
            Placement::After => {
                return outside(
                    "sm-span-bar-label sm-span-bar-label--after",
                    "100%".to_owned(),
                    auto(),
                );
            }
            Placement::Within(bar) => bar,
        };
        let (left, right) = (bar.left * 100.0, (bar.left + bar.width) * 100.0);
        let side = label_side(
            bar.left * column,
            (bar.left + bar.width) * column,
            column + GUTTER_PX,
            label_chars,
        );
        let (label_class, label_left, label_right) = match side {
            LabelSide::Right => ("sm-span-bar-label", format!("{right}%"), auto()),
            LabelSide::Left => ("sm-span-bar-label", auto(), format!("{}%", 100.0 - left)),
            LabelSide::Inside => (
                "sm-span-bar-label sm-span-bar-label--inside",
                auto(),
                format!("{}%", 100.0 - right),
            ),
        };
        Self {
            left,
            width: Some(right - left),
            cut_left: bar.cut_left,
            cut_right: bar.cut_right,
            label_class,
            label_left,
            label_right,
        }
    }
}

/// A length that is still growing is at least what it is now. Of a group it is the sum.
fn bar_label(row: &SpanRow) -> String {
    let length = duration(row.group.as_ref().map_or(row.duration, |group| group.total));
    if row.in_progress { format!("≥ {length}") } else { length }
}

/// The bar in words.
fn said(text: &TraceText, row: &SpanRow) -> String {
    let mut parts = vec![(text.bar_said)(
        &duration(row.start),
        &duration(row.duration),
        &duration(row.self_time),
    )];
    parts.extend(row.group.as_ref().map(|group| spread(text, group)));
    parts.extend(row.in_progress.then(|| text.in_progress.to_owned()));
    parts.extend(row.inferred.then(|| text.inferred.to_owned()));
    let late = row.outlives > Nanos::ZERO;
    parts.extend(late.then(|| (text.outlives)(&duration(row.outlives))));
    parts.extend(events::said(text, row));
    parts.extend((!row.critical.is_empty()).then(|| text.on_critical_path.to_owned()));
    let is_moved = row.shift != Nanos::ZERO;
    parts.extend(is_moved.then(|| (text.moved_by)(&signed(row.shift))));
    parts.extend(row.warnings.iter().map(|note| note.said(text.remark)));
    parts.join(" · ")
}

fn is_bad(status: Status) -> bool {
    !matches!(status, Status::Unset | Status::Ok)
}
