//! Named expressions, and where they stand in others.

use serde::{Deserialize, Serialize};

use super::ast::{Comparison, Expr, GroupRef};
use super::error::quoted;
use super::keyword::Place;
use super::lexer::{Lexeme, Token};
use super::parser::{Parser, Result, wrong};
use super::{Complaint, FilterError};

/// A filter expression with a name. X-Ray keeps groups in an account, this project in the browser.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    pub name: String,
    pub filter: String,
}

/// Groups put in place of their names in one expression: a group may name others twice, and those others.
const MOST_GROUPS: usize = 100;

/// What is known of groups while a text is read.
#[derive(Clone, Default)]
pub(super) struct Known<'a> {
    pub groups: &'a [Group],
    /// Those that the text stands in, outermost first.
    within: Vec<&'a str>,
    used: usize,
}

impl<'a> Known<'a> {
    pub fn new(groups: &'a [Group]) -> Self {
        Self { groups, ..Self::default() }
    }
}

impl Parser<'_> {
    /// After `group.name` or `group.arn`.
    pub(super) fn group(&mut self, word: Lexeme, by_arn: bool) -> Result<Expr> {
        if self.place != Place::Trace {
            let name = quoted(self.lexer.slice(word));
            return Err(wrong(word, Complaint::MisplacedScope, &[&name]));
        }
        let operator = self.lexer.peek()?;
        let negated = match operator.token {
            Token::Compare(Comparison::Equal) => false,
            Token::Compare(Comparison::NotEqual) => true,
            _ => return Err(self.expected(Complaint::ExpectedGroup, operator)),
        };
        self.lexer.next()?;
        let value = self.lexer.value()?;
        if !matches!(value.token, Token::Word | Token::Quoted) {
            return Err(self.expected(Complaint::ExpectedGroup, value));
        }
        let group = GroupRef { by_arn, text: self.lexer.content(value) };
        let expr = self.inlined(&group, value)?;
        let expr = Expr::Group(group, expr.map(Box::new));
        Ok(if negated { expr.not() } else { expr })
    }

    /// The group's own expression. What is wrong in it is told where its name stands.
    fn inlined(&mut self, group: &GroupRef, at: Lexeme) -> Result<Option<Expr>> {
        let name = quoted(group.name());
        let fault = |complaint| wrong(at, complaint, &[&name]);
        let groups = self.known.groups;
        let found = groups.iter().find(|g| g.name == group.name());
        let found = found.ok_or_else(|| fault(Complaint::NoGroup))?;
        if self.known.within.contains(&found.name.as_str()) {
            return Err(fault(Complaint::GroupInItself));
        }
        if self.known.used == MOST_GROUPS {
            let most = MOST_GROUPS.to_string();
            return Err(wrong(at, Complaint::TooManyGroups, &[&most]));
        }
        let mut known = self.known.clone();
        known.within.push(&found.name);
        known.used += 1;
        let mut parser = Parser::new(&found.filter, known);
        parser.depth = self.depth;
        let expr = parser.whole().map_err(|error| match error.complaint {
            Complaint::GroupInItself | Complaint::TooManyGroups => {
                FilterError { start: at.start, end: at.end, ..error }
            }
            _ => fault(Complaint::BadGroup),
        });
        self.known.used = parser.known.used;
        expr
    }
}
