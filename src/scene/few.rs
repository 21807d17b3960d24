//! Figures that say little, for they come from few requests, and how exact percentiles are.

use crate::query::Sketch;

use super::format::percent;

/// Averages, rates and percentiles of fewer requests are marked: one request more could change them much.
pub const FEW: u32 = 30;
/// Before such a figure, wherever it stands.
pub const FEW_MARK: &str = "≈";

/// Whether figures from so many say little; from none there are no figures.
pub fn is_few(n: u32) -> bool {
    (1..FEW).contains(&n)
}

/// A figure from so many, with the mark where there is no room for more.
pub fn with_mark(figure: String, n: u32) -> String {
    if is_few(n) { format!("{FEW_MARK}{figure}") } else { figure }
}

/// The largest error of a percentile of so many, such as `±0.8 %`; `None`: it is exact.
pub fn percentile_error(n: u32) -> Option<String> {
    (u64::from(n) > Sketch::EXACT).then(|| format!("±{}", percent(Sketch::ERROR)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_are_marked_and_none_are_not() {
        let marked = [0, 1, 29, 30].map(|n| with_mark("7".into(), n));
        assert_eq!(marked, ["7", "≈7", "≈7", "7"]);
    }

    #[test]
    fn percentiles_are_exact_while_all_values_are_kept() {
        assert_eq!(percentile_error(64), None);
        assert_eq!(percentile_error(65).map(|e| e.replace('\u{a0}', " ")), Some("±0.8 %".into()));
    }
}
