//! Boolean algebra over bitmaps, the same for whole traces and for what a block looks at.

use fixedbitset::FixedBitSet;

use super::ast::{Check, Comparison, Expr, Literal, Operand, Selector, Test};
use super::facts::is_http;
use super::keyword::Keyword;
use super::matcher::{Matcher, ordered};
use crate::ingest::field_of_attribute;
use crate::model::{Key, Nanos, Service, SpanStore, StrId, Value};

/// Things that a condition holds for or not, numbered from 0.
pub(super) trait Domain {
    fn store(&self) -> &SpanStore;

    fn len(&self) -> usize;

    /// Where a boolean keyword is true.
    fn flagged(&self, keyword: Keyword) -> FixedBitSet;

    /// Where a time passes the test.
    fn timed(&self, keyword: Keyword, test: &dyn Fn(Nanos) -> bool) -> FixedBitSet;

    /// Where one of the nodes (a bitmap over `ServiceId`) takes part.
    fn among(&self, nodes: &FixedBitSet) -> FixedBitSet;

    /// Where one of the spans that count is marked in a bitmap over `SpanId`.
    fn marked(&self, spans: FixedBitSet, reach: Reach) -> FixedBitSet;

    /// Where a node is there; with a block, one that satisfies it.
    fn service(&self, node: &Selector, block: Option<&Expr>) -> FixedBitSet;

    /// Likewise a connection.
    fn edge(&self, source: &Selector, target: &Selector, block: Option<&Expr>) -> FixedBitSet;
}

/// Which spans' values count.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// The request itself: `http.*`.
    Request,
    /// A service's own view of a request: who, where.
    Segment,
    /// That and the work within: annotations, exceptions.
    Work,
}

pub(super) fn evaluate(domain: &impl Domain, expr: &Expr) -> FixedBitSet {
    match expr {
        Expr::All(parts) => {
            let mut all = full(domain.len());
            for part in parts {
                if all.is_clear() {
                    break;
                }
                all.intersect_with(&evaluate(domain, part));
            }
            all
        }
        Expr::Any(parts) => {
            let mut any = FixedBitSet::with_capacity(domain.len());
            for part in parts {
                any.union_with(&evaluate(domain, part));
            }
            any
        }
        Expr::Not(inner) => negated(evaluate(domain, inner)),
        Expr::Test(test) => evaluate_test(domain, test),
        Expr::Service(node, block) => domain.service(node, block.as_deref()),
        Expr::Edge(source, target, block) => domain.edge(source, target, block.as_deref()),
    }
}

pub(super) fn full(len: usize) -> FixedBitSet {
    negated(FixedBitSet::with_capacity(len))
}

fn negated(mut bits: FixedBitSet) -> FixedBitSet {
    bits.toggle_range(..);
    bits
}

fn evaluate_test(domain: &impl Domain, test: &Test) -> FixedBitSet {
    let store = domain.store();
    match &test.operand {
        Operand::Annotation(key) => annotation(domain, key, &test.check),
        Operand::Keyword(keyword) => match keyword {
            Keyword::Field(field) => {
                let reach = if is_http(*field) { Reach::Request } else { Reach::Segment };
                values(domain, Key::Field(*field), keyword.folds_case(), &test.check, reach)
            }
            Keyword::Message => search(store, false, &test.check, |matcher| {
                domain.marked(messages(store, matcher), Reach::Work)
            }),
            Keyword::Name => nodes(domain, *keyword, &test.check, |s| s.name),
            Keyword::Type => nodes(domain, *keyword, &test.check, |s| s.kind),
            Keyword::ResponseTime | Keyword::Duration => timed(domain, *keyword, &test.check),
            Keyword::Ok | Keyword::Error | Keyword::Throttle | Keyword::Fault => {
                flagged(domain, *keyword, &test.check)
            }
            Keyword::Partial | Keyword::Inferred | Keyword::Root => {
                flagged(domain, *keyword, &test.check)
            }
        },
    }
}

/// Attributes of formats other than X-Ray that have a keyword are found by their own names too.
fn annotation(domain: &impl Domain, name: &str, check: &Check) -> FixedBitSet {
    let annotation = domain.store().strings.find(name).map(Key::Annotation);
    let field = field_of_attribute(name).map(Key::Field);
    let mut found = FixedBitSet::with_capacity(domain.len());
    for key in annotation.into_iter().chain(field) {
        found.union_with(&values(domain, key, false, check, Reach::Work));
    }
    found
}

fn flagged(domain: &impl Domain, keyword: Keyword, check: &Check) -> FixedBitSet {
    let bits = domain.flagged(keyword);
    match check {
        Check::Compare(comparison, Literal::Flag(on))
            if *on == (*comparison == Comparison::NotEqual) =>
        {
            negated(bits)
        }
        _ => bits,
    }
}

fn timed(domain: &impl Domain, keyword: Keyword, check: &Check) -> FixedBitSet {
    match check {
        Check::Compare(comparison, Literal::Number(seconds)) => {
            let limit = nanos(*seconds);
            let bits = domain.timed(keyword, &|n| ordered(*comparison, n.0 as f64, limit));
            if *comparison == Comparison::NotEqual { negated(bits) } else { bits }
        }
        _ => full(domain.len()),
    }
}

/// Nanoseconds; whole where the text meant them to be: 0.29 s times 1e9 is not quite 290 000 000.
fn nanos(seconds: f64) -> f64 {
    let (exact, whole) = (seconds * 1e9, (seconds * 1e9).round());
    if (exact - whole).abs() < 1e-3 { whole } else { exact }
}

fn values(domain: &impl Domain, key: Key, fold: bool, check: &Check, reach: Reach) -> FixedBitSet {
    let store = domain.store();
    search(store, fold, check, |matcher| {
        let mut spans = FixedBitSet::with_capacity(store.len());
        for (span, value) in store.attributes.of_key(key) {
            if matcher.holds(value) {
                spans.insert(span.index());
            }
        }
        domain.marked(spans, reach)
    })
}

fn messages(store: &SpanStore, matcher: &mut Matcher<'_>) -> FixedBitSet {
    let mut spans = FixedBitSet::with_capacity(store.len());
    for exception in store.exceptions.all() {
        if matcher.holds(Value::Text(exception.message)) {
            spans.insert(exception.span.index());
        }
    }
    spans
}

/// By a text that nodes have; the empty one is none.
fn nodes(
    domain: &impl Domain,
    keyword: Keyword,
    check: &Check,
    text: impl Fn(Service) -> StrId,
) -> FixedBitSet {
    let store = domain.store();
    search(store, keyword.folds_case(), check, |matcher| {
        let mut nodes = FixedBitSet::with_capacity(store.services.len());
        for (id, service) in store.services.iter() {
            let text = text(service);
            nodes.set(id.index(), text != StrId::EMPTY && matcher.holds(Value::Text(text)));
        }
        domain.among(&nodes)
    })
}

/// Runs a search for the values that pass `check`; twice for `!=`, which means that there is a value
/// to compare with and none is equal.
fn search(
    store: &SpanStore,
    fold: bool,
    check: &Check,
    find: impl Fn(&mut Matcher<'_>) -> FixedBitSet,
) -> FixedBitSet {
    let Check::Compare(comparison, literal) = check else { return find(&mut Matcher::truth()) };
    let found = find(&mut Matcher::compare(*comparison, literal, fold, &store.strings));
    if *comparison != Comparison::NotEqual {
        return found;
    }
    let mut others = find(&mut Matcher::comparable(literal));
    others.difference_with(&found);
    others
}
