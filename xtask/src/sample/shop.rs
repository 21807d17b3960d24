//! The shop's staff: who comes, who calls whom, and what each writes down.

use super::document::{Entity, Field, Fields, MILLISECOND, Micros, fields};
use super::random::Random;

/// All that happened so far.
pub struct Shop {
    pub random: Random,
    trace_id: String,
    trace: Vec<Entity>,
    traces: Vec<Vec<Entity>>,
}

/// One request of one customer.
pub struct Visit {
    pub at: Micros,
    pub user: String,
    pub region: Region,
    client_ip: String,
    user_agent: &'static str,
}

/// Where a customer is served.
pub type Region = &'static str;

const REGIONS: &[(Region, i64)] = &[("eu-west-1", 50), ("us-east-1", 30), ("ap-northeast-2", 20)];
const USER_AGENTS: &[(&str, i64)] =
    &[("Mozilla/5.0 (iPhone)", 45), ("Mozilla/5.0 (X11; Linux)", 40), ("ShopApp/7.2", 15)];
const ACCOUNT: &str = "123456789012";

impl Shop {
    pub fn new(random: Random) -> Self {
        Self { random, trace_id: String::new(), trace: Vec::new(), traces: Vec::new() }
    }

    /// A new trace, entered at API Gateway.
    pub fn gateway(&mut self, visit: &Visit, method: &'static str, url: &str) -> Entity {
        let seconds = visit.at / super::SECOND;
        let (high, low) = (self.random.bits() >> 32, self.random.bits());
        self.trace_id = format!("1-{seconds:08x}-{high:08x}{low:016x}");
        let mut gateway = Entity::new("API Gateway", self.id(), visit.at);
        gateway.trace_id = Some(self.trace_id.clone());
        gateway.origin = Some("AWS::ApiGateway::Stage");
        gateway.http.request = visit.request(method, url);
        let request_id = Field::Text(format!("{:016x}", self.random.bits()));
        let stage = [
            ("account_id", ACCOUNT.into()),
            ("rest_api_id", "k3s9shop".into()),
            ("request_id", request_id),
        ];
        gateway.aws = fields([("api_gateway", Field::Object(fields(stage)))]);
        gateway.spend(self.random.around(2 * MILLISECOND, 9 * MILLISECOND));
        gateway
    }

    /// `caller` asks the service `name` and waits for the answer: a subsegment on the one side, a segment
    /// of its own on the other. `work` does the service's part and returns the HTTP status.
    pub fn call(
        &mut self,
        caller: &mut Entity,
        service: Service,
        method: &'static str,
        path: &str,
        work: impl FnOnce(&mut Self, &mut Entity) -> i64,
    ) -> i64 {
        let mut call = self.remote(caller.end, service.name);
        let url = format!("http://{}.internal{path}", service.host);
        call.http.request = request(method, &url);
        call.spend(self.network());
        let mut segment = self.segment(&call, service);
        segment.http.request = request(method, &url);
        let status = work(self, &mut segment);
        segment.answer(status);
        call.end = segment.end + self.network();
        call.answer(status);
        self.keep(segment);
        caller.add(call);
        status
    }

    /// The segment of a service that was called by `call`.
    pub fn segment(&mut self, call: &Entity, service: Service) -> Entity {
        let mut segment = Entity::new(service.name, self.id(), call.end);
        segment.trace_id = Some(self.trace_id.clone());
        segment.parent_id = Some(call.id.clone());
        segment.origin = Some(service.origin);
        if !service.host.is_empty() {
            let container = format!("{}-{:04x}", service.host, 0x3a10 + self.random.between(0, 3));
            let ecs = fields([("container", Field::Text(container))]);
            segment.aws = fields([("ecs", Field::Object(ecs))]);
        }
        segment
    }

    /// A call to what writes no segments.
    pub fn remote(&mut self, start: Micros, name: &'static str) -> Entity {
        let mut call = Entity::new(name, self.id(), start);
        call.namespace = Some("remote");
        call
    }

    /// Work inside a service that is worth a name.
    pub fn local(&mut self, start: Micros, name: &'static str, time: Micros) -> Entity {
        let mut work = Entity::new(name, self.id(), start);
        work.spend(time);
        work
    }

