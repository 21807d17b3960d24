//! Two traces compared: which rows are on show, and what each says of both.

use serde::{Deserialize, Serialize};

use super::{Engine, Fold, Reply, TraceRow, opened};
use crate::layout::TreeRows;
use crate::model::{Flags, Kind, Nanos, SpanId, SpanStore, Status, TraceId};
use crate::query::{
    self, AlignedSort, OperationSums, Pair, SideSums, align, clock_shifts, operations, self_times,
};

/// Differences below this part of the longer trace are none that anybody looks for.
const LEAST_PART: i64 = 100;
/// What differs most is named; more than this is a table.
const MOST_CAUSES: usize = 5;
/// Rows beyond this are counted, not listed.
const MOST_SUMS: usize = 500;

/// The head of a comparison; the second trace is compared with the first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Aligned {
    pub traces: [TraceRow; 2],
    /// Spans that both traces have, and those of one alone.
    pub matched: u32,
    pub alone: [u32; 2],
    /// Rows that are not folded away.
    pub visible: u32,
    /// Depth of the deepest row; roots have 0.
    pub max_depth: u32,
    /// Operations whose own times differ most, that one first; little differences are left out.
    pub causes: Vec<AlignedSums>,
}

/// A row: a span of both traces, or of one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AlignedRow {
    /// Position in the comparison; a stable name of the row.
    pub row: u32,
    pub parent: Option<u32>,
    pub depth: u32,
    /// In the first trace, if it is there.
    pub name: String,
    /// In the second trace, if that is another.
    pub renamed: Option<String>,
    pub service: String,
    /// Stable number of the service, for its colour.
    pub service_index: u32,
    pub kind: Kind,
    /// What the call reaches, when that is not the row's own name.
    pub peer: Option<String>,
    /// A short word on the call, without how it ended: `GET`, `GetItem`, `SELECT`.
    pub note: String,
    pub children: u32,
    /// Rows hidden below a folded one.
    pub hidden: u32,
    pub folded: bool,
    pub spans: [Option<AlignedSpan>; 2],
}

/// A span in one of the traces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlignedSpan {
    /// Position in its trace, in waterfall order.
    pub span: u32,
    /// From the start of its trace.
    pub start: Nanos,
    pub duration: Nanos,
    pub self_time: Nanos,
    pub status: Status,
    pub in_progress: bool,
}

/// An operation in both traces.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AlignedSums {
    pub name: String,
    pub service: String,
    /// Stable number of the service, for its colour.
    pub service_index: u32,
    pub sides: [SideSums; 2],
    /// The row whose own times differ most.
    pub row: u32,
}

/// Two traces made ready to be scrolled side by side.
pub(super) struct Versus {
    traces: [TraceId; 2],
    pairs: Vec<Pair>,
    rows: TreeRows,
    /// What is added to starts to bring clocks together, by row; empty for times as they are.
    shifts: [Vec<Nanos>; 2],
    own: [Vec<Nanos>; 2],
    starts: [Nanos; 2],
    lengths: [Nanos; 2],
}

impl Versus {
    fn new(store: &SpanStore, traces: [TraceId; 2], adjusted: bool) -> Self {
        let pairs = align(store, traces);
        let shifts =
            traces.map(|trace| if adjusted { clock_shifts(store, trace) } else { Vec::new() });
        let own = [0, 1].map(|side| self_times(store, traces[side], &shifts[side]));
        let mut versus = Self {
            rows: TreeRows::new(pairs.iter().map(|pair| pair.parent).collect()),
            traces,
            pairs,
            shifts,
            own,
            starts: [Nanos::ZERO; 2],
            lengths: [Nanos::ZERO; 2],
        };
        for side in [0, 1] {
            let spans = store.trace(traces[side]).spans();
            let times = spans.map(|span| (versus.start(store, side, span), store.duration(span)));
            let (first, last) = times
                .fold((Nanos::MAX, Nanos::MIN), |(first, last), (at, length)| {
                    (first.min(at), last.max(at.plus(length)))
                });
            (versus.starts[side], versus.lengths[side]) = (first, last.minus(first));
        }
        versus
    }

