//! Everything about one span: columns from the store, the rest read again from its document.

use super::clause::comparison;
use super::opened::OpenTrace;
use super::{AnnotationFact, EventFact, LinkFact, Reply, SpanDetail, Stretch, sql};
use crate::ingest::{self, Facts};
use crate::model::{Attribute, Key, Link, LinkKind, SpanId, SpanStore};

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
    let ingest::EventDetail { time, name, fields } = event;
    EventFact { after: time.map(|time| time.minus(store.start(span))), name, fields }
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
    let (trace, id) = (store.trace(open.trace).key, store.id(span));
    let own = store.links.of(span).iter().map(|l| link(store, l));
    let to_here = |l: &&Link| l.trace.is_same(trace) && l.id == id && id != 0 && l.span != span;
    own.chain(store.links.all().iter().filter(to_here).map(|l| link_back(store, l))).collect()
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
    }
}

fn link(store: &SpanStore, link: &Link) -> LinkFact {
    let trace = store.find_key(link.trace);
    let far = trace.filter(|_| link.id != 0).and_then(|t| store.find_span(t, link.id));
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
