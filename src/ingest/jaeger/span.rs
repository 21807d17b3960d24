//! One span object, and the process that it ran in.

use super::super::json::{Error, Fault, Reader, Result, Text, Value};
use super::super::meaning::roles::Slot;
use super::super::meaning::{Draft, Event, ids};
use super::super::number;
use crate::ingest::Reason;
use crate::model::{LinkKind, Nanos, Strings, TraceKey};

/// Where the process of a span stands.
pub enum Process<'a> {
    Inline(&'a [u8]),
    Key(&'a [u8]),
    None,
}

/// A reference to another span.
struct Reference {
    is_child: bool,
    trace: TraceKey,
    id: u64,
}

/// Reads the span that `text` begins with: the bytes it took, and its process.
pub fn read<'a>(
    text: &'a [u8],
    draft: &mut Draft,
    strings: &mut Strings,
) -> Result<(usize, Process<'a>)> {
    draft.clear();
    let mut reader = Reader::of_record(text, 0, 0);
    if reader.peek()? != b'{' {
        return Err(Error { at: 0, fault: Fault::Syntax(Reason::ExpectedObject) });
    }
    let (mut process, mut length, mut legacy) = (Process::None, None, 0);
    let mut references = Vec::new();
    reader.object(|reader, name| {
        match name.raw {
            b"traceID" => text_of(reader, |text| draft.trace_id(text))?,
            b"spanID" => text_of(reader, |text| draft.span_id(text))?,
            b"parentSpanID" => {
                text_of(reader, |text| legacy = ids::span(draft.scratch.str(text)).0)?;
            }
            b"operationName" => {
                text_of(reader, |text| draft.name = draft.scratch.intern(text, strings))?;
            }
            b"startTime" => draft.start = micros(draft, reader)?,
            b"duration" => length = micros(draft, reader)?,
            b"references" => {
                reader.array(|reader| reference(draft, reader, &mut references))?;
            }
            b"tags" => tags(draft, reader, strings)?,
            b"tag" => flat_tags(draft, reader, strings)?,
            b"logs" => {
                reader.array(|reader| log(draft, reader, strings))?;
            }
            b"processID" => text_of(reader, |text| {
                if matches!(process, Process::None) {
                    process = Process::Key(text.raw);
                }
            })?,
            b"process" if reader.peek()? == b'{' => process = Process::Inline(reader.raw()?),
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    draft.start = draft.start.filter(|start| start.0 != 0);
    draft.end = draft.start.zip(length).map(|(start, length)| start.plus(length));
    choose_parent(draft, references, legacy);
    Ok((reader.position(), process))
}

/// `{"serviceName": .., "tags": [..]}`.
pub fn read_process(text: &[u8], draft: &mut Draft, strings: &mut Strings) {
    // It was read before to find its end, so it reads again.
    let _ = Reader::new(text, 0).object(|reader, name| match name.raw {
        b"serviceName" => text_of(reader, |text| {
            let service = draft.scratch.intern(text, strings);
            draft.tell(Slot::Service, service);
        }),
        b"tags" => tags(draft, reader, strings),
        b"tag" => flat_tags(draft, reader, strings),
        _ => reader.skip(),
    });
}

/// The span that this one is a child of, else the old member for it, else one that it follows; all in
/// this trace. The others stay links: [`crate::model`] falls back on them where the parent is missing.
fn choose_parent(draft: &mut Draft, references: Vec<Reference>, legacy: u64) {
    let here = |r: &&Reference| r.trace == draft.trace && r.id != 0;
    let child = references.iter().filter(here).find(|r| r.is_child).map(|r| r.id);
    let followed = references.iter().find(here).map(|r| r.id);
    let parent = child.or(Some(legacy).filter(|&id| id != 0)).or(followed).unwrap_or(0);
    draft.parent = parent;
    let (trace, mut taken) = (draft.trace, false);
    for Reference { trace: other, id, .. } in references {
        let is_parent = other == trace && id == parent && !taken;
        taken |= is_parent;
        if !is_parent && id != 0 {
            draft.link(LinkKind::Parent, other, id);
        }
    }
}

/// Some writers put the whole of the other span into its reference: passed over.
fn reference(draft: &mut Draft, reader: &mut Reader, found: &mut Vec<Reference>) -> Result<()> {
    let mut reference = Reference { is_child: true, trace: draft.trace, id: 0 };
    let is_object = reader.object(|reader, name| match name.raw {
        b"refType" => text_of(reader, |text| reference.is_child = text.raw != b"FOLLOWS_FROM"),
        b"traceID" => {
            text_of(reader, |text| reference.trace = ids::trace(draft.scratch.str(text)).0)
        }
        b"spanID" => text_of(reader, |text| reference.id = ids::span(draft.scratch.str(text)).0),
        _ => reader.skip(),
    })?;
    if is_object {
        found.push(reference);
    }
    Ok(())
}

fn text_of<'a>(reader: &mut Reader<'a>, found: impl FnOnce(Text<'a>)) -> Result<()> {
    if let Some(text) = reader.text()? {
        found(text);
    }
    Ok(())
}

fn micros(draft: &mut Draft, reader: &mut Reader) -> Result<Option<Nanos>> {
    let time = match reader.value()? {
        Value::Null => return Ok(None),
        Value::Number(raw) | Value::Text(Text { raw, .. }) => number::scaled(raw, 3),
        _ => None,
    };
    if time.is_none() {
        draft.notes.push(Reason::BadMicroseconds);
    }
    Ok(time)
}

fn tags(draft: &mut Draft, reader: &mut Reader, strings: &mut Strings) -> Result<()> {
    reader
        .array(|reader| {
            if let Some((key, value)) = tag(reader)? {
                draft.attribute(key, value, strings);
            }
            Ok(())
        })
        .map(drop)
}

/// `{"key": .., "type": .., "value": ..}`. Elasticsearch writes each value as text, with its type.
fn tag<'a>(reader: &mut Reader<'a>) -> Result<Option<(Text<'a>, Value<'a>)>> {
    let (mut key, mut kind, mut value) = (None, None, None);
    reader.object(|reader, name| {
        match name.raw {
            b"key" => key = reader.text()?,
            b"type" => kind = reader.text()?,
            b"value" => value = Some(reader.value()?),
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    let kind = kind.map_or(&b""[..], |kind| kind.raw);
    Ok(key.zip(value).map(|(key, value)| (key, typed(value, kind))))
}

fn typed<'a>(value: Value<'a>, kind: &[u8]) -> Value<'a> {
    match (value, kind) {
        (Value::Text(text), b"int64" | b"float64") if number::float(text.raw).is_some() => {
            Value::Number(text.raw)
        }
        (Value::Text(Text { raw: b"true", .. }), b"bool") => Value::Flag(true),
        (Value::Text(Text { raw: b"false", .. }), b"bool") => Value::Flag(false),
        (value, _) => value,
    }
}

/// Tags as one object, with `@` for the dots of their names.
fn flat_tags(draft: &mut Draft, reader: &mut Reader, strings: &mut Strings) -> Result<()> {
    reader
        .object(|reader, key| {
            let value = reader.value()?;
            let dotted: Vec<u8> =
                key.raw.iter().map(|&b| if b == b'@' { b'.' } else { b }).collect();
            draft.attribute(Text { raw: &dotted, escaped: key.escaped }, value, strings);
            Ok(())
        })
        .map(drop)
}

fn log(draft: &mut Draft, reader: &mut Reader, strings: &mut Strings) -> Result<()> {
    let mut event = Event::default();
    reader.object(|reader, name| {
        match name.raw {
            b"timestamp" => event.time = micros(draft, reader)?,
            b"fields" => {
                reader.array(|reader| {
                    event.fields.extend(tag(reader)?);
                    Ok(())
                })?;
            }
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    draft.event(event, strings);
    Ok(())
}
