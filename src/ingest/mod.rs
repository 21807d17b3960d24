//! Bytes to spans: any bytes, in chunks of any size, give a store and a list of located problems.
//!
//! ```text
//! chunks -> splitter (envelopes, records in place) -> sniff (what is it) -> a format's reader -> rows
//! ```
//!
//! A format is a folder like [`xray`] and its lines in `sniff`. Nothing here recurses on the depth of the
//! input, reads a clock or fails: wrong text is passed over, counted and located in the [`Report`].

mod collector;
mod detail;
mod facts;
mod iso;
mod json;
mod number;
mod place;
mod recovery;
mod report;
mod sniff;
mod splitter;
mod text;
mod walker;
mod xray;

use serde::{Deserialize, Serialize};

pub use detail::detail;
pub use facts::{ExceptionDetail, Fact, Facts, StackFrame};
pub use report::{Problem, Report, SourceReport};
pub use xray::facts::facts;

use crate::model::{Mark, SpanStore, StoreBuilder};
use collector::Collector;
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
    /// Of the source being read.
    splitter: Option<Splitter>,
    /// Of the sources before it.
    bytes: u64,
}

impl Loader {
    /// Starts from an empty builder, or from a thawed store to append to.
    pub fn new(builder: StoreBuilder) -> Self {
        let mark = builder.mark();
        Self { collector: Collector::new(builder), mark, splitter: None, bytes: 0 }
    }

    /// A file or stream begins.
    pub fn begin(&mut self, name: &str) {
        self.end();
        self.collector.begin(name);
        self.splitter = Some(Splitter::default());
    }

    pub fn push(&mut self, chunk: &[u8]) {
        if self.splitter.is_none() {
            self.begin("");
        }
        if let Some(splitter) = &mut self.splitter {
            splitter.push(chunk, &mut self.collector);
        }
    }

    /// The source is complete, or cut here.
    pub fn end(&mut self) {
        if let Some(mut splitter) = self.splitter.take() {
            splitter.end(&mut self.collector);
            self.bytes += splitter.position();
            self.collector.end(splitter.position());
        }
    }

    /// Spans read so far, copies included.
    pub fn spans(&self) -> usize {
        self.collector.spans()
    }

    /// Bytes read so far.
    pub fn bytes(&self) -> u64 {
        self.bytes + self.splitter.as_ref().map_or(0, Splitter::position)
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

/// Reads a whole file at once.
pub fn ingest(name: &str, bytes: &[u8]) -> (SpanStore, Report) {
    let mut loader = Loader::new(StoreBuilder::default());
    loader.begin(name);
    loader.push(bytes);
    loader.finish()
}
