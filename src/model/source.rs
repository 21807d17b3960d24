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

/// A stretch of a source that holds one document: a span, or a segment with all its subsegments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    pub source: SourceId,
    /// Bytes from the start of the source as it is, in its own charset (after decompression).
    pub offset: u64,
    pub length: u32,
    pub encoding: Encoding,
}

/// A [`Record`] in 12 bytes: each span of most formats is a record of its own. An offset has 42 bits
/// (4 TiB), a source 21 (two million files).
#[derive(Clone, Copy)]
pub(super) struct PackedRecord([u32; 3]);

impl PackedRecord {
    const SOURCE: u32 = 1 << 21;

    pub fn new(record: Record) -> Self {
        let Record { source, offset, length, encoding } = record;
        let escaped = u64::from(encoding == Encoding::Escaped);
        let source = u64::from(source.0.min(Self::SOURCE - 1));
        let place = offset << 22 | source << 1 | escaped;
        Self([(place >> 32) as u32, place as u32, length])
    }

    pub fn record(self) -> Record {
        let [high, low, length] = self.0;
        let place = u64::from(high) << 32 | u64::from(low);
        let source = (place >> 1) as u32 % Self::SOURCE;
        let encoding = if place & 1 == 1 { Encoding::Escaped } else { Encoding::Plain };
        Record { source: SourceId(source), offset: place >> 22, length, encoding }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// The stretch is JSON.
    Plain,
    /// The stretch is the inside of a JSON string, escapes and all, without its quotes.
    Escaped,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_survives_packing() {
        for encoding in [Encoding::Plain, Encoding::Escaped] {
            for (source, offset, length) in
                [(0, 0, 0), (7, 1 << 33, 9), (2_000_000, (1 << 42) - 1, u32::MAX)]
            {
                let record = Record { source: SourceId(source), offset, length, encoding };
                assert_eq!(PackedRecord::new(record).record(), record);
            }
        }
    }
}
