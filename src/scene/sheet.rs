//! The whole map as it is drawn: cards, lines, and what a person moved.

use std::collections::{BTreeMap, HashMap};
use std::ops::Deref;

use super::card::{Calls, Card};
use super::link::{Link, LinkKey, Route};
use super::writing::Lettering;
use super::{Area, Bends, Graph, GroupBox, direct, points};
use crate::engine::{EdgeRoute, MapEdge, MapNode, Overview, Placed};
use crate::layout::Point;

/// Something drawn. Equal only to itself, so that comparing thousands of them costs nothing.
#[derive(Debug)]
pub struct Shared<T>(std::sync::Arc<T>);

/// In the order of the overview's nodes and edges; edges without both ends are not drawn.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    pub cards: Vec<Shared<Card>>,
    pub links: Vec<Shared<Link>>,
    /// Of unfolded groups, by name.
    pub boxes: Vec<Shared<GroupBox>>,
    pub graph: Graph,
    /// Around all cards and the layout's sheet; empty without cards.
    pub bounds: Area,
    links_by_key: HashMap<LinkKey, u32>,
    busiest: u32,
}

/// Where a person dragged nodes, and the lines that followed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Moves {
    places: BTreeMap<String, Point>,
    routes: BTreeMap<LinkKey, Vec<f64>>,
}

impl Sheet {
    /// What is drawn as in `before` is taken from it, so that readers see only what changed.
    pub fn new(overview: &Overview, lettering: &Lettering, before: &Sheet) -> Self {
        let ids = overview.nodes.iter().map(|node| node.node.id.as_str());
        let graph = Graph::new(ids, &overview.edges);
        let calls = calls(&graph, overview);
        let mut names: HashMap<&str, u32> = HashMap::new();
        for node in overview.nodes.iter().filter(|node| node.node.kind != "client") {
            *names.entry(&node.node.name).or_default() += 1;
        }
        let card = |(node, calls): (&MapNode, &Calls)| {
            let alike = names.get(node.node.name.as_str()).is_some_and(|&n| n > 1);
            let card = Card::new(node.clone(), *calls, alike, lettering);
            match before.card(card.id()) {
                Some(old) if **old == card => old.clone(),
                _ => Shared::new(card),
            }
        };
        let cards: Vec<_> = overview.nodes.iter().zip(&calls).map(card).collect();
        let sheet = Area { left: 0.0, top: 0.0, right: overview.width, bottom: overview.height };
        let mut made = Self {
            bounds: if cards.is_empty() { Area::default() } else { sheet },
            busiest: overview.edges.iter().map(|edge| edge.edge.requests).max().unwrap_or(0),
            boxes: boxes(GroupBox::all(overview, &cards, lettering), before),
            cards,
            graph,
            ..Self::default()
        };
        made.add_links(&overview.edges, before);
        made
    }

    /// The same map after a person moved nodes.
    pub fn moved(&self, moves: &Moves) -> Self {
        let mut sheet = self.clone();
        for (id, &centre) in &moves.places {
            let Some(at) = self.graph.at(id) else { continue };
            let card = &mut sheet.cards[at as usize];
            let area = Area::around(centre, card.area.width(), card.area.height());
            sheet.bounds = sheet.bounds.union(area);
            let mut moved = Card::clone(card);
            moved.area = area;
            *card = Shared::new(moved);
        }
        let moved_boxes: Vec<_> = self.boxes.iter().map(|b| b.moved(&sheet.cards)).collect();
        sheet.bounds = moved_boxes.iter().fold(sheet.bounds, |all, b| all.union(b.area));
        sheet.boxes = boxes(moved_boxes, self);
        for link in &mut sheet.links {
            let (source, target) = (link.source as usize, link.target as usize);
            let is_moved = |at: usize| moves.places.contains_key(self.cards[at].id());
            let route = match moves.routes.get(&link.key()) {
                Some(flat) => Route { points: points(flat), bends: Bends::Tight },
                // A loop is a shape of its own, and moves with its card.
                None if is_moved(source) && source == target => {
                    let shift = shift(self.cards[source].area, sheet.cards[source].area);
                    let points =
                        points(&link.edge.route).into_iter().map(|p| shifted(p, shift)).collect();
                    Route { points, bends: Bends::Tight }
                }
                None if is_moved(source) || is_moved(target) => Route {
                    points: direct(sheet.cards[source].area, sheet.cards[target].area),
                    bends: Bends::Tight,
                },
                None => continue,
            };
            *link = Shared::new(link.rerouted(route, self.busiest));
        }
        sheet
    }

