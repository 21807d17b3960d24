//! Which node an arrow key goes to.

use super::Area;
use super::reach::Graph;
use crate::layout::Point;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Left,
    Right,
    Up,
    Down,
}

/// The node to go to from `from`: sideways first along calls, then to the nearest card that way.
pub fn next(graph: &Graph, cards: &[Area], from: u32, way: Direction) -> Option<u32> {
    let start = cards.get(from as usize)?.centre();
    let linked = match way {
        Direction::Left => [graph.callers(from), graph.callees(from)],
        Direction::Right => [graph.callees(from), graph.callers(from)],
        Direction::Up | Direction::Down => [&[][..], &[][..]],
    };
    let along = linked.into_iter().find_map(|nodes| {
        nearest(nodes.iter().copied().filter(|&node| node != from), cards, start, way)
    });
    along.or_else(|| nearest((0..cards.len() as u32).filter(|&n| n != from), cards, start, way))
}

/// Where a walk begins: the leftmost card, the topmost of those.
pub fn first(cards: &[Area]) -> Option<u32> {
    let key = |at: &u32| cards[*at as usize];
    (0..cards.len() as u32).min_by(|a, b| {
        let (a, b) = (key(a), key(b));
        a.left.total_cmp(&b.left).then(a.top.total_cmp(&b.top))
    })
}

/// Aside counts double: what is straight ahead comes before what is only near.
fn nearest(
    nodes: impl Iterator<Item = u32>,
    cards: &[Area],
    from: Point,
    way: Direction,
) -> Option<u32> {
    let score = |node: u32| {
        let to = cards.get(node as usize)?.centre();
        let (dx, dy) = (to.x - from.x, to.y - from.y);
        let (ahead, aside) = match way {
            Direction::Left => (-dx, dy),
            Direction::Right => (dx, dy),
            Direction::Up => (-dy, dx),
            Direction::Down => (dy, dx),
        };
        (ahead > 0.5).then(|| (ahead + 2.0 * aside.abs(), node))
    };
    nodes.filter_map(score).min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))).map(|(_, n)| n)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{MapEdge, api::ServiceEdge};

    /// ```text
    /// 0 client   1 api   2 order   4 payment
    ///                    3 stock
    /// ```
    fn check(from: u32, way: Direction, expect: Option<u32>) {
        let places = [(0.0, 0.0), (300.0, 0.0), (600.0, -50.0), (600.0, 50.0), (900.0, -50.0)];
        let cards = places.map(|(x, y)| Area::around(Point { x, y }, 196.0, 60.0));
        let edge = |(source, target): (u32, u32)| MapEdge {
            edge: ServiceEdge {
                source: source.to_string(),
                target: target.to_string(),
                ..Default::default()
            },
            asynchronous: false,
            faded: false,
            imported: false,
            route: Vec::new(),
        };
        let ids = ["0", "1", "2", "3", "4"];
        let edges = [(0, 1), (1, 3), (1, 2), (2, 4), (4, 1)].map(edge);
        let graph = Graph::new(ids.into_iter(), &edges);
        assert_eq!(next(&graph, &cards, from, way), expect);
        assert_eq!(first(&cards), Some(0));
    }

    #[test]
    fn sideways_along_calls() {
        check(0, Direction::Right, Some(1));
        check(1, Direction::Right, Some(2));
        check(2, Direction::Right, Some(4));
        check(4, Direction::Left, Some(2));
        // No call leads on: the nearest card that way.
        check(3, Direction::Right, Some(4));
        check(4, Direction::Right, None);
    }

    #[test]
    fn up_and_down_the_column() {
        check(2, Direction::Down, Some(3));
        check(3, Direction::Up, Some(2));
        check(2, Direction::Up, None);
    }

    #[test]
    fn no_cards_no_walk() {
        let graph = Graph::default();
        assert_eq!(next(&graph, &[], 0, Direction::Up), None);
        assert_eq!(first(&[]), None);
    }
}
