//! From chunks of any size to whole records.
//!
//! Walks the envelopes (arrays, `{"Traces": [...]}`, documents in strings...) and hands each record in
//! them to a [`Sink`], which reads it in place. So only a record that a chunk cuts in two is buffered.
//!
//! ```text
//! {"Traces":[{"Id":"1-..","Segments":[{"Id":"..","Document":"{\"id\":..}"}, ...
//! object     object                  object                 record, escaped
//!          array                   array
//! ```
//!
//! Wrong text costs the record that it stands in: the walk goes on at the end of its brackets or at the
//! next line that begins with one, whichever comes first.

use super::json::{self, Error, Fault, Reader, Text, Value};
use super::place::{Frame, Head, Place};
use super::sniff::{self, Envelope, Kind, Note, Role};
use super::text;

/// Takes what the splitter finds.
pub trait Sink {
    /// Reads the record that `text` begins with; the bytes it took. After [`Fault::Cut`] the record is
    /// offered again with more text, so nothing may be kept of the attempt.
    fn record(&mut self, kind: Kind, text: &[u8], place: &Place) -> json::Result<usize>;
    /// An envelope is complete: all that its head has to say is known.
    fn leave(&mut self, head: &Head, envelope: Envelope);
    /// Something was passed over, at byte `at` of the text of `place`; `lost` if it may have been a record.
    fn problem(&mut self, reason: &'static str, lost: bool, text: &[u8], at: usize, place: &Place);
}

#[derive(Default)]
pub struct Splitter {
    stack: Vec<Frame>,
    /// Top-level values so far.
    values: u64,
    /// The unread end of the chunks so far.
    carry: Vec<u8>,
    /// Bytes that `carry` must hold before another attempt. Doubling it after each keeps the work linear
    /// in the input, however small the chunks and large the record.
    enough: usize,
    /// Place of the first byte of `carry` in the source.
    offset: u64,
    /// Set when the source cannot be read at all.
    refused: bool,
    /// Told that the text ends too early.
    cut: bool,
    /// Text that means nothing goes on where the chunk ended; it was told of once.
    in_garbage: bool,
}

/// Envelopes deeper than this hold no traces; they are passed over.
const DEEPEST: usize = 32;
/// Strings of JSON in strings of JSON, likewise.
const MOST_QUOTED: usize = 3;
/// Bytes that tell whether a source is text.
const MAGIC: usize = 4;
const CUT: &str = "the text ends before its JSON does";
const CUT_RECORD: &str = "the text ends within a record";

impl Splitter {
    pub fn push(&mut self, chunk: &[u8], sink: &mut impl Sink) {
        if self.refused {
            self.offset += chunk.len() as u64;
        } else if self.carry.is_empty() {
            let used = self.attempt(chunk, false, sink);
            self.carry.extend_from_slice(&chunk[used..]);
        } else {
            self.carry.extend_from_slice(chunk);
            if self.carry.len() < self.enough {
                return;
            }
            self.read_carry(false, sink);
        }
        self.enough = self.carry.len() * 2;
    }

    /// The source is complete, or cut here.
    pub fn end(&mut self, sink: &mut impl Sink) {
        self.read_carry(true, sink);
        let walk = Walk { data: b"", offset: self.offset, last: true, outer: None };
        self.close(&walk, sink);
    }

    /// Bytes read so far.
    pub fn position(&self) -> u64 {
        self.offset + self.carry.len() as u64
    }

    fn read_carry(&mut self, last: bool, sink: &mut impl Sink) {
        let mut carry = std::mem::take(&mut self.carry);
        let used = self.attempt(&carry, last, sink);
        carry.drain(..used);
        self.carry = carry;
    }

