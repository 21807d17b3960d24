//! From spans to the service map, in one pass.

use fixedbitset::FixedBitSet;
use hashbrown::HashMap;
use petgraph::graph::{DiGraph, NodeIndex};
use rustc_hash::FxBuildHasher;

use crate::model::{
    Flags, Nanos, ServiceId, SpanId, SpanStore, Status, StrId, TraceId, sort, sort_by,
};

use super::counts::{add_statistics, is_timed};
use super::critical_path::critical_time_by_service;
use super::message::messages;
use super::selection::selected_traces;
use super::service_graph::CLIENT;
use super::service_graph::Range;
use super::traffic::{Caller, Traffic};
use super::{Counts, Edge, EdgeKind, EdgeStats, Index, Node, NodeStats, ServiceGraph, Sketch};

/// The map of the selected traces. Ready-made statistics in the store join it whatever is selected.
pub fn service_graph(store: &SpanStore, index: &Index, selected: &FixedBitSet) -> ServiceGraph {
    let mut draft = Draft::new(store);
    for trace in selected_traces(store, selected) {
        draft.trace(trace);
    }
    for message in messages(store, index, selected) {
        let outcome = Outcome { status: message.status, latency: message.age };
        let edge = (Slot::of(message.source), Slot::of(message.target), EdgeKind::Async);
        draft.record_edge(edge, outcome);
    }
    draft.import();
    let critical = critical_time_by_service(store, index, selected);
    draft.finish(index, &critical)
}

/// Place of a node while the map grows: services by id, behind them the clients.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Slot(u32);

/// What one request adds.
#[derive(Clone, Copy)]
struct Outcome {
    status: Status,
    latency: Option<Nanos>,
}

struct Draft<'a> {
    store: &'a SpanStore,
    nodes: Vec<NodeDraft>,
    edges: Vec<Edge>,
    edge_at: HashMap<(Slot, Slot, EdgeKind), u32, FxBuildHasher>,
    /// The client of roots of a name, and the names by slot behind the services.
    client_of: HashMap<StrId, Slot, FxBuildHasher>,
    client_names: Vec<StrId>,
    /// Of starts.
    range: Option<(Nanos, Nanos)>,
}

#[derive(Clone, Default)]
struct NodeDraft {
    counts: Counts,
    latency: Sketch,
    /// First start, last end.
    seen: Option<(Nanos, Nanos)>,
    present: bool,
    reported: bool,
    imported: Option<u64>,
    missing_callers: u64,
}

impl Slot {
    fn of(service: ServiceId) -> Self {
        Self(service.0)
    }
}

impl<'a> Draft<'a> {
    fn new(store: &'a SpanStore) -> Self {
        let mut client_of = HashMap::default();
        // A ready-made graph brings its clients as services.
        for (id, service) in store.services.iter() {
            if store.strings.get(service.kind) == CLIENT {
                client_of.entry(service.name).or_insert(Slot::of(id));
            }
        }
        Self {
            store,
            nodes: vec![NodeDraft::default(); store.services.len()],
            edges: Vec::new(),
            edge_at: HashMap::default(),
            client_of,
            client_names: Vec::new(),
            range: None,
        }
    }

    fn trace(&mut self, trace: TraceId) {
        let trace = self.store.trace(trace);
        widen(&mut self.range, trace.start, trace.start);
        for span in trace.spans() {
            self.span(span);
        }
    }

    fn span(&mut self, span: SpanId) {
        let flags = self.store.flags(span);
        if flags.has(Flags::SUPERSEDED) {
            return;
        }
        let own = Slot::of(self.store.service(span));
        let outcome = self.outcome(span, flags);
        self.see(own, span, !flags.has(Flags::INFERRED));
        let traffic = Traffic::of(self.store, span);
        for node in traffic.nodes().map(Slot::of) {
            self.see(node, span, false);
            self.nodes[node.0 as usize].record(outcome);
        }
        for (caller, target) in traffic.edges() {
            let source = match caller {
                Caller::Service(service) => Slot::of(service),
                Caller::Client(name) => {
                    let client = self.client(name);
                    self.see(client, span, true);
                    client
                }
            };
            self.record_edge((source, Slot::of(target), EdgeKind::Sync), outcome);
        }
        let orphan = flags.has(Flags::ENTRY) && flags.has(Flags::ORPHAN);
        self.nodes[own.0 as usize].missing_callers += u64::from(orphan);
    }

    fn outcome(&self, span: SpanId, flags: Flags) -> Outcome {
        let latency = is_timed(flags).then(|| self.store.duration(span));
        Outcome { status: flags.status(), latency }
    }

    fn client(&mut self, name: StrId) -> Slot {
        *self.client_of.entry(name).or_insert_with(|| {
            self.nodes.push(NodeDraft::default());
            self.client_names.push(name);
            Slot(self.nodes.len() as u32 - 1)
        })
    }

