//! The screen, as Leptos components over [`Ctx`].
//!
//! Under Trusted Types nothing may become `innerHTML`, yet `view!` turns a nested element into that
//! when nothing in it is computed. So each nested element has a text or an attribute that is an
//! expression, be it `class=("sm-x", true)`.

mod context;
mod copy;
pub mod details;
pub mod map;
mod measure;
mod shell;
mod span;
mod status_glyph;
pub mod traces;
mod virtual_rows;
pub mod waterfall;

pub use context::{Ctx, Host, to_js};
pub use map::export_svg;
pub use shell::Shell;
