//! Network simplex: integers on the nodes so that each edge is at least as long as it must
//! be and the weighted sum of lengths is least (Gansner, Koutsofios, North, Vo, "A technique
//! for drawing directed graphs", 1993).
//!
//! The solver walks from one spanning tree of tight edges to a better one. A pivot touches
//! only the tree path between the ends of the new edge and the smaller side of the tree, and
//! the steps of all pivots are bounded: stopping early leaves a valid, slightly longer answer.

use super::spanning::Tree;

/// `value[head] - value[tail] >= min`, and every unit of length costs `weight`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Constraint {
    pub tail: u32,
    pub head: u32,
    pub min: i64,
    pub weight: i64,
}

/// Values from 0 up for `count` variables. The constraints must be acyclic and connect all
/// variables. A step is a variable renumbered or an edge looked at; after `max_steps` the
/// answer is taken as it is.
pub(super) fn solve(count: usize, constraints: &[Constraint], max_steps: usize) -> Vec<i64> {
    let values = Network::new(count, constraints).longest_path();
    let mut values = improve(values, constraints, max_steps);
    let least = values.iter().copied().min().unwrap_or(0);
    values.iter_mut().for_each(|value| *value -= least);
    values
}

/// Better values than those given, which must satisfy the constraints. What is not connected
/// with the first variable stays.
pub(super) fn improve(values: Vec<i64>, constraints: &[Constraint], max_steps: usize) -> Vec<i64> {
    if values.len() < 2 {
        return values;
    }
    let mut simplex = Simplex::new(values, constraints);
    while simplex.steps < max_steps {
        let Some(slot) = simplex.leaving() else { break };
        let Some(entering) = simplex.entering(slot) else { break };
        simplex.pivot(slot, entering);
    }
    simplex.values
}

/// The constraints, and which of them are at each variable.
pub(super) struct Network<'a> {
    pub constraints: &'a [Constraint],
    start: Vec<u32>,
    incident: Vec<u32>,
}

impl<'a> Network<'a> {
    fn new(count: usize, constraints: &'a [Constraint]) -> Self {
        let mut start = vec![0u32; count + 1];
        for c in constraints {
            start[c.tail as usize + 1] += 1;
            start[c.head as usize + 1] += 1;
        }
        for at in 0..count {
            start[at + 1] += start[at];
        }
        let mut next = start.clone();
        let mut incident = vec![0u32; constraints.len() * 2];
        for (edge, c) in constraints.iter().enumerate() {
            for end in [c.tail, c.head] {
                incident[next[end as usize] as usize] = edge as u32;
                next[end as usize] += 1;
            }
        }
        Network { constraints, start, incident }
    }

    pub fn at(&self, variable: u32) -> &[u32] {
        &self.incident
            [self.start[variable as usize] as usize..self.start[variable as usize + 1] as usize]
    }

    pub fn slack(&self, edge: u32, values: &[i64]) -> i64 {
        let c = &self.constraints[edge as usize];
        values[c.head as usize] - values[c.tail as usize] - c.min
    }

    pub fn other_end(&self, edge: u32, variable: u32) -> u32 {
        let c = &self.constraints[edge as usize];
        if c.tail == variable { c.head } else { c.tail }
    }

    /// A first valid answer: each variable as small as its predecessors allow.
    fn longest_path(&self) -> Vec<i64> {
        let count = self.start.len() - 1;
        let mut values = vec![0; count];
        let mut waiting = vec![0u32; count];
        for c in self.constraints {
            waiting[c.head as usize] += 1;
        }
        let mut ready: Vec<u32> = (0..count as u32).filter(|&v| waiting[v as usize] == 0).collect();
        while let Some(variable) = ready.pop() {
            for &edge in self.at(variable) {
                let c = &self.constraints[edge as usize];
                if c.tail == variable {
                    let head = c.head as usize;
                    values[head] = values[head].max(values[variable as usize] + c.min);
                    waiting[head] -= 1;
                    if waiting[head] == 0 {
                        ready.push(c.head);
                    }
                }
            }
        }
        values
    }
}

/// Tree edges looked at for the most negative cut value before one is taken.
const SEARCH: usize = 30;

