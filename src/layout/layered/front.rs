//! The cheapest way of a new line through the gaps between columns.
//!
//! A line enters a column between two vertices; place `p` is above the vertex that is `p`th from
//! the top. Going from place `p` to place `q` crosses every piece that starts above `p` and
//! ends below `q`, or the other way round. These numbers form a Monge array: the best start
//! never moves up while the end moves down, so all ends are served by divide and conquer.

use super::gap::{Gap, Rows};

/// Crossings of the cheapest line to each place of a column. Known, and below the bound, only
/// within `low..high`; `u32::MAX` elsewhere.
#[derive(Clone, Debug, Default)]
pub(super) struct Front {
    pub cost: Vec<u32>,
    pub low: usize,
    pub high: usize,
}

/// Rooms that searches work in, kept from one to the next, and the work done in them.
#[derive(Debug, Default)]
pub(super) struct Search {
    pub front: Front,
    next: Front,
    /// The place each way came from, column by column.
    trails: Vec<Vec<u32>>,
    parts: Vec<Part>,
    /// Pieces looked at.
    pub steps: usize,
}

impl Search {
    /// Starts at a vertex of the near column; the front is at the far one.
    pub fn start(&mut self, near: &Rows, far: &Rows, vertex: u32, bound: u32) {
        self.steps += near.pieces();
        self.front.start(near, far, vertex, bound);
    }

    /// Moves the front on by a column; `column` counts from the start.
    pub fn step(&mut self, near: &Rows, far: &Rows, bound: u32, column: usize) {
        if self.trails.len() <= column {
            self.trails.resize_with(column + 1, Vec::new);
        }
        let trail = &mut self.trails[column];
        self.steps += near.pieces()
            + self.front.advance(near, far, bound, &mut self.next, trail, &mut self.parts);
        std::mem::swap(&mut self.front, &mut self.next);
    }

    /// The cheapest way from a vertex of the first column to one of the last: its crossings,
    /// and its places in the columns between. None if it is not below the bound.
    pub fn way(&mut self, gaps: &[Gap], from: u32, to: u32, bound: u32) -> Option<(u32, Vec<u32>)> {
        let [first, middle @ .., last] = gaps else { return self.short_way(gaps, from, to, bound) };
        self.start(&first.left, &first.right, from, bound);
        for (column, gap) in middle.iter().enumerate() {
            self.step(&gap.left, &gap.right, bound, column);
        }
        self.steps += last.left.pieces();
        let (cost, mut place) = self.front.finish(&last.left, &last.right, to);
        if cost >= bound {
            return None;
        }
        let mut places = vec![place as u32];
        for trail in self.trails[..middle.len()].iter().rev() {
            place = trail[place] as usize;
            places.push(place as u32);
        }
        places.reverse();
        Some((cost, places))
    }

    fn short_way(
        &mut self,
        gaps: &[Gap],
        from: u32,
        to: u32,
        bound: u32,
    ) -> Option<(u32, Vec<u32>)> {
        let cost = gaps.first().map_or(0, |gap| gap.left.crossed(from, to));
        (cost < bound).then(|| (cost, Vec::new()))
    }
}

/// A part of the divide and conquer: ends in `q_low..q_high` have their best start in
/// `p_low..p_high`. From `p_low` to the end `q` it is `crossed` pieces.
#[derive(Clone, Copy, Debug)]
struct Part {
    q_low: usize,
    q_high: usize,
    p_low: usize,
    p_high: usize,
    q: usize,
    crossed: u32,
}

impl Front {
    fn start(&mut self, near: &Rows, far: &Rows, vertex: u32, bound: u32) {
        let mut crossed = near.above(vertex as usize) as u32;
        self.cost.clear();
        self.cost.push(crossed);
        for place in 0..far.len() {
            for &end in far.of(place) {
                crossed = crossed + u32::from(end > vertex) - u32::from(end < vertex);
            }
            self.cost.push(crossed);
        }
        (self.low, self.high) = (0, self.cost.len());
        self.prune(bound);
    }

