//! What of the service map is drawn, and how finely: parts of it left out, services put together.
//!
//! A [`Frame`] is decided once, on the map of all data, so that a filter never changes what has a place.
//! It is then laid over the map of any selection. Numbers are never lost in it: what is left out is
//! counted, what is put together is added up.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::Direction;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;
use serde::{Deserialize, Serialize};

use crate::model::{Key, SpanStore, sort_by};

use super::{Edge, EdgeKind, Node, ServiceGraph};

/// The type of a node that stands for several; also how its id begins, before a colon and its name.
pub const GROUP: &str = "group";

/// Maps with more nodes than this show their busiest part at first: names of more are not read.
pub const MANY: usize = 300;
/// How many nodes that part has.
pub const BUSIEST: usize = 100;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Framing {
    pub focus: Option<Focus>,
    pub least: Least,
    pub group: Option<GroupBy>,
    /// Names of groups whose services are drawn one by one.
    pub unfolded: Vec<String>,
}

/// A service, and what is near it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Focus {
    /// Callers and callees over at most so many calls; `None` is any number.
    Around { node: String, callers: Option<u32>, callees: Option<u32> },
    /// All ways that calls go from one service to another.
    Between { from: String, to: String },
}

/// How much traffic a service needs to be drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Least {
    /// Any, or of more than [`MANY`] services the [`BUSIEST`].
    #[default]
    Auto,
    /// Requests, in all the data.
    Requests(u64),
}

/// What services are put together by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum GroupBy {
    /// The type of the node.
    Kind,
    /// What stands before the first separator of the name.
    Prefix,
    /// The value that most of a service's spans have.
    Annotation(String),
}

/// What becomes of a node.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Fate {
    Drawn,
    Hidden,
    /// Part of the group of this name.
    In(String),
}

#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// By node id; what is not here is drawn. Empty: everything is.
    fates: BTreeMap<String, Fate>,
    /// Nodes left out, and calls of all the data that touch one of them.
    pub hidden_nodes: u32,
    pub hidden_calls: u64,
    /// All groups, with the number of their services, folded or not.
    pub groups: Vec<(String, u32)>,
    /// By node id: in which of the groups it is drawn, where that is unfolded.
    boxes: BTreeMap<String, u32>,
}

impl Frame {
    /// `whole`: the map of all data.
    pub fn new(store: &SpanStore, whole: &ServiceGraph, framing: &Framing) -> Self {
        let kept = kept(whole, framing);
        let names = group_names(store, whole, framing.group.as_ref());
        let mut frame = Self::default();
        let mut groups: BTreeMap<&str, u32> = BTreeMap::new();
        for at in whole.graph.node_indices() {
            let name = names[at.index()].as_deref().filter(|_| kept[at.index()]);
            name.into_iter().for_each(|name| *groups.entry(name).or_default() += 1);
        }
        // One service is no group.
        groups.retain(|_, members| *members > 1);
        for at in whole.graph.node_indices() {
            let group =
                names[at.index()].as_ref().filter(|name| groups.contains_key(name.as_str()));
            let folded = group.filter(|name| !framing.unfolded.contains(name));
            let fate = match (kept[at.index()], folded) {
                (false, _) => Fate::Hidden,
                (true, Some(name)) => Fate::In(name.clone()),
                (true, None) => Fate::Drawn,
            };
            frame.hidden_nodes += u32::from(fate == Fate::Hidden);
            if fate != Fate::Drawn {
                frame.fates.insert(whole.graph[at].id.clone(), fate);
            }
        }
        for edge in whole.graph.edge_references() {
            let calls = edge.weight().stats.counts.requests();
            let touches = !(kept[edge.source().index()] && kept[edge.target().index()]);
            frame.hidden_calls += if touches { calls } else { 0 };
        }
        frame.groups = groups.into_iter().map(|(name, n)| (name.to_owned(), n)).collect();
        for (node, name) in whole.graph.node_weights().zip(&names) {
            let is_drawn = !frame.fates.contains_key(&node.id);
            let number = name.as_ref().filter(|_| is_drawn).and_then(|name| frame.number(name));
            frame.boxes.extend(number.map(|at| (node.id.clone(), at as u32)));
        }
        frame
    }

    /// The map as it is drawn. Calls within a group are not: they are its own work.
    pub fn over(&self, map: &ServiceGraph) -> ServiceGraph {
        if self.fates.is_empty() {
            return map.clone();
        }
        let mut drawn =
            ServiceGraph { graph: DiGraph::new(), traced: map.traced, imported: map.imported };
        let places = self.nodes(map, &mut drawn.graph);
        let mut edges: BTreeMap<(NodeIndex, NodeIndex, EdgeKind), Edge> = BTreeMap::new();
        for edge in map.graph.edge_references() {
            let ends = places[edge.source().index()].zip(places[edge.target().index()]);
            let Some((source, target)) = ends else { continue };
            let is_inner = source == target && drawn.graph[source].kind == GROUP;
            if !is_inner {
                let sum = edges.entry((source, target, edge.weight().kind)).or_default();
                sum.add(edge.weight());
            }
        }
        for ((source, target, _), edge) in edges {
            drawn.graph.add_edge(source, target, edge);
        }
        drawn
    }

