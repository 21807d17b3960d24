//! The column of each node: callers left of callees, edges as short as they can be together.

use petgraph::Direction::{Incoming, Outgoing};
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;

use super::simplex::{self, Constraint};
use crate::layout::component::{Block, Graph};
use crate::layout::{EDGE_GAP, NODE_GAP, RANK_GAP};
use crate::model::sort;

/// Work for the solver; a thousand services need about a hundredth of it.
const MAX_STEPS: usize = 50_000_000;

/// A hub with more callees that call nobody gets them in several columns: one alone would be
/// higher than a screen.
const MAX_LEAVES: usize = 24;

/// The columns of nodes, and how they may change.
pub(super) struct Ranks {
    pub columns: Vec<u32>,
    /// Nodes that must stay where they are.
    pub pinned: Vec<bool>,
    /// The first column for nodes that are not pinned.
    pub leftmost: u32,
}

/// Columns of an acyclic, connected graph, from 0.
pub(super) fn assign(graph: &Graph) -> Ranks {
    let sources: Vec<bool> = graph.node_indices().map(|node| is_source(graph, node)).collect();
    let (variables, count) = variables(&sources);
    let mut constraints: Vec<Constraint> = graph
        .edge_references()
        .map(|edge| Constraint {
            tail: variables[edge.source().index()],
            head: variables[edge.target().index()],
            min: 1,
            weight: edge.weight().weight,
        })
        .collect();
    keep_sources_leftmost(graph, &sources, &variables, &mut constraints);
    let mut values = simplex::solve(count, &constraints, MAX_STEPS);
    balance(&constraints, &mut values);
    let columns = variables.iter().map(|&variable| values[variable as usize] as u32).collect();
    let leftmost = u32::from(sources.contains(&true));
    let mut ranks = Ranks { columns, pinned: sources, leftmost };
    wrap_leaves(graph, &mut ranks);
    ranks
}

/// A caller that is called itself cannot stand leftmost.
fn is_source(graph: &Graph, node: NodeIndex<u32>) -> bool {
    graph[node].source && graph.neighbors_directed(node, Incoming).next().is_none()
}

/// One variable a node, but a single one for all sources: they share a column.
fn variables(sources: &[bool]) -> (Vec<u32>, usize) {
    let mut shared = None;
    let mut count = 0u32;
    let mut fresh = || {
        count += 1;
        count - 1
    };
    let variable = |&is_source: &bool| {
        if is_source { *shared.get_or_insert_with(&mut fresh) } else { fresh() }
    };
    let variables = sources.iter().map(variable).collect();
    (variables, count as usize)
}

/// Nobody else stands in the sources' column: a weightless edge to each other root sees to it.
fn keep_sources_leftmost(
    graph: &Graph,
    sources: &[bool],
    variables: &[u32],
    constraints: &mut Vec<Constraint>,
) {
    let Some(first) = sources.iter().position(|&is_source| is_source) else { return };
    for root in graph.externals(Incoming) {
        if !sources[root.index()] {
            let (tail, head) = (variables[first], variables[root.index()]);
            constraints.push(Constraint { tail, head, min: 1, weight: 0 });
        }
    }
}

/// Moves nodes which cost the same in several columns to the least crowded of these.
fn balance(constraints: &[Constraint], values: &mut [i64]) {
    let columns = values.iter().copied().max().unwrap_or(0) as usize + 1;
    let mut crowd = vec![0u32; columns];
    for &value in values.iter() {
        crowd[value as usize] += 1;
    }
    let mut incident = vec![Vec::new(); values.len()];
    let mut pull = vec![0i64; values.len()];
    for c in constraints {
        incident[c.tail as usize].push(*c);
        incident[c.head as usize].push(*c);
        pull[c.tail as usize] += c.weight;
        pull[c.head as usize] -= c.weight;
    }
    for node in 0..values.len() {
        if pull[node] != 0 {
            continue;
        }
        let (mut low, mut high) = (0, columns as i64 - 1);
        for c in &incident[node] {
            if c.head as usize == node {
                low = low.max(values[c.tail as usize] + c.min);
            } else {
                high = high.min(values[c.head as usize] - c.min);
            }
        }
        let here = values[node];
        let best = (low..=high)
            .min_by_key(|&value| (crowd[value as usize], value != here))
            .unwrap_or(here);
        if crowd[best as usize] + 1 < crowd[here as usize] {
            crowd[here as usize] -= 1;
            crowd[best as usize] += 1;
            values[node] = best;
        }
    }
}

