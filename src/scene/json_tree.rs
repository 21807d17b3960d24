//! A JSON text as rows that fold, and as indented text. Metadata may be as deep and as long as
//! a program made them, so nothing here recurses and only opened values become rows.

use std::ops::Range;

/// Spaces of a level in indented text.
const INDENT: usize = 2;

/// A JSON text, cut into its values; children follow their parent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JsonTree {
    text: String,
    nodes: Vec<JsonNode>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct JsonNode {
    kind: JsonKind,
    depth: u32,
    key: Option<Range<usize>>,
    /// Where the value stands in the text.
    value: Range<usize>,
    children: u32,
    /// The position after the last value inside this one.
    end: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonKind {
    Object,
    Array,
    String,
    Number,
    /// `true`, `false` or `null`.
    Word,
}

/// A value as a row of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonRow {
    /// Position of the value; a stable name of the row.
    pub node: u32,
    pub depth: u32,
    pub kind: JsonKind,
    pub key: Option<String>,
    /// The value as written, strings without quotes and escapes; empty for objects and arrays.
    pub text: String,
    pub children: u32,
    pub open: bool,
}

impl JsonTree {
    /// `None` when the text is not one JSON value.
    pub fn parse(text: &str) -> Option<Self> {
        let mut reader =
            Reader { bytes: text.as_bytes(), at: 0, nodes: Vec::new(), open: Vec::new() };
        reader.read()?;
        Some(Self { text: text.to_owned(), nodes: reader.nodes })
    }

    /// The rows in sight when `is_open(node, depth)` tells which objects and arrays are open:
    /// the first `limit` of them, and whether there are more. The outermost value is no row
    /// when it has others inside.
    pub fn rows(&self, is_open: impl Fn(u32, u32) -> bool, limit: usize) -> (Vec<JsonRow>, bool) {
        let bare = self.nodes.first().is_some_and(|root| root.children > 0);
        let (mut at, mut rows) = (usize::from(bare), Vec::new());
        while let Some(node) = self.nodes.get(at) {
            if rows.len() == limit {
                return (rows, true);
            }
            let depth = node.depth - u32::from(bare);
            let open = node.children > 0 && is_open(at as u32, depth);
            rows.push(self.row(at as u32, node, depth, open));
            at = if open { at + 1 } else { node.end as usize };
        }
        (rows, false)
    }

    fn row(&self, at: u32, node: &JsonNode, depth: u32, open: bool) -> JsonRow {
        let slice = |range: &Range<usize>| self.text.get(range.clone()).unwrap_or_default();
        let text = match node.kind {
            JsonKind::Object | JsonKind::Array => String::new(),
            JsonKind::String => unescape(slice(&node.value)),
            JsonKind::Number | JsonKind::Word => slice(&node.value).to_owned(),
        };
        let key = node.key.as_ref().map(|key| unescape(slice(key)));
        JsonRow { node: at, depth, kind: node.kind, key, text, children: node.children, open }
    }
}

/// JSON text with a line a value, indented; text that is no JSON comes back as it is.
pub fn indented(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let (mut depth, mut at) = (0_usize, 0);
    let bytes = text.as_bytes();
    while let Some(&byte) = bytes.get(at) {
        let end = token_end(bytes, at);
        match byte {
            b' ' | b'\n' | b'\r' | b'\t' => {}
            b'{' | b'[' if next_solid(bytes, end).is_some_and(|b| b == byte + 2) => {
                out.push(char::from(byte));
            }
            b'{' | b'[' => {
                depth += 1;
                out.push(char::from(byte));
                new_line(&mut out, depth);
            }
            b'}' | b']' => {
                if !out.ends_with(['{', '[']) {
                    depth = depth.saturating_sub(1);
                    new_line(&mut out, depth);
                }
                out.push(char::from(byte));
            }
            b',' => {
                out.push(',');
                new_line(&mut out, depth);
            }
            b':' => out.push_str(": "),
            _ => out.push_str(text.get(at..end).unwrap_or_default()),
        }
        at = end;
    }
    // Text that is no JSON would only be garbled.
    if JsonTree::parse(text).is_some() { out } else { text.to_owned() }
}

