//! What became of the bytes: what was read, and what was not and why.

use super::Reason;
use serde::{Deserialize, Serialize};

use super::Format;
use crate::model::{SourceId, sort_by};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    pub sources: Vec<SourceReport>,
    /// Grouped by source and reason, by the place where each was first met.
    pub problems: Vec<Problem>,
    /// Records that could not be read.
    pub skipped: u64,
    /// Copies of spans that were merged into the one kept.
    pub merged: u64,
    /// Records that were not read because as much is loaded as there is room for.
    pub left_out: u64,
}

/// A file or stream.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SourceReport {
    pub name: String,
    /// Of its records; `None` when there are none, or of several formats.
    pub format: Option<Format>,
    pub is_mixed: bool,
    pub bytes: u64,
    /// Spans read, copies included.
    pub spans: u64,
    /// Documents, summaries and graph nodes read.
    pub records: u64,
}

/// Something that was passed over or mended, and where it happened first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    pub source: SourceId,
    pub kind: Reason,
    /// In English.
    pub reason: String,
    /// JSON path, such as `$.Traces[3].Segments[0].Document`.
    pub path: String,
    /// Bytes from the start of the source.
    pub offset: u64,
    /// The text there, shortened; empty when there is none to show. What follows the place is shown as far
    /// as it had arrived: of all that is reported, this alone depends on the chunks.
    pub example: String,
    pub count: u64,
}

/// Where something happened.
pub struct Spot {
    pub path: String,
    pub offset: u64,
    pub example: String,
}

/// Problems while they are collected.
#[derive(Default)]
pub struct Problems(Vec<Problem>);

/// Reasons told apart; all further ones are counted together.
const MOST: usize = 200;

impl Problems {
    /// Counts a problem. `spot` is worked out for the first of a kind only.
    pub fn note(
        &mut self,
        source: SourceId,
        kind: Reason,
        words: &str,
        spot: impl FnOnce() -> Spot,
    ) {
        let (mut kind, mut words) = (kind, words);
        if self.0.len() >= MOST && self.find(source, words).is_none() {
            kind = Reason::Others;
            words = kind.english();
        }
        if let Some(known) = self.find(source, words) {
            known.count += 1;
            return;
        }
        let (reason, Spot { path, offset, example }) = (words.to_owned(), spot());
        self.0.push(Problem { source, kind, reason, path, offset, example, count: 1 });
    }

    pub fn any_of(&self, source: SourceId) -> bool {
        self.0.iter().any(|p| p.source == source)
    }

    /// By source and place: text is decoded before it is read, so the order in which the two meet their
    /// problems depends on the chunks.
    pub fn into_list(mut self) -> Vec<Problem> {
        let key = |p: &Problem| (p.source, p.offset);
        sort_by(&mut self.0, |a, b| key(a).cmp(&key(b)).then_with(|| a.reason.cmp(&b.reason)));
        self.0
    }

    fn find(&mut self, source: SourceId, reason: &str) -> Option<&mut Problem> {
        self.0.iter_mut().rev().find(|p| p.source == source && p.reason == reason)
    }
}
