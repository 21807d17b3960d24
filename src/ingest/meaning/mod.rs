//! What a span means, whatever format told it: the one place where attributes become names, kinds,
//! statuses, fields and nodes. A format's reader fills a [`Draft`] and adds it.
//!
//! Attributes with a keyword in the filter language are kept as those fields, all others as annotations
//! under their own names.

mod context;
mod event;
pub mod facts;
pub mod ids;
mod peer;
pub mod roles;
mod sampling;
pub mod status;

pub use context::{Context, Contexts};
pub use event::Event;
pub use sampling::chance_of_state;

use super::collector::Ledger;
use super::json::{Text, Value};
use super::number;
use super::place::Place;
use super::text::Scratch;
use crate::ingest::Reason;
use crate::model::{
    self, Field, Flags, Key, Kind, Link, LinkKind, Nanos, RecordId, ServiceId, SpanId, SpanRow,
    StoreBuilder, StrId, Strings, TraceKey,
};
use facts::Telling;
use roles::{Role, Roles, SLOTS, Slot};
use status::Signs;

/// A span while it is read. Members come in any order.
pub struct Draft {
    pub name: StrId,
    /// `None`: the file does not say.
    pub kind: Option<Kind>,
    pub trace: TraceKey,
    /// What to call the trace.
    pub trace_text: String,
    pub id: u64,
    pub parent: u64,
    pub start: Option<Nanos>,
    pub end: Option<Nanos>,
    /// Text of the status.
    pub reason: StrId,
    pub signs: Signs,
    /// By what the trace was kept, and with what chance.
    pub kept: Option<(&'static str, f32)>,
    pub links: Vec<Link>,
    /// What was mended or left out.
    pub notes: Vec<Reason>,
    pub scratch: Scratch,
    /// Filled where someone wants to see all of the span.
    telling: Option<Telling>,
    attributes: Vec<(Key, model::Value)>,
    exceptions: Vec<(StrId, StrId)>,
    /// Name, time, whether something was thrown.
    events: Vec<(StrId, Option<Nanos>, bool)>,
    hints: [StrId; SLOTS],
    /// Places in the table of roles.
    ranks: [u8; SLOTS],
    url: Option<StrId>,
    /// Fields met, as bits.
    fields: u32,
    roles: Roles,
}

impl Default for Draft {
    fn default() -> Self {
        Self {
            name: StrId::EMPTY,
            kind: None,
            trace: TraceKey(0),
            trace_text: String::new(),
            id: 0,
            parent: 0,
            start: None,
            end: None,
            reason: StrId::EMPTY,
            signs: Signs::default(),
            kept: None,
            links: Vec::new(),
            notes: Vec::new(),
            scratch: Scratch::default(),
            telling: None,
            attributes: Vec::new(),
            exceptions: Vec::new(),
            events: Vec::new(),
            hints: [StrId::EMPTY; SLOTS],
            ranks: [u8::MAX; SLOTS],
            url: None,
            fields: 0,
            roles: Roles::default(),
        }
    }
}

impl Draft {
    /// One that keeps all that is said, for [`Draft::facts`].
    pub fn telling() -> Self {
        Self { telling: Some(Telling::default()), ..Self::default() }
    }

    /// Ready for the next span; buffers keep their room.
    pub fn clear(&mut self) {
        let Self {
            trace_text,
            links,
            notes,
            scratch,
            telling,
            attributes,
            exceptions,
            events,
            roles,
            ..
        } = std::mem::take(self);
        *self = Self {
            trace_text,
            links,
            notes,
            scratch,
            telling: telling.map(|_| Telling::default()),
            attributes,
            exceptions,
            events,
            roles,
            ..Self::default()
        };
        self.trace_text.clear();
        self.links.clear();
        self.notes.clear();
        self.attributes.clear();
        self.exceptions.clear();
        self.events.clear();
        self.scratch.damaged = false;
    }

    pub fn trace_id(&mut self, text: Text) {
        let text = self.scratch.str(text);
        let (key, shown, known) = ids::trace(text);
        self.trace = key;
        self.trace_text.clear();
        self.trace_text.push_str(shown.as_deref().unwrap_or(text));
        if !known && !text.is_empty() {
            self.notes.push(Reason::OddTrace);
        }
    }

    pub fn span_id(&mut self, text: Text) {
        let text = self.scratch.str(text);
        let (id, known) = ids::span(text);
        if !known && !text.is_empty() {
            self.notes.push(Reason::OddId);
        }
        self.id = id;
    }

    pub fn parent_id(&mut self, text: Text) {
        self.parent = ids::span(self.scratch.str(text)).0;
    }

    /// A tie to a span that is not the parent, here or in another trace.
    pub fn link(&mut self, kind: LinkKind, trace: TraceKey, id: u64) {
        self.links.push(Link { span: SpanId::NONE, kind, trace, id, service: ServiceId::NONE });
    }

