//! The head of the trace list: what its columns are, and sorting by them.

use leptos::prelude::*;
use web_sys::MouseEvent;

use super::TraceList;
use crate::scene::trace_columns::ListColumn;
use crate::state::TraceText;

pub fn header(list: TraceList) -> impl IntoView {
    view! {
        <div class="sm-trace-row sm-trace-row--head" role="row" aria-rowindex=1>
            {move || list.fitting.get().into_iter().map(|column| head_cell(list, column)).collect_view()}
        </div>
    }
}

/// What a column is called, and what it tells.
pub fn words(text: &TraceText, column: &ListColumn) -> (String, String) {
    let (label, hint) = match column {
        ListColumn::Health => (text.col_health, text.col_health_hint),
        ListColumn::Start => (text.col_start, text.col_start_hint),
        ListColumn::Root => (text.col_root, text.col_root_hint),
        ListColumn::Duration => (text.col_duration, text.col_duration_hint),
        ListColumn::Response => (text.col_response, text.col_response_hint),
        ListColumn::Status => (text.col_status, text.col_status_hint),
        ListColumn::Errors => (text.col_errors, text.col_errors_hint),
        ListColumn::Spans => (text.col_spans, text.col_spans_hint),
        ListColumn::Services => (text.col_services, text.col_services_hint),
        ListColumn::Id => (text.col_id, text.col_id_hint),
        ListColumn::Annotation(name) => (name.as_str(), text.col_annotation_hint),
    };
    (label.to_owned(), hint.to_owned())
}

/// The class of its cells.
pub fn class(column: &ListColumn) -> &'static str {
    match column {
        ListColumn::Health => "health",
        ListColumn::Start => "start",
        ListColumn::Root => "root",
        ListColumn::Duration => "duration",
        ListColumn::Response => "response",
        ListColumn::Status => "status",
        ListColumn::Errors => "errors",
        ListColumn::Spans => "spans",
        ListColumn::Services => "services",
        ListColumn::Id => "id",
        ListColumn::Annotation(_) => "annotation",
    }
}

fn head_cell(list: TraceList, column: ListColumn) -> impl IntoView {
    let order = list.order;
    let text = &list.ctx.text().trace;
    let (label, hint) = words(text, &column);
    let class = format!("sm-cell sm-cell--{}", class(&column));
    let Some(sort) = column.sort() else {
        return view! {
            <div class=class role="columnheader" title=hint>
                <span class="sm-head-label">{label}</span>
            </div>
        }
        .into_any();
    };
    let of = sort.clone();
    // Its place among the columns that are sorted by, and the direction.
    let sorted = Memo::new(move |_| {
        order.orders.with(|orders| {
            let at = orders.iter().position(|order| order.column == of)?;
            Some((at, orders[at].descending, orders.len()))
        })
    });
    let direction = move || match sorted.get() {
        None => "none",
        Some((_, true, _)) => "descending",
        Some((_, false, _)) => "ascending",
    };
    let arrow = move || {
        sorted.get().map(|(at, descending, of)| {
            let arrow = if descending { "↓" } else { "↑" };
            if of > 1 { format!("{arrow}{}", at + 1) } else { arrow.to_owned() }
        })
    };
    let click = move |event: MouseEvent| order.sort_by(sort.clone(), event.shift_key());
    view! {
        <div class=class role="columnheader" aria-sort=direction title=format!("{hint}. {}", text.sort_hint)>
            <button type="button" class="sm-head-label" on:click=click>
                {label} " " <span class="sm-sort" aria-hidden="true">{arrow}</span>
            </button>
        </div>
    }
    .into_any()
}
