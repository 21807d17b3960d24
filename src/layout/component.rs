//! From a request to graphs the steps can trust: connected, sane numbers, canonical order.
//!
//! Nodes are sorted by key and edges by their ends, so that a permuted request gives the same
//! picture, and every later tie may be broken by index.

use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::unionfind::UnionFind;

use super::{MapRequest, Point};
use crate::model::{sort_by, sort_by_key};

/// A connected piece of the map.
pub(super) type Graph = DiGraph<Block, Call, u32>;

/// The size of a node whose own makes no sense, in px.
const DEFAULT_SIZE: (f64, f64) = (140.0, 40.0);
/// No side is longer, in px: a box of a thousand nodes in one column is not; sums of a million of them stay
/// exact enough.
const MAX_SIDE: f64 = 100_000.0;
/// The heaviest edge's weight; each halving of the traffic takes one off.
const MAX_WEIGHT: i64 = 8;

/// A node: a box to place.
#[derive(Clone, Debug)]
pub(super) struct Block {
    /// Index in the request.
    pub id: u32,
    pub width: f64,
    pub height: f64,
    pub source: bool,
    pub previous: Option<Point>,
    /// Edges from the node to itself, by index in the request.
    pub loops: Vec<u32>,
}

/// An edge between two nodes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call {
    /// Index in the request.
    pub id: u32,
    /// From 1 to [`MAX_WEIGHT`].
    pub weight: i64,
    /// The graph's edge points against the request's, since that one closed a cycle.
    pub reversed: bool,
}

/// Width and height of a node, in px, with nonsense replaced.
pub(super) fn size(request: &MapRequest, node: usize) -> (f64, f64) {
    let side = |given: f64, default: f64| {
        if given > 0.0 && given.is_finite() { given.clamp(1.0, MAX_SIDE) } else { default }
    };
    request
        .nodes
        .get(node)
        .map_or(DEFAULT_SIZE, |n| (side(n.width, DEFAULT_SIZE.0), side(n.height, DEFAULT_SIZE.1)))
}

/// The connected components, the largest first.
pub(super) fn split(request: &MapRequest) -> Vec<Graph> {
    let count = request.nodes.len();
    let mut by_key: Vec<u32> = (0..count as u32).collect();
    sort_by(&mut by_key, |&a, &b| {
        request.nodes[a as usize].key.cmp(&request.nodes[b as usize].key).then(a.cmp(&b))
    });
    let mut place = vec![0u32; count];
    for (at, &node) in by_key.iter().enumerate() {
        place[node as usize] = at as u32;
    }

    let edges = canonical_edges(request, &place);
    let mut sets = UnionFind::<u32>::new(count);
    for &(tail, head, _) in &edges {
        sets.union(tail, head);
    }
    let mut graphs: Vec<Graph> = Vec::new();
    let mut graph_of_set: Vec<Option<usize>> = vec![None; count];
    let mut spot = vec![(0usize, NodeIndex::new(0)); count];
    for (at, &node) in by_key.iter().enumerate() {
        let slot = &mut graph_of_set[sets.find(at as u32) as usize];
        let graph = *slot.get_or_insert_with(|| {
            graphs.push(Graph::default());
            graphs.len() - 1
        });
        spot[at] = (graph, graphs[graph].add_node(block(request, node)));
    }
    for &(tail, head, call) in &edges {
        let (graph, from) = spot[tail as usize];
        let (_, to) = spot[head as usize];
        if from == to {
            graphs[graph][from].loops.push(call.id);
        } else {
            graphs[graph].add_edge(from, to, call);
        }
    }
    sort_by_key(&mut graphs, |g| std::cmp::Reverse(g.node_count()));
    graphs
}

/// Edges with both ends in the request, as (tail, head) by sorted place, in canonical order.
fn canonical_edges(request: &MapRequest, place: &[u32]) -> Vec<(u32, u32, Call)> {
    let sane = |weight: f64| if weight > 0.0 && weight.is_finite() { weight } else { 1.0 };
    let heaviest = request.edges.iter().map(|e| sane(e.weight)).fold(0.0, f64::max);
    let mut edges: Vec<(u32, u32, Call)> = Vec::with_capacity(request.edges.len());
    for (id, edge) in request.edges.iter().enumerate() {
        let ends = (place.get(edge.source as usize), place.get(edge.target as usize));
        if let (Some(&tail), Some(&head)) = ends {
            let call =
                Call { id: id as u32, weight: grade(sane(edge.weight), heaviest), reversed: false };
            edges.push((tail, head, call));
        }
    }
    sort_by_key(&mut edges, |&(tail, head, call)| (tail, head, -call.weight, call.id));
    edges
}

/// Traffic spans orders of magnitude, importance does not: one step a halving.
fn grade(weight: f64, heaviest: f64) -> i64 {
    let mut grade = MAX_WEIGHT;
    let mut bound = heaviest / 2.0;
    while grade > 1 && weight < bound {
        grade -= 1;
        bound /= 2.0;
    }
    grade
}

fn block(request: &MapRequest, id: u32) -> Block {
    let (width, height) = size(request, id as usize);
    let node = &request.nodes[id as usize];
    let previous = node.previous.filter(|p| p.x.is_finite() && p.y.is_finite());
    Block { id, width, height, source: node.source, previous, loops: Vec::new() }
}
