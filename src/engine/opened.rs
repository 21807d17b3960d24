//! The open trace: its rows, folded or not, and what each shows.

use fixedbitset::FixedBitSet;
use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

use super::span::linked;
use super::tint::Tints;
use super::{
    ClockOffset, Crumb, Fold, GapNote, MinimapStripe, Note, Opened, Reply, ServiceShare, SpanRow,
    note,
};
use crate::layout::{Line, NO_PARENT, TreeRows};
use crate::model::{
    Field, Flags, Key, Nanos, ServiceId, SourceId, SpanId, SpanStore, Status, TraceId, sort_by,
    sort_by_key,
};
use crate::query::{
    Gap, Index, Offset, Section, clock_shifts, critical_path, gaps, offsets, self_times,
};

/// More stripes than this are not told apart on any screen.
const MINIMAP_STRIPES: usize = 240;
/// Stretches of a row on the critical path beyond this are melted: no screen has as many pixels.
const MOST_STRETCHES: usize = 2_000;
/// Spans above a root that are named: a line has no room for more.
const MOST_CRUMBS: usize = 6;

/// A trace made ready to be scrolled.
pub struct OpenTrace {
    pub trace: TraceId,
    pub(super) rows: TreeRows,
    /// What brings the clocks of its services together, by row; empty where they agree.
    skew: Vec<Nanos>,
    /// The same if the trace is shown so, otherwise empty.
    shifts: Vec<Nanos>,
    /// First start and last end, as shown.
    pub(super) start: Nanos,
    end: Nanos,
    pub(super) self_times: Vec<Nanos>,
    /// By span, then start.
    critical: Vec<Section>,
    bottleneck: Option<u32>,
    gaps: Vec<Gap>,
    /// Spans that links lead from or to, once for each, in order.
    linked: Vec<SpanId>,
    pub(super) tints: Tints,
}

impl OpenTrace {
    /// `cut`: sources whose text ended too early. `adjusted`: with clocks brought together.
    pub fn new(store: &SpanStore, trace: TraceId, cut: &[SourceId], adjusted: bool) -> Self {
        let info = store.trace(trace);
        let row_of = |span: SpanId| info.row(span) as u32;
        let parents = info.spans().map(|s| store.parent(s).map_or(NO_PARENT, row_of)).collect();
        let mut open = Self {
            trace,
            rows: TreeRows::new(parents),
            skew: clock_shifts(store, trace),
            shifts: Vec::new(),
            start: info.start,
            end: info.end,
            self_times: Vec::new(),
            critical: Vec::new(),
            bottleneck: None,
            gaps: gaps(store, trace, cut),
            linked: linked(store, trace),
            tints: Tints::default(),
        };
        open.adjust(store, adjusted);
        open
    }

    /// Shows the times with clocks brought together, or as the file has them. Rows keep their order.
    pub fn adjust(&mut self, store: &SpanStore, adjusted: bool) {
        self.shifts = if adjusted { self.skew.clone() } else { Vec::new() };
        let info = store.trace(self.trace);
        let times =
            || info.spans().map(|span| (self.shown_start(store, span), store.duration(span)));
        let start = times().map(|(start, _)| start).min();
        let end = times().map(|(start, length)| start.plus(length)).max();
        (self.start, self.end) = (start.unwrap_or(info.start), end.unwrap_or(info.end));
        self.self_times = self_times(store, self.trace, &self.shifts);
        self.critical = critical_path(store, self.trace, &self.shifts);
        sort_by_key(&mut self.critical, |s| (s.span, s.start));
        self.bottleneck = longest_stay(&self.critical).map(|span| info.row(span) as u32);
    }

    /// By how much a row is moved.
    fn shift(&self, row: u32) -> Nanos {
        self.shifts.get(row as usize).copied().unwrap_or_default()
    }

    pub(super) fn shown_start(&self, store: &SpanStore, span: SpanId) -> Nanos {
        if self.shifts.is_empty() {
            return store.start(span);
        }
        let row = store.trace(self.trace).row(span) as u32;
        store.start(span).plus(self.shift(row))
    }

    /// What stands over the waterfall.
    pub fn head(&self, store: &SpanStore, index: &Index, title: String) -> Opened {
        let info = store.trace(self.trace);
        let entry = index.entry(self.trace);
        let http_status = store.attributes.number(entry, Key::Field(Field::HttpStatus));
        Opened {
            id: store.trace_text(self.trace).to_owned(),
            title,
            start: self.start,
            duration: self.end.minus(self.start),
            response: index.response_time(store, self.trace),
            status: store.status(entry),
            http_status: http_status.map(|s| s as u16),
            spans: info.len,
            visible: self.visible(),
            max_depth: self.rows.max_depth(),
            critical: self.shares(store),
            bottleneck: self.bottleneck,
            minimap: self.minimap(store),
            notes: self.trace_notes(store),
            gaps: self.gap_notes(store),
            adjusted: !self.shifts.is_empty(),
            offsets: self.offsets(store),
            partial: index.partial[self.trace.index()],
        }
    }

