//! Which rows are kept, and how they stand: copies merged, parents found, circles cut, and the spans of
//! a trace put in waterfall order. All loops run over lists; depth costs nothing but memory.

use std::cmp::Ordering;

use super::builder::{NO_TIME, Rows, TraceRow};
use super::freeze::NONE;
use super::parent::{Ties, namesakes, parent_of_id, takes_call};
use super::{Flags, Links, TraceId};

/// The trees, in terms of rows.
pub(super) struct Forest {
    /// Rows to keep, in final order.
    pub(super) order: Vec<u32>,
    /// Parent row by row, or `NONE`.
    pub(super) parents: Vec<u32>,
    /// (copy, the row that it was merged into).
    pub(super) merged_into: Vec<(u32, u32)>,
    /// Rows of summaries left out.
    pub(super) dropped: u32,
    pub(super) traces: Vec<Tree>,
    /// What freezing found out, by row.
    pub(super) marks: Vec<Flags>,
    /// By row kept: its position among those of its trace.
    place: Vec<u32>,
}

/// A stretch of `Forest::order`.
#[derive(Clone, Copy)]
pub(super) struct Tree {
    pub(super) trace: TraceId,
    pub(super) first: u32,
    pub(super) len: u32,
}

impl Forest {
    pub(super) fn grow(rows: &Rows, traces: &[TraceRow], links: &Links) -> Self {
        let count = rows.id.len();
        let mut forest = Self {
            order: Vec::with_capacity(count),
            parents: vec![NONE; count],
            merged_into: Vec::new(),
            dropped: 0,
            traces: Vec::with_capacity(traces.len()),
            marks: vec![Flags::default(); count],
            place: vec![NONE; count],
        };
        let (starts, mut by_trace) = group(&rows.trace, traces.len());
        for (trace, row) in traces.iter().enumerate() {
            let members = &mut by_trace[starts[trace] as usize..starts[trace + 1] as usize];
            if !members.is_empty() {
                let ties = Ties { links, trace: row.key };
                forest.plant(rows, TraceId::at(trace), members, ties);
            }
        }
        forest.place = Vec::new();
        forest
    }

    /// One trace. `members` are its rows in order of arrival.
    fn plant(&mut self, rows: &Rows, trace: TraceId, members: &mut [u32], ties: Ties) {
        let members = self.drop_summaries(rows, members);
        members.sort_unstable_by(|&a, &b| by_id(rows, a, b));
        let mut kept: Vec<u32> = Vec::with_capacity(members.len());
        for &row in members.iter() {
            match self.copy_of(rows, &kept, row) {
                Some(original) => self.merged_into.push((row, original)),
                None => {
                    self.place[row as usize] = kept.len() as u32;
                    kept.push(row);
                }
            }
        }
        self.find_parents(rows, &kept, ties);
        self.cut_circles(rows, &kept);
        let first = self.order.len() as u32;
        self.walk(rows, &kept);
        self.traces.push(Tree { trace, first, len: kept.len() as u32 });
    }

