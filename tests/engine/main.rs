//! The engine from outside: requests in, replies out, as the worker would.

mod desk;
mod figures;
mod framing;
mod links;

use spanmap::engine::api::{Answer, Subject};
use spanmap::engine::{
    ClauseSort, Engine, Fold, ListOrder, Range, Reply, Request, SortColumn, TracePage, TraceSort,
    View, Wanted,
};
use spanmap::ingest::Format;
use spanmap::model::{Capacity, Nanos};
use spanmap::query::filter::Group;

use desk::{Desk, SHOP};

fn wanted(text: &str) -> Request {
    Request::Find(Wanted { text: text.to_owned(), ..Wanted::default() })
}

#[test]
fn a_load_tells_what_came() {
    let mut desk = Desk::with("");
    let report = desk.load("shop.jsonl", SHOP, false);
    assert_eq!((report.format.as_str(), report.traces, report.spans), ("xray", 3, 4));
    assert_eq!(report.sources[0].name, "shop.jsonl");
    let report = desk.load("again.jsonl", SHOP, true);
    assert_eq!((report.traces, report.spans, report.merged), (3, 4, 4));
    assert_eq!(report.sources.len(), 2);
}

#[test]
fn a_cancelled_load_leaves_what_was_there() {
    let mut desk = Desk::with(SHOP);
    desk.engine.begin_load(true, Capacity::default());
    desk.engine.begin_source("more.jsonl", None);
    desk.engine.push(SHOP.replace("1-65", "1-75").as_bytes());
    desk.engine.cancel_load();
    assert_eq!(desk.view("").total_traces, 3);
    assert_eq!(desk.view("http.status = 502").summary.traces, 1);
    desk.engine.begin_load(false, Capacity::default());
    desk.engine.cancel_load();
    assert_eq!(desk.view("").total_traces, 3);
}

#[test]
fn the_overview_is_of_one_piece() {
    let mut desk = Desk::with(SHOP);
    let overview = desk.view("");
    assert_eq!((overview.summary.traces, overview.summary.faults), (3, 1));
    let names: Vec<_> = overview.nodes.iter().map(|n| n.node.name.as_str()).collect();
    assert_eq!(names, ["cart@db", "web", "web"]);
    let bottleneck = overview.bottleneck.expect("a bottleneck");
    assert_eq!(bottleneck.name, "cart@db");
    let bars: u32 = overview.timeline.iter().map(|b| b.ok + b.faults).sum();
    assert_eq!(bars, 3);
}

#[test]
fn a_filter_fades_and_does_not_move() {
    let mut desk = Desk::with(SHOP);
    let before = desk.view("");
    let after = desk.view("fault");
    assert_eq!(after.summary.traces, 1);
    let place = |o: &spanmap::engine::Overview| {
        o.nodes.iter().map(|n| (n.node.id.clone(), n.node.x, n.node.y)).collect::<Vec<_>>()
    };
    assert_eq!(place(&before), place(&after));
    let faded: Vec<_> = after.nodes.iter().filter(|n| n.faded).map(|n| &n.node.name).collect();
    assert_eq!(faded, ["cart@db"]);
    assert_eq!(after.edges.iter().filter(|e| e.faded).count(), 1);
    let Reply::Overview(anew) = desk.ask(Request::Relayout) else { panic!() };
    assert_eq!(anew.nodes.len(), 2);
    assert_eq!(desk.view("").nodes.len(), 3, "a service that comes back gets a place");
}

#[test]
fn a_bad_filter_leaves_the_last_good_one() {
    let mut desk = Desk::with(SHOP);
    desk.view("fault");
    let overview = desk.view("fault AND (");
    assert_eq!(overview.summary.traces, 1);
    assert_eq!(desk.view("").summary.traces, 3);
}

