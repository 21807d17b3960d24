//! The state as the part of an address after `#`, so that a link shows what its sender saw.
//!
//! `v` is the version of the codec. A link of another version, and any part that makes no sense,
//! is left out rather than guessed.

use super::framing_url::{framing_of, put_framing};
use super::{Finding, Moments, Patch, Selection, Shown, Tab, UiState, Versus, Zone};

use crate::scene::percent_encoded;

const VERSION: &str = "1";

/// Empty when everything stands as it does without a link.
pub fn encode(state: &UiState) -> String {
    let mut parts = Vec::new();
    let mut put = |key: &str, value: &str| parts.push(format!("{key}={}", escape(value)));
    if !state.filter_text.is_empty() {
        put("filter", &state.filter_text);
    }
    if let Some(range) = state.view.range {
        let Moments { start, end } = range.into();
        put("from", &start.to_string());
        put("to", &end.to_string());
    }
    if state.zone == Zone::Utc {
        put("zone", "utc");
    }
    match state.tab {
        Tab::Map => {}
        Tab::Traces => put("view", "traces"),
        Tab::Analysis => {
            put("view", "analysis");
            if state.finding != Finding::Spread {
                put("find", state.finding.word());
            }
        }
    }
    put_framing(&state.view.framing, &mut put);
    match (Shown::of(state), &state.selection) {
        (Shown::Map, Selection::Node { id }) => put("node", id),
        (Shown::Map, Selection::Edge { source, target }) => {
            put("source", source);
            put("target", target);
        }
        (Shown::Trace, selection) => {
            put("trace", state.open_trace.as_deref().unwrap_or_default());
            if let Some(versus) = &state.versus {
                put_versus(versus, &mut put);
            } else if let Selection::Span { span, .. } = selection {
                put("span", &span.to_string());
            }
        }
        _ => {}
    }
    if parts.is_empty() {
        return String::new();
    }
    format!("v={VERSION}&{}", parts.join("&"))
}

/// Everything that a link can say is in the patch, so that going back in history takes away, too.
pub fn decode(hash: &str) -> Patch {
    let pairs: Vec<(String, String)> = hash
        .trim_start_matches('#')
        .split('&')
        .filter_map(|part| part.split_once('='))
        .map(|(key, value)| (key.to_owned(), unescape(value)))
        .collect();
    let get = |key: &str| pairs.iter().find(|(k, _)| k == key).map(|(_, value)| value.clone());
    let known = get("v").as_deref() == Some(VERSION);
    let get = |key: &str| get(key).filter(|_| known);
    let all = |key: &str| {
        let of = pairs.iter().filter(|(k, _)| known && k == key);
        of.map(|(_, value)| value.clone()).collect()
    };
    let number = |key: &str| get(key).and_then(|text| text.parse::<f64>().ok());
    let view = get("view");
    let traces = view.as_deref() == Some("traces");
    let trace = get("trace").filter(|_| traces);
    Patch {
        filter: Some(get("filter").unwrap_or_default()),
        time_range: Some(
            number("from").zip(number("to")).map(|(start, end)| Moments { start, end }),
        ),
        view: Some(match (traces, &trace) {
            (true, Some(_)) => Shown::Trace,
            (true, None) => Shown::Traces,
            (false, _) if view.as_deref() == Some("analysis") => Shown::Analysis,
            (false, _) => Shown::Map,
        }),
        finding: (view.as_deref() == Some("analysis"))
            .then(|| get("find").and_then(|word| Finding::of_word(&word)).unwrap_or_default()),
        zone: Some(if get("zone").as_deref() == Some("utc") { Zone::Utc } else { Zone::Local }),
        selection: Some(if traces { span(&get, trace.as_ref()) } else { place(&get) }),
        versus: versus_of(&get),
        trace: Some(trace),
        framing: Some(framing_of(&all)),
        ..Patch::default()
    }
}

fn put_versus(versus: &Versus, put: &mut impl FnMut(&str, &str)) {
    put("versus", &versus.other);
    for (key, on) in [("differing", versus.differing), ("sums", versus.sums)] {
        if on {
            put(key, "1");
        }
    }
}