    fn see(&mut self, slot: Slot, span: SpanId, reported: bool) {
        let node = &mut self.nodes[slot.0 as usize];
        widen(&mut node.seen, self.store.start(span), self.store.end(span));
        node.present = true;
        node.reported |= reported;
    }

    fn record_edge(&mut self, key: (Slot, Slot, EdgeKind), outcome: Outcome) {
        let edge = &mut self.edge(key).stats;
        edge.counts.record(outcome.status);
        outcome.latency.into_iter().for_each(|l| edge.latency.record(l));
    }

    fn edge(&mut self, key: (Slot, Slot, EdgeKind)) -> &mut Edge {
        let next = self.edges.len() as u32;
        let at = *self.edge_at.entry(key).or_insert(next);
        if at == next {
            self.edges.push(Edge { kind: key.2, ..Edge::default() });
            self.nodes[key.0.0 as usize].present = true;
            self.nodes[key.1.0 as usize].present = true;
        }
        &mut self.edges[at as usize]
    }

    fn import(&mut self) {
        let store = self.store;
        let Some(graph) = &store.graph else { return };
        for imported in &graph.nodes {
            let node = &mut self.nodes[imported.service.index()];
            (node.present, node.reported) = (true, true);
            let requests =
                add_statistics(&mut node.counts, &mut node.latency, &imported.statistics);
            node.imported = Some(node.imported.unwrap_or_default().saturating_add(requests));
        }
        for imported in &graph.edges {
            let kind = if imported.asynchronous { EdgeKind::Async } else { EdgeKind::Sync };
            let ends = (Slot::of(imported.source), Slot::of(imported.target), kind);
            let edge = self.edge(ends);
            let EdgeStats { counts, latency } = &mut edge.stats;
            let requests = add_statistics(counts, latency, &imported.statistics);
            edge.imported = Some(edge.imported.unwrap_or_default().saturating_add(requests));
        }
    }

    fn finish(mut self, index: &Index, critical: &[Nanos]) -> ServiceGraph {
        let range = |(start, end)| Range { start, end };
        let traced = self.range.map(range).unwrap_or_default();
        let known = self.store.graph.as_ref().and_then(|g| g.start.zip(g.end));
        let imported = known.map(range).unwrap_or_default();
        let drafts = std::mem::take(&mut self.nodes);
        let mut place = vec![NodeIndex::end(); drafts.len()];
        let mut nodes: Vec<(Slot, Node)> = (0..)
            .map(Slot)
            .zip(drafts)
            .filter(|(_, draft)| draft.present)
            .map(|(slot, draft)| (slot, self.node(slot, draft, index)))
            .collect();
        sort_by(&mut nodes, |(_, a), (_, b)| order(a).cmp(&order(b)));
        let whole: f64 = critical.iter().map(|c| c.0 as f64).sum();
        let mut graph = DiGraph::with_capacity(nodes.len(), self.edges.len());
        for (slot, mut node) in nodes {
            let spent = critical.get(slot.0 as usize).copied().unwrap_or_default();
            node.stats.critical_nanos = spent;
            node.stats.bottleneck = if whole > 0.0 { spent.0 as f64 / whole } else { 0.0 };
            place[slot.0 as usize] = graph.add_node(node);
        }
        let place = |slot: Slot| place[slot.0 as usize];
        let mut edges: Vec<_> = self
            .edge_at
            .iter()
            .map(|(&(source, target, kind), &at)| (place(source), place(target), kind, at))
            .collect();
        sort(&mut edges);
        for (source, target, _, at) in edges {
            graph.add_edge(source, target, std::mem::take(&mut self.edges[at as usize]));
        }
        ServiceGraph { graph, traced, imported }
    }

    fn node(&self, slot: Slot, draft: NodeDraft, index: &Index) -> Node {
        let NodeDraft { counts, latency, seen, present: _, reported, imported, missing_callers } =
            draft;
        let (first, last) = seen.unwrap_or_default();
        let service = ServiceId(slot.0);
        let client = service.index().checked_sub(self.store.services.len());
        let text = |id: StrId| self.store.strings.get(id).to_owned();
        let (id, name, kind, account) = if let Some(client) = client {
            let name = text(self.client_names[client]);
            (index.node_ids.client(&name), name, CLIENT.to_owned(), String::new())
        } else {
            let info = self.store.service_info(service);
            let id = index.node_ids.service(service).to_owned();
            (id, text(info.name), text(info.kind), text(info.account))
        };
        Node {
            id,
            service: client.is_none().then_some(service),
            name,
            kind,
            account,
            stats: NodeStats { counts, latency, ..NodeStats::default() },
            inferred: !reported,
            imported,
            missing_callers,
            members: Vec::new(),
            first,
            last,
        }
    }
}

