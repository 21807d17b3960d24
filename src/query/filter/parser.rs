//! Text to expression.
//!
//! ```text
//! lines   = any { <line break> any }                       each line a condition; all must hold
//! any     = all { "OR" all }
//! all     = negated { [ "AND" ] negated }                  side by side means AND
//! negated = { "!" } ( "(" lines ")" | service | edge | span | cause | group | test )
//! test    = ( keyword | annotation | bare key ) [ operator value ]
//! service = "service" "(" [ node ] ")" [ "{" lines "}" ]
//! edge    = "edge" "(" [ node ] "," [ node ] ")" [ "{" lines "}" ]
//! span    = "span" "(" ")" [ "{" lines "}" ]
//! cause   = "rootcause." ( "fault" | "error" | "responsetime" ) "." ( "service" | "entity" | "exception" )
//!           "{" lines "}"
//!         | "rootcause.json" "=" "#" array
//! group   = ( "group.name" | "group.arn" ) ( "=" | "!=" ) text
//! node    = name | "id" "(" { ( "name" | "type" | "account.id" ) ":" text } ")"
//! ```
//!
//! A line that ends or begins with an operator goes on. Keywords and operators are written in any case;
//! `&&`, `||`, `NOT`, `==`, `<>` and single or curly quotes are understood too.

use super::ast::{
    Cause, CausePart, Check, Comparison, Expr, Literal, Operand, Scope, Selector, Test,
};
use super::error::quoted;
use super::group::Known;
use super::json::Json;
use super::keyword::{Keyword, Kind, OUTCOMES, Place};
use super::lexer::{Lexeme, Lexer, Token};
use super::nearest::nearest;
use super::number::Number;
use super::{Complaint, FilterError, Group, Hint};

/// Parentheses and blocks within each other. A hundred is more than anyone types, and few enough for
/// functions that recurse over the expression.
pub(super) const MAX_DEPTH: usize = 100;

/// The expression, unless the text is empty, and what looks odd in it.
pub(super) fn parse(text: &str, groups: &[Group]) -> Result<(Option<Expr>, Vec<Hint>)> {
    let mut parser = Parser::new(text, Known::new(groups));
    let expr = parser.whole()?;
    Ok((expr, parser.hints))
}

pub(super) struct Parser<'a> {
    pub lexer: Lexer<'a>,
    pub place: Place,
    pub depth: usize,
    pub known: Known<'a>,
    hints: Vec<Hint>,
}

pub(super) type Result<T> = std::result::Result<T, FilterError>;

impl<'a> Parser<'a> {
    pub fn new(text: &'a str, known: Known<'a>) -> Self {
        let lexer = Lexer::new(text);
        Self { lexer, place: Place::Trace, depth: 0, known, hints: Vec::new() }
    }

    pub fn whole(&mut self) -> Result<Option<Expr>> {
        if self.lexer.peek()?.token == Token::End {
            return Ok(None);
        }
        let expr = self.lines()?;
        self.end()?;
        Ok(Some(expr))
    }

    fn lines(&mut self) -> Result<Expr> {
        let mut parts = vec![self.any()?];
        while begins_term(self.lexer.peek()?) {
            parts.push(self.any()?);
        }
        Ok(Expr::all(parts))
    }

    fn any(&mut self) -> Result<Expr> {
        let mut parts = vec![self.all()?];
        while self.accept(Token::Or)? {
            parts.push(self.all()?);
        }
        Ok(Expr::any(parts))
    }

    fn all(&mut self) -> Result<Expr> {
        let mut parts = vec![self.negated()?];
        loop {
            let next = self.lexer.peek()?;
            if next.token == Token::And {
                self.lexer.next()?;
            } else if !begins_term(next) || next.on_new_line {
                return Ok(Expr::all(parts));
            }
            parts.push(self.negated()?);
        }
    }

    fn negated(&mut self) -> Result<Expr> {
        let mut odd = false;
        while self.accept(Token::Not)? {
            odd = !odd;
        }
        let expr = self.term()?;
        Ok(if odd { expr.not() } else { expr })
    }

