//! How much of a card is drawn at which magnification: what cannot be read is left out.

/// From near to far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// Everything.
    Full,
    /// In larger type, with fewer figures.
    Large,
    /// Health and the name in type that is larger still.
    Name,
    /// Health only.
    Mark,
}

/// Above so many nodes drawing costs more than a frame has: far maps show marks sooner, and
/// only what is in view is drawn.
pub const MANY: usize = 600;

impl Detail {
    pub fn at(scale: f64, nodes: usize) -> Self {
        // Names of 13, 17 and 24 px are never smaller than 9, 8 and 6 on the screen.
        let (full, large, name) = if nodes > MANY { (0.9, 0.6, 0.4) } else { (0.8, 0.5, 0.26) };
        match scale {
            s if s >= full => Detail::Full,
            s if s >= large => Detail::Large,
            s if s >= name => Detail::Name,
            _ => Detail::Mark,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn far_cards_say_less() {
        let at = |nodes| [1.0, 0.55, 0.3, 0.1].map(|scale| Detail::at(scale, nodes));
        assert_eq!(at(50), [Detail::Full, Detail::Large, Detail::Name, Detail::Mark]);
        assert_eq!(at(5000), [Detail::Full, Detail::Name, Detail::Mark, Detail::Mark]);
    }
}
