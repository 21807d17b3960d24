//! Text into tokens, on demand: what a character means depends on the side of the comparison.
//!
//! `a-b:c` is a word on the right side (a host, a time, an instance id), while on the left `:` ends a word.

use std::ops::Range;

use super::ast::Comparison;
use super::error::quoted;
use super::json::Json;
use super::{Complaint, FilterError};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Word,
    Quoted,
    Open,
    Close,
    OpenBlock,
    CloseBlock,
    OpenKey,
    Comma,
    Colon,
    Not,
    And,
    Or,
    Compare(Comparison),
    End,
}

/// A token and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lexeme {
    pub token: Token,
    pub start: usize,
    pub end: usize,
    /// A line ends between the token before and this one.
    pub on_new_line: bool,
}

/// A position in the text.
#[derive(Clone, Copy)]
pub(super) struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

type Result<T> = std::result::Result<T, FilterError>;

impl<'a> Lexer<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// The next token, which stays the next one.
    pub fn peek(&self) -> Result<Lexeme> {
        let mut ahead = *self;
        ahead.next()
    }

    pub fn next(&mut self) -> Result<Lexeme> {
        let on_new_line = self.skip_space();
        let start = self.at;
        let rest = &self.text[start..];
        let lexeme = |token, end| Lexeme { token, start, end, on_new_line };
        let Some(first) = rest.chars().next() else { return Ok(lexeme(Token::End, start)) };
        let (token, length) = if let Some(found) = mark(rest) {
            found
        } else if let Some(close) = closing_quote(first) {
            (Token::Quoted, self.quoted_length(close)?)
        } else {
            let length = run(rest, in_name);
            if length == 0 {
                let range = start..start + first.len_utf8();
                let found = quoted(&first.to_string());
                return Err(FilterError::new(range, Complaint::Unexpected, &[&found]));
            }
            (word(&rest[..length]), length)
        };
        self.at = start + length;
        Ok(lexeme(token, self.at))
    }

    /// The right side of a comparison: a quoted text, or a bare word with all that hosts, times and
    /// paths are made of. Where there is neither, the token found instead, not consumed.
    pub fn value(&mut self) -> Result<Lexeme> {
        let on_new_line = self.skip_space();
        let start = self.at;
        let length = run(&self.text[start..], in_value);
        let end = start + length;
        let operator = matches!(word(&self.text[start..end]), Token::And | Token::Or | Token::Not);
        if length == 0 || operator {
            let found = self.peek()?;
            if found.token == Token::Quoted {
                self.at = found.end;
            }
            return Ok(found);
        }
        self.at = end;
        Ok(Lexeme { token: Token::Word, start, end, on_new_line })
    }

    /// The key of `annotation[key]`, after `[`: up to `]`, which is consumed, or quoted.
    pub fn key(&mut self) -> Result<String> {
        let open = self.at - 1;
        self.skip_space();
        let unclosed = |end| FilterError::new(open..end, Complaint::OpenKey, &[]);
        let rest = &self.text[self.at..];
        if rest.chars().next().is_some_and(|c| closing_quote(c).is_some()) {
            let key = self.next()?;
            self.skip_space();
            let closed = self.text[self.at..].starts_with(']');
            self.at += usize::from(closed);
            return if closed { Ok(self.content(key)) } else { Err(unclosed(key.end)) };
        }
        let length = rest.find([']', '\n', '\r']).unwrap_or(rest.len());
        if !rest[length..].starts_with(']') {
            return Err(unclosed(self.at + rest[..length].trim_end().len()));
        }
        self.at += length + 1;
        Ok(rest[..length].trim_end().to_owned())
    }

    /// Where the next token begins.
    pub fn next_start(&self) -> usize {
        let mut ahead = *self;
        ahead.skip_space();
        ahead.at
    }

    /// Goes past `]`, if it comes next.
    pub fn skip_bracket(&mut self) {
        self.at = self.next_start();
        self.at += usize::from(self.text[self.at..].starts_with(']'));
    }

    /// Whether `= #` comes next.
    pub fn json_follows(&self) -> bool {
        let rest = &self.text[self.at..];
        let rest = rest.trim_start_matches(is_space).strip_prefix('=');
        rest.is_some_and(|rest| rest.trim_start_matches(is_space).starts_with('#'))
    }

    /// The JSON value after `#`, and where it stands.
    pub fn json(&mut self) -> Result<(Json, Range<usize>)> {
        self.skip_space();
        let start = self.at;
        // `json_follows` has seen the mark.
        let from = start + 1;
        match Json::parse(&self.text[from..]) {
            Ok((value, length)) => {
                self.at = from + length;
                Ok((value, start..self.at))
            }
            Err(at) => {
                let at = from + at;
                let width = self.text[at..].chars().next().map_or(0, char::len_utf8);
                Err(FilterError::new(at..at + width, Complaint::BadCauseJson, &[]))
            }
        }
    }

    /// As written.
    pub fn slice(&self, lexeme: Lexeme) -> &'a str {
        &self.text[lexeme.start..lexeme.end]
    }

    /// What a word or a quoted text says. `\"`, `\'` and `\\` are escapes; any other `\` is itself.
    pub fn content(&self, lexeme: Lexeme) -> String {
        let written = self.slice(lexeme);
        if lexeme.token != Token::Quoted {
            return written.to_owned();
        }
        let mut chars = written.chars();
        chars.next();
        chars.next_back();
        let mut out = String::with_capacity(written.len());
        while let Some(c) = chars.next() {
            let escaped = chars.clone().next().filter(|e| c == '\\' && is_escaped(*e));
            out.push(escaped.unwrap_or(c));
            if escaped.is_some() {
                chars.next();
            }
        }
        out
    }

    /// Whether a line ended on the way.
    fn skip_space(&mut self) -> bool {
        let skipped = run(&self.text[self.at..], is_space);
        let space = &self.text[self.at..self.at + skipped];
        self.at += skipped;
        space.contains(['\n', '\r', '\u{2028}', '\u{2029}'])
    }

    /// Bytes from the opening quote to the closing one.
    fn quoted_length(&self, closing: &[char]) -> Result<usize> {
        let rest = &self.text[self.at..];
        let mut chars = rest.char_indices().skip(1).peekable();
        while let Some((at, c)) = chars.next() {
            if closing.contains(&c) {
                return Ok(at + c.len_utf8());
            }
            if c == '\\' {
                chars.next_if(|(_, e)| is_escaped(*e));
            }
        }
        let line = rest.lines().next().unwrap_or(rest).trim_end().len();
        let quote = quoted(&closing.first().copied().unwrap_or('"').to_string());
        Err(FilterError::new(self.at..self.at + line, Complaint::OpenQuote, &[&quote]))
    }
}

