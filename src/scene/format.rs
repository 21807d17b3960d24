//! Numbers, lengths and moments as people read them. Units are written out with a no-break space.

use crate::model::{Nanos, date_of_day, day_of_date};

/// Groups of digits, and numbers from their units, are parted by spaces that do not break.
const THIN: char = '\u{202f}';
const SPACE: char = '\u{a0}';

const MICROSECOND: i64 = 1_000;
const MILLISECOND: i64 = 1_000_000;
const SECOND: i64 = 1_000_000_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Three significant digits in the unit that fits: `812 ms`, `3.1 s`, `45 µs`, `2 min 5 s`.
///
/// ```
/// use spanmap::{model::Nanos, scene::format::duration};
/// assert_eq!(duration(Nanos(3_140_000_000)), "3.14\u{a0}s");
/// ```
pub fn duration(length: Nanos) -> String {
    let ns = length.0.saturating_abs();
    let sign = if length.0 < 0 { "−" } else { "" };
    let (first, second) = match ns {
        n if n < MICROSECOND => (format!("{n}{SPACE}ns"), None),
        // Half a unit below the next one would be rounded up to `1000`.
        n if n < MILLISECOND - 500 => (significant(ns, MICROSECOND, "µs"), None),
        n if n < SECOND - 500_000 => (significant(ns, MILLISECOND, "ms"), None),
        n if n < MINUTE - 50_000_000 => (significant(ns, SECOND, "s"), None),
        n if n < HOUR - SECOND / 2 => pair(n, MINUTE, "min", SECOND, "s"),
        n if n < DAY - MINUTE / 2 => pair(n, HOUR, "h", MINUTE, "min"),
        n => pair(n, DAY, "d", HOUR, "h"),
    };
    match second {
        Some(second) => format!("{sign}{first}{SPACE}{second}"),
        None => format!("{sign}{first}"),
    }
}

/// As [`duration`], without digits that a small place has no room for: `27 ms`, `728 ms`, `1.2 s`.
pub fn short_duration(length: Nanos) -> String {
    let ns = length.0.max(0);
    let units = [SECOND, MILLISECOND, MICROSECOND];
    let unit = units.into_iter().find(|&unit| ns >= unit).unwrap_or(1);
    let step = if ns >= 10 * unit { unit } else { (unit / 10).max(1) };
    duration(Nanos((ns.saturating_add(step / 2)) / step * step))
}

/// `12 480`.
pub fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() * 2);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(THIN);
        }
        out.push(digit);
    }
    out
}

/// A short count for small places: `980`, `12.4k`, `3.1M`.
pub fn short_count(n: u64) -> String {
    match n {
        0..1_000 => n.to_string(),
        1_000..999_950 => trimmed(n as f64 / 1e3, 1) + "k",
        999_950..999_950_000 => trimmed(n as f64 / 1e6, 1) + "M",
        _ => trimmed(n as f64 / 1e9, 1) + "G",
    }
}

/// Requests per minute, as a bare number: `0.2`, `16.9`, `1 240`.
pub fn rate(per_minute: f64) -> String {
    match per_minute {
        r if !r.is_finite() || r < 0.0 => "–".into(),
        0.0 => "0".into(),
        r if r < 0.1 => "<0.1".into(),
        r if r < 99.95 => trimmed(r, 1),
        r => count(r.round() as u64),
    }
}

/// As [`rate`], for small places: `0.2`, `17`, `12.4k`.
pub fn short_rate(per_minute: f64) -> String {
    match per_minute {
        r if (9.95..1e15).contains(&r) => short_count(r.round() as u64),
        r => rate(r),
    }
}

/// A share of 0..1: `1.9 %`. What is not nothing is not written as nothing.
pub fn percent(share: f64) -> String {
    let value = match share * 100.0 {
        p if !p.is_finite() => "–".into(),
        p if p <= 0.0 => "0".into(),
        p if p < 0.1 => "<0.1".into(),
        p if (99.95..100.0).contains(&p) => ">99.9".into(),
        p => trimmed(p, 1),
    };
    format!("{value}{SPACE}%")
}

