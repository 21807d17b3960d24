//! Questions to a frozen store: which traces, which services, where the time went.

mod index;

pub use index::Index;
