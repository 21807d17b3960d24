//! A service graph that came ready-made (GetServiceGraph, GetTraceGraph): statistics without traces.

use super::ServiceId;

/// Counts of requests and their summed time, as X-Ray gives them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Statistics {
    pub ok: u64,
    /// Errors that are no throttles.
    pub errors: u64,
    pub throttles: u64,
    pub faults: u64,
    /// Seconds, summed over all requests.
    pub total_seconds: f64,
    /// (seconds, count): in the order of the file.
    pub histogram: Vec<(f64, u64)>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ImportedNode {
    pub service: ServiceId,
    pub root: bool,
    pub statistics: Option<Statistics>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ImportedEdge {
    pub source: ServiceId,
    pub target: ServiceId,
    /// A link between traces rather than a call.
    pub asynchronous: bool,
    pub statistics: Option<Statistics>,
}

/// Nodes and edges in the order of the file, and the minutes they cover (nanoseconds since the epoch).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportedGraph {
    pub nodes: Vec<ImportedNode>,
    pub edges: Vec<ImportedEdge>,
    pub start: Option<super::Nanos>,
    pub end: Option<super::Nanos>,
}
