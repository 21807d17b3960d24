//! Everything about one span: columns from the store, the rest read again from its document.

use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

use super::clause::comparison;
use super::opened::OpenTrace;
use super::{AnnotationFact, EventFact, LinkFact, Reply, SpanDetail, Stretch, sql};
use crate::ingest::{self, Facts};
use crate::model::{Attribute, Key, Link, LinkKind, SpanId, SpanStore, TraceId, sort};

/// The stretch of a source that holds a span's document.
pub fn stretch(store: &SpanStore, span: SpanId) -> Option<Stretch> {
    let record = store.record(span)?;
    Some(Stretch { source: record.source.0, offset: record.offset as f64, length: record.length })
}

/// The span's own JSON text out of its document; empty when the document is not to be had.
pub fn raw(store: &SpanStore, span: SpanId, document: Option<&[u8]>) -> String {
    let Some((record, document)) = store.record(span).zip(document) else { return String::new() };
    let charset = store.sources().get(record.source.index()).map(|s| s.charset);
    let text = ingest::decode(document, charset.unwrap_or_default());
    ingest::detail(&text, record.encoding, store.id(span), store.start(span)).unwrap_or_default()
}

pub fn detail(store: &SpanStore, open: &OpenTrace, row: u32, document: Option<&[u8]>) -> Reply {
    let span = open.span_id(store, row);
    let raw = raw(store, span, document);
    let Facts { http, aws, sql, statement, exceptions, working_directory, metadata, events } =
        ingest::facts(&raw);
    let service = store.service(span);
    Reply::Span(Box::new(SpanDetail {
        row: open.row(store, row),
        id: hex(store.id(span)),
        parent: store.parent(span).map(|p| store.id(p)).or(store.missing_parent(span)).map(hex),
        trace: store.trace_text(open.trace).to_owned(),
        service_type: store.service_kind(service).to_owned(),
        start_time: store.start(span),
        critical_time: open.critical_time(span),
        http,
        aws,
        sql,
        sql_text: statement.map(|s| sql::format(&s)),
        annotations: annotations(store, span),
        events: events.into_iter().map(|e| event(store, span, e)).collect(),
        exceptions: if exceptions.is_empty() { kept_exceptions(store, span) } else { exceptions },
        working_directory,
        links: links(store, open, span),
        metadata,
        raw,
    }))
}

fn event(store: &SpanStore, span: SpanId, event: ingest::EventDetail) -> EventFact {
    let ingest::EventDetail { time, name, exception, fields } = event;
    EventFact { after: time.map(|time| time.minus(store.start(span))), name, exception, fields }
}

/// Exceptions as far as the store has them, for a document that cannot be read again.
fn kept_exceptions(store: &SpanStore, span: SpanId) -> Vec<ingest::ExceptionDetail> {
    let kept = store.exceptions.of(span).iter();
    kept.map(|e| ingest::ExceptionDetail {
        kind: store.strings.get(e.kind).to_owned(),
        message: store.strings.get(e.message).to_owned(),
        remote: e.remote,
        ..ingest::ExceptionDetail::default()
    })
    .collect()
}

fn annotations(store: &SpanStore, span: SpanId) -> Vec<AnnotationFact> {
    let facts = store.attributes(span).filter_map(|a| match a.key {
        Key::Annotation(name) => Some((store.strings.get(name), a)),
        Key::Field(_) => None,
    });
    facts
        .map(|(name, Attribute { key, value })| AnnotationFact {
            key: name.to_owned(),
            value: store.value_text(value),
            filter: comparison(store, key, value),
        })
        .collect()
}

/// Those of the span, then those of other spans to it.
fn links(store: &SpanStore, open: &OpenTrace, span: SpanId) -> Vec<LinkFact> {
    let own = store.links.of(span).iter().map(|l| link(store, l));
    let back = links_to(store, open.trace).into_iter().filter(|(target, _)| *target == span);
    own.chain(back.map(|(_, l)| link_back(store, l))).collect()
}

/// Spans of a trace that links lead from or to, once for each link, in order.
pub fn linked(store: &SpanStore, trace: TraceId) -> Vec<SpanId> {
    let (first, len) = (store.trace(trace).first.0, store.trace(trace).len);
    let mut linked: Vec<SpanId> = links_to(store, trace).into_iter().map(|l| l.0).collect();
    let own = store.links.all().iter().map(|l| l.span);
    linked.extend(own.filter(|span| (first..first + len).contains(&span.0)));
    sort(&mut linked);
    linked
}

/// Links to a trace with the spans that they lead to, none of which is its own source. A link that names no
/// span leads to the first.
fn links_to(store: &SpanStore, trace: TraceId) -> Vec<(SpanId, &Link)> {
    let info = store.trace(trace);
    let of_trace = store.links.all().iter().filter(|l| l.trace.is_same(info.key));
    let of_trace: Vec<&Link> = of_trace.collect();
    if of_trace.is_empty() {
        return Vec::new();
    }
    let mut spans: HashMap<u64, SpanId, FxBuildHasher> = HashMap::default();
    for span in info.spans() {
        spans.entry(store.id(span)).or_insert(span);
    }
    let target = |l: &Link| match l.id {
        0 => Some(info.first),
        id => spans.get(&id).copied(),
    };
    let led = of_trace.into_iter().filter_map(|l| Some((target(l)?, l)));
    led.filter(|(target, l)| l.span != *target).collect()
}

/// A link as its target sees it.
fn link_back(store: &SpanStore, link: &Link) -> LinkFact {
    let trace = store.trace_of(link.span);
    LinkFact {
        relation: match link.kind {
            LinkKind::Child => "set off by",
            LinkKind::Parent => "sets off",
            LinkKind::Other => "linked from",
        }
        .to_owned(),
        trace: store.trace_text(trace).to_owned(),
        span: hex(store.id(link.span)),
        service: store.service_name(store.service(link.span)).to_owned(),
        loaded: true,
        row: Some(store.trace(trace).row(link.span) as u32),
    }
}

fn link(store: &SpanStore, link: &Link) -> LinkFact {
    let trace = store.find_key(link.trace);
    let far = trace.filter(|_| link.id != 0).and_then(|t| store.find_span(t, link.id));
    let far = far.or_else(|| trace.filter(|_| link.id == 0).map(|t| store.trace(t).first));
    let service = link.service.some().or_else(|| far.map(|span| store.service(span)));
    LinkFact {
        relation: match link.kind {
            LinkKind::Child => "sets off",
            LinkKind::Parent => "set off by",
            LinkKind::Other => "linked to",
        }
        .to_owned(),
        trace: trace
            .map_or_else(|| xray_id(link.trace.0), |trace| store.trace_text(trace).to_owned()),
        span: if link.id == 0 { String::new() } else { hex(link.id) },
        service: service.map_or(String::new(), |s| store.service_name(s).to_owned()),
        loaded: trace.is_some(),
        row: trace.zip(far).map(|(trace, far)| store.trace(trace).row(far) as u32),
    }
}

/// 16 hex digits.
pub fn hex(id: u64) -> String {
    format!("{id:016x}")
}

/// A trace that is not loaded is named in X-Ray's form.
fn xray_id(key: u128) -> String {
    let digits = format!("{key:032x}");
    format!("1-{}-{}", &digits[..8], &digits[8..])
}
