//! Response times in little space: percentiles within 0.8 %, mergeable, the same on every target.
//!
//! Buckets are taken from the bits of the number, never from a logarithm (whose last bit differs
//! between targets): each power of two is cut into 64 equal parts, so a bucket `[low, high)` is at
//! most `low / 64` wide and its middle at most `low / 128` away from what it holds. Below 128 ns every
//! nanosecond has a bucket of its own. While there are few values they are simply kept, and exact.

use crate::model::Nanos;

/// A multiset of lengths of time. Merging two is the same as recording all in one.
#[derive(Clone, Debug, Default)]
pub struct Sketch {
    count: u64,
    /// Nanoseconds; 2^64 values of 2^63 fit.
    sum: u128,
    /// Of nothing: zero.
    min: Nanos,
    max: Nanos,
    values: Values,
}

/// Lengths from `low` up to but not including `high`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SketchBucket {
    pub low: Nanos,
    pub high: Nanos,
    pub count: u64,
}

#[derive(Clone, Debug)]
enum Values {
    /// Sorted. A map of a hundred thousand rarely called nodes stays small this way.
    Few(Vec<u64>),
    /// `counts[i]` belongs to bucket `first + i`.
    Many { first: usize, counts: Vec<u64> },
}

/// Values kept as they are: as many bytes as a small run of buckets.
const FEW: u64 = Sketch::EXACT;

/// log2 of the parts of a power of two. The error of a quantile is at most `1 / 2^(PART_BITS + 1)`.
const PART_BITS: u32 = 6;

impl Default for Values {
    fn default() -> Self {
        Self::Few(Vec::new())
    }
}

impl Sketch {
    /// The largest relative error of [`Self::quantile`].
    pub const ERROR: f64 = 1.0 / (2u64 << PART_BITS) as f64;

    /// Of so many values quantiles are exact.
    pub const EXACT: u64 = 64;

    /// Negative lengths count as zero.
    pub fn record(&mut self, length: Nanos) {
        // Not by way of `record_many`: multiplying 128 bits is slow in WebAssembly.
        let length = length.max(Nanos::ZERO);
        self.tally(length, 1, u128::from(length.0 as u64));
    }

    pub fn record_many(&mut self, length: Nanos, count: u64) {
        if count > 0 {
            let length = length.max(Nanos::ZERO);
            self.tally(length, count, u128::from(length.0 as u64) * u128::from(count));
        }
    }

    pub fn merge(&mut self, other: &Sketch) {
        if other.count == 0 {
            return;
        }
        self.widen(other.min, other.max);
        self.count = self.count.saturating_add(other.count);
        self.sum = self.sum.saturating_add(other.sum);
        match &other.values {
            Values::Few(list) => list.iter().for_each(|&value| self.put(value, 1)),
            Values::Many { first, counts } => {
                for (at, &count) in counts.iter().enumerate().filter(|c| *c.1 > 0) {
                    self.put(low_of(first + at), count);
                }
            }
        }
    }

    /// Replaces the sum, for files that give it beside a coarse histogram.
    pub fn set_total(&mut self, total: Nanos) {
        self.sum = total.0.max(0) as u128;
    }

    /// The value of nearest rank `⌈q·n⌉`, `q` from 0 to 1: exact while there are few values or at
    /// either end, else within [`Self::ERROR`]. `None` of nothing.
    pub fn quantile(&self, q: f64) -> Option<Nanos> {
        if self.count == 0 {
            return None;
        }
        // 0.07 * 100 is a little more than 7 in binary; it means the seventh all the same.
        let rank = ((q * self.count as f64 - 1e-9).ceil() as u64).clamp(1, self.count);
        if rank == self.count {
            return Some(self.max);
        }
        match &self.values {
            Values::Few(list) => list.get(rank as usize - 1).map(|&v| Nanos(v as i64)),
            Values::Many { first, counts } => {
                let mut below = 0u64;
                let at = counts.iter().position(|&count| {
                    below = below.saturating_add(count);
                    below >= rank
                });
                let bucket = first + at.unwrap_or(counts.len().saturating_sub(1));
                let middle = low_of(bucket) + (high_of(bucket) - low_of(bucket)) / 2;
                Some(Nanos(middle as i64).clamp(self.min, self.max))
            }
        }
    }

    pub fn count(&self) -> u64 {
        self.count
    }

    /// Sum over count, to the nanosecond below.
    pub fn mean(&self) -> Option<Nanos> {
        let mean = self.sum.checked_div(u128::from(self.count))?;
        Some(Nanos(i64::try_from(mean).unwrap_or(i64::MAX)))
    }

    pub fn min(&self) -> Option<Nanos> {
        (self.count > 0).then_some(self.min)
    }

    pub fn max(&self) -> Option<Nanos> {
        (self.count > 0).then_some(self.max)
    }

    /// Buckets that hold something, shortest lengths first.
    pub fn buckets(&self) -> impl Iterator<Item = SketchBucket> + use<> {
        let mut filled: Vec<(usize, u64)> = Vec::new();
        match &self.values {
            Values::Few(list) => {
                for &value in list {
                    match filled.last_mut().filter(|last| last.0 == bucket_of(value)) {
                        Some(last) => last.1 += 1,
                        None => filled.push((bucket_of(value), 1)),
                    }
                }
            }
            Values::Many { first, counts } => {
                let all = counts.iter().enumerate().map(|(at, &count)| (first + at, count));
                filled.extend(all.filter(|bucket| bucket.1 > 0));
            }
        }
        filled.into_iter().map(|(at, count)| {
            let (low, high) = (Nanos(low_of(at) as i64), high_of(at).min(i64::MAX as u64));
            SketchBucket { low, high: Nanos(high as i64), count }
        })
    }

