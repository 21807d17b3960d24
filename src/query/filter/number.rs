//! Numbers as people type them, with or without a unit of time.

/// A finite number, and whether a unit of time stood behind it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Number {
    Plain(f64),
    Seconds(f64),
}

impl Number {
    /// `2`, `-0.5`, `1e3`, `250ms`; `None` for any other text and for numbers past `f64`.
    pub fn parse(text: &str) -> Option<Self> {
        let (digits, unit) = text.split_at(numeric_prefix(text)?);
        let number: f64 = digits.parse().ok().filter(|n: &f64| n.is_finite())?;
        let seconds = match unit {
            "" => return Some(Self::Plain(number)),
            // Divided rather than multiplied: 250 / 1000 is the same `f64` as 0.25 typed out.
            "ns" => number / 1e9,
            "us" | "µs" | "μs" => number / 1e6,
            "ms" => number / 1e3,
            "s" => number,
            "m" | "min" => number * 60.0,
            "h" => number * 3600.0,
            _ => return None,
        };
        Some(Self::Seconds(seconds)).filter(|_| seconds.is_finite())
    }
}

/// Length of `[-] digits [. digits] [e [+-] digits]` at the start.
fn numeric_prefix(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let digits = |from: usize| {
        let rest = bytes.get(from..).unwrap_or_default();
        rest.iter().take_while(|b| b.is_ascii_digit()).count()
    };
    let mut at = usize::from(bytes.first() == Some(&b'-'));
    let whole = digits(at);
    at += whole;
    if whole == 0 {
        return None;
    }
    if bytes.get(at) == Some(&b'.') && digits(at + 1) > 0 {
        at += 1 + digits(at + 1);
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
        let exponent = digits(at + 1 + sign);
        at += if exponent > 0 { 1 + sign + exponent } else { 0 };
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_units() {
        for (text, expect) in [
            ("3", Some(Number::Plain(3.0))),
            ("-0.25", Some(Number::Plain(-0.25))),
            ("1e3", Some(Number::Plain(1000.0))),
            ("2.5E-1", Some(Number::Plain(0.25))),
            ("250ms", Some(Number::Seconds(0.25))),
            ("1500us", Some(Number::Seconds(0.0015))),
            ("7µs", Some(Number::Seconds(0.000_007))),
            ("1ns", Some(Number::Seconds(1e-9))),
            ("3s", Some(Number::Seconds(3.0))),
            ("2m", Some(Number::Seconds(120.0))),
            ("1.5h", Some(Number::Seconds(5400.0))),
            ("1e3ms", Some(Number::Seconds(1.0))),
            ("5e", None),
            ("5.", None),
            (".5", None),
            ("-", None),
            ("", None),
            ("1.2.3", None),
            ("0x10", None),
            ("inf", None),
            ("NaN", None),
            ("1e999", None),
            ("1e308h", None),
            ("5 s", None),
            ("5é", None),
        ] {
            assert_eq!(Number::parse(text), expect, "{text}");
        }
    }
}
