//! Trees that are not whole, or make no sense: each row is there, stands sensibly, and is marked.

use std::fmt::Write;

use spanmap::engine::{Engine, GapNote, Note, Opened, Reply, Request, SpanRow, TracePage};

const TREES: &[u8] = include_bytes!("fixtures/odd/trees.jsonl");

fn engine(text: &[u8]) -> Engine {
    let mut engine = Engine::new();
    engine.begin_load(false, spanmap::model::Capacity::default());
    engine.begin_source("trees.jsonl", None);
    engine.push(text);
    engine.end_source();
    engine.finish_load(0.0);
    engine
}

fn open(engine: &mut Engine, id: &str, adjusted: bool) -> (Opened, Vec<SpanRow>) {
    let open = Request::Open { id: id.to_owned(), adjusted };
    let Reply::Opened(head) = engine.handle(open, None) else { panic!("{id} does not open") };
    let rows = Request::Rows { offset: 0, limit: u32::MAX };
    let Reply::Rows { rows, .. } = engine.handle(rows, None) else { panic!("{id} has no rows") };
    (*head, rows)
}

/// A line a row, then what is odd about the trace.
fn dump(out: &mut String, (head, rows): &(Opened, Vec<SpanRow>)) {
    writeln!(out, "{} ({} ms)", head.title, head.duration.millis()).unwrap();
    for row in rows {
        let indent = "  ".repeat(row.depth as usize + 1);
        let (start, length) = (row.start.millis(), row.duration.millis());
        write!(out, "{indent}{} / {} at {start} for {length}", row.service, row.name).unwrap();
        if row.shift.0 != 0 {
            write!(out, ", moved by {}", row.shift.millis()).unwrap();
        }
        let mark = if row.in_progress { ", in progress" } else { "" };
        writeln!(out, "{mark}").unwrap();
        for note in &row.warnings {
            writeln!(out, "{indent}! {}", note.english()).unwrap();
        }
    }
    head.notes.iter().map(Note::english).for_each(|note| writeln!(out, "* {note}").unwrap());
    for GapNote { what, cause } in &head.gaps {
        writeln!(out, "* {}. {}", what.english(), cause.english()).unwrap();
    }
    for offset in &head.offsets {
        let (least, most) = (offset.least.millis(), offset.most.millis());
        writeln!(out, "~ {} {least}..{most}, {} spans", offset.service, offset.spans).unwrap();
    }
    out.push('\n');
}

fn ids(engine: &mut Engine) -> Vec<String> {
    let Reply::Traces { rows, .. } = engine.handle(Request::Traces(TracePage::default()), None)
    else {
        panic!("no traces")
    };
    let mut ids: Vec<_> = rows.into_iter().map(|row| row.summary.id).collect();
    ids.sort();
    ids
}

#[test]
fn odd_trees_stand_sensibly_and_are_marked() {
    let mut engine = engine(TREES);
    let mut out = String::new();
    for id in ids(&mut engine) {
        dump(&mut out, &open(&mut engine, &id, false));
    }
    insta::assert_snapshot!("odd_trees", out);
}

#[test]
fn services_beyond_those_looked_into_are_counted() {
    let span = |n: u32| {
        let endpoint = format!(r#"{{"serviceName":"s{n}"}}"#);
        format!(
            r#"{{"traceId":"{:032x}","id":"{n:016x}","parentId":"{:016x}","timestamp":{},"duration":5,"localEndpoint":{endpoint}}}"#,
            1, 999, 1_718_000_000_000_000u64
        )
    };
    let text: Vec<_> = (1..=10).map(span).collect();
    let mut engine = engine(text.join("\n").as_bytes());
    let (head, rows) = open(&mut engine, &format!("{:032x}", 1), false);
    assert_eq!((rows.len(), head.gaps.len()), (10, 8));
    let told: Vec<_> = head.notes.iter().map(Note::english).collect();
    assert!(told[1].starts_with("2 of these spans are of further services"), "{told:?}");
}

#[test]
fn nothing_of_an_odd_tree_is_dropped() {
    let mut engine = engine(TREES);
    let spans = TREES.split(|&b| b == b'\n').filter(|line| !line.is_empty()).count();
    // Two of the spans are subsegments of a line.
    let rows: usize = ids(&mut engine).iter().map(|id| open(&mut engine, id, false).1.len()).sum();
    assert_eq!(rows, spans + 2);
}

#[test]
fn clocks_are_brought_together_when_asked() {
    let mut engine = engine(TREES);
    let id = format!("{:032x}", 10);
    let mut out = String::new();
    dump(&mut out, &open(&mut engine, &id, true));
    insta::assert_snapshot!("adjusted_clocks", out);
    let as_recorded = open(&mut engine, &id, false);
    engine.handle(Request::Adjust { adjusted: true }, None);
    let Reply::Opened(head) = engine.handle(Request::Adjust { adjusted: false }, None) else {
        panic!("it stays open")
    };
    assert_eq!(*head, as_recorded.0, "and taken back");
}

#[test]
fn adjusting_keeps_what_is_folded() {
    let mut engine = engine(TREES);
    open(&mut engine, &format!("{:032x}", 10), false);
    engine.handle(Request::Fold(spanmap::engine::Fold::Level { level: Some(0) }), None);
    let Reply::Opened(head) = engine.handle(Request::Adjust { adjusted: true }, None) else {
        panic!("it stays open")
    };
    assert_eq!((head.visible, head.spans), (1, 6));
}
