//! What the person has chosen, and the only place where it changes.
//!
//! Everything here is plain data: the view reads it through memos and sends [`Action`]s,
//! [`reduce`] answers. What the data say (the overview, rows, details) is not state.

mod action;
mod analysis_text;
mod ask_text;
mod choice;
mod details_text;
mod fall;
mod filter_note;
mod filter_text;
mod findings_text;
mod framing_url;
mod map_text;
mod map_words;
mod note_text;
mod reason_text;
mod sampling_words;
mod settings;
mod shell_text;
mod text;
mod trace_text;
mod url;
mod versus;
mod versus_text;

use crate::engine::{Picked, View, api::LoadReport};

pub use action::{Action, reduce};
pub use analysis_text::AnalysisText;
pub use ask_text::AskText;
pub use choice::{Chrome, Finding, Language, Panel, Selection, Tab, Theme, Zone};
pub use details_text::DetailsText;
pub use fall::{Fall, SumView};
pub use filter_note::FilterNote;
pub use findings_text::FindingsText;
pub use map_text::MapText;
pub use map_words::{edge_sentence, health_word, kind_word, node_sentence, reason};
pub use sampling_words::sampling_words;
pub use settings::{Moments, Patch, Settings, Shown};
pub use shell_text::ShellText;
pub use text::{EN, KO, Text};
pub use trace_text::TraceText;
pub use url::{decode, encode};
pub use versus::{Picking, Versus};
pub use versus_text::VersusText;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct UiState {
    pub phase: Phase,
    /// Of the data on the screen; `None` before the first load and after clearing.
    pub report: Option<LoadReport>,
    /// Filter, time range and thresholds in force.
    pub view: View,
    /// The filter as typed, valid or not.
    pub filter_text: String,
    /// What is wrong with `filter_text`; the last valid filter is in force meanwhile.
    pub filter_error: Option<FilterNote>,
    /// Doubts about a valid filter.
    pub filter_hints: Vec<FilterNote>,
    /// Filters used before, last first.
    pub history: Vec<String>,
    pub tab: Tab,
    /// The part of the analysis that is shown.
    pub finding: Finding,
    /// The traces that are compared with the rest.
    pub picked: Picked,
    pub selection: Selection,
    /// The trace whose waterfall is shown in the tab of traces.
    pub open_trace: Option<String>,
    /// The open trace is shown with its clocks brought together.
    pub adjust_clocks: bool,
    pub fall: Fall,
    /// The open trace is shown compared with another.
    pub versus: Option<Versus>,
    pub picking: Picking,
    pub zone: Zone,
    pub theme: Theme,
    pub language: Language,
    pub chrome: Chrome,
    pub panel: Option<Panel>,
    /// The page has a sample to offer.
    pub sample: bool,
    /// Why the last load failed, until it is dismissed. What was there before is still there.
    pub notice: Option<String>,
}

/// What the engine is busy with.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Phase {
    #[default]
    Empty,
    Loading(Progress),
    Ready,
    /// The engine stopped, and all data are gone.
    Stopped {
        reason: String,
        /// What was loaded can be loaded again.
        retry: bool,
    },
}

/// How far a load has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Progress {
    /// Bytes read, as they lie in the file.
    pub loaded: f64,
    /// Bytes in all, or 0 when unknown.
    pub total: f64,
    pub spans: f64,
}

impl UiState {
    /// Something is loaded, though perhaps nothing in it.
    pub fn has_data(&self) -> bool {
        self.report.is_some()
    }
}
