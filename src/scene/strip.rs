//! The strip of traces over time: bars, the range that is dragged over them, ticks of the clock.
//!
//! Places are shares of the width, 0..1, so that the strip needs no measuring.

use super::format::Clock;
use crate::engine::{Range, TimelineBar};
use crate::model::Nanos;

const MILLISECOND: i64 = 1_000_000;
const SECOND: i64 = 1_000 * MILLISECOND;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Arrow keys go through the extent in this many steps: one a bar.
const STEPS: i64 = 120;

/// A range that is made by one key press, in steps.
const FIRST_RANGE: i64 = 12;

/// The box that [`bar_paths`] draws in.
pub const BOX: (f64, f64) = (1200.0, 100.0);

/// How high anything at all is drawn in [`BOX`], so that one failure in a thousand is seen.
const LEAST: f64 = 4.0;

/// Ways that a trace can end, from the baseline up: failures stand where heights compare best.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    Fault,
    Throttle,
    Error,
    Ok,
}

impl Ending {
    /// Its colour role, as the style sheets name it.
    pub fn role(self) -> &'static str {
        match self {
            Self::Fault => "fault",
            Self::Throttle => "throttle",
            Self::Error => "error",
            Self::Ok => "ok",
        }
    }
}

pub const ENDINGS: [Ending; 4] = [Ending::Fault, Ending::Throttle, Ending::Error, Ending::Ok];

/// What a pointer took hold of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Grip {
    /// Nothing: a new range begins here.
    New,
    Start,
    End,
    /// The range as a whole.
    Middle,
}

/// What a key does to the range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nudge {
    Earlier,
    Later,
    /// Moves the end alone.
    Shorter,
    Longer,
    First,
    Last,
}

/// A range that is counted back from the newest trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    FiveMinutes,
    Hour,
    All,
}

/// A labelled moment below the bars.
#[derive(Clone, Debug, PartialEq)]
pub struct ClockTick {
    pub at: f64,
    pub label: String,
}

/// One SVG path for each ending, in the order of [`ENDINGS`], in a box of the size [`BOX`].
pub fn bar_paths(bars: &[TimelineBar]) -> [String; 4] {
    let mut paths: [String; 4] = Default::default();
    let highest = bars.iter().map(|bar| counts(bar).iter().sum::<u64>()).max().unwrap_or(0);
    if highest == 0 {
        return paths;
    }
    let pitch = BOX.0 / bars.len() as f64;
    // A gap of a fifth keeps neighbours apart at any width.
    let width = pitch * 0.8;
    for (i, bar) in bars.iter().enumerate() {
        let x = i as f64 * pitch + pitch * 0.1;
        let heights = heights(counts(bar), highest);
        let mut top = BOX.1;
        for (path, height) in paths.iter_mut().zip(heights) {
            if height > 0.0 {
                top -= height;
                path.push_str(&format!("M{x:.1} {top:.1}h{width:.1}v{height:.1}h-{width:.1}z"));
            }
        }
    }
    paths
}

/// Where a moment stands.
pub fn fraction(extent: Range, moment: Nanos) -> f64 {
    let passed = i128::from(moment.0) - i128::from(extent.start.0);
    (passed as f64 / length(extent) as f64).clamp(0.0, 1.0)
}

/// The moment at a place.
pub fn moment(extent: Range, fraction: f64) -> Nanos {
    let passed = (length(extent) as f64 * fraction.clamp(0.0, 1.0)).round() as i128;
    Nanos((i128::from(extent.start.0) + passed).clamp(i64::MIN.into(), i64::MAX.into()) as i64)
}

/// The bar at a place.
pub fn bar_at(bars: &[TimelineBar], fraction: f64) -> Option<&TimelineBar> {
    let last = bars.len().checked_sub(1)?;
    bars.get(((fraction.clamp(0.0, 1.0) * bars.len() as f64) as usize).min(last))
}

/// `reach`: how far from an edge it can be taken hold of.
pub fn grip(extent: Range, range: Option<Range>, at: f64, reach: f64) -> Grip {
    let Some(range) = range else { return Grip::New };
    let (start, end) = (fraction(extent, range.start), fraction(extent, range.end));
    let (to_start, to_end) = ((at - start).abs(), (at - end).abs());
    if to_start.min(to_end) <= reach {
        return if to_start < to_end { Grip::Start } else { Grip::End };
    }
    if start < at && at < end { Grip::Middle } else { Grip::New }
}

