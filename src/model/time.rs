//! Time: whole nanoseconds since the Unix epoch, or between two moments.

use serde::{Deserialize, Serialize};

/// A moment (since 1970-01-01T00:00:00Z) or a length, in nanoseconds. Arithmetic saturates:
/// hostile times must not wrap a bar to the other side of the screen.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
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
