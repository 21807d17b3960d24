//! The answer to the present question: numbers, map and strip that belong together.

use fixedbitset::FixedBitSet;
use petgraph::graph::{EdgeIndex, NodeIndex};

use super::load::count;
use super::place::{EdgeId, edge_ids};
use super::{
    Bottleneck, EdgeRoute, Engine, MapEdge, MapNode, Overview, Placed, Range, Reply, TimelineBar,
    View, api, everything,
};
use crate::model::{Nanos, SpanStore, TraceId, sort_by};
use crate::query::filter::Filter;
use crate::query::{self, EdgeKind, Frame, Health};

/// Bars of the strip: one every few pixels of a wide screen.
const TIMELINE_BARS: usize = 120;

impl Engine {
    pub(super) fn set_view(&mut self, view: View) -> Reply {
        // A text that is no filter leaves the last good one in force; the page knows what is wrong with it.
        if (view.filter != self.filter.text() || view.groups != self.view.groups)
            && let Ok(filter) = Filter::parse_with(&view.filter, &view.groups)
        {
            self.filter = filter;
            self.refresh_matches();
        }
        self.thresholds = view.thresholds.to_query();
        let is_reframed = view.framing != self.view.framing;
        self.view = view;
        if is_reframed {
            self.reframe();
        }
        self.refresh_selection();
        self.overview()
    }

    pub(super) fn relayout(&mut self) -> Reply {
        self.plan.renew(&self.drawn, &self.frame);
        self.overview()
    }

    pub(super) fn reroute(&self, moved: &[Placed]) -> Reply {
        let routes = self.plan.reroute(moved).into_iter();
        let routes = routes.map(|((source, target, kind), route)| EdgeRoute {
            source,
            target,
            asynchronous: kind == EdgeKind::Async,
            route,
        });
        Reply::Routes { routes: routes.collect() }
    }

    /// Which traces match the filter.
    pub(super) fn refresh_matches(&mut self) {
        self.matching = match self.filter.is_empty() {
            true => everything(self.store.traces().len()),
            false => self.filter.select(&self.store, &self.index),
        };
    }

    /// Which of them lie in the range. Most views select what was selected before: the first one
    /// after a load, and each change of thresholds.
    pub(super) fn refresh_selection(&mut self) {
        let mut selected = self.matching.clone();
        if let Some(range) = self.view.range {
            for trace in self.matching.ones() {
                let start = self.begin(TraceId::at(trace));
                selected.set(trace, range.start <= start && start < range.end);
            }
        }
        if selected == self.selected {
            return;
        }
        self.select(selected);
        if !self.plan.covers(&self.drawn) {
            self.plan.renew(&self.frame.over(&self.whole), &self.frame);
        }
    }

    /// Makes traces the selected ones, and their graph.
    pub(super) fn select(&mut self, traces: FixedBitSet) {
        self.graph = query::service_graph(&self.store, &self.index, &traces);
        self.drawn = self.frame.over(&self.graph);
        self.selected = traces;
        self.list = None;
        self.facet_counts = None;
    }

    /// Decides what is drawn, and where.
    pub(super) fn reframe(&mut self) {
        self.frame = Frame::new(&self.store, &self.whole, &self.view.framing);
        self.drawn = self.frame.over(&self.graph);
        self.plan.renew(&self.frame.over(&self.whole), &self.frame);
    }

    /// When the request of a trace came in.
    pub(super) fn begin(&self, trace: TraceId) -> Nanos {
        self.store.start(self.index.entry(trace))
    }

    pub(super) fn overview(&self) -> Reply {
        let bottleneck = self.drawn.bottleneck().map(|index| {
            let node = &self.drawn.graph[index];
            let share = node.stats.bottleneck;
            Bottleneck { id: node.id.clone(), name: node.name.clone(), share }
        });
        Reply::Overview(Box::new(Overview {
            summary: self.api_summary(),
            total_traces: self.store.traces().len() as u32,
            total_spans: count(self.store.span_count() as u64),
            extent: self.extent(),
            nodes: self.map_nodes(bottleneck.as_ref()),
            edges: self.map_edges(),
            width: self.plan.laid.width,
            height: self.plan.laid.height,
            timeline: self.timeline(),
            bottleneck,
            imported: self.store.graph.is_some(),
            sampling: self.sampling.clone(),
            hidden_nodes: self.frame.hidden_nodes,
            hidden_calls: self.frame.hidden_calls as f64,
            groups: self.frame.groups.clone(),
            layout_generation: self.plan.generation,
        }))
    }

