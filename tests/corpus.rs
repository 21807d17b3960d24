//! Every trace file of the corpus beside the project: real exports of real tools.

mod common;

use spanmap::ingest::{Format, ingest};

const BOTH_SIDES: &str = "a record with both sides of a call is two spans";

/// Where the list and the store disagree: file, what is found, and why that is right.
const DISAGREEMENTS: &[(&str, (usize, usize), &str)] = &[
    (
        "generated/xray-node.moto.trace-summaries.json",
        (599, 0),
        "each summary is listed as a trace of its own, without spans; the list counts documents",
    ),
    (
        "xray/awsdocs__aws-xray-developer-guide__gettingdata-02-gettracesummaries-output.json",
        (2, 0),
        "as above",
    ),
    (
        "broken/awsdocs__aws-xray-developer-guide__xray_sendingdata-04-subsegment.json",
        (1, 1),
        "a line break written as two characters separates header and document: both are read",
    ),
    (
        "zipkin/openzipkin__zipkin__netflix.json",
        (1, 6),
        "two records without an endpoint are pieces of the call that has their id",
    ),
    (
        "zipkin/zzhlogin__opentelemetry-collector-contrib-aws__receiver.sample1.json",
        (1, 1),
        "nine copies of one span",
    ),
    ("zipkin/openzipkin__zipkin__v1.span-rpc.json", (1, 2), BOTH_SIDES),
    ("zipkin/openzipkin__zipkin__v1.span-rpc-ipv6.json", (1, 2), BOTH_SIDES),
    ("zipkin/FudanSELab__train-ticket__example.json", (1, 157), BOTH_SIDES),
    ("zipkin/FudanSELab__train-ticket__zipkin-upload.json", (1, 3), BOTH_SIDES),
    ("zipkin/FudanSELab__train-ticket__error-normal.cancel-1.json", (1, 5), BOTH_SIDES),
    ("zipkin/FudanSELab__train-ticket__error-normal.cancel-2.json", (1, 23), BOTH_SIDES),
    ("zipkin/FudanSELab__train-ticket__error-normal.login.json", (1, 5), BOTH_SIDES),
    ("zipkin/FudanSELab__train-ticket__error-normal.order.json", (1, 3), BOTH_SIDES),
    ("zipkin/jaegertracing__jaeger__zipkin_v1_merged_spans.json", (1, 3), BOTH_SIDES),
];