    pub fn visible(&self) -> u32 {
        self.rows.lines().len() as u32
    }

    /// Whether the trace has a row `span`.
    pub fn has(&self, span: u32) -> bool {
        (span as usize) < self.rows.len()
    }

    pub fn span_id(&self, store: &SpanStore, span: u32) -> SpanId {
        SpanId(store.trace(self.trace).first.0 + span)
    }

    pub fn window(&self, store: &SpanStore, offset: u32, limit: u32) -> Reply {
        let lines = self.rows.lines();
        let first = (offset as usize).min(lines.len());
        let end = first.saturating_add(limit as usize).min(lines.len());
        Reply::Rows {
            offset: first as u32,
            total: lines.len() as u32,
            rows: lines[first..end].iter().map(|&line| self.line(store, line)).collect(),
        }
    }

    fn line(&self, store: &SpanStore, line: Line) -> SpanRow {
        match line.group {
            Some(group) => self.group(store, line, group),
            None => SpanRow { depth: line.depth, ..self.row(store, line.row) },
        }
    }

    pub fn fold(&mut self, store: &SpanStore, fold: Fold) -> Reply {
        let span = match fold {
            Fold::Toggle { span } => {
                self.rows.toggle(span);
                Some(span)
            }
            Fold::Subtree { span, folded } => {
                self.rows.fold_subtree(span, folded);
                Some(span)
            }
            Fold::Level { level } => {
                self.rows.fold_level(level);
                None
            }
            Fold::Reveal { span } => {
                self.rows.reveal(span);
                Some(span)
            }
            Fold::Group { span } => {
                self.rows.toggle_group(span);
                return self.folded(store, self.rows.position_of_group(span));
            }
            Fold::Alike { on } => {
                self.rows.gather(on.then(|| self.classes(store)));
                None
            }
            Fold::Root { span } => {
                self.rows.set_root(span);
                span
            }
        };
        self.folded(store, span.and_then(|span| self.rows.position(span)))
    }

    fn folded(&self, store: &SpanStore, row: Option<u32>) -> Reply {
        let (visible, max_depth) = (self.visible(), self.rows.max_depth());
        Reply::Folded { visible, row, trail: self.trail(store), max_depth }
    }

    /// The present root with the nearest spans above it, from the top down.
    fn trail(&self, store: &SpanStore) -> Vec<Crumb> {
        let crumb =
            |&span: &u32| Crumb { span, name: store.name(self.span_id(store, span)).to_owned() };
        let above = std::iter::successors(self.rows.root(), |&span| self.rows.parent(span));
        let mut trail: Vec<u32> = above.take(MOST_CRUMBS).collect();
        trail.reverse();
        trail.iter().map(crumb).collect()
    }

    /// What makes siblings alike: service and name.
    fn classes(&self, store: &SpanStore) -> Vec<(u32, u32)> {
        let spans = store.trace(self.trace).spans();
        spans.map(|span| (store.service(span).0, store.name_id(span).0)).collect()
    }

    pub fn row(&self, store: &SpanStore, row: u32) -> SpanRow {
        let span = self.span_id(store, row);
        let flags = store.flags(span);
        let folded = self.rows.is_folded(row);
        let name = store.name(span);
        let (events, event_count) = self.events(store, std::iter::once(span));
        let peer = store.peer(span).map(|p| store.service_name(p)).filter(|p| *p != name);
        SpanRow {
            span: row,
            parent: self.rows.parent(row),
            depth: self.rows.depth(row),
            name: name.to_owned(),
            service: store.service_name(store.service(span)).to_owned(),
            service_index: store.service(span).0,
            kind: flags.kind(),
            status: flags.status(),
            start: self.shown_start(store, span).minus(self.start),
            shift: self.shift(row),
            duration: store.duration(span),
            self_time: self.self_times[row as usize],
            outlives: self.outlives(store, span),
            links: self.links(span),
            children: self.rows.children(row),
            hidden: if folded { self.rows.hidden_below(row) } else { 0 },
            folded,
            peer: peer.map(str::to_owned),
            note: note(store, span),
            in_progress: flags.has(Flags::IN_PROGRESS),
            inferred: flags.has(Flags::INFERRED),
            orphan: flags.has(Flags::ORPHAN),
            bottleneck: self.is_bottleneck(row),
            critical: coarsened(self.critical_of(span).collect()),
            events,
            event_count,
            warnings: self.notes(store, span),
            tint: self.tint(store, span),
            group: None,
        }
    }

