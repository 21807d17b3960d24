//! What traces can be told apart by, and how many have which value: the side bar of the analysis.

use std::hash::Hash;

use fixedbitset::FixedBitSet;
use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

use crate::model::{
    Field, Key, ServiceId, SpanId, SpanStore, Status, StrId, TraceId, Value, sort_by,
};

use super::Index;
use super::filter::{Facts, hit_by, is_http};
use super::selection::selected_traces;

/// Something that traces differ in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FacetKey {
    /// How the request ended.
    Outcome,
    /// Nodes of the map.
    Service,
    /// Names of spans.
    Operation,
    /// Types of exceptions; the message of one without a type.
    Exception,
    Attribute(Key),
}

/// A value of one. Values of different facets are never compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FacetValue {
    Outcome(Status),
    Service(ServiceId),
    Text(StrId),
    /// The bits of a number.
    Number(u64),
    Flag(bool),
}

#[derive(Clone, Debug)]
pub struct Facet {
    pub key: FacetKey,
    /// Traces that have any value of it.
    pub traces: u32,
    /// All different values, those of most traces first.
    pub values: Vec<ValueCount>,
}

/// Some values of a facet.
#[derive(Clone, Debug, Default)]
pub struct Listed {
    pub values: Vec<ValueCount>,
    /// Values that could have been listed.
    pub of: u32,
}

#[derive(Clone, Copy, Debug)]
pub struct ValueCount {
    pub value: FacetValue,
    pub traces: u32,
    /// Of those, traces that ended in a fault.
    pub faults: u32,
}

/// How many of the selected traces have which value, in each span or in one of many.
/// Facets stand in the order of [`FacetKey`], attributes by name. One pass over the spans.
pub fn facets(store: &SpanStore, index: &Index, selected: &FixedBitSet) -> Vec<Facet> {
    let mut tallies = Tallies::default();
    let facts = Facts::new(store, index);
    for trace in selected_traces(store, selected) {
        let status = index.status(store, trace).max(Status::Ok);
        tallies.trace = trace;
        tallies.fault = status == Status::Fault;
        tallies.add(FacetKey::Outcome, FacetValue::Outcome(status));
        let request = facts.request(trace);
        for span in store.trace(trace).spans() {
            tallies.span(store, span, span == request);
        }
    }
    tallies.exceptions(store, index, selected);
    tallies.finish(store)
}

impl Facet {
    /// At most `most` values, by the number of traces, then by text.
    pub fn first(&self, store: &SpanStore, most: usize) -> Listed {
        let last = most.checked_sub(1).and_then(|at| self.values.get(at));
        let least = last.map_or(0, |last| last.traces);
        // Texts are made for those alone that may be among the first.
        let end = self.values.partition_point(|value| value.traces >= least);
        let values = self.values[..end].iter().map(|&value| (value.value.text(store), value));
        Listed { values: most_frequent(values.collect(), most), of: self.values.len() as u32 }
    }

    /// The same of those values alone whose text has `sought`, which is in lower case.
    pub fn found(&self, store: &SpanStore, sought: &str, most: usize) -> Listed {
        let named = self.values.iter().map(|&value| (value.value.text(store), value));
        let found: Vec<_> = named.filter(|(t, _)| t.to_lowercase().contains(sought)).collect();
        let of = found.len() as u32;
        Listed { values: most_frequent(found, most), of }
    }
}

impl FacetValue {
    pub fn text(self, store: &SpanStore) -> String {
        match self {
            Self::Outcome(status) => outcome_word(status).to_owned(),
            Self::Service(service) => store.service_name(service).to_owned(),
            value => value.attribute().map(|v| store.value_text(v)).unwrap_or_default(),
        }
    }

    /// Of an attribute.
    pub fn attribute(self) -> Option<Value> {
        match self {
            Self::Text(id) => Some(Value::Text(id)),
            Self::Number(bits) => Some(Value::Number(f64::from_bits(bits))),
            Self::Flag(flag) => Some(Value::Flag(flag)),
            Self::Outcome(_) | Self::Service(_) => None,
        }
    }

