//! What the engine answers: small plain data, sized by the screen and not by the file.

use serde::{Deserialize, Serialize};

use super::{GapNote, Note, api};
use crate::ingest::{ExceptionDetail, Fact};
use crate::model::{Kind, Nanos, Status};
use crate::query::SamplingFacts;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Reply {
    Overview(Box<Overview>),
    Routes {
        routes: Vec<EdgeRoute>,
    },
    Traces {
        total: u32,
        offset: u32,
        rows: Vec<TraceRow>,
    },
    /// A text file with a head line.
    Table {
        text: String,
    },
    Details(Box<Details>),
    Opened(Box<Opened>),
    Rows {
        offset: u32,
        total: u32,
        rows: Vec<SpanRow>,
    },
    /// `visible`: rows now; `row`: where the span of the request stands among them; `trail`: the span
    /// that they are all below, last, with those above it; and how deep they are there.
    Folded {
        visible: u32,
        row: Option<u32>,
        trail: Vec<Crumb>,
        max_depth: u32,
    },
    /// Spans in waterfall order; `total` may be more than the list holds. `visible`: rows now.
    Found {
        spans: Vec<u32>,
        total: u32,
        visible: u32,
    },
    Aligned(Box<super::Aligned>),
    AlignedRows {
        offset: u32,
        total: u32,
        rows: Vec<super::AlignedRow>,
    },
    /// `more` have no room.
    AlignedSums {
        rows: Vec<super::AlignedSums>,
        more: u32,
    },
    Rivals(Box<super::Rivals>),
    Completions(Completions),
    Why(Vec<Clause>),
    /// What each colour means, that of most spans first.
    Painted(Vec<super::Tinted>),
    SpanTable(Box<super::SpanTable>),
    Flame(Box<super::FlamePicture>),
    SpanKeys(Vec<String>),
    Span(Box<SpanDetail>),
    FailureGroups(Box<super::FailureGroups>),
    Compared(Box<super::Compared>),
    TimeShares(Box<super::TimeShares>),
    /// Most time first; `more` have no room.
    Waste {
        rows: Vec<super::WasteRow>,
        more: u32,
    },
    Facets {
        facets: Vec<Facet>,
        /// Keys for which there was no room.
        more: u32,
    },
    Spread(Box<Spread>),
    Loaded(api::LoadReport),
    /// The engine must read again to answer: ask the same once more, with the bytes of these stretches.
    Need {
        stretches: Vec<Stretch>,
    },
    /// The question makes no sense now: no such node, trace or span.
    Failed {
        message: String,
    },
}

/// A way to tell traces apart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Facet {
    pub name: super::FacetName,
    /// Traces that have any value of it.
    pub traces: u32,
    /// Different values.
    pub distinct: u32,
    /// Of those, what is sought; `values` are the most frequent of them.
    pub found: u32,
    pub values: Vec<FacetValue>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FacetValue {
    pub text: String,
    pub traces: u32,
    /// Of those, traces that ended in a fault.
    pub faults: u32,
    /// The comparison that selects them.
    pub filter: String,
}

/// Traces by start and response time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// What the cells cover; none without traces that have a time.
    pub plane: Option<super::Plane>,
    pub columns: u16,
    pub rows: u16,
    /// Those with traces, by column, then row.
    pub cells: Vec<Cell>,
    pub numbers: Numbers,
    pub histogram: Vec<HistogramBar>,
    /// Traces without a believable time, which have no place.
    pub untimed: u32,
}

/// Traces at one place, by how they ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// From the left, the earliest.
    pub column: u16,
    /// From the bottom, the shortest.
    pub row: u16,
    pub ok: u32,
    pub errors: u32,
    pub throttles: u32,
    pub faults: u32,
}

/// A piece of a loaded source, in bytes after decompression.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stretch {
    pub source: u32,
    pub offset: f64,
    pub length: u32,
}