    /// The crossings of the cheapest way on to a vertex, and the place it comes from.
    fn finish(&self, near: &Rows, far: &Rows, vertex: u32) -> (u32, usize) {
        let mut crossed = far.above(vertex as usize) as u32;
        let mut best = (u32::MAX, 0);
        for (place, cost) in self.cost.iter().enumerate() {
            best = best.min((cost.saturating_add(crossed), place));
            if place < near.len() {
                for &end in near.of(place) {
                    crossed = crossed + u32::from(end > vertex) - u32::from(end < vertex);
                }
            }
        }
        best
    }

    /// The front of the next column, and the place that the way to each of its places comes
    /// from. Returns the number of starts looked at.
    fn advance(
        &self,
        near: &Rows,
        far: &Rows,
        bound: u32,
        next: &mut Front,
        trail: &mut Vec<u32>,
        parts: &mut Vec<Part>,
    ) -> usize {
        next.cost.clear();
        next.cost.resize(far.len() + 1, u32::MAX);
        trail.clear();
        trail.resize(far.len() + 1, 0);
        (next.low, next.high) = (0, 0);
        let Some(first) = self.reach(near, far, bound) else { return 0 };
        (next.low, next.high) = (first.q_low, first.q_high);
        let mut steps = 0;
        parts.clear();
        parts.push(first);
        while let Some(part) = parts.pop() {
            let q = part.q_low.midpoint(part.q_high);
            let crossed = part.crossed_to(far, q);
            let (cost, p, crossed_there) = self.best_start(near, &part, q as u32, crossed);
            steps += part.p_high - part.p_low;
            next.cost[q] = cost;
            trail[q] = p as u32;
            if part.q_low < q {
                parts.push(Part { q_high: q, p_high: p + 1, q, crossed, ..part });
            }
            if q + 1 < part.q_high {
                parts.push(Part { q_low: q + 1, p_low: p, q, crossed: crossed_there, ..part });
            }
        }
        next.prune(bound);
        steps
    }

    /// The cheapest start of a part for the end `q`: its cost, place, and pieces crossed.
    #[inline]
    fn best_start(&self, near: &Rows, part: &Part, q: u32, mut crossed: u32) -> (u32, usize, u32) {
        let mut best = (u32::MAX, part.p_low, crossed);
        for p in part.p_low..part.p_high {
            let cost = self.cost[p].saturating_add(crossed);
            if cost < best.0 {
                best = (cost, p, crossed);
            }
            if p + 1 < part.p_high {
                for &end in near.of(p) {
                    crossed = if end < q { crossed - 1 } else { crossed + 1 };
                }
            }
        }
        best
    }

    /// All starts, and the ends that may cost less than the bound: if every start is below `p`,
    /// the pieces that start above it and end below `q` are crossed in any case.
    fn reach(&self, near: &Rows, far: &Rows, bound: u32) -> Option<Part> {
        let least = self.cost[self.low..self.high].iter().copied().min()?;
        let room = bound.saturating_sub(least) as usize;
        let (p_low, p_high) = (self.low, self.high);
        let mut above = near.above(p_low);
        let mut crossed = above as u32;
        let mut q_low = 0;
        while above >= room && q_low < far.len() {
            for &end in far.of(q_low) {
                let is_above = (end as usize) < p_low;
                above -= usize::from(is_above);
                crossed = if is_above { crossed - 1 } else { crossed + 1 };
            }
            q_low += 1;
        }
        let mut below = near.pieces() - near.above(p_high - 1);
        let mut q_high = far.len() + 1;
        while below >= room && q_high > 1 {
            below -= far.of(q_high - 2).iter().filter(|&&end| end as usize + 1 >= p_high).count();
            q_high -= 1;
        }
        let open = above < room && below < room && q_low < q_high;
        open.then_some(Part { q_low, q_high, p_low, p_high, q: q_low, crossed })
    }

