//! What spans are told apart by: service, operation, status or the value of an attribute.

use serde::{Deserialize, Serialize};

use crate::model::{Field, Key, Nanos, ServiceId, SpanId, SpanStore, Status, StrId, Value};

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SplitBy {
    #[default]
    Service,
    /// Service and name of the span.
    Operation,
    Status,
    /// A field by its keyword, or an annotation by its key. Spans without it are of no class.
    Attribute(String),
}

/// A class of spans in words.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ClassName {
    /// Empty unless services or operations are told apart.
    pub service: String,
    /// Name of the operation, status or value; empty for a service.
    pub name: String,
}

/// A class of spans.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Class(u32, u64);

/// Tells classes of spans.
pub struct Split<'a> {
    store: &'a SpanStore,
    by: &'a SplitBy,
    key: Option<Key>,
}

impl<'a> Split<'a> {
    pub fn new(store: &'a SpanStore, by: &'a SplitBy) -> Self {
        let key = match by {
            SplitBy::Attribute(name) => key(store, name),
            _ => None,
        };
        Self { store, by, key }
    }

    /// Of an attribute with several values the first counts.
    pub fn class(&self, span: SpanId) -> Option<Class> {
        let store = self.store;
        Some(match self.by {
            SplitBy::Service => Class(store.service(span).0, 0),
            SplitBy::Operation => Class(store.service(span).0, store.name_id(span).0.into()),
            SplitBy::Status => Class(0, settled(store.status(span)) as u64),
            SplitBy::Attribute(_) => match store.attributes.values(span, self.key?).next()? {
                Value::Text(id) => Class(0, id.0.into()),
                Value::Number(number) => Class(1, number.to_bits()),
                Value::Flag(on) => Class(2, on.into()),
            },
        })
    }

    pub fn name(&self, Class(kind, bits): Class) -> ClassName {
        let store = self.store;
        let service = || store.service_name(ServiceId(kind)).to_owned();
        let unnamed = |name: String| ClassName { service: String::new(), name };
        match self.by {
            SplitBy::Service => ClassName { service: service(), name: String::new() },
            SplitBy::Operation => {
                ClassName { service: service(), name: self.text(bits).to_owned() }
            }
            SplitBy::Status => unnamed(STATUSES[bits as usize % STATUSES.len()].to_owned()),
            SplitBy::Attribute(_) => unnamed(match kind {
                0 => self.text(bits).to_owned(),
                1 => store.value_text(Value::Number(f64::from_bits(bits))),
                _ => store.value_text(Value::Flag(bits != 0)),
            }),
        }
    }

    /// Number of the service that a class belongs to.
    pub fn service(&self, Class(service, _): Class) -> Option<u32> {
        matches!(self.by, SplitBy::Service | SplitBy::Operation).then_some(service)
    }

    fn text(&self, bits: u64) -> &'a str {
        self.store.strings.get(StrId(bits as u32))
    }
}

/// By [`Status`]; what is unset went well as far as is known.
const STATUSES: [&str; 5] = ["ok", "ok", "error", "throttle", "fault"];

fn settled(status: Status) -> Status {
    status.max(Status::Ok)
}

fn key(store: &SpanStore, name: &str) -> Option<Key> {
    let field = Field::ALL.into_iter().find(|field| field.name() == name);
    field.map(Key::Field).or_else(|| store.strings.find(name).map(Key::Annotation))
}

/// Names of the attributes that spans have, those of most spans first; each with the spans that have it.
pub fn attribute_names(
    store: &SpanStore,
    spans: impl Iterator<Item = SpanId>,
) -> Vec<(String, u32)> {
    let mut counts: hashbrown::HashMap<Key, (u32, SpanId), rustc_hash::FxBuildHasher> =
        hashbrown::HashMap::default();
    for span in spans {
        for attribute in store.attributes(span) {
            let (count, last) = counts.entry(attribute.key).or_insert((0, SpanId::NONE));
            *count += u32::from(*last != span);
            *last = span;
        }
    }
    let word = |key| match key {
        Key::Field(field) => field.name().to_owned(),
        Key::Annotation(id) => store.strings.get(id).to_owned(),
    };
    let mut names: Vec<_> = counts.into_iter().map(|(key, (n, _))| (word(key), n)).collect();
    crate::model::sort_by(&mut names, |a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
    names
}

/// Length of time that a share is of; never zero.
pub(super) fn whole(time: Nanos) -> f64 {
    time.0.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::drawing;

    fn check(by: SplitBy, expect: &[(&str, &str)]) {
        let store = drawing::store(
            "
            web        |---------|  tier=gold
              > db       |-F-|      n=7
              > db           |-|    n=7 tier=on
            ",
        );
        let split = Split::new(&store, &by);
        let named = |class| {
            let ClassName { service, name } = split.name(class);
            (service, name)
        };
        let classes = store.span_ids().filter_map(|span| split.class(span)).map(named);
        let classes: Vec<_> = classes.collect();
        let classes: Vec<_> = classes.iter().map(|c| (c.0.as_str(), c.1.as_str())).collect();
        assert_eq!(classes, expect, "{by:?}");
    }

    #[test]
    fn spans_are_told_apart_by_what_is_asked() {
        check(SplitBy::Service, &[("web", ""), ("web", ""), ("web", "")]);
        check(SplitBy::Operation, &[("web", "web"), ("web", "db"), ("web", "db")]);
        check(SplitBy::Status, &[("", "ok"), ("", "fault"), ("", "ok")]);
        check(SplitBy::Attribute("tier".into()), &[("", "gold"), ("", "on")]);
        check(SplitBy::Attribute("n".into()), &[("", "7"), ("", "7")]);
        check(SplitBy::Attribute("nothing".into()), &[]);
    }

    #[test]
    fn attributes_are_listed_by_how_many_spans_have_them() {
        let store = drawing::store(
            "
            web    |---| b=1
              one  |-|   a=1 c=1
              two  |-|   a=2 http.status=200
            ",
        );
        let names = attribute_names(&store, store.span_ids());
        let names: Vec<_> = names.iter().map(|n| (n.0.as_str(), n.1)).collect();
        assert_eq!(names, [("a", 2), ("b", 1), ("c", 1), ("http.status", 1)]);
    }
}
