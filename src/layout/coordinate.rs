//! The height of each vertex: chains straight, parents in the middle of their children
//! (Brandes and Köpf, "Fast and simple horizontal coordinate assignment", 2001).
//!
//! Four layouts, aligned with the callers or the callees and packed to the top or the bottom,
//! are averaged. Compaction walks the graph of blocks by longest paths, which also holds
//! where the paper's own compaction needed its erratum.

use super::component::Graph;
use super::layers::{Adjacency, Layers};
use super::{EDGE_GAP, NODE_GAP, RANK_GAP};

/// Where columns and vertices stand.
pub(super) struct Frame {
    /// Left and right side of each column: all its boxes are within, and lines cross it level.
    pub columns: Vec<(f64, f64)>,
    /// Centre of each vertex.
    pub y: Vec<f64>,
}

pub(super) fn assign(layers: &Layers, graph: &Graph) -> Frame {
    Frame { columns: column_sides(layers, graph), y: heights(layers, graph) }
}

fn column_sides(layers: &Layers, graph: &Graph) -> Vec<(f64, f64)> {
    let mut widths = vec![0.0f64; layers.columns.len()];
    for (node, block) in graph.node_weights().enumerate() {
        let width = &mut widths[layers.rank[node] as usize];
        *width = width.max(block.width);
    }
    let mut left = 0.0;
    let sides = widths.iter().map(|width| {
        let side = (left, left + width);
        left += width + RANK_GAP;
        side
    });
    sides.collect()
}

fn heights(layers: &Layers, graph: &Graph) -> Vec<f64> {
    let space = Space::new(layers, graph);
    let inner_first = conflicts(layers);
    let mut candidates = Vec::with_capacity(4);
    for from_left in [true, false] {
        for from_top in [true, false] {
            let blocks = align(layers, &inner_first, from_left, from_top);
            let mut y = compact(layers, &space, &blocks, from_top);
            if !from_top {
                y.iter_mut().for_each(|y| *y = -*y);
            }
            candidates.push((y, from_top));
        }
    }
    average(&mut candidates, &space)
}

/// How much of a column each vertex takes.
struct Space {
    half: Vec<f64>,
    gap: Vec<f64>,
}

impl Space {
    fn new(layers: &Layers, graph: &Graph) -> Self {
        let count = layers.rank.len();
        let mut half = vec![0.0; count];
        let mut gap = vec![EDGE_GAP / 2.0; count];
        for (node, block) in graph.node_weights().enumerate() {
            half[node] = block.height / 2.0;
            gap[node] = NODE_GAP / 2.0;
        }
        Space { half, gap }
    }

    fn between(&self, a: u32, b: u32) -> f64 {
        let side = |v: u32| self.half[v as usize] + self.gap[v as usize];
        side(a) + side(b)
    }
}

/// Pieces (left vertex, right vertex) that must not be straightened, since they cross a piece
/// between two dummies: long edges are straight first. Sorted.
fn conflicts(layers: &Layers) -> Vec<(u32, u32)> {
    let place = layers.places();
    let mut lost = Vec::new();
    for pair in layers.columns.windows(2) {
        let inner_left = |vertex: u32| {
            let twin = layers.left.of(vertex).first().map(|link| link.vertex);
            twin.filter(|&twin| layers.is_dummy(vertex) && layers.is_dummy(twin))
        };
        let (mut low, mut scanned) = (0, 0);
        for at in 0..pair[1].len() {
            let twin = inner_left(pair[1][at]);
            if twin.is_none() && at + 1 < pair[1].len() {
                continue;
            }
            let high = twin.map_or(pair[0].len() as u32, |twin| place[twin as usize]);
            for &vertex in &pair[1][scanned..=at] {
                for link in layers.left.of(vertex) {
                    let there = place[link.vertex as usize];
                    let is_inner = layers.is_dummy(vertex) && layers.is_dummy(link.vertex);
                    if !is_inner && (there < low || there > high) {
                        lost.push((link.vertex, vertex));
                    }
                }
            }
            scanned = at + 1;
            low = high;
        }
    }
    lost.sort_unstable();
    lost
}

