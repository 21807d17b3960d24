//! Small questions about spans and selections that several answers share.

use fixedbitset::FixedBitSet;

use crate::model::{Flags, Kind, ServiceId, SpanId, SpanStore, TraceId};

/// The selected traces of a store, in order; bits beyond its traces mean nothing.
pub fn selected_traces<'a>(
    store: &SpanStore,
    selected: &'a FixedBitSet,
) -> impl Iterator<Item = TraceId> + Clone + use<'a> {
    let count = store.traces().len();
    selected.ones().take_while(move |&t| t < count).map(TraceId::at)
}

/// The nodes of the map that a span brings up: its own and the one it calls.
pub(super) fn nodes_of(store: &SpanStore, span: SpanId) -> impl Iterator<Item = ServiceId> + use<> {
    let flags = store.flags(span);
    let own = (!flags.has(Flags::SUPERSEDED)).then(|| store.service(span));
    let named = flags.is_call() || flags.has(Flags::BY_KIND) && flags.is_taking();
    own.into_iter().chain(store.peer(span).filter(|_| named))
}

/// A message taken, of which it is known where it came from: [`super::message`] tells how it got here.
pub(super) fn is_delivery(store: &SpanStore, span: SpanId) -> bool {
    let flags = store.flags(span);
    let taken = flags.has(Flags::BY_KIND) && flags.kind() == Kind::Consumer;
    taken
        && flags.has(Flags::ENTRY)
        && (store.peer(span).is_some() || sender(store, span).is_some())
}

/// The span right above that sent the message taken here.
pub(super) fn sender(store: &SpanStore, span: SpanId) -> Option<SpanId> {
    store.parent(span).filter(|&parent| store.kind(parent) == Kind::Producer)
}

/// The start of a whole trace by a request from outside; one whose parent is missing has an unknown
/// caller instead. What runs by itself, by a clock or a message, was called by no one.
pub(super) fn is_from_outside(store: &SpanStore, span: SpanId) -> bool {
    let flags = store.flags(span);
    let cut_off = flags.has(Flags::ORPHAN) || flags.has(Flags::CYCLE_CUT);
    let unasked =
        flags.has(Flags::BY_KIND) && (flags.kind() != Kind::Server || store.peer(span).is_some());
    store.parent(span).is_none() && !cut_off && !unasked
}

/// Who a request came from when no call tells: a service's own view right under that of another
/// service, as with a function under the platform that runs it, or under a call to something else
/// that passed the request on, as a bucket's event starts a function.
pub(super) fn caller_of_entry(store: &SpanStore, span: SpanId) -> Option<ServiceId> {
    let Some(parent) = store.parent(span) else { return caller_told(store, span) };
    if is_delivery(store, span) {
        return None;
    }
    let flags = store.flags(parent);
    // An inferred parent that has a real counterpart is that one.
    let counterpart = || store.parent(parent).and_then(|call| store.peer(call));
    let superseded = flags.has(Flags::SUPERSEDED).then(counterpart).flatten();
    let caller = superseded.unwrap_or_else(|| store.service(parent));
    let told = flags.is_call() && store.peer(parent) == Some(store.service(span));
    (!told && caller != store.service(span)).then_some(caller)
}

/// The node that a request came from, as far as the callee alone knows.
fn caller_told(store: &SpanStore, span: SpanId) -> Option<ServiceId> {
    let flags = store.flags(span);
    let taken = flags.has(Flags::BY_KIND) && flags.kind() == Kind::Server;
    store.peer(span).filter(|&peer| taken && peer != store.service(span))
}

/// Whether a parent waits for its child. Messages are not waited for, and what an inferred span tells
/// is told better by the real one beside it.
pub fn is_awaited(store: &SpanStore, parent: SpanId, child: SpanId) -> bool {
    let flags = store.flags(child);
    let sent = store.kind(parent) == Kind::Producer;
    let received = flags.kind() == Kind::Consumer || flags.has(Flags::ENTRY);
    !(sent && received || flags.has(Flags::SUPERSEDED))
}