    fn attempt(&mut self, data: &[u8], last: bool, sink: &mut impl Sink) -> usize {
        if self.offset == 0 {
            if data.len() < MAGIC && !last {
                return 0;
            }
            if let Some(reason) = sniff::refusal(data) {
                let walk = Walk { data, offset: 0, last, outer: None };
                sink.problem(reason, false, data, 0, &self.place(&walk, 0));
                self.refused = true;
            }
        }
        let walk = Walk { data, offset: self.offset, last, outer: None };
        let used = if self.refused { data.len() } else { self.walk(&walk, sink) };
        self.offset += used as u64;
        used
    }
}

/// A stretch of text to walk.
struct Walk<'a> {
    data: &'a [u8],
    /// Place of its first byte in the source; of the string's first byte, when it was unescaped.
    offset: u64,
    /// Nothing follows.
    last: bool,
    /// The string that the text stood in: its raw bytes, and the place of the string.
    outer: Option<(&'a [u8], &'a Place<'a>)>,
}

impl Splitter {
    /// Reads as far as possible; the bytes used.
    fn walk(&mut self, walk: &Walk, sink: &mut impl Sink) -> usize {
        let mut at =
            if std::mem::take(&mut self.in_garbage) { self.after_garbage(walk.data, 0) } else { 0 };
        while let Some(start) = next_token(walk.data, at) {
            at = match self.step(walk, start, sink) {
                Ok(next) => next,
                Err(Error { fault: Fault::Cut, .. }) if !walk.last => return start,
                Err(error) => match self.recover(walk, start, error, sink) {
                    Some(next) => next,
                    None => return start,
                },
            };
        }
        walk.data.len()
    }

    /// One token of an envelope, or one record. Changes the stack only when it succeeds.
    fn step(&mut self, walk: &Walk, at: usize, sink: &mut impl Sink) -> json::Result<usize> {
        match (self.stack.last(), walk.data[at]) {
            (_, b',') => Ok(at + 1),
            (Some(Frame::Array { .. }), b']')
            | (Some(Frame::Object { in_value: false, .. }), b'}') => {
                if let Some(frame) = self.stack.pop() {
                    leave(frame, sink);
                }
                self.completed();
                Ok(at + 1)
            }
            (Some(Frame::Object { in_value: false, .. }), b'"') => self.member(walk, at),
            (Some(Frame::Object { in_value: false, .. }), _) => {
                Err(Error { at, fault: Fault::Syntax("expected a member name in quotes") })
            }
            (_, b'{') => self.object(walk, at, sink),
            (_, b'[') if self.stack.len() < DEEPEST => {
                self.stack.push(Frame::Array { index: 0 });
                Ok(at + 1)
            }
            (_, b'"') => self.string(walk, at, sink),
            (None, _) => outside(walk.data, at),
            _ => self.nothing(walk, at, sink),
        }
    }

    /// An object: its members decide whether it is an envelope or a record.
    fn object(&mut self, walk: &Walk, at: usize, sink: &mut impl Sink) -> json::Result<usize> {
        let mut reader = Reader::new(walk.data, at + 1);
        let mut notes = Notes::default();
        let mut first = true;
        while let Some(name) = reader.key(first)? {
            first = false;
            match sniff::role(name.raw) {
                Role::Decides(kind) => return self.record(kind, walk, at, sink),
                Role::Holds(envelope, name) if self.holds_records(&mut reader)? => {
                    let (head, in_value) = (notes.head(envelope), true);
                    self.stack.push(Frame::Object { head, envelope, name, in_value });
                    return Ok(reader.position());
                }
                Role::Notes(note) => notes.read(note, &mut reader)?,
                Role::Holds(..) | Role::Nothing => reader.skip()?,
            }
        }
        self.record(Kind::Unknown, walk, at, sink)
    }

    /// A further member of an envelope.
    fn member(&mut self, walk: &Walk, at: usize) -> json::Result<usize> {
        let mut reader = Reader::new(walk.data, at);
        let Some(found) = reader.key(true)? else { return Ok(reader.position()) };
        let role = sniff::role(found.raw);
        let steps_in = matches!(role, Role::Holds(..)) && self.holds_records(&mut reader)?;
        let Some(Frame::Object { head, envelope, name, in_value }) = self.stack.last_mut() else {
            return Ok(reader.position());
        };
        match role {
            Role::Holds(held, label) if steps_in => {
                (*envelope, *name, *in_value) = (held, label, true)
            }
            Role::Notes(note) => {
                let mut notes = Notes::default();
                notes.read(note, &mut reader)?;
                head.join(notes.head(*envelope));
            }
            _ => reader.skip()?,
        }
        Ok(reader.position())
    }

