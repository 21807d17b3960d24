//! The walk through envelopes, over a stretch of text that may end anywhere.
//!
//! Each step reads one token of an envelope or one whole record, and changes nothing unless it succeeds:
//! where the text ends too early, the same step is taken again with more of it.

use super::Reason;
use std::cell::Cell;

use super::Format;
use super::json::{self, Error, Fault, Reader, Text, Value};
use super::place::{Frame, Head, Place};
use super::sniff::{self, Context, Envelope, Kind, Note, Role};
use super::splitter::Sink;
use super::{recovery, text};
use crate::model::Charset;

/// Where the walk is: kept from stretch to stretch.
#[derive(Default)]
pub struct Walker {
    stack: Vec<Frame>,
    /// Top-level values so far.
    values: u64,
    /// Told that the text ends too early.
    cut: bool,
    /// The top-level value goes over several lines, so the end of a line does not end it.
    has_lines: bool,
    /// A line ended before the next token.
    after_line: bool,
    /// In an array: an element may stand here, by its bracket or a comma.
    is_due: bool,
    /// Text that means nothing goes on where the stretch ended; it was told of once.
    in_garbage: bool,
    /// For the characters of a string; kept for its room.
    plain: Vec<u8>,
}

/// A stretch of text to walk.
pub struct Walk<'a> {
    pub data: &'a [u8],
    /// Place of its first byte in the source; of the string's first byte, when it was unescaped.
    pub offset: u64,
    /// Of the source. The text is UTF-8.
    pub charset: Charset,
    /// A byte of the text, and the width of all before it in the source: places are asked for one
    /// after the other, and counting on from the last keeps the work linear.
    pub counted: Cell<(usize, u64)>,
    /// Nothing follows.
    pub last: bool,
    /// The string that the text stood in: its raw bytes, and the place of the string.
    pub outer: Option<(&'a [u8], &'a Place<'a>)>,
}

impl<'a> Walk<'a> {
    /// Over the text of a source, from a place on.
    pub fn new(data: &'a [u8], offset: u64, charset: Charset, last: bool) -> Self {
        Self { data, offset, charset, counted: Cell::default(), last, outer: None }
    }

    /// Place in the source of byte `at` of the text.
    pub fn position(&self, at: usize) -> u64 {
        if self.charset == Charset::Utf8 {
            return self.offset + at as u64;
        }
        let (from, before) = self.counted.get();
        let width = |from: usize, to: usize| self.charset.width(&self.data[from..to]);
        let width = if at < from { before - width(at, from) } else { before + width(from, at) };
        self.counted.set((at, width));
        self.offset + width
    }
}

/// Envelopes deeper than this hold no traces; they are passed over.
const DEEPEST: usize = 32;
/// Strings of JSON in strings of JSON, likewise.
const MOST_QUOTED: usize = 3;

