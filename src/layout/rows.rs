//! Which rows of a tree are on show: the waterfall's vertical layout.
//!
//! Rows are the spans of a trace in waterfall order, so a subtree is a contiguous stretch and folding
//! one is skipping to its end. No recursion: a chain of a million spans is as flat as any other list.

use fixedbitset::FixedBitSet;

use super::alike::{Alike, Class};

/// A tree of rows with some of them folded, gathered or left out.
#[derive(Clone, Debug, Default)]
pub struct TreeRows {
    parents: Vec<u32>,
    depths: Vec<u32>,
    /// One past the last row of the subtree.
    ends: Vec<u32>,
    children: Vec<u32>,
    folded: FixedBitSet,
    /// The row that stands for the whole tree meanwhile.
    root: Option<u32>,
    /// Rows that are not left out, each with all above it; `None`: all.
    kept: Option<FixedBitSet>,
    /// Siblings that are gathered into groups.
    alike: Option<Alike>,
    lines: Vec<Line>,
    /// By row: its line, or [`HIDDEN`].
    places: Vec<u32>,
}

/// A line of the picture: a row, or the head of a group of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Of a group the first row.
    pub row: u32,
    /// The topmost lines have 0.
    pub depth: u32,
    /// Number of the group whose head it is.
    pub group: Option<u32>,
}

/// Where the walk over the tree goes on.
enum Walk {
    /// Rows in order, with what is added to their depth.
    Rows { next: u32, end: u32, shift: i32 },
    /// Members of a group, under its head.
    Members { group: u32, nth: usize, shift: i32 },
}

