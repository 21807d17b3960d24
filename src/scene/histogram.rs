//! A latency histogram on a logarithmic axis: bars, ticks, and marks for the percentiles.
//!
//! ```text
//!            p50      p95 p99        marks, in as many lines as their names need
//!        ▂▅█▇▅▃▂▁▁     ▂ |  |
//!    |------|------|------|------|   ticks at 1, 2 and 5 of a decade
//!   10 ms  20 ms  50 ms  100 ms
//! ```

use super::format::duration;
use super::{Area, Size};
use crate::engine::HistogramBar;
use crate::model::Nanos;
use crate::model::sort;

/// A line of names of marks, in px.
pub const MARK_LINE: f64 = 14.0;
/// Below the bars, for the ticks, in px.
pub const TICK_LINE: f64 = 18.0;
/// One request among thousands is seen.
const LEAST_HEIGHT: f64 = 2.0;
/// A single bar over the whole width would look like a block of colour.
const WIDEST: f64 = 24.0;
/// Room for the name of a mark and for a tick's text, in px.
const MARK_ROOM: f64 = 30.0;
const TICK_ROOM: f64 = 54.0;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Histogram {
    pub bars: Vec<Bar>,
    pub ticks: Vec<Tick>,
    pub marks: Vec<Mark>,
    /// The foot of the bars.
    pub base: f64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    pub of: HistogramBar,
    /// 0..1 of all requests.
    pub share: f64,
    /// From the base up; empty without requests.
    pub area: Area,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    pub x: f64,
    pub label: String,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    pub x: f64,
    /// Line in which its name stands, from the top.
    pub line: usize,
    pub name: &'static str,
    pub at: Nanos,
}

impl Histogram {
    /// `bars` neighbour each other and are equally wide, but for a first one that may begin at zero.
    /// `marks` in ascending order.
    pub fn new(bars: &[HistogramBar], marks: &[(&'static str, Nanos)], size: Size) -> Self {
        let total: f64 = bars.iter().map(|bar| f64::from(bar.count)).sum();
        let most = bars.iter().map(|bar| bar.count).max().unwrap_or(0);
        if most == 0 || size.width <= 0.0 {
            return Self::default();
        }
        let width = (size.width / bars.len() as f64).min(WIDEST);
        let left = (size.width - width * bars.len() as f64) / 2.0;
        let axis = Axis { bars, width, left };
        let marks = axis.marks(marks);
        let lines = marks.iter().map(|mark| mark.line + 1).max().unwrap_or(0);
        let (top, base) = (lines as f64 * MARK_LINE, size.height - TICK_LINE);
        let bar = |(at, bar): (usize, &HistogramBar)| {
            let share = f64::from(bar.count) / f64::from(most);
            let height =
                if bar.count == 0 { 0.0 } else { (share * (base - top)).max(LEAST_HEIGHT) };
            let x = left + at as f64 * width;
            let area = Area { left: x, top: base - height, right: x + width, bottom: base };
            Bar { of: *bar, share: f64::from(bar.count) / total, area }
        };
        Self { bars: bars.iter().enumerate().map(bar).collect(), ticks: axis.ticks(), marks, base }
    }
}

struct Axis<'a> {
    bars: &'a [HistogramBar],
    width: f64,
    left: f64,
}

impl Axis<'_> {
    fn x(&self, value: Nanos) -> f64 {
        let at = self.bars.partition_point(|bar| bar.high <= value);
        let share = self.bars.get(at).map_or(0.0, |bar| {
            let (low, high, value) = (bar.low.0 as f64, bar.high.0 as f64, value.0 as f64);
            if bar.low > Nanos::ZERO {
                (value / low).ln() / (high / low).ln()
            } else {
                value / high
            }
        });
        self.left + (at as f64 + share.clamp(0.0, 1.0)) * self.width
    }

    /// At edges that begin with 1, then also with 5 and 2 where there is room.
    fn ticks(&self) -> Vec<Tick> {
        let highs = self.bars.iter().map(|bar| bar.high);
        let edges: Vec<Nanos> =
            self.bars.first().map(|bar| bar.low).into_iter().chain(highs).collect();
        let mut taken: Vec<Nanos> = Vec::new();
        for digit in [0, 1, 5, 2] {
            for &edge in edges.iter().filter(|edge| leading(**edge) == Some(digit)) {
                let x = self.x(edge);
                if taken.iter().all(|&other| (self.x(other) - x).abs() >= TICK_ROOM) {
                    taken.push(edge);
                }
            }
        }
        // Between two neighbouring edges of a table there may be no round number.
        if taken.is_empty() {
            taken.extend(edges.first());
        }
        sort(&mut taken);
        taken.iter().map(|&edge| Tick { x: self.x(edge), label: duration(edge) }).collect()
    }

