//! What fails, and where it began: failures grouped by service, type and shape of the message.
//!
//! A failure rises from the span where it happened through those that waited for it. Only the deepest
//! failing span of each such path counts, as X-Ray's root causes do; those above it only passed it on.

use std::cmp::Reverse;
use std::ops::RangeInclusive;

use fixedbitset::FixedBitSet;
use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

use crate::model::{
    Field, Flags, Key, Nanos, ServiceId, SpanId, SpanStore, Status, StrId, TraceId, sort_by,
};

use super::critical_path::responsible;
use super::details::http_status;
use super::selection::{is_awaited, selected_traces};
use super::shape::{Shapes, shape};

/// Failures of one kind.
#[derive(Clone, Debug, PartialEq)]
pub struct FailureGroup {
    pub cause: Cause,
    /// The worst end of their spans; `Ok` for exceptions that the span survived.
    pub status: Status,
    /// Spans in which it happened.
    pub count: u64,
    pub traces: u64,
    /// Of the traces with any failure, 0 to 1.
    pub share: f64,
    /// Earliest and latest start of such a span.
    pub first: Nanos,
    pub last: Nanos,
    /// Such spans by time: equal slices of the range asked about.
    pub timeline: Vec<u32>,
    /// The first of different traces.
    pub examples: Vec<(TraceId, SpanId)>,
}

/// What failures of one group have in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Cause {
    /// Of the failing work; of a call that nobody else tells of, the one called.
    pub service: ServiceId,
    /// Type of the exception; empty for a failure without one.
    pub kind: String,
    /// Shape of the message, or of what was asked for.
    pub shape: String,
    /// Of a failure without exception.
    pub http_status: Option<u16>,
}

/// All failures of some traces.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Failures {
    /// Faults before other errors before exceptions that were survived; most traces first.
    pub groups: Vec<FailureGroup>,
    /// Traces with any of them.
    pub traces: u64,
}

/// Slices of a group's small time line.
pub const SLICES: usize = 24;
const MOST_EXAMPLES: usize = 5;

/// Failures of the selected traces, with time lines over `range`.
pub fn failures(
    store: &SpanStore,
    selected: &FixedBitSet,
    range: RangeInclusive<Nanos>,
) -> Failures {
    let found = Origins::find(store, selected);
    let mut groups: Vec<FailureGroup> = found.causes.into_iter().map(FailureGroup::new).collect();
    let mut last_of = vec![TraceId::NONE; groups.len()];
    let (mut traces, mut last) = (0, TraceId::NONE);
    for origin in found.list {
        let last_here = &mut last_of[origin.cause as usize];
        let new = std::mem::replace(last_here, origin.trace) != origin.trace;
        traces += u64::from(std::mem::replace(&mut last, origin.trace) != origin.trace);
        groups[origin.cause as usize].record(store, origin, new, &range);
    }
    groups.iter_mut().for_each(|g| g.share = g.traces as f64 / traces as f64);
    // A survived exception is no failure, whatever its number.
    let rank = |s: Status| match s {
        Status::Fault => 0,
        Status::Throttle | Status::Error => 1,
        Status::Ok | Status::Unset => 2,
    };
    let order = |g: &FailureGroup| (rank(g.status), Reverse(g.traces), Reverse(g.count), g.first);
    sort_by(&mut groups, |a, b| order(a).cmp(&order(b)));
    Failures { groups, traces }
}

/// Those of the selected traces in which this happened.
pub fn traces_with(store: &SpanStore, selected: &FixedBitSet, cause: &Cause) -> FixedBitSet {
    let found = Origins::find(store, selected);
    let mut out = FixedBitSet::with_capacity(store.traces().len());
    let wanted = found.causes.iter().position(|c| c == cause);
    let hits = found.list.iter().filter(|o| Some(o.cause as usize) == wanted);
    out.extend(hits.map(|o| o.trace.index()));
    out
}

impl FailureGroup {
    fn new(cause: Cause) -> Self {
        Self {
            cause,
            status: Status::Unset,
            count: 0,
            traces: 0,
            share: 0.0,
            first: Nanos::MAX,
            last: Nanos::MIN,
            timeline: vec![0; SLICES],
            examples: Vec::new(),
        }
    }

    /// `new`: the first of its trace in this group.
    fn record(&mut self, store: &SpanStore, o: Origin, new: bool, range: &RangeInclusive<Nanos>) {
        let start = store.start(o.span);
        self.status = self.status.max(o.status);
        self.count += 1;
        self.traces += u64::from(new);
        self.first = self.first.min(start);
        self.last = self.last.max(start);
        if new && self.examples.len() < MOST_EXAMPLES {
            self.examples.push((o.trace, o.span));
        }
        let slot = slice(start, range).and_then(|at| self.timeline.get_mut(at));
        slot.into_iter().for_each(|count| *count += 1);
    }
}

