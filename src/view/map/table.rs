//! The map as a table, for those who read rather than look.

use std::cmp::Ordering;

use leptos::prelude::*;

use super::model::MapModel;
use super::node::health_glyph;
use crate::model::Nanos;
use crate::model::sort_by;
use crate::scene::card::Card;
use crate::scene::format::{count, duration, percent, rate};
use crate::scene::{Health, Shared, named};
use crate::state::{MapText, Selection, health_word, kind_word};
use crate::view::few::few;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Service,
    Kind,
    Health,
    Requests,
    Rate,
    Average,
    P95,
    Faults,
    Critical,
}

const COLUMNS: [Column; 9] = [
    Column::Service,
    Column::Kind,
    Column::Health,
    Column::Requests,
    Column::Rate,
    Column::Average,
    Column::P95,
    Column::Faults,
    Column::Critical,
];

/// Rows with an element: a table of thousands is sorted and searched, not scrolled to its end.
const STEP: usize = 200;

#[component]
pub fn ServiceTable() -> impl IntoView {
    let map = MapModel::get();
    let order = RwSignal::new((Column::Health, true));
    let shown = RwSignal::new(STEP);
    let rows = Memo::new(move |_| {
        let (column, descending) = order.get();
        let mut cards = map.laid.with(|sheet| sheet.cards.clone());
        sort_by(&mut cards, |a, b| {
            let ordering = compare(a, b, column);
            let ordering = if descending { ordering.reverse() } else { ordering };
            a.node.faded.cmp(&b.node.faded).then(ordering).then_with(|| a.id().cmp(b.id()))
        });
        cards
    });
    let more = move || rows.with(Vec::len).saturating_sub(shown.get());
    view! {
        <div class="sm-table-wrap" tabindex="0" role="region" aria-label=move || map.text().table_label>
            <table class="sm-table">
                <thead class=("sm-table-head", true)>
                    <tr class=("sm-table-row", true)>
                        {COLUMNS.map(|column| head(map, order, column)).collect_view()}
                    </tr>
                </thead>
                <tbody class=("sm-table-body", true)>
                    {move || rows.with(|rows| rows.iter().take(shown.get()).map(|card| row(map, card.clone())).collect_view())}
                </tbody>
            </table>
            <Show when=move || more() != 0>
                <button type="button" class="sm-button" on:click=move |_| shown.update(|n| *n += STEP)>
                    {move || format!("+ {}", more().min(STEP))}
                </button>
            </Show>
        </div>
    }
}

fn head(map: MapModel, order: RwSignal<(Column, bool)>, column: Column) -> impl IntoView {
    let sorted = move || match order.get() {
        (by, true) if by == column => "descending",
        (by, false) if by == column => "ascending",
        _ => "none",
    };
    // Figures are looked through from the largest, names from the first letter.
    let first_descending = !matches!(column, Column::Service | Column::Kind);
    let sort = move |_| {
        order.update(|(by, descending)| {
            *descending = if *by == column { !*descending } else { first_descending };
            *by = column;
        });
    };
    view! {
        <th scope="col" class=("sm-table-number", column.is_number()) aria-sort=sorted>
            <button type="button" class="sm-table-sort" on:click=sort>
                {move || title(column, map.text())}
                <span class=("sm-table-arrow", true) aria-hidden="true">
                    {move || match sorted() { "descending" => "↓", "ascending" => "↑", _ => "" }}
                </span>
            </button>
        </th>
    }
}

fn row(map: MapModel, card: Shared<Card>) -> impl IntoView {
    let node = &card.node.node;
    let id = node.id.clone();
    let is_selected = {
        let id = id.clone();
        Memo::new(move |_| {
            map.selection.with(|s| matches!(s, Selection::Node { id: of } if *of == id))
        })
    };
    let ms =
        |ms: f64| if node.requests > 0 { duration(Nanos::from_millis(ms)) } else { "–".into() };
    let n = node.requests;
    // What turns on the number of requests, with that.
    let cells = [
        (count(u64::from(n)), 0),
        (rate(node.requests_per_minute), n),
        (ms(node.average_ms), n),
        (ms(node.p95), n),
        (percent(node.error_rate), n),
        (percent(node.bottleneck), 0),
    ];
    let cells = cells.map(
        |(cell, n)| view! { <td class=("sm-table-number", true)>{few(map.ctx, n)}{cell}</td> },
    );
    let health = card.health;
    let kind = node.kind.clone();
    view! {
        <tr class="sm-table-row" class:sm-faded=card.node.faded class:sm-selected=is_selected aria-selected=move || is_selected.get().to_string()>
            <th scope="row" class=("sm-table-name", true)>
                <button type="button" class="sm-map-link" on:click=move |_| map.select(Selection::Node { id: id.clone() })>
                    {named(&node.name).to_owned()}
                </button>
            </th>
            <td class=("sm-table-kind", true)>{move || kind_word(&kind, map.text())}</td>
            <td class=("sm-table-health", true)>
                <svg viewBox="0 0 16 16" width=14 height=14 aria-hidden="true">{health_glyph(health, 0.0, 0.0, 1.0)}</svg>
                {move || health_word(health, map.text())}
            </td>
            {cells.collect_view()}
        </tr>
    }
}

impl Column {
    fn is_number(self) -> bool {
        !matches!(self, Column::Service | Column::Kind | Column::Health)
    }
}

fn title(column: Column, text: &MapText) -> &'static str {
    match column {
        Column::Service => text.col_service,
        Column::Kind => text.col_type,
        Column::Health => text.col_health,
        Column::Requests => text.col_requests,
        Column::Rate => text.col_rate,
        Column::Average => text.col_average,
        Column::P95 => text.col_p95,
        Column::Faults => text.col_faults,
        Column::Critical => text.col_critical,
    }
}

fn compare(a: &Card, b: &Card, column: Column) -> Ordering {
    let severity = |card: &Card| match card.health {
        Health::Unknown => 0,
        Health::Ok => 1,
        Health::Warning => 2,
        Health::Critical => 3,
    };
    let (x, y) = (&a.node.node, &b.node.node);
    match column {
        Column::Service => x.name.cmp(&y.name),
        Column::Kind => x.kind.cmp(&y.kind),
        Column::Health => severity(a).cmp(&severity(b)).then(x.p95.total_cmp(&y.p95)),
        Column::Requests => x.requests.cmp(&y.requests),
        Column::Rate => x.requests_per_minute.total_cmp(&y.requests_per_minute),
        Column::Average => x.average_ms.total_cmp(&y.average_ms),
        Column::P95 => x.p95.total_cmp(&y.p95),
        Column::Faults => x.error_rate.total_cmp(&y.error_rate),
        Column::Critical => x.bottleneck.total_cmp(&y.bottleneck),
    }
}
