//! Requests by outcome.

use crate::model::{Flags, Nanos, Statistics, Status};

use super::Sketch;

/// Requests, each in exactly one class.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub ok: u64,
    /// 4xx that are no throttles.
    pub errors: u64,
    /// 429.
    pub throttles: u64,
    /// 5xx and exceptions.
    pub faults: u64,
}

impl Counts {
    pub fn record(&mut self, status: Status) {
        let class = match status {
            Status::Unset | Status::Ok => &mut self.ok,
            Status::Error => &mut self.errors,
            Status::Throttle => &mut self.throttles,
            Status::Fault => &mut self.faults,
        };
        *class += 1;
    }

    pub fn add(&mut self, other: &Counts) {
        self.ok = self.ok.saturating_add(other.ok);
        self.errors = self.errors.saturating_add(other.errors);
        self.throttles = self.throttles.saturating_add(other.throttles);
        self.faults = self.faults.saturating_add(other.faults);
    }

    pub fn requests(&self) -> u64 {
        self.ok.saturating_add(self.failed())
    }

    /// All that did not end well: errors, throttles and faults.
    pub fn failed(&self) -> u64 {
        self.errors.saturating_add(self.throttles).saturating_add(self.faults)
    }

    /// Share of faults, 0 to 1: what health goes by, for a 4xx is the caller's doing.
    /// Of no requests 0.
    pub fn fault_rate(&self) -> f64 {
        if self.faults == 0 { 0.0 } else { self.faults as f64 / self.requests() as f64 }
    }
}

/// Whether the length of a span is one that the file told: not guessed, not mended.
pub(super) fn is_timed(flags: Flags) -> bool {
    flags.0 & (Flags::IN_PROGRESS.0 | Flags::BAD_TIME.0 | Flags::NO_START.0) == 0
}

/// Adds ready-made statistics to counts and times; gives their requests.
pub(super) fn add_statistics(
    counts: &mut Counts,
    latency: &mut Sketch,
    more: &Option<Statistics>,
) -> u64 {
    let Some(more) = more else { return 0 };
    let &Statistics { ok, errors, throttles, faults, total_seconds, ref histogram } = more;
    let requests = Counts { ok, errors, throttles, faults };
    counts.add(&requests);
    let mut times = Sketch::default();
    for &(seconds, count) in histogram {
        times.record_many(Nanos::from_millis(seconds * 1e3), count);
    }
    if total_seconds > 0.0 {
        // Their histogram need not hold every request; its mean is to be the mean of all.
        let mean = total_seconds / requests.requests().max(1) as f64;
        times.set_total(Nanos::from_millis(mean * times.count() as f64 * 1e3));
    }
    latency.merge(&times);
    requests.requests()
}
