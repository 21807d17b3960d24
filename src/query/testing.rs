//! Stores from a few lines of numbers, for tests of this layer. Drawings show whole traces better;
//! here are exact times, and marks that no drawing has.

use fixedbitset::FixedBitSet;

use crate::model::{
    Field, Flags, Key, Kind, Link, LinkKind, Nanos, RecordId, ServiceId, SpanRow, SpanStore,
    Status, StoreBuilder, TraceKey, Value,
};

/// One line a span: indentation for depth, name, start and end in nanoseconds, then marks: `entry`,
/// `inferred`, `producer`, `consumer`, `open`, `error`, `throttle`, `fault`, `call=node`,
/// `parent=id`, `link=trace/id`, `method=GET`, `url=/`, `status=200`, `sql=text`, `raises=message`. A line `--` begins the next trace. Ids count lines from 1, traces
/// from 1; an entry's service is its name.
pub fn store(text: &str) -> SpanStore {
    let mut builder = StoreBuilder::default();
    let mut above: Vec<(usize, u64)> = Vec::new();
    let mut trace = 1;
    for (id, line) in (1..).zip(text.lines()) {
        if line.trim() == "--" {
            trace += 1;
            above.clear();
            continue;
        }
        let indent = line.len() - line.trim_start().len();
        above.retain(|a| a.0 < indent);
        let parent = above.last().map_or(0, |a| a.1);
        push(&mut builder, trace, id, parent, line);
        above.push((indent, id));
    }
    builder.freeze()
}

/// All traces of a store.
pub fn all(store: &SpanStore) -> FixedBitSet {
    let mut all = FixedBitSet::with_capacity(store.traces().len());
    all.insert_range(..);
    all
}

fn push(builder: &mut StoreBuilder, trace: u128, id: u64, parent: u64, line: &str) {
    let mut words = line.split_whitespace();
    let mut word = || words.next().unwrap();
    let (name, start, end): (_, i64, i64) =
        (word(), word().parse().unwrap(), word().parse().unwrap());
    let mut row = SpanRow {
        trace: builder.trace(&format!("{trace:032x}")).0,
        id,
        parent,
        start: Some(Nanos(start)),
        end: Some(Nanos(end)),
        service: ServiceId::NONE,
        peer: ServiceId::NONE,
        name: builder.strings.intern(name),
        flags: Flags::new(Kind::Internal, Status::Ok),
        record: RecordId::NONE,
    };
    let (mut links, mut fields, mut raised) = (Vec::new(), Vec::new(), Vec::new());
    for mark in words {
        match mark.split_once('=').unwrap_or((mark, "")) {
            ("entry", _) => {
                row.service = builder.service(name, "", "");
                row.flags = row.flags.with_kind(Kind::Server).with(Flags::ENTRY);
            }
            ("inferred", _) => row.flags = row.flags.with(Flags::INFERRED),
            ("producer", _) => row.flags = row.flags.with_kind(Kind::Producer),
            ("consumer", _) => row.flags = row.flags.with_kind(Kind::Consumer),
            ("error", _) => row.flags = row.flags.with_status(Status::Error),
            ("throttle", _) => row.flags = row.flags.with_status(Status::Throttle),
            ("fault", _) => row.flags = row.flags.with_status(Status::Fault),
            ("open", _) => {
                row.end = None;
                row.flags = row.flags.with(Flags::IN_PROGRESS);
            }
            ("call", peer) => {
                row.peer = builder.service(peer, "remote", "");
                row.flags = row.flags.with(Flags::REMOTE);
            }
            ("parent", id) => row.parent = id.parse().unwrap(),
            ("link", end) => links.push(end),
            ("raises", message) => raised.push(builder.strings.intern(message)),
            ("method", text) => {
                fields.push((Field::HttpMethod, Value::Text(builder.strings.intern(text))))
            }
            ("url", text) => {
                fields.push((Field::HttpUrl, Value::Text(builder.strings.intern(text))))
            }
            ("sql", text) => {
                fields.push((Field::SqlQuery, Value::Text(builder.strings.intern(text))))
            }
            ("status", number) => {
                fields.push((Field::HttpStatus, Value::Number(number.parse().unwrap())))
            }
            (other, _) => panic!("unknown mark {other}"),
        }
    }
    builder.push(row);
    fields.into_iter().for_each(|(field, value)| builder.attribute(Key::Field(field), value));
    let error = builder.strings.intern("Error");
    raised.into_iter().for_each(|message| builder.exception(error, message, false));
    for link in links {
        let (trace, id) = link.split_once('/').unwrap();
        builder.link(Link {
            span: crate::model::SpanId::NONE,
            kind: LinkKind::Parent,
            trace: TraceKey(trace.parse().unwrap()),
            id: id.parse().unwrap(),
            service: ServiceId::NONE,
        });
    }
}