fn new_line(out: &mut String, depth: usize) {
    out.push('\n');
    // A hundred thousand nested arrays must not become gigabytes of spaces.
    out.extend(std::iter::repeat_n(' ', depth.min(64) * INDENT));
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    nodes: Vec<JsonNode>,
    /// Objects and arrays that are not closed yet.
    open: Vec<usize>,
}

impl Reader<'_> {
    /// Reads one value and what is inside it, with a list of open brackets instead of recursion.
    fn read(&mut self) -> Option<()> {
        loop {
            self.value()?;
            loop {
                let byte = self.peek();
                let Some(&parent) = self.open.last() else {
                    return byte.is_none().then_some(());
                };
                match (byte?, self.kind(parent)) {
                    (b',', _) if self.nodes[parent].children > 0 => {
                        self.at += 1;
                        break;
                    }
                    (b'}', JsonKind::Object) | (b']', JsonKind::Array) => self.close(parent),
                    // The first value inside; others follow a comma.
                    _ if self.nodes[parent].children == 0 => break,
                    _ => return None,
                }
            }
        }
    }

    fn value(&mut self) -> Option<()> {
        let key = self.key()?;
        let (byte, start) = (self.peek()?, self.at);
        let end = token_end(self.bytes, start);
        let kind = match byte {
            b'{' => JsonKind::Object,
            b'[' => JsonKind::Array,
            b'"' if end > start + 1 && self.bytes.get(end - 1) == Some(&b'"') => JsonKind::String,
            b'-' | b'0'..=b'9' => JsonKind::Number,
            _ if matches!(self.bytes.get(start..end)?, b"true" | b"false" | b"null") => {
                JsonKind::Word
            }
            _ => return None,
        };
        let depth = self.open.len() as u32;
        if let Some(&parent) = self.open.last() {
            self.nodes[parent].children += 1;
        }
        let next = self.nodes.len();
        if matches!(kind, JsonKind::Object | JsonKind::Array) {
            self.open.push(next);
        }
        self.nodes.push(JsonNode {
            kind,
            depth,
            key,
            value: start..end,
            children: 0,
            end: next as u32 + 1,
        });
        self.at = end;
        Some(())
    }

    /// The key before a value: always in an object, never elsewhere.
    fn key(&mut self) -> Option<Option<Range<usize>>> {
        let inside = self.open.last().is_some_and(|&parent| self.kind(parent) == JsonKind::Object);
        if !inside {
            return Some(None);
        }
        if self.peek()? != b'"' {
            return None;
        }
        let range = self.at..token_end(self.bytes, self.at);
        self.at = range.end;
        if self.peek()? != b':' {
            return None;
        }
        self.at += 1;
        Some(Some(range))
    }

    fn close(&mut self, node: usize) {
        self.at += 1;
        self.open.pop();
        let end = self.nodes.len() as u32;
        self.nodes[node].end = end;
        self.nodes[node].value.end = self.at;
    }

    fn kind(&self, node: usize) -> JsonKind {
        self.nodes[node].kind
    }

    /// Skips blanks; the byte that follows.
    fn peek(&mut self) -> Option<u8> {
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
        self.bytes.get(self.at).copied()
    }
}

/// Where the string, bracket or word that begins at `at` ends.
fn token_end(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    let length = match rest.first() {
        Some(b'"') => string_length(rest),
        Some(byte) if is_mark(*byte) => 1,
        _ => rest.iter().position(|&byte| is_mark(byte) || byte == b'"').unwrap_or(rest.len()),
    };
    at + length
}

fn is_mark(byte: u8) -> bool {
    matches!(byte, b'{' | b'}' | b'[' | b']' | b',' | b':' | b' ' | b'\n' | b'\r' | b'\t')
}

fn string_length(rest: &[u8]) -> usize {
    let mut at = 1;
    while let Some(byte) = rest.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    rest.len()
}

fn next_solid(bytes: &[u8], at: usize) -> Option<u8> {
    bytes.get(at..)?.iter().copied().find(|byte| !byte.is_ascii_whitespace())
}

