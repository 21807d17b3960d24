//! From routed polylines to what is drawn: smooth paths, arrow heads, widths, places for labels.
//!
//! A curve may leave its polyline, but not the room that the layout kept free for it: where a
//! laid-out line changes height it does so in a gap between two columns, and a curve with level
//! ends stays in the box of that piece. A line that goes the shortest way round moved cards has
//! no such room; only its corners are rounded.

use std::fmt::Write;

use crate::layout::Point;

/// Widths of lines from no to most traffic, in px.
const WIDTHS: (f64, f64) = (1.25, 6.0);
/// Where little was recorded no line is fat: requests that earn the largest width at least.
const BUSY: f64 = 100.0;
/// Corners of lines are rounded so far, in px. The curve keeps within a third of it.
const CORNER: f64 = 10.0;

/// How a route may be smoothed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bends {
    /// From the layout: level through the columns, changing height only between them.
    Level,
    /// Round obstacles at arm's length.
    Tight,
}

/// A line from the caller's border to the callee's, without its arrow head.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EdgePath {
    start: Point,
    pieces: Vec<Piece>,
    /// Where the arrow points to.
    tip: Point,
    /// Unit vector of the arrow's direction.
    heading: Point,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Piece {
    Line(Point),
    Quadratic(Point, Point),
    Cubic(Point, Point, Point),
}

/// Drawn width of a line with so many requests when the busiest has `most`: the area of ink
/// grows slower than traffic, or small lines would vanish.
pub fn width(requests: u32, most: u32) -> f64 {
    let share = f64::from(requests) / f64::from(most).max(BUSY);
    WIDTHS.0 + (WIDTHS.1 - WIDTHS.0) * share.min(1.0).sqrt()
}

/// Length of the arrow head of a line of this width.
pub fn arrow_length(width: f64) -> f64 {
    6.0 + 1.4 * width
}

/// Flat x, y pairs as points; a last odd number is left out.
pub fn points(flat: &[f64]) -> Vec<Point> {
    flat.chunks_exact(2).map(|pair| Point { x: pair[0], y: pair[1] }).collect()
}

/// A straight line between two cards while one of them is being dragged.
pub fn direct(source: super::Area, target: super::Area) -> Vec<Point> {
    let (a, b) = (source.centre(), target.centre());
    vec![border(source, b), border(target, a)]
}

/// Two decimals: a path is read by people in exports, and a hundredth of a pixel is not seen.
pub(super) fn round(value: f64) -> f64 {
    let rounded = (value * 100.0).round() / 100.0;
    // Not -0, which would be written as such.
    if rounded == 0.0 { 0.0 } else { rounded }
}

impl EdgePath {
    /// The smooth line through a route, with room for an arrow head of length `arrow` at its end.
    pub fn new(route: &[Point], bends: Bends, arrow: f64) -> Self {
        let mut route = route.to_vec();
        route.dedup();
        let [start, .., tip] = route[..] else {
            return Self::default();
        };
        let heading = heading(&route, bends);
        shorten(&mut route, heading, arrow);
        let mut path = Self { start, pieces: Vec::new(), tip, heading };
        match bends {
            Bends::Level => path.level(&route),
            Bends::Tight => path.rounded(&route),
        }
        path
    }

    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// For the `d` of an SVG path.
    pub fn data(&self) -> String {
        let mut d = String::new();
        if self.is_empty() {
            return d;
        }
        let mut write = |letter: char, points: &[Point]| {
            d.push(letter);
            for (at, point) in points.iter().enumerate() {
                let gap = if at == 0 { "" } else { " " };
                let _ = write!(d, "{gap}{} {}", round(point.x), round(point.y));
            }
        };
        write('M', &[self.start]);
        for piece in &self.pieces {
            match *piece {
                Piece::Line(to) => write('L', &[to]),
                Piece::Quadratic(a, to) => write('Q', &[a, to]),
                Piece::Cubic(a, b, to) => write('C', &[a, b, to]),
            }
        }
        d
    }

    /// The arrow head for a line of this width, as a closed path.
    pub fn arrow(&self, width: f64) -> String {
        if self.is_empty() {
            return String::new();
        }
        let (length, half) = (arrow_length(width), 3.0 + 0.7 * width);
        let (Point { x, y }, Point { x: dx, y: dy }) = (self.tip, self.heading);
        let base = Point { x: x - dx * length, y: y - dy * length };
        let (left, right) = (
            Point { x: base.x - dy * half, y: base.y + dx * half },
            Point { x: base.x + dy * half, y: base.y - dx * half },
        );
        let [x, y, lx, ly, rx, ry] = [x, y, left.x, left.y, right.x, right.y].map(round);
        format!("M{x} {y}L{lx} {ly}L{rx} {ry}Z")
    }

    /// Points along the line, in order, no further than some px apart on usual lines.
    pub fn samples(&self) -> Vec<Point> {
        const STEPS: u32 = 12;
        let mut out = vec![self.start];
        let mut from = self.start;
        for piece in &self.pieces {
            for step in 1..=STEPS {
                out.push(piece.at(from, f64::from(step) / f64::from(STEPS)));
            }
            from = piece.end();
        }
        out
    }

