//! AWS X-Ray: segment documents, trace summaries and ready-made service graphs.

mod api;
mod blocks;
mod cause;
mod document;
pub mod facts;
mod graph;
pub mod peer;
mod rows;
mod summary;
pub mod unit;

use super::Format;
use super::collector::Ledger;
use super::json;
use super::place::{Head, Outer, Place};
use super::sniff::Envelope;
use crate::ingest::Reason;
use crate::model::{RecordId, Sampling, Strings};
use document::Document;
use graph::Graph;
use peer::Namer;
use unit::{Marks, Unit};

/// Reads X-Ray records, one at a time.
#[derive(Default)]
pub struct Xray {
    document: Document,
    namer: Namer,
    /// Documents without a trace id, in an envelope that has yet to tell it.
    waiting: Vec<Waiting>,
    graph: Graph,
}

struct Waiting {
    text: Vec<u8>,
    record: RecordId,
    path: String,
    offset: u64,
}

impl Xray {
    /// A segment or subsegment document.
    pub fn segment(
        &mut self,
        text: &[u8],
        place: &Place,
        ledger: &mut Ledger,
    ) -> json::Result<usize> {
        let document = &mut self.document;
        let used = document.read(text, &mut ledger.builder.strings)?;
        if !is_segment(document) {
            ledger.skip_unknown(&text[..used], place);
            return Ok(used);
        }
        document.name_units(&ledger.builder.strings);
        for &(reason, at) in &document.notes {
            ledger.note(reason, text, at, place);
        }
        if document.scratch.damaged {
            ledger.note(Reason::Damaged, text, 0, place);
        }
        let record = ledger.record(Format::Xray, used, place);
        let outer = place.trace();
        match (document.trace.is_empty(), outer) {
            (true, Outer::Trace(id)) => document.trace.push_str(id),
            (true, Outer::NotYet) => {
                let (path, offset) = (place.path(text, 0), place.byte(0));
                self.waiting.push(Waiting { text: text[..used].to_vec(), record, path, offset });
                return Ok(used);
            }
            (true, Outer::Nothing) => ledger.note(Reason::DocumentWithoutTrace, text, 0, place),
            (false, _) => {}
        }
        self.add(record, ledger, || (place.path(text, 0), place.byte(0)));
        Ok(used)
    }

    /// An element of GetTraceSummaries.
    pub fn summary(
        &mut self,
        text: &[u8],
        place: &Place,
        ledger: &mut Ledger,
    ) -> json::Result<usize> {
        summary::read(text, place, ledger)
    }

    /// A node of GetServiceGraph or GetTraceGraph.
    pub fn node(&mut self, text: &[u8], place: &Place, ledger: &mut Ledger) -> json::Result<usize> {
        self.graph.node(text, place, ledger)
    }

    /// An envelope is complete.
    pub fn leave(&mut self, head: &Head, envelope: Envelope, ledger: &mut Ledger) {
        match envelope {
            Envelope::Wrapper | Envelope::Resource => {}
            Envelope::List => self.graph.settle(ledger),
            Envelope::Trace => {
                self.add_waiting(head.id.as_deref(), ledger);
                if let Some(id) = head.id.as_deref().filter(|_| head.limit_exceeded) {
                    let (trace, _) = ledger.builder.trace(id);
                    ledger.builder.mark_limit_exceeded(trace);
                }
            }
        }
    }

    /// The source is complete.
    pub fn end(&mut self, ledger: &mut Ledger) {
        self.add_waiting(None, ledger);
        self.graph.settle(ledger);
    }

    fn add_waiting(&mut self, trace: Option<&str>, ledger: &mut Ledger) {
        for Waiting { text, record, path, offset } in std::mem::take(&mut self.waiting) {
            // Read before, so it reads again.
            let read = self.document.read(&text, &mut ledger.builder.strings).is_ok();
            self.document.name_units(&ledger.builder.strings);
            match trace {
                Some(id) => self.document.trace.push_str(id),
                None => ledger.note_at(Reason::DocumentWithoutTrace, || (path.clone(), offset)),
            }
            if read {
                self.add(record, ledger, || (path.clone(), offset));
            }
        }
    }

    fn add(&mut self, record: RecordId, ledger: &mut Ledger, spot: impl Fn() -> (String, u64)) {
        let (trace, well_formed) = ledger.builder.trace(&self.document.trace);
        if !well_formed && !self.document.trace.is_empty() {
            ledger.note_at(Reason::OddXrayTrace, &spot);
        }
        if let Some(by) = self.document.rule {
            ledger.builder.sampled(trace, Sampling { by, chance: 0.0 });
        }
        if !self.document.add_rows(&mut ledger.builder, &mut self.namer, trace, record) {
            ledger.note_at(Reason::Full, &spot);
        }
    }
}

/// The segment and subsegments of the document that `text` begins with, and the bytes it took.
pub fn units(text: &[u8]) -> json::Result<(Vec<Unit>, usize)> {
    let mut document = Document::default();
    let mut strings = Strings::default();
    let used = document.read(text, &mut strings)?;
    document.name_units(&strings);
    Ok((document.units, used))
}

/// Other formats have documents with a `trace_id` or a `start_time` too, but no `id`.
fn is_segment(document: &Document) -> bool {
    document.units.first().is_some_and(|top| {
        let timed = top.start.is_some() || top.end.is_some();
        let marked = top.marks.has(Marks::IN_PROGRESS) || top.marks.has(Marks::BAD_TIME);
        top.id != 0 && (timed || marked)
    })
}
