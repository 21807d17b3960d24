//! The list of traces: what a line says, and in which order the lines stand.

use fixedbitset::FixedBitSet;
use serde::{Deserialize, Serialize};

use crate::model::{Field, Flags, Key, Nanos, SpanStore, Status, TraceId, sort};

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

/// The selected traces in order; equals by start, then id, whichever the direction.
pub fn list(
    store: &SpanStore,
    index: &Index,
    selected: &FixedBitSet,
    sort: TraceSort,
    descending: bool,
) -> Vec<TraceId> {
    let traces = selected_traces(store, selected);
    let mut keyed: Vec<(i64, TraceId)> = if sort == TraceSort::Root {
        let named: Vec<_> = traces.map(|t| (root(store, index, t), t)).collect();
        ranked(named)
    } else {
        let mut services = ServiceCounter::new(store);
        traces.map(|t| (key(store, index, t, sort, &mut services), t)).collect()
    };
    // Ids of traces are in the order of start, then id.
    keyed.sort_unstable_by_key(|&(key, trace)| (if descending { !key } else { key }, trace));
    keyed.into_iter().map(|(_, trace)| trace).collect()
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

/// Texts to their places in the order of texts; equal texts to equal places.
fn ranked(mut named: Vec<(String, TraceId)>) -> Vec<(i64, TraceId)> {
    sort(&mut named);
    let mut rank = 0;
    let same = |at: usize| at > 0 && named[at].0 == named[at - 1].0;
    let place = |at: usize| {
        rank += i64::from(!same(at));
        (rank, named[at].1)
    };
    (0..named.len()).map(place).collect()
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

fn root(store: &SpanStore, index: &Index, trace: TraceId) -> String {
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
        let order = |descending| list(&store, &index, &all, sort, descending);
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
        let order = list(&store, &index, &all, TraceSort::Root, true);
        assert_eq!(order.iter().map(|t| t.0).collect::<Vec<_>>(), [1, 0, 2, 3]);
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
