//! Ticks of the time ruler: round moments, as many as their labels leave room for.

use super::TimeScale;
use crate::model::Nanos;

const MICRO: i64 = 1_000;
const MILLI: i64 = 1_000_000;
const SECOND: i64 = 1_000_000_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Mean advance of a digit in the ruler's 11 px type, and the air between two labels.
const DIGIT_PX: f64 = 6.5;
const GAP_PX: f64 = 28.0;

/// A labelled moment of the ruler.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    pub at: Nanos,
    /// Share of the width at which it stands, 0..=1.
    pub fraction: f64,
    /// The moment with its unit, as exact as the step between ticks asks for.
    pub label: String,
    pub side: TickSide,
}

/// Where a tick's label stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TickSide {
    Right,
    /// At the right edge, where there is no room beyond.
    Left,
    /// Nowhere: it would touch the one before.
    Hidden,
}

/// The ticks of a window drawn `width` CSS pixels wide, with labels that may reach `margin` beyond it.
pub fn ticks(scale: &TimeScale, width: f64, margin: f64) -> Vec<Tick> {
    let Some(step) = step(scale, width) else { return Vec::new() };
    let first = scale.start().0.div_euclid(step).saturating_mul(step);
    let mut ticks = Vec::new();
    let mut at = if first < scale.start().0 { first.saturating_add(step) } else { first };
    while at <= scale.end().0 {
        let fraction = scale.fraction(Nanos(at));
        let label = label(at, step, scale.end().0);
        let room = (1.0 - fraction) * width + margin;
        let side = side(&label, room, step as f64 / scale.span().0 as f64 * width);
        ticks.push(Tick { at: Nanos(at), fraction, label, side });
        let Some(next) = at.checked_add(step) else { break };
        at = next;
    }
    ticks
}

/// `room` to the right of the tick, and `step` to the one before it.
fn side(label: &str, room: f64, step: f64) -> TickSide {
    let length = label.chars().count() as f64 * DIGIT_PX + GAP_PX / 3.0;
    if room >= length {
        TickSide::Right
    } else if step >= length * 2.0 {
        TickSide::Left
    } else {
        TickSide::Hidden
    }
}

/// The smallest round step whose labels do not touch.
fn step(scale: &TimeScale, width: f64) -> Option<i64> {
    if width.is_nan() || width < 1.0 {
        return None;
    }
    let per_px = scale.span().0 as f64 / width;
    steps().find(|&step| {
        let longest = label(scale.end().0, step, scale.end().0).chars().count();
        step as f64 / per_px >= longest as f64 * DIGIT_PX + GAP_PX
    })
}

/// Round steps, ever longer: 1-2-5 up to ten seconds, then what clocks and calendars have.
fn steps() -> impl Iterator<Item = i64> {
    let decades = |base: i64, count: u32| {
        (0..count).flat_map(move |power| [1, 2, 5].map(|digit| digit * base * 10_i64.pow(power)))
    };
    let clock = [10 * SECOND, 15 * SECOND, 30 * SECOND]
        .into_iter()
        .chain([1, 2, 5, 10, 15, 30].map(|n| n * MINUTE))
        .chain([1, 2, 3, 6, 12].map(|n| n * HOUR));
    // 50 000 days are more than half of what 64 bits of nanoseconds hold.
    decades(1, 10).chain(clock).chain(decades(DAY, 5))
}

/// A moment in the unit that suits the window's end, with the decimals of the step.
fn label(at: i64, step: i64, end: i64) -> String {
    match end {
        _ if at == 0 => "0".to_owned(),
        _ if end >= MINUTE => clock(at, step),
        SECOND.. => decimal(at, SECOND, step, "s"),
        MILLI.. => decimal(at, MILLI, step, "ms"),
        MICRO.. => decimal(at, MICRO, step, "µs"),
        _ => decimal(at, 1, step, "ns"),
    }
}

/// `2 min 5.5 s`, `3 h 20 min`, `2 d 6 h`: parts that are nought are left out.
fn clock(at: i64, step: i64) -> String {
    let mut parts = Vec::new();
    let mut rest = at;
    for (length, unit) in [(DAY, "d"), (HOUR, "h"), (MINUTE, "min")] {
        if rest >= length {
            parts.push(format!("{} {unit}", rest / length));
            rest %= length;
        }
    }
    if rest > 0 {
        parts.push(decimal(rest, SECOND, step, "s"));
    }
    parts.join(" ")
}

