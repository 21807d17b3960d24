//! The alternatives that a person or a page can choose from, by the names of the element's attributes.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Tab {
    #[default]
    Map,
    Traces,
    Analysis,
}

impl Tab {
    /// As they stand on the screen.
    pub const ALL: [Self; 3] = [Self::Map, Self::Traces, Self::Analysis];

    /// The tab so many places further on; the ends are ends.
    pub fn neighbour(self, step: isize) -> Self {
        let last = Self::ALL.len() - 1;
        Self::ALL[(self as usize).saturating_add_signed(step).min(last)]
    }
}

/// What the analysis shows beside the facets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Finding {
    /// Traces by start and response time.
    #[default]
    Spread,
    Failures,
    /// What some traces have that the others have not.
    Share,
    /// Whose time the critical paths are.
    Time,
    Waste,
}

impl Finding {
    /// As they stand on the screen.
    pub const ALL: [Self; 5] = [Self::Spread, Self::Failures, Self::Share, Self::Time, Self::Waste];

    /// Its word in a link.
    pub fn word(self) -> &'static str {
        match self {
            Self::Spread => "times",
            Self::Failures => "errors",
            Self::Share => "share",
            Self::Time => "path",
            Self::Waste => "waste",
        }
    }

    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|finding| finding.word() == word)
    }
}

/// What is looked at closely.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum Selection {
    #[default]
    None,
    Node {
        id: String,
    },
    Edge {
        source: String,
        target: String,
    },
    Trace {
        id: String,
    },
    /// `span` is its position in the trace, in waterfall order.
    Span {
        trace: String,
        span: u32,
    },
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Zone {
    #[default]
    Local,
    Utc,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Theme {
    /// As the system has it.
    #[default]
    Auto,
    Light,
    Dark,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Language {
    #[default]
    #[serde(rename = "en")]
    English,
    #[serde(rename = "ko")]
    Korean,
}

/// How much frame an embedding page wants around the panes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Chrome {
    #[default]
    Full,
    /// Panes and the filter, without brand, opening of files, theme and language.
    Minimal,
    /// Panes alone.
    None,
}

/// What lies over the panes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panel {
    Help,
    /// Groups, history, and the filter for AWS.
    Filters,
    Files,
    Problems,
    Thresholds,
}

impl Language {
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Korean => "ko",
        }
    }
}
