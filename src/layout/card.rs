//! The size of a node's card on the map, in px: what a layout is asked for and what is drawn.

/// A ring of 44 px, a name of about twenty letters in 13 px type, and room around them.
pub const NODE_WIDTH: f64 = 196.0;
/// The ring, or three lines of text, with 8 px above and below.
pub const NODE_HEIGHT: f64 = 60.0;
