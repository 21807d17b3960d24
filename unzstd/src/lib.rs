//! Unpacks zstd (RFC 8878) piece by piece. A module of its own, which a page loads when the first such file comes.

use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen::prelude::*;

/// Takes packed bytes, gives unpacked ones; at most a block and a window of them are held.
#[cfg_attr(target_arch = "wasm32", wasm_bindgen)]
#[derive(Default)]
pub struct Unzstd {
    packed: Vec<u8>,
    /// Bytes of `packed` that are done with.
    used: usize,
    /// Of the frame that goes on at `used`.
    frame: Option<Frame>,
    /// Bytes to pass over: of a frame that is to be skipped.
    skip: usize,
    /// Told when all that was unpacked before it has been given.
    failure: Option<String>,
}

struct Frame {
    decoder: FrameDecoder,
    /// Behind the last block are four bytes more.
    has_checksum: bool,
}

/// What precedes the blocks of a frame is no longer.
const LONGEST_HEADER: usize = 18;
const BLOCK_HEADER: usize = 3;
const CHECKSUM: usize = 4;
const ONE: BlockDecodingStrategy = BlockDecodingStrategy::UptoBlocks(1);
/// Without content, and a checksum that nobody looks at.
const LAST_BLOCK: [u8; BLOCK_HEADER + CHECKSUM] = [1, 0, 0, 0, 0, 0, 0];
/// What `zstd -d` allows unless it is told otherwise. So much of what was unpacked must be kept.
const MOST_WINDOW: u64 = 128 << 20;

#[cfg_attr(target_arch = "wasm32", wasm_bindgen)]
impl Unzstd {
    #[cfg_attr(target_arch = "wasm32", wasm_bindgen(constructor))]
    pub fn new() -> Self {
        Self::default()
    }

    pub fn push(&mut self, chunk: &[u8]) {
        self.packed.drain(..self.used);
        self.used = 0;
        self.packed.extend_from_slice(chunk);
    }

    /// The next unpacked bytes, perhaps none; nothing when more must be pushed first. `last`: nothing more will be.
    /// An error is what is wrong with the data.
    pub fn next(&mut self, last: bool) -> Result<Option<Vec<u8>>, String> {
        if let Some(failure) = self.failure.take() {
            return Err(failure);
        }
        let skipped = self.skip.min(self.packed.len() - self.used);
        (self.skip, self.used) = (self.skip - skipped, self.used + skipped);
        let rest = &self.packed[self.used..];
        let Some(frame) = &mut self.frame else {
            return match rest.len() {
                0 if last && self.skip == 0 => Ok(None),
                0..LONGEST_HEADER if !last => Ok(None),
                _ => self.begin(),
            };
        };
        let Some(length) = block_length(rest, frame.has_checksum) else {
            return if last { self.fail("they end early".to_owned()) } else { Ok(None) };
        };
        let block = &rest[..length];
        let ended = match frame.decoder.decode_blocks(block, ONE) {
            Ok(ended) => ended,
            Err(error) => return self.fail(error.to_string()),
        };
        self.used += length;
        let unpacked = frame.decoder.collect().unwrap_or_default();
        if ended {
            self.frame = None;
        }
        Ok(Some(unpacked))
    }

    /// Ends the frame here by a block without content: the decoder keeps back what blocks may refer to.
    fn fail(&mut self, failure: String) -> Result<Option<Vec<u8>>, String> {
        let frame = self.frame.take();
        self.failure = Some(failure);
        let rest = frame.and_then(|mut frame| {
            frame.decoder.decode_blocks(&LAST_BLOCK[..], ONE).ok()?;
            frame.decoder.collect()
        });
        Ok(Some(rest.unwrap_or_default()))
    }

    fn begin(&mut self) -> Result<Option<Vec<u8>>, String> {
        let rest = &self.packed[self.used..];
        let mut behind = rest;
        let mut decoder = FrameDecoder::new();
        match decoder.init(&mut behind) {
            Ok(()) => {
                if window(rest).is_none_or(|window| window > MOST_WINDOW) {
                    return Err(
                        "unpacking takes too much memory: use `zstd -d --long=31`".to_owned()
                    );
                }
                let has_checksum = rest.get(4).is_some_and(|descriptor| descriptor & 4 != 0);
                self.frame = Some(Frame { decoder, has_checksum });
            }
            Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                length,
                ..
            })) => self.skip = length as usize,
            Err(error) => return Err(error.to_string()),
        }
        self.used += rest.len() - behind.len();
        Ok(Some(Vec::new()))
    }
}

