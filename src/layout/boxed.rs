//! A map some of whose nodes stand together in boxes.
//!
//! Each box is laid out on its own; the map is then laid out with the boxes as large nodes, so that
//! nothing else stands in one. A line that crosses the border of a box runs as the outer map has it
//! up to the border, and goes the shortest way round the nodes of the box from there.

use std::collections::BTreeMap;

use super::component::size;
use super::detour::Boxes;
use super::geometry::Rect;
use super::{BOX_MARGIN, BOX_TITLE, MapEdge, MapLayout, MapNode, MapRequest, Point, flat};
use crate::model::sort_by;

/// Where a node of the request went.
#[derive(Clone, Copy)]
struct Seat {
    /// In the outer map: itself, or its box.
    outer: u32,
    /// The box, and the place in it.
    inner: Option<(u32, u32)>,
}

/// A box with what is in it.
struct Content {
    nodes: Vec<u32>,
    /// By index in the request.
    edges: Vec<usize>,
    request: MapRequest,
    laid: MapLayout,
    /// Left top of its nodes on the sheet.
    corner: Point,
}

pub(super) fn map(request: &MapRequest) -> MapLayout {
    let mut contents = contents(request);
    let seats = seats(request, &contents);
    fill(request, &seats, &mut contents);
    let (outer, edges) = outer(request, &seats, &contents);
    let laid = flat(&outer);
    for (content, &centre) in contents.iter_mut().zip(&laid.nodes[free_count(request)..]) {
        content.place(centre);
    }
    let centre = |seat: &Seat| match seat.inner {
        None => laid.nodes[seat.outer as usize],
        Some((content, place)) => {
            let content = &contents[content as usize];
            content.on_sheet(content.laid.nodes[place as usize])
        }
    };
    let nodes = seats.iter().map(centre).collect();
    let outer = edges.into_iter().zip(laid.routes).collect();
    let routes = routes(request, &seats, &contents, outer);
    MapLayout { nodes, routes, width: laid.width, height: laid.height }
}

/// `outer`: lines of the outer map by their edges in the request.
fn routes(
    request: &MapRequest,
    seats: &[Seat],
    contents: &[Content],
    outer: Vec<(usize, Vec<Point>)>,
) -> Vec<Vec<Point>> {
    let mut routes = vec![Vec::new(); request.edges.len()];
    for content in contents {
        for (&edge, route) in content.edges.iter().zip(&content.laid.routes) {
            routes[edge] = route.iter().map(|&point| content.on_sheet(point)).collect();
        }
    }
    let ways: Vec<Boxes> = contents.iter().map(Content::boxes).collect();
    let mut steps = 0;
    for (edge, mut route) in outer {
        let MapEdge { source, target, .. } = request.edges[edge];
        let ends = [source, target].map(|node| &seats[node as usize]);
        through_borders(&mut route, ends, &ways, &mut steps);
        routes[edge] = route;
    }
    routes
}

/// The boxes, by their numbers; nothing in them yet but nodes.
fn contents(request: &MapRequest) -> Vec<Content> {
    let mut members: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (node, at) in request.nodes.iter().zip(0..) {
        node.in_box.into_iter().for_each(|number| members.entry(number).or_default().push(at));
    }
    let content = |nodes: Vec<u32>| Content {
        request: MapRequest {
            nodes: nodes.iter().map(|&node| free(&request.nodes[node as usize])).collect(),
            edges: Vec::new(),
        },
        nodes,
        edges: Vec::new(),
        laid: MapLayout::default(),
        corner: Point::default(),
    };
    members.into_values().map(content).collect()
}

fn free(node: &MapNode) -> MapNode {
    MapNode { in_box: None, ..node.clone() }
}

fn free_count(request: &MapRequest) -> usize {
    request.nodes.iter().filter(|node| node.in_box.is_none()).count()
}

/// By node of the request. In the outer map free nodes stand before boxes.
fn seats(request: &MapRequest, contents: &[Content]) -> Vec<Seat> {
    let mut next = 0..;
    let mut free = |node: &MapNode| if node.in_box.is_none() { next.next() } else { None };
    let outer = request.nodes.iter().map(|node| free(node).unwrap_or_default());
    let mut seats: Vec<Seat> = outer.map(|outer| Seat { outer, inner: None }).collect();
    for ((content, number), outer) in contents.iter().zip(0..).zip(free_count(request) as u32..) {
        for (&node, place) in content.nodes.iter().zip(0..) {
            seats[node as usize] = Seat { outer, inner: Some((number, place)) };
        }
    }
    seats
}

