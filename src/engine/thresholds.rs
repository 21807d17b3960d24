//! Limits that decide health, in the shape of the JavaScript API.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Milliseconds and shares; see the design's defaults.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Thresholds {
    /// Of p95, in milliseconds.
    pub latency: Limits,
    /// Of faults per request, 0..1.
    pub error_rate: Limits,
    /// By service name.
    pub services: BTreeMap<String, ServiceThresholds>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Limits {
    pub warning: f64,
    pub critical: f64,
}

/// Overrides for one service; what is absent falls back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ServiceThresholds {
    pub latency: Option<Limits>,
    pub error_rate: Option<Limits>,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            latency: Limits { warning: 1000.0, critical: 3000.0 },
            error_rate: Limits { warning: 0.01, critical: 0.05 },
            services: BTreeMap::new(),
        }
    }
}

/// Orders of the trace list; ties are broken by start, then id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum TraceSort {
    #[default]
    Start,
    Duration,
    Response,
    Spans,
    Services,
    Errors,
    Root,
    Status,
}