/// The block of each vertex, named by one of its members: vertices to stand at one height.
fn align(layers: &Layers, lost: &[(u32, u32)], from_left: bool, from_top: bool) -> Vec<u32> {
    let place = layers.places();
    let mut root: Vec<u32> = (0..layers.rank.len() as u32).collect();
    let count = layers.columns.len();
    let mut candidates: Vec<(u32, i64)> = Vec::new();
    for step in 1..count {
        let column = if from_left { step } else { count - 1 - step };
        let neighbours = if from_left { &layers.left } else { &layers.right };
        // The last neighbour that was aligned with; alignments must not cross.
        let mut last: Option<u32> = None;
        let members = &layers.columns[column];
        for at in 0..members.len() {
            let vertex = members[if from_top { at } else { members.len() - 1 - at }];
            medians(neighbours, vertex, &place, &mut candidates);
            if !from_top {
                candidates.reverse();
            }
            for &(twin, _) in &candidates {
                let there = place[twin as usize];
                let free =
                    last.is_none_or(|last| if from_top { there > last } else { there < last });
                let piece = if from_left { (twin, vertex) } else { (vertex, twin) };
                if free && lost.binary_search(&piece).is_err() {
                    root[vertex as usize] = root[twin as usize];
                    last = Some(there);
                    break;
                }
            }
        }
    }
    root
}

/// The weighted median neighbour, or the two around the middle, from top to bottom.
fn medians(neighbours: &Adjacency, vertex: u32, place: &[u32], out: &mut Vec<(u32, i64)>) {
    out.clear();
    out.extend(neighbours.of(vertex).iter().map(|link| (link.vertex, link.weight)));
    out.sort_unstable_by_key(|&(twin, _)| place[twin as usize]);
    let total: i64 = out.iter().map(|&(_, weight)| weight).sum();
    let mut before = 0;
    out.retain(|&(_, weight)| {
        let (from, to) = (before * 2, (before + weight) * 2);
        before += weight;
        from <= total && total <= to
    });
}

/// Heights of all vertices when each block is as far up as the separations allow, then pulled
/// down to the next block where that closes a hole. Downwards if not `from_top`.
fn compact(layers: &Layers, space: &Space, root: &[u32], from_top: bool) -> Vec<f64> {
    let count = root.len();
    // Neighbours in a column, as edges between their blocks.
    let mut edges: Vec<(u32, u32, f64)> = Vec::with_capacity(count);
    let mut waiting = vec![0u32; count];
    let mut start = vec![0u32; count + 1];
    for column in &layers.columns {
        for pair in column.windows(2) {
            let (a, b) = if from_top { (pair[0], pair[1]) } else { (pair[1], pair[0]) };
            edges.push((root[a as usize], root[b as usize], space.between(a, b)));
            waiting[root[b as usize] as usize] += 1;
            start[root[a as usize] as usize + 1] += 1;
        }
    }
    edges.sort_by_key(|&(a, ..)| a);
    for at in 0..count {
        start[at + 1] += start[at];
    }
    let after =
        |block: u32| &edges[start[block as usize] as usize..start[block as usize + 1] as usize];

    let mut y = vec![0.0f64; count];
    let mut sorted: Vec<u32> =
        (0..count as u32).filter(|&v| root[v as usize] == v && waiting[v as usize] == 0).collect();
    let mut next = 0;
    while let Some(&block) = sorted.get(next) {
        next += 1;
        for &(_, below, gap) in after(block) {
            y[below as usize] = y[below as usize].max(y[block as usize] + gap);
            waiting[below as usize] -= 1;
            if waiting[below as usize] == 0 {
                sorted.push(below);
            }
        }
    }
    for &block in sorted.iter().rev() {
        let room =
            after(block).iter().map(|&(_, below, gap)| y[below as usize] - gap).reduce(f64::min);
        if let Some(room) = room {
            y[block as usize] = y[block as usize].max(room);
        }
    }
    (0..count).map(|v| y[root[v] as usize]).collect()
}

/// Moves the four layouts to the flattest one and takes the mean of the two middle heights.
fn average(candidates: &mut [(Vec<f64>, bool)], space: &Space) -> Vec<f64> {
    let extent = |y: &[f64]| {
        let low = y.iter().zip(&space.half).map(|(y, half)| y - half).fold(f64::INFINITY, f64::min);
        let high =
            y.iter().zip(&space.half).map(|(y, half)| y + half).fold(f64::NEG_INFINITY, f64::max);
        (low, high)
    };
    let extents: Vec<_> = candidates.iter().map(|(y, _)| extent(y)).collect();
    let flattest = extents.iter().copied().reduce(|a, b| if b.1 - b.0 < a.1 - a.0 { b } else { a });
    let (low, high) = flattest.unwrap_or_default();
    for ((y, from_top), extent) in candidates.iter_mut().zip(&extents) {
        let shift = if *from_top { low - extent.0 } else { high - extent.1 };
        y.iter_mut().for_each(|y| *y += shift);
    }
    (0..space.half.len())
        .map(|v| {
            let mut four =
                [candidates[0].0[v], candidates[1].0[v], candidates[2].0[v], candidates[3].0[v]];
            four.sort_by(f64::total_cmp);
            (four[1] + four[2]) / 2.0 - low
        })
        .collect()
}
