//! The store while it grows: rows in the order of arrival, nothing resolved yet.

use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

use super::room;
use super::source::PackedRecord;
use super::{
    Attributes, Charset, Event, Events, Exception, Exceptions, Flags, ImportedGraph, Key, Link,
    Links, Nanos, Record, RecordId, Sampling, Service, ServiceId, Services, SetId, Source,
    SourceId, SpanId, StrId, Strings, TraceId, TraceKey, Value,
};

/// One span as a format's reader understood it.
#[derive(Clone, Copy, Debug)]
pub struct SpanRow {
    /// From [`StoreBuilder::trace`].
    pub trace: TraceId,
    /// Unique in its trace; 0 when the file has none.
    pub id: u64,
    /// Id of the parent in the same trace; 0 for none.
    pub parent: u64,
    /// `None`: the file has no start, or one that is no time.
    pub start: Option<Nanos>,
    /// `None`: no end yet.
    pub end: Option<Nanos>,
    /// The node that the span belongs to; `NONE` takes over the parent's.
    pub service: ServiceId,
    /// For a call: the node that it calls, as seen from here.
    pub peer: ServiceId,
    pub name: StrId,
    pub flags: Flags,
    pub record: RecordId,
}

/// Collects rows; [`StoreBuilder::freeze`] makes the store.
#[derive(Clone, Default)]
pub struct StoreBuilder {
    pub strings: Strings,
    pub services: Services,
    /// A graph read ready-made, if any file held one.
    pub graph: Option<ImportedGraph>,
    pub(super) sources: Vec<Source>,
    pub(super) records: Vec<PackedRecord>,
    pub(super) traces: Vec<TraceRow>,
    pub(super) trace_table: HashMap<TraceKey, TraceId, FxBuildHasher>,
    /// Of traces that say how they were chosen.
    pub(super) sampled: HashMap<TraceId, Sampling, FxBuildHasher>,
    pub(super) rows: Rows,
    pub(super) attributes: Attributes,
    pub(super) exceptions: Exceptions,
    pub(super) events: Events,
    pub(super) links: Links,
    pub capacity: Capacity,
}

/// How much is kept at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capacity {
    pub spans: usize,
    /// Of columns and strings. Beside them stand their spare room and what freezing needs, as much again twice
    /// over; a module of WebAssembly has 4 GiB.
    pub bytes: usize,
}

impl Default for Capacity {
    fn default() -> Self {
        Self { spans: MAX_ROWS, bytes: 1 << 30 }
    }
}

/// How far a builder had come; see [`StoreBuilder::mark`].
#[derive(Clone, Debug)]
pub struct Mark {
    rows: usize,
    exceptions: usize,
    events: usize,
    links: usize,
    records: usize,
    sources: usize,
    sampled: HashMap<TraceId, Sampling, FxBuildHasher>,
    graph: Option<ImportedGraph>,
}

#[derive(Clone, Copy)]
pub(super) struct TraceRow {
    pub key: TraceKey,
    pub text: StrId,
    pub limit_exceeded: bool,
}

/// Columns of the rows so far. `end` is `i64::MIN` where there is none; so is `start`.
#[derive(Clone, Default)]
pub(super) struct Rows {
    pub trace: Vec<TraceId>,
    pub id: Vec<u64>,
    pub parent: Vec<u64>,
    pub start: Vec<i64>,
    pub end: Vec<i64>,
    pub service: Vec<ServiceId>,
    pub peer: Vec<ServiceId>,
    pub name: Vec<StrId>,
    pub flags: Vec<Flags>,
    pub record: Vec<RecordId>,
}

/// No such time, in [`Rows::start`] and [`Rows::end`].
pub(super) const NO_TIME: i64 = i64::MIN;

/// Attribute and span positions are `u32`; this leaves room for the closing bound.
const MAX_ROWS: usize = u32::MAX as usize - 2;

impl StoreBuilder {
    pub fn source(&mut self, name: &str) -> SourceId {
        self.sources.push(Source { name: name.to_owned(), ..Source::default() });
        SourceId::at(self.sources.len() - 1)
    }

