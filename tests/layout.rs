//! Small maps as text: what is drawn where.

use std::fmt::Write as _;

use spanmap::layout::{self, MapEdge, MapNode, MapRequest, Point};

/// Boxes of 100 by 40 px and edges of the text, such as "Client>api api>db*4": a name with a
/// capital is a client, a number after a star is the weight.
fn request(text: &str) -> MapRequest {
    let mut request = MapRequest::default();
    for edge in text.split_whitespace() {
        let (ends, weight) = edge.split_once('*').unwrap_or((edge, "1"));
        let (source, target) = ends.split_once('>').unwrap_or((ends, ""));
        let source = node(&mut request, source);
        if !target.is_empty() {
            let target = node(&mut request, target);
            request.edges.push(MapEdge { source, target, weight: weight.parse().unwrap() });
        }
    }
    request
}

fn node(request: &mut MapRequest, key: &str) -> u32 {
    if let Some(at) = request.nodes.iter().position(|node| node.key == key) {
        return at as u32;
    }
    request.nodes.push(MapNode {
        key: key.to_owned(),
        width: 100.0,
        height: 40.0,
        source: key.starts_with(char::is_uppercase),
        previous: None,
        in_box: None,
    });
    request.nodes.len() as u32 - 1
}

fn drawn(request: &MapRequest, centres: &[Point], routes: &[Vec<Point>]) -> String {
    let mut out = String::new();
    for (node, at) in request.nodes.iter().zip(centres) {
        writeln!(out, "{} {} {}", node.key, at.x.round(), at.y.round()).unwrap();
    }
    for (edge, route) in request.edges.iter().zip(routes) {
        let key = |node: u32| &request.nodes[node as usize].key;
        write!(out, "{} > {}:", key(edge.source), key(edge.target)).unwrap();
        for point in route {
            write!(out, " {},{}", point.x.round(), point.y.round()).unwrap();
        }
        out.push('\n');
    }
    out
}

fn map(text: &str) -> String {
    let request = request(text);
    let layout = layout::map(&request);
    drawn(&request, &layout.nodes, &layout.routes)
        + &format!("{} x {}", layout.width, layout.height)
}

/// The map when some nodes have been moved.
fn moved(text: &str, to: &[(&str, f64, f64)]) -> String {
    let request = request(text);
    let laid = layout::map(&request);
    let mut centres = laid.nodes.clone();
    for &(key, x, y) in to {
        let at = request.nodes.iter().position(|node| node.key == key).unwrap();
        centres[at] = Point { x, y };
    }
    let routes = layout::route(&request, &laid, &centres);
    drawn(&request, &centres, &routes)
}

#[test]
fn a_chain_is_a_straight_line() {
    insta::assert_snapshot!(map("Client>api api>db"));
}

#[test]
fn a_shop() {
    insta::assert_snapshot!(map(
        "Client>gateway gateway>order order>payment payment>paymentdb order>inventory \
         inventory>inventorydb order>notification notification>sns sns>email order>recommendation"
    ));
}

#[test]
fn a_call_back_leaves_to_the_left() {
    insta::assert_snapshot!(map("Client>a a>b b>c c>a"));
}

#[test]
fn lines_of_one_pair_are_told_apart() {
    insta::assert_snapshot!(map("a>b a>b b>a a>a a>a"));
}

#[test]
fn a_long_edge_goes_round_the_busy_road() {
    insta::assert_snapshot!(map("Client>a*100 a>b*100 b>c*100 a>c"));
}

#[test]
fn components_share_the_sheet() {
    insta::assert_snapshot!(map("a>b a>c a>d x>y lonely other"));
}

#[test]
fn nothing_is_a_map_too() {
    assert_eq!(map(""), "0 x 0");
    let dangling = MapRequest {
        nodes: Vec::new(),
        edges: vec![MapEdge { source: 0, target: 7, weight: f64::NAN }],
    };
    let laid = layout::map(&dangling);
    assert_eq!(laid.routes, [[]]);
    assert_eq!(layout::route(&dangling, &laid, &[]), [[]]);
}

#[test]
fn a_line_goes_round_a_box_in_its_way() {
    insta::assert_snapshot!(moved(
        "Client>api api>db Client>cache",
        &[("cache", 50.0, 300.0), ("db", 50.0, 150.0)]
    ));
}

#[test]
fn lines_of_nodes_that_stand_still_stay() {
    let text = "a>b b>c a>x x>y";
    let request = request(text);
    let layout = layout::map(&request);
    let mut centres = layout.nodes.clone();
    assert_eq!(layout::route(&request, &layout, &centres), layout.routes);
    centres[4].x += 300.0;
    let routes = layout::route(&request, &layout, &centres);
    assert_eq!(routes[..3], layout.routes[..3]);
    assert_ne!(routes[3], layout.routes[3]);
}

#[test]
fn moved_lines_of_one_pair_are_told_apart() {
    insta::assert_snapshot!(moved("a>b a>b b>a a>a", &[("b", 0.0, 500.0)]));
}

#[test]
fn a_map_keeps_its_order_when_services_leave() {
    let all = request("r>a r>b r>c r>d a>w b>x c>y d>z");
    let before = layout::map(&all);
    let height =
        |key: &str| before.nodes[all.nodes.iter().position(|node| node.key == key).unwrap()].y;
    // Upside down, and told so: it stays upside down.
    let mut less = request("r>a r>c r>d a>w c>y d>z");
    for node in &mut less.nodes {
        node.previous = Some(Point { x: 0.0, y: -height(&node.key) });
    }
    let after = layout::map(&less);
    let now =
        |key: &str| after.nodes[less.nodes.iter().position(|node| node.key == key).unwrap()].y;
    let mut names = ["a", "c", "d"];
    names.sort_by(|a, b| height(b).total_cmp(&height(a)));
    assert!(now(names[0]) < now(names[1]) && now(names[1]) < now(names[2]), "{names:?}");
}
