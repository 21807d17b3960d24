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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::testing;

    fn check(starts: &[i64], range: RangeInclusive<i64>, parts: usize, expect: &str) {
        let traces: Vec<_> =
            starts.iter().map(|s| format!("a {s} {s} entry fault\n--\n")).collect();
        let store = testing::store(&traces.concat());
        let range = Nanos(*range.start())..=Nanos(*range.end());
        let bars = timeline(&store, &Index::new(&store), &testing::all(&store), range, parts);
        let line: Vec<_> =
            bars.iter().map(|b| format!("{}..{} {}", b.start.0, b.end.0, b.faults)).collect();
        assert_eq!(line.join(", "), expect);
        for bar in bars {
            let within = |s: &&i64| (bar.start.0..bar.end.0).contains(s);
            let last = starts.iter().filter(|&&s| s == bar.end.0).count() as u64;
            let count = starts.iter().filter(within).count() as u64;
            assert!(bar.faults == count || bar.faults == count + last, "{bar:?}");
        }
    }

    #[test]
    fn each_trace_falls_into_one_part() {
        check(&[0, 3, 4, 5, 9, 10, 11, -1], 0..=10, 3, "0..4 2, 4..7 2, 7..10 2");
    }

    #[test]
    fn odd_ranges_are_survived() {
        check(&[5, 5], 5..=5, 2, "5..6 2, 6..6 0");
        check(&[5], RangeInclusive::new(9, 1), 1, "9..10 0");
        check(&[5], 0..=10, 0, "");
        let all = i64::MIN..=i64::MAX;
        check(&[5], all, 1, "-9223372036854775808..9223372036854775807 1");
    }
}