    /// What is known of a source once it was read.
    pub fn end_source(&mut self, source: SourceId, bytes: u64, charset: Charset) {
        if let Some(source) = self.sources.get_mut(source.index()) {
            (source.bytes, source.charset) = (bytes, charset);
        }
    }

    pub fn record(&mut self, record: Record) -> RecordId {
        room::for_one(&mut self.records);
        self.records.push(PackedRecord::new(record));
        RecordId::at(self.records.len() - 1)
    }

    /// The trace of an id, and whether the id has one of the known forms.
    pub fn trace(&mut self, text: &str) -> (TraceId, bool) {
        let (key, known) = TraceKey::parse(text);
        (self.trace_of(key, text), known)
    }

    /// The trace of a key, and the text to call it by.
    pub fn trace_of(&mut self, key: TraceKey, text: &str) -> TraceId {
        if let Some(&id) = self.trace_table.get(&key) {
            self.call_trace(id, text);
            return id;
        }
        let text = self.strings.intern(text);
        self.traces.push(TraceRow { key, text, limit_exceeded: false });
        let id = TraceId::at(self.traces.len() - 1);
        self.trace_table.insert(key, id);
        id
    }

    /// Of two texts for one id the longer one is kept: X-Ray's form, or the one that keeps its zeros,
    /// whichever comes first.
    fn call_trace(&mut self, id: TraceId, text: &str) {
        let known = self.traces[id.index()].text;
        if text.len() > self.strings.get(known).len() {
            self.traces[id.index()].text = self.strings.intern(text);
        }
    }

    /// The back end cut this trace.
    pub fn mark_limit_exceeded(&mut self, trace: TraceId) {
        if let Some(row) = self.traces.get_mut(trace.index()) {
            row.limit_exceeded = true;
        }
    }

    /// A span says how the trace was chosen.
    pub fn sampled(&mut self, trace: TraceId, told: Sampling) {
        let known = self.sampled.entry(trace).or_insert(told);
        *known = known.or(told, &self.strings);
    }

    pub fn service(&mut self, name: &str, kind: &str, account: &str) -> ServiceId {
        let service = Service {
            name: self.strings.intern(name),
            kind: self.strings.intern(kind),
            account: self.strings.intern(account),
        };
        self.services.intern(service)
    }

    /// Adds a span; what [`Self::attribute`], [`Self::exception`], [`Self::event`] and [`Self::link`] add next is its own.
    /// False when the store is full.
    pub fn push(&mut self, row: SpanRow) -> bool {
        if self.len() >= self.capacity.spans || self.attributes.len() >= MAX_ROWS {
            return false;
        }
        let SpanRow { trace, id, parent, start, end, service, peer, name, flags, record } = row;
        let rows = &mut self.rows;
        if rows.id.len() == rows.id.capacity() {
            rows.make_room();
        }
        rows.trace.push(trace);
        rows.id.push(id);
        rows.parent.push(parent);
        rows.start.push(start.map_or(NO_TIME, |t| t.0));
        rows.end.push(end.map_or(NO_TIME, |t| t.0));
        rows.service.push(service);
        rows.peer.push(peer);
        rows.name.push(name);
        rows.flags.push(flags);
        rows.record.push(record);
        self.attributes.open();
        true
    }

    pub fn attribute(&mut self, key: Key, value: Value) {
        if self.attributes.len() < MAX_ROWS && !self.rows.id.is_empty() {
            self.attributes.push(key, value);
        }
    }

    /// Attributes that spans share: see [`Self::share`].
    pub fn set(&mut self, attributes: &[(Key, Value)]) -> SetId {
        if attributes.is_empty() { SetId::NONE } else { self.attributes.add_set(attributes) }
    }

    /// What a set holds.
    pub fn attributes_of(&self, set: SetId) -> Vec<(Key, Value)> {
        self.attributes.set(set)
    }

    /// Gives the span pushed last a set of attributes beside its own.
    pub fn share(&mut self, set: SetId) {
        if let Some(span) = self.last() {
            self.attributes.share(span, set);
        }
    }

