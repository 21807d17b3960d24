//! The order of the trace list. It outlives the list's pane: an opened trace asks for its neighbours.

use leptos::prelude::*;

use crate::engine::{ListOrder, Reply, Request, SortColumn, TracePage, TraceRow, TraceSort};
use crate::scene::trace_columns::{FIRST, ListColumn};
use crate::state::Action;
use crate::view::Ctx;

/// How the list is sorted, what it shows, and where the person was in it.
#[derive(Clone, Copy)]
pub struct TraceOrder {
    /// Those behind decide between equals; never empty.
    pub orders: RwSignal<Vec<ListOrder>>,
    pub columns: RwSignal<Vec<ListColumn>>,
    /// Row of the list that keys act on; of the open trace, when one is open.
    pub cursor: RwSignal<u32>,
    /// The trace on that row, if it was opened from the list and the list is still the same.
    pub opened: RwSignal<Option<String>>,
}

impl Default for TraceOrder {
    /// Newest first, as someone who was just called looks at them.
    fn default() -> Self {
        let newest = ListOrder { column: SortColumn::Fact(TraceSort::Start), descending: true };
        Self {
            orders: RwSignal::new(vec![newest]),
            columns: RwSignal::new(FIRST.to_vec()),
            cursor: RwSignal::new(0),
            opened: RwSignal::new(None),
        }
    }
}

impl TraceOrder {
    /// Sorts by a column; by the same one again in the other direction. `further`: keeps the columns
    /// sorted by before, so that this one decides between their equals.
    /// Numbers begin with the largest, for that is what is looked for; names with the first.
    pub fn sort_by(&self, column: SortColumn, further: bool) {
        let by_name =
            matches!(column, SortColumn::Fact(TraceSort::Root) | SortColumn::Annotation(_));
        self.orders.update(|orders| {
            let present = orders.iter().position(|order| order.column == column);
            let descending = present.map_or(!by_name, |at| !orders[at].descending);
            let order = ListOrder { column, descending };
            match present {
                Some(at) if further => orders[at] = order,
                _ if further => orders.push(order),
                _ => *orders = vec![order],
            }
        });
    }

    pub fn page(&self, offset: u32, limit: u32) -> TracePage {
        let (orders, annotations) = (self.orders.get_untracked(), self.annotations());
        TracePage { orders, annotations, offset, limit }
    }

    /// Those that have a column.
    pub fn annotations(&self) -> Vec<String> {
        let name = |column: &ListColumn| match column {
            ListColumn::Annotation(name) => Some(name.clone()),
            _ => None,
        };
        self.columns.with_untracked(|columns| columns.iter().filter_map(name).collect())
    }

    /// Opens the trace `step` rows further on.
    pub async fn open_neighbour(self, ctx: Ctx, step: i32) {
        let Some(row) = self.cursor.get_untracked().checked_add_signed(step) else { return };
        let opened = self.opened.get_untracked();
        let Ok(Reply::Traces { rows, .. }) = ctx.ask(Request::Traces(self.page(row, 1))).await
        else {
            return;
        };
        let Some(trace) = rows.into_iter().next() else { return };
        if self.opened.try_get_untracked().is_some_and(|now| now == opened) {
            self.open(ctx, row, &trace);
        }
    }

    pub fn open(&self, ctx: Ctx, row: u32, trace: &TraceRow) {
        self.cursor.set(row);
        self.opened.set(Some(trace.summary.id.clone()));
        ctx.dispatch(Action::OpenTrace(trace.summary.id.clone()));
    }
}
