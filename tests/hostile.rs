//! Files that somebody made to hurt, or that a broken tool wrote: as deep, as long and as many as fit in a file.
//! Each loads in time and memory linear in its bytes; what of it is good is there.

mod common;

use std::fmt::Write;

use spanmap::engine::{Engine, Fold, Reply, Request};
use spanmap::ingest::{Format, Report, decode, detail, facts, ingest};
use spanmap::model::{Capacity, SpanId, SpanStore};

/// As deep as a file of a few megabytes can be.
const DEEP: usize = 1_000_000;
/// As many attributes as fit in one.
const MANY: usize = 1_000_000;
/// Bytes of a string.
const LONG: usize = 10_000_000;

/// Records of every format that hold `inner` where any value may stand, as (format, text).
fn around(inner: &str) -> Vec<(Format, String)> {
    let trace = "\"0af7651916cd43dd8448eb211c80319c\"";
    vec![
        (
            Format::Otlp,
            format!(
                r#"{{"traceId":{trace},"spanId":"00000000000000a1","name":"n","startTimeUnixNano":"1","endTimeUnixNano":"9","attributes":[{{"key":"k","value":{inner}}}],"extra":0}}"#
            ),
        ),
        (
            Format::Jaeger,
            format!(
                r#"{{"traceID":{trace},"spanID":"00000000000000a1","operationName":"n","startTime":1,"duration":9,"tags":[{{"key":"k","value":{inner}}}],"process":{{"serviceName":"s","tags":[]}},"extra":0}}"#
            ),
        ),
        (
            Format::Zipkin,
            format!(
                r#"{{"traceId":{trace},"id":"00000000000000a1","name":"n","timestamp":1,"duration":9,"tags":{{"k":{inner}}},"extra":0}}"#
            ),
        ),
        (
            Format::Xray,
            format!(
                r#"{{"trace_id":"1-0af76519-16cd43dd8448eb211c80319c","id":"00000000000000a1","name":"n","start_time":1,"end_time":9,"metadata":{{"k":{inner}}},"extra":0}}"#
            ),
        ),
    ]
}

/// Opens the first trace as a page does; how deep its last row stands.
fn look(text: &[u8], depth: u32) {
    let mut engine = Engine::new();
    engine.begin_load(false, Capacity::default());
    engine.push(text);
    engine.finish_load(1.0);
    let id = "1-0af76519-16cd43dd8448eb211c80319c".to_owned();
    let Reply::Opened(head) = engine.handle(Request::Open { id, adjusted: false }, None) else {
        panic!()
    };
    let offset = head.spans - 1;
    let Reply::Rows { rows, .. } = engine.handle(Request::Rows { offset, limit: 9 }, None) else {
        panic!()
    };
    assert_eq!(rows[0].depth, depth);
    engine.handle(Request::Fold(Fold::Level { level: Some(1) }), None);
    engine.handle(Request::Failures, None);
}

/// Reads text, asks everything of what came, and gives it back.
fn survive(text: &[u8]) -> (SpanStore, Report) {
    let (store, report) = ingest("", text);
    if let Some(span) = store.span_ids().next_back()
        && let Some(record) = store.record(span)
    {
        let stretch = &text[record.offset as usize..][..record.length as usize];
        let stretch = decode(stretch, store.sources()[0].charset);
        let raw = detail(&stretch, record.encoding, store.id(span), store.start(span));
        facts(&raw.expect("what was read is read again"));
    }
    (store, report)
}

#[test]
fn values_nested_a_million_deep() {
    let nested = "[{\"a\":".repeat(DEEP / 2) + "1" + &"}]".repeat(DEEP / 2);
    for (format, text) in around(&nested) {
        let (store, report) = survive(text.as_bytes());
        assert_eq!((store.len(), report.skipped), (1, 0), "{format:?}");
        assert_eq!(report.sources[0].format, Some(format));
    }
}

#[test]
fn containers_nested_a_million_deep() {
    let record = &around("1")[3].1;
    for open in ["[", "{\"Traces\":[", "{\"data\":", "{\"resourceSpans\":[{\"scopeSpans\":["] {
        let text = format!("{}\n{record}", open.repeat(DEEP / 10));
        let (_, report) = survive(text.as_bytes());
        assert!(!report.problems.is_empty(), "{open}");
    }
    let (_, report) = survive("[".repeat(DEEP).as_bytes());
    assert!(!report.problems.is_empty());
}

/// A chain of subsegments in one document. Its million is cut, so that nothing but reading takes time here.
#[test]
fn subsegments_nested_a_million_deep() {
    let document = r#"{"trace_id":"1-0af76519-16cd43dd8448eb211c80319c","id":"00000000000000a1","start_time":1,"end_time":9,"subsegments":["#;
    let open = "{\"subsegments\":[";
    let (store, report) = ingest("", (document.to_owned() + &open.repeat(DEEP)).as_bytes());
    assert_eq!((store.len(), report.skipped), (0, 1));
    let text = format!("{document}{}{}}}", open.repeat(DEEP / 20), "]}".repeat(DEEP / 20) + "]");
    let (store, report) = survive(text.as_bytes());
    assert_eq!((store.len(), report.skipped), (DEEP / 20 + 1, 0));
    look(text.as_bytes(), DEEP as u32 / 20);
}

