//! What is odd about a trace or a span: nothing is mended without saying so.

use serde::{Deserialize, Serialize};

use super::span::hex;
use crate::model::{Flags, Nanos, SpanId, SpanStore, TraceId};
use crate::query::{Gap, GapCause, fill, is_awaited};

/// One remark, and the figures in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Note {
    pub remark: Remark,
    /// What stands in the places of its template.
    pub figures: Vec<String>,
}

/// Spans of one service that hang in the air.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GapNote {
    /// Which parents are not there.
    pub what: Note,
    /// What most likely became of them.
    pub cause: Note,
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
    Late,
    ExtraRoot,
    Orphans,
    CyclesCut,
    RepeatedIds,
    Unfinished,
    BadTimes,
    NoStarts,
    Outside,
    Roots,
    LimitExceeded,
    SummaryOnly,
    // Gaps.
    Missing,
    MissingMore,
    OtherGaps,
    Unnamed,
    CutFile,
    TraceLimit,
    SegmentLimit,
    Streamed,
    UnfinishedTrace,
    TooNew,
    LostInCall,
    NeverThere,
    SampledOut,
    NoSign,
}

/// Parents of a gap that are named.
const NAMED: usize = 3;
/// Clocks that tell whole microseconds are off by as much.
const SLACK: Nanos = Nanos(1_000);

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
                "Its times make no sense (no end, an end before the start, or no number); drawn without length"
            }
            Self::NoStart => "No start in the file; drawn at its parent's",
            Self::Superseded => "Drawn up by the back end; the callee's own segment is here too",
            Self::CalleeMissing => {
                "The callee is said to be traced, but its segment is not in the data"
            }
            Self::Early => "Starts {0} ms before its parent: clocks may differ",
            Self::Late => "Ends {0} ms after its parent: work that goes on, or clocks that differ",
            Self::ExtraRoot => "Names no parent, and is not the first root of the trace",
            Self::Orphans => {
                "{0} of {1} spans: the parent is not in the data; each is shown as a root"
            }
            Self::CyclesCut => "{0} of {1} spans: closed a circle of parents, which was cut",
            Self::RepeatedIds => {
                "{0} of {1} spans: the id is that of another; children stand below one of them"
            }
            Self::Unfinished => "{0} of {1} spans: not finished when they were recorded",
            Self::BadTimes => "{0} of {1} spans: times that make no sense",
            Self::NoStarts => "{0} of {1} spans: no start in the file",
            Self::Outside => "{0} of {1} spans: outside of their parent's time",
            Self::Roots => "{0} of {1} spans: roots that name no parent; a trace has one, mostly",
            Self::LimitExceeded => {
                "X-Ray cut this trace: it was over the size limit of a trace document"
            }
            Self::SummaryOnly => {
                "Known only from its summary: export it with BatchGetTraces to see the spans"
            }
            _ => self.english_of_gap(),
        }
    }
}

