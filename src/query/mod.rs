//! Questions to a frozen store: which traces, which services, where the time went.

mod index;
mod sketch;

pub use index::Index;
pub use sketch::{Sketch, SketchBucket};
