//! Where the services stand on the map, and that they stay there.
//!
//! A plan is made for all services of the data. Filters then only fade nodes; a new plan is made
//! when a person asks for one, and when a service turns up that the plan does not know.

use std::collections::BTreeMap;

use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;

use super::Placed;
use crate::layout::{self, MapEdge, MapLayout, MapNode, MapRequest, Point, card};
use crate::query::{EdgeKind, Frame, Node, ServiceGraph};

/// Places and routes by node id; an edge is told by its ends and its kind.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    request: MapRequest,
    pub laid: MapLayout,
    nodes: BTreeMap<String, usize>,
    known: Vec<Known>,
    edges: BTreeMap<EdgeId, usize>,
    /// Grows with each plan.
    pub generation: u32,
}

/// A service that has a place, as it is drawn while the filter leaves nothing of it.
#[derive(Clone, Debug)]
pub struct Known {
    pub id: String,
    pub name: String,
    pub kind: String,
    pub account: String,
    pub inferred: bool,
    pub imported: bool,
}

/// Source, target, kind.
pub type EdgeId = (String, String, EdgeKind);

impl Plan {
    /// Lays out the whole graph, near the places of the plan before. Unfolded groups of the frame stand
    /// in boxes.
    pub fn renew(&mut self, graph: &ServiceGraph, frame: &Frame) {
        let request = self.request_for(graph, frame);
        *self = Self {
            nodes: request.nodes.iter().enumerate().map(|(i, n)| (n.key.clone(), i)).collect(),
            known: graph.graph.node_weights().map(Known::of).collect(),
            edges: edge_ids(graph).into_iter().enumerate().map(|(i, e)| (e, i)).collect(),
            laid: layout::map(&request),
            request,
            generation: self.generation + 1,
        };
    }

    /// Whether every node and edge of the graph has its place.
    pub fn covers(&self, graph: &ServiceGraph) -> bool {
        graph.graph.node_weights().all(|n| self.nodes.contains_key(&n.id))
            && edge_ids(graph).iter().all(|e| self.edges.contains_key(e))
    }

    pub fn nodes(&self) -> impl Iterator<Item = &Known> {
        self.known.iter()
    }

    pub fn edges(&self) -> impl Iterator<Item = &EdgeId> {
        self.edges.keys()
    }

    /// Centre of a node.
    pub fn centre(&self, id: &str) -> Point {
        self.nodes.get(id).and_then(|&at| self.laid.nodes.get(at)).copied().unwrap_or_default()
    }

    /// Flat x, y pairs.
    pub fn route(&self, edge: &EdgeId) -> Vec<f64> {
        let points = self.edges.get(edge).and_then(|&at| self.laid.routes.get(at));
        flat(points.map_or(&[], Vec::as_slice))
    }

    /// Routes of all edges once some nodes stand elsewhere.
    pub fn reroute(&self, moved: &[Placed]) -> Vec<(EdgeId, Vec<f64>)> {
        let mut centres = self.laid.nodes.clone();
        for Placed { id, x, y } in moved {
            if let Some(centre) = self.nodes.get(id).and_then(|&at| centres.get_mut(at)) {
                *centre = Point { x: *x, y: *y };
            }
        }
        let routes = layout::route(&self.request, &self.laid, &centres);
        self.edges
            .iter()
            .filter_map(|(id, &at)| Some((id.clone(), flat(routes.get(at)?))))
            .collect()
    }

    fn request_for(&self, graph: &ServiceGraph, frame: &Frame) -> MapRequest {
        let nodes = graph.graph.node_weights().map(|node| MapNode {
            key: node.id.clone(),
            width: card::NODE_WIDTH,
            height: card::NODE_HEIGHT,
            source: node.is_client(),
            previous: self.nodes.get(&node.id).and_then(|&at| self.laid.nodes.get(at)).copied(),
            in_box: frame.in_box(&node.id),
        });
        let edges = graph.graph.edge_references().map(|edge| MapEdge {
            source: edge.source().index() as u32,
            target: edge.target().index() as u32,
            // The main road is kept straight: weight grows with traffic, but slowly.
            weight: 1.0 + (edge.weight().stats.counts.requests() as f64).sqrt(),
        });
        MapRequest { nodes: nodes.collect(), edges: edges.collect() }
    }
}

impl Known {
    fn of(node: &Node) -> Self {
        let Node { id, name, kind, account, inferred, imported, .. } = node.clone();
        let imported = imported.is_some();
        Self { id, name, kind, account, inferred, imported }
    }
}

/// Ids of a graph's edges in its order.
pub fn edge_ids(graph: &ServiceGraph) -> Vec<EdgeId> {
    let id = |index: NodeIndex| graph.graph[index].id.clone();
    let edges = graph.graph.edge_references();
    edges.map(|e| (id(e.source()), id(e.target()), e.weight().kind)).collect()
}

fn flat(points: &[Point]) -> Vec<f64> {
    points.iter().flat_map(|p| [p.x, p.y]).collect()
}
