//! Waste: time that requests spent on work that need not be done, or not then.
//!
//! Four patterns, each seen from one span and its direct calls:
//!
//! ```text
//! repeated   |=| |=| |=| |=| |=|    the same question again and again: one would do
//! retry      |=F| |=F| |==|         tries that failed
//! serial     |==A==||==B==|         one after the other, though perhaps neither needs the other
//! outlived   parent |===F|          work that goes on after the one who waited gave up
//!                 |=========|
//! ```
//!
//! A call is counted in one of the first three only.

use fixedbitset::FixedBitSet;
use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;
use serde::{Deserialize, Serialize};

use crate::model::{Nanos, ServiceId, SpanId, SpanStore, Status, TraceId};

use super::counts::is_timed;
use super::pile::{Piles, Stay};
use super::selection::{is_awaited, selected_traces};
use super::shape::Shapes;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum WasteKind {
    Repeated,
    Retry,
    Serial,
    Outlived,
}

/// One pattern in one place.
#[derive(Clone, Debug, PartialEq)]
pub struct Waste {
    pub kind: WasteKind,
    /// Of the span that makes the calls.
    pub service: ServiceId,
    /// What that span was asked for.
    pub parent: String,
    /// Service called and shape of the call. Several for calls one after the other, at most [`MOST_CALLS`].
    pub calls: Vec<(ServiceId, String)>,
    /// Spans with this pattern below them.
    pub count: u64,
    /// Calls in it.
    pub spans: u64,
    pub traces: u64,
    /// At most so much time could be saved.
    pub saved: Nanos,
    /// Traces with most of it, and the span that makes the calls.
    pub examples: Vec<Stay>,
}

/// Alike calls below one span that are too many.
pub const REPEATS: usize = 5;
/// Calls that follow each other within a twentieth of their parent's time do so without a pause:
/// nothing worth the name was made of the first answer.
const PAUSE: i64 = 20;
/// Different calls of one pattern that are named.
pub const MOST_CALLS: usize = 6;

/// Waste in the selected traces, most time first. Patterns that cost nothing are left out.
pub fn waste(store: &SpanStore, selected: &FixedBitSet) -> Vec<Waste> {
    let mut search = Search::new(store);
    for trace in selected_traces(store, selected) {
        search.trace(trace);
    }
    search.finish()
}

/// A call below the span looked at.
#[derive(Clone, Copy, Debug)]
struct Call {
    target: u32,
    service: ServiceId,
    span: SpanId,
    start: Nanos,
    end: Nanos,
    /// Told of already.
    used: bool,
}

impl Call {
    fn time(&self) -> Nanos {
        self.end.minus(self.start)
    }
}

struct Search<'a> {
    store: &'a SpanStore,
    shapes: Shapes,
    /// Children by row, as threaded lists in order of start.
    first_child: Vec<u32>,
    next_sibling: Vec<u32>,
    /// Calls of the span looked at, by start; and their places, by target.
    calls: Vec<Call>,
    by_target: Vec<u32>,
    targets: Numbers<(ServiceId, u32)>,
    patterns: Numbers<Pattern>,
    /// Calls by pattern.
    spans: Vec<u64>,
    piles: Piles,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Pattern {
    kind: WasteKind,
    service: ServiceId,
    parent: u32,
    /// Sorted.
    targets: Vec<u32>,
}

/// Things in order of arrival, numbered.
struct Numbers<T> {
    list: Vec<T>,
    table: HashMap<T, u32, FxBuildHasher>,
}

impl<T: Clone + Eq + std::hash::Hash> Numbers<T> {
    fn new() -> Self {
        Self { list: Vec::new(), table: HashMap::default() }
    }

    fn of(&mut self, thing: T) -> u32 {
        let list = &mut self.list;
        *self.table.entry(thing).or_insert_with_key(|thing| {
            list.push(thing.clone());
            list.len() as u32 - 1
        })
    }
}

const NONE: u32 = u32::MAX;

impl<'a> Search<'a> {
    fn new(store: &'a SpanStore) -> Self {
        Self {
            store,
            shapes: Shapes::default(),
            first_child: Vec::new(),
            next_sibling: Vec::new(),
            calls: Vec::new(),
            by_target: Vec::new(),
            targets: Numbers::new(),
            patterns: Numbers::new(),
            spans: Vec::new(),
            piles: Piles::default(),
        }
    }

