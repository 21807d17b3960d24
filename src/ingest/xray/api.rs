//! Pieces that the answers of the X-Ray API have in common: names with a capital (which some libraries
//! make small), moments as numbers or dates, nodes.

use std::ops::Deref;

use super::super::json::{Reader, Result, Text, Value};
use super::super::text::Scratch;
use super::super::{iso, number};
use crate::model::{Nanos, Service, StrId, Strings};

/// A member's name with a capital; empty when it is too long to be one that is known.
pub struct Name {
    bytes: [u8; Self::LONGEST],
    length: usize,
}

impl Name {
    const LONGEST: usize = 24;
}

impl Deref for Name {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

pub fn name(text: Text) -> Name {
    let mut name = Name { bytes: [0; Name::LONGEST], length: 0 };
    if let Some(bytes) = name.bytes.get_mut(..text.raw.len()) {
        bytes.copy_from_slice(text.raw);
        name.length = text.raw.len();
        name.bytes[0].make_ascii_uppercase();
    }
    name
}

/// Seconds since the epoch, as the API sends, or a date, as the command line prints.
pub fn moment(reader: &mut Reader, scratch: &mut Scratch) -> Result<Option<Nanos>> {
    Ok(match reader.value()? {
        Value::Number(raw) => number::moment(raw),
        Value::Text(text) => number::moment(text.raw).or_else(|| iso::moment(scratch.str(text))),
        _ => None,
    })
}

pub fn flag(reader: &mut Reader) -> Result<bool> {
    Ok(matches!(reader.value()?, Value::Flag(true)))
}

/// A string as an interned one; numbers as they are written (account ids), anything else as empty.
pub fn string(reader: &mut Reader, strings: &mut Strings, scratch: &mut Scratch) -> Result<StrId> {
    Ok(match reader.value()? {
        Value::Text(text) => scratch.intern(text, strings),
        Value::Number(raw) => scratch.intern(Text { raw, escaped: false }, strings),
        _ => StrId::EMPTY,
    })
}

/// `{"Name", "Type", "AccountId"}`; `None` when it is no object or has no name.
pub fn service(
    reader: &mut Reader,
    strings: &mut Strings,
    scratch: &mut Scratch,
) -> Result<Option<Service>> {
    let mut service = Service { name: StrId::EMPTY, kind: StrId::EMPTY, account: StrId::EMPTY };
    reader.object(|reader, member| {
        match &*name(member) {
            b"Name" => service.name = string(reader, strings, scratch)?,
            b"Type" => service.kind = string(reader, strings, scratch)?,
            b"AccountId" => service.account = string(reader, strings, scratch)?,
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    Ok((service.name != StrId::EMPTY).then_some(service))
}
