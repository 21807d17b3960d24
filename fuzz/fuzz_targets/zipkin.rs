//! Documents of Zipkin's shapes, both versions in one, with mistakes.
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

static FILE: Shape = Shape::Either(&[&Shape::List(&SPAN), &SPAN, &Shape::List(&FILE)]);
static SPAN: Shape = Shape::Object(&[
    ("traceId", &TRACE),
    ("id", &ID),
    ("parentId", &ID),
    ("name", &TEXT),
    ("kind", &Shape::Plain(&["\"CLIENT\"", "\"SERVER\"", "\"PRODUCER\"", "\"CONSUMER\"", "\"x\""])),
    ("timestamp", &TIME),
    ("duration", &TIME),
    ("localEndpoint", &ENDPOINT),
    ("remoteEndpoint", &ENDPOINT),
    ("tags", &Shape::Map(&Shape::Either(&[&TEXT, &NUMBER]))),
    ("shared", &Shape::Plain(&["true", "false"])),
    ("annotations", &Shape::List(&ANNOTATION)),
    ("binaryAnnotations", &Shape::List(&BINARY)),
]);
static ENDPOINT: Shape = Shape::Object(&[
    ("serviceName", &TEXT),
    ("ipv4", &Shape::Plain(&["\"10.0.0.1\"", "\"\"", "1"])),
    ("ipv6", &TEXT),
    ("port", &NUMBER),
]);
static ANNOTATION: Shape = Shape::Object(&[
    ("timestamp", &TIME),
    (
        "value",
        &Shape::Plain(&[
            "\"cs\"", "\"cr\"", "\"sr\"", "\"ss\"", "\"ms\"", "\"mr\"", "\"ws\"", "\"wr\"", "\"x\"",
        ]),
    ),
    ("endpoint", &ENDPOINT),
]);
static BINARY: Shape = Shape::Object(&[
    ("key", &Shape::Either(&[&Shape::Plain(&["\"sa\"", "\"ca\"", "\"ma\"", "\"lc\""]), &KEY])),
    ("value", &Shape::Either(&[&NUMBER, &TEXT])),
    ("endpoint", &ENDPOINT),
]);
