//! What every map layout keeps, whatever the graph.

use proptest::collection::vec;
use proptest::prelude::*;
use spanmap::layout::{self, MapEdge, MapLayout, MapNode, MapRequest, Point};

/// Coordinates are sums of some thousand terms; that much may be lost, in px.
const ROUNDING: f64 = 0.01;

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn boxes_are_apart(request in prop_oneof![requests(), grouped()]) {
        let layout = layout::map(&request);
        let boxes: Vec<Box> = boxes(&request, &layout.nodes);
        for (at, a) in boxes.iter().enumerate() {
            for (other, b) in boxes.iter().enumerate().take(at) {
                prop_assert!(!a.overlaps(b), "{other} and {at}: {b:?} {a:?}");
            }
        }
    }

    #[test]
    fn nothing_else_stands_where_a_group_stands(request in grouped()) {
        let layout = layout::map(&request);
        let boxes = boxes(&request, &layout.nodes);
        let areas: Vec<(Option<u32>, Box)> = (0..3).filter_map(|n| Some((Some(n), area(&request, &boxes, n)?))).collect();
        for (at, (number, group)) in areas.iter().enumerate() {
            for (other, node) in boxes.iter().zip(&request.nodes).filter(|(_, node)| node.in_box != *number) {
                prop_assert!(!group.overlaps(other), "{} in {number:?}", node.key);
            }
            for (other, rest) in &areas[..at] {
                prop_assert!(!group.overlaps(rest), "{number:?} on {other:?}");
            }
        }
    }

    #[test]
    fn lines_avoid_all_boxes_but_their_ends(request in prop_oneof![requests(), grouped()]) {
        let layout = layout::map(&request);
        check_lines(&request, &layout.nodes, &layout.routes)?;
    }

    #[test]
    fn lines_reach_from_border_to_border(request in prop_oneof![requests(), grouped()]) {
        let layout = layout::map(&request);
        check_ends(&request, &layout.nodes, &layout.routes)?;
    }

    #[test]
    fn all_is_on_the_sheet(request in prop_oneof![requests(), grouped()]) {
        let layout = layout::map(&request);
        let corners = boxes(&request, &layout.nodes).into_iter().flat_map(|b| {
            [Point { x: b.left, y: b.top }, Point { x: b.right, y: b.bottom }]
        });
        for p in corners.chain(layout.routes.iter().flatten().copied()) {
            prop_assert!(p.x >= -ROUNDING && p.x <= layout.width + ROUNDING, "{p:?} {}", layout.width);
            prop_assert!(p.y >= -ROUNDING && p.y <= layout.height + ROUNDING, "{p:?} {}", layout.height);
        }
    }

    #[test]
    fn callers_stand_left_of_callees_unless_in_a_cycle(request in requests()) {
        let layout = layout::map(&request);
        let reach = reachability(&request);
        for edge in &request.edges {
            let (from, to) = (edge.source as usize, edge.target as usize);
            if !reach[to][from] {
                prop_assert!(layout.nodes[from].x < layout.nodes[to].x, "{from} -> {to}");
            }
        }
    }

    #[test]
    fn the_order_of_the_request_does_not_matter(request in prop_oneof![requests(), grouped()], seed in any::<u64>()) {
        let layout = layout::map(&request);
        prop_assert_eq!(&layout, &layout::map(&request));
        let nodes = permutation(request.nodes.len(), seed);
        let edges = permutation(request.edges.len(), seed ^ 0x5555);
        let permuted = layout::map(&permute(&request, &nodes, &edges));
        for (new, &old) in nodes.iter().enumerate() {
            prop_assert_eq!(permuted.nodes[new], layout.nodes[old]);
        }
        // Edges that are alike may swap their lines.
        let sorted = |layout: &MapLayout| {
            let mut routes: Vec<String> = layout.routes.iter().map(|points| format!("{points:?}")).collect();
            routes.sort();
            routes
        };
        prop_assert_eq!(sorted(&permuted), sorted(&layout));
    }

    #[test]
    fn moved_boxes_are_avoided_too(request in prop_oneof![requests(), grouped()], places in vec((0u8..40, 0u8..40), 24)) {
        // On a grid wider than any box, so that there always is a way.
        let laid = layout::map(&request);
        let mut centres = laid.nodes.clone();
        let mut taken = std::collections::BTreeSet::new();
        for (centre, place) in centres.iter_mut().zip(places) {
            if taken.insert(place) {
                *centre = Point { x: 100_000.0 + 300.0 * f64::from(place.0), y: 200.0 * f64::from(place.1) };
            }
        }
        let routes = layout::route(&request, &laid, &centres);
        check_lines(&request, &centres, &routes)?;
        check_ends(&request, &centres, &routes)?;
    }

    #[test]
    fn any_numbers_are_survived(
        sizes in vec((any::<f64>(), any::<f64>(), any::<f64>(), any::<f64>()), 0..12),
        edges in vec((0u32..16, 0u32..16, any::<f64>()), 0..30),
    ) {
        let nodes = sizes.iter().map(|&(width, height, x, y)| MapNode {
            key: "same".into(), width, height, source: true, previous: Some(Point { x, y }),
            in_box: (x > y).then_some(u32::from(x > 0.0)),
        });
        let edges = edges.iter().map(|&(source, target, weight)| MapEdge { source, target, weight });
        let request = MapRequest { nodes: nodes.collect(), edges: edges.collect() };
        let layout = layout::map(&request);
        let points = layout.nodes.iter().chain(layout.routes.iter().flatten());
        prop_assert!(points.clone().all(|p| p.x.is_finite() && p.y.is_finite()));
        for (edge, route) in request.edges.iter().zip(&layout.routes) {
            let is_known = edge.source.max(edge.target) < request.nodes.len() as u32;
            prop_assert_eq!(route.len() >= 2, is_known);
        }
        let centres: Vec<Point> = sizes.iter().map(|&(x, y, ..)| Point { x, y }).collect();
        prop_assert_eq!(layout::route(&request, &layout, &centres).len(), request.edges.len());
    }
}

