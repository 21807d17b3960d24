//! Traces by start and response time: the cells of a scatter plot.
//!
//! A dot a trace would be a blot where there are many, and a million of them do not cross to the page.
//! So the plane is cut into cells of the size of a dot: a cell with one trace is a dot, one with
//! more is denser.

use fixedbitset::FixedBitSet;
use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

use crate::model::{Nanos, SpanStore, TraceId, sort_by_key};

use super::counts::is_timed;
use super::selection::selected_traces;
use super::{Counts, Index, Sketch};

/// A part of the plane: starts from `from` up to `until`, and response times from `low` up to `high`,
/// the ends of both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plane {
    pub from: Nanos,
    pub until: Nanos,
    pub low: Nanos,
    pub high: Nanos,
}

/// Traces of a cell, by outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// From the left, the earliest.
    pub column: u16,
    /// From the bottom, the shortest.
    pub row: u16,
    pub counts: Counts,
}

#[derive(Clone, Debug, Default)]
pub struct Spread {
    /// Of the traces shown; none if there are none.
    pub plane: Option<Plane>,
    /// By column, then row; empty ones are left out.
    pub cells: Vec<Cell>,
    pub latency: Sketch,
    /// Traces in progress and such without a believable time, which have no place.
    pub untimed: u64,
}

/// Cells of `columns` by `rows`; rows are equally high on a logarithmic axis. One pass over traces.
pub fn spread(
    store: &SpanStore,
    index: &Index,
    selected: &FixedBitSet,
    columns: u16,
    rows: u16,
) -> Spread {
    let mut spread = Spread::default();
    for trace in selected_traces(store, selected) {
        match place(store, index, trace) {
            Some((start, length)) => {
                spread.latency.record(length);
                spread.plane = Some(wider(spread.plane, start, length));
            }
            None => spread.untimed += 1,
        }
    }
    let Some(plane) = spread.plane else { return spread };
    let grid = Grid { plane, columns: columns.max(1), rows: rows.max(1) };
    let mut cells: HashMap<(u16, u16), Counts, FxBuildHasher> = HashMap::default();
    for trace in selected_traces(store, selected) {
        if let Some((start, length)) = place(store, index, trace) {
            cells.entry(grid.cell(start, length)).or_default().record(index.status(store, trace));
        }
    }
    let cell = |((column, row), counts)| Cell { column, row, counts };
    spread.cells = cells.into_iter().map(cell).collect();
    sort_by_key(&mut spread.cells, |c| (c.column, c.row));
    spread
}

/// The selected traces that start and last as the plane says.
pub fn within(
    store: &SpanStore,
    index: &Index,
    selected: &FixedBitSet,
    plane: Plane,
) -> FixedBitSet {
    let mut inside = FixedBitSet::with_capacity(store.traces().len());
    for trace in selected_traces(store, selected) {
        let fits = place(store, index, trace).is_some_and(|(start, length)| {
            (plane.from..=plane.until).contains(&start)
                && (plane.low..=plane.high).contains(&length)
        });
        inside.set(trace.index(), fits);
    }
    inside
}

/// When the request came in, and how long its answer took.
fn place(store: &SpanStore, index: &Index, trace: TraceId) -> Option<(Nanos, Nanos)> {
    let entry = index.entry(trace);
    let timed = !entry.is_none() && is_timed(store.flags(entry));
    timed.then(|| (store.start(entry), store.duration(entry)))
}

fn wider(plane: Option<Plane>, start: Nanos, length: Nanos) -> Plane {
    let Plane { from, until, low, high } =
        plane.unwrap_or(Plane { from: start, until: start, low: length, high: length });
    let (from, until) = (from.min(start), until.max(start));
    Plane { from, until, low: low.min(length), high: high.max(length) }
}

struct Grid {
    plane: Plane,
    columns: u16,
    rows: u16,
}

