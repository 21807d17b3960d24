//! The head of the trace list: what its columns are, and sorting by them.

use leptos::prelude::*;

use super::TraceOrder;
use crate::engine::TraceSort;
use crate::state::TraceText;
use crate::view::Ctx;

/// A column: its class, its order if it can be sorted, and its words.
struct Column {
    class: &'static str,
    sort: Option<TraceSort>,
    label: fn(&TraceText) -> &'static str,
    hint: fn(&TraceText) -> &'static str,
}

/// In the order of the cells of a row.
const COLUMNS: [Column; 10] = [
    Column { class: "health", sort: None, label: |t| t.col_health, hint: |t| t.col_health_hint },
    Column {
        class: "start",
        sort: Some(TraceSort::Start),
        label: |t| t.col_start,
        hint: |t| t.col_start_hint,
    },
    Column {
        class: "root",
        sort: Some(TraceSort::Root),
        label: |t| t.col_root,
        hint: |t| t.col_root_hint,
    },
    Column {
        class: "duration",
        sort: Some(TraceSort::Duration),
        label: |t| t.col_duration,
        hint: |t| t.col_duration_hint,
    },
    Column {
        class: "response",
        sort: Some(TraceSort::Response),
        label: |t| t.col_response,
        hint: |t| t.col_response_hint,
    },
    Column {
        class: "status",
        sort: Some(TraceSort::Status),
        label: |t| t.col_status,
        hint: |t| t.col_status_hint,
    },
    Column {
        class: "errors",
        sort: Some(TraceSort::Errors),
        label: |t| t.col_errors,
        hint: |t| t.col_errors_hint,
    },
    Column {
        class: "spans",
        sort: Some(TraceSort::Spans),
        label: |t| t.col_spans,
        hint: |t| t.col_spans_hint,
    },
    Column {
        class: "services",
        sort: Some(TraceSort::Services),
        label: |t| t.col_services,
        hint: |t| t.col_services_hint,
    },
    Column { class: "id", sort: None, label: |t| t.col_id, hint: |t| t.col_id_hint },
];

pub fn header(order: TraceOrder) -> impl IntoView {
    view! {
        <div class="sm-trace-row sm-trace-row--head" role="row" aria-rowindex=1>
            {COLUMNS.iter().map(|column| head_cell(order, column)).collect_view()}
        </div>
    }
}

fn head_cell(order: TraceOrder, column: &'static Column) -> impl IntoView {
    let ctx = Ctx::get();
    let label = move || (column.label)(&ctx.text().trace);
    let hint = move || (column.hint)(&ctx.text().trace);
    let sorted = move || column.sort.is_some_and(|sort| order.sort.get() == sort);
    let direction = move || match (column.sort, sorted(), order.descending.get()) {
        (None, ..) => None,
        (_, false, _) => Some("none"),
        (_, true, true) => Some("descending"),
        (_, true, false) => Some("ascending"),
    };
    let arrow = move || match (sorted(), order.descending.get()) {
        (true, true) => "↓",
        (true, false) => "↑",
        _ => "",
    };
    let inside = match column.sort {
        None => view! { <span class="sm-head-label">{label}</span> }.into_any(),
        Some(sort) => view! {
            <button type="button" class="sm-head-label" tabindex=-1 on:click=move |_| order.sort_by(sort)>
                {label} <span class="sm-sort" aria-hidden="true">{arrow}</span>
            </button>
        }
        .into_any(),
    };
    view! {
        <div class=format!("sm-cell sm-cell--{}", column.class) role="columnheader" aria-sort=direction title=hint>
            {inside}
        </div>
    }
}