    fn of(value: Value) -> Self {
        match value {
            Value::Text(id) => Self::Text(id),
            Value::Number(number) => Self::Number(number.to_bits()),
            Value::Flag(flag) => Self::Flag(flag),
        }
    }
}

/// Counts of a key or a value; the last trace counted, so that each counts once.
#[derive(Clone, Copy)]
struct Tally {
    traces: u32,
    faults: u32,
    last: TraceId,
}

impl Default for Tally {
    fn default() -> Self {
        Self { traces: 0, faults: 0, last: TraceId::NONE }
    }
}

/// Counts while traces pass.
struct Tallies {
    trace: TraceId,
    fault: bool,
    keys: HashMap<FacetKey, Tally, FxBuildHasher>,
    values: HashMap<(FacetKey, FacetValue), Tally, FxBuildHasher>,
}

impl Default for Tallies {
    fn default() -> Self {
        let (keys, values) = (HashMap::default(), HashMap::default());
        Self { trace: TraceId::NONE, fault: false, keys, values }
    }
}

impl Tallies {
    /// `is_request`: whose HTTP fields are the trace's, as in the filter language.
    fn span(&mut self, store: &SpanStore, span: SpanId, is_request: bool) {
        for service in hit_by(store, span) {
            self.add(FacetKey::Service, FacetValue::Service(service));
        }
        self.add(FacetKey::Operation, FacetValue::Text(store.name_id(span)));
        for attribute in store.attributes(span) {
            if is_telling(attribute.key) && (is_request || !is_http_key(attribute.key)) {
                self.add(FacetKey::Attribute(attribute.key), FacetValue::of(attribute.value));
            }
        }
    }

    /// They stand by span, hence by trace.
    fn exceptions(&mut self, store: &SpanStore, index: &Index, selected: &FixedBitSet) {
        for exception in store.exceptions.all() {
            let trace = store.trace_of(exception.span);
            if selected.contains(trace.index()) {
                self.trace = trace;
                self.fault = index.status(store, trace) == Status::Fault;
                self.add(FacetKey::Exception, FacetValue::Text(exception.name()));
            }
        }
    }

    fn add(&mut self, key: FacetKey, value: FacetValue) {
        let (trace, fault) = (self.trace, self.fault);
        if count_once(&mut self.values, (key, value), trace, fault) {
            count_once(&mut self.keys, key, trace, fault);
        }
    }

    fn finish(self, store: &SpanStore) -> Vec<Facet> {
        let facet = |(&key, tally): (&FacetKey, &Tally)| Facet {
            key,
            traces: tally.traces,
            values: Vec::new(),
        };
        let mut facets: Vec<Facet> = self.keys.iter().map(facet).collect();
        sort_by(&mut facets, |a, b| rank(store, a.key).cmp(&rank(store, b.key)));
        let places: HashMap<FacetKey, usize, FxBuildHasher> =
            facets.iter().enumerate().map(|(at, facet)| (facet.key, at)).collect();
        for ((key, value), Tally { traces, faults, .. }) in self.values {
            facets[places[&key]].values.push(ValueCount { value, traces, faults });
        }
        for facet in &mut facets {
            sort_by(&mut facet.values, |a, b| b.traces.cmp(&a.traces));
        }
        facets
    }
}

/// False where the trace has counted already.
fn count_once<K: Hash + Eq>(
    tallies: &mut HashMap<K, Tally, FxBuildHasher>,
    key: K,
    trace: TraceId,
    fault: bool,
) -> bool {
    let tally = tallies.entry(key).or_default();
    let is_new = tally.last != trace;
    tally.last = trace;
    tally.traces += u32::from(is_new);
    tally.faults += u32::from(is_new && fault);
    is_new
}

fn most_frequent(mut named: Vec<(String, ValueCount)>, most: usize) -> Vec<ValueCount> {
    sort_by(&mut named, |(a, x), (b, y)| (y.traces, a).cmp(&(x.traces, b)));
    named.into_iter().take(most).map(|(_, value)| value).collect()
}

