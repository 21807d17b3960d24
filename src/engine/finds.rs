//! Failures, time on critical paths and waste of the selected traces, for the screen.

use super::clause::quote;
use super::load::count;
use super::{
    Engine, Example, FailureGroup, FailureGroups, FailureName, Range, Reply, TimeShare, TimeShares,
    WasteRow,
};
use crate::model::{ServiceId, SpanId, Status, TraceId};
use crate::query::{self, Stay};

const MOST_GROUPS: usize = 50;
const MOST_SHARES: usize = 20;
const MOST_WASTE: usize = 40;

impl Engine {
    pub(super) fn failure_groups(&self) -> Reply {
        let range = self.view.range.or_else(|| self.extent());
        let Some(Range { start, end }) = range else {
            return Reply::FailureGroups(Box::default());
        };
        let found = query::failures(&self.store, &self.selected, start..=end);
        let groups = found.groups.iter().take(MOST_GROUPS);
        Reply::FailureGroups(Box::new(FailureGroups {
            more: found.groups.len().saturating_sub(MOST_GROUPS) as u32,
            traces: count(found.traces),
            of: self.selected.count_ones(..) as u32,
            range,
            groups: groups.map(|g| self.failure_group(g)).collect(),
        }))
    }

    fn failure_group(&self, group: &query::FailureGroup) -> FailureGroup {
        let query::Cause { service, kind, shape, http_status } = group.cause.clone();
        let name = FailureName { node: self.node_id(service), kind, shape, http_status };
        FailureGroup {
            filter: self.failure_filter(&name, service, group.status),
            name,
            service: self.store.service_name(service).to_owned(),
            status: group.status,
            count: count(group.count),
            traces: count(group.traces),
            share: group.share,
            first: group.first,
            last: group.last,
            timeline: group.timeline.clone(),
            examples: group.examples.iter().map(|&(t, s)| self.place_of(t, s)).collect(),
        }
    }

    /// The longest piece of a message that does not vary; else the failing node.
    fn failure_filter(&self, name: &FailureName, service: ServiceId, status: Status) -> String {
        if let Some(clause) =
            self.contains("message", &name.shape).filter(|_| !name.kind.is_empty())
        {
            return clause;
        }
        let word = match status {
            Status::Fault => "fault",
            Status::Throttle => "throttle",
            Status::Error => "error",
            Status::Ok | Status::Unset => "ok",
        };
        let http = name.http_status.map(|s| format!(" AND http.status = {s}")).unwrap_or_default();
        format!("{} {{ {word}{http} }}", self.service_filter(service))
    }

    pub(super) fn time_shares(&self) -> Reply {
        let found = query::time_shares(&self.store, &self.index, &self.selected);
        let rows = |list: &[query::TimeShare]| -> Vec<TimeShare> {
            list.iter().take(MOST_SHARES).map(|s| self.time_share(s)).collect()
        };
        Reply::TimeShares(Box::new(TimeShares {
            total: found.total,
            traces: count(found.traces),
            services: rows(&found.services),
            operations: rows(&found.operations),
            statements: rows(&found.statements),
        }))
    }

    fn time_share(&self, share: &query::TimeShare) -> TimeShare {
        TimeShare {
            node: self.node_id(share.service),
            service: self.store.service_name(share.service).to_owned(),
            name: share.name.clone(),
            count: count(share.count),
            traces: count(share.traces),
            total: share.total,
            share: share.share,
            slowest: share.slowest.iter().map(|s| self.example(s)).collect(),
        }
    }

    pub(super) fn waste(&self) -> Reply {
        let found = query::waste(&self.store, &self.selected);
        let name = |service| self.store.service_name(service).to_owned();
        let row = |w: &query::Waste| WasteRow {
            kind: w.kind,
            node: self.node_id(w.service),
            service: name(w.service),
            parent: w.parent.clone(),
            calls: w.calls.iter().map(|(s, call)| (name(*s), call.clone())).collect(),
            count: count(w.count),
            spans: count(w.spans),
            traces: count(w.traces),
            saved: w.saved,
            examples: w.examples.iter().map(|e| self.example(e)).collect(),
        };
        let more = found.len().saturating_sub(MOST_WASTE) as u32;
        Reply::Waste { rows: found.iter().take(MOST_WASTE).map(row).collect(), more }
    }

    fn example(&self, stay: &Stay) -> Example {
        Example { time: Some(stay.time), ..self.place_of(stay.trace, stay.span) }
    }

    fn place_of(&self, trace: TraceId, span: SpanId) -> Example {
        let row = self.store.trace(trace).row(span) as u32;
        Example { trace: self.store.trace_text(trace).to_owned(), span: row, time: None }
    }

    fn node_id(&self, service: ServiceId) -> String {
        self.index.node_ids.service(service).to_owned()
    }

    /// A condition that texts of this shape meet. Folding drops line breaks of statements, so that what
    /// is looked for may stand nowhere.
    pub(super) fn contains(&self, keyword: &str, shape: &str) -> Option<String> {
        let piece = query::longest_piece(shape);
        let stands = self.store.strings.iter().any(|(_, text)| text.contains(piece));
        (piece.len() > 3 && stands).then(|| format!("{keyword} CONTAINS {}", quote(piece)))
    }

    /// The node in the filter language.
    pub(super) fn service_filter(&self, service: ServiceId) -> String {
        let info = self.store.service_info(service);
        let parts = [("name", info.name), ("type", info.kind), ("account.id", info.account)];
        let told = parts.map(|(key, id)| (key, self.store.strings.get(id)));
        let told = told.iter().filter(|(key, text)| *key == "name" || !text.is_empty());
        let parts: Vec<_> = told.map(|(key, text)| format!("{key}: {}", quote(text))).collect();
        format!("service(id({}))", parts.join(", "))
    }
}
