//! The keyboard walk among boxes of call paths.

use crate::engine::PathBox;

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlameStep {
    /// To the box at this place in the list.
    To(usize),
    /// Shows a path over the whole width.
    Zoom(u32),
}

/// The step for `key` from the box at `at`; `None` when there is none that way. Boxes stand each before
/// those below it, siblings from left to right.
pub fn flame_step(key: &str, boxes: &[PathBox], at: usize) -> Option<FlameStep> {
    let here = boxes.get(at)?;
    let is_parent = |spot: &PathBox| Some(spot.node) == here.parent;
    let is_sibling = |spot: &PathBox| spot.depth == here.depth;
    let to = match key {
        "ArrowUp" => boxes[..at].iter().rposition(is_parent)?,
        "ArrowDown" => boxes.get(at + 1).filter(|next| next.depth > here.depth).map(|_| at + 1)?,
        "ArrowLeft" => boxes[..at].iter().rposition(is_sibling)?,
        "ArrowRight" => at + 1 + boxes[at + 1..].iter().position(is_sibling)?,
        "Home" => 0,
        "Enter" | " " => return Some(FlameStep::Zoom(here.node)),
        _ => return None,
    };
    Some(FlameStep::To(to))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Example;
    use crate::model::Nanos;

    /// A box for each depth; a parent is the last one of less depth.
    fn boxes(depths: &[u32]) -> Vec<PathBox> {
        let parent =
            |at: usize| depths[..at].iter().rposition(|&d| d < depths[at]).map(|p| p as u32);
        let spot = |(at, &depth): (usize, &u32)| PathBox {
            node: at as u32,
            parent: parent(at),
            depth,
            left: 0.0,
            width: 1.0,
            name: String::new(),
            service: String::new(),
            service_index: 0,
            count: 1,
            failed: 0,
            total: Nanos::ZERO,
            own: Nanos::ZERO,
            work: Nanos::ZERO,
            longest: Example { trace: String::new(), span: 0, time: None },
        };
        depths.iter().enumerate().map(spot).collect()
    }

    fn check(key: &str, at: usize, to: Option<usize>) {
        let step = flame_step(key, &boxes(&[0, 1, 2, 1, 2]), at);
        assert_eq!(step, to.map(FlameStep::To), "{key} at {at}");
    }

    #[test]
    fn arrows_walk_to_what_is_beside() {
        check("ArrowDown", 0, Some(1));
        check("ArrowDown", 2, None);
        check("ArrowRight", 1, Some(3));
        check("ArrowRight", 3, None);
        check("ArrowLeft", 4, Some(2));
        check("ArrowUp", 4, Some(3));
        check("ArrowUp", 0, None);
        check("Home", 4, Some(0));
        check("x", 0, None);
    }

    #[test]
    fn enter_zooms() {
        assert_eq!(flame_step("Enter", &boxes(&[0, 1]), 1), Some(FlameStep::Zoom(1)));
        assert_eq!(flame_step("Enter", &[], 0), None);
    }
}
