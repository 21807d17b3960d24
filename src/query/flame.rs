//! Traces merged by call path: spans of one service and name below the same path are one box.
//!
//! A box is as wide as the work in it: self times of its spans and of all below them. Durations would
//! not do: calls in parallel take longer together than what waits for them, and boxes would not fit.

use std::cmp::Reverse;

use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

use super::self_times;
use super::split::whole;
use crate::model::{
    Flags, Nanos, ServiceId, SpanId, SpanStore, Status, StrId, TraceId, sort_by_key,
};

/// Spans of a call path.
#[derive(Clone, Copy, Debug)]
pub struct FlameNode {
    /// Number of the box above, which is smaller than that of this one.
    pub parent: Option<u32>,
    pub service: ServiceId,
    pub name: StrId,
    pub count: u32,
    pub failed: u32,
    /// Sum of durations.
    pub total: Nanos,
    /// Sum of self times.
    pub own: Nanos,
    /// Self times here and below.
    pub work: Nanos,
    /// The longest of its spans.
    pub longest: SpanId,
}

/// A box on its place, in shares of the whole width.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FlameBox {
    pub node: u32,
    pub depth: u32,
    pub left: f64,
    pub width: f64,
}

/// The tree of all call paths.
#[derive(Default)]
pub struct Flame {
    pub nodes: Vec<FlameNode>,
    by_path: HashMap<(u32, ServiceId, StrId), u32, FxBuildHasher>,
}

const TOP: u32 = u32::MAX;

impl Flame {
    pub fn add(&mut self, store: &SpanStore, trace: TraceId) {
        self.add_with(store, trace, &self_times(store, trace, &[]));
    }

    /// `own`: self times by row.
    pub fn add_with(&mut self, store: &SpanStore, trace: TraceId, own: &[Nanos]) {
        let trace = store.trace(trace);
        let mut node_of: Vec<u32> = Vec::with_capacity(own.len());
        for (span, &own) in trace.spans().zip(own) {
            let above = store.parent(span).and_then(|p| node_of.get(trace.row(p)).copied());
            let at = self.node(above.unwrap_or(TOP), store, span);
            node_of.push(at);
            let summary = store.flags(span).has(Flags::SUMMARY);
            let node = &mut self.nodes[at as usize];
            node.count += u32::from(!summary);
            node.failed += u32::from(store.status(span) > Status::Ok);
            node.total = node.total.plus(store.duration(span));
            node.own = node.own.plus(own);
            if store.duration(span) > store.duration(node.longest) {
                node.longest = span;
            }
        }
    }

    /// Sums up the work below each box; to be called once, at the end.
    pub fn finish(&mut self) {
        for at in (0..self.nodes.len()).rev() {
            let node = &mut self.nodes[at];
            node.work = node.work.plus(node.own);
            if let (Some(parent), work) = (node.parent, node.work) {
                let above = &mut self.nodes[parent as usize];
                above.work = above.work.plus(work);
            }
        }
    }

    fn node(&mut self, parent: u32, store: &SpanStore, span: SpanId) -> u32 {
        let (service, name) = (store.service(span), store.name_id(span));
        let nodes = &mut self.nodes;
        *self.by_path.entry((parent, service, name)).or_insert_with(|| {
            nodes.push(FlameNode {
                parent: Some(parent).filter(|&p| p != TOP),
                service,
                name,
                count: 0,
                failed: 0,
                total: Nanos::ZERO,
                own: Nanos::ZERO,
                work: Nanos::ZERO,
                longest: span,
            });
            nodes.len() as u32 - 1
        })
    }

