//! What holds for any bytes.

use spanmap::ingest::{Loader, Report, decode, detail, facts, ingest};
use spanmap::model::{SpanStore, StoreBuilder};

use super::dump;

/// No panic; the same whatever the chunks; each span's text found again; more can be loaded.
pub fn check(bytes: &[u8], chunk: usize) {
    let (store, report) = ingest("", bytes);
    let (other, chunked) = in_chunks(bytes, chunk.max(1));
    assert_eq!(without_examples(report), without_examples(chunked));
    assert_eq!(dump::full(&store), dump::full(&other));
    assert_eq!(dump::graph(&store), dump::graph(&other));
    for span in store.span_ids().take(8) {
        let Some(record) = store.record(span) else { continue };
        let from = record.offset as usize;
        let text = &bytes[from..from + record.length as usize];
        let text = decode(text, store.sources()[0].charset);
        let raw = detail(&text, record.encoding, store.id(span), store.start(span));
        let _ = facts(&raw.expect("what was read is read again"));
    }
    let mut loader = Loader::new(store.thaw());
    loader.push(bytes);
    loader.finish();
}

fn in_chunks(bytes: &[u8], size: usize) -> (SpanStore, Report) {
    let mut loader = Loader::new(StoreBuilder::default());
    loader.begin("");
    bytes.chunks(size).for_each(|chunk| loader.push(chunk));
    loader.finish()
}

/// What follows a problem is shown as far as it had arrived: that depends on the chunks.
fn without_examples(mut report: Report) -> Report {
    report.problems.iter_mut().for_each(|problem| problem.example.clear());
    report
}
