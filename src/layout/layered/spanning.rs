//! The spanning tree of tight constraints that network simplex walks with.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::Range;

use super::simplex::{Constraint, Network};

/// A tree that reaches all variables which are connected with the first one.
pub(super) struct Tree {
    /// Its constraints, and those of them at each variable.
    pub edges: Vec<u32>,
    at: Vec<Vec<u32>>,
    /// The constraint on which each variable hangs; [`NONE`] for the root.
    parent: Vec<u32>,
    /// Post-order numbers: the subtree of v is exactly `by_number[low[v]..=number[v]]`.
    low: Vec<u32>,
    number: Vec<u32>,
    pub by_number: Vec<u32>,
}

/// No constraint.
const NONE: u32 = u32::MAX;

impl Tree {
    /// Moves values until the tree is tight.
    pub fn grow(network: &Network, values: &mut [i64]) -> Self {
        let count = values.len();
        let mut tree = Tree {
            edges: Vec::with_capacity(count),
            at: vec![Vec::new(); count],
            parent: vec![NONE; count],
            low: vec![0; count],
            number: vec![0; count],
            by_number: Vec::new(),
        };
        let mut growth = Growth::new(network, count);
        let mut newest = 0;
        loop {
            growth.take_in(newest, values);
            let Some(edge) = growth.tightest() else { break };
            let Constraint { tail, head, .. } = network.constraints[edge as usize];
            newest = if growth.inside[tail as usize] { head } else { tail };
            tree.add(network, edge);
            tree.edges.push(edge);
        }
        for (value, inside) in values.iter_mut().zip(&growth.inside) {
            *value += if *inside { growth.offset } else { 0 };
        }
        tree.by_number = vec![0; tree.edges.len() + 1];
        tree.renumber(network, 0);
        tree
    }

    /// The child's end of a tree edge.
    pub fn lower_end(&self, network: &Network, edge: u32) -> u32 {
        let Constraint { tail, head, .. } = network.constraints[edge as usize];
        if self.parent[tail as usize] == edge { tail } else { head }
    }

    /// The constraint on which a variable hangs.
    pub fn parent(&self, variable: u32) -> Option<u32> {
        Some(self.parent[variable as usize]).filter(|&edge| edge != NONE)
    }

    /// Is `variable` in the subtree of `root`?
    pub fn is_below(&self, variable: u32, root: u32) -> bool {
        let number = self.number[variable as usize];
        self.low[root as usize] <= number && number <= self.number[root as usize]
    }

    /// The members of a subtree, or all others, whichever are fewer, as ranges of
    /// [`Tree::by_number`]; true: the subtree.
    pub fn smaller_side(&self, root: u32) -> (bool, [Range<usize>; 2]) {
        let (low, end) =
            (self.low[root as usize] as usize, self.number[root as usize] as usize + 1);
        let count = self.by_number.len();
        if (end - low) * 2 <= count {
            (true, [low..end, 0..0])
        } else {
            (false, [0..low, end..count])
        }
    }

    /// Takes `entering` for the edge in a slot. `top` is the highest variable of the circle
    /// that the two are on. Returns the number of variables that got new numbers.
    pub fn exchange(&mut self, network: &Network, slot: usize, entering: u32, top: u32) -> usize {
        let leaving = std::mem::replace(&mut self.edges[slot], entering);
        let Constraint { tail, head, .. } = network.constraints[leaving as usize];
        for end in [tail, head] {
            self.at[end as usize].retain(|&edge| edge != leaving);
        }
        self.add(network, entering);
        self.renumber(network, top)
    }

    fn add(&mut self, network: &Network, edge: u32) {
        let Constraint { tail, head, .. } = network.constraints[edge as usize];
        self.at[tail as usize].push(edge);
        self.at[head as usize].push(edge);
    }

    /// Gives the subtree of `root` new numbers, from its lowest on.
    fn renumber(&mut self, network: &Network, root: u32) -> usize {
        let low = self.low[root as usize];
        let mut next = low;
        let mut path = vec![(root, 0usize)];
        while let Some((variable, child)) = path.last_mut() {
            let here = *variable;
            if let Some(&edge) = self.at[here as usize].get(*child) {
                *child += 1;
                if edge != self.parent[here as usize] {
                    let below = network.other_end(edge, here);
                    self.parent[below as usize] = edge;
                    self.low[below as usize] = next;
                    path.push((below, 0));
                }
            } else {
                self.number[here as usize] = next;
                self.by_number[next as usize] = here;
                next += 1;
                path.pop();
            }
        }
        (next - low) as usize
    }
}

/// Prim's algorithm with slack as distance: the tree grows by the tightest edge and moves as a
/// whole to make it tight. Slack of edges out of the tree falls when the tree moves up and that
/// of edges into it rises, hence two heaps, and one offset for all values inside.
struct Growth<'a> {
    network: &'a Network<'a>,
    inside: Vec<bool>,
    offset: i64,
    leaving: BinaryHeap<Reverse<(i64, u32)>>,
    arriving: BinaryHeap<Reverse<(i64, u32)>>,
}

impl<'a> Growth<'a> {
    fn new(network: &'a Network, count: usize) -> Self {
        let (leaving, arriving) = (BinaryHeap::new(), BinaryHeap::new());
        Growth { network, inside: vec![false; count], offset: 0, leaving, arriving }
    }

    fn take_in(&mut self, variable: u32, values: &mut [i64]) {
        self.inside[variable as usize] = true;
        values[variable as usize] -= self.offset;
        for &edge in self.network.at(variable) {
            if self.inside[self.network.other_end(edge, variable) as usize] {
                continue;
            }
            let slack = self.network.slack(edge, values);
            if self.network.constraints[edge as usize].tail == variable {
                self.leaving.push(Reverse((slack, edge)));
            } else {
                self.arriving.push(Reverse((slack, edge)));
            }
        }
    }

    /// The edge to the outside with the least slack, made tight.
    fn tightest(&mut self) -> Option<u32> {
        let Growth { network, inside, leaving, arriving, .. } = self;
        let is_stale = |edge: u32| {
            let Constraint { tail, head, .. } = network.constraints[edge as usize];
            inside[tail as usize] == inside[head as usize]
        };
        for heap in [leaving, arriving] {
            while heap.peek().is_some_and(|&Reverse((_, edge))| is_stale(edge)) {
                heap.pop();
            }
        }
        let out = self.leaving.peek().map(|&Reverse((slack, edge))| (slack - self.offset, edge));
        let back = self.arriving.peek().map(|&Reverse((slack, edge))| (slack + self.offset, edge));
        let (shift, edge) = match (out, back) {
            (Some((slack, edge)), Some((other, _))) if slack <= other => (slack, edge),
            (_, Some((slack, edge))) => (-slack, edge),
            (out, None) => out?,
        };
        self.offset += shift;
        Some(edge)
    }
}
