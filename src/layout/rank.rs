//! The column of each node: callers left of callees, edges as short as they can be together.

use petgraph::visit::EdgeRef;

use super::component::Graph;
use super::simplex::{self, Constraint};

/// Work for the solver; a thousand services need about a hundredth of it.
const MAX_STEPS: usize = 50_000_000;

/// Columns of an acyclic, connected graph, from 0.
pub(super) fn assign(graph: &Graph) -> Vec<u32> {
    let (variables, count) = variables(graph);
    let mut constraints: Vec<Constraint> = graph
        .edge_references()
        .map(|edge| Constraint {
            tail: variables[edge.source().index()],
            head: variables[edge.target().index()],
            min: 1,
            weight: edge.weight().weight,
        })
        .collect();
    keep_sources_leftmost(graph, &variables, &mut constraints);
    let mut values = simplex::solve(count, &constraints, MAX_STEPS);
    let least = values.iter().copied().min().unwrap_or(0);
    for value in &mut values {
        *value -= least;
    }
    balance(&constraints, &mut values);
    variables.iter().map(|&v| values[v as usize] as u32).collect()
}

/// A caller that is called itself cannot stand leftmost.
fn is_source(graph: &Graph, node: usize) -> bool {
    let node = petgraph::graph::NodeIndex::new(node);
    graph[node].source && graph.neighbors_directed(node, petgraph::Incoming).next().is_none()
}

/// One variable a node, but a single one for all sources: they share a column.
fn variables(graph: &Graph) -> (Vec<u32>, usize) {
    let mut shared = None;
    let mut count = 0u32;
    let mut fresh = || {
        count += 1;
        count - 1
    };
    let variables =
        (0..graph.node_count())
            .map(|node| {
                if is_source(graph, node) {
                    *shared.get_or_insert_with(&mut fresh)
                } else {
                    fresh()
                }
            })
            .collect();
    (variables, count as usize)
}

/// Nobody else stands in the sources' column: a weightless edge to each other root sees to it.
fn keep_sources_leftmost(graph: &Graph, variables: &[u32], constraints: &mut Vec<Constraint>) {
    let Some(first) = (0..graph.node_count()).find(|&node| is_source(graph, node)) else { return };
    for root in graph.externals(petgraph::Incoming) {
        if !is_source(graph, root.index()) {
            let (tail, head) = (variables[first], variables[root.index()]);
            constraints.push(Constraint { tail, head, min: 1, weight: 0 });
        }
    }
}

/// Moves nodes which cost the same in several columns to the least crowded of these.
fn balance(constraints: &[Constraint], values: &mut [i32]) {
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
        let (mut low, mut high) = (0, columns as i32 - 1);
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
