//! Time: whole nanoseconds since the Unix epoch, or between two moments.

use std::fmt;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A moment (since 1970-01-01T00:00:00Z) or a length, in nanoseconds. Arithmetic saturates:
/// hostile times must not wrap a bar to the other side of the screen.
///
/// In formats that people read it is decimal text: a JavaScript number holds only 53 bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Nanos(pub i64);

impl Nanos {
    pub const ZERO: Self = Self(0);
    pub const MAX: Self = Self(i64::MAX);
    pub const MIN: Self = Self(i64::MIN);

    /// Whole milliseconds and their fraction apart: together they would not fit into 53 bits.
    pub fn from_millis(ms: f64) -> Self {
        let whole = ms.trunc();
        let fraction = ((ms - whole) * 1e6).round();
        Self((whole as i64).saturating_mul(1_000_000).saturating_add(fraction as i64))
    }

    /// Milliseconds: what the JavaScript API speaks. Exact for whole milliseconds, else to a
    /// microsecond for moments of this century.
    pub fn millis(self) -> f64 {
        (self.0 / 1_000_000) as f64 + (self.0 % 1_000_000) as f64 / 1e6
    }

    pub fn seconds(self) -> f64 {
        self.0 as f64 / 1e9
    }

    pub fn plus(self, length: Self) -> Self {
        Self(self.0.saturating_add(length.0))
    }

    pub fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Serialize for Nanos {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(&self.0)
        } else {
            serializer.serialize_i64(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Nanos {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            deserializer.deserialize_str(DecimalText)
        } else {
            i64::deserialize(deserializer).map(Self)
        }
    }
}

struct DecimalText;

impl Visitor<'_> for DecimalText {
    type Value = Nanos;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nanoseconds as decimal text")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Nanos, E> {
        text.parse().map(Nanos).map_err(E::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn milliseconds_are_exact_both_ways() {
        for ms in [0.0, 1_714_564_800_010.0, -1.0, 0.000_001, -2.5, 1_714_564_800_010.5] {
            assert_eq!(Nanos::from_millis(ms).millis(), ms);
        }
        assert_eq!(Nanos(1_714_564_800_010_000_000).millis(), 1_714_564_800_010.0);
        assert_eq!(Nanos::from_millis(1_714_564_800_010.0).0, 1_714_564_800_010_000_000);
    }

    #[test]
    fn what_is_no_moment_saturates() {
        assert_eq!(Nanos::from_millis(f64::NAN), Nanos::ZERO);
        assert_eq!(Nanos::from_millis(1e300), Nanos::MAX);
        assert_eq!(Nanos::from_millis(f64::NEG_INFINITY), Nanos::MIN);
    }
}
