//! What a span means for the map: whose request it is, and which call it tells of. The one place where
//! the map's rules stand; the map and the details of its parts both go by it.

use crate::model::{Flags, ServiceId, SpanId, SpanStore, StrId};

use super::selection::{caller_of_entry, is_from_outside};

/// A span in terms of nodes and edges. Most spans are neither.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Traffic {
    /// The service that tells of its own request here.
    pub served: Option<ServiceId>,
    /// The service called that told nothing, so that the call stands for its request.
    pub silent: Option<ServiceId>,
    /// The edge by which a request came that no call tells of.
    pub arrival: Option<(Caller, ServiceId)>,
    /// The edge of a call, as the caller saw it.
    pub call: Option<(ServiceId, ServiceId)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Caller {
    Service(ServiceId),
    /// Someone outside, named after what is called.
    Client(StrId),
}

impl Traffic {
    pub fn of(store: &SpanStore, span: SpanId) -> Self {
        let flags = store.flags(span);
        let mut traffic = Self::default();
        // Of what is superseded the real counterpart tells the same, better.
        if flags.has(Flags::SUPERSEDED) {
            return traffic;
        }
        let own = store.service(span);
        if flags.has(Flags::ENTRY) {
            traffic.served = Some(own);
            traffic.arrival = caller(store, span).map(|caller| (caller, own));
        }
        if let Some(peer) = store.peer(span).filter(|_| flags.is_call()) {
            traffic.call = Some((own, peer));
            traffic.silent = (!flags.has(Flags::PEER_SEEN)).then_some(peer);
        }
        traffic
    }

    /// The nodes whose request this is.
    pub fn nodes(self) -> impl Iterator<Item = ServiceId> {
        self.served.into_iter().chain(self.silent)
    }

    pub fn edges(self) -> impl Iterator<Item = (Caller, ServiceId)> {
        let call = self.call.map(|(source, target)| (Caller::Service(source), target));
        self.arrival.into_iter().chain(call)
    }
}

/// Who sent the request of an entry span, where no call tells.
fn caller(store: &SpanStore, span: SpanId) -> Option<Caller> {
    let outside = || Caller::Client(store.service_info(store.service(span)).name);
    let known = caller_of_entry(store, span).map(Caller::Service);
    known.or_else(|| is_from_outside(store, span).then(outside))
}
