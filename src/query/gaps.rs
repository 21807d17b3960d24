//! Holes in a trace: spans whose parent is not in the data, and what most likely became of it.
//!
//! Spans are taken together by service, since what loses parents loses those of a service. For each the
//! signs are looked for one after the other, the more telling first; the first that is found is the cause.

use super::sketch::Sketch;
use crate::model::{
    Flags, Nanos, ServiceId, SourceId, SpanId, SpanStore, StrId, Trace, TraceId, sort_by,
};

/// Spans of a service that hang in the air.
#[derive(Clone, Debug, PartialEq)]
pub struct Gap {
    pub service: ServiceId,
    /// The parents that are not there, with the number of spans below each, most first. None where the
    /// spans name no parent, although they must have one.
    pub parents: Vec<(u64, u32)>,
    /// The earliest of the spans.
    pub first: SpanId,
    pub cause: GapCause,
}

/// What most likely became of the parents, and the signs of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum GapCause {
    /// The text of the source ended too early.
    CutFile { source: SourceId },
    /// X-Ray said that it cut the trace.
    TraceLimit,
    /// A document of the trace is nearly as long as X-Ray takes; the parent's was longer.
    SegmentLimit { bytes: u32 },
    /// So many subsegments came apart from one segment, as those of large ones do.
    Streamed { subsegments: u32 },
    /// Spans of the trace were not finished.
    Unfinished { spans: u32 },
    /// It began so long before the end of the data, and such requests take up to `usual`.
    TooNew { before_end: Nanos, usual: Nanos },
    /// It began during a call of another service, under which nothing stands.
    LostInCall { caller: ServiceId, call: StrId },
    /// In all of the traces that have spans of the service.
    NeverThere { traces: u32 },
    /// In some of the traces; in the others the parent is a span of `parent`.
    SampledOut { missing: u32, traces: u32, parent: ServiceId },
    /// Nothing points to any of these.
    Unknown,
}

/// Services of a trace that are looked into: those with the most spans; more would not be read.
const MOST: usize = 8;
/// X-Ray takes segment documents of up to 64 kB; one this long is not far from it.
const NEAR_LIMIT: u32 = 60_000;
/// The fewest subsegments after which an SDK sends them apart from their segment (Go: 20, Python: 30,
/// Java and Node: 100).
const STREAMED: u32 = 20;
/// Fewer traces than this tell nothing of the others.
const FEW: u32 = 3;

/// The holes of a trace, those with the most spans first. `cut`: sources whose text ended too early.
pub fn gaps(store: &SpanStore, trace: TraceId, cut: &[SourceId]) -> Vec<Gap> {
    let mut gaps = orphaned(store, trace);
    if !gaps.is_empty() {
        let data = Data::of(store, &gaps);
        let info = store.trace(trace);
        for (gap, tally) in gaps.iter_mut().zip(&data.tallies) {
            gap.cause = cause(store, info, gap, tally, &data, cut);
        }
    }
    gaps.extend(unconnected(store, trace));
    gaps
}

/// Orphans by service, causes not yet looked for.
fn orphaned(store: &SpanStore, trace: TraceId) -> Vec<Gap> {
    let orphans = store.trace(trace).spans().filter(|&s| store.flags(s).has(Flags::ORPHAN));
    let mut named: Vec<(ServiceId, u64, SpanId)> = orphans
        .map(|s| (store.service(s), store.missing_parent(s).unwrap_or_default(), s))
        .collect();
    sort_by(&mut named, Ord::cmp);
    let of_service = named.chunk_by(|a, b| a.0 == b.0).map(|orphans| {
        let below = orphans.chunk_by(|a, b| a.1 == b.1);
        let mut parents: Vec<(u64, u32)> = below.map(|o| (o[0].1, o.len() as u32)).collect();
        sort_by(&mut parents, |a, b| (b.1, a.0).cmp(&(a.1, b.0)));
        let first = orphans.iter().map(|o| (store.start(o.2), o.2)).min();
        let first = first.map_or(SpanId::NONE, |f| f.1);
        Gap { service: orphans[0].0, parents, first, cause: GapCause::Unknown }
    });
    let mut gaps: Vec<Gap> = of_service.collect();
    sort_by(&mut gaps, |a, b| (b.spans(), a.first).cmp(&(a.spans(), b.first)));
    gaps.truncate(MOST);
    gaps
}