    fn number(&self, group: &str) -> Option<usize> {
        self.groups.binary_search_by(|(name, _)| name.as_str().cmp(group)).ok()
    }

    /// The number of the unfolded group that a node is drawn in.
    pub fn in_box(&self, id: &str) -> Option<u32> {
        self.boxes.get(id).copied()
    }

    /// A group without its services yet; it is called by all that it has, whatever a filter leaves.
    fn group(&self, name: &str) -> Node {
        let services = self.number(name).map_or(0, |at| self.groups[at].1);
        Node {
            id: format!("{GROUP}:{name}"),
            name: format!("{name} ({services})"),
            kind: GROUP.to_owned(),
            inferred: true,
            ..Node::default()
        }
    }

    /// Adds the nodes that are drawn; tells where each of the map went.
    fn nodes(&self, map: &ServiceGraph, drawn: &mut DiGraph<Node, Edge>) -> Vec<Option<NodeIndex>> {
        let mut nodes: Vec<(Node, Vec<usize>)> = Vec::new();
        let mut group_at: BTreeMap<&str, usize> = BTreeMap::new();
        for at in map.graph.node_indices() {
            let node = &map.graph[at];
            match self.fates.get(&node.id) {
                Some(Fate::Hidden) => {}
                None | Some(Fate::Drawn) => nodes.push((node.clone(), vec![at.index()])),
                Some(Fate::In(name)) => {
                    let place = *group_at.entry(name).or_insert(nodes.len());
                    if place == nodes.len() {
                        nodes.push((self.group(name), Vec::new()));
                    }
                    nodes[place].0.add(node);
                    nodes[place].1.push(at.index());
                }
            }
        }
        sort_by(&mut nodes, |(a, _), (b, _)| order(a).cmp(&order(b)));
        let mut places = vec![None; map.graph.node_count()];
        for (node, members) in nodes {
            let place = drawn.add_node(node);
            members.into_iter().for_each(|member| places[member] = Some(place));
        }
        places
    }
}

impl Node {
    /// Takes another node into a group.
    fn add(&mut self, member: &Node) {
        self.inferred &= member.inferred;
        self.members.push(member.id.clone());
        self.stats.counts.add(&member.stats.counts);
        self.stats.latency.merge(&member.stats.latency);
        self.stats.bottleneck += member.stats.bottleneck;
        self.stats.critical_nanos = self.stats.critical_nanos.plus(member.stats.critical_nanos);
        self.missing_callers += member.missing_callers;
        self.imported = sum(self.imported, member.imported);
        let first_member = self.members.len() == 1;
        self.first = if first_member { member.first } else { self.first.min(member.first) };
        self.last = self.last.max(member.last);
    }
}

impl Edge {
    fn add(&mut self, other: &Edge) {
        self.kind = other.kind;
        self.stats.counts.add(&other.stats.counts);
        self.stats.latency.merge(&other.stats.latency);
        self.imported = sum(self.imported, other.imported);
    }
}

fn sum(a: Option<u64>, b: Option<u64>) -> Option<u64> {
    match (a, b) {
        (None, None) => None,
        (a, b) => Some(a.unwrap_or_default().saturating_add(b.unwrap_or_default())),
    }
}

fn order(node: &Node) -> (bool, &str, &str, &str, &str) {
    (!node.is_client(), &node.name, &node.kind, &node.account, &node.id)
}

/// By node: whether it is shown, alone or in a group.
fn kept(whole: &ServiceGraph, framing: &Framing) -> Vec<bool> {
    let mut kept = match &framing.focus {
        None => vec![true; whole.graph.node_count()],
        Some(Focus::Around { node, callers, callees }) => {
            let mut kept = near(whole, node, Direction::Incoming, *callers);
            let below = near(whole, node, Direction::Outgoing, *callees);
            kept.iter_mut().zip(below).for_each(|(k, b)| *k |= b);
            kept
        }
        Some(Focus::Between { from, to }) => {
            let mut kept = near(whole, from, Direction::Outgoing, None);
            let above = near(whole, to, Direction::Incoming, None);
            kept.iter_mut().zip(above).for_each(|(k, a)| *k &= a);
            kept
        }
    };
    let busy = busy(whole, framing);
    kept.iter_mut().zip(busy).for_each(|(k, b)| *k &= b);
    kept
}