    /// A summary stands for its trace only while no span of it is there; of several the one that ends last
    /// stands, of those the one read last.
    fn drop_summaries<'m>(&mut self, rows: &Rows, members: &'m mut [u32]) -> &'m mut [u32] {
        let is_summary = |r: u32| rows.flags[r as usize].has(Flags::SUMMARY);
        let summaries = members.iter().copied().filter(|&r| is_summary(r));
        let last = summaries.max_by_key(|&r| (rows.end[r as usize], r));
        if last.is_none() {
            return members;
        }
        let stands = last.filter(|_| members.iter().all(|&r| is_summary(r)));
        let mut count = 0;
        for index in 0..members.len() {
            let row = members[index];
            if is_summary(row) && Some(row) != stands {
                self.dropped += 1;
            } else {
                members[count] = row;
                count += 1;
            }
        }
        &mut members[..count]
    }

    /// The row kept of which `row` is another copy. Same id but another span (other name, both
    /// finished at other times): both stay, marked. Only the last few rows kept of the id are compared,
    /// so that a million spans of one id cost no more than a million others.
    fn copy_of(&mut self, rows: &Rows, kept: &[u32], row: u32) -> Option<u32> {
        const MOST: usize = 8;
        let at = row as usize;
        let is_namesake = |other: &u32| {
            rows.id[*other as usize] == rows.id[at]
                && takes_call(rows, *other) == takes_call(rows, row)
        };
        let last = *kept.last().filter(|last| rows.id[at] != 0 && is_namesake(last))?;
        let namesakes = kept.iter().rev().take(MOST).take_while(|r| is_namesake(r)).copied();
        let mut found = namesakes.filter(|&other| is_one_span(rows, other, row));
        // One in progress is a copy of the finished one, wherever that begins; so is a piece of the whole.
        let open = rows.flags[at].has(Flags::IN_PROGRESS) || is_piece(rows, row);
        let is_copy = |other: &u32| {
            open && !is_piece(rows, *other) || rows.start[*other as usize] == rows.start[at]
        };
        let copy = found.find(is_copy);
        if copy.is_none() {
            self.marks[last as usize].set(Flags::REPEATED_ID, true);
            self.marks[at].set(Flags::REPEATED_ID, true);
        }
        copy
    }

    /// `kept` is sorted by id.
    fn find_parents(&mut self, rows: &Rows, kept: &[u32], ties: Ties) {
        for &row in kept {
            let (id, wanted) = (rows.id[row as usize], rows.parent[row as usize]);
            let found = if id != 0 && takes_call(rows, row) {
                // Both sides of a call under one id: the one that made it is the parent.
                namesakes(rows, kept, id).find(|&r| !takes_call(rows, r))
            } else {
                None
            };
            if found.is_none() && (wanted == 0 || wanted == id) {
                continue;
            }
            let found = found
                .or_else(|| parent_of_id(rows, kept, row, wanted))
                .or_else(|| ties.parent(rows, kept, row));
            match found {
                Some(parent) => self.parents[row as usize] = parent,
                None => self.marks[row as usize].set(Flags::ORPHAN, true),
            }
        }
    }

    /// Parent links form a graph with one way out of each span: walk it, and where a walk meets
    /// itself cut the circle at its earliest member.
    fn cut_circles(&mut self, rows: &Rows, kept: &[u32]) {
        const NEW: u32 = 0;
        // Walk numbers start at 1; a span is done when it carries a number of an earlier walk.
        let mut seen = vec![NEW; kept.len()];
        for (walk, &from) in (1u32..).zip(kept) {
            let mut row = from;
            while row != NONE {
                let at = self.place[row as usize] as usize;
                if seen[at] == walk {
                    self.cut(rows, row);
                    break;
                }
                if seen[at] != NEW {
                    break;
                }
                seen[at] = walk;
                row = self.parents[row as usize];
            }
        }
    }

    fn cut(&mut self, rows: &Rows, member: u32) {
        let key = |r: u32| (rows.start[r as usize], self.place[r as usize]);
        let (mut earliest, mut row) = (member, self.parents[member as usize]);
        while row != member {
            if key(row) < key(earliest) {
                earliest = row;
            }
            row = self.parents[row as usize];
        }
        self.parents[earliest as usize] = NONE;
        self.marks[earliest as usize].set(Flags::CYCLE_CUT, true);
    }

    /// Appends the trace in waterfall order: depth first, siblings by start, then the longer one, then id.
    fn walk(&mut self, rows: &Rows, kept: &[u32]) {
        let mut siblings = kept.to_vec();
        let key = |&r: &u32| {
            let r = r as usize;
            (rows.start[r], std::cmp::Reverse(rows.end[r]), self.place[r])
        };
        siblings.sort_unstable_by_key(key);
        // Lists of children threaded through the rows, last child first: the stack turns them round.
        let place = |row: u32| self.place[row as usize] as usize;
        let mut last_child = vec![NONE; kept.len()];
        let mut previous = vec![NONE; kept.len()];
        let mut last_root = NONE;
        for &row in &siblings {
            let parent = self.parents[row as usize];
            let tail = if parent == NONE { &mut last_root } else { &mut last_child[place(parent)] };
            previous[place(row)] = *tail;
            *tail = row;
        }
        let mut stack = Vec::new();
        let push_list = |stack: &mut Vec<u32>, mut row: u32| {
            while row != NONE {
                stack.push(row);
                row = previous[place(row)];
            }
        };
        push_list(&mut stack, last_root);
        while let Some(row) = stack.pop() {
            self.order.push(row);
            push_list(&mut stack, last_child[place(row)]);
        }
    }

    /// Traces by start, then key: the same whatever the order of files was.
    pub(super) fn sort_traces(&mut self, rows: &Rows, traces: &[TraceRow]) {
        let start = |tree: &Tree| {
            let members = &self.order[tree.first as usize..(tree.first + tree.len) as usize];
            let starts = members.iter().map(|&r| rows.start[r as usize]);
            starts.filter(|&s| s != NO_TIME).min().unwrap_or(NO_TIME)
        };
        let mut sorted: Vec<_> = self.traces.iter().map(|t| (start(t), *t)).collect();
        sorted.sort_unstable_by_key(|(start, tree)| (*start, traces[tree.trace.index()].key));
        let mut order = Vec::with_capacity(self.order.len());
        for (_, tree) in &mut sorted {
            let first = order.len() as u32;
            let members = tree.first as usize..(tree.first + tree.len) as usize;
            order.extend_from_slice(&self.order[members]);
            tree.first = first;
        }
        self.order = order;
        self.traces = sorted.into_iter().map(|t| t.1).collect();
    }
}

