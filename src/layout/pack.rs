//! The components side by side on one sheet.

use super::{MapLayout, MapRequest, NODE_GAP, Point, Sheet};
use crate::model::sort_by;

/// Width over height of the sheet to aim at: that of most screens.
pub(super) const ASPECT: f64 = 1.6;
/// Free space between two components, in px: more than between two nodes, so that they read
/// as separate.
const GAP: f64 = NODE_GAP * 1.5;
/// Sheet widths tried between the widest component's and that of all in one row.
const WIDTHS: usize = 48;

/// Places the sheets in rows, the tallest first, on the width whose rows come nearest to the
/// aspect.
pub(super) fn pack(request: &MapRequest, sheets: &mut [Sheet]) -> MapLayout {
    sort_by(sheets, |a, b| b.height.total_cmp(&a.height).then(b.width.total_cmp(&a.width)));
    let mut layout = MapLayout {
        nodes: vec![Point::default(); request.nodes.len()],
        routes: vec![Vec::new(); request.edges.len()],
        ..MapLayout::default()
    };
    let sizes: Vec<_> = sheets.iter().map(|sheet| (sheet.width, sheet.height)).collect();
    let corners = shelves(&sizes, best_width(&sizes));
    for (sheet, corner) in sheets.iter_mut().zip(corners) {
        layout.width = layout.width.max(corner.x + sheet.width);
        layout.height = layout.height.max(corner.y + sheet.height);
        let moved = |point: Point| Point { x: point.x + corner.x, y: point.y + corner.y };
        for &(id, centre) in &sheet.nodes {
            layout.nodes[id as usize] = moved(centre);
        }
        for (id, points) in &mut sheet.routes {
            layout.routes[*id as usize] = std::mem::take(points).into_iter().map(moved).collect();
        }
    }
    layout
}

/// The row width with which all fits best into a window of the aspect.
fn best_width(sizes: &[(f64, f64)]) -> f64 {
    let widest = sizes.iter().map(|size| size.0).fold(0.0, f64::max);
    let row: f64 = sizes.iter().map(|size| size.0 + GAP).sum();
    let mut best = (f64::INFINITY, widest);
    for step in 0..=WIDTHS {
        // Quadratic steps: the interesting widths are near the narrow end.
        let share = step as f64 / WIDTHS as f64;
        let limit = widest + (row - widest).max(0.0) * share * share;
        let corners = shelves(sizes, limit);
        let (mut width, mut height) = (0.0f64, 0.0f64);
        for (corner, size) in corners.iter().zip(sizes) {
            width = width.max(corner.x + size.0);
            height = height.max(corner.y + size.1);
        }
        let need = (width / ASPECT).max(height);
        if need < best.0 {
            best = (need, limit);
        }
    }
    best.1
}

/// The upper left corners of boxes in rows no wider than `limit`.
fn shelves(sizes: &[(f64, f64)], limit: f64) -> Vec<Point> {
    let mut corners = Vec::with_capacity(sizes.len());
    let (mut x, mut y, mut row) = (0.0, 0.0, 0.0f64);
    for &(width, height) in sizes {
        if x > 0.0 && x + width > limit {
            x = 0.0;
            y += row + GAP;
            row = 0.0;
        }
        corners.push(Point { x, y });
        x += width + GAP;
        row = row.max(height);
    }
    corners
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sizes: &[(f64, f64)], expected: &[(f64, f64)]) {
        let corners: Vec<_> =
            shelves(sizes, best_width(sizes)).iter().map(|corner| (corner.x, corner.y)).collect();
        assert_eq!(corners, expected);
    }

    #[test]
    fn sheets_fill_a_screen() {
        check(&[], &[]);
        check(&[(900.0, 500.0)], &[(0.0, 0.0)]);
        check(
            &[(900.0, 500.0), (200.0, 40.0), (200.0, 40.0)],
            &[(0.0, 0.0), (0.0, 554.0), (254.0, 554.0)],
        );
        check(&[(100.0, 300.0), (100.0, 300.0)], &[(0.0, 0.0), (154.0, 0.0)]);
    }

    #[test]
    fn many_small_sheets_make_a_block() {
        let corners = shelves(&[(100.0, 40.0); 300], best_width(&[(100.0, 40.0); 300]));
        let reach = |side: fn(&Point) -> f64| corners.iter().map(side).fold(0.0, f64::max);
        let aspect = reach(|corner| corner.x) / reach(|corner| corner.y);
        assert!((1.2..2.2).contains(&aspect), "{aspect}");
    }
}
