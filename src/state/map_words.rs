//! What is said of a node or a line of the map: for those who hear it, and in tooltips.

use super::MapText;
use crate::engine::{Limits, MapEdge, MapNode, Thresholds};
use crate::model::Nanos;
use crate::scene::few::is_few;
use crate::scene::format::{count, duration, percent, rate, whole_percent};
use crate::scene::{Health, fill, short_kind};

/// "Payment DB, SQL database, critical: p95 3.1 s reaches the limit of 3 s; 412 requests, ..."
pub fn node_sentence(node: &MapNode, thresholds: &Thresholds, text: &MapText) -> String {
    let api = &node.node;
    let kind = kind_word(&api.kind, text);
    let health = health(node.faded, &api.health, api.requests, text);
    let mut name = api.name.clone();
    if name.is_empty() {
        name.push('–');
    }
    let mut head = if kind.is_empty() {
        format!("{name}, {health}")
    } else {
        fill(text.node_sentence, &[&name, &kind, &health])
    };
    let why = reason(&api.health, api.p95, api.error_rate, thresholds, &api.name, text);
    if !node.faded
        && let Some(why) = why
    {
        head = format!("{head}: {why}");
    }
    let mut parts = vec![head];
    if api.requests > 0 {
        let figures = Figures {
            requests: api.requests,
            per_minute: api.requests_per_minute,
            average: api.average_ms,
            p95: api.p95,
            faults: api.error_rate,
        };
        parts.push(figures.sentence(text));
    }
    if node.is_bottleneck {
        parts.push(fill(text.bottleneck_sentence, &[&whole_percent(api.bottleneck)]));
    }
    for (applies, words) in [
        (node.inferred, text.inferred),
        (node.imported, text.imported),
        (node.faded, text.faded),
        (node.missing_caller, text.missing_caller),
    ] {
        parts.extend(applies.then(|| words.to_owned()));
    }
    parts.join("; ")
}

/// "Calls from Order to Payment, ok; 412 requests, ..."
pub fn edge_sentence(edge: &MapEdge, text: &MapText) -> String {
    let api = &edge.edge;
    let template = if edge.asynchronous { text.message_sentence } else { text.edge_sentence };
    let health = health(edge.faded, &api.health, api.requests, text);
    let head = fill(template, &[&api.source, &api.target, &health]);
    let mut parts = vec![head];
    if api.requests > 0 {
        let figures = Figures {
            requests: api.requests,
            per_minute: api.requests_per_minute,
            average: api.average_ms,
            p95: api.p95,
            faults: api.error_rate,
        };
        parts.push(figures.sentence(text));
    }
    parts.extend(edge.imported.then(|| text.imported.to_owned()));
    parts.join("; ")
}

/// A type as people say it.
pub fn kind_word(kind: &str, text: &MapText) -> String {
    match kind {
        "client" => text.client.to_owned(),
        "remote" => text.remote.to_owned(),
        "group" => text.group_word.to_owned(),
        "Database::SQL" => text.sql_database.to_owned(),
        _ => short_kind(kind),
    }
}

pub fn health_word(health: Health, text: &MapText) -> &'static str {
    match health {
        Health::Ok => text.ok,
        Health::Warning => text.warning,
        Health::Critical => text.critical,
        Health::Unknown => text.unknown,
    }
}

/// Why something is unwell: the figure that reached a limit of that degree, faults first.
/// `p95` in ms, `faults` 0..1, `service` whose limits count: of a call those of the called.
pub fn reason(
    health: &str,
    p95: f64,
    faults: f64,
    thresholds: &Thresholds,
    service: &str,
    text: &MapText,
) -> Option<String> {
    let own = thresholds.services.get(service).copied().unwrap_or_default();
    let (latency, error_rate) = (
        own.latency.unwrap_or(thresholds.latency),
        own.error_rate.unwrap_or(thresholds.error_rate),
    );
    let limit = |limits: Limits| match Health::of(health) {
        Health::Critical => Some(limits.critical),
        Health::Warning => Some(limits.warning),
        Health::Ok | Health::Unknown => None,
    };
    let (most_faults, longest) = (limit(error_rate)?, limit(latency)?);
    if faults >= most_faults {
        Some(fill(text.why_faulty, &[&percent(faults), &percent(most_faults)]))
    } else if p95 >= longest {
        let [p95, longest] = [p95, longest].map(|ms| duration(Nanos::from_millis(ms)));
        Some(fill(text.why_slow, &[&p95, &longest]))
    } else {
        None
    }
}