/// Of one name and one service, as far as rows say whose they are.
fn is_one_span(rows: &Rows, a: u32, b: u32) -> bool {
    let (x, y) = (a as usize, b as usize);
    let by_kind = rows.flags[y].has(Flags::BY_KIND);
    rows.name[x] == rows.name[y]
        && (!by_kind || is_piece(rows, b) || rows.service[x] == rows.service[y])
}

/// Zipkin's tracers may send a span in pieces, of which only one says whose it is.
fn is_piece(rows: &Rows, row: u32) -> bool {
    rows.flags[row as usize].has(Flags::BY_KIND) && rows.service[row as usize].is_none()
}

/// By id, the copy to keep first: finished before in progress, then the one that ends last, then the one
/// read last. What the rows say comes before the order in which they came, so that it is the same for
/// any order of files. Of a call with both sides under one id the side that makes it comes first, and the
/// whole before its pieces.
fn by_id(rows: &Rows, a: u32, b: u32) -> Ordering {
    let (x, y) = (a as usize, b as usize);
    let open = |row: usize| rows.flags[row].has(Flags::IN_PROGRESS);
    let ids = rows.id[x].cmp(&rows.id[y]);
    ids.then_with(|| takes_call(rows, a).cmp(&takes_call(rows, b)))
        .then_with(|| is_piece(rows, a).cmp(&is_piece(rows, b)))
        .then_with(|| open(x).cmp(&open(y)))
        .then_with(|| rows.start[x].cmp(&rows.start[y]))
        .then_with(|| rows.end[y].cmp(&rows.end[x]))
        .then_with(|| rows.parent[x].cmp(&rows.parent[y]))
        .then_with(|| rows.flags[y].0.cmp(&rows.flags[x].0))
        .then_with(|| b.cmp(&a))
}

/// Counting sort: (start of each group, rows by group in order of arrival).
fn group(groups: &[TraceId], count: usize) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0u32; count + 1];
    for group in groups {
        starts[group.index() + 1] += 1;
    }
    for i in 0..count {
        starts[i + 1] += starts[i];
    }
    let mut next = starts.clone();
    let mut out = vec![0u32; groups.len()];
    for (row, group) in groups.iter().enumerate() {
        let slot = &mut next[group.index()];
        out[*slot as usize] = row as u32;
        *slot += 1;
    }
    (starts, out)
}