#[test]
fn references_nested_a_million_deep() {
    let inner = "{\"references\":[".repeat(DEEP) + &"]}".repeat(DEEP);
    let text = around("1")[1].1.replace("\"extra\":0", &format!("\"references\":[{inner}]"));
    let (store, report) = survive(text.as_bytes());
    assert_eq!((store.len(), report.skipped), (1, 0));
}

/// Lists in lists and maps in maps, as OTLP wraps them.
#[test]
fn wrapped_values_nested_a_million_deep() {
    for (open, close, depth, shown) in [
        ("{\"arrayValue\":{\"values\":[", "]}}", DEEP, "[[["),
        (
            "{\"kvlistValue\":{\"values\":[{\"key\":\"k\",\"value\":",
            "}]}}",
            DEEP / 10,
            "{\"k\":{\"k\":",
        ),
    ] {
        let value = format!("{}{{\"intValue\":\"1\"}}{}", open.repeat(depth), close.repeat(depth));
        let (store, report) = ingest("", around(&value)[0].1.as_bytes());
        assert_eq!((store.len(), report.skipped), (1, 0), "{open}");
        let value = store.attributes(SpanId(0)).next().unwrap().value;
        assert!(store.value_text(value).starts_with(shown), "plain JSON");
    }
}

#[test]
fn strings_of_ten_megabytes() {
    let texts =
        ["x".repeat(LONG), "\\n".repeat(LONG / 2), "한".repeat(LONG / 3), "\u{7f}".repeat(LONG)];
    for (at, text) in texts.iter().enumerate() {
        let (format, record) = around(&format!("\"{text}\"")).swap_remove(at);
        let (store, report) = survive(record.as_bytes());
        assert_eq!((store.len(), report.skipped), (1, 0), "{format:?}");
    }
    for (format, record) in around("1") {
        for known in ["\"n\"", "\"k\"", "\"00000000000000a1\"", "\"extra\""] {
            let text = record.replace(known, &format!("\"{}\"", "z".repeat(LONG / 100)));
            assert_eq!(survive(text.as_bytes()).0.len(), 1, "{format:?} {known}");
        }
    }
}

#[test]
fn a_million_attributes_on_a_span() {
    let text = |many: usize, names: usize| {
        let mut tags = String::new();
        (0..many).for_each(|i| write!(tags, "\"{}\":1,", i % names).unwrap());
        around("1")[2].1.replace("\"k\":1", tags.trim_end_matches(','))
    };
    let (store, _) = ingest("", text(MANY, 100).as_bytes());
    assert_eq!(store.attributes(SpanId(0)).count(), MANY);
    let one = text(MANY / 50, MANY);
    let (store, report) = survive(format!("{one}\n{one}").as_bytes());
    assert_eq!(
        (store.attributes(SpanId(0)).count(), report.merged),
        (MANY / 50, 1),
        "copies join theirs"
    );
}

