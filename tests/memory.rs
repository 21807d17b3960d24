//! What a span costs.

#[path = "../benches/common/random.rs"]
mod random;
#[path = "../benches/common/spans.rs"]
mod spans;

use spanmap::ingest::ingest;

/// Beside its distinct strings a span takes 100 bytes at most, with the attributes that spans usually have.
#[test]
fn a_span_takes_a_hundred_bytes() {
    for (format, text) in [
        ("otlp", spans::otlp(10_000)),
        ("zipkin", spans::zipkin(10_000)),
        ("jaeger", spans::jaeger(10_000)),
    ] {
        let (store, _) = ingest("", text.as_bytes());
        let bytes = store.column_bytes() as f64 / store.len() as f64;
        println!(
            "{format}: {bytes:.1} bytes, {:.1} attributes a span",
            store.attributes.len() as f64 / store.len() as f64
        );
        assert!(bytes <= 100.0, "{format}: {bytes:.1}");
    }
}
