//! The list of traces: what a line says, and in which order the lines stand.

use fixedbitset::FixedBitSet;
use serde::{Deserialize, Serialize};

use crate::model::{
    Field, Flags, Key, Nanos, SpanStore, Status, StrId, TraceId, Value, sort, sort_by,
};

use super::operation::url_path;
use super::selection::{nodes_of, selected_traces};
use super::{Index, details};

/// A line.
#[derive(Clone, Debug, PartialEq)]
pub struct TraceRow {
    pub trace: TraceId,
    /// As the file wrote it.
    pub id: String,
    /// The entry's service with method and path of the request, or with the name of the span.
    pub root: String,
    pub start: Nanos,
    /// From the first start to the last end, work after the answer included.
    pub duration: Nanos,
    /// Until the answer.
    pub response: Nanos,
    pub spans: u32,
    /// Spans that ended in an error, a throttle or a fault.
    pub errors: u32,
    /// Nodes of the map that it touches.
    pub services: u32,
    /// HTTP status of the answer.
    pub status: Option<u16>,
    /// How it ended; never `Unset`.
    pub health: Status,
    pub partial: bool,
    /// Known only from a trace summary: there is no tree.
    pub summary_only: bool,
}

/// Columns to sort by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TraceSort {
    Duration,
    Response,
    #[default]
    Start,
    Spans,
    /// Spans that did not end well.
    Errors,
    Root,
    /// Outcome, then HTTP status.
    Status,
    Services,
}

/// What a column shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    Fact(TraceSort),
    /// The annotation of this name; `StrId::NONE` has no values.
    Annotation(StrId),
}

/// One of the orders of a list: those behind it decide between equals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    pub column: Column,
    pub descending: bool,
}

/// The selected traces in order; equals by start, then id, whichever the direction. Traces without the
/// annotation that is sorted by stand last, both ways.
pub fn list(
    store: &SpanStore,
    index: &Index,
    selected: &FixedBitSet,
    orders: &[Order],
) -> Vec<TraceId> {
    let traces: Vec<TraceId> = selected_traces(store, selected).collect();
    let columns: Vec<Vec<i64>> =
        orders.iter().map(|order| keys(store, index, &traces, *order)).collect();
    let mut places: Vec<u32> = (0..traces.len() as u32).collect();
    sort_by(&mut places, |&a, &b| {
        let (a, b) = (a as usize, b as usize);
        let differ = columns.iter().map(|keys| keys[a].cmp(&keys[b])).find(|o| o.is_ne());
        // Ids of traces are in the order of start, then id.
        differ.unwrap_or_else(|| traces[a].cmp(&traces[b]))
    });
    places.into_iter().map(|at| traces[at as usize]).collect()
}

/// Numbers that are in the order of a column's values.
fn keys(store: &SpanStore, index: &Index, traces: &[TraceId], order: Order) -> Vec<i64> {
    let mut services = ServiceCounter::new(store);
    let keys: Vec<Option<i64>> = match order.column {
        Column::Fact(TraceSort::Root) => {
            ranked(traces.iter().map(|&t| Some(root(store, index, t))).collect())
        }
        Column::Fact(sort) => {
            traces.iter().map(|&t| Some(key(store, index, t, sort, &mut services))).collect()
        }
        Column::Annotation(name) => {
            ranked(traces.iter().map(|&t| annotation_rank(store, t, name)).collect())
        }
    };
    let directed = |key: i64| if order.descending { !key } else { key };
    keys.into_iter().map(|key| key.map_or(i64::MAX, directed)).collect()
}

/// The first value of an annotation in a trace, in waterfall order.
pub fn annotation(store: &SpanStore, trace: TraceId, name: StrId) -> Option<Value> {
    let attributes = store.trace(trace).spans().flat_map(|span| store.attributes(span));
    attributes.filter(|a| a.key == Key::Annotation(name)).map(|a| a.value).next()
}

/// Numbers in their order, before texts and booleans in theirs.
fn annotation_rank(store: &SpanStore, trace: TraceId, name: StrId) -> Option<(i64, String)> {
    annotation(store, trace, name).map(|value| match value {
        Value::Number(number) => (total_order(number), String::new()),
        other => (i64::MAX, store.value_text(other)),
    })
}

/// Bits of a number in the order of numbers, as `f64::total_cmp` has it.
fn total_order(number: f64) -> i64 {
    let bits = number.to_bits() as i64;
    bits ^ ((bits >> 63) as u64 >> 1) as i64
}

