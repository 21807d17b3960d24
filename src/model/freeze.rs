//! From rows in any order to sorted trees.
//!
//! A trace at a time: copies of a span are merged, parents found, circles cut, and the spans put in
//! waterfall order. All loops run over lists; depth costs nothing but memory.

use super::builder::{NO_TIME, Rows, TraceRow};
use super::store::Spans;
use super::{
    Exceptions, Flags, Links, Nanos, Service, ServiceId, SpanId, SpanStore, StoreBuilder, StrId,
    Trace, TraceId, sort, sort_by_key,
};

const NONE: u32 = u32::MAX;

impl StoreBuilder {
    /// Sorts everything into trees. Nothing is lost: a copy is merged into the span kept, a span
    /// whose parent is missing or that closes a circle becomes a root with a mark.
    pub fn freeze(mut self) -> SpanStore {
        let mut forest = Forest::grow(&self.rows, self.traces.len());
        forest.sort_traces(&self.rows, &self.traces);
        let Forest { order, parents, merged_into, dropped, traces, marks } = forest;

        let mut new_of = vec![NONE; self.rows.id.len()];
        for (new, &old) in order.iter().enumerate() {
            new_of[old as usize] = new as u32;
        }
        let mut donor_of = vec![NONE; self.rows.id.len()];
        for &(copy, kept) in &merged_into {
            // Several copies: the attributes of the last one read join; the others only repeat it.
            donor_of[kept as usize] = copy;
            new_of[copy as usize] = new_of[kept as usize];
        }
        let donor = |row: u32| Some(donor_of[row as usize]).filter(|&d| d != NONE);
        self.attributes = self.attributes.permuted(&order, donor);
        let renumber = |span: SpanId| SpanId(new_of[span.index()]);
        for exception in &mut self.exceptions.0 {
            exception.span = renumber(exception.span);
        }
        for link in &mut self.links.0 {
            link.span = renumber(link.span);
        }
        self.exceptions.0.retain(|e| !e.span.is_none());
        self.links.0.retain(|l| !l.span.is_none());
        sort_by_key(&mut self.exceptions.0, |e| e.span);
        self.exceptions.0.dedup();
        sort_by_key(&mut self.links.0, |l| l.span);
        self.links.0.dedup();

        let missing_parents = order
            .iter()
            .enumerate()
            .filter(|&(_, &old)| is_cut_off(marks[old as usize]))
            .map(|(new, &old)| (SpanId::at(new), self.rows.parent[old as usize]))
            .collect();
        let spans = columns(self.rows, &order, &parents, &marks, &new_of);
        let traces: Vec<Trace> = traces
            .iter()
            .map(|t| {
                let TraceRow { key, text, limit_exceeded } = self.traces[t.trace.index()];
                let (first, len) = (SpanId(t.first), t.len);
                Trace {
                    key,
                    text,
                    first,
                    len,
                    start: Nanos::ZERO,
                    end: Nanos::ZERO,
                    limit_exceeded,
                }
            })
            .collect();
        let mut trace_index: Vec<_> =
            traces.iter().enumerate().map(|(i, t)| (t.key, TraceId::at(i))).collect();
        sort(&mut trace_index);
        let mut store = SpanStore {
            strings: self.strings,
            services: self.services,
            attributes: self.attributes,
            exceptions: self.exceptions,
            links: self.links,
            graph: self.graph,
            sources: self.sources,
            records: self.records,
            traces,
            trace_index,
            spans,
            missing_parents,
            merged: merged_into.len() as u32 + dropped,
        };
        store.settle();
        store
    }
}

