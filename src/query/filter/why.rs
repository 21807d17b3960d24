//! Why a trace matches, or why it does not: each condition by itself, and the span it turns on.
//!
//! Whether a condition holds is what the filter itself finds, so that the two can never differ.

use super::ast::{Check, Expr, Operand, Scope, Selector, Test};
use super::causes::Causes;
use super::domain::{Domain, evaluate, evaluate_test};
use super::facts::{Facts, is_http};
use super::hits::Hits;
use super::keyword::{Keyword, Kind};
use super::spans::Spans;
use super::traces::{Traces, each_hit};
use crate::model::{Field, SpanId, SpanStore, TraceId};
use crate::query::Index;

/// A condition, or several joined; what they are made of follows, one deeper.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    pub depth: u32,
    pub says: Says,
    pub holds: bool,
    /// The span that it turns on, if it is one.
    pub span: Option<SpanId>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Says {
    All,
    Any,
    Not,
    /// In the canonical form.
    Text(String),
}

pub(super) fn why(expr: &Expr, store: &SpanStore, index: &Index, trace: TraceId) -> Vec<Reason> {
    let traces = Traces { facts: Facts::new(store, index) };
    let mut asker = Asker { traces: &traces, trace, reasons: Vec::new() };
    asker.ask(expr, 0);
    asker.reasons
}

struct Asker<'a> {
    traces: &'a Traces<'a>,
    trace: TraceId,
    reasons: Vec<Reason>,
}

/// What a condition in a block is asked about.
struct Element<'a> {
    domain: &'a dyn Domain,
    at: usize,
    span: SpanId,
}

impl<'a> Asker<'a> {
    fn ask(&mut self, expr: &Expr, depth: u32) {
        let holds = evaluate(self.traces, expr).contains(self.trace.index());
        match expr {
            Expr::Test(test) => {
                let span = self.decider(test);
                self.say(depth, Says::Text(test.to_string()), holds, span);
            }
            Expr::Within(scope, block) => self.within(scope, block.as_deref(), holds, depth),
            Expr::CauseLike(_) => self.say(depth, Says::Text(expr.to_string()), holds, None),
            _ => {
                let (says, parts) = joined(expr);
                self.say(depth, says, holds, None);
                parts.iter().for_each(|part| self.ask(part, depth + 1));
            }
        }
    }

    fn say(&mut self, depth: u32, says: Says, holds: bool, span: Option<SpanId>) {
        self.reasons.push(Reason { depth, says, holds, span });
    }

    /// A block is told for the element that satisfies it, or for the one that comes nearest.
    fn within(&mut self, scope: &Scope, block: Option<&Expr>, holds: bool, depth: u32) {
        let traces: &'a Traces<'a> = self.traces;
        let facts = &traces.facts;
        let spans = facts.store.trace(self.trace).spans();
        match scope {
            Scope::Span => {
                let domain = Spans { facts };
                let elements = spans.map(|span| (span.index(), span)).collect();
                self.block(scope, block, holds, depth, &domain, elements);
            }
            Scope::RootCause(cause, part) => {
                let domain = Causes::new(facts, *cause, *part, &mut std::iter::once(self.trace));
                let elements = domain.list.iter().map(|e| e.span).enumerate().collect();
                self.block(scope, block, holds, depth, &domain, elements);
            }
            _ => {
                let domain = hits(facts, self.trace, scope);
                let elements = domain.list.iter().map(|hit| hit.span).enumerate().collect();
                self.block(scope, block, holds, depth, &domain, elements);
            }
        }
    }

    /// `elements`: places in the domain, with their spans.
    fn block(
        &mut self,
        scope: &Scope,
        block: Option<&Expr>,
        holds: bool,
        depth: u32,
        domain: &dyn Domain,
        elements: Vec<(usize, SpanId)>,
    ) {
        let chosen = match block {
            Some(block) => nearest(block, domain, &elements),
            None => elements.first().copied(),
        };
        self.say(depth, Says::Text(scope.to_string()), holds, chosen.map(|(_, span)| span));
        if let Some((block, (at, span))) = block.zip(chosen) {
            self.ask_in(&Element { domain, at, span }, block, depth + 1);
        }
    }

