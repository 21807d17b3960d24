//! What goes over the wire, and the budget for it.

use std::fs;
use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::Outcome;
use crate::dist::{dist_dir, files_below};
use crate::progress::kib;

/// Gzip bytes of all code and style that a page loads; samples are loaded when asked for.
const BUDGET: usize = 300 * 1024;
/// What it may be until it meets the budget: a ratchet, turned up only by what a new format or screen costs.
const CEILING: usize = 1300 * 1024;

/// One shipped file, in bytes.
struct Size {
    name: String,
    raw: usize,
    gzip: usize,
    brotli: usize,
}

/// Prints the size of every file in `dist/` and how far the site is from its budget; fails when it has
/// outgrown the ceiling.
pub fn print() -> Outcome {
    println!("{:<36} {:>12} {:>12} {:>12}", "file", "raw", "gzip", "brotli");
    let mut site = Vec::new();
    for part in ["site", "npm"] {
        let sizes = measure(&dist_dir().join(part))?;
        for size in &sizes {
            print_line(&format!("{part}/{}", size.name), size.raw, size.gzip, size.brotli);
        }
        let sum = |of: fn(&Size) -> usize| sizes.iter().map(of).sum();
        print_line(part, sum(|size| size.raw), sum(|size| size.gzip), sum(|size| size.brotli));
        println!();
        if part == "site" {
            site = sizes;
        }
    }
    let code = budgeted(&site);
    let verdict = verdict(code);
    if code > CEILING {
        return Err(format!("{verdict}: over the ceiling of {}", kib(CEILING)));
    }
    println!("{verdict}");
    Ok(())
}

fn measure(folder: &Path) -> Outcome<Vec<Size>> {
    let unreadable = |error| {
        format!("cannot read {} ({error}): run `cargo xtask build` first", folder.display())
    };
    files_below(folder)
        .map_err(unreadable)?
        .into_iter()
        .map(|(name, path)| {
            let bytes = fs::read(path).map_err(unreadable)?;
            Ok(Size {
                name,
                raw: bytes.len(),
                gzip: gzip(&bytes).map_err(unreadable)?,
                brotli: brotli(&bytes).map_err(unreadable)?,
            })
        })
        .collect()
}

fn budgeted(sizes: &[Size]) -> usize {
    sizes.iter().filter(|size| is_code(&size.name)).map(|size| size.gzip).sum()
}

/// Loaded when the first file of its kind comes.
const ON_DEMAND: &str = "unzstd";

fn is_code(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    let ending = [".wasm", ".js", ".css"].iter().any(|ending| file.ends_with(ending));
    ending && !file.starts_with(ON_DEMAND)
}

fn gzip(bytes: &[u8]) -> std::io::Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len())
}

/// As for files compressed ahead of time; the last percent of a long one is not worth seconds.
fn brotli(bytes: &[u8]) -> std::io::Result<usize> {
    let quality = if bytes.len() > 1024 * 1024 { 9 } else { 11 };
    let mut compressed = Vec::new();
    let params = brotli::enc::BrotliEncoderParams { quality, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &*bytes, &mut compressed, &params)?;
    Ok(compressed.len())
}

fn verdict(bytes: usize) -> String {
    let share = bytes as f64 * 100.0 / BUDGET as f64;
    format!("wasm + js + css of the site, gzip: {} of {} ({share:.0} %)", kib(bytes), kib(BUDGET))
}

fn print_line(name: &str, raw: usize, gzip: usize, brotli: usize) {
    println!("{name:<36} {:>12} {:>12} {:>12}", kib(raw), kib(gzip), kib(brotli));
}
