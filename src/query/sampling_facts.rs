//! How the traces of the data were chosen, as far as they say: of sampled data, numbers a minute are those
//! of the requests that were kept.

use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;
use serde::{Deserialize, Serialize};

use crate::model::{SpanStore, StrId, sort_by};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SamplingFacts {
    /// Traces that were kept by a choice which left others out.
    pub traces: u32,
    /// Samplers and rules with the traces that each kept, most first; at most [`MOST_NAMES`].
    pub by: Vec<(String, u32)>,
    /// Those of the traces whose chance to be kept is known; the smallest and largest chance, 0 to 1.
    pub known: u32,
    pub least: f64,
    pub most: f64,
    /// So many requests those stand for: each for one by its chance.
    pub stand_for: f64,
}

pub const MOST_NAMES: usize = 5;

/// `None` where no trace says that it was chosen.
pub fn sampling_facts(store: &SpanStore) -> Option<SamplingFacts> {
    let mut facts = SamplingFacts { least: 1.0, ..SamplingFacts::default() };
    let mut by: HashMap<StrId, u32, FxBuildHasher> = HashMap::default();
    for sampling in store.sampled().iter().map(|told| told.1).filter(|s| s.chance < 1.0) {
        facts.traces += 1;
        *by.entry(sampling.by).or_default() += 1;
        if sampling.chance > 0.0 {
            let chance = f64::from(sampling.chance);
            facts.known += 1;
            facts.least = facts.least.min(chance);
            facts.most = facts.most.max(chance);
            facts.stand_for += 1.0 / chance;
        }
    }
    let name = |(id, count)| (store.strings.get(id).to_owned(), count);
    facts.by = by.into_iter().map(name).collect();
    sort_by(&mut facts.by, |a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    facts.by.truncate(MOST_NAMES);
    (facts.traces > 0).then_some(facts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::ingest;

    /// Facts of a text as (traces, by, known, chances, requests that they stand for).
    #[track_caller]
    fn check(text: &str, expect: &str) {
        let told = sampling_facts(&ingest("", text.as_bytes()).0).map_or("-".to_owned(), |f| {
            let SamplingFacts { traces, by, known, least, most, stand_for } = f;
            format!("{traces} {by:?}; {known} of {least:.3}..{most:.3} for {stand_for:.0}")
        });
        assert_eq!(told, expect);
    }

    #[test]
    fn jaeger_tells_by_tags_of_the_sampler() {
        let span = |trace: &str, kind: &str, value: &str| {
            format!(
                r#"{{"traceID":"{trace}","spanID":"1","operationName":"o","startTime":1700000000000000,"duration":1,
                "process":{{"serviceName":"s"}},"tags":[
                {{"key":"sampler.type","type":"string","value":"{kind}"}},
                {{"key":"sampler.param","type":"float64","value":{value}}}]}}"#
            )
        };
        check(
            &[
                span("a1", "probabilistic", "0.1"),
                span("a2", "probabilistic", "0.5"),
                span("a3", "ratelimiting", "2"),
                span("a4", "const", "1"),
            ]
            .join("\n"),
            r#"3 [("probabilistic", 2), ("ratelimiting", 1)]; 2 of 0.100..0.500 for 12"#,
        );
        check(&span("a4", "const", "true"), "-");
    }

    #[test]
    fn otlp_tells_by_the_trace_state_or_a_rate() {
        let request = |member: &str| {
            format!(
                r#"{{"resourceSpans":[{{"scopeSpans":[{{"spans":[{{"traceId":"000000000000000000000000000000a1",
                "spanId":"0000000000000001","name":"n","startTimeUnixNano":"1","endTimeUnixNano":"2"{member}}}]}}]}}]}}"#
            )
        };
        check(
            &request(r#","traceState":"ot=th:c""#),
            r#"1 [("tracestate", 1)]; 1 of 0.250..0.250 for 4"#,
        );
        check(
            &request(r#","attributes":[{"key":"SampleRate","value":{"intValue":"20"}}]"#),
            r#"1 [("SampleRate", 1)]; 1 of 0.050..0.050 for 20"#,
        );
        check(&request(r#","traceState":"ot=th:0","flags":257"#), "-");
        check(&request(""), "-");
    }

    #[test]
    fn x_ray_tells_the_rule_and_zipkin_that_it_was_asked_for() {
        check(
            r#"{"trace_id":"1-65000000-0000000000000000000000a1","id":"0000000000000001","name":"shop",
            "start_time":1.0,"end_time":2.0,"aws":{"xray":{"sampling_rule_name":"Default"}}}"#,
            r#"1 [("Default", 1)]; 0 of 1.000..0.000 for 0"#,
        );
        check(
            r#"[{"traceId":"a1","id":"1","name":"n","timestamp":1,"duration":1,"debug":true,"localEndpoint":{"serviceName":"s"}}]"#,
            "-",
        );
    }

    #[test]
    fn of_what_spans_of_a_trace_say_the_smallest_chance_holds() {
        let span = |id: u32, rate: u32| {
            format!(
                r#"{{"traceId":"a1","id":"{id}","name":"n","timestamp":{id},"duration":1,
                "localEndpoint":{{"serviceName":"s"}},"tags":{{"SampleRate":"{rate}"}}}}"#
            )
        };
        let expect = r#"1 [("SampleRate", 1)]; 1 of 0.100..0.100 for 10"#;
        check(&format!("[{},{},{}]", span(1, 2), span(2, 10), span(3, 5)), expect);
        check(&format!("[{},{},{}]", span(2, 10), span(3, 5), span(1, 2)), expect);
    }
}
