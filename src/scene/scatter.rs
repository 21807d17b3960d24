//! Traces by start and response time: dots where there is one, denser marks where there are many.
//!
//! ```text
//!   1 s |        x      x          each mark covers a cell of the grid that the engine counted;
//!       |  o  o    # ## x          its shape and colour tell the worst outcome in it, its
//! 100 ms| o#oo #o o##oo#o          strength how many traces there are
//!       +----------------
//!        10:00      10:30
//! ```

use std::fmt::Write;

use super::format::{Clock, duration};
use super::strip::{ClockTick, ENDINGS, Ending, clock_ticks};
use super::{Area, Size};
use crate::engine::{Cell, Plane, Range, Spread};
use crate::model::Nanos;
use crate::query::of_octaves;

/// Room for a mark, in px each way; the grid of the engine has a cell for each.
pub const CELL: f64 = 7.0;
/// Left of the plot, for response times, and below it, for the clock.
const LABELS_LEFT: f64 = 62.0;
const LABELS_BELOW: f64 = 20.0;
/// Above and to the right, so that marks at the ends are whole.
const MARGIN: f64 = 6.0;
const TICK_ROOM_X: f64 = 96.0;
const TICK_ROOM_Y: f64 = 26.0;
/// Traces of a cell from which a mark is one step stronger.
pub const STRENGTHS: [u32; 3] = [2, 5, 20];
/// How far a pointer may be from a mark to mean it, in cells.
const REACH: f64 = 2.5;

/// Marks of one outcome and one strength, as one path.
#[derive(Clone, Debug, PartialEq)]
pub struct Marks {
    pub ending: Ending,
    /// 0: a single trace; up to [`STRENGTHS`]'s length.
    pub strength: usize,
    pub path: String,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    pub at: f64,
    pub label: String,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scatter {
    /// Of the plot within the picture.
    pub plot: Area,
    /// The worst last, so that they lie on top.
    pub marks: Vec<Marks>,
    pub times: Vec<Tick>,
    pub lengths: Vec<Tick>,
}

/// Columns and rows for a picture of this size.
pub fn grid(size: Size) -> (u16, u16) {
    let plot = plot(size);
    let cells = |length: f64| (length / CELL).clamp(1.0, 400.0) as u16;
    (cells(plot.width()), cells(plot.height()))
}

impl Scatter {
    pub fn new(spread: &Spread, size: Size, clock: Clock) -> Self {
        let plot = plot(size);
        let Some(plane) = spread.plane else { return Self { plot, ..Self::default() } };
        let mut marks = Vec::new();
        for ending in ENDINGS.into_iter().rev() {
            for strength in 0..=STRENGTHS.len() {
                let path = path(spread, plot, ending, strength);
                if !path.is_empty() {
                    marks.push(Marks { ending, strength, path });
                }
            }
        }
        Self { plot, marks, times: times(plane, plot, clock), lengths: lengths(plane, plot) }
    }

    /// The part of the plane between two corners in px, cut to the plot.
    pub fn plane(&self, of: Plane, from: (f64, f64), to: (f64, f64)) -> Plane {
        let Area { left, top, .. } = self.plot;
        let share_x = |x: f64| ((x - left) / self.plot.width().max(1.0)).clamp(0.0, 1.0);
        let share_y = |y: f64| 1.0 - ((y - top) / self.plot.height().max(1.0)).clamp(0.0, 1.0);
        let start = |share: f64| {
            let whole = i128::from(of.until.0) - i128::from(of.from.0);
            Nanos((i128::from(of.from.0) + (whole as f64 * share) as i128) as i64)
        };
        let axis = Axis::of(of);
        let length = |share: f64| match share {
            0.0 => of.low,
            1.0 => of.high,
            share => of_octaves(axis.floor + share * axis.room),
        };
        let (left, right) = (share_x(from.0.min(to.0)), share_x(from.0.max(to.0)));
        let (low, high) = (share_y(from.1.max(to.1)), share_y(from.1.min(to.1)));
        let until = if right >= 1.0 { of.until } else { start(right) };
        Plane { from: start(left), until, low: length(low), high: length(high) }
    }

    /// The place of a cell, in px.
    pub fn area(&self, spread: &Spread, cell: &Cell) -> Area {
        area(spread, self.plot, cell)
    }

    /// What lies in a cell, as the engine is asked for it.
    pub fn plane_of(&self, spread: &Spread, cell: &Cell) -> Option<Plane> {
        let Area { left, top, right, bottom } = self.area(spread, cell);
        // A little more than the cell: its borders are rounded.
        let grown = ((left - 0.05, top - 0.05), (right + 0.05, bottom + 0.05));
        spread.plane.map(|plane| self.plane(plane, grown.0, grown.1))
    }