struct Simplex<'a> {
    network: Network<'a>,
    values: Vec<i64>,
    tree: Tree,
    /// Sum of weights from the tail's side of a tree edge to the head's, less the way back.
    cut: Vec<i64>,
    /// Where the search for a leaving edge goes on.
    cursor: usize,
    /// Work done so far.
    steps: usize,
}

impl<'a> Simplex<'a> {
    fn new(mut values: Vec<i64>, constraints: &'a [Constraint]) -> Self {
        let network = Network::new(values.len(), constraints);
        let tree = Tree::grow(&network, &mut values);
        let cut = cuts(&network, &tree, values.len());
        Simplex { network, values, tree, cut, cursor: 0, steps: 0 }
    }

    /// The slot of a tree edge whose cut value is negative: lengthening it pays.
    fn leaving(&mut self) -> Option<usize> {
        let count = self.tree.edges.len();
        let mut best: Option<(i64, usize)> = None;
        let mut found = 0;
        for _ in 0..count {
            self.cursor = if self.cursor + 1 < count { self.cursor + 1 } else { 0 };
            let cut = self.cut[self.tree.edges[self.cursor] as usize];
            if cut < 0 {
                found += 1;
                if best.is_none_or(|(least, _)| cut < least) {
                    best = Some((cut, self.cursor));
                }
                if found == SEARCH {
                    break;
                }
            }
        }
        best.map(|(_, slot)| slot)
    }

    /// The tightest edge that joins the two sides against the direction of the leaving one.
    fn entering(&mut self, slot: usize) -> Option<u32> {
        let leaving = self.tree.edges[slot];
        let root = self.tree.lower_end(&self.network, leaving);
        let (is_subtree, members) = self.tree.smaller_side(root);
        // The head's side must reach the tail's side.
        let is_heads = is_subtree == (self.network.constraints[leaving as usize].head == root);
        let mut best: Option<(i64, u32)> = None;
        for at in members.into_iter().flatten() {
            let variable = self.tree.by_number[at];
            let incident = self.network.at(variable);
            self.steps += incident.len();
            for &edge in incident {
                let is_outward = self.network.constraints[edge as usize].tail == variable;
                let other = self.network.other_end(edge, variable);
                if is_outward == is_heads && self.tree.is_below(other, root) != is_subtree {
                    let slack = self.network.slack(edge, &self.values);
                    if best.is_none_or(|least| (slack, edge) < least) {
                        best = Some((slack, edge));
                    }
                }
            }
        }
        best.map(|(_, edge)| edge)
    }

    fn pivot(&mut self, slot: usize, entering: u32) {
        let leaving = self.tree.edges[slot];
        self.close(leaving, self.network.slack(entering, &self.values));

        let cut = self.cut[leaving as usize];
        let Constraint { tail, head, .. } = self.network.constraints[entering as usize];
        let top = self.carry(tail, head, cut, true);
        self.carry(head, tail, cut, false);
        self.cut[entering as usize] = -cut;
        self.cut[leaving as usize] = 0;
        self.steps += self.tree.exchange(&self.network, slot, entering, top);
    }

    /// Moves the smaller side of the tree so that the entering edge becomes tight.
    fn close(&mut self, leaving: u32, slack: i64) {
        let root = self.tree.lower_end(&self.network, leaving);
        let (is_subtree, members) = self.tree.smaller_side(root);
        let is_heads = is_subtree == (self.network.constraints[leaving as usize].head == root);
        let shift = if is_heads { slack } else { -slack };
        for at in members.into_iter().flatten() {
            self.values[self.tree.by_number[at] as usize] += shift;
        }
    }

    /// Adds the flow of the new circle to the cut values on the way from `from` up to the
    /// first common ancestor with `to`, and returns that.
    fn carry(&mut self, from: u32, to: u32, cut: i64, along: bool) -> u32 {
        let mut variable = from;
        while !self.tree.is_below(to, variable) {
            let Some(edge) = self.tree.parent(variable) else { break };
            let is_upward = self.network.constraints[edge as usize].tail == variable;
            self.cut[edge as usize] += if is_upward == along { cut } else { -cut };
            variable = self.network.other_end(edge, variable);
        }
        variable
    }
}

