//! The requests behind the numbers of a node or an edge.

use fixedbitset::FixedBitSet;
use petgraph::graph::{EdgeIndex, NodeIndex};

use crate::model::{Nanos, ServiceId, SpanId, SpanStore, StrId, TraceId, sort_by_key};

use super::counts::is_timed;
use super::message::messages;
use super::selection::selected_traces;
use super::traffic::{Caller, Traffic};
use super::{EdgeKind, Index, Node, ServiceGraph};

/// A part of the map to look at closely.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Node(NodeIndex),
    Edge(EdgeIndex),
}

/// One request of a part, with the span that tells of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PartRequest {
    pub trace: TraceId,
    pub span: SpanId,
    /// `None` while in progress or without a believable time.
    pub time: Option<Nanos>,
}

/// A node as spans name it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub service: Option<ServiceId>,
    /// For a node of callers from outside: what they call.
    client: Option<StrId>,
}

impl Place {
    pub fn of(store: &SpanStore, node: &Node) -> Self {
        let client = node.is_client().then(|| store.strings.find(&node.name)).flatten();
        Self { service: node.service, client }
    }

    fn is(self, caller: Caller) -> bool {
        match caller {
            Caller::Service(service) => self.service == Some(service),
            Caller::Client(name) => self.client == Some(name),
        }
    }
}

/// The requests that a part's numbers were made of, as far as spans tell them; for a node of callers
/// from outside those that they sent. By trace, then span.
pub(super) fn requests(
    store: &SpanStore,
    index: &Index,
    selected: &FixedBitSet,
    graph: &ServiceGraph,
    part: Part,
) -> Vec<PartRequest> {
    let place = |node: NodeIndex| graph.graph.node_weight(node).map(|n| Place::of(store, n));
    match part {
        Part::Node(node) => {
            let Some(place) = place(node) else { return Vec::new() };
            collect(store, selected, |traffic| {
                traffic.nodes().any(|service| place.service == Some(service))
                    || place.client.is_some() && traffic.edges().any(|(from, _)| place.is(from))
            })
        }
        Part::Edge(edge) => {
            let ends = graph.graph.edge_endpoints(edge).zip(graph.graph.edge_weight(edge));
            let Some(((source, target), edge)) = ends else { return Vec::new() };
            let Some((source, target)) = place(source).zip(place(target)) else {
                return Vec::new();
            };
            if edge.kind == EdgeKind::Async {
                return sent(store, index, selected, source, target);
            }
            collect(store, selected, |traffic| {
                let mut edges = traffic.edges();
                edges.any(|(from, to)| source.is(from) && target.service == Some(to))
            })
        }
    }
}

/// (trace, length) of each request of a part that has a believable length, by trace.
pub fn request_times(
    store: &SpanStore,
    index: &Index,
    selected: &FixedBitSet,
    graph: &ServiceGraph,
    part: Part,
) -> Vec<(TraceId, Nanos)> {
    let requests = requests(store, index, selected, graph, part);
    requests.into_iter().filter_map(|r| Some((r.trace, r.time?))).collect()
}

fn collect(
    store: &SpanStore,
    selected: &FixedBitSet,
    belongs: impl Fn(Traffic) -> bool,
) -> Vec<PartRequest> {
    let mut requests = Vec::new();
    for trace in selected_traces(store, selected) {
        for span in store.trace(trace).spans() {
            if belongs(Traffic::of(store, span)) {
                let time = is_timed(store.flags(span)).then(|| store.duration(span));
                requests.push(PartRequest { trace, span, time });
            }
        }
    }
    requests
}

fn sent(
    store: &SpanStore,
    index: &Index,
    selected: &FixedBitSet,
    source: Place,
    target: Place,
) -> Vec<PartRequest> {
    let between = messages(store, index, selected)
        .filter(|m| source.service == Some(m.source) && target.service == Some(m.target));
    let mut requests: Vec<_> = between
        .map(|m| PartRequest { trace: store.trace_of(m.span), span: m.span, time: m.age })
        .collect();
    sort_by_key(&mut requests, |r| r.span);
    requests
}
