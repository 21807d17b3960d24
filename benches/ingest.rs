//! Bytes to a frozen store, beside a tree of `serde_json::Value` from the same bytes.
//!
//! `cargo bench --bench ingest`; the MB/s column is what counts, and only as a ratio within one run.

#[path = "common/random.rs"]
mod random;
#[path = "common/spans.rs"]
mod spans;

use std::fmt::Write;

use divan::Bencher;
use divan::counter::BytesCount;
use random::Random;
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
        let text = lines();
        bencher.counter(BytesCount::of_str(&text)).bench(|| ingest("bench", text.as_bytes()));
    }

    /// The chunks that a browser's stream delivers.
    #[divan::bench]
    fn store_from_chunks_of_64_kib(bencher: Bencher) {
        let text = lines();
        bencher.counter(BytesCount::of_str(&text)).bench(|| {
            let mut loader = spanmap::ingest::Loader::new(Default::default());
            loader.begin("bench");
            text.as_bytes().chunks(65_536).for_each(|chunk| loader.push(chunk));
            loader.finish()
        });
    }

    #[divan::bench]
    fn serde_json_value(bencher: Bencher) {
        let text = lines();
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
        let text = batch();
        bencher.counter(BytesCount::of_str(&text)).bench(|| ingest("bench", text.as_bytes()));
    }

    /// Stops at the documents, which are strings: less work than any reader of spans has.
    #[divan::bench]
    fn serde_json_value_without_documents(bencher: Bencher) {
        let text = batch();
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

/// One segment document a line.
fn lines() -> String {
    documents().into_iter().map(|(_, document)| document + "\n").collect()
}

/// The same documents as BatchGetTraces answers them: as strings.
fn batch() -> String {
    let mut out = r#"{"Traces":["#.to_owned();
    for (index, (trace, document)) in documents().into_iter().enumerate() {
        let comma = if index > 0 { "," } else { "" };
        let quoted = serde_json::Value::String(document);
        write!(out, r#"{comma}{{"Id":"{trace}","Duration":0.4,"LimitExceeded":false,"#).unwrap();
        write!(out, r#""Segments":[{{"Id":"{index:016x}","Document":{quoted}}}]}}"#).unwrap();
    }
    out + r#"],"UnprocessedTraceIds":[]}"#
}

/// A shop: each segment serves a request and makes four calls, one of them to a database.
fn documents() -> Vec<(String, String)> {
    const CALLS: usize = 4;
    let mut random = Random(7);
    let mut out = Vec::new();
    for index in 0..SPANS / (CALLS + 1) {
        let trace = format!("1-{:08x}-{:024x}", 0x6500_0000 + index / 100, random.next() as u128);
        let start = 1_694_498_816.0 + index as f64 * 0.037;
        let service = ["gateway", "order", "payment", "inventory", "notification"][index % 5];
        let mut text = format!(
            r#"{{"trace_id":"{trace}","id":"{:016x}","name":"{service}.shop.local","start_time":{start:.6},"#,
            random.next()
        );
        text += r#""service":{"runtime":"node","runtime_version":"v20.20.2","version":"1.4.2"},"#;
        text += r#""aws":{"xray":{"sdk":"X-Ray for Node.js","sdk_version":"3.12.0"},"ec2":{"instance_id":"i-0b5a4678fc325bg98","availability_zone":"us-west-2c"}},"#;
        let item = random.next() % 1000;
        let status = if random.next().is_multiple_of(50) { 500 } else { 200 };
        write!(text, r#""http":{{"request":{{"method":"POST","url":"https://{service}.shop.local/cart/{item}","client_ip":"10.0.0.{}","user_agent":"Mozilla/5.0 (X11; Linux x86_64)"}},"response":{{"status":{status}}}}},"#, index % 250).unwrap();
        write!(text, r#""annotations":{{"order_type":"express","user_id":{},"region":"eu-west-1","retry":false}},"#, random.next() % 5000).unwrap();
        text += r#""metadata":{"default":{"request":{"items":[1,2,3],"coupon":null,"note":"a \"quoted\" note"}}},"subsegments":["#;
        for call in 0..CALLS {
            let comma = if call > 0 { "," } else { "" };
            let (from, to) = (start + call as f64 * 0.02, start + call as f64 * 0.02 + 0.018);
            let id = random.next();
            write!(text, r#"{comma}{{"id":"{id:016x}","start_time":{from:.6},"end_time":{to:.6},"#)
                .unwrap();
            text += match call {
                0 => {
                    r#""name":"shop@db.internal","namespace":"remote","sql":{"url":"postgres://db.internal:5432/shop","database_version":"PostgreSQL 15.4","user":"app","sanitized_query":"SELECT n FROM stock WHERE sku = $1"}}"#
                }
                1 => {
                    r#""name":"DynamoDB","namespace":"aws","aws":{"operation":"GetItem","region":"eu-west-1","table_name":"carts","request_id":"CAU23OM6M8FO38UASGC7785ARVV4KQNSO5AEMVJF66Q9ASUAAJG","resource_names":["carts"]},"http":{"response":{"status":200,"content_length":60}}}"#
                }
                2 => {
                    r#""name":"inventory.shop.local","namespace":"remote","http":{"request":{"url":"https://inventory.shop.local/stock","method":"GET","traced":true},"response":{"status":200,"content_length":86}}}"#
                }
                _ => "\"name\":\"## render\"}",
            };
        }
        write!(text, r#"],"end_time":{:.6}}}"#, start + 0.1).unwrap();
        out.push((trace, text));
    }
    out
}