    pub fn gap_notes(&self, store: &SpanStore) -> Vec<GapNote> {
        note::of_gaps(store, &self.gaps)
    }

    /// What is odd about a span; what was odd about its clock is mended where that is adjusted.
    pub fn notes(&self, store: &SpanStore, span: SpanId) -> Vec<Note> {
        note::of_span(store, span, self.moved(store, span), &self.gaps)
    }

    /// What is odd about the trace.
    pub fn trace_notes(&self, store: &SpanStore) -> Vec<Note> {
        let mut notes = note::of_trace(store, self.trace, &|span| self.moved(store, span));
        notes.extend(note::of_other_gaps(store, self.trace, &self.gaps));
        notes
    }

    /// How far a span is moved against its parent.
    fn moved(&self, store: &SpanStore, span: SpanId) -> Nanos {
        if self.shifts.is_empty() {
            return Nanos::ZERO;
        }
        let by = |span| self.shift(store.trace(self.trace).row(span) as u32);
        store.parent(span).map_or(Nanos::ZERO, |parent| by(span).minus(by(parent)))
    }

    /// How long a span goes on after its parent, as shown.
    fn outlives(&self, store: &SpanStore, span: SpanId) -> Nanos {
        let by = self.moved(store, span);
        store.parent(span).map_or(Nanos::ZERO, |parent| note::outlives(store, parent, span, by))
    }

    fn links(&self, span: SpanId) -> u32 {
        let first = self.linked.partition_point(|&linked| linked < span);
        self.linked[first..].iter().take_while(|&&linked| linked == span).count() as u32
    }

    /// The clocks that differ, whether the trace is shown so or not.
    fn offsets(&self, store: &SpanStore) -> Vec<ClockOffset> {
        let named = |offset: Offset| ClockOffset {
            service: store.service_name(offset.service).to_owned(),
            service_index: offset.service.0,
            least: offset.least,
            most: offset.most,
            spans: offset.spans,
        };
        offsets(store, self.trace, &self.skew).into_iter().map(named).collect()
    }

    pub(super) fn is_bottleneck(&self, row: u32) -> bool {
        self.bottleneck == Some(row)
    }

    pub fn self_time(&self, row: u32) -> Nanos {
        self.self_times[row as usize]
    }

    pub fn depth(&self, row: u32) -> u32 {
        self.rows.depth(row)
    }

    /// Stretches of a span on the critical path, from the trace's start.
    pub(super) fn critical_of<'a>(
        &'a self,
        span: SpanId,
    ) -> impl Iterator<Item = (Nanos, Nanos)> + use<'a> {
        let begin = self.start;
        let first = self.critical.partition_point(|s| s.span < span);
        let sections = self.critical[first..].iter().take_while(move |s| s.span == span);
        sections.map(move |s| (s.start.minus(begin), s.end.minus(begin)))
    }

    /// Time of a span on the critical path.
    pub fn critical_time(&self, span: SpanId) -> Nanos {
        let first = self.critical.partition_point(|s| s.span < span);
        let sections = self.critical[first..].iter().take_while(|s| s.span == span);
        sections.fold(Nanos::ZERO, |sum, s| sum.plus(s.end.minus(s.start)))
    }

    /// Critical-path time by node: a call to one that sent nothing is that one's time.
    fn shares(&self, store: &SpanStore) -> Vec<ServiceShare> {
        let mut times: HashMap<ServiceId, Nanos, FxBuildHasher> = HashMap::default();
        for section in &self.critical {
            let silent = !store.flags(section.span).has(Flags::PEER_SEEN);
            let peer = store.peer(section.span).filter(|_| silent);
            let service = peer.unwrap_or(store.service(section.span));
            let time = times.entry(service).or_default();
            *time = time.plus(section.end.minus(section.start));
        }
        let total: f64 = times.values().map(|t| t.seconds()).sum();
        let mut shares: Vec<_> = times
            .into_iter()
            .map(|(service, time)| ServiceShare {
                service: store.service_name(service).to_owned(),
                service_index: service.0,
                time,
                share: if total > 0.0 { time.seconds() / total } else { 0.0 },
            })
            .collect();
        sort_by(&mut shares, |a, b| (b.time, &a.service).cmp(&(a.time, &b.service)));
        shares
    }

    fn minimap(&self, store: &SpanStore) -> Vec<MinimapStripe> {
        let info = store.trace(self.trace);
        let spans: Vec<SpanId> = info.spans().collect();
        let mut critical = FixedBitSet::with_capacity(spans.len());
        critical.extend(self.critical.iter().map(|section| info.row(section.span)));
        let size = spans.len().div_ceil(MINIMAP_STRIPES).max(1);
        let stripes = spans.chunks(size).zip((0..).step_by(size));
        stripes.map(|(chunk, row)| self.stripe(store, chunk, row, &critical)).collect()
    }

    /// `row`: of the first span; `critical`: rows on the critical path.
    fn stripe(
        &self,
        store: &SpanStore,
        chunk: &[SpanId],
        row: usize,
        critical: &FixedBitSet,
    ) -> MinimapStripe {
        let empty = MinimapStripe {
            start: Nanos::MAX,
            end: Nanos::ZERO,
            status: Status::Unset,
            critical: critical.count_ones(row..row + chunk.len()) > 0,
        };
        chunk.iter().fold(empty, |stripe, &span| {
            let start = self.shown_start(store, span).minus(self.start);
            MinimapStripe {
                start: stripe.start.min(start),
                end: stripe.end.max(start.plus(store.duration(span))),
                status: stripe.status.max(store.status(span)),
                critical: stripe.critical,
            }
        })
    }
}

