//! Time of a map layout by size. Budget: 1 000 services within 500 ms, 5 000 within 5 s, in
//! WebAssembly.

#[path = "common/graphs.rs"]
mod graphs;

fn main() {
    divan::main();
}

#[divan::bench(args = [50, 200, 500, 1_000])]
fn map(bencher: divan::Bencher, services: usize) {
    let request = graphs::service_graph(services);
    bencher.bench(|| spanmap::layout::map(divan::black_box(&request)));
}

#[divan::bench(args = [50, 200])]
fn route_after_a_drag(bencher: divan::Bencher, services: usize) {
    let request = graphs::service_graph(services);
    let laid = spanmap::layout::map(&request);
    let mut centres = laid.nodes.clone();
    let last = centres.last().copied().unwrap_or_default();
    centres[0] = spanmap::layout::Point { x: last.x + 400.0, y: last.y };
    bencher.bench(|| spanmap::layout::route(divan::black_box(&request), &laid, &centres));
}
