//! Spans summed up, of the open trace or of all selected ones: in a table, and by call path.

use serde::{Deserialize, Serialize};

use super::load::count;
use super::{Engine, Example, Reply};
use crate::model::{Nanos, TraceId};
use crate::query::{
    self, ClassName, Flame, FlameBox, SpanClass, SplitBy, TableSort, attribute_names,
    selected_traces,
};

/// Rows beyond this are counted, not listed.
const MOST_ROWS: usize = 500;
/// Boxes of a picture; where there are more the thinnest are left out.
const MOST_BOXES: usize = 2_000;
/// The thinnest box drawn, as a share of the width: about a pixel.
const THINNEST: f64 = 1.0 / 1_500.0;
/// Names of attributes to choose from.
const MOST_NAMES: usize = 200;

/// How spans are told apart, and the order of the rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TableOrder {
    pub by: SplitBy,
    pub sort: TableSort,
    pub descending: bool,
}

impl Default for TableOrder {
    fn default() -> Self {
        Self { by: SplitBy::Operation, sort: TableSort::Total, descending: true }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SpanTable {
    pub rows: Vec<SpanTableRow>,
    /// Rows for which there was no room.
    pub more: u32,
}

/// Spans of a class.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SpanTableRow {
    pub name: ClassName,
    /// Stable number of the service, for its colour.
    pub service_index: Option<u32>,
    pub count: u32,
    pub traces: u32,
    /// Sum of durations, in parallel or not.
    pub total: Nanos,
    pub own: Nanos,
    pub p50: Nanos,
    pub p95: Nanos,
    /// Errors, throttles and faults.
    pub failed: u32,
}

/// Call paths as boxes, each before those below it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FlamePicture {
    pub boxes: Vec<PathBox>,
    /// Traces in it.
    pub traces: u32,
}

/// Spans of one call path. Places are shares of the width.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PathBox {
    /// Number of the path, by which it can be shown over the whole width.
    pub node: u32,
    pub parent: Option<u32>,
    pub depth: u32,
    pub left: f64,
    pub width: f64,
    pub name: String,
    pub service: String,
    pub service_index: u32,
    pub count: u32,
    pub failed: u32,
    /// Sum of durations.
    pub total: Nanos,
    /// Sum of self times.
    pub own: Nanos,
    /// Self times here and below: what the width shows.
    pub work: Nanos,
    /// The longest of the spans.
    pub longest: Example,
}

impl Engine {
    /// `all`: of all selected traces; otherwise of the open one.
    pub(super) fn span_table(&self, order: &TableOrder, all: bool) -> Reply {
        let mut table = query::SpanTable::new(&self.store, &order.by);
        match self.opened.as_ref().filter(|_| !all) {
            Some(open) => table.add_with(open.trace, &open.self_times),
            None => self.summed_traces(all).for_each(|trace| table.add(trace)),
        }
        let rows = table.finish(order.sort, order.descending);
        Reply::SpanTable(Box::new(SpanTable {
            more: rows.len().saturating_sub(MOST_ROWS) as u32,
            rows: rows.iter().take(MOST_ROWS).map(table_row).collect(),
        }))
    }

    pub(super) fn flame(&self, root: Option<u32>, all: bool) -> Reply {
        let mut flame = Flame::default();
        match self.opened.as_ref().filter(|_| !all) {
            Some(open) => flame.add_with(&self.store, open.trace, &open.self_times),
            None => self.summed_traces(all).for_each(|trace| flame.add(&self.store, trace)),
        }
        flame.finish();
        let mut thinnest = THINNEST;
        let mut boxes = flame.boxes(root, thinnest);
        while boxes.len() > MOST_BOXES && thinnest < 1.0 {
            thinnest *= 2.0;
            boxes = flame.boxes(root, thinnest);
        }
        Reply::Flame(Box::new(FlamePicture {
            boxes: boxes.iter().map(|spot| self.path_box(&flame, spot)).collect(),
            traces: if all { count(self.selected.count_ones(..) as u64) } else { 1 },
        }))
    }

    fn path_box(&self, flame: &Flame, spot: &FlameBox) -> PathBox {
        let node = &flame.nodes[spot.node as usize];
        let trace = self.store.trace_of(node.longest);
        PathBox {
            node: spot.node,
            parent: node.parent,
            depth: spot.depth,
            left: spot.left,
            width: spot.width,
            name: self.store.strings.get(node.name).to_owned(),
            service: self.store.service_name(node.service).to_owned(),
            service_index: node.service.0,
            count: node.count,
            failed: node.failed,
            total: node.total,
            own: node.own,
            work: node.work,
            longest: Example {
                trace: self.store.trace_text(trace).to_owned(),
                span: self.store.trace(trace).row(node.longest) as u32,
                time: Some(self.store.duration(node.longest)),
            },
        }
    }

    /// Attributes that spans can be told apart by.
    pub(super) fn span_keys(&self, all: bool) -> Reply {
        let traces = match self.opened.as_ref().filter(|_| !all) {
            Some(open) => vec![open.trace],
            None => self.summed_traces(all).collect(),
        };
        let spans = traces.iter().flat_map(|&trace| self.store.trace(trace).spans());
        let names = attribute_names(&self.store, spans);
        Reply::SpanKeys(names.into_iter().take(MOST_NAMES).map(|(name, _)| name).collect())
    }

    /// None where there is no open trace to sum up.
    fn summed_traces(&self, all: bool) -> impl Iterator<Item = TraceId> {
        selected_traces(&self.store, &self.selected).filter(move |_| all)
    }
}

fn table_row(class: &SpanClass) -> SpanTableRow {
    let quantile = |q| class.lengths.quantile(q).unwrap_or_default();
    SpanTableRow {
        name: class.name.clone(),
        service_index: class.service,
        count: class.count,
        traces: class.traces,
        total: class.total,
        own: class.own,
        p50: quantile(0.5),
        p95: quantile(0.95),
        failed: class.failed,
    }
}
