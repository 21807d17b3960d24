//! Geometry of what is on screen: windows, transforms, ticks. Plain numbers in and out;
//! the view only draws them.

mod bar;
mod row_pages;
mod row_window;
mod ruler;
mod timescale;

pub use bar::{LabelSide, label_side, stretches};
pub use row_pages::{PAGE_ROWS, RowPages, page_offsets};
pub use row_window::RowWindow;
pub use ruler::{Tick, ticks};
pub use timescale::{Bar, Placement, TimeScale};
