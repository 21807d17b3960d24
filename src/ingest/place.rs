//! Where in a source the walk is, for problems and for finding a record again.

use super::sniff::Envelope;
use super::text;
use crate::model::{Charset, Encoding};

/// An envelope that the walk is inside of.
pub enum Frame {
    Array {
        /// Of the element that the walk is at.
        index: u64,
    },
    Object {
        head: Head,
        envelope: Envelope,
        /// The member that the walk is at or was last.
        name: &'static str,
        in_value: bool,
    },
}

/// What an envelope tells of the records in it.
#[derive(Default)]
pub struct Head {
    /// Of the trace, when the envelope is one.
    pub id: Option<Box<str>>,
    /// The back end cut the trace.
    pub limit_exceeded: bool,
}

impl Head {
    /// Adds what stands further on in the same envelope.
    pub fn join(&mut self, later: Head) {
        self.id = later.id.or_else(|| self.id.take());
        self.limit_exceeded |= later.limit_exceeded;
    }
}

/// What envelopes say about the trace of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outer<'a> {
    Trace(&'a str),
    /// In a trace whose id has not been read yet; it may stand behind the documents.
    NotYet,
    Nothing,
}

/// The place of a record.
#[derive(Clone, Copy)]
pub struct Place<'p> {
    pub frames: &'p [Frame],
    /// Top-level values before this one.
    pub value: u64,
    /// The text being walked.
    pub text: &'p [u8],
    /// Of the record in it.
    pub start: usize,
    /// In the source: of the record, or of the inside of the string that it stands in.
    pub offset: u64,
    /// Of the source.
    pub charset: Charset,
    /// That string's bytes as they are in the file; those of the innermost in a string of strings.
    pub quoted: Option<&'p [u8]>,
    /// Where the string stands.
    pub outer: Option<&'p Place<'p>>,
}

impl<'p> Place<'p> {
    /// Bytes that hold the record, in the source, when its text is `length` long.
    pub fn stretch(&self, length: usize) -> (u64, u32, Encoding) {
        let (length, encoding) = match self.outermost_string() {
            Some(raw) => (self.charset.width(raw), Encoding::Escaped),
            None => (self.width(length), Encoding::Plain),
        };
        (self.offset, u32::try_from(length).unwrap_or(u32::MAX), encoding)
    }

    /// Place in the source of byte `at` of the record's text. Inside of a string in a string: of the outer one.
    pub fn byte(&self, at: usize) -> u64 {
        match (self.quoted, self.outer) {
            (Some(raw), Some(outer)) if outer.quoted.is_none() => {
                let position = text::escaped_position(raw, self.start + at);
                self.offset + self.charset.width(&raw[..position])
            }
            (Some(_), _) => self.offset,
            _ => self.offset + self.width(at),
        }
    }

    /// Bytes in the source that the first `length` of the record's text stand for.
    fn width(&self, length: usize) -> u64 {
        match self.charset {
            Charset::Utf8 => length as u64,
            wide => wide.width(&self.text[self.start..][..length]),
        }
    }

    /// The text at byte `at` of the record, with a little of what stands before it there, in one line.
    pub fn excerpt(&self, at: usize) -> String {
        const BEFORE: usize = 24;
        const LENGTH: usize = 80;
        let record = self.text.get(self.start..).unwrap_or_default();
        let from = at.min(record.len()).saturating_sub(BEFORE);
        let stretch = &record[from..];
        let shown = String::from_utf8_lossy(&stretch[..stretch.len().min(LENGTH)]);
        let whole = shown.trim_matches(char::REPLACEMENT_CHARACTER);
        let mut words = whole.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
        if stretch.len() > LENGTH {
            words.push('…');
        }
        words
    }

    /// JSON path of byte `at` of `record`. Of several top-level values the second is `$[1]`,
    /// as if the whole were one array.
    pub fn path(&self, record: &[u8], at: usize) -> String {
        let mut path = match self.outer {
            Some(outer) => outer.path(b"", 0),
            None => "$".to_owned(),
        };
        if self.value > 0 {
            path.push_str(&format!("[{}]", self.value));
        }
        for frame in self.frames {
            match frame {
                Frame::Array { index } => path.push_str(&format!("[{index}]")),
                Frame::Object { in_value: false, .. } => {}
                Frame::Object { name, .. } => text::member(&mut path, name.as_bytes()),
            }
        }
        path.push_str(&text::path_at(record, at));
        path
    }

    /// Whether the record stands in such an envelope.
    pub fn is_within(&self, wanted: Envelope) -> bool {
        let is =
            |frame: &Frame| matches!(frame, Frame::Object { envelope, .. } if *envelope == wanted);
        self.frames.iter().any(is) || self.outer.is_some_and(|outer| outer.is_within(wanted))
    }

    pub fn trace(&self) -> Outer<'p> {
        let found = self.frames.iter().rev().find_map(|frame| match frame {
            Frame::Object { head, envelope: Envelope::Trace, .. } => Some(head),
            _ => None,
        });
        match (found, self.outer) {
            (Some(Head { id: Some(id), .. }), _) => Outer::Trace(id),
            (Some(_), _) => Outer::NotYet,
            (None, Some(outer)) => outer.trace(),
            (None, None) => Outer::Nothing,
        }
    }

    /// Strings around the text being walked.
    pub fn quoted_depth(&self) -> usize {
        self.outer.map_or(0, |outer| outer.quoted_depth() + 1)
    }

    fn outermost_string(&self) -> Option<&'p [u8]> {
        self.outer.and_then(Place::outermost_string).or(self.quoted)
    }
}
