//! One connected graph in columns, left to right, callers first, in the manner of Sugiyama,
//! Tagawa and Toda ("Methods for visual understanding of hierarchical system structures",
//! 1981). Each step is a file, in this order:
//!
//! ```text
//! acyclic      the edges to turn round so that no cycle is left
//! rank         the column of each node                     by simplex, on a spanning tree
//! layers       long edges cut into pieces of one column each, by dummy vertices
//! order        who stands above whom in a column, so that few edges cross
//!   sweep      columns sorted by barycentres, to have a start
//!   weave      the columns while things move in them
//!   sift       single vertices move
//!   reinsert   whole edges move, and nodes with theirs (star)
//!   front      the cheapest way of an edge through each gap between columns
//! coordinate   the height of each vertex, and where columns stand
//!   align      a start for trees
//!   relax      a start for thickets                        settle: who pushes whom
//!   straighten the best heights                            by simplex again
//! lines        the polyline of each edge between the boxes
//! ```

mod acyclic;
mod align;
mod coordinate;
#[cfg(test)]
mod fixture;
mod front;
mod gap;
mod layers;
pub(super) mod lines;
mod order;
mod rank;
mod reinsert;
mod relax;
mod settle;
mod sift;
mod simplex;
mod spanning;
mod star;
mod straighten;
mod sweep;
mod weave;

use super::Sheet;
use super::component::Graph;

pub(super) fn sheet(graph: Graph) -> Sheet {
    let graph = acyclic::orient(graph);
    let ranks = rank::assign(&graph);
    let layers = order::reduce(&graph, &ranks);
    let frame = coordinate::assign(&layers, &graph);
    lines::draw(&layers, &graph, &frame)
}
