//! Turns round the edges that close a cycle, so that every edge can point to the right.
//!
//! A depth-first search from the callers reverses exactly the calls to something that is
//! still waiting for an answer: the natural "call back". Fewer reversals are possible in
//! dense graphs, but they would not be the ones a reader expects.

use petgraph::Direction::{Incoming, Outgoing};
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;

use crate::layout::component::Graph;
use crate::model::sort_by_key;

/// The same graph without cycles; turned edges are marked as reversed.
pub(super) fn orient(graph: Graph) -> Graph {
    let finished = finish_order(&graph);
    let mut out = Graph::with_capacity(graph.node_count(), graph.edge_count());
    for block in graph.node_weights() {
        out.add_node(block.clone());
    }
    for edge in graph.edge_references() {
        let (tail, head) = (edge.source(), edge.target());
        let mut call = *edge.weight();
        if finished[tail.index()] > finished[head.index()] {
            out.add_edge(tail, head, call);
        } else {
            call.reversed = true;
            out.add_edge(head, tail, call);
        }
    }
    out
}

/// When the search left each node. An edge is a back edge exactly if its head is left later.
fn finish_order(graph: &Graph) -> Vec<usize> {
    const UNSEEN: usize = usize::MAX;
    const OPEN: usize = usize::MAX - 1;
    let mut finished = vec![UNSEEN; graph.node_count()];
    let mut clock = 0;
    for start in starts(graph) {
        if finished[start.index()] != UNSEEN {
            continue;
        }
        finished[start.index()] = OPEN;
        let mut path = vec![(start, callees(graph, start))];
        while let Some((node, rest)) = path.last_mut() {
            if let Some(next) = rest.pop() {
                if finished[next.index()] == UNSEEN {
                    finished[next.index()] = OPEN;
                    path.push((next, callees(graph, next)));
                }
            } else {
                finished[node.index()] = clock;
                clock += 1;
                path.pop();
            }
        }
    }
    finished
}

/// Clients first, then whoever is called by nobody, then who calls more than it is called.
fn starts(graph: &Graph) -> Vec<NodeIndex<u32>> {
    let mut starts: Vec<_> = graph.node_indices().collect();
    sort_by_key(&mut starts, |&node| {
        let calls = graph.edges_directed(node, Outgoing).count() as i64;
        let called = graph.edges_directed(node, Incoming).count() as i64;
        (called > 0, !graph[node].source, called - calls, node)
    });
    starts
}

/// In reverse order of visit, to be popped.
fn callees(graph: &Graph, node: NodeIndex<u32>) -> Vec<NodeIndex<u32>> {
    // petgraph lists the last edge added first, which is just the order to pop from.
    graph.neighbors(node).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::layout::component;
    use crate::layout::layered::fixture;

    fn check(text: &str, reversed: &str) {
        let graph = fixture::graph(text);
        let mut turned: Vec<String> = graph
            .edge_references()
            .filter(|edge| edge.weight().reversed)
            .map(|edge| {
                let request = fixture::request(text);
                let call = &request.edges[edge.weight().id as usize];
                let key = |node: u32| request.nodes[node as usize].key.clone();
                format!("{}>{}", key(call.source), key(call.target))
            })
            .collect();
        turned.sort();
        assert_eq!(turned.join(" "), reversed);
        assert!(petgraph::algo::toposort(&graph, None).is_ok());
    }

    #[test]
    fn the_call_back_is_turned() {
        check("a>b b>c", "");
        check("a>b b>c c>b", "c>b");
        check("Client>z z>m m>a a>z", "a>z");
        check("a>b b>a", "b>a");
    }

    #[test]
    fn a_circle_without_a_caller_begins_at_who_calls_most() {
        check("a>b b>c c>a c>d", "b>c");
    }

    proptest! {
        #[test]
        fn no_edge_is_lost(edges in proptest::collection::vec((0u32..9, 0u32..9), 1..30)) {
            let text: Vec<String> = edges.iter().map(|(a, b)| format!("{a}>{b}")).collect();
            let graph = component::split(&fixture::request(&text.join(" "))).remove(0);
            let pairs = |graph: &Graph| {
                let mut pairs: Vec<(u32, usize, usize)> = graph
                    .edge_references()
                    .map(|edge| {
                        let (a, b) = (edge.source().index(), edge.target().index());
                        let (a, b) = if edge.weight().reversed { (b, a) } else { (a, b) };
                        (edge.weight().id, a, b)
                    })
                    .collect();
                pairs.sort_unstable();
                pairs
            };
            let turned = orient(graph.clone());
            prop_assert_eq!(pairs(&graph), pairs(&turned));
            prop_assert!(petgraph::algo::toposort(&turned, None).is_ok());
        }
    }
}