fn health(faded: bool, word: &str, requests: u32, text: &MapText) -> String {
    let health =
        if faded || requests == 0 && word == "ok" { Health::Unknown } else { Health::of(word) };
    health_word(health, text).to_owned()
}

struct Figures {
    requests: u32,
    per_minute: f64,
    average: f64,
    p95: f64,
    faults: f64,
}

impl Figures {
    fn sentence(&self, text: &MapText) -> String {
        let ms = |ms: f64| duration(Nanos::from_millis(ms));
        let few = is_few(self.requests).then(|| fill(text.few, &[&self.requests.to_string()]));
        let told = fill(
            text.figures_sentence,
            &[
                &count(u64::from(self.requests)),
                &rate(self.per_minute),
                &ms(self.average),
                &ms(self.p95),
                &percent(self.faults),
            ],
        );
        [told].into_iter().chain(few).collect::<Vec<_>>().join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::ServiceThresholds;
    use crate::engine::api::{ServiceEdge, ServiceNode};
    use crate::state::{EN, KO};

    fn database() -> MapNode {
        MapNode {
            node: ServiceNode {
                id: "Payment DB".into(),
                name: "Payment DB".into(),
                kind: "Database::SQL".into(),
                requests: 412,
                requests_per_minute: 6.9,
                average_ms: 812.0,
                p95: 3100.0,
                error_rate: 0.002,
                health: "critical".into(),
                bottleneck: 0.61,
                ..ServiceNode::default()
            },
            account: String::new(),
            inferred: true,
            imported: false,
            faded: false,
            missing_caller: false,
            members: 0,
            in_box: None,
            is_bottleneck: true,
            first: Nanos::ZERO,
            last: Nanos::ZERO,
        }
    }

    fn check(node: &MapNode, text: &MapText, expect: &str) {
        let sentence = node_sentence(node, &Thresholds::default(), text);
        assert_eq!(sentence.replace('\u{a0}', " "), expect);
    }

    #[test]
    fn a_node_in_a_sentence() {
        check(
            &database(),
            &EN.map,
            "Payment DB, SQL database, critical: p95 3.1 s reaches the limit of 3 s; \
             412 requests, 6.9 per minute, average 812 ms, p95 3.1 s, 0.2 % faults; \
             bottleneck with 61 % of the time on the critical path; known only from its callers",
        );
        check(
            &database(),
            &KO.map,
            "Payment DB, SQL 데이터베이스, 심각: p95 3.1 s, 기준 3 s 이상; \
             요청 412건, 분당 6.9, 평균 812 ms, p95 3.1 s, 장애 0.2 %; \
             병목: 임계 경로 시간의 61 %; 호출한 쪽의 기록으로만 알려짐",
        );
    }

    #[test]
    fn a_faded_node_claims_nothing() {
        let mut node = database();
        node.node =
            ServiceNode { name: "{0}".into(), health: "ok".into(), ..ServiceNode::default() };
        (node.faded, node.inferred, node.is_bottleneck) = (true, false, false);
        check(&node, &EN.map, "{0}, no data; no requests match the filter");
    }

    #[test]
    fn a_line_in_a_sentence() {
        let edge = MapEdge {
            edge: ServiceEdge {
                source: "Order".into(),
                target: "Mail".into(),
                requests: 3,
                health: "ok".into(),
                ..ServiceEdge::default()
            },
            asynchronous: true,
            faded: false,
            imported: false,
            route: Vec::new(),
        };
        let expect = "Messages from Order to Mail, ok; \
                      3 requests, 0 per minute, average 0 ns, p95 0 ns, 0 % faults, few: n = 3";
        assert_eq!(edge_sentence(&edge, &EN.map).replace('\u{a0}', " "), expect);
    }

    #[test]
    fn reasons_name_the_limit_of_the_service() {
        let mut thresholds = Thresholds::default();
        let own = Limits { warning: 5.0, critical: 10.0 };
        let limits = ServiceThresholds { latency: Some(own), error_rate: None };
        thresholds.services.insert("fast".into(), limits);
        let why = |health: &str, p95: f64, faults: f64, service: &str| {
            reason(health, p95, faults, &thresholds, service, &EN.map)
                .map(|s| s.replace('\u{a0}', " "))
        };
        assert_eq!(why("ok", 1.0, 0.0, "x"), None);
        let slow = "p95 7 ms reaches the limit of 5 ms";
        assert_eq!(why("warning", 7.0, 0.0, "fast").as_deref(), Some(slow));
        let faulty = "5 % faults reach the limit of 5 %";
        assert_eq!(why("critical", 9000.0, 0.05, "x").as_deref(), Some(faulty));
        assert_eq!(why("critical", 1.0, 0.0, "x"), None);
    }
}
