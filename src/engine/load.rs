//! Loading: bytes in, a new store out, the old one kept until then.

use super::api::{LoadReport, Problem, SourceReport};
use super::{Engine, Reason, Reply};
use crate::ingest::{Format, Loader, Report};
use crate::model::{Capacity, SourceId, SpanStore, StoreBuilder};

/// How far a load has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub bytes: u64,
    pub spans: u64,
}

impl Engine {
    /// Begins a load; what is there stays for `append`, and comes back if the load is cancelled. Beyond the
    /// capacity, which counts what was there, nothing is read.
    pub fn begin_load(&mut self, append: bool, capacity: Capacity) {
        let mut builder = match append {
            true => std::mem::take(&mut self.store).thaw(),
            false => StoreBuilder::default(),
        };
        builder.capacity = capacity;
        self.loader = Some(Loading { loader: Loader::new(builder), append });
    }

    /// A file or stream of the load begins; with a format, only records of it are read.
    pub fn begin_source(&mut self, name: &str, only: Option<Format>) {
        if let Some(loading) = &mut self.loader {
            loading.loader.begin_as(name, only);
        }
    }

    pub fn push(&mut self, chunk: &[u8]) {
        if let Some(loading) = &mut self.loader {
            loading.loader.push(chunk);
        }
    }

    /// The host has something to tell of the source: why it broke off, what was left out of an archive.
    pub fn note(&mut self, reason: &str, path: &str, offset: u64) {
        if let Some(loading) = &mut self.loader {
            loading.loader.note(reason, path, offset);
        }
    }

    pub fn end_source(&mut self) {
        if let Some(loading) = &mut self.loader {
            loading.loader.end();
        }
    }

    pub fn progress(&self) -> Progress {
        self.loader.as_ref().map_or_else(Progress::default, |l| Progress {
            bytes: l.loader.bytes(),
            spans: l.loader.spans() as u64,
        })
    }

    /// Makes the loaded data the present ones. `milliseconds`: how long it took; the engine has no clock.
    pub fn finish_load(&mut self, milliseconds: f64) -> LoadReport {
        let Some(Loading { loader, append }) = self.loader.take() else {
            return self.report.clone();
        };
        let (store, report) = loader.finish();
        let before = append.then(|| std::mem::take(&mut self.report));
        self.report = load_report(&store, &report, milliseconds, before);
        self.adopt(store);
        self.report.clone()
    }

    /// Back to what was there before the load.
    pub fn cancel_load(&mut self) {
        if let Some(Loading { loader, append }) = self.loader.take()
            && append
        {
            let store = loader.abandon();
            self.adopt(store);
        }
    }

    /// Sources whose text ended too early.
    pub(super) fn cut_sources(&self) -> Vec<SourceId> {
        let is_cut = |p: &&Problem| matches!(p.code, Reason::Cut | Reason::CutRecord);
        self.report.problems.iter().filter(is_cut).map(|p| SourceId(p.source)).collect()
    }

    pub(super) fn loaded(&self) -> Reply {
        Reply::Loaded(self.report.clone())
    }
}

/// A load under way.
pub(super) struct Loading {
    loader: Loader,
    append: bool,
}

fn load_report(
    store: &SpanStore,
    report: &Report,
    milliseconds: f64,
    before: Option<LoadReport>,
) -> LoadReport {
    let file = |source: SourceId| {
        store.sources().get(source.index()).map_or(String::new(), |s| s.name.clone())
    };
    let before = before.unwrap_or_default();
    let mut problems = before.problems;
    problems.extend(report.problems.iter().map(|p| Problem {
        reason: p.reason.clone(),
        code: p.kind,
        source: p.source.0,
        file: file(p.source),
        path: p.path.clone(),
        offset: p.offset as f64,
        example: p.example.clone(),
        count: count(p.count),
    }));
    let mut sources = before.sources;
    sources.extend(report.sources.iter().map(|s| SourceReport {
        name: s.name.clone(),
        format: if s.is_mixed { MIXED } else { s.format.map_or("", Format::name) }.to_owned(),
        bytes: s.bytes as f64,
        spans: count(s.spans),
        records: count(s.records),
    }));
    LoadReport {
        format: common_format(&sources),
        traces: store.traces().len() as u32,
        spans: count(store.span_count() as u64),
        services: store.services.iter().filter(|(_, s)| s.name.0 != 0).count() as u32,
        bytes: sources.iter().map(|s| s.bytes).sum(),
        milliseconds,
        skipped: before.skipped + count(report.skipped),
        merged: before.merged + count(report.merged),
        left_out: before.left_out + count(report.left_out),
        problems,
        sources,
    }
}

/// Records of several formats.
const MIXED: &str = "mixed";

fn common_format(sources: &[SourceReport]) -> String {
    let mut formats = sources.iter().map(|s| s.format.as_str()).filter(|f| !f.is_empty());
    let Some(first) = formats.next() else { return String::new() };
    if formats.all(|f| f == first) { first.to_owned() } else { MIXED.to_owned() }
}

/// Counts cross to JavaScript as 32 bits.
pub(super) fn count(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
