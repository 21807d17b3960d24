//! Documents of OTLP's shape, with mistakes.
//! Runs like the target `ingest`.

#![no_main]

mod common;

use common::shape::{ID, KEY, NUMBER, TEXT, TIME, TRACE};
use common::{Dice, Shape};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut dice = Dice::new(data);
    let chunk = dice.below(64);
    let mut text = Vec::new();
    for _ in 0..=dice.below(4) {
        common::write(&FILE, &mut dice, &mut text);
        text.push(b'\n');
    }
    common::check(&text, chunk);
});

static FILE: Shape = Shape::Either(&[&REQUEST, &Shape::List(&REQUEST), &SPAN, &RESULT]);
static RESULT: Shape = Shape::Object(&[("result", &REQUEST), ("trace", &REQUEST), ("data", &FILE)]);
static REQUEST: Shape = Shape::Object(&[
    ("resourceSpans", &RESOURCES),
    ("resource_spans", &RESOURCES),
    ("batches", &RESOURCES),
    ("resourceLogs", &RESOURCES),
]);
static RESOURCES: Shape = Shape::List(&Shape::Object(&[
    ("scopeSpans", &SCOPES),
    ("resource", &ATTRIBUTED),
    ("instrumentationLibrarySpans", &SCOPES),
    ("scope_spans", &SCOPES),
]));
static SCOPES: Shape = Shape::List(&Shape::Object(&[
    ("spans", &Shape::List(&SPAN)),
    ("scope", &SCOPE),
    ("instrumentationLibrary", &SCOPE),
]));
static SCOPE: Shape =
    Shape::Object(&[("name", &TEXT), ("version", &TEXT), ("attributes", &ATTRIBUTES)]);
static ATTRIBUTED: Shape = Shape::Object(&[("attributes", &ATTRIBUTES)]);
static SPAN: Shape = Shape::Object(&[
    ("traceId", &TRACE),
    ("spanId", &ID),
    ("parentSpanId", &ID),
    ("startTimeUnixNano", &TIME),
    ("endTimeUnixNano", &TIME),
    ("name", &TEXT),
    ("kind", &KIND),
    ("status", &STATUS),
    ("attributes", &ATTRIBUTES),
    ("events", &Shape::List(&EVENT)),
    ("links", &Shape::List(&LINK)),
    ("trace_id", &TRACE),
    ("span_id", &ID),
    ("start_time_unix_nano", &TIME),
    ("resource", &ATTRIBUTED),
]);
static KIND: Shape = Shape::Plain(&["2", "3", "1", "4", "5", "\"SPAN_KIND_SERVER\"", "\"x\"", "9"]);
static STATUS: Shape = Shape::Object(&[
    ("code", &Shape::Plain(&["2", "1", "0", "\"STATUS_CODE_ERROR\"", "{}"])),
    ("message", &TEXT),
]);
static EVENT: Shape =
    Shape::Object(&[("name", &TEXT), ("timeUnixNano", &TIME), ("attributes", &ATTRIBUTES)]);
static LINK: Shape = Shape::Object(&[("traceId", &TRACE), ("spanId", &ID)]);
static ATTRIBUTES: Shape = Shape::Either(&[&Shape::List(&ENTRY), &Shape::Map(&TEXT)]);
static ENTRY: Shape = Shape::Object(&[("key", &KEY), ("value", &VALUE)]);
static VALUE: Shape = Shape::Object(&[
    ("stringValue", &TEXT),
    ("intValue", &NUMBER),
    ("doubleValue", &NUMBER),
    ("boolValue", &Shape::Plain(&["true", "false", "1"])),
    ("arrayValue", &Shape::Object(&[("values", &Shape::List(&VALUE))])),
    ("kvlistValue", &Shape::Object(&[("values", &Shape::List(&ENTRY))])),
    ("bytesValue", &TEXT),
]);
