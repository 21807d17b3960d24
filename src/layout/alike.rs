//! Siblings that are alike, gathered into groups: a thousand equal calls are one line.

use fixedbitset::FixedBitSet;
use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

/// What makes rows alike: those of one class under one parent are.
pub type Class = (u32, u32);

/// Fewer than this are as easily read one by one.
pub const FEWEST_ALIKE: usize = 5;

/// Groups of rows.
#[derive(Clone, Debug, Default)]
pub struct Alike {
    /// By row.
    classes: Vec<Class>,
    /// By row: its group, or [`NONE`].
    group_of: Vec<u32>,
    /// Rows in order, by group; groups stand in the order of their first rows.
    groups: Vec<Vec<u32>>,
    /// Rows whose group is open.
    open: FixedBitSet,
}

const NONE: u32 = u32::MAX;

impl Alike {
    pub fn new(classes: Vec<Class>) -> Self {
        let open = FixedBitSet::with_capacity(classes.len());
        Self { classes, open, ..Self::default() }
    }

    /// Makes the groups of the rows that are kept. Roots have no parent in common and stay alone.
    pub fn gather(&mut self, parents: &[u32], is_kept: impl Fn(u32) -> bool) {
        let mut sets: Vec<Vec<u32>> = Vec::new();
        let mut by_kind: HashMap<(u32, Class), u32, FxBuildHasher> = HashMap::default();
        for (row, (&parent, &class)) in parents.iter().zip(&self.classes).enumerate() {
            if parent as usize >= row || !is_kept(row as u32) {
                continue;
            }
            let set = *by_kind.entry((parent, class)).or_insert_with(|| {
                sets.push(Vec::new());
                sets.len() as u32 - 1
            });
            sets[set as usize].push(row as u32);
        }
        sets.retain(|set| set.len() >= FEWEST_ALIKE);
        self.group_of.clear();
        self.group_of.resize(self.classes.len(), NONE);
        for (group, set) in sets.iter().enumerate() {
            set.iter().for_each(|&row| self.group_of[row as usize] = group as u32);
        }
        self.groups = sets;
    }

    pub fn group_of(&self, row: u32) -> Option<u32> {
        self.group_of.get(row as usize).copied().filter(|&group| group != NONE)
    }

    pub fn members(&self, group: u32) -> &[u32] {
        self.groups.get(group as usize).map_or(&[], Vec::as_slice)
    }

    pub fn is_open(&self, group: u32) -> bool {
        self.members(group).first().is_some_and(|&row| self.open.contains(row as usize))
    }

    /// Opens the group of a row, or closes it.
    pub fn toggle(&mut self, row: u32) {
        if let Some(group) = self.group_of(row) {
            self.set(group, !self.is_open(group));
        }
    }

    /// Opens the group of a row.
    pub fn open(&mut self, row: u32) {
        if let Some(group) = self.group_of(row) {
            self.set(group, true);
        }
    }

    /// All its rows know, so that it stays open when a filter takes away its first.
    fn set(&mut self, group: u32, open: bool) {
        let Self { groups, open: opened, .. } = self;
        for &row in groups.get(group as usize).into_iter().flatten() {
            opened.set(row as usize, open);
        }
    }
}
