//! Takes an edge, or a node with all its edges, out of the picture and puts it back where it
//! crosses the fewest others; a node also into any column between its callers and callees.
//!
//! Sorting columns one at a time cannot move a long edge past another, since each of its
//! dummies is held by its neighbours. Here whole edges move, each along its cheapest way.

use super::front::Search;
use super::gap::Gap;
use super::rank::Ranks;
use super::star::{Snapshot, Star};
use super::weave::Weave;

/// A node with more edges stands in the middle of so many that no place is much better.
const MAX_STAR: usize = 256;

/// Room to work in, kept from one move to the next.
#[derive(Default)]
pub(super) struct Reinsertion {
    gaps: Vec<Gap>,
    search: Search,
    /// For each column a node may stand in: crossings of its edges by place, and the places
    /// that all edges so far can reach below the bound.
    totals: Vec<(Vec<u32>, std::ops::Range<usize>)>,
}

impl Reinsertion {
    /// Moves each edge once; returns the crossings gained. `steps` counts down.
    pub fn edges(&mut self, weave: &mut Weave, steps: &mut usize) -> u64 {
        let mut gain = 0;
        for edge in 0..weave.edges.len() as u32 {
            if *steps == 0 {
                break;
            }
            if !weave.edges[edge as usize].chain.is_empty() {
                gain += self.edge(weave, edge);
                *steps = steps.saturating_sub(std::mem::take(&mut self.search.steps));
            }
        }
        gain
    }

    /// Moves each node once; returns whether that was any good.
    pub fn nodes(&mut self, weave: &mut Weave, ranks: &Ranks, steps: &mut usize) -> bool {
        let mut is_better = false;
        for node in 0..weave.nodes as u32 {
            if *steps == 0 {
                break;
            }
            let star = Star::new(weave, ranks, node);
            if !star.edges.is_empty() && star.edges.len() <= MAX_STAR {
                is_better |= self.star(weave, &star);
                *steps = steps.saturating_sub(std::mem::take(&mut self.search.steps));
            }
        }
        is_better
    }

    fn edge(&mut self, weave: &mut Weave, edge: u32) -> u64 {
        weave.hide(edge, true);
        let (from, to) = weave.span(edge);
        self.fill(weave, from, to);
        let old = self.crossed(weave, edge, from);
        let new = self.lay(weave, edge, old);
        weave.hide(edge, false);
        new.map_or(0, |new| u64::from(old - new))
    }

    /// Copies the pieces between two columns.
    fn fill(&mut self, weave: &Weave, first: u32, last: u32) {
        let count = (last - first) as usize;
        if self.gaps.len() < count {
            self.gaps.resize_with(count, Gap::default);
        }
        for (gap, column) in self.gaps.iter_mut().zip(first..last) {
            weave.fill(column, gap);
            self.search.steps += 2 * gap.left.pieces();
        }
    }

    /// What a hidden edge would cross as it stands; the gaps begin at column `first`.
    fn crossed(&self, weave: &Weave, edge: u32, first: u32) -> u32 {
        let (from, to) = weave.span(edge);
        let place = |column| weave.place[weave.vertex_at(edge, column) as usize];
        (from..to)
            .map(|column| {
                self.gaps[(column - first) as usize].left.crossed(place(column), place(column + 1))
            })
            .sum()
    }

    /// Puts a hidden edge on its cheapest way, if that costs less than the bound; returns what it
    /// costs. The gaps begin at its tail.
    fn lay(&mut self, weave: &mut Weave, edge: u32, bound: u32) -> Option<u32> {
        let (from, to) = weave.span(edge);
        let ends = (weave.vertex_at(edge, from), weave.vertex_at(edge, to));
        let gaps = &self.gaps[..(to - from) as usize];
        let (cost, places) = self.search.way(
            gaps,
            weave.place[ends.0 as usize],
            weave.place[ends.1 as usize],
            bound,
        )?;
        for (column, place) in (from + 1..to).zip(places) {
            weave.shift(weave.vertex_at(edge, column), place as usize);
        }
        Some(cost)
    }

    fn star(&mut self, weave: &mut Weave, star: &Star) -> bool {
        star.hide(weave, true);
        self.fill(weave, star.first, star.last);
        let old = self.star_crossed(weave, star);
        let moved = match self.best_place(weave, star, old) {
            Some((column, place)) => self.put(weave, star, column, place, old),
            None => false,
        };
        star.hide(weave, false);
        moved
    }

