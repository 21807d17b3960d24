//! Text to expression.
//!
//! ```text
//! lines   = any { <line break> any }                       each line a condition; all must hold
//! any     = all { "OR" all }
//! all     = negated { [ "AND" ] negated }                  side by side means AND
//! negated = { "!" } ( "(" lines ")" | service | edge | test )
//! test    = ( keyword | annotation | bare key ) [ operator value ]
//! service = "service" "(" [ node ] ")" [ "{" lines "}" ]
//! edge    = "edge" "(" [ node ] "," [ node ] ")" [ "{" lines "}" ]
//! node    = name | "id" "(" { ( "name" | "type" | "account.id" ) ":" text } ")"
//! ```
//!
//! A line that ends or begins with an operator goes on. Keywords and operators are written in any case;
//! `&&`, `||`, `NOT`, `==`, `<>` and single or curly quotes are understood too.

use super::ast::{Check, Comparison, Expr, Literal, Operand, Selector, Test};
use super::keyword::{self, Keyword, Kind, Place};
use super::lexer::{Lexeme, Lexer, Token};
use super::nearest::nearest;
use super::number::Number;
use super::{FilterError, Hint};

/// Parentheses and blocks within each other. A hundred is more than anyone types, and few enough for
/// functions that recurse over the expression.
pub(super) const MAX_DEPTH: usize = 100;

/// The expression, unless the text is empty, and what looks odd in it.
pub(super) fn parse(text: &str) -> Result<(Option<Expr>, Vec<Hint>)> {
    let lexer = Lexer::new(text);
    let mut parser = Parser { lexer, place: Place::Trace, depth: 0, hints: Vec::new() };
    if lexer.peek()?.token == Token::End {
        return Ok((None, Vec::new()));
    }
    let expr = parser.lines()?;
    parser.end()?;
    Ok((Some(expr), parser.hints))
}

struct Parser<'a> {
    lexer: Lexer<'a>,
    place: Place,
    depth: usize,
    hints: Vec<Hint>,
}

type Result<T> = std::result::Result<T, FilterError>;