    fn tally(&mut self, length: Nanos, count: u64, sum: u128) {
        self.widen(length, length);
        self.count = self.count.saturating_add(count);
        self.sum = self.sum.saturating_add(sum);
        self.put(length.0 as u64, count);
    }

    /// Before the count changes: of nothing, min and max mean nothing.
    fn widen(&mut self, min: Nanos, max: Nanos) {
        let empty = self.count == 0;
        self.min = if empty { min } else { self.min.min(min) };
        self.max = if empty { max } else { self.max.max(max) };
    }

    /// Stores a value; `self.count` already includes it.
    fn put(&mut self, value: u64, count: u64) {
        if let Values::Few(list) = &mut self.values {
            if self.count <= FEW {
                let at = list.partition_point(|&v| v <= value);
                list.splice(at..at, (0..count).map(|_| value));
                return;
            }
            let list = std::mem::take(list);
            self.values = Values::Many { first: 0, counts: Vec::new() };
            list.into_iter().for_each(|value| self.add(bucket_of(value), 1));
        }
        self.add(bucket_of(value), count);
    }

    fn add(&mut self, bucket: usize, count: u64) {
        let Values::Many { first, counts } = &mut self.values else { return };
        if counts.is_empty() {
            *first = bucket;
        }
        // Room is made in the direction of growth, as much again: each count moves a few times at most.
        if bucket < *first {
            let start = bucket.saturating_sub(counts.len());
            counts.splice(0..0, (start..*first).map(|_| 0));
            *first = start;
        } else if bucket - *first >= counts.len() {
            counts.resize((bucket - *first + 1).max(counts.len() * 2).min(BUCKETS - *first), 0);
        }
        let slot = &mut counts[bucket - *first];
        *slot = slot.saturating_add(count);
    }
}

const PARTS: usize = 1 << PART_BITS;

/// Buckets of all lengths that [`Nanos`] can hold.
const BUCKETS: usize = (i64::BITS as usize - PART_BITS as usize) * PARTS;

fn bucket_of(value: u64) -> usize {
    let bits = u64::BITS - value.leading_zeros();
    let shift = bits.saturating_sub(PART_BITS + 1);
    shift as usize * PARTS + (value >> shift) as usize
}

fn low_of(bucket: usize) -> u64 {
    let shift = (bucket / PARTS).saturating_sub(1);
    ((bucket - shift * PARTS) as u64) << shift
}

/// The bucket's end, itself outside.
fn high_of(bucket: usize) -> u64 {
    low_of(bucket + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sketch(values: impl IntoIterator<Item = i64>) -> Sketch {
        let mut sketch = Sketch::default();
        values.into_iter().for_each(|v| sketch.record(Nanos(v)));
        sketch
    }

    #[test]
    fn buckets_tile_all_lengths() {
        for bucket in 0..BUCKETS {
            let (low, high) = (low_of(bucket), high_of(bucket));
            assert_eq!((bucket_of(low), bucket_of(high - 1)), (bucket, bucket));
            assert!(high - low == 1 || (high - low) * 64 <= low, "{bucket}");
        }
        assert_eq!(bucket_of(i64::MAX as u64), BUCKETS - 1);
    }

    #[test]
    fn few_values_are_exact() {
        let s = sketch((1..=20).map(|v| v * 1_000_003));
        let at = |q| s.quantile(q).map(|v| v.0 / 1_000_003);
        assert_eq!(
            [at(0.0), at(0.05), at(0.5), at(0.95), at(1.0)].map(Option::unwrap),
            [1, 1, 10, 19, 20]
        );
        assert_eq!(s.mean(), Some(Nanos(10_500_031)));
    }

    #[test]
    fn of_nothing_there_is_nothing() {
        let mut s = Sketch::default();
        s.record_many(Nanos(5), 0);
        s.merge(&Sketch::default());
        assert_eq!((s.quantile(0.5), s.mean(), s.min(), s.max()), (None, None, None, None));
        assert_eq!(s.buckets().count(), 0);
    }

    #[test]
    fn the_error_is_bounded_from_a_microsecond_to_a_day() {
        let mut value = 1_000.0f64;
        while value < 86_400e9 {
            // Three groups, so that the middle one is neither the least nor the greatest value.
            let mut s = Sketch::default();
            s.record_many(Nanos(1), 100);
            s.record_many(Nanos(value as i64), 100);
            s.record_many(Nanos::MAX, 100);
            let found = s.quantile(0.5).unwrap().0 as f64;
            assert!((found / value.trunc() - 1.0).abs() <= Sketch::ERROR, "{value} {found}");
            value *= 1.000_7;
        }
        const { assert!(Sketch::ERROR <= 0.01) };
    }

    #[test]
    fn extreme_lengths_and_counts_are_survived() {
        let mut s = sketch([i64::MIN, -1, 0, i64::MAX]);
        s.record_many(Nanos::MAX, u64::MAX);
        s.record_many(Nanos(7), u64::MAX);
        assert_eq!((s.min(), s.max()), (Some(Nanos::ZERO), Some(Nanos::MAX)));
        assert_eq!(s.count(), u64::MAX);
        assert!(s.quantile(f64::NAN).is_some() && s.mean().is_some());
    }

    #[test]
    fn falling_and_rising_values_are_counted_alike() {
        let up = sketch((0..5000).map(|v| v * v * 1000));
        let down = sketch((0..5000).rev().map(|v| v * v * 1000));
        assert!(up.buckets().eq(down.buckets()));
        assert_eq!(up.buckets().map(|b| b.count).sum::<u64>(), 5000);
    }
}
