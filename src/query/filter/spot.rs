//! What can stand at a place of an expression: the grammar's part of completion.
//!
//! The text before the place is gone through token by token; it may be wrong, or end anywhere.

use super::ast::{Cause, CausePart, Comparison, Operand};
use super::keyword::{Keyword, Place};
use super::lexer::{Lexeme, Lexer, Token};
use super::parser::cause_name;

/// The word at a place, and what it can be.
#[derive(Clone, Debug, PartialEq)]
pub struct Spot {
    /// Bytes of the text that a completion replaces.
    pub start: usize,
    pub end: usize,
    /// What is typed of it, without quotes.
    pub typed: String,
    pub wanted: Wanted,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Wanted {
    /// The beginning of a condition.
    Term(Place),
    /// What is done with an operand, or how the expression goes on.
    Operator(Operand, Place),
    Value(Operand, Place),
    /// The key in `annotation[...]`.
    Key,
    /// The name of a node.
    Node,
    /// `name`, `type` or `account.id`, and their values.
    IdKey,
    IdValue(String),
    GroupName,
    /// AND, OR, the end, or side by side the next condition.
    Joiner(Place),
    /// A mark that can only be this one.
    Mark(&'static str),
}

/// What stands at byte `caret` of the text.
pub fn spot(text: &str, caret: usize) -> Spot {
    let mut scan = Scan { lexer: Lexer::new(text), state: State::Term, open: Vec::new() };
    loop {
        let before = scan.lexer;
        let next = if scan.takes_value() { scan.lexer.value() } else { scan.lexer.next() };
        let Ok(next) = next else { return scan.unreadable(text, &before, caret) };
        let is_word = matches!(next.token, Token::Word | Token::Quoted | Token::And | Token::Or);
        // A quote that is closed is done with; a word may go on.
        let reaches =
            if next.token == Token::Quoted { next.end > caret } else { next.end >= caret };
        if next.token == Token::End || next.start >= caret || is_word && reaches {
            let inside = is_word && next.start < caret;
            let (start, end) = if inside { (next.start, next.end) } else { (caret, caret) };
            return scan.spot(text, start, end, caret);
        }
        if !is_word && scan.takes_value() {
            // `value` leaves what is none.
            scan.lexer.next().ok();
        }
        scan.step(next, text);
    }
}

struct Scan<'a> {
    lexer: Lexer<'a>,
    state: State,
    /// Parentheses and blocks that are open, with what the block is about.
    open: Vec<Option<Place>>,
}

/// What came last.
#[derive(Clone, PartialEq)]
enum State {
    Term,
    Operand(Operand),
    Compared(Operand),
    Group,
    GroupCompared,
    /// `annotation`, and its bracket.
    Annotation,
    Bracket,
    /// A function, its parenthesis or comma, an argument, all of it.
    Function(Place),
    Argument(Place),
    Argued(Place),
    Called(Place),
    /// The same of `id`.
    Id(Place),
    IdKey(Place),
    IdKeyed(Place, String),
    IdColon(Place, String),
    IdValued(Place),
    Done,
}

impl Scan<'_> {
    fn takes_value(&self) -> bool {
        use State::{Argument, Compared, GroupCompared, IdColon};
        matches!(self.state, Compared(_) | GroupCompared | Argument(_) | IdColon(..))
    }

    fn place(&self) -> Place {
        self.open.iter().rev().find_map(|open| *open).unwrap_or(Place::Trace)
    }

