//! What a span costs, when all is loaded and while it is.

#[path = "../benches/common/random.rs"]
mod random;
#[path = "../benches/common/segments.rs"]
mod segments;
#[path = "../benches/common/spans.rs"]
mod spans;

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use spanmap::ingest::{Loader, ingest};
use spanmap::model::StoreBuilder;

/// Counts what is held. A block that grows is held twice meanwhile, as in a module of WebAssembly.
struct Counting;

static HELD: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

// SAFETY: the system's allocator does the work, with what it is given.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let held = HELD.fetch_add(layout.size(), Relaxed) + layout.size();
        PEAK.fetch_max(held, Relaxed);
        // SAFETY: as above.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Relaxed);
        // SAFETY: as above.
        unsafe { System.dealloc(block, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The counts are of the whole process: one test at a time.
static ALONE: Mutex<()> = Mutex::new(());

const MIB: f64 = (1 << 20) as f64;

/// Beside its distinct strings a span takes 100 bytes at most, with the attributes that spans usually have.
#[test]
fn a_span_takes_a_hundred_bytes() {
    let _alone = ALONE.lock();
    for (format, text) in [
        ("otlp", spans::otlp(10_000)),
        ("zipkin", spans::zipkin(10_000)),
        ("jaeger", spans::jaeger(10_000)),
    ] {
        let (store, _) = ingest("", text.as_bytes());
        let bytes = store.column_bytes() as f64 / store.len() as f64;
        println!(
            "{format}: {bytes:.1} bytes, {:.1} attributes a span",
            store.attributes.len() as f64 / store.len() as f64
        );
        assert!(bytes <= 100.0, "{format}: {bytes:.1}");
    }
}

/// While a file is loaded it takes 64 MiB more than the store at the end for a million spans, and for fewer
/// their share of that and a little for chunks and tables.
#[test]
fn loading_takes_little_more_than_the_store() {
    let _alone = ALONE.lock();
    // Just past a length at which lists of spans have grown.
    const SPANS: usize = 52_000;
    for (format, text) in formats() {
        peak(format, &text(SPANS), 64.0 * SPANS as f64 / 1e6 + 2.5);
    }
}

/// `cargo test --release --test memory -- --ignored --nocapture`
#[test]
#[ignore = "takes a minute"]
fn loading_a_million_spans_takes_little_more_than_the_store() {
    let _alone = ALONE.lock();
    for (format, text) in formats() {
        peak(format, &text(1_000_000), 64.0);
    }
}

/// Writes so many spans.
type Writer = fn(usize) -> String;

fn formats() -> [(&'static str, Writer); 5] {
    [
        ("otlp", spans::otlp),
        ("jaeger", spans::jaeger),
        ("zipkin", spans::zipkin),
        ("xray lines", segments::lines),
        ("xray batch", segments::batch),
    ]
}

/// Loads a text; what it takes beside the store that comes of it is at most so many MiB.
fn peak(format: &str, text: &str, most: f64) {
    let before = HELD.load(Relaxed);
    let held = |now: &AtomicUsize| (now.load(Relaxed) - before) as f64 / MIB;
    PEAK.store(before, Relaxed);
    let mut loader = Loader::new(StoreBuilder::default());
    loader.begin("");
    text.as_bytes().chunks(1 << 20).for_each(|chunk| loader.push(chunk));
    loader.end();
    let (read, reading) = (held(&HELD), held(&PEAK));
    let (store, _) = loader.finish();
    let (end, peak) = (held(&HELD), held(&PEAK));
    let over = peak - end;
    println!(
        "{format}: {} spans of {:.0} MiB: read {read:.1} (peak {reading:.1}), store {end:.1}, \
         peak {peak:.1}: {over:.1} MiB over the store",
        store.len(),
        text.len() as f64 / MIB
    );
    assert!(over <= most, "{format}: {over:.1} MiB over the store of {end:.1} MiB");
}
