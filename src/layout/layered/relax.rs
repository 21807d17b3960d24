//! Heights from nothing but attraction: each column in turn moves to where its neighbours
//! pull it. Good where so many edges cross that few can be straight.

use super::coordinate::Space;
use super::settle::{Wish, settle};

/// Sweeps to and fro towards the means of the neighbours: where everything belongs.
const MEAN_SWEEPS: usize = 20;
/// Sweeps towards their medians: lines that are nearly straight become so.
const MEDIAN_SWEEPS: usize = 20;

pub(super) fn heights(space: &Space) -> Vec<f64> {
    let mut y = stacked(space);
    let mut near = Vec::new();
    for sweep in 0..MEAN_SWEEPS {
        pass(space, &mut y, sweep % 2 == 0, |vertex, y| mean(space, vertex, y));
    }
    for sweep in 0..MEDIAN_SWEEPS {
        pass(space, &mut y, sweep % 2 == 0, |vertex, y| median(space, vertex, y, &mut near));
    }
    y
}

/// Each column packed tightly round height 0.
fn stacked(space: &Space) -> Vec<f64> {
    let mut y = vec![0.0; space.layers.rank.len()];
    for column in &space.layers.columns {
        let mut at = 0.0;
        for pair in column.windows(2) {
            at += space.between(pair[0], pair[1]);
            y[pair[1] as usize] = at;
        }
        for &vertex in column {
            y[vertex as usize] -= at / 2.0;
        }
    }
    y
}

/// Moves each column once. `wish` gives where a vertex wants to be and how much.
fn pass(
    space: &Space,
    y: &mut [f64],
    rightwards: bool,
    mut wish: impl FnMut(u32, &[f64]) -> (f64, i64),
) {
    let count = space.layers.columns.len();
    let mut wishes = Vec::new();
    for step in 0..count {
        let column = &space.layers.columns[if rightwards { step } else { count - 1 - step }];
        wishes.clear();
        let mut above = None;
        for &vertex in column {
            let (at, weight) = wish(vertex, y);
            let gap = above.map_or(0.0, |above| space.between(above, vertex));
            wishes.push(Wish { at, gap, weight: weight.max(1) as f64 });
            above = Some(vertex);
        }
        for (&vertex, at) in column.iter().zip(settle(&wishes)) {
            y[vertex as usize] = at;
        }
    }
}

fn mean(space: &Space, vertex: u32, y: &[f64]) -> (f64, i64) {
    let (mut sum, mut weight) = (0.0, 0);
    for (other, pull) in space.neighbours(vertex) {
        sum += y[other as usize] * pull as f64;
        weight += pull;
    }
    if weight == 0 { (y[vertex as usize], 0) } else { (sum / weight as f64, weight) }
}

/// The nearest of the places between the neighbours that are equally short for the lines.
fn median(space: &Space, vertex: u32, y: &[f64], near: &mut Vec<(f64, i64)>) -> (f64, i64) {
    near.clear();
    near.extend(space.neighbours(vertex).map(|(other, pull)| (y[other as usize], pull)));
    near.sort_by(|a, b| a.0.total_cmp(&b.0));
    let total: i64 = near.iter().map(|&(_, pull)| pull).sum();
    let here = y[vertex as usize];
    let reaches = |bound: i64| {
        let mut sum = 0;
        near.iter().find(|&&(_, pull)| {
            sum += pull;
            2 * sum >= bound
        })
    };
    let (Some(low), Some(high)) = (reaches(total), reaches(total + 1)) else { return (here, 0) };
    (here.max(low.0).min(high.0), total)
}
