//! Searchable values of spans: annotations as the file names them, and the fields that
//! the filter language knows by name. Eight bytes an entry.

use std::hash::BuildHasher;

use hashbrown::{HashSet, HashTable};
use rustc_hash::FxBuildHasher;

use super::narrow::Narrow;
use super::room;
use super::{SetId, SpanId, StrId, Strings};

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
    /// The path with its variables unfilled, such as `/cart/{id}`.
    HttpRoute,
}

impl Field {
    pub const ALL: [Field; 13] = [
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
        Field::HttpRoute,
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
            Field::HttpRoute => "http.route",
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

/// Attributes of all spans: their own, and sets that many have in common, such as what describes
/// the process that they ran in.
#[derive(Clone, Default)]
pub struct Attributes {
    own: Lists,
    sets: Lists,
    /// By span: position in `sets`, or `SetId::NONE`.
    set_of: Narrow,
    numbers: Numbers,
}

/// Those of list `i` are `starts[i] .. starts[i + 1]`; the last list of a builder has no closing bound.
#[derive(Clone, Default)]
struct Lists {
    starts: Vec<u32>,
    keys: Vec<PackedKey>,
    values: Vec<u32>,
}

/// Bit 31: field; bits 29-30: type of the value; the rest: field number or string id.
/// So a key has room for 536 million distinct strings.
#[derive(Clone, Copy)]
struct PackedKey(u32);

/// Distinct numbers; durations and counts repeat less than statuses, yet most files repeat both. The table
/// holds their places.
#[derive(Clone, Default)]
struct Numbers {
    list: Vec<f64>,
    table: HashTable<u32>,
}

impl Attributes {
    /// Attributes of a span, in the order of the file, then those it shares. A repeated key stays repeated.
    pub fn of(&self, span: SpanId) -> impl Iterator<Item = Attribute> + '_ {
        self.lists_of(span).into_iter().flat_map(|(lists, range)| self.entries(lists, range))
    }

    /// Those that a span has for itself.
    pub fn own(&self, span: SpanId) -> impl Iterator<Item = Attribute> + '_ {
        self.entries(&self.own, self.own.range(span.0))
    }

