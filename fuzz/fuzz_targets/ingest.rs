//! Any bytes: no panic, and the same whatever the chunks. The last byte is the size of a chunk.
//!
//! `cargo +nightly fuzz run ingest fuzz/corpus/ingest tests/fixtures/xray -- -max_total_time=60`
//! from the root of the project; what it finds goes to `tests/fixtures/crashes`.

#![no_main]

mod common;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((&size, bytes)) = data.split_last() else { return };
    common::check(bytes, usize::from(size));
});