/// Lays out what is in the boxes.
fn fill(request: &MapRequest, seats: &[Seat], contents: &mut [Content]) {
    for (at, edge) in request.edges.iter().enumerate() {
        let ends = (seats.get(edge.source as usize), seats.get(edge.target as usize));
        let (Some(source), Some(target)) = ends else { continue };
        if let (Some((a, source)), Some((b, target))) = (source.inner, target.inner)
            && a == b
        {
            let content = &mut contents[a as usize];
            content.edges.push(at);
            content.request.edges.push(MapEdge { source, target, ..*edge });
        }
    }
    for content in contents {
        content.laid = flat(&content.request);
    }
}

/// The map with boxes as nodes, and its edges by their indices in the request.
fn outer(request: &MapRequest, seats: &[Seat], contents: &[Content]) -> (MapRequest, Vec<usize>) {
    let mut nodes: Vec<MapNode> =
        request.nodes.iter().filter(|node| node.in_box.is_none()).cloned().collect();
    nodes.extend(contents.iter().map(|content| content.node(request)));
    let mut edges = Vec::new();
    for (at, edge) in request.edges.iter().enumerate() {
        let ends = (seats.get(edge.source as usize), seats.get(edge.target as usize));
        let (Some(source), Some(target)) = ends else { continue };
        if source.outer != target.outer || source.inner.is_none() {
            edges.push((at, MapEdge { source: source.outer, target: target.outer, ..*edge }));
        }
    }
    // Lines between the same two boxes are told apart by the nodes that they go to.
    let key = |node: u32| request.nodes[node as usize].key.as_str();
    let keys = |at: usize| (key(request.edges[at].source), key(request.edges[at].target));
    sort_by(&mut edges, |&(a, _), &(b, _)| (keys(a), a).cmp(&(keys(b), b)));
    let indices = edges.iter().map(|&(at, _)| at).collect();
    let edges = edges.into_iter().map(|(_, edge)| edge).collect();
    (MapRequest { nodes, edges }, indices)
}

/// Adds to a line of the outer map its ends within boxes.
fn through_borders(
    route: &mut Vec<Point>,
    [source, target]: [&Seat; 2],
    ways: &[Boxes],
    steps: &mut usize,
) {
    if let (Some((number, place)), Some(&border)) = (source.inner, route.first()) {
        let mut start = ways[number as usize].way(border, place, steps);
        start.reverse();
        start.pop();
        route.splice(..0, start);
    }
    if let (Some((number, place)), Some(&border)) = (target.inner, route.last()) {
        route.extend(ways[number as usize].way(border, place, steps).into_iter().skip(1));
    }
}

impl Content {
    /// The box as a node of the outer map. It stands near where its first node stood.
    fn node(&self, request: &MapRequest) -> MapNode {
        let first = self.nodes.iter().map(|&node| &request.nodes[node as usize]);
        let first = first.min_by(|a, b| a.key.cmp(&b.key)).expect("no box is empty");
        MapNode {
            key: first.key.clone(),
            width: self.laid.width + 2.0 * BOX_MARGIN,
            height: self.laid.height + 2.0 * BOX_MARGIN + BOX_TITLE,
            source: self.request.nodes.iter().all(|node| node.source),
            previous: first.previous,
            in_box: None,
        }
    }

    /// Finds its corner: the title stands over its nodes, margins round both.
    fn place(&mut self, centre: Point) {
        let MapLayout { width, height, .. } = self.laid;
        let (x, y) = (centre.x - width / 2.0, centre.y + BOX_TITLE / 2.0 - height / 2.0);
        self.corner = Point { x, y };
    }

    fn on_sheet(&self, point: Point) -> Point {
        Point { x: point.x + self.corner.x, y: point.y + self.corner.y }
    }

    fn boxes(&self) -> Boxes {
        let rect = |(at, &centre): (usize, &Point)| {
            let (width, height) = size(&self.request, at);
            Rect::around(self.on_sheet(centre), width, height)
        };
        Boxes::of(self.laid.nodes.iter().enumerate().map(rect).collect())
    }
}
