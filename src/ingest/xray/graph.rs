//! Ready-made service graphs (GetServiceGraph, GetTraceGraph): statistics of nodes and edges, no traces.
//!
//! An edge names its target by a number that holds within one answer, so nodes and edges wait until the
//! answer is complete.

use crate::ingest::Reason;
use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

use super::super::Format;
use super::super::collector::Ledger;
use super::super::json::{self, Reader, Text, Value};
use super::super::number;
use super::super::place::Place;
use super::super::text::Scratch;
use super::api;
use crate::model::{
    ImportedEdge, ImportedGraph, ImportedNode, Nanos, Service, ServiceId, Statistics, StrId,
    Strings,
};

/// The graph read so far.
#[derive(Default)]
pub struct Graph {
    /// Of the answer being read.
    nodes: Vec<Node>,
    scratch: Scratch,
    /// Places in the graph of the store.
    node_places: HashMap<ServiceId, usize, FxBuildHasher>,
    edge_places: HashMap<(ServiceId, ServiceId, bool), usize, FxBuildHasher>,
}

/// A node as it stands in the answer.
struct Node {
    service: Service,
    reference: Option<u64>,
    root: bool,
    start: Option<Nanos>,
    end: Option<Nanos>,
    statistics: Option<Statistics>,
    edges: Vec<Edge>,
    path: String,
    offset: u64,
}

#[derive(Default)]
struct Edge {
    /// Says "identifier of the edge" in the API's text; in its answers it is the target's number.
    target: Option<u64>,
    asynchronous: bool,
    statistics: Option<Statistics>,
}

impl Graph {
    /// Reads the node that `text` begins with; the bytes it took.
    pub fn node(&mut self, text: &[u8], place: &Place, ledger: &mut Ledger) -> json::Result<usize> {
        let mut reader = Reader::of_record(text, 0, 0);
        let mut node = Node::new();
        let mut histogram = Vec::new();
        let (strings, scratch) = (&mut ledger.builder.strings, &mut self.scratch);
        reader
            .object(|reader, name| node.member(name, reader, strings, scratch, &mut histogram))?;
        let used = reader.position();
        if let Some(statistics) = &mut node.statistics {
            statistics.histogram = histogram;
        }
        (node.path, node.offset) = (place.path(text, 0), place.byte(0));
        ledger.record(Format::Xray, used, place);
        self.nodes.push(node);
        Ok(used)
    }

    /// The answer is complete: its nodes and edges join the graph of the store.
    pub fn settle(&mut self, ledger: &mut Ledger) {
        if self.nodes.is_empty() {
            return;
        }
        let nodes = std::mem::take(&mut self.nodes);
        let mut graph = ledger.builder.graph.take().unwrap_or_default();
        if self.node_places.is_empty() {
            self.remember(&graph);
        }
        let services: Vec<ServiceId> =
            nodes.iter().map(|n| ledger.builder.services.intern(n.service)).collect();
        let mut by_reference: HashMap<u64, ServiceId, FxBuildHasher> = HashMap::default();
        by_reference
            .extend(nodes.iter().zip(&services).filter_map(|(n, &s)| Some((n.reference?, s))));
        for (node, source) in nodes.into_iter().zip(services) {
            graph.start = [graph.start, node.start].into_iter().flatten().min();
            graph.end = graph.end.max(node.end);
            for Edge { target, asynchronous, statistics } in node.edges {
                match target.and_then(|t| by_reference.get(&t)) {
                    Some(&target) => self.join_edge(
                        &mut graph,
                        ImportedEdge { source, target, asynchronous, statistics },
                    ),
                    None => {
                        ledger.note_at(Reason::EdgeToNowhere, || (node.path.clone(), node.offset))
                    }
                }
            }
            let Node { root, statistics, .. } = node;
            self.join_node(&mut graph, ImportedNode { service: source, root, statistics });
        }
        ledger.builder.graph = Some(graph);
    }

    /// After more files were loaded onto a store that had a graph.
    fn remember(&mut self, graph: &ImportedGraph) {
        for (place, node) in graph.nodes.iter().enumerate() {
            self.node_places.insert(node.service, place);
        }
        for (place, edge) in graph.edges.iter().enumerate() {
            self.edge_places.insert((edge.source, edge.target, edge.asynchronous), place);
        }
    }

    fn join_node(&mut self, graph: &mut ImportedGraph, node: ImportedNode) {
        let place = *self.node_places.entry(node.service).or_insert(graph.nodes.len());
        match graph.nodes.get_mut(place) {
            Some(known) => {
                known.root |= node.root;
                join(&mut known.statistics, node.statistics);
            }
            None => graph.nodes.push(node),
        }
    }

    fn join_edge(&mut self, graph: &mut ImportedGraph, edge: ImportedEdge) {
        let key = (edge.source, edge.target, edge.asynchronous);
        let place = *self.edge_places.entry(key).or_insert(graph.edges.len());
        match graph.edges.get_mut(place) {
            Some(known) => join(&mut known.statistics, edge.statistics),
            None => graph.edges.push(edge),
        }
    }
}

