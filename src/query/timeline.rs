//! Traces over time: the strip above the map.

use std::ops::RangeInclusive;

use fixedbitset::FixedBitSet;

use crate::model::{Nanos, SpanStore};

use super::selection::selected_traces;
use super::{Counts, Index};

/// Traces that began from `start` up to but not including `end`, by outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bucket {
    pub start: Nanos,
    pub end: Nanos,
    pub ok: u64,
    pub errors: u64,
    pub throttles: u64,
    pub faults: u64,
}

/// `buckets` equal parts of a range, the last moment included in the last part; traces that began
/// outside are not counted. A trace begins with its entry span.
pub fn timeline(
    store: &SpanStore,
    index: &Index,
    selected: &FixedBitSet,
    range: RangeInclusive<Nanos>,
    buckets: usize,
) -> Vec<Bucket> {
    let mut counts = vec![Counts::default(); buckets];
    let (from, to) = (i128::from(range.start().0), i128::from(range.end().0));
    let (length, parts) = ((to - from).max(1), buckets as i128);
    for trace in selected_traces(store, selected) {
        let entry = index.entry(trace);
        let since = i128::from(store.start(entry).0) - from;
        if since >= 0 && since <= to - from {
            let at = (since * parts / length).min(parts - 1);
            counts.get_mut(at as usize).into_iter().for_each(|c| c.record(store.status(entry)));
        }
    }
    // The first moment that falls into a part: the division above rounds down.
    let edge = |at: usize| Nanos((from + (length * at as i128 + parts - 1) / parts) as i64);
    let bucket = |(at, &Counts { ok, errors, throttles, faults }): (usize, &Counts)| Bucket {
        start: edge(at),
        end: edge(at + 1),
        ok,
        errors,
        throttles,
        faults,
    };
    counts.iter().enumerate().map(bucket).collect()
}
