//! The graph cut into columns: a long edge becomes a chain of dummy vertices, one in each
//! column it passes, so that all later steps see edges between neighbouring columns only.

use std::ops::Range;

use petgraph::visit::EdgeRef;

use crate::layout::component::Graph;

/// More dummies than so many for each node and edge, or in all, and the longest edges are led
/// round the outside instead: they would cost memory without making the picture any clearer.
const DUMMIES_EACH: usize = 40;
const MAX_DUMMIES: usize = 400_000;

/// Vertices by column. Those below `nodes` are the graph's nodes, the others dummies.
pub(super) struct Layers {
    pub nodes: usize,
    /// Column of each vertex.
    pub rank: Vec<u32>,
    /// The vertices of each column from top to bottom.
    pub columns: Vec<Vec<u32>>,
    /// Neighbours in the column before and after.
    pub left: Adjacency,
    pub right: Adjacency,
    /// The graph's edges, by index.
    pub chains: Vec<Chain>,
}

/// An edge of the graph as it runs through the columns.
#[derive(Clone, Debug)]
pub(super) struct Chain {
    pub tail: u32,
    pub head: u32,
    /// Its dummy vertices from left to right.
    pub dummies: Range<u32>,
    /// Led round the outside: no dummies, and unknown to [`Layers::left`] and [`Layers::right`].
    pub outside: bool,
    pub weight: i64,
}

/// Neighbours of every vertex, in one array.
#[derive(Clone, Debug, Default)]
pub(super) struct Adjacency {
    start: Vec<u32>,
    links: Vec<Link>,
}

/// The other end of a piece of an edge.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link {
    pub vertex: u32,
    pub weight: i64,
}

impl Layers {
    /// Columns in which the vertices stand in order of index.
    pub fn new(graph: &Graph, ranks: &[u32]) -> Self {
        let mut rank = ranks.to_vec();
        let longest = longest_inside(graph, ranks);
        let mut chains = Vec::with_capacity(graph.edge_count());
        for edge in graph.edge_references() {
            let (tail, head) = (edge.source().index() as u32, edge.target().index() as u32);
            let (from, to) = (ranks[tail as usize], ranks[head as usize]);
            let first = rank.len() as u32;
            let outside = to - from > longest;
            if !outside {
                rank.extend(from + 1..to);
            }
            let dummies = first..rank.len() as u32;
            chains.push(Chain { tail, head, dummies, outside, weight: edge.weight().weight });
        }
        let mut columns = vec![Vec::new(); ranks.iter().max().map_or(0, |&last| last as usize + 1)];
        for (vertex, &column) in rank.iter().enumerate() {
            columns[column as usize].push(vertex as u32);
        }
        let pieces: Vec<_> =
            chains.iter().filter(|chain| !chain.outside).flat_map(Chain::pieces).collect();
        let right = Adjacency::new(rank.len(), pieces.iter().copied());
        let left = Adjacency::new(
            rank.len(),
            pieces.iter().map(|&(tail, head, weight)| (head, tail, weight)),
        );
        Layers { nodes: graph.node_count(), rank, columns, left, right, chains }
    }

    /// Place of each vertex in its column, from the top.
    pub fn places(&self) -> Vec<u32> {
        let mut place = vec![0; self.rank.len()];
        for column in &self.columns {
            for (at, &vertex) in column.iter().enumerate() {
                place[vertex as usize] = at as u32;
            }
        }
        place
    }

    pub fn is_dummy(&self, vertex: u32) -> bool {
        vertex as usize >= self.nodes
    }
}

impl Chain {
    /// All vertices from tail to head.
    pub fn vertices(&self) -> impl Iterator<Item = u32> + use<> {
        std::iter::once(self.tail).chain(self.dummies.clone()).chain(std::iter::once(self.head))
    }

    /// Its pieces between neighbouring columns as (left, right, weight).
    fn pieces(&self) -> impl Iterator<Item = (u32, u32, i64)> + use<> {
        let weight = self.weight;
        self.vertices().zip(self.vertices().skip(1)).map(move |(tail, head)| (tail, head, weight))
    }
}

impl Adjacency {
    fn new(count: usize, pieces: impl Iterator<Item = (u32, u32, i64)> + Clone) -> Self {
        let mut start = vec![0u32; count + 1];
        for (from, ..) in pieces.clone() {
            start[from as usize + 1] += 1;
        }
        for at in 0..count {
            start[at + 1] += start[at];
        }
        let mut next = start.clone();
        let mut links = vec![Link { vertex: 0, weight: 0 }; start[count] as usize];
        for (from, vertex, weight) in pieces {
            links[next[from as usize] as usize] = Link { vertex, weight };
            next[from as usize] += 1;
        }
        Adjacency { start, links }
    }

    pub fn of(&self, vertex: u32) -> &[Link] {
        &self.links[self.start[vertex as usize] as usize..self.start[vertex as usize + 1] as usize]
    }
}

/// The longest span, in columns, at which all edges up to that length fit into the limit.
fn longest_inside(graph: &Graph, ranks: &[u32]) -> u32 {
    let mut spans: Vec<u32> = graph
        .edge_references()
        .map(|e| ranks[e.target().index()] - ranks[e.source().index()])
        .collect();
    spans.sort_unstable();
    let limit = (DUMMIES_EACH * (graph.node_count() + graph.edge_count())).min(MAX_DUMMIES);
    let mut dummies = 0;
    for &span in &spans {
        dummies += span as usize - 1;
        if dummies > limit {
            return span - 1;
        }
    }
    u32::MAX
}
