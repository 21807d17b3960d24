//! One span object as it stands in the text.

use super::super::json::{Error, Fault, Reader, Result, Text, Value};
use super::super::number;
use crate::ingest::Reason;
use crate::model::Nanos;

#[derive(Default)]
pub struct Span<'a> {
    pub trace: Option<Text<'a>>,
    pub id: Option<Text<'a>>,
    pub parent: Option<Text<'a>>,
    pub name: Option<Text<'a>>,
    pub kind: Option<Text<'a>>,
    pub start: Option<Nanos>,
    pub duration: Option<Nanos>,
    pub local: Endpoint<'a>,
    pub remote: Endpoint<'a>,
    pub tags: Vec<Tag<'a>>,
    pub annotations: Vec<Annotation<'a>>,
    /// Kept because somebody asked for it.
    pub debug: bool,
    /// A time that is none.
    pub bad_time: bool,
}

#[derive(Clone, Copy, Default)]
pub struct Endpoint<'a> {
    pub service: Option<Text<'a>>,
    pub address: Option<Text<'a>>,
    pub port: Option<&'a [u8]>,
}

#[derive(Clone, Copy)]
pub struct Tag<'a> {
    pub key: Text<'a>,
    pub value: Value<'a>,
    /// Who says so; of version 1 only.
    pub by: Endpoint<'a>,
}

#[derive(Clone, Copy)]
pub struct Annotation<'a> {
    pub time: Option<Nanos>,
    pub value: Text<'a>,
    pub by: Endpoint<'a>,
}

impl<'a> Span<'a> {
    /// Reads the object that `text` begins with; the bytes it took.
    pub fn read(text: &'a [u8]) -> Result<(Self, usize)> {
        let mut reader = Reader::of_record(text, 0, 0);
        if reader.peek()? != b'{' {
            return Err(Error { at: 0, fault: Fault::Syntax(Reason::ExpectedObject) });
        }
        let mut span = Self::default();
        reader.object(|reader, name| span.member(name, reader))?;
        Ok((span, reader.position()))
    }

    fn member(&mut self, name: Text, reader: &mut Reader<'a>) -> Result<()> {
        match name.raw {
            b"traceId" => self.trace = reader.text()?,
            b"id" => self.id = reader.text()?,
            b"parentId" => self.parent = reader.text()?,
            b"name" => self.name = reader.text()?,
            b"kind" => self.kind = reader.text()?,
            b"timestamp" => self.start = self.micros(reader)?,
            b"duration" => self.duration = self.micros(reader)?,
            b"localEndpoint" => self.local = endpoint(reader)?,
            b"remoteEndpoint" => self.remote = endpoint(reader)?,
            b"tags" => {
                let tags = &mut self.tags;
                reader.object(|reader, key| {
                    tags.push(Tag { key, value: reader.value()?, by: Endpoint::default() });
                    Ok(())
                })?;
            }
            b"debug" => self.debug = matches!(reader.value()?, Value::Flag(true)),
            b"annotations" => {
                reader.array(|reader| self.annotation(reader))?;
            }
            b"binaryAnnotations" => {
                let tags = &mut self.tags;
                reader.array(|reader| binary_annotation(reader, tags))?;
            }
            _ => reader.skip()?,
        }
        Ok(())
    }

    fn annotation(&mut self, reader: &mut Reader<'a>) -> Result<()> {
        let (mut time, mut value, mut by) = (None, None, Endpoint::default());
        reader.object(|reader, name| {
            match name.raw {
                b"timestamp" => time = self.micros(reader)?,
                b"value" => value = reader.text()?,
                b"endpoint" => by = endpoint(reader)?,
                _ => reader.skip()?,
            }
            Ok(())
        })?;
        self.annotations.extend(value.map(|value| Annotation { time, value, by }));
        Ok(())
    }

    /// Microseconds; 0 means none.
    fn micros(&mut self, reader: &mut Reader) -> Result<Option<Nanos>> {
        let time = match reader.value()? {
            Value::Null => return Ok(None),
            Value::Number(raw) | Value::Text(Text { raw, .. }) => number::scaled(raw, 3),
            _ => None,
        };
        self.bad_time |= time.is_none();
        Ok(time.filter(|time| time.0 != 0))
    }
}

fn binary_annotation<'a>(reader: &mut Reader<'a>, tags: &mut Vec<Tag<'a>>) -> Result<()> {
    let (mut key, mut value, mut by) = (None, Value::Null, Endpoint::default());
    reader.object(|reader, name| {
        match name.raw {
            b"key" => key = reader.text()?,
            b"value" => value = reader.value()?,
            b"endpoint" => by = endpoint(reader)?,
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    tags.extend(key.map(|key| Tag { key, value, by }));
    Ok(())
}

fn endpoint<'a>(reader: &mut Reader<'a>) -> Result<Endpoint<'a>> {
    let mut found = Endpoint::default();
    reader.object(|reader, name| {
        match name.raw {
            b"serviceName" => found.service = reader.text()?.filter(|t| !t.raw.is_empty()),
            b"ipv4" | b"ipv6" => found.address = reader.text()?.or(found.address),
            b"port" => {
                if let Value::Number(raw) = reader.value()?
                    && raw != b"0"
                {
                    found.port = Some(raw);
                }
            }
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    Ok(found)
}