impl SpanStore {
    /// Back to rows, so that more can be loaded.
    pub fn thaw(mut self) -> StoreBuilder {
        let mut rows = Rows::default();
        let unknown = self.services.intern(UNKNOWN);
        for (index, trace) in self.traces.iter().enumerate() {
            rows.trace.extend(trace.spans().map(|_| TraceId::at(index)));
        }
        for span in self.span_ids() {
            let flags = self.flags(span);
            let parent = self.parent(span).map(|p| self.id(p));
            rows.parent.push(parent.or_else(|| self.missing_parent(span)).unwrap_or(0));
            let start = if flags.has(Flags::NO_START) { NO_TIME } else { self.start(span).0 };
            rows.start.push(start);
            // The end of a summary is told, also while its trace goes on.
            let open = flags.has(Flags::IN_PROGRESS) && !flags.has(Flags::SUMMARY);
            rows.end.push(if open { NO_TIME } else { self.end(span).0 });
            let service = self.service(span);
            rows.service.push(if service == unknown { ServiceId::NONE } else { service });
            rows.flags.push(flags.without(Flags(
                Flags::ORPHAN.0 | Flags::CYCLE_CUT.0 | Flags::REPEATED_ID.0 | Flags::SUPERSEDED.0,
            )));
        }
        let Spans { id, peer, name, record, .. } = self.spans;
        (rows.id, rows.peer, rows.name, rows.record) = (id, peer, name, record);
        self.attributes.reopen();
        let traces: Vec<TraceRow> = self
            .traces
            .iter()
            .map(|t| TraceRow { key: t.key, text: t.text, limit_exceeded: t.limit_exceeded })
            .collect();
        StoreBuilder {
            strings: self.strings,
            services: self.services,
            graph: self.graph,
            sources: self.sources,
            records: self.records,
            trace_table: traces.iter().enumerate().map(|(i, t)| (t.key, TraceId::at(i))).collect(),
            traces,
            rows,
            attributes: self.attributes,
            exceptions: Exceptions(self.exceptions.0),
            links: Links(self.links.0),
        }
    }

    /// What needs the tree: starts and services taken from parents, ends of open spans, callees.
    fn settle(&mut self) {
        let unknown = self.services.intern(UNKNOWN);
        for index in 0..self.traces.len() {
            let Trace { first, len, .. } = self.traces[index];
            let range = first.index()..first.index() + len as usize;
            self.inherit(range.clone(), unknown);
            let (start, end) = self.extent(range.clone());
            self.close_open(range.clone(), end);
            self.meet_callees(range);
            (self.traces[index].start, self.traces[index].end) = (start, end);
        }
    }

    fn inherit(&mut self, range: std::ops::Range<usize>, unknown: ServiceId) {
        let known = range.clone().filter(|&i| !self.spans.flags[i].has(Flags::NO_START));
        let earliest = known.map(|i| self.spans.start[i]).min().unwrap_or(Nanos::ZERO);
        for i in range {
            let parent = self.spans.parent[i].some().map(SpanId::index);
            if self.spans.flags[i].has(Flags::NO_START) {
                self.spans.start[i] = parent.map_or(earliest, |p| self.spans.start[p]);
            }
            if self.spans.service[i].is_none() {
                self.spans.service[i] = parent.map_or(unknown, |p| self.spans.service[p]);
            }
        }
    }

    fn extent(&self, range: std::ops::Range<usize>) -> (Nanos, Nanos) {
        range.fold((Nanos::MAX, Nanos::MIN), |(start, end), i| {
            let (s, d) = (self.spans.start[i], self.spans.duration[i]);
            (start.min(s), end.max(s.plus(d)))
        })
    }

    /// A span in progress is drawn to the last moment known of its trace.
    fn close_open(&mut self, range: std::ops::Range<usize>, end: Nanos) {
        for i in range {
            if self.spans.flags[i].has(Flags::IN_PROGRESS) {
                self.spans.duration[i] = end.minus(self.spans.start[i]).max(Nanos::ZERO);
            }
        }
    }

    /// Whether what stands below a call was set off by the callee rather than being it.
    fn is_passed_on(&self, call: usize, entry: usize) -> bool {
        let peer = self.spans.peer[call];
        let kind = |id| self.service_kind(id);
        RELAYS.contains(&kind(peer)) && kind(peer) != kind(self.spans.service[entry])
    }

    /// A call whose callee reported takes the callee's node; a real callee supersedes an inferred one.
    fn meet_callees(&mut self, range: std::ops::Range<usize>) {
        let entry_of_call = |spans: &Spans, i: usize| {
            let parent = spans.parent[i].some()?.index();
            let is = spans.flags[i].has(Flags::ENTRY) && spans.flags[parent].is_call();
            is.then_some(parent)
        };
        for real in [false, true] {
            for i in range.clone() {
                let inferred = self.spans.flags[i].has(Flags::INFERRED);
                let found = entry_of_call(&self.spans, i).filter(|_| inferred != real);
                if let Some(parent) = found.filter(|&call| !real || !self.is_passed_on(call, i)) {
                    self.spans.peer[parent] = self.spans.service[i];
                    self.spans.flags[parent].set(Flags::PEER_SEEN, true);
                    self.spans.flags[parent].set(CALLEE_REAL, real);
                }
            }
        }
        for i in range.clone() {
            let inferred = self.spans.flags[i].has(Flags::INFERRED);
            if let Some(parent) = entry_of_call(&self.spans, i).filter(|_| inferred) {
                let real = self.spans.flags[parent].has(CALLEE_REAL);
                self.spans.flags[i].set(Flags::SUPERSEDED, real);
            }
        }
        for i in range {
            self.spans.flags[i].set(CALLEE_REAL, false);
        }
    }
}

