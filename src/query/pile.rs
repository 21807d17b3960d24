//! Lengths of time, summed by what they were spent on.

use std::cmp::Reverse;

use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

use crate::model::{Nanos, SpanId, TraceId, sort_by_key};

/// How long one trace spent on one thing, and the span that spent most of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stay {
    pub trace: TraceId,
    pub span: SpanId,
    pub time: Nanos,
}

/// Sums by key; what is added comes by trace.
#[derive(Default)]
pub(super) struct Piles {
    list: Vec<Pile>,
    by_key: HashMap<(u32, u32), u32, FxBuildHasher>,
}

pub(super) struct Pile {
    pub key: (u32, u32),
    /// Stays added.
    pub count: u64,
    pub traces: u64,
    pub total: Nanos,
    /// The traces that spent most, longest first.
    pub slowest: Vec<Stay>,
    /// The trace being summed up, and its longest stay.
    open: Stay,
    longest: Nanos,
}

const MOST_EXAMPLES: usize = 3;

impl Piles {
    pub fn add(&mut self, key: (u32, u32), stay: Stay) {
        let list = &mut self.list;
        let at = *self.by_key.entry(key).or_insert_with(|| {
            list.push(Pile::new(key));
            list.len() as u32 - 1
        });
        list[at as usize].add(stay);
    }

    /// Most time first; of equals the one met first.
    pub fn finish(self) -> Vec<Pile> {
        let mut piles = self.list;
        piles.iter_mut().for_each(Pile::close);
        sort_by_key(&mut piles, |p| Reverse(p.total));
        piles
    }
}

impl Pile {
    fn new(key: (u32, u32)) -> Self {
        let open = Stay { trace: TraceId::NONE, span: SpanId::NONE, time: Nanos::ZERO };
        let (total, longest) = (Nanos::ZERO, Nanos::ZERO);
        Self { key, count: 0, traces: 0, total, slowest: Vec::new(), open, longest }
    }

    fn add(&mut self, stay: Stay) {
        self.count += 1;
        self.total = self.total.plus(stay.time);
        if self.open.trace != stay.trace {
            self.close();
            self.open = Stay { time: Nanos::ZERO, ..stay };
            self.longest = Nanos::ZERO;
            self.traces += 1;
        }
        self.open.time = self.open.time.plus(stay.time);
        if stay.time > self.longest {
            (self.longest, self.open.span) = (stay.time, stay.span);
        }
    }

    /// Keeps the open trace if it is one of the slowest; of equals the first.
    fn close(&mut self) {
        if !self.open.trace.is_none() {
            let at = self.slowest.partition_point(|s| s.time >= self.open.time);
            self.slowest.insert(at, self.open);
            self.slowest.truncate(MOST_EXAMPLES);
        }
    }
}
