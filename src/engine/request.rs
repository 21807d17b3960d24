//! What the screen asks of the engine.
//!
//! These types cross the worker boundary as bytes; both ends are the same build, so they carry no
//! version. What embedders ask is in `api`.

use serde::{Deserialize, Serialize};

use crate::model::Nanos;
use crate::query::filter::Group;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Sets what all later answers are about: filter, time range, thresholds.
    /// Answer: `Overview`. A bad filter leaves the last good one in force.
    View(View),
    /// Lays the map out anew for the services that the filter leaves. Answer: `Overview`.
    Relayout,
    /// Routes for edges after nodes were dragged. Answer: `Routes`.
    Route { moved: Vec<Placed> },
    /// A window of the trace list. Answer: `Traces`.
    Traces(TracePage),
    /// The whole list as a table of comma-separated values. Answer: `Table`.
    TraceTable { orders: Vec<ListOrder>, annotations: Vec<String> },
    /// Answer: `Details`.
    Node { id: String },
    /// Answer: `Details`.
    Edge { source: String, target: String },
    /// Makes a trace the open one, with its clocks brought together or as the file has it. Answer: `Opened`.
    Open { id: String, adjusted: bool },
    /// The same for the trace that is open; what is folded stays so. Answer: `Opened`.
    Adjust { adjusted: bool },
    /// A window of the open trace's visible rows. Answer: `Rows`.
    Rows { offset: u32, limit: u32 },
    /// Folds or unfolds rows of the open trace. Answer: `Folded`.
    Fold(Fold),
    /// Spans of the open trace that are as wanted, marked or alone on show. Answer: `Found`.
    Find(Wanted),
    /// Spans of the open trace that ended in an error, throttle or fault. Answer: `Found`.
    Failures,
    /// Compares the second trace with the first, their clocks brought together or not. Answer: `Aligned`.
    Align { ids: [String; 2], adjusted: bool },
    /// A window of the comparison's visible rows. Answer: `AlignedRows`.
    AlignedRows { offset: u32, limit: u32 },
    /// Folds or unfolds rows of the comparison. Answer: `Folded`.
    AlignedFold(Fold),
    /// Shows only rows that differ, with those above them, or all. Answer: `Folded`.
    AlignedNarrow { differing: bool },
    /// The two traces summed up by operation. Answer: `AlignedSums`.
    AlignedSums { sort: super::AlignedSort, descending: bool },
    /// Traces to compare one with, among them those `seen`. Answer: `Rivals`.
    Rivals { id: String, seen: Vec<String> },
    /// What could stand at a place of a filter, in UTF-16 units. Answer: `Completions`.
    Complete { text: String, caret: u32 },
    /// Which conditions of the filter hold for the open trace. Answer: `Why`.
    Why,
    /// Colours the bars of the open trace by something. Answer: `Painted`.
    Paint { by: super::SplitBy },
    /// Spans summed up by what tells them apart, of the open trace or of `all` selected ones.
    /// Answer: `SpanTable`.
    SpanTable { order: super::TableOrder, all: bool },
    /// Spans by call path, with `root` over the whole width if given. Answer: `Flame`.
    Flame { root: Option<u32>, all: bool },
    /// Attributes that spans have, those of most spans first. Answer: `SpanKeys`.
    SpanKeys { all: bool },
    /// Everything about a span of the open trace. Answer: `Span`.
    Span { span: u32 },
    /// What fails in the selected traces, by where it began. Answer: `FailureGroups`.
    FailureGroups,
    /// What some of the selected traces have and the others have not. Answer: `Compared`.
    Compare { picked: super::Picked },
    /// Whose time the critical paths of the selected traces are. Answer: `TimeShares`.
    TimeShares,
    /// What could be saved in the selected traces. Answer: `Waste`.
    Waste,
    /// What the selected traces can be told apart by. Answer: `Facets`.
    Facets(FacetQuery),
    /// The selected traces by start and response time, in cells. Answer: `Spread`.
    Spread { columns: u16, rows: u16 },
    /// The selected traces of a part of that picture, the slowest first. Answer: `Traces`.
    Within { plane: Plane, limit: u32 },
    /// What was loaded and what was wrong with it. Answer: `Loaded`.
    Report,
    /// Forgets all data. Answer: `Overview`.
    Clear,
}

