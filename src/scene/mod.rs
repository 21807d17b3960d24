//! Geometry of what is on screen: windows, transforms, ticks. Plain numbers in and out;
//! the view only draws them.

mod bar;
mod clause;
mod edge_path;
pub mod format;
mod highlight;
mod icon;
mod json_tree;
pub mod labels;
mod lettering;
mod minimap;
mod reach;
mod ring;
mod row_pages;
mod row_window;
mod ruler;
mod timescale;
mod tree_keys;
mod viewport;
pub mod walk;

pub use bar::{LabelSide, label_side, stretches};
pub use clause::{exclude, filter_by};
pub use edge_path::{Bends, EdgePath, arrow_length, direct, points, width};
pub use highlight::find_folded;
pub use icon::{Health, Icon, short_kind};
pub use json_tree::{JsonKind, JsonRow, JsonTree, indented};
pub use lettering::{Lines, shorten, wrap};
pub use minimap::Minimap;
pub use reach::Graph;
pub use ring::{Arc, Outcomes, arcs};
pub use row_pages::{PAGE_ROWS, RowPages, page_offsets};
pub use row_window::RowWindow;
pub use ruler::{Tick, ticks};
pub use timescale::{Bar, Placement, TimeScale};
pub use tree_keys::{TreeStep, tree_step};
pub use viewport::{Area, Size, Viewport};
