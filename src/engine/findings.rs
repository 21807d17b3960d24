//! What is found about many traces together: what fails, what differs, where time goes and is wasted.

use serde::{Deserialize, Serialize};

use crate::model::{Nanos, Status};
use crate::query::{Method, NumberSpread, Role, WasteKind};

/// Some of the selected traces.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Picked {
    /// Those that ended in a fault; where none did, those in which something faulted.
    #[default]
    Faults,
    /// Those that a filter matches.
    Filter { text: String },
    /// Those in a part of the picture of starts and response times.
    Box(super::Plane),
    /// Those with a failure of a group.
    Failure(FailureName),
    /// Of those that a node took part in, the ones it took `above` long for; its 95th percentile where
    /// that is not given.
    Slow { node: String, above: Option<Nanos> },
}

/// What tells a group of failures from others.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FailureName {
    /// Id of the node that failed.
    pub node: String,
    /// Type of the exception; empty for a failure without one.
    pub kind: String,
    /// The message, or what was asked for, with placeholders for what varies.
    pub shape: String,
    pub http_status: Option<u16>,
}

/// What fails.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FailureGroups {
    /// Faults first, then other errors, then exceptions that were survived.
    pub groups: Vec<FailureGroup>,
    /// Groups for which there was no room.
    pub more: u32,
    /// Traces with any failure, of all selected.
    pub traces: u32,
    pub of: u32,
    /// What the time lines cover.
    pub range: Option<super::Range>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FailureGroup {
    pub name: FailureName,
    pub service: String,
    /// `Ok` for exceptions that were survived.
    pub status: Status,
    /// Spans in which it happened.
    pub count: u32,
    pub traces: u32,
    /// 0..1 of the traces with any failure.
    pub share: f64,
    pub first: Nanos,
    pub last: Nanos,
    /// Spans by time, in equal slices of `range`.
    pub timeline: Vec<u32>,
    pub examples: Vec<Example>,
    /// The comparison that comes nearest to the group.
    pub filter: String,
}

/// Where to look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Example {
    pub trace: String,
    /// Position of the span in the trace, in waterfall order.
    pub span: u32,
    /// What it is an example of took so long there.
    pub time: Option<Nanos>,
}

/// Two groups of traces side by side.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// Traces in each group.
    pub selected: u32,
    pub rest: u32,
    /// Most different first.
    pub differences: Vec<Difference>,
    /// Aspects in which the groups do not differ more than by chance.
    pub alike: u32,
    /// Keys left out because nearly each trace has a value of its own.
    pub ids: Vec<AspectName>,
    /// For the slow part of a node: what counts as slow.
    pub above: Option<Nanos>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum AspectName {
    Service,
    Operation,
    Exception,
    ResponseTime,
    /// A field of the request by its keyword, or an annotation by its key.
    Named(String),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    pub name: AspectName,
    pub role: Role,
    pub method: Method,
    /// How likely chance alone makes such a difference, corrected for the number of tests.
    pub likelihood: f64,
    /// 0..1
    pub size: f64,
    /// Too few traces to build on.
    pub small: bool,
    /// Traces that have any value, of each group.
    pub selected: u32,
    pub rest: u32,
    pub values: Vec<ValueShare>,
    /// Values for which there was no room.
    pub more: u32,
    /// Instead of values, where they are numbers.
    pub numbers: Option<NumberSpread>,
    /// What tells the same traces apart.
    pub same: Vec<AspectName>,
}

/// Traces that have a value, of each group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueShare {
    pub text: String,
    pub selected: u32,
    pub rest: u32,
    /// The comparison that selects them, or empty.
    pub filter: String,
}

/// Time on critical paths, cut up in three ways.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TimeShares {
    pub total: Nanos,
    pub traces: u32,
    pub services: Vec<TimeShare>,
    pub operations: Vec<TimeShare>,
    pub statements: Vec<TimeShare>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TimeShare {
    /// Node id and name.
    pub node: String,
    pub service: String,
    /// Empty for a service as a whole.
    pub name: String,
    /// Spans on critical paths.
    pub count: u32,
    pub traces: u32,
    pub total: Nanos,
    /// 0..1
    pub share: f64,
    pub slowest: Vec<Example>,
}

/// A wasteful pattern in one place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WasteRow {
    pub kind: WasteKind,
    /// Node id and name of what makes the calls.
    pub node: String,
    pub service: String,
    /// What that was asked for.
    pub parent: String,
    /// Service called and what for.
    pub calls: Vec<(String, String)>,
    /// Spans with the pattern below them.
    pub count: u32,
    /// Calls in all of them.
    pub spans: u32,
    pub traces: u32,
    /// At most so much could be saved.
    pub saved: Nanos,
    pub examples: Vec<Example>,
}
