//! The store once it is frozen: columns to read, trees to walk.

use super::narrow::Narrow;
use super::source::PackedRecord;
use super::{
    Attribute, Attributes, Events, Exceptions, Flags, ImportedGraph, Kind, Links, Nanos, Record,
    RecordId, Sampling, Service, ServiceId, Services, Source, SpanId, Status, StrId, Strings,
    Trace, TraceId, TraceKey, Value, Widened,
};

/// All that was loaded. Spans are sorted by trace, within a trace in waterfall order: a parent stands
/// before its children, siblings by start. So a subtree is a contiguous range of ids.
#[derive(Clone, Default)]
pub struct SpanStore {
    pub strings: Strings,
    pub services: Services,
    pub attributes: Attributes,
    pub exceptions: Exceptions,
    pub events: Events,
    pub links: Links,
    pub graph: Option<ImportedGraph>,
    pub(super) sources: Vec<Source>,
    pub(super) records: Vec<PackedRecord>,
    pub(super) traces: Vec<Trace>,
    /// How traces were chosen, of those that say so, by trace.
    pub(super) sampled: Vec<(TraceId, Sampling)>,
    /// By the low half of the key, then the high one.
    pub(super) trace_index: Vec<TraceId>,
    pub(super) spans: Spans,
    /// (span, id of the parent it names) for orphans and where circles were cut, by span.
    pub(super) missing_parents: Vec<(SpanId, u64)>,
    pub(super) merged: u32,
    pub(super) widened: Widened,
}

/// Columns by `SpanId`.
#[derive(Clone, Default)]
pub(super) struct Spans {
    pub id: Vec<u64>,
    pub parent: Vec<SpanId>,
    pub start: Vec<Nanos>,
    pub duration: Vec<Nanos>,
    /// Of services, as `peer`.
    pub service: Narrow,
    pub peer: Narrow,
    pub name: Vec<StrId>,
    pub flags: Vec<Flags>,
    /// Empty where each span has a record of its own: that is the one of the same number.
    pub record: Vec<RecordId>,
}

impl SpanStore {
    /// Rows, those of summaries included.
    pub fn len(&self) -> usize {
        self.spans.id.len()
    }

    pub fn is_empty(&self) -> bool {
        self.spans.id.is_empty()
    }

    pub fn span_ids(
        &self,
    ) -> impl DoubleEndedIterator<Item = SpanId> + ExactSizeIterator + Clone + use<> {
        (0..self.len() as u32).map(SpanId)
    }

    /// Spans that were read as such (rows made from trace summaries are none).
    pub fn span_count(&self) -> usize {
        self.spans.flags.iter().filter(|f| !f.has(Flags::SUMMARY)).count()
    }

    /// Copies of spans that were merged into the one kept.
    pub fn merged(&self) -> u32 {
        self.merged
    }

    /// Traces that were joined with one of a longer id when this was frozen.
    pub fn widened(&self) -> Widened {
        self.widened
    }

    /// The 64-bit id; 0 when the file had none.
    pub fn id(&self, span: SpanId) -> u64 {
        self.spans.id[span.index()]
    }

    pub fn parent(&self, span: SpanId) -> Option<SpanId> {
        self.spans.parent[span.index()].some()
    }

    pub fn start(&self, span: SpanId) -> Nanos {
        self.spans.start[span.index()]
    }

    /// Never negative.
    pub fn duration(&self, span: SpanId) -> Nanos {
        self.spans.duration[span.index()]
    }

    pub fn end(&self, span: SpanId) -> Nanos {
        self.start(span).plus(self.duration(span))
    }

    pub fn service(&self, span: SpanId) -> ServiceId {
        ServiceId(self.spans.service.get(span.index()))
    }

    /// For a call: the node called; that of its real span where there is one.
    pub fn peer(&self, span: SpanId) -> Option<ServiceId> {
        ServiceId(self.spans.peer.get(span.index())).some()
    }

    pub fn name_id(&self, span: SpanId) -> StrId {
        self.spans.name[span.index()]
    }

    pub fn name(&self, span: SpanId) -> &str {
        self.strings.get(self.name_id(span))
    }

    pub fn flags(&self, span: SpanId) -> Flags {
        self.spans.flags[span.index()]
    }

    pub fn kind(&self, span: SpanId) -> Kind {
        self.flags(span).kind()
    }

    pub fn status(&self, span: SpanId) -> Status {
        self.flags(span).status()
    }

