//! The words of the data: what an expression can ask for, and how many traces have it.

use std::cmp::Ordering;

use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

use super::selection::nodes_of;
use crate::model::{Field, Key, SpanId, SpanStore, StrId, TraceId, Value, sort_by};

/// A kind of words.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Words {
    /// Keys of annotations.
    Keys,
    /// Values of a key.
    Of(Key),
    /// Names, types and accounts of nodes.
    Services,
    Types,
    Accounts,
    /// Names of spans.
    Spans,
    /// The operation that a span names, else its own name.
    Operations,
    /// Types and messages of exceptions.
    Exceptions,
    Messages,
}

/// Words in order of their traces, most first; each kind is gathered when it is first asked for.
#[derive(Clone, Default)]
pub struct Vocabulary {
    known: Vec<(Words, Vec<(Value, u32)>)>,
}

impl Vocabulary {
    /// Distinct words, and in how many traces they occur.
    pub fn of(&mut self, store: &SpanStore, words: Words) -> &[(Value, u32)] {
        let known = self.known.iter().position(|(of, _)| *of == words);
        let at = known.unwrap_or_else(|| {
            self.known.push((words, tally(store, words)));
            self.known.len() - 1
        });
        &self.known[at].1
    }
}

/// Visits the words of a span.
fn each(store: &SpanStore, words: Words, span: SpanId, visit: &mut dyn FnMut(Value)) {
    let service = |visit: &mut dyn FnMut(Value), text: &dyn Fn(crate::model::Service) -> StrId| {
        nodes_of(store, span).for_each(|node| visit(Value::Text(text(store.service_info(node)))));
    };
    match words {
        Words::Keys => store.attributes(span).for_each(|attribute| {
            if let Key::Annotation(key) = attribute.key {
                visit(Value::Text(key));
            }
        }),
        Words::Of(key) => store.attributes.values(span, key).for_each(visit),
        Words::Services => service(visit, &|s| s.name),
        Words::Types => service(visit, &|s| s.kind),
        Words::Accounts => service(visit, &|s| s.account),
        Words::Spans => visit(Value::Text(store.name_id(span))),
        Words::Operations => {
            let mut named = store.attributes.values(span, Key::Field(Field::Operation)).peekable();
            if named.peek().is_none() {
                visit(Value::Text(store.name_id(span)));
            }
            named.for_each(visit);
        }
        Words::Exceptions => {
            store.exceptions.of(span).iter().for_each(|e| visit(Value::Text(e.kind)));
        }
        Words::Messages => {
            store.exceptions.of(span).iter().for_each(|e| visit(Value::Text(e.message)));
        }
    }
}

/// Counts a word once a trace. Spans of a trace lie together, so its last trace is all to remember.
fn tally(store: &SpanStore, words: Words) -> Vec<(Value, u32)> {
    let mut found: HashMap<(u8, u64), (TraceId, u32), FxBuildHasher> = HashMap::default();
    for trace in store.trace_ids() {
        for span in store.trace(trace).spans() {
            each(store, words, span, &mut |value| {
                let (last, count) = found.entry(packed(value)).or_insert((TraceId::NONE, 0));
                *count += u32::from(*last != trace);
                *last = trace;
            });
        }
    }
    found.remove(&packed(Value::Text(StrId::EMPTY)));
    let mut list: Vec<_> = found.into_iter().map(|(code, (_, n))| (unpacked(code), n)).collect();
    sort_by(&mut list, |a, b| b.1.cmp(&a.1).then_with(|| order(store, a.0, b.0)));
    list
}

/// Texts, numbers, booleans.
fn order(store: &SpanStore, a: Value, b: Value) -> Ordering {
    match (a, b) {
        (Value::Text(a), Value::Text(b)) => store.strings.get(a).cmp(store.strings.get(b)),
        (Value::Number(a), Value::Number(b)) => a.total_cmp(&b),
        _ => packed(a).cmp(&packed(b)),
    }
}

fn packed(value: Value) -> (u8, u64) {
    match value {
        Value::Text(id) => (0, id.0.into()),
        Value::Number(number) => (1, number.to_bits()),
        Value::Flag(on) => (2, on.into()),
    }
}

fn unpacked((kind, bits): (u8, u64)) -> Value {
    match kind {
        0 => Value::Text(StrId(bits as u32)),
        1 => Value::Number(f64::from_bits(bits)),
        _ => Value::Flag(bits != 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::drawing;

    #[test]
    fn words_are_counted_once_a_trace() {
        let store = drawing::store(
            "
            web      |-----|  region=eu size=2
              > cart  |---|   operation=Get region=eu
              > cart  |---|   region=us

            web      |--F--|  region=us size=2 beta=true exception=no
            ",
        );
        let mut vocabulary = Vocabulary::default();
        let region = Words::Of(Key::Annotation(store.strings.find("region").unwrap()));
        for (words, expect) in [
            (Words::Keys, "region 2, size 2, beta 1"),
            (region, "us 2, eu 1"),
            (Words::Services, "web 2, cart 1"),
            (Words::Types, "remote 1"),
            (Words::Accounts, ""),
            (Words::Spans, "web 2, cart 1"),
            (Words::Operations, "web 2, Get 1, cart 1"),
            (Words::Messages, "no 1"),
        ] {
            let found = vocabulary.of(&store, words).iter();
            let shown = found.map(|(value, n)| format!("{} {n}", store.value_text(*value)));
            assert_eq!(shown.collect::<Vec<_>>().join(", "), expect, "{words:?}");
        }
    }
}
