//! What is understood of trace files, as text to read beside them: what was read and what was wrong,
//! traces as trees with all that is kept of each span, the map, and what the detail of each span shows
//! beside its attributes.
//!
//! ```text
//! dump FILE..
//! ```

#[path = "../tests/common/mod.rs"]
mod common;

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use spanmap::ingest::{Facts, Loader, detail, facts};
use spanmap::model::{SpanId, SpanStore, StoreBuilder};

fn main() {
    if let Err(problem) = run() {
        eprintln!("dump: {problem}");
        std::process::exit(1);
    }
}

fn run() -> Result<(), String> {
    let mut loader = Loader::new(StoreBuilder::default());
    let mut files = Vec::new();
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path).map_err(|problem| format!("{path}: {problem}"))?;
        let name = Path::new(&path).file_name().unwrap_or_default().to_string_lossy();
        loader.begin(&name);
        loader.push(&bytes);
        files.push(bytes);
    }
    let (store, report) = loader.finish();
    let mut out = common::report(&report) + &common::full(&store) + &common::map(&store);
    for span in store.span_ids() {
        if let Some(facts) = told(&store, span, &files) {
            let _ = writeln!(out, "{:016x} {:?} {facts:?}", store.id(span), store.name(span));
        }
    }
    std::io::stdout().write_all(out.as_bytes()).map_err(|problem| problem.to_string())
}

/// What the detail of a span shows in groups: exceptions, events, metadata and a statement.
fn told(store: &SpanStore, span: SpanId, files: &[Vec<u8>]) -> Option<Facts> {
    let record = store.record(span)?;
    let from = record.offset as usize;
    let stretch = files[record.source.index()].get(from..from + record.length as usize)?;
    let mut facts = facts(&detail(stretch, record.encoding, store.id(span), store.start(span))?);
    (facts.http, facts.aws, facts.sql) = Default::default();
    (facts != Facts::default()).then_some(facts)
}
