//! A segment or subsegment while its document is read.

use super::super::json::Text;
use super::super::text::Scratch;
use crate::model::{Nanos, StrId, hex};

/// What the members of one segment or subsegment said. Fields come in any order.
#[derive(Clone, Copy, Debug)]
pub struct Unit {
    /// The unit that it is embedded in.
    pub inside: Option<u32>,
    /// Its bytes in the document.
    pub from: usize,
    pub to: usize,
    /// 0: none yet.
    pub id: u64,
    /// `parent_id` of a document; 0 when it has none.
    pub parent: u64,
    pub start: Option<Nanos>,
    pub end: Option<Nanos>,
    pub name: StrId,
    pub origin: StrId,
    pub account: StrId,
    pub namespace: Namespace,
    /// What an AWS call was made to.
    pub resource: Resource,
    /// HTTP status; 0 when there is none.
    pub status: u16,
    pub sends: bool,
    pub marks: Marks,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Namespace {
    #[default]
    None,
    Aws,
    Remote,
}

/// A named AWS resource: a table, a queue... The lowest rank seen wins.
#[derive(Clone, Copy, Debug)]
pub struct Resource {
    pub name: StrId,
    pub rank: u8,
    /// Type of node, or empty when only the service's name tells.
    pub kind: &'static str,
}

/// Yes-or-no members, and what was wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks(pub u16);

impl Marks {
    pub const FAULT: Self = Self(1);
    pub const ERROR: Self = Self(1 << 1);
    pub const THROTTLE: Self = Self(1 << 2);
    pub const IN_PROGRESS: Self = Self(1 << 3);
    pub const INFERRED: Self = Self(1 << 4);
    /// `type` says subsegment.
    pub const SUBSEGMENT: Self = Self(1 << 5);
    pub const TRACED: Self = Self(1 << 6);
    pub const SQL: Self = Self(1 << 7);
    pub const BAD_TIME: Self = Self(1 << 8);
    /// A link says that something upstream set it off.
    pub const SET_OFF: Self = Self(1 << 9);
    pub const EXCEPTION: Self = Self(1 << 10);
    /// It has an `aws` member with something in it.
    pub const AWS: Self = Self(1 << 11);

    pub fn has(self, mark: Self) -> bool {
        self.0 & mark.0 != 0
    }

    pub fn set(&mut self, mark: Self, on: bool) {
        if on { self.0 |= mark.0 } else { self.0 &= !mark.0 }
    }
}

impl Unit {
    pub fn new(inside: Option<u32>, from: usize) -> Self {
        Self {
            inside,
            from,
            to: from,
            id: 0,
            parent: 0,
            start: None,
            end: None,
            name: StrId::EMPTY,
            origin: StrId::EMPTY,
            account: StrId::EMPTY,
            namespace: Namespace::None,
            resource: Resource { name: StrId::EMPTY, rank: u8::MAX, kind: "" },
            status: 0,
            sends: false,
            marks: Marks::default(),
        }
    }

    /// A document that is no segment. A segment has no namespace; a subsegment alone may lack its type.
    pub fn is_subsegment(&self) -> bool {
        let alone = self.marks.has(Marks::SUBSEGMENT) || self.namespace != Namespace::None;
        self.inside.is_some() || alone && !self.marks.has(Marks::INFERRED)
    }
}

/// An id as a number, and whether it had the form of one: 16 hex digits. Others are scattered over the
/// numbers; the same text is always the same id. Zeros alone mean none.
pub fn id(text: Text, scratch: &mut Scratch) -> (u64, bool) {
    if text.raw.len() == 16
        && let Some(id) = hex(text.raw)
    {
        return (id, id != 0);
    }
    let text = scratch.str(text);
    if text.is_empty() { (0, false) } else { (scatter(0, text.as_bytes()), false) }
}

/// A number that depends on `seed` and each byte (FNV-1a), never 0.
pub fn scatter(seed: u64, bytes: &[u8]) -> u64 {
    const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    let mix = |hash: u64, &byte: &u8| (hash ^ u64::from(byte)).wrapping_mul(PRIME);
    bytes.iter().fold(OFFSET ^ seed.rotate_left(32), mix).max(1)
}