    fn holds_records(&self, reader: &mut Reader) -> json::Result<bool> {
        let opens = matches!(reader.peek()?, b'{' | b'[' | b'"');
        Ok(opens && self.stack.len() < DEEPEST)
    }

    fn record(
        &mut self,
        kind: Kind,
        walk: &Walk,
        at: usize,
        sink: &mut impl Sink,
    ) -> json::Result<usize> {
        let used = sink
            .record(kind, &walk.data[at..], &self.place(walk, at))
            .map_err(|e| Error { at: at + e.at, ..e })?;
        self.completed();
        Ok(at + used)
    }

    /// A string where a record is expected: JSON once more, or nothing.
    fn string(&mut self, walk: &Walk, at: usize, sink: &mut impl Sink) -> json::Result<usize> {
        let mut reader = Reader::new(walk.data, at);
        let string = reader.string()?;
        let place = self.place(walk, at);
        if !begins_json(string.raw) || place.quoted_depth() >= MOST_QUOTED {
            let reason = match string.raw {
                [b'T', b'1', b'S', ..] => "a document in OTLP protobuf (T1S): not read",
                _ => "a string where a trace record was expected",
            };
            sink.problem(reason, true, b"", 0, &place);
        } else {
            unquote(string, &place, sink);
        }
        self.completed();
        Ok(reader.position())
    }

    /// A number or word where a record is expected.
    fn nothing(&mut self, walk: &Walk, at: usize, sink: &mut impl Sink) -> json::Result<usize> {
        let mut reader = Reader::new(walk.data, at);
        let value = reader.value()?;
        if !matches!(value, Value::Null) {
            let reason = "a value where a trace record was expected";
            sink.problem(reason, true, b"", 0, &self.place(walk, at));
        }
        self.completed();
        Ok(reader.position())
    }

    /// Finds where to go on after wrong text; `None` to wait for more.
    fn recover(
        &mut self,
        walk: &Walk,
        start: usize,
        error: Error,
        sink: &mut impl Sink,
    ) -> Option<usize> {
        let in_record = walk.data[start] == b'{'
            && !matches!(self.stack.last(), Some(Frame::Object { in_value: false, .. }));
        let (next, reason) = match error.fault {
            Fault::Cut => {
                self.cut = true;
                let reason = if in_record { CUT_RECORD } else { CUT };
                (walk.data.len(), reason)
            }
            Fault::Syntax(reason) if in_record => {
                let resumed = resume(walk.data, start, error.at);
                (resumed.or(walk.last.then_some(walk.data.len()))?, reason)
            }
            Fault::Syntax(reason) => (self.after_garbage(walk.data, error.at + 1), reason),
        };
        let record = if in_record { &walk.data[start..] } else { b"" };
        let at = error.at.min(walk.data.len()) - start;
        sink.problem(reason, in_record, record, at, &self.place(walk, start));
        if in_record {
            self.completed();
        }
        Some(next)
    }

    /// The text ends here: what is still open ends with it.
    fn close(&mut self, walk: &Walk, sink: &mut impl Sink) {
        if !self.stack.is_empty() && !self.cut {
            sink.problem(CUT, false, b"", walk.data.len(), &self.place(walk, 0));
        }
        while let Some(frame) = self.stack.pop() {
            leave(frame, sink);
        }
    }

    /// Past text that means nothing: to the next bracket, quote or line.
    fn after_garbage(&mut self, data: &[u8], from: usize) -> usize {
        let is_mark = |b: &u8| matches!(b, b'{' | b'}' | b'[' | b']' | b'"' | b'\n');
        let rest = data.get(from..).unwrap_or_default();
        let found = rest.iter().position(is_mark);
        self.in_garbage = found.is_none();
        found.map_or(data.len(), |i| from + i)
    }

    /// A value ended; the next one stands one further.
    fn completed(&mut self) {
        match self.stack.last_mut() {
            None => self.values += 1,
            Some(Frame::Array { index }) => *index += 1,
            Some(Frame::Object { in_value, .. }) => *in_value = false,
        }
    }

