//! Names of attributes, by new and old conventions, and what each tells.
//!
//! After the OpenTelemetry semantic conventions (and their migration guides), OpenTracing's tags,
//! Zipkin's tags, Envoy's, and what the AWS SDKs' instrumentations write.

use crate::model::{Field, StrId, Strings};

/// What an attribute tells beside its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It has a keyword in the filter language.
    Field(Field),
    /// It helps to name something.
    Hint(Slot),
    /// Only calls to a database of this system have it.
    Speaks(&'static str),
    HttpStatus,
    GrpcStatus,
    /// `otel.status_code`.
    Code,
    /// Text on why it failed.
    Reason,
    /// `error`: a flag or, in Zipkin, a text.
    Error,
    ErrorType,
    SpanKind,
}

/// Pieces of names. Where several attributes fill one, the one that stands first in the table wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Slot {
    Service,
    Peer,
    /// Of the server, whichever side tells.
    Host,
    Port,
    /// The server's, where it tells itself.
    OwnHost,
    OwnPort,
    /// The other side's.
    FarHost,
    FarPort,
    FarAddress,
    Scheme,
    Path,
    Query,
    Database,
    DatabaseName,
    Messaging,
    Destination,
    Rpc,
    RpcService,
    RpcMethod,
    Table,
    Queue,
    Bucket,
    Topic,
    Function,
    Platform,
    LaunchType,
    Account,
    Sampler,
    SamplerParameter,
    /// One of so many was kept.
    SampleRate,
}

pub const SLOTS: usize = Slot::SampleRate as usize + 1;

/// Remembers what names mean, by their ids.
#[derive(Default)]
pub struct Roles {
    /// Place in [`TABLE`] plus 2; 1 for names without a role, 0 for those not looked up yet.
    known: Vec<u8>,
}

impl Roles {
    /// The role of a name, and its place in the table.
    #[inline]
    pub fn of(&mut self, name: StrId, strings: &Strings) -> Option<(Role, u8)> {
        let place = match self.known.get(name.index()) {
            Some(&known) if known > 0 => known,
            _ => self.look_up(name, strings),
        };
        (place > 1).then(|| (TABLE[usize::from(place - 2)].1, place))
    }

    fn look_up(&mut self, name: StrId, strings: &Strings) -> u8 {
        let text = strings.get(name);
        let found = TABLE.iter().position(|entry| entry.0 == text);
        let place = found.map_or(1, |at| at as u8 + 2);
        if self.known.len() <= name.index() {
            self.known.resize(name.index() + 1, 0);
        }
        self.known[name.index()] = place;
        place
    }
}

use Field::{
    AvailabilityZone, AwsRegion, HttpClientIp, HttpMethod, HttpRoute, HttpUrl, HttpUserAgent,
    InstanceId, Operation, ResourceArn, SqlQuery, User,
};
use Slot::{
    Account, Bucket, Database, DatabaseName, Destination, FarAddress, FarHost, FarPort, Function,
    Host, LaunchType, Messaging, OwnHost, OwnPort, Path, Peer, Platform, Port, Query, Queue, Rpc,
    RpcMethod, RpcService, SampleRate, Sampler, SamplerParameter, Scheme, Service, Table, Topic,
};

