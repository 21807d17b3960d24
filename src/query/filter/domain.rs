//! Boolean algebra over bitmaps, the same for whole traces and for what a block looks at.

use fixedbitset::FixedBitSet;

use super::ast::{Check, Comparison, Expr, Literal, Operand, Scope, Test};
use super::facts::is_http;
use super::json::Json;
use super::keyword::{Keyword, Kind};
use super::matcher::{Matcher, ordered};
use crate::ingest::field_of_attribute;
use crate::model::{Exception, Field, Key, Service, SpanStore, StrId, Value};

/// Things that a condition holds for or not, numbered from 0.
pub(super) trait Domain {
    fn store(&self) -> &SpanStore;

    fn len(&self) -> usize;

    /// Where a boolean keyword is true.
    fn flagged(&self, keyword: Keyword) -> FixedBitSet;

    /// Where a number passes the test; times are nanoseconds.
    fn measured(&self, keyword: Keyword, test: &dyn Fn(f64) -> bool) -> FixedBitSet;

    /// Where a keyword of few words has the one of this place in their list.
    fn classed(&self, keyword: Keyword, class: usize) -> FixedBitSet;

    /// Where one of the texts of a keyword that is no field passes.
    fn texts(&self, keyword: Keyword, matcher: &mut Matcher<'_>) -> FixedBitSet;

    /// Where one of the spans that count is marked in a bitmap over `SpanId`.
    fn marked(&self, spans: FixedBitSet, reach: Reach) -> FixedBitSet;

    /// Where something of that kind is there; with a block, one that satisfies it. Scopes do not nest, the
    /// parser sees to that: only traces have them.
    fn within(&self, _: &Scope, _: Option<&Expr>) -> FixedBitSet {
        FixedBitSet::with_capacity(self.len())
    }

    /// Where a root cause is like one of the array; of traces too.
    fn cause_like(&self, _: &Json) -> FixedBitSet {
        FixedBitSet::with_capacity(self.len())
    }
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

pub(super) fn evaluate(domain: &dyn Domain, expr: &Expr) -> FixedBitSet {
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
        Expr::Within(scope, block) => domain.within(scope, block.as_deref()),
        Expr::CauseLike(json) => domain.cause_like(json),
        Expr::Group(_, Some(inner)) => evaluate(domain, inner),
        Expr::Group(_, None) => full(domain.len()),
    }
}

pub(super) fn full(len: usize) -> FixedBitSet {
    negated(FixedBitSet::with_capacity(len))
}

fn negated(mut bits: FixedBitSet) -> FixedBitSet {
    bits.toggle_range(..);
    bits
}

pub(super) fn evaluate_test(domain: &dyn Domain, test: &Test) -> FixedBitSet {
    let (store, check) = (domain.store(), &test.check);
    let keyword = match &test.operand {
        Operand::Annotation(key) => return annotation(domain, key, check),
        Operand::Keyword(keyword) => *keyword,
    };
    match (keyword, keyword.kind()) {
        (Keyword::Field(Field::Operation), _) => search(store, false, check, |matcher| {
            domain.marked(operations(store, matcher), Reach::Segment)
        }),
        (Keyword::Field(field), _) => {
            let reach = if is_http(field) { Reach::Request } else { Reach::Segment };
            values(domain, Key::Field(field), keyword.folds_case(), check, reach)
        }
        (_, Kind::Text) => {
            search(store, keyword.folds_case(), check, |matcher| domain.texts(keyword, matcher))
        }
        (_, Kind::Flag) => flagged(domain, keyword, check),
        (_, Kind::Seconds | Kind::Number) => measured(domain, keyword, check),
        (_, Kind::Word(words)) => classed(domain, keyword, words, check),
    }
}

/// Attributes of formats other than X-Ray that have a keyword are found by their own names too.
fn annotation(domain: &dyn Domain, name: &str, check: &Check) -> FixedBitSet {
    let annotation = domain.store().strings.find(name).map(Key::Annotation);
    let field = field_of_attribute(name).map(Key::Field);
    let mut found = FixedBitSet::with_capacity(domain.len());
    for key in annotation.into_iter().chain(field) {
        found.union_with(&values(domain, key, false, check, Reach::Work));
    }
    found
}

fn flagged(domain: &dyn Domain, keyword: Keyword, check: &Check) -> FixedBitSet {
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

fn measured(domain: &dyn Domain, keyword: Keyword, check: &Check) -> FixedBitSet {
    let Check::Compare(comparison, Literal::Number(number)) = check else {
        return full(domain.len());
    };
    let limit = if keyword.kind() == Kind::Seconds { nanos(*number) } else { *number };
    let bits = domain.measured(keyword, &|n| ordered(*comparison, n, limit));
    if *comparison == Comparison::NotEqual { negated(bits) } else { bits }
}

fn classed(domain: &dyn Domain, keyword: Keyword, words: &[&str], check: &Check) -> FixedBitSet {
    let Check::Compare(comparison, Literal::Text(word)) = check else { return full(domain.len()) };
    let class = words.iter().position(|w| w == word).unwrap_or(words.len());
    let bits = domain.classed(keyword, class);
    if *comparison == Comparison::NotEqual { negated(bits) } else { bits }
}

/// Nanoseconds; whole where the text meant them to be: 0.29 s times 1e9 is not quite 290 000 000.
fn nanos(seconds: f64) -> f64 {
    let (exact, whole) = (seconds * 1e9, (seconds * 1e9).round());
    if (exact - whole).abs() < 1e-3 { whole } else { exact }
}

fn values(domain: &dyn Domain, key: Key, fold: bool, check: &Check, reach: Reach) -> FixedBitSet {
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

/// What spans did: the operation that they name, else their own name.
fn operations(store: &SpanStore, matcher: &mut Matcher<'_>) -> FixedBitSet {
    let mut spans = FixedBitSet::with_capacity(store.len());
    let mut named = FixedBitSet::with_capacity(store.len());
    for (span, value) in store.attributes.of_key(Key::Field(Field::Operation)) {
        named.insert(span.index());
        spans.set(span.index(), matcher.holds(value));
    }
    for span in store.span_ids().filter(|s| !named.contains(s.index())) {
        spans.set(span.index(), matcher.holds(Value::Text(store.name_id(span))));
    }
    spans
}

/// Spans with an exception that says so.
pub(super) fn raised(store: &SpanStore, mut holds: impl FnMut(&Exception) -> bool) -> FixedBitSet {
    let mut spans = FixedBitSet::with_capacity(store.len());
    for exception in store.exceptions.all() {
        if holds(exception) {
            spans.insert(exception.span.index());
        }
    }
    spans
}

/// Nodes by their name or type; the empty text is none.
pub(super) fn nodes(store: &SpanStore, keyword: Keyword, matcher: &mut Matcher<'_>) -> FixedBitSet {
    let mut nodes = FixedBitSet::with_capacity(store.services.len());
    for (id, service) in store.services.iter() {
        let text = node_text(service, keyword);
        nodes.set(id.index(), text != StrId::EMPTY && matcher.holds(Value::Text(text)));
    }
    nodes
}

pub(super) fn node_text(service: Service, keyword: Keyword) -> StrId {
    if keyword == Keyword::Type { service.kind } else { service.name }
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