    fn step(&mut self, next: Lexeme, text: &str) {
        let word = text.get(next.start..next.end).unwrap_or_default();
        let state = std::mem::replace(&mut self.state, State::Term);
        self.state = match (state, next.token) {
            (State::Annotation, Token::OpenKey) => State::Bracket,
            (State::Bracket, Token::Word | Token::Quoted) => {
                // The closing bracket is no token.
                let key = self.lexer.content(next);
                self.lexer.skip_bracket();
                State::Operand(Operand::Annotation(key))
            }
            (State::Operand(operand), Token::Compare(_)) => State::Compared(operand),
            (State::Operand(operand), Token::Word) if Comparison::from_word(word).is_some() => {
                State::Compared(operand)
            }
            (State::Group, Token::Compare(_)) => State::GroupCompared,
            (State::Compared(_) | State::GroupCompared, Token::Word | Token::Quoted) => State::Done,
            (State::Function(place), Token::Open) => State::Argument(place),
            (State::Argument(place), Token::Word) if word.eq_ignore_ascii_case("id") => {
                State::Id(place)
            }
            (State::Argument(place), Token::Word | Token::Quoted) => State::Argued(place),
            (State::Argument(place) | State::Argued(place) | State::Id(place), Token::Comma) => {
                State::Argument(place)
            }
            (State::Argument(place) | State::Argued(place) | State::Id(place), Token::Close) => {
                State::Called(place)
            }
            (State::Id(place) | State::IdValued(place), Token::Open | Token::Comma) => {
                State::IdKey(place)
            }
            (State::IdKey(place), Token::Word) => State::IdKeyed(place, word.to_ascii_lowercase()),
            (State::IdKeyed(place, key), Token::Colon | Token::Compare(_)) => {
                State::IdColon(place, key)
            }
            (State::IdColon(place, _), Token::Word | Token::Quoted) => State::IdValued(place),
            (State::IdValued(place), Token::Close) => State::Argued(place),
            (State::Called(place), Token::OpenBlock) => {
                self.open.push(Some(place));
                State::Term
            }
            (_, token) => self.begun(token, next, word),
        };
    }

    /// Where nothing binds a token to the one before.
    fn begun(&mut self, token: Token, next: Lexeme, word: &str) -> State {
        match token {
            Token::Open => {
                self.open.push(None);
                State::Term
            }
            Token::Close | Token::CloseBlock => {
                self.open.pop();
                State::Done
            }
            Token::Word => self.named(next, word),
            _ => State::Term,
        }
    }

    /// A word that begins a condition.
    fn named(&self, next: Lexeme, word: &str) -> State {
        let lower = word.to_ascii_lowercase();
        let is_call = self.lexer.peek().is_ok_and(|after| after.token == Token::Open);
        let every = Cause::ALL.into_iter().flat_map(|c| CausePart::ALL.map(|part| (c, part)));
        let cause = every.into_iter().find(|&(cause, part)| cause_name(cause, part) == lower);
        if let Some((cause, part)) = cause {
            return State::Called(Place::CauseBlock(cause, part));
        }
        match lower.as_str() {
            "annotation" => State::Annotation,
            "group.name" | "group.arn" => State::Group,
            "service" if is_call => State::Function(Place::ServiceBlock),
            "edge" if is_call => State::Function(Place::EdgeBlock),
            "span" if is_call => State::Function(Place::SpanBlock),
            _ => {
                let key =
                    lower.strip_prefix("annotation.").map(|key| &word[word.len() - key.len()..]);
                let annotation = || Operand::Annotation(self.lexer.content(next));
                State::Operand(match key {
                    Some(key) => Operand::Annotation(key.to_owned()),
                    None => Keyword::parse(word).map_or_else(annotation, Operand::Keyword),
                })
            }
        }
    }

    /// A quote or bracket that is not closed: what is typed goes up to the place.
    fn unreadable(&self, text: &str, before: &Lexer<'_>, caret: usize) -> Spot {
        let start = before.next_start().min(caret);
        self.spot(text, start, caret, caret)
    }

    fn spot(&self, text: &str, start: usize, end: usize, caret: usize) -> Spot {
        let typed = text.get(start..caret).unwrap_or_default();
        let typed = typed.trim_matches(['"', '\'', '“', '”', '‘', '’']).to_owned();
        Spot { start, end, typed, wanted: self.wanted() }
    }

