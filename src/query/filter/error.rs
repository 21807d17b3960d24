//! What is wrong with an expression, and where.

use std::ops::Range;

use super::Complaint;
use crate::query::fill;

/// Why a text is no filter. `start .. end` are bytes of the text, on character boundaries;
/// `start == end` where something is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterError {
    pub complaint: Complaint,
    /// What stands in the places of its template.
    pub words: Vec<String>,
    pub start: usize,
    pub end: usize,
}

/// A valid filter that probably means something else than it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The word that was likely meant at `start .. end`.
    pub replacement: String,
    /// In bytes, as in [`FilterError`].
    pub start: usize,
    pub end: usize,
}

impl FilterError {
    pub(super) fn new(range: Range<usize>, complaint: Complaint, words: &[&str]) -> Self {
        let words = words.iter().map(|&word| word.to_owned()).collect();
        Self { complaint, words, start: range.start, end: range.end }
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

impl Complaint {
    /// The sentence, by templates of one language.
    pub fn said(self, words: &[String], language: fn(Self) -> &'static str) -> String {
        let end = language(Self::TheEnd);
        let words: Vec<&str> =
            words.iter().map(|word| if word.is_empty() { end } else { word }).collect();
        fill(language(self), &words)
    }
}

impl std::fmt::Display for FilterError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.complaint.said(&self.words, Complaint::english))
    }
}

impl std::error::Error for FilterError {}

/// What stands in the text, as it is quoted in sentences.
pub(super) fn quoted(word: &str) -> String {
    format!("`{word}`")
}

/// The byte behind `units` code units, or the text's end.
pub fn byte_offset(text: &str, units: usize) -> usize {
    let mut seen = 0;
    let past = text.char_indices().find(|(_, c)| {
        let is_past = seen >= units;
        seen += c.len_utf16();
        is_past
    });
    past.map_or(text.len(), |(at, _)| at)
}

/// Code units before byte `at`, counting the characters that begin before it.
pub fn utf16_offset(text: &str, at: usize) -> usize {
    text.char_indices().take_while(|(i, _)| *i < at).map(|(_, c)| c.len_utf16()).sum()
}
