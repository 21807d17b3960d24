//! The committed file is what the generator writes, and the stories can be counted in it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{BEGIN, END, RELEASE, file, generate};

/// A segment or subsegment, with the trace it belongs to.
struct Part {
    trace: String,
    value: Value,
}

impl Part {
    fn name(&self) -> &str {
        self.value["name"].as_str().unwrap_or_default()
    }

    fn query(&self) -> Option<&str> {
        self.value["sql"]["sanitized_query"].as_str()
    }

    fn start(&self) -> f64 {
        self.value["start_time"].as_f64().unwrap_or_default()
    }

    fn seconds(&self) -> Option<f64> {
        Some(self.value["end_time"].as_f64()? - self.start())
    }

    fn is(&self, flag: &str) -> bool {
        self.value[flag] == Value::Bool(true)
    }
}

/// Every segment and subsegment of the sample.
fn parts() -> Vec<Part> {
    let mut parts = Vec::new();
    for line in generate().lines() {
        let segment: Value = serde_json::from_str(line).unwrap();
        let trace = segment["trace_id"].as_str().unwrap().to_owned();
        let mut open = vec![segment];
        while let Some(value) = open.pop() {
            open.extend(value["subsegments"].as_array().into_iter().flatten().cloned());
            parts.push(Part { trace: trace.clone(), value });
        }
    }
    parts
}

fn percentile(mut values: Vec<f64>, of_hundred: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() * of_hundred / 100]
}

fn traces_where(parts: &[Part], wanted: impl Fn(&Part) -> bool) -> BTreeSet<&str> {
    parts.iter().filter(|part| wanted(part)).map(|part| part.trace.as_str()).collect()
}

#[test]
fn the_committed_file_is_what_the_generator_writes() {
    let committed = std::fs::read_to_string(file()).unwrap();
    assert!(committed == generate(), "run `cargo xtask sample` and commit www/sample");
    assert!(
        committed.len() < 3_300_000,
        "{} bytes: the sample ships with the site",
        committed.len()
    );
}

#[test]
fn it_is_a_thousand_traces_over_an_hour_with_sound_ids() {
    let parts = parts();
    let traces = traces_where(&parts, |_| true);
    assert_eq!(traces.len(), 1002);
    let ids: BTreeSet<_> = parts.iter().map(|part| part.value["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), parts.len());
    assert!(ids.iter().all(|id| id.len() == 16 && id.bytes().all(|byte| byte.is_ascii_hexdigit())));
    for root in parts.iter().filter(|part| part.name() == "API Gateway") {
        assert_eq!((root.trace.len(), &root.trace[..2]), (35, "1-"));
        assert_eq!(u64::from_str_radix(&root.trace[2..10], 16).unwrap(), root.start() as u64);
        assert!((BEGIN..END).contains(&((root.start() * 1e6) as i64)));
    }
    for part in &parts {
        let parent = part.value["parent_id"].as_str();
        assert!(parent.is_none_or(|parent| ids.contains(parent)), "{}", part.value);
    }
}

#[test]
fn one_query_of_payment_db_takes_most_of_the_time() {
    let parts = parts();
    let mut queries: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for part in parts.iter().filter(|part| part.name() == "Payment DB") {
        queries.entry(part.query().unwrap()).or_default().extend(part.seconds());
    }
    let slow = queries.remove(super::flows::RECENT_BY_CARD).unwrap();
    let sum = |values: &[f64]| values.iter().sum::<f64>();
    let responses: Vec<f64> = parts
        .iter()
        .filter(|part| part.name() == "API Gateway")
        .filter_map(Part::seconds)
        .collect();
    assert!(sum(&slow) > 0.6 * sum(&responses), "{} of {} s", sum(&slow), sum(&responses));
    let p95 = percentile(slow, 95);
    assert!((2.9..3.3).contains(&p95), "p95 {p95} s");
    assert_eq!(queries.len(), 3);
    assert!(queries.into_values().all(|others| percentile(others, 95) < 0.02));
}

#[test]
fn provider_a_alone_refuses_connections() {
    let parts = parts();
    let by_a =
        traces_where(&parts, |part| part.value["annotations"]["payment_provider"] == "ProviderA");
    let faults = traces_where(&parts, |part| part.is("fault"));
    assert!(faults.len() > 50 && faults.is_subset(&by_a));
    let unfinished = traces_where(&parts, |part| part.is("in_progress"));
    assert!(by_a.difference(&faults).all(|trace| unfinished.contains(trace)));
    let refused = traces_where(&parts, |part| {
        let exception = &part.value["cause"]["exceptions"][0];
        exception["message"] == "Connection refused"
            && exception["stack"].as_array().is_some_and(|stack| stack.len() > 2)
    });
    assert_eq!(refused, faults);
}

#[test]
fn recommendation_appears_in_the_last_ten_minutes() {
    let parts = parts();
    let release = RELEASE as f64 / 1e6;
    let seen: Vec<_> = parts.iter().filter(|part| part.name() == "Recommendation").collect();
    assert!(seen.len() > 100 && seen.iter().all(|part| part.start() >= release));
    let began = |version: &str| -> Vec<f64> {
        let orders = parts.iter().filter(|part| part.value["service"]["version"] == version);
        orders.map(Part::start).collect()
    };
    let (old, new) = (began("2.4.1"), began("2.5.0"));
    // A request that came in just before the release is the old version's to finish.
    assert!(old.len() > 400 && old.into_iter().all(|start| start < release + 0.1));
    assert!(new.len() > 100 && new.into_iter().all(|start| start >= release));
}

#[test]
fn the_everyday_is_there_too() {
    let parts = parts();
    let count = |wanted: fn(&Part) -> bool| parts.iter().filter(|part| wanted(part)).count();
    assert!(
        count(
            |part| part.name() == "API Gateway" && part.value["http"]["response"]["status"] == 404
        ) > 10
    );
    assert!(count(|part| part.name() == "API Gateway" && part.is("throttle")) > 5);
    assert!(count(|part| part.name() == "Email" && part.is("throttle")) > 2);
    let unfinished: BTreeSet<_> =
        parts.iter().filter(|part| part.is("in_progress")).map(Part::name).collect();
    assert!(
        unfinished.contains("Payment") && unfinished.contains("Notification"),
        "{unfinished:?}"
    );
    assert!(parts.iter().all(|part| part.is("in_progress") == part.seconds().is_none()));
    let names: BTreeSet<_> = parts.iter().map(Part::name).collect();
    for service in [
        "API Gateway",
        "Order",
        "Payment",
        "Payment DB",
        "Inventory",
        "DynamoDB",
        "Notification",
        "SNS",
        "Email",
    ] {
        assert!(names.contains(service), "{service}");
    }
}

#[test]
fn notifications_outlive_the_answer() {
    let parts = parts();
    let answered: BTreeMap<_, _> = parts
        .iter()
        .filter(|part| part.name() == "API Gateway")
        .filter_map(|root| Some((root.trace.as_str(), root.start() + root.seconds()?)))
        .collect();
    let mut notifications = parts
        .iter()
        .filter(|part| part.name() == "Notification" && !part.value["trace_id"].is_null());
    assert!(notifications.all(|part| match (part.seconds(), answered.get(part.trace.as_str())) {
        (Some(seconds), Some(answered)) => part.start() + seconds > *answered,
        _ => true,
    }));
}