/// Stretches in order, of which the smallest gaps are closed when they are too many to be seen:
/// a parent of 100 000 calls has as many, and the row would be megabytes.
pub(super) fn coarsened(stretches: Vec<(Nanos, Nanos)>) -> Vec<(Nanos, Nanos)> {
    let (Some(first), Some(last)) = (stretches.first(), stretches.last()) else { return stretches };
    if stretches.len() <= MOST_STRETCHES {
        return stretches;
    }
    let gap = Nanos(last.1.minus(first.0).0 / MOST_STRETCHES as i64);
    let mut coarse: Vec<(Nanos, Nanos)> = Vec::with_capacity(MOST_STRETCHES);
    for (start, end) in stretches {
        match coarse.last_mut() {
            Some(before) if start.minus(before.1) <= gap => before.1 = before.1.max(end),
            _ => coarse.push((start, end)),
        }
    }
    coarse
}

/// The span whose sections are longest in all; `sections` are sorted by span.
fn longest_stay(sections: &[Section]) -> Option<SpanId> {
    let mut best: Option<(Nanos, SpanId)> = None;
    for stay in sections.chunk_by(|a, b| a.span == b.span) {
        let time = stay.iter().fold(Nanos::ZERO, |sum, s| sum.plus(s.end.minus(s.start)));
        if time > best.map_or(Nanos::ZERO, |b| b.0) {
            best = Some((time, stay[0].span));
        }
    }
    best.map(|b| b.1)
}

/// A short word on the call: `GET 200`, `GetItem`, `SELECT`.
fn note(store: &SpanStore, span: SpanId) -> String {
    let has = |field| store.attributes.text(span, Key::Field(field), &store.strings).is_some();
    let status = store.attributes.number(span, Key::Field(Field::HttpStatus));
    let is_http = !has(Field::Operation) && !has(Field::SqlQuery);
    let asked = Some(asked(store, span)).filter(|asked| !is_http || !asked.is_empty());
    let status = status.filter(|_| is_http).map(|status| status.to_string());
    [asked, status].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// The same, however it ended: `GET`, `GetItem`, `SELECT`.
pub(super) fn asked(store: &SpanStore, span: SpanId) -> String {
    let text = |field| store.attributes.text(span, Key::Field(field), &store.strings);
    let statement = text(Field::SqlQuery);
    let verb = statement.map(|query| query.split_whitespace().next().unwrap_or("").to_uppercase());
    let operation = text(Field::Operation).map(str::to_owned).or(verb);
    operation.or_else(|| text(Field::HttpMethod).map(str::to_owned)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_many_stretches_are_melted() {
        let many: Vec<_> = (0..100_000).map(|i| (Nanos(i * 10), Nanos(i * 10 + 9))).collect();
        assert_eq!(coarsened(many), [(Nanos(0), Nanos(999_999))]);
        let mut split: Vec<_> = (0..5_000).map(|i| (Nanos(i), Nanos(i + 1))).collect();
        split.push((Nanos(900_000), Nanos(1_000_000)));
        assert_eq!(coarsened(split).len(), 2, "a gap that is seen stays");
        let few = vec![(Nanos(0), Nanos(1)), (Nanos(2), Nanos(3))];
        assert_eq!(coarsened(few.clone()), few);
        assert_eq!(coarsened(Vec::new()), []);
    }
}
