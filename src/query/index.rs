//! Facts about each trace that filters, lists and graphs all ask for, found once after loading.

use fixedbitset::FixedBitSet;

use crate::model::{Flags, Nanos, SpanId, SpanStore, Status, TraceId};

use super::NodeIds;

/// Columns by `TraceId`.
#[derive(Clone, Default)]
pub struct Index {
    entries: Vec<SpanId>,
    /// Some segment is in progress, the back end cut the trace, a parent is missing,
    /// or a callee said to be traced did not report.
    pub partial: FixedBitSet,
    /// Some span is inferred, or a call went to a node that sent nothing.
    pub inferred: FixedBitSet,
    /// Some span was throttled.
    pub throttled: FixedBitSet,
    /// Public ids of the map's nodes.
    pub node_ids: NodeIds,
}

impl Index {
    pub fn new(store: &SpanStore) -> Self {
        let count = store.traces().len();
        let mut index = Self {
            entries: Vec::with_capacity(count),
            partial: FixedBitSet::with_capacity(count),
            inferred: FixedBitSet::with_capacity(count),
            throttled: FixedBitSet::with_capacity(count),
            node_ids: NodeIds::new(store),
        };
        for (at, trace) in store.traces().iter().enumerate() {
            index.entries.push(entry(store, trace.spans()));
            let mut seen = Flags::default();
            let mut silent_node = false;
            for span in trace.spans() {
                let flags = store.flags(span);
                seen.0 |= flags.0;
                let silent = flags.has(Flags::TRACED) && !flags.has(Flags::PEER_SEEN);
                index.partial.set(at, index.partial[at] || silent);
                silent_node |=
                    flags.is_call() && store.peer(span).is_some() && !flags.has(Flags::PEER_SEEN);
                let throttled = flags.status() == Status::Throttle;
                index.throttled.set(at, index.throttled[at] || throttled);
            }
            let holes = seen.0 & (Flags::IN_PROGRESS.0 | Flags::ORPHAN.0) != 0;
            index.partial.set(at, index.partial[at] || holes || trace.limit_exceeded);
            index.inferred.set(at, silent_node || seen.has(Flags::INFERRED));
            index.throttled.set(at, index.throttled[at] || seen.has(Flags::THROTTLE_SEEN));
        }
        index
    }

    /// The span that took the request: its outcome is the trace's outcome.
    pub fn entry(&self, trace: TraceId) -> SpanId {
        self.entries.get(trace.index()).copied().unwrap_or(SpanId::NONE)
    }

    /// How the request ended.
    pub fn status(&self, store: &SpanStore, trace: TraceId) -> Status {
        store.status(self.entry(trace))
    }

    /// Time until the user had the answer.
    pub fn response_time(&self, store: &SpanStore, trace: TraceId) -> Nanos {
        store.duration(self.entry(trace))
    }
}

/// The first service's view without a parent; failing that the first orphan's, failing that the first
/// span. Spans stand in waterfall order, so the first is the earliest.
pub(super) fn entry(store: &SpanStore, spans: impl Iterator<Item = SpanId> + Clone) -> SpanId {
    let mut roots = spans.filter(|&s| store.parent(s).is_none());
    let is_entry = |s: &SpanId| store.flags(*s).has(Flags::ENTRY);
    let whole = |s: &SpanId| is_entry(s) && !store.flags(*s).has(Flags::ORPHAN);
    let found = roots.clone().find(whole).or_else(|| roots.clone().find(is_entry));
    found.or_else(|| roots.next()).unwrap_or(SpanId::NONE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::drawing;

    #[test]
    fn the_entry_tells_the_outcome() {
        let store = drawing::store(
            "
            web      |----E------|
              . work   |---F|

            api      |----~
              > db     |-T-|
            ",
        );
        let index = Index::new(&store);
        let line = |t: TraceId| {
            let name = store.name(index.entry(t));
            let (partial, throttled) = (index.partial[t.index()], index.throttled[t.index()]);
            format!("{name} {:?} {partial} {throttled}", index.status(&store, t))
        };
        let lines: Vec<_> = store.trace_ids().map(line).collect();
        assert_eq!(lines, ["web Error false false", "api Ok true true"]);
    }
}