/// What could stand at a place of a filter, the likeliest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completions {
    /// What a choice replaces, in UTF-16 units of the text.
    pub start: u32,
    pub end: u32,
    pub list: Vec<Completion>,
    /// How many more there are.
    pub more: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completion {
    pub label: String,
    /// What stands in the text when it is chosen; the caret goes behind it.
    pub insert: String,
    pub sort: CompletionSort,
    /// Traces of the data that have it, for words of the data.
    pub traces: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CompletionSort {
    Keyword,
    /// Of ours, not of X-Ray.
    Extension,
    Operator,
    Annotation,
    Service,
    Value,
    Group,
    /// A filter used before; the screen has those.
    Past,
}

/// A condition of the filter, or several joined, for one trace; those it is made of follow, one deeper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clause {
    pub depth: u32,
    pub says: ClauseSort,
    pub holds: bool,
    /// The span that it turns on, by its position in the trace, and what it is called.
    pub span: Option<(u32, String)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ClauseSort {
    All,
    Any,
    Not,
    /// As it is written in the canonical form.
    Text(String),
}

/// Everything that the filter and the time range decide, in one consistent answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Overview {
    pub summary: api::Summary,
    /// Before filter and range.
    pub total_traces: u32,
    pub total_spans: u32,
    /// Of all traces: what presets and the strip refer to.
    pub extent: Option<super::Range>,
    pub nodes: Vec<MapNode>,
    pub edges: Vec<MapEdge>,
    /// Size of the laid-out map.
    pub width: f64,
    pub height: f64,
    /// Equal slices of `extent`: traces that match the filter, whatever the range.
    pub timeline: Vec<TimelineBar>,
    /// The largest share of critical-path time, if it is a bottleneck.
    pub bottleneck: Option<Bottleneck>,
    /// The graph (or part of it) came ready-made and does not follow the filter.
    pub imported: bool,
    /// Of all the data; `None` where no trace says that it was chosen.
    pub sampling: Option<SamplingFacts>,
    /// Services that are not drawn, and calls that touch one of them, in all the data.
    pub hidden_nodes: u32,
    pub hidden_calls: f64,
    /// Names of groups and how many services each has, whether folded or not.
    pub groups: Vec<(String, u32)>,
    /// Grows when nodes got new places: after loading and after `Relayout`.
    pub layout_generation: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bottleneck {
    /// Node id and name.
    pub id: String,
    pub name: String,
    /// 0..1 of the critical-path time of the filtered traces.
    pub share: f64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MapNode {
    pub node: api::ServiceNode,
    /// Account id, or empty.
    pub account: String,
    /// Known only from its callers.
    pub inferred: bool,
    /// From a ready-made graph: does not follow the filter.
    pub imported: bool,
    /// The filter or range leaves no request of it.
    pub faded: bool,
    /// Requests reach it whose caller is not in the data.
    pub missing_caller: bool,
    /// The bottleneck of the filtered traces.
    pub is_bottleneck: bool,
    /// Services that it stands for, if it is a group.
    pub members: u32,
    /// The unfolded group that it is drawn in, by its place in [`Overview::groups`].
    pub in_box: Option<u32>,
    /// When it was first and last seen, whatever the filter.
    pub first: Nanos,
    pub last: Nanos,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MapEdge {
    pub edge: api::ServiceEdge,
    /// A message or a link between traces: drawn dashed.
    pub asynchronous: bool,
    pub faded: bool,
    pub imported: bool,
    /// Flat x, y pairs from the source's border to the target's.
    pub route: Vec<f64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EdgeRoute {
    pub source: String,
    pub target: String,
    /// Two services can have a line of each kind.
    pub asynchronous: bool,
    pub route: Vec<f64>,
}

/// Traces that start in a slice of time, by how they ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TimelineBar {
    pub start: Nanos,
    pub end: Nanos,
    pub ok: u32,
    pub errors: u32,
    pub throttles: u32,
    pub faults: u32,
}

/// A line of the trace list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TraceRow {
    pub summary: api::TraceSummary,
    pub start_time: Nanos,
    pub duration: Nanos,
    pub response: Nanos,
    /// Spans of the trace that ended in an error, throttle or fault.
    pub errors: u32,
    /// Known only from a trace summary: there is no tree to open.
    pub summary_only: bool,
    /// Values of the annotations asked for, in their order; empty where there is none.
    pub annotations: Vec<String>,
}

/// A node or an edge, close up.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Details {
    /// For a node `target` is empty.
    pub source: String,
    pub target: String,
    pub title: String,
    /// Node type, or empty.
    pub kind: String,
    pub numbers: Numbers,
    pub health: String,
    /// 0..1; nodes only.
    pub bottleneck: f64,
    pub inferred: bool,
    pub imported: bool,
    pub asynchronous: bool,
    pub histogram: Vec<HistogramBar>,
    /// Services that it stands for, if it is a group.
    pub members: Vec<Neighbour>,
    pub callers: Vec<Neighbour>,
    /// Services that call it, directly or not, by how many of their traces pass here.
    pub impact: Vec<Impact>,
    pub callees: Vec<Neighbour>,
    pub exceptions: Vec<ExceptionGroup>,
    /// What was asked of it: statements, operations, URLs; most time first.
    pub operations: Vec<OperationRow>,
    /// Traces with their longest request of it, longest first.
    pub slowest: Vec<(TraceRow, Nanos)>,
    /// (status, count), by status.
    pub http_statuses: Vec<(u16, u32)>,
    /// A filter expression for the traces that touch it.
    pub filter: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Numbers {
    pub requests: u32,
    pub requests_per_minute: f64,
    /// Requests with a known length: n of the figures below.
    pub timed: u32,
    pub average: Option<Nanos>,
    pub p50: Option<Nanos>,
    pub p95: Option<Nanos>,
    pub p99: Option<Nanos>,
    pub max: Option<Nanos>,
    pub ok: u32,
    pub errors: u32,
    pub throttles: u32,
    pub faults: u32,
}

/// Requests that took from `low` up to `high`; bars are equally wide on a logarithmic axis.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct HistogramBar {
    pub low: Nanos,
    pub high: Nanos,
    pub count: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Neighbour {
    pub id: String,
    pub name: String,
    pub numbers: Numbers,
}

/// Traces of a service, and those of them that pass another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Impact {
    pub id: String,
    pub name: String,
    pub passing: u32,
    pub traces: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExceptionGroup {
    pub kind: String,
    pub message: String,
    pub count: u32,
    /// A trace to look at.
    pub trace: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OperationRow {
    pub name: String,
    pub count: u32,
    pub total: Nanos,
    pub p95: Option<Nanos>,
    pub failed: u32,
}

/// The head of an opened trace.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Opened {
    pub id: String,
    pub title: String,
    pub start: Nanos,
    pub duration: Nanos,
    pub response: Nanos,
    pub status: Status,
    pub http_status: Option<u16>,
    pub spans: u32,
    /// Rows that are not folded away.
    pub visible: u32,
    /// Depth of the deepest span; roots have 0.
    pub max_depth: u32,
    /// Critical-path time by service, largest first.
    pub critical: Vec<ServiceShare>,
    /// The span with the longest stay on the critical path.
    pub bottleneck: Option<u32>,
    /// At most a few hundred stripes, top to bottom, over all spans.
    pub minimap: Vec<MinimapStripe>,
    /// What is odd about the trace.
    pub notes: Vec<Note>,
    /// Parents that are not in the data, and why.
    pub gaps: Vec<GapNote>,
    /// Clocks are brought together in what is shown.
    pub adjusted: bool,
    /// Services whose clocks differ from those of their callers.
    pub offsets: Vec<ClockOffset>,
    pub partial: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ServiceShare {
    pub service: String,
    /// Stable number of the service, for its colour.
    pub service_index: u32,
    pub time: Nanos,
    /// 0..1 of the response time.
    pub share: f64,
}

/// What is added to the times of a service to bring its clock together with its callers'.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClockOffset {
    pub service: String,
    /// Stable number of the service, for its colour.
    pub service_index: u32,
    /// The least and the most; the same, mostly.
    pub least: Nanos,
    pub most: Nanos,
    /// Spans that are moved.
    pub spans: u32,
}

/// Neighbouring spans as one line: from the first start to the last end, relative to the trace's start.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct MinimapStripe {
    pub start: Nanos,
    pub end: Nanos,
    pub status: Status,
    pub critical: bool,
}

/// What happened within a span at one time, or at times that no screen tells apart.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EventMark {
    /// First and last, from the trace's start.
    pub first: Nanos,
    pub last: Nanos,
    pub count: u32,
    /// How many of them were thrown.
    pub exceptions: u32,
    /// Of the first.
    pub name: String,
}