/// Bytes of the block that `rest` begins with, with what ends the frame if it is the last; nothing if it is not all there.
fn block_length(rest: &[u8], has_checksum: bool) -> Option<usize> {
    let &[a, b, c, ..] = rest else { return None };
    let header = u32::from_le_bytes([a, b, c, 0]);
    let (last, kind, size) = (header & 1 == 1, header >> 1 & 3, (header >> 3) as usize);
    // A block of one byte many times over.
    let content = if kind == 1 { 1 } else { size };
    let end = if last && has_checksum { CHECKSUM } else { 0 };
    let length = BLOCK_HEADER + content + end;
    (rest.len() >= length).then_some(length)
}

/// Bytes of a frame that later ones may refer to, by its header: section 3.1.1.1 of the RFC.
fn window(header: &[u8]) -> Option<u64> {
    let &descriptor = header.get(4)?;
    if descriptor & 0x20 == 0 {
        let &byte = header.get(5)?;
        let base = 1u64 << (10 + (byte >> 3));
        return Some(base + base / 8 * u64::from(byte & 7));
    }
    // The frame is its own window, and says how long it is.
    let from = 5 + [0, 1, 2, 4][usize::from(descriptor & 3)];
    let length = [1, 2, 4, 8][usize::from(descriptor >> 6)];
    let size = header.get(from..from + length)?.iter().rev();
    let size = size.fold(0, |size, &byte| size << 8 | u64::from(byte));
    Some(if length == 2 { size + 256 } else { size })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};

    /// What comes out, and what is said in the end.
    fn unpacked(packed: &[u8], size: usize) -> (Vec<u8>, String) {
        let mut unpacker = Unzstd::new();
        let mut out = Vec::new();
        let chunks = packed.chunks(size).map(|chunk| (chunk, false));
        for (chunk, last) in chunks.chain([(&b""[..], true)]) {
            unpacker.push(chunk);
            loop {
                match unpacker.next(last) {
                    Ok(Some(bytes)) => out.extend(bytes),
                    Ok(None) => break,
                    Err(error) => return (out, error),
                }
            }
        }
        (out, String::new())
    }

    #[track_caller]
    fn check(packed: &[u8], expect: &[u8], error: &str) {
        for size in [1, 7, 1000, 1 << 20] {
            let (out, told) = unpacked(packed, size);
            assert!(out == expect, "{} bytes, not {}", out.len(), expect.len());
            assert!(told.contains(error) && told.is_empty() == error.is_empty(), "{told}");
        }
    }

    fn text() -> Vec<u8> {
        (0..40_000)
            .flat_map(|i| format!("{{\"id\":{}}}\n", i * 7919 % 10_007).into_bytes())
            .collect()
    }

    fn packed(text: &[u8]) -> Vec<u8> {
        compress_to_vec(text, CompressionLevel::Fastest)
    }

    #[test]
    fn frames_in_a_row_are_one_text() {
        let text = text();
        let skipped = [&0x184d_2a53_u32.to_le_bytes()[..], &5_u32.to_le_bytes(), b"notes"].concat();
        check(&packed(&text), &text, "");
        check(
            &[packed(b"a"), skipped.clone(), packed(b""), packed(&text)].concat(),
            &[b"a", &text[..]].concat(),
            "",
        );
        check(&skipped, b"", "");
        check(b"", b"", "");
    }

    #[test]
    fn a_block_of_one_byte_many_times_is_short() {
        let header = [0x28, 0xb5, 0x2f, 0xfd, 0, 0x58];
        let block = (100_000_u32 << 3 | 1 << 1 | 1).to_le_bytes();
        check(&[&header[..], &block[..3], b"x"].concat(), &[b'x'; 100_000], "");
    }

    #[test]
    fn what_is_cut_or_damaged_is_told() {
        let whole = packed(b"some text");
        check(&whole[..whole.len() - 1], b"", "end early");
        let text = text();
        let whole = packed(&text);
        let (half, told) = unpacked(&whole[..whole.len() / 2], 1000);
        assert!(half.len() > text.len() / 4 && text.starts_with(&half), "{} bytes", half.len());
        assert_eq!(told, "they end early");
        check(b"no zstd at all, but long enough", b"", "BadMagicNumber");
    }

    #[test]
    fn a_window_beyond_the_memory_is_refused() {
        let header = [0x28, 0xb5, 0x2f, 0xfd, 0, 31 << 3, 1, 0, 0];
        check(&header, b"", "--long=31");
        let single = [0x28, 0xb5, 0x2f, 0xfd, 0xe0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0];
        check(&single, b"", "--long=31");
    }
}
