//! The `cause` of a segment or subsegment: exceptions, or the id of one told of elsewhere.

use super::super::json::{Reader, Result, Value};
use super::document::{Document, Raised};
use super::unit::{self, Marks};
use crate::ingest::Reason;
use crate::model::{StrId, Strings};

impl Document {
    pub(super) fn cause(
        &mut self,
        open: u32,
        reader: &mut Reader,
        strings: &mut Strings,
    ) -> Result<()> {
        let at = reader.position();
        match reader.peek()? {
            b'{' => self.cause_object(open, reader, strings),
            b'"' => {
                let text = reader.string()?;
                let (id, _) = unit::id(text, &mut self.scratch);
                self.refer(open, id);
                Ok(())
            }
            _ => {
                if !matches!(reader.value()?, Value::Null) {
                    self.notes.push((Reason::OddCause, at));
                }
                Ok(())
            }
        }
    }

    fn cause_object(
        &mut self,
        open: u32,
        reader: &mut Reader,
        strings: &mut Strings,
    ) -> Result<()> {
        let before = self.exceptions.len();
        let (mut told_by, mut message) = (0, StrId::EMPTY);
        reader.object(|reader, name| match name.raw {
            b"exceptions" => reader.array(|reader| self.raised(open, reader, strings)).map(drop),
            b"message" => self.string(reader, strings).map(|text| message = text),
            b"id" => {
                if let Some(text) = reader.text()? {
                    told_by = unit::id(text, &mut self.scratch).0;
                }
                Ok(())
            }
            _ => reader.skip(),
        })?;
        // The back end writes of an inferred segment only what the callee said.
        if self.exceptions.len() == before && message != StrId::EMPTY {
            self.raise(Raised { unit: open, id: 0, kind: StrId::EMPTY, message, remote: false });
        }
        // SDKs for Node write the id of the subsegment that already told of the same error.
        if self.exceptions.len() == before && told_by != 0 {
            self.refer(open, told_by);
        }
        Ok(())
    }

    fn raised(&mut self, open: u32, reader: &mut Reader, strings: &mut Strings) -> Result<()> {
        let mut raised =
            Raised { unit: open, id: 0, kind: StrId::EMPTY, message: StrId::EMPTY, remote: false };
        let is_object = reader.object(|reader, name| {
            match name.raw {
                b"id" => {
                    if let Some(text) = reader.text()? {
                        raised.id = unit::id(text, &mut self.scratch).0;
                    }
                }
                b"type" => raised.kind = self.string(reader, strings)?,
                b"message" => raised.message = self.string(reader, strings)?,
                b"remote" => raised.remote = matches!(reader.value()?, Value::Flag(true)),
                _ => reader.skip()?,
            }
            Ok(())
        })?;
        if is_object {
            self.raise(raised);
        }
        Ok(())
    }

    fn raise(&mut self, raised: Raised) {
        self.unit(raised.unit).marks.set(Marks::EXCEPTION, true);
        self.exceptions.push(raised);
    }

    fn refer(&mut self, open: u32, id: u64) {
        self.references.push((open, id));
        self.unit(open).marks.set(Marks::EXCEPTION, true);
    }
}
