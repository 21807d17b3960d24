//! JSON as it stands in `rootcause.json = #[...]`.

use std::fmt::{Display, Formatter, Result as Written, Write};

/// Members in the order of the text.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    Null,
    Flag(bool),
    Number(f64),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

/// Lists and objects within each other. A root cause needs six; functions here recurse.
const MAX_DEPTH: usize = 16;

impl Json {
    /// The value at the start of `text`, and how many bytes it takes; or the byte where it goes wrong.
    pub(super) fn parse(text: &str) -> Result<(Self, usize), usize> {
        let mut reader = Reader { text, at: 0 };
        let value = reader.value(MAX_DEPTH).ok_or(reader.at)?;
        Ok((value, reader.at))
    }

    /// Whether `value` is like this: what this does not mention may be anything.
    pub(super) fn covers(&self, value: &Json) -> bool {
        match (self, value) {
            (Self::Object(wanted), Self::Object(members)) => wanted.iter().all(|(key, wanted)| {
                members.iter().any(|(name, value)| name == key && wanted.covers(value))
            }),
            (Self::List(wanted), Self::List(values)) => {
                wanted.len() == values.len() && wanted.iter().zip(values).all(|(w, v)| w.covers(v))
            }
            // An account's id is a number in some documents and a text in others.
            (Self::Number(number), Self::Text(text)) => number.to_string() == *text,
            _ => self == value,
        }
    }
}

impl Display for Json {
    fn fmt(&self, f: &mut Formatter<'_>) -> Written {
        match self {
            Self::Null => f.write_str("null"),
            Self::Flag(on) => on.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => quoted(f, text),
            Self::List(values) => {
                f.write_char('[')?;
                for (at, value) in values.iter().enumerate() {
                    f.write_str(if at == 0 { "" } else { ", " })?;
                    value.fmt(f)?;
                }
                f.write_char(']')
            }
            Self::Object(members) => {
                f.write_char('{')?;
                for (at, (key, value)) in members.iter().enumerate() {
                    f.write_str(if at == 0 { "" } else { ", " })?;
                    quoted(f, key)?;
                    write!(f, ": {value}")?;
                }
                f.write_char('}')
            }
        }
    }
}

/// Control characters cannot stand in a JSON text as they are.
fn quoted(f: &mut Formatter<'_>, text: &str) -> Written {
    f.write_char('"')?;
    for c in text.chars() {
        match c {
            '"' | '\\' => write!(f, "\\{c}")?,
            c if (c as u32) < 0x20 => write!(f, "\\u{:04x}", c as u32)?,
            c => f.write_char(c)?,
        }
    }
    f.write_char('"')
}

/// `None` from its functions: the text goes wrong at `at`.
struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn value(&mut self, depth: usize) -> Option<Json> {
        match self.peek()? {
            '[' | '{' if depth == 0 => None,
            '[' => self.list(depth - 1).map(Json::List),
            '{' => self.object(depth - 1).map(Json::Object),
            '"' => self.string().map(Json::Text),
            _ => self.word(),
        }
    }

    fn list(&mut self, depth: usize) -> Option<Vec<Json>> {
        self.take('[')?;
        let mut values = Vec::new();
        while self.more(']', values.is_empty())? {
            values.push(self.value(depth)?);
        }
        Some(values)
    }

    fn object(&mut self, depth: usize) -> Option<Vec<(String, Json)>> {
        self.take('{')?;
        let mut members = Vec::new();
        while self.more('}', members.is_empty())? {
            self.peek()?;
            let key = self.string()?;
            self.take(':')?;
            members.push((key, self.value(depth)?));
        }
        Some(members)
    }

    /// Whether another element follows; `close` and commas are consumed.
    fn more(&mut self, close: char, first: bool) -> Option<bool> {
        if self.peek()? == close {
            self.at += 1;
            return Some(false);
        }
        if !first {
            self.take(',')?;
        }
        Some(true)
    }

    fn string(&mut self) -> Option<String> {
        self.take('"')?;
        let mut out = String::new();
        loop {
            let c = self.next()?;
            match c {
                '"' => return Some(out),
                '\\' => out.push(self.escape()?),
                c => out.push(c),
            }
        }
    }

    fn escape(&mut self) -> Option<char> {
        Some(match self.next()? {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'u' => {
                let digits = self.text.get(self.at..self.at + 4)?;
                self.at += 4;
                // Halves of a pair are no characters by themselves.
                let code = u32::from_str_radix(digits, 16).ok()?;
                char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            c => c,
        })
    }

    fn word(&mut self) -> Option<Json> {
        let rest = &self.text[self.at..];
        let ends = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.'));
        let word = &rest[..rest.find(ends).unwrap_or(rest.len())];
        let value = match word {
            "null" => Json::Null,
            "true" => Json::Flag(true),
            "false" => Json::Flag(false),
            _ => {
                let is_number = word.starts_with(|c: char| c == '-' || c.is_ascii_digit());
                let number = word.parse().ok().filter(|n: &f64| is_number && n.is_finite())?;
                Json::Number(number)
            }
        };
        self.at += word.len();
        Some(value)
    }

    /// The next character that is no space.
    fn peek(&mut self) -> Option<char> {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
        self.text[self.at..].chars().next()
    }

    fn take(&mut self, wanted: char) -> Option<()> {
        (self.peek()? == wanted).then(|| self.at += wanted.len_utf8())
    }

    fn next(&mut self) -> Option<char> {
        let c = self.text[self.at..].chars().next()?;
        self.at += c.len_utf8();
        Some(c)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_where_they_go_wrong() {
        for (text, expect) in [
            ("[ ] x", Ok(("[]", 3))),
            (r#"[{"a" : [1,-2.5e1, true]}] AND"#, Ok((r#"[{"a": [1, -25, true]}]"#, 26))),
            (r#""\u00e9\"\n""#, Ok((r#""é\"\u000a""#, 12))),
            ("[1,]", Err(3)),
            ("[1 2]", Err(3)),
            (r#"{"a" 1}"#, Err(5)),
            ("[01x]", Err(1)),
            ("[", Err(1)),
            ("[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]", Err(16)),
        ] {
            let found = Json::parse(text).map(|(value, length)| (value.to_string(), length));
            assert_eq!(
                found,
                expect.map(|(shown, at): (&str, _)| (shown.to_owned(), at)),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_not_mentioned_may_be_anything() {
        let value = r#"[{"Services": [{"Name": "A", "AccountId": "123", "Inferred": false}]}]"#;
        for (pattern, expect) in [
            ("[{}]", true),
            (r#"[{"Services": [{"Name": "A"}]}]"#, true),
            (r#"[{"Services": [{"AccountId": 123}]}]"#, true),
            (r#"[{"Services": [{"Name": "B"}]}]"#, false),
            (r#"[{"Services": []}]"#, false),
            (r#"[{"Other": 1}]"#, false),
        ] {
            let parsed = |text| Json::parse(text).unwrap().0;
            assert_eq!(parsed(pattern).covers(&parsed(value)), expect, "{pattern}");
        }
    }
}