    /// A name that would run into the one before goes a line lower.
    fn marks(&self, marks: &[(&'static str, Nanos)]) -> Vec<Mark> {
        let mut ends: Vec<f64> = Vec::new();
        let mut out = Vec::with_capacity(marks.len());
        for &(name, at) in marks {
            let x = self.x(at);
            let line = ends.iter().position(|&end| end <= x).unwrap_or(ends.len());
            if line == ends.len() {
                ends.push(0.0);
            }
            ends[line] = x + MARK_ROOM;
            out.push(Mark { x, line, name, at });
        }
        out
    }
}

/// The digit of a number that has only one besides zeros.
fn leading(value: Nanos) -> Option<i64> {
    let mut value = value.0;
    while value != 0 && value % 10 == 0 {
        value /= 10;
    }
    (value < 10).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: i64 = 1_000_000;
    const SIZE: Size = Size { width: 240.0, height: 98.0 };

    /// Ten bars to a decade from 10 ms on.
    fn bars(counts: &[u32]) -> Vec<HistogramBar> {
        const EDGES: [i64; 10] = [100, 125, 160, 200, 250, 315, 400, 500, 630, 800];
        let edge = |at: usize| Nanos(EDGES[at % 10] * 10i64.pow((at / 10) as u32) * MS / 10);
        let bar =
            |(at, &count): (usize, &u32)| HistogramBar { low: edge(at), high: edge(at + 1), count };
        counts.iter().enumerate().map(bar).collect()
    }

    fn check(counts: &[u32], marks: &[(&'static str, i64)], expect: &str) {
        let marks: Vec<_> = marks.iter().map(|&(name, ms)| (name, Nanos(ms * MS))).collect();
        let h = Histogram::new(&bars(counts), &marks, SIZE);
        let heights: Vec<_> = h.bars.iter().map(|b| format!("{:.0}", b.area.height())).collect();
        let ticks: Vec<_> = h.ticks.iter().map(|t| format!("{:.0} {}", t.x, t.label)).collect();
        let marks: Vec<_> =
            h.marks.iter().map(|m| format!("{} {:.0} line {}", m.name, m.x, m.line)).collect();
        let text = format!("{}\n{}\n{}", heights.join(" "), ticks.join(", "), marks.join(", "));
        assert_eq!(text.replace('\u{a0}', " "), expect);
    }

    #[test]
    fn bars_ticks_and_marks() {
        check(
            &[1, 100, 50, 0, 25, 0, 0, 0, 0, 1],
            &[("p50", 15), ("p95", 80), ("p99", 81)],
            "2 52 26 0 13 0 0 0 0 2\n\
             0 10 ms, 72 20 ms, 168 50 ms, 240 100 ms\n\
             p50 42 line 0, p95 216 line 0, p99 217 line 1",
        );
    }

    #[test]
    fn few_bars_stand_in_the_middle() {
        check(&[3], &[], "80\n108 10 ms\n");
    }

    #[test]
    fn many_bars_leave_room_for_ticks() {
        check(
            &[1; 40],
            &[],
            &format!(
                "{}\n0 10 ms, 60 100 ms, 120 1 s, 180 10 s, 240 1 min 40 s\n",
                ["80"; 40].join(" ")
            ),
        );
    }

    #[test]
    fn a_bar_from_zero_is_no_trouble() {
        let bars = [
            HistogramBar { low: Nanos(0), high: Nanos(100), count: 2 },
            HistogramBar { low: Nanos(100), high: Nanos(112), count: 1 },
        ];
        let h = Histogram::new(&bars, &[("p50", Nanos(0)), ("p99", Nanos(111))], SIZE);
        assert_eq!(h.marks[0].x, 96.0);
        assert!(h.marks[1].x > 120.0 && h.marks[1].x < 144.0);
    }

    #[test]
    fn nothing_to_show() {
        check(&[], &[("p50", 1)], "\n\n");
        assert_eq!(Histogram::new(&bars(&[1]), &[], Size::default()), Histogram::default());
    }
}
