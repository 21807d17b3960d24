//! Everything that the worker can do, behind one plain function.

pub mod api;
mod reply;
mod request;
mod thresholds;

pub use reply::*;
pub use request::*;
pub use thresholds::*;
