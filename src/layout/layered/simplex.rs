//! Network simplex: integers on the nodes so that each edge is at least as long as it must
//! be and the weighted sum of lengths is least (Gansner, Koutsofios, North, Vo, "A technique
//! for drawing directed graphs", 1993).
//!
//! The solver walks from one spanning tree of tight edges to a better one. A pivot touches
//! only the tree path between the ends of the new edge and the smaller side of the tree, and
//! the steps of all pivots are bounded: stopping early leaves a valid, slightly longer answer.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

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
    let (start, incident) = incidence(count, constraints);
    let values = longest_path(count, constraints, &start, &incident);
    let mut values = improve(values, constraints, max_steps);
    let least = values.iter().copied().min().unwrap_or(0);
    values.iter_mut().for_each(|value| *value -= least);
    values
}

/// Better values than those given, which must satisfy the constraints.
pub(super) fn improve(values: Vec<i64>, constraints: &[Constraint], max_steps: usize) -> Vec<i64> {
    if values.len() < 2 {
        return values;
    }
    let mut simplex = Simplex::new(values, constraints);
    simplex.steps = 0;
    while simplex.steps < max_steps {
        let Some(slot) = simplex.leaving() else { break };
        let Some(entering) = simplex.entering(slot) else { break };
        simplex.pivot(slot, entering);
    }
    simplex.value
}

/// No edge: the parent of the root.
const NONE: u32 = u32::MAX;
/// Tree edges looked at for the most negative cut value before one is taken.
const SEARCH: usize = 30;

struct Simplex<'a> {
    constraints: &'a [Constraint],
    /// Constraints at each variable: `incident[start[v]..start[v + 1]]`.
    start: Vec<u32>,
    incident: Vec<u32>,
    value: Vec<i64>,
    /// The spanning tree: its constraints, and those of them at each variable.
    tree: Vec<u32>,
    tree_at: Vec<Vec<u32>>,
    /// Sum of weights from the tail's side of a tree edge to the head's, less the way back.
    cut: Vec<i64>,
    parent: Vec<u32>,
    /// Post-order numbers: the subtree of v is exactly `by_number[low[v]..=number[v]]`.
    low: Vec<u32>,
    number: Vec<u32>,
    by_number: Vec<u32>,
    /// Where the search for a leaving edge goes on.
    cursor: usize,
    /// Work done so far.
    steps: usize,
}

impl<'a> Simplex<'a> {
    fn new(value: Vec<i64>, constraints: &'a [Constraint]) -> Self {
        let count = value.len();
        let (start, incident) = incidence(count, constraints);
        let mut simplex = Simplex {
            constraints,
            start,
            incident,
            value,
            tree: Vec::with_capacity(count - 1),
            tree_at: vec![Vec::new(); count],
            cut: vec![0; constraints.len()],
            parent: vec![NONE; count],
            low: vec![0; count],
            number: vec![0; count],
            by_number: vec![0; count],
            cursor: 0,
            steps: 0,
        };
        simplex.grow_tight_tree();
        simplex.number_subtree(0, NONE, 0);
        simplex.compute_cuts();
        simplex
    }

    fn at(&self, variable: u32) -> &[u32] {
        &self.incident
            [self.start[variable as usize] as usize..self.start[variable as usize + 1] as usize]
    }

    fn slack(&self, constraint: u32) -> i64 {
        let c = &self.constraints[constraint as usize];
        self.value[c.head as usize] - self.value[c.tail as usize] - c.min
    }

    fn other_end(&self, constraint: u32, variable: u32) -> u32 {
        let c = &self.constraints[constraint as usize];
        if c.tail == variable { c.head } else { c.tail }
    }

    /// Prim's algorithm with slack as distance: the tree grows by the tightest edge and moves
    /// as a whole to make it tight. Slack of edges out of the tree falls when the tree moves
    /// up and that of edges into it rises, hence two heaps and one common offset.
    fn grow_tight_tree(&mut self) {
        let count = self.parent.len();
        let mut inside = vec![false; count];
        let (mut leaving, mut arriving) = (BinaryHeap::new(), BinaryHeap::new());
        let mut offset = 0i64;
        let mut newest = 0u32;
        loop {
            inside[newest as usize] = true;
            self.value[newest as usize] -= offset;
            for &edge in &self.incident
                [self.start[newest as usize] as usize..self.start[newest as usize + 1] as usize]
            {
                let c = &self.constraints[edge as usize];
                if inside[self.other_end(edge, newest) as usize] {
                    continue;
                }
                let slack = self.slack(edge);
                if c.tail == newest {
                    leaving.push(Reverse((slack, edge)));
                } else {
                    arriving.push(Reverse((slack, edge)));
                }
            }
            let Some((edge, shift)) = self.tightest(&mut leaving, &mut arriving, &inside, offset)
            else {
                break;
            };
            offset += shift;
            let c = self.constraints[edge as usize];
            newest = if inside[c.tail as usize] { c.head } else { c.tail };
            self.tree.push(edge);
            self.tree_at[c.tail as usize].push(edge);
            self.tree_at[c.head as usize].push(edge);
        }
        for value in &mut self.value {
            *value += offset;
        }
    }

