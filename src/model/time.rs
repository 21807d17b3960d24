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

    pub fn from_millis(ms: f64) -> Self {
        Self((ms * 1e6).round() as i64)
    }

    /// Milliseconds: what the JavaScript API speaks. Exact to a microsecond for moments of this century.
    pub fn millis(self) -> f64 {
        self.0 as f64 / 1e6
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