/// The slice of a range that a moment falls into; its last moment is in the last.
fn slice(moment: Nanos, range: &RangeInclusive<Nanos>) -> Option<usize> {
    let (from, to) = (i128::from(range.start().0), i128::from(range.end().0));
    let since = i128::from(moment.0) - from;
    let within = (0..=to - from).contains(&since);
    within.then(|| (since * SLICES as i128 / (to - from).max(1)).min(SLICES as i128 - 1) as usize)
}

/// What failed first on one path.
#[derive(Clone, Copy, Debug)]
struct Origin {
    cause: u32,
    trace: TraceId,
    span: SpanId,
    status: Status,
}

#[derive(Default)]
struct Origins {
    causes: Vec<Cause>,
    /// By trace.
    list: Vec<Origin>,
}

impl Origins {
    fn find(store: &SpanStore, selected: &FixedBitSet) -> Self {
        let mut raised = FixedBitSet::with_capacity(store.len());
        raised.extend(store.exceptions.all().iter().map(|e| e.span.index()));
        let mut paths = Paths { raised, ..Paths::default() };
        let (mut naming, mut list) = (Naming::default(), Vec::new());
        for trace in selected_traces(store, selected) {
            paths.walk(store, trace, |span, bearer, status| {
                let cause = naming.cause(store, span, bearer);
                list.push(Origin { cause, trace, span, status });
            });
        }
        Self { causes: naming.causes, list }
    }
}

/// The ways that failures took through one trace; columns by row.
#[derive(Default)]
struct Paths {
    /// By span: it has an exception.
    raised: FixedBitSet,
    /// Something failed below, and somebody waited for it.
    passes: Vec<bool>,
    /// The span above or here whose exception tells of the failure.
    bearer: Vec<SpanId>,
    /// How it ended; where only an exception tells, as the failing span above did.
    status: Vec<Status>,
}

impl Paths {
    fn failed(&self, store: &SpanStore, span: SpanId) -> bool {
        store.status(span) > Status::Ok || self.raised.contains(span.index())
    }

    /// Calls `emit` with each deepest failing span, the bearer of its exception and its status.
    fn walk(
        &mut self,
        store: &SpanStore,
        trace: TraceId,
        mut emit: impl FnMut(SpanId, Option<SpanId>, Status),
    ) {
        let spans = store.trace(trace).spans();
        if !spans.clone().any(|s| self.failed(store, s)) {
            return;
        }
        self.rise(store, trace);
        self.descend(store, trace);
        for (row, span) in spans.enumerate() {
            let copy = store.flags(span).has(Flags::SUPERSEDED);
            if self.failed(store, span) && !self.passes[row] && !copy {
                emit(span, self.bearer[row].some(), self.status[row]);
            }
        }
    }

    /// Children stand behind their parents. What lies between two failing spans may not say how it ended.
    fn rise(&mut self, store: &SpanStore, trace: TraceId) {
        let trace = store.trace(trace);
        self.passes.clear();
        self.passes.resize(trace.len as usize, false);
        for span in trace.spans().rev() {
            let Some(parent) = store.parent(span) else { continue };
            let fails = self.passes[trace.row(span)] || self.failed(store, span);
            if fails && is_awaited(store, parent, span) {
                self.passes[trace.row(parent)] = true;
            }
        }
    }

    /// A call without an exception of its own failed as the work around it tells.
    fn descend(&mut self, store: &SpanStore, trace: TraceId) {
        let trace = store.trace(trace);
        self.bearer.clear();
        self.status.clear();
        for span in trace.spans() {
            let above = store.parent(span).filter(|&p| self.failed(store, p));
            let told = |p: &SpanId| {
                let inferred = store.flags(span).has(Flags::INFERRED);
                inferred || store.service(*p) == store.service(span)
            };
            let bearer = match self.raised.contains(span.index()) {
                true => span,
                false => above.filter(told).map_or(SpanId::NONE, |p| self.bearer[trace.row(p)]),
            };
            let status = match store.status(span) {
                Status::Ok | Status::Unset => {
                    above.map_or(Status::Ok, |p| self.status[trace.row(p)])
                }
                own => own,
            };
            self.bearer.push(bearer);
            self.status.push(status);
        }
    }
}

/// Numbers of causes. Exceptions and labels are compared by their ids; each new one is folded once.
#[derive(Default)]
struct Naming {
    causes: Vec<Cause>,
    by_cause: HashMap<Cause, u32, FxBuildHasher>,
    known: HashMap<(ServiceId, Sign), u32, FxBuildHasher>,
    shapes: Shapes,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Sign {
    Exception(StrId, StrId),
    Request(u32, Option<u16>),
}

impl Naming {
    fn cause(&mut self, store: &SpanStore, span: SpanId, bearer: Option<SpanId>) -> u32 {
        let service = responsible(store, span);
        let exceptions = bearer.map_or(&[][..], |bearer| store.exceptions.of(bearer));
        // One that came back from the callee tells less than one's own.
        let exception = exceptions.iter().find(|e| !e.remote).or(exceptions.first());
        let sign = match exception {
            Some(e) => Sign::Exception(e.kind, e.message),
            None => {
                let status = store.attributes.number(span, Key::Field(Field::HttpStatus));
                Sign::Request(self.shapes.of(store, span), status.and_then(http_status))
            }
        };
        if let Some(&known) = self.known.get(&(service, sign)) {
            return known;
        }
        let cause = self.describe(store, service, sign);
        let causes = &mut self.causes;
        let number = *self.by_cause.entry(cause).or_insert_with_key(|cause| {
            causes.push(cause.clone());
            causes.len() as u32 - 1
        });
        self.known.insert((service, sign), number);
        number
    }