impl Gap {
    /// Spans that hang in the air, without those below them.
    pub fn spans(&self) -> u32 {
        self.parents.iter().map(|p| p.1).sum()
    }
}

fn cause(
    store: &SpanStore,
    info: &Trace,
    gap: &Gap,
    tally: &Tally,
    data: &Data,
    cut: &[SourceId],
) -> GapCause {
    let own_source = store.record(gap.first).map(|record| record.source);
    if let Some(source) = own_source.filter(|source| cut.contains(source)) {
        return GapCause::CutFile { source };
    }
    if info.limit_exceeded {
        return GapCause::TraceLimit;
    }
    let open = info.spans().filter(|&s| store.flags(s).has(Flags::IN_PROGRESS)).count();
    if open > 0 {
        return GapCause::Unfinished { spans: open as u32 };
    }
    over_limit(store, info, gap)
        .or_else(|| too_new(store, gap, tally, data))
        .or_else(|| lost_in_call(store, info, gap.first))
        .or_else(|| tally.missing_elsewhere())
        .or_else(|| cut.first().map(|&source| GapCause::CutFile { source }))
        .unwrap_or(GapCause::Unknown)
}

/// X-Ray refuses the document of a segment that grew too long; what came apart from it stays.
fn over_limit(store: &SpanStore, info: &Trace, gap: &Gap) -> Option<GapCause> {
    let flags = store.flags(gap.first);
    if flags.has(Flags::BY_KIND) {
        return None;
    }
    let lengths = info.spans().filter_map(|s| store.record(s)).map(|record| record.length);
    if let Some(bytes) = lengths.max().filter(|&bytes| bytes >= NEAR_LIMIT) {
        return Some(GapCause::SegmentLimit { bytes });
    }
    let (_, subsegments) = gap.parents.first().copied()?;
    let apart = !flags.has(Flags::ENTRY) && subsegments >= STREAMED;
    apart.then_some(GapCause::Streamed { subsegments })
}

/// A span is exported when it ends: the parent had no time to, and no older trace misses its like.
fn too_new(store: &SpanStore, gap: &Gap, tally: &Tally, data: &Data) -> Option<GapCause> {
    let usual = data.usual?;
    let before_end = data.end.minus(store.start(gap.first));
    (before_end <= usual && tally.older == 0).then_some(GapCause::TooNew { before_end, usual })
}

/// The shortest call of another service during which `span` was, under which nothing stands, and which
/// did not go to a database or to AWS.
fn lost_in_call(store: &SpanStore, info: &Trace, span: SpanId) -> Option<GapCause> {
    let (start, end, service) = (store.start(span), store.end(span), store.service(span));
    let around = info.spans().filter(|&call| {
        let flags = store.flags(call);
        let silent = flags.has(Flags::REMOTE) && !flags.has(Flags::PEER_SEEN);
        silent
            && store.service(call) != service
            && store.start(call) <= start
            && end <= store.end(call)
            && may_reach(store, call, service)
    });
    let call = around.min_by_key(|&call| (store.duration(call), call))?;
    Some(GapCause::LostInCall { caller: store.service(call), call: store.name_id(call) })
}

/// Whether a call may have gone to the service: it names no other that is known for what it is.
fn may_reach(store: &SpanStore, call: SpanId, service: ServiceId) -> bool {
    let Some(peer) = store.peer(call) else { return !store.flags(call).has(Flags::SQL) };
    let is_other =
        ["Database", "AWS", "Queue"].iter().any(|t| store.service_kind(peer).starts_with(t));
    store.service_name(peer) == store.service_name(service)
        || !is_other && !store.flags(call).has(Flags::SQL)
}

/// Further roots that began during a call: they name no parent, so the context got lost on the way.
fn unconnected(store: &SpanStore, trace: TraceId) -> Vec<Gap> {
    let info = store.trace(trace);
    let cut_off = Flags::ORPHAN.0 | Flags::CYCLE_CUT.0;
    let roots = info.spans().filter(|&s| {
        store.parent(s).is_none() && store.flags(s).0 & cut_off == 0 && s != info.first
    });
    let mut gaps: Vec<Gap> = Vec::new();
    for root in roots.take(MOST) {
        let service = store.service(root);
        if gaps.iter().any(|gap| gap.service == service) {
            continue;
        }
        if let Some(cause) = lost_in_call(store, info, root) {
            gaps.push(Gap { service, parents: Vec::new(), first: root, cause });
        }
    }
    gaps
}

