//! Events within a span: moments with a name and values. Exceptions are told as such.

use super::super::json::{Text, Value};
use super::Draft;
use crate::model::{Nanos, StrId, Strings};

/// An event as it stands in the text.
#[derive(Default)]
pub struct Event<'a> {
    pub time: Option<Nanos>,
    pub name: Option<Text<'a>>,
    pub fields: Vec<(Text<'a>, Value<'a>)>,
}

impl<'a> Event<'a> {
    /// The text of the first of some fields that is there.
    pub fn text(&self, names: &[&[u8]]) -> Option<Text<'a>> {
        let named = |name: &&[u8]| self.fields.iter().find(|f| f.0.raw == *name);
        names.iter().find_map(named).and_then(|field| match field.1 {
            Value::Text(text) => Some(text),
            Value::Nested(raw) | Value::Number(raw) => Some(Text { raw, escaped: false }),
            _ => None,
        })
    }

    /// What happened: the event's name, its field of that name, or what it says.
    pub fn title(&self) -> Option<Text<'a>> {
        let named = self.name.filter(|name| !name.raw.is_empty());
        named.or_else(|| self.text(&[b"event"])).or_else(|| self.text(MESSAGES))
    }

    /// OpenTelemetry names the event so, OpenTracing gives it a field or, in Go, the error alone. One that
    /// says nothing more is an event.
    pub fn is_exception(&self) -> bool {
        let says = |names| self.text(names).is_some();
        let name = self.name.or_else(|| self.text(&[b"event"]));
        match name.map(|n| n.raw) {
            Some(b"exception" | b"error") => says(KINDS) || says(MESSAGES) || says(STACKS),
            Some(_) => says(KINDS) && says(MESSAGES),
            None => says(ERRORS) || says(KINDS) && says(MESSAGES),
        }
    }
}

/// Characters of a name that are kept: some writers put the whole of a message there.
const NAME_CHARS: usize = 80;

pub const KINDS: &[&[u8]] = &[b"exception.type", b"error.kind"];
pub const MESSAGES: &[&[u8]] = &[
    b"exception.message",
    b"message",
    b"error.object",
    b"error.message",
    b"description",
    b"error",
];
const ERRORS: &[&[u8]] = &[b"error.object", b"error"];
pub const STACKS: &[&[u8]] = &[b"exception.stacktrace", b"stack"];

impl Draft {
    /// An event; kept as a whole only where someone wants to see it.
    pub fn event(&mut self, event: Event, strings: &mut Strings) {
        let thrown = event.is_exception();
        let name = if thrown { event.text(KINDS) } else { None };
        let name = name.or(event.title()).map_or(StrId::EMPTY, |name| self.short(name, strings));
        self.events.push((name, event.time, thrown));
        if thrown {
            let kind = event.text(KINDS).map(|t| self.scratch.intern(t, strings));
            let message = event.text(MESSAGES).map(|t| self.scratch.intern(t, strings));
            let known = kind.or(message).is_some();
            if known {
                let or_empty = |id: Option<StrId>| id.unwrap_or(StrId::EMPTY);
                self.exceptions.push((or_empty(kind), or_empty(message)));
            }
            let left = event.text(&[b"exception.escaped"]).map(|t| t.raw) == Some(b"true")
                || event
                    .fields
                    .iter()
                    .any(|f| f.0.raw == b"exception.escaped" && matches!(f.1, Value::Flag(true)));
            self.signs.failed |= left;
        }
        if let Some(telling) = &mut self.telling {
            telling.event(&event, &mut self.scratch);
        }
    }

    fn short(&mut self, name: Text, strings: &mut Strings) -> StrId {
        if name.raw.len() <= NAME_CHARS {
            return self.scratch.intern(name, strings);
        }
        let name = self.scratch.str(name);
        let end = name.char_indices().nth(NAME_CHARS).map_or(name.len(), |(at, _)| at);
        strings.intern(name.get(..end).unwrap_or_default())
    }
}