impl Grid {
    fn cell(&self, start: Nanos, length: Nanos) -> (u16, u16) {
        let part = |share: f64, parts: u16| ((share * f64::from(parts)) as u16).min(parts - 1);
        (part(self.plane.passed(start), self.columns), part(self.plane.height(length), self.rows))
    }
}

/// Places on an axis on which each doubling takes the same room. Within a doubling the axis is straight,
/// at most a twelfth of it beside the logarithm, which targets compute differently. 0 stands with 1 ns.
pub fn octaves(length: Nanos) -> f64 {
    let length = length.0.max(1);
    let whole = length.ilog2();
    f64::from(whole) + (length as f64 / (1i64 << whole) as f64 - 1.0)
}

/// The length at a place of that axis.
pub fn of_octaves(place: f64) -> Nanos {
    let whole = place.clamp(0.0, 62.0).floor();
    Nanos(((1i64 << whole as u32) as f64 * (1.0 + (place - whole).clamp(0.0, 1.0))) as i64)
}

impl Plane {
    /// The least response time with a row of its own; what is shorter stands at the foot. A trace of
    /// no length would leave the rest a strip at the top.
    pub fn floor(&self) -> Nanos {
        self.low.max(Nanos(self.high.0 >> 20)).max(Nanos(1))
    }

    /// Floor and top on the axis of [`octaves`].
    pub fn octaves(&self) -> (f64, f64) {
        (octaves(self.floor()), octaves(self.high))
    }

    /// 0..1 from the floor to the top.
    pub fn height(&self, length: Nanos) -> f64 {
        let (floor, top) = self.octaves();
        let room = (top - floor).max(f64::MIN_POSITIVE);
        ((octaves(length) - floor) / room).clamp(0.0, 1.0)
    }

    /// 0..1 from the first to the last start.
    pub fn passed(&self, start: Nanos) -> f64 {
        let since = |at: Nanos| i128::from(at.0) - i128::from(self.from.0);
        (since(start) as f64 / since(self.until).max(1) as f64).clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::testing;

    fn check(traces: &str, columns: u16, rows: u16, expect: &str) {
        let store = testing::store(traces);
        let (index, all) = (Index::new(&store), testing::all(&store));
        let found = spread(&store, &index, &all, columns, rows);
        let cell =
            |c: &Cell| format!("{},{} {}+{}", c.column, c.row, c.counts.ok, c.counts.failed());
        let cells: Vec<_> = found.cells.iter().map(cell).collect();
        assert_eq!(format!("{}; {} without time", cells.join(" | "), found.untimed), expect);
        let placed: u64 = found.cells.iter().map(|c| c.counts.requests()).sum();
        assert_eq!(placed, found.latency.count());
        if let Some(plane) = found.plane {
            assert_eq!(within(&store, &index, &all, plane).count_ones(..) as u64, placed);
        }
    }

    #[test]
    fn each_timed_trace_has_a_cell() {
        check("", 4, 4, "; 0 without time");
        check("a 5 5 entry", 4, 4, "0,0 1+0; 0 without time");
        check(
            "a 0 1000 entry\n--\na 10 1010 entry fault\n--\na 5000 7000 entry\n--\n\
             a 10000 138000 entry\n--\na 10000 10000 entry open",
            4,
            4,
            "0,0 1+1 | 2,0 1+0 | 3,3 1+0; 1 without time",
        );
    }

    #[test]
    fn the_axis_doubles_in_equal_steps_and_turns_back() {
        assert_eq!([1, 2, 3, 4, 8].map(|n| octaves(Nanos(n))), [0.0, 1.0, 1.5, 2.0, 3.0]);
        for length in [1, 2, 3, 1000, 123_456_789, i64::MAX / 2] {
            let back = of_octaves(octaves(Nanos(length))).0;
            assert!((back - length).abs() as f64 <= length as f64 * 1e-12, "{length} {back}");
        }
        assert_eq!(octaves(Nanos(i64::MIN)), 0.0);
        assert!(of_octaves(f64::INFINITY) > Nanos(i64::MAX / 2));
    }
}
