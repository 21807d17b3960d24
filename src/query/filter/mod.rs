//! The filter language: X-Ray's filter expressions, with some more that people type.
//!
//! [`Filter::parse`] reads a text, knowing no data; [`Filter::select`] finds the traces of a store that
//! match, a column at a time: each condition becomes a bitmap, and the bitmaps are combined. Strings are
//! compared once for each distinct one, not for each span.
//!
//! A condition outside a block is one on the trace: its outcome is that of the span that took the
//! request, and an annotation is looked for in any span. A field that is not there compares false with
//! anything, and `!field` is true; so is a comparison across types. `a != x` holds when there is a value
//! and none of them is `x`.

mod ast;
mod causes;
mod complaint;
mod domain;
mod error;
mod extension;
mod facts;
mod group;
mod hits;
mod json;
mod keyword;
mod lexer;
mod matcher;
mod nearest;
mod node;
mod number;
mod parser;
mod print;
mod spans;
mod spot;
mod traces;
mod why;

use fixedbitset::FixedBitSet;

pub use ast::{
    Cause, CausePart, Check, Comparison, Expr, GroupRef, Literal, Operand, Scope, Selector, Test,
};
pub use complaint::Complaint;
pub use error::{FilterError, Hint, byte_offset, utf16_offset};
pub(super) use facts::{Facts, is_http};
pub use group::Group;
pub use json::Json;
pub use keyword::{Keyword, Kind, Place};
pub(super) use node::hit_by;
pub use print::{key_text, quote};
pub use spot::{Spot, Wanted, spot};
pub use why::{Reason, Says};

use super::Index;
use crate::model::{SpanStore, TraceId};

/// A filter expression, independent of a store. The default one is empty and matches everything.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    text: String,
    expr: Option<Expr>,
    hints: Vec<Hint>,
}

impl Filter {
    /// One that names no group.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        Self::parse_with(text, &[])
    }

    pub fn parse_with(text: &str, groups: &[Group]) -> Result<Self, FilterError> {
        let (expr, hints) = parser::parse(text, groups)?;
        Ok(Self { text: text.to_owned(), expr, hints })
    }

    /// Matches every trace, as the text says nothing.
    pub fn is_empty(&self) -> bool {
        self.expr.is_none()
    }

    /// As typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// `None` when empty.
    pub fn expr(&self) -> Option<&Expr> {
        self.expr.as_ref()
    }

    /// Words that are read as annotations but look like mistyped keywords, in order of the text.
    pub fn hints(&self) -> &[Hint] {
        &self.hints
    }

    /// Words in it that X-Ray does not know, each once.
    pub fn extensions(&self) -> Vec<&'static str> {
        let mut words = Vec::new();
        if let Some(expr) = &self.expr {
            extension::extensions(expr, &mut words);
        }
        words
    }

    /// What each condition says about one trace, and the spans they turn on; empty for an empty filter.
    pub fn why(&self, store: &SpanStore, index: &Index, trace: TraceId) -> Vec<Reason> {
        self.expr.as_ref().map_or_else(Vec::new, |expr| why::why(expr, store, index, trace))
    }

    /// Traces that match, as a bitmap over `TraceId`.
    pub fn select(&self, store: &SpanStore, index: &Index) -> FixedBitSet {
        traces::select(self.expr.as_ref(), store, index)
    }
}

/// In the canonical form, which X-Ray understands too; it parses to the same expression.
impl std::fmt::Display for Filter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.expr.as_ref().map_or(Ok(()), |expr| expr.fmt(f))
    }
}
