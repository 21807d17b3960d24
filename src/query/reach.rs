//! What a node depends on, and what depends on it.

use fixedbitset::FixedBitSet;
use petgraph::Direction;
use petgraph::graph::NodeIndex;

use super::ServiceGraph;

/// Nodes upstream (callers, their callers...) and downstream, by node index. The node itself is in
/// either only where a circle leads back to it. Of an edge to be lit, both ends are in one of the
/// sets or the node itself: that keeps cross edges and circles.
pub fn reach(graph: &ServiceGraph, node: NodeIndex) -> (FixedBitSet, FixedBitSet) {
    (spread(graph, node, Direction::Incoming), spread(graph, node, Direction::Outgoing))
}

fn spread(graph: &ServiceGraph, from: NodeIndex, direction: Direction) -> FixedBitSet {
    let graph = &graph.graph;
    let mut seen = FixedBitSet::with_capacity(graph.node_count());
    let mut open = vec![from];
    while let Some(node) = open.pop() {
        for next in graph.neighbors_directed(node, direction) {
            if !seen.put(next.index()) {
                open.push(next);
            }
        }
    }
    seen
}
