//! Two traces summed up by operation: how many, how long, and by how much they differ.

use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;
use serde::{Deserialize, Serialize};

use super::Pair;
use crate::model::{Flags, Nanos, ServiceId, SpanStore, StrId, TraceId, sort_by};

/// Spans of an operation in one of the traces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SideSums {
    pub count: u32,
    /// Sum of durations, in parallel or not.
    pub total: Nanos,
    /// Sum of what the spans did not wait for others.
    pub own: Nanos,
}

/// An operation of a service in both traces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OperationSums {
    pub service: ServiceId,
    pub name: StrId,
    pub sides: [SideSums; 2],
    /// The row of the alignment whose own times differ most.
    pub row: u32,
    most: i64,
}

/// What a table of them is sorted by: a name, or the size of a difference.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum AlignedSort {
    Name,
    Count,
    Total,
    #[default]
    Own,
}

/// Sums by operation, sorted; equals by name. `own`: self times by row of each trace. Spans that stand
/// for each other under two names count for that of the first trace.
pub fn operations(
    store: &SpanStore,
    traces: [TraceId; 2],
    pairs: &[Pair],
    own: [&[Nanos]; 2],
) -> Vec<OperationSums> {
    let mut found: Vec<OperationSums> = Vec::new();
    let mut by_key: HashMap<(ServiceId, StrId), usize, FxBuildHasher> = HashMap::default();
    for (row, pair) in pairs.iter().enumerate() {
        let spans = pair.spans(store, traces);
        let Some(named) = spans[0].or(spans[1]) else { continue };
        let key = (store.service(named), store.name_id(named));
        let at = *by_key.entry(key).or_insert_with(|| {
            found.push(OperationSums::new(key, row as u32));
            found.len() - 1
        });
        let sums = &mut found[at];
        let mut times = [Nanos::ZERO; 2];
        for side in [0, 1] {
            let Some((span, at)) = spans[side].zip(pair.rows[side]) else { continue };
            if !store.flags(span).has(Flags::SUMMARY) {
                times[side] = own[side][at as usize];
                sums.sides[side].add(store.duration(span), times[side]);
            }
        }
        let differ = times[1].minus(times[0]).0.saturating_abs();
        if differ > sums.most {
            (sums.most, sums.row) = (differ, row as u32);
        }
    }
    found
}

impl SideSums {
    fn add(&mut self, length: Nanos, own: Nanos) {
        self.count += 1;
        self.total = self.total.plus(length);
        self.own = self.own.plus(own);
    }
}

impl OperationSums {
    fn new((service, name): (ServiceId, StrId), row: u32) -> Self {
        Self { service, name, sides: Default::default(), row, most: 0 }
    }

    /// What the second trace has more than the first.
    pub fn difference(&self, sort: AlignedSort) -> i64 {
        let [a, b] = &self.sides;
        match sort {
            AlignedSort::Name => 0,
            AlignedSort::Count => i64::from(b.count) - i64::from(a.count),
            AlignedSort::Total => b.total.minus(a.total).0,
            AlignedSort::Own => b.own.minus(a.own).0,
        }
    }

    /// Sorts by the size of a difference, whichever its sign; equals by name.
    pub fn sort(list: &mut [Self], store: &SpanStore, sort: AlignedSort, descending: bool) {
        let name = |sums: &Self| (store.strings.get(sums.name), store.service_name(sums.service));
        let size = |sums: &Self| sums.difference(sort).saturating_abs();
        sort_by(list, |left, right| {
            let by_name = name(left).cmp(&name(right));
            let order = match sort {
                AlignedSort::Name => by_name,
                _ => size(left).cmp(&size(right)),
            };
            (if descending { order.reverse() } else { order }).then(by_name)
        });
    }
}
