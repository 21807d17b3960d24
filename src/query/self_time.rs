//! Self time: what is left of a span without the times in which it waited for its children.

use crate::model::{Nanos, SpanId, SpanStore, TraceId, sort_by_key};

use super::selection::is_awaited;

/// Self time of each span of a trace, by row: its duration less the union of its children's times
/// within it. Children that are not waited for take nothing away. `shifts` are added to the starts, by
/// row; empty for times as they are.
pub fn self_times(store: &SpanStore, trace: TraceId, shifts: &[Nanos]) -> Vec<Nanos> {
    let trace = store.trace(trace);
    let start =
        |span| store.start(span).plus(shifts.get(trace.row(span)).copied().unwrap_or_default());
    let end = |span| start(span).plus(store.duration(span));
    let mut own: Vec<Nanos> = trace.spans().map(|s| store.duration(s)).collect();
    // With siblings in order of start the union so far is known by where it ends.
    let mut covered_until: Vec<Nanos> = trace.spans().map(start).collect();
    let mut spans: Vec<SpanId> = trace.spans().collect();
    if !shifts.is_empty() {
        sort_by_key(&mut spans, |&span| (start(span), span));
    }
    for span in spans {
        let Some(parent) = store.parent(span).filter(|&p| is_awaited(store, p, span)) else {
            continue;
        };
        let row = trace.row(parent);
        let start = start(span).max(covered_until[row]);
        let end = end(span).min(end(parent));
        if start < end {
            own[row] = own[row].minus(end.minus(start));
            covered_until[row] = end;
        }
    }
    own
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::testing;

    fn check(tree: &str, expect: &[i64]) {
        let times = self_times(&testing::store(tree), TraceId(0), &[]);
        assert_eq!(times.iter().map(|t| t.0).collect::<Vec<_>>(), expect, "{tree}");
    }

    #[test]
    fn children_that_overlap_take_their_union() {
        check("A 0 100\n B 10 40\n C 30 60\n D 90 120", &[40, 30, 30, 30]);
        check("A 0 100\n B 10 90\n C 20 30", &[20, 80, 10]);
    }

    #[test]
    fn only_time_within_the_parent_counts() {
        check("A 0 100\n B -10 5\n C 5 5\n D 50 200", &[45, 15, 0, 150]);
        check("A 0 10\n B 20 30\n  C -5 50", &[10, 0, 55]);
    }

    #[test]
    fn a_message_received_takes_nothing_from_its_sender() {
        check("A 0 100\n B 10 30 producer\n  C 20 90 consumer", &[80, 20, 70]);
    }

    #[test]
    fn children_that_are_moved_count_where_they_are() {
        let store = testing::store("A 0 100\n B 10 40\n C 50 70");
        let times = self_times(&store, TraceId(0), &[Nanos(0), Nanos(50), Nanos(0)]);
        assert_eq!(times, [Nanos(60), Nanos(30), Nanos(20)]);
    }

    #[test]
    fn an_inferred_copy_takes_nothing() {
        check("A 0 9\n B 1 9 call=b\n  b 1 9 entry inferred\n  b 3 8 entry", &[1, 3, 8, 5]);
    }
}
