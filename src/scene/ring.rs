//! The ring of a node: how its requests ended, as arcs.

use std::f64::consts::TAU;

use super::edge_path::round;
use crate::model::Status;

/// A class that occurs at all is seen: one fault among 10 000 requests is the interesting one.
const LEAST_DEGREES: f64 = 4.0;

/// A piece of a ring, in degrees clockwise from twelve o'clock.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arc {
    /// `Unset`: nothing is known, a whole grey ring.
    pub status: Status,
    pub start: f64,
    pub sweep: f64,
}

/// Requests by how they ended; each is in one class.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcomes {
    pub ok: u32,
    pub errors: u32,
    pub throttles: u32,
    pub faults: u32,
}

/// Faults first, then throttles, errors and the rest.
pub fn arcs(outcomes: Outcomes) -> Vec<Arc> {
    let Outcomes { ok, errors, throttles, faults } = outcomes;
    let classes = [
        (Status::Fault, faults),
        (Status::Throttle, throttles),
        (Status::Error, errors),
        (Status::Ok, ok),
    ];
    let total: f64 = classes.iter().map(|&(_, count)| f64::from(count)).sum();
    if total == 0.0 {
        return vec![Arc { status: Status::Unset, start: 0.0, sweep: 360.0 }];
    }
    let raised = |count: u32| (f64::from(count) / total * 360.0).max(LEAST_DEGREES);
    let seen = classes.iter().filter(|&&(_, count)| count > 0);
    // What the small ones were given is taken from those that have more than the least.
    let (mut given, mut spare) = (0.0, 0.0);
    for &(_, count) in seen.clone() {
        let sweep = raised(count);
        given += sweep;
        spare += sweep - LEAST_DEGREES;
    }
    let kept = if spare > 0.0 { 1.0 - (given - 360.0) / spare } else { 1.0 };
    let mut start = 0.0;
    let arc = |&(status, count): &(Status, u32)| {
        let sweep = LEAST_DEGREES + (raised(count) - LEAST_DEGREES) * kept;
        let arc = Arc { status, start, sweep };
        start += sweep;
        arc
    };
    seen.map(arc).collect()
}

impl Arc {
    /// Of its line, in px: what failed is seen without colour, too.
    pub fn width(&self) -> f64 {
        match self.status {
            Status::Ok | Status::Unset => 3.0,
            Status::Error | Status::Throttle | Status::Fault => 5.0,
        }
    }

    /// As an SVG path on a circle around (`x`, `y`), from twelve o'clock on.
    pub fn path(&self, x: f64, y: f64, radius: f64) -> String {
        // An arc of 360 degrees ends where it starts and would not be drawn.
        let half = self.sweep / 2.0;
        let [a, b, c] = [self.start, self.start + half, self.start + self.sweep].map(|degrees| {
            let (sin, cos) = (degrees / 360.0 * TAU).sin_cos();
            (round(x + radius * sin), round(y - radius * cos))
        });
        let radius = round(radius);
        format!(
            "M{} {}A{radius} {radius} 0 0 1 {} {}A{radius} {radius} 0 0 1 {} {}",
            a.0, a.1, b.0, b.1, c.0, c.1
        )
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(ok: u32, errors: u32, throttles: u32, faults: u32, expect: &str) {
        let arcs = arcs(Outcomes { ok, errors, throttles, faults });
        let line = |arc: &Arc| format!("{:?} {:.1}+{:.1}", arc.status, arc.start, arc.sweep);
        assert_eq!(arcs.iter().map(line).collect::<Vec<_>>().join(", "), expect);
    }

    #[test]
    fn arcs_follow_the_shares() {
        check(90, 0, 0, 10, "Fault 0.0+36.0, Ok 36.0+324.0");
        check(1, 1, 1, 1, "Fault 0.0+90.0, Throttle 90.0+90.0, Error 180.0+90.0, Ok 270.0+90.0");
        check(7, 0, 0, 0, "Ok 0.0+360.0");
    }

    #[test]
    fn a_rare_class_is_seen() {
        check(9_999, 0, 0, 1, "Fault 0.0+4.0, Ok 4.0+356.0");
        check(u32::MAX, 1, 1, 1, "Fault 0.0+4.0, Throttle 4.0+4.0, Error 8.0+4.0, Ok 12.0+348.0");
    }

    #[test]
    fn without_requests_the_ring_is_grey() {
        check(0, 0, 0, 0, "Unset 0.0+360.0");
    }

    #[test]
    fn a_whole_ring_is_drawn() {
        let arc = Arc { status: Status::Ok, start: 0.0, sweep: 360.0 };
        assert_eq!(arc.path(30.0, 30.0, 20.0), "M30 10A20 20 0 0 1 30 50A20 20 0 0 1 30 10");
    }

    proptest! {
        #[test]
        fn arcs_close_the_ring(counts in prop::array::uniform4(0u32..5_000)) {
            let [ok, errors, throttles, faults] = counts;
            let arcs = arcs(Outcomes { ok, errors, throttles, faults });
            let mut at = 0.0;
            for arc in &arcs {
                prop_assert!((arc.start - at).abs() < 1e-9);
                prop_assert!(arc.sweep >= LEAST_DEGREES - 1e-9);
                at += arc.sweep;
            }
            prop_assert!((at - 360.0).abs() < 1e-9);
        }
    }
}
