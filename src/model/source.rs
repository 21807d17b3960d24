//! Where a span was read: so that rarely read detail (metadata, stacks) need not be kept in memory
//! but is fetched again, and a problem can name its place.

use super::SourceId;

/// A loaded file or stream.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    pub name: String,
    pub bytes: u64,
    pub charset: Charset,
}

/// How a source writes characters as bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Charset {
    #[default]
    Utf8,
    Utf16Le,
    Utf16Be,
}

impl Charset {
    /// Bytes that a text takes in the source, of which `text` is the UTF-8. Widths of parts add up.
    pub fn width(self, text: &[u8]) -> u64 {
        if self == Charset::Utf8 {
            return text.len() as u64;
        }
        // A unit for each first byte of a character, and one more for a character beyond U+FFFF.
        let units: usize =
            text.iter().map(|b| usize::from(b & 0xc0 != 0x80) + usize::from(*b >= 0xf0)).sum();
        2 * units as u64
    }
}

/// A stretch of a source that holds one document: a segment with all its subsegments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    pub source: SourceId,
    /// Bytes from the start of the source as it is, in its own charset (after decompression).
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
