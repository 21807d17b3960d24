//! What holds for any bytes: nothing panics, chunks do not matter, a part gives a part.

mod common;

use std::collections::BTreeSet;
use std::{fs, path::Path};

use proptest::prelude::*;
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

#[test]
fn a_prefix_gives_some_of_the_spans() {
    for (file, bytes) in files().filter(|(_, bytes)| bytes.len() <= 4000) {
        let whole = spans(&ingest("", &bytes).0);
        for end in 0..bytes.len() {
            let part = spans(&ingest("", &bytes[..end]).0);
            assert!(part.is_subset(&whole), "{file} up to {end}");
        }
    }
}

#[test]
fn the_order_of_lines_does_not_matter() {
    let jsonl = |file: &str| {
        file.ends_with("segments.jsonl")
            || file.ends_with("/lines.jsonl")
            || file.contains("otlp.jsonl")
    };
    for (file, bytes) in files().filter(|(file, _)| jsonl(file)) {
        let text = String::from_utf8(bytes).unwrap();
        let whole = common::full(&ingest("", text.as_bytes()).0);
        let mut lines: Vec<&str> = text.lines().collect();
        lines.reverse();
        let backwards = lines.join("\n");
        assert!(whole == common::full(&ingest("", backwards.as_bytes()).0), "{file}");
        lines.sort_by_key(|line| line.len() * 31 % 97);
        let shuffled = lines.join("\r\n\r\n");
        assert!(whole == common::full(&ingest("", shuffled.as_bytes()).0), "{file}");
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
