//! The lines between the boxes of one component.
//!
//! Lines cross a column level and change height only in the gap between two columns, where no
//! box stands, so a line never runs through a box; a view may also draw each piece as a curve
//! with level ends. At a box the lines leave from ports, in the order of where they go, so
//! lines of one box do not cross each other.

use super::coordinate::Frame;
use super::layers::{Chain, Layers};
use super::settle::{Wish, settle};
use crate::layout::component::Graph;
use crate::layout::{EDGE_GAP, NODE_GAP, Point, Sheet};
use crate::model::sort;

/// Ports of a side stand no further apart, in px: lines to one box should look like a bundle.
pub const PORT_GAP: f64 = 12.0;
/// No port is nearer to a corner, in px.
const CORNER: f64 = 8.0;
/// The smallest and the largest loop, in px: it stays within the stub of other lines, and
/// within half of [`NODE_GAP`].
const LOOP: (f64, f64) = (8.0, 11.0);

pub(super) fn draw(layers: &Layers, graph: &Graph, frame: &Frame) -> Sheet {
    let ports = Ports::new(layers, graph, frame);
    let mut routes = Vec::with_capacity(graph.edge_count());
    let top = frame.y.iter().copied().fold(0.0, f64::min);
    let mut lane = top - NODE_GAP;
    for (edge, call) in graph.edge_weights().enumerate() {
        let chain = &layers.chains[edge];
        let mut points = if chain.outside {
            lane -= EDGE_GAP;
            outside(layers, graph, frame, chain, lane)
        } else {
            inside(layers, graph, frame, chain, ports.of(edge))
        };
        if call.reversed {
            points.reverse();
        }
        routes.push((call.id, straightened(points)));
    }
    let mut nodes = Vec::with_capacity(graph.node_count());
    for (node, block) in graph.node_weights().enumerate() {
        let centre = Point { x: centre_x(layers, frame, node as u32), y: frame.y[node] };
        nodes.push((block.id, centre));
        for (at, &edge) in block.loops.iter().enumerate() {
            let share = (at + 1) as f64 / block.loops.len() as f64;
            routes.push((edge, corner_loop(centre, block.width, block.height, share)));
        }
    }
    fitted(nodes, routes, graph)
}

/// A small loop round the right upper corner: out at the right side, back in at the top.
pub fn corner_loop(centre: Point, width: f64, height: f64, share: f64) -> Vec<Point> {
    let size = LOOP.0 + (LOOP.1 - LOOP.0) * share;
    let inset = CORNER * share;
    let (right, top) = (centre.x + width / 2.0, centre.y - height / 2.0);
    let (x, y) = (right - (size + inset).min(width / 2.0), top + inset.min(height / 4.0));
    [(right, y), (right + size, y), (right + size, top - size), (x, top - size), (x, top)]
        .map(|(x, y)| Point { x, y })
        .to_vec()
}

/// The heights at which each edge leaves its tail and reaches its head.
struct Ports {
    tail: Vec<f64>,
    head: Vec<f64>,
}

impl Ports {
    fn new(layers: &Layers, graph: &Graph, frame: &Frame) -> Self {
        let mut ports =
            Ports { tail: vec![0.0; layers.chains.len()], head: vec![0.0; layers.chains.len()] };
        let place = layers.places();
        // Edges at each side of each node: where they go next, and which they are.
        let mut tails: Vec<Vec<(u32, u32, usize)>> = vec![Vec::new(); layers.nodes];
        let mut heads = tails.clone();
        for (edge, chain) in layers.chains.iter().enumerate().filter(|(_, chain)| !chain.outside) {
            let next = if chain.dummies.is_empty() { chain.head } else { chain.dummies.start };
            let last = if chain.dummies.is_empty() { chain.tail } else { chain.dummies.end - 1 };
            tails[chain.tail as usize].push((place[next as usize], next, edge));
            heads[chain.head as usize].push((place[last as usize], last, edge));
        }
        for (node, block) in graph.node_weights().enumerate() {
            for (side, heights) in
                [(&mut tails[node], &mut ports.tail), (&mut heads[node], &mut ports.head)]
            {
                sort(side);
                let wanted: Vec<f64> =
                    side.iter().map(|&(_, vertex, _)| frame.y[vertex as usize]).collect();
                for (height, &(_, _, edge)) in
                    spread(frame.y[node], block.height, &wanted).into_iter().zip(&*side)
                {
                    heights[edge] = height;
                }
            }
        }
        ports
    }

    fn of(&self, edge: usize) -> (f64, f64) {
        (self.tail[edge], self.head[edge])
    }
}

/// Ports of one side, from top to bottom: each as near as it can be to the height where its
/// line goes on. Lines that can run level come first.
fn spread(centre: f64, height: f64, wanted: &[f64]) -> Vec<f64> {
    let is_level = |y: &f64| (y - centre).abs() < 0.5;
    let level = (wanted.iter().position(is_level), wanted.iter().rposition(is_level));
    let last = wanted.len().saturating_sub(1) as f64;
    let middle = match level {
        (Some(first), Some(last)) => f64::midpoint(first as f64, last as f64),
        _ => last / 2.0,
    };
    let half = (height / 2.0 - CORNER).max(height / 4.0);
    let gap = PORT_GAP.min(half / middle.max(last - middle).max(0.5));
    let reach = gap * last / 2.0;
    let wish = |y: &f64| {
        let weight = if is_level(y) { 1000.0 } else { 1.0 };
        // Not `clamp`, which panics when a bound is no number.
        Wish { at: y.max(centre - reach).min(centre + reach), gap, weight }
    };
    let mut ports = settle(&wanted.iter().map(wish).collect::<Vec<_>>());
    for (at, port) in ports.iter_mut().enumerate() {
        let (above, below) = (gap * at as f64, gap * (last - at as f64));
        *port = port.max(centre - half + above).min(centre + half - below);
    }
    if let (Some(first), Some(last)) = level
        && first == last
    {
        // Exactly, for the others have moved it by a hair.
        ports[first] = centre;
    }
    ports
}

