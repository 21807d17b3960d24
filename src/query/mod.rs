//! Questions to a frozen store: which traces, which services, where the time went.

mod compare;
mod counts;
mod critical_path;
mod critical_share;
mod details;
mod failures;
pub mod filter;
mod gaps;
mod graph_build;
mod health;
mod histogram;
mod index;
mod message;
mod node_id;
mod operation;
mod phrase;
mod pile;
mod request;
mod root_cause;
mod selection;
mod self_time;
mod service_graph;
mod shape;
mod significance;
mod sketch;
mod skew;
mod summary;
#[cfg(test)]
mod testing;
mod timeline;
mod trace_list;
mod traffic;
mod waste;

pub use compare::{Aspect, Comparison, Difference, NumberSpread, Role, Trait, ValueShare, compare};
pub use counts::Counts;
pub use critical_path::{Section, critical_path, critical_time_by_service};
pub use critical_share::{TimeShare, TimeShares, time_shares};
pub use details::{Details, ExceptionGroup, SlowTrace, details};
pub use failures::{Cause, FailureGroup, Failures, failures, traces_with};
pub use gaps::{Gap, GapCause, gaps};
pub use graph_build::service_graph;
pub use health::{Health, ServiceThresholds, Thresholds};
pub use histogram::{Bar, histogram};
pub use index::Index;
pub use node_id::NodeIds;
pub use operation::Operation;
pub use phrase::fill;
pub use pile::Stay;
pub use request::{Part, request_times};
pub use selection::{is_awaited, selected_traces};
pub use root_cause::{CauseService, Entity, Finder as CauseFinder, RootCause};
pub use selection::selected_traces;
pub use self_time::self_times;
pub use service_graph::{
    BOTTLENECK_SHARE, CLIENT, Edge, EdgeKind, EdgeStats, Node, NodeStats, ServiceGraph,
};
pub use shape::longest_piece;
pub use significance::Method;
pub use sketch::{Sketch, SketchBucket};
pub use skew::{Offset, clock_shifts, offsets};
pub use summary::{Summary, summary};
pub use timeline::{Bucket, timeline};
pub use trace_list::{TraceRow, TraceSort, list, row};
pub use waste::{MOST_CALLS, REPEATS, Waste, WasteKind, waste};