    /// As shown, since the epoch.
    fn start(&self, store: &SpanStore, side: usize, span: SpanId) -> Nanos {
        let row = store.trace(self.traces[side]).row(span);
        store.start(span).plus(self.shifts[side].get(row).copied().unwrap_or_default())
    }

    /// The least difference that counts.
    fn least(&self) -> Nanos {
        Nanos(self.lengths[0].max(self.lengths[1]).0 / LEAST_PART)
    }

    fn window(&self, store: &SpanStore, offset: u32, limit: u32) -> Reply {
        let lines = self.rows.lines();
        let first = (offset as usize).min(lines.len());
        let end = first.saturating_add(limit as usize).min(lines.len());
        Reply::AlignedRows {
            offset: first as u32,
            total: lines.len() as u32,
            rows: lines[first..end].iter().map(|line| self.row(store, line.row)).collect(),
        }
    }

    fn row(&self, store: &SpanStore, row: u32) -> AlignedRow {
        let spans = self.pairs[row as usize].spans(store, self.traces);
        let named = spans[0].or(spans[1]).unwrap_or(SpanId::NONE);
        let name = store.name(named);
        let renamed = spans[1].map(|span| store.name(span)).filter(|other| *other != name);
        let peer = store.peer(named).map(|peer| store.service_name(peer));
        let folded = self.rows.is_folded(row);
        AlignedRow {
            row,
            parent: self.rows.parent(row),
            depth: self.rows.depth(row),
            name: name.to_owned(),
            renamed: renamed.map(str::to_owned),
            service: store.service_name(store.service(named)).to_owned(),
            service_index: store.service(named).0,
            kind: store.kind(named),
            peer: peer.filter(|peer| *peer != name).map(str::to_owned),
            note: opened::asked(store, named),
            children: self.rows.children(row),
            hidden: if folded { self.rows.hidden_below(row) } else { 0 },
            folded,
            spans: [0, 1].map(|side| Some(self.span(store, side, spans[side]?))),
        }
    }

    fn span(&self, store: &SpanStore, side: usize, span: SpanId) -> AlignedSpan {
        let row = store.trace(self.traces[side]).row(span);
        AlignedSpan {
            span: row as u32,
            start: self.start(store, side, span).minus(self.starts[side]),
            duration: store.duration(span),
            self_time: self.own[side][row],
            status: store.status(span),
            in_progress: store.flags(span).has(Flags::IN_PROGRESS),
        }
    }

    /// Shows rows that differ with those above them, or all.
    fn narrow(&mut self, store: &SpanStore, differing: bool) -> Reply {
        let least = self.least();
        let differs = |pair: &Pair| pair.differs(store, self.traces, least);
        let rows = self.pairs.iter().enumerate().filter(|(_, pair)| differs(pair));
        let kept = differing.then(|| rows.map(|(row, _)| row).collect());
        self.rows.keep(kept);
        self.folded(None)
    }

    fn fold(&mut self, fold: Fold) -> Reply {
        let row = match fold {
            Fold::Toggle { span } => {
                self.rows.toggle(span);
                Some(span)
            }
            Fold::Subtree { span, folded } => {
                self.rows.fold_subtree(span, folded);
                Some(span)
            }
            Fold::Reveal { span } => {
                self.rows.reveal(span);
                Some(span)
            }
            Fold::Level { level } => {
                self.rows.fold_level(level);
                None
            }
            // A comparison has neither groups nor another root.
            Fold::Group { .. } | Fold::Alike { .. } | Fold::Root { .. } => None,
        };
        self.folded(row)
    }

