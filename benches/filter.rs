//! Time of a filter over 1 000 000 spans, by kind of condition. Budget: a filter and the new graph
//! within 200 ms in WebAssembly.

#[path = "common/traces.rs"]
mod traces;

use std::sync::LazyLock;

use spanmap::model::SpanStore;
use spanmap::query::Index;
use spanmap::query::filter::Filter;

static LOADED: LazyLock<(SpanStore, Index)> = LazyLock::new(|| {
    let store = traces::store(1_000_000);
    let index = Index::new(&store);
    (store, index)
});

const EXPRESSIONS: [&str; 17] = [
    "fault",
    "responsetime > 0.3 AND !ok",
    "http.status >= 500",
    "http.url CONTAINS \"/page/49\"",
    "order_type = \"express\"",
    "user_id CONTAINS \"-123\"",
    "total > 9000",
    "service(\"service-7\")",
    "service(\"service-7\") { items > 10 AND responsetime > 50ms }",
    "service() { duration > 100ms }",
    "edge(, \"orders\") { operation = \"GetItem\" }",
    "(fault OR throttle) AND !service(\"service-7\") AND region = \"eu-west-1\"",
    "span() { self > 50ms AND depth > 2 }",
    "operation = \"GetItem\"",
    "rootcause.fault.service { last AND name = \"service-7\" }",
    "rootcause.responsetime.entity { remote AND coverage > 0.7 }",
    "rootcause.json = #[{\"Services\": [{\"Name\": \"service-7\"}]}]",
];

fn main() {
    divan::main();
}

#[divan::bench(args = EXPRESSIONS)]
fn select(bencher: divan::Bencher, expression: &str) {
    let (store, index) = &*LOADED;
    let filter = Filter::parse(expression).expect("a valid expression");
    bencher.bench(|| divan::black_box(&filter).select(store, index));
}

#[divan::bench]
fn parse(bencher: divan::Bencher) {
    let all = EXPRESSIONS.join(" AND ");
    bencher.bench(|| Filter::parse(divan::black_box(&all)));
}
