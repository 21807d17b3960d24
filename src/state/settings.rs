//! The state as the embedding page sees it: the element's properties, in JavaScript's units.

use serde::{Deserialize, Deserializer, Serialize};

use super::{Chrome, FilterNote, Finding, Language, Selection, Tab, Theme, UiState, Versus, Zone};
use crate::engine::{Framing, Range, Thresholds};
use crate::model::Nanos;

/// All properties together, given to the page after every change.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    pub filter: String,
    pub filter_error: Option<FilterNote>,
    pub time_range: Option<Moments>,
    pub thresholds: Thresholds,
    pub view: Shown,
    pub trace: Option<String>,
    pub selection: Option<Selection>,
    pub theme: Theme,
    pub lang: Language,
    pub zone: Zone,
}

/// What the page wants changed; what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Patch {
    pub filter: Option<String>,
    #[serde(deserialize_with = "present")]
    pub time_range: Option<Option<Moments>>,
    pub thresholds: Option<Thresholds>,
    pub view: Option<Shown>,
    #[serde(deserialize_with = "present")]
    pub trace: Option<Option<String>>,
    #[serde(deserialize_with = "present")]
    pub selection: Option<Option<Selection>>,
    pub theme: Option<Theme>,
    pub lang: Option<Language>,
    pub chrome: Option<Chrome>,
    pub zone: Option<Zone>,
    pub sample: Option<bool>,
    /// The part of the analysis; only links tell it.
    #[serde(skip)]
    pub finding: Option<Finding>,
    /// As are focus and groups of the map.
    #[serde(skip)]
    pub framing: Option<Framing>,
    /// And the trace that the open one is compared with.
    #[serde(skip)]
    pub versus: Option<Versus>,
}

/// The tab, and in that of traces whether the list or a waterfall.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Shown {
    Map,
    Traces,
    Trace,
    Analysis,
}

/// A time range in milliseconds since the epoch.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Moments {
    pub start: f64,
    pub end: f64,
}

impl Settings {
    pub fn of(state: &UiState) -> Self {
        Self {
            filter: state.filter_text.clone(),
            filter_error: state.filter_error.clone(),
            time_range: state.view.range.map(Moments::from),
            thresholds: state.view.thresholds.clone(),
            view: Shown::of(state),
            trace: state.open_trace.clone(),
            selection: Some(state.selection.clone()).filter(|s| *s != Selection::None),
            theme: state.theme,
            lang: state.language,
            zone: state.zone,
        }
    }
}

impl Shown {
    pub fn of(state: &UiState) -> Self {
        match (state.tab, &state.open_trace) {
            (Tab::Map, _) => Self::Map,
            (Tab::Analysis, _) => Self::Analysis,
            (Tab::Traces, None) => Self::Traces,
            (Tab::Traces, Some(_)) => Self::Trace,
        }
    }
}

impl From<Range> for Moments {
    fn from(range: Range) -> Self {
        Self { start: range.start.millis(), end: range.end.millis() }
    }
}

impl Moments {
    /// `None` for what is no range: not a number, or upside down.
    pub fn range(self) -> Option<Range> {
        let Self { start, end } = self;
        (start < end)
            .then(|| Range { start: Nanos::from_millis(start), end: Nanos::from_millis(end) })
    }
}

/// Tells `null`, which takes a value away, from absence, which leaves it.
fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn patch(value: serde_json::Value) -> Patch {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn null_takes_away_and_absence_leaves() {
        assert_eq!(patch(json!({})), Patch::default());
        assert_eq!(patch(json!({ "timeRange": null })).time_range, Some(None));
        let range = patch(json!({ "timeRange": { "start": 1, "end": 2.5 } })).time_range;
        assert_eq!(range, Some(Some(Moments { start: 1.0, end: 2.5 })));
        let node = patch(json!({ "selection": { "type": "node", "id": "a" } })).selection;
        assert_eq!(node, Some(Some(Selection::Node { id: "a".into() })));
    }

    #[test]
    fn no_number_makes_a_range() {
        for (start, end) in [(2.0, 1.0), (1.0, 1.0), (f64::NAN, 1.0), (1.0, f64::NAN)] {
            assert_eq!(Moments { start, end }.range(), None);
        }
        let all = Moments { start: -1e300, end: 1e300 }.range();
        assert_eq!(all, Some(Range { start: Nanos::MIN, end: Nanos::MAX }));
    }

    #[test]
    fn properties_by_their_names() {
        let text = serde_json::to_string(&Settings::of(&UiState::default())).unwrap();
        assert_eq!(
            text,
            r#"{"filter":"","filterError":null,"timeRange":null,"thresholds":{"latency":{"warning":1000.0,"critical":3000.0},"errorRate":{"warning":0.01,"critical":0.05},"services":{}},"view":"map","trace":null,"selection":null,"theme":"auto","lang":"en","zone":"local"}"#
        );
    }
}
