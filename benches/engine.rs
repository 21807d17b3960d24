//! What the worker does for the screen, as [`Engine::handle`] does it: a small file whose map is a
//! thicket (forty services, nearly every one calling every other), so that what grows with the map
//! and not with the spans is seen. Budget: an answer to a filter within 200 ms in WebAssembly.

#[path = "common/mesh.rs"]
mod mesh;

use spanmap::engine::{Engine, Placed, Reply, Request, View};
use spanmap::model::Capacity;

/// Requests of thirty spans.
const TRACES: usize = 2_600;

fn main() {
    divan::main();
}

fn loading() -> Engine {
    let mut engine = Engine::new();
    engine.begin_load(false, Capacity::default());
    engine.begin_source("mesh.json", None);
    engine.push(mesh::text(TRACES).as_bytes());
    engine.end_source();
    engine
}

fn loaded() -> Engine {
    let mut engine = loading();
    engine.finish_load(0.0);
    engine
}

fn view(filter: &str) -> Request {
    Request::View(View { filter: filter.to_owned(), ..View::default() })
}

/// Trees, index, map and its layout.
#[divan::bench(sample_count = 10)]
fn finish_load(bencher: divan::Bencher) {
    bencher.with_inputs(loading).bench_local_values(|mut engine| {
        engine.finish_load(0.0);
        engine
    });
}

#[divan::bench]
fn filter(bencher: divan::Bencher) {
    let mut engine = loaded();
    let (all, some) = (view(""), view("service(\"s7\") { responsetime > 0.01 }"));
    bencher.bench_local(|| {
        engine.handle(all.clone(), None);
        engine.handle(some.clone(), None)
    });
}

/// The bytes that cross to the page.
#[divan::bench]
fn reply_to_bytes(bencher: divan::Bencher) {
    let reply = loaded().handle(view(""), None);
    bencher.bench(|| postcard::to_allocvec(&reply));
}

#[divan::bench(sample_count = 10)]
fn relayout(bencher: divan::Bencher) {
    let mut engine = loaded();
    bencher.bench_local(|| engine.handle(Request::Relayout, None));
}

#[divan::bench(sample_count = 10)]
fn routes_after_a_drag(bencher: divan::Bencher) {
    let mut engine = loaded();
    let Reply::Overview(overview) = engine.handle(view(""), None) else { return };
    let node = &overview.nodes[0].node;
    let moved = vec![Placed { id: node.id.clone(), x: node.x + 200.0, y: node.y + 50.0 }];
    bencher.bench_local(|| engine.handle(Request::Route { moved: moved.clone() }, None));
}

/// One trace of 100 000 spans, seven calls to each, and the first rows of it.
fn large_trace() -> Engine {
    let span = |at: u64| {
        let (start, end) = (at * 1_000, at * 1_000 + (200_000 - at) * 1_000);
        let parent = if at == 1 { String::new() } else { format!("{:016x}", at.div_ceil(7)) };
        format!(
            r#"{{"traceId":"000000000000000000000000000000aa","spanId":"{at:016x}","parentSpanId":"{parent}","name":"step {}","kind":1,"startTimeUnixNano":"{start}","endTimeUnixNano":"{end}","attributes":[{{"key":"shard","value":{{"intValue":"{}"}}}}]}}"#,
            at % 50,
            at % 9
        )
    };
    let spans: Vec<String> = (1..=100_000).map(span).collect();
    let mut engine = Engine::new();
    engine.begin_load(false, Capacity::default());
    engine.begin_source("trace.json", None);
    let text = spans.join(",");
    engine.push(
        format!(r#"{{"resourceSpans":[{{"scopeSpans":[{{"spans":[{text}]}}]}}]}}"#).as_bytes(),
    );
    engine.end_source();
    engine.finish_load(0.0);
    engine
}

/// Budget: first rows within 100 ms of the click, in WebAssembly and with the page's own work.
#[divan::bench(sample_count = 10)]
fn open_a_trace_of_100_000_spans(bencher: divan::Bencher) {
    let mut engine = large_trace();
    let id = "000000000000000000000000000000aa".to_owned();
    bencher.bench_local(|| {
        let head = engine.handle(Request::Open { id: id.clone(), adjusted: false }, None);
        (head, engine.handle(Request::Rows { offset: 0, limit: 64 }, None))
    });
}
