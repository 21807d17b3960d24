//! What holds for any bytes: nothing panics, chunks do not matter, a part gives a part.

mod common;

use std::collections::BTreeSet;
use std::{fs, path::Path};

use proptest::prelude::*;
use serde_json::Value;
use spanmap::ingest::{Loader, Report, detail, ingest};
use spanmap::model::{SpanStore, StoreBuilder};

#[test]
fn chunks_do_not_matter() {
    for (file, bytes) in files() {
        let whole = text(&ingest("file", &bytes));
        for (size, most) in [(1, 100_000), (7, 400_000), (100, usize::MAX)] {
            if bytes.len() <= most {
                assert!(whole == text(&in_chunks(&bytes, size)), "{file} in chunks of {size}");
            }
        }
    }
}

#[test]
fn the_name_does_not_matter() {
    for (file, bytes) in files() {
        let under = |name| {
            let (store, mut report) = ingest(name, &bytes);
            report.sources[0].name.clear();
            text(&(store, report))
        };
        assert!(under("trace.otlp.pb.gz") == under(&file), "{file}");
    }
}

/// Small files are cut everywhere, large ones at some of their bytes.
#[test]
fn a_prefix_gives_some_of_the_spans() {
    for (file, bytes) in files().filter(|(_, bytes)| bytes.len() < 1_000_000) {
        let whole = named_spans(&bytes);
        let cuts = if bytes.len() < 2000 { bytes.len() } else { 500_000 / bytes.len() + 1 };
        // A prime, so that the cuts of several files are not all of one kind.
        for end in
            (0..bytes.len()).skip(bytes.len() % 37).step_by((bytes.len() / cuts.max(1)).max(1))
        {
            let part = named_spans(&bytes[..end]);
            assert!(part.is_subset(&whole), "{file} up to {end}");
        }
    }
}

/// Records may stand in any order in their lists, and lines in any order in their file.
#[test]
fn the_order_of_records_does_not_matter() {
    for (file, bytes) in files().filter(|(_, bytes)| bytes.len() < 300_000) {
        let Some(mut documents) = parsed(&bytes) else { continue };
        let whole = sorted_dump(&written(&documents));
        for seed in [1, 2] {
            shuffle(&mut documents, seed);
            for document in &mut documents {
                shuffle_records(document, seed);
            }
            let text = written(&documents);
            let found = sorted_dump(&text);
            assert!(whole == found, "{file}");
        }
    }
}

#[test]
fn a_file_loaded_twice_is_loaded_once() {
    for (file, bytes) in files() {
        let once = ingest("", &bytes).0;
        let mut loader = Loader::new(once.clone().thaw());
        loader.begin("");
        loader.push(&bytes);
        let (twice, _) = loader.finish();
        assert_eq!(spans(&once), spans(&twice), "{file}");
        assert_eq!(once.traces().len(), twice.traces().len(), "{file}");
        assert_eq!(once.graph, twice.graph, "{file}");
    }
}

/// Inputs that once went wrong.
#[test]
fn past_crashes_stay_mended() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/crashes");
    for file in fs::read_dir(folder).into_iter().flatten().flatten() {
        let bytes = fs::read(file.path()).unwrap();
        survive(&bytes);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        survive(&bytes);
    }

    #[test]
    fn any_tokens_are_survived(tokens in prop::collection::vec(0..TOKENS.len(), 0..120)) {
        let soup: String = tokens.into_iter().map(|t| TOKENS[t]).collect();
        survive(soup.as_bytes());
    }

    #[test]
    fn any_change_to_a_file_is_survived(
        file in 0..64usize,
        at in any::<prop::sample::Index>(),
        with in prop::sample::select(&TOKENS[..]),
        length in 0..9usize,
    ) {
        let mut fixtures = fixtures();
        let (_, mut bytes) = fixtures.swap_remove(file % fixtures.len());
        let from = at.index(bytes.len());
        let to = (from + length).min(bytes.len());
        bytes.splice(from..to, with.bytes());
        survive(&bytes);
    }
}

