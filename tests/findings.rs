//! What the engine finds in the sample: its stories, told by numbers.

use spanmap::engine::{
    AspectName, Compared, Engine, FailureGroups, Picked, Plane, Reply, Request, Role, TimeShares,
    View, WasteKind, WasteRow,
};
use spanmap::model::{Nanos, Status};

fn sample() -> Engine {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/www/sample/shop.jsonl");
    let bytes = std::fs::read(file).expect("the sample is committed");
    let mut engine = Engine::new();
    engine.begin_load(false, spanmap::model::Capacity::default());
    engine.begin_source("shop.jsonl", None);
    engine.push(&bytes);
    engine.end_source();
    engine.finish_load(1.0);
    engine
}

/// As it arrives on the page.
fn ask(engine: &mut Engine, request: Request) -> Reply {
    let bytes = postcard::to_allocvec(&engine.handle(request, None)).expect("plain data");
    postcard::from_bytes(&bytes).expect("the same shape")
}

fn compared(engine: &mut Engine, picked: Picked) -> Compared {
    match ask(engine, Request::Compare { picked }) {
        Reply::Compared(compared) => *compared,
        other => panic!("{other:?}"),
    }
}

fn failures(engine: &mut Engine) -> FailureGroups {
    let Reply::FailureGroups(groups) = ask(engine, Request::FailureGroups) else { panic!() };
    *groups
}

fn shares(engine: &mut Engine) -> TimeShares {
    let Reply::TimeShares(shares) = ask(engine, Request::TimeShares) else { panic!() };
    *shares
}

fn waste(engine: &mut Engine) -> Vec<WasteRow> {
    let Reply::Waste { rows, .. } = ask(engine, Request::Waste) else { panic!() };
    rows
}

/// How many traces a filter leaves.
fn left(engine: &mut Engine, filter: &str) -> u32 {
    let view = View { filter: filter.to_owned(), ..View::default() };
    let Reply::Overview(overview) = ask(engine, Request::View(view)) else { panic!() };
    engine.handle(Request::View(View::default()), None);
    overview.summary.traces
}

#[test]
fn faults_share_the_provider() {
    let mut engine = sample();
    let found = compared(&mut engine, Picked::Faults);
    assert_eq!(found.selected + found.rest, 1002);
    let first = &found.differences[0];
    assert_eq!(first.name, AspectName::Named("payment_provider".to_owned()));
    assert_eq!((first.role, first.small), (Role::Brought, false));
    assert_eq!(first.values[0].text, "ProviderA");
    assert_eq!(first.values[0].selected, found.selected);
    assert!(first.size > 0.95 && first.likelihood < 1e-6, "{first:?}");
    let with = first.values[0].selected + first.values[0].rest;
    assert_eq!(left(&mut engine, &first.values[0].filter), with);
    for value in found.differences.iter().flat_map(|d| &d.values).filter(|v| !v.filter.is_empty()) {
        let traces = left(&mut engine, &value.filter);
        assert!(traces >= value.selected + value.rest, "{value:?} {traces}");
    }
}

#[test]
fn the_same_comes_of_the_group_of_its_exception() {
    let mut engine = sample();
    let groups = failures(&mut engine);
    let first = &groups.groups[0];
    assert_eq!(first.name.kind, "java.net.ConnectException");
    assert_eq!(first.name.shape, "Connection refused");
    assert_eq!((first.service.as_str(), first.status), ("Payment", Status::Fault));
    assert_eq!(first.timeline.iter().sum::<u32>(), first.count);
    assert_eq!(first.examples.len(), 5);
    assert_eq!(left(&mut engine, &first.filter), first.traces);
    let handed_on = |kind: &str| groups.groups.iter().any(|g| g.name.kind.contains(kind));
    assert!(!handed_on("PaymentFailed"), "Order only passed it on");
    assert_eq!((groups.of, groups.more), (1002, 0));
    let share: f64 = groups.groups.iter().map(|g| g.share).sum();
    assert!(share >= 1.0, "a trace may have several");
    let found = compared(&mut engine, Picked::Failure(first.name.clone()));
    assert_eq!(found.selected, first.traces);
    assert_eq!(found.differences[0].values[0].text, "ProviderA");
}

#[test]
fn other_selections() {
    let mut engine = sample();
    let text = "annotation.payment_provider = \"ProviderA\"".to_owned();
    let providers = compared(&mut engine, Picked::Filter { text });
    assert!(providers.selected > 50);
    let failed =
        engine.handle(Request::Compare { picked: Picked::Filter { text: "=".into() } }, None);
    assert!(matches!(failed, Reply::Failed { .. }));
    let slow = compared(&mut engine, Picked::Slow { node: "Payment".into(), above: None });
    assert!(slow.above.is_some_and(|time| time > Nanos(1_000_000_000)));
    assert!(slow.selected > 0 && slow.selected < slow.rest / 10);
    let second = Nanos(1_000_000_000);
    let plane = Plane { from: Nanos::MIN, until: Nanos::MAX, low: second, high: Nanos::MAX };
    let boxed = compared(&mut engine, Picked::Box(plane));
    assert_eq!(boxed.selected, left(&mut engine, "responsetime >= 1"));
    let unknown = Request::Compare { picked: Picked::Slow { node: "?".into(), above: None } };
    assert!(matches!(engine.handle(unknown, None), Reply::Failed { .. }));
}

#[test]
fn time_goes_to_the_query_without_an_index() {
    let mut engine = sample();
    let found = shares(&mut engine);
    let first = &found.statements[0];
    assert!(first.name.contains("card_fingerprint"), "{}", first.name);
    assert!(first.share > 0.4, "{}", first.share);
    assert_eq!(found.services[0].node, first.node);
    assert_eq!(first.slowest.len(), 3);
    assert!(first.slowest[0].time >= first.slowest[1].time);
    let sum: f64 = found.services.iter().map(|s| s.share).sum();
    assert!((sum - 1.0).abs() < 1e-9, "{sum}");
}

#[test]
fn throttled_mails_are_tried_again() {
    let mut engine = sample();
    let rows = waste(&mut engine);
    let kinds: Vec<_> = rows.iter().map(|w| (w.kind, w.service.as_str())).collect();
    assert!(kinds.contains(&(WasteKind::Retry, "Notification")), "{kinds:?}");
    assert!(kinds.contains(&(WasteKind::Serial, "Order")), "{kinds:?}");
    assert!(rows.is_sorted_by(|a, b| a.saved >= b.saved));
    let nothing = |engine: &mut Engine| {
        let view = View { filter: "annotation.none = 1".to_owned(), ..View::default() };
        engine.handle(Request::View(view), None);
        (waste(engine).len(), failures(engine).groups.len(), shares(engine).services.len())
    };
    assert_eq!(nothing(&mut engine), (0, 0, 0));
    assert!(compared(&mut engine, Picked::Faults).differences.is_empty());
}

#[test]
fn without_data_nothing_is_found() {
    let mut engine = Engine::new();
    assert_eq!(failures(&mut engine), FailureGroups::default());
    assert_eq!(shares(&mut engine), TimeShares::default());
    assert_eq!(compared(&mut engine, Picked::Faults), Compared::default());
    assert!(waste(&mut engine).is_empty());
}
