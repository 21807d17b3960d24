//! Envelopes in envelopes, strings of JSON in strings of JSON, lines, separators and encodings round small
//! records of all formats. Runs like the target `ingest`.

#![no_main]

mod common;

use common::{Dice, Shape, write};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut dice = Dice::new(data);
    let (chunk, charset) = (dice.below(64), dice.below(6));
    let mut text = Vec::new();
    for _ in 0..=dice.below(6) {
        piece(&mut dice, 0, &mut text);
        text.extend_from_slice(SEPARATORS[dice.below(SEPARATORS.len())]);
    }
    common::check(&encoded(text, charset), chunk);
});

const SEPARATORS: [&[u8]; 8] =
    [b"\n", b"", b",", b"\\n", b"\r\n\r\n", b"\xef\xbb\xbf", b" \0 ", b"nonsense \""];

/// Deeper than strings of JSON are followed.
const MOST_QUOTED: usize = 5;

/// A document, or the text of some as a string, escaped as often as it is quoted.
fn piece(dice: &mut Dice, depth: usize, out: &mut Vec<u8>) {
    if depth == MOST_QUOTED || dice.below(4) < 3 {
        return write(&FILE, dice, out);
    }
    let mut inner = Vec::new();
    for _ in 0..=dice.below(3) {
        piece(dice, depth + 1, &mut inner);
    }
    let open: &[u8] = match dice.below(3) {
        0 => b"\"",
        1 => b"{\"Segments\":[{\"Document\":\"",
        _ => b"{\"TraceSegmentDocuments\":[\"",
    };
    out.extend_from_slice(open);
    for byte in inner {
        if matches!(byte, b'"' | b'\\') {
            out.push(b'\\');
        }
        match byte {
            b'\n' => out.extend_from_slice(b"\\n"),
            _ => out.push(byte),
        }
    }
    out.push(b'"');
    let close: &[u8] = match open.len() {
        1 => b"",
        27.. => b"]}",
        _ => b"}]}",
    };
    out.extend_from_slice(close);
}

fn encoded(text: Vec<u8>, charset: usize) -> Vec<u8> {
    let units = || String::from_utf8_lossy(&text).encode_utf16().collect::<Vec<u16>>();
    match charset {
        1 => units().iter().flat_map(|unit| unit.to_le_bytes()).collect(),
        2 => units().iter().flat_map(|unit| unit.to_be_bytes()).collect(),
        3 => [b"\xff\xfe".to_vec(), units().iter().flat_map(|u| u.to_le_bytes()).collect()].concat(),
        4 => [b"\xef\xbb\xbf".to_vec(), text].concat(),
        _ => text,
    }
}

static FILE: Shape = Shape::Either(&[&RECORD, &Shape::List(&FILE), &ENVELOPE, &ENVELOPE]);
static ENVELOPE: Shape = Shape::Object(&[
    ("Traces", &Shape::List(&ENVELOPE)),
    ("Segments", &Shape::List(&FILE)),
    ("Document", &FILE),
    ("Id", &common::shape::TRACE),
    ("spans", &Shape::List(&RECORD)),
    ("data", &Shape::List(&ENVELOPE)),
    ("result", &ENVELOPE),
    ("hits", &ENVELOPE),
    ("_source", &RECORD),
    ("resourceSpans", &Shape::List(&ENVELOPE)),
    ("scopeSpans", &Shape::List(&ENVELOPE)),
    ("resource", &RECORD),
    ("processes", &ENVELOPE),
    ("index", &ENVELOPE),
    ("LimitExceeded", &common::shape::NUMBER),
]);
static RECORD: Shape = Shape::Plain(&[
    r#"{"trace_id":"1-65000000-00112233445566778899aabb","id":"00000000000000a1","start_time":1,"end_time":2,"name":"x"}"#,
    r#"{"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"00000000000000a2","startTimeUnixNano":"1","endTimeUnixNano":"2","name":"한"}"#,
    r#"{"traceId":"8448eb211c80319c","id":"00000000000000a3","timestamp":1,"duration":2}"#,
    r#"{"traceID":"8448eb211c80319c","spanID":"00000000000000a4","processID":"p1","startTime":1,"duration":2}"#,
    r#"{"id":"00000000000000a1","start_time":1,"end_time":2}"#,
    r#"{"format":"json","version":1}"#,
    r#"{"attributes":[{"key":"service.name","value":{"stringValue":"s"}}]}"#,
    "{}",
    "null",
    "7",
]);
