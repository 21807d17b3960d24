//! The events of a row of the waterfall.

use super::EventMark;
use super::opened::OpenTrace;
use crate::model::{Event, Nanos, SpanId, SpanStore, sort_by_key};

/// Marks of a row beyond this are put together: ticks that are told apart have some pixels each.
const MOST_MARKS: usize = 400;

impl OpenTrace {
    /// The events of some spans as marks, and how many there are, with those whose time is not known.
    pub(super) fn events(
        &self,
        store: &SpanStore,
        spans: impl Iterator<Item = SpanId>,
    ) -> (Vec<EventMark>, u32) {
        let mut marks = Vec::new();
        let mut count = 0;
        for span in spans {
            let events = store.events.of(span);
            count += events.len() as u32;
            let moved = self.shown_start(store, span).minus(store.start(span)).minus(self.start);
            marks.extend(events.iter().filter_map(|event| mark(event, moved)));
        }
        sort_by_key(&mut marks, |m| m.0);
        (melted(store, &marks), count)
    }
}

/// When it happened from the trace's start.
fn mark(event: &Event, moved: Nanos) -> Option<(Nanos, Event)> {
    Some((event.time()?.plus(moved), *event))
}

/// Those that fall into one of so many equal stretches are one mark when they are too many.
fn melted(store: &SpanStore, events: &[(Nanos, Event)]) -> Vec<EventMark> {
    let (Some(first), Some(last)) = (events.first(), events.last()) else { return Vec::new() };
    let few = events.len() <= MOST_MARKS;
    let step = if few { 0 } else { last.0.minus(first.0).0 / MOST_MARKS as i64 + 1 };
    let is_one = |a: &(Nanos, Event), b: &(Nanos, Event)| {
        let place = |time: Nanos| time.minus(first.0).0 / step;
        !few && place(a.0) == place(b.0)
    };
    let one = |events: &[(Nanos, Event)]| EventMark {
        first: events[0].0,
        last: events[events.len() - 1].0,
        count: events.len() as u32,
        exceptions: events.iter().filter(|e| e.1.is_exception()).count() as u32,
        name: store.strings.get(events[0].1.name()).to_owned(),
    };
    events.chunk_by(is_one).map(one).collect()
}
