//! Counts traces by what they have, on both sides; one pass over spans and values.

use fixedbitset::FixedBitSet;
use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

use crate::model::{
    Attribute, Exception, Field, Key, ServiceId, SpanId, SpanStore, StrId, TraceId, Value,
};
use crate::query::Index;
use crate::query::filter::{Facts, is_http};
use crate::query::operation::Label;
use crate::query::selection::{nodes_of, selected_traces};
use crate::query::shape::Shapes;

use super::{Aspect, Trait};

/// Traces with something, of each side. The last one is remembered, so that each counts once.
#[derive(Clone, Copy)]
pub(super) struct Tally {
    pub selected: u32,
    pub rest: u32,
    last: TraceId,
}

/// One value of an aspect.
pub(super) struct ValueTally {
    /// Place of the aspect.
    pub aspect: u32,
    code: Code,
    pub tally: Tally,
    /// A sum over the traces that have it: two values of the same sum are of the same traces.
    pub mark: u64,
}

pub(super) struct AspectTally {
    pub aspect: Aspect,
    pub tally: Tally,
    pub distinct: u32,
    /// The first number of each trace, with its side; empty once a value is no number.
    pub numbers: Vec<(f64, bool)>,
    only_numbers: bool,
}

/// A value in 64 bits, with its type.
type Code = (Type, u64);

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Type {
    Text,
    Number,
    Flag,
    Shape,
    Service,
    Operation,
}

/// All counts.
pub(super) struct Tallies {
    /// All traces of each side.
    pub traces: Tally,
    pub aspects: Vec<AspectTally>,
    pub values: Vec<ValueTally>,
    pub shapes: Shapes,
    by_aspect: HashMap<Aspect, u32, FxBuildHasher>,
    by_value: HashMap<(Aspect, Code), u32, FxBuildHasher>,
    /// By set of shared attributes, the last trace in which it was met.
    sets: Vec<TraceId>,
    /// The trace being counted, the span whose HTTP fields are its own, and its side.
    trace: TraceId,
    request: SpanId,
    is_selected: bool,
}

impl Tally {
    const NONE: Self = Self { selected: 0, rest: 0, last: TraceId::NONE };

    /// False where the trace has counted already.
    fn add(&mut self, trace: TraceId, selected: bool) -> bool {
        if self.last == trace {
            return false;
        }
        self.last = trace;
        *if selected { &mut self.selected } else { &mut self.rest } += 1;
        true
    }

    pub fn total(&self) -> u32 {
        self.selected + self.rest
    }
}

impl AspectTally {
    /// Numbers that are many are compared as such; a few are names.
    pub fn is_numeric(&self) -> bool {
        match self.aspect {
            Aspect::ResponseTime => true,
            Aspect::Attribute(Key::Annotation(_)) => self.only_numbers && self.distinct > 10,
            _ => false,
        }
    }

    /// Nearly each trace has a value of its own.
    pub fn is_id(&self) -> bool {
        self.distinct > 20 && self.distinct > self.tally.total() / 2 && !self.is_numeric()
    }
}

impl Tallies {
    pub fn count(
        store: &SpanStore,
        index: &Index,
        traces: &FixedBitSet,
        picked: &FixedBitSet,
    ) -> Self {
        let mut tallies = Self {
            traces: Tally::NONE,
            aspects: Vec::new(),
            values: Vec::new(),
            shapes: Shapes::default(),
            by_aspect: HashMap::default(),
            by_value: HashMap::default(),
            sets: Vec::new(),
            trace: TraceId::NONE,
            request: SpanId::NONE,
            is_selected: false,
        };
        let facts = Facts::new(store, index);
        let mut exceptions = store.exceptions.all();
        for trace in selected_traces(store, traces) {
            (tallies.trace, tallies.is_selected) = (trace, picked.contains(trace.index()));
            tallies.request = facts.request(trace);
            tallies.traces.add(trace, tallies.is_selected);
            let time = index.response_time(store, trace).seconds();
            tallies.add(Aspect::ResponseTime, (Type::Number, time.to_bits()));
            let spans = store.trace(trace).spans();
            for span in spans.clone() {
                tallies.span(store, span);
            }
            exceptions = tallies.exceptions(store, exceptions, spans);
        }
        tallies
    }

