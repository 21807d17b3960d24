//! Trace ids of 64 bits beside the same ids in 128: while a shop moves from one to the other, some services
//! cut the ids of others to the low half, or send on what was cut. Both are one trace.
//! <https://github.com/openzipkin/b3-propagation#traceid>

use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

use super::{Record, StoreBuilder, TraceId, TraceKey};

/// Traces that were joined with one of a longer id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Widened {
    pub traces: u32,
    /// Of a span in one of them.
    pub record: Option<Record>,
}

impl TraceKey {
    fn is_narrow(self) -> bool {
        self.0 >> 64 == 0
    }

    /// Both are ids of one trace: the same, or one is the low half of the other.
    pub fn is_same(self, other: Self) -> bool {
        let narrow = self.is_narrow() || other.is_narrow();
        self == other || narrow && self.0 as u64 == other.0 as u64
    }

    /// So that ids with the same low half stand together, the shortest first.
    pub(super) fn by_low_half(self) -> u128 {
        self.0.rotate_left(64)
    }
}

impl StoreBuilder {
    /// Gives rows of a trace with a short id to the trace of the long one; of several the one with the lowest.
    pub(super) fn widen(&mut self) -> Widened {
        let wider = self.wider();
        let mut widened = Widened::default();
        if wider.is_empty() {
            return widened;
        }
        for (trace, &record) in self.rows.trace.iter_mut().zip(&self.rows.record) {
            if let Some(&wide) = wider.get(trace) {
                *trace = wide;
                let place = || self.records.get(record.index()).map(|packed| packed.record());
                widened.record = widened.record.or_else(place);
            }
        }
        for (narrow, &wide) in &wider {
            if let Some(&told) = self.sampled.get(narrow) {
                self.sampled(wide, told);
            }
        }
        widened.traces = wider.len() as u32;
        widened
    }

    /// By trace with a short id: that of the long one. Ids that no row has were taken back, and count for nothing.
    fn wider(&self) -> HashMap<TraceId, TraceId, FxBuildHasher> {
        let mut wide: HashMap<u64, TraceId, FxBuildHasher> = HashMap::default();
        let mut has_rows = vec![false; self.traces.len()];
        let narrow: Vec<usize> = (0..self.traces.len())
            .filter(|&at| self.traces[at].key.is_narrow() && self.traces[at].key != TraceKey(0))
            .collect();
        if narrow.is_empty() {
            return HashMap::default();
        }
        self.rows.trace.iter().for_each(|trace| has_rows[trace.index()] = true);
        for at in (0..self.traces.len()).filter(|&at| has_rows[at]) {
            let key = self.traces[at].key;
            if !key.is_narrow() {
                let known = wide.entry(key.0 as u64).or_insert(TraceId::at(at));
                if key < self.traces[known.index()].key {
                    *known = TraceId::at(at);
                }
            }
        }
        let long = |at: usize| wide.get(&(self.traces[at].key.0 as u64)).copied();
        let narrow = narrow.into_iter().filter(|&at| has_rows[at]);
        narrow.filter_map(|at| Some((TraceId::at(at), long(at)?))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Flags, Nanos, RecordId, ServiceId, SpanRow, SpanStore, StrId};
    use super::*;

    /// Traces' ids with their spans' ids, of rows in any order.
    fn check(rows: &[(&str, u64)], expect: &[(&str, &[u64])], widened: u32) {
        let mut builder = StoreBuilder::default();
        for &(text, id) in rows {
            let trace = builder.trace_of(TraceKey::of_digits(text).unwrap(), text);
            builder.push(SpanRow {
                trace,
                id,
                parent: 0,
                start: Some(Nanos(id as i64)),
                end: Some(Nanos(9)),
                service: ServiceId::NONE,
                peer: ServiceId::NONE,
                name: StrId::EMPTY,
                flags: Flags::default(),
                record: RecordId::NONE,
            });
        }
        let store = builder.freeze();
        assert_eq!(store.widened().traces, widened);
        let found: Vec<(&str, Vec<u64>)> = store.trace_ids().map(|t| told(&store, t)).collect();
        let expect: Vec<(&str, Vec<u64>)> = expect.iter().map(|(t, s)| (*t, s.to_vec())).collect();
        assert_eq!(found, expect);
        for &(text, _) in rows {
            assert!(store.find_trace(text).is_some(), "{text} is found");
        }
    }

    fn told(store: &SpanStore, trace: TraceId) -> (&str, Vec<u64>) {
        let ids = store.trace(trace).spans().map(|span| store.id(span)).collect();
        (store.trace_text(trace), ids)
    }

    const LONG: &str = "0af7651916cd43dd8448eb211c80319c";
    const SHORT: &str = "8448eb211c80319c";
    const OTHER: &str = "0bf7651916cd43dd8448eb211c80319c";

    #[test]
    fn a_short_id_joins_the_long_one() {
        check(&[(SHORT, 1), (LONG, 2)], &[(LONG, &[1, 2])], 1);
        check(&[(LONG, 2), (SHORT, 1)], &[(LONG, &[1, 2])], 1);
    }

    #[test]
    fn two_long_ids_stay_apart() {
        check(&[(LONG, 1), (OTHER, 2)], &[(LONG, &[1]), (OTHER, &[2])], 0);
        check(&[(OTHER, 2), (LONG, 1), (SHORT, 3)], &[(LONG, &[1, 3]), (OTHER, &[2])], 1);
    }

    #[test]
    fn a_short_id_alone_is_a_trace() {
        check(&[(SHORT, 1)], &[(SHORT, &[1])], 0);
    }
}