/// Nodes that never report but set others off: a function that a bucket's event starts stands below the
/// call to the bucket, yet the call went to the bucket.
const RELAYS: [&str; 7] = [
    "AWS::S3::Bucket",
    "AWS::SNS",
    "AWS::SQS::Queue",
    "AWS::DynamoDB::Table",
    "AWS::Events",
    "AWS::EventBridge",
    "AWS::Kinesis",
];

/// The service of spans whose owner is nowhere in the data.
const UNKNOWN: Service = Service { name: StrId::EMPTY, kind: StrId::EMPTY, account: StrId::EMPTY };

/// Scratch mark of [`SpanStore::meet_callees`]: a real callee was found. Never left set.
const CALLEE_REAL: Flags = Flags(1 << 31);

/// The trees, in terms of rows.
struct Forest {
    /// Rows to keep, in final order.
    order: Vec<u32>,
    /// Parent row by row, or `NONE`.
    parents: Vec<u32>,
    /// (copy, the row that it was merged into).
    merged_into: Vec<(u32, u32)>,
    /// Rows of summaries left out.
    dropped: u32,
    traces: Vec<Tree>,
    /// What freezing found out, by row.
    marks: Vec<Flags>,
}

/// A stretch of `Forest::order`.
#[derive(Clone, Copy)]
struct Tree {
    trace: TraceId,
    first: u32,
    len: u32,
}

impl Forest {
    fn grow(rows: &Rows, traces: usize) -> Self {
        let count = rows.id.len();
        let mut forest = Self {
            order: Vec::with_capacity(count),
            parents: vec![NONE; count],
            merged_into: Vec::new(),
            dropped: 0,
            traces: Vec::with_capacity(traces),
            marks: vec![Flags::default(); count],
        };
        let (starts, mut by_trace) = group(&rows.trace, traces);
        for trace in 0..traces {
            let members = &mut by_trace[starts[trace] as usize..starts[trace + 1] as usize];
            if !members.is_empty() {
                forest.plant(rows, TraceId::at(trace), members);
            }
        }
        forest
    }

    /// One trace. `members` are its rows in order of arrival.
    fn plant(&mut self, rows: &Rows, trace: TraceId, members: &mut [u32]) {
        let members = self.drop_summaries(rows, members);
        // By id, the copy to keep first: finished before in progress, then the one read last.
        members.sort_unstable_by_key(|&r| {
            let open = rows.flags[r as usize].has(Flags::IN_PROGRESS);
            (rows.id[r as usize], open, std::cmp::Reverse(r))
        });
        let mut kept: Vec<u32> = Vec::with_capacity(members.len());
        for &row in members.iter() {
            match self.copy_of(rows, &kept, row) {
                Some(original) => self.merged_into.push((row, original)),
                None => kept.push(row),
            }
        }
        self.find_parents(rows, &kept);
        self.cut_circles(rows, &kept);
        let first = self.order.len() as u32;
        self.walk(rows, &kept);
        self.traces.push(Tree { trace, first, len: kept.len() as u32 });
    }

