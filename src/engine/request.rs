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
    /// Spans of the open trace whose name, service, status or annotation holds the text
    /// (case folded). Answer: `Found`.
    Find { text: String },
    /// Spans of the open trace that ended in an error, throttle or fault. Answer: `Found`.
    Failures,
    /// What could stand at a place of a filter, in UTF-16 units. Answer: `Completions`.
    Complete { text: String, caret: u32 },
    /// Which conditions of the filter hold for the open trace. Answer: `Why`.
    Why,
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
    Facets {
        /// Whose values are wanted all, as far as there is room.
        opened: Vec<FacetName>,
    },
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
    /// Unfolds what hides the span.
    Reveal {
        span: u32,
    },
}
