//! What X-Ray's documents say of themselves and other formats do not: which spans are a service's own
//! view of a request, and which nodes known by name are services that reported.

use std::ops::Range;

use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

use super::store::Spans;
use super::{Flags, Service, ServiceId, SpanId, SpanStore};

/// The type of nodes that are known by name only.
const REMOTE: &str = "remote";

impl SpanStore {
    /// Where there are no segments: a service's own view of a request is a span that takes a call, or
    /// the first of a service's spans on the way down.
    pub(super) fn find_entries(&mut self, range: Range<usize>) {
        for i in range {
            let Spans { flags, service, parent, .. } = &self.spans;
            if !flags[i].has(Flags::BY_KIND) {
                continue;
            }
            let entry = parent[i].some().map(SpanId::index).is_none_or(|p| {
                service.get(p) != service.get(i) || flags[i].is_taking() && flags[p].is_call()
            });
            self.spans.flags[i].set(Flags::ENTRY, entry);
        }
    }

    /// A node that callers know by its name only, or as `name:port`, is the service of that name, where
    /// it sent spans too, though perhaps not of these calls.
    pub(super) fn meet_namesakes(&mut self) {
        let by_kind = |flags: &Flags| flags.has(Flags::BY_KIND);
        let mut seen = vec![false; self.services.len()];
        for (flags, service) in self.spans.flags.iter().zip(self.spans.service.iter()) {
            seen[service as usize] |= by_kind(flags);
        }
        let met = self.namesakes(&seen);
        for (i, flags) in self.spans.flags.iter().enumerate() {
            if by_kind(flags)
                && let Some(known) = met.get(self.spans.peer.get(i) as usize)
            {
                self.spans.peer.set(i, known.0);
            }
        }
    }

    /// By node: the service that it is, or itself.
    fn namesakes(&self, reported: &[bool]) -> Vec<ServiceId> {
        let order = |id: ServiceId| {
            let Service { kind, account, .. } = self.services.get(id);
            (self.strings.get(kind), self.strings.get(account))
        };
        let mut by_name: HashMap<&str, ServiceId, FxBuildHasher> = HashMap::default();
        for (id, service) in self.services.iter().filter(|(id, _)| reported[id.index()]) {
            let known = by_name.entry(self.strings.get(service.name)).or_insert(id);
            if order(id) < order(*known) {
                *known = id;
            }
        }
        let met = |(id, service): (ServiceId, Service)| {
            if self.strings.get(service.kind) != REMOTE {
                return id;
            }
            let name = self.strings.get(service.name);
            let host = name.rsplit_once(':').map_or(name, |(host, _)| host);
            by_name.get(name).or(by_name.get(host)).copied().unwrap_or(id)
        };
        self.services.iter().map(met).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::drawing;
    use super::*;

    #[test]
    fn a_name_with_a_port_is_the_service_of_that_name() {
        let store = drawing::store(
            "
            web            |--------|  mark=by-kind
              > cart:8080   |-|        mark=by-kind
              > cart          |-|      mark=by-kind
              > db:5432         |-|    mark=by-kind

            cart           |--------|  mark=by-kind
            ",
        );
        let peers: Vec<_> = store
            .span_ids()
            .filter_map(|s| store.peer(s))
            .map(|peer| (store.service_name(peer), store.service_kind(peer)))
            .collect();
        assert_eq!(peers, [("cart", ""), ("cart", ""), ("db:5432", "remote")]);
    }

    #[test]
    fn entries_take_calls_or_come_first_of_their_service() {
        let store = drawing::store(
            "
            web          |--------|  mark=by-kind
              . work      |------|   mark=by-kind
              > cart      |-----|    mark=by-kind
                cart       |---|     mark=by-kind
                  cart      |-|      mark=by-kind
            ",
        );
        let is_entry = |span: SpanId| store.flags(span).has(Flags::ENTRY);
        let entries: Vec<_> = store.span_ids().filter(|&s| is_entry(s)).map(|s| s.0).collect();
        assert_eq!(entries, [0, 3], "the last one is served within its own service, by no call");
    }
}
