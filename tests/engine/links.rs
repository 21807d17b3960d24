//! What leads from span to span beside the tree: messages that nobody waits for, and links to other traces.

use spanmap::engine::{LinkFact, Reply, Request, SpanDetail, SpanRow};

use super::desk::Desk;

const ORDER: &str = "000000000000000000000000000000aa";
const NIGHT: &str = "000000000000000000000000000000bb";

/// A span of a trace with times in milliseconds.
fn span(
    trace: &str,
    id: u64,
    parent: u64,
    kind: u8,
    (start, end): (u64, u64),
    rest: &str,
) -> String {
    let parent =
        if parent > 0 { format!(r#""parentSpanId":"{parent:016x}","#) } else { String::new() };
    let nanos = |ms: u64| 1_700_000_000_000_000_000 + ms * 1_000_000;
    format!(
        r#"{{"traceId":"{trace}","spanId":"{id:016x}",{parent}"name":"s{id}","kind":{kind},"startTimeUnixNano":"{}","endTimeUnixNano":"{}"{rest}}}"#,
        nanos(start),
        nanos(end)
    )
}

fn link(trace: &str, id: u64) -> String {
    format!(r#"{{"traceId":"{trace}","spanId":"{id:016x}"}}"#)
}

/// An order whose message is worked off after the answer, and a job at night that looks back at it.
fn desk() -> Desk {
    let gone = link("000000000000000000000000000000cc", 9);
    let links = format!(r#","links":[{},{gone}]"#, link(ORDER, 3));
    let spans = [
        span(ORDER, 1, 0, 2, (0, 100), ""),
        span(ORDER, 2, 1, 4, (70, 75), ""),
        span(
            ORDER,
            3,
            2,
            5,
            (72, 132),
            r#","events":[{"timeUnixNano":"1700000000080000000","name":"retry"}]"#,
        ),
        span(ORDER, 4, 3, 1, (90, 160), ""),
        span(NIGHT, 5, 0, 5, (900, 950), &links),
    ];
    Desk::with(&format!(
        r#"{{"resourceSpans":[{{"resource":{{"attributes":[{{"key":"service.name","value":{{"stringValue":"web"}}}}]}},"scopeSpans":[{{"spans":[{}]}}]}}]}}"#,
        spans.join(",")
    ))
}

fn rows(desk: &mut Desk, trace: &str) -> Vec<SpanRow> {
    desk.open(trace);
    let Reply::Rows { rows, .. } = desk.ask(Request::Rows { offset: 0, limit: 9 }) else {
        panic!()
    };
    rows
}

fn detail(desk: &mut Desk, span: u32) -> SpanDetail {
    let Reply::Span(detail) = desk.ask(Request::Span { span }) else { panic!() };
    *detail
}

#[test]
fn a_message_may_outlive_what_sent_it() {
    let rows = rows(&mut desk(), ORDER);
    let told: Vec<_> =
        rows.iter().map(|row| (row.outlives.0 / 1_000_000, row.warnings.len())).collect();
    assert_eq!(told, [(0, 0), (0, 0), (57, 0), (28, 1)], "odd is only what someone waits for");
    let after = [(0, 0), (0, 0), (1, 1), (0, 0)];
    let events = rows.iter().map(|row| (row.event_count, row.links)).collect::<Vec<_>>();
    assert_eq!(events, after);
}

#[test]
fn a_link_leads_to_the_other_trace_and_back() {
    let mut desk = desk();
    let fact = |l: &LinkFact| (l.relation.clone(), l.trace.clone(), l.loaded, l.row);
    assert_eq!(rows(&mut desk, NIGHT)[0].links, 2);
    let out: Vec<_> = detail(&mut desk, 0).links.iter().map(fact).collect();
    let gone = "1-00000000-0000000000000000000000cc";
    assert_eq!(
        out,
        [
            ("linked to".into(), ORDER.into(), true, Some(2)),
            ("linked to".into(), gone.into(), false, None)
        ]
    );
    desk.open(ORDER);
    let back: Vec<_> = detail(&mut desk, 2).links.iter().map(fact).collect();
    assert_eq!(back, [("linked from".into(), NIGHT.into(), true, Some(0))]);
    assert!(detail(&mut desk, 0).links.is_empty());
}
