//! A scrolled list of which only the rows in sight are elements.
//!
//! The rows lie on a stage that sticks to the viewport while the track below it scrolls, and are
//! moved by hand in every frame. So a list of millions has no huge coordinates, and while rows are
//! on their way the last ones stay, where rows that scroll by themselves would leave a blank.

use std::collections::BTreeSet;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;

use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::measure::{Size, watch_size};
use crate::scene::{PAGE_ROWS, RowPages, RowWindow, page_offsets};

/// A page of rows with the number of rows in all; `None` when the question came to nothing.
pub type Page<T> = Pin<Box<dyn Future<Output = Option<(u32, Vec<T>)>>>>;

/// Asks for the page at an offset.
type Ask<T> = Rc<dyn Fn(u32) -> Page<T>>;

/// The rows of one list: fetched pages, scroll position, and what of it is drawn.
pub struct VirtualRows<T: 'static> {
    /// The scrolled element, and the element inside whose height makes it scroll.
    pub scroller: NodeRef<Div>,
    pub track: NodeRef<Div>,
    pages: RwSignal<RowPages<Arc<T>>>,
    size: RwSignal<Size>,
    scroll_top: RwSignal<f64>,
    row_height: Signal<f64>,
    header_height: f64,
    /// The last window whose rows were all here: what is drawn.
    shown: RwSignal<RowWindow>,
    ask: StoredValue<Ask<T>, LocalStorage>,
    /// Grows when all pages are out of date; late answers to older questions are dropped.
    epoch: StoredValue<u32>,
    /// The engine has answered: that there are no rows is then a fact.
    answered: RwSignal<bool>,
}

impl<T> Clone for VirtualRows<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for VirtualRows<T> {}

/// A row and its number, as an element shows it.
pub struct Shown<T> {
    pub row: u32,
    pub data: Arc<T>,
}

impl<T> Clone for Shown<T> {
    fn clone(&self) -> Self {
        Self { row: self.row, data: self.data.clone() }
    }
}

/// The same object: comparing what it holds would cost more than drawing it anew.
impl<T> PartialEq for Shown<T> {
    fn eq(&self, other: &Self) -> bool {
        self.row == other.row && Arc::ptr_eq(&self.data, &other.data)
    }
}

