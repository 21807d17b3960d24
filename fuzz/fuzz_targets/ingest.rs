//! Any bytes: no panic, and the same whatever the chunks. The last byte is the size of a chunk.
//!
//! `cargo +nightly fuzz run ingest fuzz/corpus/ingest tests/fixtures/xray -- -max_total_time=60`
//! from the root of the project; what it finds goes to `tests/fixtures/crashes`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use spanmap::ingest::{Loader, Report, decode, detail, ingest};
use spanmap::model::StoreBuilder;

fuzz_target!(|data: &[u8]| {
    let Some((&size, bytes)) = data.split_last() else { return };
    let (store, report) = ingest("", bytes);

    let mut loader = Loader::new(StoreBuilder::default());
    loader.begin("");
    bytes.chunks(usize::from(size).max(1)).for_each(|chunk| loader.push(chunk));
    let (other, chunked) = loader.finish();
    assert_eq!(without_examples(report), without_examples(chunked));
    assert_eq!(store.len(), other.len());

    for span in store.span_ids().take(8) {
        let Some(record) = store.record(span) else { continue };
        let from = record.offset as usize;
        let text = &bytes[from..from + record.length as usize];
        let text = decode(text, store.sources()[0].charset);
        assert!(detail(&text, record.encoding, store.id(span), store.start(span)).is_some());
    }

    let mut loader = Loader::new(store.thaw());
    loader.push(bytes);
    loader.finish();
});

/// What follows a problem is shown as far as it had arrived: that depends on the chunks.
fn without_examples(mut report: Report) -> Report {
    report.problems.iter_mut().for_each(|problem| problem.example.clear());
    report
}