    fn span(&mut self, store: &SpanStore, span: SpanId) {
        for service in nodes_of(store, span) {
            self.add(Aspect::Service, (Type::Service, service.0.into()));
        }
        let (name, service) = (store.name_id(span), store.service(span));
        let named_after = |s: ServiceId| store.service_info(s).name == name;
        if !named_after(service) && !store.peer(span).is_some_and(named_after) {
            let shape = self.shapes.of_label(store, Label::Text(name));
            let bits = u64::from(service.0) << 32 | u64::from(shape);
            self.add(Aspect::Operation, (Type::Operation, bits));
        }
        for attribute in store.attributes.own(span) {
            // Those of calls within are other requests'.
            let of_call = matches!(attribute.key, Key::Field(field) if is_http(field));
            if !of_call || span == self.request {
                self.attribute(store, attribute);
            }
        }
        let set = store.attributes.set_of(span);
        if set.is_none() {
            return;
        }
        if self.sets.len() <= set.index() {
            self.sets.resize(set.index() + 1, TraceId::NONE);
        }
        if std::mem::replace(&mut self.sets[set.index()], self.trace) != self.trace {
            for attribute in store.attributes.in_set(set) {
                self.attribute(store, attribute);
            }
        }
    }

    fn attribute(&mut self, store: &SpanStore, Attribute { key, value }: Attribute) {
        let folded = match (key, value) {
            (Key::Field(Field::HttpUrl), Value::Text(url)) => {
                Label::Http { method: StrId::EMPTY, url }
            }
            (Key::Field(Field::SqlQuery), Value::Text(text)) => Label::Statement(text),
            _ => return self.add(Aspect::Attribute(key), code(value)),
        };
        let shape = self.shapes.of_label(store, folded);
        self.add(Aspect::Attribute(key), (Type::Shape, shape.into()));
    }

    /// Those of the spans; what is left of the list is given back. It stands by span.
    fn exceptions<'e>(
        &mut self,
        store: &SpanStore,
        list: &'e [Exception],
        mut spans: impl DoubleEndedIterator<Item = SpanId>,
    ) -> &'e [Exception] {
        let Some(first) = spans.next() else { return list };
        let last = spans.next_back().unwrap_or(first);
        let list = &list[list.partition_point(|e| e.span < first)..];
        let (own, rest) = list.split_at(list.partition_point(|e| e.span <= last));
        for exception in own {
            let untyped = store.strings.get(exception.kind).is_empty();
            let name = if untyped { exception.message } else { exception.kind };
            let shape = self.shapes.of_label(store, Label::Text(name));
            self.add(Aspect::Exception, (Type::Shape, shape.into()));
        }
        rest
    }

    fn add(&mut self, aspect: Aspect, code: Code) {
        let (trace, is_selected) = (self.trace, self.is_selected);
        let at = match self.by_value.get(&(aspect, code)) {
            Some(&at) => at,
            None => self.insert(aspect, code),
        };
        let value = &mut self.values[at as usize];
        if !value.tally.add(trace, is_selected) {
            return;
        }
        value.mark = value.mark.wrapping_add(mixed(u64::from(trace.0) + 1));
        let aspect = &mut self.aspects[value.aspect as usize];
        if aspect.tally.add(trace, is_selected) && aspect.only_numbers {
            let number = f64::from_bits(code.1);
            aspect.numbers.extend(number.is_finite().then_some((number, is_selected)));
        }
    }

    fn insert(&mut self, aspect: Aspect, code: Code) -> u32 {
        let place = *self.by_aspect.entry(aspect).or_insert_with(|| {
            self.aspects.push(AspectTally {
                aspect,
                tally: Tally::NONE,
                distinct: 0,
                numbers: Vec::new(),
                only_numbers: true,
            });
            self.aspects.len() as u32 - 1
        });
        let counted = &mut self.aspects[place as usize];
        counted.distinct += 1;
        if code.0 != Type::Number {
            counted.only_numbers = false;
            counted.numbers = Vec::new();
        }
        let at = self.values.len() as u32;
        self.values.push(ValueTally { aspect: place, code, tally: Tally::NONE, mark: 0 });
        self.by_value.insert((aspect, code), at);
        at
    }

    pub fn trait_of(&self, value: &ValueTally) -> Trait {
        let (kind, bits) = value.code;
        let text = |shape: u64| self.shapes.text(shape as u32).to_owned();
        match kind {
            Type::Text => Trait::Value(Value::Text(StrId(bits as u32))),
            Type::Number => Trait::Value(Value::Number(f64::from_bits(bits))),
            Type::Flag => Trait::Value(Value::Flag(bits != 0)),
            Type::Shape => Trait::Shape(text(bits)),
            Type::Service => Trait::Service(ServiceId(bits as u32)),
            Type::Operation => {
                Trait::Operation(ServiceId((bits >> 32) as u32), text(bits & u64::from(u32::MAX)))
            }
        }
    }
}

/// Steele, Lea and Flood's finaliser ("Fast splittable pseudorandom number generators", 2014).
pub(super) fn mixed(number: u64) -> u64 {
    let once = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let twice = (once ^ (once >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    twice ^ (twice >> 31)
}

fn code(value: Value) -> Code {
    match value {
        Value::Text(id) => (Type::Text, id.0.into()),
        Value::Number(number) => (Type::Number, number.to_bits()),
        Value::Flag(on) => (Type::Flag, on.into()),
    }
}
