//! Conditions on root causes: on the elements of their lists, or on a whole cause as JSON.
//!
//! `first`, `last` and `index` are places in the list of one cause. A trace with two faults has two lists.

use fixedbitset::FixedBitSet;

use super::ast::{Cause, CausePart};
use super::domain::{Domain, Reach, node_text};
use super::facts::Facts;
use super::json::Json;
use super::keyword::Keyword;
use super::matcher::Matcher;
use crate::model::{SpanId, SpanStore, StrId, TraceId, Value};
use crate::query::{CauseFinder, RootCause};

/// All elements of one list, over all traces.
pub(super) struct Causes<'a> {
    store: &'a SpanStore,
    pub list: Vec<Element>,
}

#[derive(Clone, Copy)]
pub(super) struct Element {
    pub trace: TraceId,
    pub span: SpanId,
    name: StrId,
    /// Of a service: its type; of an exception: its message.
    other: StrId,
    inferred: bool,
    remote: bool,
    coverage: f64,
    index: u32,
    last: bool,
}

impl<'a> Causes<'a> {
    pub fn new(
        facts: &Facts<'a>,
        cause: Cause,
        part: CausePart,
        traces: &mut dyn Iterator<Item = TraceId>,
    ) -> Self {
        let mut causes = Self { store: facts.store, list: Vec::new() };
        let mut finder = CauseFinder::default();
        for trace in traces {
            for found in finder.find(facts.store, facts.index, trace, cause) {
                let first = causes.list.len();
                causes.add(trace, &found, part);
                let own = &mut causes.list[first..];
                (0..).zip(own.iter_mut()).for_each(|(index, element)| element.index = index);
                if let Some(last) = own.last_mut() {
                    last.last = true;
                }
            }
        }
        causes
    }

    fn add(&mut self, trace: TraceId, cause: &RootCause, part: CausePart) {
        let store = self.store;
        let elements = cause.entities.iter().map(|entity| Element {
            trace,
            span: entity.span,
            name: entity.name,
            other: StrId::EMPTY,
            inferred: false,
            remote: entity.remote,
            coverage: entity.coverage,
            index: 0,
            last: false,
        });
        let elements: Vec<Element> = elements.collect();
        match part {
            CausePart::Entity => self.list.extend(elements),
            CausePart::Service => self.list.extend(cause.services.iter().map(|service| {
                let info = store.service_info(service.node);
                let (name, other, inferred) = (info.name, info.kind, service.inferred);
                Element { name, other, inferred, ..elements[service.path.start] }
            })),
            CausePart::Exception => {
                // A node that sent nothing has the span of the call to it, and not its exceptions.
                let mut spans = elements;
                spans.dedup_by_key(|element| element.span);
                for element in spans {
                    let own = store.exceptions.of(element.span).iter();
                    self.list.extend(own.map(|exception| Element {
                        name: exception.kind,
                        other: exception.message,
                        ..element
                    }));
                }
            }
        }
    }

    fn filled(&self, holds: impl Fn(&Element) -> bool) -> FixedBitSet {
        let mut out = FixedBitSet::with_capacity(self.list.len());
        out.extend(self.list.iter().enumerate().filter(|(_, e)| holds(e)).map(|(at, _)| at));
        out
    }
}

impl Domain for Causes<'_> {
    fn store(&self) -> &SpanStore {
        self.store
    }

    fn len(&self) -> usize {
        self.list.len()
    }

    fn flagged(&self, keyword: Keyword) -> FixedBitSet {
        self.filled(|element| match keyword {
            Keyword::First => element.index == 0,
            Keyword::Last => element.last,
            Keyword::Remote => element.remote,
            _ => element.inferred,
        })
    }

    fn measured(&self, keyword: Keyword, test: &dyn Fn(f64) -> bool) -> FixedBitSet {
        self.filled(|element| match keyword {
            Keyword::Index => test(element.index.into()),
            _ => test(element.coverage),
        })
    }

    /// There is no keyword of that kind here, nor one that is looked for in spans.
    fn classed(&self, _: Keyword, _: usize) -> FixedBitSet {
        FixedBitSet::with_capacity(self.len())
    }

    fn texts(&self, keyword: Keyword, matcher: &mut Matcher<'_>) -> FixedBitSet {
        let mut out = FixedBitSet::with_capacity(self.len());
        for (at, element) in self.list.iter().enumerate() {
            let text = if keyword == Keyword::Name { element.name } else { element.other };
            out.set(at, text != StrId::EMPTY && matcher.holds(Value::Text(text)));
        }
        out
    }

    fn marked(&self, _: FixedBitSet, _: Reach) -> FixedBitSet {
        FixedBitSet::with_capacity(self.len())
    }
}

/// Traces with a cause, of whatever kind, that is like one of `patterns`.
pub(super) fn cause_like(facts: &Facts<'_>, patterns: &Json) -> FixedBitSet {
    let Facts { store, index, .. } = *facts;
    let mut out = FixedBitSet::with_capacity(store.traces().len());
    let Json::List(patterns) = patterns else { return out };
    let mut finder = CauseFinder::default();
    for trace in store.trace_ids() {
        let mut is_like = |cause| {
            let causes = finder.find(store, index, trace, cause);
            causes.iter().any(|found| {
                // Most ways are of another length; to tell them as JSON takes ten times as long.
                let mut fitting = patterns.iter().filter(|p| fits(p, found)).peekable();
                fitting.peek().is_some() && {
                    let told = as_json(store, found, cause);
                    fitting.any(|pattern| pattern.covers(&told))
                }
            })
        };
        out.set(trace.index(), Cause::ALL.into_iter().any(&mut is_like));
    }
    out
}

/// Whether a cause has as many services as a pattern says.
fn fits(pattern: &Json, cause: &RootCause) -> bool {
    let Json::Object(members) = pattern else { return false };
    let services = members.iter().find(|(key, _)| key == "Services");
    services.is_none_or(
        |(_, list)| matches!(list, Json::List(services) if services.len() == cause.services.len()),
    )
}

/// As a trace summary of X-Ray has it.
fn as_json(store: &SpanStore, cause: &RootCause, kind: Cause) -> Json {
    let text = |id| Json::Text(store.strings.get(id).to_owned());
    let services = cause.services.iter().map(|service| {
        let info = store.service_info(service.node);
        let name = text(node_text(info, Keyword::Name));
        let path = &cause.entities[service.path.clone()];
        let path = path.iter().map(|entity| {
            let about = match kind {
                Cause::ResponseTime => ("Coverage", Json::Number(entity.coverage)),
                _ => ("Exceptions", exceptions(store, entity.span)),
            };
            object([("Name", text(entity.name)), ("Remote", Json::Flag(entity.remote)), about])
        });
        object([
            ("Name", name.clone()),
            ("Names", Json::List(vec![name])),
            ("Type", text(info.kind)),
            ("AccountId", text(info.account)),
            ("Inferred", Json::Flag(service.inferred)),
            ("EntityPath", Json::List(path.collect())),
        ])
    });
    object([
        ("ClientImpacting", Json::Flag(cause.client_impacting)),
        ("Services", Json::List(services.collect())),
    ])
}

fn exceptions(store: &SpanStore, span: SpanId) -> Json {
    let text = |id| Json::Text(store.strings.get(id).to_owned());
    let own = store.exceptions.of(span).iter();
    Json::List(
        own.map(|e| object([("Name", text(e.kind)), ("Message", text(e.message))])).collect(),
    )
}

fn object<const N: usize>(members: [(&str, Json); N]) -> Json {
    Json::Object(members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}
