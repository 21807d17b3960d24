//! A pull reader over the bytes of one JSON value.
//!
//! Why not a parser from the shelf: this one says whether a text is wrong or merely not all there yet
//! (so the splitter can wait for more), never recurses, hands out borrowed slices, and passes over
//! unknown values without looking into them. It accepts `NaN` and `Infinity`, which Python writes.

use super::Reason;

/// A string as it stands between its quotes.
#[derive(Clone, Copy, Debug)]
pub struct Text<'a> {
    pub raw: &'a [u8],
    pub escaped: bool,
}

/// Any value; objects and arrays as their text.
#[derive(Clone, Copy, Debug)]
pub enum Value<'a> {
    Text(Text<'a>),
    Number(&'a [u8]),
    Flag(bool),
    Null,
    Nested(&'a [u8]),
}

/// Where reading stopped and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    pub at: usize,
    pub fault: Fault,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The text ends before the value does.
    Cut,
    /// The text is no JSON: what was expected instead.
    Syntax(Reason),
}

pub type Result<T> = std::result::Result<T, Error>;

#[derive(Clone, Copy)]
pub struct Reader<'a> {
    text: &'a [u8],
    at: usize,
    /// Where the record begins that may have been cut; [`WHOLE`] for a text that is all there.
    record: usize,
}

const WHOLE: usize = usize::MAX;

impl<'a> Reader<'a> {
    pub fn new(text: &'a [u8], at: usize) -> Self {
        Self { text, at, record: WHOLE }
    }

    /// Of a record that begins at `record`, and of which only the start may be there.
    pub fn of_record(text: &'a [u8], record: usize, at: usize) -> Self {
        Self { text, at, record }
    }

    /// Bytes read so far, counted from the start of the text.
    pub fn position(&self) -> usize {
        self.at
    }

    /// The first byte of the next token.
    #[inline]
    pub fn peek(&mut self) -> Result<u8> {
        match self.text.get(self.at) {
            Some(&byte) if byte > b' ' => Ok(byte),
            _ => self.skip_space(),
        }
    }

    /// Steps into an object or array if the next value is one.
    #[inline]
    pub fn enter(&mut self, bracket: u8) -> Result<bool> {
        let entered = self.peek()? == bracket;
        self.at += usize::from(entered);
        Ok(entered)
    }

