//! Answers in the shapes of the JavaScript API.

use petgraph::graph::EdgeIndex;
use serde_json::Value as Json;

use super::api::{Answer, Question, Subject};
use super::load::count;
use super::overview::health_word;
use super::{Engine, ListOrder, Note, Numbers, SortColumn, TracePage, api, opened, span};
use crate::ingest;
use crate::model::{Flags, Key, Kind, Nanos, SpanId, Status, TraceId, Value};
use crate::query::{self, Counts, Node, ServiceGraph, Sketch};

impl Engine {
    /// Answers a question of the element's API; `bytes` as for [`Engine::handle`].
    pub fn answer(&mut self, question: &Question, bytes: Option<&[Vec<u8>]>) -> Answer {
        match question.subject {
            Subject::Summary => Answer::Summary(self.api_summary()),
            Subject::ServiceGraph => Answer::ServiceGraph(self.api_graph()),
            Subject::Traces => self.api_traces(question),
            Subject::Trace => self.api_trace(&question.id, bytes),
        }
    }

    pub(super) fn api_summary(&self) -> api::Summary {
        let found = query::summary(&self.store, &self.index, &self.selected, &self.graph);
        api::Summary {
            traces: count(found.traces),
            spans: count(found.spans),
            services: count(found.services),
            edges: count(found.edges),
            start: found.start.millis(),
            end: found.end.millis(),
            error_rate: found.counts.fault_rate(),
            p50: found.p50.millis(),
            p90: found.p90.millis(),
            p95: found.p95.millis(),
            p99: found.p99.millis(),
            ok: count(found.counts.ok),
            errors: count(found.counts.errors),
            throttles: count(found.counts.throttles),
            faults: count(found.counts.faults),
        }
    }

    fn api_graph(&self) -> api::ServiceGraph {
        api::ServiceGraph {
            nodes: self.graph.graph.node_weights().map(|n| self.api_node(n)).collect(),
            edges: self.graph.graph.edge_indices().map(|e| self.api_edge(&self.graph, e)).collect(),
        }
    }

    pub(super) fn api_node(&self, node: &Node) -> api::ServiceNode {
        let numbers = self.numbers(&node.stats.counts, &node.stats.latency, node.imported);
        let centre = self.plan.centre(&node.id);
        let ms = |t: Option<Nanos>| t.unwrap_or_default().millis();
        api::ServiceNode {
            id: node.id.clone(),
            name: node.name.clone(),
            kind: node.kind.clone(),
            requests: numbers.requests,
            requests_per_minute: numbers.requests_per_minute,
            average_ms: ms(numbers.average),
            p50: ms(numbers.p50),
            p95: ms(numbers.p95),
            p99: ms(numbers.p99),
            ok: numbers.ok,
            errors: numbers.errors,
            faults: numbers.faults,
            throttles: numbers.throttles,
            error_rate: node.stats.counts.fault_rate(),
            health: health_word(self.thresholds.node(node)).to_owned(),
            bottleneck: node.stats.bottleneck,
            x: centre.x,
            y: centre.y,
        }
    }

    pub(super) fn api_edge(&self, map: &ServiceGraph, index: EdgeIndex) -> api::ServiceEdge {
        let graph = &map.graph;
        let edge = &graph[index];
        let Some((source, target)) = graph.edge_endpoints(index) else {
            return api::ServiceEdge::default();
        };
        let numbers = self.numbers(&edge.stats.counts, &edge.stats.latency, edge.imported);
        let ms = |t: Option<Nanos>| t.unwrap_or_default().millis();
        api::ServiceEdge {
            source: graph[source].id.clone(),
            target: graph[target].id.clone(),
            requests: numbers.requests,
            requests_per_minute: numbers.requests_per_minute,
            average_ms: ms(numbers.average),
            p50: ms(numbers.p50),
            p95: ms(numbers.p95),
            p99: ms(numbers.p99),
            ok: numbers.ok,
            errors: numbers.errors,
            faults: numbers.faults,
            throttles: numbers.throttles,
            error_rate: edge.stats.counts.fault_rate(),
            health: health_word(self.thresholds.edge(edge, &graph[target])).to_owned(),
        }
    }

    /// Counts and times of a node or an edge, as shown; `imported` of its requests are ready-made.
    pub(super) fn numbers(
        &self,
        counts: &Counts,
        latency: &Sketch,
        imported: Option<u64>,
    ) -> Numbers {
        let Counts { ok, errors, throttles, faults } = *counts;
        Numbers {
            requests: count(counts.requests()),
            requests_per_minute: self.graph.per_minute(counts.requests(), imported),
            timed: count(latency.count()),
            average: latency.mean(),
            p50: latency.quantile(0.5),
            p95: latency.quantile(0.95),
            p99: latency.quantile(0.99),
            max: latency.max(),
            ok: count(ok),
            errors: count(errors),
            throttles: count(throttles),
            faults: count(faults),
        }
    }

    fn api_traces(&mut self, question: &Question) -> Answer {
        let &Question { sort, descending, offset, limit, .. } = question;
        let orders = vec![ListOrder { column: SortColumn::Fact(sort), descending }];
        let page = TracePage { orders, annotations: Vec::new(), offset, limit };
        let (_, traces) = self.trace_page(&page);
        let row = |t| trace_summary(query::row(&self.store, &self.index, t));
        Answer::Traces(traces.into_iter().map(row).collect())
    }