/// The range after a drag from one place to another; `None` is no range.
pub fn dragged(
    extent: Range,
    range: Option<Range>,
    grip: Grip,
    from: f64,
    to: f64,
) -> Option<Range> {
    let (a, b) = match (grip, range) {
        (Grip::New, _) | (_, None) => (moment(extent, from), moment(extent, to)),
        (Grip::Start, Some(range)) => (moment(extent, to), range.end),
        (Grip::End, Some(range)) => (range.start, moment(extent, to)),
        (Grip::Middle, Some(range)) => {
            let by = ((to - from) * length(extent) as f64) as i64;
            return Some(shifted(extent, range, by));
        }
    };
    let range = Range { start: a.min(b), end: a.max(b) };
    (range.start < range.end).then_some(range)
}

/// The range after a key press; without one a first appears at the end where the key points from.
pub fn nudged(extent: Range, range: Option<Range>, nudge: Nudge) -> Range {
    let step = (length(extent) / i128::from(STEPS)).max(1) as i64;
    let first = step.saturating_mul(FIRST_RANGE);
    let Some(range) = range else {
        let at_end = matches!(nudge, Nudge::Earlier | Nudge::Shorter | Nudge::Last);
        return match at_end {
            true => {
                Range { start: extent.end.minus(Nanos(first)).max(extent.start), end: extent.end }
            }
            false => {
                Range { start: extent.start, end: extent.start.plus(Nanos(first)).min(extent.end) }
            }
        };
    };
    match nudge {
        Nudge::Earlier => shifted(extent, range, -step),
        Nudge::Later => shifted(extent, range, step),
        Nudge::First => shifted(extent, range, i64::MIN),
        Nudge::Last => shifted(extent, range, i64::MAX),
        Nudge::Longer => Range { end: range.end.plus(Nanos(step)).min(extent.end), ..range },
        Nudge::Shorter => {
            Range { end: range.end.minus(Nanos(step)).max(range.start.plus(Nanos(1))), ..range }
        }
    }
}

impl Preset {
    pub const ALL: [Self; 3] = [Self::FiveMinutes, Self::Hour, Self::All];

    /// `None`: no limit.
    pub fn range(self, extent: Range) -> Option<Range> {
        let back = match self {
            Self::FiveMinutes => 5 * MINUTE,
            Self::Hour => HOUR,
            Self::All => return None,
        };
        Some(Range { start: extent.end.minus(Nanos(back)), end: extent.end })
    }

    /// The preset that a range is, if it is one.
    pub fn of(range: Option<Range>, extent: Range) -> Option<Self> {
        Self::ALL.into_iter().find(|preset| preset.range(extent) == range)
    }
}

/// Round moments of the clock on the wall, as many as have room: one for each `room` of the width.
pub fn clock_ticks(extent: Range, clock: Clock, room: f64) -> Vec<ClockTick> {
    let wanted = length(extent) as f64 * room.clamp(0.01, 1.0);
    let Some(step) = steps().find(|&step| step as f64 >= wanted) else { return Vec::new() };
    let zone = i128::from(clock.offset_minutes(extent.start)) * i128::from(MINUTE);
    let start = i128::from(extent.start.0) + zone;
    let mut at = start.div_euclid(step.into()) * i128::from(step);
    if at < start {
        at += i128::from(step);
    }
    let mut ticks = Vec::new();
    while at - zone < i128::from(extent.end.0) {
        let Ok(moment) = i64::try_from(at - zone) else { break };
        ticks.push(ClockTick {
            at: fraction(extent, Nanos(moment)),
            label: label(Nanos(moment), step, clock),
        });
        at += i128::from(step);
    }
    ticks
}

fn counts(bar: &TimelineBar) -> [u64; 4] {
    [bar.faults, bar.throttles, bar.errors, bar.ok].map(u64::from)
}

