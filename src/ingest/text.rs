//! From the text between quotes to characters, and from a byte back to its place in the document.

use super::json::{self, Reader, Text};
use crate::model::{StrId, Strings};

/// A buffer for strings that cannot be borrowed as they stand.
#[derive(Default)]
pub struct Scratch {
    bytes: Vec<u8>,
    /// Some text since the last reset was not UTF-8, or had an escape that JSON does not know.
    pub damaged: bool,
}

impl Scratch {
    /// The characters of a string; what is no character becomes U+FFFD.
    #[inline]
    pub fn str<'t>(&'t mut self, text: Text<'t>) -> &'t str {
        if !text.escaped
            && let Ok(plain) = std::str::from_utf8(text.raw)
        {
            return plain;
        }
        self.repair(text)
    }

    /// The same, interned.
    #[inline]
    pub fn intern(&mut self, text: Text, strings: &mut Strings) -> StrId {
        if !text.escaped
            && let Some(id) = strings.intern_bytes(text.raw)
        {
            return id;
        }
        strings.intern(self.repair(text))
    }

    fn repair(&mut self, text: Text) -> &str {
        self.bytes.clear();
        self.damaged |= unescape(text.raw, 0, &mut self.bytes).damaged;
        if std::str::from_utf8(&self.bytes).is_err() {
            self.damaged = true;
            self.bytes = String::from_utf8_lossy(&self.bytes).into_owned().into_bytes();
        }
        std::str::from_utf8(&self.bytes).unwrap_or_default()
    }
}

/// Where unescaping stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop {
    /// At the closing quote, a line break, or the end of the text.
    pub at: usize,
    /// An escape was none; it was kept as it stands.
    pub damaged: bool,
}

/// Appends the characters of the string that goes on at `from`, up to its end.
///
/// Documents in strings have an escape every ten bytes or so: what is between is moved in words, with
/// what lies behind it in the same word overwritten by what follows.
pub fn unescape(text: &[u8], from: usize, out: &mut Vec<u8>) -> Stop {
    const WORD: usize = 8;
    let (mut from, mut to, mut damaged) = (from, out.len(), false);
    loop {
        // Room for a word, and behind it for what an escape stands for.
        if out.len() < to + 2 * WORD {
            out.resize((to + WORD) * 2, 0);
        }
        let rest = text.get(from..).unwrap_or_default();
        if let Some(word) = rest.first_chunk::<WORD>() {
            out[to..to + WORD].copy_from_slice(word);
            let run = json::special_in(u64::from_le_bytes(*word)).unwrap_or(WORD);
            (from, to) = (from + run, to + run);
            if run == WORD {
                continue;
            }
        }
        let (used, written) = match text.get(from..) {
            None | Some([] | [b'"' | b'\n' | b'\r', ..]) => break,
            Some([b'\\', b'"', ..]) => {
                out[to] = b'"';
                (2, 1)
            }
            Some(rest @ [b'\\', ..]) => escape(rest, &mut out[to..], &mut damaged),
            Some(&[byte, ..]) => {
                out[to] = byte;
                (1, 1)
            }
        };
        (from, to) = (from + used, to + written);
    }
    out.truncate(to);
    Stop { at: from, damaged }
}

/// Where byte `at` of the unescaped text stands in the escaped one.
pub fn escaped_position(raw: &[u8], at: usize) -> usize {
    let (mut from, mut length) = (0, 0);
    while let Some(&byte) = raw.get(from) {
        let (used, written) =
            if byte == b'\\' { escape(&raw[from..], &mut [0; 8], &mut false) } else { (1, 1) };
        if at < length + written {
            return from;
        }
        (from, length) = (from + used, length + written);
    }
    raw.len()
}

/// Path of the value that byte `at` belongs to, such as `.subsegments[2].http`; the text is well-formed up to there.
pub fn path_at(text: &[u8], at: usize) -> String {
    let mut steps: Vec<Step> = Vec::new();
    let mut reader = Reader::new(text, 0);
    let mut name_next = false;
    while let Ok(byte) = reader.peek() {
        let start = reader.position();
        if start >= at {
            break;
        }
        match byte {
            b'{' | b'[' => {
                steps.push(if byte == b'{' { Step::Member(b"") } else { Step::Item(0) });
                name_next = byte == b'{';
                reader = Reader::new(text, start + 1);
            }
            b'}' | b']' => {
                steps.pop();
                reader = Reader::new(text, start + 1);
            }
            b',' => {
                if let Some(Step::Item(index)) = steps.last_mut() {
                    *index += 1;
                } else {
                    name_next = true;
                }
                reader = Reader::new(text, start + 1);
            }
            b':' => reader = Reader::new(text, start + 1),
            b'"' => {
                let Ok(string) = reader.string() else { break };
                if name_next && let Some(Step::Member(name)) = steps.last_mut() {
                    *name = string.raw;
                }
                name_next = false;
            }
            _ if reader.value().is_err() => break,
            _ => {}
        }
    }
    render(&steps)
}

