//! Numbers as the file writes them: moments exactly, values as floating point.

use crate::model::Nanos;

/// Decimal seconds since the epoch, such as `1606220832.004` or `1.606220832004E9`, to the nearest nanosecond.
/// `None` when it is no number, negative, or past the year 2262, where nanoseconds leave 64 bits.
///
/// Not by way of `f64`: at today's dates that keeps only 200 ns apart, and rounding would differ by path.
#[inline]
pub fn moment(raw: &[u8]) -> Option<Nanos> {
    scaled(raw, 9)
}

/// The same in units of 10^`power` nanoseconds: 0 for nanoseconds, 3 for microseconds, 9 for seconds.
pub fn scaled(raw: &[u8], power: i32) -> Option<Nanos> {
    let (digits, exponent) = short_decimal(raw).or_else(|| decimal(raw))?;
    let scale = exponent.saturating_add(power);
    let power = POWERS.get(scale.unsigned_abs() as usize).copied();
    let nanos = if scale >= 0 {
        if digits == 0 { 0 } else { digits.checked_mul(power?)? }
    } else {
        match power {
            // Rounded half up; `power / 2` cannot overflow a sum of two numbers below 2^63.5.
            Some(power) => digits / power + u64::from(digits % power >= power / 2),
            None => 0,
        }
    };
    i64::try_from(nanos).ok().map(Nanos)
}

pub fn float(raw: &[u8]) -> Option<f64> {
    std::str::from_utf8(raw).ok()?.parse().ok()
}

/// A whole number, also when written `200.0`.
pub fn whole(raw: &[u8]) -> Option<u64> {
    let value = float(raw)?;
    (value >= 0.0 && value < u64::MAX as f64).then_some(value as u64)
}

/// Of ten, as far as 64 bits reach.
const POWERS: [u64; 20] = {
    let mut powers = [1; 20];
    let mut exponent = 1;
    while exponent < 20 {
        powers[exponent] = powers[exponent - 1] * 10;
        exponent += 1;
    }
    powers
};

/// [`decimal`] of what nearly all files write: digits with at most one point, short enough to fit.
#[inline]
fn short_decimal(raw: &[u8]) -> Option<(u64, i32)> {
    // 19 digits are below 2^64.
    if raw.len() > 19 {
        return None;
    }
    let (mut digits, mut point) = (0u64, None);
    for (at, byte) in raw.iter().enumerate() {
        let digit = byte.wrapping_sub(b'0');
        if digit < 10 {
            digits = digits * 10 + u64::from(digit);
        } else if *byte == b'.' && point.is_none() {
            point = Some(at);
        } else {
            return None;
        }
    }
    let fraction = point.map_or(0, |at| raw.len() - at - 1);
    (raw.len() > usize::from(point.is_some())).then_some((digits, -(fraction as i32)))
}

/// The first 19 significant digits as an integer, and the power of ten to multiply by.
fn decimal(raw: &[u8]) -> Option<(u64, i32)> {
    const MOST: u64 = (u64::MAX - 9) / 10;
    let (mut digits, mut exponent) = (0u64, 0i32);
    let (mut seen, mut fraction) = (false, false);
    for (at, &byte) in raw.iter().enumerate() {
        match byte {
            b'0'..=b'9' => {
                seen = true;
                if digits <= MOST {
                    digits = digits * 10 + u64::from(byte - b'0');
                    exponent = exponent.saturating_sub(i32::from(fraction));
                } else {
                    exponent = exponent.saturating_add(i32::from(!fraction));
                }
            }
            b'.' if !fraction => fraction = true,
            b'e' | b'E' if seen => {
                let power: i32 = std::str::from_utf8(&raw[at + 1..]).ok()?.parse().ok()?;
                return Some((digits, exponent.saturating_add(power.clamp(-9999, 9999))));
            }
            _ => return None,
        }
    }
    seen.then_some((digits, exponent))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: Option<i64>) {
        assert_eq!(moment(text.as_bytes()).map(|n| n.0), expect, "{text}");
    }

    #[test]
    fn decimal_text_is_read_to_the_nanosecond() {
        check("1606220832", Some(1_606_220_832_000_000_000));
        check("1606220832.004", Some(1_606_220_832_004_000_000));
        check("1.606220832E9", Some(1_606_220_832_000_000_000));
        check("1.6197609918856246E9", Some(1_619_760_991_885_624_600));
        check("1596648396.6399446", Some(1_596_648_396_639_944_600));
        check("1606220832.0000000015", Some(1_606_220_832_000_000_002));
        check("1606220832.00000000149999", Some(1_606_220_832_000_000_001));
        check("0.1e1", Some(1_000_000_000));
        check("0", Some(0));
        check("0e99", Some(0));
        check("1e-300", Some(0));
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        for text in
            ["", "-1", "NaN", "Infinity", "1e300", "14782323361.271", "1.2.3", "1e", "e9", "."]
        {
            check(text, None);
        }
        check(&"9".repeat(400), None);
    }

    #[test]
    fn statuses_may_have_a_fraction() {
        assert_eq!(whole(b"200.0"), Some(200));
        assert_eq!(whole(b"-1"), None);
        assert_eq!(whole(b"NaN"), None);
        assert_eq!(whole(b"1e300"), None);
    }
}
