//! Exceptions, as far as search and statistics need them; the stack is read again from the file.

use super::{SpanId, StrId};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exception {
    pub span: SpanId,
    /// `TimeoutError`, `java.net.ConnectException`...
    pub kind: StrId,
    pub message: StrId,
    /// It came back from the callee.
    pub remote: bool,
}

impl Exception {
    /// Its type; of one without a type its message.
    pub fn name(&self) -> StrId {
        if self.kind == StrId::EMPTY { self.message } else { self.kind }
    }
}

/// All exceptions, by span. Few spans have one, so this is a sorted list, not a column.
#[derive(Clone, Default)]
pub struct Exceptions(pub(super) Vec<Exception>);

impl Exceptions {
    /// Those of one span, in the order of the file.
    pub fn of(&self, span: SpanId) -> &[Exception] {
        let start = self.0.partition_point(|e| e.span < span);
        let end = self.0.partition_point(|e| e.span <= span);
        &self.0[start..end]
    }

    pub fn all(&self) -> &[Exception] {
        &self.0
    }
}