    /// Those of a set.
    pub fn in_set(&self, set: SetId) -> impl Iterator<Item = Attribute> + '_ {
        self.entries(&self.sets, self.sets.range(set.0))
    }

    /// Values of one key of a span.
    pub fn values(&self, span: SpanId, key: Key) -> impl Iterator<Item = Value> + '_ {
        let wanted = PackedKey::key_bits(key);
        self.lists_of(span).into_iter().flat_map(move |(lists, range)| {
            range
                .filter(move |&i| lists.keys[i].without_type() == wanted)
                .map(|i| self.value(lists, i))
        })
    }

    /// All values of one key, with their spans: one pass over the keys, where asking each span would
    /// take two. First what spans have of their own, by span; then what they share, likewise.
    pub fn of_key(&self, key: Key) -> impl Iterator<Item = (SpanId, Value)> + '_ {
        let wanted = PackedKey::key_bits(key);
        let shared: Vec<(u32, Value)> =
            self.sets.of_key(wanted).map(|(set, i)| (set, self.value(&self.sets, i))).collect();
        let own = self.own.of_key(wanted).map(|(span, i)| (SpanId(span), self.value(&self.own, i)));
        let spans = if shared.is_empty() { 0 } else { self.set_of.len() };
        own.chain((0..spans).flat_map(move |span| {
            let set = self.set_of.get(span);
            let first = shared.partition_point(|s| s.0 < set);
            let found = shared[first..].iter().take_while(|s| s.0 == set);
            found.map(|s| (SpanId::at(span), s.1)).collect::<Vec<_>>()
        }))
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

    /// Entries over all spans; of a set once.
    pub fn len(&self) -> usize {
        self.own.keys.len() + self.sets.keys.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes held, numbers included.
    pub fn bytes(&self) -> usize {
        let lists = self.own.bytes() + self.sets.bytes();
        lists + self.set_of.bytes() + self.numbers.bytes()
    }

    /// Opens the next span's list; pushes that follow belong to it.
    pub(super) fn open(&mut self) {
        self.own.open();
        self.set_of.push(SetId::NONE.0);
    }

    pub(super) fn push(&mut self, key: Key, value: Value) {
        let entry = self.pack(key, value);
        self.own.push(entry);
    }

    /// Keeps a set; it is the caller's part to keep equal ones once.
    pub(super) fn add_set(&mut self, set: &[(Key, Value)]) -> SetId {
        let id = SetId::at(self.sets.starts.len());
        self.sets.open();
        for &(key, value) in set {
            let entry = self.pack(key, value);
            self.sets.push(entry);
        }
        id
    }

    pub(super) fn share(&mut self, span: SpanId, set: SetId) {
        if span.index() < self.set_of.len() {
            self.set_of.set(span.index(), set.0);
        }
    }

    /// The set of a span; `SetId::NONE` where it shares nothing.
    pub fn set_of(&self, span: SpanId) -> SetId {
        let known = span.index() < self.set_of.len();
        if known { SetId(self.set_of.get(span.index())) } else { SetId::NONE }
    }

    pub(super) fn set(&self, id: SetId) -> Vec<(Key, Value)> {
        let range = self.sets.range(id.0);
        range.map(|i| (self.sets.keys[i].key(), self.value(&self.sets, i))).collect()
    }

    /// The same lists in another order: list `i` becomes `order[i]`'s, and takes what its copies have and it
    /// has not. `copies` are (copy, row kept), by the latter.
    pub(super) fn permuted(self, order: &[u32], copies: &[(u32, u32)]) -> Self {
        let joined: Vec<Joined> = copies
            .chunk_by(|a, b| a.1 == b.1)
            .map(|same| self.join(same[0].1, same.iter().map(|c| c.0)))
            .collect();
        let of_row =
            |row: u32| joined.binary_search_by_key(&row, |j| j.row).ok().map(|i| &joined[i]);
        let set = |&row: &u32| of_row(row).map_or(self.set_of(SpanId(row)), |j| j.set).0;
        let set_of = order.iter().map(set).collect();
        let own = self.own.permuted(order, |row| of_row(row).map_or(&[][..], |j| &j.more));
        Self { own, set_of, ..self }
    }

    /// What copies have more than a row and its set: what several carry stays single.
    fn join(&self, row: u32, copies: impl Iterator<Item = u32> + Clone) -> Joined {
        let entry = |lists: &Lists, i: usize| (lists.keys[i], lists.values[i]);
        let bits = |(key, value): (PackedKey, u32)| (key.0, value);
        let mut sets =
            std::iter::once(row).chain(copies.clone()).map(|row| self.set_of(SpanId(row)));
        let set = sets.find(|set| !set.is_none()).unwrap_or(SetId::NONE);
        let own = self.own.range(row).map(|i| bits(entry(&self.own, i)));
        let mut known: HashSet<(u32, u32), FxBuildHasher> = own.collect();
        known.extend(self.sets.range(set.0).map(|i| bits(entry(&self.sets, i))));
        let mut more = Vec::new();
        for copy in copies {
            for (lists, range) in self.lists_of(SpanId(copy)) {
                let entries = range.map(|i| entry(lists, i));
                more.extend(entries.filter(|&entry| known.insert(bits(entry))));
            }
        }
        Joined { row, set, more }
    }

    /// Drops the closing bound, so that spans can be appended.
    pub(super) fn reopen(&mut self) {
        self.own.starts.pop();
    }

    /// Keeps the lists of the first `spans` only; for a builder, which has no closing bound.
    pub(super) fn truncate(&mut self, spans: usize) {
        if let Some(&end) = self.own.starts.get(spans) {
            self.own.starts.truncate(spans);
            self.own.keys.truncate(end as usize);
            self.own.values.truncate(end as usize);
            self.set_of.truncate(spans);
        }
    }

    fn lists_of(&self, span: SpanId) -> [(&Lists, std::ops::Range<usize>); 2] {
        [(&self.own, self.own.range(span.0)), (&self.sets, self.sets.range(self.set_of(span).0))]
    }

    fn entries<'a>(
        &'a self,
        lists: &'a Lists,
        range: std::ops::Range<usize>,
    ) -> impl Iterator<Item = Attribute> + 'a {
        range.map(|i| Attribute { key: lists.keys[i].key(), value: self.value(lists, i) })
    }

    fn pack(&mut self, key: Key, value: Value) -> (PackedKey, u32) {
        let (kind, bits) = match value {
            Value::Text(id) => (0, id.0),
            Value::Number(number) => (1, self.numbers.intern(number)),
            Value::Flag(on) => (2, u32::from(on)),
        };
        (PackedKey(PackedKey::key_bits(key) | kind << 29), bits)
    }

    fn value(&self, lists: &Lists, index: usize) -> Value {
        let (key, bits) = (lists.keys[index], lists.values[index]);
        match key.0 >> 29 & 0b11 {
            0 => Value::Text(StrId(bits)),
            1 => Value::Number(self.numbers.list[bits as usize]),
            _ => Value::Flag(bits != 0),
        }
    }
}