    /// A summary stands for its trace only while no span of it is there; of several the one read last stands.
    fn drop_summaries<'m>(&mut self, rows: &Rows, members: &'m mut [u32]) -> &'m mut [u32] {
        let is_summary = |r: u32| rows.flags[r as usize].has(Flags::SUMMARY);
        let last = members.iter().copied().filter(|&r| is_summary(r)).max();
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
    /// finished at other times): both stay, marked. Only the last kept row is compared, and the first
    /// of its id, so that a million spans of one id cost no more than a million others.
    fn copy_of(&mut self, rows: &Rows, kept: &[u32], row: u32) -> Option<u32> {
        let at = |r: u32| r as usize;
        let last = *kept.last()?;
        if rows.id[at(last)] != rows.id[at(row)] {
            return None;
        }
        if rows.id[at(row)] == 0 {
            return None;
        }
        let open = |r: u32| rows.flags[at(r)].has(Flags::IN_PROGRESS);
        let same_name = rows.name[at(last)] == rows.name[at(row)];
        let same_start = rows.start[at(last)] == rows.start[at(row)];
        if same_name && (same_start || open(row)) {
            return Some(last);
        }
        self.marks[at(last)].set(Flags::REPEATED_ID, true);
        self.marks[at(row)].set(Flags::REPEATED_ID, true);
        None
    }

    /// `kept` is sorted by id; of repeated ids children go to the first.
    fn find_parents(&mut self, rows: &Rows, kept: &[u32]) {
        for &row in kept {
            let wanted = rows.parent[row as usize];
            if wanted == 0 || wanted == rows.id[row as usize] {
                continue;
            }
            let at = kept.partition_point(|&r| rows.id[r as usize] < wanted);
            match kept.get(at) {
                Some(&parent) if rows.id[parent as usize] == wanted => {
                    self.parents[row as usize] = parent;
                }
                _ => self.marks[row as usize].set(Flags::ORPHAN, true),
            }
        }
    }

    /// Parent links form a graph with one way out of each span: walk it, and where a walk meets
    /// itself cut the circle at its earliest member.
    fn cut_circles(&mut self, rows: &Rows, kept: &[u32]) {
        const NEW: u32 = 0;
        // Walk numbers start at 1; a span is done when it carries a number of an earlier walk.
        let mut seen = vec![NEW; kept.len()];
        let place = |row: u32| {
            let key = sort_key(rows, row);
            kept.binary_search_by_key(&key, |&r| sort_key(rows, r)).ok()
        };
        for (walk, &from) in (1u32..).zip(kept) {
            let mut row = from;
            while let Some(at) = place(row) {
                if seen[at] == walk {
                    self.cut(rows, row);
                    break;
                }
                if seen[at] != NEW {
                    break;
                }
                seen[at] = walk;
                row = self.parents[row as usize];
                if row == NONE {
                    break;
                }
            }
        }
    }

    fn cut(&mut self, rows: &Rows, member: u32) {
        let key = |r: u32| (rows.start[r as usize], rows.id[r as usize], r);
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
            (rows.start[r], std::cmp::Reverse(rows.end[r]), rows.id[r], r)
        };
        siblings.sort_unstable_by_key(key);
        // Lists of children threaded through the rows, last child first: the stack turns them round.
        let position: Vec<u32> = {
            let mut sorted = kept.to_vec();
            sorted.sort_unstable();
            sorted
        };
        let place = |row: u32| position.partition_point(|&r| r < row);
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
    fn sort_traces(&mut self, rows: &Rows, traces: &[TraceRow]) {
        let start = |tree: &Tree| {
            let members = &self.order[tree.first as usize..(tree.first + tree.len) as usize];
            let starts = members.iter().map(|&r| rows.start[r as usize]);
            starts.filter(|&s| s != NO_TIME).min().unwrap_or(NO_TIME)
        };
        let mut sorted: Vec<_> =
            self.traces.iter().map(|t| (start(t), traces[t.trace.index()].key, *t)).collect();
        sorted.sort_unstable_by_key(|t| (t.0, t.1));
        let mut order = Vec::with_capacity(self.order.len());
        for (_, _, tree) in &mut sorted {
            let first = order.len() as u32;
            let members = tree.first as usize..(tree.first + tree.len) as usize;
            order.extend_from_slice(&self.order[members]);
            tree.first = first;
        }
        self.order = order;
        self.traces = sorted.into_iter().map(|t| t.2).collect();
    }
}

/// A root that names a parent all the same.
fn is_cut_off(marks: Flags) -> bool {
    marks.has(Flags::ORPHAN) || marks.has(Flags::CYCLE_CUT)
}