/// A share of 0..1 in words, where tenths would be false precision: `61 %`.
pub fn whole_percent(share: f64) -> String {
    if (0.01..=1.0).contains(&share) {
        format!("{:.0}{SPACE}%", share * 100.0)
    } else {
        percent(share)
    }
}

/// `512 B`, `1.4 MB`, by powers of ten as file managers count.
pub fn bytes(n: f64) -> String {
    let (value, unit) = match n {
        n if !n.is_finite() || n < 0.0 => return "–".into(),
        n if n < 999.5 => return format!("{n:.0}{SPACE}B"),
        n if n < 999_950.0 => (n / 1e3, "kB"),
        n if n < 999_950_000.0 => (n / 1e6, "MB"),
        n => (n / 1e9, "GB"),
    };
    format!("{}{SPACE}{unit}", trimmed(value, 1))
}

/// Writes moments in a zone. The zone's rules are the browser's to know: it says what applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// Minutes east of Greenwich before `change`.
    before: i32,
    change: Nanos,
    after: i32,
}

impl Clock {
    pub const UTC: Self = Self::fixed(0);

    /// `minutes` east of Greenwich, always.
    pub const fn fixed(minutes: i32) -> Self {
        Self { before: minutes, change: Nanos::MAX, after: minutes }
    }

    /// A zone that sets its clocks at `change`.
    pub const fn changing(before: i32, change: Nanos, after: i32) -> Self {
        Self { before, change, after }
    }

    /// Minutes east of Greenwich at a moment.
    pub fn offset_minutes(&self, moment: Nanos) -> i32 {
        if moment < self.change { self.before } else { self.after }
    }

    /// `14:03:07.250`.
    pub fn time(&self, moment: Nanos) -> String {
        let t = self.civil(moment);
        format!("{:02}:{:02}:{:02}.{:03}", t.hour, t.minute, t.second, t.milli)
    }

    /// `14:03:07`.
    pub fn time_seconds(&self, moment: Nanos) -> String {
        let t = self.civil(moment);
        format!("{:02}:{:02}:{:02}", t.hour, t.minute, t.second)
    }

    /// `14:03`.
    pub fn time_minutes(&self, moment: Nanos) -> String {
        let t = self.civil(moment);
        format!("{:02}:{:02}", t.hour, t.minute)
    }

    /// `2024-05-01`.
    pub fn date(&self, moment: Nanos) -> String {
        let t = self.civil(moment);
        format!("{:04}-{:02}-{:02}", t.year, t.month, t.day)
    }

    /// `2024-05-01 14:03:07.250`.
    pub fn date_time(&self, moment: Nanos) -> String {
        format!("{} {}", self.date(moment), self.time(moment))
    }

    /// `2024-05-01 14:03:07`.
    pub fn date_time_seconds(&self, moment: Nanos) -> String {
        format!("{} {}", self.date(moment), self.time_seconds(moment))
    }

    /// `2024-05-01T14:03:07`, as the browser's own field for moments has it.
    pub fn field(&self, moment: Nanos) -> String {
        format!("{}T{}", self.date(moment), self.time_seconds(moment))
    }

    /// The moment of a field; seconds may be missing or have decimals.
    pub fn read_field(&self, text: &str) -> Option<Nanos> {
        let (date, time) = text.split_once('T')?;
        let mut date = date.splitn(3, '-').map(|part| part.parse::<i64>().ok());
        let (year, month, day) = (date.next()??, date.next()??, date.next()??);
        let mut time = time.splitn(3, ':');
        let hour: i64 = time.next()?.parse().ok()?;
        let minute: i64 = time.next()?.parse().ok()?;
        let second: f64 = time.next().map_or(Some(0.0), |part| part.parse().ok())?;
        // What 64 bits of nanoseconds can hold, roughly; the rest saturates.
        if !(1..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return None;
        }
        let seconds = (day_of_date(year, month, day) * 24 + hour) * 3600 + minute * 60;
        let wall = i128::from(seconds) * i128::from(SECOND) + (second * 1e9).round() as i128;
        let at = |minutes: i32| {
            let moment = wall - i128::from(minutes) * i128::from(MINUTE);
            Nanos(moment.clamp(i64::MIN.into(), i64::MAX.into()) as i64)
        };
        let before = at(self.before);
        Some(if before < self.change { before } else { at(self.after) })
    }

