//! The critical path: at each moment of a request, the span that the answer was waiting for.
//!
//! From the end of the entry span the walk goes backwards: into the child that ended last, from its
//! start on into the one that ended last before that, and so on down and up the tree.
//!
//! ```text
//! web   |===-------=====---==|
//!   a      |==|         .
//!   b       .. |====|   .           `=` is on the path, `-` waits
//!     c       |--|      .
//! ```

use fixedbitset::FixedBitSet;

use crate::model::{Flags, Nanos, ServiceId, SpanId, SpanStore, TraceId};

use super::Index;
use super::index::entry;
use super::selection::{is_awaited, selected_traces};

/// A stretch of time in which nothing but `span` itself kept the answer waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Section {
    pub span: SpanId,
    pub start: Nanos,
    pub end: Nanos,
}

/// Sections of the trace's entry span from its start to its end, without gap or overlap. `shifts` are
/// added to the times of its spans, by row; empty for times as they are.
pub fn critical_path(store: &SpanStore, trace: TraceId, shifts: &[Nanos]) -> Vec<Section> {
    let mut sections = Vec::new();
    let entry = entry(store, store.trace(trace).spans());
    Walk::default().run(store, trace, shifts, entry, |section| sections.push(section));
    sections.reverse();
    sections
}

/// Time on critical paths by `ServiceId`, summed over the selected traces. A call to a service that
/// did not report is that service's time, not the caller's.
pub fn critical_time_by_service(
    store: &SpanStore,
    index: &Index,
    selected: &FixedBitSet,
) -> Vec<Nanos> {
    let mut times = vec![Nanos::ZERO; store.services.len()];
    let mut walk = Walk::default();
    for trace in selected_traces(store, selected) {
        walk.run(store, trace, &[], index.entry(trace), |Section { span, start, end }| {
            let time = &mut times[responsible(store, span).index()];
            *time = time.plus(end.minus(start));
        });
    }
    times
}

/// Calls `emit` with each span of the selected traces that was on a critical path, and how long: by
/// trace, then span.
pub(super) fn critical_times(
    store: &SpanStore,
    index: &Index,
    selected: &FixedBitSet,
    emit: &mut dyn FnMut(TraceId, SpanId, Nanos),
) {
    let (mut walk, mut stays) = (Walk::default(), Vec::new());
    for trace in selected_traces(store, selected) {
        walk.run(store, trace, &[], index.entry(trace), |s| {
            stays.push((s.span, s.end.minus(s.start)))
        });
        stays.sort_unstable();
        for same in stays.chunk_by(|a, b| a.0 == b.0) {
            let time = same.iter().fold(Nanos::ZERO, |sum, stay| sum.plus(stay.1));
            emit(trace, same[0].0, time);
        }
        stays.clear();
    }
}

/// The node that the own time of a span is spent in.
pub(super) fn responsible(store: &SpanStore, span: SpanId) -> ServiceId {
    let flags = store.flags(span);
    let silent = flags.is_call() && !flags.has(Flags::PEER_SEEN);
    store.peer(span).filter(|_| silent).unwrap_or_else(|| store.service(span))
}

/// Columns by row below the entry span, kept from trace to trace.
#[derive(Default)]
pub(super) struct Walk {
    /// Times within those of the parent, from the entry span on downwards.
    start: Vec<Nanos>,
    end: Vec<Nanos>,
    parent: Vec<u32>,
    /// Rows that are waited for, last end first; of equals the first row first.
    by_end: Vec<(std::cmp::Reverse<Nanos>, u32)>,
    /// Children as threaded lists in that order.
    first_child: Vec<u32>,
    next_sibling: Vec<u32>,
}

const NONE: u32 = u32::MAX;

impl Walk {
    /// Calls `emit` with each section, last first.
    pub fn run(
        &mut self,
        store: &SpanStore,
        trace: TraceId,
        shifts: &[Nanos],
        entry: SpanId,
        mut emit: impl FnMut(Section),
    ) {
        if entry.is_none() {
            return;
        }
        self.clip(store, trace, shifts, entry);
        self.thread();
        let mut row = 0;
        let mut until = self.end[0];
        loop {
            let child = self.take_child(row, until);
            let from = if child == NONE { self.start[row] } else { self.end[child as usize] };
            if from < until {
                emit(Section { span: SpanId(entry.0 + row as u32), start: from, end: until });
                until = from;
            }
            let next = if child == NONE { self.parent[row] } else { child };
            if next == NONE {
                return;
            }
            row = next as usize;
        }
    }

