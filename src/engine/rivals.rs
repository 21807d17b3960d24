//! Traces that one is sensibly compared with.

use serde::{Deserialize, Serialize};

use super::{Engine, Reply, TraceRow};
use crate::model::{Nanos, TraceId, sort_by_key};
use crate::query::{root, selected_traces, shape};

/// Traces to compare one with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Rivals {
    /// Other selected traces that begin with the same request.
    pub alike: u32,
    /// Each trace once.
    pub list: Vec<(RivalSort, TraceRow)>,
}

/// What makes a trace worth a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum RivalSort {
    /// Of those with the same request.
    Fastest,
    Median,
    Slowest,
    /// It was looked at before.
    Seen,
}

impl Engine {
    /// `seen`: ids of traces looked at before.
    pub(super) fn rivals(&self, id: &str, seen: &[String]) -> Reply {
        let Some(trace) = self.store.find_trace(id) else {
            return Reply::Failed { message: format!("No trace with the id {id}") };
        };
        let alike = self.alike(trace);
        // How long a trace of parts took nobody knows: it is none of these where there are whole ones.
        let is_whole = |trace: &&TraceId| !self.index.partial[trace.index()];
        let whole: Vec<TraceId> = alike.iter().filter(is_whole).copied().collect();
        let ranked = if whole.is_empty() { &alike } else { &whole };
        let mut found: Vec<(RivalSort, TraceId)> = Vec::new();
        let mut offer = |why, other: Option<TraceId>| {
            let is_new = |&other: &TraceId| other != trace && found.iter().all(|f| f.1 != other);
            found.extend(other.filter(is_new).map(|other| (why, other)));
        };
        offer(RivalSort::Fastest, ranked.first().copied());
        offer(RivalSort::Slowest, ranked.last().copied());
        offer(RivalSort::Median, ranked.get(ranked.len() / 2).copied());
        seen.iter().for_each(|id| offer(RivalSort::Seen, self.store.find_trace(id)));
        // The extremes go first, so that of few traces none is called the median.
        sort_by_key(&mut found, |rival| rival.0);
        let rival = |&(why, trace)| (why, self.trace_row(trace));
        Reply::Rivals(Box::new(Rivals {
            alike: alike.len() as u32,
            list: found.iter().map(rival).collect(),
        }))
    }

    /// The other selected traces of the same entry, the fastest first. Paths may differ in numbers and ids.
    fn alike(&self, trace: TraceId) -> Vec<TraceId> {
        let (store, index) = (&self.store, &self.index);
        let service = |trace| store.service(index.entry(trace));
        let called = |trace| shape(&root(store, index, trace));
        let wanted = (service(trace), called(trace));
        let is_alike = |&other: &TraceId| {
            other != trace && service(other) == wanted.0 && called(other) == wanted.1
        };
        let mut alike: Vec<TraceId> =
            selected_traces(store, &self.selected).filter(is_alike).collect();
        let length = |trace| -> Nanos { store.trace(trace).end.minus(store.trace(trace).start) };
        sort_by_key(&mut alike, |&trace| (length(trace), trace));
        alike
    }
}