    /// The text of a slot.
    pub fn hint(&self, slot: Slot) -> Option<StrId> {
        Some(self.hints[slot as usize]).filter(|&id| id != StrId::EMPTY)
    }

    /// Fills a slot by what a format says in a place of its own, which stands above attributes.
    pub fn tell(&mut self, slot: Slot, text: StrId) {
        if text != StrId::EMPTY {
            (self.hints[slot as usize], self.ranks[slot as usize]) = (text, 0);
        }
    }

    /// An attribute. Nested values are kept as their JSON text.
    pub fn attribute(&mut self, key: Text, value: Value, strings: &mut Strings) {
        let name = self.scratch.intern(key, strings);
        if let Some(telling) = &mut self.telling {
            telling.attribute(key, value, &mut self.scratch);
        }
        let value = match value {
            Value::Null => return,
            Value::Flag(on) => model::Value::Flag(on),
            Value::Number(raw) => model::Value::Number(number::float(raw).unwrap_or(f64::NAN)),
            Value::Text(text) => model::Value::Text(self.scratch.intern(text, strings)),
            Value::Nested(raw) => {
                let text = Text { raw, escaped: false };
                model::Value::Text(self.scratch.intern(text, strings))
            }
        };
        let field = self.roles.of(name, strings).and_then(|role| self.role(role, value, strings));
        match field {
            Some(Kept::Field(field)) => self.field(field, value),
            Some(Kept::No) => {}
            None => self.attributes.push((Key::Annotation(name), value)),
        }
    }

    /// What an attribute tells; `None` for those that are annotations all the same.
    fn role(
        &mut self,
        (role, place): (Role, u8),
        value: model::Value,
        strings: &mut Strings,
    ) -> Option<Kept> {
        match role {
            // A second one of another name is kept beside the first.
            Role::Field(field) if !self.has(field) => Some(Kept::Field(field)),
            Role::Field(_) => None,
            Role::Hint(slot) => {
                self.fill(slot, place, |strings| text_of(value, strings), strings);
                // The node says it.
                (slot == Slot::Service).then_some(Kept::No)
            }
            Role::Speaks(system) => {
                self.fill(Slot::Database, place, |strings| strings.intern(system), strings);
                None
            }
            Role::HttpStatus => {
                self.http_status(value, strings);
                Some(Kept::No)
            }
            _ => self.sign(role, value, strings),
        }
    }

    /// Fills a slot unless something of higher rank did.
    fn fill(
        &mut self,
        slot: Slot,
        place: u8,
        text: impl FnOnce(&mut Strings) -> StrId,
        strings: &mut Strings,
    ) {
        if place < self.ranks[slot as usize] {
            self.hints[slot as usize] = text(strings);
            self.ranks[slot as usize] = place;
        }
    }

    /// What an attribute tells of how it ended, and of which side of a call it is.
    fn sign(&mut self, role: Role, value: model::Value, strings: &mut Strings) -> Option<Kept> {
        let text = text_of(value, strings);
        match role {
            Role::GrpcStatus => {
                self.signs.grpc = status::grpc(strings.get(text));
                return None;
            }
            Role::ErrorType => {
                self.signs.failed = true;
                return None;
            }
            Role::Code => self.signs.code = status::code(strings.get(text)),
            Role::Reason => self.reason = text,
            Role::Error => match value {
                model::Value::Flag(on) => self.signs.failed |= on,
                model::Value::Text(id) => self.error_text(id, strings),
                model::Value::Number(number) => self.signs.failed |= number != 0.0,
            },
            Role::SpanKind => self.kind = status::kind(strings.get(text)).or(self.kind),
            Role::Field(_) | Role::Hint(_) | Role::Speaks(_) | Role::HttpStatus => {}
        }
        Some(Kept::No)
    }

    /// `error` as text: a truth value, or why it failed.
    fn error_text(&mut self, text: StrId, strings: &Strings) {
        let said = strings.get(text);
        self.signs.failed |= !said.eq_ignore_ascii_case("false");
        if !said.is_empty() && !said.eq_ignore_ascii_case("true") && self.signs.failed {
            self.reason = text;
        }
    }

    fn http_status(&mut self, value: model::Value, strings: &Strings) {
        let status = match value {
            model::Value::Number(number) => Some(number),
            model::Value::Text(id) => number::float(strings.get(id).as_bytes()),
            model::Value::Flag(_) => None,
        };
        if let Some(status) = status.filter(|s| (100.0..1000.0).contains(s)) {
            self.signs.http = status as u16;
            self.field(Field::HttpStatus, model::Value::Number(status));
        }
    }

    fn has(&self, field: Field) -> bool {
        self.fields & 1 << field as u32 != 0
    }

    fn field(&mut self, field: Field, value: model::Value) {
        self.fields |= 1 << field as u32;
        if let (Field::HttpUrl, model::Value::Text(url)) = (field, value) {
            self.url = Some(url);
        }
        self.attributes.push((Key::Field(field), value));
    }

