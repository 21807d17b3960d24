//! Bars of a latency histogram on a logarithmic axis, with round edges.

use crate::model::Nanos;

use super::{Sketch, SketchBucket};

/// Requests that took from `low` up to but not including `high`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bar {
    pub low: Nanos,
    pub high: Nanos,
    pub count: u64,
}

/// Edges of bars within a decade, in hundredths: preferred numbers (Renard's R20), which divide it
/// into steps of 12 % and are what people write. A table, since powers are inexact and differ
/// between targets. Every second one makes the ten-step series.
const EDGES: [i64; 20] = [
    100, 112, 125, 140, 160, 180, 200, 224, 250, 280, 315, 355, 400, 450, 500, 560, 630, 710, 800,
    900,
];

/// The first edge; no clock that writes traces is finer.
const FIRST: Nanos = Nanos(EDGES[0]);

/// Neighbouring bars from the shortest to the longest time, empty ones included: 20 to a decade where
/// that makes at most 40, otherwise 10. What took less than a thousandth of the median (and zero has
/// no logarithm) is one first bar from zero. A time stands at most 0.8 % beside its bar.
pub fn histogram(latency: &Sketch) -> Vec<Bar> {
    let (Some(min), Some(median), Some(max)) =
        (latency.min(), latency.quantile(0.5), latency.max())
    else {
        return Vec::new();
    };
    let floor = min.max(Nanos(median.0 / 1000)).max(FIRST);
    let mut edges = edges(floor, max.max(floor), 1);
    if edges.len() > 41 {
        edges = self::edges(floor, max.max(floor), 2);
    }
    if edges.first().is_some_and(|&first| min < first) {
        edges.insert(0, Nanos::ZERO);
    }
    let bar = |pair: &[Nanos]| Bar { low: pair[0], high: pair[1], count: 0 };
    let mut bars: Vec<Bar> = edges.windows(2).map(bar).collect();
    let last = bars.len().saturating_sub(1);
    for SketchBucket { low, high, count } in latency.buckets() {
        // The least and greatest value are known exactly; their buckets reach beyond them.
        let middle = Nanos(low.0 + (high.0 - low.0) / 2).clamp(min, max);
        let at = bars.partition_point(|bar| bar.high <= middle).min(last);
        bars.get_mut(at).into_iter().for_each(|bar| bar.count += count);
    }
    bars
}

/// Every `step`th edge from the one at or below `low` to the first above `high`: at least two.
fn edges(low: Nanos, high: Nanos, step: usize) -> Vec<Nanos> {
    // Up to 9e18 ns, 285 years; what is longer ends with time itself.
    let factors = (0..=16).map(|exponent| 10i64.pow(exponent));
    let scaled = |factor| EDGES.iter().step_by(step).map(move |&edge| Nanos(edge * factor));
    let mut all: Vec<Nanos> = factors.flat_map(scaled).chain([Nanos::MAX]).collect();
    let first = all.partition_point(|&edge| edge <= low).saturating_sub(1).min(all.len() - 2);
    let after = all.partition_point(|&edge| edge <= high).clamp(first + 1, all.len() - 1);
    all.drain(first..=after).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Times in milliseconds; bars that hold something as `low..high count`.
    fn check(times: &[f64], expect: &str) {
        let mut sketch = Sketch::default();
        times.iter().for_each(|&ms| sketch.record(Nanos::from_millis(ms)));
        let bars = histogram(&sketch);
        assert!(bars.windows(2).all(|pair| pair[0].high == pair[1].low));
        let filled = bars.iter().filter(|b| b.count > 0);
        let text: Vec<_> = filled
            .map(|b| format!("{}..{} {}", b.low.millis(), b.high.millis(), b.count))
            .collect();
        assert_eq!(text.join(", "), expect);
    }

    #[test]
    fn twenty_bars_to_a_decade_where_they_fit() {
        check(&[1.05, 1.2, 1.21, 11.5], "1..1.12 1, 1.12..1.25 2, 11.2..12.5 1");
    }

    #[test]
    fn ten_bars_to_a_decade_over_a_wide_range() {
        check(&[1.05, 1.2, 9000.0], "1..1.25 2, 8000..10000 1");
    }

    #[test]
    fn what_is_as_good_as_nothing_shares_a_bar() {
        check(&[0.0, 0.01, 100.5, 100.6, 100.7], "0..0.1 2, 100..125 3");
    }

    #[test]
    fn extremes_have_their_bars() {
        check(&[], "");
        check(&[0.0], "0..0.0001 1");
        check(&[9.3e15], "9000000000000..9223372036854.775 1");
    }
}
