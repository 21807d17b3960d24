//! What is odd about a trace or a span: nothing is mended without saying so.

use serde::{Deserialize, Serialize};

use crate::model::{Flags, SpanId, SpanStore, TraceId};
use crate::query::fill;

/// One remark, and the figures in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Note {
    pub remark: Remark,
    /// What stands in the places of its template.
    pub figures: Vec<String>,
}

/// On a span; those on a trace say how many of its spans the like holds for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Remark {
    Orphan,
    CycleCut,
    RepeatedId,
    InProgress,
    BadTime,
    NoStart,
    Superseded,
    CalleeMissing,
    Early,
    Orphans,
    CyclesCut,
    RepeatedIds,
    Unfinished,
    BadTimes,
    NoStarts,
    LimitExceeded,
    SummaryOnly,
}

/// Marks that are worth a remark: on one span, and on its trace.
const ODD: [(Flags, Remark, Remark); 6] = [
    (Flags::ORPHAN, Remark::Orphan, Remark::Orphans),
    (Flags::CYCLE_CUT, Remark::CycleCut, Remark::CyclesCut),
    (Flags::REPEATED_ID, Remark::RepeatedId, Remark::RepeatedIds),
    (Flags::IN_PROGRESS, Remark::InProgress, Remark::Unfinished),
    (Flags::BAD_TIME, Remark::BadTime, Remark::BadTimes),
    (Flags::NO_START, Remark::NoStart, Remark::NoStarts),
];

impl Remark {
    /// The template: `{0}` and `{1}` are figures.
    pub fn english(self) -> &'static str {
        match self {
            Self::Orphan => "Its parent is not in the data",
            Self::CycleCut => "Its parent link closed a circle, which was cut here",
            Self::RepeatedId => "Another span of the trace has the same id",
            Self::InProgress => "Not finished when it was recorded; drawn to the end of the trace",
            Self::BadTime => {
                "Its times make no sense (an end before the start, or no number); drawn without length"
            }
            Self::NoStart => "No start in the file; drawn at its parent's",
            Self::Superseded => "Drawn up by the back end; the callee's own segment is here too",
            Self::CalleeMissing => {
                "The callee is said to be traced, but its segment is not in the data"
            }
            Self::Early => "Starts {0} ms before its parent: clocks may differ",
            Self::Orphans => {
                "{0} of {1} spans: the parent is not in the data; each is shown as a root"
            }
            Self::CyclesCut => "{0} of {1} spans: closed a circle of parents, which was cut",
            Self::RepeatedIds => {
                "{0} of {1} spans: the id is that of another; children stand below the first"
            }
            Self::Unfinished => "{0} of {1} spans: not finished when they were recorded",
            Self::BadTimes => "{0} of {1} spans: times that make no sense",
            Self::NoStarts => "{0} of {1} spans: no start in the file",
            Self::LimitExceeded => {
                "X-Ray cut this trace: it was over the size limit of a trace document"
            }
            Self::SummaryOnly => {
                "Known only from its summary: export it with BatchGetTraces to see the spans"
            }
        }
    }
}

impl Note {
    pub fn english(&self) -> String {
        self.said(Remark::english)
    }

    /// The sentence, by templates of one language.
    pub fn said(&self, language: fn(Remark) -> &'static str) -> String {
        let figures: Vec<&str> = self.figures.iter().map(String::as_str).collect();
        fill(language(self.remark), &figures)
    }
}

impl From<Remark> for Note {
    fn from(remark: Remark) -> Self {
        Self { remark, figures: Vec::new() }
    }
}

/// On one span.
pub fn of_span(store: &SpanStore, span: SpanId) -> Vec<Note> {
    let flags = store.flags(span);
    let mut notes: Vec<Note> = ODD.iter().filter(|o| flags.has(o.0)).map(|o| o.1.into()).collect();
    if flags.has(Flags::SUPERSEDED) {
        notes.push(Remark::Superseded.into());
    }
    if flags.has(Flags::TRACED) && !flags.has(Flags::PEER_SEEN) {
        notes.push(Remark::CalleeMissing.into());
    }
    let parent = store.parent(span);
    if let Some(parent) = parent.filter(|&p| store.start(span) < store.start(p)) {
        let early = store.start(parent).minus(store.start(span)).millis();
        notes.push(Note { remark: Remark::Early, figures: vec![early.to_string()] });
    }
    notes
}

/// On the whole trace.
pub fn of_trace(store: &SpanStore, trace: TraceId) -> Vec<Note> {
    let info = store.trace(trace);
    let mut notes = Vec::new();
    for (mark, _, remark) in ODD {
        let count = info.spans().filter(|&s| store.flags(s).has(mark)).count();
        if count > 0 {
            notes.push(Note { remark, figures: vec![count.to_string(), info.len.to_string()] });
        }
    }
    if info.limit_exceeded {
        notes.push(Remark::LimitExceeded.into());
    }
    if info.spans().all(|s| store.flags(s).has(Flags::SUMMARY)) {
        notes.push(Remark::SummaryOnly.into());
    }
    notes
}
