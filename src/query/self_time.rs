//! Self time: what is left of a span without the times in which it waited for its children.

use crate::model::{Nanos, SpanStore, TraceId};

use super::selection::is_awaited;

/// Self time of each span of a trace, by row: its duration less the union of its children's times
/// within it. Children that are not waited for take nothing away.
pub fn self_times(store: &SpanStore, trace: TraceId) -> Vec<Nanos> {
    let trace = store.trace(trace);
    let mut own: Vec<Nanos> = trace.spans().map(|s| store.duration(s)).collect();
    // Siblings stand in order of start, so the union so far is known by where it ends.
    let mut covered_until: Vec<Nanos> = trace.spans().map(|s| store.start(s)).collect();
    for span in trace.spans() {
        let Some(parent) = store.parent(span).filter(|&p| is_awaited(store, p, span)) else {
            continue;
        };
        let row = trace.row(parent);
        let start = store.start(span).max(covered_until[row]);
        let end = store.end(span).min(store.end(parent));
        if start < end {
            own[row] = own[row].minus(end.minus(start));
            covered_until[row] = end;
        }
    }
    own
}
