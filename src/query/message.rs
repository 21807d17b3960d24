//! Links as messages: from the node that set something off to the node that did it.

use fixedbitset::FixedBitSet;

use crate::model::{
    Link, LinkKind, Nanos, ServiceId, SpanId, SpanStore, Status, TraceId, TraceKey,
};

use super::Index;
use super::counts::is_timed;

/// One link, told by either side or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Message {
    pub source: ServiceId,
    pub target: ServiceId,
    /// Of the receiver; `Unset` where it is not loaded.
    pub status: Status,
    /// From the end of sending to the start of receiving, where both are loaded.
    pub age: Option<Nanos>,
}

/// One side of a link: a span, or what the file says of one that is not loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    Loaded(SpanId),
    Absent { trace: TraceKey, id: u64, service: ServiceId },
}

/// Messages told by spans of the selected traces. A link whose far side is not loaded and not named
/// leads nowhere and makes none.
pub(super) fn messages(
    store: &SpanStore,
    index: &Index,
    selected: &FixedBitSet,
) -> impl Iterator<Item = Message> {
    let told = |link: &&Link| selected.contains(store.trace_of(link.span).index());
    let links: Vec<Link> = store.links.all().iter().filter(told).copied().collect();
    let far = far_ends(store, index, &links);
    let mut ties: Vec<(End, End)> = links
        .iter()
        .zip(far)
        .map(|(link, far)| match link.kind {
            LinkKind::Child => (End::Loaded(link.span), far),
            // A link that does not say: it can only name what already was, so that came before.
            LinkKind::Parent | LinkKind::Other => (far, End::Loaded(link.span)),
        })
        .collect();
    ties.sort_unstable();
    ties.dedup();
    ties.into_iter().filter_map(|(sender, receiver)| message(store, sender, receiver))
}

/// The far side of each link, by one walk over each trace that links lead to.
fn far_ends(store: &SpanStore, index: &Index, links: &[Link]) -> Vec<End> {
    let mut ends: Vec<End> = Vec::with_capacity(links.len());
    let mut wanted: Vec<(TraceId, u64, usize)> = Vec::new();
    for (at, &Link { trace, id, service, .. }) in links.iter().enumerate() {
        ends.push(End::Absent { trace, id, service });
        wanted.extend(store.find_key(trace).map(|t| (t, id, at)));
    }
    wanted.sort_unstable();
    for group in wanted.chunk_by(|a, b| a.0 == b.0) {
        let Some(&(trace, ..)) = group.first() else { continue };
        // Of several spans with that id the first: walked from the last, it has the last word.
        let spans = store.trace(trace).spans().rev().map(|span| (store.id(span), span));
        let whole = (0, index.entry(trace));
        for (id, span) in spans.filter(|s| s.0 != 0).chain([whole]) {
            let first = group.partition_point(|w| w.1 < id);
            for &(_, _, at) in group[first..].iter().take_while(|w| w.1 == id) {
                ends[at] = End::Loaded(span);
            }
        }
    }
    ends
}

fn message(store: &SpanStore, sender: End, receiver: End) -> Option<Message> {
    let target = match receiver {
        End::Loaded(span) => store.service(span),
        End::Absent { service, .. } => service.some()?,
    };
    let source = match sender {
        // The queue written to stands between, where it is a node of its own.
        End::Loaded(span) => {
            let queue = store.peer(span).filter(|&q| q != target && store.flags(span).is_call());
            queue.unwrap_or_else(|| store.service(span))
        }
        End::Absent { service, .. } => service.some()?,
    };
    let (mut status, mut age) = (Status::Unset, None);
    if let End::Loaded(received) = receiver {
        status = store.status(received);
        if let End::Loaded(sent) = sender {
            let timed = is_timed(store.flags(sent)) && is_timed(store.flags(received));
            let waited = store.start(received).minus(store.end(sent)).max(Nanos::ZERO);
            age = timed.then_some(waited);
        }
    }
    Some(Message { source, target, status, age })
}
