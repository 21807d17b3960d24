//! One question, one answer: what is counted in several places is the same in all of them.

use spanmap::engine::api::{Answer, ServiceNode, Subject};
use spanmap::engine::{
    FacetName, FacetQuery, Overview, Reply, Request, Spread, TracePage, TraceRow,
};

use super::desk::{Desk, SHOP};

/// What a facet counts, its filter finds: for each value of each facet.
fn check_facets(desk: &mut Desk) {
    desk.view("");
    let Reply::Facets { facets, more } = desk.ask(Request::Facets(FacetQuery::default())) else {
        panic!()
    };
    assert_eq!(more, 0);
    for facet in facets {
        for value in facet.values.iter().filter(|value| !value.filter.is_empty()) {
            let found = desk.view(&value.filter).summary.traces;
            assert_eq!(found, value.traces, "{:?} {} by {}", facet.name, value.text, value.filter);
        }
    }
}

#[test]
fn the_filter_of_a_facet_finds_what_the_facet_counts() {
    check_facets(&mut Desk::with(SHOP));
    for fixture in ["otlp", "jaeger", "zipkin", "xray"] {
        let folder = format!("{}/tests/fixtures/{fixture}", env!("CARGO_MANIFEST_DIR"));
        for file in std::fs::read_dir(folder).expect("fixtures") {
            let text = std::fs::read(file.expect("a file").path()).expect("to be read");
            check_facets(&mut Desk::with(&String::from_utf8_lossy(&text)));
        }
    }
}

/// Traces of a filter by outcome: ok, errors, throttles, faults.
type Outcomes = [u32; 4];

fn of_list(rows: &[TraceRow]) -> Outcomes {
    ["ok", "error", "throttle", "fault"]
        .map(|health| rows.iter().filter(|row| row.summary.health == health).count() as u32)
}

fn of_timeline(overview: &Overview) -> Outcomes {
    overview.timeline.iter().fold([0; 4], |[ok, errors, throttles, faults], bar| {
        [ok + bar.ok, errors + bar.errors, throttles + bar.throttles, faults + bar.faults]
    })
}

fn of_spread(spread: &Spread) -> Outcomes {
    spread.cells.iter().fold([0; 4], |[ok, errors, throttles, faults], cell| {
        [ok + cell.ok, errors + cell.errors, throttles + cell.throttles, faults + cell.faults]
    })
}

fn of_facets(desk: &mut Desk) -> Outcomes {
    let Reply::Facets { facets, .. } = desk.ask(Request::Facets(FacetQuery::default())) else {
        panic!()
    };
    let outcome = facets.iter().find(|facet| facet.name == FacetName::Outcome);
    let values = outcome.map(|facet| facet.values.as_slice()).unwrap_or_default();
    ["ok", "error", "throttle", "fault"]
        .map(|word| values.iter().find(|value| value.text == word).map_or(0, |value| value.traces))
}

fn check_traces(desk: &mut Desk, overview: &Overview) {
    let Reply::Traces { total, rows, .. } = desk.ask(Request::Traces(TracePage::default())) else {
        panic!()
    };
    let Reply::Spread(spread) = desk.ask(Request::Spread { columns: 50, rows: 20 }) else {
        panic!()
    };
    let counts = of_list(&rows);
    assert_eq!((total, counts.iter().sum()), (overview.summary.traces, overview.summary.traces));
    assert_eq!(of_timeline(overview), counts);
    assert_eq!(of_facets(desk), counts);
    if spread.untimed == 0 {
        assert_eq!(of_spread(&spread), counts);
    }
    assert_eq!(of_spread(&spread).iter().sum::<u32>() + spread.untimed, total);
    assert_eq!(spread.histogram.iter().map(|bar| bar.count).sum::<u32>(), spread.numbers.timed);
    let rate = overview.summary.error_rate * f64::from(total);
    assert!((rate - f64::from(counts[3])).abs() < 1e-6, "{rate} faults of {counts:?}");
    let Answer::Summary(summary) = desk.answer(Subject::Summary, "") else { panic!() };
    assert_eq!(summary, overview.summary);
}

fn check_nodes(desk: &mut Desk, overview: &Overview) {
    let Answer::ServiceGraph(graph) = desk.answer(Subject::ServiceGraph, "") else { panic!() };
    let mut told: Vec<&ServiceNode> = graph.nodes.iter().collect();
    told.sort_by(|a, b| a.id.cmp(&b.id));
    let drawn: Vec<_> = overview.nodes.iter().filter(|n| !n.faded).map(|n| &n.node).collect();
    assert_eq!(told, drawn);
    for node in drawn {
        let Reply::Details(details) = desk.ask(Request::Node { id: node.id.clone() }) else {
            panic!("{}", node.id)
        };
        let numbers = details.numbers;
        // A client takes no requests: its details count those that it makes, as its lines do.
        let mut sum = [0; 5];
        for edge in graph.edges.iter().filter(|e| node.kind == "client" && e.source == node.id) {
            let told = [edge.requests, edge.ok, edge.errors, edge.throttles, edge.faults];
            sum.iter_mut().zip(told).for_each(|(sum, n)| *sum += n);
        }
        let own = [node.requests, node.ok, node.errors, node.throttles, node.faults];
        own.iter().zip(&mut sum).for_each(|(own, sum)| *sum += own);
        assert_eq!(
            [numbers.requests, numbers.ok, numbers.errors, numbers.throttles, numbers.faults],
            sum,
            "{}",
            node.id
        );
        let bars: u32 = details.histogram.iter().map(|bar| bar.count).sum();
        assert_eq!(bars, numbers.timed, "{}", node.id);
        let statuses: u32 = details.http_statuses.iter().map(|(_, n)| n).sum();
        assert!(statuses <= numbers.requests, "{}", node.id);
    }
}

#[test]
fn the_same_filter_gives_the_same_numbers_everywhere() {
    let sample = include_str!("../../www/sample/shop.jsonl");
    for text in [SHOP, sample] {
        let mut desk = Desk::with(text);
        for filter in ["", "fault", "!fault", "ok AND responsetime > 0.5"] {
            let overview = desk.view(filter);
            check_traces(&mut desk, &overview);
            check_nodes(&mut desk, &overview);
        }
    }
}