/// Marks of one or two characters, longest first.
fn mark(rest: &str) -> Option<(Token, usize)> {
    use Comparison::{AtLeast, AtMost, Equal, Less, More, NotEqual};
    const MARKS: [(&str, Token); 18] = [
        ("!=", Token::Compare(NotEqual)),
        ("<>", Token::Compare(NotEqual)),
        ("<=", Token::Compare(AtMost)),
        (">=", Token::Compare(AtLeast)),
        ("==", Token::Compare(Equal)),
        ("&&", Token::And),
        ("||", Token::Or),
        ("<", Token::Compare(Less)),
        (">", Token::Compare(More)),
        ("=", Token::Compare(Equal)),
        ("!", Token::Not),
        ("(", Token::Open),
        (")", Token::Close),
        ("{", Token::OpenBlock),
        ("}", Token::CloseBlock),
        ("[", Token::OpenKey),
        (",", Token::Comma),
        (":", Token::Colon),
    ];
    MARKS.iter().find(|(m, _)| rest.starts_with(m)).map(|(m, token)| (*token, m.len()))
}

fn word(word: &str) -> Token {
    let is = |operator: &str| word.eq_ignore_ascii_case(operator);
    if is("and") {
        Token::And
    } else if is("or") {
        Token::Or
    } else if is("not") {
        Token::Not
    } else {
        Token::Word
    }
}

/// The characters that close a text opened by this one. Web pages turn straight quotes into curly ones,
/// sometimes both into the same.
fn closing_quote(open: char) -> Option<&'static [char]> {
    match open {
        '"' => Some(&['"']),
        '\'' => Some(&['\'']),
        '“' | '”' | '„' => Some(&['”', '“']),
        '‘' | '’' | '‚' => Some(&['’', '‘']),
        _ => None,
    }
}

fn is_escaped(c: char) -> bool {
    matches!(c, '"' | '\'' | '\\' | '“' | '”' | '‘' | '’')
}

/// Keywords, and annotation keys as OpenTelemetry, Kubernetes and HTTP headers spell them.
fn in_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '/' | '@' | '$')
}

fn in_value(c: char) -> bool {
    let ends =
        matches!(c, '(' | ')' | '{' | '}' | '[' | ']' | ',' | '=' | '<' | '>' | '!' | '&' | '|');
    !(ends || is_space(c) || closing_quote(c).is_some())
}

/// Invisible characters come along when text is pasted.
fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// Bytes of the leading characters that `belongs` accepts.
fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}