impl Node {
    fn new() -> Self {
        Self {
            service: Service { name: StrId::EMPTY, kind: StrId::EMPTY, account: StrId::EMPTY },
            reference: None,
            root: false,
            start: None,
            end: None,
            statistics: None,
            edges: Vec::new(),
            path: String::new(),
            offset: 0,
        }
    }

    fn member(
        &mut self,
        name: Text,
        reader: &mut Reader,
        strings: &mut Strings,
        scratch: &mut Scratch,
        responses: &mut Vec<(f64, u64)>,
    ) -> json::Result<()> {
        match &*api::name(name) {
            b"ReferenceId" => self.reference = whole(reader)?,
            b"Name" => self.service.name = api::string(reader, strings, scratch)?,
            b"Type" => self.service.kind = api::string(reader, strings, scratch)?,
            b"AccountId" => self.service.account = api::string(reader, strings, scratch)?,
            b"Root" => self.root = api::flag(reader)?,
            b"StartTime" => self.start = api::moment(reader, scratch)?,
            b"EndTime" => self.end = api::moment(reader, scratch)?,
            b"SummaryStatistics" => self.statistics = statistics(reader)?,
            b"ResponseTimeHistogram" => *responses = histogram(reader)?,
            b"Edges" => {
                reader.array(|reader| {
                    self.edges.push(edge(reader)?);
                    Ok(())
                })?;
            }
            _ => reader.skip()?,
        }
        Ok(())
    }
}

fn edge(reader: &mut Reader) -> json::Result<Edge> {
    let mut edge = Edge::default();
    let mut responses = Vec::new();
    reader.object(|reader, name| {
        match &*api::name(name) {
            b"ReferenceId" => edge.target = whole(reader)?,
            b"EdgeType" => edge.asynchronous = reader.text()?.is_some_and(|t| t.raw == b"link"),
            b"SummaryStatistics" => edge.statistics = statistics(reader)?,
            b"ResponseTimeHistogram" => responses = histogram(reader)?,
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    if let Some(statistics) = &mut edge.statistics {
        statistics.histogram = responses;
    }
    Ok(edge)
}

fn statistics(reader: &mut Reader) -> json::Result<Option<Statistics>> {
    let mut sums = Statistics::default();
    let is_object = reader.object(|reader, name| match &*api::name(name) {
        b"OkCount" => count(&mut sums.ok, reader),
        b"TotalResponseTime" => {
            if let Value::Number(raw) = reader.value()? {
                sums.total_seconds = number::float(raw).filter(|s| s.is_finite()).unwrap_or(0.0);
            }
            Ok(())
        }
        b"ErrorStatistics" => {
            let errors = |reader: &mut Reader, name: Text| match &*api::name(name) {
                b"ThrottleCount" => count(&mut sums.throttles, reader),
                b"OtherCount" => count(&mut sums.errors, reader),
                _ => reader.skip(),
            };
            reader.object(errors).map(drop)
        }
        b"FaultStatistics" => {
            let faults = |reader: &mut Reader, name: Text| match &*api::name(name) {
                b"TotalCount" => count(&mut sums.faults, reader),
                _ => reader.skip(),
            };
            reader.object(faults).map(drop)
        }
        _ => reader.skip(),
    })?;
    Ok(is_object.then_some(sums))
}

fn histogram(reader: &mut Reader) -> json::Result<Vec<(f64, u64)>> {
    let mut bars = Vec::new();
    reader.array(|reader| {
        let (mut seconds, mut times) = (None, 0);
        reader.object(|reader, name| match &*api::name(name) {
            b"Value" => {
                if let Value::Number(raw) = reader.value()? {
                    seconds = number::float(raw).filter(|s| s.is_finite());
                }
                Ok(())
            }
            b"Count" => count(&mut times, reader),
            _ => reader.skip(),
        })?;
        bars.extend(seconds.map(|s| (s, times)));
        Ok(())
    })?;
    Ok(bars)
}

fn count(into: &mut u64, reader: &mut Reader) -> json::Result<()> {
    *into = whole(reader)?.unwrap_or(0);
    Ok(())
}

fn whole(reader: &mut Reader) -> json::Result<Option<u64>> {
    Ok(match reader.value()? {
        Value::Number(raw) => number::whole(raw),
        _ => None,
    })
}

/// Answers for one stretch of time after the other add up; the same answer twice counts once.
fn join(known: &mut Option<Statistics>, more: Option<Statistics>) {
    match (known, more) {
        (_, None) => {}
        (Some(known), Some(more)) if *known == more => {}
        (Some(known), Some(more)) => {
            known.ok = known.ok.saturating_add(more.ok);
            known.errors = known.errors.saturating_add(more.errors);
            known.throttles = known.throttles.saturating_add(more.throttles);
            known.faults = known.faults.saturating_add(more.faults);
            known.total_seconds += more.total_seconds;
            known.histogram.extend(more.histogram);
        }
        (known, more) => *known = more,
    }
}
