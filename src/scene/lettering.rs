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

/// A name that is empty in the data, such as that of a summary without a service, as a dash.
pub fn named(name: &str) -> &str {
    if name.trim().is_empty() { "–" } else { name }
}

/// Breaks a name into at most two lines of `width`: after a separator or before the capital of
/// `camelCase`, never inside a word. What is still too long loses its middle: names of one system
/// often begin alike and differ at the end.
pub fn wrap(name: &str, width: f64, measure: &dyn Fn(&str) -> f64) -> Lines {
    let name = clean(name);
    if measure(&name) <= width {
        return Lines { first: name, ..Lines::default() };
    }
    let fits = longest(&name, width, measure);
    let whole = |text: &str| match shorten(text, width, measure) {
        Some(short) => (short, true),
        None => (text.to_owned(), false),
    };
    let Some(at) = last_border(&name, fits) else {
        let (first, cut) = whole(&name);
        return Lines { first, second: String::new(), cut };
    };
    let (second, cut) = whole(name[at..].trim_start());
    Lines { first: name[..at].trim_end().to_owned(), second, cut }
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

/// The last place within the first `fits` bytes where one word ends and another begins.
fn last_border(name: &str, fits: usize) -> Option<usize> {
    let ends = name.char_indices().map(|(at, c)| at + c.len_utf8());
    let inner = ends.filter(|&end| end <= fits && end < name.len());
    // A line of spaces alone would be none.
    let mut inner = inner.rev().filter(|&end| !name[..end].trim().is_empty());
    inner.find(|&end| is_border(&name[..end], &name[end..]))
}

/// `order-|service`, `order|Service`, `HTTP|Server`, and between letters of scripts without capitals,
/// where a line may end anywhere.
fn is_border(before: &str, after: &str) -> bool {
    let mut next = after.chars();
    let (Some(a), Some(b)) = (before.chars().next_back(), next.next()) else { return false };
    let separator = matches!(a, ' ' | '-' | '_' | '.' | '/' | ':' | '@');
    let camel = !a.is_uppercase() && a.is_alphanumeric() && b.is_uppercase();
    let last_capital =
        a.is_uppercase() && b.is_uppercase() && next.next().is_some_and(char::is_lowercase);
    let no_case = |c: char| c.is_alphabetic() && !c.is_lowercase() && !c.is_uppercase();
    separator || camel || last_capital || no_case(a) && no_case(b)
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
    fn long_names_break_between_words() {
        check("matrix-mul-worker", "matrix-mul-|worker");
        check("order service api", "order|service api");
        check("OrderProcessing", "Order|Processing");
        check("AWSLambdaFunction", "AWSLambda|Function");
        check("MyHTTPServer2", "MyHTTP|Server2");
        check("queue/orders.fifo", "queue/|orders.fifo");
    }

    #[test]
    fn a_word_is_not_broken() {
        check("recommendations", "recom…tions| (cut)");
        check("a-recommendation", "a-|recom…ation (cut)");
        check(" recommendations", " reco…tions| (cut)");
    }

    #[test]
    fn what_is_still_too_long_loses_its_middle() {
        check("matrix-mul-prod-passed_mul_size", "matrix-mul-|prod-…_size (cut)");
        check("결제데이터베이스조회서비스이름", "결제데이터베|이스조…이름 (cut)");
    }

    #[test]
    fn control_characters_and_endless_names_are_survived() {
        check("a\nb\tc", "a b c|");
        check(&"x".repeat(100_000), "xxxxx…xxxxx| (cut)");
        let none = wrap("name", 0.0, &measure);
        assert_eq!((none.first.as_str(), none.second.as_str()), ("…", ""));
    }

    proptest! {
        #[test]
        fn lines_fit(name in "\\PC{0,60}") {
            let lines = wrap(&name, 72.0, &measure);
            prop_assert!(measure(&lines.first) <= 72.0);
            prop_assert!(measure(&lines.second) <= 72.0);
            prop_assert!(!lines.first.is_empty() || name.is_empty());
            if !lines.cut {
                let solid = |text: &str| text.split_whitespace().collect::<String>();
                prop_assert_eq!(solid(&format!("{} {}", lines.first, lines.second)), solid(&name));
            }
        }
    }
}
