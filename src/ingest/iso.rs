//! Moments as ISO 8601 writes them: the AWS command line prints API times so.

use crate::model::Nanos;

/// `2018-07-28T13:29:29.000Z`, with a space for the `T`, an offset for the `Z`, or neither (then UTC).
pub fn moment(text: &str) -> Option<Nanos> {
    let bytes = text.as_bytes();
    let number = |from: usize, to: usize| -> Option<i64> {
        let digits = text.get(from..to).filter(|d| d.bytes().all(|b| b.is_ascii_digit()))?;
        digits.parse().ok()
    };
    let marks = [(4, b'-'), (7, b'-'), (13, b':'), (16, b':')];
    let formed = marks.iter().all(|&(at, mark)| bytes.get(at) == Some(&mark))
        && matches!(bytes.get(10), Some(b'T' | b't' | b' '));
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    let valid = (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && hour < 24
        && minute < 60
        && second <= 60;
    if !formed || !valid {
        return None;
    }
    let (fraction, rest) = fraction(text.get(19..)?);
    let seconds = (days(year, month, day) * 24 + hour) * 3600 + minute * 60 + second;
    let seconds = seconds - offset(rest)?;
    let nanos = seconds.checked_mul(1_000_000_000)?.checked_add(fraction)?;
    (nanos >= 0).then_some(Nanos(nanos))
}

/// Days since 1970-01-01 in the Gregorian calendar: years are counted from March, so that the leap day comes last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let month_from_march = (month + 9) % 12;
    let leap_days = year / 4 - year / 100 + year / 400;
    year * 365 + leap_days + (month_from_march * 153 + 2) / 5 + day - 1 - 719_468
}

/// Nanoseconds of a leading `.123`, and what follows it.
fn fraction(text: &str) -> (i64, &str) {
    let Some(digits) = text.strip_prefix(['.', ',']) else { return (0, text) };
    let end = digits.bytes().position(|b| !b.is_ascii_digit()).unwrap_or(digits.len());
    let nanos = (0..9).fold(0, |nanos, place| {
        let digit = digits.as_bytes().get(place).filter(|_| place < end);
        nanos * 10 + digit.map_or(0, |d| i64::from(d - b'0'))
    });
    (nanos, &digits[end..])
}

/// Seconds east of UTC: `Z`, `+09:00`, `-0400`, `+01` or nothing.
fn offset(text: &str) -> Option<i64> {
    let (sign, digits) = match text.as_bytes().first() {
        None | Some(b'Z' | b'z') => return Some(0),
        Some(b'+') => (1, &text[1..]),
        Some(b'-') => (-1, &text[1..]),
        Some(_) => return None,
    };
    let hours: i64 = digits.get(..2)?.parse().ok()?;
    let minutes = digits[2..].trim_start_matches(':');
    let minutes: i64 = if minutes.is_empty() { 0 } else { minutes.parse().ok()? };
    Some(sign * (hours * 3600 + minutes * 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, millis: Option<i64>) {
        assert_eq!(moment(text).map(|n| n.0 / 1_000_000), millis, "{text}");
    }

    #[test]
    fn dates_become_moments() {
        check("1970-01-01T00:00:00Z", Some(0));
        check("2018-07-28T13:29:29.250Z", Some(1_532_784_569_250));
        check("2019-09-18T15:36:32-04:00", Some(1_568_835_392_000));
        check("2020-02-29 23:59:59+0900", Some(1_582_988_399_000));
        check("2000-03-01T00:00:00", Some(951_868_800_000));
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in
            ["", "2018", "2018-13-01T00:00:00Z", "2018-07-28X13:29:29Z", "1969-01-01T00:00:00Z"]
        {
            check(text, None);
        }
        check("9999-01-01T00:00:00Z", None);
        check("2018-07-28T13:29:29é", None);
        check("2018-07-28T13:29:29+é", None);
    }
}