    /// Crossings of the star's edges with others and with each other.
    fn star_crossed(&mut self, weave: &Weave, star: &Star) -> i64 {
        let mut sum: i64 =
            star.edges.iter().map(|&edge| i64::from(self.crossed(weave, edge, star.first))).sum();
        let mut pieces: Vec<(u32, u32)> = Vec::with_capacity(star.edges.len());
        for column in star.first..star.last {
            pieces.clear();
            for &edge in &star.edges {
                let (from, to) = weave.span(edge);
                if (from..to).contains(&column) {
                    let place = |column| weave.place[weave.vertex_at(edge, column) as usize];
                    pieces.push((place(column), place(column + 1)));
                }
            }
            for (at, a) in pieces.iter().enumerate() {
                sum += pieces[..at]
                    .iter()
                    .filter(|b| (a.0 < b.0 && a.1 > b.1) || (a.0 > b.0 && a.1 < b.1))
                    .count() as i64;
            }
            self.search.steps += pieces.len()
                * (pieces.len() + self.gaps[(column - star.first) as usize].left.pieces())
                / 8;
        }
        sum
    }

    /// The column and place with the fewest crossings, if there is one with fewer than `old`.
    /// Crossings of the star's edges with each other are left out, since they can be avoided
    /// more often than not.
    fn best_place(&mut self, weave: &Weave, star: &Star, old: i64) -> Option<(u32, usize)> {
        self.totals.resize_with((star.high - star.low) as usize + 1, Default::default);
        for ((totals, live), column) in self.totals.iter_mut().zip(star.low..) {
            *live = 0..weave.columns[column as usize].len() + 1;
            totals.clear();
            totals.resize(live.end, 0);
        }
        // The rest of the edges may cross nothing at all, but no single one may spend more
        // than what is left.
        let mut left = old - star.longer(star.low).min(star.longer(star.high));
        let budget = left;
        for (at, &edge) in star.edges.iter().enumerate() {
            self.spread(weave, star, edge, at < star.incoming, u32::try_from(left).ok()?);
            left = budget - i64::from(self.least_total()?);
        }
        let mut best = (old, None);
        for ((totals, live), column) in self.totals.iter().zip(star.low..) {
            for place in live.clone() {
                let cost = i64::from(totals[place]) + star.longer(column);
                if cost < best.0 {
                    best = (cost, Some((column, place)));
                }
            }
        }
        best.1
    }

    fn least_total(&self) -> Option<u32> {
        self.totals
            .iter()
            .filter_map(|(totals, live)| totals[live.clone()].iter().copied().min())
            .min()
    }

    /// Adds to the totals what one edge costs from its other end to each place.
    fn spread(&mut self, weave: &Weave, star: &Star, edge: u32, is_incoming: bool, bound: u32) {
        let (tail, head) = weave.span(edge);
        let from = if is_incoming { tail } else { head };
        let reach = if is_incoming { star.high - tail } else { head - star.low };
        let start = weave.place[weave.vertex_at(edge, from) as usize];
        for step in 1..=reach {
            let column = if is_incoming { from + step } else { from - step };
            let gap = if is_incoming { column - 1 } else { column };
            let Gap { left, right } = &self.gaps[(gap - star.first) as usize];
            let (near, far) = if is_incoming { (left, right) } else { (right, left) };
            if step == 1 {
                self.search.start(near, far, start, bound);
            } else {
                self.search.step(near, far, bound, 0);
            }
            if (star.low..=star.high).contains(&column) {
                self.add_front((column - star.low) as usize);
            }
        }
    }

    /// Adds the search's front to the totals of a column; what it does not reach is out.
    fn add_front(&mut self, column: usize) {
        let (totals, live) = &mut self.totals[column];
        let front = &self.search.front;
        let start = live.start.max(front.low);
        *live = start..live.end.min(front.high).max(start);
        for (total, cost) in totals[live.clone()].iter_mut().zip(&front.cost[live.clone()]) {
            *total = total.saturating_add(*cost);
        }
    }

    /// Moves the node and lays its edges one by one; all back if that is no gain.
    fn put(&mut self, weave: &mut Weave, star: &Star, column: u32, place: usize, old: i64) -> bool {
        let before = Snapshot::new(weave, star);
        star.shift(weave, column, place);
        let mut left = old - star.longer(column);
        for &edge in &star.edges {
            let (from, to) = weave.span(edge);
            self.fill(weave, from, to);
            let cost = u32::try_from(left).ok().and_then(|bound| self.lay(weave, edge, bound));
            let Some(cost) = cost else {
                before.restore(weave, star);
                return false;
            };
            left -= i64::from(cost);
            weave.hide(edge, false);
        }
        true
    }
}
