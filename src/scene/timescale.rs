//! The stretch of a trace's time that the waterfall shows: zoom, pan, and where a moment lies in it.
//!
//! Moments stay whole nanoseconds until the window's start is subtracted; only then do they
//! become fractions of the width. A float of a moment since 1970 would jump by 256 ns.
//!
//! ```text
//!   0                 start            end               total
//!   |-----------------[================]-------------------|
//!                     0.0             1.0   fractions of the window
//! ```

use crate::model::Nanos;

/// A window `[start, end)` of a trace that lasts `total`, all relative to the trace's start.
///
/// Always `0 <= start < end <= total`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeScale {
    total: Nanos,
    start: Nanos,
    end: Nanos,
}

/// Where a stretch of time lies in the window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Placement {
    /// Wholly earlier than the window.
    Before,
    Within(Bar),
    /// Wholly later than the window.
    After,
}

/// The part of a stretch that is in the window, in fractions of the window's width.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    pub left: f64,
    pub width: f64,
    /// The stretch began before the window: its left end is not drawn.
    pub cut_left: bool,
    /// The stretch ends after the window: its right end is not drawn.
    pub cut_right: bool,
}

impl TimeScale {
    /// No format is finer than a nanosecond; below this a window shows nothing new.
    pub const SHORTEST: Nanos = Nanos(100);

    /// The whole of a trace. One without length gets the shortest window, so that its marks have a place.
    pub fn whole(total: Nanos) -> Self {
        let total = total.max(Self::SHORTEST);
        Self { total, start: Nanos::ZERO, end: total }
    }

    pub fn total(&self) -> Nanos {
        self.total
    }

    pub fn start(&self) -> Nanos {
        self.start
    }

    pub fn end(&self) -> Nanos {
        self.end
    }

    /// Time from the left edge to the right one.
    pub fn span(&self) -> Nanos {
        self.end.minus(self.start)
    }

    pub fn is_whole(&self) -> bool {
        self.span() == self.total
    }

    /// Share of the window's width at which `moment` lies; outside the window below 0 or above 1.
    pub fn fraction(&self, moment: Nanos) -> f64 {
        moment.minus(self.start).0 as f64 / self.span().0 as f64
    }

    /// The moment at a share of the window's width, kept inside the window.
    pub fn moment(&self, fraction: f64) -> Nanos {
        self.start.plus(share(self.span(), fraction)).min(self.end)
    }

    /// Where `[start, start + length)` lies. A stretch without length is a bar of width 0.
    pub fn place(&self, start: Nanos, length: Nanos) -> Placement {
        let end = start.plus(length.max(Nanos::ZERO));
        if end < self.start {
            return Placement::Before;
        }
        if start > self.end {
            return Placement::After;
        }
        let left = self.fraction(start.max(self.start));
        let right = self.fraction(end.min(self.end));
        Placement::Within(Bar {
            left,
            width: right - left,
            cut_left: start < self.start,
            cut_right: end > self.end,
        })
    }

    /// Multiplies the window's length by `factor`; the moment at the share `at` stays where it is.
    #[must_use]
    pub fn zoomed(&self, factor: f64, at: f64) -> Self {
        let wanted = self.span().0 as f64 * if factor.is_finite() { factor.max(0.0) } else { 1.0 };
        // A cast saturates, so an endless window is cut to the whole trace.
        let span = Nanos(wanted as i64).clamp(Self::SHORTEST, self.total);
        let anchor = self.moment(at);
        self.from(anchor.minus(share(span, at)), span)
    }

    /// Shows the stretch between two shares of the present width, in either order.
    #[must_use]
    pub fn zoomed_to(&self, a: f64, b: f64) -> Self {
        let (first, last) = (self.moment(a.min(b)), self.moment(a.max(b)));
        let span = last.minus(first).max(Self::SHORTEST);
        // A range shorter than the shortest window is shown in its middle.
        let slack = span.minus(last.minus(first));
        self.from(first.minus(Nanos(slack.0 / 2)), span)
    }

    /// Shows `[start, end)`, cut to the trace.
    #[must_use]
    pub fn showing(&self, start: Nanos, end: Nanos) -> Self {
        let span = end.minus(start).clamp(Self::SHORTEST, self.total);
        self.from(start, span)
    }

    /// Moves the window by a share of its width; it stops at the trace's ends.
    #[must_use]
    pub fn panned(&self, by: f64) -> Self {
        let way = share(self.span(), by.abs());
        let start = if by < 0.0 { self.start.minus(way) } else { self.start.plus(way) };
        self.from(start, self.span())
    }

    /// The whole trace again.
    #[must_use]
    pub fn reset(&self) -> Self {
        Self::whole(self.total)
    }

    /// A window of length `span` that starts at `start`, or as near to it as the trace's ends allow.
    fn from(&self, start: Nanos, span: Nanos) -> Self {
        let start = start.clamp(Nanos::ZERO, self.total.minus(span).max(Nanos::ZERO));
        Self { start, end: start.plus(span), total: self.total }
    }
}