#[test]
fn the_range_holds_for_everything() {
    let mut desk = Desk::with(SHOP);
    let at = |s: i64| Nanos(s * 1_000_000_000);
    let range = Some(Range { start: at(1_694_498_820), end: at(1_694_498_836) });
    let view = View { range, ..View::default() };
    let Reply::Overview(overview) = desk.ask(Request::View(view)) else { panic!() };
    assert_eq!(overview.summary.traces, 1);
    let Reply::Traces { total, rows, .. } = desk.ask(Request::Traces(TracePage::default())) else {
        panic!()
    };
    assert_eq!((total, rows[0].summary.health.as_str()), (1, "fault"));
}

#[test]
fn the_list_sorts_and_pages() {
    let mut desk = Desk::with(SHOP);
    let column = SortColumn::Fact(TraceSort::Duration);
    let orders = vec![ListOrder { column, descending: true }];
    let page = TracePage { orders, offset: 1, limit: 1, ..TracePage::default() };
    let Reply::Traces { total, offset, rows } = desk.ask(Request::Traces(page)) else { panic!() };
    assert_eq!((total, offset, rows.len()), (3, 1, 1));
    assert_eq!(rows[0].summary.duration_ms, 200.0);
}

#[test]
fn a_trace_opens_folds_and_finds() {
    let mut desk = Desk::with(SHOP);
    let opened = desk.open("1-65000000-000000000000000000000001");
    assert_eq!((opened.spans, opened.visible, opened.max_depth), (2, 2, 1));
    assert_eq!(opened.critical[0].service, "cart@db");
    let found = desk.ask(wanted("CART"));
    assert_eq!(found, Reply::Found { spans: vec![0, 1], total: 2, visible: 2 });
    assert_eq!(
        desk.ask(Request::Fold(Fold::Toggle { span: 0 })),
        Reply::Folded { visible: 1, row: Some(0), trail: vec![], max_depth: 1 }
    );
    let Reply::Rows { total, rows, .. } = desk.ask(Request::Rows { offset: 0, limit: 50 }) else {
        panic!()
    };
    assert_eq!((total, rows[0].hidden, rows[0].note.as_str()), (1, 1, "GET 200"));
    assert_eq!(
        desk.ask(Request::Fold(Fold::Reveal { span: 1 })),
        Reply::Folded { visible: 2, row: Some(1), trail: vec![], max_depth: 1 }
    );
    assert!(matches!(desk.ask(Request::Span { span: 9 }), Reply::Failed { .. }));
}

#[test]
fn the_detail_of_a_span_of_otlp_has_links_both_ways_and_events() {
    let mut desk = Desk::with("");
    let text = include_str!("../fixtures/otlp/request.json");
    assert_eq!(desk.load("request.json", text, false).format, "otlp");
    desk.open("0af7651916cd43dd8448eb211c80319c");
    let mut detail = |name: &str| {
        let Reply::Found { spans, .. } = desk.ask(wanted(name)) else { panic!() };
        let Reply::Span(detail) = desk.ask(Request::Span { span: spans[0] }) else { panic!() };
        detail
    };
    let sent = detail("send orders");
    let [link] = sent.links.as_slice() else { panic!("{:?}", sent.links) };
    assert_eq!((link.relation.as_str(), link.service.as_str()), ("linked from", "worker"));
    assert_eq!(link.trace, "1af7651916cd43dd8448eb211c80319c");
    let rendered = detail("render");
    let [raised, event] = rendered.events.as_slice() else { panic!("{:?}", rendered.events) };
    assert_eq!((raised.name.as_str(), raised.exception), ("TypeError", true));
    assert_eq!((event.name.as_str(), event.after), ("cache miss", Some(Nanos(1_999_999))));
    let [thrown] = rendered.exceptions.as_slice() else { panic!() };
    assert_eq!((thrown.kind.as_str(), thrown.stack.len()), ("TypeError", 2));
    assert!(rendered.annotations.iter().any(|a| a.key == "service.version" && a.value == "1.2"));
    let queried = detail("SELECT shop.stock");
    assert_eq!(queried.sql_text.as_deref(), Some("SELECT n\nFROM stock\nWHERE sku = ?"));
    assert!(queried.raw.starts_with('{') && queried.raw.contains("db.namespace"));

    desk.open("1af7651916cd43dd8448eb211c80319c");
    let Reply::Span(received) = desk.ask(Request::Span { span: 0 }) else { panic!() };
    let link = &received.links[0];
    assert_eq!((link.relation.as_str(), link.service.as_str()), ("linked to", "web"));
    assert!(link.loaded);
}