    fn folded(&self, row: Option<u32>) -> Reply {
        Reply::Folded {
            visible: self.rows.lines().len() as u32,
            row: row.and_then(|row| self.rows.position(row)),
            trail: Vec::new(),
            max_depth: self.rows.max_depth(),
        }
    }

    fn operations(
        &self,
        store: &SpanStore,
        sort: AlignedSort,
        descending: bool,
    ) -> Vec<OperationSums> {
        let own = [self.own[0].as_slice(), &self.own[1]];
        let mut found = operations(store, self.traces, &self.pairs, own);
        OperationSums::sort(&mut found, store, sort, descending);
        found
    }

    fn causes(&self, store: &SpanStore) -> Vec<AlignedSums> {
        let least = self.least().0.max(1);
        let found = self.operations(store, AlignedSort::Own, true);
        let large =
            |sums: &&OperationSums| sums.difference(AlignedSort::Own).saturating_abs() >= least;
        found.iter().take(MOST_CAUSES).filter(large).map(|sums| aligned_sums(store, sums)).collect()
    }
}

impl Engine {
    /// Compares a trace with another.
    pub(super) fn align(&mut self, ids: &[String; 2], adjusted: bool) -> Reply {
        self.aligned = None;
        let mut traces = [TraceId::NONE; 2];
        for (trace, id) in traces.iter_mut().zip(ids) {
            let Some(found) = self.store.find_trace(id) else {
                return Reply::Failed { message: format!("No trace with the id {id}") };
            };
            *trace = found;
        }
        let versus = Versus::new(&self.store, traces, adjusted);
        let head = self.aligned_head(&versus);
        self.aligned = Some(versus);
        Reply::Aligned(Box::new(head))
    }

    fn aligned_head(&self, versus: &Versus) -> Aligned {
        let alone = |side: usize| {
            versus.pairs.iter().filter(|pair| pair.rows[1 - side].is_none()).count() as u32
        };
        let alone = [alone(0), alone(1)];
        let trace = |side: usize| TraceRow {
            start_time: versus.starts[side],
            duration: versus.lengths[side],
            ..self.trace_row(versus.traces[side])
        };
        Aligned {
            traces: [trace(0), trace(1)],
            matched: versus.pairs.len() as u32 - alone[0] - alone[1],
            alone,
            visible: versus.rows.lines().len() as u32,
            max_depth: versus.rows.max_depth(),
            causes: versus.causes(&self.store),
        }
    }

    pub(super) fn aligned_rows(&mut self, offset: u32, limit: u32) -> Reply {
        self.with_aligned(|store, versus| versus.window(store, offset, limit))
    }

    pub(super) fn aligned_fold(&mut self, fold: Fold) -> Reply {
        self.with_aligned(|_, versus| versus.fold(fold))
    }

    pub(super) fn aligned_narrow(&mut self, differing: bool) -> Reply {
        self.with_aligned(|store, versus| versus.narrow(store, differing))
    }

    pub(super) fn aligned_sums(&mut self, sort: AlignedSort, descending: bool) -> Reply {
        self.with_aligned(|store, versus| {
            let found = versus.operations(store, sort, descending);
            Reply::AlignedSums {
                more: found.len().saturating_sub(MOST_SUMS) as u32,
                rows: found.iter().take(MOST_SUMS).map(|sums| aligned_sums(store, sums)).collect(),
            }
        })
    }

    fn with_aligned(&mut self, answer: impl FnOnce(&SpanStore, &mut Versus) -> Reply) -> Reply {
        match &mut self.aligned {
            Some(versus) => answer(&self.store, versus),
            None => Reply::Failed { message: "No traces are compared".to_owned() },
        }
    }
}

fn aligned_sums(store: &SpanStore, sums: &query::OperationSums) -> AlignedSums {
    AlignedSums {
        name: store.strings.get(sums.name).to_owned(),
        service: store.service_name(sums.service).to_owned(),
        service_index: sums.service.0,
        sides: sums.sides,
        row: sums.row,
    }
}
