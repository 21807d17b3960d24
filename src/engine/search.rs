//! What is looked for in the open trace.

use fixedbitset::FixedBitSet;
use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

use super::opened::OpenTrace;
use super::{Reply, Wanted};
use crate::model::{SpanId, SpanStore, Status, StrId, Value};
use crate::query::Split;

/// Found spans beyond this are counted, not listed.
const MOST_FOUND: usize = 100_000;

impl OpenTrace {
    /// Marks the spans that are wanted, or leaves only them on show.
    pub fn find(&mut self, store: &SpanStore, wanted: &Wanted) -> Reply {
        let found = wanted.is_asked().then(|| self.wanted(store, wanted));
        let rows = || found.iter().flat_map(FixedBitSet::ones);
        let spans = rows().take(MOST_FOUND).map(|row| row as u32).collect();
        let total = rows().count() as u32;
        self.rows.keep(found.filter(|_| wanted.hide));
        Reply::Found { spans, total, visible: self.visible() }
    }

    /// Spans that ended in an error, throttle or fault.
    pub fn failures(&self, store: &SpanStore) -> Reply {
        let found = self.wanted(store, &Wanted { failed: true, ..Wanted::default() });
        let spans: Vec<u32> = found.ones().map(|row| row as u32).collect();
        Reply::Found { total: spans.len() as u32, spans, visible: self.visible() }
    }

    fn wanted(&self, store: &SpanStore, wanted: &Wanted) -> FixedBitSet {
        let trace = store.trace(self.trace);
        let text = wanted.text.trim().to_lowercase();
        let mut seen = HashMap::with_hasher(FxBuildHasher);
        let class = wanted.class.as_ref().map(|(by, name)| (Split::new(store, by), name));
        let mut named = HashMap::with_hasher(FxBuildHasher);
        let mut is_of_class = |span| match &class {
            Some((split, name)) => split.class(span).is_some_and(|class| {
                *named.entry(class).or_insert_with(|| split.name(class) == **name)
            }),
            None => true,
        };
        let mut found = FixedBitSet::with_capacity(trace.len as usize);
        for (row, span) in trace.spans().enumerate() {
            let wanted = store.duration(span) >= wanted.at_least
                && (!wanted.failed || store.status(span) > Status::Ok)
                && is_of_class(span)
                && (text.is_empty() || holds_text(store, span, &text, &mut seen));
            found.set(row, wanted);
        }
        found
    }
}

/// `seen` remembers the answer for each distinct string.
fn holds_text(
    store: &SpanStore,
    span: SpanId,
    wanted: &str,
    seen: &mut HashMap<StrId, bool, FxBuildHasher>,
) -> bool {
    let mut holds = |id| {
        *seen.entry(id).or_insert_with(|| store.strings.get(id).to_lowercase().contains(wanted))
    };
    if holds(store.name_id(span)) || holds(store.service_info(store.service(span)).name) {
        return true;
    }
    let status = match store.status(span) {
        Status::Unset | Status::Ok => "",
        Status::Error => "error",
        Status::Throttle => "throttle",
        Status::Fault => "fault",
    };
    if status.contains(wanted) {
        return true;
    }
    let in_value = |value| match value {
        Value::Text(id) => holds(id),
        other => store.value_text(other).contains(wanted),
    };
    store.attributes(span).map(|a| a.value).any(in_value)
        || store.exceptions.of(span).iter().any(|e| {
            [e.kind, e.message]
                .iter()
                .any(|&id| store.strings.get(id).to_lowercase().contains(wanted))
        })
}