#[test]
fn the_detail_is_read_again_from_the_file() {
    let mut desk = Desk::with(SHOP);
    desk.open("1-65000000-000000000000000000000001");
    let Reply::Span(detail) = desk.ask(Request::Span { span: 1 }) else { panic!() };
    assert_eq!(detail.sql_text.as_deref(), Some("SELECT a\nFROM t\nWHERE b = ?"));
    assert_eq!(detail.id, "0000000000000002");
    assert!(detail.raw.contains("PostgreSQL") && !detail.raw.contains("https"), "{}", detail.raw);

    desk.open("1-65000000-000000000000000000000002");
    let Reply::Span(detail) = desk.ask(Request::Span { span: 0 }) else { panic!() };
    assert_eq!(detail.exceptions[0].stack[0].label, "charge");
    assert_eq!(detail.annotations[0].filter, "annotation.tier = \"paid\"");
    assert!(detail.metadata.contains("deep"));
    assert_eq!(desk.view(&detail.annotations[0].filter).summary.traces, 1);
}

#[test]
fn an_opened_detail_survives_a_file_that_went_away() {
    let mut desk = Desk::with(SHOP);
    desk.open("1-65000000-000000000000000000000002");
    let request = Request::Span { span: 0 };
    let Reply::Span(detail) = desk.engine.handle(request, Some(&[Vec::new()])) else { panic!() };
    assert_eq!(detail.exceptions[0].message, "Connection refused");
    assert_eq!(detail.raw, "");
}

#[test]
fn details_of_nodes_and_edges_carry_a_filter_that_selects_them() {
    let mut desk = Desk::with(SHOP);
    let nodes = desk.view("").nodes;
    for node in nodes {
        let Reply::Details(details) = desk.ask(Request::Node { id: node.node.id.clone() }) else {
            panic!("{}", node.node.id)
        };
        let traces = if details.title == "cart@db" { 1 } else { 3 };
        assert_eq!(desk.view(&details.filter).summary.traces, traces, "{}", details.filter);
        desk.view("");
    }
    let edge = Request::Edge { source: "web".to_owned(), target: "cart@db".to_owned() };
    let Reply::Details(details) = desk.ask(edge) else { panic!() };
    assert_eq!(details.operations[0].name, "SELECT a FROM t WHERE b = ?");
    assert_eq!(desk.view(&details.filter).summary.traces, 1);
}

#[test]
fn the_api_answers_in_its_own_shapes() {
    let mut desk = Desk::with(SHOP);
    let id = "1-65000000-000000000000000000000002";
    let Answer::Trace(trace) = desk.answer(Subject::Trace, id) else { panic!() };
    let json = serde_json::to_value(&trace.spans[0]).expect("plain data");
    assert_eq!(json["annotations"]["tier"], "paid");
    assert_eq!(json["metadata"]["default"]["deep"][1]["a"], 2.0);
    assert_eq!(json["exceptions"][0]["message"], "Connection refused");
    assert_eq!(
        (json["status"].as_str(), json["durationMs"].as_f64()),
        (Some("fault"), Some(200.0))
    );
    assert_eq!(trace.critical_path, ["0000000000000003"]);
    let Answer::ServiceGraph(graph) = desk.answer(Subject::ServiceGraph, "") else { panic!() };
    let requests: u32 = graph.nodes.iter().filter(|n| n.kind != "client").map(|n| n.requests).sum();
    assert_eq!((graph.edges.len(), requests), (2, 4));
}

