//! Fixtures in, text out: what is understood of each container, and what is said about wrong text.

mod common;

use std::{fs, path::Path};

use spanmap::ingest::{Format, Loader, detail, ingest};
use spanmap::model::{Encoding, Flags, Nanos, SpanStore, StoreBuilder};

/// Reads a fixture and compares traces, graph and report with the snapshot of its name.
fn check(file: &str) {
    let (store, report) = ingest(file, &fixture(file));
    let found = common::full(&store) + &common::graph(&store) + &common::report(&report);
    insta::assert_snapshot!(file, found);
}

#[test]
fn a_bare_segment() {
    check("segment.json");
}

#[test]
fn an_array_of_segments() {
    check("array.json");
}

#[test]
fn json_lines_in_any_order_with_copies() {
    check("lines.jsonl");
}

#[test]
fn datagrams_of_the_daemon() {
    check("daemon.txt");
}

#[test]
fn a_put_trace_segments_request() {
    check("put-trace-segments.json");
}

#[test]
fn a_batch_get_traces_answer() {
    check("batch-get-traces.json");
}

#[test]
fn raw_data_of_the_console_with_the_trace_id_last() {
    check("raw-data.json");
}

#[test]
fn an_array_of_traces_in_other_spellings() {
    check("traces.json");
}

#[test]
fn retrieved_traces() {
    check("retrieved-traces.json");
}

#[test]
fn a_string_that_holds_json() {
    check("string.json");
}

#[test]
fn trace_summaries() {
    check("summaries.json");
}

#[test]
fn the_cause_of_an_inferred_segment_is_a_message() {
    check("inferred-cause.json");
}

#[test]
fn a_service_graph() {
    check("service-graph.json");
}

#[test]
fn a_retrieved_graph() {
    check("retrieved-graph.json");
}

#[test]
fn odd_values() {
    check("odd.jsonl");
}

#[test]
fn wrong_lines_among_good_ones() {
    check("broken.jsonl");
}

/// Text in; the problems told, one a line.
#[track_caller]
fn problems(bytes: &[u8], expect: &str) {
    let (_, report) = ingest("file", bytes);
    let lines: Vec<String> = common::report(&report).lines().skip(1).map(str::to_owned).collect();
    assert_eq!(lines.join("\n"), expect);
}

#[test]
fn what_cannot_be_read_is_named() {
    problems(b"", "the file is empty x1 at $ (0)");
    problems(b" \n", "no traces in it x1 at $ (0)");
    problems(b"{\"Traces\":[]}", "no traces in it x1 at $ (0)");
    problems(
        b"\x1f\x8b\x08\0rest",
        "the data are compressed (gzip): unpack them first, by `gzip -d` x1 at $ (0)",
    );
    problems(b"plain words", "text that is no JSON x1 at $ (0)");
    problems(b"{\"resourceSpans\":[]}", "no traces in it x1 at $ (0)");
}

/// Text in; the examples of its problems.
#[track_caller]
fn examples(text: &str, expect: &[&str]) {
    let (_, report) = ingest("file", text.as_bytes());
    let found: Vec<&str> = report.problems.iter().map(|p| p.example.as_str()).collect();
    assert_eq!(found, expect);
}