impl Remark {
    fn english_of_gap(self) -> &'static str {
        match self {
            Self::Missing => "{0}: parents not in the data, with the spans below each: {1}",
            Self::MissingMore => {
                "{0}: parents not in the data, with the spans below each: {1} and {2} more"
            }
            Self::OtherGaps => {
                "{0} of these spans are of further services; those with the most are below"
            }
            Self::Unnamed => "{0}: a root that names no parent, but should have one",
            Self::CutFile => {
                "Likely: {0} was cut, and the parents stood behind the cut; export it again"
            }
            Self::TraceLimit => {
                "Likely: the trace was over X-Ray's size limit, and X-Ray left segments out"
            }
            Self::SegmentLimit => {
                "Likely: the parent's segment was over the 64 kB that X-Ray takes; the longest document here has {0} kB"
            }
            Self::Streamed => {
                "Likely: the parent's segment was over the 64 kB that X-Ray takes; {0} of its subsegments came apart from it, as those of large segments do"
            }
            Self::UnfinishedTrace => {
                "Likely: not exported yet; spans of this trace that were not finished: {0}"
            }
            Self::TooNew => {
                "Likely: not exported yet; it began {0} ms before the end of the data, and traces here take up to {1} ms"
            }
            Self::LostInCall => {
                "Likely: the trace context got lost between {0} and {1}, which began during \"{2}\" of {0}"
            }
            Self::NeverThere => {
                "Likely: what calls {0} exports no spans, or passes a wrong parent on; it is missing in all traces with {0}: {1}"
            }
            Self::SampledOut => {
                "Likely: sampled out; the parent of {0} is missing in {1} of {2} traces, and in the others is a span of {3}"
            }
            _ => "No sign of a cause in these data: load what the callers of {0} exported, too",
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

/// On one span, moved so much against its parent; `gaps` are those of its trace.
pub fn of_span(store: &SpanStore, span: SpanId, by: Nanos, gaps: &[Gap]) -> Vec<Note> {
    let flags = store.flags(span);
    let mut notes: Vec<Note> = ODD.iter().filter(|o| flags.has(o.0)).map(|o| o.1.into()).collect();
    if flags.has(Flags::SUPERSEDED) {
        notes.push(Remark::Superseded.into());
    }
    if flags.has(Flags::TRACED) && !flags.has(Flags::PEER_SEEN) {
        notes.push(Remark::CalleeMissing.into());
    }
    if is_extra_root(store, span) {
        notes.push(Remark::ExtraRoot.into());
    }
    let of_its_own = |gap: &&Gap| match gap.parents.is_empty() {
        true => gap.first == span,
        false => flags.has(Flags::ORPHAN) && gap.service == store.service(span),
    };
    notes.extend(gaps.iter().find(of_its_own).map(|gap| cause(store, gap)));
    if let Some(parent) = store.parent(span) {
        outside(store, parent, span, by, &mut notes);
    }
    notes
}

/// How far a span is out of its parent's time.
fn outside(store: &SpanStore, parent: SpanId, span: SpanId, by: Nanos, notes: &mut Vec<Note>) {
    let early = store.start(parent).minus(store.start(span).plus(by));
    if early > SLACK {
        notes.push(Note { remark: Remark::Early, figures: vec![ms(early)] });
    }
    let late = outlives(store, parent, span, by);
    if late > Nanos::ZERO && is_awaited(store, parent, span) {
        notes.push(Note { remark: Remark::Late, figures: vec![ms(late)] });
    }
}

/// How long a span goes on after its parent, moved so much against it; zero where either end is a guess.
pub fn outlives(store: &SpanStore, parent: SpanId, span: SpanId, by: Nanos) -> Nanos {
    let late = store.end(span).plus(by).minus(store.end(parent));
    let open = store.flags(parent).0 | store.flags(span).0;
    let guessed = open & (Flags::IN_PROGRESS.0 | Flags::BAD_TIME.0) != 0;
    if late > SLACK && !guessed { late } else { Nanos::ZERO }
}

/// A root that has no parent to miss.
fn is_plain_root(store: &SpanStore, span: SpanId) -> bool {
    let explained = Flags::ORPHAN.0 | Flags::CYCLE_CUT.0 | Flags::SUMMARY.0;
    store.parent(span).is_none() && store.flags(span).0 & explained == 0
}

fn is_extra_root(store: &SpanStore, span: SpanId) -> bool {
    is_plain_root(store, span) && store.trace(store.trace_of(span)).first != span
}

fn is_outside(store: &SpanStore, span: SpanId, by: Nanos) -> bool {
    let mut notes = Vec::new();
    if let Some(parent) = store.parent(span) {
        outside(store, parent, span, by, &mut notes);
    }
    !notes.is_empty()
}

/// Milliseconds, to a microsecond.
fn ms(length: Nanos) -> String {
    Nanos(length.0 / 1_000 * 1_000).millis().to_string()
}

/// Spans in the air that no gap tells of: only the services with the most are looked into.
pub fn of_other_gaps(store: &SpanStore, trace: TraceId, gaps: &[Gap]) -> Option<Note> {
    let orphans = store.trace(trace).spans().filter(|&s| store.flags(s).has(Flags::ORPHAN));
    let told: u32 = gaps.iter().map(Gap::spans).sum();
    let others = (orphans.count() as u32).saturating_sub(told);
    let figures = vec![others.to_string()];
    (others > 0).then_some(Note { remark: Remark::OtherGaps, figures })
}

/// The holes of a trace in words.
pub fn of_gaps(store: &SpanStore, gaps: &[Gap]) -> Vec<GapNote> {
    gaps.iter().map(|gap| GapNote { what: missing(store, gap), cause: cause(store, gap) }).collect()
}

fn missing(store: &SpanStore, gap: &Gap) -> Note {
    let below = |parent: &(u64, u32)| format!("{} ×{}", hex(parent.0), parent.1);
    let named: Vec<_> = gap.parents.iter().take(NAMED).map(below).collect();
    let more = gap.parents.len().saturating_sub(NAMED);
    let service = name(store, gap);
    let (remark, figures) = match (named.is_empty(), more) {
        (true, _) => (Remark::Unnamed, vec![service]),
        (_, 0) => (Remark::Missing, vec![service, named.join(", ")]),
        _ => (Remark::MissingMore, vec![service, named.join(", "), more.to_string()]),
    };
    Note { remark, figures }
}

/// The service, or what is known instead where no segment tells it.
fn name(store: &SpanStore, gap: &Gap) -> String {
    let service = store.service_name(gap.service);
    if service.is_empty() { store.name(gap.first) } else { service }.to_owned()
}

fn cause(store: &SpanStore, gap: &Gap) -> Note {
    let name = name(store, gap);
    let service = |id| store.service_name(id).to_owned();
    let (remark, figures) = match gap.cause {
        GapCause::CutFile { source } => {
            let file = store.sources().get(source.index()).map(|s| s.name.clone());
            (Remark::CutFile, vec![file.unwrap_or_default()])
        }
        GapCause::TraceLimit => (Remark::TraceLimit, vec![]),
        GapCause::SegmentLimit { bytes } => {
            (Remark::SegmentLimit, vec![(bytes / 1_000).to_string()])
        }
        GapCause::Streamed { subsegments } => (Remark::Streamed, vec![subsegments.to_string()]),
        GapCause::Unfinished { spans } => (Remark::UnfinishedTrace, vec![spans.to_string()]),
        GapCause::TooNew { before_end, usual } => (Remark::TooNew, vec![ms(before_end), ms(usual)]),
        GapCause::LostInCall { caller, call } => {
            let call = store.strings.get(call).to_owned();
            (Remark::LostInCall, vec![service(caller), name, call])
        }
        GapCause::NeverThere { traces } => (Remark::NeverThere, vec![name, traces.to_string()]),
        GapCause::SampledOut { missing, traces, parent } => {
            let figures = vec![name, missing.to_string(), traces.to_string(), service(parent)];
            (Remark::SampledOut, figures)
        }
        GapCause::Unknown => (Remark::NoSign, vec![name]),
    };
    Note { remark, figures }
}

/// On the whole trace; `by`: how far a span is moved against its parent.
pub fn of_trace(store: &SpanStore, trace: TraceId, by: &dyn Fn(SpanId) -> Nanos) -> Vec<Note> {
    let info = store.trace(trace);
    let mut notes = Vec::new();
    for (mark, _, remark) in ODD {
        let count = info.spans().filter(|&s| store.flags(s).has(mark)).count();
        if count > 0 {
            notes.push(Note { remark, figures: vec![count.to_string(), info.len.to_string()] });
        }
    }
    let mut count = |remark, is_so: &dyn Fn(SpanId) -> bool, least| {
        let count = info.spans().filter(|&s| is_so(s)).count();
        if count >= least {
            notes.push(Note { remark, figures: vec![count.to_string(), info.len.to_string()] });
        }
    };
    count(Remark::Outside, &|s| is_outside(store, s, by(s)), 1);
    count(Remark::Roots, &|s| is_plain_root(store, s), 2);
    if info.limit_exceeded {
        notes.push(Remark::LimitExceeded.into());
    }
    if info.spans().all(|s| store.flags(s).has(Flags::SUMMARY)) {
        notes.push(Remark::SummaryOnly.into());
    }
    notes
}