#[test]
fn a_trace_is_found_by_the_id_that_it_is_shown_with() {
    let jaeger = r#"{"data":[{"traceID":"109b94cbfd24cd51","spans":[{"traceID":"109b94cbfd24cd51","spanID":"a1",
        "operationName":"GET /","startTime":1,"duration":2,"processID":"p1"}],"processes":{"p1":{"serviceName":"web"}}}]}"#;
    for (text, id) in [
        (SHOP, "1-65000000-000000000000000000000001"),
        (SHOP, "65000000000000000000000000000001"),
        (jaeger, "109b94cbfd24cd51"),
        (jaeger, "0000000000000000109b94cbfd24cd51"),
    ] {
        let mut desk = Desk::with(text);
        assert!(matches!(desk.answer(Subject::Trace, id), Answer::Trace(_)), "{id}");
    }
}

#[test]
fn clearing_forgets_the_data_and_keeps_the_question() {
    let mut desk = Desk::with(SHOP);
    desk.view("fault");
    let Reply::Overview(overview) = desk.ask(Request::Clear) else { panic!() };
    assert_eq!((overview.total_traces, overview.nodes.len()), (0, 0));
    desk.load("shop.jsonl", SHOP, false);
    let Answer::Summary(summary) = desk.answer(Subject::Summary, "") else { panic!() };
    assert_eq!(summary.traces, 1);
}

/// With a limit, some traces: the report says how many records were left out, and why.
#[test]
fn a_load_stops_at_its_limit() {
    let load = |capacity: Capacity, append: bool| {
        let mut engine = Engine::new();
        if append {
            engine.begin_load(false, Capacity::default());
            engine.push(SHOP.lines().next().unwrap().as_bytes());
            engine.finish_load(1.0);
        }
        engine.begin_load(append, capacity);
        SHOP.as_bytes().chunks(97).for_each(|chunk| engine.push(chunk));
        let report = engine.finish_load(1.0);
        let reasons: Vec<String> = report.problems.iter().map(|p| p.reason.clone()).collect();
        (report.spans, report.left_out, reasons.join(", "))
    };
    let all = Capacity::default();
    let reason = "more than there is room for: left out".to_owned();
    assert_eq!(load(Capacity { spans: 2, ..all }, false), (2, 2, reason.clone()));
    assert_eq!(load(Capacity { bytes: 1, ..all }, false), (0, 3, reason.clone()));
    assert_eq!(load(Capacity { spans: 4, ..all }, true), (2, 2, reason.clone()));
    assert_eq!(load(all, true), (4, 0, String::new()));
    let inside = "more spans than the store can hold".to_owned();
    assert_eq!(load(Capacity { spans: 1, ..all }, false), (1, 2, format!("{inside}, {reason}")));
}

#[test]
fn only_records_of_the_format_asked_for_are_read() {
    let zipkin = r#"{"traceId":"8448eb211c80319c","id":"00000000000000a3","timestamp":1700000000000000,"duration":2}"#;
    let load = |only| {
        let mut engine = Engine::new();
        engine.begin_load(false, Capacity::default());
        engine.begin_source("mixed", only);
        engine.push(format!("{SHOP}{zipkin}\n{{\"resourceLogs\":[]}}").as_bytes());
        let report = engine.finish_load(1.0);
        let problems = report.problems.iter();
        let problems: Vec<String> =
            problems.map(|p| format!("{} x{} {}", p.reason, p.count, p.path)).collect();
        format!("{} {} {}: {}", report.format, report.spans, report.skipped, problems.join(", "))
    };
    let logs = "logs, not spans: export the signal \"traces\" x1 $[4]";
    assert_eq!(load(None), format!("mixed 5 1: {logs}"));
    assert_eq!(
        load(Some(Format::Xray)),
        format!(
            "xray 4 2: a record of Zipkin, not of the format asked for: left out x1 $[3], {logs}"
        )
    );
    assert_eq!(
        load(Some(Format::Zipkin)),
        format!(
            "zipkin 1 4: a record of X-Ray, not of the format asked for: left out x3 $, {logs}"
        )
    );
}