    /// `UTC`, `UTC+9`, `UTC−3:30` at a moment.
    pub fn zone_name(&self, moment: Nanos) -> String {
        let minutes = self.offset_minutes(moment);
        if minutes == 0 {
            return "UTC".into();
        }
        let sign = if minutes < 0 { '−' } else { '+' };
        match (minutes.abs() / 60, minutes.abs() % 60) {
            (hours, 0) => format!("UTC{sign}{hours}"),
            (hours, rest) => format!("UTC{sign}{hours}:{rest:02}"),
        }
    }

    fn civil(&self, moment: Nanos) -> Civil {
        // Wider than 64 bits: the offset is added to moments at the very end of time, too.
        let ns =
            i128::from(moment.0) + i128::from(self.offset_minutes(moment)) * i128::from(MINUTE);
        let day = ns.div_euclid(i128::from(DAY)) as i64;
        let rest = ns.rem_euclid(i128::from(DAY)) as i64;
        let (year, month, day) = date_of_day(day);
        Civil {
            year,
            month,
            day,
            hour: rest / HOUR,
            minute: rest % HOUR / MINUTE,
            second: rest % MINUTE / SECOND,
            milli: rest % SECOND / MILLISECOND,
        }
    }
}

/// A moment in the calendar.
struct Civil {
    year: i64,
    month: i64,
    day: i64,
    hour: i64,
    minute: i64,
    second: i64,
    milli: i64,
}

fn significant(ns: i64, unit: i64, name: &str) -> String {
    let value = ns as f64 / unit as f64;
    let decimals = match value {
        v if v < 9.995 => 2,
        v if v < 99.95 => 1,
        _ => 0,
    };
    format!("{}{SPACE}{name}", trimmed(value, decimals))
}

/// `2 min 5 s`; the smaller unit is left out when it is nothing.
fn pair(
    ns: i64,
    big: i64,
    big_name: &str,
    small: i64,
    small_name: &str,
) -> (String, Option<String>) {
    let smalls = ns.saturating_add(small / 2) / small;
    let (bigs, rest) = (smalls / (big / small), smalls % (big / small));
    let second = (rest > 0).then(|| format!("{rest}{SPACE}{small_name}"));
    (format!("{bigs}{SPACE}{big_name}"), second)
}