/// One line.
pub fn row(store: &SpanStore, index: &Index, trace: TraceId) -> TraceRow {
    let (info, entry) = (store.trace(trace), index.entry(trace));
    TraceRow {
        trace,
        id: store.trace_text(trace).to_owned(),
        root: root(store, index, trace),
        start: info.start,
        duration: info.end.minus(info.start),
        response: store.duration(entry),
        spans: span_count(store, trace),
        errors: error_count(store, trace),
        services: {
            let mut services: Vec<_> = info.spans().flat_map(|s| nodes_of(store, s)).collect();
            sort(&mut services);
            services.dedup();
            services.len() as u32
        },
        status: http_status(store, index, trace),
        health: match store.status(entry) {
            Status::Unset => Status::Ok,
            status => status,
        },
        partial: index.partial.contains(trace.index()),
        summary_only: span_count(store, trace) == 0,
    }
}

/// Counts distinct nodes of many traces: a stamp a node instead of a set a trace.
struct ServiceCounter {
    stamps: Vec<u32>,
}

impl ServiceCounter {
    fn new(store: &SpanStore) -> Self {
        Self { stamps: vec![TraceId::NONE.0; store.services.len()] }
    }

    fn count(&mut self, store: &SpanStore, trace: TraceId) -> i64 {
        let mut count = 0;
        for service in store.trace(trace).spans().flat_map(|s| nodes_of(store, s)) {
            let stamp = &mut self.stamps[service.index()];
            count += i64::from(*stamp != trace.0);
            *stamp = trace.0;
        }
        count
    }
}

fn key(
    store: &SpanStore,
    index: &Index,
    trace: TraceId,
    sort: TraceSort,
    services: &mut ServiceCounter,
) -> i64 {
    let info = store.trace(trace);
    match sort {
        TraceSort::Duration => info.end.minus(info.start).0,
        TraceSort::Response => store.duration(index.entry(trace)).0,
        TraceSort::Start => info.start.0,
        TraceSort::Spans => i64::from(span_count(store, trace)),
        TraceSort::Errors => i64::from(error_count(store, trace)),
        TraceSort::Status => {
            let http = i64::from(http_status(store, index, trace).unwrap_or(0));
            index.status(store, trace).max(Status::Ok) as i64 * 100_000 + http
        }
        TraceSort::Services => services.count(store, trace),
        // Texts are ranked, see `ranked`.
        TraceSort::Root => 0,
    }
}

/// Values to their places in the order of values; equal ones to equal places.
fn ranked<T: Ord>(values: Vec<Option<T>>) -> Vec<Option<i64>> {
    let mut places: Vec<u32> = (0..values.len() as u32).collect();
    let of = |place: u32| &values[place as usize];
    sort_by(&mut places, |&a, &b| of(a).cmp(of(b)));
    let mut ranks = vec![None; values.len()];
    let mut rank = 0;
    for (at, &place) in places.iter().enumerate() {
        rank += i64::from(at > 0 && of(places[at - 1]) != of(place));
        ranks[place as usize] = of(place).is_some().then_some(rank);
    }
    ranks
}

fn span_count(store: &SpanStore, trace: TraceId) -> u32 {
    store.trace(trace).spans().filter(|&s| !store.flags(s).has(Flags::SUMMARY)).count() as u32
}

fn error_count(store: &SpanStore, trace: TraceId) -> u32 {
    store.trace(trace).spans().filter(|&s| store.status(s) > Status::Ok).count() as u32
}

fn http_status(store: &SpanStore, index: &Index, trace: TraceId) -> Option<u16> {
    let status = Key::Field(Field::HttpStatus);
    store.attributes.number(index.entry(trace), status).and_then(details::http_status)
}

