//! The order of the trace list. It outlives the list's pane: an opened trace asks for its neighbours.

use leptos::prelude::*;

use crate::engine::{Reply, Request, TracePage, TraceRow, TraceSort};
use crate::state::Action;
use crate::view::Ctx;

/// How the list is sorted and where the person was in it.
#[derive(Clone, Copy)]
pub struct TraceOrder {
    pub sort: RwSignal<TraceSort>,
    pub descending: RwSignal<bool>,
    /// Row of the list that keys act on; of the open trace, when one is open.
    pub cursor: RwSignal<u32>,
    /// The trace on that row, if it was opened from the list and the list is still the same.
    pub opened: RwSignal<Option<String>>,
}

impl Default for TraceOrder {
    /// Newest first, as someone who was just called looks at them.
    fn default() -> Self {
        Self {
            sort: RwSignal::new(TraceSort::Start),
            descending: RwSignal::new(true),
            cursor: RwSignal::new(0),
            opened: RwSignal::new(None),
        }
    }
}

impl TraceOrder {
    /// Sorts by a column; by the same one again in the other direction.
    /// Numbers begin with the largest, for that is what is looked for; names with the first.
    pub fn sort_by(&self, sort: TraceSort) {
        let again = self.sort.get_untracked() == sort;
        let descending =
            if again { !self.descending.get_untracked() } else { sort != TraceSort::Root };
        self.sort.set(sort);
        self.descending.set(descending);
    }

    pub fn page(&self, offset: u32, limit: u32) -> TracePage {
        let (sort, descending) = (self.sort.get_untracked(), self.descending.get_untracked());
        TracePage { sort, descending, offset, limit }
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
