//! A node or an edge of the map, for the panel beside it.

use petgraph::graph::{EdgeIndex, NodeIndex};

use super::clause::{quote, selector};
use super::load::count;
use super::overview::health_word;
use super::{Details, Engine, ExceptionGroup, HistogramBar, Neighbour, OperationRow, Reply};
use crate::query::{self, EdgeKind, Node, Part};

impl Engine {
    pub(super) fn node_details(&self, id: &str) -> Reply {
        let Some(index) = self.graph.find(id) else {
            return Reply::Failed { message: format!("No request of {id} is left by the filter") };
        };
        let node = &self.graph.graph[index];
        let health = self.thresholds.node(node);
        Reply::Details(Box::new(Details {
            source: node.id.clone(),
            title: node.name.clone(),
            kind: node.kind.clone(),
            numbers: self.numbers(&node.stats.counts, &node.stats.latency, node.imported),
            health: health_word(health).to_owned(),
            bottleneck: node.stats.bottleneck,
            inferred: node.inferred,
            imported: node.imported.is_some(),
            filter: match node.is_client() {
                true => format!("service(id(name: {})) {{ root }}", quote(&node.name)),
                false => format!("service({})", selector_of(node)),
            },
            ..self.close_up(Part::Node(index))
        }))
    }

    pub(super) fn edge_details(&self, source: &str, target: &str) -> Reply {
        let ends = self.graph.find(source).zip(self.graph.find(target));
        let edge = ends.and_then(|(a, b)| self.first_edge(a, b).map(|edge| (a, b, edge)));
        let Some((a, b, index)) = edge else {
            let message = format!("No call from {source} to {target} is left by the filter");
            return Reply::Failed { message };
        };
        let graph = &self.graph.graph;
        let (from, to, edge) = (&graph[a], &graph[b], &graph[index]);
        let health = self.thresholds.edge(edge, to);
        Reply::Details(Box::new(Details {
            source: from.id.clone(),
            target: to.id.clone(),
            title: format!("{} → {}", from.name, to.name),
            numbers: self.numbers(&edge.stats.counts, &edge.stats.latency, edge.imported),
            health: health_word(health).to_owned(),
            imported: edge.imported.is_some(),
            asynchronous: edge.kind == EdgeKind::Async,
            filter: format!("edge({}, {})", selector_of(from), selector_of(to)),
            ..self.close_up(Part::Edge(index))
        }))
    }

    /// Calls before messages, where two services have both.
    fn first_edge(&self, source: NodeIndex, target: NodeIndex) -> Option<EdgeIndex> {
        let graph = &self.graph.graph;
        let edges = graph.edges_connecting(source, target);
        let id = |e: petgraph::graph::EdgeReference<'_, query::Edge>| {
            use petgraph::visit::EdgeRef;
            (e.weight().kind, e.id())
        };
        edges.map(id).min().map(|(_, id)| id)
    }

    fn close_up(&self, part: Part) -> Details {
        let found = query::details(&self.store, &self.index, &self.selected, &self.graph, part);
        let trace = |t| self.store.trace_text(t).to_owned();
        let bars = found.histogram.iter();
        let exceptions = found.exceptions.into_iter();
        let operations = found.operations.iter();
        Details {
            histogram: bars
                .map(|b| HistogramBar { low: b.low, high: b.high, count: count(b.count) })
                .collect(),
            callers: found.callers.iter().filter_map(|&e| self.neighbour(e, true)).collect(),
            callees: found.callees.iter().filter_map(|&e| self.neighbour(e, false)).collect(),
            exceptions: exceptions
                .map(|e| ExceptionGroup {
                    kind: e.kind,
                    message: e.message,
                    count: count(e.count),
                    trace: trace(e.trace),
                })
                .collect(),
            operations: operations
                .map(|o| OperationRow {
                    name: o.name.clone(),
                    count: count(o.requests),
                    total: o.total,
                    p95: o.latency.quantile(0.95),
                    failed: count(o.failed),
                })
                .collect(),
            slowest: found.slowest.iter().map(|s| (self.trace_row(s.trace), s.time)).collect(),
            http_statuses: found.http_statuses.iter().map(|&(s, n)| (s, count(n))).collect(),
            ..Details::default()
        }
    }

    fn neighbour(&self, edge: EdgeIndex, caller: bool) -> Option<Neighbour> {
        let graph = &self.graph.graph;
        let (source, target) = graph.edge_endpoints(edge)?;
        let node = &graph[if caller { source } else { target }];
        let edge = &graph[edge];
        Some(Neighbour {
            id: node.id.clone(),
            name: node.name.clone(),
            numbers: self.numbers(&edge.stats.counts, &edge.stats.latency, edge.imported),
        })
    }
}

fn selector_of(node: &Node) -> String {
    selector(&node.name, &node.kind, &node.account)
}
