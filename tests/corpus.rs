//! Every trace file of the corpus beside the project: real exports of real tools.

mod common;

use std::{fs, path::PathBuf};

use spanmap::ingest::ingest;

/// A line of the corpus' list: a file, and what should be found in it.
struct Entry {
    file: String,
    kind: String,
    traces: usize,
    spans: usize,
}

/// Where the list and the store disagree: file, what is found, and why that is right.
const DISAGREEMENTS: [(&str, (usize, usize), &str); 2] = [
    (
        "generated/xray-node.moto.trace-summaries.json",
        (599, 0),
        "each summary is listed as a trace of its own, without spans; the list counts documents",
    ),
    (
        "xray/awsdocs__aws-xray-developer-guide__gettingdata-02-gettracesummaries-output.json",
        (2, 0),
        "as above",
    ),
];

#[test]
fn xray_files_load_with_the_traces_and_spans_listed() {
    for entry in listed() {
        if !matches!(entry.kind.as_str(), "xray" | "generated-xray") {
            continue;
        }
        let (store, report) = ingest("any name", &read(&entry.file));
        let found = (store.traces().len(), store.span_count());
        let problems = common::report(&report);
        let other = DISAGREEMENTS.iter().find(|d| d.0 == entry.file).map(|d| d.1);
        let expected = other.unwrap_or((entry.traces, entry.spans));
        assert_eq!(found, expected, "{}:\n{problems}", entry.file);
    }
}

fn corpus() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus")
}

fn read(file: &str) -> Vec<u8> {
    fs::read(corpus().join(file)).expect("a listed file is there")
}

/// All files with counts; none, with a word why, where there is no corpus.
fn listed() -> Vec<Entry> {
    let Ok(text) = fs::read_to_string(corpus().join("MANIFEST.tsv")) else {
        println!("skipped: no corpus of trace files beside the project");
        return Vec::new();
    };
    let entry = |line: &str| {
        let cells: Vec<&str> = line.split('\t').collect();
        let [file, kind, .., traces, spans, _] = cells.as_slice() else { return None };
        let (traces, spans) = (traces.parse().ok()?, spans.parse().ok()?);
        Some(Entry { file: (*file).to_owned(), kind: (*kind).to_owned(), traces, spans })
    };
    text.lines().skip(1).filter_map(entry).collect()
}