    fn term(&mut self) -> Result<Expr> {
        let next = self.lexer.peek()?;
        match next.token {
            Token::Open => {
                self.lexer.next()?;
                self.nested(next, Token::Close, Complaint::ExpectedClose)
            }
            Token::Word => {
                self.lexer.next()?;
                self.word(next)
            }
            _ => Err(self.expected(Complaint::ExpectedCondition, next)),
        }
    }

    /// What stands between `open`, which is consumed, and `close`.
    fn nested(&mut self, open: Lexeme, close: Token, missing: Complaint) -> Result<Expr> {
        if self.depth == MAX_DEPTH {
            return Err(wrong(open, Complaint::TooDeep, &[&MAX_DEPTH.to_string()]));
        }
        self.depth += 1;
        let expr = self.lines()?;
        self.depth -= 1;
        self.expect(close, missing)?;
        Ok(expr)
    }

    fn word(&mut self, word: Lexeme) -> Result<Expr> {
        let text = self.lexer.slice(word);
        let lower = text.to_ascii_lowercase();
        if matches!(self.place, Place::CauseBlock(..)) && Keyword::parse(text).is_none() {
            return Err(self.misplaced(word, Complaint::NotInCause));
        }
        match lower.as_str() {
            "service" if self.is_span_service()? => {}
            "service" | "edge" | "span" => return self.scope(word, &lower),
            "annotation" => return self.bracketed_annotation(),
            "group.name" | "group.arn" => return self.group(word, lower == "group.arn"),
            "rootcause.json" => return self.cause_json(word),
            "json" if self.lexer.json_follows() => return self.cause_json(word),
            _ => {}
        }
        if let Some(key) = lower.strip_prefix("annotation.") {
            let key = &text[text.len() - key.len()..];
            return self.annotation(key.to_owned(), word);
        }
        if lower == "rootcause" || lower.starts_with("rootcause.") {
            return self.cause(word, &lower);
        }
        match Keyword::parse(text) {
            Some(keyword) => match keyword.misplaced(self.place) {
                None => self.test(Operand::Keyword(keyword)),
                Some(complaint) => Err(self.misplaced(word, complaint)),
            },
            None => self.bare_key(word),
        }
    }

    /// Whether `service` is the keyword of a span's block here, not the function.
    fn is_span_service(&self) -> Result<bool> {
        Ok(self.place == Place::SpanBlock && self.lexer.peek()?.token != Token::Open)
    }

    fn misplaced(&self, word: Lexeme, complaint: Complaint) -> FilterError {
        let text = self.lexer.slice(word);
        let about = match self.place {
            Place::CauseBlock(cause, part) => cause_name(cause, part),
            _ => String::new(),
        };
        wrong(word, complaint, &[&quoted(text), text, &about])
    }

    /// A word that is no keyword names an annotation.
    fn bare_key(&mut self, word: Lexeme) -> Result<Expr> {
        let text = self.lexer.slice(word);
        let next = self.lexer.peek()?;
        if next.token == Token::Open && !next.on_new_line {
            let name = quoted(text);
            return Err(match nearest(text, ["service", "edge", "span"]) {
                Some(near) => wrong(word, Complaint::NoFunctionBut, &[&name, near]),
                None => wrong(word, Complaint::NoFunction, &[&name]),
            });
        }
        let no_key = Number::parse(text).is_some() || flag(text).is_some();
        if no_key || Comparison::from_word(text).is_some() || text.starts_with(['-', '.', '/']) {
            return Err(self.expected(Complaint::ExpectedKey, word));
        }
        if let Some(near) = Keyword::near(text, self.place) {
            let replacement = near.to_owned();
            self.hints.push(Hint { replacement, start: word.start, end: word.end });
        }
        self.test(Operand::Annotation(text.to_owned()))
    }

