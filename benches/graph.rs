//! What a change of filter or range costs over 1 000 000 spans in 100 000 traces: the map, its
//! numbers, the strip and the list. Budget: filter and map within 200 ms in WebAssembly.

#[path = "common/traces.rs"]
mod traces;

use std::sync::LazyLock;

use fixedbitset::FixedBitSet;
use spanmap::model::{Nanos, SpanStore};
use spanmap::query::{self, Column, Index, Order, Part, ServiceGraph, Sketch, TraceSort};

struct Loaded {
    store: SpanStore,
    index: Index,
    all: FixedBitSet,
    graph: ServiceGraph,
}

static LOADED: LazyLock<Loaded> = LazyLock::new(|| {
    let store = traces::store(1_000_000);
    let index = Index::new(&store);
    let mut all = FixedBitSet::with_capacity(store.traces().len());
    all.insert_range(..);
    let graph = query::service_graph(&store, &index, &all);
    Loaded { store, index, all, graph }
});

fn main() {
    divan::main();
}

#[divan::bench]
fn index(bencher: divan::Bencher) {
    let Loaded { store, .. } = &*LOADED;
    bencher.bench(|| Index::new(divan::black_box(store)));
}

#[divan::bench]
fn service_graph(bencher: divan::Bencher) {
    let Loaded { store, index, all, .. } = &*LOADED;
    bencher.bench(|| query::service_graph(store, index, divan::black_box(all)));
}

#[divan::bench]
fn critical_time(bencher: divan::Bencher) {
    let Loaded { store, index, all, .. } = &*LOADED;
    bencher.bench(|| query::critical_time_by_service(store, index, divan::black_box(all)));
}

#[divan::bench]
fn filter_and_graph(bencher: divan::Bencher) {
    let Loaded { store, index, .. } = &*LOADED;
    let filter = query::filter::Filter::parse("order_type = \"express\" AND responsetime > 0.1");
    let filter = filter.expect("a valid expression");
    bencher.bench(|| query::service_graph(store, index, &filter.select(store, index)));
}

#[divan::bench]
fn summary(bencher: divan::Bencher) {
    let Loaded { store, index, all, graph } = &*LOADED;
    bencher.bench(|| query::summary(store, index, divan::black_box(all), graph));
}

#[divan::bench]
fn timeline(bencher: divan::Bencher) {
    let Loaded { store, index, all, .. } = &*LOADED;
    let range = Nanos::ZERO..=Nanos(100_000_000_000);
    bencher.bench(|| query::timeline(store, index, divan::black_box(all), range.clone(), 120));
}

#[divan::bench(args = [TraceSort::Duration, TraceSort::Errors, TraceSort::Services, TraceSort::Root])]
fn list(bencher: divan::Bencher, sort: TraceSort) {
    let Loaded { store, index, all, .. } = &*LOADED;
    let orders = [Order { column: Column::Fact(sort), descending: true }];
    bencher.bench(|| query::list(store, index, divan::black_box(all), &orders));
}

#[divan::bench]
fn facets(bencher: divan::Bencher) {
    let Loaded { store, index, all, .. } = &*LOADED;
    bencher.bench(|| query::facets(store, index, divan::black_box(all)));
}

#[divan::bench]
fn spread(bencher: divan::Bencher) {
    let Loaded { store, index, all, .. } = &*LOADED;
    bencher.bench(|| query::spread(store, index, divan::black_box(all), 150, 40));
}

#[divan::bench(args = ["gateway", "orders", "service-7"])]
fn details(bencher: divan::Bencher, node: &str) {
    let Loaded { store, index, all, graph } = &*LOADED;
    let part = Part::Node(graph.find(node).expect("a node"));
    bencher.bench(|| query::details(store, index, all, graph, divan::black_box(part)));
}

#[divan::bench]
fn sketch_of_a_million(bencher: divan::Bencher) {
    bencher.bench(|| {
        let mut sketch = Sketch::default();
        (0..1_000_000).for_each(|i| sketch.record(Nanos(i * i)));
        sketch
    });
}

#[divan::bench]
fn failures(bencher: divan::Bencher) {
    let Loaded { store, all, .. } = &*LOADED;
    let range = Nanos::ZERO..=Nanos(100_000_000_000);
    bencher.bench(|| query::failures(store, divan::black_box(all), range.clone()));
}

/// Faults, a hundredth of the traces, against the others.
#[divan::bench]
fn compare(bencher: divan::Bencher) {
    let Loaded { store, index, all, .. } = &*LOADED;
    let faults = query::filter::Filter::parse("fault").expect("a valid expression");
    let faults = faults.select(store, index);
    bencher.bench(|| query::compare(store, index, all, divan::black_box(&faults)));
}

#[divan::bench]
fn time_shares(bencher: divan::Bencher) {
    let Loaded { store, index, all, .. } = &*LOADED;
    bencher.bench(|| query::time_shares(store, index, divan::black_box(all)));
}

#[divan::bench]
fn waste(bencher: divan::Bencher) {
    let Loaded { store, all, .. } = &*LOADED;
    bencher.bench(|| query::waste(store, divan::black_box(all)));
}