/// One member of a path. Names that are no plain words are written in brackets.
pub fn member(path: &mut String, name: &[u8]) {
    const LONGEST: usize = 64;
    let text = String::from_utf8_lossy(&name[..name.len().min(LONGEST)]);
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if !text.is_empty() && text.chars().all(plain) {
        path.push('.');
        path.push_str(&text);
    } else if !text.is_empty() {
        path.push_str("[\"");
        path.push_str(&text);
        path.push_str("\"]");
    }
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Member(&'a [u8]),
    Item(u64),
}

/// Deep paths lose their middle: the ends tell where it is.
fn render(steps: &[Step]) -> String {
    const SHOWN: usize = 12;
    let mut path = String::new();
    for (index, step) in steps.iter().enumerate() {
        if index >= SHOWN && index + SHOWN < steps.len() {
            if index == SHOWN {
                path.push_str("...");
            }
            continue;
        }
        match step {
            Step::Member(name) => member(&mut path, name),
            Step::Item(index) => path.push_str(&format!("[{index}]")),
        }
    }
    path
}

/// Writes what one escape stands for, at most four bytes; the bytes it took and wrote. `raw` begins at its backslash.
#[inline]
fn escape(raw: &[u8], out: &mut [u8], damaged: &mut bool) -> (usize, usize) {
    let plain = match raw.get(1) {
        Some(&c @ (b'"' | b'\\' | b'/')) => c,
        Some(b'n') => b'\n',
        Some(b't') => b'\t',
        Some(b'r') => b'\r',
        Some(b'b') => 0x08,
        Some(b'f') => 0x0c,
        Some(b'u') => return unicode(raw, out, damaged),
        _ => {
            *damaged = true;
            out[0] = b'\\';
            return (1, 1);
        }
    };
    out[0] = plain;
    (2, 1)
}

/// `\u` and four digits, or a pair of them for a character beyond U+FFFF. A lone half becomes U+FFFD.
fn unicode(raw: &[u8], out: &mut [u8], damaged: &mut bool) -> (usize, usize) {
    let Some(unit) = code_unit(raw) else {
        *damaged = true;
        out[0] = b'\\';
        return (1, 1);
    };
    let (mut code, mut used) = (unit, 6);
    if let 0xd800..0xdc00 = unit
        && let Some(low @ 0xdc00..0xe000) = raw.get(6..).and_then(code_unit)
    {
        code = 0x10000 + ((unit - 0xd800) << 10 | (low - 0xdc00));
        used = 12;
    }
    let character = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
    (used, character.encode_utf8(out).len())
}

fn code_unit(raw: &[u8]) -> Option<u32> {
    let digits = raw.get(..6)?.strip_prefix(b"\\u")?;
    digits.iter().try_fold(0, |code, &d| Some(code << 4 | (d as char).to_digit(16)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &str, expect: &str) {
        let mut scratch = Scratch::default();
        assert_eq!(scratch.str(Text { raw: raw.as_bytes(), escaped: true }), expect);
    }

    #[test]
    fn escapes_become_characters() {
        check(r#"a\"b\\c\/d\n\t\r\b\f"#, "a\"b\\c/d\n\t\r\u{8}\u{c}");
        check(r"\u00e9\ud83d\ude00 \ud55c", "é😀 한");
    }

    #[test]
    fn halves_of_pairs_become_the_replacement_character() {
        check(r"\ud83d", "\u{fffd}");
        check(r"\ude00\ud83d\u0041", "\u{fffd}\u{fffd}A");
    }

    #[test]
    fn what_is_no_escape_stays() {
        check(r"\x \u12", r"\x \u12");
    }

    #[test]
    fn bytes_that_are_no_text_are_replaced_and_told() {
        let mut scratch = Scratch::default();
        assert_eq!(scratch.str(Text { raw: b"a\xffb", escaped: false }), "a\u{fffd}b");
        assert!(scratch.damaged);
    }

    #[test]
    fn unescaping_stops_at_the_end_of_the_string() {
        let stop = |text: &str| {
            let mut out = b"before ".to_vec();
            let Stop { at, damaged } = unescape(text.as_bytes(), 1, &mut out);
            (String::from_utf8(out).unwrap(), at, damaged)
        };
        for length in 0..20 {
            let x = "x".repeat(length);
            assert_eq!(
                stop(&format!("\"{x}\\\"\" more")),
                (format!("before {x}\""), length + 3, false)
            );
            assert_eq!(stop(&format!("\"\t{x}\n\"")), (format!("before \t{x}"), length + 2, false));
            assert_eq!(stop(&format!("\"{x}\\")), (format!("before {x}\\"), length + 2, true));
            let half = format!("before {x}\u{fffd}");
            assert_eq!(stop(&format!("\"{x}\\ud800")), (half, length + 7, false));
        }
    }

    #[test]
    fn positions_lead_back_through_escapes() {
        let raw = br#"{\"a\":\"\u00e9x\"}"#;
        let mut out = Vec::new();
        assert_eq!(unescape(raw, 0, &mut out), Stop { at: raw.len(), damaged: false });
        let x = out.iter().position(|&b| b == b'x').unwrap();
        assert_eq!(raw[escaped_position(raw, x)], b'x');
        assert_eq!(escaped_position(raw, 1), 1);
        assert_eq!(escaped_position(raw, 1000), raw.len());
    }

    #[test]
    fn a_path_names_the_value_at_a_byte() {
        let text = br#"{"a":1,"sub":[{"b":2},{"c d":{"e":[0,5]}}],"z":3}"#;
        let path = |byte: u8| path_at(text, text.iter().position(|&b| b == byte).unwrap());
        assert_eq!(path(b'1'), ".a");
        assert_eq!(path(b'2'), ".sub[0].b");
        assert_eq!(path(b'5'), r#".sub[1]["c d"].e[1]"#);
        assert_eq!(path(b'3'), ".z");
    }

    #[test]
    fn a_deep_path_loses_its_middle() {
        let path = path_at("[".repeat(1_000_000).as_bytes(), 1_000_000);
        assert_eq!(path, format!("{}...{}", "[0]".repeat(12), "[0]".repeat(12)));
    }
}
