//! When a node or a call is well: by its faults and its 95th percentile.

use std::collections::BTreeMap;

use crate::model::Nanos;

use super::{Counts, Edge, EdgeKind, Node, Sketch};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Health {
    #[default]
    Ok,
    Warning,
    Critical,
}

/// From where on something is no longer well; reaching a limit is enough.
#[derive(Clone, Debug, PartialEq)]
pub struct Thresholds {
    /// Of the 95th percentile.
    pub latency_warning: Nanos,
    pub latency_critical: Nanos,
    /// Of the share of faults, 0 to 1.
    pub error_warning: f64,
    pub error_critical: f64,
    /// Exceptions, by name of the service.
    pub services: BTreeMap<String, ServiceThresholds>,
}

/// What differs for one service.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ServiceThresholds {
    pub latency_warning: Option<Nanos>,
    pub latency_critical: Option<Nanos>,
    pub error_warning: Option<f64>,
    pub error_critical: Option<f64>,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            latency_warning: Nanos(1_000_000_000),
            latency_critical: Nanos(3_000_000_000),
            error_warning: 0.01,
            error_critical: 0.05,
            services: BTreeMap::new(),
        }
    }
}

impl Thresholds {
    pub fn node(&self, node: &Node) -> Health {
        self.judge(&node.name, &node.stats.counts, Some(&node.stats.latency))
    }

    /// A call is judged by the thresholds of the one that is called, a message only by its outcome:
    /// how long it waits in a queue is no latency.
    pub fn edge(&self, edge: &Edge, target: &Node) -> Health {
        let latency = (edge.kind == EdgeKind::Sync).then_some(&edge.stats.latency);
        self.judge(&target.name, &edge.stats.counts, latency)
    }

    fn judge(&self, service: &str, counts: &Counts, latency: Option<&Sketch>) -> Health {
        let own = self.services.get(service).copied().unwrap_or_default();
        let p95 = latency.and_then(|l| l.quantile(0.95));
        let rate = (counts.requests() > 0).then(|| counts.fault_rate());
        let levels = [
            (
                Health::Critical,
                own.error_critical.unwrap_or(self.error_critical),
                own.latency_critical.unwrap_or(self.latency_critical),
            ),
            (
                Health::Warning,
                own.error_warning.unwrap_or(self.error_warning),
                own.latency_warning.unwrap_or(self.latency_warning),
            ),
        ];
        let reached = levels.into_iter().find(|&(_, most_faults, longest)| {
            rate.is_some_and(|rate| rate >= most_faults) || p95.is_some_and(|p95| p95 >= longest)
        });
        reached.map_or(Health::Ok, |(health, ..)| health)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Status;

    const MS: i64 = 1_000_000;

    fn judge(thresholds: &Thresholds, service: &str, p95: i64, faults: u64) -> Health {
        let mut latency = Sketch::default();
        latency.record(Nanos(p95 * MS));
        let mut counts = Counts { ok: 100 - faults, ..Counts::default() };
        (0..faults).for_each(|_| counts.record(Status::Fault));
        thresholds.judge(service, &counts, Some(&latency))
    }

    #[test]
    fn a_limit_holds_from_its_own_value_on() {
        let health = |p95, faults| judge(&Thresholds::default(), "cart", p95, faults);
        assert_eq!(
            [health(999, 0), health(1000, 0), health(3000, 0)],
            [Health::Ok, Health::Warning, Health::Critical]
        );
        assert_eq!([health(1, 1), health(1, 5)], [Health::Warning, Health::Critical]);
    }

    #[test]
    fn a_service_may_have_limits_of_its_own() {
        let own = ServiceThresholds {
            latency_warning: Some(Nanos(200 * MS)),
            error_critical: Some(1.0),
            ..ServiceThresholds::default()
        };
        let services = BTreeMap::from([("cart".to_owned(), own)]);
        let limits =
            Thresholds { latency_warning: Nanos(50 * MS), services, ..Thresholds::default() };
        assert_eq!(judge(&limits, "cart", 100, 0), Health::Ok);
        assert_eq!(judge(&limits, "cart", 100, 50), Health::Warning);
        assert_eq!(judge(&limits, "web", 100, 0), Health::Warning);
    }

    #[test]
    fn nothing_asked_of_it_is_ok() {
        let strict = Thresholds { error_warning: 0.0, ..Thresholds::default() };
        let empty = strict.judge("x", &Counts::default(), Some(&Sketch::default()));
        assert_eq!(empty, Health::Ok);
    }
}
