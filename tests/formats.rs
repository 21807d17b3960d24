//! Fixtures of OTLP, Zipkin and Jaeger in, text out: what is understood of each form, the map that it
//! gives, and what is said about wrong text. And that the forms of one traffic say the same.

mod common;

use std::{fs, path::Path};

use spanmap::ingest::{detail, facts, ingest};

/// Reads a fixture and compares spans, map and report with the snapshot of its name.
fn check(file: &str) {
    let (store, report) = ingest(file, &fixture(file));
    let found = common::full(&store) + &common::map(&store) + &common::report(&report);
    insta::assert_snapshot!(file.replace('/', "_"), found);
}

#[test]
fn an_otlp_request() {
    check("otlp/request.json");
}

#[test]
fn otlp_lines_among_those_of_other_signals() {
    check("otlp/lines.jsonl");
}

#[test]
fn otlp_as_old_tempo_answers() {
    check("otlp/tempo.json");
}

#[test]
fn otlp_in_envelopes_of_query_services() {
    check("otlp/envelopes.json");
}

#[test]
fn otlp_with_underscores_joins_the_trace_of_x_ray() {
    check("otlp/snake-and-xray.jsonl");
}

#[test]
fn odd_otlp() {
    check("otlp/odd.json");
}

#[test]
fn zipkin_of_version_2() {
    check("zipkin/v2.json");
}

#[test]
fn zipkin_of_version_1() {
    check("zipkin/v1.json");
}

#[test]
fn zipkin_in_arrays_of_arrays() {
    check("zipkin/arrays.json");
}

#[test]
fn zipkin_in_pieces_of_which_one_says_whose_it_is() {
    check("zipkin/pieces.json");
}

#[test]
fn zipkin_calls_to_databases() {
    check("zipkin/databases.json");
}

#[test]
fn otlp_of_envoy_whose_addresses_are_its_own() {
    check("otlp/envoy.json");
}

#[test]
fn zipkin_of_services_that_cut_trace_ids() {
    check("zipkin/short-ids.json");
}

#[test]
fn jaeger_as_the_api_answers() {
    check("jaeger/api.json");
}

#[test]
fn jaeger_as_the_ui_transforms_it() {
    check("jaeger/ui.json");
}

#[test]
fn jaeger_out_of_elasticsearch() {
    check("jaeger/bulk.jsonl");
}

/// What stands around spans may stand behind them, and a list of spans may be cut anywhere.
#[test]
fn forms_of_one_traffic_agree() {
    for (one, other) in [
        ("otlp/request.json", "otlp/late.json"),
        ("jaeger/api.json", "jaeger/bare.json"),
        ("jaeger/bulk.jsonl", "jaeger/search.json"),
        ("zipkin/v2.json", "zipkin/lines.jsonl"),
    ] {
        let [a, b] = [one, other].map(|file| ingest("", &fixture(file)).0);
        assert_eq!(common::full(&a), common::full(&b), "{one} {other}");
        assert_eq!(common::map(&a), common::map(&b), "{one} {other}");
    }
}

/// The detail of every span that has one: groups, statement, exceptions with stacks, events.
#[test]
fn what_the_detail_of_a_span_shows() {
    for file in ["otlp/request.json", "zipkin/v1.json", "jaeger/api.json", "jaeger/logs.json"] {
        let bytes = fixture(file);
        let (store, _) = ingest("", &bytes);
        let mut text = String::new();
        for span in store.span_ids() {
            let record = store.record(span).unwrap();
            let from = record.offset as usize;
            let stretch = &bytes[from..from + record.length as usize];
            let raw = detail(stretch, record.encoding, store.id(span), store.start(span)).unwrap();
            assert_eq!(raw.as_bytes(), stretch, "the record is the span");
            text += &format!("{}\n{:#?}\n", store.name(span), facts(&raw));
        }
        insta::assert_snapshot!(format!("detail_{}", file.replace('/', "_")), text);
    }
}

fn fixture(file: &str) -> Vec<u8> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    fs::read(root.join(file)).unwrap()
}
