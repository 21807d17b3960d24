//! The shapes of the element's JavaScript API: a contract with embedders. Add, never break.
//! Times are milliseconds, moments milliseconds since the epoch; counts are numbers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Stretch, TraceSort};
use crate::ingest::Reason;

/// What the element's methods ask.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Question {
    pub subject: Subject,
    /// Of a trace.
    pub id: String,
    /// Of the list of traces; a limit of 0 is none.
    pub sort: TraceSort,
    pub descending: bool,
    pub offset: u32,
    pub limit: u32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Subject {
    #[default]
    Summary,
    ServiceGraph,
    Traces,
    Trace,
}

/// What they get.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    Summary(Summary),
    ServiceGraph(ServiceGraph),
    Traces(Vec<TraceSummary>),
    Trace(Box<Trace>),
    /// As `Reply::Need`.
    Need(Vec<Stretch>),
    /// Why there is no answer.
    Failed(String),
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LoadReport {
    /// A format's name, `mixed`, or empty when nothing was recognised.
    pub format: String,
    pub traces: u32,
    pub spans: u32,
    pub services: u32,
    pub bytes: f64,
    pub milliseconds: f64,
    /// Records that could not be read.
    pub skipped: u32,
    /// Copies of spans that were merged.
    pub merged: u32,
    /// Records that were not read because there was no room for more.
    #[serde(rename = "leftOut")]
    pub left_out: u32,
    pub problems: Vec<Problem>,
    pub sources: Vec<SourceReport>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    /// In English.
    pub reason: String,
    /// The kind of reason.
    pub code: Reason,
    /// Position in `LoadReport::sources`.
    pub source: u32,
    /// Name of the file.
    pub file: String,
    /// JSON path of the first.
    pub path: String,
    /// Byte offset of the first.
    pub offset: f64,
    /// The text there, shortened; empty when there is none to show.
    pub example: String,
    pub count: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SourceReport {
    pub name: String,
    /// A format's name, or empty when nothing was recognised.
    pub format: String,
    pub bytes: f64,
    pub spans: u32,
    /// Documents, summaries and nodes of graphs.
    pub records: u32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Summary {
    pub traces: u32,
    pub spans: u32,
    pub services: u32,
    pub edges: u32,
    pub start: f64,
    pub end: f64,
    /// Faults per trace, 0..1.
    pub error_rate: f64,
    pub p50: f64,
    pub p90: f64,
    pub p95: f64,
    pub p99: f64,
    /// Traces by how their request ended; each in one class.
    pub ok: u32,
    /// 4xx, throttles left out.
    pub errors: u32,
    pub throttles: u32,
    pub faults: u32,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ServiceGraph {
    pub nodes: Vec<ServiceNode>,
    pub edges: Vec<ServiceEdge>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ServiceNode {
    pub id: String,
    pub name: String,
    /// `AWS::Lambda::Function`, `Database::SQL`, `remote`, `client`..., or empty.
    #[serde(rename = "type")]
    pub kind: String,
    pub requests: u32,
    pub requests_per_minute: f64,
    pub average_ms: f64,
    pub p50: f64,
    pub p95: f64,
    pub p99: f64,
    pub ok: u32,
    /// 4xx, throttles left out.
    pub errors: u32,
    pub faults: u32,
    pub throttles: u32,
    /// Faults per request, 0..1.
    pub error_rate: f64,
    /// `ok`, `warning` or `critical`.
    pub health: String,
    /// 0..1 of the critical-path time.
    pub bottleneck: f64,
    /// Centre on the map.
    pub x: f64,
    pub y: f64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ServiceEdge {
    /// Node ids.
    pub source: String,
    pub target: String,
    pub requests: u32,
    pub requests_per_minute: f64,
    pub average_ms: f64,
    pub p50: f64,
    pub p95: f64,
    pub p99: f64,
    pub ok: u32,
    pub errors: u32,
    pub faults: u32,
    pub throttles: u32,
    pub error_rate: f64,
    pub health: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TraceSummary {
    pub id: String,
    /// Entry service, with method and path where known.
    pub root: String,
    pub start: f64,
    pub duration_ms: f64,
    pub response_ms: f64,
    pub spans: u32,
    pub services: u32,
    /// HTTP status of the answer.
    pub status: Option<u16>,
    /// `ok`, `error`, `fault` or `throttle`.
    pub health: String,
    pub partial: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Trace {
    pub id: String,
    pub duration_ms: f64,
    pub spans: Vec<TraceSpan>,
    /// Span ids, from the root's end back to its start.
    pub critical_path: Vec<String>,
    /// What is odd about the trace as a whole, and what most likely became of parents that are missing.
    pub notes: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TraceSpan {
    pub id: String,
    pub parent: Option<String>,
    pub service: String,
    pub name: String,
    pub kind: String,
    /// From the trace's start.
    pub start_ms: f64,
    pub duration_ms: f64,
    pub self_ms: f64,
    pub depth: u32,
    /// `ok`, `error`, `fault`, `throttle` or `unset`.
    pub status: String,
    pub in_progress: bool,
    pub annotations: BTreeMap<String, Scalar>,
    /// As the file has it; numbers as JavaScript has them.
    pub metadata: serde_json::Value,
    pub exceptions: Vec<super::ExceptionDetail>,
    pub warnings: Vec<String>,
}

/// The value of an annotation.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Scalar {
    Flag(bool),
    Number(f64),
    Text(String),
}
