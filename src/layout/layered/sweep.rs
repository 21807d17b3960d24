//! Barycentre sweeps: each column sorted by the mean place of its neighbours, to and fro.

use super::layers::{Adjacency, Layers};
use super::weave::Weave;
use crate::layout::component::Graph;
use crate::model::sort_by;

/// Pairs of sweeps without improvement before giving up, and pairs at all.
const PATIENCE: usize = 4;
const MAX_SWEEPS: usize = 24;

/// Orders to start from: as few as one if the nodes stood somewhere before.
pub(super) fn starts(layers: &Layers, graph: &Graph) -> Vec<Vec<Vec<u32>>> {
    if graph.node_weights().any(|block| block.previous.is_some()) {
        return vec![as_before(layers, graph)];
    }
    let columns = layers.columns.clone();
    vec![columns.clone(), mirrored(walked(layers)), mirrored(columns)]
}

/// Sorts all columns until that gains no more; keeps the best order.
pub(super) fn sweep(weave: &mut Weave) {
    let mut least = weave.crossings();
    let mut best = weave.columns.clone();
    let mut stale = 0;
    for _ in 0..MAX_SWEEPS {
        if stale == PATIENCE || least == 0 {
            break;
        }
        let count = weave.columns.len();
        for column in 1..count {
            sort(weave, column, true, stale % 2 == 1);
        }
        for column in (0..count - 1).rev() {
            sort(weave, column, false, stale % 2 == 1);
        }
        let crossings = weave.crossings();
        stale += 1;
        if crossings < least {
            least = crossings;
            best.clone_from(&weave.columns);
            stale = 0;
        }
    }
    weave.set_columns(best);
}

/// Sorts one column by its neighbours before or after it. Equals keep their order, or with
/// `flip` turn it round: that is how sweeps get out of a dead end.
fn sort(weave: &mut Weave, column: usize, by_before: bool, flip: bool) {
    let mean = |place: usize, vertex: u32| {
        let (mut sum, mut count) = (0u64, 0u64);
        let see = |neighbour: u32| {
            sum += u64::from(neighbour);
            count += 1;
        };
        if by_before {
            weave.each_before(vertex, see);
        } else {
            weave.each_after(vertex, see);
        }
        if count == 0 { place as f64 } else { sum as f64 / count as f64 }
    };
    let mut members: Vec<(f64, u32)> = weave.columns[column]
        .iter()
        .enumerate()
        .map(|(place, &vertex)| (mean(place, vertex), vertex))
        .collect();
    if flip {
        members.reverse();
    }
    members.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (slot, (_, vertex)) in weave.columns[column].iter_mut().zip(members) {
        *slot = vertex;
    }
    weave.index(column, 0);
}

fn mirrored(mut columns: Vec<Vec<u32>>) -> Vec<Vec<u32>> {
    columns.iter_mut().for_each(|column| column.reverse());
    columns
}

/// Columns in the order of a depth-first walk from the last callees back.
fn walked(layers: &Layers) -> Vec<Vec<u32>> {
    let mut columns = vec![Vec::new(); layers.columns.len()];
    let mut seen = vec![false; layers.rank.len()];
    for &start in layers.columns.iter().rev().flatten() {
        let mut path = vec![start];
        while let Some(vertex) = path.pop() {
            if !std::mem::replace(&mut seen[vertex as usize], true) {
                columns[layers.rank[vertex as usize] as usize].push(vertex);
                path.extend(layers.left.of(vertex).iter().rev().map(|link| link.vertex));
            }
        }
    }
    columns
}

/// Columns in the order in which their nodes stood before; what is new or no node stands at the
/// mean height of its neighbours to the left, as far as these are known.
fn as_before(layers: &Layers, graph: &Graph) -> Vec<Vec<u32>> {
    let mut y: Vec<Option<f64>> =
        graph.node_weights().map(|block| block.previous.map(|p| p.y)).collect();
    y.resize(layers.rank.len(), None);
    let mut columns = layers.columns.clone();
    for column in &mut columns {
        for &vertex in &*column {
            y[vertex as usize] =
                y[vertex as usize].or_else(|| mean_height(&layers.left, vertex, &y));
        }
        let height = |vertex: u32| y[vertex as usize].unwrap_or(0.0);
        sort_by(column, |&a, &b| height(a).total_cmp(&height(b)));
    }
    columns
}

fn mean_height(neighbours: &Adjacency, vertex: u32, y: &[Option<f64>]) -> Option<f64> {
    let known: Vec<f64> =
        neighbours.of(vertex).iter().filter_map(|link| y[link.vertex as usize]).collect();
    (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64)
}
