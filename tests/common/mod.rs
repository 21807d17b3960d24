//! A store and its report as text, for tests to compare; and the files of the corpus.
#![allow(dead_code, reason = "each test binary uses its share")]

use std::fmt::Write;
use std::{fs, path::Path};

use fixedbitset::FixedBitSet;
use spanmap::ingest::Report;
use spanmap::model::{
    Key, Link, LinkKind, Nanos, ServiceId, SpanId, SpanStore, Statistics, StrId, TraceId,
};
use spanmap::query::{Index, service_graph};

/// A file of the corpus, and what its list says should be found in it.
pub struct Entry {
    pub file: String,
    pub kind: String,
    pub traces: usize,
    pub spans: usize,
    pub bytes: Vec<u8>,
}

/// All files listed with counts; none, with a word why, where there is no corpus.
pub fn corpus() -> Vec<Entry> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let Ok(text) = fs::read_to_string(folder.join("MANIFEST.tsv")) else {
        println!("skipped: no corpus of trace files beside the project");
        return Vec::new();
    };
    let entry = |line: &str| {
        let cells: Vec<&str> = line.split('\t').collect();
        let [file, kind, .., traces, spans, _] = cells.as_slice() else { return None };
        let (traces, spans) = (traces.parse().ok()?, spans.parse().ok()?);
        let bytes = fs::read(folder.join(file)).expect("a listed file is there");
        Some(Entry { file: (*file).to_owned(), kind: (*kind).to_owned(), traces, spans, bytes })
    };
    text.lines().skip(1).filter_map(entry).collect()
}

/// Traces as trees: a line a span with name, place in time, status, node and callee.
pub fn tree(store: &SpanStore) -> String {
    let mut out = String::new();
    for trace in store.trace_ids() {
        trace_tree(store, trace, false, &mut out);
    }
    out
}

/// [`tree`] with attributes, exceptions and links below each span.
pub fn full(store: &SpanStore) -> String {
    let mut out = String::new();
    for trace in store.trace_ids() {
        trace_tree(store, trace, true, &mut out);
    }
    out
}

/// The service map of all traces.
pub fn map(store: &SpanStore) -> String {
    let mut all = FixedBitSet::with_capacity(store.traces().len());
    all.insert_range(..);
    format!("map\n{}\n", service_graph(store, &Index::new(store), &all))
}

/// A ready-made graph: a line a node and edge.
pub fn graph(store: &SpanStore) -> String {
    let mut out = String::new();
    let Some(graph) = &store.graph else { return out };
    let time = |t: Option<Nanos>| t.map_or("?".to_owned(), seconds);
    writeln!(out, "graph from {} to {}", time(graph.start), time(graph.end)).unwrap();
    for n in &graph.nodes {
        let root = if n.root { " root" } else { "" };
        let (node, counts) = (node(store, n.service), statistics(n.statistics.as_ref()));
        writeln!(out, "  [{node}]{root}{counts}").unwrap();
    }
    for e in &graph.edges {
        let arrow = if e.asynchronous { "~>" } else { "->" };
        let (source, target) = (node(store, e.source), node(store, e.target));
        writeln!(out, "  [{source}] {arrow} [{target}]{}", statistics(e.statistics.as_ref()))
            .unwrap();
    }
    out
}

/// Problems, and what was read of each source.
pub fn report(report: &Report) -> String {
    let mut out = String::new();
    for s in &report.sources {
        let format = s.format.map_or("-".to_owned(), |f| format!("{f:?}"));
        writeln!(out, "{}: {format}, {} records, {} spans", s.name, s.records, s.spans).unwrap();
    }
    for p in &report.problems {
        writeln!(out, "{} x{} at {} ({})", p.reason, p.count, p.path, p.offset).unwrap();
    }
    if report.skipped + report.merged > 0 {
        writeln!(out, "skipped {}, merged {}", report.skipped, report.merged).unwrap();
    }
    out
}

fn trace_tree(store: &SpanStore, id: TraceId, details: bool, out: &mut String) {
    let trace = store.trace(id);
    let limit = if trace.limit_exceeded { " limit exceeded" } else { "" };
    let (text, start) = (store.trace_text(id), seconds(trace.start));
    writeln!(out, "trace {text:?} at {start}{limit}").unwrap();
    let mut depths = vec![0usize; trace.len as usize];
    for span in trace.spans() {
        let depth = store.parent(span).map_or(1, |p| depths[trace.row(p)] + 1);
        depths[trace.row(span)] = depth;
        let indent = "  ".repeat(depth);
        let from = millis(store.start(span).minus(trace.start));
        let (name, length) = (store.name(span), millis(store.duration(span)));
        let node = node(store, store.service(span));
        let call =
            store.peer(span).map_or(String::new(), |p| format!(" -> {}", self::node(store, p)));
        let flags = store.flags(span);
        writeln!(out, "{indent}{name:?} +{from} {length} {flags:?} [{node}{call}]").unwrap();
        if details {
            span_details(store, span, &indent, out);
        }
    }
}

fn span_details(store: &SpanStore, span: SpanId, indent: &str, out: &mut String) {
    for attribute in store.attributes(span) {
        let key = match attribute.key {
            Key::Field(field) => field.name().to_owned(),
            Key::Annotation(id) => format!("{:?}", store.strings.get(id)),
        };
        let value = store.value_text(attribute.value);
        writeln!(out, "{indent}    {key} = {value:?}").unwrap();
    }
    for e in store.exceptions.of(span) {
        let (kind, message) = (store.strings.get(e.kind), store.strings.get(e.message));
        let remote = if e.remote { " (remote)" } else { "" };
        writeln!(out, "{indent}    ! {kind}: {message}{remote}").unwrap();
    }
    for event in store.events.of(span) {
        let mark = if event.is_exception() { "!" } else { "" };
        let after = event.time().map_or("?".to_owned(), |t| millis(t.minus(store.start(span))));
        writeln!(out, "{indent}    event {mark}{:?} +{after}", store.strings.get(event.name()))
            .unwrap();
    }
    for &Link { kind, trace, id, service, .. } in store.links.of(span) {
        let kind = match kind {
            LinkKind::Child => "child",
            LinkKind::Parent => "parent",
            LinkKind::Other => "other",
        };
        let node = node(store, service);
        writeln!(out, "{indent}    link {kind} {:032x} {id:016x} [{node}]", trace.0).unwrap();
    }
}

/// Name, then type and account where they are known.
pub fn node(store: &SpanStore, id: ServiceId) -> String {
    if id.is_none() {
        return "?".to_owned();
    }
    let service = store.service_info(id);
    let mut text = store.strings.get(service.name).to_owned();
    for part in [service.kind, service.account] {
        if part != StrId::EMPTY {
            write!(text, " {}", store.strings.get(part)).unwrap();
        }
    }
    text
}

fn statistics(statistics: Option<&Statistics>) -> String {
    statistics.map_or(String::new(), |s| {
        let Statistics { ok, errors, throttles, faults, total_seconds, histogram } = s;
        format!(
            " ok {ok} error {errors} throttle {throttles} fault {faults} {total_seconds}s {histogram:?}"
        )
    })
}

fn seconds(time: Nanos) -> String {
    format!("{}.{:09}", time.0.div_euclid(1_000_000_000), time.0.rem_euclid(1_000_000_000))
}

/// Exact, without trailing zeros.
fn millis(time: Nanos) -> String {
    let text = format!("{}.{:06}", time.0 / 1_000_000, time.0 % 1_000_000);
    format!("{}ms", text.trim_end_matches('0').trim_end_matches('.'))
}
