//! What was asked for: SQL statements, operations of AWS, methods and paths.

use std::cmp::Reverse;

use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

use crate::model::{Field, Key, Nanos, SpanId, SpanStore, Status, StrId, Value, sort_by};

use super::Sketch;
use super::request::PartRequest;

/// Requests for the same thing.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The statement, the operation, `GET /cart`, or the name of the span.
    pub name: String,
    pub requests: u64,
    /// Errors, throttles and faults.
    pub failed: u64,
    /// Sum over requests, in parallel or not.
    pub total: Nanos,
    pub latency: Sketch,
}

/// The operations that took most time in all, by that time.
pub(super) fn operations(
    store: &SpanStore,
    requests: &[PartRequest],
    most: usize,
) -> Vec<Operation> {
    let mut found: Vec<Operation> = Vec::new();
    let mut by_key: HashMap<Label, usize, FxBuildHasher> = HashMap::default();
    let mut by_name: HashMap<String, usize, FxBuildHasher> = HashMap::default();
    for request in requests {
        let label = label(store, request.span);
        // Many labels are one name: URLs differ behind the question mark.
        let at = *by_key.entry(label).or_insert_with(|| {
            let name = name(store, label);
            *by_name.entry(name).or_insert_with_key(|name| {
                found.push(Operation {
                    name: name.clone(),
                    requests: 0,
                    failed: 0,
                    total: Nanos::ZERO,
                    latency: Sketch::default(),
                });
                found.len() - 1
            })
        });
        let operation = &mut found[at];
        operation.requests += 1;
        operation.failed += u64::from(store.status(request.span) > Status::Ok);
        if let Some(time) = request.time {
            operation.total = operation.total.plus(time);
            operation.latency.record(time);
        }
    }
    sort_by(&mut found, |a, b| (Reverse(a.total), &a.name).cmp(&(Reverse(b.total), &b.name)));
    found.truncate(most);
    found
}

/// What names a request, as cheap to compare as can be.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Label {
    Statement(StrId),
    Text(StrId),
    Http { method: StrId, url: StrId },
}

pub(super) fn label(store: &SpanStore, span: SpanId) -> Label {
    let (mut sql, mut operation, mut method, mut url) = (None, None, None, None);
    for attribute in store.attributes(span) {
        let (Key::Field(field), Value::Text(text)) = (attribute.key, attribute.value) else {
            continue;
        };
        let slot = match field {
            Field::SqlQuery => &mut sql,
            Field::Operation => &mut operation,
            Field::HttpMethod => &mut method,
            Field::HttpUrl => &mut url,
            _ => continue,
        };
        slot.get_or_insert(text);
    }
    if let Some(text) = sql {
        return Label::Statement(text);
    }
    match (operation, method, url) {
        (Some(text), ..) => Label::Text(text),
        (None, None, None) => Label::Text(store.name_id(span)),
        (None, method, url) => {
            let part = |id: Option<StrId>| id.unwrap_or(StrId::EMPTY);
            Label::Http { method: part(method), url: part(url) }
        }
    }
}

pub(super) fn name(store: &SpanStore, label: Label) -> String {
    match label {
        Label::Statement(id) | Label::Text(id) => store.strings.get(id).to_owned(),
        Label::Http { method, url } => {
            let (method, path) = (store.strings.get(method), url_path(store.strings.get(url)));
            format!("{method} {path}").trim().to_owned()
        }
    }
}

/// `https://shop.example/cart?id=1` -> `/cart`; what is no URL stays as it is.
pub(super) fn url_path(url: &str) -> &str {
    let url = url.split(['?', '#']).next().unwrap_or("");
    match url.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |slash| &rest[slash..]),
        None => url,
    }
}