    /// Cuts children to their parents' times; those that nobody waits for, or that lie wholly outside,
    /// are left out with all below them. Parents stand before children, so one pass is enough.
    fn clip(&mut self, store: &SpanStore, trace: TraceId, shifts: &[Nanos], entry: SpanId) {
        self.start.clear();
        self.end.clear();
        self.parent.clear();
        self.by_end.clear();
        let trace = store.trace(trace);
        for span in trace.spans().skip(trace.row(entry)) {
            let row = self.start.len();
            let by = shifts.get(trace.row(span)).copied().unwrap_or_default();
            let (mut start, mut end) = (store.start(span).plus(by), store.end(span).plus(by));
            let mut parent = NONE;
            if row > 0 {
                let Some(above) = store.parent(span) else { return };
                parent = above.0 - entry.0;
                start = start.max(self.start[parent as usize]);
                end = end.min(self.end[parent as usize]);
                if start <= end && is_awaited(store, above, span) {
                    self.by_end.push((std::cmp::Reverse(end), row as u32));
                } else {
                    // Nothing lies within this, so whatever is below is left out too.
                    (start, end) = (Nanos::MAX, Nanos::MIN);
                }
            }
            self.start.push(start);
            self.end.push(end);
            self.parent.push(parent);
        }
    }

    fn thread(&mut self) {
        self.by_end.sort_unstable();
        self.first_child.clear();
        self.first_child.resize(self.start.len(), NONE);
        self.next_sibling.clear();
        self.next_sibling.resize(self.start.len(), NONE);
        for &(_, row) in self.by_end.iter().rev() {
            let first = &mut self.first_child[self.parent[row as usize] as usize];
            self.next_sibling[row as usize] = std::mem::replace(first, row);
        }
    }

    /// The next child that ended by then. Time only runs backwards, so those passed over are done with.
    fn take_child(&mut self, row: usize, until: Nanos) -> u32 {
        let mut child = self.first_child[row];
        while child != NONE && self.end[child as usize] > until {
            child = self.next_sibling[child as usize];
        }
        self.first_child[row] =
            if child == NONE { NONE } else { self.next_sibling[child as usize] };
        child
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::testing;

    /// Spans as lines `name start end`; sections as `name start..end`, last first.
    fn check(tree: &str, expect: &str) {
        let store = testing::store(tree);
        let line = |s: &Section| format!("{}{}..{}", store.name(s.span), s.start.0, s.end.0);
        let path = critical_path(&store, TraceId(0), &[]);
        let lines: Vec<_> = path.iter().rev().map(line).collect();
        assert_eq!(lines.join(" "), expect);
    }

    #[test]
    fn one_child_after_the_other() {
        check("A 0 100\n B 10 40\n C 50 90", "A90..100 C50..90 A40..50 B10..40 A0..10");
    }

    #[test]
    fn a_child_may_end_in_the_moment_the_next_begins() {
        check("A 0 100\n B 10 50\n C 50 90", "A90..100 C50..90 B10..50 A0..10");
    }

    #[test]
    fn of_parallel_children_the_last_to_end_counts() {
        check("A 0 100\n B 10 60\n C 50 90", "A90..100 C50..90 A0..50");
        check("A 0 100\n B 10 60\n C 12 80\n D 82 95", "A95..100 D82..95 A80..82 C12..80 A0..12");
    }

    #[test]
    fn children_are_cut_to_their_parent() {
        check("A 0 100\n B 60 140\n C -20 30\n D 120 130", "B60..100 A30..60 C0..30");
        check("A 0 100\n B 120 130\n  C 10 40", "A0..100");
    }

    #[test]
    fn within_a_child_the_walk_goes_on() {
        check(
            "A 0 100\n B 10 90\n  C 20 40\n  D 50 80",
            "A90..100 B80..90 D50..80 B40..50 C20..40 B10..20 A0..10",
        );
    }

    #[test]
    fn moments_without_length_hold_nothing_up() {
        check("A 0 10\n B 10 10\n C 5 5\n D 4 10\n  E 4 4\n F 0 0", "D4..10 A0..4");
        check("A 5 5\n B 5 5", "");
    }

    #[test]
    fn messages_are_not_waited_for() {
        check("A 0 100\n B 10 30 producer\n  C 20 90 consumer", "A30..100 B10..30 A0..10");
        check("A 0 100\n B 10 30 producer\n  C 20 25 entry", "A30..100 B10..30 A0..10");
    }

    #[test]
    fn the_real_span_counts_not_the_inferred_beside_it() {
        check(
            "A 0 100 entry\n B 10 90 call=b\n  b 10 90 entry inferred\n  b 20 80 entry",
            "A90..100 B80..90 b20..80 B10..20 A0..10",
        );
    }

    #[test]
    fn only_what_is_below_the_entry_counts() {
        check("A 0 10 entry\n B 2 4\nC 0 90\n D 5 9", "A4..10 B2..4 A0..2");
    }

    #[test]
    fn the_time_of_a_silent_callee_is_its_own() {
        let store = testing::store(
            "web 0 100 entry\n q 10 60 call=db\n c 60 90 call=cart\n  cart 70 80 entry",
        );
        let index = Index::new(&store);
        let times = critical_time_by_service(&store, &index, &testing::all(&store));
        let mut named: Vec<_> = store
            .services
            .iter()
            .map(|(id, _)| (store.service_name(id), times[id.index()].0))
            .collect();
        named.sort_unstable();
        assert_eq!(named, [("", 0), ("cart", 0), ("cart", 10), ("db", 50), ("web", 40)]);
    }
}