impl<T: Send + Sync + 'static> VirtualRows<T> {
    /// `header_height` CSS pixels at the top of the scroller stay in sight and are no rows.
    pub fn new(
        row_height: Signal<f64>,
        header_height: f64,
        ask: impl Fn(u32) -> Page<T> + 'static,
    ) -> Self {
        let empty = RowWindow { total: 0, row_height: 1.0, viewport: 0.0, scroll_top: 0.0 };
        let rows = Self {
            scroller: NodeRef::new(),
            track: NodeRef::new(),
            pages: RwSignal::new(RowPages::new(0)),
            size: RwSignal::new(Size::default()),
            scroll_top: RwSignal::new(0.0),
            row_height,
            header_height,
            shown: RwSignal::new(empty),
            ask: StoredValue::new_local(Rc::new(ask)),
            epoch: StoredValue::new(0),
            answered: RwSignal::new(false),
        };
        rows.scroller.on_load(move |element| {
            watch_size(&element, move |size| {
                rows.size.try_set(size);
            });
        });
        Effect::new(move || rows.follow());
        rows
    }

    /// Rows in all.
    pub fn total(&self) -> u32 {
        self.pages.with(RowPages::total)
    }

    /// There are no rows, as far as the engine knows.
    pub fn is_empty(&self) -> bool {
        self.answered.get() && self.total() == 0
    }

    /// Inner size of the scroller.
    pub fn size(&self) -> Size {
        self.size.get()
    }

    /// Height of the rows' part of the viewport.
    pub fn stage_height(&self) -> f64 {
        (self.size.get().height - self.header_height).max(0.0)
    }

    /// The window that is drawn.
    pub fn shown(&self) -> RwSignal<RowWindow> {
        self.shown
    }

    /// The window at the present scroll position, drawn or on its way.
    pub fn window(&self) -> RowWindow {
        RowWindow {
            total: self.total(),
            row_height: self.row_height.get(),
            viewport: self.stage_height(),
            scroll_top: self.scroll_top.get(),
        }
    }

    /// As many elements as rows can be in sight; each takes every so-manieth row.
    pub fn slots(&self) -> Memo<u32> {
        let rows = *self;
        Memo::new(move |_| {
            let fitting = (rows.stage_height() / rows.row_height.get().max(1.0)).ceil() as u32 + 1;
            fitting.min(rows.total())
        })
    }

    /// What the element with this number shows.
    pub fn in_slot(&self, slot: u32, slots: Memo<u32>) -> Memo<Option<Shown<T>>> {
        let rows = *self;
        Memo::new(move |last: Option<&Option<Shown<T>>>| {
            let visible = rows.shown.with(RowWindow::visible);
            let count = slots.get().max(1);
            let row = visible.start + (slot + count - visible.start % count) % count;
            if row >= visible.end {
                return None;
            }
            let data = rows.pages.with(|pages| pages.get(row).cloned());
            match data {
                Some(data) => Some(Shown { row, data }),
                // Between two states of the list: the last row rather than a blank.
                None => last.cloned().flatten(),
            }
        })
    }

    /// Distance of a row from the top of the stage.
    pub fn top_in_stage(&self, row: u32) -> f64 {
        self.shown.with(|shown| shown.top_of(row) - shown.position())
    }

    /// The row under a distance from the top of the stage.
    pub fn row_at(&self, y: f64) -> Option<u32> {
        self.shown.with_untracked(|shown| {
            let visible = shown.visible();
            visible.into_iter().find(|&row| {
                let top = shown.top_of(row) - shown.position();
                (top..top + shown.row_height).contains(&y)
            })
        })
    }

    /// Puts the focus into the list, where its keys act.
    pub fn focus(&self) {
        if let Some(element) = self.scroller.get_untracked() {
            // A list that cannot be focused is one that is gone.
            element.focus().ok();
        }
    }

    /// Takes the focus as soon as the list is there.
    pub fn focus_first(&self) {
        let rows = *self;
        self.scroller.on_load(move |_| rows.focus());
    }

    /// A fetched row, without asking for it.
    pub fn get(&self, row: u32) -> Option<Arc<T>> {
        self.pages.with(|pages| pages.get(row).cloned())
    }

    pub fn total_untracked(&self) -> u32 {
        self.pages.with_untracked(RowPages::total)
    }

    /// As [`Self::get`], without following changes.
    pub fn peek(&self, row: u32) -> Option<Arc<T>> {
        self.pages.with_untracked(|pages| pages.get(row).cloned())
    }

    /// The number of a fetched row.
    pub fn find(&self, is_it: impl Fn(&T) -> bool) -> Option<u32> {
        self.pages
            .with_untracked(|pages| pages.iter().find(|(_, row)| is_it(row)).map(|(at, _)| at))
    }

    pub fn window_untracked(&self) -> RowWindow {
        untrack(|| self.window())
    }

    /// To be called when the scroller was scrolled.
    pub fn scrolled(&self) {
        if let Some(element) = self.scroller.get_untracked() {
            self.scroll_top.set(element.scroll_top().into());
        }
    }

    /// Scrolls as little as brings the row into sight.
    pub fn reveal(&self, row: u32) {
        if let Some(top) = self.window_untracked().reveal(row) {
            self.scroll_to(top);
        }
    }

    /// Scrolls so that the row stands in the middle, unless it is in sight.
    pub fn centre(&self, row: u32) {
        let window = self.window_untracked();
        if window.reveal(row).is_some() {
            self.scroll_to(window.centre(row));
        }
    }

    pub fn scroll_to(&self, top: f64) {
        let Some(element) = self.scroller.get_untracked() else { return };
        if let Some(track) = self.track.get_untracked() {
            // The track may have grown in this very moment; the position must be valid now.
            let height = format!("{}px", self.window_untracked().track());
            track.style(("height", height));
        }
        element.set_scroll_top(top.round() as i32);
        self.scroll_top.set(element.scroll_top().into());
    }

    /// Fetches the rows in sight anew, then shows them in one step in the place of the old ones.
    /// `row` is to be in sight then, if given.
    pub async fn renew(self, total: Option<u32>, row: Option<u32>) {
        let epoch = self.next_epoch();
        let mut window = self.window_untracked();
        window.total = total.unwrap_or(window.total);
        if let Some(row) = row {
            window.total = window.total.max(row.saturating_add(1));
            window.scroll_top =
                window.reveal(row).map_or(window.scroll_top, |_| window.centre(row));
        }
        let mut offsets: BTreeSet<u32> = page_offsets(window.visible()).collect();
        if row.is_some() || offsets.is_empty() {
            offsets.insert(row.unwrap_or(0) / PAGE_ROWS * PAGE_ROWS);
        }
        let mut fresh = RowPages::new(window.total);
        for offset in offsets {
            let answer = self.ask.with_value(|ask| ask(offset)).await;
            if self.epoch.try_get_value() != Some(epoch) {
                return;
            }
            let Some((total, rows)) = answer else { continue };
            if fresh.total() != total {
                fresh = RowPages::new(total);
            }
            self.answered.set(true);
            fresh.fill(offset, rows.into_iter().map(Arc::new).collect());
        }
        self.pages.set(fresh);
        if let Some(row) = row {
            self.centre(row);
        }
    }

    /// Forgets all rows.
    pub fn clear(&self) {
        self.next_epoch();
        self.answered.set(false);
        self.pages.set(RowPages::new(0));
        self.scroll_top.set(0.0);
    }

    fn next_epoch(&self) -> u32 {
        self.epoch.update_value(|epoch| *epoch = epoch.wrapping_add(1));
        self.epoch.get_value()
    }

    /// Draws the present window as soon as its rows are here, and asks for what is missing:
    /// first the rows in sight, then a page on either side.
    fn follow(self) {
        let window = self.window();
        let visible = window.visible();
        let ready = self.pages.with(|pages| pages.covers(visible.clone()));
        if ready {
            self.shown.set(window);
        }
        let wanted = if ready { window.with_overscan(PAGE_ROWS / 2) } else { visible };
        let Some(offsets) = self.pages.try_update_untracked(|pages| pages.demand(wanted)) else {
            return;
        };
        for offset in offsets {
            spawn_local(self.fetch(offset));
        }
    }

    async fn fetch(self, offset: u32) {
        let epoch = self.epoch.get_value();
        let answer = self.ask.with_value(|ask| ask(offset)).await;
        if self.epoch.try_get_value() != Some(epoch) {
            return;
        }
        match answer {
            Some((_, rows)) => self.pages.update(|pages| {
                pages.fill(offset, rows.into_iter().map(Arc::new).collect());
            }),
            None => {
                self.pages.try_update_untracked(|pages| pages.give_up(offset));
            }
        }
    }
}
