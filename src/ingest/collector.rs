//! Takes records from the splitter to the reader of their format, and keeps the accounts.

use super::Reason;
use super::jaeger::Jaeger;
use super::json;
use super::near_miss;
use super::otlp::Otlp;
use super::place::{Head, Place};
use super::report::{Problems, Report, SourceReport, Spot};
use super::sniff::{Context, Envelope, Kind};
use super::splitter::Sink;
use super::xray::Xray;
use super::zipkin::Zipkin;
use super::{Format, json::Reader};
use crate::model::{
    Charset, Record, RecordId, SourceId, SpanRow, SpanStore, StoreBuilder, Widened,
};

/// All that was read so far.
pub struct Collector {
    ledger: Ledger,
    xray: Xray,
    otlp: Otlp,
    jaeger: Jaeger,
    zipkin: Zipkin,
}

/// What every format's reader writes to.
pub struct Ledger {
    pub builder: StoreBuilder,
    problems: Problems,
    skipped: u64,
    left_out: u64,
    /// Of the current source only records of this format are read.
    only: Option<Format>,
    sources: Vec<SourceReport>,
    source: SourceId,
    current: SourceReport,
    /// Rows in the builder before this load, and before this source.
    rows_before: usize,
    rows_before_source: usize,
    /// Rows of the current source that are no spans.
    summaries: u64,
}

impl Collector {
    pub fn new(builder: StoreBuilder) -> Self {
        let rows = builder.len();
        let ledger = Ledger {
            builder,
            problems: Problems::default(),
            skipped: 0,
            left_out: 0,
            only: None,
            sources: Vec::new(),
            source: SourceId::NONE,
            current: SourceReport::default(),
            rows_before: rows,
            rows_before_source: rows,
            summaries: 0,
        };
        Self {
            ledger,
            xray: Xray::default(),
            otlp: Otlp::default(),
            jaeger: Jaeger::default(),
            zipkin: Zipkin::default(),
        }
    }

    /// Whatever was told of spans ends where their list begins or ends.
    fn settle(&mut self, envelope: Envelope) {
        match envelope {
            Envelope::Resource => self.otlp.settle_resource(&mut self.ledger),
            Envelope::Trace => {
                self.otlp.settle_scope(&mut self.ledger);
                self.jaeger.settle(&mut self.ledger);
            }
            Envelope::List | Envelope::Wrapper => {}
        }
    }

    pub fn begin(&mut self, name: &str, only: Option<Format>) {
        let ledger = &mut self.ledger;
        ledger.only = only;
        ledger.source = ledger.builder.source(name);
        ledger.current = SourceReport { name: name.to_owned(), ..SourceReport::default() };
        ledger.rows_before_source = ledger.builder.len();
        ledger.summaries = 0;
    }

    pub fn end(&mut self, bytes: u64, charset: Charset) {
        self.xray.end(&mut self.ledger);
        self.otlp.settle_resource(&mut self.ledger);
        self.jaeger.settle(&mut self.ledger);
        self.ledger.end(bytes, charset);
    }

    /// Something is wrong with the source itself, at one of its bytes.
    pub fn note(&mut self, reason: Reason, path: &str, offset: u64) {
        self.ledger.note_at(reason, || (path.to_owned(), offset));
    }

    /// The same in the words of whoever brings the source.
    pub fn tell(&mut self, words: &str, path: &str, offset: u64) {
        let ledger = &mut self.ledger;
        let spot = || Spot { path: path.to_owned(), offset, example: String::new() };
        ledger.problems.note(ledger.source, Reason::Host, words, spot);
    }

    pub fn spans(&self) -> usize {
        self.ledger.builder.len() - self.ledger.rows_before
    }

    pub fn into_builder(self) -> StoreBuilder {
        self.ledger.builder
    }

    pub fn finish(self) -> (SpanStore, Report) {
        let Ledger { builder, mut problems, skipped, left_out, sources, .. } = self.ledger;
        let store = builder.freeze();
        let Widened { traces, record } = store.widened();
        if let Some(Record { source, offset, .. }) = record {
            let spot = || Spot { path: "$".to_owned(), offset, example: String::new() };
            let reason = Reason::ShortTraceId;
            (0..traces).for_each(|_| problems.note(source, reason, reason.english(), spot));
        }
        let merged = u64::from(store.merged());
        (store, Report { sources, problems: problems.into_list(), skipped, merged, left_out })
    }
}

impl Sink for Collector {
    fn record(&mut self, kind: Kind, text: &[u8], place: &Place) -> json::Result<usize> {
        if let Some(format) = format_of(kind)
            && let Some(used) = self.ledger.refuse(format, text, place)?
        {
            return Ok(used);
        }
        match kind {
            Kind::Segment => self.xray.segment(text, place, &mut self.ledger),
            Kind::Summary => self.xray.summary(text, place, &mut self.ledger),
            Kind::Node => self.xray.node(text, place, &mut self.ledger),
            Kind::DaemonHeader => pass_over(text),
            Kind::Unknown => {
                let used = pass_over(text)?;
                self.ledger.skip_unknown(&text[..used], place);
                Ok(used)
            }
            Kind::Aside => pass_over(text),
            Kind::Span(Format::Otlp) => self.otlp.span(text, place, &mut self.ledger),
            Kind::Span(Format::Zipkin) => self.zipkin.span(text, place, &mut self.ledger),
            Kind::Span(Format::Jaeger) => self.jaeger.span(text, place, &mut self.ledger),
            // X-Ray's records are documents.
            Kind::Span(Format::Xray) => pass_over(text),
        }
    }

