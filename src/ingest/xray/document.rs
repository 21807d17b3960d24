//! One segment document: a segment with all subsegments in it, to any depth, in a single pass.
//!
//! Everything goes to buffers that are used again for the next document; rows are made only when the
//! whole document is known to be well-formed (see `rows`).

use super::super::json::{Error, Fault, Reader, Result, Text, Value};
use super::super::text::Scratch;
use super::super::{iso, number};
use super::api;
use super::unit::{self, Marks, Namespace, Unit};
use crate::ingest::Reason;
use crate::model::{self, Field, Key, LinkKind, Nanos, StrId, Strings};

/// A document being read. Lists of what units have are in the order of the text, each with its unit.
#[derive(Default)]
pub struct Document {
    pub units: Vec<Unit>,
    pub attributes: Vec<(u32, Key, model::Value)>,
    pub exceptions: Vec<Raised>,
    pub references: Vec<(u32, u64)>,
    pub links: Vec<(u32, Linked)>,
    /// What was mended or left out, and at which byte.
    pub notes: Vec<(Reason, usize)>,
    /// `trace_id`, or empty.
    pub trace: String,
    /// Of sampling.
    pub rule: Option<StrId>,
    pub scratch: Scratch,
}

/// An exception of a unit.
#[derive(Clone, Copy, Debug)]
pub struct Raised {
    pub unit: u32,
    /// 0: none.
    pub id: u64,
    pub kind: StrId,
    pub message: StrId,
    pub remote: bool,
}

/// A link of a unit to another trace.
#[derive(Clone, Copy, Debug)]
pub struct Linked {
    pub kind: LinkKind,
    pub trace: model::TraceKey,
    pub id: u64,
    pub name: StrId,
    pub node: StrId,
}

impl Document {
    /// Reads the object that `text` begins with; the bytes it took.
    pub fn read(&mut self, text: &[u8], strings: &mut Strings) -> Result<usize> {
        self.clear();
        let mut reader = Reader::of_record(text, 0, 0);
        if !reader.enter(b'{')? {
            return Err(Error { at: 0, fault: Fault::Syntax(Reason::ExpectedObject) });
        }
        self.units.push(Unit::new(None, 0));
        let mut open = 0u32;
        let mut first = true;
        // Alternates between the members of a unit and the elements of its `subsegments`; the way
        // back is in the units themselves, so depth costs no stack.
        loop {
            let inside = match reader.key(first)? {
                Some(name) if name.raw == b"subsegments" && reader.enter(b'[')? => {
                    reader.item(true)?
                }
                Some(name) => {
                    self.member(open, name, &mut reader, strings)?;
                    first = false;
                    continue;
                }
                None => {
                    let unit = &mut self.units[open as usize];
                    unit.to = reader.position();
                    match unit.inside {
                        None => return Ok(reader.position()),
                        Some(outer) => open = outer,
                    }
                    reader.item(false)?
                }
            };
            first = inside && self.next_subsegment(&mut open, &mut reader)?;
        }
    }

    /// The reader stands at an element of `subsegments`; those that are no objects are passed over.
    /// Opens the next that is one, or returns to the members of the unit.
    fn next_subsegment(&mut self, open: &mut u32, reader: &mut Reader) -> Result<bool> {
        loop {
            reader.peek()?;
            let at = reader.position();
            if reader.enter(b'{')? {
                self.units.push(Unit::new(Some(*open), at));
                *open = (self.units.len() - 1) as u32;
                return Ok(true);
            }
            reader.skip()?;
            self.notes.push((Reason::OddSubsegment, at));
            if !reader.item(false)? {
                return Ok(false);
            }
        }
    }

