//! Everything that the worker can do, behind one plain function: [`Engine::handle`].
//!
//! The engine holds the data and the present question (filter, time range, thresholds); answers are
//! small and sized by the screen. It knows no thread, no clock and no DOM: the worker, a page that
//! may not have workers, tests and benches all call the same function.

mod aligned;
mod analysis;
pub mod api;
mod clause;
mod close_up;
mod compared;
mod complete;
mod events;
mod export;
mod findings;
mod finds;
mod gathered;
mod load;
mod note;
mod opened;
mod overview;
mod place;
mod reply;
mod request;
mod rivals;
mod search;
mod span;
mod span_sums;
mod sql;
mod table;
mod thresholds;
mod tint;
mod why;

use fixedbitset::FixedBitSet;

pub use self::aligned::{Aligned, AlignedRow, AlignedSpan, AlignedSums};
pub use self::findings::*;
pub use self::load::Progress;
pub use self::note::{GapNote, Note, Remark};
pub use self::reply::*;
pub use self::request::*;
pub use self::rivals::{RivalSort, Rivals};
pub use self::span_sums::{FlamePicture, PathBox, SpanTable, SpanTableRow, TableOrder};
pub use self::thresholds::{Limits, ServiceThresholds, Thresholds};
pub use self::tint::{TINTS, Tint, Tinted};
pub use crate::ingest::{ExceptionDetail, Fact, Reason, StackFrame};
pub use crate::query::{
    AlignedSort, ClassName, Focus, Framing, GROUP, GroupBy, Least, Method, NumberSpread, Role,
    SideSums, SplitBy, TableSort, TraceSort, WasteKind,
};

use crate::model::{SpanStore, TraceId};
use crate::query::filter::Filter;
use crate::query::{self, Frame, Index, ServiceGraph};

/// All that a worker holds.
#[derive(Default)]
pub struct Engine {
    store: SpanStore,
    index: Index,
    report: api::LoadReport,
    loader: Option<load::Loading>,
    /// The question in force.
    view: View,
    thresholds: query::Thresholds,
    filter: Filter,
    /// Traces that match the filter, and those of them in the range.
    matching: FixedBitSet,
    selected: FixedBitSet,
    /// The map of all data, and what of it is drawn.
    whole: ServiceGraph,
    frame: Frame,
    /// Of `selected`: all of it, and as it is drawn.
    graph: ServiceGraph,
    drawn: ServiceGraph,
    plan: place::Plan,
    /// The trace list in its last order.
    list: Option<(Vec<ListOrder>, Vec<TraceId>)>,
    /// Of `selected`, once somebody asked.
    facet_counts: Option<Vec<query::Facet>>,
    opened: Option<opened::OpenTrace>,
    aligned: Option<aligned::Versus>,
    vocabulary: query::Vocabulary,
    sampling: Option<query::SamplingFacts>,
}

impl Engine {
    pub fn new() -> Self {
        Self::default()
    }

    /// Answers a request. `bytes` are the stretches that an earlier `Reply::Need` to the same request
    /// asked for, in its order; an empty stretch is one that could not be read.
    pub fn handle(&mut self, request: Request, bytes: Option<&[Vec<u8>]>) -> Reply {
        match request {
            Request::View(view) => self.set_view(view),
            Request::Relayout => self.relayout(),
            Request::Route { moved } => self.reroute(&moved),
            Request::Traces(page) => self.trace_rows(&page),
            Request::TraceTable { orders, annotations } => self.trace_table(&orders, &annotations),
            Request::Node { id } => self.node_details(&id),
            Request::Edge { source, target } => self.edge_details(&source, &target),
            Request::Open { id, adjusted } => self.open(&id, adjusted),
            Request::Adjust { adjusted } => self.adjust(adjusted),
            Request::Rows { offset, limit } => {
                self.with_open(|store, open| open.window(store, offset, limit))
            }
            Request::Align { ids, adjusted } => self.align(&ids, adjusted),
            Request::AlignedRows { offset, limit } => self.aligned_rows(offset, limit),
            Request::AlignedFold(fold) => self.aligned_fold(fold),
            Request::AlignedNarrow { differing } => self.aligned_narrow(differing),
            Request::AlignedSums { sort, descending } => self.aligned_sums(sort, descending),
            Request::Rivals { id, seen } => self.rivals(&id, &seen),
            Request::Complete { text, caret } => self.complete(&text, caret),
            Request::Why => self.why(),
            Request::Fold(fold) => self.with_open(|store, open| open.fold(store, fold)),
            Request::Find(wanted) => self.with_open(|store, open| open.find(store, &wanted)),
            Request::Paint { by } => self.with_open(|store, open| open.paint(store, by)),
            Request::SpanTable { order, all } => self.span_table(&order, all),
            Request::Flame { root, all } => self.flame(root, all),
            Request::SpanKeys { all } => self.span_keys(all),
            Request::Failures => self.with_open(|store, open| open.failures(store)),
            Request::Span { span } => self.span_detail(span, bytes),
            Request::FailureGroups => self.failure_groups(),
            Request::Compare { picked } => self.compared(&picked),
            Request::TimeShares => self.time_shares(),
            Request::Waste => self.waste(),
            Request::Facets(wanted) => self.facets(&wanted),
            Request::Spread { columns, rows } => self.spread(columns, rows),
            Request::Within { plane, limit } => self.within(plane, limit),
            Request::Report => self.loaded(),
            Request::Clear => self.clear(),
        }
    }

