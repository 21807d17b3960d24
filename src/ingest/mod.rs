//! Bytes to spans: any bytes, in chunks of any size, give a store and a list of located problems.
//!
//! ```text
//! chunks -> decoder (UTF-8 or 16) -> splitter (envelopes, records in place) -> sniff (what is it) -> a format's reader -> rows
//! ```
//!
//! A format is a folder like [`xray`] and its lines in `sniff`. Nothing here recurses on the depth of the
//! input, reads a clock or fails: wrong text is passed over, counted and located in the [`Report`].

mod collector;
mod decoder;
mod detail;
mod facts;
mod iso;
mod jaeger;
mod json;
mod meaning;
mod near_miss;
mod number;
mod otlp;
mod place;
mod reason;
mod recovery;
mod report;
mod sniff;
mod splitter;
mod text;
mod walker;
mod xray;
mod zipkin;

use serde::{Deserialize, Serialize};

pub use decoder::decode;
pub use detail::{detail, facts};
pub use facts::{EventDetail, ExceptionDetail, Fact, Facts, StackFrame};
pub use meaning::roles::field as field_of_attribute;
pub use reason::Reason;
pub use report::{Problem, Report, SourceReport};

use crate::model::{Mark, SpanStore, StoreBuilder};
use collector::Collector;
use decoder::{Decoder, Part};
use splitter::Splitter;

/// A family of trace files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    Xray,
    Otlp,
    Jaeger,
    Zipkin,
}

impl Format {
    pub const ALL: [Self; 4] = [Format::Xray, Format::Otlp, Format::Jaeger, Format::Zipkin];

    /// By the word of the API.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == word)
    }

    /// The word of the API.
    pub fn name(self) -> &'static str {
        match self {
            Format::Xray => "xray",
            Format::Otlp => "otlp",
            Format::Jaeger => "jaeger",
            Format::Zipkin => "zipkin",
        }
    }
}

/// Reads sources one after the other into one store.
pub struct Loader {
    collector: Collector,
    mark: Mark,
    source: Option<Reading>,
    /// Of the sources before that one.
    bytes: u64,
}

/// A source being read.
#[derive(Default)]
struct Reading {
    bytes: u64,
    decoder: Decoder,
    /// There is one as soon as the first bytes have told how the source writes characters.
    splitter: Option<Splitter>,
}

impl Loader {
    /// Starts from an empty builder, or from a thawed store to append to.
    pub fn new(builder: StoreBuilder) -> Self {
        let mark = builder.mark();
        Self { collector: Collector::new(builder), mark, source: None, bytes: 0 }
    }

    /// A file or stream begins.
    pub fn begin(&mut self, name: &str) {
        self.begin_as(name, None);
    }

    /// One of which only records of a format are to be read, if any is given.
    pub fn begin_as(&mut self, name: &str, only: Option<Format>) {
        self.end();
        self.collector.begin(name, only);
        self.source = Some(Reading::default());
    }

    pub fn push(&mut self, chunk: &[u8]) {
        if self.source.is_none() {
            self.begin("");
        }
        if let Some(source) = &mut self.source {
            source.read(chunk, false, &mut self.collector);
        }
    }

    /// Whoever brings the source has something to tell of it.
    pub fn note(&mut self, words: &str, path: &str, offset: u64) {
        self.collector.tell(words, path, offset);
    }

    /// The source is complete, or cut here.
    pub fn end(&mut self) {
        if let Some(mut source) = self.source.take() {
            source.read(b"", true, &mut self.collector);
            if let Some(mut splitter) = source.splitter.take() {
                splitter.end(&mut self.collector);
            }
            self.bytes += source.bytes;
            self.collector.end(source.bytes, source.decoder.charset());
        }
    }

    /// Spans read so far, copies included.
    pub fn spans(&self) -> usize {
        self.collector.spans()
    }

    /// Bytes read so far.
    pub fn bytes(&self) -> u64 {
        self.bytes + self.source.as_ref().map_or(0, |source| source.bytes)
    }

    /// Gives back what was there before, as if nothing had been loaded.
    pub fn abandon(self) -> SpanStore {
        let Self { collector, mark, .. } = self;
        let mut builder = collector.into_builder();
        builder.rewind(mark);
        builder.freeze()
    }

    pub fn finish(mut self) -> (SpanStore, Report) {
        self.end();
        self.collector.finish()
    }
}

impl Reading {
    fn read(&mut self, chunk: &[u8], last: bool, collector: &mut Collector) {
        let Self { bytes, decoder, splitter } = self;
        *bytes += chunk.len() as u64;
        decoder.decode(chunk, last, |part| match part {
            Part::Text(text, charset) => {
                splitter.get_or_insert_with(|| Splitter::new(charset)).push(text, collector);
            }
            Part::Damage(offset) => collector.note(Reason::HalfCharacter, "$", offset),
        });
    }
}

/// Reads a whole file at once.
pub fn ingest(name: &str, bytes: &[u8]) -> (SpanStore, Report) {
    let mut loader = Loader::new(StoreBuilder::default());
    loader.begin(name);
    loader.push(bytes);
    loader.finish()
}