#[test]
fn problems_show_the_text_that_they_are_about() {
    examples(
        "{\"start_time\":1}\n {\"some\":\n  \"thing\"}",
        &["{\"start_time\":1} {\"some\": \"thing\"}"],
    );
    let long = "한".repeat(100);
    examples(&format!("{{\"{long}\":1 2}}"), &[&format!("{}\":1 2}}", "한".repeat(6))]);
    examples(&format!("[\"{long}\"]"), &[&format!("\"{}…", "한".repeat(26))]);
    examples(r#"["{\"id\":1 2}"]"#, &[r#"{"id":1 2}"#]);
    examples("", &[""]);
}

#[test]
fn marks_and_breaks_between_records_are_nothing() {
    let segment = r#"{"trace_id":"1-65000000-000000000000000000000001","id":"0000000000000001","name":"a","start_time":1,"end_time":2}"#;
    let text = format!("\u{feff}{segment},\r\n\r\n\\n\\r\\n{segment}{segment}\u{feff}");
    problems(text.as_bytes(), "skipped 0, merged 2");
}

#[test]
fn a_cut_file_keeps_what_was_complete() {
    let whole = r#"{"Traces":[{"Id":"1-65000000-000000000000000000000001","Segments":[
        {"Document":{"id":"0000000000000001","name":"a","start_time":1,"end_time":2}},
        {"Document":{"id":"0000000000000002","name":"b","sta"#;
    let (store, report) = ingest("file", whole.as_bytes());
    assert_eq!(names(&store), ["a"]);
    let expect = "the text ends within a record x1 at $.Traces[0].Segments[1].Document.name (215)";
    assert!(common::report(&report).contains(expect), "{}", common::report(&report));
}

#[test]
fn several_sources_are_one_store() {
    let mut loader = Loader::new(StoreBuilder::default());
    for file in ["lines.jsonl", "lines.jsonl", "summaries.json"] {
        loader.begin(file);
        loader.push(&fixture(file));
        loader.end();
    }
    assert_eq!(loader.spans(), 20);
    let (store, report) = loader.finish();
    let (once, _) = ingest("", &fixture("lines.jsonl"));
    assert_eq!(store.span_count(), once.span_count());
    let sizes: Vec<u64> = report.sources.iter().map(|s| s.bytes).collect();
    assert_eq!(sizes, [1292, 1292, 2089]);
    assert_eq!(store.sources()[2].bytes, 2089);

    let mut loader = Loader::new(store.thaw());
    loader.begin("more");
    loader.push(&fixture("array.json"));
    let (store, report) = loader.finish();
    assert_eq!((report.sources.len(), store.sources().len()), (1, 4));
    assert_eq!(store.traces().len(), 6);
}

#[test]
fn a_summary_yields_to_its_trace() {
    let mut loader = Loader::new(StoreBuilder::default());
    let summary = br#"{"TraceSummaries":[{"Id":"1-65000000-00112233445566778899aabb","StartTime":1,"HasFault":true}]}"#;
    for bytes in [summary.to_vec(), fixture("segment.json"), summary.to_vec()] {
        loader.begin("");
        loader.push(&bytes);
    }
    let (store, report) = loader.finish();
    assert_eq!(report.merged, 2);
    assert!(store.span_ids().all(|s| !store.flags(s).has(Flags::SUMMARY)));
    assert_eq!(report.sources[0].format, Some(Format::Xray));
    assert_eq!((report.sources[0].spans, report.sources[0].records), (0, 1));
}

#[test]
fn the_same_graph_twice_counts_once_and_another_adds_up() {
    let bytes = fixture("service-graph.json");
    let total = |texts: &[&[u8]]| {
        let mut loader = Loader::new(StoreBuilder::default());
        texts.iter().for_each(|text| {
            loader.begin("");
            loader.push(text);
        });
        let (store, _) = loader.finish();
        let graph = store.graph.unwrap();
        graph.nodes.iter().filter_map(|n| n.statistics.as_ref()).map(|s| s.ok).sum::<u64>()
    };
    let other = String::from_utf8(bytes.clone()).unwrap().replace("2.2", "3.2");
    assert_eq!(total(&[&bytes]), 9);
    assert_eq!(total(&[&bytes, &bytes]), 9);
    assert_eq!(total(&[&bytes, other.as_bytes()]), 18);
}

#[test]
fn the_text_of_each_span_is_found_again() {
    for file in FILES {
        let bytes = fixture(file);
        let (store, _) = ingest(file, &bytes);
        for span in store.span_ids() {
            let record = store.record(span).unwrap();
            let from = record.offset as usize;
            let text = &bytes[from..from + record.length as usize];
            let found = detail(text, record.encoding, store.id(span), store.start(span));
            let found = found.unwrap_or_else(|| panic!("{file}: {}", store.name(span)));
            assert!(found.contains('{') && !found.contains("\"subsegments\":["), "{found}");
            let plain = !file.contains("odd") && !store.flags(span).has(Flags::SUMMARY);
            let json: serde_json::Value = serde_json::from_str(&found).unwrap_or_default();
            assert!(!plain || json["name"] == store.name(span), "{file}: {found}");
        }
    }
}

#[test]
fn detail_keeps_members_in_order_and_leaves_subsegments_out() {
    let text = r#"{ "start_time":1, "id":"00000000000000ff", "subsegments":[{"id":"0000000000000001","b":1 , "a":[ 2 ]}], "x":"\u00e9" }"#;
    let escaped = serde_json::to_string(text).unwrap();
    let inside = &escaped[1..escaped.len() - 1];
    for (text, encoding) in [(text, Encoding::Plain), (inside, Encoding::Escaped)] {
        let found = |id| detail(text.as_bytes(), encoding, id, Nanos::ZERO).unwrap_or_default();
        assert_eq!(found(0xff), r#"{"start_time":1,"id":"00000000000000ff","x":"\u00e9"}"#);
        assert_eq!(found(1), r#"{"id":"0000000000000001","b":1,"a":[ 2 ]}"#);
        assert_eq!(found(2), "");
    }
}

#[test]
fn depth_costs_no_stack() {
    let subsegments = 100_000;
    let mut text = String::from(r#"{"trace_id":"t","id":"top","start_time":1,"end_time":2"#);
    for i in 1..=subsegments {
        text +=
            &format!(r#","subsegments":[{{"id":"{i:016x}","name":"n","start_time":1,"end_time":2"#);
    }
    text += &"}]".repeat(subsegments);
    text += "}";
    let (store, _) = ingest("", text.as_bytes());
    assert_eq!(store.len(), subsegments + 1);

    let depth = 1_000_000;
    let (open, close) = ("[".repeat(depth), "]".repeat(depth));
    let text = format!(
        r#"{{"id":"0000000000000001","trace_id":"t","start_time":1,"end_time":2,"metadata":{open}{close}}}"#
    );
    let (store, report) = ingest("", text.as_bytes());
    assert_eq!((store.len(), report.skipped), (1, 0));
    for text in [
        open.clone(),
        "{\"data\":".repeat(depth),
        "\"[".repeat(depth),
        text.replace("\"id\"", "\"x\""),
    ] {
        let (store, _) = ingest("", text.as_bytes());
        assert!(store.is_empty());
    }
}

#[test]
fn long_strings_and_long_lists_are_survived() {
    let long = "x".repeat(10_000_000);
    let text = format!(
        r#"{{"id":"0000000000000001","trace_id":"{long}","name":"{long}","start_time":1,"end_time":2,"annotations":{{"{long}":"{long}"}}}}"#
    );
    let mut loader = Loader::new(StoreBuilder::default());
    text.as_bytes().chunks(65_536).for_each(|chunk| loader.push(chunk));
    let (store, _) = loader.finish();
    assert_eq!(store.name(store.span_ids().next().unwrap()).len(), long.len());

    let annotations: String = (0..100_000).map(|i| format!(r#","k{i}":{i}"#)).collect();
    let text = format!(
        r#"{{"id":"0000000000000001","trace_id":"t","start_time":1,"annotations":{{"k":0{annotations}}}}}"#
    );
    let (store, _) = ingest("", text.as_bytes());
    assert_eq!(store.attributes(store.span_ids().next().unwrap()).count(), 100_001);
}

const FILES: [&str; 15] = [
    "array.json",
    "batch-get-traces.json",
    "broken.jsonl",
    "daemon.txt",
    "lines.jsonl",
    "odd.jsonl",
    "put-trace-segments.json",
    "raw-data.json",
    "retrieved-graph.json",
    "retrieved-traces.json",
    "segment.json",
    "service-graph.json",
    "string.json",
    "summaries.json",
    "traces.json",
];

fn fixture(file: &str) -> Vec<u8> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/xray");
    fs::read(root.join(file)).unwrap()
}

fn names(store: &SpanStore) -> Vec<&str> {
    store.span_ids().map(|s| store.name(s)).collect()
}
