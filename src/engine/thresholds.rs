//! Limits that decide health, in the shape of the JavaScript API.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::Nanos;
use crate::query;

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

impl Thresholds {
    /// As the judge wants them.
    pub fn to_query(&self) -> query::Thresholds {
        query::Thresholds {
            latency_warning: Nanos::from_millis(self.latency.warning),
            latency_critical: Nanos::from_millis(self.latency.critical),
            error_warning: self.error_rate.warning,
            error_critical: self.error_rate.critical,
            services: self.services.iter().map(|(n, s)| (n.clone(), s.to_query())).collect(),
        }
    }
}

impl ServiceThresholds {
    fn to_query(self) -> query::ServiceThresholds {
        let time = |pick: fn(Limits) -> f64| self.latency.map(pick).map(Nanos::from_millis);
        query::ServiceThresholds {
            latency_warning: time(|l| l.warning),
            latency_critical: time(|l| l.critical),
            error_warning: self.error_rate.map(|l| l.warning),
            error_critical: self.error_rate.map(|l| l.critical),
        }
    }
}
