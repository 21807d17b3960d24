//! Which rows of a long list are on screen, and where they are drawn.
//!
//! Browsers cut an element's height at about 16.7 million pixels (Chromium and WebKit at twice
//! that), so a list of more than some 600 000 rows scrolls a shorter track at a ratio.

use std::ops::Range;

/// Below the smallest limit among browsers (Firefox: 17 895 697 CSS pixels), less at zoom.
const MAX_TRACK_PX: f64 = 15_000_000.0;

/// A list of rows of one height, seen through a viewport.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RowWindow {
    /// Rows in all.
    pub total: u32,
    /// CSS pixels of a row.
    pub row_height: f64,
    /// CSS pixels of the list that are in sight.
    pub viewport: f64,
    /// Scroll position of the track, in CSS pixels.
    pub scroll_top: f64,
}

impl RowWindow {
    /// Height of the scrolled element.
    pub fn track(&self) -> f64 {
        self.content().min(MAX_TRACK_PX)
    }

    /// Rows that are at least partly in sight.
    pub fn visible(&self) -> Range<u32> {
        let top = self.content_top();
        let first = self.row_at(top);
        let last = (top + self.viewport.max(0.0)) / self.row_height.max(1.0);
        first..(last.ceil() as u32).clamp(first, self.total)
    }

    /// The visible rows with `extra` more on either side.
    pub fn with_overscan(&self, extra: u32) -> Range<u32> {
        let rows = self.visible();
        rows.start.saturating_sub(extra)..rows.end.saturating_add(extra).min(self.total)
    }

    /// Where a row is drawn on the track. Exact near the viewport; while the track is shortened,
    /// rows far from it have no place of their own.
    pub fn top_of(&self, row: u32) -> f64 {
        f64::from(row) * self.row_height - self.content_top() + self.position()
    }

    /// The scroll position that brings a row into sight with the least movement, and none when it is.
    pub fn reveal(&self, row: u32) -> Option<f64> {
        let row = row.min(self.total.saturating_sub(1));
        let (top, seen) = (f64::from(row) * self.row_height, self.content_top());
        if top < seen {
            Some(self.track_position(top))
        } else if top + self.row_height > seen + self.viewport {
            Some(self.track_position(top + self.row_height - self.viewport))
        } else {
            None
        }
    }

    /// The scroll position with a row in the middle: for jumps, so that its neighbours are seen too.
    pub fn centre(&self, row: u32) -> f64 {
        let row = row.min(self.total.saturating_sub(1));
        self.track_position((f64::from(row) + 0.5) * self.row_height - self.viewport / 2.0)
    }

    /// Rows that Page Up and Page Down move by: a screen, less one for context.
    pub fn page(&self) -> u32 {
        ((self.viewport / self.row_height.max(1.0)) as u32).saturating_sub(1).max(1)
    }

    fn content(&self) -> f64 {
        f64::from(self.total) * self.row_height
    }

    /// Scroll position, without the overshoot that some browsers report.
    pub fn position(&self) -> f64 {
        let top = if self.scroll_top.is_finite() { self.scroll_top } else { 0.0 };
        top.clamp(0.0, (self.track() - self.viewport).max(0.0))
    }

    /// Pixels of all rows above the viewport.
    fn content_top(&self) -> f64 {
        self.position() * self.ratio()
    }

    fn track_position(&self, content_top: f64) -> f64 {
        let limit = (self.content() - self.viewport).max(0.0);
        content_top.clamp(0.0, limit) / self.ratio()
    }

    /// Pixels of content a pixel of the track stands for: 1 unless the track was shortened.
    fn ratio(&self) -> f64 {
        let (content, track) = (self.content() - self.viewport, self.track() - self.viewport);
        if track > 0.0 && content > track { content / track } else { 1.0 }
    }

    fn row_at(&self, content_px: f64) -> u32 {
        ((content_px / self.row_height.max(1.0)) as u32).min(self.total)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn list(total: u32, scroll_top: f64) -> RowWindow {
        RowWindow { total, row_height: 28.0, viewport: 280.0, scroll_top }
    }

    #[test]
    fn only_rows_in_sight_are_listed() {
        assert_eq!(list(1000, 0.0).visible(), 0..10);
        assert_eq!(list(1000, 14.0).visible(), 0..11);
        assert_eq!(list(1000, 28.0).visible(), 1..11);
        assert_eq!(list(1000, 28.0).with_overscan(5), 0..16);
        assert_eq!(list(1000, 1e9).visible(), 990..1000);
        assert_eq!(list(3, 0.0).visible(), 0..3);
        assert_eq!(list(0, 50.0).visible(), 0..0);
    }

    #[test]
    fn revealing_moves_no_more_than_needed() {
        let list = list(1000, 2800.0);
        assert_eq!(list.reveal(105), None);
        assert_eq!(list.reveal(99), Some(99.0 * 28.0));
        assert_eq!(list.reveal(110), Some(2800.0 + 28.0));
        assert_eq!(list.reveal(u32::MAX), Some(27_720.0));
        assert_eq!(list.centre(500), 500.5 * 28.0 - 140.0);
        assert_eq!(list.page(), 9);
    }

    #[test]
    fn a_million_rows_fit_into_a_shorter_track() {
        let top = list(1_000_000, 0.0);
        assert_eq!(top.track(), MAX_TRACK_PX);
        let end = list(1_000_000, top.track() - top.viewport);
        assert_eq!(end.visible(), 999_990..1_000_000);
        // The last row's lower edge is the track's.
        assert!((end.top_of(999_999) + 28.0 - end.track()).abs() < 0.01);
        let middle = list(1_000_000, top.centre(600_000));
        assert!(middle.visible().contains(&600_000));
    }

    proptest! {
        #[test]
        fn rows_in_sight_are_drawn_in_sight(total in 0..3_000_000u32, scroll in -100.0..2e7f64, viewport in 0.0..2000.0f64) {
            let list = RowWindow { total, row_height: 26.0, viewport, scroll_top: scroll };
            let position = scroll.clamp(0.0, (list.track() - viewport).max(0.0));
            for row in list.visible() {
                let top = list.top_of(row) - position;
                prop_assert!(top > -26.01 && top < viewport + 0.01, "row {} at {}", row, top);
            }
        }

        #[test]
        fn a_revealed_row_is_wholly_in_sight(total in 1..3_000_000u32, row in any::<u32>(), scroll in 0.0..2e7f64) {
            let row = row % total;
            let mut list = RowWindow { total, row_height: 26.0, viewport: 520.0, scroll_top: scroll };
            if let Some(position) = list.reveal(row) {
                list.scroll_top = position;
            }
            let top = list.top_of(row) - list.position();
            prop_assert!(top > -0.01 && top + 26.0 < 520.01, "row {} at {}", row, top);
        }
    }
}