    /// Places on the line for a label, the best first: the middle, then outwards to both ends.
    pub fn anchors(&self) -> Vec<Point> {
        let samples = self.samples();
        let mut lengths = vec![0.0];
        for pair in samples.windows(2) {
            let before = lengths.last().copied().unwrap_or_default();
            lengths.push(before + distance(pair[0], pair[1]));
        }
        let total = lengths.last().copied().unwrap_or_default();
        const SHARES: [f64; 9] = [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.12, 0.88];
        SHARES.iter().map(|share| along(&samples, &lengths, share * total)).collect()
    }

    /// Level pieces as they are, others as curves with level ends; upright ones rounded.
    fn level(&mut self, route: &[Point]) {
        if route.windows(2).any(|pair| pair[0].x == pair[1].x) {
            return self.rounded(route);
        }
        for pair in route.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            let middle = (a.x + b.x) / 2.0;
            self.pieces.push(if a.y == b.y {
                Piece::Line(b)
            } else {
                Piece::Cubic(Point { x: middle, y: a.y }, Point { x: middle, y: b.y }, b)
            });
        }
    }

    fn rounded(&mut self, route: &[Point]) {
        for triple in route.windows(3) {
            let [a, corner, b] = [triple[0], triple[1], triple[2]];
            let before = CORNER.min(distance(a, corner) / 2.0);
            let after = CORNER.min(distance(corner, b) / 2.0);
            self.pieces.push(Piece::Line(towards(corner, a, before)));
            self.pieces.push(Piece::Quadratic(corner, towards(corner, b, after)));
        }
        self.pieces.extend(route.last().map(|&end| Piece::Line(end)));
    }
}

impl Piece {
    fn end(&self) -> Point {
        match *self {
            Piece::Line(to) | Piece::Quadratic(_, to) | Piece::Cubic(_, _, to) => to,
        }
    }

    /// At share `t` of the way (de Casteljau).
    fn at(&self, from: Point, t: f64) -> Point {
        match *self {
            Piece::Line(to) => mix(from, to, t),
            Piece::Quadratic(a, to) => mix(mix(from, a, t), mix(a, to, t), t),
            Piece::Cubic(a, b, to) => {
                let (l, m, r) = (mix(from, a, t), mix(a, b, t), mix(b, to, t));
                mix(mix(l, m, t), mix(m, r, t), t)
            }
        }
    }
}

/// The direction in which the line arrives.
fn heading(route: &[Point], bends: Bends) -> Point {
    let [.., before, tip] = route[..] else {
        return Point { x: 1.0, y: 0.0 };
    };
    let (dx, dy) = (tip.x - before.x, tip.y - before.y);
    if bends == Bends::Level && dx != 0.0 {
        return Point { x: dx.signum(), y: 0.0 };
    }
    let length = distance(before, tip);
    Point { x: dx / length, y: dy / length }
}

/// Ends the line at the arrow's base, but never before half of its last piece.
fn shorten(route: &mut [Point], heading: Point, arrow: f64) {
    let [.., before, last] = route else {
        return;
    };
    let by = arrow.min(distance(*before, *last) / 2.0);
    *last = Point { x: last.x - heading.x * by, y: last.y - heading.y * by };
}

/// Where the way from the middle of a card to a point leaves the card.
fn border(card: super::Area, to: Point) -> Point {
    let from = card.centre();
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    let share = (card.width() / 2.0 / dx.abs()).min(card.height() / 2.0 / dy.abs()).min(1.0);
    mix(from, to, share)
}

fn along(samples: &[Point], lengths: &[f64], length: f64) -> Point {
    let at = lengths.partition_point(|&l| l < length).max(1);
    let (Some(&a), Some(&b)) = (samples.get(at - 1), samples.get(at)) else {
        return samples.last().copied().unwrap_or_default();
    };
    let piece = lengths[at] - lengths[at - 1];
    if piece > 0.0 { mix(a, b, (length - lengths[at - 1]) / piece) } else { a }
}

fn towards(from: Point, to: Point, by: f64) -> Point {
    let length = distance(from, to);
    if length > 0.0 { mix(from, to, by / length) } else { from }
}

fn mix(a: Point, b: Point, share: f64) -> Point {
    Point { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share }
}

