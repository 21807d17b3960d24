//! A node with its edges, as one thing to move.

use super::rank::Ranks;
use super::weave::Weave;

/// What a column more of edge length may save in crossings to be worth it.
const LENGTH_COST: i64 = 1;

/// A node with its edges.
pub(super) struct Star {
    pub node: u32,
    /// Those into it first.
    pub edges: Vec<u32>,
    pub incoming: usize,
    /// Its column.
    pub here: u32,
    /// Columns it may stand in, both included.
    pub low: u32,
    pub high: u32,
    /// Columns that any of it may touch, both included.
    pub first: u32,
    pub last: u32,
}

impl Star {
    pub fn new(weave: &Weave, ranks: &Ranks, node: u32) -> Self {
        let (into, out) = (&weave.into[node as usize], &weave.out[node as usize]);
        let here = weave.rank[node as usize];
        let callers = || into.iter().map(|&edge| weave.span(edge).0);
        let callees = || out.iter().map(|&edge| weave.span(edge).1);
        let (low, high) = if ranks.pinned[node as usize] {
            (here, here)
        } else {
            let last = weave.columns.len() as u32 - 1;
            (
                callers().max().map_or(ranks.leftmost, |column| column + 1),
                callees().min().map_or(last, |column| column - 1),
            )
        };
        Star {
            node,
            edges: into.iter().chain(out).copied().collect(),
            incoming: into.len(),
            here,
            low,
            high,
            first: callers().min().unwrap_or(here).min(low),
            last: callees().max().unwrap_or(here).max(high),
        }
    }

    pub fn hide(&self, weave: &mut Weave, hidden: bool) {
        for &edge in &self.edges {
            weave.hide(edge, hidden);
        }
    }

    /// The cost of the edges' change in length if the node stood in another column.
    pub fn longer(&self, column: u32) -> i64 {
        let outgoing = self.edges.len() - self.incoming;
        LENGTH_COST
            * (self.incoming as i64 - outgoing as i64)
            * (i64::from(column) - i64::from(self.here))
    }

    /// Moves the node. Edges get as many dummies as they then need, wherever these stand.
    pub fn shift(&self, weave: &mut Weave, column: u32, place: usize) {
        if column == self.here {
            weave.shift(self.node, place);
            return;
        }
        weave.remove(self.node);
        weave.insert(self.node, column, place);
        let (into, out) = self.edges.split_at(self.incoming);
        for &edge in into {
            let mut chain = std::mem::take(&mut weave.edges[edge as usize].chain);
            chain.extend((self.here..column).map(|column| weave.add_dummy(column)));
            for _ in column..self.here {
                chain.pop().into_iter().for_each(|dummy| weave.remove(dummy));
            }
            weave.edges[edge as usize].chain = chain;
            weave.link(edge);
        }
        for &edge in out {
            let mut chain = std::mem::take(&mut weave.edges[edge as usize].chain);
            let surplus = column.saturating_sub(self.here) as usize;
            chain.drain(..surplus).for_each(|dummy| weave.remove(dummy));
            chain.splice(..0, (column + 1..self.here + 1).map(|column| weave.add_dummy(column)));
            weave.edges[edge as usize].chain = chain;
            weave.link(edge);
        }
    }
}

/// The columns and edges of a star before a move.
pub(super) struct Snapshot {
    columns: Vec<Vec<u32>>,
    chains: Vec<Vec<u32>>,
    vertices: usize,
}

impl Snapshot {
    pub fn new(weave: &Weave, star: &Star) -> Self {
        Snapshot {
            columns: weave.columns[star.first as usize..=star.last as usize].to_vec(),
            chains: star
                .edges
                .iter()
                .map(|&edge| weave.edges[edge as usize].chain.clone())
                .collect(),
            vertices: weave.vertices(),
        }
    }

    pub fn restore(self, weave: &mut Weave, star: &Star) {
        for (column, members) in (star.first as usize..).zip(self.columns) {
            weave.columns[column] = members;
            weave.index(column, 0);
        }
        for (&edge, chain) in star.edges.iter().zip(self.chains) {
            weave.edges[edge as usize].chain = chain;
            weave.link(edge);
        }
        weave.rank[star.node as usize] = star.here;
        weave.truncate(self.vertices);
    }
}
