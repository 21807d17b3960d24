//! Searchable values of spans: annotations as the file names them, and the fields that
//! the filter language knows by name. Eight bytes an entry.

use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

use super::{SpanId, StrId, Strings};

/// A field with a keyword of its own in the filter language, whatever the format called it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Field {
    HttpUrl,
    HttpMethod,
    /// A number.
    HttpStatus,
    HttpUserAgent,
    HttpClientIp,
    /// `user` of a segment.
    User,
    ResourceArn,
    AvailabilityZone,
    InstanceId,
    /// The AWS operation of a call, such as `GetItem`.
    Operation,
    /// Statement with its literals removed.
    SqlQuery,
    AwsRegion,
}

impl Field {
    pub const ALL: [Field; 12] = [
        Field::HttpUrl,
        Field::HttpMethod,
        Field::HttpStatus,
        Field::HttpUserAgent,
        Field::HttpClientIp,
        Field::User,
        Field::ResourceArn,
        Field::AvailabilityZone,
        Field::InstanceId,
        Field::Operation,
        Field::SqlQuery,
        Field::AwsRegion,
    ];

    /// The keyword of the filter language, or a dotted name in its style.
    pub fn name(self) -> &'static str {
        match self {
            Field::HttpUrl => "http.url",
            Field::HttpMethod => "http.method",
            Field::HttpStatus => "http.status",
            Field::HttpUserAgent => "http.useragent",
            Field::HttpClientIp => "http.clientip",
            Field::User => "user",
            Field::ResourceArn => "resource.arn",
            Field::AvailabilityZone => "availabilityzone",
            Field::InstanceId => "instance.id",
            Field::Operation => "operation",
            Field::SqlQuery => "sql.query",
            Field::AwsRegion => "aws.region",
        }
    }
}

/// What a value is the value of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    Field(Field),
    Annotation(StrId),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    Text(StrId),
    /// Finite or not: whatever the file said.
    Number(f64),
    Flag(bool),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Attribute {
    pub key: Key,
    pub value: Value,
}

/// Attributes of all spans: those of span `i` are `starts[i] .. starts[i + 1]`.
#[derive(Clone, Default)]
pub struct Attributes {
    starts: Vec<u32>,
    keys: Vec<PackedKey>,
    values: Vec<u32>,
    numbers: Numbers,
}

/// Bit 31: field; bits 29-30: type of the value; the rest: field number or string id.
/// So a key has room for 536 million distinct strings.
#[derive(Clone, Copy)]
struct PackedKey(u32);

/// Distinct numbers; durations and counts repeat less than statuses, yet most files repeat both.
#[derive(Clone, Default)]
struct Numbers {
    list: Vec<f64>,
    table: HashMap<u64, u32, FxBuildHasher>,
}

