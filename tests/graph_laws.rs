//! Laws of the service map, the critical path and the sketch, over random traces.

use std::collections::BTreeMap;

use fixedbitset::FixedBitSet;
use proptest::collection::vec;
use proptest::prelude::*;
use spanmap::model::{
    Flags, Kind, Link, LinkKind, Nanos, RecordId, ServiceId, SpanId, SpanRow, SpanStore, Status,
    StoreBuilder, TraceKey,
};
use spanmap::query::{
    Column, Counts, EdgeKind, Gap, Index, Order, Part, ServiceGraph, Sketch, TraceSort,
    clock_shifts, critical_path, critical_time_by_service, details, gaps, list, offsets, row,
    self_times, service_graph, summary, timeline,
};

/// A span before it is one.
#[derive(Clone, Debug)]
struct Seed {
    /// Parent: so many rows up, none where that leads out of the trace.
    up: usize,
    start: i64,
    length: i64,
    role: u8,
    service: u8,
    peer: u8,
    status: u8,
    /// Rare marks: in progress, without start, missing parent, inferred.
    mark: u8,
    /// A link to the trace and the row of this number.
    link: Option<(u8, u8)>,
}

fn seed(times: std::ops::Range<i64>) -> impl Strategy<Value = Seed> {
    let tree = (0usize..6, times.clone(), times, 0u8..6, 0u8..5, 0u8..5);
    let rest = (0u8..5, 0u8..24, proptest::option::weighted(0.1, (0u8..5, 0u8..12)));
    (tree, rest).prop_map(|((up, start, length, role, service, peer), (status, mark, link))| Seed {
        up,
        start,
        length,
        role,
        service,
        peer,
        status,
        mark,
        link,
    })
}

fn traces() -> impl Strategy<Value = Vec<Vec<Seed>>> {
    vec(vec(seed(0..60), 1..12), 1..5)
}

/// Times of all sizes, hostile ones among them.
fn wild_traces() -> impl Strategy<Value = Vec<Vec<Seed>>> {
    vec(vec(seed(i64::MIN..i64::MAX), 1..12), 1..4)
}

fn build(traces: &[Vec<Seed>], order: impl Iterator<Item = usize>) -> SpanStore {
    let mut builder = StoreBuilder::default();
    for number in order {
        for (at, seed) in traces[number].iter().enumerate() {
            push(&mut builder, number, at, seed);
        }
    }
    builder.freeze()
}

fn store(traces: &[Vec<Seed>]) -> SpanStore {
    build(traces, 0..traces.len())
}

fn push(builder: &mut StoreBuilder, number: usize, at: usize, seed: &Seed) {
    let statuses = [Status::Unset, Status::Ok, Status::Error, Status::Throttle, Status::Fault];
    let mut flags = Flags::new(Kind::Internal, statuses[seed.status as usize]);
    let (mut service, mut peer) = (ServiceId::NONE, ServiceId::NONE);
    match seed.role {
        0..=2 => {
            flags = flags.with_kind(Kind::Server).with(Flags::ENTRY);
            flags.set(Flags::INFERRED, seed.mark == 4);
            service = builder.service(&format!("s{}", seed.service), "", "");
        }
        3 | 4 => {
            let kind = if seed.mark == 5 { Kind::Producer } else { Kind::Client };
            flags = flags.with_kind(kind).with(Flags::REMOTE);
            peer = builder.service(&format!("s{}", seed.peer), "remote", "");
        }
        _ => {}
    }
    flags.set(Flags::IN_PROGRESS, seed.mark == 1);
    let (trace, _) = builder.trace(&format!("{:032x}", number + 1));
    let parent = at.checked_sub(seed.up).filter(|_| seed.up > 0).map_or(0, |p| p as u64 + 1);
    let row = SpanRow {
        trace,
        id: at as u64 + 1,
        parent: if seed.mark == 3 { 999 } else { parent },
        start: (seed.mark != 2).then_some(Nanos(seed.start)),
        end: (seed.mark != 1).then_some(Nanos(seed.start.saturating_add(seed.length))),
        service,
        peer,
        name: builder.strings.intern("work"),
        flags,
        record: RecordId::NONE,
    };
    builder.push(row);
    if let Some((trace, id)) = seed.link {
        builder.link(Link {
            span: SpanId::NONE,
            kind: LinkKind::Parent,
            trace: TraceKey(u128::from(trace) + 1),
            id: u64::from(id),
            service: ServiceId::NONE,
        });
    }
}

