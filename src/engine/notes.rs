//! What is odd about a trace or a span, in words: nothing is mended without saying so.

use crate::model::{Flags, SpanId, SpanStore, TraceId};

/// Marks that are worth a word, with the word for one span and for a whole trace.
const ODD: [(Flags, &str, &str); 6] = [
    (
        Flags::ORPHAN,
        "Its parent is not in the data",
        "name a parent that is not in the data; each is shown as a root",
    ),
    (
        Flags::CYCLE_CUT,
        "Its parent link closed a circle, which was cut here",
        "closed a circle of parents, which was cut",
    ),
    (
        Flags::REPEATED_ID,
        "Another span of the trace has the same id",
        "share their id with another; children stand below the first",
    ),
    (
        Flags::IN_PROGRESS,
        "Not finished when it was recorded; drawn to the end of the trace",
        "were not finished when they were recorded",
    ),
    (
        Flags::BAD_TIME,
        "Its times make no sense (an end before the start, or no number); drawn without length",
        "have times that make no sense",
    ),
    (Flags::NO_START, "No start in the file; drawn at its parent's", "have no start in the file"),
];

/// Words on one span.
pub fn of_span(store: &SpanStore, span: SpanId) -> Vec<String> {
    let flags = store.flags(span);
    let mut words: Vec<String> =
        ODD.iter().filter(|o| flags.has(o.0)).map(|o| o.1.to_owned()).collect();
    if flags.has(Flags::SUPERSEDED) {
        words.push("Drawn up by the back end; the callee's own segment is here too".to_owned());
    }
    if flags.has(Flags::TRACED) && !flags.has(Flags::PEER_SEEN) {
        words
            .push("The callee is said to be traced, but its segment is not in the data".to_owned());
    }
    let parent = store.parent(span);
    if let Some(parent) = parent.filter(|&p| store.start(span) < store.start(p)) {
        let early = store.start(parent).minus(store.start(span)).millis();
        words.push(format!("Starts {early} ms before its parent: clocks may differ"));
    }
    words
}

/// Words on the whole trace.
pub fn of_trace(store: &SpanStore, trace: TraceId) -> Vec<String> {
    let info = store.trace(trace);
    let mut words = Vec::new();
    for (mark, _, sentence) in ODD {
        let count = info.spans().filter(|&s| store.flags(s).has(mark)).count();
        if count > 0 {
            let spans = if count == 1 { "span" } else { "spans" };
            words.push(format!("{count} {spans} of {} {sentence}", info.len));
        }
    }
    if info.limit_exceeded {
        words.push(
            "X-Ray cut this trace: it was over the size limit of a trace document".to_owned(),
        );
    }
    let summary_only = info.spans().all(|s| store.flags(s).has(Flags::SUMMARY));
    if summary_only {
        words.push(
            "Known only from its summary: export it with BatchGetTraces to see the spans"
                .to_owned(),
        );
    }
    words
}
