//! What a selection has to do with: everything up- and downstream of it.

use std::collections::BTreeMap;

use crate::engine::MapEdge;

/// The callers of the callers and the callees of the callees, among the nodes of the map.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Graph {
    ids: BTreeMap<String, u32>,
    callees: Vec<Vec<u32>>,
    callers: Vec<Vec<u32>>,
}

impl Graph {
    /// Edges whose ends are no nodes are left out.
    pub fn new<'a>(nodes: impl Iterator<Item = &'a str>, edges: &[MapEdge]) -> Self {
        let ids: BTreeMap<String, u32> =
            nodes.zip(0..).map(|(id, at)| (id.to_owned(), at)).collect();
        let mut graph = Self {
            callees: vec![Vec::new(); ids.len()],
            callers: vec![Vec::new(); ids.len()],
            ids,
        };
        for edge in edges {
            let ends = (graph.at(&edge.edge.source), graph.at(&edge.edge.target));
            if let (Some(source), Some(target)) = ends {
                graph.callees[source as usize].push(target);
                graph.callers[target as usize].push(source);
            }
        }
        graph
    }

    /// Position of a node in the order in which nodes were given.
    pub fn at(&self, id: &str) -> Option<u32> {
        self.ids.get(id).copied()
    }

    pub fn callees(&self, node: u32) -> &[u32] {
        self.callees.get(node as usize).map_or(&[], Vec::as_slice)
    }

    pub fn callers(&self, node: u32) -> &[u32] {
        self.callers.get(node as usize).map_or(&[], Vec::as_slice)
    }

    /// For each node: is it `node`, up- or downstream of it? The lines to keep are those with
    /// both ends among them, so cross edges and cycles stay whole.
    pub fn around_node(&self, node: u32) -> Vec<bool> {
        self.around(node, node)
    }

    /// For each node: is it upstream of `source` or downstream of `target`?
    pub fn around_edge(&self, source: u32, target: u32) -> Vec<bool> {
        self.around(source, target)
    }

    fn around(&self, first: u32, last: u32) -> Vec<bool> {
        let mut kept = flooded(first, &self.callers);
        for (keep, below) in kept.iter_mut().zip(flooded(last, &self.callees)) {
            *keep |= below;
        }
        kept
    }
}

fn flooded(from: u32, next: &[Vec<u32>]) -> Vec<bool> {
    let mut seen = vec![false; next.len()];
    let mut open = vec![from];
    while let Some(node) = open.pop() {
        match seen.get_mut(node as usize) {
            Some(seen) if !*seen => *seen = true,
            _ => continue,
        }
        open.extend(&next[node as usize]);
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `edges` such as "a>b b>c", nodes in order of letters.
    fn graph(edges: &str) -> Graph {
        let mut letters: Vec<&str> = edges.split([' ', '>']).collect();
        letters.sort_unstable();
        letters.dedup();
        let edge = |pair: &str| {
            let (source, target) = pair.split_once('>').unwrap();
            MapEdge {
                edge: crate::engine::api::ServiceEdge {
                    source: source.into(),
                    target: target.into(),
                    ..Default::default()
                },
                asynchronous: false,
                faded: false,
                imported: false,
                route: Vec::new(),
            }
        };
        let edges: Vec<MapEdge> = edges.split(' ').map(edge).collect();
        Graph::new(letters.into_iter(), &edges)
    }

    fn check(edges: &str, from: &str, expect: &str) {
        let graph = graph(edges);
        let at = |id| graph.at(id).unwrap();
        let kept = match from.split_once('>') {
            Some((source, target)) => graph.around_edge(at(source), at(target)),
            None => graph.around_node(at(from)),
        };
        let kept: String = graph.ids.keys().filter(|id| kept[at(id) as usize]).cloned().collect();
        assert_eq!(kept, expect);
    }

    #[test]
    fn up_and_down_but_not_aside() {
        check("a>b b>c b>d a>e", "c", "abc");
        check("a>b b>c b>d a>e", "b", "abcd");
        check("a>b b>c b>d a>e", "e", "ae");
    }

    #[test]
    fn cycles_and_loops_end() {
        check("a>b b>c c>a c>d x>c", "b", "abcdx");
        check("a>a a>b", "b", "ab");
    }

    #[test]
    fn an_edge_leads_up_from_its_caller_and_down_from_its_callee() {
        check("a>b b>c b>d c>e d>e", "b>c", "abce");
    }

    #[test]
    fn edges_to_nowhere_are_left_out() {
        let graph = Graph::new(["a"].into_iter(), &[]);
        assert_eq!(graph.around_node(7), [false]);
        assert!(graph.callees(7).is_empty());
    }
}
