//! Two distributions of numbers, to be drawn over each other.

use serde::{Deserialize, Serialize};

use crate::model::sort_by;

/// Equally wide bars; numbers beyond the first and last edge are in the end bars.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NumberSpread {
    pub low: f64,
    pub high: f64,
    /// Numbers in each bar, of each group.
    pub selected: Vec<u32>,
    pub rest: Vec<u32>,
    pub selected_median: f64,
    pub rest_median: f64,
}

pub const BARS: usize = 16;

/// Sorts numbers; all are finite.
pub fn sorted(mut numbers: Vec<(f64, bool)>) -> Vec<(f64, bool)> {
    sort_by(&mut numbers, |a, b| a.0.total_cmp(&b.0));
    numbers
}

/// The distributions of sorted numbers. The outermost hundredths on either side make the bars no wider.
pub fn spread(sorted: &[(f64, bool)]) -> NumberSpread {
    let at =
        |share: usize| sorted.get((sorted.len() * share / 100).min(sorted.len().saturating_sub(1)));
    let [low, high] = [at(1), at(99)].map(|number| number.map_or(0.0, |n| n.0));
    let mut bars = [vec![0; BARS], vec![0; BARS]];
    for &(number, selected) in sorted {
        let place = (number - low) / (high - low) * BARS as f64;
        // Saturates: below the first edge, above the last, and where all are the same.
        let place = if place.is_finite() { (place as usize).min(BARS - 1) } else { 0 };
        bars[usize::from(!selected)][place] += 1;
    }
    let median = |side: bool| {
        let own = || sorted.iter().filter(|n| n.1 == side);
        own().nth(own().count().saturating_sub(1) / 2).map_or(0.0, |n| n.0)
    };
    let [selected, rest] = bars;
    let (selected_median, rest_median) = (median(true), median(false));
    NumberSpread { low, high, selected, rest, selected_median, rest_median }
}