#[test]
fn completions_come_from_the_grammar_and_the_data() {
    let mut desk = Desk::with(SHOP);
    let group = Group { name: "slow ones".into(), filter: "duration > 1".into() };
    desk.ask(Request::View(View { groups: vec![group], ..View::default() }));
    // `|` is the caret; then what is replaced, and the first of the list with what is inserted.
    for (text, expect) in [
        ("dura|", "[dura] duration=`duration `"),
        ("ti|", "[ti] tier 3=`annotation[tier] `"),
        ("tier = |", "[] free 2=`\"free\" `, paid 1=`\"paid\" `"),
        ("tier = \"p|", "[\"p] paid 1=`\"paid\" `"),
        ("http.status = |", "[] 200 2=`200 `, 502 1=`502 `"),
        ("http.method = |", "[] GET 2=`\"GET\" `"),
        ("service(|", "[] web 3=`\"web\"`, cart@db 1=`\"cart@db\"`, id()=`id(`"),
        ("service(id(type: |", "[] Database::SQL 1=`\"Database::SQL\"`"),
        ("한 cart|", "[cart] cart@db 1=`service(\"cart@db\") `"),
        ("fault |", "[] AND=`AND `, OR=`OR `, ==`= `, !==`!= `"),
        ("status = |", "[] ok=`ok `, error=`error `, throttle=`throttle `, fault=`fault `"),
        ("group.name = |", "[] slow ones=`\"slow ones\"`"),
        ("message = |", "[] Connection refused 1=`\"Connection refused\" `"),
        (
            "fault|",
            "[fault] fault=`fault `, rootcause.fault.service=`rootcause.fault.service { `, \
          rootcause.fault.entity=`rootcause.fault.entity { `, \
          rootcause.fault.exception=`rootcause.fault.exception { `",
        ),
        ("nothing = |", "[] "),
        ("user_id|", "[user_id] "),
    ] {
        let caret = text.find('|').unwrap();
        let units = text[..caret].encode_utf16().count() as u32;
        let text = text.replacen('|', "", 1);
        let reply = desk.ask(Request::Complete { text: text.clone(), caret: units });
        let Reply::Completions(found) = reply else { panic!("{reply:?}") };
        let units: Vec<u16> = text.encode_utf16().collect();
        let replaced =
            String::from_utf16(&units[found.start as usize..found.end as usize]).unwrap();
        let shown = found.list.iter().map(|c| {
            let traces = c.traces.map(|n| format!(" {n}")).unwrap_or_default();
            format!("{}{traces}=`{}`", c.label, c.insert)
        });
        let shown = shown.collect::<Vec<_>>().join(", ");
        assert_eq!(format!("[{replaced}] {shown}"), expect, "{text}");
    }
    let reply = desk.ask(Request::Complete { text: String::new(), caret: 0 });
    let Reply::Completions(found) = reply else { panic!("{reply:?}") };
    assert_eq!((found.list.len(), found.more > 20), (12, true));
}

#[test]
fn a_filter_is_told_condition_by_condition_for_the_open_trace() {
    let mut desk = Desk::with(SHOP);
    let filter = "fault AND tier = paid".to_owned();
    desk.ask(Request::View(View { filter, ..View::default() }));
    assert!(matches!(desk.ask(Request::Why), Reply::Failed { .. }));
    desk.ask(Request::Open { id: "1-65000000-000000000000000000000001".into(), adjusted: false });
    let Reply::Why(clauses) = desk.ask(Request::Why) else { panic!("no clauses") };
    let web = Some((0, "web".to_owned()));
    let text = |text: &str| ClauseSort::Text(text.to_owned());
    let says: Vec<_> = clauses.into_iter().map(|c| (c.depth, c.says, c.holds, c.span)).collect();
    assert_eq!(
        says,
        [
            (0, ClauseSort::All, false, None),
            (1, text("fault"), false, web.clone()),
            (1, text("annotation[tier] = \"paid\""), false, web),
        ]
    );
}