/// At most so many decimals, without zeros at the end.
fn trimmed(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        text.replace([THIN, SPACE], " ")
    }

    #[test]
    fn small_places_get_fewer_digits() {
        let lengths = [7, 26_900_000, 728_400_000, 1_180_000_000, 9_960_000_000, 125_000_000_000];
        let short = lengths.map(|ns| plain(&short_duration(Nanos(ns))));
        assert_eq!(short, ["7 ns", "27 ms", "728 ms", "1.2 s", "10 s", "2 min 5 s"]);
        let rates = [0.0, 0.24, 5.84, 16.7, 1240.0, f64::NAN].map(|rate| plain(&short_rate(rate)));
        assert_eq!(rates, ["0", "0.2", "5.8", "17", "1.2k", "–"]);
    }

    #[test]
    fn durations() {
        let check = |ns: i64, expect: &str| assert_eq!(plain(&duration(Nanos(ns))), expect, "{ns}");
        check(0, "0 ns");
        check(999, "999 ns");
        check(1_000, "1 µs");
        check(45_300, "45.3 µs");
        check(999_499, "999 µs");
        check(999_600, "1 ms");
        check(1_234_567, "1.23 ms");
        check(812_400_000, "812 ms");
        check(999_700_000, "1 s");
        check(3_100_000_000, "3.1 s");
        check(59_940_000_000, "59.9 s");
        check(59_960_000_000, "1 min");
        check(125_000_000_000, "2 min 5 s");
        check(3_599_600_000_000, "1 h");
        check(3_900_000_000_000, "1 h 5 min");
        check(90_000_000_000_000, "1 d 1 h");
        check(-1_500_000, "−1.5 ms");
        check(i64::MAX, "106751 d 23 h");
        check(i64::MIN, "−106751 d 23 h");
    }

    #[test]
    fn counts() {
        let check = |n: u64, long: &str, short: &str| {
            assert_eq!((plain(&count(n)).as_str(), short_count(n).as_str()), (long, short));
        };
        check(0, "0", "0");
        check(999, "999", "999");
        check(12_480, "12 480", "12.5k");
        check(999_949, "999 949", "999.9k");
        check(1_000_000, "1 000 000", "1M");
        check(u64::MAX, "18 446 744 073 709 551 615", "18446744073.7G");
    }

    #[test]
    fn rates_and_shares() {
        assert_eq!(rate(0.04), "<0.1");
        assert_eq!(rate(16.94), "16.9");
        assert_eq!(plain(&rate(1239.6)), "1 240");
        assert_eq!(rate(f64::NAN), "–");
        let check = |share: f64, expect: &str| assert_eq!(plain(&percent(share)), expect);
        check(0.0, "0 %");
        check(0.0004, "<0.1 %");
        check(0.0188, "1.9 %");
        check(0.614, "61.4 %");
        check(0.9999, ">99.9 %");
        check(1.0, "100 %");
        let whole = |share: f64| plain(&whole_percent(share));
        assert_eq!([0.614, 0.004, 1.0, f64::NAN].map(whole), ["61 %", "0.4 %", "100 %", "– %"]);
        check(f64::NAN, "– %");
    }

    #[test]
    fn sizes() {
        assert_eq!(plain(&bytes(512.0)), "512 B");
        assert_eq!(plain(&bytes(1_440_000.0)), "1.4 MB");
        assert_eq!(plain(&bytes(-1.0)), "–");
    }

    #[test]
    fn moments() {
        let moment = Nanos(1_714_572_187_250_000_000);
        assert_eq!(Clock::UTC.date_time(moment), "2024-05-01 14:03:07.250");
        let seoul = Clock::fixed(540);
        assert_eq!(seoul.date_time_seconds(moment), "2024-05-01 23:03:07");
        assert_eq!(seoul.zone_name(moment), "UTC+9");
        assert_eq!(Clock::fixed(-210).zone_name(moment), "UTC−3:30");
        assert_eq!(Clock::UTC.date(Nanos(-1)), "1969-12-31");
        assert_eq!(Clock::UTC.date(Nanos(951_782_400 * SECOND)), "2000-02-29");
        assert_eq!(Clock::fixed(840).date_time(Nanos::MAX), "2262-04-12 13:47:16.854");
    }

    #[test]
    fn fields_are_read_as_they_are_written() {
        let seoul = Clock::fixed(540);
        for second in [0, 951_782_400, 1_714_572_187, -86_400 * 365, 4_102_444_799] {
            let moment = Nanos(second * SECOND);
            assert_eq!(seoul.read_field(&seoul.field(moment)), Some(moment));
        }
        let read = |text| Clock::UTC.read_field(text);
        assert_eq!(read("1970-01-01T00:01"), Some(Nanos(MINUTE)));
        assert_eq!(read("1970-01-01T00:00:01.5"), Some(Nanos(1_500_000_000)));
        assert_eq!(read("9999-12-31T23:59:59"), Some(Nanos::MAX));
        for text in ["", "1970-01-01", "1970-13-01T00:00", "x-y-zT1:2", "1970-01-01T"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn clocks_that_are_set() {
        let berlin = Clock::changing(60, Nanos(100 * HOUR), 120);
        assert_eq!(berlin.time_minutes(Nanos(99 * HOUR)), "04:00");
        assert_eq!(berlin.time_minutes(Nanos(100 * HOUR)), "06:00");
    }
}