fn select(store: &SpanStore, wanted: impl Fn(usize) -> bool) -> FixedBitSet {
    let mut set = FixedBitSet::with_capacity(store.traces().len());
    (0..store.traces().len()).filter(|&t| wanted(t)).for_each(|t| set.insert(t));
    set
}

fn map(store: &SpanStore, wanted: impl Fn(usize) -> bool) -> ServiceGraph {
    service_graph(store, &Index::new(store), &select(store, wanted))
}

/// Numbers by node id, and by source, target and kind.
type Tally = BTreeMap<(String, String, Option<EdgeKind>), (Counts, u64)>;

fn tally(graph: &ServiceGraph) -> Tally {
    let mut tally = Tally::new();
    for node in graph.graph.node_weights() {
        add(&mut tally, (&node.id, "", None), &node.stats.counts, node.stats.latency.count());
    }
    for edge in graph.graph.edge_indices() {
        let (source, target) = graph.graph.edge_endpoints(edge).unwrap();
        let (source, target) = (&graph.graph[source].id, &graph.graph[target].id);
        let edge = &graph.graph[edge];
        let key = (source.as_str(), target.as_str(), Some(edge.kind));
        add(&mut tally, key, &edge.stats.counts, edge.stats.latency.count());
    }
    tally
}

fn add(tally: &mut Tally, key: (&str, &str, Option<EdgeKind>), counts: &Counts, timed: u64) {
    let (sum, times) = tally.entry((key.0.to_owned(), key.1.to_owned(), key.2)).or_default();
    sum.add(counts);
    *times += timed;
}

/// The rules of the map once more, span by span, as sentences rather than as a pass.
fn expected(store: &SpanStore, index: &Index) -> Tally {
    let mut tally = Tally::new();
    let id = |service| index.node_ids.service(service).to_owned();
    for span in store.span_ids() {
        let flags = store.flags(span);
        if flags.has(Flags::SUPERSEDED) {
            continue;
        }
        let mut counts = Counts::default();
        counts.record(flags.status());
        let untimed = [Flags::IN_PROGRESS, Flags::NO_START, Flags::BAD_TIME];
        let timed = u64::from(!untimed.iter().any(|&mark| flags.has(mark)));
        let own = id(store.service(span));
        let mut one = |a: &str, b: &str, kind| add(&mut tally, (a, b, kind), &counts, timed);
        if flags.has(Flags::ENTRY) {
            one(&own, "", None);
            let name = store.service_name(store.service(span));
            match store.parent(span) {
                None if !flags.has(Flags::ORPHAN) => {
                    one(&index.node_ids.client(name), &own, Some(EdgeKind::Sync));
                }
                None => {}
                Some(parent) if !store.flags(parent).is_call() => {
                    let above = store.flags(parent).has(Flags::SUPERSEDED);
                    let real = || store.peer(store.parent(parent)?);
                    let caller = above.then(real).flatten().unwrap_or(store.service(parent));
                    if caller != store.service(span) {
                        one(&id(caller), &own, Some(EdgeKind::Sync));
                    }
                }
                Some(call) => {
                    // The call tells of the way to its callee, not to what that set off.
                    let (caller, callee) = (store.service(call), store.service(span));
                    if store.peer(call) != Some(callee) && caller != callee {
                        one(&id(caller), &own, Some(EdgeKind::Sync));
                    }
                }
            }
        }
        if let Some(peer) = store.peer(span) {
            one(&own, &id(peer), Some(EdgeKind::Sync));
            if !flags.has(Flags::PEER_SEEN) {
                one(&id(peer), "", None);
            }
        }
    }
    tally
}

fn without_idle_and_messages(tally: Tally) -> Tally {
    let busy = tally
        .into_iter()
        .filter(|(key, (counts, _))| counts.requests() > 0 && key.2 != Some(EdgeKind::Async));
    busy.collect()
}

