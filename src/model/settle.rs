//! What a span takes from its tree once that stands: starts and services of parents, ends of open spans,
//! the node that a call went to.

use std::ops::Range;

use super::freeze::UNKNOWN;
use super::store::Spans;
use super::{Flags, Nanos, ServiceId, SpanId, SpanStore, Trace};

/// Nodes that never report but set others off: a function that a bucket's event starts stands below the
/// call to the bucket, yet the call went to the bucket.
const RELAYS: [&str; 7] = [
    "AWS::S3::Bucket",
    "AWS::SNS",
    "AWS::SQS::Queue",
    "AWS::DynamoDB::Table",
    "AWS::Events",
    "AWS::EventBridge",
    "AWS::Kinesis",
];

/// So begin the types of queues and topics outside of AWS.
const QUEUE: &str = "Queue";

/// Scratch mark of [`SpanStore::meet_callees`]: a real callee was found. Never left set.
const CALLEE_REAL: Flags = Flags(1 << 31);

impl SpanStore {
    /// What needs the tree: starts and services taken from parents, ends of open spans, callees.
    pub(super) fn settle(&mut self) {
        let unknown = self.services.intern(UNKNOWN);
        for index in 0..self.traces.len() {
            let Trace { first, len, .. } = self.traces[index];
            self.inherit(first.index()..first.index() + len as usize, unknown);
        }
        self.meet_namesakes();
        for index in 0..self.traces.len() {
            let Trace { first, len, .. } = self.traces[index];
            let range = first.index()..first.index() + len as usize;
            let (start, end) = self.extent(range.clone());
            self.close_open(range.clone(), end);
            self.find_entries(range.clone());
            self.meet_callees(range);
            (self.traces[index].start, self.traces[index].end) = (start, end);
        }
    }

    fn inherit(&mut self, range: Range<usize>, unknown: ServiceId) {
        let known = range.clone().filter(|&i| !self.spans.flags[i].has(Flags::NO_START));
        let earliest = known.map(|i| self.spans.start[i]).min().unwrap_or(Nanos::ZERO);
        for i in range {
            let parent = self.spans.parent[i].some().map(SpanId::index);
            if self.spans.flags[i].has(Flags::NO_START) {
                self.spans.start[i] = parent.map_or(earliest, |p| self.spans.start[p]);
            }
            let service = &mut self.spans.service;
            if ServiceId(service.get(i)).is_none() {
                service.set(i, parent.map_or(unknown.0, |p| service.get(p)));
            }
        }
    }

    fn extent(&self, range: Range<usize>) -> (Nanos, Nanos) {
        range.fold((Nanos::MAX, Nanos::MIN), |(start, end), i| {
            let (s, d) = (self.spans.start[i], self.spans.duration[i]);
            (start.min(s), end.max(s.plus(d)))
        })
    }

    /// A span in progress is drawn to the last moment known of its trace.
    fn close_open(&mut self, range: Range<usize>, end: Nanos) {
        for i in range {
            if self.spans.flags[i].has(Flags::IN_PROGRESS) {
                self.spans.duration[i] = end.minus(self.spans.start[i]).max(Nanos::ZERO);
            }
        }
    }

    /// Whether what stands below a call was set off by the callee rather than being it.
    fn is_passed_on(&self, call: usize, entry: usize) -> bool {
        let peer = ServiceId(self.spans.peer.get(call));
        let kind = |id| self.service_kind(id);
        let relays = RELAYS.contains(&kind(peer)) || kind(peer).starts_with(QUEUE);
        relays && kind(peer) != kind(ServiceId(self.spans.service.get(entry)))
    }

    /// A call whose callee reported takes the callee's node; a real callee supersedes an inferred one.
    fn meet_callees(&mut self, range: Range<usize>) {
        let entry_of_call = |spans: &Spans, i: usize| {
            let parent = spans.parent[i].some()?.index();
            let is = spans.flags[i].has(Flags::ENTRY) && spans.flags[parent].is_call();
            is.then_some(parent)
        };
        for real in [false, true] {
            for i in range.clone() {
                let inferred = self.spans.flags[i].has(Flags::INFERRED);
                let found = entry_of_call(&self.spans, i).filter(|_| inferred != real);
                if let Some(parent) = found.filter(|&call| !real || !self.is_passed_on(call, i)) {
                    self.spans.peer.set(parent, self.spans.service.get(i));
                    self.spans.flags[parent].set(Flags::PEER_SEEN, true);
                    self.spans.flags[parent].set(CALLEE_REAL, real);
                }
            }
        }
        for i in range.clone() {
            let inferred = self.spans.flags[i].has(Flags::INFERRED);
            if let Some(parent) = entry_of_call(&self.spans, i).filter(|_| inferred) {
                let real = self.spans.flags[parent].has(CALLEE_REAL);
                self.spans.flags[i].set(Flags::SUPERSEDED, real);
            }
        }
        for i in range {
            self.spans.flags[i].set(CALLEE_REAL, false);
        }
    }
}