    fn bracketed_annotation(&mut self) -> Result<Expr> {
        let next = self.lexer.peek()?;
        if next.token != Token::OpenKey {
            return Err(self.expected(Complaint::ExpectedBracket, next));
        }
        self.lexer.next()?;
        let key = self.lexer.key()?;
        self.annotation(key, next)
    }

    fn annotation(&mut self, key: String, at: Lexeme) -> Result<Expr> {
        if key.is_empty() {
            return Err(wrong(at, Complaint::EmptyKey, &[]));
        }
        self.test(Operand::Annotation(key))
    }

    fn test(&mut self, operand: Operand) -> Result<Expr> {
        let next = self.lexer.peek()?;
        let comparison = match next.token {
            Token::Compare(comparison) => Some(comparison),
            Token::Word => Comparison::from_word(self.lexer.slice(next)),
            _ => None,
        };
        let Some(comparison) = comparison else {
            return Ok(Expr::Test(Test { operand, check: Check::Holds }));
        };
        self.lexer.next()?;
        if let Some((complaint, name)) = misapplied(&operand, comparison) {
            let symbol = quoted(comparison.symbol());
            return Err(wrong(next, complaint, &[&quoted(name), &symbol]));
        }
        let literal = self.literal(&operand, comparison, next)?;
        Ok(Expr::Test(Test { operand, check: Check::Compare(comparison, literal) }))
    }

    fn literal(
        &mut self,
        operand: &Operand,
        comparison: Comparison,
        operator: Lexeme,
    ) -> Result<Literal> {
        let value = self.lexer.value()?;
        let bare = (value.token == Token::Word).then(|| self.lexer.slice(value));
        let text = matches!(value.token, Token::Word | Token::Quoted)
            .then(|| Literal::Text(self.lexer.content(value)));
        let number = match bare.and_then(Number::parse) {
            Some(Number::Plain(n)) => Some(Literal::Number(n)),
            _ => None,
        };
        let on = bare.and_then(flag).map(Literal::Flag);
        let (found, wanted) = match operand {
            Operand::Keyword(keyword) => match keyword.kind() {
                Kind::Flag => (on, Complaint::ExpectedFlag),
                Kind::Number => (number, Complaint::ExpectedNumber),
                Kind::Seconds => (bare.and_then(seconds), Complaint::ExpectedSeconds),
                Kind::Text => (text, Complaint::ExpectedText),
                Kind::Word(words) => return self.listed(words, value, operator),
            },
            Operand::Annotation(_) if comparison.orders() => (number, Complaint::ExpectedNumber),
            Operand::Annotation(_) if comparison.searches() => (text, Complaint::ExpectedText),
            Operand::Annotation(_) => (on.or(number).or(text), Complaint::ExpectedValue),
        };
        let after = quoted(self.lexer.slice(operator));
        found.ok_or_else(|| self.expected_as(wanted, value, &after))
    }

    /// A value that is one of a few words, in any case.
    fn listed(&self, words: &[&str], value: Lexeme, operator: Lexeme) -> Result<Literal> {
        let written = self.lexer.content(value);
        let is_text = matches!(value.token, Token::Word | Token::Quoted);
        let found = words.iter().find(|word| is_text && word.eq_ignore_ascii_case(&written));
        if let Some(word) = found {
            return Ok(Literal::Text((*word).to_owned()));
        }
        let text = if value.token == Token::End { "" } else { &quoted(self.lexer.slice(value)) };
        let complaint = match words == OUTCOMES {
            true => Complaint::ExpectedOutcome,
            false => Complaint::ExpectedWord,
        };
        let after = quoted(self.lexer.slice(operator));
        Err(wrong(value, complaint, &[text, &after, &words.join(", ")]))
    }