impl Attributes {
    /// Attributes of a span, in the order of the file. A repeated key stays repeated.
    pub fn of(&self, span: SpanId) -> impl Iterator<Item = Attribute> + '_ {
        let start = self.starts.get(span.index()).copied().unwrap_or(0) as usize;
        let end = self.starts.get(span.index() + 1).map_or(start, |&e| e as usize);
        (start..end).map(|i| self.entry(i))
    }

    /// Values of one key of a span.
    pub fn values(&self, span: SpanId, key: Key) -> impl Iterator<Item = Value> + '_ {
        let start = self.starts.get(span.index()).copied().unwrap_or(0) as usize;
        let end = self.starts.get(span.index() + 1).map_or(start, |&e| e as usize);
        let wanted = PackedKey::key_bits(key);
        (start..end)
            .filter(move |&i| self.keys[i].without_type() == wanted)
            .map(|i| self.entry(i).value)
    }

    /// All values of one key, by span: one pass over the keys, where asking each span would take two.
    pub fn of_key(&self, key: Key) -> impl Iterator<Item = (SpanId, Value)> + '_ {
        let wanted = PackedKey::key_bits(key);
        let found = self.keys.iter().enumerate().filter(move |(_, k)| k.without_type() == wanted);
        let mut span = 0;
        found.map(move |(i, _)| {
            while self.starts.get(span + 1).is_some_and(|&end| end as usize <= i) {
                span += 1;
            }
            (SpanId::at(span), self.entry(i).value)
        })
    }

    /// The first text of a key, for fields that occur once.
    pub fn text<'a>(&self, span: SpanId, key: Key, strings: &'a Strings) -> Option<&'a str> {
        self.values(span, key).find_map(|v| match v {
            Value::Text(id) => Some(strings.get(id)),
            _ => None,
        })
    }

    /// The first number of a key.
    pub fn number(&self, span: SpanId, key: Key) -> Option<f64> {
        self.values(span, key).find_map(|v| match v {
            Value::Number(n) => Some(n),
            _ => None,
        })
    }

    /// Entries over all spans.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Bytes held, numbers included.
    pub fn bytes(&self) -> usize {
        self.starts.len() * 4 + self.keys.len() * 8 + self.numbers.list.len() * 24
    }

    /// Opens the next span's list; pushes that follow belong to it.
    pub(super) fn open(&mut self) {
        self.starts.push(self.keys.len() as u32);
    }

    pub(super) fn push(&mut self, key: Key, value: Value) {
        let (kind, bits) = match value {
            Value::Text(id) => (0, id.0),
            Value::Number(number) => (1, self.numbers.intern(number)),
            Value::Flag(on) => (2, u32::from(on)),
        };
        self.keys.push(PackedKey(PackedKey::key_bits(key) | kind << 29));
        self.values.push(bits);
    }

    /// The same lists in another order: list `i` becomes `order[i]`'s; those of `extra(i)` follow it.
    pub(super) fn permuted(self, order: &[u32], extra: impl Fn(u32) -> Option<u32>) -> Self {
        let mut out = Self {
            starts: Vec::with_capacity(order.len() + 1),
            keys: Vec::with_capacity(self.keys.len()),
            values: Vec::with_capacity(self.values.len()),
            numbers: Numbers::default(),
        };
        let range = |row: u32| {
            let start = self.starts[row as usize] as usize;
            let end = self.starts.get(row as usize + 1).map_or(self.keys.len(), |&e| e as usize);
            start..end
        };
        for &row in order {
            out.open();
            let first = range(row);
            out.keys.extend(first.clone().map(|i| self.keys[i]));
            out.values.extend(&self.values[first.clone()]);
            for i in extra(row).map(range).into_iter().flatten() {
                // A value that both copies carry stays single.
                let same = |j: &usize| {
                    self.keys[*j].0 == self.keys[i].0 && self.values[*j] == self.values[i]
                };
                if first.clone().find(same).is_none() {
                    out.keys.push(self.keys[i]);
                    out.values.push(self.values[i]);
                }
            }
        }
        out.open();
        out.numbers = self.numbers;
        out
    }

    /// Drops the closing bound, so that spans can be appended.
    pub(super) fn reopen(&mut self) {
        self.starts.pop();
    }

    /// Keeps the lists of the first `spans` only; for a builder, which has no closing bound.
    pub(super) fn truncate(&mut self, spans: usize) {
        if let Some(&end) = self.starts.get(spans) {
            self.starts.truncate(spans);
            self.keys.truncate(end as usize);
            self.values.truncate(end as usize);
        }
    }

    fn entry(&self, index: usize) -> Attribute {
        let (key, bits) = (self.keys[index], self.values[index]);
        let value = match key.0 >> 29 & 0b11 {
            0 => Value::Text(StrId(bits)),
            1 => Value::Number(self.numbers.list[bits as usize]),
            _ => Value::Flag(bits != 0),
        };
        Attribute { key: key.key(), value }
    }
}

impl PackedKey {
    const FIELD: u32 = 1 << 31;
    const ID: u32 = (1 << 29) - 1;

    fn key_bits(key: Key) -> u32 {
        match key {
            Key::Field(field) => Self::FIELD | field as u32,
            Key::Annotation(id) => id.0 & Self::ID,
        }
    }

    fn without_type(self) -> u32 {
        self.0 & (Self::FIELD | Self::ID)
    }

    fn key(self) -> Key {
        let id = self.0 & Self::ID;
        match Field::ALL.get(id as usize) {
            Some(&field) if self.0 & Self::FIELD != 0 => Key::Field(field),
            _ => Key::Annotation(StrId(id)),
        }
    }
}

impl Numbers {
    fn intern(&mut self, number: f64) -> u32 {
        *self.table.entry(number.to_bits()).or_insert_with(|| {
            self.list.push(number);
            (self.list.len() - 1) as u32
        })
    }
}
