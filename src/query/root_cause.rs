//! Root causes of a trace: the ways from its entry down to what failed, or to what took the time.
//!
//! X-Ray's summaries list them; how it finds them is not published. Here: a fault's (an error's) way ends at
//! a span that failed with none below it that did; the way of the time goes down into the child with
//! the most time on the critical path, as long as that is at least 30 % of the response time.

use std::ops::Range;

use super::Index;
use super::critical_path::{Section, Walk, responsible};
use super::filter::Cause;
use crate::model::{Flags, Nanos, ServiceId, SpanId, SpanStore, Status, StrId, TraceId};

/// Causes of a trace beyond this are left out: their ways may share all their spans, and a trace may
/// have 100 000 faults at the end of a way as long.
const MOST_CAUSES: usize = 50;
/// Share of the response time that makes a child a cause of it.
const TIME_SHARE: f64 = 0.3;

#[derive(Clone, Debug, PartialEq)]
pub struct RootCause {
    /// All that stands on the way failed: the client was told.
    pub client_impacting: bool,
    /// From the entry's service towards the cause.
    pub services: Vec<CauseService>,
    /// What the way goes through, service by service.
    pub entities: Vec<Entity>,
}

/// A service on the way.
#[derive(Clone, Debug, PartialEq)]
pub struct CauseService {
    pub node: ServiceId,
    /// It sent nothing itself.
    pub inferred: bool,
    /// Of the cause's entities.
    pub path: Range<usize>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Entity {
    /// Of a node that sent nothing: the call to it.
    pub span: SpanId,
    pub name: StrId,
    /// A call out of the service.
    pub remote: bool,
    /// Its share of the entry's time, 0 to 1.
    pub coverage: f64,
}

/// What is kept from trace to trace.
#[derive(Default)]
pub struct Finder {
    walk: Walk,
    /// By row: critical-path time of a span with all below it, and its child with the most.
    times: Vec<Nanos>,
    heirs: Vec<SpanId>,
}

impl Finder {
    pub fn find(
        &mut self,
        store: &SpanStore,
        index: &Index,
        trace: TraceId,
        cause: Cause,
    ) -> Vec<RootCause> {
        let ways = match cause {
            Cause::ResponseTime => self.slow_way(store, index, trace).into_iter().collect(),
            _ => failed_ways(store, trace, cause),
        };
        let whole = index.response_time(store, trace);
        ways.iter().map(|way| described(store, way, cause, whole)).collect()
    }