    fn scope(&mut self, word: Lexeme, name: &str) -> Result<Expr> {
        if self.place != Place::Trace {
            return Err(wrong(word, Complaint::MisplacedScope, &[&quoted(name)]));
        }
        let example = match name {
            "edge" => "edge(\"from\", \"to\")",
            "span" => "span() { depth > 2 }",
            _ => "service(\"name\")",
        };
        self.expect_as(Token::Open, Complaint::ExpectedOpen, example)?;
        if name == "span" {
            self.expect(Token::Close, Complaint::ExpectedClose)?;
            return Ok(Expr::Within(Scope::Span, self.block(Place::SpanBlock)?));
        }
        let first = self.selector()?;
        if name == "service" {
            self.expect(Token::Close, Complaint::ExpectedClose)?;
            return Ok(Expr::Within(Scope::Service(first), self.block(Place::ServiceBlock)?));
        }
        self.expect_as(Token::Comma, Complaint::ExpectedSecondNode, example)?;
        let second = self.selector()?;
        self.expect(Token::Close, Complaint::ExpectedClose)?;
        Ok(Expr::Within(Scope::Edge(first, second), self.block(Place::EdgeBlock)?))
    }

    /// `name`: of the list, in lower case.
    fn cause(&mut self, word: Lexeme, name: &str) -> Result<Expr> {
        let every = Cause::ALL.into_iter().flat_map(|c| CausePart::ALL.map(|part| (c, part)));
        let found = every.into_iter().find(|&(cause, part)| cause_name(cause, part) == name);
        let Some((cause, part)) = found else {
            return Err(wrong(word, Complaint::ExpectedCause, &[&quoted(name)]));
        };
        if self.place != Place::Trace {
            return Err(wrong(word, Complaint::MisplacedScope, &[&quoted(name)]));
        }
        match self.block(Place::CauseBlock(cause, part))? {
            Some(block) => Ok(Expr::Within(Scope::RootCause(cause, part), Some(block))),
            None => {
                let example = format!("{name} {{ name = \"x\" }}");
                Err(self.expected_as(Complaint::ExpectedBlock, self.lexer.peek()?, &example))
            }
        }
    }

    fn cause_json(&mut self, word: Lexeme) -> Result<Expr> {
        if self.place != Place::Trace {
            let name = quoted(self.lexer.slice(word));
            return Err(wrong(word, Complaint::MisplacedScope, &[&name]));
        }
        if !self.lexer.json_follows() {
            let example = "rootcause.json = #[{ \"Services\": [] }]";
            let next = self.lexer.peek()?;
            return Err(self.expected_as(Complaint::ExpectedCauseJson, next, example));
        }
        self.lexer.next()?;
        let value = self.lexer.json()?;
        match value {
            (Json::List(causes), _) => Ok(Expr::CauseLike(Json::List(causes))),
            (_, at) => Err(FilterError::new(at, Complaint::BadCauseJson, &[])),
        }
    }

    fn block(&mut self, place: Place) -> Result<Option<Box<Expr>>> {
        let open = self.lexer.peek()?;
        if open.token != Token::OpenBlock {
            return Ok(None);
        }
        self.lexer.next()?;
        self.place = place;
        let block = self.nested(open, Token::CloseBlock, Complaint::ExpectedCloseBlock)?;
        self.place = Place::Trace;
        Ok(Some(Box::new(block)))
    }

    fn selector(&mut self) -> Result<Selector> {
        if matches!(self.lexer.peek()?.token, Token::Close | Token::Comma) {
            return Ok(Selector::default());
        }
        let value = self.lexer.value()?;
        let is_id = self.lexer.slice(value).eq_ignore_ascii_case("id");
        if is_id && self.lexer.peek()?.token == Token::Open {
            return self.id();
        }
        match value.token {
            Token::Word | Token::Quoted => {
                Ok(Selector { name: Some(self.lexer.content(value)), ..Selector::default() })
            }
            _ => Err(self.expected(Complaint::ExpectedNode, value)),
        }
    }

