//! One span object. Names of members come in camel case or, from some writers, with underscores.

use super::super::json::{Error, Fault, Reader, Result, Text, Value};
use super::super::meaning::{Draft, Event, chance_of_state, ids, status};
use super::super::{iso, number};
use super::value::{self, AnyValue};
use crate::ingest::Reason;
use crate::model::{Kind, LinkKind, Nanos, Strings, TraceKey};

/// Reads the span that `text` begins with: the bytes it took, and the resource that it holds, if any.
pub fn read<'a>(
    text: &'a [u8],
    draft: &mut Draft,
    strings: &mut Strings,
) -> Result<(usize, Option<&'a [u8]>)> {
    draft.clear();
    let mut reader = Reader::of_record(text, 0, 0);
    if reader.peek()? != b'{' {
        return Err(Error { at: 0, fault: Fault::Syntax(Reason::ExpectedObject) });
    }
    let mut resource = None;
    reader.object(|reader, name| match name.raw {
        b"traceId" | b"trace_id" => text_of(reader, |text| draft.trace_id(text)),
        b"spanId" | b"span_id" => text_of(reader, |text| draft.span_id(text)),
        b"parentSpanId" | b"parent_span_id" => text_of(reader, |text| draft.parent_id(text)),
        b"name" => text_of(reader, |text| draft.name = draft.scratch.intern(text, strings)),
        b"kind" => kind(draft, reader),
        b"startTimeUnixNano" | b"start_time_unix_nano" => {
            moment(draft, reader).map(|time| draft.start = time)
        }
        b"endTimeUnixNano" | b"end_time_unix_nano" => {
            moment(draft, reader).map(|time| draft.end = time)
        }
        b"traceState" | b"trace_state" => text_of(reader, |text| {
            let chance = chance_of_state(draft.scratch.str(text));
            draft.kept = chance.map(|chance| ("tracestate", chance));
        }),
        b"attributes" => attributes(draft, reader, strings),
        b"events" => reader.array(|reader| event(draft, reader, strings)).map(drop),
        b"links" => reader.array(|reader| link(draft, reader)).map(drop),
        b"status" => status_of(draft, reader, strings),
        b"resource" => reader.raw().map(|raw| resource = Some(raw)),
        _ => reader.skip(),
    })?;
    Ok((reader.position(), resource))
}

/// The attributes of a resource, or name and version of a scope.
pub fn read_context(text: &[u8], draft: &mut Draft, strings: &mut Strings) {
    let mut reader = Reader::new(text, 0);
    // It was read before to find its end, so it reads again.
    let _ = reader.object(|reader, name| match name.raw {
        b"attributes" => attributes(draft, reader, strings),
        b"name" => scope(b"otel.scope.name", draft, reader, strings),
        b"version" => scope(b"otel.scope.version", draft, reader, strings),
        _ => reader.skip(),
    });
}

fn scope(key: &[u8], draft: &mut Draft, reader: &mut Reader, strings: &mut Strings) -> Result<()> {
    if let Some(value) = reader.text()?.filter(|text| !text.raw.is_empty()) {
        draft.attribute(Text { raw: key, escaped: false }, Value::Text(value), strings);
    }
    Ok(())
}

fn text_of<'a>(reader: &mut Reader<'a>, found: impl FnOnce(Text<'a>)) -> Result<()> {
    if let Some(text) = reader.text()? {
        found(text);
    }
    Ok(())
}

/// A number or a name such as `SPAN_KIND_SERVER`.
fn kind(draft: &mut Draft, reader: &mut Reader) -> Result<()> {
    draft.kind = match reader.value()? {
        Value::Number(b"1") => Some(Kind::Internal),
        Value::Number(b"2") => Some(Kind::Server),
        Value::Number(b"3") => Some(Kind::Client),
        Value::Number(b"4") => Some(Kind::Producer),
        Value::Number(b"5") => Some(Kind::Consumer),
        Value::Text(text) => {
            let text = draft.scratch.str(text);
            let bare = text.strip_prefix("SPAN_KIND_").or(text.strip_prefix("SpanKind."));
            status::kind(bare.unwrap_or(text))
        }
        _ => None,
    };
    Ok(())
}