/// By node: whether it is the one or within `hops` calls of it. An unknown one is near nothing.
fn near(whole: &ServiceGraph, node: &str, way: Direction, hops: Option<u32>) -> Vec<bool> {
    let mut seen = vec![false; whole.graph.node_count()];
    let mut edge: Vec<NodeIndex> = whole.find(node).into_iter().collect();
    edge.iter().for_each(|at| seen[at.index()] = true);
    let mut left = hops.unwrap_or(u32::MAX);
    while left > 0 && !edge.is_empty() {
        let mut next = Vec::new();
        for at in edge {
            for neighbour in whole.graph.neighbors_directed(at, way) {
                if !std::mem::replace(&mut seen[neighbour.index()], true) {
                    next.push(neighbour);
                }
            }
        }
        edge = next;
        left -= 1;
    }
    seen
}

/// By node: whether it has the traffic asked for. What was focused on is shown whatever it has.
fn busy(whole: &ServiceGraph, framing: &Framing) -> Vec<bool> {
    let traffic = traffic(whole);
    let auto = framing.focus.is_none() && framing.group.is_none() && traffic.len() > MANY;
    match framing.least {
        Least::Requests(least) => {
            let ends: BTreeSet<&str> = match &framing.focus {
                None => BTreeSet::new(),
                Some(Focus::Around { node, .. }) => [node.as_str()].into(),
                Some(Focus::Between { from, to }) => [from.as_str(), to.as_str()].into(),
            };
            let named = |at: usize| ends.contains(whole.graph[NodeIndex::new(at)].id.as_str());
            (0..traffic.len()).map(|at| traffic[at] >= least || named(at)).collect()
        }
        Least::Auto if auto => {
            let mut places: Vec<usize> = (0..traffic.len()).collect();
            sort_by(&mut places, |&a, &b| (traffic[b], a).cmp(&(traffic[a], b)));
            let mut kept = vec![false; traffic.len()];
            places.into_iter().take(BUSIEST).for_each(|at| kept[at] = true);
            kept
        }
        Least::Auto => vec![true; traffic.len()],
    }
}

/// Requests by node; those that tell of none of their own, such as clients, have those of their lines.
fn traffic(whole: &ServiceGraph) -> Vec<u64> {
    let mut lines = vec![0u64; whole.graph.node_count()];
    for edge in whole.graph.edge_references() {
        let calls = edge.weight().stats.counts.requests();
        for end in [edge.source(), edge.target()] {
            lines[end.index()] = lines[end.index()].saturating_add(calls);
        }
    }
    let own = |at: usize| whole.graph[NodeIndex::new(at)].stats.counts.requests();
    lines
        .into_iter()
        .enumerate()
        .map(|(at, of_lines)| if own(at) > 0 { own(at) } else { of_lines })
        .collect()
}

/// By node: the group that it belongs to. Clients, who are nobody's service, to none.
fn group_names(
    store: &SpanStore,
    whole: &ServiceGraph,
    by: Option<&GroupBy>,
) -> Vec<Option<String>> {
    let Some(by) = by else { return vec![None; whole.graph.node_count()] };
    let values = match by {
        GroupBy::Annotation(name) => annotated(store, name),
        GroupBy::Kind | GroupBy::Prefix => Vec::new(),
    };
    let name = |node: &Node| match by {
        GroupBy::Kind => Some(node.kind.clone()),
        GroupBy::Prefix => Some(prefix(&node.name).to_owned()),
        GroupBy::Annotation(_) => values.get(node.service?.index())?.clone(),
    };
    let named = |node: &Node| name(node).filter(|name| !name.is_empty() && !node.is_client());
    whole.graph.node_weights().map(named).collect()
}

/// `payment` of `payment-db`, `payment.db`, `payment/db`; the whole of a name without such a border.
fn prefix(name: &str) -> &str {
    name.split(['-', '_', '.', '/', ':', ' ', '@']).find(|part| !part.is_empty()).unwrap_or(name)
}

