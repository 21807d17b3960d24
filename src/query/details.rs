//! A node or an edge of the map close up: what was asked, how it went, where to look.

use std::cmp::Reverse;

use fixedbitset::FixedBitSet;
use hashbrown::HashMap;
use petgraph::Direction;
use petgraph::graph::{EdgeIndex, NodeIndex};
use petgraph::visit::EdgeRef;
use rustc_hash::FxBuildHasher;

use crate::model::{
    Exception, Field, Key, Nanos, SpanId, SpanStore, StrId, TraceId, sort, sort_by, sort_by_key,
};

use super::critical_path::responsible;
use super::histogram::{Bar, histogram};
use super::operation::{Operation, operations};
use super::request::{Part, PartRequest, Place, requests};
use super::{Index, ServiceGraph};

/// What stands beside the numbers that the part itself has.
#[derive(Clone, Debug, Default)]
pub struct Details {
    pub histogram: Vec<Bar>,
    /// Edges that lead to a node and from it, most requests first; of an edge none.
    pub callers: Vec<EdgeIndex>,
    pub callees: Vec<EdgeIndex>,
    /// Most traces first.
    pub exceptions: Vec<ExceptionGroup>,
    /// Most time first.
    pub operations: Vec<Operation>,
    /// Slowest first, a trace once.
    pub slowest: Vec<SlowTrace>,
    /// HTTP statuses of the answers and how many of each, by status.
    pub http_statuses: Vec<(u16, u64)>,
}

/// Exceptions of one type and message.
#[derive(Clone, Debug, PartialEq)]
pub struct ExceptionGroup {
    pub kind: String,
    /// As the file has it.
    pub message: String,
    /// Traces in which it occurred here: one that rises through many spans is counted once.
    pub count: u64,
    /// Of the traces with any exception here, 0 to 1.
    pub share: f64,
    /// The latest of them.
    pub trace: TraceId,
    pub span: SpanId,
}

/// The slowest request of a trace here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SlowTrace {
    pub trace: TraceId,
    pub span: SpanId,
    pub time: Nanos,
}

const MOST_EXCEPTIONS: usize = 10;
const MOST_OPERATIONS: usize = 20;
const MOST_TRACES: usize = 10;

/// Details of a part of the map of these traces. What came ready-made has numbers, a histogram and
/// neighbours only.
pub fn details(
    store: &SpanStore,
    index: &Index,
    selected: &FixedBitSet,
    graph: &ServiceGraph,
    part: Part,
) -> Details {
    let requests = requests(store, index, selected, graph, part);
    let mut details = Details {
        exceptions: exceptions(store, selected, graph, part, &requests),
        operations: operations(store, &requests, MOST_OPERATIONS),
        slowest: slowest(&requests),
        http_statuses: http_statuses(store, &requests),
        ..Details::default()
    };
    match part {
        Part::Node(node) => {
            if graph.graph.node_weight(node).is_some() {
                details.histogram = histogram(&graph.requests_of(node).1);
            }
            details.callers = neighbours(graph, node, Direction::Incoming);
            details.callees = neighbours(graph, node, Direction::Outgoing);
        }
        Part::Edge(edge) => {
            let latency = graph.graph.edge_weight(edge).map(|e| &e.stats.latency);
            details.histogram = latency.map(histogram).unwrap_or_default();
        }
    }
    details
}

fn neighbours(graph: &ServiceGraph, node: NodeIndex, direction: Direction) -> Vec<EdgeIndex> {
    let edges = graph.graph.edges_directed(node, direction);
    let mut edges: Vec<_> =
        edges.map(|e| (Reverse(e.weight().stats.counts.requests()), e.id())).collect();
    sort(&mut edges);
    edges.into_iter().map(|(_, edge)| edge).collect()
}

/// Exceptions raised here: of a node by its own spans and by calls that it left unanswered, of an edge
/// by the spans of its calls.
fn exceptions(
    store: &SpanStore,
    selected: &FixedBitSet,
    graph: &ServiceGraph,
    part: Part,
    requests: &[PartRequest],
) -> Vec<ExceptionGroup> {
    let place = match part {
        Part::Node(node) => graph.graph.node_weight(node).map(|n| Place::of(store, n)),
        Part::Edge(_) => None,
    };
    let here = |span: SpanId| match place {
        Some(Place { service: Some(service), .. }) => {
            store.service(span) == service || responsible(store, span) == service
        }
        _ => requests.binary_search_by_key(&span, |r| r.span).is_ok(),
    };
    let raised = store.exceptions.all().iter().filter(|e| here(e.span));
    let raised = raised.map(|e| (store.trace_of(e.span), e));
    grouped(store, raised.filter(|(trace, _)| selected.contains(trace.index())))
}