fn decimal(at: i64, unit: i64, step: i64, name: &str) -> String {
    let mut digits = String::new();
    let (mut rest, mut place, mut count) = (at % unit, unit, 0);
    while place > 1 && step % place != 0 {
        place /= 10;
        if count > 0 && count % 3 == 0 {
            // Decimals in threes, parted by a thin space.
            digits.push('\u{2009}');
        }
        digits.push(char::from(b'0' + (rest / place) as u8));
        rest %= place;
        count += 1;
    }
    let whole = at / unit;
    if digits.is_empty() { format!("{whole} {name}") } else { format!("{whole}.{digits} {name}") }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(total: i64, start: i64, end: i64, width: f64, expected: &str) {
        let scale = TimeScale::whole(Nanos(total)).showing(Nanos(start), Nanos(end));
        let labels: Vec<_> = ticks(&scale, width, 0.0).into_iter().map(|tick| tick.label).collect();
        assert_eq!(labels.join(" | "), expected);
    }

    #[test]
    fn steps_are_round_in_every_unit() {
        check(100, 0, 100, 400.0, "0 | 20 ns | 40 ns | 60 ns | 80 ns | 100 ns");
        check(7 * MICRO, 0, 7 * MICRO, 500.0, "0 | 1 µs | 2 µs | 3 µs | 4 µs | 5 µs | 6 µs | 7 µs");
        check(812 * MILLI, 0, 812 * MILLI, 400.0, "0 | 200 ms | 400 ms | 600 ms | 800 ms");
        check(
            3 * SECOND,
            0,
            3 * SECOND,
            400.0,
            "0 | 0.5 s | 1.0 s | 1.5 s | 2.0 s | 2.5 s | 3.0 s",
        );
        check(
            4 * MINUTE,
            0,
            4 * MINUTE,
            600.0,
            "0 | 30 s | 1 min | 1 min 30 s | 2 min | 2 min 30 s | 3 min | 3 min 30 s | 4 min",
        );
        check(30 * HOUR, 0, 30 * HOUR, 500.0, "0 | 6 h | 12 h | 18 h | 1 d | 1 d 6 h");
    }

    #[test]
    fn deep_zoom_keeps_the_digits_that_tell_ticks_apart() {
        let at = 12 * SECOND + 345 * MILLI;
        check(
            20 * SECOND,
            at,
            at + 4_000,
            500.0,
            "12.345\u{2009}000 s | 12.345\u{2009}001 s | 12.345\u{2009}002 s | 12.345\u{2009}003 s | 12.345\u{2009}004 s",
        );
    }

    #[test]
    fn labels_at_the_right_edge_stay_inside() {
        let sides = |total, width, margin| {
            let ticks = ticks(&TimeScale::whole(Nanos(total)), width, margin);
            ticks.into_iter().map(|tick| tick.side).collect::<Vec<_>>()
        };
        use TickSide::{Hidden, Left, Right};
        assert_eq!(
            sides(3 * SECOND, 420.0, 0.0),
            [Right, Right, Right, Right, Right, Right, Hidden]
        );
        assert_eq!(sides(3 * SECOND, 300.0, 0.0), [Right, Right, Right, Left]);
        assert_eq!(sides(3 * SECOND, 300.0, 64.0), [Right; 4]);
    }

    #[test]
    fn a_narrow_ruler_has_fewer_ticks() {
        check(812 * MILLI, 0, 812 * MILLI, 150.0, "0 | 500 ms");
        check(812 * MILLI, 0, 812 * MILLI, 0.0, "");
        check(812 * MILLI, 0, 812 * MILLI, f64::NAN, "");
    }

    proptest! {
        #[test]
        fn ticks_are_few_round_and_in_sight(total in 1..i64::MAX, a in 0.0..1.0f64, b in 0.0..1.0f64, width in 1.0..4000.0f64) {
            let scale = TimeScale::whole(Nanos(total)).zoomed_to(a, b);
            let ticks = ticks(&scale, width, 0.0);
            prop_assert!(ticks.len() as f64 <= width / GAP_PX + 1.0);
            prop_assert!(ticks.windows(2).all(|pair| pair[0].label != pair[1].label));
            prop_assert!(ticks.iter().all(|tick| (0.0..=1.0).contains(&tick.fraction)));
        }
    }
}