impl Parser<'_> {
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
                self.nested(next, Token::Close, "`)`")
            }
            Token::Word => {
                self.lexer.next()?;
                self.word(next)
            }
            _ => Err(self.expected("a condition", next)),
        }
    }

    /// What stands between `open`, which is consumed, and `close`.
    fn nested(&mut self, open: Lexeme, close: Token, name: &str) -> Result<Expr> {
        if self.depth == MAX_DEPTH {
            let message = format!("more than {MAX_DEPTH} parentheses within each other");
            return Err(FilterError::new(open.start..open.end, message));
        }
        self.depth += 1;
        let expr = self.lines()?;
        self.depth -= 1;
        self.expect(close, name)?;
        Ok(expr)
    }

    fn word(&mut self, word: Lexeme) -> Result<Expr> {
        let text = self.lexer.slice(word);
        let lower = text.to_ascii_lowercase();
        match lower.as_str() {
            "service" | "edge" => return self.scope(word, lower == "edge"),
            "annotation" => return self.bracketed_annotation(),
            _ => {}
        }
        if let Some(key) = lower.strip_prefix("annotation.") {
            let key = &text[text.len() - key.len()..];
            return self.annotation(key.to_owned(), word);
        }
        if let Some(message) = keyword::unavailable(text) {
            return Err(FilterError::new(word.start..word.end, message));
        }
        match Keyword::parse(text) {
            Some(Keyword::Root) if self.place != Place::ServiceBlock => {
                let message = "`root` belongs in the block of a service, as in service() { root }";
                Err(FilterError::new(word.start..word.end, message))
            }
            Some(keyword) => self.test(Operand::Keyword(keyword)),
            None => self.bare_key(word),
        }
    }

    /// A word that is no keyword names an annotation.
    fn bare_key(&mut self, word: Lexeme) -> Result<Expr> {
        let text = self.lexer.slice(word);
        let next = self.lexer.peek()?;
        if next.token == Token::Open && !next.on_new_line {
            let functions = ["service", "edge"];
            let near = nearest(text, functions)
                .map_or(String::new(), |n| format!("; did you mean {n}(...)?"));
            let message = format!("there is no function `{text}`{near}");
            return Err(FilterError::new(word.start..word.end, message));
        }
        let no_key = Number::parse(text).is_some() || flag(text).is_some();
        if no_key || Comparison::from_word(text).is_some() || text.starts_with(['-', '.', '/']) {
            return Err(self.expected("a keyword or an annotation", word));
        }
        if let Some(near) = Keyword::near(text) {
            self.hints.push(Hint {
                message: format!(
                    "`{text}` is no keyword, so it means the annotation; did you mean `{near}`?"
                ),
                replacement: near.to_owned(),
                start: word.start,
                end: word.end,
            });
        }
        self.test(Operand::Annotation(text.to_owned()))
    }

    fn bracketed_annotation(&mut self) -> Result<Expr> {
        let next = self.lexer.peek()?;
        if next.token != Token::OpenKey {
            return Err(self.expected("`.key` or `[key]` after annotation", next));
        }
        self.lexer.next()?;
        let key = self.lexer.key()?;
        self.annotation(key, next)
    }

    fn annotation(&mut self, key: String, at: Lexeme) -> Result<Expr> {
        if key.is_empty() {
            return Err(FilterError::new(at.start..at.end, "expected the key of an annotation"));
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
        if let Some(message) = misapplied(&operand, comparison) {
            return Err(FilterError::new(next.start..next.end, message));
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
                Kind::Flag => (on, "true or false"),
                Kind::Number => (number, "a number"),
                Kind::Seconds => (bare.and_then(seconds), "seconds, such as 0.25 or 250ms,"),
                Kind::Text => (text, "a text"),
            },
            Operand::Annotation(_) if comparison.orders() => (number, "a number"),
            Operand::Annotation(_) if comparison.searches() => (text, "a text"),
            Operand::Annotation(_) => (on.or(number).or(text), "a number, a text, true or false"),
        };
        let wanted = format!("{wanted} after `{}`", self.lexer.slice(operator));
        found.ok_or_else(|| self.expected(&wanted, value))
    }

    fn scope(&mut self, word: Lexeme, edge: bool) -> Result<Expr> {
        let name = if edge { "edge" } else { "service" };
        if self.place != Place::Trace {
            let message = format!("`{name}` cannot stand in a block");
            return Err(FilterError::new(word.start..word.end, message));
        }
        let example = if edge { "edge(\"from\", \"to\")" } else { "service(\"name\")" };
        self.expect(Token::Open, &format!("`(`, as in {example}"))?;
        let first = self.selector()?;
        if !edge {
            self.expect(Token::Close, "`)`")?;
            return Ok(Expr::Service(first, self.block(Place::ServiceBlock)?));
        }
        self.expect(Token::Comma, &format!("`,` and a second node, as in {example}"))?;
        let second = self.selector()?;
        self.expect(Token::Close, "`)`")?;
        Ok(Expr::Edge(first, second, self.block(Place::EdgeBlock)?))
    }

    fn block(&mut self, place: Place) -> Result<Option<Box<Expr>>> {
        let open = self.lexer.peek()?;
        if open.token != Token::OpenBlock {
            return Ok(None);
        }
        self.lexer.next()?;
        self.place = place;
        let block = self.nested(open, Token::CloseBlock, "`}`")?;
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
            _ => Err(self.expected("the name of a node or id(...)", value)),
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
                _ => return Err(self.expected("name, type or account.id", key)),
            };
            if slot.is_some() {
                let message = format!("`{}` is given twice", self.lexer.slice(key));
                return Err(FilterError::new(key.start..key.end, message));
            }
            self.lexer.next()?;
            if !self.accept(Token::Compare(Comparison::Equal))? {
                self.expect(Token::Colon, "`:`")?;
            }
            let value = self.lexer.value()?;
            if !matches!(value.token, Token::Word | Token::Quoted) {
                return Err(self.expected("a text after `:`", value));
            }
            *slot = Some(self.lexer.content(value));
            if !self.accept(Token::Comma)? {
                self.expect(Token::Close, "`,` or `)`")?;
                return Ok(selector);
            }
        }
    }

    fn end(&self) -> Result<()> {
        let next = self.lexer.peek()?;
        let message = match next.token {
            Token::End => return Ok(()),
            Token::Close => "this `)` closes nothing",
            Token::CloseBlock => "this `}` closes nothing",
            Token::OpenBlock => "a block follows service(...) or edge(...) only",
            _ => return Err(self.expected("AND, OR or the end", next)),
        };
        Err(FilterError::new(next.start..next.end, message))
    }

    fn accept(&mut self, token: Token) -> Result<bool> {
        let found = self.lexer.peek()?.token == token;
        if found {
            self.lexer.next()?;
        }
        Ok(found)
    }

    fn expect(&mut self, token: Token, name: &str) -> Result<()> {
        if self.accept(token)? { Ok(()) } else { Err(self.expected(name, self.lexer.peek()?)) }
    }

    fn expected(&self, what: &str, found: Lexeme) -> FilterError {
        let found_text = match found.token {
            Token::End => "the end".to_owned(),
            _ => format!("`{}`", self.lexer.slice(found)),
        };
        FilterError::new(found.start..found.end, format!("expected {what}, found {found_text}"))
    }
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

/// Why an operator cannot be used on a keyword.
fn misapplied(operand: &Operand, comparison: Comparison) -> Option<String> {
    let Operand::Keyword(keyword) = operand else { return None };
    let (name, symbol) = (keyword.name(), comparison.symbol());
    match keyword.kind() {
        Kind::Flag if comparison.orders() || comparison.searches() => {
            Some(format!("`{name}` is true or false: compare it with `=` or `!=`, not `{symbol}`"))
        }
        Kind::Number | Kind::Seconds if comparison.searches() => {
            Some(format!("`{symbol}` searches texts, but `{name}` is a number"))
        }
        Kind::Text if comparison.orders() => {
            Some(format!("`{symbol}` compares numbers, but `{name}` is a text"))
        }
        _ => None,
    }
}