proptest! {
    #[test]
    fn numbers_are_sums_over_spans(traces in traces()) {
        let store = store(&traces);
        let graph = map(&store, |_| true);
        let expected = expected(&store, &Index::new(&store));
        prop_assert_eq!(without_idle_and_messages(tally(&graph)), expected);
    }

    #[test]
    fn the_whole_is_the_sum_of_its_parts(traces in traces(), mask in any::<u8>()) {
        let store = store(&traces);
        let chosen = |t: usize| mask >> t & 1 == 1;
        let mut parts = tally(&map(&store, chosen));
        for (key, (counts, timed)) in tally(&map(&store, |t| !chosen(t))) {
            add(&mut parts, (&key.0, &key.1, key.2), &counts, timed);
        }
        prop_assert_eq!(tally(&map(&store, |_| true)), parts);
    }

    #[test]
    fn the_order_of_arrival_is_irrelevant(traces in traces()) {
        let forwards = map(&store(&traces), |_| true);
        let backwards = map(&build(&traces, (0..traces.len()).rev()), |_| true);
        prop_assert_eq!(forwards.to_string(), backwards.to_string());
    }

    #[test]
    fn ids_are_unique_and_independent_of_the_selection(traces in traces()) {
        let store = store(&traces);
        let whole = map(&store, |_| true);
        let ids = |graph: &ServiceGraph| -> Vec<_> {
            graph.graph.node_weights().map(|n| (n.id.clone(), n.service, n.name.clone())).collect()
        };
        let mut unique: Vec<_> = ids(&whole).into_iter().map(|id| id.0).collect();
        unique.sort();
        unique.dedup();
        prop_assert_eq!(unique.len(), whole.graph.node_count());
        prop_assert!(ids(&map(&store, |t| t == 0)).iter().all(|id| ids(&whole).contains(id)));
    }

    #[test]
    fn the_critical_path_tiles_the_request(traces in traces()) {
        let store = store(&traces);
        let index = Index::new(&store);
        let mut total = 0;
        for trace in store.trace_ids() {
            let entry = index.entry(trace);
            let mut at = store.start(entry);
            for section in critical_path(&store, trace, &[]) {
                prop_assert_eq!(section.start, at);
                prop_assert!(section.start < section.end);
                prop_assert!(store.start(section.span) <= section.start);
                prop_assert!(section.end <= store.end(section.span));
                at = section.end;
            }
            prop_assert_eq!(at, store.end(entry));
            total += store.duration(entry).0;
        }
        let times = critical_time_by_service(&store, &index, &select(&store, |_| true));
        prop_assert_eq!(times.iter().map(|t| t.0).sum::<i64>(), total);
        let graph = map(&store, |_| true);
        let shares: f64 = graph.graph.node_weights().map(|n| n.stats.bottleneck).sum();
        prop_assert!(total == 0 && shares == 0.0 || (shares - 1.0).abs() < 1e-9, "{shares}");
    }

    #[test]
    fn self_time_is_part_of_the_duration(traces in wild_traces()) {
        let store = store(&traces);
        for trace in store.trace_ids() {
            let spans = store.trace(trace).spans();
            for (span, own) in spans.zip(self_times(&store, trace, &[])) {
                prop_assert!((Nanos::ZERO..=store.duration(span)).contains(&own));
            }
        }
    }

    #[test]
    fn details_hold_the_requests_of_the_numbers(traces in traces()) {
        let store = store(&traces);
        let (index, all) = (Index::new(&store), select(&store, |_| true));
        let graph = service_graph(&store, &index, &all);
        let asked = |part| {
            let details = details(&store, &index, &all, &graph, part);
            let bars: u64 = details.histogram.iter().map(|b| b.count).sum();
            let mut sum = Counts::default();
            sum.ok = details.operations.iter().map(|o| o.requests).sum();
            (sum.ok, bars)
        };
        for at in graph.graph.node_indices().filter(|&n| !graph.graph[n].is_client()) {
            let stats = &graph.graph[at].stats;
            prop_assert_eq!(asked(Part::Node(at)), (stats.counts.requests(), stats.latency.count()));
        }
        for at in graph.graph.edge_indices() {
            let stats = &graph.graph[at].stats;
            prop_assert_eq!(asked(Part::Edge(at)), (stats.counts.requests(), stats.latency.count()));
        }
    }

    #[test]
    fn sums_agree_with_one_another(traces in traces(), parts in 1usize..9) {
        let store = store(&traces);
        let (index, all) = (Index::new(&store), select(&store, |_| true));
        let graph = service_graph(&store, &index, &all);
        let summary = summary(&store, &index, &all, &graph);
        prop_assert_eq!(summary.traces as usize, store.traces().len());
        prop_assert_eq!(summary.spans as usize, store.len());
        let range = Nanos(-1)..=Nanos(70);
        let bars = timeline(&store, &index, &all, range, parts);
        let strip = bars.iter().fold(Counts::default(), |mut sum, b| {
            let (ok, errors, throttles, faults) = (b.ok, b.errors, b.throttles, b.faults);
            sum.add(&Counts { ok, errors, throttles, faults });
            sum
        });
        prop_assert_eq!(strip, summary.counts);
    }

    #[test]
    fn every_orphan_has_a_gap_and_roots_keep_their_time(traces in traces()) {
        let store = store(&traces);
        for trace in store.trace_ids() {
            let spans = store.trace(trace).spans();
            let orphans = spans.clone().filter(|&s| store.flags(s).has(Flags::ORPHAN)).count();
            let told: u32 = gaps(&store, trace, &[]).iter().map(Gap::spans).sum();
            prop_assert_eq!(told as usize, orphans);
            let shifts = clock_shifts(&store, trace);
            prop_assert!(shifts.is_empty() || shifts.len() == spans.len());
            let moved = spans.zip(&shifts).filter(|(_, by)| **by != Nanos::ZERO);
            let mut roots = moved.filter(|(span, _)| store.parent(*span).is_none());
            prop_assert_eq!(roots.next(), None);
        }
    }

    #[test]
    fn any_times_are_survived(traces in wild_traces()) {
        let store = store(&traces);
        let (index, all) = (Index::new(&store), select(&store, |_| true));
        let graph = service_graph(&store, &index, &all);
        for part in graph.graph.node_indices().map(Part::Node) {
            details(&store, &index, &all, &graph, part);
        }
        let column = Column::Fact(TraceSort::Duration);
        let by_duration = [Order { column, descending: true }];
        for trace in list(&store, &index, &all, &by_duration) {
            row(&store, &index, trace);
            let shifts = clock_shifts(&store, trace);
            critical_path(&store, trace, &shifts);
            self_times(&store, trace, &shifts);
            offsets(&store, trace, &shifts);
            gaps(&store, trace, &[]);
        }
        let whole = summary(&store, &index, &all, &graph);
        timeline(&store, &index, &all, whole.start..=whole.end, 50);
        // Over a minute at least.
        prop_assert!(graph.per_minute(60, None) <= 60.0);
    }

    #[test]
    fn quantiles_are_within_the_stated_error(
        values in vec(prop_oneof![0..200i64, 0..10_000_000_000i64, 0..i64::MAX], 1..300),
        q in 0.0..=1.0f64,
    ) {
        let mut sketch = Sketch::default();
        values.iter().for_each(|&v| sketch.record(Nanos(v)));
        let mut sorted = values.clone();
        sorted.sort_unstable();
        let rank = ((q * sorted.len() as f64 - 1e-9).ceil() as usize).clamp(1, sorted.len());
        let (exact, found) = (sorted[rank - 1] as f64, sketch.quantile(q).unwrap().0 as f64);
        prop_assert!((found - exact).abs() <= exact * Sketch::ERROR, "{found} for {exact}");
    }

    #[test]
    fn merging_is_recording_all(
        a in vec(0..i64::MAX, 0..150),
        b in vec(0..1_000_000_000i64, 0..150),
    ) {
        let record = |values: &[i64]| {
            let mut sketch = Sketch::default();
            values.iter().for_each(|&v| sketch.record(Nanos(v)));
            sketch
        };
        let mut merged = record(&a);
        merged.merge(&record(&b));
        let whole = record(&[a, b].concat());
        prop_assert!(merged.buckets().eq(whole.buckets()));
        prop_assert_eq!(merged.mean(), whole.mean());
        for q in [0.0, 0.5, 0.95, 0.99, 1.0] {
            prop_assert_eq!(merged.quantile(q), whole.quantile(q));
        }
    }
}