/// Heights in proportion, but none so low that it is not seen; what that takes, the tallest gives.
fn heights(counts: [u64; 4], highest: u64) -> [f64; 4] {
    let mut heights = counts.map(|n| match n {
        0 => 0.0,
        n => (n as f64 / highest as f64 * BOX.1).max(LEAST),
    });
    let excess = heights.iter().sum::<f64>() - BOX.1;
    if excess > 0.0
        && let Some(tallest) = heights.iter_mut().max_by(|a, b| a.total_cmp(b))
    {
        *tallest -= excess;
    }
    heights
}

/// Moved as a whole, as far as the extent goes.
fn shifted(extent: Range, range: Range, by: i64) -> Range {
    let most = i128::from(extent.end.0) - i128::from(range.end.0);
    let least = i128::from(extent.start.0) - i128::from(range.start.0);
    // A range that sticks out on a side may stay as it is, but goes no further.
    let by = i128::from(by).clamp(least.min(0), most.max(0));
    let moved = |moment: Nanos| {
        Nanos((i128::from(moment.0) + by).clamp(i64::MIN.into(), i64::MAX.into()) as i64)
    };
    Range { start: moved(range.start), end: moved(range.end) }
}

/// At least 1, so that it divides.
fn length(extent: Range) -> i128 {
    (i128::from(extent.end.0) - i128::from(extent.start.0)).max(1)
}

fn steps() -> impl Iterator<Item = i64> {
    const CLOCK: [i64; 20] = [
        SECOND,
        2 * SECOND,
        5 * SECOND,
        10 * SECOND,
        15 * SECOND,
        30 * SECOND,
        MINUTE,
        2 * MINUTE,
        5 * MINUTE,
        10 * MINUTE,
        15 * MINUTE,
        30 * MINUTE,
        HOUR,
        2 * HOUR,
        3 * HOUR,
        6 * HOUR,
        12 * HOUR,
        DAY,
        2 * DAY,
        7 * DAY,
    ];
    let fine = [1, 2, 5, 10, 20, 50, 100, 200, 500].map(|n| n * MILLISECOND);
    let coarse = [30, 90, 365, 3_650, 36_500, 100_000].map(|n| n * DAY);
    fine.into_iter().chain(CLOCK).chain(coarse)
}

