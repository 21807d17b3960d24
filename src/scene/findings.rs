//! Small pictures and figures of what is found about many traces.

use crate::model::Nanos;

use super::format::{count, duration};

/// `< 0.001` or `= 0.012`: how likely chance alone is.
pub fn likelihood(p: f64) -> String {
    match p {
        p if p < 0.001 => "< 0.001".to_owned(),
        p if p < 0.1 => format!("= {p:.3}"),
        p => format!("= {p:.2}"),
    }
}

/// A number of unknown kind: whole ones as counts, others with three digits that count.
pub fn number(value: f64) -> String {
    let size = value.abs();
    if size < 1e15 && value.fract() == 0.0 {
        let sign = if value < 0.0 { "−" } else { "" };
        return format!("{sign}{}", count(size as u64));
    }
    if !(1e-3..1e15).contains(&size) {
        return format!("{value:.2e}");
    }
    let digits = (0..6).find(|&d| size * 10f64.powi(d) >= 100.0).unwrap_or(6) as usize;
    format!("{value:.digits$}")
}

/// Seconds as a length of time.
pub fn seconds(value: f64) -> String {
    duration(Nanos((value * 1e9) as i64))
}

/// Bars side by side as a path, the tallest as high as there is room; `hanging` ones grow downwards.
/// A bar that is not empty is at least a pixel high.
pub fn bars(counts: &[u32], width: f64, height: f64, hanging: bool) -> String {
    let most = counts.iter().copied().max().unwrap_or(0).max(1);
    let step = width / counts.len().max(1) as f64;
    let bar = |(at, &n): (usize, &u32)| {
        let length = (f64::from(n) / f64::from(most) * height).max(1.0);
        let top = if hanging { 0.0 } else { height - length };
        let (left, wide) = (at as f64 * step, (step - 1.0).max(0.5));
        format!("M{left:.1} {top:.1}h{wide:.1}v{length:.1}h-{wide:.1}z")
    };
    counts.iter().enumerate().filter(|(_, n)| **n > 0).map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn likelihoods_are_short() {
        let texts = [0.0, 0.0009, 0.0123, 0.5, 1.0].map(likelihood);
        assert_eq!(texts, ["< 0.001", "< 0.001", "= 0.012", "= 0.50", "= 1.00"]);
    }

    #[test]
    fn numbers_keep_three_digits() {
        let texts = [0.0, 12_345.0, -3.0, 0.254_4, 12.3456, 1234.56, 1e20, 1e-9].map(number);
        assert_eq!(texts[..4], ["0", &count(12_345), "−3", "0.254"]);
        assert_eq!(texts[4..], ["12.3", "1235", "1.00e20", "1.00e-9"]);
    }

    #[test]
    fn bars_stand_or_hang() {
        assert_eq!(
            bars(&[1, 0, 2], 30.0, 10.0, false),
            "M0.0 5.0h9.0v5.0h-9.0zM20.0 0.0h9.0v10.0h-9.0z"
        );
        assert_eq!(
            bars(&[1, 400], 20.0, 10.0, true),
            "M0.0 0.0h9.0v1.0h-9.0zM10.0 0.0h9.0v10.0h-9.0z"
        );
        assert_eq!(bars(&[], 20.0, 10.0, true), "");
    }
}