    /// An engine whose data did not come from files.
    pub fn of(store: SpanStore) -> Self {
        let mut engine = Self::default();
        engine.adopt(store);
        engine
    }

    /// Makes a store the present data.
    fn adopt(&mut self, store: SpanStore) {
        self.index = Index::new(&store);
        self.store = store;
        self.opened = None;
        self.aligned = None;
        self.vocabulary = query::Vocabulary::default();
        self.sampling = query::sampling_facts(&self.store);
        self.refresh_matches();
        self.select(everything(self.store.traces().len()));
        self.whole = self.graph.clone();
        self.reframe();
        self.refresh_selection();
    }

    fn clear(&mut self) -> Reply {
        *self = Self { view: std::mem::take(&mut self.view), ..Self::default() };
        let filter = Filter::parse_with(&self.view.filter, &self.view.groups);
        self.filter = filter.unwrap_or_default();
        self.adopt(SpanStore::default());
        self.overview()
    }

    fn open(&mut self, id: &str, adjusted: bool) -> Reply {
        let Some(trace) = self.store.find_trace(id) else {
            return Reply::Failed { message: format!("No trace with the id {id}") };
        };
        self.aligned = None;
        self.opened = Some(self.open_trace(trace, adjusted));
        self.head()
    }

    fn adjust(&mut self, adjusted: bool) -> Reply {
        if let Some(open) = &mut self.opened {
            open.adjust(&self.store, adjusted);
        }
        self.head()
    }

    fn head(&self) -> Reply {
        let Some(open) = &self.opened else { return no_trace() };
        let title = query::row(&self.store, &self.index, open.trace).root;
        Reply::Opened(Box::new(open.head(&self.store, &self.index, title)))
    }

    fn open_trace(&self, trace: TraceId, adjusted: bool) -> opened::OpenTrace {
        opened::OpenTrace::new(&self.store, trace, &self.cut_sources(), adjusted)
    }

    fn with_open(
        &mut self,
        answer: impl FnOnce(&SpanStore, &mut opened::OpenTrace) -> Reply,
    ) -> Reply {
        match &mut self.opened {
            Some(open) => answer(&self.store, open),
            None => no_trace(),
        }
    }

    fn span_detail(&mut self, row: u32, bytes: Option<&[Vec<u8>]>) -> Reply {
        let Some(open) = self.opened.as_ref().filter(|open| open.has(row)) else {
            return Reply::Failed { message: format!("The open trace has no span {row}") };
        };
        let stretch = span::stretch(&self.store, open.span_id(&self.store, row));
        match (stretch, bytes) {
            (Some(stretch), None) => Reply::Need { stretches: vec![stretch] },
            (_, bytes) => {
                let document = bytes.and_then(|b| b.first()).map(Vec::as_slice);
                span::detail(&self.store, open, row, document)
            }
        }
    }
}

fn no_trace() -> Reply {
    Reply::Failed { message: "No trace is open".to_owned() }
}

/// A selection of all traces.
fn everything(traces: usize) -> FixedBitSet {
    let mut all = FixedBitSet::with_capacity(traces);
    all.insert_range(..);
    all
}