/// Of each format many of what its records hold in lists.
#[test]
fn many_of_everything_on_a_span() {
    const MANY: usize = 20_000;
    let many = |item: &dyn Fn(usize) -> String| {
        let items: Vec<String> = (0..MANY).map(item).collect();
        format!("[{}]", items.join(","))
    };
    let record = |format: Format, members: String| {
        let all = around("1");
        let text = &all.iter().find(|r| r.0 == format).unwrap().1;
        text.replace("\"extra\":0", &members)
    };
    let reference =
        |i| format!(r#"{{"refType":"FOLLOWS_FROM","traceID":"{i:032x}","spanID":"{i:016x}"}}"#);
    let link = |i| format!(r#"{{"traceId":"{i:032x}","spanId":"{i:016x}"}}"#);
    let event = |i| {
        format!(
            r#"{{"name":"exception","timeUnixNano":"{i}","attributes":[{{"key":"exception.type","value":{{"stringValue":"E{i}"}}}}]}}"#
        )
    };
    let said = |i| {
        format!(r#"{{"timestamp":{i},"value":"v{i}","endpoint":{{"serviceName":"s{}"}}}}"#, i % 9)
    };
    let raised = |i| format!(r#"{{"id":"{i:016x}","type":"E","cause":"{:016x}"}}"#, i + 1);
    for text in [
        record(Format::Jaeger, format!("\"references\":{}", many(&reference))),
        record(Format::Otlp, format!("\"links\":{},\"events\":{}", many(&link), many(&event))),
        record(Format::Zipkin, format!("\"annotations\":{}", many(&said))),
        record(Format::Xray, format!("\"cause\":{{\"exceptions\":{}}}", many(&raised))),
    ] {
        let twice = format!("{text}\n{text}");
        let (store, report) = survive(twice.as_bytes());
        assert_eq!((store.len(), report.merged, report.skipped), (1, 1, 0));
    }
}

/// Spans that have the id, the parent or the trace in common with all others.
#[test]
fn many_spans_of_one_id() {
    const MANY: usize = 20_000;
    for (trace, id, parent) in [(1, 7, 7), (1, 7, 0), (1, 0, 9), (0, 7, 9)] {
        let mut text = String::new();
        for i in 0..MANY {
            let trace = if trace == 0 { i } else { trace };
            writeln!(text, r#"{{"traceId":"{trace:032x}","spanId":"{id:016x}","parentSpanId":"{parent:016x}","name":"n{}","startTimeUnixNano":"{}","endTimeUnixNano":"{}"}}"#, i % 20, i + 5, i + 9).unwrap();
        }
        assert_eq!(ingest("", text.as_bytes()).0.len(), MANY);
    }
}

/// Whatever stands where a number, a time, an id or a text belongs: the span loads.
#[test]
fn values_out_of_range_cost_no_span() {
    const ODD: [&str; 22] = [
        "1e300",
        "-1e300",
        "-1",
        "0",
        "18446744073709551616",
        "9223372036854775808",
        "NaN",
        "-Infinity",
        "\"NaN\"",
        "\"-1\"",
        "\"1e300\"",
        "1.5",
        "1e-300",
        "null",
        "true",
        "[]",
        "{}",
        "[[1]]",
        "\"\"",
        "\"\\ud800\"",
        "\"\\u0000\"",
        "\"\\x\"",
    ];
    for (format, record) in around("1") {
        for (place, _) in record.match_indices("\":").collect::<Vec<_>>() {
            let from = place + 2;
            let Some(length) = value_length(&record[from..]) else { continue };
            for odd in ODD {
                let text = format!("{}{odd}{}", &record[..from], &record[from + length..]);
                let (store, report) = survive(text.as_bytes());
                let told = store.len() == 1 || !report.problems.is_empty();
                assert!(told, "{format:?} {text}");
            }
        }
    }
}

/// Of a plain value; lists and objects have theirs inside.
fn value_length(text: &str) -> Option<usize> {
    let plain = !text.starts_with(['{', '[']);
    let end = if let Some(inner) = text.strip_prefix('"') {
        inner.find('"')? + 2
    } else {
        text.find([',', '}', ']'])?
    };
    plain.then_some(end)
}

/// The last of several members of a name counts, or the first: never both, and never none.
#[test]
fn members_told_twice() {
    for (format, record) in around("1") {
        let inside = &record[1..record.len() - 1];
        let (store, report) = survive(format!("{{{inside},{inside}}}").as_bytes());
        assert_eq!((store.len(), report.skipped), (1, 0), "{format:?}");
        assert_eq!(store.name(SpanId(0)), "n", "{format:?}");
    }
}

/// Bytes that are no text, at every place of a record: what stands around it loads.
#[test]
fn bytes_that_are_no_text() {
    for (format, record) in around("1") {
        let other = record.replace("00000000000000a1", "00000000000000a2");
        for wrong in [&b"\xff"[..], b"\0", b"\xed\xa0\x80", b"\\ud800", b"\xf0\x9f"] {
            for at in 0..record.len() {
                let mut bytes = record.as_bytes().to_vec();
                bytes.splice(at..at, wrong.iter().copied());
                let text = [other.as_bytes(), b"\n", &bytes, b"\n", other.as_bytes()].concat();
                let (store, report) = ingest("", &text);
                let found = store.span_ids().any(|s| store.id(s) == 0xa2);
                assert!(found, "{format:?} {wrong:?} at {at}: {}", common::report(&report));
            }
        }
    }
}

/// A file of lines, one of which was cut anywhere: the lines behind it load. Only where a list goes on behind a
/// comma or its bracket may the next line be taken for an element of it.
#[test]
fn a_line_cut_anywhere_costs_no_others() {
    let envelopes = [
        ("", ""),
        ("{\"data\":[", "]}"),
        ("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[", "]}]}]}"),
    ];
    for (format, record) in around("[{\"a\":[1,{\"b\":2}]}]") {
        for (open, close) in envelopes {
            let line = |id: &str| open.to_owned() + &record.replace("00000000000000a1", id) + close;
            let [cut, next, last] =
                ["00000000000000a1", "00000000000000a2", "00000000000000a3"].map(line);
            for end in 1..cut.len() {
                let text = format!("{}\n{next}\n{last}", &cut[..end]);
                let (store, report) = ingest("", text.as_bytes());
                let found = |id| store.span_ids().any(|s| store.id(s) == id);
                let may_go_on = cut[..end].trim_end().ends_with(['[', ',']);
                let told = common::report(&report);
                assert!(found(0xa3) && (may_go_on || found(0xa2)), "{format:?} {text}\n{told}");
            }
        }
    }
}