fn versus_of(get: &impl Fn(&str) -> Option<String>) -> Option<Versus> {
    let is_on = |key| get(key).is_some();
    let (differing, sums) = (is_on("differing"), is_on("sums"));
    Some(Versus { other: get("versus")?, differing, sums })
}

fn place(get: &impl Fn(&str) -> Option<String>) -> Option<Selection> {
    if let Some(id) = get("node") {
        return Some(Selection::Node { id });
    }
    let (source, target) = get("source").zip(get("target"))?;
    Some(Selection::Edge { source, target })
}

fn span(get: &impl Fn(&str) -> Option<String>, trace: Option<&String>) -> Option<Selection> {
    let trace = trace?.clone();
    Some(match get("span").and_then(|text| text.parse().ok()) {
        Some(span) => Selection::Span { trace, span },
        None => Selection::Trace { id: trace },
    })
}

/// What people expect to read in a fragment stays as it is.
fn escape(text: &str) -> String {
    percent_encoded(text, b":/(),@!")
}

/// Bytes that are no UTF-8 become replacement characters; a lone `%` stays.
fn unescape(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let digit = |i| bytes.get(at + i).and_then(|&b| char::from(b).to_digit(16));
        match digit(1).zip(digit(2)).filter(|_| byte == b'%') {
            Some((high, low)) => {
                out.push((high * 16 + low) as u8);
                at += 3;
            }
            None => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Framing;
    use crate::state::{Action, reduce};

    fn round_trip(state: &UiState) -> UiState {
        let mut copy = UiState::default();
        reduce(&mut copy, Action::Apply(Box::new(decode(&encode(state)))));
        copy
    }

    fn visited(hash: &str) -> UiState {
        let mut state = UiState::default();
        reduce(&mut state, Action::Apply(Box::new(decode(hash))));
        state
    }

    #[test]
    fn a_link_shows_what_its_sender_saw() {
        let mut state = UiState::default();
        let range = Moments { start: 1_714_572_187_250.0, end: 1_714_572_190_000.5 }.range();
        for action in [
            Action::SetFilter("service(\"결제 & 100%\")\n#=+ok".into()),
            Action::SetRange(range),
            Action::SetZone(Zone::Utc),
            Action::SetFraming(Framing { unfolded: vec!["a&b".into()], ..Framing::default() }),
            Action::Select(Selection::Edge { source: "a=b".into(), target: "c&d".into() }),
        ] {
            reduce(&mut state, action);
        }
        assert_eq!(round_trip(&state), state);
        reduce(&mut state, Action::OpenTrace("1-abc".into()));
        assert_eq!(round_trip(&state), state);
        reduce(&mut state, Action::Select(Selection::Span { trace: "1-abc".into(), span: 7 }));
        assert_eq!(round_trip(&state), state);
        let (trace, other) = ("1-abc".into(), "1-d&f".into());
        reduce(&mut state, Action::Align { trace, other });
        assert_eq!(round_trip(&state), state);
        reduce(&mut state, Action::ShowDiffering(true));
        reduce(&mut state, Action::ShowAlignedSums(true));
        assert_eq!(round_trip(&state), state);
        let mut state = UiState::default();
        for finding in Finding::ALL {
            reduce(&mut state, Action::ShowTab(Tab::Analysis));
            reduce(&mut state, Action::ShowFinding(finding));
            assert_eq!(round_trip(&state), state);
        }
    }

    #[test]
    fn nothing_special_is_nothing_to_say() {
        assert_eq!(encode(&UiState::default()), "");
        assert_eq!(visited(""), UiState::default());
    }

    #[test]
    fn nonsense_is_left_out() {
        assert_eq!(visited("#v=2&filter=ok"), UiState::default());
        assert_eq!(visited("#v=1&from=5&to=1&span=x&view=?&%&=&zone"), UiState::default());
        assert_eq!(visited("v=1&filter=100%+%zz%ff%4").filter_text, "100%+%zz\u{fffd}%4");
    }
}
