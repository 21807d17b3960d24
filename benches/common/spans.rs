//! The spans of a shop as OTLP, Zipkin and Jaeger JSON: each request is served, makes a call to
//! another service and one to a database, and has some work of its own.

use std::fmt::Write;

use super::random::Random;

/// One `ExportTraceServiceRequest` a line, as the collector's file exporter writes them.
pub fn otlp(spans: usize) -> String {
    let mut out = String::new();
    for request in requests(spans).chunks(25) {
        for (line, service) in SERVICES.iter().enumerate() {
            let open = r#"{"resourceSpans":[{"resource":{"attributes":["#;
            write!(out, r#"{open}{{"key":"service.name","value":{{"stringValue":"{service}"}}}},{{"key":"service.version","value":{{"stringValue":"1.4.2"}}}},{{"key":"host.name","value":{{"stringValue":"box-{line}"}}}}]}},"scopeSpans":[{{"scope":{{"name":"http","version":"0.2"}},"spans":["#).unwrap();
            let own = request.iter().flatten().filter(|s| s.service == line);
            let texts: Vec<String> = own.map(Span::otlp).collect();
            out += &texts.join(",");
            out += "]}]}]}\n";
        }
    }
    out
}

/// One array of version 2.
pub fn zipkin(spans: usize) -> String {
    let texts: Vec<String> = requests(spans).iter().flatten().map(Span::zipkin).collect();
    format!("[{}]", texts.join(","))
}

/// The answer of the query API.
pub fn jaeger(spans: usize) -> String {
    let traces: Vec<String> = requests(spans)
        .iter()
        .map(|spans| {
            let texts: Vec<String> = spans.iter().map(Span::jaeger).collect();
            let process = |(at, name)| {
                format!(r#""p{at}":{{"serviceName":"{name}","tags":[{{"key":"hostname","type":"string","value":"box-{at}"}}]}}"#)
            };
            let processes: Vec<String> = SERVICES.iter().enumerate().map(process).collect();
            let (trace, spans, processes) = (spans[0].trace, texts.join(","), processes.join(","));
            format!(r#"{{"traceID":"{trace:032x}","spans":[{spans}],"processes":{{{processes}}},"warnings":null}}"#)
        })
        .collect();
    format!(r#"{{"data":[{}],"total":0,"limit":0,"offset":0,"errors":null}}"#, traces.join(","))
}

const SERVICES: [&str; 4] = ["gateway", "order", "payment", "inventory"];

struct Span {
    trace: u128,
    id: u64,
    parent: u64,
    service: usize,
    kind: usize,
    name: &'static str,
    /// Microseconds.
    start: u64,
    length: u64,
    tags: Vec<(&'static str, String)>,
}

const KINDS: [&str; 4] = ["", "INTERNAL", "SERVER", "CLIENT"];

/// Spans by request.
fn requests(spans: usize) -> Vec<Vec<Span>> {
    let mut random = Random(7);
    (0..spans / 5).map(|index| request(index, &mut random)).collect()
}

fn request(index: usize, random: &mut Random) -> Vec<Span> {
    let trace = u128::from(random.next()) << 64 | u128::from(random.next());
    let ids: Vec<u64> = (0..5).map(|_| random.next()).collect();
    let (first, second) = (index % 4, (index + 1) % 4);
    let start = 1_694_498_816_000_000 + index as u64 * 37_000;
    let status = if random.next().is_multiple_of(50) { "500" } else { "200" };
    let url = format!("https://{}.shop.local/cart/{}", SERVICES[second], random.next() % 1000);
    let http = |route: &str| {
        vec![
            ("http.request.method", "POST".to_owned()),
            ("http.response.status_code", status.to_owned()),
            ("http.route", route.to_owned()),
            ("user_agent.original", "Mozilla/5.0 (X11; Linux x86_64)".to_owned()),
            ("user.id", (index % 5000).to_string()),
        ]
    };
    let call = vec![
        ("http.request.method", "POST".to_owned()),
        ("url.full", url),
        ("server.address", format!("{}.shop.local", SERVICES[second])),
        ("http.response.status_code", status.to_owned()),
    ];
    let database = vec![
        ("db.system.name", "postgresql".to_owned()),
        ("db.namespace", "shop".to_owned()),
        ("server.address", "db.internal".to_owned()),
        ("db.query.text", "SELECT n FROM stock WHERE sku = $1".to_owned()),
    ];
    let rows = [
        (0, first, 2, "POST /cart/{id}", http("/cart/{id}")),
        (1, first, 1, "render", vec![("order.type", "express".to_owned())]),
        (1, first, 3, "POST", call),
        (3, second, 2, "POST /stock/{id}", http("/stock/{id}")),
        (4, second, 3, "SELECT shop.stock", database),
    ];
    rows.into_iter()
        .enumerate()
        .map(|(at, (parent, service, kind, name, tags))| Span {
            trace,
            id: ids[at],
            parent: if parent == 0 { 0 } else { ids[parent - 1] },
            service,
            kind,
            name,
            start: start + at as u64 * 1_000,
            length: 90_000 - at as u64 * 10_000,
            tags,
        })
        .collect()
}

impl Span {
    fn otlp(&self) -> String {
        let Self { trace, id, parent, kind, name, start, length, .. } = self;
        let tags: Vec<String> = self
            .tags
            .iter()
            .map(|(key, value)| format!(r#"{{"key":"{key}","value":{{"stringValue":"{value}"}}}}"#))
            .collect();
        let end = start + length;
        let parent = if *parent == 0 {
            String::new()
        } else {
            format!(r#""parentSpanId":"{parent:016x}","#)
        };
        format!(
            r#"{{"traceId":"{trace:032x}","spanId":"{id:016x}",{parent}"name":"{name}","kind":{kind},"startTimeUnixNano":"{start}000","endTimeUnixNano":"{end}000","attributes":[{}],"droppedAttributesCount":0,"events":[],"status":{{"code":0}},"links":[],"flags":257}}"#,
            tags.join(",")
        )
    }

    fn zipkin(&self) -> String {
        let Self { trace, id, parent, kind, name, start, length, .. } = self;
        let tags: Vec<String> =
            self.tags.iter().map(|(key, value)| format!(r#""{key}":"{value}""#)).collect();
        let parent =
            if *parent == 0 { String::new() } else { format!(r#""parentId":"{parent:016x}","#) };
        let kind =
            if *kind == 1 { String::new() } else { format!(r#""kind":"{}","#, KINDS[*kind]) };
        format!(
            r#"{{"traceId":"{trace:032x}","id":"{id:016x}",{parent}{kind}"name":"{name}","timestamp":{start},"duration":{length},"localEndpoint":{{"serviceName":"{}","ipv4":"10.0.0.1"}},"tags":{{{}}}}}"#,
            SERVICES[self.service],
            tags.join(",")
        )
    }

    fn jaeger(&self) -> String {
        let Self { trace, id, parent, kind, name, start, length, service, .. } = self;
        let kind = ("span.kind", KINDS[*kind].to_lowercase());
        let tags: Vec<String> = self
            .tags
            .iter()
            .chain([&kind])
            .map(|(key, value)| format!(r#"{{"key":"{key}","type":"string","value":"{value}"}}"#))
            .collect();
        let references = if *parent == 0 {
            String::new()
        } else {
            format!(r#"{{"refType":"CHILD_OF","traceID":"{trace:032x}","spanID":"{parent:016x}"}}"#)
        };
        format!(
            r#"{{"traceID":"{trace:032x}","spanID":"{id:016x}","flags":1,"operationName":"{name}","references":[{references}],"startTime":{start},"duration":{length},"tags":[{}],"logs":[],"processID":"p{service}","warnings":null}}"#,
            tags.join(",")
        )
    }
}
