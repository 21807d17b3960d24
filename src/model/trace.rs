//! Traces: what spans share.

use super::hex::hex;
use super::{Nanos, SpanId, StrId};

/// A trace id as a number. X-Ray's `1-8hex-24hex` and W3C's 32 hex digits of the same id are one key;
/// an id of any other form is hashed and its text kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TraceKey(pub u128);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trace {
    pub key: TraceKey,
    /// The id as the file wrote it.
    pub text: StrId,
    /// Its spans: `first .. first + len`, in waterfall order.
    pub first: SpanId,
    pub len: u32,
    /// Earliest start and latest end over all spans.
    pub start: Nanos,
    pub end: Nanos,
    /// The back end said that it cut the trace (`LimitExceeded`).
    pub limit_exceeded: bool,
}

impl Trace {
    pub fn spans(
        &self,
    ) -> impl DoubleEndedIterator<Item = SpanId> + ExactSizeIterator + Clone + use<> {
        (self.first.0..self.first.0 + self.len).map(SpanId)
    }

    /// Position of a span of this trace within it.
    pub fn row(&self, span: SpanId) -> usize {
        (span.0 - self.first.0) as usize
    }
}

impl TraceKey {
    /// Key of an id in any form, and whether the form was one of the two known.
    pub fn parse(text: &str) -> (Self, bool) {
        let number = |s: &str| Self::of_digits(s).map(|key| key.0);
        let parsed = match text.len() {
            32 => number(text),
            35 if text.is_ascii() && text.starts_with("1-") && &text[10..11] == "-" => {
                number(&text[2..10]).zip(number(&text[11..])).map(|(high, low)| high << 96 | low)
            }
            _ => None,
        };
        match parsed {
            Some(key) => (Self(key), true),
            None => (Self(scatter(text)), false),
        }
    }

    /// Key of up to 32 hex digits: an id of 64 bits is that of 128 with zeros before it.
    pub fn of_digits(text: &str) -> Option<Self> {
        let digits = text.as_bytes();
        if !(1..=32).contains(&digits.len()) {
            return None;
        }
        let (high, low) = digits.split_at(digits.len().saturating_sub(16));
        Some(Self(u128::from(hex(high)?) << 64 | u128::from(hex(low)?)))
    }
}

/// 128 well-mixed bits of a text: two FNV-1a 64 runs from different starts.
fn scatter(text: &str) -> u128 {
    let run = |seed: u64| {
        text.bytes().fold(seed, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3))
    };
    u128::from(run(0xcbf2_9ce4_8422_2325)) << 64 | u128::from(run(0x9e37_79b9_7f4a_7c15))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_an_id_are_one_key() {
        let (xray, known) = TraceKey::parse("1-65000000-00112233445566778899aabb");
        assert!(known);
        assert_eq!(TraceKey::parse("6500000000112233445566778899aabb"), (xray, true));
        assert_eq!(TraceKey::parse("6500000000112233445566778899AABB"), (xray, true));
    }

    #[test]
    fn an_odd_id_is_kept_apart() {
        for odd in
            ["", "1-2-3", "trace é", "1-6500000g-00112233445566778899aabb", "+".repeat(32).as_str()]
        {
            assert!(!TraceKey::parse(odd).1, "{odd}");
        }
        assert_ne!(TraceKey::parse("a").0, TraceKey::parse("b").0);
    }
}