    /// A call of DynamoDB, which answers within a few milliseconds.
    pub fn dynamo_db(&mut self, start: Micros, operation: &'static str) -> Entity {
        let mut call = Entity::new("DynamoDB", self.id(), start);
        call.namespace = Some("aws");
        call.aws = fields([
            ("operation", operation.into()),
            ("table_name", "InventoryDB".into()),
            ("region", "eu-west-1".into()),
        ]);
        call.spend(self.random.around(3 * MILLISECOND, 16 * MILLISECOND));
        call.answer(200);
        call
    }

    /// A statement on Payment DB.
    pub fn query(&mut self, start: Micros, statement: &'static str, time: Micros) -> Entity {
        let mut query = self.remote(start, "Payment DB");
        query.sql = Some(fields([
            ("url", "postgresql://payment-db.internal:5432/payments".into()),
            ("database_type", "PostgreSQL".into()),
            ("user", "payment".into()),
            ("sanitized_query", statement.into()),
        ]));
        query.spend(time);
        query
    }

    /// A segment is complete.
    pub fn keep(&mut self, segment: Entity) {
        self.trace.push(segment);
    }

    /// The trace's last segment is complete.
    pub fn close(&mut self, root: Entity) {
        self.keep(root);
        let mut trace = std::mem::take(&mut self.trace);
        trace.sort_by(|a, b| (a.start, &a.id).cmp(&(b.start, &b.id)));
        self.traces.push(trace);
    }

    /// Half of a round trip inside the shop.
    pub fn network(&mut self) -> Micros {
        self.random.around(300, 2 * MILLISECOND)
    }

    pub fn id(&mut self) -> String {
        format!("{:016x}", self.random.bits())
    }

    /// All segments that had begun at `end`, one a line.
    pub fn into_lines(mut self, end: Micros) -> String {
        self.traces.sort_by_key(|trace| trace.first().map(|root| root.start));
        let segments = self.traces.into_iter().flatten().filter_map(|segment| segment.seen_at(end));
        let mut lines = String::new();
        for segment in segments {
            // Maps with string keys and numbers that are finite always have a text.
            lines += &serde_json::to_string(&segment).expect("a document of the shop has a text");
            lines.push('\n');
        }
        lines
    }
}

/// One that writes segments.
#[derive(Clone, Copy)]
pub struct Service {
    pub name: &'static str,
    pub origin: &'static str,
    /// Its name in the network; empty for one that AWS runs.
    pub host: &'static str,
}

pub const ORDER: Service = on_ecs("Order", "order");
pub const PAYMENT: Service = on_ecs("Payment", "payment");
pub const INVENTORY: Service = on_ecs("Inventory", "inventory");
pub const RECOMMENDATION: Service = on_ecs("Recommendation", "recommendation");
pub const NOTIFICATION: Service = on_ecs("Notification", "notification");
pub const SNS: Service = Service { name: "SNS", origin: "AWS::SNS", host: "" };

const fn on_ecs(name: &'static str, host: &'static str) -> Service {
    Service { name, origin: "AWS::ECS::Fargate", host }
}

impl Visit {
    pub fn new(at: Micros, random: &mut Random) -> Self {
        let region = random.pick(REGIONS);
        // Few customers come often, many once.
        let user = 1_000 + random.between(0, 40) * random.between(1, 12);
        Self {
            at,
            user: format!("u-{user}"),
            region,
            // A block that is reserved for documentation.
            client_ip: format!("203.0.113.{}", random.between(1, 255)),
            user_agent: random.pick(USER_AGENTS),
        }
    }

    /// Who asked, as the services note it.
    pub fn annotations(&self) -> Fields {
        fields([("region", self.region.into()), ("user_id", self.user.as_str().into())])
    }

    fn request(&self, method: &'static str, url: &str) -> Fields {
        let mut request = request(method, url);
        request.insert("client_ip", self.client_ip.as_str().into());
        request.insert("user_agent", self.user_agent.into());
        request
    }
}

/// The `http.request` of a call.
pub fn request(method: &'static str, url: &str) -> Fields {
    fields([("method", method.into()), ("url", url.into())])
}
