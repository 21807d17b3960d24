//! The service map: who calls whom, how often, how fast, with what outcome.
//!
//! A node's numbers are those of the spans in which the service tells of its own requests; only where
//! it told nothing do the calls of others stand in. An edge's numbers are those of the caller, network
//! included. `graph_build.rs` fills it.

use std::fmt;

use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;

use crate::model::{Nanos, ServiceId, sort_by_key};

use super::{Counts, Sketch};

/// Nodes stand clients first, then by name, type and account; edges by source, target and kind.
#[derive(Clone, Debug, Default)]
pub struct ServiceGraph {
    pub graph: DiGraph<Node, Edge>,
    /// First and last start of the traces counted.
    pub traced: Range,
    /// What ready-made statistics cover: often years, while the traces beside them cover seconds.
    pub imported: Range,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Range {
    pub start: Nanos,
    pub end: Nanos,
}

#[derive(Clone, Debug, Default)]
pub struct Node {
    /// Public and stable: the name, followed by type and account where others share it.
    /// Does not depend on what is selected.
    pub id: String,
    /// None for those who call from outside.
    pub service: Option<ServiceId>,
    pub name: String,
    /// `AWS::Lambda::Function`, `Database::SQL`, `remote`...; `client` for callers of roots;
    /// empty when unknown.
    pub kind: String,
    pub account: String,
    /// Zero for clients (their edges tell) and for services of which only calls are known.
    pub stats: NodeStats,
    /// Known only from its callers: it sent nothing itself.
    pub inferred: bool,
    /// Requests of it that came as ready-made statistics, which do not follow the selection;
    /// none if no ready-made graph has it.
    pub imported: Option<u64>,
    /// Requests whose caller is not in the data though they name one.
    pub missing_callers: u64,
    /// Ids of the services that it stands for, if it is a group.
    pub members: Vec<String>,
    /// Earliest start and latest end of what was seen of it.
    pub first: Nanos,
    pub last: Nanos,
}

#[derive(Clone, Debug, Default)]
pub struct NodeStats {
    pub counts: Counts,
    /// Requests in progress and those without a believable time are counted, but not here.
    pub latency: Sketch,
    /// Share of the critical path spent here, 0 to 1.
    pub bottleneck: f64,
    /// That share as a sum over traces.
    pub critical_nanos: Nanos,
}

#[derive(Clone, Debug, Default)]
pub struct Edge {
    pub kind: EdgeKind,
    pub stats: EdgeStats,
    /// As with nodes.
    pub imported: Option<u64>,
}

#[derive(Clone, Debug, Default)]
pub struct EdgeStats {
    /// Calls, by the outcome that the caller saw; of messages, by that of the receiver.
    pub counts: Counts,
    /// As the caller measured it; of messages, from the end of sending to the start of receiving.
    pub latency: Sketch,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EdgeKind {
    /// A call that is waited for, as far as the file tells.
    #[default]
    Sync,
    /// A link: a message between two traces or parts of one.
    Async,
}

/// The type of the node that stands for all callers from outside.
pub const CLIENT: &str = "client";

/// A node is called the bottleneck from this share of the critical path on.
pub const BOTTLENECK_SHARE: f64 = 0.25;

/// Rates over less than a minute would be guesses: one trace is one a minute.
const SHORTEST_RANGE: Nanos = Nanos(60_000_000_000);

impl Range {
    /// Length of the range that rates refer to: at least one minute.
    fn minutes(self) -> f64 {
        self.end.minus(self.start).max(SHORTEST_RANGE).seconds() / 60.0
    }
}

impl ServiceGraph {
    /// Requests a minute, of which `imported` are ready-made statistics: each part over its own range.
    pub fn per_minute(&self, requests: u64, imported: Option<u64>) -> f64 {
        let imported = imported.unwrap_or_default();
        let traced = requests.saturating_sub(imported);
        traced as f64 / self.traced.minutes() + imported as f64 / self.imported.minutes()
    }

    pub fn find(&self, id: &str) -> Option<NodeIndex> {
        self.graph.node_indices().find(|&n| self.graph[n].id == id)
    }

    /// The requests of a node: those that it takes; of a client, which takes none, those that it makes.
    pub fn requests_of(&self, node: NodeIndex) -> (Counts, Sketch) {
        let own = &self.graph[node].stats;
        let (mut counts, mut latency) = (own.counts, own.latency.clone());
        let made = self.graph.edges(node).filter(|_| self.graph[node].is_client());
        for edge in made {
            counts.add(&edge.weight().stats.counts);
            latency.merge(&edge.weight().stats.latency);
        }
        (counts, latency)
    }

    /// Where most critical-path time goes, if that is at least [`BOTTLENECK_SHARE`];
    /// of equals the first by name.
    pub fn bottleneck(&self) -> Option<NodeIndex> {
        let share = |n: NodeIndex| self.graph[n].stats.bottleneck;
        let candidates = self.graph.node_indices().filter(|&n| share(n) >= BOTTLENECK_SHARE);
        candidates.reduce(|best, n| if share(n) > share(best) { n } else { best })
    }
}

impl Node {
    pub fn is_client(&self) -> bool {
        self.kind == CLIENT
    }
}

/// One line a node, below it one line for each of its edges: `-> ` a call, `~> ` a message.
impl fmt::Display for ServiceGraph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for at in self.graph.node_indices() {
            let node = &self.graph[at];
            write!(f, "{}", node.id)?;
            numbers(f, &node.stats.counts, &node.stats.latency)?;
            if node.stats.bottleneck > 0.0 {
                write!(f, " path {:.0}%", node.stats.bottleneck * 100.0)?;
            }
            if node.missing_callers > 0 {
                write!(f, " missing callers {}", node.missing_callers)?;
            }
            let marks = [(node.inferred, " inferred"), (node.imported.is_some(), " imported")];
            marks.iter().filter(|m| m.0).try_for_each(|m| f.write_str(m.1))?;
            writeln!(f)?;
            let mut edges: Vec<_> = self.graph.edges(at).collect();
            sort_by_key(&mut edges, |e| e.id());
            for edge in edges {
                let arrow = if edge.weight().kind == EdgeKind::Async { "~>" } else { "->" };
                write!(f, "  {arrow} {}", self.graph[edge.target()].id)?;
                numbers(f, &edge.weight().stats.counts, &edge.weight().stats.latency)?;
                writeln!(f)?;
            }
        }
        Ok(())
    }
}

/// ` 5 (1 error, 2 faults) 12.5 ms`: requests, those that failed, average.
fn numbers(f: &mut fmt::Formatter<'_>, counts: &Counts, latency: &Sketch) -> fmt::Result {
    write!(f, " {}", counts.requests())?;
    let classes =
        [(counts.errors, "error"), (counts.throttles, "throttle"), (counts.faults, "fault")];
    let failed: Vec<_> =
        classes.iter().filter(|c| c.0 > 0).map(|c| format!("{} {}", c.0, c.1)).collect();
    if !failed.is_empty() {
        write!(f, " ({})", failed.join(", "))?;
    }
    latency.mean().map_or(Ok(()), |mean| write!(f, " {} ms", mean.millis()))
}
