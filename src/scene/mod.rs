//! Geometry of what is on screen: windows, transforms, ticks. Plain numbers in and out;
//! the view only draws them.

mod bar;
mod clause;
mod highlight;
mod json_tree;
mod row_pages;
mod row_window;
mod ruler;
mod timescale;
mod tree_keys;

pub use bar::{LabelSide, label_side, stretches};
pub use clause::{exclude, filter_by};
pub use highlight::find_folded;
pub use json_tree::{JsonKind, JsonRow, JsonTree, indented};
pub use row_pages::{PAGE_ROWS, RowPages, page_offsets};
pub use row_window::RowWindow;
pub use ruler::{Tick, ticks};
pub use timescale::{Bar, Placement, TimeScale};
pub use tree_keys::{TreeStep, tree_step};