/// So many far calls that the longest are led round the outside.
#[test]
fn far_calls_over_a_long_chain_keep_the_laws() {
    let count = 160u32;
    let node = |id: u32| MapNode {
        key: format!("n{id:03}"),
        width: 100.0,
        height: 40.0,
        source: false,
        previous: None,
        in_box: None,
    };
    let edge = |source, target| MapEdge { source, target, weight: 1.0 };
    let far = (0..count).flat_map(|id| [edge(id, count - 1 - id), edge(id, (id * 7 + 3) % count)]);
    let edges = (1..count).map(|id| edge(id - 1, id)).chain(far);
    let request = MapRequest { nodes: (0..count).map(node).collect(), edges: edges.collect() };
    let layout = layout::map(&request);
    check_lines(&request, &layout.nodes, &layout.routes).unwrap();
    check_ends(&request, &layout.nodes, &layout.routes).unwrap();
    let top = layout.nodes.iter().map(|centre| centre.y - 20.0).fold(f64::INFINITY, f64::min);
    assert!(layout.routes.iter().flatten().any(|point| point.y < top), "no line is led outside");
}

/// Up to 24 nodes and 60 edges: loops, parallel edges, cycles, several components.
fn requests() -> impl Strategy<Value = MapRequest> {
    let node = (40.0..200.0f64, 20.0..80.0f64, any::<bool>(), proptest::option::of(0.0..500.0f64));
    (vec(node, 1..24), vec((any::<u32>(), any::<u32>(), 1.0..1e6f64), 0..60), 2u32..12).prop_map(
        |(nodes, edges, spread)| {
            let count = nodes.len() as u32;
            let nodes =
                nodes.into_iter().enumerate().map(|(id, (width, height, source, y))| MapNode {
                    key: format!("n{id}"),
                    width,
                    height,
                    source: source && id % 5 == 0,
                    previous: y.filter(|_| spread % 2 == 0).map(|y| Point { x: 0.0, y }),
                    in_box: None,
                });
            let edges = edges.into_iter().map(|(source, hop, weight)| {
                let source = source % count;
                MapEdge { source, target: (source + hop % spread) % count, weight }
            });
            MapRequest { nodes: nodes.collect(), edges: edges.collect() }
        },
    )
}

/// The same with three groups of nodes, and nodes of none.
fn grouped() -> impl Strategy<Value = MapRequest> {
    (requests(), any::<u32>()).prop_map(|(mut request, seed)| {
        for (node, at) in request.nodes.iter_mut().zip(0u32..) {
            let number = at.wrapping_mul(2_654_435_761).wrapping_add(seed) >> 29;
            node.in_box = (number < 3).then_some(number);
        }
        request
    })
}

/// Where a group stands, with the room round it and for its title.
fn area(request: &MapRequest, boxes: &[Box], number: u32) -> Option<Box> {
    let members = request.nodes.iter().zip(boxes).filter(|(node, _)| node.in_box == Some(number));
    let around = members
        .map(|(_, b)| (b.left, b.top, b.right, b.bottom))
        .reduce(|a, b| (a.0.min(b.0), a.1.min(b.1), a.2.max(b.2), a.3.max(b.3)))?;
    Some(Box {
        left: around.0 - layout::BOX_MARGIN,
        top: around.1 - layout::BOX_MARGIN - layout::BOX_TITLE,
        right: around.2 + layout::BOX_MARGIN,
        bottom: around.3 + layout::BOX_MARGIN,
    })
}

