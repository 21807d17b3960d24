//! Two traces side by side: which span of the one stands for which of the other.
//!
//! Roots are matched with roots, then children of matched spans with each other: spans of one
//! operation in the order of their starts, so that the n-th call is compared with the n-th. First those
//! that are the same in service, name, role, callee and the shape of what they ask for; of the rest those
//! whose names differ in numbers and ids only, whatever they ask. What stays alone does so with all below.

mod operations;
#[cfg(test)]
mod tests;

use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

use super::shape::{Shapes, shape};
use crate::model::{Flags, Nanos, ServiceId, SpanId, SpanStore, Status, StrId, TraceId, sort};

pub use self::operations::{AlignedSort, OperationSums, SideSums, operations};

/// The parent of a root.
const NO_PARENT: u32 = u32::MAX;
/// A span without a counterpart.
const ALONE: u32 = u32::MAX;

/// A row of the alignment; a parent stands above its children, so a subtree is a stretch of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Row of the parent in the alignment; that of a root is not above it.
    pub parent: u32,
    /// Rows in the two traces, at least one of them.
    pub rows: [Option<u32>; 2],
}

/// What spans must have in common to stand for each other.
type Key = [u32; 5];

/// Aligns two traces by their structure. Siblings stand in the order of the first trace; those of the
/// second alone stand before the next sibling that both have.
pub fn align(store: &SpanStore, traces: [TraceId; 2]) -> Vec<Pair> {
    let mut matcher = Matcher::new(store, traces);
    let lengths = traces.map(|trace| store.trace(trace).len);
    let mut pairs: Vec<Pair> = Vec::with_capacity(lengths[0].max(lengths[1]) as usize);
    // What is still to be placed, the next one last.
    let mut ahead = Vec::new();
    matcher.siblings(lengths.map(|length| 0..length), NO_PARENT, &mut ahead);
    while let Some(pair) = ahead.pop() {
        let at = pairs.len() as u32;
        pairs.push(pair);
        let below = [0, 1].map(|side| matcher.sides[side].below(pair.rows[side]));
        matcher.siblings(below, at, &mut ahead);
    }
    pairs
}

impl Pair {
    /// One trace has it, or it ended otherwise, or took another time by so much at least.
    pub fn differs(&self, store: &SpanStore, traces: [TraceId; 2], least: Nanos) -> bool {
        let [Some(a), Some(b)] = self.spans(store, traces) else { return true };
        let ended = |span| store.status(span).max(Status::Ok);
        let difference = store.duration(b).minus(store.duration(a));
        ended(a) != ended(b) || difference.0.unsigned_abs() >= least.0.max(1).unsigned_abs()
    }

    pub fn spans(&self, store: &SpanStore, traces: [TraceId; 2]) -> [Option<SpanId>; 2] {
        let span = |side: usize| Some(SpanId(store.trace(traces[side]).first.0 + self.rows[side]?));
        [span(0), span(1)]
    }
}

/// One of the traces, and the siblings of it that are looked at.
#[derive(Default)]
struct Side {
    first: u32,
    /// By row: one past the last row of its subtree.
    ends: Vec<u32>,
    siblings: Vec<u32>,
    /// By sibling: the number of its counterpart among the other side's, or [`ALONE`].
    partners: Vec<u32>,
    /// Siblings in the order of their keys.
    keyed: Vec<(Key, u32)>,
}

impl Side {
    fn new(store: &SpanStore, trace: TraceId) -> Self {
        let info = store.trace(trace);
        let mut ends: Vec<u32> = (1..=info.len).collect();
        for span in info.spans().rev() {
            if let Some(parent) = store.parent(span) {
                let (row, above) = (info.row(span), info.row(parent));
                ends[above] = ends[above].max(ends[row]);
            }
        }
        Self { first: info.first.0, ends, ..Self::default() }
    }

    fn below(&self, row: Option<u32>) -> std::ops::Range<u32> {
        row.map_or(0..0, |row| row + 1..self.ends[row as usize])
    }

    /// Takes up the topmost rows of a stretch.
    fn look_at(&mut self, stretch: std::ops::Range<u32>) {
        self.siblings.clear();
        let mut row = stretch.start;
        while row < stretch.end {
            self.siblings.push(row);
            row = self.ends[row as usize];
        }
        self.partners.clear();
        self.partners.resize(self.siblings.len(), ALONE);
    }

