//! Texts that differ only in numbers, ids and quotes are one shape: `order 17 failed` and `order 18
//! failed` are both `order <n> failed`. Statements of SQL lose their literals likewise.

use fixedbitset::FixedBitSet;
use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

use crate::model::{SpanId, SpanStore};

use super::operation::{Label, label, name};

/// Bytes of a text that are looked at: what differs later than that is data, not a kind of message.
const LONGEST: usize = 600;

/// A word of so many letters and digits, mixed, is an id that somebody made up.
const ID_LENGTH: usize = 16;

/// Shapes of what spans asked for, each distinct label looked at once.
#[derive(Default)]
pub(super) struct Shapes {
    by_label: HashMap<Label, u32, FxBuildHasher>,
    by_text: HashMap<String, u32, FxBuildHasher>,
    texts: Vec<String>,
    /// By shape.
    statements: FixedBitSet,
}

impl Shapes {
    /// The number of the shape of what a span asked for.
    pub fn of(&mut self, store: &SpanStore, span: SpanId) -> u32 {
        self.of_label(store, label(store, span))
    }

    pub fn of_label(&mut self, store: &SpanStore, label: Label) -> u32 {
        if let Some(&known) = self.by_label.get(&label) {
            return known;
        }
        let name = name(store, label);
        let shape = match label {
            Label::Statement(_) => statement_shape(&name),
            Label::Text(_) | Label::Http { .. } => shape(&name),
        };
        let texts = &mut self.texts;
        let id = *self.by_text.entry(shape).or_insert_with_key(|text| {
            texts.push(text.clone());
            texts.len() as u32 - 1
        });
        self.by_label.insert(label, id);
        if let Label::Statement(_) = label {
            self.statements.grow_and_insert(id as usize);
        }
        id
    }

    /// Some label of this shape is a statement of SQL.
    pub fn is_statement(&self, shape: u32) -> bool {
        self.statements.contains(shape as usize)
    }

    pub fn text(&self, shape: u32) -> &str {
        self.texts.get(shape as usize).map_or("", String::as_str)
    }
}

/// A message, name or path with `<n>`, `<hex>`, `<uuid>`, `<id>` and `<text>` for what varies.
pub fn shape(text: &str) -> String {
    let mut rest = start_of(text);
    let mut out = String::with_capacity(rest.len());
    while let Some(first) = rest.chars().next() {
        let in_word = out.ends_with(char::is_alphanumeric);
        let length = match first {
            '\'' | '"' | '`' if !in_word => quoted(rest),
            c if c.is_alphanumeric() => word(rest),
            _ => 0,
        };
        match length {
            0 => out.push(first),
            _ if !first.is_alphanumeric() => {
                out.extend([first.to_string(), "<text>".into(), first.into()])
            }
            _ => fold_word(&rest[..length], &mut out),
        }
        rest = &rest[length.max(first.len_utf8())..];
    }
    if out.len() < text.len() && rest_is_cut(text) {
        out.push('…');
    }
    out
}

/// A statement with `?` for its literals, lists of them as one, comments and line breaks gone.
pub fn statement_shape(text: &str) -> String {
    let mut rest = start_of(text);
    let mut out = String::with_capacity(rest.len());
    while let Some(first) = rest.chars().next() {
        let in_word = out
            .ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '@' | ':' | '"'));
        let length = match first {
            '\'' => quoted_or_rest(rest),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '-' if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
            c if c.is_ascii_digit() && !in_word => number(rest),
            c => c.len_utf8(),
        };
        match first {
            '\'' => out.push('?'),
            c if c.is_ascii_digit() && !in_word => out.push('?'),
            '/' | '-' if length > 1 => space(&mut out),
            c if c.is_whitespace() => space(&mut out),
            c => out.push(c),
        }
        rest = &rest[length..];
        close_list(&mut out);
    }
    out.truncate(out.trim_end().len());
    if rest_is_cut(text) {
        out.push('…');
    }
    out
}

const PLACEHOLDERS: [&str; 7] = ["<n>", "<hex>", "<uuid>", "<id>", "<text>", "?", "…"];

/// The longest stretch of a shape that all its texts have, less the space around it.
pub fn longest_piece(shape: &str) -> &str {
    let (mut best, mut rest) = ("", shape);
    loop {
        let found = PLACEHOLDERS.iter().filter_map(|p| Some((rest.find(p)?, p.len()))).min();
        let (end, length) = found.unwrap_or((rest.len(), 0));
        let piece = rest[..end].trim();
        if piece.len() > best.len() {
            best = piece;
        }
        if found.is_none() {
            return best;
        }
        rest = &rest[end + length..];
    }
}

