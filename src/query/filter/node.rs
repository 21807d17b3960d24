//! The nodes and connections of traces, as the map draws them.
//!
//! A node is hit by each view of its own that a service sent, and by each call to something that sent none.
//! A connection is a call, or a service's view right below another service's. The caller of a
//! trace's root is a node too: its name is the root's, its type `client`.

use fixedbitset::FixedBitSet;

use super::ast::Selector;
use super::domain::full;
use super::facts::Facts;
use crate::model::{Flags, ServiceId, SpanId, SpanStore, StrId, TraceId};
use crate::query::CLIENT;
use crate::query::message::{Message, messages};
use crate::query::selection::{caller_of_entry, is_from_outside};

/// A span that stands for a node or a connection in some trace.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit {
    pub trace: TraceId,
    pub span: SpanId,
    /// The node hit, of a connection the far one.
    pub node: ServiceId,
    /// The span is a call: the caller's view.
    pub call: bool,
}

/// The nodes that a selector means, as bitmaps over `ServiceId`.
pub(super) struct Nodes {
    listed: FixedBitSet,
    /// Roots whose client node is meant.
    clients: FixedBitSet,
}

impl Nodes {
    pub fn new(selector: &Selector, store: &SpanStore) -> Self {
        let text = |id: StrId| store.strings.get(id);
        let Selector { name, kind, account } = selector;
        let is = |wanted: &Option<String>, id| wanted.as_ref().is_none_or(|w| w == text(id));
        let is_kind = |kind_of: &str| kind.as_ref().is_none_or(|k| k.eq_ignore_ascii_case(kind_of));
        let count = store.services.len();
        let mut nodes = Self {
            listed: FixedBitSet::with_capacity(count),
            clients: FixedBitSet::with_capacity(count),
        };
        for (id, service) in store.services.iter().filter(|(_, s)| is(name, s.name)) {
            let listed = is_kind(text(service.kind)) && is(account, service.account);
            nodes.listed.set(id.index(), listed);
            nodes.clients.set(id.index(), is_kind(CLIENT) && is(account, StrId::EMPTY));
        }
        nodes
    }

    /// These and no clients.
    pub fn listed(nodes: &FixedBitSet) -> Self {
        Self { listed: nodes.clone(), clients: FixedBitSet::new() }
    }

    fn has(&self, node: ServiceId) -> bool {
        self.listed.contains(node.index())
    }

    fn has_client_of(&self, root: ServiceId) -> bool {
        self.clients.contains(root.index())
    }
}

/// The nodes that a span hits.
pub(in crate::query) fn hit_by(
    store: &SpanStore,
    span: SpanId,
) -> impl Iterator<Item = ServiceId> + use<> {
    let own = is_view(store, span).then(|| store.service(span));
    own.into_iter().chain(silent_callee(store, span))
}

/// Visits each hit of the nodes.
pub(super) fn each_node(store: &SpanStore, nodes: &Nodes, visit: &mut dyn FnMut(Hit)) {
    for trace in store.trace_ids() {
        for span in store.trace(trace).spans() {
            let own = store.service(span);
            let client = || nodes.has_client_of(own) && is_from_outside(store, span);
            if (nodes.has(own) || client()) && is_view(store, span) {
                visit(Hit { trace, span, node: own, call: false });
            }
            if let Some(node) = silent_callee(store, span).filter(|&n| nodes.has(n)) {
                visit(Hit { trace, span, node, call: true });
            }
        }
    }
}

/// Visits each connection from one of `sources` to one of `targets`.
pub(super) fn each_edge(
    store: &SpanStore,
    sources: &Nodes,
    targets: &Nodes,
    visit: &mut dyn FnMut(Hit),
) {
    for trace in store.trace_ids() {
        for span in store.trace(trace).spans() {
            let own = store.service(span);
            if let Some(node) = callee(store, span).filter(|&n| sources.has(own) && targets.has(n))
            {
                visit(Hit { trace, span, node, call: true });
            }
            let client = || sources.has_client_of(own) && is_from_outside(store, span);
            let caller = || caller_of_entry(store, span).is_some_and(|c| sources.has(c));
            if targets.has(own) && is_entry(store, span) && (client() || caller()) {
                visit(Hit { trace, span, node: own, call: false });
            }
        }
    }
}

/// Visits each message from one of `sources` to one of `targets`: what became of it is the receiver's view.
pub(super) fn each_message(
    facts: &Facts<'_>,
    sources: &Nodes,
    targets: &Nodes,
    visit: &mut dyn FnMut(Hit),
) {
    let Facts { store, index, .. } = *facts;
    let everywhere = full(store.traces().len());
    for message in messages(store, index, &everywhere) {
        if !(sources.has(message.source) && targets.has(message.target)) {
            continue;
        }
        let Message { target: node, span, sender, .. } = message;
        for side in sender.into_iter().chain([span]) {
            visit(Hit { trace: store.trace_of(side), span, node, call: sender == Some(span) });
        }
    }
}

fn callee(store: &SpanStore, span: SpanId) -> Option<ServiceId> {
    store.peer(span).filter(|_| store.flags(span).is_call())
}

/// The node of a call whose callee sent nothing.
pub(super) fn silent_callee(store: &SpanStore, span: SpanId) -> Option<ServiceId> {
    callee(store, span).filter(|_| !store.flags(span).has(Flags::PEER_SEEN))
}

/// A service's own view of a request.
fn is_entry(store: &SpanStore, span: SpanId) -> bool {
    let flags = store.flags(span);
    flags.has(Flags::ENTRY) && !flags.has(Flags::SUPERSEDED)
}

/// That, or the top of the work of a service whose own view is missing.
fn is_view(store: &SpanStore, span: SpanId) -> bool {
    is_entry(store, span) || store.parent(span).is_none()
}
