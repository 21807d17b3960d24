//! Heights by alignment: chains straight, parents in the middle of their children (Brandes and
//! Köpf, "Fast and simple horizontal coordinate assignment", 2001). Good on trees.
//!
//! Four layouts, aligned with the callers or the callees and packed to the top or the bottom,
//! are averaged. Compaction walks the graph of blocks by longest paths, which also holds
//! where the paper's own compaction needed its erratum.

use super::coordinate::Space;
use super::layers::{Adjacency, Layers};
use crate::model::{sort_by, sort_by_key};

pub(super) fn heights(space: &Space) -> Vec<f64> {
    let layers = space.layers;
    let places = layers.places();
    let lost = conflicts(layers, &places);
    let mut four = Vec::with_capacity(4);
    for from_left in [true, false] {
        for from_top in [true, false] {
            let roots = Pass { layers, places: &places, lost: &lost, from_left, from_top }.align();
            four.push((compact(space, &roots, from_top), from_top));
        }
    }
    average(four)
}

/// Pieces (left vertex, right vertex) that must not be straightened, since they cross a piece
/// between two dummies: long edges are straight first. Sorted.
fn conflicts(layers: &Layers, places: &[u32]) -> Vec<(u32, u32)> {
    let mut lost = Vec::new();
    for pair in layers.columns.windows(2) {
        let twin = |vertex: u32| {
            let twin = layers.left.of(vertex).first().map(|link| link.vertex);
            twin.filter(|&twin| layers.is_dummy(vertex) && layers.is_dummy(twin))
        };
        let (mut low, mut scanned) = (0, 0);
        for (at, &end) in pair[1].iter().enumerate() {
            let inner = twin(end);
            if inner.is_none() && at + 1 < pair[1].len() {
                continue;
            }
            // Pieces from here to the last inner one must start between the two.
            let high = inner.map_or(u32::MAX, |twin| places[twin as usize]);
            for &vertex in &pair[1][scanned..=at] {
                for link in layers.left.of(vertex) {
                    let is_inner = layers.is_dummy(vertex) && layers.is_dummy(link.vertex);
                    if !is_inner && !(low..=high).contains(&places[link.vertex as usize]) {
                        lost.push((link.vertex, vertex));
                    }
                }
            }
            (scanned, low) = (at + 1, high);
        }
    }
    lost.sort_unstable();
    lost
}

/// One of the four ways to align.
struct Pass<'a> {
    layers: &'a Layers,
    places: &'a [u32],
    lost: &'a [(u32, u32)],
    from_left: bool,
    from_top: bool,
}

impl Pass<'_> {
    /// The block of each vertex, named by its first member: vertices to stand at one height.
    fn align(&self) -> Vec<u32> {
        let layers = self.layers;
        let mut roots: Vec<u32> = (0..layers.rank.len() as u32).collect();
        let neighbours = if self.from_left { &layers.left } else { &layers.right };
        let mut medians = Vec::new();
        for step in 1..layers.columns.len() {
            let column = if self.from_left { step } else { layers.columns.len() - 1 - step };
            let mut members = layers.columns[column].clone();
            if !self.from_top {
                members.reverse();
            }
            // The place aligned with last; alignments must not cross.
            let mut last = None;
            for vertex in members {
                self.find_medians(neighbours, vertex, &mut medians);
                for &(twin, _) in &medians {
                    let place = self.places[twin as usize];
                    let is_free = last
                        .is_none_or(|last| if self.from_top { place > last } else { place < last });
                    let piece = if self.from_left { (twin, vertex) } else { (vertex, twin) };
                    if is_free && self.lost.binary_search(&piece).is_err() {
                        roots[vertex as usize] = roots[twin as usize];
                        last = Some(place);
                        break;
                    }
                }
            }
        }
        roots
    }

    /// The weighted median neighbour, or both if two are in the middle, the first one first.
    fn find_medians(&self, neighbours: &Adjacency, vertex: u32, out: &mut Vec<(u32, i64)>) {
        out.clear();
        out.extend(neighbours.of(vertex).iter().map(|link| (link.vertex, link.weight)));
        out.sort_unstable_by_key(|&(twin, _)| self.places[twin as usize]);
        let total: i64 = out.iter().map(|&(_, weight)| weight).sum();
        let mut before = 0;
        out.retain(|&(_, weight)| {
            before += weight;
            2 * (before - weight) <= total && total <= 2 * before
        });
        if !self.from_top {
            out.reverse();
        }
    }
}