/// What the whole data tell of holes like those of a trace.
struct Data {
    end: Nanos,
    /// So long at most take most of the traces without holes, if there are enough.
    usual: Option<Nanos>,
    /// By gap.
    tallies: Vec<Tally>,
}

/// Traces in which the parent of a service's spans is missing, or is there.
#[derive(Clone, Default)]
struct Tally {
    missing: u32,
    /// Of these, those that began long before the end of the data.
    older: u32,
    traces: u32,
    /// Services of the parents that are there, with their numbers of traces.
    parents: Vec<(ServiceId, u32)>,
}

impl Data {
    fn of(store: &SpanStore, gaps: &[Gap]) -> Self {
        let mut holed = vec![false; store.traces().len()];
        for span in store.orphans() {
            holed[store.trace_of(span).index()] = true;
        }
        let mut lengths = Sketch::default();
        for (info, _) in store.traces().iter().zip(&holed).filter(|(_, holed)| !**holed) {
            lengths.record(info.end.minus(info.start));
        }
        let end = store.traces().iter().map(|info| info.end).max().unwrap_or_default();
        let usual = lengths.quantile(0.95).filter(|_| lengths.count() >= u64::from(FEW));
        let mut data = Self { end, usual, tallies: vec![Tally::default(); gaps.len()] };
        data.count(store, gaps);
        data
    }

    /// One pass over the spans of all traces.
    fn count(&mut self, store: &SpanStore, gaps: &[Gap]) {
        let mut gap_of = vec![usize::MAX; store.services.len()];
        for (at, gap) in gaps.iter().enumerate() {
            gap_of[gap.service.index()] = at;
        }
        let taking: Vec<bool> = gaps.iter().map(|g| store.flags(g.first).is_taking()).collect();
        let mut seen = vec![Seen::default(); gaps.len()];
        for info in store.traces() {
            for span in info.spans() {
                let at = gap_of[store.service(span).index()];
                if at < gaps.len() && store.flags(span).is_taking() == taking[at] {
                    seen[at].look_at(store, span);
                }
            }
            let is_new = self.usual.is_some_and(|usual| info.start.plus(usual) >= self.end);
            for (tally, seen) in self.tallies.iter_mut().zip(&mut seen) {
                tally.add(std::mem::take(seen), is_new);
            }
        }
    }
}

/// What one trace has of a gap's service.
#[derive(Clone, Default)]
struct Seen {
    missing: bool,
    parent: Option<ServiceId>,
}

impl Seen {
    fn look_at(&mut self, store: &SpanStore, span: SpanId) {
        self.missing |= store.flags(span).has(Flags::ORPHAN);
        self.parent = self.parent.or_else(|| store.parent(span).map(|p| store.service(p)));
    }
}

impl Tally {
    fn add(&mut self, seen: Seen, is_new: bool) {
        self.traces += u32::from(seen.missing || seen.parent.is_some());
        self.missing += u32::from(seen.missing);
        self.older += u32::from(seen.missing && !is_new);
        if let Some(parent) = seen.parent {
            match self.parents.iter_mut().find(|p| p.0 == parent) {
                Some(known) => known.1 += 1,
                None => self.parents.push((parent, 1)),
            }
        }
    }

