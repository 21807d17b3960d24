//! How the traces were chosen, in a few sentences.

use super::shell_text::ShellText;
use crate::query::SamplingFacts;
use crate::scene::fill;
use crate::scene::format::{count, percent};

/// Below this share "1 in so many" says more than a percentage.
const RARE: f64 = 0.1;

/// Who chose how many of `total` traces, for how many requests they stand, and what that means for rates.
pub fn sampling_words(facts: &SamplingFacts, total: u32, text: &ShellText) -> String {
    let by: Vec<String> = facts.by.iter().map(|(name, n)| format!("{name}: {n}")).collect();
    let chosen = [&count(facts.traces.into()), &count(total.into()), &by.join(", ")];
    let share =
        if facts.known == 0 { text.sampled_unknown.to_owned() } else { weight(facts, text) };
    let sentences =
        [&fill(text.sampled_by, &chosen.map(String::as_str)), &share, text.sampled_rates];
    sentences.join(" ")
}

fn weight(facts: &SamplingFacts, text: &ShellText) -> String {
    let same = facts.most - facts.least < 1e-9;
    let template = if same { text.sampled_chance } else { text.sampled_chances };
    let stand_for = count(facts.stand_for.round() as u64);
    let [least, most] = [facts.least, facts.most].map(|share| chance(share, text));
    fill(template, &[&count(facts.known.into()), &least, &stand_for, &most])
}

fn chance(share: f64, text: &ShellText) -> String {
    if share >= RARE {
        return percent(share);
    }
    fill(text.one_of, &[&count((1.0 / share).round() as u64)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::{Language, Text};

    #[track_caller]
    fn check(facts: &SamplingFacts, english: &str, korean: &str) {
        let told = |language| sampling_words(facts, 20, &Text::of(language).shell);
        assert_eq!(told(Language::English).replace(['\u{a0}', '\u{202f}'], " "), english);
        assert_eq!(told(Language::Korean).replace(['\u{a0}', '\u{202f}'], " "), korean);
    }

    #[test]
    fn known_and_unknown_chances_are_told() {
        let by = vec![("probabilistic".to_owned(), 18)];
        let mut facts =
            SamplingFacts { traces: 18, by, known: 18, least: 0.01, most: 0.2, stand_for: 990.4 };
        check(
            &facts,
            "18 of 20 traces were chosen by a sampler (probabilistic: 18). 18 of them were kept with a \
             chance of 1 in 100 to 20 % and stand for about 990 requests. Requests per minute count only \
             those that sampling kept.",
            "트레이스 20개 중 18개는 샘플러가 골랐습니다(probabilistic: 18). 그중 18개는 100개 중 1개~20 % 확률로 \
             보관되었고 요청 약 990개를 대표합니다. 분당 요청 수는 샘플링으로 보관된 요청만 셉니다.",
        );
        facts.known = 0;
        check(
            &facts,
            "18 of 20 traces were chosen by a sampler (probabilistic: 18). What share of the requests they \
             are is not known. Requests per minute count only those that sampling kept.",
            "트레이스 20개 중 18개는 샘플러가 골랐습니다(probabilistic: 18). 전체 요청 중 얼마인지는 알 수 없습니다. \
             분당 요청 수는 샘플링으로 보관된 요청만 셉니다.",
        );
    }
}
