//! Lengths of time as people type them.

use crate::model::Nanos;

/// `250`, `250ms`, `1.5 s`, `300us`, `2m`; a bare number is of milliseconds. `None` for what is none,
/// and for what no trace takes.
pub fn read_length(text: &str) -> Option<Nanos> {
    let text = text.trim().to_lowercase().replace(',', ".");
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let nanos = match unit.trim() {
        "ns" => 1.0,
        "us" | "µs" | "μs" => 1e3,
        "" | "ms" => 1e6,
        "s" => 1e9,
        "m" | "min" => 60e9,
        "h" => 3600e9,
        _ => return None,
    };
    let length = number.parse::<f64>().ok()? * nanos;
    (length <= i64::MAX as f64).then_some(Nanos(length.round() as i64))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, nanos: Option<i64>) {
        assert_eq!(read_length(text).map(|length| length.0), nanos, "{text}");
    }

    #[test]
    fn units_may_be_told() {
        check("250", Some(250_000_000));
        check(" 1.5 S ", Some(1_500_000_000));
        check("0,5s", Some(500_000_000));
        check("300µs", Some(300_000));
        check("7ns", Some(7));
        check("2min", Some(120_000_000_000));
    }

    #[test]
    fn what_is_no_length_is_none() {
        for text in ["", "s", "-3", "1.2.3", "3 apples", "1e9", "99999999999999999999h"] {
            check(text, None);
        }
    }
}
