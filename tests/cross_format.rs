//! The same traffic, exported in two formats, gives the same map and the same answers to filters.

mod common;

use fixedbitset::FixedBitSet;
use spanmap::ingest::ingest;
use spanmap::model::SpanStore;
use spanmap::query::filter::Filter;
use spanmap::query::{Index, service_graph};

/// One run of instrumented services, told to an exporter of OTLP and to one of Zipkin. What differs:
/// Zipkin's times are whole microseconds, and it has no links, so that how long a message waited is
/// not known there (where it came from is: from its queue).
#[test]
fn otlp_and_zipkin_of_one_traffic_give_one_map() {
    let Some([otlp, zipkin]) = both() else { return };
    let [a, b] = [map(&otlp), map(&zipkin)];
    assert_eq!(a.len(), b.len(), "{a:#?}\n{b:#?}");
    for (a, b) in a.iter().zip(&b) {
        let message = a.counts.contains("~>");
        assert_eq!(a.counts, b.counts);
        match (a.mean, b.mean) {
            (Some(_), None) if message => {}
            // Start and end are each rounded by half a microsecond at most.
            (Some(a), Some(b)) => assert!((a - b).abs() <= 0.001, "{a} {b}"),
            (a, b) => assert_eq!(a, b),
        }
    }
}

/// Filters find as many traces in one as in the other, also by names of attributes that became fields.
#[test]
fn otlp_and_zipkin_of_one_traffic_answer_filters_alike() {
    let Some([otlp, zipkin]) = both() else { return };
    for expression in [
        "fault",
        "error",
        "throttle",
        "!ok",
        "http.status = 404",
        "http.method = \"POST\"",
        "http.url CONTAINS \"/cart\"",
        "service(\"orders\") { fault }",
        "service(\"shop@db.internal\")",
        "edge(\"gateway\", \"inventory\") { fault }",
        "annotation[http.request.method] = \"GET\"",
        "annotation[db.namespace] = \"shop\"",
        "annotation[service.version] = \"1.4.2\"",
        "annotation[deployment.environment.name] = \"test\"",
        "inferred",
        "user BEGINSWITH \"u\"",
    ] {
        let filter = Filter::parse(expression).unwrap_or_else(|e| panic!("{expression}: {e}"));
        let [a, b] = [&otlp, &zipkin].map(|store| {
            let found = filter.select(store, &Index::new(store));
            let mut keys: Vec<u128> = found.ones().map(|at| store.traces()[at].key.0).collect();
            keys.sort();
            keys
        });
        assert!(a == b, "{expression}: {} and {} traces", a.len(), b.len());
    }
}

/// A line of the map as text: what is counted, and the mean time in milliseconds.
#[derive(Debug)]
struct Line {
    counts: String,
    mean: Option<f64>,
}

fn map(store: &SpanStore) -> Vec<Line> {
    let mut all = FixedBitSet::with_capacity(store.traces().len());
    all.insert_range(..);
    let text = service_graph(store, &Index::new(store), &all).to_string();
    text.lines()
        .map(|line| {
            let mut words: Vec<&str> = line.split(' ').collect();
            let unit = words.iter().position(|&word| word == "ms");
            let mean = unit.and_then(|at| words.get(at - 1)?.parse().ok());
            if let Some(at) = unit {
                words.drain(at - 1..=at);
            }
            Line { counts: words.join(" "), mean }
        })
        .collect()
}

/// The two files of the corpus, where it is there.
fn both() -> Option<[SpanStore; 2]> {
    let corpus = common::corpus();
    let read = |name: &str| {
        let entry = corpus.iter().find(|e| e.file == format!("generated/otel-node.{name}"))?;
        Some(ingest("", &entry.bytes).0)
    };
    Some([read("otlp.jsonl")?, read("zipkin.json")?])
}
