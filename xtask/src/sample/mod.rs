//! The sample that the page offers: one hour of a small shop, with three things to find.
//!
//! 1. One query of Payment DB lacks an index: it takes up to three seconds, and most of the time on the
//!    critical path is spent there.
//! 2. Payments through ProviderA fail with "Connection refused"; other providers are fine.
//! 3. A Recommendation service appears in the last ten minutes, with a new version of Order.
//!
//! The file is made by a seed and integers alone, and committed; a test compares the two.

mod document;
mod flows;
mod random;
mod shop;
#[cfg(test)]
mod tests;

use std::fs;
use std::path::PathBuf;

use document::{MILLISECOND, Micros, SECOND};
use random::Random;
use shop::{Shop, Visit};

use crate::progress::kib;
use crate::{Outcome, root};

/// 2 June 2026, 09:00 UTC: the hour begins.
const BEGIN: Micros = 1_780_390_800 * SECOND;
const MINUTE: Micros = 60 * SECOND;
/// What was not finished then is in progress in the file.
const END: Micros = BEGIN + 60 * MINUTE;
/// Order 2.5.0 goes live, and asks Recommendation.
const RELEASE: Micros = END - 10 * MINUTE;
const SEED: u64 = 0x5eed_0f5b_0b5b_0b50;

/// Visits in each minute: a slow start, a newsletter at 09:18, a lull, and the lunch hour.
const ARRIVALS: [i64; 60] = [
    9, 10, 8, 11, 10, 12, 11, 13, 12, 14, 13, 15, 14, 13, 15, 14, 16, 15, 34, 41, 37, 31, 26, 23,
    20, 18, 17, 15, 16, 14, 13, 12, 13, 11, 10, 11, 9, 10, 12, 11, 13, 14, 13, 15, 16, 15, 17, 18,
    17, 19, 20, 19, 21, 22, 20, 23, 22, 24, 23, 20,
];

/// Writes the sample where the site has it.
pub fn write() -> Outcome {
    let text = generate();
    let file = file();
    let folder = file.parent().unwrap_or(&file);
    let written = fs::create_dir_all(folder).and_then(|()| fs::write(&file, &text));
    written.map_err(|error| format!("cannot write {}: {error}", file.display()))?;
    println!("www/sample/shop.jsonl: {} segments, {}", text.lines().count(), kib(text.len()));
    Ok(())
}

/// The sample as X-Ray segments, one a line.
fn generate() -> String {
    let mut shop = Shop::new(Random::new(SEED));
    for (minute, visits) in (0..).zip(ARRIVALS) {
        let mut arrivals: Vec<Micros> =
            (0..visits).map(|_| shop.random.between(0, MINUTE)).collect();
        arrivals.sort_unstable();
        for offset in arrivals {
            let visit = Visit::new(BEGIN + minute * MINUTE + offset, &mut shop.random);
            flows::serve(&mut shop, &visit);
        }
    }
    // The two that the end of the recording cuts: one in its payment, one in its notification.
    for before_end in [1_500 * MILLISECOND, 1_200 * MILLISECOND] {
        let visit = Visit::new(END - before_end, &mut shop.random);
        flows::serve_checkout(&mut shop, &visit);
    }
    shop.into_lines(END)
}

fn file() -> PathBuf {
    root().join("www/sample/shop.jsonl")
}
