//! The screen, as Leptos components over [`Ctx`].
//!
//! Under Trusted Types nothing may become `innerHTML`, yet `view!` turns a nested element into that
//! when nothing in it is computed. So each nested element has a text or an attribute that is an
//! expression, be it `class=("sm-x", true)`.

mod analysis;
mod completions;
mod context;
mod copy;
mod custom_range;
pub mod details;
mod dialog;
mod empty;
mod failure;
mod few;
mod files;
mod filter_bar;
mod filters;
mod focus;
mod glyph;
mod help;
mod latency_histogram;
mod limit;
mod loading;
pub mod map;
mod measure;
mod problems;
mod save;
mod shell;
mod span;
mod split;
mod status_glyph;
mod storage;
mod strip;
mod sums;
mod time_range;
mod toolbar;
pub mod traces;
mod turns;
mod versus;
mod virtual_rows;
pub mod waterfall;

pub use context::{Ctx, Host};
pub use map::{MapModel, export_canvas, export_svg};
pub use shell::Shell;