/// The parent of a root.
pub const NO_PARENT: u32 = u32::MAX;
/// The place of a row that is not on show.
const HIDDEN: u32 = u32::MAX;

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
            places: vec![HIDDEN; count],
            parents,
            ..Self::default()
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

    /// Depth of the deepest row below the present root, which has 0.
    pub fn max_depth(&self) -> u32 {
        let stretch = self.stretch();
        let base = self.root.map_or(0, |root| self.depth(root));
        let depths = &self.depths[stretch.start as usize..stretch.end as usize];
        depths.iter().copied().max().unwrap_or(0).saturating_sub(base)
    }

    /// Direct children; none where all are left out.
    pub fn children(&self, row: u32) -> u32 {
        if self.hidden_below(row) == 0 { 0 } else { self.children[row as usize] }
    }

    /// Rows below a row that unfolding it can show, at any depth.
    pub fn hidden_below(&self, row: u32) -> u32 {
        let below = self.descendants(row);
        match &self.kept {
            Some(kept) => kept.count_ones(below.start as usize..below.end as usize) as u32,
            None => below.len() as u32,
        }
    }

    /// Rows below a row, at any depth.
    pub fn descendants(&self, row: u32) -> std::ops::Range<u32> {
        row + 1..self.ends[row as usize]
    }

    pub fn is_folded(&self, row: u32) -> bool {
        self.folded.contains(row as usize)
    }

    /// What is on show, top to bottom.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The line of a row; `None` when it is folded away, gathered or left out.
    pub fn position(&self, row: u32) -> Option<u32> {
        self.places.get(row as usize).copied().filter(|&place| place != HIDDEN)
    }

    /// The line of the head of the group that a row belongs to.
    pub fn position_of_group(&self, row: u32) -> Option<u32> {
        let group = self.alike.as_ref()?.group_of(row)?;
        self.lines.iter().position(|line| line.group == Some(group)).map(|at| at as u32)
    }

    /// Rows of a group, and whether they are on show.
    pub fn group(&self, group: u32) -> Option<(&[u32], bool)> {
        let alike = self.alike.as_ref()?;
        Some((alike.members(group), alike.is_open(group)))
    }

    pub fn root(&self) -> Option<u32> {
        self.root
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

    /// Shows depths up to `level` below the present root only, or everything. Groups stay as they are.
    pub fn fold_level(&mut self, level: Option<u32>) {
        let base = self.root.map_or(0, |root| self.depth(root));
        for row in self.stretch() {
            let deep = level.is_some_and(|l| self.depths[row as usize] - base >= l);
            self.folded.set(row as usize, deep && self.has_children(row));
        }
        self.refresh();
    }

    /// Shows a row, whatever hides it.
    pub fn reveal(&mut self, row: u32) {
        if row as usize >= self.len() {
            return;
        }
        if !self.stretch().contains(&row) {
            self.root = None;
        }
        let mut above = Some(row);
        while let Some(at) = above {
            if at != row {
                self.folded.set(at as usize, false);
            }
            if let Some(kept) = &mut self.kept {
                kept.insert(at as usize);
            }
            above = self.parent(at);
        }
        self.regroup();
        if let Some(alike) = &mut self.alike {
            let mut above = Some(row);
            while let Some(at) = above {
                alike.open(at);
                above = self.parents.get(at as usize).copied().filter(|&p| p < at);
            }
        }
        self.refresh();
    }

    /// Makes a row the root of all that is on show.
    pub fn set_root(&mut self, root: Option<u32>) {
        self.root = root.filter(|&row| (row as usize) < self.len());
        if let Some(row) = self.root {
            self.folded.set(row as usize, false);
        }
        self.refresh();
    }

    /// Leaves out all rows but these and those above them.
    pub fn keep(&mut self, found: Option<FixedBitSet>) {
        self.kept = found.map(|mut kept| {
            kept.grow(self.len());
            for row in (0..self.len() as u32).rev() {
                if let Some(parent) = self.parent(row).filter(|_| kept.contains(row as usize)) {
                    kept.insert(parent as usize);
                }
            }
            kept
        });
        self.regroup();
        self.refresh();
    }

    /// Gathers siblings of one class into groups, or no longer. `classes` are by row.
    pub fn gather(&mut self, classes: Option<Vec<Class>>) {
        self.alike = classes.map(Alike::new);
        self.regroup();
        self.refresh();
    }

    /// Shows the rows of the group that a row belongs to, or hides them.
    pub fn toggle_group(&mut self, row: u32) {
        if let Some(alike) = &mut self.alike {
            alike.toggle(row);
            self.refresh();
        }
    }

    fn has_children(&self, row: u32) -> bool {
        self.children.get(row as usize).is_some_and(|&c| c > 0)
    }

    fn is_kept(&self, row: u32) -> bool {
        self.kept.as_ref().is_none_or(|kept| kept.contains(row as usize))
    }

    /// Rows that can be on show.
    fn stretch(&self) -> std::ops::Range<u32> {
        match self.root {
            Some(root) => root..self.ends[root as usize],
            None => 0..self.len() as u32,
        }
    }

    fn regroup(&mut self) {
        let Some(mut alike) = self.alike.take() else { return };
        alike.gather(&self.parents, |row| self.is_kept(row));
        self.alike = Some(alike);
    }

    fn refresh(&mut self) {
        let mut lines = std::mem::take(&mut self.lines);
        lines.clear();
        let shift = -(self.root.map_or(0, |root| self.depth(root)) as i32);
        let std::ops::Range { start, end } = self.stretch();
        let mut walk = vec![Walk::Rows { next: start, end, shift }];
        while let Some(top) = walk.last_mut() {
            match top {
                Walk::Rows { next, end, shift } => {
                    let (row, shift) = (*next, *shift);
                    if row < *end {
                        *next = self.after(row);
                        walk.extend(self.step(row, shift, &mut lines));
                    } else {
                        walk.pop();
                    }
                }
                Walk::Members { group, nth, shift } => {
                    let (at, shift) = (*nth, *shift);
                    *nth += 1;
                    let member = self.group(*group).and_then(|g| g.0.get(at)).copied();
                    match member {
                        Some(row) => walk.extend(self.member(row, shift, &mut lines)),
                        None => {
                            walk.pop();
                        }
                    }
                }
            }
        }
        self.lines = lines;
        self.places.fill(HIDDEN);
        for (at, line) in self.lines.iter().enumerate().filter(|(_, line)| line.group.is_none()) {
            self.places[line.row as usize] = at as u32;
        }
    }

    /// The next row to look at after a row that was met on the way down.
    fn after(&self, row: u32) -> u32 {
        let skips = !self.is_kept(row) || self.group_of(row).is_some() || self.is_folded(row);
        if skips { self.ends[row as usize] } else { row + 1 }
    }

    /// A root on show is gathered with nothing: its siblings are not there.
    fn group_of(&self, row: u32) -> Option<u32> {
        self.alike.as_ref().filter(|_| self.root != Some(row))?.group_of(row)
    }

    /// Draws the line of a row, or of the group that it is the first of.
    fn step(&self, row: u32, shift: i32, lines: &mut Vec<Line>) -> Option<Walk> {
        if !self.is_kept(row) {
            return None;
        }
        let depth = self.depth(row).saturating_add_signed(shift);
        let group = self.group_of(row);
        let members = group.and_then(|group| self.group(group));
        if members.is_some_and(|(rows, _)| rows.first() != Some(&row)) {
            return None;
        }
        lines.push(Line { row, depth, group });
        let (Some(group), Some((_, true))) = (group, members) else { return None };
        Some(Walk::Members { group, nth: 0, shift: shift + 1 })
    }

    /// Draws the line of a row under the head of its group.
    fn member(&self, row: u32, shift: i32, lines: &mut Vec<Line>) -> Option<Walk> {
        lines.push(Line { row, depth: self.depth(row).saturating_add_signed(shift), group: None });
        let below = self.descendants(row);
        (!self.is_folded(row)).then_some(Walk::Rows { next: below.start, end: below.end, shift })
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
        assert_eq!(shown(&rows), expect);
    }

    fn shown(rows: &TreeRows) -> Vec<u32> {
        rows.lines().iter().map(|line| line.row).collect()
    }

    fn found(rows: &[usize]) -> Option<FixedBitSet> {
        Some(rows.iter().copied().collect())
    }

    /// 0 ─ 1 ─ 2, and 3 to 8 below 0; all but 4 and 8 are like 1.
    fn calls() -> TreeRows {
        let mut rows = TreeRows::new(vec![NO_PARENT, 0, 1, 0, 0, 0, 0, 0, 0]);
        let classes = [0, 1, 9, 1, 2, 1, 1, 1, 3].map(|class| (class, 0)).to_vec();
        rows.gather(Some(classes));
        rows
    }

    /// Lines as `depth:row`, heads of groups with a star.
    fn drawn(rows: &TreeRows) -> String {
        let word =
            |l: &Line| format!("{}:{}{}", l.depth, l.row, if l.group.is_some() { "*" } else { "" });
        rows.lines().iter().map(word).collect::<Vec<_>>().join(" ")
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
        assert_eq!((rows.lines().len(), rows.max_depth()), (3, 0));
    }

    #[test]
    fn a_chain_of_a_million_folds() {
        let mut rows = TreeRows::new((0..1_000_000).map(|i: u32| i.wrapping_sub(1)).collect());
        assert_eq!(rows.max_depth(), 999_999);
        rows.fold_level(Some(10));
        assert_eq!(rows.lines().len(), 11);
    }

    #[test]
    fn what_is_left_out_leaves_what_stands_above_the_rest() {
        check(|r| r.keep(found(&[2])), &[0, 1, 2]);
        check(|r| r.keep(found(&[])), &[]);
        check(|r| r.keep(found(&[0, 5])), &[0, 4, 5]);
        let mut rows = tree();
        rows.keep(found(&[0, 5]));
        assert_eq!((rows.children(0), rows.children(4), rows.hidden_below(4)), (0, 1, 1));
        rows.reveal(2);
        assert_eq!(shown(&rows), [0, 1, 2, 4, 5], "what is asked for is shown all the same");
        rows.keep(None);
        assert_eq!(shown(&rows), [0, 1, 2, 3, 4, 5]);
    }

    #[test]
    fn a_row_can_stand_for_the_whole_tree() {
        let mut rows = tree();
        rows.fold_level(Some(0));
        rows.set_root(Some(0));
        assert_eq!((drawn(&rows).as_str(), rows.max_depth()), ("0:0 1:1 1:3", 2));
        rows.set_root(Some(1));
        assert_eq!((drawn(&rows).as_str(), rows.max_depth()), ("0:1 1:2", 1));
        rows.fold_level(Some(0));
        assert_eq!(drawn(&rows), "0:1");
        rows.reveal(3);
        assert_eq!((rows.root(), shown(&rows)), (None, vec![0, 1, 3, 4]));
        rows.set_root(Some(99));
        assert_eq!(rows.root(), None);
    }

    #[test]
    fn alike_siblings_are_one_line_until_it_is_opened() {
        let mut rows = calls();
        assert_eq!(drawn(&rows), "0:0 1:1* 1:4 1:8");
        assert_eq!((rows.position(1), rows.position_of_group(6)), (None, Some(1)));
        assert_eq!(rows.group(0), Some((&[1, 3, 5, 6, 7][..], false)));
        rows.toggle_group(5);
        assert_eq!(drawn(&rows), "0:0 1:1* 2:1 3:2 2:3 2:5 2:6 2:7 1:4 1:8");
        assert_eq!(
            (rows.position(1), rows.position(7), rows.position(4)),
            (Some(2), Some(7), Some(8))
        );
        rows.toggle(1);
        assert_eq!(drawn(&rows), "0:0 1:1* 2:1 2:3 2:5 2:6 2:7 1:4 1:8");
        rows.gather(None);
        assert_eq!(drawn(&rows), "0:0 1:1 1:3 1:4 1:5 1:6 1:7 1:8");
    }

    #[test]
    fn a_group_opens_for_what_is_looked_for() {
        let mut rows = calls();
        rows.reveal(2);
        assert_eq!(rows.position(2), Some(3));
        let mut rows = calls();
        rows.set_root(Some(3));
        assert_eq!(drawn(&rows), "0:3", "a root is on show alone");
    }

    #[test]
    fn what_a_filter_leaves_is_too_little_for_a_group() {
        let mut rows = calls();
        rows.keep(found(&[3, 5, 6]));
        assert_eq!(drawn(&rows), "0:0 1:3 1:5 1:6");
        rows.keep(found(&[1, 3, 5, 6, 7]));
        assert_eq!(drawn(&rows), "0:0 1:1*");
    }
}