    /// One trace with all its spans: asks for the documents first.
    fn api_trace(&self, id: &str, bytes: Option<&[Vec<u8>]>) -> Answer {
        let Some(trace) = self.store.find_trace(id) else {
            return Answer::Failed(format!("No trace with the id {id}"));
        };
        // Spans of one document stand together more often than not: each document is asked for once.
        let mut stretches = Vec::new();
        let mut document_of = Vec::new();
        let mut seen = std::collections::BTreeMap::new();
        for span in self.store.trace(trace).spans() {
            let at = span::stretch(&self.store, span).map(|stretch| {
                let key = (stretch.source, stretch.offset.to_bits());
                *seen.entry(key).or_insert_with(|| {
                    stretches.push(stretch);
                    stretches.len() - 1
                })
            });
            document_of.push(at);
        }
        let Some(bytes) = bytes else { return Answer::Need(stretches) };
        let open = self.open_trace(trace, false);
        let document = |at: Option<usize>| at.and_then(|at| bytes.get(at)).map(Vec::as_slice);
        let spans = self.store.trace(trace).spans().zip(document_of);
        let spans = spans.map(|(s, at)| self.api_span(trace, &open, s, document(at)));
        let info = self.store.trace(trace);
        Answer::Trace(Box::new(api::Trace {
            id: self.store.trace_text(trace).to_owned(),
            duration_ms: info.end.minus(info.start).millis(),
            spans: spans.collect(),
            notes: self.said_of(&open),
            critical_path: query::critical_path(&self.store, trace, &[])
                .iter()
                .map(|s| span::hex(self.store.id(s.span)))
                .collect(),
        }))
    }

    /// What is odd about a trace.
    fn said_of(&self, open: &opened::OpenTrace) -> Vec<String> {
        let mut said: Vec<String> =
            open.trace_notes(&self.store).iter().map(Note::english).collect();
        let gaps = open.gap_notes(&self.store);
        said.extend(gaps.iter().map(|g| format!("{}. {}", g.what.english(), g.cause.english())));
        said
    }

    fn api_span(
        &self,
        trace: TraceId,
        open: &opened::OpenTrace,
        span: SpanId,
        document: Option<&[u8]>,
    ) -> api::TraceSpan {
        let store = &self.store;
        let info = store.trace(trace);
        let row = info.row(span) as u32;
        let facts = ingest::facts(&span::raw(store, span, document));
        let annotations = store.attributes(span).filter_map(|a| match a.key {
            Key::Annotation(key) => Some((store.strings.get(key).to_owned(), self.scalar(a.value))),
            Key::Field(_) => None,
        });
        let flags = store.flags(span);
        api::TraceSpan {
            id: span::hex(store.id(span)),
            parent: store.parent(span).map(|p| span::hex(store.id(p))),
            service: store.service_name(store.service(span)).to_owned(),
            name: store.name(span).to_owned(),
            kind: kind_word(flags.kind()).to_owned(),
            start_ms: store.start(span).minus(info.start).millis(),
            duration_ms: store.duration(span).millis(),
            self_ms: open.self_time(row).millis(),
            depth: open.depth(row),
            status: status_word(flags.status()).to_owned(),
            in_progress: flags.has(Flags::IN_PROGRESS),
            annotations: annotations.collect(),
            metadata: serde_json::from_str(&facts.metadata).map_or(Json::Null, as_javascript),
            exceptions: facts.exceptions,
            warnings: open.notes(store, span).iter().map(Note::english).collect(),
        }
    }

    fn scalar(&self, value: Value) -> api::Scalar {
        match value {
            Value::Text(id) => api::Scalar::Text(self.store.strings.get(id).to_owned()),
            Value::Number(number) => api::Scalar::Number(number),
            Value::Flag(on) => api::Scalar::Flag(on),
        }
    }
}

pub(super) fn trace_summary(row: query::TraceRow) -> api::TraceSummary {
    api::TraceSummary {
        id: row.id,
        root: row.root,
        start: row.start.millis(),
        duration_ms: row.duration.millis(),
        response_ms: row.response.millis(),
        spans: row.spans,
        services: row.services,
        status: row.status,
        health: status_word(row.health).to_owned(),
        partial: row.partial,
    }
}

/// Integers as JavaScript has them: beyond 53 bits the nearest double. `serde_json` refuses more than
/// 128 levels, which bounds the recursion.
fn as_javascript(value: Json) -> Json {
    match value {
        Json::Number(number) => number.as_f64().into(),
        Json::Array(items) => items.into_iter().map(as_javascript).collect(),
        Json::Object(members) => members.into_iter().map(|(k, v)| (k, as_javascript(v))).collect(),
        other => other,
    }
}

fn kind_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Internal => "internal",
        Kind::Server => "server",
        Kind::Client => "client",
        Kind::Producer => "producer",
        Kind::Consumer => "consumer",
    }
}

fn status_word(status: Status) -> &'static str {
    match status {
        Status::Unset => "unset",
        Status::Ok => "ok",
        Status::Error => "error",
        Status::Throttle => "throttle",
        Status::Fault => "fault",
    }
}
