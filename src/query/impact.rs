//! How much depends on a service: of the traces that touch those who call it, directly or not, the share
//! that comes to it.

use std::cmp::Reverse;

use fixedbitset::FixedBitSet;
use petgraph::Direction;
use petgraph::graph::NodeIndex;
use petgraph::visit::{Bfs, Reversed};

use crate::model::{SpanStore, sort_by_key};

use super::ServiceGraph;
use super::filter::hit_by;
use super::selection::selected_traces;

/// Services named at most.
const MOST: usize = 20;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Impact {
    /// A caller.
    pub node: NodeIndex,
    /// Traces that touch both.
    pub passing: u64,
    /// Traces that touch the caller.
    pub traces: u64,
}

/// Callers over any number of calls, the most passing traces first. One pass over the spans.
pub fn impact(
    store: &SpanStore,
    selected: &FixedBitSet,
    graph: &ServiceGraph,
    node: NodeIndex,
) -> Vec<Impact> {
    let Some(service) = graph.graph.node_weight(node).and_then(|n| n.service) else {
        return Vec::new();
    };
    if graph.graph.neighbors_directed(node, Direction::Incoming).next().is_none() {
        return Vec::new();
    }
    // By service: traces, those that pass here, and the last trace that was counted.
    let mut traces = vec![0u64; store.services.len()];
    let mut passing = traces.clone();
    let mut touched = Vec::new();
    for trace in selected_traces(store, selected) {
        touched.clear();
        touched.extend(store.trace(trace).spans().flat_map(|span| hit_by(store, span)));
        crate::model::sort(&mut touched);
        touched.dedup();
        let here = touched.contains(&service);
        for found in &touched {
            traces[found.index()] += 1;
            passing[found.index()] += u64::from(here);
        }
    }
    let above = Reversed(&graph.graph);
    let mut walk = Bfs::new(above, node);
    let mut found: Vec<Impact> = std::iter::from_fn(|| walk.next(above))
        .filter(|&at| at != node)
        .filter_map(|at| Some((at, graph.graph[at].service?.index())))
        .map(|(node, at)| Impact { node, passing: passing[at], traces: traces[at] })
        .filter(|impact| impact.passing > 0)
        .collect();
    sort_by_key(&mut found, |impact| (Reverse(impact.passing), impact.node));
    found.truncate(MOST);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::drawing;
    use crate::query::{Index, service_graph, testing};

    #[test]
    fn callers_near_and_far_with_the_share_that_passes() {
        let store = drawing::store(
            "
            web        |-----------|
              > cart    |-------|
                cart     |-----|
                  > db    |--|

            web        |-----------|
              > cart    |-------|
                cart     |-----|

            web        |-----------|
              > db      |---|

            web        |-----------|
            ",
        );
        let (index, all) = (Index::new(&store), testing::all(&store));
        let graph = service_graph(&store, &index, &all);
        let check = |id: &str, expect: &str| {
            let found = impact(&store, &all, &graph, graph.find(id).unwrap());
            let line =
                |i: &Impact| format!("{} {}/{}", graph.graph[i.node].id, i.passing, i.traces);
            assert_eq!(found.iter().map(line).collect::<Vec<_>>().join(", "), expect);
        };
        check("db", "web 2/4, cart 1/2");
        check("cart", "web 2/4");
        check("web", "");
    }
}
