//! How a trace came to be kept, as far as its spans say.

use std::cmp::Ordering;

use super::{StrId, Strings};

/// The choice by which a trace was kept while others were not.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sampling {
    /// The sampler or rule.
    pub by: StrId,
    /// Chance to be kept, 0 to 1; 0 where it is not known.
    pub chance: f32,
}

impl Sampling {
    /// What holds of a trace whose spans say different things: a known chance before an unknown one, then
    /// the smallest, for the trace passed that choice too.
    #[must_use]
    pub(super) fn or(self, other: Self, strings: &Strings) -> Self {
        let name = |s: Self| strings.get(s.by);
        let order = (self.chance == 0.0)
            .cmp(&(other.chance == 0.0))
            .then(self.chance.total_cmp(&other.chance))
            .then_with(|| name(self).cmp(name(other)));
        if order == Ordering::Greater { other } else { self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_known_chance_holds_in_any_order() {
        let mut strings = Strings::default();
        let [a, b] = ["a", "b"].map(|name| strings.intern(name));
        let told = |by, chance| Sampling { by, chance };
        let ranked = [told(b, 0.1), told(a, 0.5), told(b, 0.5), told(a, 0.0)];
        for (at, &first) in ranked.iter().enumerate() {
            for &then in &ranked[at..] {
                assert_eq!(first.or(then, &strings), first);
                assert_eq!(then.or(first, &strings), first);
            }
        }
    }
}
