//! Spans summed up by what tells them apart: how many, how long, how often they failed.

use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;
use serde::{Deserialize, Serialize};

use super::split::{Class, ClassName, Split, SplitBy};
use super::{Sketch, self_times};
use crate::model::{Flags, Nanos, SpanStore, Status, TraceId, sort_by};

/// Spans of a class.
#[derive(Clone, Debug)]
pub struct SpanClass {
    pub name: ClassName,
    /// Number of the service, where services or operations are told apart.
    pub service: Option<u32>,
    pub count: u32,
    pub traces: u32,
    /// Sum of durations, in parallel or not.
    pub total: Nanos,
    /// Sum of what the spans did not wait for others.
    pub own: Nanos,
    /// Errors, throttles and faults.
    pub failed: u32,
    pub lengths: Sketch,
    last: TraceId,
}

/// Columns that a table can be sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TableSort {
    Name,
    Count,
    #[default]
    Total,
    Own,
    P50,
    P95,
    Failed,
}

/// Sums up traces one by one.
pub struct SpanTable<'a> {
    store: &'a SpanStore,
    split: Split<'a>,
    rows: Vec<SpanClass>,
    by_class: HashMap<Class, u32, FxBuildHasher>,
}

impl<'a> SpanTable<'a> {
    pub fn new(store: &'a SpanStore, by: &'a SplitBy) -> Self {
        let split = Split::new(store, by);
        Self { store, split, rows: Vec::new(), by_class: HashMap::default() }
    }

    pub fn add(&mut self, trace: TraceId) {
        self.add_with(trace, &self_times(self.store, trace, &[]));
    }

    /// `own`: self times by row.
    pub fn add_with(&mut self, trace: TraceId, own: &[Nanos]) {
        let store = self.store;
        for (span, &own) in store.trace(trace).spans().zip(own) {
            if store.flags(span).has(Flags::SUMMARY) {
                continue;
            }
            let Some(class) = self.split.class(span) else { continue };
            let row = self.row(class);
            row.count += 1;
            row.traces += u32::from(row.last != trace);
            row.last = trace;
            row.total = row.total.plus(store.duration(span));
            row.own = row.own.plus(own);
            row.failed += u32::from(store.status(span) > Status::Ok);
            row.lengths.record(store.duration(span));
        }
    }

    fn row(&mut self, class: Class) -> &mut SpanClass {
        let Self { rows, split, .. } = self;
        let at = *self.by_class.entry(class).or_insert_with(|| {
            rows.push(SpanClass {
                name: split.name(class),
                service: split.service(class),
                count: 0,
                traces: 0,
                total: Nanos::ZERO,
                own: Nanos::ZERO,
                failed: 0,
                lengths: Sketch::default(),
                last: TraceId::NONE,
            });
            rows.len() as u32 - 1
        });
        &mut rows[at as usize]
    }

    /// Sorted; equals by name.
    pub fn finish(self, sort: TableSort, descending: bool) -> Vec<SpanClass> {
        let mut keyed: Vec<(i64, SpanClass)> =
            self.rows.into_iter().map(|row| (row.figure(sort), row)).collect();
        sort_by(&mut keyed, |(a, left), (b, right)| {
            let by_name = left.name.cmp(&right.name);
            let order = if sort == TableSort::Name { by_name } else { a.cmp(b) };
            (if descending { order.reverse() } else { order }).then(by_name)
        });
        keyed.into_iter().map(|(_, row)| row).collect()
    }
}

impl SpanClass {
    fn figure(&self, sort: TableSort) -> i64 {
        let quantile = |q| self.lengths.quantile(q).unwrap_or_default().0;
        match sort {
            TableSort::Name => 0,
            TableSort::Count => self.count.into(),
            TableSort::Total => self.total.0,
            TableSort::Own => self.own.0,
            TableSort::P50 => quantile(0.5),
            TableSort::P95 => quantile(0.95),
            TableSort::Failed => self.failed.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::drawing;

    const SHOP: &str = "
        web        |---------|
          > db       |-F-|
          > db           |-|

        web        |---|
    ";

    fn check(by: SplitBy, sort: TableSort, descending: bool, expect: &[&str]) {
        let store = drawing::store(SHOP);
        let mut table = SpanTable::new(&store, &by);
        store.trace_ids().for_each(|trace| table.add(trace));
        let line = |row: &SpanClass| {
            let ms = |time: Nanos| time.0 / 1_000_000;
            let (p95, name) = (row.lengths.quantile(0.95).unwrap_or_default(), &row.name.name);
            format!(
                "{name} {}x in {}: {} {} {} {}",
                row.count,
                row.traces,
                ms(row.total),
                ms(row.own),
                ms(p95),
                row.failed
            )
        };
        let rows: Vec<_> = table.finish(sort, descending).iter().map(line).collect();
        assert_eq!(rows, expect);
    }

    #[test]
    fn spans_are_summed_up_by_class() {
        let (web, db) = ("web 2x in 2: 14 8 10 0", "db 2x in 1: 6 6 4 1");
        check(SplitBy::Operation, TableSort::Total, true, &[web, db]);
        check(SplitBy::Operation, TableSort::Total, false, &[db, web]);
        check(SplitBy::Operation, TableSort::Name, false, &[db, web]);
        check(SplitBy::Operation, TableSort::Failed, true, &[db, web]);
        check(SplitBy::Operation, TableSort::Count, true, &[db, web]);
        check(SplitBy::Attribute("none".into()), TableSort::Total, true, &[]);
    }
}
