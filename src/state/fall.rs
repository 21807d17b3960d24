//! How the open trace is looked at, and the spans of all.

use crate::engine::{SplitBy, TableOrder, Wanted};

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fall {
    /// Spans that are marked, or alone on show.
    pub wanted: Wanted,
    /// Alike siblings are one row.
    pub alike: bool,
    /// The span that stands for the whole trace meanwhile.
    pub root: Option<u32>,
    /// What stands in the place of the waterfall, and of the list of traces.
    pub of_one: SumView,
    pub of_all: SumView,
    pub table: TableOrder,
    /// What bars are coloured by.
    pub paint: SplitBy,
}

/// Spans one by one, or summed up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SumView {
    #[default]
    Rows,
    Table,
    Flame,
}

impl Fall {
    /// `all`: in the place of the list of traces.
    pub fn shown(&self, all: bool) -> SumView {
        if all { self.of_all } else { self.of_one }
    }
}
