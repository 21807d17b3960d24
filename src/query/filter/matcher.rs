//! One condition on a value, with the texts it has seen remembered.

use std::borrow::Cow;

use fixedbitset::FixedBitSet;
use memchr::memmem::Finder;

use super::ast::{Comparison, Literal};
use crate::model::{StrId, Strings, Value};

/// Asked for each value of a field; looks at each distinct text once.
pub(super) struct Matcher<'a> {
    want: Want<'a>,
}

enum Want<'a> {
    Any,
    /// Booleans must be true; anything else only has to be there.
    Truth,
    /// A value of the type of the literal.
    Comparable(&'a Literal),
    Flag(bool),
    Number(Comparison, f64),
    Text(Texts<'a>),
}

/// A predicate on texts, and what it said so far, by `StrId`.
struct Texts<'a> {
    strings: &'a Strings,
    test: TextTest<'a>,
    fold: bool,
    asked: FixedBitSet,
    held: FixedBitSet,
}

enum TextTest<'a> {
    /// The one string; no text needs to be looked at.
    Is(Option<StrId>),
    Equals(Cow<'a, str>),
    Contains(Box<Finder<'a>>),
    Begins(Cow<'a, str>),
    Ends(Cow<'a, str>),
}

impl<'a> Matcher<'a> {
    pub fn truth() -> Self {
        Self { want: Want::Truth }
    }

    pub fn comparable(literal: &'a Literal) -> Self {
        Self { want: Want::Comparable(literal) }
    }

    /// `NotEqual` is taken as `Equal`: "not" is a matter of all values, not of one.
    /// `fold`: case makes no difference.
    pub fn compare(
        comparison: Comparison,
        literal: &'a Literal,
        fold: bool,
        strings: &'a Strings,
    ) -> Self {
        let want = match literal {
            Literal::Flag(on) => Want::Flag(*on),
            Literal::Number(number) => Want::Number(comparison, *number),
            // "Contains nothing" is how X-Ray asks whether there is a value.
            Literal::Text(text) if text.is_empty() && comparison.searches() => Want::Any,
            Literal::Text(text) => Want::Text(Texts::new(comparison, text, fold, strings)),
        };
        Self { want }
    }

    pub fn holds(&mut self, value: Value) -> bool {
        match (&mut self.want, value) {
            (Want::Any, _) => true,
            (Want::Truth, Value::Flag(on)) => on,
            (Want::Truth, Value::Number(_) | Value::Text(_)) => true,
            (Want::Flag(wanted), Value::Flag(on)) => *wanted == on,
            (Want::Number(comparison, wanted), Value::Number(n)) => {
                ordered(*comparison, n, *wanted)
            }
            (Want::Text(texts), Value::Text(id)) => texts.holds(id),
            (Want::Comparable(literal), value) => matches!(
                (literal, value),
                (Literal::Flag(_), Value::Flag(_))
                    | (Literal::Number(_), Value::Number(_))
                    | (Literal::Text(_), Value::Text(_))
            ),
            (Want::Flag(_) | Want::Number(..) | Want::Text(_), _) => false,
        }
    }
}

/// `NotEqual` is taken as `Equal`, as in [`Matcher::compare`].
pub(super) fn ordered(comparison: Comparison, left: f64, right: f64) -> bool {
    match comparison {
        Comparison::Equal | Comparison::NotEqual => left == right,
        Comparison::Less => left < right,
        Comparison::AtMost => left <= right,
        Comparison::More => left > right,
        Comparison::AtLeast => left >= right,
        Comparison::Contains | Comparison::BeginsWith | Comparison::EndsWith => false,
    }
}

impl<'a> Texts<'a> {
    fn new(comparison: Comparison, text: &'a str, fold: bool, strings: &'a Strings) -> Self {
        let wanted: Cow<'a, str> =
            if fold { text.to_ascii_lowercase().into() } else { text.into() };
        let test = match comparison {
            Comparison::Contains => {
                TextTest::Contains(Box::new(Finder::new(wanted.as_bytes()).into_owned()))
            }
            Comparison::BeginsWith => TextTest::Begins(wanted),
            Comparison::EndsWith => TextTest::Ends(wanted),
            _ if fold => TextTest::Equals(wanted),
            _ => TextTest::Is(strings.find(text)),
        };
        let size = if matches!(test, TextTest::Is(_)) { 0 } else { strings.len() };
        let bits = || FixedBitSet::with_capacity(size);
        Self { strings, test, fold, asked: bits(), held: bits() }
    }

    fn holds(&mut self, id: StrId) -> bool {
        if let TextTest::Is(wanted) = self.test {
            return wanted == Some(id);
        }
        if !self.asked.contains(id.index()) {
            self.asked.grow_and_insert(id.index());
            self.held.grow(id.index() + 1);
            self.held.set(id.index(), self.asks(id));
        }
        self.held.contains(id.index())
    }

    fn asks(&self, id: StrId) -> bool {
        let text = self.strings.get(id);
        let text: Cow<str> = if self.fold { text.to_ascii_lowercase().into() } else { text.into() };
        match &self.test {
            TextTest::Is(wanted) => *wanted == Some(id),
            TextTest::Equals(wanted) => text == *wanted,
            TextTest::Contains(finder) => finder.find(text.as_bytes()).is_some(),
            TextTest::Begins(wanted) => text.starts_with(&**wanted),
            TextTest::Ends(wanted) => text.ends_with(&**wanted),
        }
    }
}