fn centre_x(layers: &Layers, frame: &Frame, vertex: u32) -> f64 {
    frame.middle[layers.rank[vertex as usize] as usize]
}

/// Through the dummies, level in every column.
fn inside(
    layers: &Layers,
    graph: &Graph,
    frame: &Frame,
    chain: &Chain,
    ports: (f64, f64),
) -> Vec<Point> {
    let half = |node: u32| graph[petgraph::graph::NodeIndex::new(node as usize)].width / 2.0;
    let side = |vertex: u32| frame.sides[layers.rank[vertex as usize] as usize];
    let mut points = Vec::with_capacity(4 + 2 * chain.dummies.len());
    points.push(Point { x: centre_x(layers, frame, chain.tail) + half(chain.tail), y: ports.0 });
    points.push(Point { x: side(chain.tail).1, y: ports.0 });
    for dummy in chain.dummies.clone() {
        let (left, right) = side(dummy);
        let y = frame.y[dummy as usize];
        points.push(Point { x: left, y });
        points.push(Point { x: right, y });
    }
    points.push(Point { x: side(chain.head).0, y: ports.1 });
    points.push(Point { x: centre_x(layers, frame, chain.head) - half(chain.head), y: ports.1 });
    points
}

/// Up through the gap after the tail, along a lane above all boxes, and down before the head.
fn outside(layers: &Layers, graph: &Graph, frame: &Frame, chain: &Chain, lane: f64) -> Vec<Point> {
    let half = |node: u32| graph[petgraph::graph::NodeIndex::new(node as usize)].width / 2.0;
    let side = |node: u32| frame.sides[layers.rank[node as usize] as usize];
    let (up, down) = (side(chain.tail).1 + EDGE_GAP, side(chain.head).0 - EDGE_GAP);
    let (from, to) = (frame.y[chain.tail as usize], frame.y[chain.head as usize]);
    vec![
        Point { x: centre_x(layers, frame, chain.tail) + half(chain.tail), y: from },
        Point { x: up, y: from },
        Point { x: up, y: lane },
        Point { x: down, y: lane },
        Point { x: down, y: to },
        Point { x: centre_x(layers, frame, chain.head) - half(chain.head), y: to },
    ]
}

/// Without points that repeat, or lie on the level line of their neighbours.
fn straightened(points: Vec<Point>) -> Vec<Point> {
    let mut out: Vec<Point> = Vec::with_capacity(points.len());
    for point in points {
        if out.last() == Some(&point) && out.len() > 1 {
            continue;
        }
        if let [.., before, last] = out[..]
            && before.y == last.y
            && last.y == point.y
        {
            out.pop();
        }
        out.push(point);
    }
    out
}

/// Shifts everything so that boxes and lines begin at (0, 0).
fn fitted(
    mut nodes: Vec<(u32, Point)>,
    mut routes: Vec<(u32, Vec<Point>)>,
    graph: &Graph,
) -> Sheet {
    let (mut low, mut high) = (
        Point { x: f64::INFINITY, y: f64::INFINITY },
        Point { x: f64::NEG_INFINITY, y: f64::NEG_INFINITY },
    );
    let mut see = |x: f64, y: f64| {
        low = Point { x: low.x.min(x), y: low.y.min(y) };
        high = Point { x: high.x.max(x), y: high.y.max(y) };
    };
    for (block, (_, centre)) in graph.node_weights().zip(&nodes) {
        see(centre.x - block.width / 2.0, centre.y - block.height / 2.0);
        see(centre.x + block.width / 2.0, centre.y + block.height / 2.0);
    }
    for point in routes.iter().flat_map(|(_, points)| points) {
        see(point.x, point.y);
    }
    let all =
        nodes.iter_mut().map(|(_, p)| p).chain(routes.iter_mut().flat_map(|(_, points)| points));
    for point in all {
        point.x -= low.x;
        point.y -= low.y;
    }
    Sheet { nodes, routes, width: high.x - low.x, height: high.y - low.y }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(height: f64, wanted: &[f64], expected: &[f64]) {
        let ports: Vec<f64> =
            spread(100.0, height, wanted).iter().map(|port| port.round()).collect();
        assert_eq!(ports, expected);
    }

    #[test]
    fn lines_leave_near_where_they_go() {
        check(60.0, &[500.0], &[100.0]);
        check(60.0, &[0.0, 200.0], &[94.0, 106.0]);
        check(60.0, &[0.0, 100.0, 200.0], &[88.0, 100.0, 112.0]);
    }

    #[test]
    fn a_level_line_stays_level() {
        check(60.0, &[100.0, 300.0], &[100.0, 112.0]);
        check(60.0, &[100.0, 300.0, 400.0, 500.0], &[100.0, 107.0, 115.0, 122.0]);
        // Two of them share the middle.
        check(60.0, &[100.0, 100.0], &[94.0, 106.0]);
    }

    #[test]
    fn heights_that_are_no_numbers_are_survived() {
        assert_eq!(spread(f64::NAN, 60.0, &[1.0, f64::NAN]).len(), 2);
        assert_eq!(spread(0.0, f64::NAN, &[1.0]).len(), 1);
    }

    #[test]
    fn many_lines_share_the_side() {
        let ports = spread(0.0, 40.0, &[300.0; 100]);
        assert!(ports.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(ports[0] >= -12.0 && ports[99] <= 12.0);
    }
}
