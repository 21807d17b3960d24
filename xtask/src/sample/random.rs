//! Random numbers that are the same on every machine and in every year.

/// SplitMix64: eight bytes of state, good enough for a shop. Integers only, since the last digit of a
/// floating-point function differs between systems.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Any 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// A number from `low` up to but not including `high`, each as likely.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = low.abs_diff(high).max(1);
        // The bias is below 2^-32 for the widths in use.
        low + (self.bits() % width) as i64
    }

    /// A number from `low` up to but not including `high`, most often in the middle.
    pub fn around(&mut self, low: i64, high: i64) -> i64 {
        (self.between(low, high) + self.between(low, high)) / 2
    }

    /// True in `percent` of 100 cases.
    pub fn chance(&mut self, percent: i64) -> bool {
        self.between(0, 100) < percent
    }

    /// One of `choices`, each as often as its weight says.
    pub fn pick<T: Copy>(&mut self, choices: &[(T, i64)]) -> T {
        let total = choices.iter().map(|(_, weight)| weight).sum();
        let mut left = self.between(0, total);
        for (choice, weight) in choices {
            if left < *weight {
                return *choice;
            }
            left -= weight;
        }
        choices[0].0
    }
}
