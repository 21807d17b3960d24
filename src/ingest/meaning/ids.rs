//! Ids of traces and spans, however they are written.

use super::super::xray::unit::scatter;
use crate::model::{TraceKey, hex};

/// A span's id, and whether it had the form of one: up to 16 hex digits, `0x` or not, or eight bytes in
/// base64. Others are scattered over the numbers; the same text is always the same id. 0 means none.
pub fn span(text: &str) -> (u64, bool) {
    let digits = text.strip_prefix("0x").unwrap_or(text);
    if (1..=16).contains(&digits.len())
        && !is_padded(digits)
        && let Some(id) = hex(digits.as_bytes())
    {
        return (id, id != 0);
    }
    match base64::<8>(text) {
        Some(bytes) => (u64::from_be_bytes(bytes), true),
        None if text.is_empty() => (0, false),
        None => (scatter(0, text.as_bytes()), false),
    }
}

/// A trace's id, with the text to show where that in the file is no hex. Ids of 64 bits are those of 128
/// with zeros before them.
pub fn trace(text: &str) -> (TraceKey, Option<String>, bool) {
    let digits = text.strip_prefix("0x").unwrap_or(text);
    if !is_padded(digits)
        && let Some(key) = TraceKey::of_digits(digits)
    {
        let shown = (digits.len() < text.len()).then(|| digits.to_owned());
        return (key, shown, key.0 != 0);
    }
    if let Some(bytes) = base64::<16>(text).or_else(|| base64::<8>(text).map(widened)) {
        let id = u128::from_be_bytes(bytes);
        return (TraceKey(id), Some(format!("{id:032x}")), true);
    }
    let (key, known) = TraceKey::parse(text);
    (key, None, known)
}

fn widened(bytes: [u8; 8]) -> [u8; 16] {
    u128::from(u64::from_be_bytes(bytes)).to_be_bytes()
}

/// Digits may be base64 without its padding: 11 characters for eight bytes, 22 for sixteen. No writer of
/// hex drops as many zeros as that.
fn is_padded(digits: &str) -> bool {
    matches!(digits.len(), 11 | 22)
}

/// Exactly `N` bytes in base64, with padding or without.
fn base64<const N: usize>(text: &str) -> Option<[u8; N]> {
    let text = text.trim_end_matches('=').as_bytes();
    if text.len() != (N * 8).div_ceil(6) {
        return None;
    }
    let mut out = [0; N];
    let (mut bits, mut count, mut at) = (0u32, 0, 0);
    for &byte in text {
        bits = bits << 6 | u32::from(sextet(byte)?);
        count += 6;
        if count >= 8 {
            count -= 8;
            *out.get_mut(at)? = (bits >> count) as u8;
            at += 1;
        }
    }
    Some(out)
}

fn sextet(byte: u8) -> Option<u8> {
    Some(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_spans_come_in_many_forms() {
        for text in ["b7ad6b7169203331", "B7AD6B7169203331", "0xb7ad6b7169203331", "t61rcWkgMzE="] {
            assert_eq!(span(text), (0xb7ad_6b71_6920_3331, true), "{text}");
        }
        assert_eq!(span("t61rcWkgMzE").0, 0xb7ad_6b71_6920_3331);
        assert_eq!(span("7ad6b7169203331"), (0x07ad_6b71_6920_3331, true));
        assert_eq!(span("0000000000000000"), (0, false));
        assert_eq!(span(""), (0, false));
        assert!(!span("no id").1 && span("no id").0 != 0);
    }

    #[test]
    fn ids_of_traces_come_in_more() {
        let expect = TraceKey(0x0af7_6519_16cd_43dd_8448_eb21_1c80_319c);
        for text in [
            "0af7651916cd43dd8448eb211c80319c",
            "0xaf7651916cd43dd8448eb211c80319c",
            "CvdlGRbNQ92ESOshHIAxnA==",
            "CvdlGRbNQ92ESOshHIAxnA",
            "1-0af76519-16cd43dd8448eb211c80319c",
        ] {
            let (key, _, known) = trace(text);
            assert_eq!((key, known), (expect, true), "{text}");
        }
        assert_eq!(trace("8448eb211c80319c").0, TraceKey(0x8448_eb21_1c80_319c));
        assert_eq!(trace("CvdlGRbNQ92ESOshHIAxnA==").1.unwrap(), format!("{:032x}", expect.0));
        assert!(!trace("").2 && !trace("x").2);
    }
}
