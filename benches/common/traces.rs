//! A store of any size: requests of ten spans through a gateway, two of forty services and a table.
//! The same count gives the same store on every machine.

use spanmap::model::{
    Field, Flags, Key, Kind, Nanos, RecordId, ServiceId, SpanRow, SpanStore, Status, StoreBuilder,
    TraceId, Value,
};

const SPANS_A_TRACE: usize = 10;
const MILLISECOND: i64 = 1_000_000;

/// A store of `spans` spans, rounded down to whole traces.
pub fn store(spans: usize) -> SpanStore {
    let mut writer = Writer { builder: StoreBuilder::default(), random: Random(7), spans: 0 };
    for trace in 0..spans / SPANS_A_TRACE {
        writer.trace(trace);
    }
    writer.builder.freeze()
}

struct Writer {
    builder: StoreBuilder,
    random: Random,
    spans: u64,
}

impl Writer {
    fn trace(&mut self, number: usize) {
        let (trace, _) = self.builder.trace(&format!("1-65000000-{number:024x}"));
        let start = number as i64 * MILLISECOND;
        let status = match self.random.below(100) {
            0 => Status::Fault,
            1..=3 => Status::Error,
            4 => Status::Throttle,
            _ => Status::Ok,
        };
        let length = 20 + self.random.below(400) as i64;
        let gateway = self.builder.service("gateway", "AWS::ApiGateway::Stage", "");
        let flags = Flags::new(Kind::Server, status).with(Flags::ENTRY);
        let mut row = row(trace, gateway, start, length, flags);
        let root = self.push(&mut row, 0);
        self.request(number, status);
        for _ in 0..2 {
            let name = format!("service-{}", self.random.below(40));
            let callee = self.builder.service(&name, "AWS::ECS::Container", "");
            self.call(row, root, callee, length);
        }
    }

    /// A call, the callee's view, local work, and a call to a table that sends nothing.
    fn call(&mut self, caller: SpanRow, parent: u64, service: ServiceId, length: i64) {
        let call = Flags::new(Kind::Client, Status::Ok).with(Flags::REMOTE);
        let start = caller.start.map_or(0, |s| s.0);
        let mut out = row(caller.trace, caller.service, start, length / 2, call);
        out.peer = service;
        let out = self.push(&mut out, parent);
        let view = Flags::new(Kind::Server, Status::Ok).with(Flags::ENTRY);
        let view = self.push(&mut row(caller.trace, service, start, length / 3, view), out);
        self.number("items", 20);
        let work = Flags::new(Kind::Internal, Status::Ok);
        self.push(&mut row(caller.trace, service, start, length / 4, work), view);
        let table = self.builder.service("orders", "AWS::DynamoDB::Table", "");
        let mut query = row(caller.trace, service, start, length / 5, call.with(Flags::AWS));
        query.peer = table;
        self.push(&mut query, view);
        self.field(Field::Operation, "GetItem");
    }

    fn push(&mut self, row: &mut SpanRow, parent: u64) -> u64 {
        self.spans += 1;
        (row.id, row.parent) = (self.spans, parent);
        row.name = self.builder.strings.intern("work");
        self.builder.push(*row);
        row.id
    }

    fn request(&mut self, number: usize, status: Status) {
        let page = self.random.below(500);
        self.field(Field::HttpUrl, &format!("https://shop.example/v2/page/{page}"));
        self.field(Field::HttpMethod, ["GET", "POST", "PUT"][number % 3]);
        let code = match status {
            Status::Fault => 500.0,
            Status::Error => 404.0,
            Status::Throttle => 429.0,
            Status::Ok | Status::Unset => 200.0,
        };
        self.builder.attribute(Key::Field(Field::HttpStatus), Value::Number(code));
        let user = self.random.below(50_000);
        self.text("user_id", &format!("user-{user}"));
        self.text("order_type", ["express", "standard", "gift"][number % 3]);
        self.text("region", ["eu-west-1", "us-east-1", "ap-northeast-2"][page as usize % 3]);
        self.number("total", 10_000);
    }

    fn field(&mut self, field: Field, text: &str) {
        let text = self.builder.strings.intern(text);
        self.builder.attribute(Key::Field(field), Value::Text(text));
    }

    fn text(&mut self, key: &str, text: &str) {
        let key = Key::Annotation(self.builder.strings.intern(key));
        let text = self.builder.strings.intern(text);
        self.builder.attribute(key, Value::Text(text));
    }

    fn number(&mut self, key: &str, below: u64) {
        let key = Key::Annotation(self.builder.strings.intern(key));
        let number = self.random.below(below) as f64;
        self.builder.attribute(key, Value::Number(number));
    }
}

fn row(trace: TraceId, service: ServiceId, start: i64, length: i64, flags: Flags) -> SpanRow {
    SpanRow {
        trace,
        id: 0,
        parent: 0,
        start: Some(Nanos(start)),
        end: Some(Nanos(start + length * MILLISECOND)),
        service,
        peer: ServiceId::NONE,
        name: spanmap::model::StrId::EMPTY,
        flags,
        record: RecordId::NONE,
    }
}

/// A linear congruential generator; its high bits are random enough for sizes and choices.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}