/// The present question.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct View {
    pub filter: String,
    /// Named expressions that it may name.
    pub groups: Vec<Group>,
    /// Traces that start in `[start, end)`.
    pub range: Option<Range>,
    pub thresholds: super::Thresholds,
    /// What of the map is drawn, and how finely.
    pub framing: super::Framing,
}

/// From `start` up to, not including, `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range {
    pub start: Nanos,
    pub end: Nanos,
}

/// Starts from `from` up to `until`, response times from `low` up to `high`, all ends included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plane {
    pub from: Nanos,
    pub until: Nanos,
    pub low: Nanos,
    pub high: Nanos,
}

/// Which facets are shown, and how much of each.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetQuery {
    /// Whose values are wanted all, as far as there is room.
    pub opened: Vec<FacetName>,
    /// A part of the name of an attribute or of a value; empty: everything.
    pub sought: String,
    /// Facets whose title in the person's language has it: shown whole.
    pub titled: Vec<FacetName>,
}

/// Something that traces differ in.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum FacetName {
    /// How the request ended.
    Outcome,
    Service,
    Operation,
    Exception,
    /// A field of the request, by its keyword.
    Field(String),
    Annotation(String),
}

impl FacetName {
    /// Of an attribute, whose name is the same in all languages.
    pub fn attribute(&self) -> Option<&str> {
        match self {
            Self::Field(name) | Self::Annotation(name) => Some(name),
            Self::Outcome | Self::Service | Self::Operation | Self::Exception => None,
        }
    }
}

/// A node at a place of the person's choice (centre, in map units).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Placed {
    pub id: String,
    pub x: f64,
    pub y: f64,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TracePage {
    /// Those behind decide between equals.
    pub orders: Vec<ListOrder>,
    /// Annotations that each line is to tell.
    pub annotations: Vec<String>,
    pub offset: u32,
    /// 0: all.
    pub limit: u32,
}

/// A column of the trace list, as it is sorted by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListOrder {
    pub column: SortColumn,
    pub descending: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SortColumn {
    Fact(super::TraceSort),
    Annotation(String),
}

/// `span` is the position of a span in its trace, in waterfall order, whether visible or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fold {
    Toggle {
        span: u32,
    },
    /// Folds or unfolds a span with all below it.
    Subtree {
        span: u32,
        folded: bool,
    },
    /// Folds everything below depth `level` (0: only roots are seen); `None` unfolds all.
    Level {
        level: Option<u32>,
    },
    /// Unfolds what hides the span; one that is left out or outside of the root is shown all the same.
    Reveal {
        span: u32,
    },
    /// Shows the spans of the group that a span belongs to, or hides them. `row` of the answer is that of
    /// the group's head.
    Group {
        span: u32,
    },
    /// Gathers alike siblings into groups, or no longer.
    Alike {
        on: bool,
    },
    /// Shows a span with all below it and nothing else; `None` shows all.
    Root {
        span: Option<u32>,
    },
}

/// Which spans of the open trace are looked for; what is not told does not matter.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Wanted {
    /// Stands in the name, the service, the status or a searchable value, whatever the case.
    pub text: String,
    pub at_least: Nanos,
    /// Only errors, throttles and faults.
    pub failed: bool,
    /// One of the classes that spans are told apart by.
    pub class: Option<(super::SplitBy, super::ClassName)>,
    /// Leaves all others out, but for those above.
    pub hide: bool,
}

impl Wanted {
    /// Says anything about spans.
    pub fn is_asked(&self) -> bool {
        let Self { text, at_least, failed, class, .. } = self;
        !text.trim().is_empty() || *at_least > Nanos::ZERO || *failed || class.is_some()
    }
}
