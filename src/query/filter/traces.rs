//! Conditions on whole traces.

use fixedbitset::FixedBitSet;

use super::ast::{Expr, Selector};
use super::domain::{Domain, Reach, evaluate, full};
use super::facts::Facts;
use super::hits::{Hits, outcome};
use super::keyword::Keyword;
use super::node::{Hit, Nodes, each_edge, each_message, each_node};
use crate::model::{Nanos, SpanStore, TraceId};
use crate::query::Index;

/// Traces that match, by `TraceId`; all if there is no expression.
pub(super) fn select(expr: Option<&Expr>, store: &SpanStore, index: &Index) -> FixedBitSet {
    let traces = Traces { facts: Facts::new(store, index) };
    expr.map_or_else(|| full(traces.len()), |expr| evaluate(&traces, expr))
}

struct Traces<'a> {
    facts: Facts<'a>,
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

    fn timed(&self, keyword: Keyword, test: &dyn Fn(Nanos) -> bool) -> FixedBitSet {
        let Facts { store, index, .. } = self.facts;
        match keyword {
            Keyword::Duration => self.filled(|t| {
                let trace = store.trace(t);
                test(trace.end.minus(trace.start))
            }),
            _ => self.filled(|t| test(index.response_time(store, t))),
        }
    }

    fn among(&self, nodes: &FixedBitSet) -> FixedBitSet {
        self.hit_by(|visit| each_node(self.store(), &Nodes::listed(nodes), visit))
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

    fn service(&self, node: &Selector, block: Option<&Expr>) -> FixedBitSet {
        let nodes = Nodes::new(node, self.store());
        self.satisfied(block, |visit| each_node(self.store(), &nodes, visit))
    }

    fn edge(&self, source: &Selector, target: &Selector, block: Option<&Expr>) -> FixedBitSet {
        let sources = Nodes::new(source, self.store());
        let targets = Nodes::new(target, self.store());
        self.satisfied(block, |visit| {
            each_edge(self.store(), &sources, &targets, visit);
            each_message(&self.facts, &sources, &targets, visit);
        })
    }
}

impl Traces<'_> {
    fn filled(&self, holds: impl Fn(TraceId) -> bool) -> FixedBitSet {
        let mut out = FixedBitSet::with_capacity(self.len());
        out.extend(self.store().trace_ids().filter(|&t| holds(t)).map(TraceId::index));
        out
    }

    /// Traces with a hit, if there is a block with one that satisfies it.
    fn satisfied(
        &self,
        block: Option<&Expr>,
        each: impl FnOnce(&mut dyn FnMut(Hit)),
    ) -> FixedBitSet {
        let Some(block) = block else { return self.hit_by(each) };
        let mut list = Vec::new();
        each(&mut |hit| list.push(hit));
        let hits = Hits { facts: &self.facts, list };
        let mut out = FixedBitSet::with_capacity(self.len());
        out.extend(evaluate(&hits, block).ones().map(|at| hits.list[at].trace.index()));
        out
    }

    fn hit_by(&self, each: impl FnOnce(&mut dyn FnMut(Hit))) -> FixedBitSet {
        let mut out = FixedBitSet::with_capacity(self.len());
        each(&mut |hit| out.insert(hit.trace.index()));
        out
    }
}