/// A row with what its copies add.
struct Joined {
    row: u32,
    set: SetId,
    more: Vec<(PackedKey, u32)>,
}

impl Lists {
    /// The lists of `order`, each with what `more` has for it. One column after the other, so that only one
    /// exists twice at a time.
    fn permuted<'m>(mut self, order: &[u32], more: impl Fn(u32) -> &'m [(PackedKey, u32)]) -> Self {
        self.open();
        let Self { starts: from, keys, values } = self;
        let own = |row: u32| from[row as usize] as usize..from[row as usize + 1] as usize;
        let mut starts = Vec::with_capacity(order.len() + 1);
        let mut count = 0;
        for &row in order {
            starts.push(count as u32);
            count += own(row).len() + more(row).len();
        }
        starts.push(count as u32);
        let lists = || order.iter().map(|&row| (own(row), more(row)));
        let keys = gathered(keys, count, lists(), |entry| entry.0);
        let values = gathered(values, count, lists(), |entry| entry.1);
        Self { starts, keys, values }
    }

    fn open(&mut self) {
        room::for_one(&mut self.starts);
        self.starts.push(self.keys.len() as u32);
    }

    fn push(&mut self, (key, value): (PackedKey, u32)) {
        room::for_one(&mut self.keys);
        self.keys.push(key);
        room::for_one(&mut self.values);
        self.values.push(value);
    }

    /// Entries of a list; none where there is no such list.
    fn range(&self, list: u32) -> std::ops::Range<usize> {
        let Some(&start) = self.starts.get(list as usize) else { return 0..0 };
        let end = self.starts.get(list as usize + 1).map_or(self.keys.len(), |&e| e as usize);
        start as usize..end
    }

    /// (list, entry) of each entry with a key.
    fn of_key(&self, wanted: u32) -> impl Iterator<Item = (u32, usize)> + '_ {
        let found = self.keys.iter().enumerate().filter(move |(_, k)| k.without_type() == wanted);
        let mut list = 0;
        found.map(move |(i, _)| {
            while self.starts.get(list + 1).is_some_and(|&end| end as usize <= i) {
                list += 1;
            }
            (list as u32, i)
        })
    }

    fn bytes(&self) -> usize {
        self.starts.len() * 4 + self.keys.len() * 8
    }
}

/// A column of lists in another order, with what is added to each.
fn gathered<'m, T: Copy>(
    column: Vec<T>,
    count: usize,
    lists: impl Iterator<Item = (std::ops::Range<usize>, &'m [(PackedKey, u32)])>,
    part: impl Fn(&(PackedKey, u32)) -> T,
) -> Vec<T> {
    let mut out = Vec::with_capacity(count);
    for (own, more) in lists {
        out.extend_from_slice(&column[own]);
        out.extend(more.iter().map(&part));
    }
    out
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
        let (list, bits) = (&mut self.list, number.to_bits());
        let hash = |bits: u64| FxBuildHasher.hash_one(bits);
        if let Some(&known) = self.table.find(hash(bits), |&i| list[i as usize].to_bits() == bits) {
            return known;
        }
        let place = list.len() as u32;
        list.push(number);
        self.table.insert_unique(hash(bits), place, |&i| hash(list[i as usize].to_bits()));
        place
    }

    /// Of a full table one place in eight is free; each costs a byte beside its four.
    fn bytes(&self) -> usize {
        self.list.len() * (8 + 6)
    }
}