#[test]
fn files_load_with_the_traces_and_spans_listed() {
    let mut wrong = String::new();
    for entry in common::corpus() {
        let (store, report) = ingest("any name", &entry.bytes);
        let found = (store.traces().len(), store.span_count());
        let other = DISAGREEMENTS.iter().find(|d| d.0 == entry.file).map(|d| d.1);
        let expected = other.unwrap_or((entry.traces, entry.spans));
        if found != expected {
            let problems = common::report(&report);
            wrong += &format!("{}: {found:?}, not {expected:?}\n{problems}\n", entry.file);
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_file_tells_its_format_or_what_is_wrong() {
    for entry in common::corpus() {
        let (store, report) = ingest("any name", &entry.bytes);
        for problem in &report.problems {
            assert!(problem.path.starts_with('$'), "{}: {problem:?}", entry.file);
            assert!(problem.offset <= entry.bytes.len() as u64, "{}: {problem:?}", entry.file);
            assert!(!problem.reason.is_empty() && problem.count > 0, "{}", entry.file);
        }
        let loaded = !store.is_empty() || store.graph.is_some();
        assert!(loaded || !report.problems.is_empty(), "{} is passed over in silence", entry.file);
        let format = match entry.kind.as_str() {
            "otlp" => Format::Otlp,
            "jaeger" => Format::Jaeger,
            "zipkin" => Format::Zipkin,
            _ => continue,
        };
        assert_eq!(report.sources[0].format, Some(format), "{}", entry.file);
    }
}

/// Files that look like traces to a person: what is said of them leads on.
#[test]
fn every_trace_is_found_by_the_id_that_it_is_shown_with() {
    for entry in common::corpus() {
        let (store, _) = ingest("", &entry.bytes);
        for trace in store.trace_ids() {
            let text = store.trace_text(trace);
            assert_eq!(store.find_trace(text), Some(trace), "{} {text}", entry.file);
        }
    }
}

#[test]
fn near_misses_say_what_they_are() {
    for (file, expect) in [
        ("tempo-search-response.json", "an answer of Tempo's search"),
        ("tempo-search-responseAmbient.json", "an answer of Tempo's search"),
        ("otlp-logs.json", "logs, not spans"),
        ("zipkin_proto_01.json", "with ids in base64"),
        ("2_traces.json", "rows of a table of spans"),
        ("otel_v1_apm_span_explore.data.ndjson", "rows of a table of spans"),
    ] {
        for entry in common::corpus().iter().filter(|e| e.file.ends_with(&format!("__{file}"))) {
            let (_, report) = ingest("", &entry.bytes);
            let told = common::report(&report);
            assert!(report.problems.iter().any(|p| p.reason.contains(expect)), "{file}: {told}");
        }
    }
}

/// What is said of files that are X-Ray data only nearly.
#[test]
fn broken_xray_files_are_located() {
    let mut told = String::new();
    for entry in common::corpus() {
        if entry.kind == "broken" && entry.file.contains("xray") {
            let (_, report) = ingest("", &entry.bytes);
            told += entry.file.rsplit("__").next().unwrap_or_default();
            told += &common::report(&report);
        }
    }
    if !told.is_empty() {
        insta::assert_snapshot!(told);
    }
}

/// A line a span: names, times, status, nodes. Compared by eye with the pictures of the X-Ray console.
#[test]
fn traces_of_applications() {
    for name in [
        "event_processing_app",
        "hello_retail_app_error",
        "thumbnail_app_in_progress",
        "thumbnail_app_missing_root",
    ] {
        let file = format!("xray/joe4dev__trigger-bench__{name}.traces.json");
        for entry in common::corpus().into_iter().filter(|e| e.file == file) {
            let (store, report) = ingest("", &entry.bytes);
            assert_eq!(report.sources[0].format, Some(Format::Xray));
            insta::assert_snapshot!(name, common::tree(&store));
        }
    }
}

#[test]
fn graphs_of_the_api() {
    for (name, file) in [
        (
            "get-service-graph",
            "xray/awsdocs__aws-xray-developer-guide__gettingdata-01-getservicegraph-output.json",
        ),
        ("graph-under-data", "xray/EugeneDraitsev__react-aws-xray-service-graph__mock.json"),
    ] {
        for entry in common::corpus().into_iter().filter(|e| e.file == file) {
            let (store, report) = ingest("", &entry.bytes);
            insta::assert_snapshot!(name, common::graph(&store) + &common::report(&report));
        }
    }
}

/// The console's file of a trace and the command line's hold the same spans.
#[test]
fn two_exports_of_one_trace_are_one_tree() {
    let tree = |name: &str| {
        let file = format!("xray/joe4dev__trigger-bench__{name}");
        let entry = common::corpus().into_iter().find(|e| e.file == file)?;
        Some(common::tree(&ingest("", &entry.bytes).0))
    };
    for name in ["thumbnail_app", "realworld_app_missing_coldstart2"] {
        let (web, cli) = (format!("{name}.trace_web.json"), format!("{name}.traces.json"));
        assert_eq!(tree(&web), tree(&cli), "{name}");
    }
}

/// The same traffic in three containers. The middle one lacks the documents of subsegments.
#[test]
fn containers_of_one_traffic_agree() {
    let tree = |name: &str| {
        let file = format!("generated/xray-node.{name}");
        let entry = common::corpus().into_iter().find(|e| e.file == file)?;
        Some(common::full(&ingest("", &entry.bytes).0))
    };
    assert_eq!(tree("datagrams.txt"), tree("segments.jsonl"));
}