    fn enter(&mut self, envelope: Envelope) {
        self.settle(envelope);
    }

    fn context(&mut self, context: Context, text: &[u8]) {
        if self.ledger.builder.is_full() {
            return;
        }
        match context {
            Context::Resource => self.otlp.resource(text, &mut self.ledger),
            Context::Scope => self.otlp.scope(text, &mut self.ledger),
            Context::Processes => self.jaeger.processes(text, &mut self.ledger),
        }
    }

    fn leave(&mut self, head: &Head, envelope: Envelope) {
        self.settle(envelope);
        self.xray.leave(head, envelope, &mut self.ledger);
    }

    fn problem(&mut self, reason: Reason, lost: bool, text: &[u8], at: usize, place: &Place) {
        self.ledger.note(reason, text, at, place);
        self.ledger.skipped += u64::from(lost);
    }
}

impl Ledger {
    /// Something at byte `at` of a record was mended or left out.
    pub fn note(&mut self, reason: Reason, text: &[u8], at: usize, place: &Place) {
        self.problems.note(self.source, reason, reason.english(), || Spot {
            path: place.path(text, at),
            offset: place.byte(at),
            example: place.excerpt(at),
        });
    }

    /// The same with a place that is already known.
    pub fn note_at(&mut self, reason: Reason, spot: impl FnOnce() -> (String, u64)) {
        self.problems.note(self.source, reason, reason.english(), || {
            let (path, offset) = spot();
            Spot { path, offset, example: String::new() }
        });
    }

    /// A record could not be read.
    pub fn skip(&mut self, reason: Reason, text: &[u8], at: usize, place: &Place) {
        self.note(reason, text, at, place);
        self.skipped += 1;
    }

    /// Passes over a record that is not wanted, or for which there is no room; the bytes it took.
    fn refuse(
        &mut self,
        format: Format,
        text: &[u8],
        place: &Place,
    ) -> json::Result<Option<usize>> {
        let is_other = self.only.is_some_and(|only| only != format);
        if !is_other && !self.builder.is_full() {
            return Ok(None);
        }
        let used = pass_over(text)?;
        if is_other {
            let other = match format {
                Format::Xray => Reason::OtherFormatXray,
                Format::Otlp => Reason::OtherFormatOtlp,
                Format::Jaeger => Reason::OtherFormatJaeger,
                Format::Zipkin => Reason::OtherFormatZipkin,
            };
            let reason = near_miss::object(&text[..used]).unwrap_or(other);
            self.skip(reason, text, 0, place);
        } else {
            self.note(Reason::LeftOut, text, 0, place);
            self.left_out += 1;
        }
        Ok(Some(used))
    }

    /// An object is no record of any format that is read.
    pub fn skip_unknown(&mut self, object: &[u8], place: &Place) {
        let reason = near_miss::object(object).unwrap_or(Reason::NoRecord);
        self.skip(reason, object, 0, place);
    }

    /// Counts a record that was read, and keeps where it stands.
    pub fn record(&mut self, format: Format, length: usize, place: &Place) -> RecordId {
        let (offset, length, encoding) = place.stretch(length);
        self.current.is_mixed |= self.current.format.is_some_and(|f| f != format);
        self.current.format = Some(format).filter(|_| !self.current.is_mixed);
        self.current.records += 1;
        self.builder.record(Record { source: self.source, offset, length, encoding })
    }

    /// Adds a row that is no span. False when the store is full.
    pub fn add_summary(&mut self, row: SpanRow) -> bool {
        self.summaries += 1;
        self.builder.push(row)
    }

    fn end(&mut self, bytes: u64, charset: Charset) {
        let rows = self.builder.len() - self.rows_before_source;
        self.current.bytes = bytes;
        self.current.spans = (rows as u64).saturating_sub(self.summaries);
        self.builder.end_source(self.source, bytes, charset);
        if self.current.records == 0 && !self.problems.any_of(self.source) {
            let reason = if bytes == 0 { Reason::Empty } else { Reason::NoTraces };
            self.note_at(reason, || ("$".to_owned(), 0));
        }
        self.sources.push(std::mem::take(&mut self.current));
    }
}

/// Of a record; `None` for what only stands beside records.
fn format_of(kind: Kind) -> Option<Format> {
    match kind {
        Kind::Segment | Kind::Summary | Kind::Node => Some(Format::Xray),
        Kind::Span(format) => Some(format),
        Kind::DaemonHeader | Kind::Unknown | Kind::Aside => None,
    }
}

fn pass_over(text: &[u8]) -> json::Result<usize> {
    let mut reader = Reader::of_record(text, 0, 0);
    reader.skip()?;
    Ok(reader.position())
}