    /// The boxes of a picture that shows `root` over its whole width, or everything: those above it, then
    /// all below that are at least `thinnest` wide, each before those below it, wide ones first.
    pub fn boxes(&self, root: Option<u32>, thinnest: f64) -> Vec<FlameBox> {
        let mut above = Vec::new();
        let mut next = root.filter(|&root| (root as usize) < self.nodes.len());
        while let Some(node) = next {
            above.push(node);
            next = self.nodes[node as usize].parent;
        }
        let depth = above.len() as u32;
        let full = |(depth, &node): (usize, &u32)| FlameBox {
            node,
            depth: depth as u32,
            left: 0.0,
            width: 1.0,
        };
        let mut boxes: Vec<_> = above.iter().rev().enumerate().map(full).collect();
        let below = self.below();
        let base = match above.first() {
            Some(&root) => self.nodes[root as usize].work,
            None => below.top.iter().fold(Nanos::ZERO, |sum, &n| self.work(n).plus(sum)),
        };
        let first = above.first().map_or(&below.top[..], |&root| below.of(root));
        let mut walk = Vec::new();
        self.lay(first, 0.0, depth, whole(base), thinnest, &mut walk);
        while let Some(spot) = walk.pop() {
            boxes.push(spot);
            self.lay(
                below.of(spot.node),
                spot.left,
                spot.depth + 1,
                whole(base),
                thinnest,
                &mut walk,
            );
        }
        boxes
    }

    /// Puts boxes side by side, the last to be drawn first.
    fn lay(
        &self,
        nodes: &[u32],
        mut left: f64,
        depth: u32,
        base: f64,
        thinnest: f64,
        out: &mut Vec<FlameBox>,
    ) {
        let from = out.len();
        for &node in nodes {
            let width = self.work(node).0 as f64 / base;
            if width >= thinnest {
                out.push(FlameBox { node, depth, left, width });
            }
            left += width;
        }
        out[from..].reverse();
    }

    fn work(&self, node: u32) -> Nanos {
        self.nodes[node as usize].work
    }

    /// Boxes by the box above, widest first; equals in the order in which they were met.
    fn below(&self) -> Below {
        let mut order: Vec<u32> = (0..self.nodes.len() as u32).collect();
        let above = |n: u32| self.nodes[n as usize].parent.map_or(0, |p| p + 1);
        sort_by_key(&mut order, |&n| (above(n), Reverse(self.work(n)), n));
        let mut starts = vec![0u32; self.nodes.len() + 2];
        order.iter().for_each(|&n| starts[above(n) as usize + 1] += 1);
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let top = order[..starts[1] as usize].to_vec();
        Below { order, starts, top }
    }
}

struct Below {
    order: Vec<u32>,
    /// Those below box `n` are `order[starts[n + 1] .. starts[n + 2]]`.
    starts: Vec<u32>,
    top: Vec<u32>,
}

impl Below {
    fn of(&self, node: u32) -> &[u32] {
        let at = |i: u32| self.starts[(node + i) as usize] as usize;
        &self.order[at(1)..at(2)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::drawing;

    /// `depth name left+width count`, shares in percent.
    fn check(tree: &str, root: Option<u32>, thinnest: f64, expect: &[&str]) {
        let store = drawing::store(tree);
        let mut flame = Flame::default();
        store.trace_ids().for_each(|trace| flame.add(&store, trace));
        flame.finish();
        let line = |b: &FlameBox| {
            let node = &flame.nodes[b.node as usize];
            let name = store.strings.get(node.name);
            let (left, width) = (b.left * 100.0, b.width * 100.0);
            format!("{} {name} {left:.0}+{width:.0} {}x", b.depth, node.count)
        };
        let boxes: Vec<_> = flame.boxes(root, thinnest).iter().map(line).collect();
        assert_eq!(boxes, expect);
    }

    const SHOP: &str = "
        web        |---------|
          . read    |-|
          . write     |---|
            . log       |-|
          . read          |-|

        web        |---------|
    ";

    #[test]
    fn equal_paths_are_one_box() {
        check(
            SHOP,
            None,
            0.0,
            &["0 web 0+100 2x", "1 read 0+20 2x", "1 write 20+20 1x", "2 log 20+10 1x"],
        );
        check(SHOP, None, 0.15, &["0 web 0+100 2x", "1 read 0+20 2x", "1 write 20+20 1x"]);
    }

    #[test]
    fn a_box_can_take_the_whole_width() {
        check(SHOP, Some(2), 0.0, &["0 web 0+100 2x", "1 write 0+100 1x", "2 log 0+50 1x"]);
        check("", None, 0.0, &[]);
    }

    #[test]
    fn calls_in_parallel_stand_side_by_side() {
        let tree = "
            web        |---------|
              . a      |---------|
              . b      |---------|
        ";
        check(tree, None, 0.0, &["0 web 0+100 1x", "1 a 0+50 1x", "1 b 50+50 1x"]);
    }
}