/// As exact as the step asks for.
fn label(moment: Nanos, step: i64, clock: Clock) -> String {
    match step {
        s if s < SECOND => clock.time(moment),
        s if s < MINUTE => clock.time_seconds(moment),
        s if s < DAY => clock.time_minutes(moment),
        _ => clock.date(moment),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXTENT: Range = Range { start: Nanos(1_000), end: Nanos(13_000) };

    fn range(start: i64, end: i64) -> Range {
        Range { start: Nanos(start), end: Nanos(end) }
    }

    fn bar(ok: u32, faults: u32) -> TimelineBar {
        TimelineBar { ok, faults, ..TimelineBar::default() }
    }

    #[test]
    fn bars_stack_from_the_baseline() {
        let [faults, throttles, errors, ok] = bar_paths(&[bar(3, 1), bar(0, 0), bar(8, 0)]);
        assert_eq!(faults, "M40.0 87.5h320.0v12.5h-320.0z");
        assert_eq!((throttles, errors), (String::new(), String::new()));
        assert_eq!(ok, "M40.0 50.0h320.0v37.5h-320.0zM840.0 0.0h320.0v100.0h-320.0z");
        assert_eq!(bar_paths(&[]), <[String; 4]>::default());
        assert_eq!(bar_paths(&[bar(0, 0)]), <[String; 4]>::default());
    }

    #[test]
    fn one_failure_among_thousands_is_seen() {
        let [faults, _, _, ok] = bar_paths(&[bar(9_999, 1)]);
        assert!(faults.contains("v4.0"), "{faults}");
        assert!(ok.starts_with("M120.0 0.0h960.0v96.0"), "{ok}");
    }

    #[test]
    fn places_and_moments() {
        assert_eq!(fraction(EXTENT, Nanos(4_000)), 0.25);
        assert_eq!(fraction(EXTENT, Nanos::MIN), 0.0);
        assert_eq!(moment(EXTENT, 0.25), Nanos(4_000));
        assert_eq!(moment(EXTENT, 7.0), Nanos(13_000));
        assert_eq!(moment(EXTENT, f64::NAN), Nanos(1_000));
        let all = range(i64::MIN, i64::MAX);
        assert_eq!(moment(all, 1.0), Nanos::MAX);
        assert_eq!(fraction(all, Nanos(0)), 0.5);
    }

    #[test]
    fn what_a_pointer_takes_hold_of() {
        let held = |at| grip(EXTENT, Some(range(4_000, 7_000)), at, 0.02);
        assert_eq!(held(0.26), Grip::Start);
        assert_eq!(held(0.49), Grip::End);
        assert_eq!(held(0.4), Grip::Middle);
        assert_eq!(held(0.8), Grip::New);
        assert_eq!(grip(EXTENT, None, 0.25, 0.02), Grip::New);
    }

    #[test]
    fn drags() {
        let present = Some(range(4_000, 7_000));
        let check = |grip, from, to, expect| {
            assert_eq!(dragged(EXTENT, present, grip, from, to), expect, "{grip:?}");
        };
        check(Grip::New, 0.5, 0.25, Some(range(4_000, 7_000)));
        check(Grip::New, 0.5, 0.5, None);
        check(Grip::Start, 0.25, 0.0, Some(range(1_000, 7_000)));
        // Past the other edge, the two change places.
        check(Grip::Start, 0.25, 0.75, Some(range(7_000, 10_000)));
        check(Grip::End, 0.5, 2.0, Some(range(4_000, 13_000)));
        check(Grip::Middle, 0.3, 0.4, Some(range(5_200, 8_200)));
        check(Grip::Middle, 0.3, 9.0, Some(range(10_000, 13_000)));
    }

    #[test]
    fn keys() {
        let check = |present: Option<Range>, nudge, expect| {
            assert_eq!(nudged(EXTENT, present, nudge), expect, "{nudge:?}");
        };
        check(None, Nudge::Later, range(1_000, 2_200));
        check(None, Nudge::Earlier, range(11_800, 13_000));
        let present = Some(range(4_000, 7_000));
        check(present, Nudge::Earlier, range(3_900, 6_900));
        check(present, Nudge::Later, range(4_100, 7_100));
        check(present, Nudge::Longer, range(4_000, 7_100));
        check(present, Nudge::First, range(1_000, 4_000));
        check(present, Nudge::Last, range(10_000, 13_000));
        check(Some(range(4_000, 4_050)), Nudge::Shorter, range(4_000, 4_001));
        check(Some(range(1_000, 2_000)), Nudge::Earlier, range(1_000, 2_000));
        // A preset may reach back to before the first trace; it moves on, but not further out.
        check(Some(range(-500, 13_000)), Nudge::Earlier, range(-500, 13_000));
    }

    #[test]
    fn presets_count_back_from_the_newest_trace() {
        let extent = range(0, 2 * HOUR);
        assert_eq!(Preset::Hour.range(extent), Some(range(HOUR, 2 * HOUR)));
        assert_eq!(
            Preset::of(Some(range(115 * MINUTE, 2 * HOUR)), extent),
            Some(Preset::FiveMinutes)
        );
        assert_eq!(Preset::of(None, extent), Some(Preset::All));
        assert_eq!(Preset::of(Some(range(1, 2)), extent), None);
    }

    #[test]
    fn ticks_are_round_in_the_zone() {
        let check = |extent, clock, expect: &[&str]| {
            let labels: Vec<_> =
                clock_ticks(extent, clock, 0.2).into_iter().map(|tick| tick.label).collect();
            assert_eq!(labels, expect);
        };
        check(range(0, HOUR), Clock::UTC, &["00:00", "00:15", "00:30", "00:45"]);
        check(
            range(10 * MINUTE, HOUR),
            Clock::fixed(-210),
            &["20:40", "20:50", "21:00", "21:10", "21:20"],
        );
        check(range(0, 1), Clock::UTC, &["00:00:00.000"]);
        check(
            range(0, 9 * SECOND),
            Clock::UTC,
            &["00:00:00", "00:00:02", "00:00:04", "00:00:06", "00:00:08"],
        );
        check(
            range(0, 9 * DAY),
            Clock::UTC,
            &["1970-01-01", "1970-01-03", "1970-01-05", "1970-01-07", "1970-01-09"],
        );
        check(range(i64::MAX - 1, i64::MAX), Clock::UTC, &[]);
        assert_eq!(clock_ticks(range(i64::MIN, i64::MAX), Clock::UTC, 0.2).len(), 3);
    }
}
