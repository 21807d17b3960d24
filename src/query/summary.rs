//! The selection in one line.

use fixedbitset::FixedBitSet;

use crate::model::{Flags, Nanos, SpanStore};

use super::counts::is_timed;
use super::selection::selected_traces;
use super::{Counts, Index, ServiceGraph, Sketch};

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Summary {
    pub traces: u64,
    /// Spans read as such, without rows known only from trace summaries.
    pub spans: u64,
    /// Nodes of the map without those who call from outside.
    pub services: u64,
    pub edges: u64,
    /// Earliest start and latest end; both zero of nothing.
    pub start: Nanos,
    pub end: Nanos,
    /// Traces by the outcome of their entry span.
    pub counts: Counts,
    /// Share of traces that ended in a fault, 0 to 1.
    pub error_rate: f64,
    /// Of response times; zero of nothing.
    pub p50: Nanos,
    pub p90: Nanos,
    pub p95: Nanos,
    pub p99: Nanos,
}

/// `graph` is that of the same selection.
pub fn summary(
    store: &SpanStore,
    index: &Index,
    selected: &FixedBitSet,
    graph: &ServiceGraph,
) -> Summary {
    let mut counts = Counts::default();
    let mut responses = Sketch::default();
    let (mut spans, mut start, mut end) = (0, Nanos::MAX, Nanos::MIN);
    let traces = selected_traces(store, selected);
    for trace in traces.clone() {
        let entry = index.entry(trace);
        counts.record(store.status(entry));
        if is_timed(store.flags(entry)) {
            responses.record(store.duration(entry));
        }
        let trace = store.trace(trace);
        spans += trace.spans().filter(|&s| !store.flags(s).has(Flags::SUMMARY)).count() as u64;
        (start, end) = (start.min(trace.start), end.max(trace.end));
    }
    let any = counts.requests() > 0;
    let quantile = |q| responses.quantile(q).unwrap_or_default();
    Summary {
        traces: counts.requests(),
        spans,
        services: graph.graph.node_weights().filter(|n| !n.is_client()).count() as u64,
        edges: graph.graph.edge_count() as u64,
        start: if any { start } else { Nanos::ZERO },
        end: if any { end } else { Nanos::ZERO },
        counts,
        error_rate: counts.fault_rate(),
        p50: quantile(0.5),
        p90: quantile(0.9),
        p95: quantile(0.95),
        p99: quantile(0.99),
    }
}