    /// Sorts those that are still alone by key.
    fn sort(&mut self, mut key: impl FnMut(SpanId) -> Key) {
        self.keyed.clear();
        for (at, &row) in self.siblings.iter().enumerate() {
            if self.partners[at] == ALONE {
                self.keyed.push((key(SpanId(self.first + row)), at as u32));
            }
        }
        sort(&mut self.keyed);
    }
}

struct Matcher<'a> {
    names: Names<'a>,
    sides: [Side; 2],
}

impl<'a> Matcher<'a> {
    fn new(store: &'a SpanStore, traces: [TraceId; 2]) -> Self {
        let sides = traces.map(|trace| Side::new(store, trace));
        Self { names: Names::new(store), sides }
    }

    /// Pairs up the topmost rows of two stretches and puts them on the pile, the first on top.
    fn siblings(
        &mut self,
        stretches: [std::ops::Range<u32>; 2],
        parent: u32,
        pile: &mut Vec<Pair>,
    ) {
        for (side, stretch) in self.sides.iter_mut().zip(stretches) {
            side.look_at(stretch);
        }
        if self.sides.iter().all(|side| !side.siblings.is_empty()) {
            self.pair_up(false);
            if self.sides.iter().all(|side| side.partners.contains(&ALONE)) {
                self.pair_up(true);
            }
        }
        let from = pile.len();
        self.merge(parent, pile);
        pile[from..].reverse();
    }

    /// `loosely`: by the shape of the name, whatever is called and asked for.
    fn pair_up(&mut self, loosely: bool) {
        let Self { names, sides } = self;
        for side in sides.iter_mut() {
            side.sort(|span| if loosely { names.loose_key(span) } else { names.exact_key(span) });
        }
        let [a, b] = sides;
        let (mut i, mut j) = (0, 0);
        while let (Some(left), Some(right)) = (a.keyed.get(i), b.keyed.get(j)) {
            if left.0 == right.0 {
                a.partners[left.1 as usize] = right.1;
                b.partners[right.1 as usize] = left.1;
            }
            // Both go on where they are equal.
            i += usize::from(left.0 <= right.0);
            j += usize::from(left.0 >= right.0);
        }
    }

    fn merge(&self, parent: u32, out: &mut Vec<Pair>) {
        let [a, b] = &self.sides;
        let mut next = 0;
        let mut alone_before = |end: usize, out: &mut Vec<Pair>| {
            for at in next..end {
                if b.partners[at] == ALONE {
                    out.push(Pair { parent, rows: [None, Some(b.siblings[at])] });
                }
            }
            next = next.max(end);
        };
        for (&row, &partner) in a.siblings.iter().zip(&a.partners) {
            let other = b.siblings.get(partner as usize).copied();
            if other.is_some() {
                alone_before(partner as usize, out);
            }
            out.push(Pair { parent, rows: [Some(row), other] });
        }
        alone_before(b.siblings.len(), out);
    }
}

/// Numbers of the shapes of names and of what is asked for, each text looked at once.
struct Names<'a> {
    store: &'a SpanStore,
    asked: Shapes,
    by_name: HashMap<StrId, u32, FxBuildHasher>,
    by_shape: HashMap<String, u32, FxBuildHasher>,
}

impl<'a> Names<'a> {
    fn new(store: &'a SpanStore) -> Self {
        Self {
            store,
            asked: Shapes::default(),
            by_name: HashMap::default(),
            by_shape: HashMap::default(),
        }
    }

    fn exact_key(&mut self, span: SpanId) -> Key {
        let store = self.store;
        let flags = store.flags(span);
        let role = flags.kind() as u32 | u32::from(flags.has(Flags::INFERRED)) << 3;
        let peer = store.peer(span).unwrap_or(ServiceId::NONE);
        let asked = self.asked.of(store, span);
        [store.service(span).0, store.name_id(span).0, role, peer.0, asked]
    }

    fn loose_key(&mut self, span: SpanId) -> Key {
        let store = self.store;
        let Self { by_name, by_shape, .. } = self;
        let shape = *by_name.entry(store.name_id(span)).or_insert_with(|| {
            let next = by_shape.len() as u32;
            *by_shape.entry(shape(store.name(span))).or_insert(next)
        });
        [store.service(span).0, shape, store.kind(span) as u32, 0, 0]
    }
}
