//! Links as messages, and messages without links: from the node that set something off to the node that did it.

use fixedbitset::FixedBitSet;

use crate::model::{
    Link, LinkKind, Nanos, ServiceId, SpanId, SpanStore, Status, TraceId, TraceKey, sort,
};

use super::Index;
use super::counts::is_timed;
use super::selection::{is_delivery, selected_traces, sender};

/// One link, told by either side or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Message {
    pub source: ServiceId,
    pub target: ServiceId,
    /// The receiving span, or the sending one where only that is loaded.
    pub span: SpanId,
    /// The sending span, where it is loaded.
    pub sender: Option<SpanId>,
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
        .filter(|&(sender, receiver)| !is_within(store, sender, receiver))
        .collect();
    ties.extend(deliveries(store, selected, &ties));
    sort(&mut ties);
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
    sort(&mut wanted);
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

/// Messages that no link tells of: the receiver stands below the sender, or knows only its queue.
fn deliveries(store: &SpanStore, selected: &FixedBitSet, linked: &[(End, End)]) -> Vec<(End, End)> {
    let told = linked.iter().filter(|tie| match tie.0 {
        End::Loaded(_) => true,
        End::Absent { service, .. } => !service.is_none(),
    });
    let mut receivers: Vec<End> = told.map(|tie| tie.1).collect();
    sort(&mut receivers);
    let spans = selected_traces(store, selected).flat_map(|t| store.trace(t).spans());
    let taken = spans.filter(|&span| is_delivery(store, span));
    taken
        .filter_map(|span| {
            let receiver = End::Loaded(span);
            if let Some(sender) = sender(store, span) {
                return Some((End::Loaded(sender), receiver));
            }
            let service = store.peer(span)?;
            let trace = store.trace(store.trace_of(span)).key;
            let known = receivers.binary_search(&receiver).is_ok();
            (!known).then_some((End::Absent { trace, id: store.id(span), service }, receiver))
        })
        .collect()
}

/// Whether a link tells of no message: a service ties two spans of its own in one trace together, or
/// the tree says the same.
fn is_within(store: &SpanStore, sender: End, receiver: End) -> bool {
    let (End::Loaded(sent), End::Loaded(received)) = (sender, receiver) else { return false };
    let own = store.service(sent) == store.service(received)
        && store.trace_of(sent) == store.trace_of(received);
    own || store.parent(received) == Some(sent)
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
    let status = |span| store.status(span);
    let (span, status, age) = match (sender, receiver) {
        (End::Loaded(sent), End::Loaded(received)) => {
            (received, status(received), age(store, sent, received))
        }
        (End::Absent { .. }, End::Loaded(received)) => (received, status(received), None),
        (End::Loaded(sent), End::Absent { .. }) => (sent, Status::Unset, None),
        (End::Absent { .. }, End::Absent { .. }) => return None,
    };
    let sender = match sender {
        End::Loaded(sent) => Some(sent),
        End::Absent { .. } => None,
    };
    Some(Message { source, target, span, sender, status, age })
}

fn age(store: &SpanStore, sent: SpanId, received: SpanId) -> Option<Nanos> {
    let timed = is_timed(store.flags(sent)) && is_timed(store.flags(received));
    timed.then(|| store.start(received).minus(store.end(sent)).max(Nanos::ZERO))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::testing;

    fn check(text: &str, expect: &[&str]) {
        let store = testing::store(text);
        let index = Index::new(&store);
        let name = |service| store.service_name(service);
        let lines: Vec<_> = messages(&store, &index, &testing::all(&store))
            .map(|m| {
                let age = m.age.map(|a| a.0);
                format!("{} ~> {} {:?} {age:?}", name(m.source), name(m.target), m.status)
            })
            .collect();
        assert_eq!(lines, expect);
    }

    #[test]
    fn a_queue_stands_between_sender_and_receiver() {
        check(
            "web 0 100 entry\n send 10 20 call=queue\n--\nworker 70 90 entry fault link=1/2",
            &["queue ~> worker Fault Some(50)"],
        );
    }

    #[test]
    fn without_an_id_the_whole_trace_is_meant() {
        check("web 0 100 entry\n--\nworker 70 90 entry link=1/0", &["web ~> worker Ok Some(0)"]);
    }

    #[test]
    fn a_service_may_write_to_itself() {
        check("a 0 5 entry\n--\na 7 9 entry link=1/1", &["a ~> a Ok Some(2)"]);
        check("a 0 5 entry\n s 1 2 call=b\n--\nb 7 9 entry open link=1/2", &["b ~> b Ok None"]);
    }

    #[test]
    fn what_is_not_loaded_and_not_named_leads_nowhere() {
        check("worker 70 90 entry link=7/1 link=7/1", &[]);
    }

    #[test]
    fn the_same_link_twice_is_one_message() {
        check("a 0 5 entry\n--\nb 7 9 entry link=1/1 link=1/0", &["a ~> b Ok Some(2)"]);
    }
}
