//! Stores from a few lines of numbers, for tests of this layer. Drawings show whole traces better;
//! here are exact times, and marks that no drawing has.

use fixedbitset::FixedBitSet;

use crate::model::{
    Field, Flags, Key, Kind, Link, LinkKind, Nanos, RecordId, ServiceId, SpanId, SpanRow,
    SpanStore, Status, StoreBuilder, TraceKey, Value,
};

/// One line a span: indentation for depth, name, start and end in nanoseconds, then marks: `entry`,
/// `inferred`, `producer`, `consumer`, `open`, `error`, `throttle`, `fault`, `call=node`,
/// `parent=id`, `link=trace/id`, `method=GET`, `url=/`, `status=200`, `sql=text`, `machine=id`, `raises=message`. A line `--` begins the next trace. Ids count lines from 1, traces
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
    let marks: Vec<_> = words.map(|mark| mark.split_once('=').unwrap_or((mark, ""))).collect();
    for &(mark, text) in &marks {
        shape(builder, &mut row, name, mark, text);
    }
    builder.push(row);
    for (mark, text) in marks {
        annotate(builder, mark, text);
    }
}

/// What a mark means for the span itself.
fn shape(builder: &mut StoreBuilder, row: &mut SpanRow, name: &str, mark: &str, text: &str) {
    match mark {
        "entry" => {
            row.service = builder.service(name, "", "");
            row.flags = row.flags.with_kind(Kind::Server).with(Flags::ENTRY);
        }
        "call" => {
            row.peer = builder.service(text, "remote", "");
            row.flags = row.flags.with(Flags::REMOTE);
        }
        "open" => {
            row.end = None;
            row.flags = row.flags.with(Flags::IN_PROGRESS);
        }
        "parent" => row.parent = text.parse().unwrap(),
        "inferred" => row.flags = row.flags.with(Flags::INFERRED),
        "producer" => row.flags = row.flags.with_kind(Kind::Producer),
        "consumer" => row.flags = row.flags.with_kind(Kind::Consumer),
        "error" => row.flags = row.flags.with_status(Status::Error),
        "throttle" => row.flags = row.flags.with_status(Status::Throttle),
        "fault" => row.flags = row.flags.with_status(Status::Fault),
        "link" | "raises" | "machine" | "method" | "url" | "sql" | "status" => {}
        other => panic!("unknown mark {other}"),
    }
}

/// What a mark adds to the span pushed last.
fn annotate(builder: &mut StoreBuilder, mark: &str, text: &str) {
    let field = match mark {
        "method" => Field::HttpMethod,
        "url" => Field::HttpUrl,
        "sql" => Field::SqlQuery,
        "status" => Field::HttpStatus,
        "machine" => Field::InstanceId,
        "raises" => {
            let error = builder.strings.intern("Error");
            let message = builder.strings.intern(text);
            return builder.exception(error, message, false);
        }
        "link" => {
            let (trace, id) = text.split_once('/').unwrap();
            return builder.link(Link {
                span: SpanId::NONE,
                kind: LinkKind::Parent,
                trace: TraceKey(trace.parse().unwrap()),
                id: id.parse().unwrap(),
                service: ServiceId::NONE,
            });
        }
        _ => return,
    };
    let value = text.parse().map(Value::Number);
    let value = value.unwrap_or_else(|_| Value::Text(builder.strings.intern(text)));
    builder.attribute(Key::Field(field), value);
}
