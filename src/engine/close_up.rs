//! A node or an edge of the map, for the panel beside it.

use petgraph::graph::{EdgeIndex, NodeIndex};
use petgraph::visit::EdgeRef;

use super::clause::{quote, selector};
use super::load::count;
use super::overview::health_word;
use super::{
    Details, Engine, ExceptionGroup, HistogramBar, Impact, Neighbour, OperationRow, Reply,
};
use crate::query::{self, EdgeKind, Node, Part, ServiceGraph};

impl Engine {
    pub(super) fn node_details(&self, id: &str) -> Reply {
        let Some(index) = self.graph.find(id) else {
            if let Some(group) = self.drawn.find(id) {
                return self.group_details(group);
            }
            return Reply::Failed { message: format!("No request of {id} is left by the filter") };
        };
        let node = &self.graph.graph[index];
        let health = self.thresholds.node(node);
        let (counts, latency) = self.graph.requests_of(index);
        Reply::Details(Box::new(Details {
            source: node.id.clone(),
            title: node.name.clone(),
            kind: node.kind.clone(),
            numbers: self.numbers(&counts, &latency, node.imported),
            health: health_word(health).to_owned(),
            bottleneck: node.stats.bottleneck,
            inferred: node.inferred,
            imported: node.imported.is_some(),
            filter: match node.is_client() {
                true => format!("service(id(name: {})) {{ root }}", quote(&node.name)),
                false => format!("service({})", selector_of(node)),
            },
            impact: self.impact(index),
            ..self.close_up(Part::Node(index))
        }))
    }

    /// Of how many of the requests of those that call it, directly or not, it is a part.
    fn impact(&self, index: NodeIndex) -> Vec<Impact> {
        let found = query::impact(&self.store, &self.selected, &self.graph, index);
        let impact = |found: query::Impact| {
            let node = &self.graph.graph[found.node];
            let (id, name) = (node.id.clone(), node.name.clone());
            Impact { id, name, passing: count(found.passing), traces: count(found.traces) }
        };
        found.into_iter().map(impact).collect()
    }

    /// Several services drawn as one: what they add up to, and who they are.
    fn group_details(&self, index: NodeIndex) -> Reply {
        let map = &self.drawn;
        let node = &map.graph[index];
        let member = |id: &String| {
            let node = &self.graph.graph[self.graph.find(id)?];
            Some(Neighbour {
                id: id.clone(),
                name: node.name.clone(),
                numbers: self.numbers(&node.stats.counts, &node.stats.latency, node.imported),
            })
        };
        let lines = |way| {
            let edges = map.graph.edges_directed(index, way).map(|e| e.id());
            let is_caller = way == petgraph::Direction::Incoming;
            edges.filter_map(|e| self.neighbour(map, e, is_caller)).collect()
        };
        let bars = query::histogram(&node.stats.latency);
        Reply::Details(Box::new(Details {
            source: node.id.clone(),
            title: node.name.clone(),
            kind: node.kind.clone(),
            numbers: self.numbers(&node.stats.counts, &node.stats.latency, node.imported),
            health: health_word(self.thresholds.node(node)).to_owned(),
            bottleneck: node.stats.bottleneck,
            histogram: bars.into_iter().map(bar_of).collect(),
            members: node.members.iter().filter_map(member).collect(),
            callers: lines(petgraph::Direction::Incoming),
            callees: lines(petgraph::Direction::Outgoing),
            ..Details::default()
        }))
    }

    /// A line from or to a group.
    fn group_edge(&self, source: &str, target: &str) -> Option<Reply> {
        let map = &self.drawn;
        let (a, b) = map.find(source).zip(map.find(target))?;
        let edge = &map.graph[map.graph.find_edge(a, b)?];
        let (from, to) = (&map.graph[a], &map.graph[b]);
        Some(Reply::Details(Box::new(Details {
            source: from.id.clone(),
            target: to.id.clone(),
            title: format!("{} → {}", from.name, to.name),
            numbers: self.numbers(&edge.stats.counts, &edge.stats.latency, edge.imported),
            health: health_word(self.thresholds.edge(edge, to)).to_owned(),
            asynchronous: edge.kind == EdgeKind::Async,
            histogram: query::histogram(&edge.stats.latency).into_iter().map(bar_of).collect(),
            ..Details::default()
        })))
    }

    pub(super) fn edge_details(&self, source: &str, target: &str) -> Reply {
        let ends = self.graph.find(source).zip(self.graph.find(target));
        let edge = ends.and_then(|(a, b)| self.first_edge(a, b).map(|edge| (a, b, edge)));
        let Some((a, b, index)) = edge else {
            if let Some(details) = self.group_edge(source, target) {
                return details;
            }
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
        let id = |e: petgraph::graph::EdgeReference<'_, query::Edge>| (e.weight().kind, e.id());
        edges.map(id).min().map(|(_, id)| id)
    }

    fn close_up(&self, part: Part) -> Details {
        let found = query::details(&self.store, &self.index, &self.selected, &self.graph, part);
        let trace = |t| self.store.trace_text(t).to_owned();
        let bars = found.histogram.into_iter();
        let exceptions = found.exceptions.into_iter();
        let operations = found.operations.iter();
        Details {
            histogram: bars.map(bar_of).collect(),
            callers: found
                .callers
                .iter()
                .filter_map(|&e| self.neighbour(&self.graph, e, true))
                .collect(),
            callees: found
                .callees
                .iter()
                .filter_map(|&e| self.neighbour(&self.graph, e, false))
                .collect(),
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

    fn neighbour(&self, map: &ServiceGraph, edge: EdgeIndex, caller: bool) -> Option<Neighbour> {
        let graph = &map.graph;
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

fn bar_of(bar: query::Bar) -> HistogramBar {
    HistogramBar { low: bar.low, high: bar.high, count: count(bar.count) }
}

fn selector_of(node: &Node) -> String {
    selector(&node.name, &node.kind, &node.account)
}
