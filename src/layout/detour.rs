//! Lines for a map whose boxes a person has moved: shortest paths round the other boxes.
//!
//! What was not moved keeps the line it had. Every other line starts out straight; a box that
//! it meets becomes an obstacle with four corners to turn at, and the shortest way through the
//! corners known so far is looked for again, until it meets no box. Few boxes matter to any
//! one line, so few are ever looked at.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::component::size;
use super::geometry::{Rect, clipped};
use super::layered::lines::{PORT_GAP, corner_loop};
use super::{MapLayout, MapRequest, Point};
use crate::model::{sort_by, sort_by_key};

/// Distances to keep from boxes, in px, the next one tried when there is no way with the last.
const CLEARANCES: [f64; 2] = [10.0, 1.5];
/// Nodes that moved less, in px, did not move.
const STILL: f64 = 0.5;
/// More obstacles than this and a line goes straight through.
const MAX_OBSTACLES: usize = 48;
/// Work for all lines together, in pairs of a line piece and a box; a second at most.
const MAX_STEPS: usize = 100_000_000;

/// Lines between boxes at `centres`; `laid` is what [`super::map`] made of the request.
pub(super) fn route(request: &MapRequest, laid: &MapLayout, centres: &[Point]) -> Vec<Vec<Point>> {
    let sheet = Boxes::new(request, laid, centres);
    let moved: Vec<u32> = (0..request.nodes.len() as u32)
        .filter(|&node| {
            let (now, then) = (sheet.rects[node as usize].centre(), laid.nodes[node as usize]);
            (now.x - then.x).abs() > STILL || (now.y - then.y).abs() > STILL
        })
        .collect();
    let shifts = shifts(request);
    let mut steps = 0;
    let mut routes = Vec::with_capacity(request.edges.len());
    for (edge, old) in request.edges.iter().zip(&laid.routes) {
        let ends = (sheet.rects.get(edge.source as usize), sheet.rects.get(edge.target as usize));
        let (Some(source), Some(target)) = ends else {
            routes.push(Vec::new());
            continue;
        };
        let is_moved = |node: u32| moved.binary_search(&node).is_ok();
        let still = !is_moved(edge.source) && !is_moved(edge.target);
        if still && (edge.source == edge.target || !sheet.any_on(old, &moved)) {
            routes.push(old.clone());
        } else if edge.source == edge.target {
            routes.push(corner_loop(source.centre(), source.width(), source.height(), 1.0));
        } else {
            let shift = shifts[routes.len()];
            let path = sheet.path((edge.source, edge.target), shift, &mut steps);
            routes.push(clipped(&path, source, target));
        }
    }
    routes
}

/// How far each edge stands beside the middle of its two boxes, so that edges between the same
/// two, in either direction, are told apart.
fn shifts(request: &MapRequest) -> Vec<f64> {
    let pair = |edge: u32| {
        let edge = &request.edges[edge as usize];
        (edge.source.min(edge.target), edge.source.max(edge.target))
    };
    let mut edges: Vec<u32> = (0..request.edges.len() as u32).collect();
    sort_by_key(&mut edges, |&edge| (pair(edge), edge));
    let mut shifts = vec![0.0; edges.len()];
    for group in edges.chunk_by(|&a, &b| pair(a) == pair(b)) {
        for (at, &edge) in group.iter().enumerate() {
            shifts[edge as usize] = at as f64 - (group.len() - 1) as f64 / 2.0;
        }
    }
    shifts
}

/// What lines go round.
pub(super) struct Boxes {
    rects: Vec<Rect>,
    /// Nodes by the left side of their boxes, for finding those near a line.
    by_left: Vec<u32>,
    widest: f64,
}

impl Boxes {
    fn new(request: &MapRequest, laid: &MapLayout, centres: &[Point]) -> Self {
        let rect = |node: usize| {
            let given = centres.get(node).filter(|p| p.x.is_finite() && p.y.is_finite());
            let (width, height) = size(request, node);
            Rect::around(*given.unwrap_or(&laid.nodes[node]), width, height)
        };
        Self::of((0..request.nodes.len()).map(rect).collect())
    }

    pub(super) fn of(rects: Vec<Rect>) -> Self {
        let mut by_left: Vec<u32> = (0..rects.len() as u32).collect();
        sort_by(&mut by_left, |&a, &b| {
            rects[a as usize].left.total_cmp(&rects[b as usize].left).then(a.cmp(&b))
        });
        let widest = rects.iter().map(Rect::width).fold(0.0, f64::max);
        Boxes { rects, by_left, widest }
    }

    /// From a point to a side of a box round the others, or straight if there is no way. A box beside
    /// the point is reached in the middle of that side, as other lines reach it.
    pub(super) fn way(&self, from: Point, to: u32, steps: &mut usize) -> Vec<Point> {
        let target = &self.rects[to as usize];
        let middle = target.centre();
        let x = match from.x {
            x if x < target.left => target.left,
            x if x > target.right => target.right,
            _ => middle.x,
        };
        let line = [from, Point { x, ..middle }];
        let found = CLEARANCES.iter().find_map(|&by| self.search((to, to), line, by, steps));
        let start = Rect::around(from, 0.0, 0.0);
        clipped(&found.unwrap_or(line.to_vec()), &start, target)
    }

