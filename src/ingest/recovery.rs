//! Where to go on after wrong text, and what may stand between records.

use super::Reason;
use super::json::{Error, Fault, Result};

/// After an error in the record at `start`: past the bracket that closes it, or at the next line that begins
/// with a bracket at or after the error, whichever comes first. One pass, so that a file of nothing but
/// wrong records costs no more than a good one.
pub fn resume(data: &[u8], start: usize, error: usize) -> Option<usize> {
    let (mut depth, mut in_string, mut at) = (0usize, false, start);
    while let Some(byte) = data.get(at) {
        at += 1;
        match byte {
            b'\n' if at >= error && matches!(data.get(at), Some(b'{' | b'[')) => {
                return Some(at);
            }
            // A line may end behind a backslash where a string was cut.
            b'\\' if in_string && data.get(at) != Some(&b'\n') => at += 1,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => depth += 1,
            b'}' | b']' if !in_string => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

/// The next byte after text that means nothing at which something may begin.
pub fn next_mark(data: &[u8], from: usize) -> Option<usize> {
    let is_mark = |b: &u8| matches!(b, b'{' | b'}' | b'[' | b']' | b'"' | b'\n');
    data.get(from..)?.iter().position(is_mark).map(|i| from + i)
}

/// Past what may stand between top-level values: a byte order mark, or a line break that a capture
/// wrote as two characters.
pub fn separator(data: &[u8], at: usize) -> Result<usize> {
    let known: &[&[u8]] = &[b"\\n", b"\\r", b"\\t", b"\xef\xbb\xbf"];
    for mark in known {
        if data[at..].starts_with(mark) {
            return Ok(at + mark.len());
        }
        if mark.starts_with(&data[at..]) {
            return Err(Error { at, fault: Fault::Cut });
        }
    }
    Err(Error { at, fault: Fault::Syntax(Reason::NoJson) })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `^` marks the error, `|` where reading goes on.
    #[track_caller]
    fn check(marked: &str) {
        let error = marked.replace('|', "").find('^').unwrap();
        let expect = marked.replace('^', "").find('|');
        let text = marked.replace(['^', '|'], "");
        assert_eq!(resume(text.as_bytes(), 0, error), expect, "{marked}");
    }

    #[test]
    fn a_record_is_left_at_its_closing_bracket() {
        check(r#"{"a":[1,^,{}],"b":"}\"}"}|,{"#);
        check("{\"a\":\n[1 ^2]}|\n{}");
    }

    #[test]
    fn a_record_that_was_cut_is_left_at_the_next_line_with_a_bracket() {
        check("{\"a\":[1,2\n|^{\"b\":3}");
        check("{\"a\":\"cut ^\n|{\"b\":3}");
        check("{\"a\":\"cut\\^\n|{\"b\":3}");
        check("{\"a\":{\n{\"indented lines before the error do not count\": ^,\n  {\n\n|[");
    }

    #[test]
    fn without_either_there_is_nowhere_to_go() {
        check("{\"a\":^,\n  {}");
        check("{\"a\":^,\n");
    }

    #[test]
    fn separators_are_known_from_garbage() {
        assert_eq!(separator(b"\\n{", 0).ok(), Some(2));
        assert_eq!(separator(b"\xef\xbb\xbf{", 0).ok(), Some(3));
        assert_eq!(separator(b"\xef", 0).map_err(|e| e.fault), Err(Fault::Cut));
        assert!(matches!(separator(b"x", 0), Err(Error { fault: Fault::Syntax(_), .. })));
    }
}
