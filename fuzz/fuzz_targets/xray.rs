//! Documents and answers of X-Ray's shapes, with mistakes.
//! Runs like the target `ingest`.

#![no_main]

mod common;

use common::shape::{ID, NUMBER, TEXT, TIME, TRACE};
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

static FILE: Shape = Shape::Either(&[&DOCUMENT, &ANSWER, &Shape::List(&DOCUMENT)]);
static ANSWER: Shape = Shape::Object(&[
    ("Traces", &Shape::List(&TRACED)),
    ("TraceSummaries", &Shape::List(&SUMMARY)),
    ("Services", &Shape::List(&NODE)),
    ("TraceSegmentDocuments", &Shape::List(&TEXT)),
    ("StartTime", &TIME),
    ("EndTime", &TIME),
]);
static TRACED: Shape = Shape::Object(&[
    ("Id", &TRACE),
    ("Segments", &Shape::List(&SEGMENT)),
    ("LimitExceeded", &FLAG),
    ("Duration", &NUMBER),
]);
static SEGMENT: Shape = Shape::Object(&[("Id", &ID), ("Document", &DOCUMENT)]);
static FLAG: Shape = Shape::Plain(&["true", "false", "\"true\"", "1"]);
static DOCUMENT: Shape = Shape::Object(&[
    ("trace_id", &TRACE),
    ("id", &ID),
    ("start_time", &TIME),
    ("end_time", &TIME),
    ("name", &TEXT),
    ("parent_id", &ID),
    ("subsegments", &Shape::List(&DOCUMENT)),
    ("in_progress", &FLAG),
    ("fault", &FLAG),
    ("error", &FLAG),
    ("throttle", &FLAG),
    ("inferred", &FLAG),
    ("type", &Shape::Plain(&["\"subsegment\"", "\"\""])),
    ("namespace", &Shape::Plain(&["\"aws\"", "\"remote\"", "\"x\"", "\"\""])),
    ("origin", &TEXT),
    ("http", &HTTP),
    ("sql", &Shape::Object(&[("url", &TEXT), ("sanitized_query", &TEXT)])),
    ("aws", &AWS),
    ("cause", &CAUSE),
    ("annotations", &Shape::Map(&Shape::Either(&[&TEXT, &NUMBER]))),
    ("metadata", &Shape::Map(&DOCUMENT)),
    ("links", &Shape::List(&LINK)),
]);
static HTTP: Shape = Shape::Object(&[
    ("request", &Shape::Object(&[("method", &TEXT), ("url", &TEXT), ("traced", &FLAG)])),
    ("response", &Shape::Object(&[("status", &NUMBER), ("content_length", &NUMBER)])),
]);
static AWS: Shape = Shape::Object(&[
    ("operation", &TEXT),
    ("resource_names", &Shape::List(&TEXT)),
    ("table_name", &TEXT),
    ("queue_url", &TEXT),
    ("region", &TEXT),
    ("account_id", &TEXT),
    ("ec2", &Shape::Object(&[("instance_id", &TEXT), ("availability_zone", &TEXT)])),
]);
static CAUSE: Shape = Shape::Either(&[&ID, &Shape::Object(&[("exceptions", &RAISED)])]);
static RAISED: Shape = Shape::List(&Shape::Object(&[
    ("id", &ID),
    ("type", &TEXT),
    ("message", &TEXT),
    ("remote", &FLAG),
    ("cause", &ID),
    ("stack", &Shape::List(&Shape::Object(&[("path", &TEXT), ("line", &NUMBER), ("label", &TEXT)]))),
]));
static LINK: Shape = Shape::Object(&[
    ("trace_id", &TRACE),
    ("id", &ID),
    ("attributes", &Shape::Object(&[("ReferenceType", &Shape::Plain(&["\"parent\"", "\"child\""]))])),
]);
static SUMMARY: Shape = Shape::Object(&[
    ("Id", &TRACE),
    ("StartTime", &TIME),
    ("Duration", &NUMBER),
    ("ResponseTime", &NUMBER),
    ("HasFault", &FLAG),
    ("IsPartial", &FLAG),
    ("Http", &Shape::Object(&[("HttpURL", &TEXT), ("HttpStatus", &NUMBER)])),
    ("Annotations", &Shape::Map(&Shape::List(&VALUE))),
    ("ServiceIds", &Shape::List(&NODE)),
    ("EntryPoint", &NODE),
]);
static VALUE: Shape = Shape::Object(&[("AnnotationValue", &Shape::Map(&TEXT))]);
static NODE: Shape = Shape::Object(&[
    ("ReferenceId", &NUMBER),
    ("Name", &TEXT),
    ("Names", &Shape::List(&TEXT)),
    ("Type", &TEXT),
    ("Root", &FLAG),
    ("StartTime", &TIME),
    ("Edges", &Shape::List(&Shape::Object(&[("ReferenceId", &NUMBER), ("SummaryStatistics", &COUNTS)]))),
    ("SummaryStatistics", &COUNTS),
    ("ResponseTimeHistogram", &Shape::List(&Shape::Object(&[("Value", &NUMBER), ("Count", &NUMBER)]))),
]);
static COUNTS: Shape = Shape::Object(&[
    ("OkCount", &NUMBER),
    ("ErrorStatistics", &Shape::Object(&[("ThrottleCount", &NUMBER), ("TotalCount", &NUMBER)])),
    ("FaultStatistics", &Shape::Object(&[("TotalCount", &NUMBER)])),
    ("TotalCount", &NUMBER),
    ("TotalResponseTime", &NUMBER),
]);
