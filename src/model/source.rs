//! Where a span was read: so that rarely read detail (metadata, stacks) need not be kept in memory
//! but is fetched again, and a problem can name its place.

use super::SourceId;

/// A loaded file or stream.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    pub name: String,
    pub bytes: u64,
}

/// A stretch of a source that holds one document: a segment with all its subsegments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    pub source: SourceId,
    /// Bytes from the start of the source (after decompression).
    pub offset: u64,
    pub length: u32,
    pub encoding: Encoding,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// The stretch is JSON.
    Plain,
    /// The stretch is the inside of a JSON string, escapes and all, without its quotes.
    Escaped,
}
