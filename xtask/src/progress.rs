//! One line a step, with its time.

use std::fmt::Display;
use std::io::{IsTerminal, stderr};
use std::time::Instant;

use crate::Outcome;

/// Runs `work` and prints `name`, what it came to, and the seconds it took.
pub fn step<T: Display>(name: &str, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    let started = Instant::now();
    let result = work().map_err(|sentence| format!("{name}: {sentence}"))?;
    println!("  {name:<10} {result:<64} {:>6.1} s", started.elapsed().as_secs_f64());
    Ok(result)
}

/// Whether a person watches: then the long steps may show their own progress.
pub fn is_watched() -> bool {
    stderr().is_terminal()
}

/// A size as people read it.
pub fn kib(bytes: usize) -> String {
    format!("{:.1} KiB", bytes as f64 / 1024.0)
}