    fn trace(&mut self, trace: TraceId) {
        self.thread(trace);
        for (row, span) in self.store.trace(trace).spans().enumerate() {
            // What is not finished, or has no believable time, says nothing of its children's times.
            if self.first_child[row] == NONE || !is_timed(self.store.flags(span)) {
                continue;
            }
            self.gather(trace, row, span);
            self.alike(trace, span);
            self.serial(trace, span);
            if self.store.status(span) > Status::Ok {
                self.outlived(trace, row, span);
            }
        }
    }

    fn thread(&mut self, trace: TraceId) {
        let trace = self.store.trace(trace);
        for list in [&mut self.first_child, &mut self.next_sibling] {
            list.clear();
            list.resize(trace.len as usize, NONE);
        }
        for span in trace.spans().rev() {
            let timed = is_timed(self.store.flags(span));
            let awaited = |&p: &SpanId| timed && is_awaited(self.store, p, span);
            if let Some(parent) = self.store.parent(span).filter(awaited) {
                let first = &mut self.first_child[trace.row(parent)];
                self.next_sibling[trace.row(span)] =
                    std::mem::replace(first, trace.row(span) as u32);
            }
        }
    }

    fn children(&self, trace: TraceId, row: usize) -> impl Iterator<Item = SpanId> + use<'_> {
        let first = self.store.trace(trace).first;
        let rows = std::iter::successors(Some(self.first_child[row]), |&row| {
            self.next_sibling.get(row as usize).copied()
        });
        rows.take_while(|&row| row != NONE).map(move |row| SpanId(first.0 + row))
    }

    /// Whom a span calls, if it is a call. One of unknown kind is, when another service works below it.
    fn callee(&self, trace: TraceId, span: SpanId) -> Option<ServiceId> {
        let store = self.store;
        if store.flags(span).is_call() {
            return Some(store.peer(span).unwrap_or_else(|| store.service(span)));
        }
        let below = self.children(trace, store.trace(trace).row(span)).next();
        below.map(|s| store.service(s)).filter(|&service| service != store.service(span))
    }

    /// The calls right below a span, if they are more than one, cut to its time.
    fn gather(&mut self, trace: TraceId, row: usize, parent: SpanId) {
        let store = self.store;
        let mut calls = std::mem::take(&mut self.calls);
        calls.clear();
        let made = self.children(trace, row).filter_map(|s| Some((s, self.callee(trace, s)?)));
        calls.extend(made.map(|(span, service)| Call {
            target: NONE,
            service,
            span,
            start: store.start(span).max(store.start(parent)),
            end: store.end(span).min(store.end(parent)).max(store.start(span)),
            used: false,
        }));
        if calls.len() < 2 {
            calls.clear();
        }
        for call in &mut calls {
            let shape = self.shapes.of(store, call.span);
            call.target = self.targets.of((call.service, shape));
        }
        self.calls = calls;
    }

    /// Retries and repeated calls.
    fn alike(&mut self, trace: TraceId, parent: SpanId) {
        let mut order = std::mem::take(&mut self.by_target);
        order.clear();
        order.extend(0..self.calls.len() as u32);
        order.sort_unstable_by_key(|&at| (self.calls[at as usize].target, at));
        let target = |at: &u32| self.calls[*at as usize].target;
        let groups: Vec<usize> =
            order.chunk_by(|a, b| target(a) == target(b)).map(<[u32]>::len).collect();
        let mut rest = order.as_mut_slice();
        for length in groups {
            let (group, others) = rest.split_at_mut(length);
            if length > 1 {
                self.retries(trace, parent, group);
                self.repeated(trace, parent, group);
            }
            rest = others;
        }
        self.by_target = order;
    }

    /// Failed calls that were followed by another try.
    fn retries(&mut self, trace: TraceId, parent: SpanId, group: &[u32]) {
        let (mut saved, mut tries) = (Nanos::ZERO, 0);
        for pair in group.windows(2) {
            let [first, second] = [pair[0], pair[1]].map(|at| self.calls[at as usize]);
            if self.store.status(first.span) > Status::Ok && second.start >= first.end {
                saved = saved.plus(first.time());
                tries += 1;
                self.calls[pair[0] as usize].used = true;
            }
        }
        let target = self.calls[group[0] as usize].target;
        self.tell(WasteKind::Retry, trace, parent, &[target], tries, saved);
    }

    /// All but the longest of many alike calls; where they overlap, time counts once.
    fn repeated(&mut self, trace: TraceId, parent: SpanId, group: &[u32]) {
        let calls = &mut self.calls;
        let free = group.iter().filter(|&&at| !calls[at as usize].used).count();
        if free < REPEATS {
            return;
        }
        let (mut total, mut longest) = (Nanos::ZERO, Nanos::ZERO);
        let mut until = Nanos::MIN;
        for &at in group {
            let call = &mut calls[at as usize];
            if std::mem::replace(&mut call.used, true) {
                continue;
            }
            longest = longest.max(call.time());
            total = total.plus(call.end.minus(call.start.max(until)).max(Nanos::ZERO));
            until = until.max(call.end);
        }
        let target = calls[group[0] as usize].target;
        let saved = total.minus(longest);
        self.tell(WasteKind::Repeated, trace, parent, &[target], free as u64, saved);
    }

    /// Runs of calls that follow each other at once.
    fn serial(&mut self, trace: TraceId, parent: SpanId) {
        let pause = Nanos(self.store.duration(parent).0 / PAUSE);
        let calls: Vec<Call> = self.calls.iter().filter(|c| !c.used).copied().collect();
        let mut first = 0;
        let mut until = Nanos::MIN;
        for at in 0..calls.len() {
            let follows = calls[at].start >= until && calls[at].start <= until.plus(pause);
            if !follows {
                self.run(trace, parent, &calls[first..at]);
                first = at;
            }
            until = until.max(calls[at].end);
        }
        self.run(trace, parent, &calls[first..]);
    }

    /// Calls to one service stay in order: the longest of these sums is what would be left.
    fn run(&mut self, trace: TraceId, parent: SpanId, run: &[Call]) {
        let mut order: Vec<&Call> = run.iter().collect();
        order.sort_unstable_by_key(|c| (c.service, c.span));
        let sum = |calls: &[&Call]| calls.iter().fold(Nanos::ZERO, |sum, c| sum.plus(c.time()));
        let groups = order.chunk_by(|a, b| a.service == b.service).map(sum);
        let saved = sum(&order).minus(groups.max().unwrap_or(Nanos::ZERO));
        let mut targets: Vec<u32> = run.iter().map(|c| c.target).collect();
        targets.sort_unstable();
        targets.dedup();
        self.tell(WasteKind::Serial, trace, parent, &targets, run.len() as u64, saved);
    }

    /// Children that went on after a failed parent had ended. A child that began later than that ran
    /// by another clock, or was not waited for.
    fn outlived(&mut self, trace: TraceId, row: usize, parent: SpanId) {
        let store = self.store;
        let end = store.end(parent);
        let late = |s: &SpanId| store.end(*s) > end && store.start(*s) < end;
        let late: Vec<SpanId> = self.children(trace, row).filter(late).collect();
        for span in late {
            let shape = self.shapes.of(store, span);
            let callee = store.peer(span).unwrap_or_else(|| store.service(span));
            let target = self.targets.of((callee, shape));
            let saved = store.end(span).minus(end);
            self.tell(WasteKind::Outlived, trace, parent, &[target], 1, saved);
        }
    }

    fn tell(
        &mut self,
        kind: WasteKind,
        trace: TraceId,
        parent: SpanId,
        targets: &[u32],
        spans: u64,
        saved: Nanos,
    ) {
        if saved <= Nanos::ZERO {
            return;
        }
        let (store, service) = (self.store, self.store.service(parent));
        let name = self.shapes.of(store, parent);
        let pattern = Pattern { kind, service, parent: name, targets: targets.to_vec() };
        let number = self.patterns.of(pattern);
        self.spans.resize(self.patterns.list.len(), 0);
        self.spans[number as usize] += spans;
        self.piles.add((number, 0), Stay { trace, span: parent, time: saved });
    }

    fn finish(self) -> Vec<Waste> {
        let Self { shapes, targets, patterns, spans, piles, .. } = self;
        let call = |&target: &u32| {
            let (service, shape) = targets.list[target as usize];
            (service, shapes.text(shape).to_owned())
        };
        let found = piles.finish().into_iter().map(|pile| {
            let number = pile.key.0 as usize;
            let Pattern { kind, service, parent, targets } = &patterns.list[number];
            Waste {
                kind: *kind,
                service: *service,
                parent: shapes.text(*parent).to_owned(),
                calls: targets.iter().take(MOST_CALLS).map(call).collect(),
                count: pile.count,
                spans: spans[number],
                traces: pile.traces,
                saved: pile.total,
                examples: pile.slowest,
            }
        });
        found.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::drawing;
    use crate::query::testing;

    /// Lines as `kind parent: calls count/spans/traces milliseconds`.
    fn check(drawn: &str, expect: &[&str]) {
        let store = drawing::store(drawn);
        let line = |w: &Waste| {
            let calls: Vec<_> = w.calls.iter().map(|c| c.1.as_str()).collect();
            assert_eq!(store.service_name(w.service), "web");
            assert_eq!(w.examples.iter().map(|e| e.time.0).sum::<i64>(), w.saved.0);
            let numbers = format!("{}/{}/{} {}", w.count, w.spans, w.traces, w.saved.millis());
            format!("{:?} {}: {} {numbers}", w.kind, w.parent, calls.join(", "))
        };
        let found = waste(&store, &testing::all(&store));
        assert_eq!(found.iter().map(line).collect::<Vec<_>>(), expect, "{drawn}");
    }

    #[test]
    fn the_same_query_again_and_again() {
        let five = |bars: [&str; 5]| {
            let line = |(at, bar): (usize, &&str)| {
                format!("  > db {bar} sql.query=\"SELECT a WHERE b = {at}\"\n")
            };
            let calls: String = bars.iter().enumerate().map(line).collect();
            format!("web   |------------------------|\n{calls}")
        };
        check(
            &five(["|--|", "   |---|", "        |--|", "           |--|", "               |--|"]),
            &["Repeated web: SELECT a WHERE b = ? 1/5/1 12"],
        );
        // Side by side they cost what the longest costs.
        check(&five(["|--|", "|--|", "|--|", "|--|", "|--|"]), &[]);
        check(
            &five(["|--|", "  |--|", "    |--|", "      |--|", "        |--|"]),
            &["Repeated web: SELECT a WHERE b = ? 1/5/1 8"],
        );
    }

    #[test]
    fn four_are_not_many() {
        check(
            "
            web       |----------------|
              > db     |-|
              > db       |-|
              > db         |-|
              > db           |-|
            ",
            &[],
        );
    }

    #[test]
    fn calls_one_after_the_other() {
        check(
            "
            web       |--------------------|
              > stock  |----|
              > price        |---|
              > stock            |--|

            web       |--------------------|
              > stock  |----|
              > price        |---|
            ",
            &["Serial web: stock, price 2/5/2 8"],
        );
    }

    #[test]
    fn calls_with_a_pause_or_side_by_side_are_not_serial() {
        check(
            "
            web       |--------------------|
              > stock  |----|
              > price           |---|

            web       |--------------------|
              > stock  |----|
              > price      |---|

            web       |--------------------|
              > stock  |----|
              > stock       |---|
            ",
            &[],
        );
    }

    #[test]
    fn a_span_of_unknown_kind_calls_the_service_below_it() {
        check(
            "
            web         |--------------------|
              . ask      |----|
                stock     |--|
              . ask           |---|
                price          |-|
            ",
            &["Serial web: ask, ask 1/2/1 4"],
        );
    }

    #[test]
    fn tries_that_failed() {
        check(
            "
            web       |--------------------|
              > mail   |-T|
              > mail         |-T|
              > mail               |----|

            web       |--------------------|
              > mail   |-F|
              > mail   |---|
            ",
            &["Retry web: mail 1/2/1 6"],
        );
    }

    #[test]
    fn work_that_nobody_waits_for_any_more() {
        check(
            "
            web       |-----F|
              > stock  |-----------|

            web       |------|
              > stock  |-----------|

            web       |-----F|
              > stock           |-----------|
            ",
            &["Outlived web: stock 1/1/1 6"],
        );
    }

    #[test]
    fn what_is_not_finished_tells_nothing() {
        check(
            "
            web       |--------------~
              > stock  |----|
              > price       |---~
            ",
            &[],
        );
    }
}
