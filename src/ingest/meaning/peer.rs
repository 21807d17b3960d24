//! Which node a call goes to or a message comes from, by the attributes of the span that tells of it.
//! Where X-Ray has a rule for the same thing its rule holds, so that both formats meet in one node.

use super::super::xray::peer::{
    BUCKET, FUNCTION, QUEUE, REMOTE, SQL, TABLE, TOPIC, service_kind, short_name,
};
use super::Draft;
use super::roles::Slot;
use crate::model::{Field, Flags, Kind, Service, ServiceId, StoreBuilder, StrId};

/// A node by name and type.
struct Node {
    name: StrId,
    kind: String,
    /// What kind of call it is.
    call: Flags,
}

/// Databases that speak SQL: X-Ray's `Database::SQL`.
const SQL_SYSTEMS: [&str; 32] = [
    "sql",
    "other_sql",
    "postgresql",
    "postgres",
    "mysql",
    "mariadb",
    "mssql",
    "microsoft.sql_server",
    "mssqlcompact",
    "oracle",
    "oracle.db",
    "db2",
    "ibm.db2",
    "sqlite",
    "h2",
    "h2database",
    "hsqldb",
    "derby",
    "hive",
    "teradata",
    "redshift",
    "aws.redshift",
    "cockroachdb",
    "clickhouse",
    "trino",
    "spanner",
    "gcp.spanner",
    "firebird",
    "firebirdsql",
    "hanadb",
    "sap.hana",
    "vertica",
];

/// The node on the other side, and the marks of the call. `NONE` when nothing names it.
pub fn other_side(draft: &Draft, builder: &mut StoreBuilder) -> (ServiceId, Flags) {
    let none = (ServiceId::NONE, Flags::default());
    let node = match draft.kind {
        Some(Kind::Internal) => return none,
        Some(Kind::Server) => caller(draft),
        Some(Kind::Consumer) => queue(draft, builder),
        Some(Kind::Client | Kind::Producer) => called(draft, builder),
        // Without a kind a span is a call if it says whom it called.
        None if draft.hint(Slot::Database).is_some() || draft.hint(Slot::Peer).is_some() => {
            called(draft, builder)
        }
        None => return none,
    };
    let is_call = !matches!(draft.kind, Some(Kind::Server | Kind::Consumer));
    let Some(Node { name, kind, call }) = node else {
        return (ServiceId::NONE, if is_call { Flags::REMOTE } else { Flags::default() });
    };
    let kind = builder.strings.intern(&kind);
    let service = builder.services.intern(Service { name, kind, account: StrId::EMPTY });
    (service, if is_call { call } else { Flags::default() })
}

fn called(draft: &Draft, builder: &mut StoreBuilder) -> Option<Node> {
    aws(draft, builder)
        .or_else(|| queue(draft, builder))
        .or_else(|| database(draft, builder))
        .or_else(|| remote(draft, builder))
}

/// Whoever sent a request, where the callee knows.
fn caller(draft: &Draft) -> Option<Node> {
    let name = draft.hint(Slot::Peer)?;
    Some(Node { name, kind: REMOTE.to_owned(), call: Flags::default() })
}

/// A resource of an AWS service, or the service.
fn aws(draft: &Draft, builder: &mut StoreBuilder) -> Option<Node> {
    let system = draft.hint(Slot::Rpc).map_or("", |id| builder.strings.get(id));
    let database = draft.hint(Slot::Database).map_or("", |id| builder.strings.get(id));
    let of_table = matches!(database, "dynamodb" | "aws.dynamodb");
    let is_aws = system == "aws-api" || of_table;
    if !is_aws {
        return None;
    }
    let service = draft.hint(Slot::RpcService);
    let resources = [
        (Slot::Table, TABLE),
        (Slot::Queue, QUEUE),
        (Slot::Bucket, BUCKET),
        (Slot::Topic, TOPIC),
        (Slot::Function, FUNCTION),
    ];
    let named = resources.iter().find_map(|&(slot, kind)| Some((draft.hint(slot)?, kind)));
    let called = service.map_or("", |id| builder.strings.get(id));
    let own = service_kind(called).filter(|_| !called.is_empty());
    // A topic or queue may be told as the destination of a message only.
    let sent = draft.hint(Slot::Destination).zip(own.filter(|&k| k == QUEUE || k == TOPIC));
    if let Some((id, kind)) = named.or(sent) {
        let text = first_of_list(builder.strings.get(id)).to_owned();
        let name = builder.strings.intern(short_name(&text));
        return Some(Node { name, kind: kind.to_owned(), call: Flags::AWS });
    }
    let kind = if of_table { TABLE.to_owned() } else { format!("AWS::{called}") };
    let plain = if of_table { "DynamoDB" } else { "AWS" };
    let name = draft.hint(Slot::Peer).or(service);
    let name = name.unwrap_or_else(|| builder.strings.intern(plain));
    Some(Node { name, kind, call: Flags::AWS })
}

