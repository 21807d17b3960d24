//! An order of a module's functions in which those that are alike stand near each other.
//!
//! Generic code makes thousands of functions that differ in little, and gzip finds what repeats only
//! within 32 KiB: in the compiler's order, or by use as `wasm-opt` has it, most of them are too far apart.
//! One after the other, the function that shares most with the last ones comes next; a tenth of the bytes over the
//! wire is saved.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use wasm_encoder::{NameMap, NameSection};
use wasmparser::{Parser, Payload, TypeRef};

use crate::Outcome;

/// Bytes that are compared: an instruction or two with what they work on.
const PIECE: usize = 5;
/// Pieces by which a function is known: those with the smallest hashes, so that functions that are alike
/// are known by the same ones (Broder, "On the resemblance and containment of documents", 1997).
const MOST_PIECES: usize = 96;
/// Pieces that more functions than this have tell nothing.
const COMMON: usize = 400;
/// How much each of the last functions counts, the very last one first.
const RECENT: [u32; 6] = [2, 1, 1, 1, 1, 1];
/// Keeps functions of a few bytes, which are like anything, from coming first.
const LEAST_PIECES: usize = 20;

/// The module with names for its functions that stand, in the order of the alphabet, in the order wanted:
/// what `wasm-opt --reorder-functions-by-name` goes by.
pub fn named(module: &[u8]) -> Outcome<Vec<u8>> {
    let (imported, bodies) = functions(module)?;
    let known: Vec<Vec<u32>> = bodies.iter().map(|body| pieces(&module[body.clone()])).collect();
    let mut names = vec![String::new(); bodies.len()];
    for (place, function) in order(&known).into_iter().enumerate() {
        names[function] = format!("{place:08}");
    }
    let mut map = NameMap::new();
    names.iter().zip(imported..).for_each(|(name, index)| map.append(index, name));
    let mut section = NameSection::new();
    section.functions(&map);
    let mut out = module.to_vec();
    wasm_encoder::Section::append_to(&section, &mut out);
    Ok(out)
}

/// How many functions come from elsewhere, and where the bodies of the others are.
fn functions(module: &[u8]) -> Outcome<(u32, Vec<Range<usize>>)> {
    let mut imported = 0;
    let mut bodies = Vec::new();
    for payload in Parser::new(0).parse_all(module) {
        match payload.map_err(|error| error.to_string())? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    let kind = import.map_err(|error| error.to_string())?.ty;
                    imported += u32::from(matches!(kind, TypeRef::Func(_) | TypeRef::FuncExact(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(body.range()),
            _ => {}
        }
    }
    Ok((imported, bodies))
}

fn pieces(body: &[u8]) -> Vec<u32> {
    let hashes: BTreeSet<u32> = body.windows(PIECE).map(hash).collect();
    hashes.into_iter().take(MOST_PIECES).collect()
}

/// Fowler, Noll and Vo's, with its bits mixed once more so that the smallest are any.
fn hash(piece: &[u8]) -> u32 {
    let sum = piece
        .iter()
        .fold(0x811c_9dc5u32, |sum, &byte| (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    (sum ^ (sum >> 15)).wrapping_mul(0x2c1b_3c6d)
}

/// Functions by their places, from what each is known by.
fn order(known: &[Vec<u32>]) -> Vec<usize> {
    let mut having: HashMap<u32, Vec<usize>> = HashMap::new();
    for (function, pieces) in known.iter().enumerate() {
        pieces.iter().for_each(|&piece| having.entry(piece).or_default().push(function));
    }
    having.retain(|_, functions| functions.len() <= COMMON);
    let mut is_placed = vec![false; known.len()];
    let mut order: Vec<usize> = Vec::with_capacity(known.len());
    let mut first_left = 0;
    while order.len() < known.len() {
        while is_placed[first_left] {
            first_left += 1;
        }
        let next = most_alike(&order, known, &having, &is_placed).unwrap_or(first_left);
        is_placed[next] = true;
        order.push(next);
    }
    order
}

/// The function that is left and shares most with the last ones.
fn most_alike(
    order: &[usize],
    known: &[Vec<u32>],
    having: &HashMap<u32, Vec<usize>>,
    is_placed: &[bool],
) -> Option<usize> {
    let mut shared: HashMap<usize, u32> = HashMap::new();
    for (&last, weight) in order.iter().rev().zip(RECENT) {
        let sharing = known[last].iter().filter_map(|piece| having.get(piece)).flatten();
        for &function in sharing.filter(|&&function| !is_placed[function]) {
            *shared.entry(function).or_default() += weight;
        }
    }
    let share = |function: usize, shared: u32| {
        f64::from(shared) / (LEAST_PIECES + known[function].len()) as f64
    };
    shared
        .into_iter()
        .max_by(|&(a, x), &(b, y)| share(a, x).total_cmp(&share(b, y)).then(b.cmp(&a)))
        .map(|(function, _)| function)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bodies: &[&[u8]], expect: &[usize]) {
        let known: Vec<_> = bodies.iter().map(|body| pieces(body)).collect();
        assert_eq!(order(&known), expect);
    }

    #[test]
    fn those_alike_stand_together_each_once() {
        let a = b"local.get 0 i32.const 8 i32.add call 17 end of a";
        let b = b"memory.grow loop br_if 3 unreachable and so forth";
        let like_a = b"local.get 0 i32.const 8 i32.add call 99 end of a";
        let like_b = b"memory.grow loop br_if 7 unreachable and so forth";
        check(&[a, b, like_a, like_b], &[0, 2, 1, 3]);
        check(&[b"abc", b"", b"abc"], &[0, 1, 2]);
        check(&[], &[]);
    }

    #[test]
    fn names_stand_for_places() {
        use wasm_encoder::{CodeSection, Function, FunctionSection, Module, TypeSection};
        let (mut types, mut functions, mut code) =
            (TypeSection::new(), FunctionSection::new(), CodeSection::new());
        types.ty().function([], []);
        for constant in [1, 2] {
            functions.function(0);
            let mut body = Function::new([]);
            body.instructions().i32_const(constant).drop().end();
            code.function(&body);
        }
        let mut module = Module::new();
        module.section(&types).section(&functions).section(&code);
        let bytes = module.finish();
        let named = named(&bytes).expect("a module");
        assert!(named.starts_with(&bytes));
        let text = String::from_utf8_lossy(&named[bytes.len()..]).into_owned();
        assert!(text.contains("00000000") && text.contains("00000001"), "{text}");
    }
}
