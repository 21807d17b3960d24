//! Documents of Jaeger's shape, with mistakes.
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

static FILE: Shape = Shape::Either(&[&ANSWER, &TRACED, &SPAN, &STORED, &Shape::List(&STORED)]);
static ANSWER: Shape = Shape::Object(&[("data", &Shape::List(&TRACED)), ("errors", &TEXT)]);
static TRACED: Shape = Shape::Object(&[
    ("traceID", &TRACE),
    ("spans", &Shape::List(&SPAN)),
    ("processes", &PROCESSES),
]);
static STORED: Shape = Shape::Object(&[
    ("_index", &TEXT),
    ("_source", &SPAN),
    ("hits", &Shape::Object(&[("hits", &Shape::List(&STORED))])),
    ("index", &Shape::Object(&[("_index", &TEXT)])),
]);
static PROCESSES: Shape = Shape::Object(&[("p1", &PROCESS), ("p2", &PROCESS), ("", &PROCESS)]);
static PROCESS: Shape =
    Shape::Object(&[("serviceName", &TEXT), ("tags", &TAGS), ("tag", &Shape::Map(&TEXT))]);
static SPAN: Shape = Shape::Object(&[
    ("traceID", &TRACE),
    ("spanID", &ID),
    ("parentSpanID", &ID),
    ("startTime", &TIME),
    ("duration", &TIME),
    ("operationName", &TEXT),
    ("processID", &Shape::Plain(&["\"p1\"", "\"p2\"", "\"p3\"", "1"])),
    ("process", &PROCESS),
    ("references", &Shape::List(&REFERENCE)),
    ("tags", &TAGS),
    ("tag", &Shape::Map(&TEXT)),
    ("logs", &Shape::List(&LOG)),
]);
static REFERENCE: Shape = Shape::Object(&[
    ("refType", &Shape::Plain(&["\"CHILD_OF\"", "\"FOLLOWS_FROM\"", "\"\""])),
    ("traceID", &TRACE),
    ("spanID", &ID),
    ("span", &SPAN),
]);
static TAGS: Shape = Shape::List(&TAG);
static TAG: Shape = Shape::Object(&[
    ("key", &KEY),
    ("value", &Shape::Either(&[&TEXT, &NUMBER])),
    ("type", &Shape::Plain(&["\"string\"", "\"int64\"", "\"bool\"", "\"float64\"", "\"binary\""])),
]);
static LOG: Shape = Shape::Object(&[("timestamp", &TIME), ("fields", &TAGS)]);