/// A visible row of the waterfall.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SpanRow {
    /// Position in the trace, in waterfall order; a stable name of the row.
    pub span: u32,
    /// The row above it in the tree, by position; roots have none.
    pub parent: Option<u32>,
    pub depth: u32,
    pub name: String,
    pub service: String,
    /// Stable number of the service, for its colour.
    pub service_index: u32,
    pub kind: Kind,
    pub status: Status,
    /// From the trace's start.
    pub start: Nanos,
    pub duration: Nanos,
    /// By how much `start` was moved to bring clocks together.
    pub shift: Nanos,
    pub self_time: Nanos,
    /// How long it goes on after its parent.
    pub outlives: Nanos,
    /// Links from it, or to it.
    pub links: u32,
    /// Direct children.
    pub children: u32,
    /// Spans hidden below a folded row.
    pub hidden: u32,
    pub folded: bool,
    /// What the call reaches, when that is not the row's own name.
    pub peer: Option<String>,
    /// A short word on the call: `GET 200`, `GetItem`, `SELECT`.
    pub note: String,
    pub in_progress: bool,
    pub inferred: bool,
    /// The parent it names is not in the data.
    pub orphan: bool,
    pub bottleneck: bool,
    /// Stretches on the critical path, from the trace's start.
    pub critical: Vec<(Nanos, Nanos)>,
    /// Its events in order; those close to each other stand together.
    pub events: Vec<EventMark>,
    /// All its events, with those whose time is not known.
    pub event_count: u32,
    pub warnings: Vec<Note>,
    pub tint: super::Tint,
    /// For the head of a group, which has the place of its first span.
    pub group: Option<Box<AlikeRows>>,
}

