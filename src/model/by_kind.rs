//! What X-Ray's documents say of themselves and other formats do not: which spans are a service's own
//! view of a request, and which nodes known by name are services that reported.

use std::ops::Range;

use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

use super::store::Spans;
use super::{Flags, Service, SpanId, SpanStore, StrId};

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
                service[p] != service[i] || flags[i].is_taking() && flags[p].is_call()
            });
            self.spans.flags[i].set(Flags::ENTRY, entry);
        }
    }

    /// A node that callers know by its name only is the service of that name, where it sent spans too,
    /// though perhaps not of these calls.
    pub(super) fn meet_namesakes(&mut self) {
        let by_kind = |flags: &Flags| flags.has(Flags::BY_KIND);
        let mut seen = vec![false; self.services.len()];
        for (flags, service) in self.spans.flags.iter().zip(&self.spans.service) {
            seen[service.index()] |= by_kind(flags);
        }
        let kind_of = |service: Service| (self.strings.get(service.kind), service.account);
        let mut reported: HashMap<StrId, Service, FxBuildHasher> = HashMap::default();
        for (_, service) in self.services.iter().filter(|(id, _)| seen[id.index()]) {
            let known = reported.entry(service.name).or_insert(service);
            if kind_of(service) < kind_of(*known) {
                *known = service;
            }
        }
        for (flags, peer) in self.spans.flags.iter().zip(&mut self.spans.peer) {
            let called = self.services.get(*peer);
            if by_kind(flags) && self.strings.get(called.kind) == REMOTE {
                let met = reported.get(&called.name).map(|&service| self.services.intern(service));
                *peer = met.unwrap_or(*peer);
            }
        }
    }
}