    /// The next member's name, or `None` past the end of the object.
    #[inline]
    pub fn key(&mut self, first: bool) -> Result<Option<Text<'a>>> {
        // Most files have no space between members.
        if let Some([b',', b'"', ..]) = self.text.get(self.at..)
            && !first
        {
            self.at += 1;
        } else if !self.begin_key(first)? {
            return Ok(None);
        }
        let key = self.string()?;
        if self.peek()? != b':' {
            return Err(self.syntax(Reason::ExpectedColon));
        }
        self.at += 1;
        self.check_line()?;
        Ok(Some(key))
    }

    /// Behind a colon: whether the line that it is in was cut there. A line that begins with a bracket, as in
    /// files of a record a line, has its value beside the name; what the next line begins with is the next record.
    #[inline]
    fn check_line(&self) -> Result<()> {
        match self.text.get(self.at) {
            Some(b'\n' | b'\r') => self.check_line_end(),
            _ => Ok(()),
        }
    }

    /// Looks at nothing before the record: how much of that is still there depends on the chunks.
    fn check_line_end(&self) -> Result<()> {
        let Some(begun) = self.text.get(self.record..self.at) else { return Ok(()) };
        // What begins with the record begins with its bracket.
        let line = begun.iter().rposition(|&b| b == b'\n').map(|end| &begun[end + 1..]);
        if !matches!(line, None | Some([b'{' | b'[', ..])) {
            return Ok(());
        }
        let after = &self.text[self.at..];
        match after.strip_prefix(b"\r").unwrap_or(after) {
            [b'\n', b'{', ..] => Err(self.syntax(Reason::ExpectedValue)),
            _ => Ok(()),
        }
    }

    fn begin_key(&mut self, first: bool) -> Result<bool> {
        if !self.more(first, b'}', Reason::ExpectedObjectEnd)? {
            return Ok(false);
        }
        if self.peek()? != b'"' {
            return Err(self.syntax(Reason::ExpectedName));
        }
        Ok(true)
    }

    /// Whether another element follows; steps past the end of the array if not.
    #[inline]
    pub fn item(&mut self, first: bool) -> Result<bool> {
        self.more(first, b']', Reason::ExpectedArrayEnd)
    }

    /// Calls `member` at each member of an object; passes over any other value.
    #[inline]
    pub fn object(
        &mut self,
        mut member: impl FnMut(&mut Self, Text<'a>) -> Result<()>,
    ) -> Result<bool> {
        if !self.enter(b'{')? {
            return self.skip().map(|()| false);
        }
        let mut first = true;
        while let Some(key) = self.key(first)? {
            first = false;
            member(self, key)?;
        }
        Ok(true)
    }

    /// Calls `element` at each element of an array; passes over any other value.
    #[inline]
    pub fn array(&mut self, mut element: impl FnMut(&mut Self) -> Result<()>) -> Result<bool> {
        if !self.enter(b'[')? {
            return self.skip().map(|()| false);
        }
        let mut first = true;
        while self.item(first)? {
            first = false;
            element(self)?;
        }
        Ok(true)
    }

    #[inline]
    pub fn value(&mut self) -> Result<Value<'a>> {
        match self.peek()? {
            b'"' => self.string().map(Value::Text),
            b'{' | b'[' => self.raw().map(Value::Nested),
            b'-' | b'0'..=b'9' => self.scalar().map(Value::Number),
            _ => {
                let at = self.at;
                match self.scalar()? {
                    b"true" => Ok(Value::Flag(true)),
                    b"false" => Ok(Value::Flag(false)),
                    b"null" => Ok(Value::Null),
                    number @ (b"NaN" | b"Infinity") => Ok(Value::Number(number)),
                    _ => Err(Error { at, fault: Fault::Syntax(Reason::ExpectedValue) }),
                }
            }
        }
    }

    /// The next value if it is a string; any other is passed over.
    #[inline]
    pub fn text(&mut self) -> Result<Option<Text<'a>>> {
        if self.peek()? == b'"' {
            return self.string().map(Some);
        }
        self.skip().map(|()| None)
    }

    /// Passes over a value and gives its bytes.
    pub fn raw(&mut self) -> Result<&'a [u8]> {
        self.peek()?;
        let start = self.at;
        self.skip()?;
        Ok(&self.text[start..self.at])
    }

    /// Passes over a value. Not every wrong text is found out (brackets are only counted), but a
    /// missing comma is: it marks the place where a record was cut and another begins.
    pub fn skip(&mut self) -> Result<()> {
        let mut depth = 0usize;
        let mut after_value = false;
        loop {
            let byte = self.peek()?;
            if after_value && !matches!(byte, b',' | b':' | b'}' | b']') {
                return Err(self.syntax(Reason::ExpectedValueEnd));
            }
            match byte {
                b'"' => {
                    self.string()?;
                    after_value = true;
                }
                b'{' | b'[' => {
                    self.at += 1;
                    depth += 1;
                    if byte == b'{' && matches!(self.peek()?, b'{' | b'[') {
                        return Err(self.syntax(Reason::ExpectedName));
                    }
                }
                b'}' | b']' if depth > 0 => {
                    self.at += 1;
                    depth -= 1;
                    after_value = true;
                }
                b',' | b':' if after_value => {
                    self.at += 1;
                    after_value = false;
                    if byte == b':' {
                        self.check_line()?;
                    }
                    continue;
                }
                _ => {
                    self.value()?;
                    after_value = true;
                }
            }
            if depth == 0 && after_value {
                return Ok(());
            }
        }
    }

    /// A string; the reader stands at its opening quote.
    #[inline]
    pub fn string(&mut self) -> Result<Text<'a>> {
        let start = self.at + 1;
        let mut at = start;
        let mut escaped = false;
        loop {
            at = special(self.text, at);
            match self.text.get(at) {
                Some(b'"') => {
                    self.at = at + 1;
                    return Ok(Text { raw: &self.text[start..at], escaped });
                }
                Some(b'\\') => {
                    escaped = true;
                    at += 2;
                }
                Some(b'\n' | b'\r') => {
                    let fault = Fault::Syntax(Reason::BrokenString);
                    return Err(Error { at, fault });
                }
                Some(_) => at += 1,
                None => return Err(Error { at: self.text.len(), fault: Fault::Cut }),
            }
        }
    }

    #[inline]
    fn more(&mut self, first: bool, close: u8, expected: Reason) -> Result<bool> {
        let byte = self.peek()?;
        if byte == close {
            self.at += 1;
            return Ok(false);
        }
        if !first {
            if byte != b',' {
                return Err(self.syntax(expected));
            }
            self.at += 1;
        }
        Ok(true)
    }

    /// Out of line: compact files have no space, and those that have spend their time elsewhere.
    fn skip_space(&mut self) -> Result<u8> {
        while let Some(&byte) = self.text.get(self.at) {
            if byte > b' ' {
                return Ok(byte);
            }
            if !is_space(byte) {
                return Err(self.syntax(Reason::ControlCharacter));
            }
            self.at += 1;
        }
        Err(self.cut())
    }

    /// A number or word. At the end of the text it may go on, so it is cut there.
    #[inline]
    fn scalar(&mut self) -> Result<&'a [u8]> {
        let start = self.at;
        let rest = self.text.get(start..).unwrap_or_default();
        match rest.iter().position(|&b| !SCALAR[usize::from(b)]) {
            None => Err(self.cut()),
            Some(0) => Err(self.syntax(Reason::ExpectedValue)),
            Some(length) => {
                self.at += length;
                Ok(&rest[..length])
            }
        }
    }

    fn cut(&self) -> Error {
        Error { at: self.text.len(), fault: Fault::Cut }
    }

    fn syntax(&self, expected: Reason) -> Error {
        Error { at: self.at, fault: Fault::Syntax(expected) }
    }
}