    /// The spans from the entry down that took the time; none where there is no time.
    fn slow_way(
        &mut self,
        store: &SpanStore,
        index: &Index,
        trace: TraceId,
    ) -> Option<Vec<SpanId>> {
        let (info, entry) = (store.trace(trace), index.entry(trace));
        let least = index.response_time(store, trace).0 as f64 * TIME_SHARE;
        if entry.is_none() || least <= 0.0 {
            return None;
        }
        self.times.clear();
        self.times.resize(info.len as usize, Nanos::ZERO);
        let times = &mut self.times;
        self.walk.run(store, trace, &[], entry, |Section { span, start, end }| {
            let time = &mut times[info.row(span)];
            *time = time.plus(end.minus(start));
        });
        self.heirs.clear();
        self.heirs.resize(info.len as usize, SpanId::NONE);
        // Children stand behind their parents, so that each is complete when it is added.
        for span in info.spans().rev() {
            let Some(parent) = store.parent(span) else { continue };
            let (own, above) = (self.times[info.row(span)], info.row(parent));
            self.times[above] = self.times[above].plus(own);
            let heir = self.heirs[above];
            if heir.is_none() || own >= self.times[info.row(heir)] {
                self.heirs[above] = span;
            }
        }
        let mut way = vec![entry];
        let mut at = self.heirs[info.row(entry)];
        while let Some(span) = at.some().filter(|&s| self.times[info.row(s)].0 as f64 >= least) {
            way.push(span);
            at = self.heirs[info.row(span)];
        }
        Some(way)
    }
}

fn has_failed(store: &SpanStore, span: SpanId, cause: Cause) -> bool {
    match cause {
        Cause::Fault => store.status(span) == Status::Fault,
        _ => matches!(store.status(span), Status::Error | Status::Throttle),
    }
}

/// Ways from a root down to each span that failed with none below that did.
fn failed_ways(store: &SpanStore, trace: TraceId, cause: Cause) -> Vec<Vec<SpanId>> {
    let info = store.trace(trace);
    let mut above_failure = vec![false; info.len as usize];
    let mut ends = Vec::new();
    for span in info.spans().rev() {
        let row = info.row(span);
        let failed = has_failed(store, span, cause) && !store.flags(span).has(Flags::SUPERSEDED);
        if failed && !above_failure[row] {
            ends.push(span);
        }
        if let Some(parent) = store.parent(span) {
            above_failure[info.row(parent)] |= failed || above_failure[row];
        }
    }
    let way = |&end: &SpanId| {
        let mut way: Vec<_> = std::iter::successors(Some(end), |&s| store.parent(s)).collect();
        way.reverse();
        way
    };
    ends.iter().rev().take(MOST_CAUSES).map(way).collect()
}

/// A way cut where it goes from one service to another.
fn described(store: &SpanStore, way: &[SpanId], cause: Cause, whole: Nanos) -> RootCause {
    let entities = Vec::with_capacity(way.len() + 1);
    let mut found = RootCause { client_impacting: true, services: Vec::new(), entities };
    for &span in way {
        let flags = store.flags(span);
        // What an inferred span tells is told better by the real one below it.
        if flags.has(Flags::SUPERSEDED) {
            continue;
        }
        found.client_impacting &= cause == Cause::ResponseTime || has_failed(store, span, cause);
        let coverage = match whole.0 {
            0 => 0.0,
            time => (store.duration(span).0 as f64 / time as f64).min(1.0),
        };
        let name = store.name_id(span);
        let entity = Entity { span, name, remote: flags.is_call(), coverage };
        found.add(store.service(span), flags.has(Flags::INFERRED), entity.clone());
        let callee = responsible(store, span);
        if callee != store.service(span) {
            let name = store.service_info(callee).name;
            found.add(callee, true, Entity { name, remote: false, ..entity });
        }
    }
    found
}

impl RootCause {
    fn add(&mut self, node: ServiceId, inferred: bool, entity: Entity) {
        let at = self.entities.len();
        self.entities.push(entity);
        match self.services.last_mut() {
            Some(last) if last.node == node => last.path.end = at + 1,
            _ => self.services.push(CauseService { node, inferred, path: at..at + 1 }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::drawing;

    /// Each cause: services with their paths; `!` where the client was told.
    fn check(drawn: &str, cause: Cause, expect: &[&str]) {
        let store = drawing::store(drawn);
        let index = Index::new(&store);
        let entity = |e: &Entity| {
            let remote = if e.remote { ">" } else { "" };
            format!("{remote}{} {:.0}%", store.strings.get(e.name), e.coverage * 100.0)
        };
        let causes = Finder::default().find(&store, &index, TraceId(0), cause);
        let shown = causes.iter().map(|cause| {
            let services = cause.services.iter().map(|s| {
                let path: Vec<_> = cause.entities[s.path.clone()].iter().map(entity).collect();
                let inferred = if s.inferred { "?" } else { "" };
                format!("{}{inferred}[{}]", store.service_name(s.node), path.join(", "))
            });
            let told = if cause.client_impacting { "! " } else { "" };
            format!("{told}{}", services.collect::<Vec<_>>().join(" "))
        });
        assert_eq!(shown.collect::<Vec<_>>(), expect);
    }

    #[test]
    fn a_fault_ends_at_the_deepest_span_that_failed() {
        check(
            "
            web      |--F-------|
              > cart  |-F-----|
                cart   |-F---|
                  . load |F|
              > auth           |F|  type=remote
              > mail         ||
            ",
            Cause::Fault,
            &[
                "! web[web 100%, >cart 73%] cart[cart 55%, load 18%]",
                "! web[web 100%, >auth 18%] auth?[auth 18%]",
            ],
        );
    }

    #[test]
    fn the_client_is_told_only_if_all_above_failed() {
        check(
            "
            web      |----------|
              > cart  |-F-----|
            ",
            Cause::Fault,
            &["web[web 100%, >cart 73%] cart?[cart 73%]"],
        );
        check("web |--E--|", Cause::Error, &["! web[web 100%]"]);
        check("web |--E--|", Cause::Fault, &[]);
    }

    #[test]
    fn time_is_followed_while_it_is_a_third() {
        check(
            "
            web      |----------|
              > cart  |-------|
                cart   |-----|
                  > db  |-|
              > auth           ||
            ",
            Cause::ResponseTime,
            &["! web[web 100%, >cart 73%] cart[cart 55%]"],
        );
    }
}
