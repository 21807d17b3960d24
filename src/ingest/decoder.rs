//! From the bytes of a source to UTF-8, which is all that the splitter reads.
//!
//! Places stay bytes of the source as it is: see [`Charset::width`]. A byte order mark is kept as a character, so that it
//! has a width like any other; the splitter passes over it.

use std::borrow::Cow;

use crate::model::Charset;

/// Takes chunks of any size. UTF-8 goes through as it is, right or wrong.
#[derive(Default)]
pub struct Decoder {
    /// Known after the first bytes.
    charset: Option<Charset>,
    /// The first bytes, while they are too few to tell.
    head: Vec<u8>,
    units: Units,
}

/// What a decoder finds.
pub enum Part<'a> {
    Text(&'a [u8], Charset),
    /// Half a character, at that byte of the source.
    Damage(u64),
}

/// Bytes that tell how characters are written: a byte order mark, or two characters of UTF-16.
const HEAD: usize = 4;
/// Bytes of UTF-16 that are decoded at a time.
const PIECE: usize = 32 * 1024;

impl Decoder {
    /// What was found; UTF-8 until then.
    pub fn charset(&self) -> Charset {
        self.charset.unwrap_or_default()
    }

    /// Hands on what `chunk` completes. `last`: nothing follows.
    pub fn decode(&mut self, mut chunk: &[u8], last: bool, mut take: impl FnMut(Part)) {
        if self.charset.is_none() {
            let (first, rest) = chunk.split_at(chunk.len().min(HEAD - self.head.len()));
            self.head.extend_from_slice(first);
            if self.head.len() < HEAD && !last {
                return;
            }
            self.charset = Some(charset_of(&self.head));
            let head = std::mem::take(&mut self.head);
            self.hand_on(&head, &mut take);
            chunk = rest;
        }
        self.hand_on(chunk, &mut take);
        if last {
            self.units.end(&mut take);
            self.units.hand_on(self.charset(), &mut take);
        }
    }

    fn hand_on(&mut self, bytes: &[u8], take: &mut dyn FnMut(Part)) {
        match self.charset() {
            Charset::Utf8 if bytes.is_empty() => {}
            Charset::Utf8 => take(Part::Text(bytes, Charset::Utf8)),
            wide => {
                for piece in bytes.chunks(PIECE) {
                    piece.iter().for_each(|&byte| self.units.byte(byte, wide, take));
                    self.units.hand_on(wide, take);
                }
            }
        }
    }
}

/// A stretch of a source as UTF-8.
pub fn decode(stretch: &[u8], charset: Charset) -> Cow<'_, [u8]> {
    if charset == Charset::Utf8 {
        return Cow::Borrowed(stretch);
    }
    let mut units = Units::default();
    stretch.iter().for_each(|&byte| units.byte(byte, charset, &mut |_| {}));
    units.end(&mut |_| {});
    Cow::Owned(units.text.into_bytes())
}

/// By the byte order mark, else by the zeros beside the ASCII that JSON begins with.
fn charset_of(head: &[u8]) -> Charset {
    let text = |byte: u8| byte >= b' ' || byte.is_ascii_whitespace();
    match head {
        // UTF-32, which is refused further on.
        [0xff, 0xfe, 0, 0] => Charset::Utf8,
        [0xff, 0xfe, ..] => Charset::Utf16Le,
        [0xfe, 0xff, ..] => Charset::Utf16Be,
        // Two characters: one and nothing but zeros behind it is UTF-32 or no text.
        [first @ 1..=127, 0, rest @ ..] if text(*first) && rest != [0, 0] => Charset::Utf16Le,
        [0, first @ 1..=127, ..] if text(*first) => Charset::Utf16Be,
        _ => Charset::Utf8,
    }
}

/// UTF-16 on its way to UTF-8.
#[derive(Default)]
struct Units {
    /// The first byte of a unit.
    odd: Option<u8>,
    /// The first unit of a pair.
    high: Option<u16>,
    text: String,
    /// Bytes so far.
    bytes: u64,
}

impl Units {
    fn byte(&mut self, byte: u8, charset: Charset, take: &mut dyn FnMut(Part)) {
        self.bytes += 1;
        let Some(first) = self.odd.take() else {
            self.odd = Some(byte);
            return;
        };
        let unit = match charset {
            Charset::Utf16Be => u16::from_be_bytes([first, byte]),
            _ => u16::from_le_bytes([first, byte]),
        };
        if let Some(high) = self.high.take() {
            if let 0xdc00..0xe000 = unit {
                let pair = u32::from(high - 0xd800) << 10 | u32::from(unit - 0xdc00);
                self.text.extend(char::from_u32(0x10000 + pair));
                return;
            }
            self.replace(4, take);
        }
        match char::from_u32(unit.into()) {
            Some(character) => self.text.push(character),
            None if unit < 0xdc00 => self.high = Some(unit),
            None => self.replace(2, take),
        }
    }

    /// Half a character that began so many bytes ago.
    fn replace(&mut self, ago: u64, take: &mut dyn FnMut(Part)) {
        self.text.push(char::REPLACEMENT_CHARACTER);
        take(Part::Damage(self.bytes - ago));
    }

    fn end(&mut self, take: &mut dyn FnMut(Part)) {
        let odd = u64::from(self.odd.take().is_some());
        if self.high.take().is_some() {
            self.replace(2 + odd, take);
        }
        if odd == 1 {
            self.replace(1, take);
        }
    }

    fn hand_on(&mut self, charset: Charset, take: &mut dyn FnMut(Part)) {
        if !self.text.is_empty() {
            take(Part::Text(self.text.as_bytes(), charset));
            self.text.clear();
        }
    }
}