    pub fn card(&self, id: &str) -> Option<&Shared<Card>> {
        self.cards.get(self.graph.at(id)? as usize)
    }

    pub fn link(&self, key: &LinkKey) -> Option<&Shared<Link>> {
        self.links.get(*self.links_by_key.get(key)? as usize)
    }

    pub fn areas(&self) -> Vec<Area> {
        self.cards.iter().map(|card| card.area).collect()
    }

    fn add_links(&mut self, edges: &[MapEdge], before: &Sheet) {
        for edge in edges {
            let ends = (self.graph.at(&edge.edge.source), self.graph.at(&edge.edge.target));
            let (Some(source), Some(target)) = ends else { continue };
            let key = LinkKey::of(edge);
            // Within a box lines run at any angle, round what stands there.
            let [from, to] = [source, target].map(|at| self.cards[at as usize].node.in_box);
            let bends = if from == to { Bends::Level } else { Bends::Tight };
            let route = Route { points: points(&edge.route), bends };
            let link = Link::new(edge.clone(), (source, target), route, self.busiest);
            let link = match before.link(&key) {
                Some(old) if **old == link => old.clone(),
                _ => Shared::new(link),
            };
            if self.links_by_key.insert(key, self.links.len() as u32).is_none() {
                self.links.push(link);
            }
        }
    }
}

impl Moves {
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// While a card is dragged its lines run straight.
    pub fn drag(&mut self, id: &str, centre: Point) {
        self.places.insert(id.to_owned(), centre);
        self.routes.retain(|key, _| key.source != id && key.target != id);
    }

    /// All moved nodes, for asking the engine for routes.
    pub fn placed(&self) -> Vec<Placed> {
        let placed = |(id, at): (&String, &Point)| Placed { id: id.clone(), x: at.x, y: at.y };
        self.places.iter().map(placed).collect()
    }

    /// The engine's answer; lines that run as they always did are none of ours.
    pub fn set_routes(&mut self, routes: Vec<EdgeRoute>, overview: &Overview) {
        let old: HashMap<LinkKey, &Vec<f64>> =
            overview.edges.iter().map(|edge| (LinkKey::of(edge), &edge.route)).collect();
        self.routes.clear();
        for EdgeRoute { source, target, asynchronous, route } in routes {
            let key = LinkKey { source, target, asynchronous };
            if old.get(&key).is_none_or(|&old| *old != route) {
                self.routes.insert(key, route);
            }
        }
    }
}

impl<T> Shared<T> {
    pub fn new(value: T) -> Self {
        Self(std::sync::Arc::new(value))
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        std::sync::Arc::ptr_eq(&self.0, &other.0)
    }
}

/// Those that are as before are the same things.
fn boxes(made: Vec<GroupBox>, before: &Sheet) -> Vec<Shared<GroupBox>> {
    let old = |made: &GroupBox| before.boxes.iter().find(|old| ***old == *made).cloned();
    made.into_iter().map(|made| old(&made).unwrap_or_else(|| Shared::new(made))).collect()
}

/// What leaves each node.
fn calls(graph: &Graph, overview: &Overview) -> Vec<Calls> {
    let mut calls = vec![Calls::default(); overview.nodes.len()];
    for edge in &overview.edges {
        let Some(at) = graph.at(&edge.edge.source) else { continue };
        let sum = &mut calls[at as usize];
        let outcomes = &mut sum.outcomes;
        outcomes.ok = outcomes.ok.saturating_add(edge.edge.ok);
        outcomes.errors = outcomes.errors.saturating_add(edge.edge.errors);
        outcomes.throttles = outcomes.throttles.saturating_add(edge.edge.throttles);
        outcomes.faults = outcomes.faults.saturating_add(edge.edge.faults);
        sum.per_minute += edge.edge.requests_per_minute;
    }
    calls
}

fn shift(from: Area, to: Area) -> (f64, f64) {
    (to.left - from.left, to.top - from.top)
}

fn shifted(point: Point, by: (f64, f64)) -> Point {
    Point { x: point.x + by.0, y: point.y + by.1 }
}

#[cfg(test)]
mod tests {
    use super::super::card::tests::{lettering, node};
    use super::super::link::tests::edge;
    use super::*;