    pub fn attributes(&self, span: SpanId) -> impl Iterator<Item = Attribute> + '_ {
        self.attributes.of(span)
    }

    /// Where the span's document stands.
    pub fn record(&self, span: SpanId) -> Option<Record> {
        let own = RecordId(span.0);
        let id = if self.spans.record.is_empty() { own } else { self.spans.record[span.index()] };
        self.records.get(id.index()).map(|packed| packed.record())
    }

    /// The parent that a root names all the same: one not in the data, or one cut off to open a circle.
    pub fn missing_parent(&self, span: SpanId) -> Option<u64> {
        let at = self.missing_parents.binary_search_by_key(&span, |m| m.0).ok()?;
        Some(self.missing_parents[at].1)
    }

    /// Spans whose parent is not in the data.
    pub fn orphans(&self) -> impl Iterator<Item = SpanId> + '_ {
        let cut_off = self.missing_parents.iter().map(|m| m.0);
        cut_off.filter(|&span| self.flags(span).has(Flags::ORPHAN))
    }

    pub fn traces(&self) -> &[Trace] {
        &self.traces
    }

    /// How traces were chosen, of those whose spans say so.
    pub fn sampled(&self) -> &[(TraceId, Sampling)] {
        &self.sampled
    }

    pub fn trace_ids(
        &self,
    ) -> impl DoubleEndedIterator<Item = TraceId> + ExactSizeIterator + use<> {
        (0..self.traces.len() as u32).map(TraceId)
    }

    pub fn trace(&self, id: TraceId) -> &Trace {
        &self.traces[id.index()]
    }

    /// The trace that a span belongs to.
    pub fn trace_of(&self, span: SpanId) -> TraceId {
        TraceId::at(self.traces.partition_point(|t| t.first <= span).saturating_sub(1))
    }

    /// A trace by its id in any form.
    pub fn find_trace(&self, text: &str) -> Option<TraceId> {
        // An id of 64 bits may be that of a format which widens it, or odd in one which does not.
        self.find_key(TraceKey::parse(text).0).or_else(|| self.find_key(TraceKey::of_digits(text)?))
    }

    /// A trace by its key, or by the low half of it where only that is known here or there.
    pub fn find_key(&self, key: TraceKey) -> Option<TraceId> {
        let of = |trace: &TraceId| self.trace(*trace).key.by_low_half();
        let exact = self.trace_index.binary_search_by_key(&key.by_low_half(), of);
        let low = TraceKey(u128::from(key.0 as u64)).by_low_half();
        let shortest = || self.trace_index.partition_point(|trace| of(trace) < low);
        let found = *self.trace_index.get(exact.unwrap_or_else(|_| shortest()))?;
        self.trace(found).key.is_same(key).then_some(found)
    }

    pub fn trace_text(&self, id: TraceId) -> &str {
        self.strings.get(self.trace(id).text)
    }

    /// A span of a trace by its 64-bit id; of several with that id the first.
    pub fn find_span(&self, trace: TraceId, id: u64) -> Option<SpanId> {
        self.trace(trace).spans().find(|&s| self.id(s) == id)
    }

    pub fn service_info(&self, id: ServiceId) -> Service {
        self.services.get(id)
    }

    pub fn service_name(&self, id: ServiceId) -> &str {
        self.strings.get(self.services.get(id).name)
    }

    /// `AWS::Lambda::Function`, `Database::SQL`, `remote`...; empty when unknown.
    pub fn service_kind(&self, id: ServiceId) -> &str {
        self.strings.get(self.services.get(id).kind)
    }

    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// The text of a value; numbers and booleans as JSON writes them.
    pub fn value_text(&self, value: Value) -> String {
        match value {
            Value::Text(id) => self.strings.get(id).to_owned(),
            Value::Number(number) => number.to_string(),
            Value::Flag(on) => on.to_string(),
        }
    }

    /// Bytes held in columns, distinct strings left out.
    pub fn column_bytes(&self) -> usize {
        let per_span = 8 + 4 + 8 + 8 + 4 + 4;
        self.len() * per_span
            + self.spans.service.bytes()
            + self.spans.peer.bytes()
            + size_of_val(self.spans.record.as_slice())
            + self.attributes.bytes()
            + self.traces.len() * (size_of::<Trace>() + size_of::<TraceId>())
            + size_of_val(self.sampled.as_slice())
            + self.records.len() * size_of::<PackedRecord>()
            + size_of_val(self.exceptions.all())
            + size_of_val(self.events.all())
            + size_of_val(self.links.all())
    }
}
