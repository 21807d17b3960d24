//! How likely chance alone makes two groups differ so much.
//!
//! Tests on two groups: of counts (chi-squared, or Fisher's where counts are small) and of numbers
//! (Kolmogorov and Smirnov's); and Benjamini and Hochberg's correction for many tests at once. The
//! formulas are those of any textbook; `exp` and `ln` may differ in the last bit between targets, so
//! nothing may be ordered by these alone.

use std::f64::consts::PI;

use serde::{Deserialize, Serialize};

/// Traces of two groups, those with something and those without.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Split {
    pub selected_with: u32,
    pub selected: u32,
    pub rest_with: u32,
    pub rest: u32,
}

/// By which test a likelihood was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Method {
    ChiSquared,
    Fisher,
    KolmogorovSmirnov,
}

/// Below this expected count the chi-squared distribution is no good approximation.
const LEAST_EXPECTED: f64 = 5.0;

impl Split {
    /// Share among the selected less that among the rest: -1 to 1.
    pub fn difference(self) -> f64 {
        let share = |with: u32, of: u32| f64::from(with) / f64::from(of.max(1));
        share(self.selected_with, self.selected) - share(self.rest_with, self.rest)
    }

    /// Traces that have it or those that have it not, whichever are fewer.
    pub fn rarest(self) -> u32 {
        let with = self.selected_with + self.rest_with;
        with.min(self.selected + self.rest - with)
    }

    /// The smallest count that would be expected if the groups did not differ.
    pub fn least_expected(self) -> f64 {
        let with = f64::from(self.selected_with) + f64::from(self.rest_with);
        let all = f64::from(self.selected) + f64::from(self.rest);
        let group = f64::from(self.selected.min(self.rest));
        with.min(all - with) * group / all.max(1.0)
    }

    /// Fisher's test where a count is expected to be small, else chi-squared with one degree of freedom.
    pub fn test(self, factorials: &Factorials) -> (Method, f64) {
        match self.least_expected() < LEAST_EXPECTED {
            true => (Method::Fisher, self.fisher(factorials)),
            false => (Method::ChiSquared, erfc((self.chi_squared() / 2.0).sqrt())),
        }
    }

    /// n (ad - bc)² / ((a+b)(c+d)(a+c)(b+d))
    pub fn chi_squared(self) -> f64 {
        let (a, selected) = (f64::from(self.selected_with), f64::from(self.selected));
        let (c, rest) = (f64::from(self.rest_with), f64::from(self.rest));
        let (b, d) = (selected - a, rest - c);
        let below = selected * rest * (a + c) * (b + d);
        let cross = a * d - b * c;
        if below > 0.0 { (selected + rest) * cross * cross / below } else { 0.0 }
    }

    /// Two-sided: the sum over all tables with these margins that are no likelier than this one.
    fn fisher(self, factorials: &Factorials) -> f64 {
        let (with, all) = (self.selected_with + self.rest_with, self.selected + self.rest);
        let log = |n: u32| factorials.log(n);
        let fixed = log(with) + log(all - with) + log(self.selected) + log(self.rest) - log(all);
        let chance = |a: u32| {
            let [b, c] = [self.selected - a, with - a];
            (fixed - log(a) - log(b) - log(c) - log(self.rest - c)).exp()
        };
        let observed = chance(self.selected_with) * (1.0 + 1e-9);
        let (low, high) = (with.saturating_sub(self.rest), with.min(self.selected));
        // In a walk over the shorter margin: what is rare or common has few tables.
        (low..=high).map(chance).filter(|&p| p <= observed).sum::<f64>().min(1.0)
    }
}

/// Logarithms of factorials, of 0 on.
pub struct Factorials(Vec<f64>);

impl Factorials {
    pub fn up_to(n: u32) -> Self {
        let mut sum = 0.0;
        let logs = (1..=n).map(|i| {
            sum += f64::from(i).ln();
            sum
        });
        Self(std::iter::once(0.0).chain(logs).collect())
    }

    fn log(&self, n: u32) -> f64 {
        self.0.get(n as usize).copied().unwrap_or(f64::INFINITY)
    }
}

/// The largest distance between the shares of two groups that are at most some number, and how likely
/// chance makes it so large. `values` are sorted; the flag tells the selected.
pub fn kolmogorov_smirnov(values: &[(f64, bool)]) -> (f64, f64) {
    let selected = values.iter().filter(|v| v.1).count() as f64;
    let rest = values.len() as f64 - selected;
    if selected == 0.0 || rest == 0.0 {
        return (0.0, 1.0);
    }
    let (mut below, mut distance) = ([0.0, 0.0], 0.0f64);
    for same in values.chunk_by(|a, b| a.0 == b.0) {
        same.iter().for_each(|v| below[usize::from(v.1)] += 1.0);
        distance = distance.max((below[1] / selected - below[0] / rest).abs());
    }
    let root = (selected * rest / (selected + rest)).sqrt();
    // Stephens' correction makes the limit good for small groups.
    (distance, kolmogorov((root + 0.12 + 0.11 / root) * distance))
}