    fn member(
        &mut self,
        open: u32,
        name: Text,
        reader: &mut Reader,
        strings: &mut Strings,
    ) -> Result<()> {
        reader.peek()?;
        let at = reader.position();
        match name.raw {
            b"id" => self.id(open, reader)?,
            b"name" => self.unit(open).name = self.string(reader, strings)?,
            b"trace_id" => self.trace_id(open, reader)?,
            b"parent_id" => {
                if let Value::Text(text) = reader.value()? {
                    self.unit(open).parent = unit::id(text, &mut self.scratch).0;
                }
            }
            b"start_time" => self.unit(open).start = self.moment(open, at, reader)?,
            b"end_time" => self.unit(open).end = self.moment(open, at, reader)?,
            b"in_progress" => self.mark(open, Marks::IN_PROGRESS, reader)?,
            b"error" => self.mark(open, Marks::ERROR, reader)?,
            b"fault" => self.mark(open, Marks::FAULT, reader)?,
            b"throttle" => self.mark(open, Marks::THROTTLE, reader)?,
            b"inferred" => self.mark(open, Marks::INFERRED, reader)?,
            b"traced" => self.mark(open, Marks::TRACED, reader)?,
            b"type" => {
                let subsegment = reader.text()?.is_some_and(|t| t.raw == b"subsegment");
                self.unit(open).marks.set(Marks::SUBSEGMENT, subsegment);
            }
            b"namespace" => self.namespace(open, reader)?,
            b"origin" => self.unit(open).origin = self.string(reader, strings)?,
            b"user" => self.field(open, Field::User, reader, strings)?,
            b"resource_arn" => self.field(open, Field::ResourceArn, reader, strings)?,
            b"http" => self.http(open, reader, strings)?,
            b"sql" => self.sql(open, reader, strings)?,
            b"aws" => self.aws(open, reader, strings)?,
            b"cause" => self.cause(open, reader, strings)?,
            b"annotations" => self.annotations(open, reader, strings)?,
            b"links" => self.linked(open, reader, strings)?,
            _ => reader.skip()?,
        }
        Ok(())
    }

    fn id(&mut self, open: u32, reader: &mut Reader) -> Result<()> {
        let at = reader.position();
        let (id, well_formed) = match reader.value()? {
            Value::Text(text) => unit::id(text, &mut self.scratch),
            Value::Number(raw) => (unit::scatter(0, raw), false),
            _ => (0, false),
        };
        if !well_formed {
            self.notes.push((Reason::OddSegmentId, at));
        }
        self.unit(open).id = id;
        Ok(())
    }

    fn trace_id(&mut self, open: u32, reader: &mut Reader) -> Result<()> {
        if let Some(text) = reader.text()?
            && open == 0
        {
            self.trace.clear();
            self.trace.push_str(self.scratch.str(text));
        }
        Ok(())
    }

    fn namespace(&mut self, open: u32, reader: &mut Reader) -> Result<()> {
        let at = reader.position();
        let namespace = match reader.text()?.map(|t| t.raw) {
            Some(b"aws") => Namespace::Aws,
            Some(b"remote") => Namespace::Remote,
            Some(b"") | None => Namespace::None,
            Some(_) => {
                self.notes.push((Reason::OddNamespace, at));
                Namespace::None
            }
        };
        self.unit(open).namespace = namespace;
        Ok(())
    }

    /// Seconds as a number, or as a string of one. `None` when absent or no time; the latter is marked.
    fn moment(&mut self, open: u32, at: usize, reader: &mut Reader) -> Result<Option<Nanos>> {
        let time = match reader.value()? {
            Value::Null => return Ok(None),
            Value::Number(raw) => number::moment(raw),
            Value::Text(text) => {
                number::moment(text.raw).or_else(|| iso::moment(self.scratch.str(text)))
            }
            _ => None,
        };
        if time.is_none() {
            self.notes.push((Reason::BadSeconds, at));
            self.unit(open).marks.set(Marks::BAD_TIME, true);
        }
        Ok(time)
    }

    pub(super) fn mark(&mut self, open: u32, mark: Marks, reader: &mut Reader) -> Result<()> {
        match reader.value()? {
            Value::Flag(on) => self.unit(open).marks.set(mark, on),
            Value::Text(Text { raw: b"true", .. }) => self.unit(open).marks.set(mark, true),
            _ => {}
        }
        Ok(())
    }

    pub(super) fn string(&mut self, reader: &mut Reader, strings: &mut Strings) -> Result<StrId> {
        api::string(reader, strings, &mut self.scratch)
    }

    /// Keeps a string, unless it is empty, as a searchable field.
    pub(super) fn field(
        &mut self,
        open: u32,
        field: Field,
        reader: &mut Reader,
        strings: &mut Strings,
    ) -> Result<()> {
        let text = self.string(reader, strings)?;
        if text != StrId::EMPTY {
            self.attributes.push((open, Key::Field(field), model::Value::Text(text)));
        }
        Ok(())
    }

    pub(super) fn unit(&mut self, index: u32) -> &mut Unit {
        // Indices are handed out by this file: positions of units pushed before.
        &mut self.units[index as usize]
    }

    fn clear(&mut self) {
        let Self { units, attributes, exceptions, references, links, notes, trace, rule, scratch } =
            self;
        *rule = None;
        units.clear();
        attributes.clear();
        exceptions.clear();
        references.clear();
        links.clear();
        notes.clear();
        trace.clear();
        scratch.damaged = false;
    }
}