impl NodeDraft {
    fn record(&mut self, outcome: Outcome) {
        self.counts.record(outcome.status);
        outcome.latency.into_iter().for_each(|l| self.latency.record(l));
    }
}

fn order(node: &Node) -> (bool, &str, &str, &str, Option<ServiceId>) {
    (!node.is_client(), &node.name, &node.kind, &node.account, node.service)
}

fn widen(range: &mut Option<(Nanos, Nanos)>, start: Nanos, end: Nanos) {
    let (low, high) = range.unwrap_or((start, end));
    *range = Some((low.min(start), high.max(end)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ImportedEdge, ImportedGraph, ImportedNode, Statistics};
    use crate::query::testing;

    fn map(store: &SpanStore) -> String {
        service_graph(store, &Index::new(store), &testing::all(store)).to_string()
    }

    /// Times in milliseconds, as the map tells them.
    fn spans(lines: &str) -> String {
        map(&testing::store(lines))
    }

    #[test]
    fn messages_are_edges_of_their_own() {
        let map = spans(
            "web 0 9000000 entry\n send 1000000 2000000 call=queue\n--\n\
             worker 5000000 6000000 entry fault link=1/2",
        );
        insta::assert_snapshot!(map, @r"
        web (client) 0
          -> web 1 9 ms
        worker (client) 0
          -> worker 1 (1 fault) 1 ms
        queue 1 1 ms path 10% inferred
          ~> worker 1 (1 fault) 3 ms
        web 1 9 ms path 80%
          -> queue 1 1 ms
        worker 1 (1 fault) 1 ms path 10%
        ");
    }

    #[test]
    fn the_real_callee_stands_for_the_inferred() {
        let map = spans(
            "web 0 9000000 entry\n c 1000000 8000000 call=cart\n  \
             cart 1000000 8000000 entry inferred\n   x 2000000 3000000 entry\n  \
             cart 2000000 7000000 entry throttle",
        );
        insta::assert_snapshot!(map, @r"
        web (client) 0
          -> web 1 9 ms
        cart 1 (1 throttle) 5 ms path 56%
          -> x 1 1 ms
        web 1 9 ms path 44%
          -> cart 1 7 ms
        x 1 1 ms
        ");
    }

    #[test]
    fn what_is_in_progress_counts_but_has_no_time() {
        let map = spans("web 0 1000000 entry error\n--\nweb 0 0 entry open\n c 0 0 call=db open");
        insta::assert_snapshot!(map, @r"
        web (client) 0
          -> web 2 (1 error) 1 ms
        db 1 inferred
        web 2 (1 error) 1 ms path 100%
          -> db 1
        ");
    }

    #[test]
    fn a_caller_that_told_no_request_of_its_own_is_there() {
        insta::assert_snapshot!(spans("job 0 5000000\n c 0 1000000 call=db"), @r"
        unknown 0 path 80%
          -> db 1 1 ms
        db 1 1 ms path 20% inferred
        ");
    }

    #[test]
    fn ready_made_statistics_join_what_spans_tell() {
        let mut builder = testing::store("web 0 1000000 entry").thaw();
        let web = builder.service("web", "", "");
        let client = builder.service("web", CLIENT, "1");
        let statistics = Some(Statistics {
            ok: 8,
            errors: 1,
            throttles: 0,
            faults: 2,
            total_seconds: 0.022,
            histogram: vec![(0.001, 9), (0.004, 1), (f64::NAN, 1), (-1.0, 0)],
        });
        let node = |service, statistics| ImportedNode { service, root: false, statistics };
        builder.graph = Some(ImportedGraph {
            nodes: vec![node(client, None), node(web, statistics.clone())],
            edges: vec![ImportedEdge {
                source: client,
                target: web,
                asynchronous: false,
                statistics,
            }],
            start: Some(Nanos(0)),
            end: Some(Nanos(600_000_000_000)),
        });
        let store = builder.freeze();
        insta::assert_snapshot!(map(&store), @r"
        web (client) 0 imported
          -> web 12 (1 error, 2 fault) 1.916666 ms
        web 12 (1 error, 2 fault) 1.916666 ms path 100% imported
        ");
        let none = FixedBitSet::new();
        let graph = service_graph(&store, &Index::new(&store), &none);
        insta::assert_snapshot!(graph.to_string(), @r"
        web (client) 0 imported
          -> web 11 (1 error, 2 fault) 2 ms
        web 11 (1 error, 2 fault) 2 ms imported
        ");
        assert_eq!(graph.per_minute(11, Some(11)), 1.1);
        // 9 traced within the shortest range beside 20 in ten minutes.
        assert_eq!(graph.per_minute(29, Some(20)), 9.0 + 2.0);
    }
}