    fn id(&mut self) -> Result<Selector> {
        self.lexer.next()?;
        let mut selector = Selector::default();
        loop {
            let key = self.lexer.peek()?;
            let slot = match self.lexer.slice(key).to_ascii_lowercase().as_str() {
                "name" => &mut selector.name,
                "type" => &mut selector.kind,
                "account.id" => &mut selector.account,
                _ => return Err(self.expected(Complaint::ExpectedNodeKey, key)),
            };
            if slot.is_some() {
                return Err(wrong(key, Complaint::Twice, &[&quoted(self.lexer.slice(key))]));
            }
            self.lexer.next()?;
            if !self.accept(Token::Compare(Comparison::Equal))? {
                self.expect(Token::Colon, Complaint::ExpectedColon)?;
            }
            let value = self.lexer.value()?;
            if !matches!(value.token, Token::Word | Token::Quoted) {
                return Err(self.expected(Complaint::ExpectedNodeText, value));
            }
            *slot = Some(self.lexer.content(value));
            if !self.accept(Token::Comma)? {
                self.expect(Token::Close, Complaint::ExpectedMore)?;
                return Ok(selector);
            }
        }
    }

    fn end(&self) -> Result<()> {
        let next = self.lexer.peek()?;
        Err(match next.token {
            Token::End => return Ok(()),
            Token::Close | Token::CloseBlock => {
                wrong(next, Complaint::ClosesNothing, &[&quoted(self.lexer.slice(next))])
            }
            Token::OpenBlock => wrong(next, Complaint::MisplacedBlock, &[]),
            _ => self.expected(Complaint::ExpectedOperator, next),
        })
    }

    fn accept(&mut self, token: Token) -> Result<bool> {
        let found = self.lexer.peek()?.token == token;
        if found {
            self.lexer.next()?;
        }
        Ok(found)
    }

    fn expect(&mut self, token: Token, missing: Complaint) -> Result<()> {
        self.expect_as(token, missing, "")
    }

    /// `detail` takes the second place of the complaint.
    fn expect_as(&mut self, token: Token, missing: Complaint, detail: &str) -> Result<()> {
        if self.accept(token)? {
            return Ok(());
        }
        Err(self.expected_as(missing, self.lexer.peek()?, detail))
    }

    pub(super) fn expected(&self, what: Complaint, found: Lexeme) -> FilterError {
        self.expected_as(what, found, "")
    }

    fn expected_as(&self, what: Complaint, found: Lexeme, detail: &str) -> FilterError {
        let text = match found.token {
            Token::End => String::new(),
            _ => quoted(self.lexer.slice(found)),
        };
        wrong(found, what, &[&text, detail])
    }
}

pub(super) fn wrong(at: Lexeme, complaint: Complaint, words: &[&str]) -> FilterError {
    FilterError::new(at.start..at.end, complaint, words)
}

/// As it is written.
pub(super) fn cause_name(cause: Cause, part: CausePart) -> String {
    format!("rootcause.{}.{}", cause.name(), part.name())
}

fn begins_term(next: Lexeme) -> bool {
    matches!(next.token, Token::Word | Token::Open | Token::Not)
}

fn flag(word: &str) -> Option<bool> {
    let is = |name: &str| word.eq_ignore_ascii_case(name);
    if is("true") { Some(true) } else { is("false").then_some(false) }
}

fn seconds(word: &str) -> Option<Literal> {
    Number::parse(word).map(|(Number::Plain(n) | Number::Seconds(n))| Literal::Number(n))
}

/// Why an operator cannot be used on a keyword, and which.
fn misapplied(operand: &Operand, comparison: Comparison) -> Option<(Complaint, &'static str)> {
    let Operand::Keyword(keyword) = operand else { return None };
    let complaint = match keyword.kind() {
        Kind::Flag if comparison.orders() || comparison.searches() => Complaint::FlagCompared,
        Kind::Number | Kind::Seconds if comparison.searches() => Complaint::NumberSearched,
        Kind::Text | Kind::Word(_) if comparison.orders() => Complaint::TextOrdered,
        Kind::Word(_) if comparison.searches() => Complaint::WordSearched,
        _ => return None,
    };
    Some((complaint, keyword.name()))
}