/// Pieces that the reader and the splitter decide by.
const TOKENS: [&str; 58] = [
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "\n",
    "\\n",
    " ",
    "{\"",
    "\":",
    "\":\"",
    "\",\"",
    "\"Traces\":[",
    "\"Segments\":[",
    "\"Document\":\"{",
    "\"Document\":{",
    "\"Services\":[",
    "\"TraceSummaries\":[",
    "\"data\":",
    "\"Id\":\"1-65000000-00112233445566778899aabb\",",
    "\"ReferenceId\":1,",
    "\"HasFault\":true,",
    "\"Edges\":[",
    "\"LimitExceeded\":true",
    "{\"trace_id\":\"1-65000000-00112233445566778899aabb\",\"id\":\"00000000000000ff\",\"start_time\":1,\"end_time\":2,",
    "\"name\":\"n\"",
    "\"subsegments\":[",
    "\"annotations\":{",
    "\"cause\":",
    "\"http\":{",
    "\"aws\":{\"resource_names\":[\"r\"]}",
    "\"namespace\":\"aws\"",
    "\"in_progress\":true}",
    "1.5E9",
    "-1",
    "1e999",
    "null",
    "true",
    "\\ud800",
    "\u{feff}",
    "한",
    "\"resourceSpans\":[",
    "\"scopeSpans\":[",
    "\"spans\":[",
    "\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":{\"stringValue\":\"s\"}}]}",
    "\"scope\":{\"name\":\"h\"}",
    "{\"traceId\":\"0af7651916cd43dd8448eb211c80319c\",\"spanId\":\"00000000000000ff\",\"startTimeUnixNano\":\"1\",\"endTimeUnixNano\":\"2\"",
    "\"links\":[",
    "{\"traceId\":\"8448eb211c80319c\",\"id\":\"00000000000000ff\",\"kind\":\"SERVER\",\"timestamp\":1,\"duration\":2",
    "\"binaryAnnotations\":[{\"key\":\"sa\",\"value\":true,\"endpoint\":{\"serviceName\":\"z\"}}]",
    "\"annotations\":[{\"timestamp\":1,\"value\":\"cs\"},{\"timestamp\":1,\"value\":\"sr\"}]",
    "{\"traceID\":\"8448eb211c80319c\",\"spanID\":\"00000000000000fe\",\"processID\":\"p1\",\"startTime\":1,\"duration\":2",
    "\"references\":[{\"refType\":\"FOLLOWS_FROM\",\"traceID\":\"8448eb211c80319c\",\"spanID\":\"00000000000000ff\"}]",
    "\"processes\":{\"p1\":{\"serviceName\":\"q\"}}",
    "\"_source\":",
];

/// Reads in one piece and in small ones, looks at every span, appends to what was loaded.
fn survive(bytes: &[u8]) {
    let whole = ingest("file", bytes);
    for size in [1, 3, 64] {
        assert_eq!(text(&whole), text(&in_chunks(bytes, size)), "in chunks of {size}");
    }
    let (store, _) = whole;
    for span in store.span_ids() {
        let record = store.record(span).unwrap();
        let from = record.offset as usize;
        let text = &bytes[from..from + record.length as usize];
        let _ = detail(text, record.encoding, store.id(span), store.start(span));
        let _ = detail(bytes, record.encoding, store.id(span), store.start(span));
    }
    let mut loader = Loader::new(store.thaw());
    loader.push(bytes);
    loader.finish();
}

fn in_chunks(bytes: &[u8], size: usize) -> (SpanStore, Report) {
    let mut loader = Loader::new(StoreBuilder::default());
    loader.begin("file");
    bytes.chunks(size).for_each(|chunk| loader.push(chunk));
    loader.finish()
}

fn text((store, report): &(SpanStore, Report)) -> String {
    common::full(store) + &common::graph(store) + &common::report(report)
}

/// Trace and span ids; rows of summaries, which have none, left out.
fn spans(store: &SpanStore) -> BTreeSet<u64> {
    store.span_ids().map(|s| store.id(s)).filter(|&id| id != 0).collect()
}

/// Own fixtures, and the corpus where it is there.
fn files() -> impl Iterator<Item = (String, Vec<u8>)> {
    let corpus = common::corpus().into_iter().map(|e| (e.file, e.bytes));
    fixtures().into_iter().chain(corpus)
}

fn fixtures() -> Vec<(String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let folders = ["jaeger", "otlp", "xray", "zipkin"].map(|format| root.join(format));
    let files = folders.iter().flat_map(|folder| fs::read_dir(folder).unwrap());
    let mut paths: Vec<_> = files.map(|f| f.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().map(|p| (p.display().to_string(), fs::read(p).unwrap())).collect()
}

/// Ids with names; what a span takes from others (its service, an end) may not be there yet.
fn named_spans(bytes: &[u8]) -> BTreeSet<(u64, String)> {
    let (store, _) = ingest("", bytes);
    let named = store.span_ids().map(|s| (store.id(s), store.name(s).to_owned()));
    named.filter(|s| s.0 != 0).collect()
}

/// The JSON values that a file consists of; none if it is not wholly that.
fn parsed(bytes: &[u8]) -> Option<Vec<Value>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    serde_json::Deserializer::from_slice(bytes).into_iter().collect::<Result<_, _>>().ok()
}

fn written(documents: &[Value]) -> String {
    documents.iter().map(|document| format!("{document}\n")).collect()
}

/// Lists whose elements are records, or envelopes of some. What Elasticsearch's lines say of the next is no such thing.
fn shuffle_records(value: &mut Value, seed: usize) {
    const LISTS: [&str; 17] = [
        "data",
        "spans",
        "Spans",
        "Traces",
        "traces",
        "Segments",
        "segments",
        "TraceSegmentDocuments",
        "subsegments",
        "resourceSpans",
        "resource_spans",
        "scopeSpans",
        "scope_spans",
        "batches",
        "result",
        "instrumentationLibrarySpans",
        "hits",
    ];
    match value {
        Value::Array(list) => {
            shuffle(list, seed);
            list.iter_mut().for_each(|item| shuffle_records(item, seed));
        }
        Value::Object(members) => {
            for (name, member) in members.iter_mut() {
                if LISTS.contains(&name.as_str()) {
                    shuffle_records(member, seed);
                }
            }
        }
        _ => {}
    }
}

/// Always in the same way.
fn shuffle<T>(list: &mut [T], seed: usize) {
    for at in (1..list.len()).rev() {
        list.swap(at, (at * 7919 + seed * 104_729) % (at + 1));
    }
}

/// All that is known of all spans; what was joined of copies stands in the order in which they came.
fn sorted_dump(text: &str) -> String {
    let (store, _) = ingest("", text.as_bytes());
    let dump = common::full(&store);
    let mut lines: Vec<&str> = dump.lines().collect();
    let is_detail = |line: &str| {
        let text = line.trim_start();
        text.contains("\" = ") || text.contains(" = \"") || text.starts_with(['!', 'l'])
    };
    let mut at = 0;
    while at < lines.len() {
        let count = lines[at..].iter().take_while(|line| is_detail(line)).count();
        lines[at..at + count].sort_unstable();
        at += count.max(1);
    }
    lines.join("\n")
}