    fn any_on(&self, line: &[Point], nodes: &[u32]) -> bool {
        nodes.iter().any(|&node| {
            let rect = self.rects[node as usize].grown(CLEARANCES[1]);
            line.windows(2).any(|piece| rect.meets(piece[0], piece[1]))
        })
    }

    /// From centre to centre round the other boxes, or straight if there is no way.
    fn path(&self, ends: (u32, u32), shift: f64, steps: &mut usize) -> Vec<Point> {
        let (from, to) = self.end_points(ends, shift);
        for clearance in CLEARANCES {
            if let Some(path) = self.search(ends, [from, to], clearance, steps) {
                return path;
            }
        }
        vec![from, to]
    }

    /// The middles of both boxes, moved sideways by `shift` port widths.
    fn end_points(&self, (source, target): (u32, u32), shift: f64) -> (Point, Point) {
        let (a, b) = (&self.rects[source as usize], &self.rects[target as usize]);
        let (from, to) = (a.centre(), b.centre());
        let room = a.width().min(a.height()).min(b.width()).min(b.height()) / 2.0;
        let shift = (shift * PORT_GAP).clamp(-room * 0.8, room * 0.8);
        let level = (to.x - from.x).abs() >= (to.y - from.y).abs();
        let moved = |p: Point| {
            if level { Point { x: p.x, y: p.y + shift } } else { Point { x: p.x + shift, y: p.y } }
        };
        (moved(from), moved(to))
    }

    fn search(
        &self,
        ends: (u32, u32),
        line: [Point; 2],
        clearance: f64,
        steps: &mut usize,
    ) -> Option<Vec<Point>> {
        let mut obstacles: Vec<u32> = Vec::new();
        let mut path = line.to_vec();
        loop {
            let before = obstacles.len();
            self.collect(ends, &path, clearance, &mut obstacles, steps);
            if obstacles.len() == before {
                return Some(path);
            }
            if obstacles.len() > MAX_OBSTACLES || *steps > MAX_STEPS {
                return None;
            }
            let rects: Vec<Rect> =
                obstacles.iter().map(|&node| self.rects[node as usize].grown(clearance)).collect();
            path = shortest(line, &rects, steps)?;
        }
    }

    /// Adds the boxes on the path that are not yet among the obstacles. A box over one of the
    /// two ends cannot be avoided and does not count.
    fn collect(
        &self,
        ends: (u32, u32),
        path: &[Point],
        clearance: f64,
        obstacles: &mut Vec<u32>,
        steps: &mut usize,
    ) {
        let hidden = [path[0], path[path.len() - 1]];
        for piece in path.windows(2) {
            let (low, high) =
                (piece[0].x.min(piece[1].x) - clearance, piece[0].x.max(piece[1].x) + clearance);
            let first = self
                .by_left
                .partition_point(|&node| self.rects[node as usize].left < low - self.widest);
            for &node in &self.by_left[first..] {
                *steps += 1;
                if self.rects[node as usize].left > high {
                    break;
                }
                let rect = self.rects[node as usize].grown(clearance - SKIN);
                let is_end = node == ends.0 || node == ends.1;
                if !is_end
                    && rect.meets(piece[0], piece[1])
                    && !obstacles.contains(&node)
                    && !hidden.iter().any(|&p| rect.holds(p))
                {
                    obstacles.push(node);
                }
            }
        }
    }
}

/// A line may touch the outline it turns round, in px.
const SKIN: f64 = 0.5;

/// The shortest path over corners of the boxes that runs through none of them (Dijkstra).
fn shortest(line: [Point; 2], boxes: &[Rect], steps: &mut usize) -> Option<Vec<Point>> {
    let mut points = line.to_vec();
    points.extend(boxes.iter().flat_map(Rect::corners));
    let solid: Vec<Rect> = boxes.iter().map(|rect| rect.grown(-SKIN)).collect();
    let mut distance = vec![f64::INFINITY; points.len()];
    let mut before = vec![0usize; points.len()];
    let mut done = vec![false; points.len()];
    let mut queue = BinaryHeap::from([Nearest(0.0, 0)]);
    distance[0] = 0.0;
    while let Some(Nearest(length, at)) = queue.pop() {
        if at == 1 {
            return Some(trail(&points, &before));
        }
        if std::mem::replace(&mut done[at], true) {
            continue;
        }
        for next in 1..points.len() {
            let (dx, dy) = (points[next].x - points[at].x, points[next].y - points[at].y);
            let far = length + (dx * dx + dy * dy).sqrt();
            if done[next] || far >= distance[next] {
                continue;
            }
            *steps += solid.len();
            if !solid.iter().any(|rect| rect.meets(points[at], points[next])) {
                distance[next] = far;
                before[next] = at;
                queue.push(Nearest(far, next));
            }
        }
    }
    None
}

fn trail(points: &[Point], before: &[usize]) -> Vec<Point> {
    let mut path = vec![points[1]];
    let mut at = 1;
    while at != 0 {
        at = before[at];
        path.push(points[at]);
    }
    path.reverse();
    path
}

/// Ordered so that the heap gives the nearest point first.
#[derive(PartialEq)]
struct Nearest(f64, usize);

impl Eq for Nearest {}

impl Ord for Nearest {
    fn cmp(&self, other: &Self) -> Ordering {
        other.0.total_cmp(&self.0).then(other.1.cmp(&self.1))
    }
}

impl PartialOrd for Nearest {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
