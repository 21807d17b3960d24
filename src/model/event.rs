//! Events: moments within spans, as far as the waterfall marks them; what else they tell is read again from
//! the file.

use super::{Nanos, SpanId, StrId, sort_by_key};

/// 16 bytes; few spans have one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    pub span: SpanId,
    /// Id of the name, with [`Event::EXCEPTION`] where something was thrown.
    name: u32,
    /// `i64::MIN`: the file does not say when.
    time: i64,
}

impl Event {
    const EXCEPTION: u32 = 1 << 31;

    pub fn new(span: SpanId, name: StrId, time: Option<Nanos>, exception: bool) -> Self {
        let mark = if exception { Self::EXCEPTION } else { 0 };
        Self { span, name: name.0 & !Self::EXCEPTION | mark, time: time.map_or(i64::MIN, |t| t.0) }
    }

    /// What happened; of an exception its type.
    pub fn name(self) -> StrId {
        StrId(self.name & !Self::EXCEPTION)
    }

    pub fn is_exception(self) -> bool {
        self.name & Self::EXCEPTION != 0
    }

    pub fn time(self) -> Option<Nanos> {
        Some(Nanos(self.time)).filter(|time| time.0 != i64::MIN)
    }
}

/// All events, by span, then time; those without a time first.
#[derive(Clone, Default)]
pub struct Events(pub(super) Vec<Event>);

impl Events {
    /// Those of one span.
    pub fn of(&self, span: SpanId) -> &[Event] {
        let start = self.0.partition_point(|e| e.span < span);
        let end = self.0.partition_point(|e| e.span <= span);
        &self.0[start..end]
    }

    pub fn all(&self) -> &[Event] {
        &self.0
    }

    /// Gives events the numbers that their spans get; those of a copy go, for the span kept tells its own.
    pub(super) fn renumber(&mut self, new_of: &[u32]) {
        for event in &mut self.0 {
            event.span = SpanId(new_of[event.span.index()]);
        }
        self.0.retain(|event| !event.span.is_none());
        sort_by_key(&mut self.0, |e| (e.span, e.time));
    }
}
