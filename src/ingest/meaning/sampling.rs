//! What a span says of how its trace was chosen.

use super::super::number;
use super::Draft;
use super::roles::Slot;
use crate::model::{Sampling, Strings, hex};

/// Digits of a threshold; those at the end that are 0 may be left out.
const DIGITS: usize = 14;

impl Draft {
    /// The choice that the span tells of: in a place of its format, by the tags of Jaeger's samplers
    /// (<https://www.jaegertracing.io/docs/latest/architecture/sampling/>), or as one in so many.
    pub(super) fn sampling(&self, strings: &mut Strings) -> Option<Sampling> {
        if let Some((by, chance)) = self.kept {
            return Some(Sampling { by: strings.intern(by), chance });
        }
        if let Some(by) = self.hint(Slot::Sampler) {
            let parameter = self.hint(Slot::SamplerParameter).map_or("", |id| strings.get(id));
            return Some(Sampling { by, chance: chance_of(strings.get(by), parameter) });
        }
        let rate = number::float(strings.get(self.hint(Slot::SampleRate)?).as_bytes())?;
        let chance = known((1.0 / rate) as f32);
        (chance > 0.0).then(|| Sampling { by: strings.intern("SampleRate"), chance })
    }
}

/// Samplers that take so many a second do not say what share that is.
fn chance_of(sampler: &str, parameter: &str) -> f32 {
    match sampler {
        "const" => 1.0,
        "probabilistic" | "traceidratio" => {
            number::float(parameter.as_bytes()).map_or(0.0, |chance| known(chance as f32))
        }
        _ => 0.0,
    }
}

/// The chance to be kept that a trace state tells: by the threshold below which random numbers of 56 bits
/// are left out (`ot=th:c`), in older ones by a power of two (`ot=p:3`).
/// <https://opentelemetry.io/docs/specs/otel/trace/tracestate-probability-sampling/>
pub fn chance_of_state(state: &str) -> Option<f32> {
    let vendor = state.split(',').find_map(|member| member.trim().strip_prefix("ot="))?;
    let told = vendor.split(';').find_map(|part| match part.split_once(':')? {
        ("th", digits) => threshold(digits),
        ("p", power) => power.parse().ok().filter(|&p| p < 63).map(|p| 0.5f32.powi(p)),
        _ => None,
    });
    told.map(known).filter(|&chance| chance > 0.0)
}

fn threshold(digits: &str) -> Option<f32> {
    let left_out = hex(digits.as_bytes()).filter(|_| (1..=DIGITS).contains(&digits.len()))?;
    let whole = 1u64 << (4 * DIGITS);
    let least = left_out << (4 * (DIGITS - digits.len()));
    Some((whole - least) as f32 / whole as f32)
}

/// 0 for what is no chance.
fn known(chance: f32) -> f32 {
    if chance > 0.0 && chance <= 1.0 { chance } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trace_states_tell_thresholds_and_powers_of_two() {
        for (state, expect) in [
            ("ot=th:0", Some(1.0)),
            ("ot=th:8", Some(0.5)),
            ("vendor=x, ot=rv:9b8233f7e3a151;th:c", Some(0.25)),
            ("ot=th:fd70a3d70a3d71", Some(0.01)),
            ("ot=p:3;r:5", Some(0.125)),
            ("ot=p:63", None),
            ("ot=th:", None),
            ("ot=th:fffffffffffffff", None),
            ("ot=rv:9b8233f7e3a151", None),
            ("state.2", None),
            ("", None),
        ] {
            assert_eq!(chance_of_state(state), expect, "{state}");
        }
    }

    #[test]
    fn samplers_tell_a_chance_or_none() {
        assert_eq!(chance_of("probabilistic", "0.2"), 0.2);
        assert_eq!(chance_of("const", "true"), 1.0);
        assert_eq!(chance_of("ratelimiting", "2"), 0.0);
        assert_eq!(chance_of("probabilistic", "7"), 0.0);
    }
}