/// Fewer than 254 lines. Newer names stand before older ones.
const TABLE: &[(&str, Role)] = &[
    ("service.name", Role::Hint(Service)),
    ("http.request.method", Role::Field(HttpMethod)),
    ("http.method", Role::Field(HttpMethod)),
    ("url.full", Role::Field(HttpUrl)),
    ("http.url", Role::Field(HttpUrl)),
    ("http.route", Role::Field(HttpRoute)),
    ("user_agent.original", Role::Field(HttpUserAgent)),
    ("http.user_agent", Role::Field(HttpUserAgent)),
    ("user_agent", Role::Field(HttpUserAgent)),
    ("client.address", Role::Field(HttpClientIp)),
    ("http.client_ip", Role::Field(HttpClientIp)),
    ("http.response.status_code", Role::HttpStatus),
    ("http.status_code", Role::HttpStatus),
    ("url.scheme", Role::Hint(Scheme)),
    ("http.scheme", Role::Hint(Scheme)),
    ("url.path", Role::Hint(Path)),
    ("http.target", Role::Hint(Path)),
    ("http.path", Role::Hint(Path)),
    ("url.query", Role::Hint(Query)),
    ("server.address", Role::Hint(Host)),
    ("http.host", Role::Hint(Host)),
    ("server.port", Role::Hint(Port)),
    ("net.host.name", Role::Hint(OwnHost)),
    ("http.server_name", Role::Hint(OwnHost)),
    ("net.host.port", Role::Hint(OwnPort)),
    ("net.peer.name", Role::Hint(FarHost)),
    ("peer.hostname", Role::Hint(FarHost)),
    ("out.host", Role::Hint(FarHost)),
    ("net.peer.port", Role::Hint(FarPort)),
    ("peer.port", Role::Hint(FarPort)),
    ("network.peer.address", Role::Hint(FarAddress)),
    ("net.sock.peer.addr", Role::Hint(FarAddress)),
    ("net.peer.ip", Role::Hint(FarAddress)),
    ("peer.address", Role::Hint(FarAddress)),
    ("peer.ipv4", Role::Hint(FarAddress)),
    ("peer.ipv6", Role::Hint(FarAddress)),
    ("service.peer.name", Role::Hint(Peer)),
    ("peer.service", Role::Hint(Peer)),
    ("db.system.name", Role::Hint(Database)),
    ("db.system", Role::Hint(Database)),
    ("db.type", Role::Hint(Database)),
    ("cassandra.keyspace", Role::Speaks("cassandra")),
    ("mongodb.collection", Role::Speaks("mongodb")),
    ("db.namespace", Role::Hint(DatabaseName)),
    ("db.name", Role::Hint(DatabaseName)),
    ("db.instance", Role::Hint(DatabaseName)),
    ("db.redis.database_index", Role::Hint(DatabaseName)),
    ("db.query.text", Role::Field(SqlQuery)),
    ("db.statement", Role::Field(SqlQuery)),
    ("sql.query", Role::Field(SqlQuery)),
    ("cassandra.query", Role::Field(SqlQuery)),
    ("messaging.system", Role::Hint(Messaging)),
    ("messaging.destination.name", Role::Hint(Destination)),
    ("messaging.destination", Role::Hint(Destination)),
    ("message_bus.destination", Role::Hint(Destination)),
    ("kafka.topic", Role::Hint(Destination)),
    ("rpc.system.name", Role::Hint(Rpc)),
    ("rpc.system", Role::Hint(Rpc)),
    ("rpc.service", Role::Hint(RpcService)),
    ("rpc.method", Role::Hint(RpcMethod)),
    ("rpc.response.status_code", Role::GrpcStatus),
    ("rpc.status_code", Role::GrpcStatus),
    ("rpc.grpc.status_code", Role::GrpcStatus),
    ("grpc.status_code", Role::GrpcStatus),
    ("aws.service", Role::Hint(RpcService)),
    ("aws.operation", Role::Field(Operation)),
    ("aws.region", Role::Field(AwsRegion)),
    ("cloud.region", Role::Field(AwsRegion)),
    ("aws.dynamodb.table_names", Role::Hint(Table)),
    ("aws.table_name", Role::Hint(Table)),
    ("aws.table.name", Role::Hint(Table)),
    ("aws.sqs.queue.url", Role::Hint(Queue)),
    ("aws.queue_url", Role::Hint(Queue)),
    ("aws.queue.url", Role::Hint(Queue)),
    ("messaging.url", Role::Hint(Queue)),
    ("aws.s3.bucket", Role::Hint(Bucket)),
    ("aws.bucket.name", Role::Hint(Bucket)),
    ("aws.sns.topic.arn", Role::Hint(Topic)),
    ("aws.lambda.function.name", Role::Hint(Function)),
    ("faas.invoked_name", Role::Hint(Function)),
    ("cloud.resource_id", Role::Field(ResourceArn)),
    ("cloud.availability_zone", Role::Field(AvailabilityZone)),
    ("host.id", Role::Field(InstanceId)),
    ("cloud.platform", Role::Hint(Platform)),
    ("aws.ecs.launchtype", Role::Hint(LaunchType)),
    ("cloud.account.id", Role::Hint(Account)),
    ("user.id", Role::Field(User)),
    ("enduser.id", Role::Field(User)),
    ("otel.status_code", Role::Code),
    ("otel.status_description", Role::Reason),
    ("error.message", Role::Reason),
    ("error", Role::Error),
    ("error.type", Role::ErrorType),
    ("span.kind", Role::SpanKind),
    ("sampler.type", Role::Hint(Sampler)),
    ("sampler.param", Role::Hint(SamplerParameter)),
    ("SampleRate", Role::Hint(SampleRate)),
];

/// The field whose values attributes of this name are kept as.
pub fn field(name: &str) -> Option<Field> {
    TABLE.iter().find(|entry| entry.0 == name).and_then(|entry| match entry.1 {
        Role::Field(field) => Some(field),
        Role::HttpStatus => Some(Field::HttpStatus),
        _ => None,
    })
}
