//! Where columns stand, and how high each vertex.
//!
//! What heights should be like: lines short and, above all, straight. A piece of an edge costs
//! its change in height, times its weight, times its stiffness: a bend between two dummies is
//! the ugliest. Two quick methods give a start, of which the cheaper is taken, and network
//! simplex makes it the best.

use super::align;
use super::layers::Layers;
use super::relax;
use super::straighten;
use crate::layout::component::Graph;
use crate::layout::pack::ASPECT;
use crate::layout::{EDGE_GAP, NODE_GAP, RANK_GAP};

/// Lines leave and enter a column level for so long, in px: room for the head of an arrow,
/// and for a loop.
const STUB: f64 = 12.0;
/// Columns stand at most so many times further apart than [`RANK_GAP`] to make steep lines
/// flatter on a high sheet.
const MAX_STRETCH: f64 = 2.5;

/// Where columns and vertices stand.
pub(super) struct Frame {
    /// Middle of each column.
    pub middle: Vec<f64>,
    /// Left and right side of each column: all its boxes are within, and lines cross it level.
    pub sides: Vec<(f64, f64)>,
    /// Centre of each vertex.
    pub y: Vec<f64>,
}

/// How much of a column each vertex takes, and what its pieces cost.
pub(super) struct Space<'a> {
    pub layers: &'a Layers,
    /// Half the height with half the gap to the next vertex.
    half: Vec<f64>,
    places: Vec<u32>,
}

pub(super) fn assign(layers: &Layers, graph: &Graph) -> Frame {
    let space = Space::new(layers, graph);
    let y = heights(&space);
    let (middle, sides) = columns(layers, graph, extent(&space, &y));
    Frame { middle, sides, y }
}

fn heights(space: &Space) -> Vec<f64> {
    let (aligned, relaxed) = (align::heights(space), relax::heights(space));
    let start = if space.cost(&aligned) <= space.cost(&relaxed) { aligned } else { relaxed };
    straighten::heights(space, start)
}

/// Middles and sides of the columns, wide enough apart for a sheet so high.
fn columns(layers: &Layers, graph: &Graph, height: f64) -> (Vec<f64>, Vec<(f64, f64)>) {
    let mut widths = vec![0.0f64; layers.columns.len()];
    for (node, block) in graph.node_weights().enumerate() {
        let width = &mut widths[layers.rank[node] as usize];
        *width = width.max(block.width);
    }
    let gaps = (widths.len() as f64 - 1.0).max(1.0);
    let wanted = (height * ASPECT - widths.iter().sum::<f64>()) / gaps;
    let gap = wanted.clamp(RANK_GAP, RANK_GAP * MAX_STRETCH);
    let mut left = 0.0;
    let place = |width: &f64| {
        let (from, to) = (left, left + width);
        left = to + gap;
        (f64::midpoint(from, to), (from - STUB, to + STUB))
    };
    widths.iter().map(place).unzip()
}

fn extent(space: &Space, y: &[f64]) -> f64 {
    let low = y.iter().zip(&space.half).map(|(y, half)| y - half).fold(f64::INFINITY, f64::min);
    let high =
        y.iter().zip(&space.half).map(|(y, half)| y + half).fold(f64::NEG_INFINITY, f64::max);
    high - low
}

impl<'a> Space<'a> {
    fn new(layers: &'a Layers, graph: &Graph) -> Self {
        let mut half = vec![EDGE_GAP / 2.0; layers.rank.len()];
        for (half, block) in half.iter_mut().zip(graph.node_weights()) {
            *half = (block.height + NODE_GAP) / 2.0;
        }
        Space { layers, half, places: layers.places() }
    }

    /// The least distance of two neighbours in a column; whole pixels, so that sums are exact.
    pub fn between(&self, above: u32, below: u32) -> f64 {
        (self.half[above as usize] + self.half[below as usize]).ceil()
    }

    /// The vertices above and below one in its column.
    pub fn beside(&self, vertex: u32) -> (Option<u32>, Option<u32>) {
        let column = &self.layers.columns[self.layers.rank[vertex as usize] as usize];
        let place = self.places[vertex as usize] as usize;
        (place.checked_sub(1).map(|above| column[above]), column.get(place + 1).copied())
    }

    /// What a pixel of height between the ends of a piece costs. Long lines run straight
    /// between their bends, but rather bend at their ends than push a row of boxes apart.
    pub fn pull(&self, a: u32, b: u32, weight: i64) -> i64 {
        weight
            * match (self.layers.is_dummy(a), self.layers.is_dummy(b)) {
                (true, true) => 8,
                (false, false) => 2,
                _ => 1,
            }
    }

    /// Neighbours of a vertex on both sides, with their pulls.
    pub fn neighbours(&self, vertex: u32) -> impl Iterator<Item = (u32, i64)> {
        let links = self.layers.left.of(vertex).iter().chain(self.layers.right.of(vertex));
        links.map(move |link| (link.vertex, self.pull(vertex, link.vertex, link.weight)))
    }

    fn cost(&self, y: &[f64]) -> f64 {
        let pieces = (0..y.len() as u32)
            .flat_map(|from| self.layers.right.of(from).iter().map(move |link| (from, link)));
        pieces
            .map(|(from, link)| {
                (y[from as usize] - y[link.vertex as usize]).abs()
                    * self.pull(from, link.vertex, link.weight) as f64
            })
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::layout::layered::{fixture, order, rank};

    /// Heights of the nodes from the topmost one down, by each method.
    fn check(text: &str, method: fn(&Space) -> Vec<f64>, expected: &str) {
        let graph = fixture::graph(text);
        let request = fixture::request(text);
        let layers = order::reduce(&graph, &rank::assign(&graph));
        let space = Space::new(&layers, &graph);
        let y = method(&space);
        let top = y.iter().copied().fold(f64::INFINITY, f64::min);
        let named = graph.node_weights().zip(&y).map(|(block, y)| {
            format!("{}{}", request.nodes[block.id as usize].key, (y - top).round())
        });
        assert_eq!(named.collect::<Vec<_>>().join(" "), expected);
    }

    #[test]
    fn chains_are_straight() {
        for method in [align::heights, relax::heights, heights] {
            check("a>b b>c c>d", method, "a0 b0 c0 d0");
        }
        check("a>b b>c c>d a>d", heights, "a0 b0 c0 d0");
    }

    #[test]
    fn parents_stand_in_the_middle() {
        for method in [align::heights, relax::heights, heights] {
            check("r>a r>b r>c", method, "a0 b76 c152 r76");
            check("r>a r>b", method, "a0 b76 r38");
        }
        check("C>r r>a r>b a>x b>y", heights, "C38 a0 b76 r38 x0 y76");
        check("a>z b>z c>z z>y", heights, "a0 b76 c152 y76 z76");
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_best_heights_are_valid_and_no_dearer(graph in fixture::graphs()) {
            let layers = order::reduce(&graph, &rank::assign(&graph));
            let space = Space::new(&layers, &graph);
            let start = relax::heights(&space);
            let y = heights(&space);
            // Half a pixel each for the rounding to whole ones.
            let slack: f64 = (0..y.len() as u32).flat_map(|v| space.neighbours(v)).map(|(_, pull)| pull as f64).sum();
            prop_assert!(space.cost(&y) <= space.cost(&start) + slack);
            for heights in [&y, &start, &align::heights(&space)] {
                for pair in layers.columns.iter().flat_map(|column| column.windows(2)) {
                    let distance = heights[pair[1] as usize] - heights[pair[0] as usize];
                    prop_assert!(distance >= space.between(pair[0], pair[1]) - 1e-6);
                }
            }
        }
    }
}
