//! Interned strings: each distinct text once, in one arena.

use std::hash::Hasher;

use hashbrown::HashTable;
use rustc_hash::FxHasher;

use super::StrId;

/// Distinct strings in order of arrival; [`StrId::EMPTY`] is always the empty one.
#[derive(Clone)]
pub struct Strings {
    bytes: String,
    /// `ends[i]` is where string `i` ends in `bytes`; it begins where string `i - 1` ends.
    ends: Vec<u32>,
    table: HashTable<u32>,
}

impl Default for Strings {
    fn default() -> Self {
        let mut strings = Self { bytes: String::new(), ends: Vec::new(), table: HashTable::new() };
        strings.intern("");
        strings
    }
}

impl Strings {
    /// The id of `text`. When the arena is full (4 GiB) the empty string stands in.
    pub fn intern(&mut self, text: &str) -> StrId {
        let hash = hash(text.as_bytes());
        match self.table.find(hash, |&i| self.is(i, text.as_bytes())) {
            Some(&found) => StrId(found),
            None => self.insert(hash, text),
        }
    }

    /// The id of a text given as bytes; `None` when they are no UTF-8. Bytes met before need no check.
    pub fn intern_bytes(&mut self, bytes: &[u8]) -> Option<StrId> {
        let hash = hash(bytes);
        match self.table.find(hash, |&i| self.is(i, bytes)) {
            Some(&found) => Some(StrId(found)),
            None => Some(self.insert(hash, std::str::from_utf8(bytes).ok()?)),
        }
    }

    fn insert(&mut self, hash: u64, text: &str) -> StrId {
        let Ok(end) = u32::try_from(self.bytes.len() + text.len()) else { return StrId::EMPTY };
        let index = self.ends.len() as u32;
        self.bytes.push_str(text);
        self.ends.push(end);
        let (bytes, ends) = (&self.bytes, &self.ends);
        self.table.insert_unique(hash, index, |&i| self::hash(slice(bytes, ends, i).as_bytes()));
        StrId(index)
    }

    /// The id of `text` if it was ever interned; a filter for an unknown name matches nothing.
    pub fn find(&self, text: &str) -> Option<StrId> {
        self.table.find(hash(text.as_bytes()), |&i| self.is(i, text.as_bytes())).map(|&i| StrId(i))
    }

    /// The text behind an id; empty for [`StrId::NONE`].
    pub fn get(&self, id: StrId) -> &str {
        if id.index() < self.ends.len() { self.text(id.0) } else { "" }
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// All strings in order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = (StrId, &str)> {
        (0..self.ends.len() as u32).map(|i| (StrId(i), self.text(i)))
    }

    /// Bytes held: text, its places and the table that finds it.
    pub fn bytes(&self) -> usize {
        self.bytes.len() + self.ends.len() * 12
    }

    /// Bytes of text held.
    pub fn text_bytes(&self) -> usize {
        self.bytes.len()
    }

    /// Word by word: where there is no fast `memcmp`, as in wasm, a call of it goes byte by byte.
    fn is(&self, index: u32, bytes: &[u8]) -> bool {
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before as usize]);
        let end = self.ends[index as usize];
        let own = &self.bytes.as_bytes()[start as usize..end as usize];
        let (own_words, own_rest) = own.as_chunks::<8>();
        let (words, rest) = bytes.as_chunks::<8>();
        own.len() == bytes.len()
            && own_words
                .iter()
                .zip(words)
                .all(|(a, b)| u64::from_ne_bytes(*a) == u64::from_ne_bytes(*b))
            && own_rest.iter().zip(rest).all(|(a, b)| a == b)
    }

    fn text(&self, index: u32) -> &str {
        slice(&self.bytes, &self.ends, index)
    }
}

fn slice<'a>(bytes: &'a str, ends: &[u32], index: u32) -> &'a str {
    let index = index as usize;
    let start = if index == 0 { 0 } else { ends[index - 1] as usize };
    &bytes[start..ends[index] as usize]
}

fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(bytes);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_kept_once() {
        let mut strings = Strings::default();
        let a = strings.intern("cart");
        assert_eq!(strings.intern("cart"), a);
        assert_eq!(strings.get(a), "cart");
        assert_eq!(strings.find("cart"), Some(a));
        assert_eq!(strings.find("card"), None);
        assert_eq!(strings.find(""), Some(StrId::EMPTY));
        assert_eq!(strings.get(StrId::NONE), "");
        assert_eq!(strings.len(), 2);
    }

    #[test]
    fn bytes_that_are_no_text_are_not_kept() {
        let mut strings = Strings::default();
        let cart = strings.intern("a cart of 17 things");
        assert_eq!(strings.intern_bytes(b"a cart of 17 things"), Some(cart));
        assert_ne!(strings.intern_bytes(b"a cart of 18 things"), Some(cart));
        assert_ne!(strings.intern_bytes(b"a cart of 17 thing_"), Some(cart));
        assert_eq!(strings.intern_bytes(b"\xff"), None);
        assert_eq!(strings.len(), 4);
    }

    #[test]
    fn many_texts_survive_the_growth_of_the_table() {
        let mut strings = Strings::default();
        let ids: Vec<_> = (0..5000).map(|i| strings.intern(&format!("name {i}"))).collect();
        for (i, id) in ids.iter().enumerate() {
            assert_eq!(strings.get(*id), format!("name {i}"));
        }
    }
}