fn is_http_key(key: Key) -> bool {
    matches!(key, Key::Field(field) if is_http(field))
}

/// Statements, addresses and the like are as many as there are requests.
fn is_telling(key: Key) -> bool {
    !matches!(key, Key::Field(Field::SqlQuery | Field::HttpUrl | Field::HttpClientIp))
}

/// The words of the filter language.
fn outcome_word(status: Status) -> &'static str {
    match status {
        Status::Unset | Status::Ok => "ok",
        Status::Error => "error",
        Status::Throttle => "throttle",
        Status::Fault => "fault",
    }
}

fn rank(store: &SpanStore, key: FacetKey) -> (u8, &str) {
    match key {
        FacetKey::Outcome => (0, ""),
        FacetKey::Service => (1, ""),
        FacetKey::Operation => (2, ""),
        FacetKey::Attribute(Key::Field(Field::HttpStatus)) => (3, ""),
        FacetKey::Exception => (4, ""),
        FacetKey::Attribute(Key::Annotation(name)) => (5, store.strings.get(name)),
        FacetKey::Attribute(Key::Field(field)) => (6, field.name()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::drawing;
    use crate::query::testing;

    fn check(drawn: &str, most: usize, expect: &str) {
        let store = drawing::store(drawn);
        let found = facets(&store, &Index::new(&store), &testing::all(&store));
        let lines: Vec<String> = found
            .iter()
            .map(|facet| {
                let listed = facet.first(&store, most);
                let values = listed
                    .values
                    .iter()
                    .map(|v| format!(" {}:{}/{}", v.value.text(&store), v.traces, v.faults));
                let name = match facet.key {
                    FacetKey::Attribute(Key::Annotation(name)) => {
                        store.strings.get(name).to_owned()
                    }
                    FacetKey::Attribute(Key::Field(field)) => field.name().to_owned(),
                    key => format!("{key:?}"),
                };
                format!("{name} {} of {}{}", facet.traces, listed.of, values.collect::<String>())
            })
            .collect();
        assert_eq!(lines.join("\n"), expect);
    }

    const TRACES: &str = "
        web      |----F------|   region=eu
          > db     |-F-|         exception=refused region=eu

        web      |-----------|   region=us
          > db     |---|
          > db          |---|

        web      |-----------|
        ";

    #[test]
    fn each_trace_counts_once_a_value() {
        check(
            TRACES,
            9,
            "Outcome 3 of 2 ok:2/0 fault:1/1\n\
             Service 3 of 2 web:3/1 db:2/1\n\
             Operation 3 of 2 web:3/1 db:2/1\n\
             Exception 1 of 1 refused:1/1\n\
             region 2 of 2 eu:1/1 us:1/0",
        );
    }

    #[test]
    fn the_most_frequent_are_named_and_the_others_counted() {
        check(
            TRACES,
            1,
            "Outcome 3 of 2 ok:2/0\nService 3 of 2 web:3/1\nOperation 3 of 2 web:3/1\n\
             Exception 1 of 1 refused:1/1\nregion 2 of 2 eu:1/1",
        );
    }

    #[test]
    fn values_are_found_by_a_part_of_their_text() {
        let drawn: String = (0..500).map(|at| format!("web |--| user=User-{at:03}\n\n")).collect();
        let store = drawing::store(&drawn);
        let found = facets(&store, &Index::new(&store), &testing::all(&store));
        let users = found.last().expect("the annotation");
        let check = |sought: &str, most: usize, expect: (u32, &[&str])| {
            let Listed { values, of } = users.found(&store, sought, most);
            let texts: Vec<_> = values.iter().map(|v| v.value.text(&store)).collect();
            assert_eq!(
                (of, texts.iter().map(String::as_str).collect::<Vec<_>>().as_slice()),
                expect
            );
        };
        check("user-49", 2, (10, &["User-490", "User-491"]));
        check("user-499", 9, (1, &["User-499"]));
        check("nobody", 9, (0, &[]));
    }
}
