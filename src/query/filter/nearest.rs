//! Which known word a mistyped one was meant to be.

/// The candidate at the least distance, if it is near enough to be a slip of the fingers;
/// of equals the first.
pub(super) fn nearest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let word = word.to_ascii_lowercase();
    // One slip in a short word, two in a long one: `type` must not be taken for `size`.
    let allowed = if word.chars().count() < 6 { 1 } else { 2 };
    let measured = candidates.into_iter().map(|c| (distance(&word, c), c));
    let best = measured.min_by_key(|(distance, _)| *distance)?;
    (best.0 <= allowed).then_some(best.1)
}

/// Letters to insert, drop, replace or swap with their neighbour. Words of a very different length
/// are not measured, so that a long word costs nothing.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > 2 {
        return usize::MAX;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replaced = above[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replaced.min(above[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_fingers() {
        let words = ["responsetime", "error", "service", "user"];
        for (word, expect) in [
            ("responsetme", Some("responsetime")),
            ("ResponsTiem", Some("responsetime")),
            ("erorr", Some("error")),
            ("users", Some("user")),
            ("servcie", Some("service")),
            ("ruse", None),
            ("order_type", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, words), expect, "{word}");
        }
    }
}
