//! Values of attributes: `{"stringValue": "a"}` and its kin.

use std::borrow::Cow;

use super::super::json::{Reader, Result, Text, Value};

/// What an attribute's value is; lists and maps as plain JSON text.
pub enum AnyValue<'a> {
    Plain(Value<'a>),
    Made(String),
}

/// Reads an `AnyValue` object. A plain JSON value stands for itself: some writers leave the wrapper out.
pub fn read<'a>(reader: &mut Reader<'a>) -> Result<AnyValue<'a>> {
    let mut found = AnyValue::Plain(Value::Null);
    if reader.peek()? != b'{' {
        return reader.value().map(AnyValue::Plain);
    }
    reader.object(|reader, name| {
        match name.raw {
            b"stringValue" | b"string_value" | b"boolValue" | b"bool_value" | b"bytesValue"
            | b"bytes_value" => found = AnyValue::Plain(reader.value()?),
            b"intValue" | b"int_value" | b"doubleValue" | b"double_value" => {
                found = AnyValue::Plain(match reader.value()? {
                    Value::Text(text) => Value::Number(text.raw),
                    other => other,
                });
            }
            b"arrayValue" | b"array_value" | b"kvlistValue" | b"kvlist_value" => {
                found = AnyValue::Made(list(reader)?);
            }
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    Ok(found)
}

/// `{"values": [..]}` as a JSON array, or as an object where the values have keys. What is nested deeper
/// stays as it is written, so the depth of the input costs nothing.
fn list(reader: &mut Reader) -> Result<String> {
    let (mut items, mut keyed) = (Vec::new(), false);
    reader.object(|reader, name| {
        if name.raw != b"values" {
            return reader.skip();
        }
        reader
            .array(|reader| {
                let mut copy = *reader;
                let (key, value) = entry(&mut copy)?;
                reader.skip()?;
                keyed |= key.is_some();
                items.push(match key {
                    Some(key) => format!("{}:{value}", quoted(key)),
                    None => value.into_owned(),
                });
                Ok(())
            })
            .map(drop)
    })?;
    let inner = items.join(",");
    Ok(if keyed { format!("{{{inner}}}") } else { format!("[{inner}]") })
}

/// An element of a list: a value, or a key with a value.
fn entry<'a>(reader: &mut Reader<'a>) -> Result<(Option<Text<'a>>, Cow<'a, str>)> {
    let (mut key, mut value): (_, Cow<str>) = (None, "null".into());
    reader.object(|reader, name| {
        match name.raw {
            b"key" => key = reader.text()?,
            b"value" => {
                let mut first = true;
                if !reader.enter(b'{')? {
                    value = plain(reader)?;
                    return Ok(());
                }
                while reader.key(first)?.is_some() {
                    value = plain(reader)?;
                    first = false;
                }
            }
            _ => value = plain(reader)?,
        }
        Ok(())
    })?;
    Ok((key, value))
}

fn plain<'a>(reader: &mut Reader<'a>) -> Result<Cow<'a, str>> {
    reader.raw().map(String::from_utf8_lossy)
}

fn quoted(text: Text) -> String {
    format!("\"{}\"", String::from_utf8_lossy(text.raw))
}