/// A queue, topic or stream.
fn queue(draft: &Draft, builder: &mut StoreBuilder) -> Option<Node> {
    let destination = draft.hint(Slot::Destination);
    let is_message = matches!(draft.kind, Some(Kind::Producer | Kind::Consumer));
    // Zipkin names the broker as the other side.
    let broker = draft.hint(Slot::Peer).filter(|_| is_message || destination.is_some());
    let system = draft.hint(Slot::Messaging).or(broker);
    let name = destination.or(system)?;
    let kind = match system.map_or("", |id| builder.strings.get(id)) {
        "aws_sqs" | "AmazonSQS" => QUEUE.to_owned(),
        "aws.sns" | "aws_sns" => TOPIC.to_owned(),
        "" => "Queue".to_owned(),
        other => format!("Queue::{other}"),
    };
    let text = builder.strings.get(name).to_owned();
    let call = if kind.starts_with("AWS") { Flags::AWS } else { Flags::REMOTE };
    Some(Node { name: builder.strings.intern(short_name(&text)), kind, call })
}

fn database(draft: &Draft, builder: &mut StoreBuilder) -> Option<Node> {
    // Zipkin's tracers tell the statement only.
    let queried = draft.has(Field::SqlQuery);
    let plain = || queried.then(|| builder.strings.intern("sql"));
    let system = draft.hint(Slot::Database).or_else(plain)?;
    let speaks = builder.strings.get(system);
    let is_sql = SQL_SYSTEMS.iter().any(|s| s.eq_ignore_ascii_case(speaks));
    let kind = if is_sql { SQL.to_owned() } else { format!("Database::{speaks}") };
    let host = host(draft);
    let database = draft.hint(Slot::DatabaseName);
    let name = match (draft.hint(Slot::Peer), database, host) {
        (Some(peer), ..) => peer,
        // As the X-Ray SDKs name it.
        (None, Some(database), Some(host)) if is_sql => {
            let text = |id| builder.strings.get(id);
            let name = format!("{}@{}", text(database), text(host));
            builder.strings.intern(&name)
        }
        (None, Some(database), _) if is_sql => database,
        (None, database, host) => host.or(database).unwrap_or(system),
    };
    let call = if is_sql { Flags::REMOTE.with(Flags::SQL) } else { Flags::REMOTE };
    Some(Node { name, kind, call })
}

/// A service or host of which the name is all that is known.
fn remote(draft: &Draft, builder: &mut StoreBuilder) -> Option<Node> {
    let name = draft
        .hint(Slot::Peer)
        .or_else(|| host_name(draft).map(|host| with_port(draft, host, builder)))
        .or_else(|| url_host(draft, builder))
        // An address says less than a name: Envoy even gives its own for the other side's.
        .or_else(|| host(draft).map(|host| with_port(draft, host, builder)))
        .or(draft.hint(Slot::RpcService))?;
    Some(Node { name, kind: REMOTE.to_owned(), call: Flags::REMOTE })
}

fn host(draft: &Draft) -> Option<StrId> {
    host_name(draft).or(draft.hint(Slot::FarAddress))
}

fn host_name(draft: &Draft) -> Option<StrId> {
    draft.hint(Slot::Host).or(draft.hint(Slot::FarHost))
}

/// `host:port`, but for the ports that go without saying.
pub fn with_port(draft: &Draft, host: StrId, builder: &mut StoreBuilder) -> StrId {
    let port = draft.hint(Slot::Port).or(draft.hint(Slot::FarPort));
    let text = builder.strings.get(host);
    let port = port.map_or("", |id| builder.strings.get(id));
    if matches!(port, "" | "80" | "443") || text.contains(':') {
        return host;
    }
    let name = format!("{text}:{port}");
    builder.strings.intern(&name)
}

/// `https://cart.shop:8080/x` -> `cart.shop:8080`.
fn url_host(draft: &Draft, builder: &mut StoreBuilder) -> Option<StrId> {
    let url = builder.strings.get(draft.url?);
    let (_, rest) = url.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    let host = host.rsplit('@').next()?.to_owned();
    let host = host.strip_suffix(":80").or(host.strip_suffix(":443")).unwrap_or(&host);
    (!host.is_empty()).then(|| builder.strings.intern(host))
}

/// The first name in a list that stands as JSON text.
fn first_of_list(text: &str) -> &str {
    let inner = text.strip_prefix("[\"").and_then(|rest| rest.split('"').next());
    inner.filter(|name| !name.is_empty()).unwrap_or(text)
}
