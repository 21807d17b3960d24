//! What is wrong with an expression, and where.

use std::ops::Range;

use serde::Serialize;

/// Why a text is no filter. `start .. end` are bytes of the text, on character boundaries;
/// `start == end` where something is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FilterError {
    /// What was expected, such as "expected a number after `>`".
    pub message: String,
    pub start: usize,
    pub end: usize,
}

/// A valid filter that probably means something else than it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hint {
    pub message: String,
    /// The word that was likely meant at `start .. end`.
    pub replacement: String,
    /// In bytes, as in [`FilterError`].
    pub start: usize,
    pub end: usize,
}

impl FilterError {
    pub(super) fn new(range: Range<usize>, message: impl Into<String>) -> Self {
        Self { message: message.into(), start: range.start, end: range.end }
    }

    /// The range in UTF-16 code units: what JavaScript counts in, as `setSelectionRange` does.
    /// `text` is the text that was parsed.
    pub fn utf16(&self, text: &str) -> (usize, usize) {
        (utf16_offset(text, self.start), utf16_offset(text, self.end))
    }
}

impl Hint {
    /// The range in UTF-16 code units, as [`FilterError::utf16`].
    pub fn utf16(&self, text: &str) -> (usize, usize) {
        (utf16_offset(text, self.start), utf16_offset(text, self.end))
    }
}

impl std::fmt::Display for FilterError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for FilterError {}

/// Code units before byte `at`, counting the characters that begin before it.
fn utf16_offset(text: &str, at: usize) -> usize {
    text.char_indices().take_while(|(i, _)| *i < at).map(|(_, c)| c.len_utf16()).sum()
}