    /// The mark that a pointer means, as position among the cells.
    pub fn cell_at(&self, spread: &Spread, x: f64, y: f64) -> Option<usize> {
        let far = |cell: &Cell| {
            let Area { left, top, right, bottom } = self.area(spread, cell);
            let (dx, dy) = ((left + right) / 2.0 - x, (top + bottom) / 2.0 - y);
            dx * dx + dy * dy
        };
        let cells = spread.cells.iter().enumerate().map(|(at, cell)| (far(cell), at));
        let nearest = cells.min_by(|a, b| a.0.total_cmp(&b.0))?;
        (nearest.0 <= (REACH * CELL).powi(2)).then_some(nearest.1)
    }
}

/// The next mark in a direction of the arrow keys; `(1, 0)` is later, `(0, 1)` longer.
pub fn next_cell(cells: &[Cell], at: usize, (right, up): (i32, i32)) -> usize {
    let Some(from) = cells.get(at) else { return 0 };
    let place = |cell: &Cell| {
        let by = |a: u16, b: u16| i32::from(a) - i32::from(b);
        let (x, y) = (by(cell.column, from.column), by(cell.row, from.row));
        let (along, aside) = if right == 0 { (y * up, x) } else { (x * right, y) };
        // What lies straight on comes before what lies near but aside.
        (along > 0).then(|| along + 3 * aside.abs())
    };
    let ahead = cells.iter().enumerate().filter_map(|(at, cell)| Some((place(cell)?, at)));
    ahead.min().map_or(at, |(_, at)| at)
}

/// Traces of a cell.
pub fn traces(cell: &Cell) -> u32 {
    cell.ok + cell.errors + cell.throttles + cell.faults
}

fn plot(size: Size) -> Area {
    let right = (size.width - MARGIN).max(LABELS_LEFT + 1.0);
    let bottom = (size.height - LABELS_BELOW).max(MARGIN + 1.0);
    Area { left: LABELS_LEFT, top: MARGIN, right, bottom }
}

fn area(spread: &Spread, plot: Area, cell: &Cell) -> Area {
    let width = plot.width() / f64::from(spread.columns.max(1));
    let height = plot.height() / f64::from(spread.rows.max(1));
    let left = plot.left + f64::from(cell.column) * width;
    let bottom = plot.bottom - f64::from(cell.row) * height;
    Area { left, top: bottom - height, right: left + width, bottom }
}

/// The worst that happened in a cell: one fault among a hundred is what is looked for.
fn worst(cell: &Cell) -> Ending {
    match cell {
        Cell { faults: 1.., .. } => Ending::Fault,
        Cell { throttles: 1.., .. } => Ending::Throttle,
        Cell { errors: 1.., .. } => Ending::Error,
        _ => Ending::Ok,
    }
}

fn strength(cell: &Cell) -> usize {
    STRENGTHS.iter().filter(|&&least| traces(cell) >= least).count()
}

fn path(spread: &Spread, plot: Area, ending: Ending, of: usize) -> String {
    let mut path = String::new();
    for cell in spread.cells.iter().filter(|c| worst(c) == ending && strength(c) == of) {
        let Area { left, top, right, bottom } = area(spread, plot, cell);
        let (x, y) = ((left + right) / 2.0, (top + bottom) / 2.0);
        // A dot, a triangle, a diamond, a square on its side with a notch: told apart without colour.
        match ending {
            Ending::Ok => {
                write!(path, "M{:.1} {y:.1}a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0z", x - 2.5)
            }
            Ending::Error => write!(path, "M{x:.1} {:.1}l3.6 6.4h-7.2z", y - 3.6),
            Ending::Throttle => write!(path, "M{x:.1} {:.1}l4 4l-4 4l-4-4z", y - 4.0),
            Ending::Fault => write!(
                path,
                "M{:.1} {:.1}l1.2-1.2l2.3 2.3l2.3-2.3l1.2 1.2l-2.3 2.3l2.3 2.3l-1.2 1.2l-2.3-2.3l-2.3 2.3l-1.2-1.2l2.3-2.3z",
                x - 3.5,
                y - 2.3
            ),
        }
        .ok();
    }
    path
}

fn times(plane: Plane, plot: Area, clock: Clock) -> Vec<Tick> {
    let extent = Range { start: plane.from, end: plane.until.max(plane.from.plus(Nanos(1))) };
    let room = TICK_ROOM_X / plot.width().max(1.0);
    let tick =
        |ClockTick { at, label }: ClockTick| Tick { at: plot.left + at * plot.width(), label };
    clock_ticks(extent, clock, room).into_iter().map(tick).collect()
}

/// At 1, 2 and 5 of each decade that are in sight, or fewer where they would touch.
fn lengths(plane: Plane, plot: Area) -> Vec<Tick> {
    let axis = plane.to_query();
    let decades = (0..=18).map(|e| 10i64.pow(e));
    let mut ticks: Vec<Tick> = Vec::new();
    for factor in [1, 5, 2] {
        for length in decades.clone().filter_map(|d| d.checked_mul(factor)).map(Nanos) {
            if length < axis.floor() || length > plane.high {
                continue;
            }
            let at = plot.bottom - axis.height(length) * plot.height();
            if ticks.iter().all(|tick| (tick.at - at).abs() >= TICK_ROOM_Y) {
                ticks.push(Tick { at, label: duration(length) });
            }
        }
    }
    if ticks.is_empty() {
        ticks.push(Tick { at: plot.bottom, label: duration(axis.floor()) });
    }
    ticks
}

/// The axis of response times in doublings.
struct Axis {
    floor: f64,
    room: f64,
}

impl Axis {
    fn of(plane: Plane) -> Self {
        let (floor, top) = plane.to_query().octaves();
        Self { floor, room: top - floor }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: Size = Size { width: 62.0 + 70.0 + 6.0, height: 6.0 + 70.0 + 20.0 };
    const PLANE: Plane =
        Plane { from: Nanos(0), until: Nanos(1000), low: Nanos(1 << 10), high: Nanos(1 << 20) };

    fn spread(cells: &[(u16, u16, u32, u32)]) -> Spread {
        let cell = |&(column, row, ok, faults): &(u16, u16, u32, u32)| Cell {
            column,
            row,
            ok,
            faults,
            ..Cell::default()
        };
        let cells = cells.iter().map(cell).collect();
        Spread { plane: Some(PLANE), columns: 10, rows: 10, cells, ..Spread::default() }
    }

    #[test]
    fn a_picture_has_a_cell_for_each_mark() {
        assert_eq!(grid(SIZE), (10, 10));
        assert_eq!(grid(Size { width: 0.0, height: f64::NAN }), (1, 1));
    }

    #[test]
    fn the_worst_of_a_cell_gives_its_shape_and_lies_on_top() {
        let scatter = Scatter::new(&spread(&[(0, 0, 1, 0), (1, 0, 6, 1)]), SIZE, Clock::UTC);
        let marks: Vec<_> = scatter.marks.iter().map(|m| (m.ending, m.strength)).collect();
        assert_eq!(marks, [(Ending::Ok, 0), (Ending::Fault, 2)]);
        assert!(scatter.marks[0].path.starts_with("M63.0 72.5a"), "{}", scatter.marks[0].path);
    }

    #[test]
    fn corners_make_a_part_of_the_plane() {
        let scatter = Scatter::new(&spread(&[]), SIZE, Clock::UTC);
        let all = scatter.plane(PLANE, (0.0, 0.0), (999.0, 999.0));
        assert_eq!(all, PLANE);
        let half = scatter.plane(PLANE, (97.0, 41.0), (62.0, 76.0));
        let expect =
            Plane { from: Nanos(0), until: Nanos(500), low: Nanos(1 << 10), high: Nanos(1 << 15) };
        assert_eq!(half, expect);
    }

    #[test]
    fn a_pointer_means_the_nearest_mark_in_reach() {
        let spread = spread(&[(0, 0, 1, 0), (9, 9, 1, 0)]);
        let scatter = Scatter::new(&spread, SIZE, Clock::UTC);
        assert_eq!(scatter.cell_at(&spread, 66.0, 72.0), Some(0));
        assert_eq!(scatter.cell_at(&spread, 125.0, 15.0), Some(1));
        assert_eq!(scatter.cell_at(&spread, 97.0, 40.0), None);
        let plane = scatter.plane_of(&spread, &spread.cells[0]).unwrap();
        assert!(plane.from == Nanos(0) && plane.until >= Nanos(100) && plane.low == Nanos(1 << 10));
    }

    #[test]
    fn arrow_keys_walk_from_mark_to_mark() {
        let cells = spread(&[(0, 0, 1, 0), (1, 5, 1, 0), (3, 0, 1, 0)]).cells;
        assert_eq!(next_cell(&cells, 0, (1, 0)), 2);
        assert_eq!(next_cell(&cells, 0, (0, 1)), 1);
        assert_eq!(next_cell(&cells, 2, (1, 0)), 2);
        assert_eq!(next_cell(&cells, 1, (-1, 0)), 0);
    }

    #[test]
    fn ticks_stand_apart() {
        let scatter = Scatter::new(&spread(&[]), SIZE, Clock::UTC);
        let labels: Vec<_> = scatter.lengths.iter().map(|t| t.label.as_str()).collect();
        assert_eq!(labels, ["10\u{a0}µs", "1\u{a0}ms"]);
        let one = Plane { from: Nanos(5), until: Nanos(5), low: Nanos(7), high: Nanos(7) };
        let spread = Spread { plane: Some(one), ..spread(&[]) };
        assert_eq!(Scatter::new(&spread, SIZE, Clock::UTC).lengths.len(), 1);
    }
}