    fn describe(&self, store: &SpanStore, service: ServiceId, sign: Sign) -> Cause {
        match sign {
            Sign::Exception(kind, message) => Cause {
                service,
                kind: store.strings.get(kind).to_owned(),
                shape: shape(store.strings.get(message)),
                http_status: None,
            },
            Sign::Request(label, http_status) => Cause {
                service,
                kind: String::new(),
                shape: self.shapes.text(label).to_owned(),
                http_status,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::drawing;
    use crate::query::testing;

    /// Groups as `service type: shape [status] spans/traces`.
    fn check(drawn: &str, expect: &[&str]) {
        let store = drawing::store(drawn);
        let range = drawing::EPOCH..=drawing::EPOCH.plus(Nanos(4_000_000_000));
        let found = failures(&store, &testing::all(&store), range);
        let line = |g: &FailureGroup| {
            let Cause { service, kind, shape, http_status } = &g.cause;
            let status = http_status.map_or(String::new(), |s| format!(" {s}"));
            let service = store.service_name(*service);
            let (all, status_word) = (testing::all(&store), g.status);
            let traces = traces_with(&store, &all, &g.cause);
            assert_eq!(traces.count_ones(..) as u64, g.traces);
            assert_eq!(g.timeline.iter().sum::<u32>() as u64, g.count);
            assert_eq!(g.examples.len() as u64, g.traces.min(5));
            let of = format!("{}/{} {:.2}", g.count, g.traces, g.share);
            format!("{service} {kind}: {shape}{status} {status_word:?} {of}").replace(" :", ":")
        };
        assert_eq!(found.groups.iter().map(line).collect::<Vec<_>>(), expect);
    }

    #[test]
    fn only_the_deepest_counts() {
        check(
            r#"
            web          |------------F--|  http.status=502
              > order     |----------F-|    exception="order 17 failed"
                order      |--------F-|     exception="order 17 failed"
                  . pay      |---F--|
                    . card    |--F-|        exception="card 4711 refused"

            web          |------------F--|  http.status=502
              > order     |----------F-|
                order      |--------F-|     exception="card 9 refused"
            "#,
            &["order: card <n> refused Fault 2/2 1.00"],
        );
    }

    #[test]
    fn without_exception_it_is_named_by_what_was_asked() {
        check(
            r#"
            web          |----E----|  http.status=404 http.method=GET http.url=http://s/item/7

            web          |----E----|  http.status=404 http.method=GET http.url=http://s/item/8?a

            web          |----F----|  http.status=500 http.method=GET http.url=http://s/item/8
            "#,
            &["web: GET /item/<n> 500 Fault 1/1 0.33", "web: GET /item/<n> 404 Error 2/2 0.67"],
        );
    }

    #[test]
    fn a_failing_call_is_told_by_the_work_around_it() {
        check(
            r#"
            web          |----F----|
              . save       |--F--|   exception="deadlock found"
                > db        |-F-|
            "#,
            &["db: deadlock found Fault 1/1 1.00"],
        );
    }

    #[test]
    fn what_a_span_survived_stands_last() {
        check(
            r#"
            web          |---------|
              . parse      |--|      exception="bad cookie"
              . parse           |--| exception="bad cookie"

            web          |--F--|

            web          |---------|
              > db         |-T-|
            "#,
            &["web: web Fault 1/1 0.33", "db: db Throttle 1/1 0.33", "web: bad cookie Ok 2/1 0.33"],
        );
    }

    #[test]
    fn a_gap_in_the_chain_does_not_hide_where_it_began() {
        check(
            r#"
            web          |----F----|
              . quiet      |-----|
                . work      |-F-|    exception=broken
            "#,
            &["web: broken Fault 1/1 1.00"],
        );
    }

    #[test]
    fn a_sender_does_not_pass_on_what_the_receiver_made() {
        let store = testing::store(
            "web 0 100 entry fault\n send 1 9 producer call=q\n  worker 50 90 entry consumer fault",
        );
        let found = failures(&store, &testing::all(&store), Nanos(0)..=Nanos(100));
        assert_eq!(found.groups.len(), 2);
        assert_eq!(found.groups[0].timeline[0], 1);
        assert_eq!(found.groups[1].timeline[12], 1);
        let nothing = failures(&store, &FixedBitSet::new(), Nanos(0)..=Nanos(100));
        assert_eq!(nothing, Failures::default());
    }
}
