//! What is left out of the map, and what is put together, through the engine.

use spanmap::engine::api::{Answer, Subject};
use spanmap::engine::{Focus, Framing, GroupBy, Least, Overview, Reply, Request, View};

use super::desk::Desk;

fn framed(desk: &mut Desk, framing: Framing, filter: &str) -> Overview {
    let view = View { framing, filter: filter.to_owned(), ..View::default() };
    let Reply::Overview(overview) = desk.ask(Request::View(view)) else { panic!() };
    *overview
}

fn names(overview: &Overview) -> Vec<&str> {
    overview.nodes.iter().map(|node| node.node.name.as_str()).collect()
}

fn sample() -> Desk {
    Desk::with(include_str!("../../www/sample/shop.jsonl"))
}

#[test]
fn a_focus_leaves_out_and_counts_and_the_api_tells_all() {
    let mut desk = sample();
    let whole = framed(&mut desk, Framing::default(), "");
    let payment = whole.nodes.iter().find(|n| n.node.name == "Payment").expect("of the sample");
    let focus = Focus::Around { node: payment.node.id.clone(), callers: Some(1), callees: Some(1) };
    let near = framed(&mut desk, Framing { focus: Some(focus), ..Framing::default() }, "");
    assert!(names(&near).contains(&"Payment DB") && !names(&near).contains(&"Inventory"));
    assert_eq!(near.nodes.len() + near.hidden_nodes as usize, whole.nodes.len());
    let Answer::ServiceGraph(graph) = desk.answer(Subject::ServiceGraph, "") else { panic!() };
    assert_eq!(graph.nodes.len(), whole.nodes.len());
}

#[test]
fn a_filter_moves_nothing_in_a_framed_map() {
    let mut desk = sample();
    let framing = Framing { group: Some(GroupBy::Kind), ..Framing::default() };
    let before = framed(&mut desk, framing.clone(), "");
    let after = framed(&mut desk, framing, "fault");
    let places = |o: &Overview| {
        o.nodes.iter().map(|n| (n.node.id.clone(), n.node.x, n.node.y)).collect::<Vec<_>>()
    };
    assert_eq!(places(&before), places(&after));
}

#[test]
fn a_group_is_looked_at_and_adds_up() {
    let mut desk = sample();
    let framing = Framing { group: Some(GroupBy::Prefix), ..Framing::default() };
    let overview = framed(&mut desk, framing, "");
    let group = overview.nodes.iter().find(|n| n.members > 0).expect("Payment and Payment DB");
    let request = Request::Node { id: group.node.id.clone() };
    let Reply::Details(details) = desk.ask(request) else { panic!("{}", group.node.id) };
    assert_eq!(details.members.len(), group.members as usize);
    let sum: u32 = details.members.iter().map(|member| member.numbers.requests).sum();
    assert_eq!((sum, details.numbers.requests), (group.node.requests, group.node.requests));
    assert!(!details.callers.is_empty());
    let edge = overview.edges.iter().find(|e| e.edge.target == group.node.id).expect("a caller");
    let (source, target) = (edge.edge.source.clone(), edge.edge.target.clone());
    let Reply::Details(line) = desk.ask(Request::Edge { source, target }) else { panic!() };
    assert_eq!(line.numbers.requests, edge.edge.requests);
}

#[test]
fn the_busiest_of_very_many_services_are_drawn_first() {
    let span = |n: usize| {
        let call = format!(
            r#"{{"id":"{:016x}","name":"s{n}","namespace":"remote","start_time":1.0,"end_time":2.0}}"#,
            n + 1000
        );
        format!(
            r#"{{"trace_id":"1-65000000-{n:024x}","id":"{n:016x}","name":"web","start_time":1.0,"end_time":2.0,"subsegments":[{call}]}}"#
        )
    };
    let lines: Vec<String> = (1..=400).map(span).collect();
    let mut desk = Desk::with(&lines.join("\n"));
    let first = framed(&mut desk, Framing::default(), "");
    assert_eq!((first.nodes.len(), first.hidden_nodes), (100, 302));
    assert!(names(&first).contains(&"web"));
    let framing = Framing { least: Least::Requests(0), ..Framing::default() };
    let all = framed(&mut desk, framing, "");
    assert_eq!((all.nodes.len(), all.hidden_nodes, all.hidden_calls), (402, 0, 0.0));
}