/// Heights when each block is as far up as the gaps allow, then pulled down to the next block
/// where that closes a hole; the other way round if not `from_top`.
fn compact(space: &Space, roots: &[u32], from_top: bool) -> Vec<f64> {
    let blocks = Blocks::new(space, roots, from_top);
    let mut y = vec![0.0f64; roots.len()];
    let order = blocks.place(&mut y);
    for &block in order.iter().rev() {
        let room = blocks
            .after(block)
            .iter()
            .map(|&(_, next, gap)| y[next as usize] - gap)
            .reduce(f64::min);
        y[block as usize] = y[block as usize].max(room.unwrap_or(0.0));
    }
    let sign = if from_top { 1.0 } else { -1.0 };
    roots.iter().map(|&root| sign * y[root as usize]).collect()
}

/// Which blocks stand next to each other, and how far apart they must be.
struct Blocks {
    /// (block, next block, gap), sorted.
    edges: Vec<(u32, u32, f64)>,
    start: Vec<u32>,
    /// Blocks before each one, and the blocks that have none.
    waiting: Vec<u32>,
    first: Vec<u32>,
}

impl Blocks {
    fn new(space: &Space, roots: &[u32], from_top: bool) -> Self {
        let mut edges = Vec::with_capacity(roots.len());
        let mut waiting = vec![0u32; roots.len()];
        let mut start = vec![0u32; roots.len() + 1];
        for pair in space.layers.columns.iter().flat_map(|column| column.windows(2)) {
            let (a, b) = if from_top { (pair[0], pair[1]) } else { (pair[1], pair[0]) };
            let (block, next) = (roots[a as usize], roots[b as usize]);
            edges.push((block, next, space.between(a, b)));
            waiting[next as usize] += 1;
            start[block as usize + 1] += 1;
        }
        sort_by_key(&mut edges, |&(block, next, _)| (block, next));
        for at in 0..roots.len() {
            start[at + 1] += start[at];
        }
        let is_first = |&v: &u32| roots[v as usize] == v && waiting[v as usize] == 0;
        let first = (0..roots.len() as u32).filter(is_first).collect();
        Blocks { edges, start, waiting, first }
    }

    fn after(&self, block: u32) -> &[(u32, u32, f64)] {
        &self.edges[self.start[block as usize] as usize..self.start[block as usize + 1] as usize]
    }

    /// Moves each block as far up as it goes; returns them in an order that respects the gaps.
    fn place(&self, y: &mut [f64]) -> Vec<u32> {
        let mut waiting = self.waiting.clone();
        let mut order = self.first.clone();
        let mut at = 0;
        while let Some(&block) = order.get(at) {
            at += 1;
            for &(_, next, gap) in self.after(block) {
                y[next as usize] = y[next as usize].max(y[block as usize] + gap);
                waiting[next as usize] -= 1;
                if waiting[next as usize] == 0 {
                    order.push(next);
                }
            }
        }
        order
    }
}

/// Moves the four layouts to the flattest one and takes the mean of the two middle heights.
fn average(mut four: Vec<(Vec<f64>, bool)>) -> Vec<f64> {
    let extent = |y: &[f64]| {
        let low = y.iter().copied().fold(f64::INFINITY, f64::min);
        (low, y.iter().copied().fold(f64::NEG_INFINITY, f64::max))
    };
    let extents: Vec<_> = four.iter().map(|(y, _)| extent(y)).collect();
    let flattest = extents.iter().copied().reduce(|a, b| if b.1 - b.0 < a.1 - a.0 { b } else { a });
    let (low, high) = flattest.unwrap_or_default();
    for ((y, from_top), extent) in four.iter_mut().zip(extents) {
        let shift = if *from_top { low - extent.0 } else { high - extent.1 };
        y.iter_mut().for_each(|y| *y += shift);
    }
    let count = four.first().map_or(0, |(y, _)| y.len());
    let middle = |vertex: usize| {
        let mut heights: Vec<f64> = four.iter().map(|(y, _)| y[vertex]).collect();
        sort_by(&mut heights, f64::total_cmp);
        f64::midpoint(heights[1], heights[2])
    };
    (0..count).map(middle).collect()
}