/// A share of a length, between none and all of it; not a number counts as none.
fn share(length: Nanos, fraction: f64) -> Nanos {
    let fraction = if fraction.is_nan() { 0.0 } else { fraction.clamp(0.0, 1.0) };
    Nanos((length.0 as f64 * fraction).round() as i64).min(length)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MS: i64 = 1_000_000;

    fn window(total: i64, start: i64, end: i64) -> TimeScale {
        TimeScale::whole(Nanos(total)).showing(Nanos(start), Nanos(end))
    }

    fn ends(scale: TimeScale) -> (i64, i64) {
        (scale.start().0, scale.end().0)
    }

    #[test]
    fn zoom_keeps_the_moment_under_the_pointer() {
        let scale = window(100 * MS, 0, 100 * MS).zoomed(0.5, 0.25);
        assert_eq!(ends(scale), (12_500_000, 62_500_000));
        assert_eq!(scale.moment(0.25), Nanos(25 * MS));
    }

    #[test]
    fn zooming_out_stops_at_the_whole_trace() {
        let scale = window(100 * MS, 90 * MS, 100 * MS);
        assert_eq!(ends(scale.zoomed(4.0, 0.5)), (60 * MS, 100 * MS));
        assert!(scale.zoomed(1e300, 0.5).is_whole());
        assert!(scale.zoomed(50.0, 0.0).is_whole());
    }

    #[test]
    fn zooming_in_stops_at_the_shortest_window() {
        let scale = window(100 * MS, 0, 100 * MS).zoomed(0.0, 0.5);
        assert_eq!(scale.span(), TimeScale::SHORTEST);
        assert_eq!(scale.moment(0.5), Nanos(50 * MS));
    }

    #[test]
    fn a_dragged_range_fills_the_width_in_either_direction() {
        let scale = window(100 * MS, 0, 100 * MS);
        assert_eq!(ends(scale.zoomed_to(0.2, 0.7)), (20 * MS, 70 * MS));
        assert_eq!(scale.zoomed_to(0.7, 0.2), scale.zoomed_to(0.2, 0.7));
        assert_eq!(ends(scale.zoomed_to(0.5, 0.5)), (50 * MS - 50, 50 * MS + 50));
    }

    #[test]
    fn pan_stops_at_the_ends() {
        let scale = window(100 * MS, 20 * MS, 40 * MS);
        assert_eq!(ends(scale.panned(0.5)), (30 * MS, 50 * MS));
        assert_eq!(ends(scale.panned(-0.5)), (10 * MS, 30 * MS));
        assert_eq!(ends(scale.panned(-1.0).panned(-1.0)), (0, 20 * MS));
        assert_eq!(
            ends(scale.panned(1e9).panned(1e9).panned(1e9).panned(1e9)),
            (80 * MS, 100 * MS)
        );
    }

    #[test]
    fn stretches_are_cut_at_the_window() {
        let scale = window(100, 0, 100);
        let bar = |left, width, cut_left, cut_right| {
            Placement::Within(Bar { left, width, cut_left, cut_right })
        };
        assert_eq!(scale.place(Nanos(25), Nanos(50)), bar(0.25, 0.5, false, false));
        let scale = window(1000, 400, 600);
        assert_eq!(scale.place(Nanos(0), Nanos(500)), bar(0.0, 0.5, true, false));
        assert_eq!(scale.place(Nanos(500), Nanos(500)), bar(0.5, 0.5, false, true));
        assert_eq!(scale.place(Nanos(0), Nanos(1000)), bar(0.0, 1.0, true, true));
        assert_eq!(scale.place(Nanos(500), Nanos(0)), bar(0.5, 0.0, false, false));
        assert_eq!(scale.place(Nanos(0), Nanos(399)), Placement::Before);
        assert_eq!(scale.place(Nanos(601), Nanos(9)), Placement::After);
    }

    #[test]
    fn deep_zoom_in_a_long_trace_is_exact() {
        // A day-long trace, a window of a microsecond near its end.
        let day = 86_400_000_000_000;
        let scale = window(day, day - 2_000, day - 1_000);
        assert_eq!(scale.moment(0.5), Nanos(day - 1_500));
        assert_eq!(scale.fraction(Nanos(day - 1_250)), 0.75);
    }

    #[test]
    fn a_trace_without_length_has_a_window() {
        for total in [0, -5, i64::MIN] {
            assert_eq!(ends(TimeScale::whole(Nanos(total))), (0, TimeScale::SHORTEST.0));
        }
    }

    proptest! {
        #[test]
        fn windows_stay_inside_the_trace(
            total in any::<i64>(),
            steps in prop::collection::vec((0..4u8, any::<f64>(), any::<f64>(), any::<i64>(), any::<i64>()), 1..20),
        ) {
            let mut scale = TimeScale::whole(Nanos(total));
            for (kind, x, y, a, b) in steps {
                scale = match kind {
                    0 => scale.zoomed(x, y),
                    1 => scale.zoomed_to(x, y),
                    2 => scale.panned(x),
                    _ => scale.showing(Nanos(a), Nanos(b)),
                };
                prop_assert!(Nanos::ZERO <= scale.start());
                prop_assert!(scale.start() < scale.end());
                prop_assert!(scale.end() <= scale.total());
                prop_assert!(scale.span() >= TimeScale::SHORTEST);
            }
        }

        #[test]
        fn bars_stay_inside_the_window(start in any::<i64>(), length in any::<i64>(), a in 0..1000i64, b in 0..1000i64) {
            let scale = window(1000, a, b);
            if let Placement::Within(bar) = scale.place(Nanos(start), Nanos(length)) {
                prop_assert!(bar.left >= 0.0 && bar.width >= 0.0 && bar.left + bar.width <= 1.0 + 1e-9);
            }
        }
    }
}
