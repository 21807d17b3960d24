//! Bytes to a frozen store, beside a tree of `serde_json::Value` from the same bytes.
//!
//! `cargo bench --bench ingest`; the MB/s column is what counts, and only as a ratio within one run.

#[path = "common/random.rs"]
mod random;
#[path = "common/segments.rs"]
mod segments;
#[path = "common/spans.rs"]
mod spans;

use divan::Bencher;
use divan::counter::BytesCount;
use spanmap::ingest::ingest;

fn main() {
    divan::main();
}

/// Spans of the generated files.
const SPANS: usize = 50_000;

#[divan::bench_group(sample_count = 12)]
mod json_lines {
    use super::*;

    #[divan::bench]
    fn store(bencher: Bencher) {
        let text = segments::lines(SPANS);
        bencher.counter(BytesCount::of_str(&text)).bench(|| ingest("bench", text.as_bytes()));
    }

    /// The chunks that a browser's stream delivers.
    #[divan::bench]
    fn store_from_chunks_of_64_kib(bencher: Bencher) {
        let text = segments::lines(SPANS);
        bencher.counter(BytesCount::of_str(&text)).bench(|| {
            let mut loader = spanmap::ingest::Loader::new(Default::default());
            loader.begin("bench");
            text.as_bytes().chunks(65_536).for_each(|chunk| loader.push(chunk));
            loader.finish()
        });
    }

    #[divan::bench]
    fn serde_json_value(bencher: Bencher) {
        let text = segments::lines(SPANS);
        bencher.counter(BytesCount::of_str(&text)).bench(|| {
            let values = text.lines().map(serde_json::from_str::<serde_json::Value>);
            values.collect::<Result<Vec<_>, _>>()
        });
    }
}

#[divan::bench_group(sample_count = 12)]
mod batch_get_traces {
    use super::*;

    #[divan::bench]
    fn store(bencher: Bencher) {
        let text = segments::batch(SPANS);
        bencher.counter(BytesCount::of_str(&text)).bench(|| ingest("bench", text.as_bytes()));
    }

    /// Stops at the documents, which are strings: less work than any reader of spans has.
    #[divan::bench]
    fn serde_json_value_without_documents(bencher: Bencher) {
        let text = segments::batch(SPANS);
        bencher
            .counter(BytesCount::of_str(&text))
            .bench(|| serde_json::from_str::<serde_json::Value>(&text));
    }
}

#[divan::bench_group(sample_count = 12)]
mod otlp_lines {
    use super::*;

    #[divan::bench]
    fn store(bencher: Bencher) {
        read(bencher, &spans::otlp(SPANS));
    }

    #[divan::bench]
    fn serde_json_value(bencher: Bencher) {
        let text = spans::otlp(SPANS);
        bencher.counter(BytesCount::of_str(&text)).bench(|| {
            let values = text.lines().map(serde_json::from_str::<serde_json::Value>);
            values.collect::<Result<Vec<_>, _>>()
        });
    }
}

#[divan::bench_group(sample_count = 12)]
mod zipkin {
    use super::*;

    #[divan::bench]
    fn store(bencher: Bencher) {
        read(bencher, &spans::zipkin(SPANS));
    }

    #[divan::bench]
    fn serde_json_value(bencher: Bencher) {
        parse(bencher, &spans::zipkin(SPANS));
    }
}

#[divan::bench_group(sample_count = 12)]
mod jaeger {
    use super::*;

    #[divan::bench]
    fn store(bencher: Bencher) {
        read(bencher, &spans::jaeger(SPANS));
    }

    #[divan::bench]
    fn serde_json_value(bencher: Bencher) {
        parse(bencher, &spans::jaeger(SPANS));
    }
}

fn read(bencher: Bencher, text: &str) {
    bencher.counter(BytesCount::of_str(text)).bench(|| ingest("bench", text.as_bytes()));
}

fn parse(bencher: Bencher, text: &str) {
    let counter = BytesCount::of_str(text);
    bencher.counter(counter).bench(|| serde_json::from_str::<serde_json::Value>(text));
}