    /// a -> b, a -> c, b -> b.
    fn overview() -> Overview {
        let mut nodes = ["a", "b", "c"].map(|id| node(id, "remote"));
        for (at, (x, y)) in [(100.0, 100.0), (400.0, 60.0), (400.0, 160.0)].into_iter().enumerate()
        {
            (nodes[at].node.x, nodes[at].node.y) = (x, y);
        }
        let edges = vec![
            edge("a", "b", 60, &[198.0, 100.0, 302.0, 60.0]),
            edge("a", "c", 30, &[198.0, 100.0, 302.0, 160.0]),
            edge("b", "b", 1, &[498.0, 39.0, 507.0, 39.0, 507.0, 21.0, 489.0, 21.0, 489.0, 30.0]),
            edge("a", "nobody", 1, &[]),
        ];
        Overview { nodes: nodes.into(), edges, width: 498.0, height: 190.0, ..Overview::default() }
    }

    fn sheet(overview: &Overview) -> Sheet {
        Sheet::new(overview, &lettering(), &Sheet::default())
    }

    fn starts(sheet: &Sheet) -> Vec<&str> {
        sheet.links.iter().map(|link| link.data.split('C').next().unwrap_or("")).collect()
    }

    #[test]
    fn lines_to_nowhere_are_not_drawn() {
        let sheet = sheet(&overview());
        assert_eq!(sheet.links.len(), 3);
        assert_eq!(sheet.cards[1].area, Area::around(Point { x: 400.0, y: 60.0 }, 196.0, 60.0));
        assert_eq!(sheet.bounds, Area { left: 0.0, top: 0.0, right: 498.0, bottom: 190.0 });
    }

    #[test]
    fn what_did_not_change_is_the_same_thing() {
        let mut overview = overview();
        let before = sheet(&overview);
        overview.nodes[2].node.health = "critical".into();
        overview.edges[1].edge.faults = 3;
        let after = Sheet::new(&overview, &lettering(), &before);
        let same: Vec<bool> = before.cards.iter().zip(&after.cards).map(|(a, b)| a == b).collect();
        assert_eq!(same, [true, true, false]);
        let same: Vec<bool> = before.links.iter().zip(&after.links).map(|(a, b)| a == b).collect();
        assert_eq!(same, [true, false, true]);
    }

    #[test]
    fn lines_follow_a_dragged_card_straight() {
        let overview = overview();
        let laid = sheet(&overview);
        let mut moves = Moves::default();
        moves.drag("b", Point { x: 400.0, y: 400.0 });
        let moved = laid.moved(&moves);
        assert_eq!(moved.cards[1].area.centre(), Point { x: 400.0, y: 400.0 });
        assert_eq!(moved.bounds.bottom, 430.0);
        // The loop came along, the line to c did not change.
        assert_eq!(starts(&moved)[0], "M130 130L360.88 360.88");
        assert!(starts(&moved)[2].starts_with("M498 379L"), "{}", starts(&moved)[2]);
        assert_eq!(moved.links[1], laid.links[1]);
        assert_eq!(moves.placed().len(), 1);
    }

    #[test]
    fn then_run_as_the_engine_says() {
        let overview = overview();
        let mut moves = Moves::default();
        moves.drag("b", Point { x: 400.0, y: 400.0 });
        let route = |target: &str, route: &[f64]| EdgeRoute {
            source: "a".into(),
            target: target.into(),
            asynchronous: false,
            route: route.to_vec(),
        };
        let routes = vec![
            route("b", &[198.0, 110.0, 198.0, 400.0, 302.0, 400.0]),
            route("c", &overview.edges[1].route),
        ];
        moves.set_routes(routes, &overview);
        let moved = sheet(&overview).moved(&moves);
        assert_eq!(moved.links[0].data, "M198 110L198 390Q198 400 208 400L289.1 400");
        assert_eq!(starts(&moved)[1], "M198 100");
        // The next drag begins straight again.
        moves.drag("b", Point { x: 400.0, y: 420.0 });
        assert!(starts(&sheet(&overview).moved(&moves))[0].starts_with("M128"));
    }

    #[test]
    fn an_unknown_node_cannot_be_moved() {
        let mut moves = Moves::default();
        moves.drag("gone", Point { x: f64::NAN, y: 0.0 });
        let overview = overview();
        let laid = sheet(&overview);
        assert_eq!(laid.moved(&moves).cards, laid.cards);
    }
}
