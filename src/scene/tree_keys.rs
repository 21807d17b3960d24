//! The keyboard walk through a tree of rows, as the treegrid pattern has it.

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TreeStep {
    /// To the row with this number.
    Row(u32),
    /// To the span above in the tree; its row must be looked for.
    Parent(u32),
    /// Folds or unfolds the row.
    Toggle,
}

/// What a walk must know of the row it begins on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Branch {
    pub children: u32,
    pub folded: bool,
    /// The row above it in the tree, by its stable name.
    pub parent: Option<u32>,
}

/// The step for `key` on row `at` of `total`, `page` rows to a screen; `None` when the key is not for walking.
pub fn tree_step(
    key: &str,
    row: Option<Branch>,
    at: u32,
    total: u32,
    page: u32,
) -> Option<TreeStep> {
    let last = total.checked_sub(1)?;
    let step = match key {
        "ArrowDown" => TreeStep::Row(at.saturating_add(1).min(last)),
        "ArrowUp" => TreeStep::Row(at.saturating_sub(1).min(last)),
        "PageDown" => TreeStep::Row(at.saturating_add(page).min(last)),
        "PageUp" => TreeStep::Row(at.saturating_sub(page).min(last)),
        "Home" => TreeStep::Row(0),
        "End" => TreeStep::Row(last),
        "ArrowRight" => right(row?, at, last)?,
        "ArrowLeft" => left(row?)?,
        _ => return None,
    };
    Some(step)
}

/// The entry of a sorted list after `at`, or before it; beyond an end it goes on at the other.
pub fn neighbour(sorted: &[u32], at: Option<u32>, forward: bool) -> Option<u32> {
    let Some(at) = at else { return sorted.first().copied() };
    if forward {
        let next = sorted.partition_point(|&entry| entry <= at);
        sorted.get(next).or(sorted.first()).copied()
    } else {
        let here = sorted.partition_point(|&entry| entry < at);
        here.checked_sub(1).and_then(|i| sorted.get(i)).or(sorted.last()).copied()
    }
}

/// Unfolds; on an unfolded row goes to its first child, which is the next row.
fn right(row: Branch, at: u32, last: u32) -> Option<TreeStep> {
    match row {
        Branch { children: 0, .. } => None,
        Branch { folded: true, .. } => Some(TreeStep::Toggle),
        _ => Some(TreeStep::Row(at.saturating_add(1).min(last))),
    }
}

/// Folds; on a folded row, or one without children, goes to the parent.
fn left(row: Branch) -> Option<TreeStep> {
    if row.children > 0 && !row.folded {
        Some(TreeStep::Toggle)
    } else {
        row.parent.map(TreeStep::Parent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(children: u32, folded: bool, parent: Option<u32>) -> Branch {
        Branch { children, folded, parent }
    }

    fn check(key: &str, row: Branch, expected: Option<TreeStep>) {
        assert_eq!(tree_step(key, Some(row), 7, 40, 10), expected, "{key}");
    }

    #[test]
    fn rows_are_walked_and_ends_hold() {
        let leaf = row(0, false, Some(3));
        check("ArrowDown", leaf, Some(TreeStep::Row(8)));
        check("ArrowUp", leaf, Some(TreeStep::Row(6)));
        check("PageDown", leaf, Some(TreeStep::Row(17)));
        check("PageUp", leaf, Some(TreeStep::Row(0)));
        check("Home", leaf, Some(TreeStep::Row(0)));
        check("End", leaf, Some(TreeStep::Row(39)));
        check("x", leaf, None);
        assert_eq!(tree_step("ArrowDown", None, 39, 40, 10), Some(TreeStep::Row(39)));
        assert_eq!(tree_step("ArrowDown", None, 0, 0, 10), None);
    }

    #[test]
    fn matches_are_walked_in_a_circle() {
        let check =
            |at, forward, expected| assert_eq!(neighbour(&[2, 5, 9], at, forward), expected);
        check(None, true, Some(2));
        check(Some(2), true, Some(5));
        check(Some(3), true, Some(5));
        check(Some(9), true, Some(2));
        check(Some(9), false, Some(5));
        check(Some(4), false, Some(2));
        check(Some(2), false, Some(9));
        assert_eq!(neighbour(&[], Some(1), true), None);
    }

    #[test]
    fn left_and_right_fold_then_walk_the_tree() {
        check("ArrowRight", row(2, true, None), Some(TreeStep::Toggle));
        check("ArrowRight", row(2, false, None), Some(TreeStep::Row(8)));
        check("ArrowRight", row(0, false, None), None);
        check("ArrowLeft", row(2, false, Some(3)), Some(TreeStep::Toggle));
        check("ArrowLeft", row(2, true, Some(3)), Some(TreeStep::Parent(3)));
        check("ArrowLeft", row(0, false, Some(3)), Some(TreeStep::Parent(3)));
        check("ArrowLeft", row(0, false, None), None);
    }
}