/// A string without its quotes and escapes. One that Unicode cannot hold (half a surrogate pair)
/// stays as it was written.
fn unescape(quoted: &str) -> String {
    serde_json::from_str(quoted).unwrap_or_else(|_| quoted.trim_matches('"').to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn dump(text: &str, open: impl Fn(u32, u32) -> bool, limit: usize) -> String {
        let Some(tree) = JsonTree::parse(text) else { return "no JSON".to_owned() };
        let (rows, more) = tree.rows(open, limit);
        let mut lines: Vec<String> = rows
            .iter()
            .map(|row| {
                let key = row.key.as_deref().map(|key| format!("{key}: ")).unwrap_or_default();
                let value = match row.kind {
                    JsonKind::Object => format!("{{{}}}", row.children),
                    JsonKind::Array => format!("[{}]", row.children),
                    _ => row.text.clone(),
                };
                format!("{}{key}{value}", " ".repeat(row.depth as usize))
            })
            .collect();
        lines.extend(more.then(|| "...".to_owned()));
        lines.join("\n")
    }

    fn check(text: &str, expected: &str) {
        assert_eq!(dump(text, |_, _| true, 100), expected);
    }

    #[test]
    fn values_become_rows() {
        check(
            r#"{"default": {"a": 1, "b": [true, null, "x\ny"]}, "empty": {}}"#,
            "default: {2}\n a: 1\n b: [3]\n  true\n  null\n  x\ny\nempty: {0}",
        );
        check("[1, [2]]", "1\n[1]\n 2");
        check(r#""only""#, "only");
        check("{}", "{0}");
    }

    #[test]
    fn numbers_stay_as_written() {
        check("[12345678901234567890, 1.10, -0e5]", "12345678901234567890\n1.10\n-0e5");
    }

    #[test]
    fn strings_that_unicode_cannot_hold_stay_as_written() {
        check(r#"["\ud800", "<img src=x>"]"#, "\\ud800\n<img src=x>");
    }

    #[test]
    fn what_is_no_json_is_none() {
        for text in
            ["", "{", "[1,]", "[1 2]", "{\"a\" 1}", "{1: 2}", "[1]]", "\"open", "tru", "[,1]", "{]"]
        {
            assert_eq!(JsonTree::parse(text), None, "{text}");
            assert_eq!(indented(text), text);
        }
    }

    #[test]
    fn closed_values_hide_what_is_inside() {
        let text = r#"{"a": {"b": {"c": 1}}, "d": 2}"#;
        assert_eq!(dump(text, |_, depth| depth < 1, 100), "a: {1}\n b: {1}\nd: 2");
        assert_eq!(dump(text, |_, _| true, 2), "a: {1}\n b: {1}\n...");
    }

    #[test]
    fn depth_is_no_danger() {
        let deep = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
        let tree = JsonTree::parse(&deep).expect("nested arrays");
        assert_eq!(tree.rows(|_, _| true, 50).0.len(), 50);
        assert!(indented(&deep).len() < 20_000 * 400);
    }

    #[test]
    fn indented_text_has_a_line_a_value() {
        assert_eq!(
            indented(r#"{"a":[1,{"b":"x,{y"}],"c":{},"d":[ ]}"#),
            "{\n  \"a\": [\n    1,\n    {\n      \"b\": \"x,{y\"\n    }\n  ],\n  \"c\": {},\n  \"d\": []\n}"
        );
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in r#"[\[\]{}",:0-9a\\ tru]{0,60}"#) {
            let tree = JsonTree::parse(&text);
            indented(&text);
            if serde_json::from_str::<serde_json::Value>(&text).is_ok() {
                prop_assert!(tree.is_some(), "{}", text);
            }
        }

        #[test]
        fn indenting_changes_no_value(value in json_value()) {
            let text = value.to_string();
            let back: serde_json::Value = serde_json::from_str(&indented(&text)).expect("still JSON");
            prop_assert_eq!(back, value);
        }
    }

    fn json_value() -> impl Strategy<Value = serde_json::Value> {
        use serde_json::{Value, json};
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<i32>().prop_map(|n| json!(n)),
            ".*".prop_map(Value::String)
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
                prop::collection::btree_map(".*", inner, 0..6)
                    .prop_map(|map| map.into_iter().collect()),
            ]
        })
    }
}