fn sort_key(rows: &Rows, row: u32) -> (u64, bool, std::cmp::Reverse<u32>) {
    let index = row as usize;
    (rows.id[index], rows.flags[index].has(Flags::IN_PROGRESS), std::cmp::Reverse(row))
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

/// Each column in its final order, one after the other, so that only one exists twice at a time.
fn columns(rows: Rows, order: &[u32], parents: &[u32], marks: &[Flags], new_of: &[u32]) -> Spans {
    fn permuted<T: Copy>(column: Vec<T>, order: &[u32]) -> Vec<T> {
        order.iter().map(|&row| column[row as usize]).collect()
    }
    let parent_of = |&row: &u32| match parents[row as usize] {
        NONE => SpanId::NONE,
        parent => SpanId(new_of[parent as usize]),
    };
    let mut flags = permuted(rows.flags, order);
    for (flag, &row) in flags.iter_mut().zip(order) {
        flag.0 |= marks[row as usize].0;
    }
    let start = permuted(rows.start, order);
    let end = permuted(rows.end, order);
    let mut duration = Vec::with_capacity(order.len());
    for ((&start, &end), flag) in start.iter().zip(&end).zip(&mut flags) {
        flag.set(Flags::NO_START, start == NO_TIME);
        let known = start != NO_TIME && end != NO_TIME;
        flag.set(Flags::BAD_TIME, flag.has(Flags::BAD_TIME) || known && end < start);
        duration.push(Nanos(if known { end.saturating_sub(start).max(0) } else { 0 }));
    }
    let zero_if_none = |s: i64| Nanos(if s == NO_TIME { 0 } else { s });
    Spans {
        parent: order.iter().map(parent_of).collect(),
        id: permuted(rows.id, order),
        start: start.into_iter().map(zero_if_none).collect(),
        duration,
        service: permuted(rows.service, order),
        peer: permuted(rows.peer, order),
        name: permuted(rows.name, order),
        flags,
        record: permuted(rows.record, order),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Key, Kind, RecordId, SpanRow, Status, Value, drawing};
    use super::*;

    /// Rows as (id, parent, start, end); 0 ends are in progress. Out: one line a span, indented.
    fn check(rows: &[(u64, u64, i64, i64)], expect: &str) {
        let mut builder = StoreBuilder::default();
        for &(id, parent, start, end) in rows {
            push(&mut builder, id, parent, start, end);
        }
        let store = builder.freeze();
        assert_eq!(dump(&store), expect.trim());
        assert_eq!(dump(&store.clone().thaw().freeze()), expect.trim(), "after thawing");
    }

    fn push(builder: &mut StoreBuilder, id: u64, parent: u64, start: i64, end: i64) {
        let (trace, _) = builder.trace("1-00000000-000000000000000000000001");
        let mut flags = Flags::new(Kind::Server, Status::Ok).with(Flags::ENTRY);
        flags.set(Flags::IN_PROGRESS, end == 0);
        let service = builder.service("s", "", "");
        let name = builder.strings.intern("s");
        builder.push(SpanRow {
            trace,
            id,
            parent,
            start: (start >= 0).then_some(Nanos(start)),
            end: (end != 0).then_some(Nanos(end)),
            service,
            peer: ServiceId::NONE,
            name,
            flags,
            record: RecordId::NONE,
        });
    }

    fn dump(store: &SpanStore) -> String {
        let mut depths = vec![0; store.len()];
        let mut lines = Vec::new();
        for span in store.span_ids() {
            let depth = store.parent(span).map_or(0, |p| depths[p.index()] + 1);
            depths[span.index()] = depth;
            let marks = format!("{:?}", store.flags(span)).replace("Server Ok entry", "");
            let (id, start, end) = (store.id(span), store.start(span).0, store.end(span).0);
            lines.push(format!("{}{id} {start}..{end}{marks}", "  ".repeat(depth)));
        }
        lines.join("\n")
    }

    #[test]
    fn children_stand_below_their_parent_by_start() {
        check(
            &[(4, 3, 30, 40), (3, 1, 20, 50), (2, 1, 10, 20), (1, 0, 0, 100)],
            "1 0..100\n  2 10..20\n  3 20..50\n    4 30..40",
        );
    }

    #[test]
    fn the_longer_of_two_that_start_together_comes_first() {
        check(&[(1, 0, 0, 9), (2, 1, 1, 3), (3, 1, 1, 5)], "1 0..9\n  3 1..5\n  2 1..3");
    }

    #[test]
    fn a_missing_parent_makes_a_marked_root() {
        check(&[(2, 9, 5, 6), (1, 0, 0, 10)], "1 0..10\n2 5..6 orphan");
    }

    #[test]
    fn a_circle_is_cut_at_its_earliest_member() {
        check(
            &[(1, 3, 5, 6), (2, 1, 2, 9), (3, 2, 4, 8), (4, 4, 7, 8)],
            "2 2..9 cycle-cut\n  3 4..8\n    1 5..6\n4 7..8",
        );
    }

    #[test]
    fn the_finished_copy_replaces_the_one_in_progress() {
        check(&[(1, 0, 0, 10), (1, 0, 0, 0), (2, 1, 1, 0)], "1 0..10\n  2 1..10 in-progress");
        check(&[(1, 0, 0, 0), (1, 0, 0, 10)], "1 0..10");
    }

    #[test]
    fn another_span_with_the_same_id_stays_and_is_marked() {
        check(&[(1, 0, 0, 10), (1, 0, 3, 4)], "1 0..10 repeated-id\n1 3..4 repeated-id");
    }

    #[test]
    fn bad_times_are_mended_and_marked() {
        check(&[(1, 0, 5, 3), (2, 1, -1, 9)], "1 5..5 bad-time\n  2 5..5 no-start");
    }

    #[test]
    fn a_chain_of_a_hundred_thousand_needs_no_stack() {
        let mut builder = StoreBuilder::default();
        for id in (1..=100_000).rev() {
            push(&mut builder, id, id - 1, id as i64, 1_000_000);
        }
        let store = builder.freeze();
        assert!(store.span_ids().skip(1).all(|s| store.parent(s) == Some(SpanId(s.0 - 1))));
    }

    #[test]
    fn copies_join_their_attributes() {
        let mut builder = StoreBuilder::default();
        for notes in [["a", "b"], ["b", "c"]] {
            push(&mut builder, 1, 0, 0, 10);
            for note in notes {
                let text = builder.strings.intern(note);
                builder.attribute(Key::Annotation(text), Value::Text(text));
            }
        }
        let store = builder.freeze();
        let keys: Vec<_> = store.attributes(SpanId(0)).map(|a| store.value_text(a.value)).collect();
        assert_eq!((keys.join(""), store.merged(), store.len()), ("bca".to_owned(), 1, 1));
    }

    #[test]
    fn rewinding_takes_back_what_came_after_the_mark() {
        let mut builder = StoreBuilder::default();
        push(&mut builder, 1, 0, 0, 10);
        let note = Key::Annotation(builder.strings.intern("note"));
        builder.attribute(note, Value::Flag(true));
        let mark = builder.mark();
        push(&mut builder, 2, 1, 2, 4);
        builder.attribute(note, Value::Flag(false));
        builder.exception(StrId::EMPTY, StrId::EMPTY, false);
        builder.rewind(mark);
        let store = builder.freeze();
        assert_eq!((store.len(), store.attributes.len(), store.exceptions.all().len()), (1, 1, 0));
    }

    #[test]
    fn a_summary_gives_way_to_spans_and_to_later_summaries() {
        let summary = |builder: &mut StoreBuilder, end| {
            push(builder, 0, 0, 0, end);
            if let Some(flags) = builder.rows.flags.last_mut() {
                *flags = flags.with(Flags::SUMMARY);
            }
            builder.exception(StrId::EMPTY, StrId::EMPTY, false);
        };
        let mut builder = StoreBuilder::default();
        summary(&mut builder, 5);
        summary(&mut builder, 7);
        let mut store = builder.freeze();
        assert_eq!(dump(&store), "0 0..7 summary");
        assert_eq!((store.merged(), store.exceptions.all().len()), (1, 1));
        let mut builder = store.thaw();
        push(&mut builder, 1, 0, 0, 9);
        store = builder.freeze();
        assert_eq!(dump(&store), "1 0..9");
        assert_eq!((store.merged(), store.exceptions.all().len()), (1, 0));
    }

    #[test]
    fn a_callee_that_reports_stands_for_the_call() {
        let store = drawing::store(
            "
            web      |-----------|
              > db     |---|
              > cart       |---|
                cart        |-|
            ",
        );
        let peers: Vec<_> = store
            .span_ids()
            .filter_map(|s| {
                let seen = store.flags(s).has(Flags::PEER_SEEN);
                Some((store.service_name(store.peer(s)?), seen))
            })
            .collect();
        assert_eq!(peers, [("db", false), ("cart", true)]);
    }
}