/// Cut values of the tree's edges. Edges inside a subtree cancel out, so its cut is the sum of
/// what leaves its members less what enters them.
fn cuts(network: &Network, tree: &Tree, count: usize) -> Vec<i64> {
    let mut cut = vec![0; network.constraints.len()];
    let mut surplus = vec![0i64; count];
    for c in network.constraints {
        surplus[c.tail as usize] += c.weight;
        surplus[c.head as usize] -= c.weight;
    }
    for &variable in &tree.by_number {
        let Some(edge) = tree.parent(variable) else { continue };
        let sum = surplus[variable as usize];
        let is_tail = network.constraints[edge as usize].tail == variable;
        cut[edge as usize] = if is_tail { sum } else { -sum };
        surplus[network.other_end(edge, variable) as usize] += sum;
    }
    cut
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Edges as "ab", with a least length and a weight where these are not 1.
    fn check(edges: &[(&str, i64, i64)], expected: &str) {
        let variable = |name: u8| u32::from(name - b'a');
        let constraints: Vec<Constraint> = edges
            .iter()
            .map(|&(name, min, weight)| Constraint {
                tail: variable(name.as_bytes()[0]),
                head: variable(name.as_bytes()[1]),
                min,
                weight,
            })
            .collect();
        let count = constraints.iter().map(|c| c.tail.max(c.head) + 1).max().unwrap_or(0) as usize;
        let values = solve(count, &constraints, usize::MAX);
        let drawn: Vec<String> =
            values.iter().zip('a'..).map(|(value, name)| format!("{name}{value}")).collect();
        assert_eq!(drawn.join(" "), expected);
    }

    #[test]
    fn edges_are_as_short_as_they_can_be_together() {
        let paper = ["ab", "bc", "cd", "dh", "ae", "af", "eg", "fg", "gh"];
        check(&paper.map(|name| (name, 1, 1)), "a0 b1 c2 d3 e1 f1 g2 h4");
    }

    #[test]
    fn least_lengths_and_weights_count() {
        let edges =
            [("ab", 1, 1), ("bc", 1, 1), ("cd", 1, 1), ("ae", 1, 2), ("ed", 1, 1), ("bc", 2, 1)];
        check(&edges, "a0 b1 c3 d4 e1");
        check(&[("ab", 3, 1)], "a0 b3");
        check(&[], "");
    }

    fn cost(constraints: &[Constraint], values: &[i64]) -> Option<i64> {
        let length = |c: &Constraint| values[c.head as usize] - values[c.tail as usize];
        let valid = constraints.iter().all(|c| length(c) >= c.min);
        valid.then(|| constraints.iter().map(|c| c.weight * length(c)).sum())
    }

    proptest! {
        /// No answer on a small grid is better.
        #[test]
        fn the_answer_is_the_best(
            links in proptest::collection::vec((0u32..5, 0u32..5, 0i64..3, 0i64..4), 0..8),
        ) {
            let chain = (0..4).map(|tail| Constraint { tail, head: tail + 1, min: 0, weight: 1 });
            let more = links.iter().filter(|link| link.0 < link.1);
            let constraints: Vec<Constraint> =
                chain.chain(more.map(|&(tail, head, min, weight)| Constraint { tail, head, min, weight })).collect();
            let found = cost(&constraints, &solve(5, &constraints, usize::MAX));
            let best = (0..9i64.pow(4))
                .filter_map(|code| cost(&constraints, &[0, code % 9, code / 9 % 9, code / 81 % 9, code / 729]))
                .min();
            prop_assert_eq!(found, best);
        }

        /// However early the work is stopped, the answer holds.
        #[test]
        fn a_stopped_answer_is_valid(max_steps in 0usize..40) {
            let edges = [(0, 1), (1, 2), (2, 3), (3, 7), (0, 4), (0, 5), (4, 6), (5, 6), (6, 7)];
            let constraints: Vec<Constraint> =
                edges.map(|(tail, head)| Constraint { tail, head, min: 1, weight: 1 }).to_vec();
            prop_assert!(cost(&constraints, &solve(8, &constraints, max_steps)).is_some());
        }
    }
}
