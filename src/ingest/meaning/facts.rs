//! The detail of one span: all that it says, in groups, read again from its document.

use super::super::facts::{EventDetail, ExceptionDetail, Fact, Facts, StackFrame};
use super::super::json::{Text, Value};
use super::super::text::Scratch;
use super::event::{KINDS, MESSAGES, STACKS};
use super::{Draft, Event};
use crate::model::{StrId, Strings};

/// Everything that a span says beside its columns, as text.
#[derive(Default)]
pub struct Telling {
    attributes: Vec<Fact>,
    events: Vec<EventDetail>,
    exceptions: Vec<ExceptionDetail>,
}

impl Telling {
    pub(super) fn attribute(&mut self, key: Text, value: Value, scratch: &mut Scratch) {
        self.attributes.push(fact(key, value, scratch));
    }

    pub(super) fn event(&mut self, event: &Event, scratch: &mut Scratch) {
        let mut text =
            |names| event.text(names).map_or(String::new(), |t| scratch.str(t).to_owned());
        let exception = event.is_exception();
        let kind = text(KINDS);
        if exception {
            self.exceptions.push(ExceptionDetail {
                kind: kind.clone(),
                message: text(MESSAGES),
                stack: frames(&text(STACKS)),
                ..ExceptionDetail::default()
            });
        }
        let title = event.title();
        let titled = title.map_or(String::new(), |t| scratch.str(t).to_owned());
        let name = if exception && !kind.is_empty() { kind } else { titled };
        let is_title = |value: Value| match (value, title) {
            (Value::Text(value), Some(title)) => std::ptr::eq(value.raw, title.raw),
            _ => false,
        };
        let is_told =
            |key: Text| exception && [KINDS, MESSAGES, STACKS].concat().contains(&key.raw);
        let left = event.fields.iter().filter(|f| !is_title(f.1) && !is_told(f.0));
        let fields = left.map(|&(key, value)| fact(key, value, scratch)).collect();
        self.events.push(EventDetail { time: event.time, name, exception, fields });
    }
}

impl Draft {
    /// What the span says, for its detail.
    pub fn facts(&mut self, strings: &Strings) -> Facts {
        let Some(telling) = self.telling.take() else { return Facts::default() };
        let mut facts =
            Facts { exceptions: telling.exceptions, events: telling.events, ..Facts::default() };
        for fact in telling.attributes {
            match fact.label.as_str() {
                "db.query.text" | "db.statement" | "sql.query" | "cassandra.query" => {
                    facts.statement = Some(fact.value)
                }
                label => {
                    if let Some(group) = group(label, &mut facts) {
                        group.push(fact);
                    }
                }
            }
        }
        if facts.exceptions.is_empty() && self.reason != StrId::EMPTY && self.has_failed() {
            let message = strings.get(self.reason).to_owned();
            facts.exceptions.push(ExceptionDetail { message, ..ExceptionDetail::default() });
        }
        facts
    }
}

/// The group that attributes of a namespace belong to; the others are annotations only.
fn group<'f>(label: &str, facts: &'f mut Facts) -> Option<&'f mut Vec<Fact>> {
    let (space, _) = label.split_once('.')?;
    match space {
        "http" | "url" | "server" | "client" | "network" | "net" | "user_agent" => {
            Some(&mut facts.http)
        }
        "db" | "sql" => Some(&mut facts.sql),
        "aws" | "rpc" | "grpc" | "messaging" | "faas" | "peer" => Some(&mut facts.aws),
        _ => None,
    }
}

fn fact(key: Text, value: Value, scratch: &mut Scratch) -> Fact {
    let value = match value {
        Value::Text(text) => scratch.str(text).to_owned(),
        Value::Number(raw) | Value::Nested(raw) => String::from_utf8_lossy(raw).into_owned(),
        Value::Flag(on) => on.to_string(),
        Value::Null => "null".to_owned(),
    };
    Fact { label: scratch.str(key).to_owned(), value }
}

/// A stack as its language prints it; a line that is no frame is shown as it stands. The first line
/// often only says the exception again.
fn frames(stack: &str) -> Vec<StackFrame> {
    let lines = stack.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| java_frame(line).or_else(|| python_frame(line)).unwrap_or(plain(line)))
        .collect()
}

fn plain(line: &str) -> StackFrame {
    StackFrame { path: String::new(), line: None, label: line.to_owned() }
}

/// `at label(path:line)`, `at label (path:line:column)`, `at path:line:column`.
fn java_frame(line: &str) -> Option<StackFrame> {
    let rest = line.strip_prefix("at ")?;
    let (label, place) = match rest.strip_suffix(')').and_then(|r| r.rsplit_once('(')) {
        Some((label, place)) => (label.trim_end(), place),
        None => ("", rest),
    };
    let mut path = place;
    let mut number = None;
    // Of line and column the line is the first.
    while let Some((before, last)) = path.rsplit_once(':')
        && let Ok(found) = last.parse()
    {
        (path, number) = (before, Some(found));
    }
    Some(StackFrame { path: path.to_owned(), line: number, label: label.to_owned() })
}

/// `File "path", line 7, in label`.
fn python_frame(line: &str) -> Option<StackFrame> {
    let (path, rest) = line.strip_prefix("File \"")?.split_once("\", line ")?;
    let (number, label) = rest.split_once(", in ").unwrap_or((rest, ""));
    Some(StackFrame { path: path.to_owned(), line: number.parse().ok(), label: label.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, path: &str, number: Option<u32>, label: &str) {
        let expect = StackFrame { path: path.into(), line: number, label: label.into() };
        assert_eq!(frames(line), [expect]);
    }

    #[test]
    fn frames_of_several_languages() {
        check("\tat com.x.Y.z(Y.java:12)", "Y.java", Some(12), "com.x.Y.z");
        check("    at f (/srv/a.js:3:14)", "/srv/a.js", Some(3), "f");
        check("at node:net:1611:16", "node:net", Some(1611), "");
        check("  File \"/srv/a.py\", line 7, in run", "/srv/a.py", Some(7), "run");
        check("Error: no", "", None, "Error: no");
    }
}
