//! Events on the bars of the waterfall: ticks in pixels, what is drawn of them, and which is under a pointer.

use super::TimeScale;
use crate::engine::EventMark;

/// Ticks nearer than this are one: their shapes would touch.
const NEAR_PX: f64 = 7.0;
/// A pointer so near is on a tick: a hit area of 24 px.
const REACH_PX: f64 = 12.0;
/// Room that the number beside a tick needs.
const NUMBER_PX: f64 = 30.0;

/// One or several events at one place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EventTick {
    /// In CSS pixels of the column of bars.
    pub x: f64,
    pub count: u32,
    pub exceptions: u32,
    /// What is known of them: first and last, and the first one's name.
    pub marks: Vec<EventMark>,
}

/// The ticks of a row in a column `width` wide; those outside of the time shown are left out.
pub fn event_ticks(scale: &TimeScale, marks: &[EventMark], width: f64) -> Vec<EventTick> {
    let mut ticks: Vec<EventTick> = Vec::new();
    for mark in marks.iter().filter(|m| m.last >= scale.start() && m.first <= scale.end()) {
        let x = scale.fraction(mark.first.max(scale.start())) * width;
        if ticks.last().is_none_or(|last| x - last.x >= NEAR_PX) {
            ticks.push(EventTick { x, ..EventTick::default() });
        }
        if let Some(tick) = ticks.last_mut() {
            tick.count += mark.count;
            tick.exceptions += mark.exceptions;
            tick.marks.push(mark.clone());
        }
    }
    ticks
}

/// The shapes of the ticks with exceptions, or of those without: a diamond is something thrown, a line an
/// event, a line with a head several.
pub fn event_path(ticks: &[EventTick], thrown: bool) -> String {
    let of_kind = ticks.iter().filter(|tick| (tick.exceptions > 0) == thrown);
    let shape = |tick: &EventTick| {
        let x = tick.x;
        match (thrown, tick.count) {
            (true, _) => format!("M{x:.1} 0l5 5.5-5 5.5-5-5.5z"),
            (_, 1) => format!("M{:.1} 1h2v10h-2z", x - 1.0),
            _ => format!("M{:.1} 1h6v4h-2v6h-2v-6h-2z", x - 3.0),
        }
    };
    of_kind.map(shape).collect()
}

/// Where the numbers of those that stand together go, as far as there is room for them before `end`.
pub fn event_numbers(ticks: &[EventTick], end: f64) -> Vec<(f64, u32)> {
    let next = ticks.iter().skip(1).map(|tick| tick.x).chain([end]);
    let roomy = ticks.iter().zip(next).filter(|(tick, next)| next - tick.x >= NUMBER_PX);
    roomy.filter(|(tick, _)| tick.count > 1).map(|(tick, _)| (tick.x + 6.0, tick.count)).collect()
}

/// The tick nearest to a pointer, if it is near.
pub fn event_at(ticks: Vec<EventTick>, x: f64) -> Option<EventTick> {
    let far = |tick: &EventTick| (tick.x - x).abs();
    let nearest = ticks.into_iter().min_by(|a, b| far(a).total_cmp(&far(b)));
    nearest.filter(|tick| far(tick) <= REACH_PX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Nanos;

    fn mark(at: i64, count: u32, exceptions: u32) -> EventMark {
        let (first, last) = (Nanos(at), Nanos(at + i64::from(count) - 1));
        EventMark { first, last, count, exceptions, name: "e".into() }
    }

    fn ticks(marks: &[EventMark], from: i64, to: i64) -> Vec<EventTick> {
        let scale = TimeScale::whole(Nanos(1_000)).showing(Nanos(from), Nanos(to));
        event_ticks(&scale, marks, 100.0)
    }

    #[test]
    fn events_of_one_place_are_one_tick() {
        let marks = [mark(0, 1, 0), mark(30, 2, 1), mark(500, 1, 0), mark(600, 1, 0)];
        let all = ticks(&marks, 0, 1_000);
        let told: Vec<_> = all.iter().map(|t| (t.x, t.count, t.exceptions)).collect();
        assert_eq!(told, [(0.0, 3, 1), (50.0, 1, 0), (60.0, 1, 0)]);
        assert_eq!(event_path(&all, true), "M0.0 0l5 5.5-5 5.5-5-5.5z");
        assert_eq!(event_path(&all, false), "M49.0 1h2v10h-2zM59.0 1h2v10h-2z");
        assert_eq!(event_numbers(&all, 100.0), [(6.0, 3)]);
        assert_eq!(event_at(all.clone(), 56.0).unwrap().x, 60.0);
        assert_eq!(event_at(all, 30.0), None);
    }

    #[test]
    fn only_what_is_in_the_time_shown_is_drawn() {
        let marks = [mark(100, 1, 0), mark(400, 60, 0), mark(500, 1, 0), mark(900, 1, 0)];
        let told: Vec<_> = ticks(&marks, 450, 550).iter().map(|t| (t.x, t.count)).collect();
        assert_eq!(told, [(0.0, 60), (50.0, 1)], "one that began before is drawn where it is seen");
    }

    #[test]
    fn no_row_has_more_ticks_than_there_is_room_for() {
        let marks: Vec<_> = (0..1_000).map(|at| mark(at, 1, 0)).collect();
        let all = ticks(&marks, 0, 1_000);
        assert!(all.len() <= 15, "{}", all.len());
        assert_eq!(all.iter().map(|t| t.count).sum::<u32>(), 1_000);
    }
}