    fn ask_in(&mut self, element: &Element<'_>, expr: &Expr, depth: u32) {
        let holds = evaluate(element.domain, expr).contains(element.at);
        if matches!(expr, Expr::All(_) | Expr::Any(_) | Expr::Not(_)) {
            let (says, parts) = joined(expr);
            self.say(depth, says, holds, None);
            parts.iter().for_each(|part| self.ask_in(element, part, depth + 1));
        } else {
            self.say(depth, Says::Text(expr.to_string()), holds, Some(element.span));
        }
    }

    /// The span whose value a condition on the trace looks at.
    fn decider(&self, test: &Test) -> Option<SpanId> {
        let Facts { store, index, .. } = self.traces.facts;
        let Operand::Keyword(keyword) = &test.operand else { return self.witness(test) };
        match keyword {
            Keyword::Ok | Keyword::Error | Keyword::Fault | Keyword::Outcome => {
                Some(index.entry(self.trace))
            }
            Keyword::ResponseTime => Some(index.entry(self.trace)),
            Keyword::Duration => {
                let spans = store.trace(self.trace).spans();
                spans.min_by_key(|&span| std::cmp::Reverse(store.end(span)))
            }
            Keyword::Field(field) if is_http(*field) && *field != Field::Operation => {
                Some(self.traces.facts.request(self.trace))
            }
            Keyword::Name | Keyword::Type => {
                let any = Scope::Service(Selector::default());
                let hits = hits(&self.traces.facts, self.trace, &any);
                let found = evaluate_test(&hits, test).ones().next();
                found.map(|at| hits.list[at].span)
            }
            _ => self.witness(test),
        }
    }

    /// The first span for which it holds; else the first that has a value at all.
    fn witness(&self, test: &Test) -> Option<SpanId> {
        let facts = &self.traces.facts;
        let trace = facts.store.trace(self.trace);
        let first = |test: &Test| {
            let found = evaluate_test(&Spans { facts }, test);
            trace.spans().find(|span| found.contains(span.index()))
        };
        let kind = match &test.operand {
            Operand::Keyword(keyword) => Some(keyword.kind()),
            Operand::Annotation(_) => None,
        };
        let present = Test { operand: test.operand.clone(), check: Check::Holds };
        match kind {
            Some(Kind::Flag) => first(&present),
            Some(Kind::Word(_)) => first(test),
            _ => first(test).or_else(|| first(&present)),
        }
    }
}

/// What the trace has of a kind of nodes or connections.
fn hits<'a>(facts: &'a Facts<'a>, trace: TraceId, scope: &Scope) -> Hits<'a> {
    let mut list = Vec::new();
    each_hit(facts, scope, &mut |hit| {
        if hit.trace == trace {
            list.push(hit);
        }
    });
    Hits { facts, list }
}

/// The first element that satisfies the block, or fails the fewest of its parts.
fn nearest(
    block: &Expr,
    domain: &dyn Domain,
    elements: &[(usize, SpanId)],
) -> Option<(usize, SpanId)> {
    let parts = match block {
        Expr::All(parts) => parts.as_slice(),
        other => std::slice::from_ref(other),
    };
    let found: Vec<_> = parts.iter().map(|part| evaluate(domain, part)).collect();
    let failed = |at: usize| found.iter().filter(|bits| !bits.contains(at)).count();
    elements.iter().copied().min_by_key(|(at, _)| failed(*at))
}

fn joined(expr: &Expr) -> (Says, Vec<&Expr>) {
    match expr {
        Expr::All(parts) => (Says::All, parts.iter().collect()),
        Expr::Any(parts) => (Says::Any, parts.iter().collect()),
        Expr::Not(inner) => (Says::Not, vec![inner]),
        Expr::Group(_, inner) => {
            (Says::Text(expr.to_string()), inner.as_deref().into_iter().collect())
        }
        other => (Says::Text(other.to_string()), Vec::new()),
    }
}
