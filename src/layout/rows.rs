//! Which rows of a tree are on show: the waterfall's vertical layout.
//!
//! Rows are the spans of a trace in waterfall order, so a subtree is a contiguous stretch and folding
//! one is skipping to its end. No recursion: a chain of a million spans is as flat as any other list.

use fixedbitset::FixedBitSet;

/// A tree of rows with some of them folded.
#[derive(Clone, Debug, Default)]
pub struct TreeRows {
    parents: Vec<u32>,
    depths: Vec<u32>,
    /// One past the last row of the subtree.
    ends: Vec<u32>,
    children: Vec<u32>,
    folded: FixedBitSet,
    visible: Vec<u32>,
}

/// The parent of a root.
pub const NO_PARENT: u32 = u32::MAX;

impl TreeRows {
    /// `parents[row]` is the row of the parent, which stands above it, or [`NO_PARENT`].
    /// A parent that does not stand above counts as none.
    pub fn new(parents: Vec<u32>) -> Self {
        let count = parents.len();
        let mut rows = Self {
            depths: vec![0; count],
            ends: (1..=count as u32).collect(),
            children: vec![0; count],
            folded: FixedBitSet::with_capacity(count),
            visible: Vec::new(),
            parents,
        };
        for row in 0..count {
            if let Some(parent) = rows.parent(row as u32) {
                rows.depths[row] = rows.depths[parent as usize] + 1;
                rows.children[parent as usize] += 1;
            }
        }
        for row in (0..count as u32).rev() {
            if let Some(parent) = rows.parent(row) {
                let end = rows.ends[row as usize];
                rows.ends[parent as usize] = rows.ends[parent as usize].max(end);
            }
        }
        rows.refresh();
        rows
    }

    pub fn len(&self) -> usize {
        self.parents.len()
    }

    pub fn is_empty(&self) -> bool {
        self.parents.is_empty()
    }

    pub fn parent(&self, row: u32) -> Option<u32> {
        self.parents.get(row as usize).copied().filter(|&p| p < row)
    }

    /// Roots have depth 0.
    pub fn depth(&self, row: u32) -> u32 {
        self.depths[row as usize]
    }

    pub fn max_depth(&self) -> u32 {
        self.depths.iter().copied().max().unwrap_or(0)
    }

    /// Direct children.
    pub fn children(&self, row: u32) -> u32 {
        self.children[row as usize]
    }

    /// Rows below a row, at any depth.
    pub fn descendants(&self, row: u32) -> std::ops::Range<u32> {
        row + 1..self.ends[row as usize]
    }

    pub fn is_folded(&self, row: u32) -> bool {
        self.folded.contains(row as usize)
    }

    /// Rows on show, top to bottom.
    pub fn visible(&self) -> &[u32] {
        &self.visible
    }

    /// Where a row stands among those on show; `None` when it is folded away.
    pub fn position(&self, row: u32) -> Option<u32> {
        self.visible.binary_search(&row).ok().map(|at| at as u32)
    }

    pub fn toggle(&mut self, row: u32) {
        if self.has_children(row) {
            self.folded.toggle(row as usize);
            self.refresh();
        }
    }

    /// A row with everything below it.
    pub fn fold_subtree(&mut self, row: u32, folded: bool) {
        if (row as usize) < self.len() {
            for inner in row..self.ends[row as usize] {
                self.folded.set(inner as usize, folded && self.has_children(inner));
            }
            self.refresh();
        }
    }

    /// Shows depths up to `level` only, or everything.
    pub fn fold_level(&mut self, level: Option<u32>) {
        for row in 0..self.len() as u32 {
            let deep = level.is_some_and(|l| self.depths[row as usize] >= l);
            self.folded.set(row as usize, deep && self.has_children(row));
        }
        self.refresh();
    }

    /// Unfolds what hides a row.
    pub fn reveal(&mut self, row: u32) {
        let mut above = self.parent(row);
        while let Some(row) = above {
            self.folded.set(row as usize, false);
            above = self.parent(row);
        }
        self.refresh();
    }

    fn has_children(&self, row: u32) -> bool {
        self.children.get(row as usize).is_some_and(|&c| c > 0)
    }

    fn refresh(&mut self) {
        self.visible.clear();
        let mut row = 0;
        while (row as usize) < self.len() {
            self.visible.push(row);
            row = if self.is_folded(row) { self.ends[row as usize] } else { row + 1 };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 0 ─ 1 ─ 2, 3 ; 4 ─ 5
    fn tree() -> TreeRows {
        TreeRows::new(vec![NO_PARENT, 0, 1, 0, NO_PARENT, 4])
    }

    fn check(fold: impl Fn(&mut TreeRows), expect: &[u32]) {
        let mut rows = tree();
        fold(&mut rows);
        assert_eq!(rows.visible(), expect);
    }

    #[test]
    fn folding_hides_the_subtree() {
        check(|_| {}, &[0, 1, 2, 3, 4, 5]);
        check(|r| r.toggle(1), &[0, 1, 3, 4, 5]);
        check(|r| r.toggle(2), &[0, 1, 2, 3, 4, 5]);
        check(|r| r.fold_subtree(0, true), &[0, 4, 5]);
        check(|r| r.fold_level(Some(0)), &[0, 4]);
        check(|r| r.fold_level(Some(1)), &[0, 1, 3, 4, 5]);
    }

    #[test]
    fn unfolding_brings_back_what_was_inside() {
        let fold_all = |r: &mut TreeRows| r.fold_level(Some(0));
        check(
            |r| {
                fold_all(r);
                r.toggle(0);
            },
            &[0, 1, 3, 4],
        );
        check(
            |r| {
                fold_all(r);
                r.reveal(2);
            },
            &[0, 1, 2, 3, 4],
        );
        check(
            |r| {
                fold_all(r);
                r.fold_subtree(0, false);
            },
            &[0, 1, 2, 3, 4],
        );
    }

    #[test]
    fn rows_know_their_place() {
        let mut rows = tree();
        rows.toggle(0);
        assert_eq!((rows.position(4), rows.position(2)), (Some(1), None));
        assert_eq!((rows.depth(2), rows.max_depth(), rows.children(0)), (2, 2, 2));
        assert_eq!(rows.descendants(0), 1..4);
    }

    #[test]
    fn parents_below_their_children_count_as_none() {
        let rows = TreeRows::new(vec![1, 1, 7]);
        assert_eq!((rows.visible().len(), rows.max_depth()), (3, 0));
    }

    #[test]
    fn a_chain_of_a_million_folds() {
        let mut rows = TreeRows::new((0..1_000_000).map(|i: u32| i.wrapping_sub(1)).collect());
        assert_eq!(rows.max_depth(), 999_999);
        rows.fold_level(Some(10));
        assert_eq!(rows.visible().len(), 11);
    }
}