/// 2 Σ (-1)^(k-1) exp(-2 k² x²)
fn kolmogorov(x: f64) -> f64 {
    // Below this the sum is 1 to all digits, and slow to converge.
    if x < 0.2 {
        return 1.0;
    }
    let term = |k: i32| {
        let sign = if k % 2 == 1 { 2.0 } else { -2.0 };
        sign * (-2.0 * f64::from(k * k) * x * x).exp()
    };
    (1..=20).map(term).sum::<f64>().clamp(0.0, 1.0)
}

/// The complementary error function for x >= 0, good to 12 digits.
fn erfc(x: f64) -> f64 {
    let bell = (-x * x).exp();
    if x < 2.5 {
        // erf x = 2/√π exp(-x²) Σ 2ⁿ x^(2n+1) / (1·3·5···(2n+1)); all terms are positive.
        let (mut term, mut sum) = (x, x);
        for n in 1..60 {
            term *= 2.0 * x * x / f64::from(2 * n + 1);
            sum += term;
        }
        return 1.0 - 2.0 / PI.sqrt() * bell * sum;
    }
    // erfc x = exp(-x²)/√π · 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + ...)))), from the far end.
    let fraction = (1..=60).rev().fold(x, |below, k| x + f64::from(k) / 2.0 / below);
    bell / PI.sqrt() / fraction
}

/// Likelihoods corrected for their number by Benjamini and Hochberg: of those at most q, a share of q at
/// most is chance. In the order given.
pub fn corrected(likelihoods: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..likelihoods.len()).collect();
    crate::model::sort_by(&mut order, |&a, &b| likelihoods[b].total_cmp(&likelihoods[a]));
    let mut out = vec![1.0; likelihoods.len()];
    let mut least = 1.0f64;
    for (at, &place) in order.iter().enumerate() {
        let rank = (likelihoods.len() - at) as f64;
        least = least.min(likelihoods[place] * likelihoods.len() as f64 / rank);
        out[place] = least;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(left: f64, right: f64) {
        let scale = right.abs().max(1e-300);
        assert!((left - right).abs() / scale < 1e-3, "{left} is not {right}");
    }

    /// Counts as in a table: with and without among the selected, then among the rest.
    fn check([a, b, c, d]: [u32; 4], method: Method, chi_squared: f64, p: f64) {
        let split = Split { selected_with: a, selected: a + b, rest_with: c, rest: c + d };
        close(split.chi_squared(), chi_squared);
        let (found, likelihood) = split.test(&Factorials::up_to(a + b + c + d));
        assert_eq!(found, method);
        close(likelihood, p);
        let mirrored = Split { selected_with: b, selected: a + b, rest_with: d, rest: c + d };
        close(mirrored.test(&Factorials::up_to(a + b + c + d)).1, p);
        close(mirrored.difference(), -split.difference());
    }

    #[test]
    fn counts() {
        check([40, 10, 60, 890], Method::ChiSquared, 286.5497, 2.807_754e-64);
        check([20, 10, 30, 940], Method::Fisher, 247.6035, 3.098_935e-21);
        check([30, 70, 20, 80], Method::ChiSquared, 2.6667, 0.102470);
        check([43, 9, 44, 4], Method::ChiSquared, 1.777_415, 0.182_467);
        // Fisher's cups of tea.
        check([3, 1, 1, 3], Method::Fisher, 2.0, 0.485714);
        check([1, 8, 11, 3], Method::Fisher, 9.9913, 0.0027595);
        check([0, 10, 0, 10], Method::Fisher, 0.0, 1.0);
    }

    #[test]
    fn error_function() {
        for (x, expect) in
            [(0.0, 1.0), (0.5, 0.479_500_122), (1.0, 0.157_299_207), (2.0, 0.004_677_735)]
        {
            close(erfc(x), expect);
        }
        close(erfc(2.499_999_9), erfc(2.500_000_1));
        close(erfc(5.0), 1.537_459_8e-12);
        assert_eq!(erfc(100.0), 0.0);
    }

    #[test]
    fn numbers() {
        let pairs = |selected: &[f64], rest: &[f64]| {
            let mut all: Vec<_> = selected.iter().map(|&x| (x, true)).collect();
            all.extend(rest.iter().map(|&x| (x, false)));
            all.sort_by(|a, b| a.0.total_cmp(&b.0));
            kolmogorov_smirnov(&all)
        };
        assert_eq!(pairs(&[1.0, 2.0], &[]), (0.0, 1.0));
        assert_eq!(pairs(&[1.0, 2.0, 2.0], &[2.0, 1.0, 2.0]), (0.0, 1.0));
        assert_eq!(pairs(&[1.0, 2.0], &[3.0, 4.0]).0, 1.0);
        let (low, high): (Vec<f64>, Vec<f64>) =
            ((0..100).map(f64::from).collect(), (50..150).map(f64::from).collect());
        let (distance, p) = pairs(&low, &high);
        assert_eq!(distance, 0.5);
        assert!(p < 1e-10 && p > 1e-13, "{p}");
        close(kolmogorov(1.36), 0.049_486);
    }

    #[test]
    fn many_tests() {
        let q = corrected(&[0.01, 0.04, 0.03, 0.5]);
        let expect = [0.04, 0.053_333, 0.053_333, 0.5];
        q.iter().zip(expect).for_each(|(&q, expect)| close(q, expect));
        assert!(corrected(&[]).is_empty());
    }
}
