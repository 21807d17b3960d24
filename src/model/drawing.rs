//! Traces drawn as text, for tests and examples:
//!
//! ```
//! let store = spanmap::model::drawing::store("
//!     web         |--------------------|
//!       > auth      |---|
//!         auth       |-|
//!       > cart           |------E----|
//! ");
//! assert_eq!(store.len(), 4);
//! ```
//!
//! One line a span, indented under its parent; one column of the bar is a millisecond. A line that
//! starts with `>` is a call out to the name that follows, a line with `.` local work, any other a
//! service's own view. In the bar `E` marks an error, `T` a throttle, `F` a fault, a last `~` instead
//! of `|` a span in progress. A blank line begins the next trace, one second later.
//! `key=value` or `key="a value"` after the bar adds annotations; numbers and booleans are read as such.
//! Some keys mean more: `type` and `account` of the node, `exception` with its message, `event` with the
//! milliseconds from the start and its name (after `!` what was thrown), `ms` for a length
//! that does not fit the bar, `mark` for a flag by name, `bytes` of its document, `lost` for a span that
//! others stand below but that is not in the data, and the fields with a keyword of the filter
//! language such as `http.status`.

use super::{
    Encoding, Field, Flags, Key, Kind, Nanos, Record, RecordId, ServiceId, SourceId, SpanRow,
    SpanStore, Status, StoreBuilder, StrId, Value,
};

/// The start of the first drawn trace: 2023-11-14T22:13:20Z.
pub const EPOCH: Nanos = Nanos(1_700_000_000_000_000_000);

/// The store of a drawing.
pub fn store(text: &str) -> SpanStore {
    let mut artist = Artist::default();
    for line in text.lines() {
        artist.line(line);
    }
    artist.builder.freeze()
}

#[derive(Default)]
struct Artist {
    builder: StoreBuilder,
    /// (indent, id, service) of the lines above, outermost first.
    above: Vec<(usize, u64, ServiceId)>,
    traces: u32,
    spans: u64,
}

impl Artist {
    fn line(&mut self, line: &str) {
        let Some(bar_at) = line.find('|') else {
            self.above.clear();
            return;
        };
        let (head, bar) = line.split_at(bar_at);
        let bar_end = bar[1..].find(['|', '~']).map_or(bar.len(), |e| e + 2);
        let (bar, notes) = bar.split_at(bar_end);
        if self.above.is_empty() {
            self.traces += 1;
        }
        let indent = head.len() - head.trim_start().len();
        self.above.retain(|a| a.0 < indent);
        let parent = self.above.last().copied();
        let notes = self::notes(notes);
        self.span(indent, head.trim(), bar_at, bar, parent, &notes);
        if notes.iter().any(|n| n.0 == "lost") {
            return;
        }
        for (key, text) in notes {
            let field = Field::ALL.into_iter().find(|f| f.name() == key);
            match key {
                "type" | "account" | "ms" | "mark" | "bytes" => {}
                "exception" => {
                    let message = self.builder.strings.intern(text);
                    self.builder.exception(StrId::EMPTY, message, false);
                }
                "event" => self.event(text),
                _ => {
                    let value = self.value(text);
                    let annotation = || Key::Annotation(self.builder.strings.intern(key));
                    let key = field.map_or_else(annotation, Key::Field);
                    self.builder.attribute(key, value);
                }
            }
        }
    }

    fn event(&mut self, text: &str) {
        let (after, name) = text.split_once(' ').unwrap_or((text, ""));
        let start = self.builder.rows.start.last().copied().unwrap_or_default();
        let time = after.parse().ok().map(|ms: i64| Nanos(start + ms * 1_000_000));
        let thrown = name.strip_prefix('!');
        let name = self.builder.strings.intern(thrown.unwrap_or(name));
        self.builder.event(name, time, thrown.is_some());
    }

    fn span(
        &mut self,
        indent: usize,
        head: &str,
        bar_at: usize,
        bar: &str,
        parent: Option<(usize, u64, ServiceId)>,
        notes: &[(&str, &str)],
    ) {
        self.spans += 1;
        let owner = parent.map_or(ServiceId::NONE, |p| p.2);
        let note = |key: &str| notes.iter().find(|n| n.0 == key).map(|n| n.1);
        let account = note("account").unwrap_or("");
        let mut flags = Flags::new(Kind::Server, status(bar));
        let (name, service, peer) = if let Some(name) = head.strip_prefix('>') {
            flags = flags.with_kind(Kind::Client).with(Flags::REMOTE);
            let (name, kind) = (name.trim(), note("type").unwrap_or("remote"));
            (name, owner, self.builder.service(name, kind, account))
        } else if let Some(name) = head.strip_prefix('.') {
            flags = flags.with_kind(Kind::Internal);
            (name.trim(), owner, ServiceId::NONE)
        } else {
            flags = flags.with(Flags::ENTRY);
            let kind = note("type").unwrap_or("");
            (head, self.builder.service(head, kind, account), ServiceId::NONE)
        };
        let open = bar.ends_with('~');
        flags.set(Flags::IN_PROGRESS, open);
        for (mark, name) in Flags::NAMES {
            flags.set(mark, flags.has(mark) || notes.contains(&("mark", name)));
        }
        let (trace, _) = self.builder.trace(&format!("1-00000000-{:024x}", self.traces));
        let length = note("ms")
            .and_then(|n| n.parse().ok())
            .map_or(Nanos(ms(bar.len() - 1)), Nanos::from_millis);
        let start = EPOCH.plus(Nanos(i64::from(self.traces - 1) * 1_000_000_000 + ms(bar_at)));
        let row = SpanRow {
            trace,
            id: self.spans,
            parent: parent.map_or(0, |p| p.1),
            start: Some(start),
            end: (!open).then(|| start.plus(length)),
            service,
            peer,
            name: self.builder.strings.intern(name),
            flags,
            record: note("bytes").map_or(RecordId::NONE, |bytes| self.record(bytes)),
        };
        if note("lost").is_none() {
            self.builder.push(row);
        }
        self.above.push((indent, self.spans, service));
    }

    fn record(&mut self, bytes: &str) -> RecordId {
        let length = bytes.parse().unwrap_or_default();
        let (source, encoding) = (SourceId(0), Encoding::Plain);
        self.builder.record(Record { source, offset: 0, length, encoding })
    }

    fn value(&mut self, text: &str) -> Value {
        match (text.parse(), text.parse()) {
            (Ok(number), _) => Value::Number(number),
            (_, Ok(on)) => Value::Flag(on),
            _ => Value::Text(self.builder.strings.intern(text)),
        }
    }
}

fn status(bar: &str) -> Status {
    match bar.chars().find(|c| "ETF".contains(*c)) {
        Some('E') => Status::Error,
        Some('T') => Status::Throttle,
        Some(_) => Status::Fault,
        None => Status::Ok,
    }
}

fn ms(columns: usize) -> i64 {
    columns as i64 * 1_000_000
}

/// `key=value` pairs, between spaces; a value in quotes may hold some.
fn notes(mut text: &str) -> Vec<(&str, &str)> {
    let mut out = Vec::new();
    while let Some((key, rest)) = text.split_once('=') {
        let (value, after) = match rest.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => rest.split_once(' ').unwrap_or((rest, "")),
        };
        out.push((key.trim(), value));
        text = after;
    }
    out
}
