//! Alike siblings of the open trace as one row.

use super::opened::{OpenTrace, coarsened};
use super::{AlikeRows, SpanRow};
use crate::layout::Line;
use crate::model::{Nanos, SpanId, SpanStore, Status, sort};

impl OpenTrace {
    /// The head of a group.
    pub(super) fn group(&self, store: &SpanStore, line: Line, group: u32) -> SpanRow {
        let (rows, is_open) = self.rows.group(group).unwrap_or((&[], false));
        let spans = || rows.iter().map(|&row| self.span_id(store, row));
        let stretches = union(spans().map(|span| {
            let start = self.shown_start(store, span).minus(self.start);
            (start, start.plus(store.duration(span)))
        }));
        let (start, end) = match (stretches.first(), stretches.last()) {
            (Some(first), Some(last)) => (first.0, last.1),
            _ => (Nanos::ZERO, Nanos::ZERO),
        };
        let below: u32 = rows.iter().map(|&row| self.rows.hidden_below(row) + 1).sum();
        let own = rows.iter().map(|&row| self.self_time(row));
        let (events, event_count) = self.events(store, spans());
        SpanRow {
            depth: line.depth,
            status: spans().map(|span| store.status(span)).max().unwrap_or_default(),
            start,
            duration: end.minus(start),
            self_time: own.fold(Nanos::ZERO, Nanos::plus),
            children: rows.len() as u32,
            hidden: if is_open { 0 } else { below },
            folded: !is_open,
            note: String::new(),
            in_progress: false,
            bottleneck: !is_open && rows.iter().any(|&row| self.is_bottleneck(row)),
            critical: union(spans().flat_map(|span| self.critical_of(span))),
            outlives: Nanos::ZERO,
            links: 0,
            events,
            event_count,
            warnings: Vec::new(),
            group: Some(Box::new(summed(store, spans(), stretches))),
            ..self.row(store, line.row)
        }
    }
}

fn summed(
    store: &SpanStore,
    spans: impl Iterator<Item = SpanId> + Clone,
    stretches: Vec<(Nanos, Nanos)>,
) -> AlikeRows {
    let mut lengths: Vec<Nanos> = spans.clone().map(|span| store.duration(span)).collect();
    sort(&mut lengths);
    let at = |place: usize| lengths.get(place).copied().unwrap_or_default();
    AlikeRows {
        count: lengths.len() as u32,
        failed: spans.filter(|&span| store.status(span) > Status::Ok).count() as u32,
        total: lengths.iter().copied().fold(Nanos::ZERO, Nanos::plus),
        least: at(0),
        median: at(lengths.len().saturating_sub(1) / 2),
        most: at(lengths.len().saturating_sub(1)),
        stretches,
    }
}

/// Times covered by any of the stretches, in order.
fn union(stretches: impl Iterator<Item = (Nanos, Nanos)>) -> Vec<(Nanos, Nanos)> {
    let mut sorted: Vec<_> = stretches.collect();
    sort(&mut sorted);
    let mut joined: Vec<(Nanos, Nanos)> = Vec::new();
    for (start, end) in sorted {
        match joined.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => joined.push((start, end)),
        }
    }
    coarsened(joined)
}