    /// The edge with one end in the tree that has the least slack, and how far the tree must
    /// move to make it tight.
    fn tightest(
        &self,
        leaving: &mut BinaryHeap<Reverse<(i64, u32)>>,
        arriving: &mut BinaryHeap<Reverse<(i64, u32)>>,
        inside: &[bool],
        offset: i64,
    ) -> Option<(u32, i64)> {
        let crosses = |edge: u32| {
            let c = &self.constraints[edge as usize];
            inside[c.tail as usize] != inside[c.head as usize]
        };
        for heap in [&mut *leaving, &mut *arriving] {
            while heap.peek().is_some_and(|&Reverse((_, edge))| !crosses(edge)) {
                heap.pop();
            }
        }
        let out = leaving.peek().map(|&Reverse((key, edge))| (key - offset, edge));
        let back = arriving.peek().map(|&Reverse((key, edge))| (key + offset, edge));
        match (out, back) {
            (Some((slack, edge)), Some((other, _))) if slack <= other => Some((edge, slack)),
            (_, Some((slack, edge))) => Some((edge, -slack)),
            (Some((slack, edge)), None) => Some((edge, slack)),
            (None, None) => None,
        }
    }

    /// Renumbers the subtree of `root`, which hangs on `parent`, from `low` on.
    fn number_subtree(&mut self, root: u32, parent: u32, low: u32) {
        let mut next = low;
        self.parent[root as usize] = parent;
        self.low[root as usize] = next;
        let mut path = vec![(root, 0usize)];
        while let Some((variable, child)) = path.last_mut() {
            let here = *variable;
            if let Some(&edge) = self.tree_at[here as usize].get(*child) {
                *child += 1;
                if edge != self.parent[here as usize] {
                    let below = self.other_end(edge, here);
                    self.parent[below as usize] = edge;
                    self.low[below as usize] = next;
                    path.push((below, 0));
                }
            } else {
                self.number[here as usize] = next;
                self.by_number[next as usize] = here;
                next += 1;
                path.pop();
            }
        }
        self.steps += (next - low) as usize;
    }

    /// Edges inside a subtree cancel out, so its cut is the sum of what leaves its members
    /// less what enters them.
    fn compute_cuts(&mut self) {
        let mut surplus = vec![0i64; self.parent.len()];
        for c in self.constraints {
            surplus[c.tail as usize] += c.weight;
            surplus[c.head as usize] -= c.weight;
        }
        for at in 0..self.by_number.len() {
            let variable = self.by_number[at];
            let edge = self.parent[variable as usize];
            if edge == NONE {
                continue;
            }
            let sum = surplus[variable as usize];
            let is_tail = self.constraints[edge as usize].tail == variable;
            self.cut[edge as usize] = if is_tail { sum } else { -sum };
            surplus[self.other_end(edge, variable) as usize] += sum;
        }
    }

