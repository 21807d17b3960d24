//! From rows in any order to sorted trees of columns, and back again for more.

use hashbrown::HashMap;

use super::builder::{NO_TIME, Rows, TraceRow};
use super::forest::Forest;
use super::store::Spans;
use super::{
    Capacity, Exceptions, Flags, Links, Nanos, RecordId, Service, ServiceId, SpanId, SpanStore,
    StoreBuilder, StrId, Trace, TraceId, sort_by_key,
};

/// No row.
pub(super) const NONE: u32 = u32::MAX;

impl StoreBuilder {
    /// Sorts everything into trees. Nothing is lost: a copy is merged into the span kept, a span
    /// whose parent is missing or that closes a circle becomes a root with a mark.
    ///
    /// What is done with goes before the next is made: at its height this takes little more than the store.
    pub fn freeze(mut self) -> SpanStore {
        let widened = self.widen();
        self.trace_table = HashMap::default();
        let mut forest = Forest::grow(&self.rows, &self.traces, &self.links);
        forest.sort_traces(&self.rows, &self.traces);
        let new_of = self.new_numbers(&forest);
        let traces: Vec<Trace> = forest
            .traces
            .iter()
            .map(|t| trace(&self.traces[t.trace.index()], SpanId(t.first), t.len))
            .collect();
        let mut trace_index: Vec<_> = (0..traces.len()).map(TraceId::at).collect();
        sort_by_key(&mut trace_index, |trace| traces[trace.index()].key.by_low_half());
        let sampled =
            forest.traces.iter().enumerate().filter_map(|(new, tree)| {
                Some((TraceId::at(new), *self.sampled.get(&tree.trace)?))
            });
        let sampled = sampled.collect();
        let missing_parents = missing_parents(&forest, &self.rows);
        let merged = forest.merged_into.len() as u32 + forest.dropped;
        let mut rows = std::mem::take(&mut self.rows);
        let record = std::mem::take(&mut rows.record);
        let spans = columns(rows, &mut forest, &new_of);
        self.renumber(&forest, new_of);
        let mut store = SpanStore {
            strings: self.strings,
            services: self.services,
            attributes: self.attributes,
            exceptions: self.exceptions,
            events: self.events,
            links: self.links,
            graph: self.graph,
            sources: self.sources,
            records: self.records,
            traces,
            sampled,
            trace_index,
            missing_parents,
            spans,
            widened,
            merged,
        };
        store.own_records(&record, &forest.order);
        store.settle();
        store
    }

    /// The span of each row. Gives events theirs, before copies have one: see [`super::Events`].
    fn new_numbers(&mut self, forest: &Forest) -> Vec<u32> {
        let mut new_of = vec![NONE; self.rows.id.len()];
        for (new, &old) in forest.order.iter().enumerate() {
            new_of[old as usize] = new as u32;
        }
        self.events.renumber(&new_of);
        for &(copy, kept) in &forest.merged_into {
            new_of[copy as usize] = new_of[kept as usize];
        }
        new_of
    }

    /// Gives attributes, exceptions and links the numbers that their spans get.
    fn renumber(&mut self, forest: &Forest, new_of: Vec<u32>) {
        let mut copies = forest.merged_into.clone();
        sort_by_key(&mut copies, |c| c.1);
        let renumbered = |span: SpanId| SpanId(new_of[span.index()]);
        for exception in &mut self.exceptions.0 {
            exception.span = renumbered(exception.span);
        }
        for link in &mut self.links.0 {
            link.span = renumbered(link.span);
        }
        self.exceptions.0.retain(|e| !e.span.is_none());
        self.links.0.retain(|l| !l.span.is_none());
        sort_by_key(&mut self.exceptions.0, |e| e.span);
        self.exceptions.0.dedup();
        sort_by_key(&mut self.links.0, |l| l.span);
        self.links.0.dedup();
        drop(new_of);
        let attributes = std::mem::take(&mut self.attributes);
        self.attributes = attributes.permuted(&forest.order, &copies);
    }
}

impl SpanStore {
    /// Where nearly every span has a record of its own, the records stand in the order of the spans, and no
    /// column says which is whose. `of`: by row.
    fn own_records(&mut self, of: &[RecordId], order: &[u32]) {
        let records = order.iter().map(|&row| of[row as usize]);
        let few = self.records.len() * 3 < order.len() * 2;
        if few || records.clone().any(|record| record.index() >= self.records.len()) {
            self.spans.record = records.collect();
        } else {
            self.records = records.map(|record| self.records[record.index()]).collect();
        }
    }

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
        rows.peer = peer.iter().map(ServiceId).collect();
        (rows.id, rows.name, rows.record) = (id, name, record);
        if rows.record.is_empty() {
            rows.record = (0..rows.id.len()).map(RecordId::at).collect();
        }
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
            sampled: self.sampled.into_iter().collect(),
            rows,
            attributes: self.attributes,
            exceptions: Exceptions(self.exceptions.0),
            events: self.events,
            links: Links(self.links.0),
            capacity: Capacity::default(),
        }
    }
}