    /// From the first to just after the last request.
    pub(super) fn extent(&self) -> Option<Range> {
        let begins = self.store.trace_ids().map(|t| self.begin(t));
        let (start, last) = begins.fold((Nanos::MAX, Nanos::MIN), |(a, b), t| (a.min(t), b.max(t)));
        (start <= last).then(|| Range { start, end: last.plus(Nanos(1)) })
    }

    fn timeline(&self) -> Vec<TimelineBar> {
        let Some(Range { start, end }) = self.extent() else { return Vec::new() };
        let range = start..=end;
        let bars = query::timeline(&self.store, &self.index, &self.matching, range, TIMELINE_BARS);
        let bars = bars.into_iter().map(|b| TimelineBar {
            start: b.start,
            end: b.end,
            ok: count(b.ok),
            errors: count(b.errors),
            throttles: count(b.throttles),
            faults: count(b.faults),
        });
        bars.collect()
    }

    fn map_nodes(&self, bottleneck: Option<&Bottleneck>) -> Vec<MapNode> {
        let graph = &self.drawn;
        let present = graph.graph.node_indices().map(|index| self.map_node(index, bottleneck));
        let mut nodes: Vec<_> = present.collect();
        let faded = self.plan.nodes().filter(|n| graph.find(&n.id).is_none());
        nodes.extend(faded.map(|n| MapNode {
            node: api::ServiceNode {
                id: n.id.clone(),
                name: n.name.clone(),
                kind: n.kind.clone(),
                health: "ok".to_owned(),
                x: self.plan.centre(&n.id).x,
                y: self.plan.centre(&n.id).y,
                ..api::ServiceNode::default()
            },
            account: n.account.clone(),
            inferred: n.inferred,
            imported: n.imported,
            faded: true,
            in_box: self.frame.in_box(&n.id),
            ..MapNode::default()
        }));
        sort_by(&mut nodes, |a, b| a.node.id.cmp(&b.node.id));
        nodes
    }

    fn map_node(&self, index: NodeIndex, bottleneck: Option<&Bottleneck>) -> MapNode {
        let node = &self.drawn.graph[index];
        MapNode {
            node: self.api_node(node),
            account: node.account.clone(),
            inferred: node.inferred,
            imported: node.imported.is_some(),
            faded: false,
            members: node.members.len() as u32,
            in_box: self.frame.in_box(&node.id),
            missing_caller: node.missing_callers > 0,
            is_bottleneck: bottleneck.is_some_and(|b| b.id == node.id),
            first: node.first,
            last: node.last,
        }
    }

    fn map_edges(&self) -> Vec<MapEdge> {
        let ids = edge_ids(&self.drawn);
        let mut edges: Vec<_> = ids
            .iter()
            .zip(self.drawn.graph.edge_indices())
            .map(|(id, index)| self.map_edge(id, index))
            .collect();
        let present: std::collections::BTreeSet<_> = ids.iter().collect();
        let faded = self.plan.edges().filter(|id| !present.contains(id));
        edges.extend(faded.map(|id| MapEdge {
            edge: api::ServiceEdge {
                source: id.0.clone(),
                target: id.1.clone(),
                health: "ok".to_owned(),
                ..api::ServiceEdge::default()
            },
            asynchronous: id.2 == EdgeKind::Async,
            faded: true,
            imported: false,
            route: self.plan.route(id),
        }));
        edges
    }

    fn map_edge(&self, id: &EdgeId, index: EdgeIndex) -> MapEdge {
        let edge = &self.drawn.graph[index];
        MapEdge {
            edge: self.api_edge(&self.drawn, index),
            asynchronous: edge.kind == EdgeKind::Async,
            faded: false,
            imported: edge.imported.is_some(),
            route: self.plan.route(id),
        }
    }
}

pub(super) fn failed_spans(store: &SpanStore, trace: TraceId) -> u32 {
    use crate::model::Status::{Ok, Unset};
    let failed = |s: &crate::model::SpanId| !matches!(store.status(*s), Ok | Unset);
    store.trace(trace).spans().filter(failed).count() as u32
}

/// The word of the API.
pub(super) fn health_word(health: Health) -> &'static str {
    match health {
        Health::Ok => "ok",
        Health::Warning => "warning",
        Health::Critical => "critical",
    }
}
