//! Columns that some conditions need and no other does: each made when first asked for.

use std::cell::OnceCell;

use fixedbitset::FixedBitSet;

use crate::model::{Field, Flags, Key, Nanos, SpanId, SpanStore, TraceId};
use crate::query::{Index, self_times};

pub(in crate::query) struct Facts<'a> {
    pub store: &'a SpanStore,
    pub index: &'a Index,
    owners: OnceCell<Vec<SpanId>>,
    ends: OnceCell<Vec<Nanos>>,
    requests: OnceCell<Vec<SpanId>>,
    inferred_callees: OnceCell<FixedBitSet>,
    self_times: OnceCell<Vec<Nanos>>,
    depths: OnceCell<Vec<u32>>,
}

impl<'a> Facts<'a> {
    pub fn new(store: &'a SpanStore, index: &'a Index) -> Self {
        Self {
            store,
            index,
            owners: OnceCell::new(),
            ends: OnceCell::new(),
            requests: OnceCell::new(),
            inferred_callees: OnceCell::new(),
            self_times: OnceCell::new(),
            depths: OnceCell::new(),
        }
    }

    /// By span: the service's view that it is a part of, or is.
    pub fn owners(&self) -> &[SpanId] {
        self.owners.get_or_init(|| {
            let mut owners: Vec<SpanId> = Vec::with_capacity(self.store.len());
            for span in self.store.span_ids() {
                let part = !self.store.flags(span).has(Flags::ENTRY);
                let parent = self.store.parent(span).filter(|_| part);
                owners.push(parent.map_or(span, |p| owners[p.index()]));
            }
            owners
        })
    }

    /// By service's view: the end of the last work within.
    pub fn ends(&self) -> &[Nanos] {
        self.ends.get_or_init(|| {
            let mut ends = vec![Nanos::MIN; self.store.len()];
            for (span, owner) in self.store.span_ids().zip(self.owners()) {
                let end = &mut ends[owner.index()];
                *end = (*end).max(self.store.end(span));
            }
            ends
        })
    }

    /// By trace: the span whose HTTP fields are the trace's.
    pub fn requests(&self) -> &[SpanId] {
        self.requests.get_or_init(|| self.store.trace_ids().map(|t| self.request(t)).collect())
    }

    /// By span.
    pub fn self_times(&self) -> &[Nanos] {
        let of_trace = |trace| self_times(self.store, trace, &[]);
        self.self_times.get_or_init(|| self.store.trace_ids().flat_map(of_trace).collect())
    }

    /// By span: how many are above it.
    pub fn depths(&self) -> &[u32] {
        self.depths.get_or_init(|| {
            let mut depths: Vec<u32> = Vec::with_capacity(self.store.len());
            for span in self.store.span_ids() {
                let above = self.store.parent(span);
                depths.push(above.map_or(0, |parent| depths[parent.index()] + 1));
            }
            depths
        })
    }

    /// Calls whose callee is there, but drawn up from this side.
    pub fn inferred_callees(&self) -> &FixedBitSet {
        self.inferred_callees.get_or_init(|| {
            let mut calls = FixedBitSet::with_capacity(self.store.len());
            for span in self.store.span_ids() {
                let flags = self.store.flags(span);
                let counts = flags.has(Flags::INFERRED) && !flags.has(Flags::SUPERSEDED);
                if let Some(call) = self.store.parent(span).filter(|_| counts) {
                    calls.insert(call.index());
                }
            }
            calls
        })
    }

    /// The entry; where it has no HTTP fields at all (a queue, a function's wrapper) the first
    /// service's view that has some.
    pub fn request(&self, trace: TraceId) -> SpanId {
        let entry = self.index.entry(trace);
        let has_http = |span: &SpanId| {
            let mut keys = self.store.attributes(*span).map(|a| a.key);
            keys.any(|key| matches!(key, Key::Field(field) if is_http(field)))
        };
        let own_view = |span: &SpanId| {
            let flags = self.store.flags(*span);
            flags.has(Flags::ENTRY) && !flags.has(Flags::INFERRED)
        };
        let mut views = self.store.trace(trace).spans().filter(own_view);
        if has_http(&entry) { entry } else { views.find(has_http).unwrap_or(entry) }
    }
}

/// A field of an HTTP request or its answer.
pub(in crate::query) fn is_http(field: Field) -> bool {
    use Field::{HttpClientIp, HttpMethod, HttpStatus, HttpUrl, HttpUserAgent};
    matches!(field, HttpClientIp | HttpMethod | HttpStatus | HttpUrl | HttpUserAgent)
}