    /// Gives rows, counted from the first of all, what was read too late to give it at once: the node,
    /// where they have none, and another set in place of theirs.
    pub fn amend(
        &mut self,
        row: usize,
        service: ServiceId,
        set: impl FnOnce(&mut Self, SetId) -> SetId,
    ) {
        if let Some(slot) = self.rows.service.get_mut(row).filter(|s| s.is_none()) {
            *slot = service;
        }
        let before = self.attributes.set_of(SpanId::at(row));
        let after = set(self, before);
        self.attributes.share(SpanId::at(row), after);
    }

    pub fn exception(&mut self, kind: StrId, message: StrId, remote: bool) {
        if let Some(span) = self.last() {
            self.exceptions.0.push(Exception { span, kind, message, remote });
        }
    }

    /// `time`: `None` where the file does not say when it happened.
    pub fn event(&mut self, name: StrId, time: Option<Nanos>, exception: bool) {
        if let Some(span) = self.last() {
            self.events.0.push(Event::new(span, name, time, exception));
        }
    }

    /// `link.span` is set to the span pushed last.
    pub fn link(&mut self, link: Link) {
        if let Some(span) = self.last() {
            self.links.0.push(Link { span, ..link });
        }
    }

    /// The present end, to come back to with [`Self::rewind`].
    pub fn mark(&self) -> Mark {
        Mark {
            rows: self.rows.id.len(),
            exceptions: self.exceptions.0.len(),
            events: self.events.0.len(),
            links: self.links.0.len(),
            records: self.records.len(),
            sources: self.sources.len(),
            sampled: self.sampled.clone(),
            graph: self.graph.clone(),
        }
    }

    /// Takes back every row since the mark. Interned strings, services and trace ids stay: they are
    /// seen only through rows.
    pub fn rewind(&mut self, mark: Mark) {
        let Mark { rows, exceptions, events, links, records, sources, sampled, graph } = mark;
        self.rows.truncate(rows);
        self.attributes.truncate(rows);
        self.exceptions.0.truncate(exceptions);
        self.events.0.truncate(events);
        self.links.0.truncate(links);
        self.records.truncate(records);
        self.sources.truncate(sources);
        self.sampled = sampled;
        self.graph = graph;
    }

    /// Nothing more is to be added.
    pub fn is_full(&self) -> bool {
        let Capacity { spans, bytes } = self.capacity;
        self.len() >= spans || self.attributes.len() >= MAX_ROWS || self.bytes() >= bytes
    }

    /// Bytes held, spare room left out.
    fn bytes(&self) -> usize {
        self.len() * Rows::BYTES
            + self.attributes.bytes()
            + self.strings.bytes()
            + self.records.len() * size_of::<PackedRecord>()
            + self.traces.len() * size_of::<TraceRow>()
            + self.sampled.len() * size_of::<(TraceId, Sampling)>()
            + self.exceptions.0.len() * size_of::<Exception>()
            + self.events.0.len() * size_of::<Event>()
            + self.links.0.len() * size_of::<Link>()
    }

    /// Rows so far, copies not yet merged.
    pub fn len(&self) -> usize {
        self.rows.id.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn last(&self) -> Option<SpanId> {
        self.len().checked_sub(1).map(SpanId::at)
    }
}

impl Rows {
    /// Of one row.
    const BYTES: usize = 4 * size_of::<u64>() + 6 * size_of::<u32>();

    /// In each column alike.
    fn make_room(&mut self) {
        let Self { trace, id, parent, start, end, service, peer, name, flags, record } = self;
        room::make(id, 1);
        let room = id.capacity() - id.len();
        trace.reserve_exact(room);
        parent.reserve_exact(room);
        start.reserve_exact(room);
        end.reserve_exact(room);
        service.reserve_exact(room);
        peer.reserve_exact(room);
        name.reserve_exact(room);
        flags.reserve_exact(room);
        record.reserve_exact(room);
    }

    fn truncate(&mut self, len: usize) {
        let Self { trace, id, parent, start, end, service, peer, name, flags, record } = self;
        trace.truncate(len);
        id.truncate(len);
        parent.truncate(len);
        start.truncate(len);
        end.truncate(len);
        service.truncate(len);
        peer.truncate(len);
        name.truncate(len);
        flags.truncate(len);
        record.truncate(len);
    }
}