    fn wanted(&self) -> Wanted {
        let place = self.place();
        match &self.state {
            State::Term => Wanted::Term(place),
            State::Operand(operand) => Wanted::Operator(operand.clone(), place),
            State::Compared(operand) => Wanted::Value(operand.clone(), place),
            State::Group => Wanted::Mark("="),
            State::GroupCompared => Wanted::GroupName,
            State::Annotation => Wanted::Mark("["),
            State::Bracket => Wanted::Key,
            State::Function(_) | State::Id(_) => Wanted::Mark("("),
            State::Argument(Place::SpanBlock) => Wanted::Mark(")"),
            State::Argument(_) => Wanted::Node,
            State::Argued(Place::EdgeBlock) => Wanted::Mark(","),
            State::Argued(_) | State::IdValued(_) => Wanted::Mark(")"),
            State::Called(Place::CauseBlock(..)) => Wanted::Mark("{"),
            State::Called(_) | State::Done => Wanted::Joiner(place),
            State::IdKey(_) => Wanted::IdKey,
            State::IdKeyed(..) => Wanted::Mark(":"),
            State::IdColon(_, key) => Wanted::IdValue(key.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `|` is the place; what would be replaced stands between `<` and `>`.
    fn check(text: &str, expect: &str) {
        let caret = text.find('|').unwrap();
        let text = text.replacen('|', "", 1);
        let Spot { start, end, typed, wanted } = spot(&text, caret);
        let operand = |operand: &Operand| match operand {
            Operand::Keyword(keyword) => keyword.name().to_owned(),
            Operand::Annotation(key) => format!("[{key}]"),
        };
        let wanted = match wanted {
            Wanted::Operator(o, _) => format!("operator of {}", operand(&o)),
            Wanted::Value(o, _) => format!("value of {}", operand(&o)),
            other => format!("{other:?}"),
        };
        assert_eq!(format!("<{}> {typed} {wanted}", &text[start..end]), expect, "{text}");
    }

    #[test]
    fn the_grammar_up_to_the_caret() {
        for (text, expect) in [
            ("|", "<>  Term(Trace)"),
            ("fau|", "<fau> fau Term(Trace)"),
            ("fa|ult", "<fault> fa Term(Trace)"),
            ("fault |", "<>  operator of fault"),
            ("fault AN|", "<AN> AN operator of fault"),
            ("fault AND |", "<>  Term(Trace)"),
            ("user = |", "<>  value of user"),
            ("user = \"al|", "<\"al> al value of user"),
            ("user = \"al|ice\" ok", "<\"alice\"> al value of user"),
            ("user = al|", "<al> al value of user"),
            ("user contains |", "<>  value of user"),
            ("user = x |", "<>  Joiner(Trace)"),
            ("annotation[|", "<>  Key"),
            ("annotation[reg|", "<reg> reg Key"),
            ("annotation[region] |", "<>  operator of [region]"),
            ("annotation[region] = |", "<>  value of [region]"),
            ("annotation.reg = |", "<>  value of [reg]"),
            ("region = |", "<>  value of [region]"),
            ("(ok OR |", "<>  Term(Trace)"),
            ("service(|", "<>  Node"),
            ("service(\"pa|", "<\"pa> pa Node"),
            ("service(\"pa\"|", "<>  Mark(\")\")"),
            ("service(\"pay\") |", "<>  Joiner(Trace)"),
            ("service(\"pay\") { |", "<>  Term(ServiceBlock)"),
            ("service(\"pay\") { ok } |", "<>  Joiner(Trace)"),
            ("service(\"pay\") { (ok) AND n|", "<n> n Term(ServiceBlock)"),
            ("edge(\"a\", |", "<>  Node"),
            ("edge(\"a\" |", "<>  Mark(\",\")"),
            ("service(id(|", "<>  IdKey"),
            ("service(id(name: \"x\", ty|", "<ty> ty IdKey"),
            ("service(id(type: |", "<>  IdValue(\"type\")"),
            ("span() { se|", "<se> se Term(SpanBlock)"),
            ("span() { service = |", "<>  value of service"),
            ("group.name = |", "<>  GroupName"),
            ("rootcause.fault.entity { |", "<>  Term(CauseBlock(Fault, Entity))"),
            ("rootcause.fault.entity |", "<>  Mark(\"{\")"),
            ("ok\n|", "<>  operator of ok"),
            (") } = |", "<>  Term(Trace)"),
        ] {
            check(text, expect);
        }
    }
}
