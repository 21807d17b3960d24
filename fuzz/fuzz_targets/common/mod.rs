//! What the targets of formats have in common: bytes as dice, shapes of documents, laws of reading.
#![allow(dead_code, unused_imports, reason = "each target uses its share")]

#[path = "../../../tests/common/mod.rs"]
mod dump;

pub mod laws;
pub mod shape;

pub use laws::check;
pub use shape::{Dice, Shape, write};
