//! Rows of a long list that were fetched, in pages, so that scrolling back asks for nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Rows of a page: a few screens, some tens of kilobytes on their way from the worker.
pub const PAGE_ROWS: u32 = 200;

/// Pages kept: scrolling a long way must not gather the whole trace on this side.
const KEPT_PAGES: usize = 40;

/// Fetched and awaited pages of one list.
#[derive(Clone, Debug)]
pub struct RowPages<T> {
    total: u32,
    pages: BTreeMap<u32, Vec<T>>,
    awaited: BTreeSet<u32>,
}

impl<T> RowPages<T> {
    pub fn new(total: u32) -> Self {
        Self { total, pages: BTreeMap::new(), awaited: BTreeSet::new() }
    }

    pub fn total(&self) -> u32 {
        self.total
    }

    pub fn get(&self, row: u32) -> Option<&T> {
        self.pages.get(&(row / PAGE_ROWS))?.get((row % PAGE_ROWS) as usize)
    }

    /// Whether the pages of all these rows are here.
    pub fn covers(&self, rows: Range<u32>) -> bool {
        pages_of(&(rows.start..rows.end.min(self.total))).all(|page| self.pages.contains_key(&page))
    }

    /// Fetched rows with their numbers, in order.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &T)> {
        self.pages.iter().flat_map(|(page, rows)| (page * PAGE_ROWS..).zip(rows))
    }

    /// The offsets to ask for so that `rows` can be drawn; they count as awaited from now on.
    pub fn demand(&mut self, rows: Range<u32>) -> Vec<u32> {
        let pages = pages_of(&(rows.start..rows.end.min(self.total)));
        let missing = pages.filter(|page| !self.pages.contains_key(page));
        let asked: Vec<u32> = missing.filter(|page| self.awaited.insert(*page)).collect();
        asked.into_iter().map(|page| page * PAGE_ROWS).collect()
    }

    /// Takes an answer; pages far from it make room.
    pub fn fill(&mut self, offset: u32, rows: Vec<T>) {
        let page = offset / PAGE_ROWS;
        self.awaited.remove(&page);
        self.pages.insert(page, rows);
        while self.pages.len() > KEPT_PAGES {
            let ends = self.pages.first_key_value().zip(self.pages.last_key_value());
            let Some(((&first, _), (&last, _))) = ends else { break };
            let farthest = if first.abs_diff(page) > last.abs_diff(page) { first } else { last };
            self.pages.remove(&farthest);
        }
    }

    /// A question came to nothing: it may be asked again.
    pub fn give_up(&mut self, offset: u32) {
        self.awaited.remove(&(offset / PAGE_ROWS));
    }
}

/// Offsets of the pages that hold `rows`.
pub fn page_offsets(rows: Range<u32>) -> impl Iterator<Item = u32> {
    pages_of(&rows).map(|page| page * PAGE_ROWS)
}

fn pages_of(rows: &Range<u32>) -> Range<u32> {
    if rows.is_empty() { 0..0 } else { rows.start / PAGE_ROWS..rows.end.div_ceil(PAGE_ROWS) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(pages: &mut RowPages<u32>, offset: u32) {
        let end = (offset + PAGE_ROWS).min(pages.total());
        pages.fill(offset, (offset..end).collect());
    }

    #[test]
    fn a_page_is_asked_for_once() {
        let mut pages = RowPages::new(1000);
        assert_eq!(pages.demand(150..250), [0, 200]);
        assert_eq!(pages.demand(150..450), [400]);
        filled(&mut pages, 200);
        assert_eq!(pages.demand(200..400), [0; 0]);
        assert!(pages.covers(200..400) && !pages.covers(199..400));
        assert_eq!(pages.get(250), Some(&250));
        assert_eq!(pages.get(150), None);
        pages.give_up(0);
        assert_eq!(pages.demand(0..10), [0]);
    }

    #[test]
    fn nothing_is_asked_beyond_the_end() {
        let mut pages = RowPages::<u32>::new(250);
        assert_eq!(pages.demand(100..9000), [0, 200]);
        assert_eq!(pages.demand(250..9000), [0; 0]);
        assert_eq!(RowPages::<u32>::new(0).demand(0..50), [0; 0]);
        assert!(RowPages::<u32>::new(0).covers(0..50));
    }

    #[test]
    fn a_short_answer_leaves_gaps_instead_of_wrong_rows() {
        let mut pages = RowPages::new(1000);
        pages.fill(200, vec![200, 201]);
        assert_eq!(pages.get(201), Some(&201));
        assert_eq!(pages.get(202), None);
        assert_eq!(pages.iter().map(|(row, _)| row).collect::<Vec<_>>(), [200, 201]);
    }

    #[test]
    fn pages_far_away_make_room() {
        let mut pages = RowPages::new(100_000);
        for offset in page_offsets(0..100_000) {
            filled(&mut pages, offset);
        }
        assert_eq!(pages.get(0), None);
        assert_eq!(pages.get(99_999), Some(&99_999));
        assert_eq!(pages.iter().count(), KEPT_PAGES * PAGE_ROWS as usize);
    }
}
