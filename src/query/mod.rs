//! Questions to a frozen store: which traces, which services, where the time went.

mod counts;
mod critical_path;
mod graph_build;
mod index;
mod message;
mod node_id;
mod reach;
mod selection;
mod service_graph;
mod sketch;
#[cfg(test)]
mod testing;

pub use counts::Counts;
pub use critical_path::{Section, critical_path, critical_time_by_service};
pub use graph_build::service_graph;
pub use index::Index;
pub use node_id::NodeIds;
pub use reach::reach;
pub use selection::selected_traces;
pub use service_graph::{
    BOTTLENECK_SHARE, CLIENT, Edge, EdgeKind, EdgeStats, Node, NodeStats, ServiceGraph,
};
pub use sketch::{Sketch, SketchBucket};
