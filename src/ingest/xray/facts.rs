//! The detail of one (sub)segment. Here `serde_json` reads: one document, on request, where
//! clarity counts. Each member is read by itself, so that one beyond reason costs only its group.

use std::borrow::Cow;

use serde::Deserialize;
use serde::de::{MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::ingest::facts::{ExceptionDetail, Fact, Facts, StackFrame};

/// Facts of a (sub)segment's JSON text. Text that is no object has none.
pub fn facts(text: &str) -> Facts {
    let Ok(Members(members)) = serde_json::from_str(text) else { return Facts::default() };
    let mut facts = Facts::default();
    for (key, raw) in &members {
        match key.as_ref() {
            "metadata" => facts.metadata = raw.get().to_owned(),
            "http" => facts.http = flat(raw),
            "aws" => facts.aws = flat(raw),
            "sql" => facts.sql = flat(raw),
            "cause" => read_cause(&parse(raw), &mut facts),
            _ => {}
        }
    }
    let statement = facts.sql.iter().position(|f| f.label == "sanitized_query");
    facts.statement = statement.map(|at| facts.sql.remove(at).value);
    facts
}

/// Members of an object, in order; a repeated key is repeated.
struct Members<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Collect)
    }
}

fn parse(raw: &RawValue) -> Value {
    serde_json::from_str(raw.get()).unwrap_or(Value::Null)
}

/// `{"request": {"url": "x"}}` -> `request.url: x`. `serde_json` refuses more than 128 levels,
/// which bounds the recursion.
fn flat(raw: &RawValue) -> Vec<Fact> {
    let mut facts = Vec::new();
    flatten("", &parse(raw), &mut facts);
    facts
}

fn flatten(label: &str, value: &Value, facts: &mut Vec<Fact>) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                let label = if label.is_empty() { key.clone() } else { format!("{label}.{key}") };
                flatten(&label, value, facts);
            }
        }
        Value::Array(items) if items.iter().any(|i| i.is_object() || i.is_array()) => {
            for (index, item) in items.iter().enumerate() {
                flatten(&format!("{label}[{index}]"), item, facts);
            }
        }
        Value::Array(items) => {
            let texts: Vec<_> = items.iter().map(text).collect();
            facts.push(Fact { label: label.to_owned(), value: texts.join(", ") });
        }
        Value::Null => {}
        scalar => facts.push(Fact { label: label.to_owned(), value: text(scalar) }),
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// `cause` is an object, or the id of an exception recorded deeper in the trace.
fn read_cause(cause: &Value, facts: &mut Facts) {
    if let Some(id) = cause.as_str() {
        facts.exceptions.push(ExceptionDetail {
            id: id.to_owned(),
            cause: Some(id.to_owned()),
            ..ExceptionDetail::default()
        });
    }
    facts.working_directory = text(&cause["working_directory"]);
    let exceptions = cause["exceptions"].as_array();
    facts.exceptions.extend(exceptions.into_iter().flatten().map(exception));
    if facts.exceptions.is_empty() && cause["message"].is_string() {
        facts.exceptions.push(exception(cause));
    }
}

fn exception(value: &Value) -> ExceptionDetail {
    let count = |key: &str| value[key].as_u64().and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
    ExceptionDetail {
        id: text(&value["id"]),
        kind: text(&value["type"]),
        message: text(&value["message"]),
        remote: value["remote"].as_bool().unwrap_or(false),
        cause: value["cause"].as_str().map(str::to_owned),
        stack: value["stack"].as_array().into_iter().flatten().map(frame).collect(),
        truncated: count("truncated"),
        skipped: count("skipped"),
    }
}

fn frame(value: &Value) -> StackFrame {
    StackFrame {
        path: text(&value["path"]),
        line: value["line"].as_u64().and_then(|n| u32::try_from(n).ok()),
        label: text(&value["label"]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(facts: &[Fact]) -> String {
        facts.iter().map(|f| format!("{}: {}\n", f.label, f.value)).collect()
    }

    #[test]
    fn groups_are_flattened() {
        let facts = facts(
            r#"{"http":{"request":{"url":"https://a/b","traced":true},"response":{"status":200}},
                "aws":{"operation":"PutItem","resource_names":["a","b"],"logs":[{"arn":"x"}]}}"#,
        );
        assert_eq!(
            lines(&facts.http),
            "request.traced: true\nrequest.url: https://a/b\nresponse.status: 200\n"
        );
        assert_eq!(lines(&facts.aws), "logs[0].arn: x\noperation: PutItem\nresource_names: a, b\n");
    }

    #[test]
    fn the_statement_stands_alone() {
        let facts = facts(r#"{"sql":{"sanitized_query":"SELECT 1","user":"app"}}"#);
        assert_eq!(facts.statement.as_deref(), Some("SELECT 1"));
        assert_eq!(lines(&facts.sql), "user: app\n");
    }

    #[test]
    fn exceptions_keep_cause_and_stack() {
        let facts = facts(
            r#"{"cause":{"working_directory":"/srv","exceptions":[
                {"id":"b","type":"T","message":"m","cause":"a","truncated":3,
                 "stack":[{"path":"p.py","line":7,"label":"f"},{"path":"q.py","line":null}]},
                {"id":"a","remote":true}]}}"#,
        );
        assert_eq!(facts.working_directory, "/srv");
        let [first, second] = facts.exceptions.as_slice() else { panic!("{facts:?}") };
        assert_eq!((first.cause.as_deref(), first.truncated), (Some("a"), 3));
        assert_eq!((first.stack[0].line, first.stack[1].line), (Some(7), None));
        assert!(second.remote && second.stack.is_empty());
    }

    #[test]
    fn a_cause_may_be_an_id() {
        let facts = facts(r#"{"cause":"0011223344556677"}"#);
        assert_eq!(facts.exceptions[0].cause.as_deref(), Some("0011223344556677"));
    }

    #[test]
    fn a_cause_may_be_a_message() {
        let facts = facts(r#"{"cause":{"message":"no such task"}}"#);
        assert_eq!(facts.exceptions[0].message, "no such task");
    }

    #[test]
    fn what_is_beyond_reason_costs_only_itself() {
        let deep = format!(
            r#"{{"metadata":{}1{},"http":{{"response":{{"status":"200"}}}},"aws":{}1{}}}"#,
            "[".repeat(100_000),
            "]".repeat(100_000),
            "[".repeat(200),
            "]".repeat(200)
        );
        let facts = facts(&deep);
        assert_eq!(facts.metadata.len(), 200_001);
        assert_eq!((lines(&facts.http).as_str(), facts.aws.len()), ("response.status: 200\n", 0));
        assert_eq!(super::facts("[1]"), Facts::default());
        assert_eq!(super::facts("{\"http\":"), Facts::default());
    }
}