/// Exceptions, which stand by trace, by type and message.
fn grouped<'a>(
    store: &SpanStore,
    raised: impl Iterator<Item = (TraceId, &'a Exception)>,
) -> Vec<ExceptionGroup> {
    let mut groups: HashMap<(StrId, StrId), ExceptionGroup, FxBuildHasher> = HashMap::default();
    let (mut traces, mut last) = (0u64, TraceId::NONE);
    for (trace, &Exception { span, kind, message, .. }) in raised {
        traces += u64::from(trace != last);
        last = trace;
        let group = groups.entry((kind, message)).or_insert_with(|| ExceptionGroup {
            kind: store.strings.get(kind).to_owned(),
            message: store.strings.get(message).to_owned(),
            count: 0,
            share: 0.0,
            trace: TraceId::NONE,
            span,
        });
        if group.trace != trace {
            (group.trace, group.span) = (trace, span);
            group.count += 1;
        }
    }
    let mut groups: Vec<_> = groups.into_values().collect();
    sort_by(&mut groups, |a, b| {
        (Reverse(a.count), &a.kind, &a.message).cmp(&(Reverse(b.count), &b.kind, &b.message))
    });
    groups.truncate(MOST_EXCEPTIONS);
    groups.iter_mut().for_each(|g| g.share = g.count as f64 / traces as f64);
    groups
}

/// Requests stand by trace, so each trace's slowest is found on the way.
fn slowest(requests: &[PartRequest]) -> Vec<SlowTrace> {
    let mut slow: Vec<SlowTrace> = Vec::new();
    for &PartRequest { trace, span, time } in requests {
        let Some(time) = time else { continue };
        match slow.last_mut().filter(|last| last.trace == trace) {
            Some(last) if last.time < time => (last.span, last.time) = (span, time),
            Some(_) => {}
            None => slow.push(SlowTrace { trace, span, time }),
        }
    }
    sort_by_key(&mut slow, |s| (Reverse(s.time), s.trace));
    slow.truncate(MOST_TRACES);
    slow
}

fn http_statuses(store: &SpanStore, requests: &[PartRequest]) -> Vec<(u16, u64)> {
    let mut counts = vec![0u64; 1000];
    for request in requests {
        let status = store.attributes.number(request.span, Key::Field(Field::HttpStatus));
        let slot = status.and_then(http_status).and_then(|s| counts.get_mut(s as usize));
        slot.into_iter().for_each(|count| *count += 1);
    }
    (0..).zip(counts).filter(|c| c.1 > 0).collect()
}

/// A status as HTTP has it; other numbers are none.
pub(super) fn http_status(number: f64) -> Option<u16> {
    (number.fract() == 0.0 && (1.0..=999.0).contains(&number)).then_some(number as u16)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{Index, service_graph, testing};

    const TRACES: &str = "\
web 0 100 entry status=200
 q 10 60 call=db sql=SELECT_1
 q 60 70 call=db sql=SELECT_2 fault raises=gone raises=gone
--
web 200 500 entry status=503 fault raises=gone url=/cart?a=1
 q 210 490 call=db sql=SELECT_1 raises=gone
 q 210 490 call=db sql=SELECT_1 raises=late open
--
web 600 700 entry url=/cart?a=2
 c 610 620 call=web
  web 611 619 entry url=/cart?a=3 status=200";

    fn check(pick: impl Fn(&ServiceGraph) -> Part, expect: &str) {
        let store = testing::store(TRACES);
        let (index, all) = (Index::new(&store), testing::all(&store));
        let graph = service_graph(&store, &index, &all);
        let details = details(&store, &index, &all, &graph, pick(&graph));
        let mut lines = Vec::new();
        for o in &details.operations {
            lines.push(format!("{} x{} -{} {}", o.name, o.requests, o.failed, o.total.0));
        }
        for e in &details.exceptions {
            lines.push(format!("{}: {} x{} {:.2}", e.kind, e.message, e.count, e.share));
        }
        for s in &details.slowest {
            lines.push(format!("trace {} {}", s.trace.0, s.time.0));
        }
        lines.push(format!("{:?}", details.http_statuses));
        let ends = |e: &EdgeIndex| {
            let (from, to) = graph.graph.edge_endpoints(*e).unwrap();
            format!("{} -> {}", graph.graph[from].id, graph.graph[to].id)
        };
        lines.extend(details.callers.iter().chain(&details.callees).map(ends));
        assert_eq!(lines.join("\n"), expect.trim());
    }

    fn node(id: &str) -> impl Fn(&ServiceGraph) -> Part {
        move |graph| Part::Node(graph.find(id).unwrap())
    }

    #[test]
    fn a_database_shows_its_statements() {
        check(
            node("db"),
            "SELECT_1 x3 -0 330\nSELECT_2 x1 -1 10\nError: gone x2 1.00\nError: late x1 0.50\n\
             trace 1 280\ntrace 0 50\n[]\nweb -> db",
        );
    }

    #[test]
    fn a_service_shows_its_requests_and_neighbours() {
        check(
            node("web"),
            "/cart x3 -1 408\nweb x1 -0 100\nError: gone x2 1.00\nError: late x1 0.50\n\
             trace 1 300\ntrace 0 100\ntrace 2 100\n[(200, 2), (503, 1)]\n\
             web (client) -> web\nweb -> web\nweb -> db\nweb -> web",
        );
    }

    #[test]
    fn a_client_shows_what_it_asked_for() {
        check(
            node("web (client)"),
            "/cart x2 -1 400\nweb x1 -0 100\nError: gone x1 1.00\n\
             trace 1 300\ntrace 0 100\ntrace 2 100\n[(200, 1), (503, 1)]\nweb (client) -> web",
        );
    }

    #[test]
    fn an_edge_shows_its_calls() {
        let edge = |graph: &ServiceGraph| {
            let web = graph.find("web").unwrap();
            Part::Edge(graph.graph.find_edge(web, web).unwrap())
        };
        check(edge, "c x1 -0 10\ntrace 2 10\n[]");
    }
}