pub fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r' | b'\t')
}

/// Position of the first quote, backslash or control character at or after `from`.
/// Eight bytes at a time: most strings are too short for a vectorised search to pay.
#[inline]
fn special(text: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(chunk) = text.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        if let Some(found) = special_in(u64::from_le_bytes(*chunk)) {
            return at + found;
        }
        at += 8;
    }
    let tail = text.get(at..).unwrap_or_default();
    let is_special = |&b: &u8| b == b'"' || b == b'\\' || b < 0x20;
    tail.iter().position(is_special).map_or(text.len().max(at), |i| at + i)
}

/// The same in a word of eight bytes, the first byte lowest.
#[inline]
pub fn special_in(word: u64) -> Option<usize> {
    // Each term raises the high bit of the bytes it looks for, of bytes beyond ASCII (masked out at the
    // end), and by a borrow perhaps of bytes above a true one: the lowest is right.
    let control = word.wrapping_sub(ONES * 0x20);
    let quote = (word ^ (ONES * b'"' as u64)).wrapping_sub(ONES);
    let backslash = (word ^ (ONES * b'\\' as u64)).wrapping_sub(ONES);
    let found = (control | quote | backslash) & !word & HIGHS;
    (found != 0).then(|| (found.trailing_zeros() / 8) as usize)
}

const ONES: u64 = u64::from_le_bytes([1; 8]);
const HIGHS: u64 = ONES << 7;

/// Bytes of numbers and words.
const SCALAR: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        let b = byte as u8;
        table[byte] = b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'+');
        byte += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    /// What remains behind the value that the text begins with, or why there is none.
    fn skip(text: &str) -> std::result::Result<&str, (usize, Fault)> {
        let mut reader = Reader::new(text.as_bytes(), 0);
        reader.skip().map_err(|e| (e.at, e.fault))?;
        Ok(&text[reader.position()..])
    }

    #[track_caller]
    fn wrong(text: &str, at: usize, expect: Reason) {
        assert_eq!(skip(text), Err((at, Fault::Syntax(expect))), "{text}");
    }

    #[test]
    fn a_value_ends_where_it_ends() {
        assert_eq!(skip(r#" {"a":[1,{"b":"}]\"\\"}]} x"#), Ok(" x"));
        assert_eq!(skip("-1.5e+9,"), Ok(","));
        assert_eq!(skip("[NaN,-Infinity,null]!"), Ok("!"));
        assert_eq!(skip(r#""long enough for a word and more\u00e9"]"#), Ok("]"));
    }

    #[test]
    fn what_is_cut_is_told_from_what_is_wrong() {
        for text in ["", " ", "[", "[1", "{\"a", "\"\\", "12", "tru", "[1,", "{\"a\":[{}"] {
            assert_eq!(skip(text), Err((text.len(), Fault::Cut)), "{text}");
        }
        wrong("[1 2]", 3, Reason::ExpectedValueEnd);
        wrong("[1,2\n{\"id\"", 5, Reason::ExpectedValueEnd);
        wrong("[,1]", 1, Reason::ExpectedValue);
        wrong("[1,\0]", 3, Reason::ControlCharacter);
        wrong("{\"a\nb\":1}", 3, Reason::BrokenString);
        wrong("[truth]", 1, Reason::ExpectedValue);
        wrong("}", 0, Reason::ExpectedValue);
    }

    #[test]
    fn members_and_elements_are_strict() {
        let read = |text: &str| {
            let mut names = Vec::new();
            let mut reader = Reader::new(text.as_bytes(), 0);
            let result = reader.object(|reader, name| {
                names.push(String::from_utf8_lossy(name.raw).into_owned());
                reader.array(Reader::skip).map(drop)
            });
            (names.join(" "), result.map_err(|e| e.at))
        };
        assert_eq!(read(r#"{"a":[1,2],"b":3,"":[]}"#), ("a b ".to_owned(), Ok(true)));
        assert_eq!(read("[1]"), (String::new(), Ok(false)));
        assert_eq!(read(r#"{"a":[1,],"b":3}"#), ("a".to_owned(), Err(8)));
        assert_eq!(read(r#"{"a":[1],}"#), ("a".to_owned(), Err(9)));
        assert_eq!(read(r#"{"a" 1}"#), (String::new(), Err(5)));
        assert_eq!(read("{a:1}"), (String::new(), Err(1)));
    }

    #[test]
    fn special_bytes_are_found_at_every_place_in_a_word() {
        for byte in [b'"', b'\\', b'\n', 0] {
            for length in 0..20 {
                for at in 0..length {
                    let mut text = vec![0xe9; length];
                    text[at] = byte;
                    assert_eq!(special(&text, 0), at);
                    assert_eq!(special(&text, at + 1), length.max(at + 1));
                }
            }
        }
    }
}
