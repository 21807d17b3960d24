//! Two traces compared, and how they are chosen.

/// The comparison that is shown: the open trace with another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Versus {
    /// The trace that is compared with the open one.
    pub other: String,
    /// Only rows that differ are shown.
    pub differing: bool,
    /// Sums by operation stand in the place of the rows.
    pub sums: bool,
}

/// Two traces are being chosen in the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Picking {
    #[default]
    Off,
    First,
    /// The one that the next is compared with.
    Second(String),
}

impl Picking {
    pub fn is_on(&self) -> bool {
        *self != Self::Off
    }
}