    /// Adds the span as a row; `text` begins with its record, which stands at `place`.
    pub fn add(
        &mut self,
        context: Context,
        record: RecordId,
        text: &[u8],
        place: &Place,
        ledger: &mut Ledger,
    ) {
        self.note_holes();
        for reason in self.notes.drain(..) {
            ledger.note(reason, text, 0, place);
        }
        let row = self.row(context, record, &mut ledger.builder);
        if !ledger.builder.push(row) {
            ledger.note(Reason::Full, text, 0, place);
            return;
        }
        self.add_lists(context, &mut ledger.builder);
    }

    fn note_holes(&mut self) {
        let holes = [
            (self.trace_text.is_empty(), Reason::NoTrace),
            (self.id == 0, Reason::NoId),
            (self.start.is_none(), Reason::NoStart),
            (self.start.is_some() && self.end.is_none(), Reason::NoEnd),
            (self.scratch.damaged, Reason::Damaged),
        ];
        self.notes.extend(holes.iter().filter(|h| h.0).map(|h| h.1));
    }

    fn row(&mut self, context: Context, record: RecordId, builder: &mut StoreBuilder) -> SpanRow {
        self.compose_url(builder);
        let (peer, call) = peer::other_side(self, builder);
        if call.has(Flags::AWS)
            && let Some(method) = self.hint(Slot::RpcMethod)
            && !self.has(Field::Operation)
        {
            self.field(Field::Operation, model::Value::Text(method));
        }
        let kind = self.kind.unwrap_or_default();
        let mut flags = Flags::new(kind, self.signs.status(kind)).with(Flags::BY_KIND);
        flags.0 |= call.0;
        flags.set(Flags::BAD_TIME, self.start.is_some() && self.end.is_none());
        flags.set(Flags::THROTTLE_SEEN, self.signs.http == 429);
        let own = self.hint(Slot::Service);
        let trace = builder.trace_of(self.trace, &self.trace_text);
        if let Some(sampling) = self.sampling(&mut builder.strings) {
            builder.sampled(trace, sampling);
        }
        SpanRow {
            trace,
            id: self.id,
            parent: self.parent,
            start: self.start,
            end: self.end.or(self.start),
            service: own.map_or(context.service, |name| context.named(name, builder)),
            peer,
            name: self.name,
            flags,
            record,
        }
    }

    fn add_lists(&mut self, context: Context, builder: &mut StoreBuilder) {
        builder.share(context.set);
        for (key, value) in self.attributes.drain(..) {
            builder.attribute(key, value);
        }
        // Of a failure without an exception its text stands for one.
        if self.exceptions.is_empty() && self.reason != StrId::EMPTY && self.has_failed() {
            self.exceptions.push((StrId::EMPTY, self.reason));
        }
        for (kind, message) in self.exceptions.drain(..) {
            builder.exception(kind, message, false);
        }
        for (name, time, exception) in self.events.drain(..) {
            builder.event(name, time, exception);
        }
        for link in self.links.drain(..) {
            builder.link(link);
        }
    }

    fn has_failed(&self) -> bool {
        self.signs.status(self.kind.unwrap_or_default()) > model::Status::Ok
    }

    /// Scheme, host, path and query told apart become the URL that is not told.
    fn compose_url(&mut self, builder: &mut StoreBuilder) {
        let is_http = self.signs.http != 0 || self.has(Field::HttpMethod);
        let Some(path) = self.hint(Slot::Path).filter(|_| is_http && self.url.is_none()) else {
            return;
        };
        let own = self.kind != Some(Kind::Client);
        let host =
            self.hint(Slot::Host).or(self.hint(if own { Slot::OwnHost } else { Slot::FarHost }));
        let host = host.map(|host| peer::with_port(self, host, builder));
        let text = |id: Option<StrId>| id.map_or("", |id| builder.strings.get(id));
        let mut url = match host {
            Some(host) => {
                let scheme = text(self.hint(Slot::Scheme));
                let scheme = if scheme.is_empty() { "http" } else { scheme };
                format!("{scheme}://{}", text(Some(host)))
            }
            None => String::new(),
        };
        url.push_str(text(Some(path)));
        let query = text(self.hint(Slot::Query));
        if !query.is_empty() {
            url.push('?');
            url.push_str(query.strip_prefix('?').unwrap_or(query));
        }
        let url = builder.strings.intern(&url);
        self.field(Field::HttpUrl, model::Value::Text(url));
    }
}

/// Where an attribute goes.
enum Kept {
    Field(Field),
    /// It is said by something else of the span.
    No,
}

fn text_of(value: model::Value, strings: &mut Strings) -> StrId {
    match value {
        model::Value::Text(id) => id,
        model::Value::Number(number) => strings.intern(&number.to_string()),
        model::Value::Flag(on) => strings.intern(if on { "true" } else { "false" }),
    }
}