/// Spreads the leaves of large hubs over the columns after the hub, the busiest first.
fn wrap_leaves(graph: &Graph, ranks: &mut Ranks) {
    // (hub, its weight for the leaf, leaf) of all that call nobody and have one caller.
    let mut leaves: Vec<(NodeIndex<u32>, i64, NodeIndex<u32>)> = Vec::new();
    for leaf in graph.externals(Outgoing) {
        let mut calls = graph.edges_directed(leaf, Incoming);
        if let Some(first) = calls.next()
            && calls.all(|call| call.source() == first.source())
        {
            leaves.push((first.source(), -first.weight().weight, leaf));
        }
    }
    sort(&mut leaves);
    for family in leaves.chunk_by(|a, b| a.0 == b.0).filter(|family| family.len() > MAX_LEAVES) {
        let sizes: Vec<&Block> = family.iter().map(|&(_, _, leaf)| &graph[leaf]).collect();
        let rows = family.len().div_ceil(columns_for(&sizes));
        for (at, &(hub, _, leaf)) in family.iter().enumerate() {
            ranks.columns[leaf.index()] = ranks.columns[hub.index()] + 1 + (at / rows) as u32;
            ranks.pinned[leaf.index()] = true;
        }
    }
}

/// So many columns that the first one, in which the lines to the others pass, is no higher
/// than all are wide.
fn columns_for(leaves: &[&Block]) -> usize {
    let count = leaves.len() as f64;
    let mean =
        |side: fn(&Block) -> f64| leaves.iter().map(|block| side(block)).sum::<f64>() / count;
    let (width, height) =
        (mean(|block| block.width) + RANK_GAP, mean(|block| block.height) + NODE_GAP);
    let fits = |columns: &usize| {
        let rows = count / *columns as f64;
        rows * height + (count - rows) * EDGE_GAP <= *columns as f64 * width
    };
    (1..leaves.len()).find(fits).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::layered::fixture;

    /// The nodes of each column.
    fn check(text: &str, expected: &[&str]) {
        let graph = fixture::graph(text);
        let request = fixture::request(text);
        let ranks = assign(&graph);
        let mut columns: Vec<Vec<&str>> = vec![Vec::new(); expected.len()];
        for (block, &column) in graph.node_weights().zip(&ranks.columns) {
            columns[column as usize].push(&request.nodes[block.id as usize].key);
        }
        let columns: Vec<String> = columns.iter().map(|column| column.join(" ")).collect();
        assert_eq!(columns, expected);
    }

    #[test]
    fn callers_stand_left() {
        check("a>b b>c a>c", &["a", "b", "c"]);
        check("a>b b>c x>c", &["a", "b x", "c"]);
    }

    #[test]
    fn sources_stand_leftmost_and_alone() {
        check("A>b b>c Z>c cron>c", &["A Z", "b cron", "c"]);
        // A source that is called is none.
        check("a>B B>c", &["a", "B", "c"]);
    }

    #[test]
    fn what_could_stand_in_several_columns_takes_the_emptiest() {
        check("a>b b>c c>d a>x x>d b>y y>d", &["a", "b x", "c y", "d"]);
    }

    #[test]
    fn many_leaves_are_wrapped() {
        let leaves =
            |count: usize| (0..count).map(|at| format!("hub>n{at:02} ")).collect::<String>();
        let columns = |count: usize| {
            let ranks = assign(&fixture::graph(&leaves(count)));
            ranks.columns.iter().max().copied().unwrap_or(0)
        };
        assert_eq!(columns(24), 1);
        assert_eq!(columns(25), 4);
        // Who calls on is no leaf.
        let graph = fixture::graph(&(leaves(30) + "n07>db"));
        assert_eq!(assign(&graph).pinned.iter().filter(|&&pinned| pinned).count(), 29);
    }
}
