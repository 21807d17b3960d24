//! From a span of either version to the sides of a call that it tells of.
//!
//! Version 2 names the kind. Version 1 tells by annotations: client sent (`cs`) and received (`cr`),
//! server received (`sr`) and sent (`ss`), message sent (`ms`) and received (`mr`); the other end stands
//! in tags: `sa`, `ca`, `ma`. The rules are those of Zipkin's own converter.

use super::super::json::{Text, Value};
use super::super::meaning::roles::Slot;
use super::super::meaning::{Draft, Event, status};
use super::span::{Endpoint, Span, Tag};
use crate::ingest::Reason;
use crate::model::{Kind, Nanos, StrId, Strings};

/// What one side of a span says.
pub struct Side<'a> {
    kind: Option<Kind>,
    start: Option<Nanos>,
    end: Option<Nanos>,
    local: Endpoint<'a>,
    remote: Endpoint<'a>,
    /// Of two sides: tags and annotations of this service only, or all that are not the other's.
    share: Share<'a>,
}

#[derive(Clone, Copy)]
enum Share<'a> {
    All,
    Of(Endpoint<'a>),
    AllBut(Endpoint<'a>),
}

const CORE: [&[u8]; 8] = [b"cs", b"cr", b"sr", b"ss", b"ms", b"mr", b"ws", b"wr"];
const ADDRESSES: [&[u8]; 3] = [b"sa", b"ca", b"ma"];

impl<'a> Span<'a> {
    /// The sides to make spans of: one, or both of a call.
    pub fn sides(&self) -> Vec<Side<'a>> {
        let client = self.has(b"cs") || self.has(b"cr");
        let server = self.has(b"sr") || self.has(b"ss");
        if self.kind.is_some() || !(client && server) {
            return vec![self.whole()];
        }
        let mut caller = self.side(Kind::Client, b"cs", b"cr", b"sa", true);
        // The record's own times are the client's.
        let mut callee = self.side(Kind::Server, b"sr", b"ss", b"ca", false);
        caller.share = Share::AllBut(callee.local);
        callee.share = Share::Of(callee.local);
        let same = caller.local.service.map(|s| s.raw) == callee.local.service.map(|s| s.raw);
        if same {
            (caller.share, callee.share) = (Share::All, Share::Of(Endpoint::default()));
        }
        vec![caller, callee]
    }

    /// All in one.
    pub fn whole(&self) -> Side<'a> {
        if let Some(kind) = self.kind {
            return self.plain(status::kind(&String::from_utf8_lossy(kind.raw)));
        }
        if self.has(b"cs") || self.has(b"cr") {
            self.side(Kind::Client, b"cs", b"cr", b"sa", true)
        } else if self.has(b"sr") || self.has(b"ss") {
            self.side(Kind::Server, b"sr", b"ss", b"ca", true)
        } else if self.has(b"ms") {
            self.side(Kind::Producer, b"ms", b"ws", b"ma", true)
        } else if self.has(b"mr") {
            self.side(Kind::Consumer, b"wr", b"mr", b"ma", true)
        } else {
            self.local_or_remote()
        }
    }

    /// Without a kind: a call where both ends are named, else local work.
    fn local_or_remote(&self) -> Side<'a> {
        let mut side = self.plain(None);
        let (server, client) = (self.address(b"sa"), self.address(b"ca"));
        match (client, server) {
            (Some(client), Some(server)) => (side.local, side.remote) = (client, server),
            (None, Some(server)) => side.remote = server,
            (Some(client), None) => (side.kind, side.remote) = (Some(Kind::Server), client),
            (None, None) => {}
        }
        let named = side.local.service.is_some() && side.remote.service.is_some();
        side.kind = side.kind.or(named.then_some(Kind::Client));
        side
    }

    fn plain(&self, kind: Option<Kind>) -> Side<'a> {
        let ends = self.start.zip(self.duration).map(|(start, length)| start.plus(length));
        let told = self.local.service.is_some();
        let local = if told { self.local } else { self.told_by().unwrap_or(self.local) };
        Side { kind, start: self.start, end: ends, local, remote: self.remote, share: Share::All }
    }

    fn side(
        &self,
        kind: Kind,
        first: &[u8],
        last: &[u8],
        address: &[u8],
        owns_times: bool,
    ) -> Side<'a> {
        let mut side = self.plain(Some(kind));
        let own = |time: Option<Nanos>| time.filter(|_| owns_times);
        side.start = own(self.start).or(self.time(first));
        let length = own(self.duration);
        let ends = side.start.zip(length).map(|(start, length)| start.plus(length));
        side.end = ends.or(self.time(last));
        let by = |value: &[u8]| self.annotations.iter().find(|a| a.value.raw == value);
        let teller = by(first).or(by(last)).map(|a| a.by).filter(|e| e.service.is_some());
        side.local = teller.unwrap_or(side.local);
        side.remote = self.address(address).unwrap_or(side.remote);
        // A server that takes its own name for the client's knows nothing of it.
        let name = |end: Endpoint<'a>| end.service.map(|s| s.raw);
        if kind == Kind::Server && name(side.remote) == name(side.local) {
            side.remote.service = None;
        }
        side
    }

    fn has(&self, value: &[u8]) -> bool {
        self.annotations.iter().any(|a| a.value.raw == value)
    }

    fn time(&self, value: &[u8]) -> Option<Nanos> {
        self.annotations.iter().find(|a| a.value.raw == value)?.time
    }

    fn address(&self, key: &[u8]) -> Option<Endpoint<'a>> {
        self.tags.iter().find(|t| t.key.raw == key && is_address(t)).map(|t| t.by)
    }

    /// Whoever says anything.
    fn told_by(&self) -> Option<Endpoint<'a>> {
        let tags = self.tags.iter().filter(|t| !ADDRESSES.contains(&t.key.raw)).map(|t| t.by);
        let mut tellers = self.annotations.iter().map(|a| a.by).chain(tags);
        tellers.find(|e| e.service.is_some())
    }

    pub fn fill(&self, side: Side, draft: &mut Draft, strings: &mut Strings) {
        self.fill_columns(&side, draft, strings);
        for tag in self.tags.iter().filter(|t| !is_address(t) && side.share.has(t.by)) {
            draft.attribute(tag.key, tag.value, strings);
            // Whatever it says.
            draft.signs.failed |= tag.key.raw == b"error";
        }
        let plain = self.annotations.iter().filter(|a| !CORE.contains(&a.value.raw));
        for annotation in plain.filter(|a| side.share.has(a.by)) {
            let name = Some(annotation.value);
            draft.event(Event { time: annotation.time, name, fields: Vec::new() }, strings);
        }
    }

    fn fill_columns(&self, side: &Side, draft: &mut Draft, strings: &mut Strings) {
        self.trace.into_iter().for_each(|text| draft.trace_id(text));
        self.id.into_iter().for_each(|text| draft.span_id(text));
        self.parent.into_iter().for_each(|text| draft.parent_id(text));
        let mut intern = |text: Option<Text>| {
            text.map_or(StrId::EMPTY, |text| draft.scratch.intern(text, strings))
        };
        let name = intern(self.name);
        let (service, peer) = (intern(side.local.service), intern(side.remote.service));
        let address = intern(side.remote.address);
        let port = intern(side.remote.port.map(|raw| Text { raw, escaped: false }));
        draft.name = name;
        draft.kind = side.kind;
        (draft.start, draft.end) = (side.start, side.end);
        draft.kept = self.debug.then_some(("debug", 1.0));
        draft.tell(Slot::Service, service);
        draft.tell(Slot::Peer, peer);
        draft.tell(Slot::FarAddress, address);
        draft.tell(Slot::FarPort, port);
        if self.bad_time {
            draft.notes.push(Reason::BadMicroseconds);
        }
    }
}

impl Share<'_> {
    fn has(self, by: Endpoint) -> bool {
        let name = |end: Endpoint<'_>| end.service.map(|s| s.raw.to_vec());
        match self {
            Share::All => true,
            Share::Of(own) => name(by).is_some() && name(by) == name(own),
            Share::AllBut(other) => name(by).is_none() || name(by) != name(other),
        }
    }
}

/// `sa`, `ca`, `ma` with a flag tell an address; `lc` without text only marks a local span.
fn is_address(tag: &Tag) -> bool {
    let marks = tag.key.raw == b"lc" && matches!(tag.value, Value::Text(Text { raw: b"", .. }));
    marks
        || ADDRESSES.contains(&tag.key.raw)
            && matches!(
                tag.value,
                Value::Flag(true) | Value::Text(Text { raw: b"true" | b"1", .. })
            )
}