/// A span on the way to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Crumb {
    pub span: u32,
    pub name: String,
}

/// Alike siblings as one row, whose start and duration are from the first start to the last end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AlikeRows {
    pub count: u32,
    /// Errors, throttles and faults.
    pub failed: u32,
    /// Sum of durations.
    pub total: Nanos,
    pub least: Nanos,
    pub median: Nanos,
    pub most: Nanos,
    /// When any of them ran, from the trace's start.
    pub stretches: Vec<(Nanos, Nanos)>,
}

/// Everything about a span.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SpanDetail {
    pub row: SpanRow,
    /// 16 hex digits.
    pub id: String,
    pub parent: Option<String>,
    pub trace: String,
    /// Node type of its service.
    pub service_type: String,
    /// As the file has it.
    pub start_time: Nanos,
    /// Time on the critical path.
    pub critical_time: Nanos,
    /// Labelled facts by group, in reading order; empty groups are left out.
    pub http: Vec<Fact>,
    pub aws: Vec<Fact>,
    pub sql: Vec<Fact>,
    /// Statement, indented by clause.
    pub sql_text: Option<String>,
    pub annotations: Vec<AnnotationFact>,
    /// Moments told within the span, in the order of the file.
    pub events: Vec<EventFact>,
    pub exceptions: Vec<ExceptionDetail>,
    /// `working_directory` of the exceptions, or empty.
    pub working_directory: String,
    pub links: Vec<LinkFact>,
    /// `metadata` as JSON text, or empty.
    pub metadata: String,
    /// The (sub)segment as the file wrote it, without its subsegments.
    pub raw: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnnotationFact {
    pub key: String,
    pub value: String,
    /// The comparison that selects traces with this value.
    pub filter: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventFact {
    /// Since the start of the span; before it where clocks differ.
    pub after: Option<Nanos>,
    pub name: String,
    pub exception: bool,
    pub fields: Vec<Fact>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkFact {
    /// "sets off", "set off by", "linked to" or "linked from".
    pub relation: String,
    pub trace: String,
    pub span: String,
    /// Node of the other side, or empty.
    pub service: String,
    /// The trace is loaded and can be opened.
    pub loaded: bool,
    /// The span there, by its position in that trace, if it is in the data.
    pub row: Option<u32>,
}
