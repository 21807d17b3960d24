//! What is said below the field of the filter.

use serde::Serialize;

use crate::query::filter::{Complaint, FilterError, Hint};

/// An error or a doubt. Positions are in UTF-16 units of the filter's text, as JavaScript counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FilterNote {
    /// In English, for the embedding page.
    message: String,
    pub start: u32,
    pub end: u32,
    #[serde(skip)]
    complaint: Complaint,
    #[serde(skip)]
    words: Vec<String>,
}

impl FilterNote {
    /// `text` is the text that was parsed.
    pub fn error(error: &FilterError, text: &str) -> Self {
        Self::new(error.complaint, error.words.clone(), error.utf16(text))
    }

    pub fn doubt(hint: &Hint, text: &str) -> Self {
        let written = text.get(hint.start..hint.end).unwrap_or_default();
        let words = [written, &hint.replacement].map(|word| format!("`{word}`"));
        Self::new(Complaint::NoKeyword, words.to_vec(), hint.utf16(text))
    }

    fn new(complaint: Complaint, words: Vec<String>, (start, end): (usize, usize)) -> Self {
        let message = complaint.said(&words, Complaint::english);
        Self { message, start: start as u32, end: end as u32, complaint, words }
    }

    /// The sentence, by templates of one language.
    pub fn said(&self, language: fn(Complaint) -> &'static str) -> String {
        self.complaint.said(&self.words, language)
    }
}
