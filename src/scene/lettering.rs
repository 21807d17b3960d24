//! Names in the room they have: broken in two lines, and only then cut.

/// A name as it is drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    pub first: String,
    /// Empty when one line is enough.
    pub second: String,
    /// Something was left out: the whole name must be readable elsewhere.
    pub cut: bool,
}

/// Breaks a name into at most two lines of `width`, at a separator if there is one in the
/// second half of the first line. What is still too long loses its middle: names of one system
/// often begin alike and differ at the end.
pub fn wrap(name: &str, width: f64, measure: &dyn Fn(&str) -> f64) -> Lines {
    let name = clean(name);
    if measure(&name) <= width {
        return Lines { first: name, ..Lines::default() };
    }
    let fits = longest(&name, width, measure);
    let at = break_before(&name, fits);
    let (first, second) = (name[..at].trim_end(), name[at..].trim_start());
    let rest = shorten(second, width, measure);
    Lines {
        first: first.to_owned(),
        cut: rest.is_some(),
        second: rest.unwrap_or(second.to_owned()),
    }
}

/// A text on one line of `width`; `None` when it fits as it is.
pub fn shorten(text: &str, width: f64, measure: &dyn Fn(&str) -> f64) -> Option<String> {
    if measure(text) <= width {
        return None;
    }
    let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let count = ends.len() - 1;
    let kept = |keep: usize| {
        let head = keep.div_ceil(2);
        format!("{}…{}", &text[..ends[head]], &text[ends[count - (keep - head)]..])
    };
    // The most letters that still fit.
    let (mut low, mut high) = (0, count.saturating_sub(1));
    while low < high {
        let middle = (low + high).div_ceil(2);
        if measure(&kept(middle)) <= width { low = middle } else { high = middle - 1 }
    }
    Some(kept(low))
}

/// Line breaks and other control characters as spaces: a name is drawn on one level.
/// Nothing longer than a screen is measured.
fn clean(name: &str) -> String {
    const MOST: usize = 256;
    name.chars().take(MOST).map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Bytes of the longest beginning that fits, at least one letter.
fn longest(name: &str, width: f64, measure: &dyn Fn(&str) -> f64) -> usize {
    let ends: Vec<usize> = name.char_indices().map(|(at, c)| at + c.len_utf8()).collect();
    let fitting = ends.partition_point(|&end| measure(&name[..end]) <= width);
    ends.get(fitting.saturating_sub(1)).copied().unwrap_or(name.len())
}

/// After the last separator among the first `fits` bytes, unless that leaves the line half empty.
/// Within a word there are more than a few letters on either side.
fn break_before(name: &str, fits: usize) -> usize {
    const LONE: usize = 3;
    let separator = |&(_, c): &(usize, char)| matches!(c, ' ' | '-' | '_' | '.' | '/' | ':' | '@');
    let last = name[..fits].char_indices().rfind(separator).map(|(at, c)| at + c.len_utf8());
    if let Some(at) = last.filter(|&at| at * 2 >= fits) {
        return at;
    }
    let letters = name.chars().count();
    if name[fits..].chars().count() > LONE || letters < 2 * LONE {
        return fits;
    }
    name.char_indices().nth(letters.div_ceil(2)).map_or(fits, |(middle, _)| middle.min(fits))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Latin letters 6 px, all others 12 px.
    fn measure(text: &str) -> f64 {
        text.chars().map(|c| if c.is_ascii() { 6.0 } else { 12.0 }).sum()
    }

    fn check(name: &str, expect: &str) {
        let Lines { first, second, cut } = wrap(name, 72.0, &measure);
        let cut = if cut { " (cut)" } else { "" };
        assert_eq!(format!("{first}|{second}{cut}"), expect);
    }

    #[test]
    fn short_names_stay_whole() {
        check("Payment DB", "Payment DB|");
        check("", "|");
    }

    #[test]
    fn long_names_break_at_a_separator() {
        check("matrix-mul-worker", "matrix-mul-|worker");
        check("order service api", "order|service api");
        check("recommendations", "recommen|dations");
        check("a-recommendation", "a-recommenda|tion");
    }

    #[test]
    fn what_is_still_too_long_loses_its_middle() {
        check("matrix-mul-prod-passed_mul_size", "matrix-mul-|prod-…_size (cut)");
        check("결제데이터베이스조회서비스이름", "결제데이터베|이스조…이름 (cut)");
    }

    #[test]
    fn control_characters_and_endless_names_are_survived() {
        check("a\nb\tc", "a b c|");
        check(&"x".repeat(100_000), "xxxxxxxxxxxx|xxxxx…xxxxx (cut)");
        let none = wrap("name", 0.0, &measure);
        assert_eq!((none.first.as_str(), none.second.as_str()), ("n", "…"));
    }

    proptest! {
        #[test]
        fn lines_fit(name in "\\PC{0,60}") {
            let lines = wrap(&name, 72.0, &measure);
            prop_assert!(measure(&lines.first) <= 72.0);
            prop_assert!(measure(&lines.second) <= 72.0);
            if !lines.cut {
                let solid = |text: &str| text.split_whitespace().collect::<String>();
                prop_assert_eq!(solid(&format!("{} {}", lines.first, lines.second)), solid(&name));
            }
        }
    }
}
