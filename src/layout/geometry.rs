//! What a drawing is like, counted on the lines themselves.

use super::Point;
use crate::model::sort_by;

/// Pairs of segments of different routes that properly cross: a shared end or an overlap is
/// no crossing.
pub fn crossings(routes: &[Vec<Point>]) -> u64 {
    let mut segments = Vec::new();
    for (route, points) in routes.iter().enumerate() {
        for pair in points.windows(2).filter(|pair| pair[0] != pair[1]) {
            segments.push((route, pair[0], pair[1]));
        }
    }
    sort_by(&mut segments, |a, b| a.1.x.min(a.2.x).total_cmp(&b.1.x.min(b.2.x)));
    // Segments that may still reach under the sweep line.
    let mut active: Vec<(usize, Point, Point)> = Vec::new();
    let mut count = 0;
    for &(route, a, b) in &segments {
        let left = a.x.min(b.x);
        active.retain(|(_, c, d)| c.x.max(d.x) >= left);
        count += active.iter().filter(|&&(other, c, d)| other != route && cross(a, b, c, d)).count()
            as u64;
        active.push((route, a, b));
    }
    count
}

fn cross(a: Point, b: Point, c: Point, d: Point) -> bool {
    let apart = a.y.max(b.y) < c.y.min(d.y) || c.y.max(d.y) < a.y.min(b.y);
    !apart && side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0
}

/// On which side of the line from `a` to `b` the point is: -1, 0 or 1.
fn side(a: Point, b: Point, point: Point) -> i32 {
    let area = (b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x);
    i32::from(area > 0.0) - i32::from(area < 0.0)
}

/// A box with level and upright sides.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rect {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Rect {
    pub fn around(centre: Point, width: f64, height: f64) -> Self {
        let (x, y) = (width / 2.0, height / 2.0);
        Rect { left: centre.x - x, top: centre.y - y, right: centre.x + x, bottom: centre.y + y }
    }

    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }

    pub fn centre(&self) -> Point {
        Point { x: (self.left + self.right) / 2.0, y: (self.top + self.bottom) / 2.0 }
    }

    pub fn corners(&self) -> [Point; 4] {
        let Rect { left, top, right, bottom } = *self;
        [(left, top), (right, top), (right, bottom), (left, bottom)].map(|(x, y)| Point { x, y })
    }

    /// Larger by `by` on every side.
    pub fn grown(&self, by: f64) -> Self {
        Rect {
            left: self.left - by,
            top: self.top - by,
            right: self.right + by,
            bottom: self.bottom + by,
        }
    }

    pub fn holds(&self, point: Point) -> bool {
        self.left < point.x && point.x < self.right && self.top < point.y && point.y < self.bottom
    }

    /// Does the segment run through the inside?
    pub fn meets(&self, a: Point, b: Point) -> bool {
        self.span(a, b).is_some()
    }

    /// Where the segment is inside, as shares of its way from `a` to `b` (Liang and Barsky).
    fn span(&self, a: Point, b: Point) -> Option<(f64, f64)> {
        let (dx, dy) = (b.x - a.x, b.y - a.y);
        let (mut from, mut to) = (0.0f64, 1.0f64);
        for (way, start, low, high) in
            [(dx, a.x, self.left, self.right), (dy, a.y, self.top, self.bottom)]
        {
            if way == 0.0 {
                if start <= low || start >= high {
                    return None;
                }
                continue;
            }
            let (enter, leave) = ((low - start) / way, (high - start) / way);
            from = from.max(enter.min(leave));
            to = to.min(enter.max(leave));
        }
        (from < to).then_some((from, to))
    }
}

/// The part of a path between the last point in `source` and the first in `target`.
pub(super) fn clipped(path: &[Point], source: &Rect, target: &Rect) -> Vec<Point> {
    let between = |a: Point, b: Point, share: f64| Point {
        x: a.x + (b.x - a.x) * share,
        y: a.y + (b.y - a.y) * share,
    };
    let mut points = path.to_vec();
    let last_inside = points.windows(2).rposition(|piece| source.meets(piece[0], piece[1]));
    if let Some(at) = last_inside
        && let Some((_, leave)) = source.span(points[at], points[at + 1])
    {
        points[at] = between(points[at], points[at + 1], leave);
        points.drain(..at);
    }
    let first_inside = points.windows(2).position(|piece| target.meets(piece[0], piece[1]));
    if let Some(at) = first_inside
        && let Some((enter, _)) = target.span(points[at], points[at + 1])
    {
        points[at + 1] = between(points[at], points[at + 1], enter);
        points.truncate(at + 2);
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(points: &[(f64, f64)]) -> Vec<Point> {
        points.iter().map(|&(x, y)| Point { x, y }).collect()
    }

    #[test]
    fn only_proper_crossings_of_different_lines_count() {
        let count = |lines: &[&[(f64, f64)]]| {
            crossings(&lines.iter().map(|points| line(points)).collect::<Vec<_>>())
        };
        let (down, up) = (&[(0.0, 0.0), (10.0, 10.0)][..], &[(0.0, 10.0), (10.0, 0.0)][..]);
        assert_eq!(count(&[down, up]), 1);
        assert_eq!(count(&[down, up, &[(0.0, 4.0), (10.0, 4.0)]]), 3);
        // A shared end, an overlap, a touch, and a line that crosses itself.
        assert_eq!(count(&[down, &[(10.0, 10.0), (20.0, 0.0)]]), 0);
        assert_eq!(count(&[down, &[(5.0, 5.0), (20.0, 20.0)]]), 0);
        assert_eq!(count(&[down, &[(5.0, 5.0), (5.0, 20.0)]]), 0);
        assert_eq!(count(&[&[(0.0, 0.0), (10.0, 10.0), (10.0, 0.0), (0.0, 10.0)]]), 0);
        assert_eq!(count(&[&[], &[(1.0, 1.0)], &[(1.0, 1.0), (1.0, 1.0)]]), 0);
    }

    #[test]
    fn boxes_are_met_inside_only() {
        let rect = Rect::around(Point { x: 50.0, y: 50.0 }, 20.0, 10.0);
        let meets = |a: (f64, f64), b: (f64, f64)| rect.meets(line(&[a])[0], line(&[b])[0]);
        assert!(meets((0.0, 50.0), (100.0, 50.0)));
        assert!(meets((50.0, 50.0), (51.0, 51.0)));
        assert!(meets((35.0, 40.0), (65.0, 60.0)));
        assert!(!meets((0.0, 45.0), (100.0, 45.0)));
        assert!(!meets((0.0, 50.0), (40.0, 50.0)));
        assert!(!meets((30.0, 50.0), (50.0, 20.0)));
    }

    #[test]
    fn lines_are_cut_at_the_borders() {
        let (source, target) = (
            Rect::around(Point { x: 0.0, y: 0.0 }, 20.0, 20.0),
            Rect::around(Point { x: 100.0, y: 0.0 }, 20.0, 20.0),
        );
        let cut = |points: &[(f64, f64)]| clipped(&line(points), &source, &target);
        assert_eq!(cut(&[(0.0, 0.0), (100.0, 0.0)]), line(&[(10.0, 0.0), (90.0, 0.0)]));
        assert_eq!(
            cut(&[(0.0, 0.0), (0.0, 40.0), (100.0, 40.0), (100.0, 0.0)]),
            line(&[(0.0, 10.0), (0.0, 40.0), (100.0, 40.0), (100.0, 10.0)])
        );
    }
}
