//! The order in each column, so that few edges cross.

use super::component::Graph;
use super::layers::{Adjacency, Layers};

/// Pairs of sweeps without improvement before giving up.
const PATIENCE: usize = 4;

/// Reorders the columns of `layers`.
pub(super) fn reduce(layers: &mut Layers, graph: &Graph) {
    seed(layers, graph);
    let mut best = layers.columns.clone();
    let mut least = count(layers);
    let mut stale = 0;
    while stale < PATIENCE && least > 0 {
        let mut place = layers.places();
        for column in 1..layers.columns.len() {
            sort_column(&mut layers.columns[column], &layers.left, &mut place, stale % 2 == 1);
        }
        for column in (0..layers.columns.len() - 1).rev() {
            sort_column(&mut layers.columns[column], &layers.right, &mut place, stale % 2 == 1);
        }
        let crossings = count(layers);
        if crossings < least {
            least = crossings;
            best.clone_from(&layers.columns);
            stale = 0;
        } else {
            stale += 1;
        }
    }
    layers.columns = best;
}

/// Columns in the order in which their nodes stood before; new ones and dummies follow the
/// nearest column to the left.
fn seed(layers: &mut Layers, graph: &Graph) {
    if graph.node_weights().all(|block| block.previous.is_none()) {
        return;
    }
    let mut y: Vec<f64> =
        graph.node_weights().map(|block| block.previous.map_or(f64::NAN, |p| p.y)).collect();
    y.resize(layers.rank.len(), f64::NAN);
    for column in 0..layers.columns.len() {
        for &vertex in &layers.columns[column] {
            if y[vertex as usize].is_nan() {
                let known = layers.left.of(vertex).iter().map(|link| y[link.vertex as usize]);
                let (count, sum) = known.fold((0.0, 0.0), |(count, sum), y| (count + 1.0, sum + y));
                y[vertex as usize] = if count > 0.0 { sum / count } else { 0.0 };
            }
        }
        layers.columns[column]
            .sort_by(|&a, &b| y[a as usize].total_cmp(&y[b as usize]).then(a.cmp(&b)));
    }
}

fn sort_column(column: &mut [u32], neighbours: &Adjacency, place: &mut [u32], flip: bool) {
    let mut keyed: Vec<(f64, u32, u32)> = column
        .iter()
        .enumerate()
        .map(|(at, &vertex)| {
            let links = neighbours.of(vertex);
            let sum: u64 = links.iter().map(|link| u64::from(place[link.vertex as usize])).sum();
            let centre = if links.is_empty() { at as f64 } else { sum as f64 / links.len() as f64 };
            (centre, if flip { u32::MAX - at as u32 } else { at as u32 }, vertex)
        })
        .collect();
    keyed.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    for (at, (_, _, vertex)) in keyed.into_iter().enumerate() {
        column[at] = vertex;
        place[vertex as usize] = at as u32;
    }
}

/// Crossings between all neighbouring columns.
pub(super) fn count(layers: &Layers) -> u64 {
    let place = layers.places();
    let mut tree = Vec::new();
    let mut sum = 0;
    for pair in layers.columns.windows(2) {
        let mut south: Vec<u32> = Vec::new();
        for &vertex in &pair[0] {
            let from = south.len();
            south.extend(layers.right.of(vertex).iter().map(|link| place[link.vertex as usize]));
            south[from..].sort_unstable();
        }
        tree.clear();
        tree.resize(pair[1].len() + 1, 0u32);
        for (seen, &at) in south.iter().enumerate() {
            let mut at_or_before = 0u64;
            let mut node = at as usize + 1;
            while node > 0 {
                at_or_before += u64::from(tree[node]);
                node &= node - 1;
            }
            sum += seen as u64 - at_or_before;
            let mut node = at as usize + 1;
            while node < tree.len() {
                tree[node] += 1;
                node += node & node.wrapping_neg();
            }
        }
    }
    sum
}