    /// The slot of a tree edge whose cut value is negative: lengthening it pays.
    fn leaving(&mut self) -> Option<usize> {
        let mut best: Option<(i64, usize)> = None;
        let mut found = 0;
        for _ in 0..self.tree.len() {
            self.cursor = if self.cursor + 1 < self.tree.len() { self.cursor + 1 } else { 0 };
            let cut = self.cut[self.tree[self.cursor] as usize];
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

    /// The child's end of a tree edge.
    fn lower_end(&self, edge: u32) -> u32 {
        let c = &self.constraints[edge as usize];
        if self.parent[c.tail as usize] == edge { c.tail } else { c.head }
    }

    /// Is `variable` in the subtree of `root`?
    fn below(&self, variable: u32, root: u32) -> bool {
        let number = self.number[variable as usize];
        self.low[root as usize] <= number && number <= self.number[root as usize]
    }

    /// The members of a subtree, or all others, whichever are fewer; true: the subtree.
    fn smaller_side(&self, root: u32) -> (bool, [std::ops::Range<usize>; 2]) {
        let (low, end) =
            (self.low[root as usize] as usize, self.number[root as usize] as usize + 1);
        let count = self.by_number.len();
        if (end - low) * 2 <= count {
            (true, [low..end, 0..0])
        } else {
            (false, [0..low, end..count])
        }
    }

    /// The tightest edge that joins the two sides against the direction of the leaving one.
    fn entering(&mut self, slot: usize) -> Option<u32> {
        let leaving = self.tree[slot];
        let root = self.lower_end(leaving);
        let (is_subtree, members) = self.smaller_side(root);
        // The head's side must reach the tail's side.
        let is_heads = is_subtree == (self.constraints[leaving as usize].head == root);
        let mut best: Option<(i64, u32)> = None;
        let mut looked_at = 0;
        for at in members.into_iter().flatten() {
            let variable = self.by_number[at];
            looked_at += self.at(variable).len();
            for &edge in self.at(variable) {
                let c = &self.constraints[edge as usize];
                let outward = c.tail == variable;
                if outward != is_heads {
                    continue;
                }
                let other = if outward { c.head } else { c.tail };
                if self.below(other, root) != is_subtree {
                    let slack = self.slack(edge);
                    if best.is_none_or(|least| (slack, edge) < least) {
                        best = Some((slack, edge));
                    }
                }
            }
        }
        self.steps += looked_at;
        best.map(|(_, edge)| edge)
    }

    fn pivot(&mut self, slot: usize, entering: u32) {
        let leaving = self.tree[slot];
        let root = self.lower_end(leaving);
        self.close(leaving, root, self.slack(entering));

        let cut = self.cut[leaving as usize];
        let c = self.constraints[entering as usize];
        let top = self.carry(c.tail, c.head, cut, true);
        self.carry(c.head, c.tail, cut, false);
        self.cut[entering as usize] = -cut;
        self.cut[leaving as usize] = 0;

        let old = self.constraints[leaving as usize];
        for end in [old.tail, old.head] {
            self.tree_at[end as usize].retain(|&edge| edge != leaving);
        }
        for end in [c.tail, c.head] {
            self.tree_at[end as usize].push(entering);
        }
        self.tree[slot] = entering;
        self.number_subtree(top, self.parent[top as usize], self.low[top as usize]);
    }

    /// Moves the smaller side of the tree so that the entering edge becomes tight.
    fn close(&mut self, leaving: u32, root: u32, slack: i64) {
        let (is_subtree, members) = self.smaller_side(root);
        let is_heads = is_subtree == (self.constraints[leaving as usize].head == root);
        let shift = if is_heads { slack } else { -slack };
        for at in members.into_iter().flatten() {
            self.value[self.by_number[at] as usize] += shift;
        }
    }

    /// Adds the flow of the new cycle to the cut values on the way from `from` up to the
    /// first common ancestor with `to`, and returns that.
    fn carry(&mut self, from: u32, to: u32, cut: i64, along: bool) -> u32 {
        let mut variable = from;
        while !self.below(to, variable) {
            let edge = self.parent[variable as usize];
            let upward = self.constraints[edge as usize].tail == variable;
            self.cut[edge as usize] += if upward == along { cut } else { -cut };
            variable = self.other_end(edge, variable);
        }
        variable
    }
}

/// A first valid answer: each variable as small as its predecessors allow.
fn longest_path(
    count: usize,
    constraints: &[Constraint],
    start: &[u32],
    incident: &[u32],
) -> Vec<i64> {
    let mut value = vec![0; count];
    let mut waiting = vec![0u32; count];
    for c in constraints {
        waiting[c.head as usize] += 1;
    }
    let mut ready: Vec<u32> = (0..count as u32).filter(|&v| waiting[v as usize] == 0).collect();
    while let Some(variable) = ready.pop() {
        for &edge in
            &incident[start[variable as usize] as usize..start[variable as usize + 1] as usize]
        {
            let c = &constraints[edge as usize];
            if c.tail == variable {
                let head = c.head as usize;
                value[head] = value[head].max(value[variable as usize] + c.min);
                waiting[head] -= 1;
                if waiting[head] == 0 {
                    ready.push(c.head);
                }
            }
        }
    }
    value
}

/// The constraints at each variable, as offsets and one array.
fn incidence(count: usize, constraints: &[Constraint]) -> (Vec<u32>, Vec<u32>) {
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
    (start, incident)
}