fn distance(a: Point, b: Point) -> f64 {
    ((b.x - a.x).powi(2) + (b.y - a.y).powi(2)).sqrt()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Area;
    use super::*;
    use crate::layout::card::{NODE_HEIGHT, NODE_WIDTH};
    use crate::layout::{MapEdge, MapNode, MapRequest, map, route};

    fn check(flat: &[f64], bends: Bends, expect: &str) {
        assert_eq!(EdgePath::new(&points(flat), bends, 10.0).data(), expect);
    }

    #[test]
    fn a_laid_out_line_changes_height_in_a_curve_with_level_ends() {
        check(&[0.0, 0.0, 100.0, 0.0], Bends::Level, "M0 0L90 0");
        check(&[0.0, 0.0, 100.0, 50.0], Bends::Level, "M0 0C45 0 45 50 90 50");
        check(
            &[0.0, 0.0, 0.0, 0.0, 100.0, 50.0, 300.0, 50.0],
            Bends::Level,
            "M0 0C50 0 50 50 100 50L290 50",
        );
        // From right to left.
        check(&[100.0, 50.0, 0.0, 0.0], Bends::Level, "M100 50C55 50 55 0 10 0");
    }

    #[test]
    fn upright_and_tight_lines_get_round_corners() {
        check(&[0.0, 0.0, 50.0, 0.0, 50.0, 80.0], Bends::Level, "M0 0L40 0Q50 0 50 10L50 70");
        check(&[0.0, 0.0, 30.0, 40.0, 130.0, 40.0], Bends::Tight, "M0 0L24 32Q30 40 40 40L120 40");
        // A short piece lends no more than half of itself to either corner.
        check(
            &[0.0, 0.0, 50.0, 0.0, 50.0, 8.0, 90.0, 8.0],
            Bends::Tight,
            "M0 0L40 0Q50 0 50 4L50 4Q50 8 60 8L80 8",
        );
    }

    #[test]
    fn routes_without_a_way_draw_nothing() {
        for flat in [&[][..], &[1.0], &[1.0, 2.0], &[1.0, 2.0, 1.0, 2.0]] {
            let path = EdgePath::new(&points(flat), Bends::Level, 10.0);
            assert_eq!((path.data(), path.arrow(2.0)), (String::new(), String::new()));
            assert_eq!(path.anchors().len(), 9);
        }
    }

    #[test]
    fn arrows_point_at_the_callee() {
        let path = EdgePath::new(&points(&[0.0, 0.0, 100.0, 50.0]), Bends::Level, 10.0);
        assert_eq!(path.arrow(0.0), "M100 50L94 53L94 47Z");
        let path = EdgePath::new(&points(&[0.0, 0.0, 0.0, 50.0]), Bends::Tight, 10.0);
        assert_eq!(path.arrow(0.0), "M0 50L-3 44L3 44Z");
    }

    #[test]
    fn the_first_label_place_is_half_way() {
        let path = EdgePath::new(&points(&[0.0, 0.0, 110.0, 0.0]), Bends::Level, 10.0);
        assert_eq!(path.anchors()[0], Point { x: 50.0, y: 0.0 });
    }

    #[test]
    fn widths_grow_with_traffic() {
        let widths = [0, 10, 250, 1000, 5000].map(|n| round(width(n, 1000)));
        assert_eq!(widths, [1.25, 1.73, 3.63, 6.0, 6.0]);
        assert_eq!(round(width(1, 1)), 1.73);
    }

    #[test]
    fn a_dragged_card_is_met_at_its_border() {
        let card = |x, y| Area::around(Point { x, y }, 200.0, 60.0);
        let line = direct(card(0.0, 0.0), card(400.0, 0.0));
        assert_eq!(line, points(&[100.0, 0.0, 300.0, 0.0]));
        // Cards on top of each other.
        assert_eq!(direct(card(0.0, 0.0), card(0.0, 0.0)), points(&[0.0; 4]));
    }

    fn request(edges: &[(u32, u32)]) -> MapRequest {
        let node = |key: u32| MapNode {
            key: key.to_string(),
            width: NODE_WIDTH,
            height: NODE_HEIGHT,
            source: false,
            previous: None,
            in_box: None,
        };
        let edge = |&(source, target): &(u32, u32)| MapEdge { source, target, weight: 1.0 };
        MapRequest { nodes: (0..12).map(node).collect(), edges: edges.iter().map(edge).collect() }
    }

    fn enters(samples: &[Point], card: Area) -> bool {
        let inner = card.grown(-1.0);
        let inside = |p: &Point| {
            inner.left < p.x && p.x < inner.right && inner.top < p.y && p.y < inner.bottom
        };
        samples.iter().any(inside)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn curves_run_through_no_card(
            edges in prop::collection::vec((0u32..12, 0u32..12), 1..24),
            moved in 0usize..12, dx in -300.0..300.0, dy in -300.0..300.0,
        ) {
            let request = request(&edges);
            let laid = map(&request);
            let cards = |centres: &[Point]| -> Vec<Area> {
                centres.iter().map(|&c| Area::around(c, NODE_WIDTH, NODE_HEIGHT)).collect()
            };
            let places = cards(&laid.nodes);
            for line in &laid.routes {
                let samples = EdgePath::new(line, Bends::Level, 10.0).samples();
                prop_assert!(!places.iter().any(|&card| enters(&samples, card)));
            }
            let mut centres = laid.nodes.clone();
            centres[moved].x += dx;
            centres[moved].y += dy;
            let places = cards(&centres);
            let apart = places.iter().enumerate().all(|(at, card)| {
                at == moved || !card.grown(24.0).meets(places[moved])
            });
            prop_assume!(apart);
            for (line, old) in route(&request, &laid, &centres).iter().zip(&laid.routes) {
                if line == old {
                    continue;
                }
                let samples = EdgePath::new(line, Bends::Tight, 10.0).samples();
                prop_assert!(!places.iter().any(|&card| enters(&samples, card)));
            }
        }
    }
}