    fn missing_elsewhere(&self) -> Option<GapCause> {
        let &Self { missing, traces, .. } = self;
        let most = self.parents.iter().max_by_key(|p| (p.1, std::cmp::Reverse(p.0)));
        match most {
            _ if missing < FEW => None,
            Some(&(parent, _)) => Some(GapCause::SampledOut { missing, traces, parent }),
            None => Some(GapCause::NeverThere { traces }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::drawing;

    /// The holes of the last trace drawn: service, spans below each parent, cause.
    #[track_caller]
    fn check(drawn: &str, expect: &[&str]) {
        check_cut(drawn, &[], expect);
    }

    #[track_caller]
    fn check_cut(drawn: &str, cut: &[SourceId], expect: &[&str]) {
        let store = drawing::store(drawn);
        let last = TraceId::at(store.traces().len() - 1);
        let said: Vec<_> = gaps(&store, last, cut).iter().map(|gap| said(&store, gap)).collect();
        assert_eq!(said, expect);
    }

    fn said(store: &SpanStore, gap: &Gap) -> String {
        let below: Vec<_> = gap.parents.iter().map(|p| p.1.to_string()).collect();
        let name = |service| store.service_name(service);
        let cause = match gap.cause {
            GapCause::LostInCall { caller, call } => {
                format!("lost in {}'s call of {}", name(caller), store.strings.get(call))
            }
            GapCause::SampledOut { missing, traces, parent } => {
                format!("sampled out: {missing} of {traces}, else {}", name(parent))
            }
            GapCause::TooNew { before_end, usual } => {
                format!("too new: {} of {} ms", before_end.millis(), usual.millis())
            }
            other => format!("{other:?}"),
        };
        format!("{} [{}] {cause}", name(gap.service), below.join(" "))
    }

    #[test]
    fn a_whole_trace_has_no_holes() {
        check(
            "
            web    |---------|
              > db   |---|
            ",
            &[],
        );
    }

    #[test]
    fn one_hole_tells_nothing_of_its_cause() {
        check(
            "
            web      |---------|
            gate       |-----|   lost=yes
              cart      |---|
              cart        |-|
              stock        ||
            gate       |-----|   lost=yes
              cart      |---|
            ",
            &["cart [2 1] Unknown", "stock [1] Unknown"],
        );
    }

    #[test]
    fn a_source_that_was_cut_lost_what_came_later() {
        let drawn = "
            web      |---------| lost=yes
              cart      |---|    bytes=300
            ";
        check_cut(drawn, &[SourceId(0)], &["cart [1] CutFile { source: SourceId(0) }"]);
        // Of another source only if nothing else is found.
        check_cut(drawn, &[SourceId(1)], &["cart [1] CutFile { source: SourceId(1) }"]);
    }

    #[test]
    fn a_trace_in_progress_is_not_all_exported() {
        check(
            "
            web      |---------|   lost=yes
              cart      |---|
                > db      |~
            ",
            &["cart [1] Unfinished { spans: 1 }"],
        );
    }

    #[test]
    fn x_ray_refuses_long_segments() {
        check(
            "
            web      |---------|   lost=yes
              . step    |---|      bytes=63000
            ",
            &["web [1] SegmentLimit { bytes: 63000 }"],
        );
        let step = "              . step    |---|\n";
        check(
            &format!("            web      |---------|   lost=yes\n{}", step.repeat(20)),
            &["web [20] Streamed { subsegments: 20 }"],
        );
        check(
            &format!("            web      |---------|   lost=yes\n{step}"),
            &["web [1] Unknown"],
        );
    }

    const WHOLE: &str = "
            web      |---------|
              > cart   |-----|
                cart    |---|
    ";

    const HOLED: &str = "
            web      |---------| lost=yes
              > cart   |-----|   lost=yes
                cart    |---|
    ";

    #[test]
    fn the_newest_trace_is_not_exported_yet() {
        check(&[WHOLE, WHOLE, WHOLE, HOLED].join("\n"), &["cart [1] too new: 4 of 10 ms"]);
        // Older traces miss the like, so it is not that.
        check(&[WHOLE, WHOLE, WHOLE, HOLED, HOLED].join("\n"), &["cart [1] Unknown"]);
        // Two traces do not tell how long one takes.
        check(&[WHOLE, WHOLE, HOLED].join("\n"), &["cart [1] Unknown"]);
    }

    #[test]
    fn parents_that_many_traces_miss_were_sampled_out() {
        check(
            &[HOLED, WHOLE, HOLED, WHOLE, HOLED].join("\n"),
            &["cart [1] sampled out: 3 of 5, else web"],
        );
    }

    #[test]
    fn parents_that_all_traces_miss_are_never_exported() {
        check(&[HOLED, HOLED, HOLED].join("\n"), &["cart [1] NeverThere { traces: 3 }"]);
    }

    #[test]
    fn a_root_within_a_call_lost_its_context() {
        check(
            "
            web        |-------------|
              > db       |---------|   type=Database::SQL
              > cart       |-----|
            cart            |---|
              > db           |-|
            ",
            &["cart [] lost in web's call of cart"],
        );
        check(
            "
            web        |-------------|
              > cart       |-----|
                cart        |---|
              > db                 || type=Database::SQL
            other                |-|
            ",
            &[],
        );
    }

    #[test]
    fn an_orphan_within_a_call_lost_its_context_too() {
        check(
            "
            web        |-------------|
              > 10.0.0.7   |-----|
            gate           |-----|   lost=yes
              cart          |---|
            ",
            &["cart [1] lost in web's call of 10.0.0.7"],
        );
    }
}
