//! Where a searched text occurs in a name, case aside.

use std::ops::Range;

/// The first occurrence of `needle` in `text`, as a range of bytes of `text`.
pub fn find_folded(text: &str, needle: &str) -> Option<Range<usize>> {
    let needle: Vec<char> = needle.trim().chars().flat_map(char::to_lowercase).collect();
    if needle.is_empty() {
        return None;
    }
    text.char_indices().find_map(|(start, _)| {
        let length = folded_prefix(text.get(start..)?, &needle)?;
        Some(start..start + length)
    })
}

/// Bytes at the beginning of `text` that read as `needle`. A letter may fold into several
/// (`İ` into two), of which all must be wanted.
fn folded_prefix(text: &str, needle: &[char]) -> Option<usize> {
    let mut wanted = needle.iter().peekable();
    for (at, letter) in text.char_indices() {
        if wanted.peek().is_none() {
            return Some(at);
        }
        if !letter.to_lowercase().all(|folded| wanted.next() == Some(&folded)) {
            return None;
        }
    }
    wanted.peek().is_none().then_some(text.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, needle: &str, expected: &str) {
        let found = find_folded(text, needle).map(|range| &text[range]);
        assert_eq!(found.unwrap_or("-"), expected);
    }

    #[test]
    fn case_does_not_matter() {
        check("GetItem Orders", "item", "Item");
        check("주문 서비스", "서비스", "서비스");
        check("ÄPFEL", "äpfel", "ÄPFEL");
        check("orders", " ORDERS ", "orders");
        check("orders", "ordersx", "-");
        check("orders", "", "-");
    }

    proptest! {
        #[test]
        fn any_range_is_a_piece_of_the_text(text in ".*", needle in ".{0,4}") {
            if let Some(range) = find_folded(&text, &needle) {
                prop_assert!(text.get(range).is_some());
            }
        }
    }
}