impl Walker {
    /// Reads as far as possible; the bytes used.
    pub fn walk(&mut self, walk: &Walk, sink: &mut impl Sink) -> usize {
        let mut at = 0;
        if std::mem::take(&mut self.in_garbage) {
            at = self.after_garbage(walk.data, 0);
            self.end_line(walk.data.get(at), sink);
        }
        while let Some(start) = self.next_token(walk.data, at) {
            self.end_cut_line(walk, start, sink);
            at = match self.step(walk, start, sink) {
                Ok(next) => {
                    self.after_line = false;
                    next
                }
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
            (_, b',') => {
                self.is_due = true;
                Ok(at + 1)
            }
            (Some(Frame::Array { .. }), b']')
            | (Some(Frame::Object { in_value: false, .. }), b'}') => {
                if let Some(frame) = self.stack.pop() {
                    leave(frame, sink);
                }
                self.completed();
                Ok(at + 1)
            }
            (Some(Frame::Object { in_value: false, .. }), b'"') => self.member(walk, at, sink),
            (Some(Frame::Object { in_value: false, .. }), _) => {
                Err(Error { at, fault: Fault::Syntax(Reason::ExpectedName) })
            }
            (_, b'{') => self.object(walk, at, sink),
            (_, b'[') if self.stack.len() < DEEPEST => {
                self.stack.push(Frame::Array { index: 0 });
                self.is_due = true;
                Ok(at + 1)
            }
            (_, b'"') => self.string(walk, at, sink),
            (None, _) => recovery::separator(walk.data, at),
            _ => self.nothing(walk, at, sink),
        }
    }

    /// An object: its members decide whether it is an envelope or a record.
    fn object(&mut self, walk: &Walk, at: usize, sink: &mut impl Sink) -> json::Result<usize> {
        let mut reader = Reader::of_record(walk.data, at, at + 1);
        let mut notes = Notes::default();
        let mut first = true;
        while let Some(name) = reader.key(first)? {
            first = false;
            match sniff::role(name.raw) {
                Role::Decides(kind) => return self.record(kind, walk, at, sink),
                Role::Holds(envelope, name) if self.holds_records(&mut reader)? => {
                    let (head, in_value) = (notes.head(envelope), true);
                    self.stack.push(Frame::Object { head, envelope, name, in_value });
                    sink.enter(envelope);
                    notes.contexts.iter().for_each(|&(context, raw)| sink.context(context, raw));
                    return Ok(reader.position());
                }
                Role::Notes(note) => {
                    notes.read(note, &mut reader)?;
                    if let Some(kind) = notes.kind() {
                        return self.record(kind, walk, at, sink);
                    }
                }
                Role::Tells(context, _) => notes.contexts.push((context, reader.raw()?)),
                Role::Holds(..) | Role::Nothing => reader.skip()?,
            }
        }
        self.record(notes.rest(first), walk, at, sink)
    }

    /// A further member of an envelope.
    fn member(&mut self, walk: &Walk, at: usize, sink: &mut impl Sink) -> json::Result<usize> {
        // Only what stands on one line with its bracket may have been cut with it.
        let mut reader = match self.has_lines {
            true => Reader::new(walk.data, at),
            false => Reader::of_record(walk.data, at, at),
        };
        let Some(found) = reader.key(true)? else { return Ok(reader.position()) };
        let role = sniff::role(found.raw);
        let steps_in = matches!(role, Role::Holds(..)) && self.holds_records(&mut reader)?;
        let Some(Frame::Object { head, envelope, name, in_value }) = self.stack.last_mut() else {
            return Ok(reader.position());
        };
        match role {
            Role::Holds(held, label) if steps_in => {
                // An object that holds a trace and more is that trace all the same.
                let is_trace = *envelope == Envelope::Trace;
                *envelope = if is_trace { Envelope::Trace } else { held };
                (*name, *in_value) = (label, true);
            }
            Role::Tells(context, _) => sink.context(context, reader.raw()?),
            Role::Notes(note) => {
                let mut notes = Notes::default();
                notes.read(note, &mut reader)?;
                head.join(notes.head(*envelope));
            }
            Role::Decides(_) => {
                reader.skip()?;
                let reason = Reason::RecordsInRecord;
                sink.problem(reason, true, b"", 0, &self.place(walk, at));
            }
            Role::Holds(..) | Role::Nothing => reader.skip()?,
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
        let place = self.place(walk, at);
        if begins_json(&walk.data[at + 1..]) && place.quoted_depth() < MOST_QUOTED {
            let mut plain = std::mem::take(&mut self.plain);
            let end = unquote(walk.data, at, &mut plain, &self.place(walk, at), sink);
            self.plain = plain;
            let end = end?;
            self.completed();
            return Ok(end);
        }
        let mut reader = Reader::new(walk.data, at);
        let reason = match reader.string()?.raw {
            [b'T', b'1', b'S', ..] => Reason::ProtobufDocument,
            _ => Reason::StringForRecord,
        };
        sink.problem(reason, true, b"", 0, &place);
        self.completed();
        Ok(reader.position())
    }

    /// A number or word where a record is expected.
    fn nothing(&mut self, walk: &Walk, at: usize, sink: &mut impl Sink) -> json::Result<usize> {
        let mut reader = Reader::new(walk.data, at);
        let value = reader.value()?;
        if !matches!(value, Value::Null) {
            let reason = Reason::ValueForRecord;
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
                let reason = if in_record { Reason::CutRecord } else { Reason::Cut };
                (walk.data.len(), reason)
            }
            Fault::Syntax(reason) if in_record => {
                let resumed = recovery::resume(walk.data, start, error.at);
                (resumed.or(walk.last.then_some(walk.data.len()))?, reason)
            }
            Fault::Syntax(reason) => {
                let broken = walk.data.get(error.at) == Some(&b'\n');
                let from = error.at + usize::from(!broken);
                (self.after_garbage(walk.data, from), reason)
            }
        };
        let record = if in_record { &walk.data[start..] } else { b"" };
        let at = error.at.min(walk.data.len()) - start;
        sink.problem(reason, in_record, record, at, &self.place(walk, start));
        if in_record {
            self.completed();
        }
        // Where to go on is the start of a line after a record, the end of one after anything else.
        let at = if in_record { next - 1 } else { next };
        self.end_line(walk.data.get(at), sink);
        Some(next)
    }

    /// After wrong text: where a line is a value, its end ends all that is open, which the wrong text
    /// may have left so.
    fn end_line(&mut self, byte: Option<&u8>, sink: &mut impl Sink) {
        if byte != Some(&b'\n') || self.has_lines || self.stack.is_empty() {
            return;
        }
        self.end_all(sink);
    }

    /// A line that begins with a bracket where none can stand: what is open was cut at the end of the line
    /// before, and this is the next record.
    fn end_cut_line(&mut self, walk: &Walk, at: usize, sink: &mut impl Sink) {
        let can_stand = match self.stack.last() {
            None | Some(Frame::Object { in_value: true, .. }) => true,
            Some(Frame::Object { in_value: false, .. }) => false,
            Some(Frame::Array { .. }) => self.is_due,
        };
        if can_stand || !self.after_line || !matches!(walk.data[at], b'{' | b'[') {
            return;
        }
        sink.problem(Reason::Cut, false, b"", 0, &self.place(walk, at));
        self.end_all(sink);
    }

    /// Ends all that is open, as if its brackets were closed.
    fn end_all(&mut self, sink: &mut impl Sink) {
        while let Some(frame) = self.stack.pop() {
            leave(frame, sink);
        }
        self.values += 1;
        self.has_lines = false;
    }

    fn next_token(&mut self, data: &[u8], at: usize) -> Option<usize> {
        let rest = data.get(at..)?;
        let space = rest.iter().take_while(|&&b| json::is_space(b)).count();
        let ends = rest[..space].contains(&b'\n');
        self.after_line |= ends;
        self.has_lines = !self.stack.is_empty() && (self.has_lines || ends);
        (space < rest.len()).then_some(at + space)
    }

    /// The text ends here: what is still open ends with it.
    pub fn close(&mut self, walk: &Walk, sink: &mut impl Sink) {
        if !self.stack.is_empty() && !self.cut {
            sink.problem(Reason::Cut, false, b"", walk.data.len(), &self.place(walk, 0));
        }
        while let Some(frame) = self.stack.pop() {
            leave(frame, sink);
        }
    }

    /// Past text that means nothing. Where it reaches the end of the text, it may go on in the next chunk.
    fn after_garbage(&mut self, data: &[u8], from: usize) -> usize {
        let found = recovery::next_mark(data, from);
        self.in_garbage = found.is_none();
        found.unwrap_or(data.len())
    }

    /// A value ended; the next one stands one further.
    fn completed(&mut self) {
        self.is_due = false;
        match self.stack.last_mut() {
            None => self.values += 1,
            Some(Frame::Array { index }) => *index += 1,
            Some(Frame::Object { in_value, .. }) => *in_value = false,
        }
    }

    pub fn place<'p>(&'p self, walk: &Walk<'p>, start: usize) -> Place<'p> {
        let (quoted, outer) = walk.outer.unzip();
        let offset = if quoted.is_some() { walk.offset } else { walk.position(start) };
        let (text, charset) = (walk.data, walk.charset);
        Place {
            frames: &self.stack,
            value: self.values,
            text,
            start,
            offset,
            charset,
            quoted,
            outer,
        }
    }
}

/// Walks the JSON inside the string at `at`; the position behind it. `plain` is a buffer.
fn unquote(
    data: &[u8],
    at: usize,
    plain: &mut Vec<u8>,
    place: &Place,
    sink: &mut impl Sink,
) -> json::Result<usize> {
    plain.clear();
    let end = text::unescape(data, at + 1, plain).at;
    match data.get(end) {
        Some(b'"') => {}
        None => return Err(Error { at: end, fault: Fault::Cut }),
        Some(_) => return Err(Error { at: end, fault: Fault::Syntax(Reason::BrokenString) }),
    }
    let quote = if place.quoted.is_some() { 0 } else { place.charset.width(b"\"") };
    let outer = Some((&data[at + 1..end], place));
    let mut inner = Walker::default();
    let walk = Walk { outer, ..Walk::new(plain, place.offset + quote, place.charset, true) };
    inner.walk(&walk, sink);
    inner.close(&walk, sink);
    Ok(end + 1)
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
    snake_trace: bool,
    camel_trace: bool,
    has_id: bool,
    index: bool,
    contexts: Vec<(Context, &'a [u8])>,
}

impl<'a> Notes<'a> {
    fn read(&mut self, note: Note, reader: &mut Reader<'a>) -> json::Result<()> {
        match note {
            Note::Id => self.has_id = true,
            Note::SnakeTrace => self.snake_trace = true,
            Note::CamelTrace => self.camel_trace = true,
            Note::Index => self.index = true,
            Note::LimitExceeded => {}
        }
        match (note, reader.value()?) {
            (Note::Id, Value::Text(id)) => self.id = Some(id),
            (Note::LimitExceeded, Value::Flag(on)) => self.limit_exceeded = on,
            _ => {}
        }
        Ok(())
    }

    /// What two notes together say: a trace's id and one of its own make a record.
    fn kind(&self) -> Option<Kind> {
        match (self.has_id, self.snake_trace, self.camel_trace) {
            (true, true, _) => Some(Kind::Segment),
            (true, _, true) => Some(Kind::Span(Format::Zipkin)),
            _ => None,
        }
    }

    /// What an object without a deciding member is.
    fn rest(&self, is_empty: bool) -> Kind {
        match () {
            () if self.snake_trace => Kind::Segment,
            () if is_empty || self.index => Kind::Aside,
            () => Kind::Unknown,
        }
    }

    /// Ids of other envelopes than traces say nothing here, and there are many of them.
    fn head(&self, envelope: Envelope) -> Head {
        let id = self.id.filter(|_| envelope == Envelope::Trace);
        let id = id.map(|text| text::Scratch::default().str(text).into());
        Head { id, limit_exceeded: self.limit_exceeded }
    }
}

/// Whether the inside of a string goes on like an object, an array or another string.
fn begins_json(raw: &[u8]) -> bool {
    let start = raw.trim_ascii_start();
    let start = start.strip_prefix(b"\\n").unwrap_or(start);
    matches!(start.trim_ascii_start(), [b'{' | b'[', ..] | [b'\\', b'"', ..])
}