/// By service: the value that most of its spans have; of equals the first by text.
fn annotated(store: &SpanStore, name: &str) -> Vec<Option<String>> {
    let mut counts: Vec<BTreeMap<String, u32>> = vec![BTreeMap::new(); store.services.len()];
    let Some(key) = store.strings.find(name).map(Key::Annotation) else { return Vec::new() };
    for span in store.span_ids() {
        let value = store.attributes(span).find(|a| a.key == key).map(|a| a.value);
        if let Some(value) = value {
            let counts = &mut counts[store.service(span).index()];
            *counts.entry(store.value_text(value)).or_default() += 1;
        }
    }
    let most = |counts: BTreeMap<String, u32>| {
        counts.into_iter().reduce(|best, other| if other.1 > best.1 { other } else { best })
    };
    counts.into_iter().map(|counts| most(counts).map(|(value, _)| value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::drawing;
    use crate::query::{Index, service_graph, testing};

    const SHOP: &str = "
        web           |--------------------|  team=front
          > cart-api   |------|
            cart-api    |----|                team=cart
              > cart-db  |--|
          > pay-api           |---------|
            pay-api            |-------|      team=pay
              > cart-api        |---|
                cart-api         |-|          team=cart

        web           |--------------------|  team=front
          > mail       |------|
            mail        |----|                team=front
        ";

    fn check(framing: Framing, expect: &str) {
        let store = drawing::store(SHOP);
        let whole = service_graph(&store, &Index::new(&store), &testing::all(&store));
        let frame = Frame::new(&store, &whole, &framing);
        let drawn = frame.over(&whole);
        let names = |at: NodeIndex| drawn.graph[at].name.as_str();
        let mut lines: Vec<String> = drawn
            .graph
            .node_indices()
            .map(|at| format!("{} {}", drawn.graph[at].id, drawn.graph[at].stats.counts.requests()))
            .collect();
        lines.extend(drawn.graph.edge_references().map(|e| {
            let calls = e.weight().stats.counts.requests();
            format!("{} > {} {calls}", names(e.source()), names(e.target()))
        }));
        lines.push(format!("{} hidden, {} calls", frame.hidden_nodes, frame.hidden_calls));
        assert_eq!(lines.join("; "), expect);
    }

    fn around(node: &str, callers: Option<u32>, callees: Option<u32>) -> Framing {
        let focus = Focus::Around { node: node.to_owned(), callers, callees };
        Framing { focus: Some(focus), ..Framing::default() }
    }

    #[test]
    fn without_wishes_all_is_drawn() {
        let store = drawing::store(SHOP);
        let whole = service_graph(&store, &Index::new(&store), &testing::all(&store));
        let frame = Frame::new(&store, &whole, &Framing::default());
        assert_eq!(frame.over(&whole).to_string(), whole.to_string());
    }

    #[test]
    fn a_focus_keeps_what_is_near_with_all_lines_between() {
        check(
            around("pay-api", Some(1), Some(1)),
            "cart-api 2; pay-api 1; web 2; pay-api > cart-api 1; web > cart-api 1; \
             web > pay-api 1; 3 hidden, 4 calls",
        );
        check(
            around("pay-api", Some(0), None),
            "cart-api 2; cart-db 1; pay-api 1; cart-api > cart-db 1; pay-api > cart-api 1; \
             3 hidden, 5 calls",
        );
        check(around("nobody", None, None), "6 hidden, 7 calls");
    }

    #[test]
    fn ways_between_two_services() {
        let focus = Focus::Between { from: "web".to_owned(), to: "cart-db".to_owned() };
        check(
            Framing { focus: Some(focus), ..Framing::default() },
            "cart-api 2; cart-db 1; pay-api 1; web 2; cart-api > cart-db 1; \
             pay-api > cart-api 1; web > cart-api 1; web > pay-api 1; 2 hidden, 3 calls",
        );
    }

    #[test]
    fn services_with_little_traffic_are_left_out_and_counted() {
        check(
            Framing { least: Least::Requests(2), ..Framing::default() },
            "web (client) 0; cart-api 2; web 2; web > web 2; web > cart-api 1; 3 hidden, 4 calls",
        );
    }

    #[test]
    fn groups_add_up_their_services() {
        let prefix = Framing { group: Some(GroupBy::Prefix), ..Framing::default() };
        check(
            prefix.clone(),
            "web (client) 0; group:cart 3; mail 1; pay-api 1; web 2; web > web 2; \
             pay-api > cart (2) 1; web > cart (2) 1; web > mail 1; web > pay-api 1; 0 hidden, 0 calls",
        );
        let unfolded = Framing { unfolded: vec!["cart".to_owned()], ..prefix };
        let store = drawing::store(SHOP);
        let whole = service_graph(&store, &Index::new(&store), &testing::all(&store));
        let frame = Frame::new(&store, &whole, &unfolded);
        assert_eq!(frame.groups, [("cart".to_owned(), 2)]);
        assert_eq!(frame.over(&whole).to_string(), whole.to_string());
        let boxed = |id: &str| frame.in_box(id);
        assert_eq!(["cart-api", "cart-db", "pay-api"].map(boxed), [Some(0), Some(0), None]);
        check(
            Framing { group: Some(GroupBy::Annotation("team".to_owned())), ..Framing::default() },
            "web (client) 0; cart-api 2; cart-db 1; group:front 3; pay-api 1; web > front (2) 2; \
             cart-api > cart-db 1; front (2) > cart-api 1; front (2) > pay-api 1; \
             pay-api > cart-api 1; \
             0 hidden, 0 calls",
        );
    }
}
