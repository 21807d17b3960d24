//! Pure geometry: where the boxes and lines of a picture go.
//!
//! Same input, same bytes out, on the host and in WebAssembly: no clock, no randomness,
//! no transcendental `f64` function, no hash-map order.
//!
//! A service map: `component` makes sane, connected graphs of the request, `layered` lays out
//! each of them, `pack` puts them on one sheet; `boxed` does so for nodes that stand together, and then
//! for the boxes they stand in; `detour` draws new lines after a person moved
//! boxes.
//!
//! A waterfall's rows, folded and unfolded, are in `rows`; `alike` gathers equal ones.
//!
//! [`card`] is the one size on which layout and drawing agree.

mod alike;
mod boxed;
pub mod card;
mod component;
mod detour;
mod geometry;
mod layered;
mod pack;
mod rows;

pub use geometry::crossings;
pub use rows::{Line, NO_PARENT, TreeRows};

/// Free space between two columns of nodes, in px: an edge label such as "1 250 ms" fits
/// between the boxes in 11 px type with its ends of line still visible.
pub const RANK_GAP: f64 = 90.0;
/// Free space between two nodes of a column, in px: a name may stand under its node, and a
/// loop over it.
pub const NODE_GAP: f64 = 36.0;
/// Free space between two edges which pass a column, in px: wide enough to point at one.
pub const EDGE_GAP: f64 = 14.0;

/// Free space between the border of a box and its nodes, in px: a line fits between them.
pub const BOX_MARGIN: f64 = 22.0;
/// Height of the title of a box, within it, in px.
pub const BOX_TITLE: f64 = 22.0;

/// All that a map layout depends on; equal requests give equal layouts.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct MapRequest {
    pub nodes: Vec<MapNode>,
    pub edges: Vec<MapEdge>,
}

/// A box of the map, sizes in px.
#[derive(Clone, Debug, PartialEq)]
pub struct MapNode {
    /// Ties are broken by it, so that the order of the request does not matter; unique.
    pub key: String,
    pub width: f64,
    pub height: f64,
    /// A caller whom nobody calls (a client): kept leftmost.
    pub source: bool,
    /// Where it stood before, if the picture should stay similar.
    pub previous: Option<Point>,
    /// The number of the box that it stands in, with [`BOX_MARGIN`] round its nodes and
    /// [`BOX_TITLE`] over them. Nothing else stands there.
    pub in_box: Option<u32>,
}

/// An arrow of the map, from caller to callee, by index into [`MapRequest::nodes`].
#[derive(Clone, Debug, PartialEq)]
pub struct MapEdge {
    pub source: u32,
    pub target: u32,
    /// More than 0; heavier edges are kept shorter and straighter.
    pub weight: f64,
}

/// A place on the sheet in px; x grows to the right, y downwards.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

/// Centres of the nodes, and for each edge a polyline from its source's border to its target's.
///
/// An edge that names a node which does not exist has an empty route.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct MapLayout {
    pub nodes: Vec<Point>,
    pub routes: Vec<Vec<Point>>,
    pub width: f64,
    pub height: f64,
}

/// Lays out a service map: columns from left to right, callers first.
///
/// Any request gives a layout: sizes and weights that are no positive numbers count as absent.
pub fn map(request: &MapRequest) -> MapLayout {
    match request.nodes.iter().any(|node| node.in_box.is_some()) {
        true => boxed::map(request),
        false => flat(request),
    }
}

fn flat(request: &MapRequest) -> MapLayout {
    let mut sheets: Vec<_> = component::split(request).into_iter().map(layered::sheet).collect();
    pack::pack(request, &mut sheets)
}

/// The edges' lines after a person moved nodes: `laid` is what [`map`] made of the request,
/// `centres` are those of now, by node.
///
/// Between nodes that stand where they were put lines stay as they were; the others go the
/// shortest way round all boxes. A line has no way only where boxes lie over each other.
pub fn route(request: &MapRequest, laid: &MapLayout, centres: &[Point]) -> Vec<Vec<Point>> {
    detour::route(request, laid, centres)
}

/// One component, laid out from (0, 0).
struct Sheet {
    /// Centre of each node, by its index in the request.
    nodes: Vec<(u32, Point)>,
    /// Polyline of each edge, by its index in the request.
    routes: Vec<(u32, Vec<Point>)>,
    width: f64,
    height: f64,
}