    fn place<'p>(&'p self, walk: &Walk<'p>, start: usize) -> Place<'p> {
        let (quoted, outer) = walk.outer.unzip();
        let offset = if quoted.is_some() { walk.offset } else { walk.offset + start as u64 };
        Place { frames: &self.stack, value: self.values, start, offset, quoted, outer }
    }
}

/// Walks the JSON inside a string.
fn unquote(string: Text, place: &Place, sink: &mut impl Sink) {
    let mut plain = Vec::new();
    let data = if string.escaped {
        plain.reserve(string.raw.len());
        text::unescape(string.raw, &mut plain);
        plain.as_slice()
    } else {
        string.raw
    };
    let offset = if place.quoted.is_some() { place.offset } else { place.offset + 1 };
    let mut inner = Splitter::default();
    let walk = Walk { data, offset, last: true, outer: Some((string.raw, place)) };
    inner.walk(&walk, sink);
    inner.close(&walk, sink);
}

fn leave(frame: Frame, sink: &mut impl Sink) {
    if let Frame::Object { head, envelope, .. } = frame {
        sink.leave(&head, envelope);
    }
}

/// Notes of an object before it is known what it is.
#[derive(Default)]
struct Notes<'a> {
    id: Option<Text<'a>>,
    limit_exceeded: bool,
}

impl<'a> Notes<'a> {
    fn read(&mut self, note: Note, reader: &mut Reader<'a>) -> json::Result<()> {
        match (note, reader.value()?) {
            (Note::Id, Value::Text(id)) => self.id = Some(id),
            (Note::LimitExceeded, Value::Flag(on)) => self.limit_exceeded = on,
            _ => {}
        }
        Ok(())
    }

    /// Ids of other envelopes than traces say nothing here, and there are many of them.
    fn head(&self, envelope: Envelope) -> Head {
        let id = self.id.filter(|_| envelope == Envelope::Trace);
        let id = id.map(|text| text::Scratch::default().str(text).into());
        Head { id, limit_exceeded: self.limit_exceeded }
    }
}

fn next_token(data: &[u8], at: usize) -> Option<usize> {
    let rest = data.get(at..)?;
    rest.iter().position(|&b| !json::is_space(b)).map(|i| at + i)
}

/// Between top-level values: a byte order mark, or a separator that a capture wrote as two characters.
fn outside(data: &[u8], at: usize) -> json::Result<usize> {
    let known: &[&[u8]] = &[b"\\n", b"\\r", b"\\t", b"\xef\xbb\xbf"];
    for mark in known {
        if data[at..].starts_with(mark) {
            return Ok(at + mark.len());
        }
        if mark.starts_with(&data[at..]) {
            return Err(Error { at, fault: Fault::Cut });
        }
    }
    Err(Error { at, fault: Fault::Syntax("text that is no JSON") })
}

/// Whether the inside of a string goes on like an object, an array or another string.
fn begins_json(raw: &[u8]) -> bool {
    let start = raw.trim_ascii_start();
    let start = start.strip_prefix(b"\\n").unwrap_or(start);
    matches!(start.trim_ascii_start(), [b'{' | b'[', ..] | [b'\\', b'"', ..])
}

/// The end of the brackets opened at `start`, or the next line after the error that begins with one.
fn resume(data: &[u8], start: usize, error: usize) -> Option<usize> {
    let line = next_record_line(data, start, error);
    let end = balanced_end(&data[..line.unwrap_or(data.len())], start);
    end.or(line)
}

fn next_record_line(data: &[u8], start: usize, error: usize) -> Option<usize> {
    let from = data[..error].iter().rposition(|&b| b == b'\n').unwrap_or(start).max(start);
    memchr::memchr_iter(b'\n', &data[from..])
        .map(|i| from + i + 1)
        .find(|&line| line > start && matches!(data.get(line), Some(b'{' | b'[')))
}

/// Past the bracket that closes the one at `start`, whatever the text between.
fn balanced_end(data: &[u8], start: usize) -> Option<usize> {
    let (mut depth, mut in_string, mut at) = (0usize, false, start);
    while let Some(byte) = data.get(at) {
        at += 1;
        match byte {
            b'\\' if in_string => at += 1,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => depth += 1,
            b'}' | b']' if !in_string => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}