/// What a trace is called: the entry's service with method and path, or with the name of the span.
pub fn root(store: &SpanStore, index: &Index, trace: TraceId) -> String {
    let entry = index.entry(trace);
    let text = |field| store.attributes.text(entry, Key::Field(field), &store.strings);
    let request = [text(Field::HttpMethod), text(Field::HttpUrl).map(url_path)];
    let service = store.service_name(store.service(entry));
    let mut parts = vec![service];
    parts.extend(request.into_iter().flatten());
    if parts.len() == 1 && store.name(entry) != service {
        parts.push(store.name(entry));
    }
    parts.retain(|part| !part.is_empty());
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::drawing;
    use crate::query::testing;

    const TRACES: &str = "\
web 0 50 entry method=GET url=https://shop.example/cart?id=7 status=200
 q 10 20 call=db
--
web 10 20 entry fault method=POST url=/cart status=500.5
 . 12 15 fault
--
api 20 90 entry throttle status=429
 c 30 40 call=web
  web 31 39 entry
--
api 20 90 entry";

    fn check(sort: TraceSort, expect: &[u32]) {
        let store = testing::store(TRACES);
        let (index, all) = (Index::new(&store), testing::all(&store));
        let order = |descending| {
            let column = Column::Fact(sort);
            list(&store, &index, &all, &[Order { column, descending }])
        };
        let ids = |order: Vec<TraceId>| order.iter().map(|t| t.0).collect::<Vec<_>>();
        assert_eq!(ids(order(false)), expect, "{sort:?}");
        // Turned round, all but equals change places.
        let key = |&t: &TraceId| {
            let row = row(&store, &index, t);
            let number = match sort {
                TraceSort::Duration => row.duration.0,
                TraceSort::Response => row.response.0,
                TraceSort::Start => row.start.0,
                TraceSort::Spans => i64::from(row.spans),
                TraceSort::Errors => i64::from(row.errors),
                TraceSort::Services => i64::from(row.services),
                TraceSort::Status => row.health as i64 * 1000 + row.status.map_or(0, i64::from),
                TraceSort::Root => 0,
            };
            (number, if sort == TraceSort::Root { row.root } else { String::new() })
        };
        let turned = order(true);
        assert!(turned.is_sorted_by(|a, b| (key(b), a) <= (key(a), b)), "{sort:?} {turned:?}");
    }

    #[test]
    fn each_column_sorts() {
        check(TraceSort::Start, &[0, 1, 2, 3]);
        check(TraceSort::Duration, &[1, 0, 2, 3]);
        check(TraceSort::Response, &[1, 0, 2, 3]);
        check(TraceSort::Spans, &[3, 0, 1, 2]);
        check(TraceSort::Errors, &[0, 3, 2, 1]);
        check(TraceSort::Services, &[1, 3, 0, 2]);
        check(TraceSort::Root, &[2, 3, 0, 1]);
        check(TraceSort::Status, &[3, 0, 2, 1]);
    }

    #[test]
    fn equals_keep_their_order_both_ways() {
        let store = testing::store(TRACES);
        let (index, all) = (Index::new(&store), testing::all(&store));
        let by_root = Order { column: Column::Fact(TraceSort::Root), descending: true };
        let order = list(&store, &index, &all, &[by_root]);
        assert_eq!(order.iter().map(|t| t.0).collect::<Vec<_>>(), [1, 0, 2, 3]);
    }

    #[test]
    fn several_columns_sort_one_after_the_other() {
        let store = testing::store(TRACES);
        let (index, all) = (Index::new(&store), testing::all(&store));
        let by = |sort, descending| Order { column: Column::Fact(sort), descending };
        let orders = [by(TraceSort::Spans, false), by(TraceSort::Duration, true)];
        let order = list(&store, &index, &all, &orders);
        assert_eq!(order.iter().map(|t| t.0).collect::<Vec<_>>(), [3, 0, 1, 2]);
        let orders = [by(TraceSort::Services, true), by(TraceSort::Start, true)];
        let order = list(&store, &index, &all, &orders);
        assert_eq!(order.iter().map(|t| t.0).collect::<Vec<_>>(), [2, 0, 3, 1]);
    }

    #[test]
    fn annotations_sort_numbers_before_texts_and_what_has_none_last() {
        let store = drawing::store(
            "
            a |-| size=10

            a |-| size=9

            a |-| size=big

            a |-|

            a |-| size=-2
            ",
        );
        let (index, all) = (Index::new(&store), testing::all(&store));
        let name = store.strings.find("size").unwrap();
        for (descending, expect) in [(false, [4, 1, 0, 2, 3]), (true, [2, 0, 1, 4, 3])] {
            let column = Column::Annotation(name);
            let order = list(&store, &index, &all, &[Order { column, descending }]);
            assert_eq!(order.iter().map(|t| t.0).collect::<Vec<_>>(), expect);
        }
    }

    #[test]
    fn a_line_tells_request_and_outcome() {
        let store = testing::store(TRACES);
        let index = Index::new(&store);
        let lines: Vec<_> = store
            .trace_ids()
            .map(|t| row(&store, &index, t))
            .map(|r| format!("{} {:?} {:?} {} {}", r.root, r.status, r.health, r.spans, r.services))
            .collect();
        assert_eq!(
            lines,
            [
                "web GET /cart Some(200) Ok 2 2",
                "web POST /cart None Fault 2 1",
                "api Some(429) Throttle 3 2",
                "api None Ok 1 1",
            ]
        );
    }
}
