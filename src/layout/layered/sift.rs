//! Sifting: each vertex of a column goes to the place where it is crossed least, all others
//! and both neighbouring columns standing still.

use super::gap::Rows;
use super::weave::Weave;

/// One round over all columns; returns the crossings gained. `steps` counts down.
pub(super) fn sift(weave: &mut Weave, steps: &mut usize) -> u64 {
    let mut gain = 0;
    let mut column = Column::default();
    for at in 0..weave.columns.len() {
        column.fill(weave, at);
        if *steps < column.cost() {
            continue;
        }
        *steps -= column.cost();
        let gained = column.sift();
        if gained > 0 {
            weave.columns[at] =
                column.order.iter().map(|&member| weave.columns[at][member as usize]).collect();
            weave.index(at, 0);
        }
        gain += gained;
    }
    gain
}

/// A column between its neighbours. Members are named by their first places.
#[derive(Default)]
struct Column {
    order: Vec<u32>,
    before: Rows,
    after: Rows,
    widths: (usize, usize),
    /// For each place of a neighbouring column: the neighbours of the vertex at work above it,
    /// less those below it.
    balance: (Vec<i32>, Vec<i32>),
}

impl Column {
    fn fill(&mut self, weave: &Weave, at: usize) {
        let width = |column: Option<usize>| {
            column.and_then(|column| weave.columns.get(column)).map_or(0, Vec::len)
        };
        self.widths = (width(at.checked_sub(1)), width(at.checked_add(1)));
        self.before.clear();
        self.after.clear();
        for &vertex in &weave.columns[at] {
            weave.each_before(vertex, |place| self.before.add(place));
            weave.each_after(vertex, |place| self.after.add(place));
            self.before.end_vertex();
            self.after.end_vertex();
        }
        self.order.clear();
        self.order.extend(0..weave.columns[at].len() as u32);
    }

    /// Steps of a round over the column.
    fn cost(&self) -> usize {
        let each = self.widths.0
            + self.widths.1
            + self.before.pieces()
            + self.after.pieces()
            + self.order.len();
        // The loops are plainer than those of other steps.
        each * self.order.len() / 8
    }

    fn sift(&mut self) -> u64 {
        let mut gain = 0;
        for member in 0..self.order.len() {
            weigh(self.before.of(member), self.widths.0, &mut self.balance.0);
            weigh(self.after.of(member), self.widths.1, &mut self.balance.1);
            let Some(from) = self.order.iter().position(|&other| other as usize == member) else {
                continue;
            };
            let (to, change) = self.best_place(from);
            if to < from {
                self.order[to..=from].rotate_right(1);
            } else {
                self.order[from..=to].rotate_left(1);
            }
            gain += change.unsigned_abs();
        }
        gain
    }

    /// Where the member at `from` is crossed least, and the change to it, at most 0.
    fn best_place(&self, from: usize) -> (usize, i64) {
        let mut best = (from, 0);
        let mut change = 0;
        for place in (0..from).rev() {
            change -= self.passing(self.order[place]);
            if change < best.1 {
                best = (place, change);
            }
        }
        change = 0;
        for place in from + 1..self.order.len() {
            change += self.passing(self.order[place]);
            if change < best.1 {
                best = (place, change);
            }
        }
        best
    }

    /// Crossings with another member when that stands above the one at work, less those when
    /// it stands below.
    #[inline]
    fn passing(&self, other: u32) -> i64 {
        let before =
            self.before.of(other as usize).iter().map(|&place| self.balance.0[place as usize]);
        let after =
            self.after.of(other as usize).iter().map(|&place| self.balance.1[place as usize]);
        i64::from(before.chain(after).sum::<i32>())
    }
}

fn weigh(neighbours: &[u32], width: usize, balance: &mut Vec<i32>) {
    balance.clear();
    balance.resize(width, 0);
    for &place in neighbours {
        balance[place as usize] += 1;
    }
    let mut above = 0;
    for balance in balance.iter_mut() {
        let here = *balance;
        *balance = 2 * above + here - neighbours.len() as i32;
        above += here;
    }
}
