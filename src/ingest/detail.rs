//! The text of one span, read again from its record: the store keeps only what is searched or summed.

use super::Reason;
use super::facts::Facts;
use super::json::{self, Reader};
use super::meaning::Draft;
use super::place::{Head, Place};
use super::sniff::{Envelope, Kind};
use super::splitter::{Sink, Splitter};
use super::{Format, jaeger, otlp, text, xray, zipkin};
use crate::model::{Encoding, Nanos, Strings};

/// The JSON of the span or (sub)segment with that id out of its record's bytes: members in the order of the file,
/// without the subsegments in it. Of several with the id the one that starts at `start`, else the first.
pub fn detail(record: &[u8], encoding: Encoding, id: u64, start: Nanos) -> Option<String> {
    let mut plain = Vec::new();
    let text = match encoding {
        Encoding::Plain => record,
        Encoding::Escaped => {
            text::unescape(record, 0, &mut plain);
            plain.as_slice()
        }
    };
    let mut search = Search { id, start, exact: None, first: None };
    let mut splitter = Splitter::default();
    splitter.push(text, &mut search);
    splitter.end(&mut search);
    search.exact.or(search.first)
}

struct Search {
    id: u64,
    start: Nanos,
    exact: Option<String>,
    first: Option<String>,
}

impl Sink for Search {
    fn record(&mut self, kind: Kind, text: &[u8], _: &Place) -> json::Result<usize> {
        if let Kind::Span(format) = kind {
            let mut draft = Draft::default();
            let used = read_span(format, text, &mut draft, &mut Strings::default())?;
            if draft.id == self.id {
                let exact = draft.start == Some(self.start);
                let slot = if exact { &mut self.exact } else { &mut self.first };
                if slot.is_none() {
                    *slot = Some(String::from_utf8_lossy(&text[..used]).into_owned());
                }
            }
            return Ok(used);
        }
        if kind != Kind::Segment {
            let mut reader = Reader::new(text, 0);
            reader.skip()?;
            // A row made from a summary has no id: its record is all there is to show.
            if kind == Kind::Summary && self.id == 0 && self.first.is_none() {
                self.first = Some(String::from_utf8_lossy(&text[..reader.position()]).into_owned());
            }
            return Ok(reader.position());
        }
        let (units, used) = xray::units(text)?;
        for unit in units.iter().filter(|u| u.id == self.id) {
            let exact = unit.start == Some(self.start);
            if exact && self.exact.is_none() || self.first.is_none() {
                let text = without_subsegments(&text[unit.from..unit.to]);
                if exact { self.exact = text } else { self.first = text }
            }
        }
        Ok(used)
    }

    fn leave(&mut self, _: &Head, _: Envelope) {}

    fn problem(&mut self, _: Reason, _: bool, _: &[u8], _: usize, _: &Place) {}
}

/// What the text of a span or (sub)segment, as [`detail`] gives it, has to show.
pub fn facts(text: &str) -> Facts {
    let mut search = Showing { found: None };
    let mut splitter = Splitter::default();
    splitter.push(text.as_bytes(), &mut search);
    splitter.end(&mut search);
    search.found.unwrap_or_else(|| xray::facts::facts(text))
}

/// Finds the facts of the first span.
struct Showing {
    found: Option<Facts>,
}

impl Sink for Showing {
    fn record(&mut self, kind: Kind, text: &[u8], _: &Place) -> json::Result<usize> {
        let Kind::Span(format) = kind else {
            let mut reader = Reader::new(text, 0);
            reader.skip()?;
            return Ok(reader.position());
        };
        let mut draft = Draft::telling();
        let mut strings = Strings::default();
        let used = read_span(format, text, &mut draft, &mut strings)?;
        self.found.get_or_insert_with(|| draft.facts(&strings));
        Ok(used)
    }

    fn leave(&mut self, _: &Head, _: Envelope) {}

    fn problem(&mut self, _: Reason, _: bool, _: &[u8], _: usize, _: &Place) {}
}

/// Reads the span that `text` begins with; the bytes it took.
fn read_span(
    format: Format,
    text: &[u8],
    draft: &mut Draft,
    strings: &mut Strings,
) -> json::Result<usize> {
    match format {
        Format::Otlp => otlp::read(text, draft, strings).map(|read| read.0),
        Format::Jaeger => jaeger::read(text, draft, strings),
        Format::Zipkin => zipkin::read(text, draft, strings),
        Format::Xray => {
            let mut reader = Reader::new(text, 0);
            reader.skip()?;
            Ok(reader.position())
        }
    }
}

fn without_subsegments(object: &[u8]) -> Option<String> {
    let mut reader = Reader::new(object, 0);
    let mut kept: Vec<u8> = vec![b'{'];
    let members = reader.object(|reader, name| {
        let value = reader.raw()?;
        if name.raw != b"subsegments" {
            if kept.len() > 1 {
                kept.push(b',');
            }
            kept.push(b'"');
            kept.extend_from_slice(name.raw);
            kept.extend_from_slice(b"\":");
            kept.extend_from_slice(value);
        }
        Ok(())
    });
    members.ok()?;
    kept.push(b'}');
    Some(String::from_utf8_lossy(&kept).into_owned())
}