#[derive(Debug)]
struct Box {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

fn boxes(request: &MapRequest, centres: &[Point]) -> Vec<Box> {
    let around = |(node, centre): (&MapNode, &Point)| Box {
        left: centre.x - node.width / 2.0,
        top: centre.y - node.height / 2.0,
        right: centre.x + node.width / 2.0,
        bottom: centre.y + node.height / 2.0,
    };
    request.nodes.iter().zip(centres).map(around).collect()
}

impl Box {
    fn overlaps(&self, other: &Box) -> bool {
        let apart = self.right <= other.left + ROUNDING || other.right <= self.left + ROUNDING;
        !apart && self.bottom > other.top + ROUNDING && other.bottom > self.top + ROUNDING
    }

    /// Does the segment come nearer than a pixel?
    fn is_touched(&self, a: Point, b: Point) -> bool {
        // The corners of the box, a pixel larger, all on one side of the line: no touch.
        let (left, top, right, bottom) =
            (self.left - 1.0, self.top - 1.0, self.right + 1.0, self.bottom + 1.0);
        if a.x.max(b.x) <= left
            || a.x.min(b.x) >= right
            || a.y.max(b.y) <= top
            || a.y.min(b.y) >= bottom
        {
            return false;
        }
        let side = |x: f64, y: f64| (b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x);
        let sides = [side(left, top), side(right, top), side(left, bottom), side(right, bottom)];
        sides.iter().any(|&s| s > 0.0) && sides.iter().any(|&s| s < 0.0)
    }

    fn is_on_border(&self, p: Point) -> bool {
        let near = |a: f64, b: f64| (a - b).abs() <= ROUNDING;
        let within = |v: f64, low: f64, high: f64| v >= low - ROUNDING && v <= high + ROUNDING;
        (near(p.x, self.left) || near(p.x, self.right)) && within(p.y, self.top, self.bottom)
            || (near(p.y, self.top) || near(p.y, self.bottom)) && within(p.x, self.left, self.right)
    }
}

fn check_lines(
    request: &MapRequest,
    centres: &[Point],
    routes: &[Vec<Point>],
) -> Result<(), TestCaseError> {
    let boxes = boxes(request, centres);
    for (edge, route) in request.edges.iter().zip(routes) {
        for (node, around) in boxes.iter().enumerate() {
            if node as u32 == edge.source || node as u32 == edge.target {
                continue;
            }
            for piece in route.windows(2) {
                prop_assert!(
                    !around.is_touched(piece[0], piece[1]),
                    "{edge:?} {piece:?} touches {node} {around:?}"
                );
            }
        }
    }
    Ok(())
}

fn check_ends(
    request: &MapRequest,
    centres: &[Point],
    routes: &[Vec<Point>],
) -> Result<(), TestCaseError> {
    let boxes = boxes(request, centres);
    prop_assert_eq!(routes.len(), request.edges.len());
    for (edge, route) in request.edges.iter().zip(routes) {
        let (Some(&first), Some(&last)) = (route.first(), route.last()) else {
            return Err(TestCaseError::fail(format!("{edge:?} has no line")));
        };
        prop_assert!(
            boxes[edge.source as usize].is_on_border(first),
            "{edge:?} starts at {first:?}"
        );
        prop_assert!(boxes[edge.target as usize].is_on_border(last), "{edge:?} ends at {last:?}");
    }
    Ok(())
}

/// `[a][b]`: is there a way of calls from a to b, or is it the same?
fn reachability(request: &MapRequest) -> Vec<Vec<bool>> {
    let count = request.nodes.len();
    let mut reach: Vec<Vec<bool>> =
        (0..count).map(|a| (0..count).map(|b| a == b).collect()).collect();
    for edge in &request.edges {
        reach[edge.source as usize][edge.target as usize] = true;
    }
    for via in 0..count {
        let onward = reach[via].clone();
        for row in reach.iter_mut().filter(|row| row[via]) {
            row.iter_mut().zip(&onward).for_each(|(here, &there)| *here |= there);
        }
    }
    reach
}

fn permutation(count: usize, mut seed: u64) -> Vec<usize> {
    let mut keyed: Vec<(u64, usize)> = (0..count)
        .map(|at| {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (seed, at)
        })
        .collect();
    keyed.sort_unstable();
    keyed.into_iter().map(|(_, at)| at).collect()
}

/// The request with its nodes and edges in the orders given as old indices.
fn permute(request: &MapRequest, nodes: &[usize], edges: &[usize]) -> MapRequest {
    let mut new_of_old = vec![0u32; nodes.len()];
    for (new, &old) in nodes.iter().enumerate() {
        new_of_old[old] = new as u32;
    }
    let moved = |edge: &MapEdge| MapEdge {
        source: new_of_old[edge.source as usize],
        target: new_of_old[edge.target as usize],
        weight: edge.weight,
    };
    MapRequest {
        nodes: nodes.iter().map(|&old| request.nodes[old].clone()).collect(),
        edges: edges.iter().map(|&old| moved(&request.edges[old])).collect(),
    }
}