    /// Forgets what is not below the bound.
    fn prune(&mut self, bound: u32) {
        while self.low < self.high && self.cost[self.low] >= bound {
            self.cost[self.low] = u32::MAX;
            self.low += 1;
        }
        while self.low < self.high && self.cost[self.high - 1] >= bound {
            self.high -= 1;
            self.cost[self.high] = u32::MAX;
        }
    }
}

impl Part {
    /// The pieces between `p_low` and another end.
    #[inline]
    fn crossed_to(&self, far: &Rows, q: usize) -> u32 {
        let p_low = self.p_low as u32;
        let count = |places: std::ops::Range<usize>| {
            let ends = far.between(places);
            let above = ends.iter().map(|&end| u32::from(end < p_low)).sum::<u32>();
            (above, ends.len() as u32 - above)
        };
        if q >= self.q {
            let (above, below) = count(self.q..q);
            self.crossed + below - above
        } else {
            let (above, below) = count(q..self.q);
            self.crossed + above - below
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::layout::layered::gap::tests::gap;

    /// Pieces of a line from place `p` to place `q` cross a piece from `a` to `b` if the two lie
    /// on different sides of it. Doubled, so that vertices stand at odd numbers.
    fn crossed(pieces: &[(u32, u32)], p: u32, q: u32) -> u32 {
        let crosses = |&&(a, b): &&(u32, u32)| {
            let (a, b) = (2 * a + 1, 2 * b + 1);
            a < p && b > q || a > p && b < q
        };
        pieces.iter().filter(crosses).count() as u32
    }

    /// The cheapest way by trying all.
    fn by_trying(gaps: &[Vec<(u32, u32)>], from: u32, to: u32, width: u32) -> u32 {
        let mut costs = vec![(2 * from + 1, 0)];
        for (at, pieces) in gaps.iter().enumerate() {
            let ends = if at + 1 == gaps.len() {
                vec![2 * to + 1]
            } else {
                (0..=width).map(|q| 2 * q).collect()
            };
            let best = |q: u32| costs.iter().map(|&(p, cost)| cost + crossed(pieces, p, q)).min();
            costs = ends.iter().map(|&q| (q, best(q).unwrap_or(0))).collect();
        }
        costs[0].1
    }

    #[test]
    fn a_line_goes_round_a_bundle() {
        let bundle: Vec<(u32, u32)> = (0..4).map(|vertex| (vertex, vertex)).collect();
        let gaps = [gap(5, 4, &bundle), gap(4, 4, &bundle), gap(4, 5, &bundle)];
        let mut search = Search::default();
        assert_eq!(search.way(&gaps, 4, 4, 9), Some((0, vec![4, 4])));
        // From below the bundle to its first end: three crossings, wherever.
        assert_eq!(search.way(&gaps, 4, 0, 9).map(|(cost, _)| cost), Some(3));
        assert_eq!(search.way(&gaps, 4, 0, 3), None);
    }

    proptest! {
        #[test]
        fn no_way_is_cheaper(
            gaps in proptest::collection::vec(proptest::collection::vec((0u32..6, 0u32..6), 0..20), 1..5),
            from in 0u32..6,
            to in 0u32..6,
            spare in 0u32..5,
        ) {
            let filled: Vec<Gap> = gaps.iter().map(|pieces| gap(6, 6, pieces)).collect();
            let best = by_trying(&gaps, from, to, 6);
            let mut search = Search::default();
            let found = search.way(&filled, from, to, best + 1 + spare);
            prop_assert_eq!(found.as_ref().map(|(cost, _)| *cost), Some(best));
            // The places are those of such a way.
            let places = found.map(|(_, places)| places).unwrap_or_default();
            let mut stops = vec![2 * from + 1];
            stops.extend(places.iter().map(|place| 2 * place));
            stops.push(2 * to + 1);
            let cost: u32 =
                stops.windows(2).zip(&gaps).map(|(pair, pieces)| crossed(pieces, pair[0], pair[1])).sum();
            prop_assert_eq!(cost, best);
            prop_assert!(search.way(&filled, from, to, best).is_none());
        }
    }
}