/// Nanoseconds as a number or text of one; 0 means none. A date is understood too.
fn moment(draft: &mut Draft, reader: &mut Reader) -> Result<Option<Nanos>> {
    let time = match reader.value()? {
        Value::Null => return Ok(None),
        Value::Number(raw) => number::scaled(raw, 0),
        Value::Text(text) => {
            let text = draft.scratch.str(text);
            number::scaled(text.as_bytes(), 0).or_else(|| iso::moment(text))
        }
        _ => None,
    };
    if time.is_none() {
        draft.notes.push(Reason::BadNanoseconds);
    }
    Ok(time.filter(|time| time.0 != 0))
}

/// `[{"key": .., "value": {..}}]`, or an object of plain values.
fn attributes(draft: &mut Draft, reader: &mut Reader, strings: &mut Strings) -> Result<()> {
    each_attribute(reader, &mut |key, value| match value {
        AnyValue::Plain(value) => draft.attribute(key, value, strings),
        AnyValue::Made(text) => draft.attribute(key, Value::Nested(text.as_bytes()), strings),
    })
}

fn each_attribute<'a>(
    reader: &mut Reader<'a>,
    found: &mut dyn FnMut(Text<'a>, AnyValue<'a>),
) -> Result<()> {
    if reader.peek()? == b'{' {
        return reader
            .object(|reader, key| {
                let value = AnyValue::Plain(reader.value()?);
                found(key, value);
                Ok(())
            })
            .map(drop);
    }
    reader
        .array(|reader| {
            let (mut key, mut value) = (None, None);
            reader.object(|reader, name| {
                match name.raw {
                    b"key" => key = reader.text()?,
                    b"value" => value = Some(value::read(reader)?),
                    _ => reader.skip()?,
                }
                Ok(())
            })?;
            if let (Some(key), Some(value)) = (key, value) {
                found(key, value);
            }
            Ok(())
        })
        .map(drop)
}

fn event(draft: &mut Draft, reader: &mut Reader, strings: &mut Strings) -> Result<()> {
    let mut event = Event::default();
    let mut made: Vec<(Text, String)> = Vec::new();
    reader.object(|reader, name| match name.raw {
        b"name" => reader.text().map(|text| event.name = text),
        b"timeUnixNano" | b"time_unix_nano" => moment(draft, reader).map(|time| event.time = time),
        b"attributes" => each_attribute(reader, &mut |key, value| match value {
            AnyValue::Plain(value) => event.fields.push((key, value)),
            AnyValue::Made(text) => made.push((key, text)),
        }),
        _ => reader.skip(),
    })?;
    let made = made.iter().map(|(key, text)| (*key, Value::Nested(text.as_bytes())));
    event.fields.extend(made);
    draft.event(event, strings);
    Ok(())
}

fn link(draft: &mut Draft, reader: &mut Reader) -> Result<()> {
    let (mut trace, mut id) = (None, 0);
    reader.object(|reader, name| match name.raw {
        b"traceId" | b"trace_id" => {
            text_of(reader, |text| trace = Some(ids::trace(draft.scratch.str(text)).0))
        }
        b"spanId" | b"span_id" => text_of(reader, |text| id = ids::span(draft.scratch.str(text)).0),
        _ => reader.skip(),
    })?;
    if let Some(trace) = trace.filter(|&trace| trace != TraceKey(0)) {
        draft.link(LinkKind::Other, trace, id);
    }
    Ok(())
}

fn status_of(draft: &mut Draft, reader: &mut Reader, strings: &mut Strings) -> Result<()> {
    reader
        .object(|reader, name| {
            match name.raw {
                b"code" => {
                    draft.signs.code = match reader.value()? {
                        Value::Number(raw) => status::code(&String::from_utf8_lossy(raw)),
                        Value::Text(text) => status::code(draft.scratch.str(text)),
                        _ => return Ok(()),
                    }
                }
                b"message" => {
                    if let Some(text) = reader.text()?.filter(|text| !text.raw.is_empty()) {
                        draft.reason = draft.scratch.intern(text, strings);
                    }
                }
                _ => reader.skip()?,
            }
            Ok(())
        })
        .map(drop)
}