/// The part of a text that is looked at.
fn start_of(text: &str) -> &str {
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

fn rest_is_cut(text: &str) -> bool {
    text.len() > LONGEST
}

fn space(out: &mut String) {
    if !out.is_empty() && !out.ends_with(' ') {
        out.push(' ');
    }
}

/// `(?, ?, ?)` is `(?)` and `(?), (?)` too: the length of a list is data.
fn close_list(out: &mut String) {
    for (long, short) in [("?, ?", "?"), ("?,?", "?"), ("(?), (?)", "(?)"), ("(?),(?)", "(?)")] {
        if out.ends_with(long) {
            out.truncate(out.len() - long.len());
            out.push_str(short);
        }
    }
}

/// Length of the text in quotes that begins here, quotes included; 0 when it is not closed.
fn quoted(text: &str) -> usize {
    let quote = text.as_bytes()[0] as char;
    // An apostrophe within a word closes nothing.
    let in_word = |at: usize| text[at..].starts_with(char::is_alphanumeric);
    let closing = text[1..].char_indices().find(|&(at, c)| c == quote && !in_word(at + 2));
    closing.map_or(0, |(at, _)| at + 2)
}

/// A literal of SQL, in which a doubled quote is a quote; without an end it is all that follows.
fn quoted_or_rest(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 1;
    while at < bytes.len() {
        match (bytes[at], bytes.get(at + 1)) {
            (b'\'', Some(b'\'')) => at += 2,
            (b'\'', _) => return at + 1,
            _ => at += 1,
        }
    }
    text.len()
}

/// Letters, digits and what joins them to one word.
fn word(text: &str) -> usize {
    let joins = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let end = text.find(|c| !joins(c)).unwrap_or(text.len());
    text[..end].trim_end_matches(['.', '-', '_']).len()
}

fn number(text: &str) -> usize {
    text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '.')).unwrap_or(text.len())
}

fn fold_word(word: &str, out: &mut String) {
    match word {
        _ if !word.bytes().any(|b| b.is_ascii_digit()) => out.push_str(word),
        _ if is_uuid(word) => out.push_str("<uuid>"),
        _ if is_hex(word) => out.push_str("<hex>"),
        _ if is_id(word) => out.push_str("<id>"),
        _ => fold_numbers(word, out),
    }
}

fn is_uuid(word: &str) -> bool {
    let groups = word.split('-').map(str::len);
    groups.eq([8, 4, 4, 4, 12]) && word.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit())
}

/// `0x1f`, or eight hex digits and more that are no decimal number.
fn is_hex(word: &str) -> bool {
    let digits = word.strip_prefix("0x").unwrap_or(word);
    let all = digits.bytes().all(|b| b.is_ascii_hexdigit());
    let long = word.len() >= 8 && !word.bytes().all(|b| b.is_ascii_digit());
    all && (long || digits.len() < word.len())
}

/// Long, of one piece, and with several digits amid its letters.
fn is_id(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let whole = !word.contains(['.', '-']);
    whole && word.len() >= ID_LENGTH && digits >= 4 && digits < word.len()
}

/// `10.0.0.7` is one number, `o-20417` and `30ms` have one each.
fn fold_numbers(word: &str, out: &mut String) {
    let mut rest = word;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        out.push_str(&rest[..at]);
        out.push_str("<n>");
        rest = &rest[at..];
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        rest = &rest[end..];
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        assert_eq!(shape(text), expect);
        assert_eq!(shape(expect), expect, "a shape has the shape of itself");
    }

    #[test]
    fn numbers_are_folded() {
        check("Payment service answered 502", "Payment service answered <n>");
        check(
            "dial tcp 10.0.3.17:5432: i/o timeout after 30ms",
            "dial tcp <n>:<n>: i/o timeout after <n>ms",
        );
        check("took 1.5 s.", "took <n> s.");
        check("order o-20417, item 7/9", "order o-<n>, item <n>/<n>");
        check("-12", "-<n>");
    }

    #[test]
    fn ids_are_folded() {
        check("no user 6f1c2d3e-0a1b-4c5d-8e9f-00112233aabb!", "no user <uuid>!");
        check("at 0x7ffe12 in deadbeef01", "at <hex> in <hex>");
        check("session AKIA4T7XQ2M9PZL08RT3 is over", "session <id> is over");
        check("GET /products/481", "GET /products/<n>");
    }

    #[test]
    fn quotes_are_folded() {
        check(
            "column \"id\" of 'users' can't be `null`",
            "column \"<text>\" of '<text>' can't be `<text>`",
        );
        check("don't do 'this", "don't do 'this");
        check("no such key: ''", "no such key: '<text>'");
        check("키 '값' 없음", "키 '<text>' 없음");
    }

    #[test]
    fn words_stay() {
        check("Connection refused", "Connection refused");
        check("java.net.ConnectException", "java.net.ConnectException");
        check("연결 거부 17번", "연결 거부 <n>번");
        check("", "");
    }

    #[test]
    fn what_does_not_vary_can_be_looked_for() {
        assert_eq!(longest_piece("order <n> of '<text>' failed"), "' failed");
        assert_eq!(longest_piece("SELECT a FROM t WHERE b = ?"), "SELECT a FROM t WHERE b =");
        assert_eq!(longest_piece("Connection refused"), "Connection refused");
        assert_eq!(longest_piece("<n>"), "");
    }

    #[test]
    fn a_long_text_is_cut() {
        let long = "é".repeat(10_000);
        assert!(shape(&long).len() < 610 && shape(&long).ends_with('…'));
        assert!(statement_shape(&long).ends_with('…'));
    }

    #[test]
    fn statements_lose_their_literals() {
        let check = |text: &str, expect: &str| assert_eq!(statement_shape(text), expect);
        check(
            "SELECT a1 FROM t2 WHERE b = 'it''s' AND c > 1.5e3",
            "SELECT a1 FROM t2 WHERE b = ? AND c > ?",
        );
        check(
            "select *\n  from t -- all\n where id in (1, 2,3)",
            "select * from t where id in (?)",
        );
        check(
            "/* trace='0' */ INSERT INTO t VALUES (1, 'a'), (2, 'b')",
            "INSERT INTO t VALUES (?)",
        );
        check("UPDATE t SET a = $1, b = :2 WHERE c = ?", "UPDATE t SET a = $1, b = :2 WHERE c = ?");
        check("SELECT 'open", "SELECT ?");
    }
}