/// The service of spans whose owner is nowhere in the data.
pub(super) const UNKNOWN: Service =
    Service { name: StrId::EMPTY, kind: StrId::EMPTY, account: StrId::EMPTY };

/// Its times are told by its spans once they are settled.
fn trace(row: &TraceRow, first: SpanId, len: u32) -> Trace {
    let TraceRow { key, text, limit_exceeded } = *row;
    Trace { key, text, first, len, start: Nanos::ZERO, end: Nanos::ZERO, limit_exceeded }
}

/// The roots that name a parent all the same, with its id.
fn missing_parents(forest: &Forest, rows: &Rows) -> Vec<(SpanId, u64)> {
    let is_cut_off = |marks: Flags| marks.has(Flags::ORPHAN) || marks.has(Flags::CYCLE_CUT);
    let in_order = forest.order.iter().map(|&row| row as usize).enumerate();
    in_order
        .filter(|&(_, row)| is_cut_off(forest.marks[row]))
        .map(|(new, row)| (SpanId::at(new), rows.parent[row]))
        .collect()
}

/// Each column in its final order, one after the other, so that only one exists twice at a time.
fn columns(rows: Rows, forest: &mut Forest, new_of: &[u32]) -> Spans {
    let Rows { trace, id, parent, start, end, service, peer, name, flags, record: _ } = rows;
    drop((trace, parent));
    let order = &forest.order;
    fn permuted<T: Copy>(column: Vec<T>, order: &[u32]) -> Vec<T> {
        order.iter().map(|&row| column[row as usize]).collect()
    }
    let narrowed = |column: Vec<ServiceId>, order: &[u32]| {
        order.iter().map(|&row| column[row as usize].0).collect()
    };
    let parent_of = |parent: u32| match parent {
        NONE => SpanId::NONE,
        parent => SpanId(new_of[parent as usize]),
    };
    let parent = permuted(std::mem::take(&mut forest.parents), order);
    let mut flags = permuted(flags, order);
    let marks = permuted(std::mem::take(&mut forest.marks), order);
    for (flag, mark) in flags.iter_mut().zip(marks) {
        flag.0 |= mark.0;
    }
    let start = permuted(start, order);
    let end = permuted(end, order);
    let mut duration = Vec::with_capacity(order.len());
    for ((&start, &end), flag) in start.iter().zip(&end).zip(&mut flags) {
        flag.set(Flags::NO_START, start == NO_TIME);
        let known = start != NO_TIME && end != NO_TIME;
        flag.set(Flags::BAD_TIME, flag.has(Flags::BAD_TIME) || known && end < start);
        duration.push(Nanos(if known { end.saturating_sub(start).max(0) } else { 0 }));
    }
    let zero_if_none = |s: i64| Nanos(if s == NO_TIME { 0 } else { s });
    Spans {
        parent: parent.into_iter().map(parent_of).collect(),
        id: permuted(id, order),
        start: start.into_iter().map(zero_if_none).collect(),
        duration,
        service: narrowed(service, order),
        peer: narrowed(peer, order),
        name: permuted(name, order),
        flags,
        record: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Key, Kind, SpanRow, Status, Value, drawing};
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
    fn a_copy_tells_no_event_twice() {
        let mut builder = StoreBuilder::default();
        let name = builder.strings.intern("retry");
        for (id, times) in [(2, &[7][..]), (1, &[5, 3]), (1, &[5, 3])] {
            push(&mut builder, id, id - 1, 0, 10);
            times.iter().for_each(|&at| builder.event(name, Some(Nanos(at)), at == 5));
            builder.event(name, None, false);
        }
        let told = |store: &SpanStore| {
            let at = |e: &super::super::Event| (e.span.0, e.time().map(|t| t.0), e.is_exception());
            store.events.all().iter().map(at).collect::<Vec<_>>()
        };
        let expect = [
            (0, None, false),
            (0, Some(3), false),
            (0, Some(5), true),
            (1, None, false),
            (1, Some(7), false),
        ];
        let store = builder.freeze();
        assert_eq!(told(&store), expect);
        assert_eq!(told(&store.thaw().freeze()), expect, "after thawing");
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
        builder.event(StrId::EMPTY, None, false);
        builder.rewind(mark);
        let store = builder.freeze();
        assert_eq!((store.len(), store.attributes.len(), store.exceptions.all().len()), (1, 1, 0));
        assert!(store.events.all().is_empty());
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
