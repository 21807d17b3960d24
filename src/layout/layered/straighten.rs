//! The cheapest heights, by network simplex: each piece of an edge is a variable that its two
//! ends hang on, and neighbours in a column keep their distance (Gansner and others, as in
//! [`super::simplex`], section 4.2).
//!
//! Many heights are equally cheap: a parent may stand anywhere between its two children. In
//! the end each moves to the middle of what costs nothing.

use super::coordinate::Space;
use super::layers::{Adjacency, Layers};
use super::simplex::{self, Constraint};

/// Steps of the solver, of about 8 ns: more than the densest graph of 200 nodes needs. Beyond,
/// what is left undone is hardly seen.
const MAX_STEPS: usize = 1_500_000;
/// Rounds of moves to the middle, and the vertices that one may move together.
const ROUNDS: usize = 3;
const MAX_GROUP: usize = 100;

/// Improves on a start, in which neighbours must be far enough apart.
pub(super) fn heights(space: &Space, start: Vec<f64>) -> Vec<f64> {
    let count = space.layers.rank.len() as u32;
    let mut constraints = Vec::new();
    // Whole pixels: distances are, so rounding down keeps them.
    let mut values: Vec<i64> = start.iter().map(|y| y.floor() as i64).collect();
    for from in 0..count {
        for link in space.layers.right.of(from) {
            let weight = space.pull(from, link.vertex, link.weight);
            let piece = values.len() as u32;
            constraints.push(Constraint { tail: piece, head: from, min: 0, weight });
            constraints.push(Constraint { tail: piece, head: link.vertex, min: 0, weight });
            values.push(values[from as usize].min(values[link.vertex as usize]));
        }
    }
    for pair in space.layers.columns.iter().flat_map(|column| column.windows(2)) {
        let min = space.between(pair[0], pair[1]) as i64;
        constraints.push(Constraint { tail: pair[0], head: pair[1], min, weight: 0 });
    }
    let values = simplex::improve(values, &constraints, MAX_STEPS);
    let mut y: Vec<f64> = values[..count as usize].iter().map(|&value| value as f64).collect();
    for _ in 0..ROUNDS {
        let Layers { left, right, .. } = space.layers;
        for node in 0..space.layers.nodes as u32 {
            Group::new(space.layers, &y, node, left, right).centre(space, &mut y);
            Group::new(space.layers, &y, node, right, left).centre(space, &mut y);
        }
    }
    y
}

/// A node with all that hangs level on its fixed side, the node first.
#[derive(Default)]
struct Group {
    members: Vec<u32>,
    /// The nodes next to it on its free side, and on the other.
    free: Vec<u32>,
    fixed: Vec<u32>,
}

impl Group {
    fn new(layers: &Layers, y: &[f64], node: u32, fixed: &Adjacency, free: &Adjacency) -> Self {
        let mut members = vec![node];
        let mut at = 0;
        while let Some(&vertex) = members.get(at) {
            let onward = if at == 0 { &[] } else { free.of(vertex) };
            for link in fixed.of(vertex).iter().chain(onward) {
                if y[link.vertex as usize] == y[node as usize] && !members.contains(&link.vertex) {
                    members.push(link.vertex);
                }
            }
            if members.len() > MAX_GROUP {
                return Group::default();
            }
            at += 1;
        }
        let nodes = |side: &Adjacency| {
            side.of(node)
                .iter()
                .map(|link| link.vertex)
                .filter(|&vertex| !layers.is_dummy(vertex))
                .collect()
        };
        Group { members, free: nodes(free), fixed: nodes(fixed) }
    }

    /// Moves the group among the heights that cost the same, as far as there is room.
    fn centre(&self, space: &Space, y: &mut [f64]) {
        let Some(&node) = self.members.first() else { return };
        let Some((up, down)) = self.range(space, y) else { return };
        let here = y[node as usize];
        let (up_room, down_room) = self.room(space, y);
        let is_at =
            |side: &[u32], height: f64| side.iter().any(|&other| y[other as usize] == height);
        let (up_free, up_fixed) = (is_at(&self.free, up), is_at(&self.fixed, up));
        let (down_free, down_fixed) = (is_at(&self.free, down), is_at(&self.fixed, down));
        let target = if up_free && down_free {
            // Among its callees, say: to their middle.
            let mean = self.free.iter().map(|&other| y[other as usize]).sum::<f64>()
                / self.free.len() as f64;
            mean.max(up).min(down).max(here - up_room).min(here + down_room)
        } else if up < here && here < down && (up_free && down_fixed || up_fixed && down_free) {
            // Between a caller and a callee: level with one of them.
            if up >= here - up_room {
                up
            } else if down <= here + down_room {
                down
            } else {
                here
            }
        } else {
            here
        };
        for &vertex in &self.members {
            y[vertex as usize] = target;
        }
    }

    /// The heights that cost the same: from one neighbour of the group to another, as long as
    /// equally much pulls up and down.
    fn range(&self, space: &Space, y: &[f64]) -> Option<(f64, f64)> {
        let here = y[*self.members.first()? as usize];
        let (mut above, mut level, mut below) = (0, 0, 0);
        let (mut next_above, mut next_below) = (f64::NEG_INFINITY, f64::INFINITY);
        let outside = |&vertex: &u32| {
            space.neighbours(vertex).filter(|(other, _)| !self.members.contains(other))
        };
        for (other, pull) in self.members.iter().flat_map(outside) {
            let there = y[other as usize];
            if there < here {
                above += pull;
                next_above = next_above.max(there);
            } else if there > here {
                below += pull;
                next_below = next_below.min(there);
            } else {
                level += pull;
            }
        }
        let up = if above > 0 && above == below + level { next_above } else { here };
        let down = if below > 0 && below == above + level { next_below } else { here };
        (above + below > 0).then_some((up, down))
    }

    /// How far the group can go up and down before it meets its neighbours in the columns.
    fn room(&self, space: &Space, y: &[f64]) -> (f64, f64) {
        let (mut up, mut down) = (f64::INFINITY, f64::INFINITY);
        for &vertex in &self.members {
            let (above, below) = space.beside(vertex);
            if let Some(above) = above {
                up = up.min(y[vertex as usize] - y[above as usize] - space.between(above, vertex));
            }
            if let Some(below) = below {
                down =
                    down.min(y[below as usize] - y[vertex as usize] - space.between(vertex, below));
            }
        }
        (up.max(0.0), down.max(0.0))
    }
}
