//! Conditions on whole traces.

use fixedbitset::FixedBitSet;

use super::ast::{Expr, Scope};
use super::causes::{Causes, cause_like};
use super::domain::{Domain, Reach, evaluate, full, nodes, raised};
use super::facts::Facts;
use super::hits::{Hits, class, outcome};
use super::json::Json;
use super::keyword::Keyword;
use super::matcher::Matcher;
use super::node::{Hit, Nodes, each_edge, each_message, each_node};
use super::spans::Spans;
use crate::model::{SpanStore, TraceId, Value};
use crate::query::Index;

/// Traces that match, by `TraceId`; all if there is no expression.
pub(super) fn select(expr: Option<&Expr>, store: &SpanStore, index: &Index) -> FixedBitSet {
    let traces = Traces { facts: Facts::new(store, index) };
    expr.map_or_else(|| full(traces.len()), |expr| evaluate(&traces, expr))
}

pub(super) struct Traces<'a> {
    pub facts: Facts<'a>,
}

impl Domain for Traces<'_> {
    fn store(&self) -> &SpanStore {
        self.facts.store
    }

    fn len(&self) -> usize {
        self.facts.store.traces().len()
    }

    fn flagged(&self, keyword: Keyword) -> FixedBitSet {
        let index = self.facts.index;
        match keyword {
            Keyword::Partial => index.partial.clone(),
            Keyword::Inferred => index.inferred.clone(),
            Keyword::Throttle => index.throttled.clone(),
            _ => self.filled(|t| outcome(self.store().flags(index.entry(t)), keyword)),
        }
    }

    fn measured(&self, keyword: Keyword, test: &dyn Fn(f64) -> bool) -> FixedBitSet {
        let Facts { store, index, .. } = self.facts;
        match keyword {
            Keyword::Duration => self.filled(|t| {
                let trace = store.trace(t);
                test(trace.end.minus(trace.start).0 as f64)
            }),
            _ => self.filled(|t| test(index.response_time(store, t).0 as f64)),
        }
    }

    /// The kind of any span; how the request ended.
    fn classed(&self, keyword: Keyword, wanted: usize) -> FixedBitSet {
        let Facts { store, index, .. } = self.facts;
        let is_so = |span| class(store.flags(span), keyword) == wanted;
        self.filled(|t| match keyword {
            Keyword::SpanKind => store.trace(t).spans().any(is_so),
            _ => is_so(index.entry(t)),
        })
    }

    fn texts(&self, keyword: Keyword, matcher: &mut Matcher<'_>) -> FixedBitSet {
        if keyword == Keyword::Message {
            let raised = raised(self.store(), |e| matcher.holds(Value::Text(e.message)));
            return self.marked(raised, Reach::Work);
        }
        let nodes = Nodes::listed(&nodes(self.store(), keyword, matcher));
        self.satisfied(None, &|visit| each_node(self.store(), &nodes, visit))
    }

    fn marked(&self, spans: FixedBitSet, reach: Reach) -> FixedBitSet {
        if reach == Reach::Request {
            let requests = self.facts.requests();
            return self.filled(|t| spans.contains(requests[t.index()].index()));
        }
        let mut out = FixedBitSet::with_capacity(self.len());
        let traces = self.store().traces();
        let mut at = 0;
        for span in spans.ones() {
            while traces[at].first.index() + traces[at].len as usize <= span {
                at += 1;
            }
            out.insert(at);
        }
        out
    }

    fn within(&self, scope: &Scope, block: Option<&Expr>) -> FixedBitSet {
        match scope {
            Scope::Span => match block {
                Some(block) => {
                    let spans = evaluate(&Spans { facts: &self.facts }, block);
                    self.marked(spans, Reach::Work)
                }
                None => full(self.len()),
            },
            Scope::RootCause(cause, part) => {
                let causes = Causes::new(&self.facts, *cause, *part, &mut self.store().trace_ids());
                let found = block.map_or_else(|| full(causes.len()), |b| evaluate(&causes, b));
                self.traces_of(found.ones().map(|at| causes.list[at].trace))
            }
            _ => self.satisfied(block, &|visit| each_hit(&self.facts, scope, visit)),
        }
    }

    fn cause_like(&self, patterns: &Json) -> FixedBitSet {
        cause_like(&self.facts, patterns)
    }
}

/// Visits the nodes or connections that a scope means.
pub(super) fn each_hit(facts: &Facts<'_>, scope: &Scope, visit: &mut dyn FnMut(Hit)) {
    let store = facts.store;
    match scope {
        Scope::Service(node) => each_node(store, &Nodes::new(node, store), visit),
        Scope::Edge(source, target) => {
            let (sources, targets) = (Nodes::new(source, store), Nodes::new(target, store));
            each_edge(store, &sources, &targets, visit);
            each_message(facts, &sources, &targets, visit);
        }
        Scope::Span | Scope::RootCause(..) => {}
    }
}

/// Visits hits.
type Each<'a> = dyn Fn(&mut dyn FnMut(Hit)) + 'a;

impl Traces<'_> {
    fn filled(&self, holds: impl Fn(TraceId) -> bool) -> FixedBitSet {
        self.traces_of(self.store().trace_ids().filter(|&t| holds(t)))
    }

    fn traces_of(&self, traces: impl Iterator<Item = TraceId>) -> FixedBitSet {
        let mut out = FixedBitSet::with_capacity(self.len());
        out.extend(traces.map(TraceId::index));
        out
    }

    /// Traces with a hit, if there is a block with one that satisfies it.
    fn satisfied(&self, block: Option<&Expr>, each: &Each<'_>) -> FixedBitSet {
        let Some(block) = block else {
            let mut out = FixedBitSet::with_capacity(self.len());
            each(&mut |hit| out.insert(hit.trace.index()));
            return out;
        };
        let mut list = Vec::new();
        each(&mut |hit| list.push(hit));
        let hits = Hits { facts: &self.facts, list };
        self.traces_of(evaluate(&hits, block).ones().map(|at| hits.list[at].trace))
    }
}
