//! The comparison on this side of the worker: its head, its rows, the cursor, the time window.
//! Components read it; whatever a click or a key does to it is a method here.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::engine::{Aligned, AlignedRow, Fold, Reply, Request};
use crate::model::Nanos;
use crate::scene::{PAGE_ROWS, TimeScale, TreeStep, indent_base};
use crate::state::{Action, Selection, UiState};
use crate::view::Ctx;
use crate::view::virtual_rows::{Page, VirtualRows};
use crate::view::waterfall::{GUTTER_PX, INDENT_PX};

/// CSS pixels; www/styles/versus.css has the same numbers.
pub const HEADER_PX: f64 = 28.0;
pub const ROW_PX: f64 = 40.0;
pub const NARROW_ROW_PX: f64 = 62.0;
/// The column of differences, and that of the letters before the bars.
const DIFFERENCE_PX: f64 = 104.0;
const LETTERS_PX: f64 = 20.0;
/// Below this width a row takes two lines: the name over the bars.
const NARROW_PX: f64 = 620.0;
/// The column of names: its share of the width, and its width at most.
const NAMES_SHARE: f64 = 0.34;
const NAMES_MOST_PX: f64 = 520.0;
/// Share of the column of names that indents may take.
const INDENT_SHARE: f64 = 0.4;

/// Where the person was in the last comparison: its traces and the row, so that one comes back to it.
#[derive(Clone, Copy, Default)]
pub struct LastPlace(RwSignal<Option<([String; 2], u32)>>);

#[derive(Clone, Copy)]
pub struct Comparison {
    pub ctx: Ctx,
    pub head: RwSignal<Option<Arc<Aligned>>>,
    /// Why the traces cannot be compared.
    pub failure: RwSignal<Option<String>>,
    pub rows: VirtualRows<AlignedRow>,
    pub scale: RwSignal<TimeScale>,
    /// The row that keys act on.
    pub cursor: RwSignal<u32>,
    pub narrow: Memo<bool>,
    /// Levels by which all rows in sight are moved to the left, and levels that fit.
    pub indent: Memo<(u32, u32)>,
    last: LastPlace,
}

impl Comparison {
    pub fn new(ctx: Ctx) -> Self {
        let width = RwSignal::new(0.0);
        let narrow = Memo::new(move |_| (1.0..NARROW_PX).contains(&width.get()));
        let height = Signal::derive(move || if narrow.get() { NARROW_ROW_PX } else { ROW_PX });
        let ask = move |offset| -> Page<AlignedRow> { Box::pin(page(ctx, offset)) };
        let rows = VirtualRows::new(height, HEADER_PX, ask);
        Effect::new(move || width.set(rows.size().width));
        let indent = Memo::new(move |_| {
            let whole = rows.size().width;
            indent(rows, if narrow.get() { whole } else { names_width(whole) })
        });
        let comparison = Self {
            ctx,
            head: RwSignal::new(None),
            failure: RwSignal::new(None),
            rows,
            scale: RwSignal::new(TimeScale::whole(Nanos::ZERO)),
            cursor: RwSignal::new(0),
            narrow,
            indent,
            last: expect_context(),
        };
        comparison.follow_state();
        comparison
    }

    /// Aligns what the state says is compared, again when more data came.
    fn follow_state(self) {
        let asked = self.ctx.memo(|s| {
            let loaded =
                s.report.as_ref().map(|report| (report.spans, report.merged, report.traces));
            Some((ids(s)?, s.adjust_clocks, loaded))
        });
        Effect::new(move || {
            if let Some((ids, adjusted, _)) = asked.get() {
                spawn_local(self.open(ids, adjusted));
            }
        });
        let differing = self.ctx.memo(is_differing);
        Effect::new(move |before: Option<bool>| {
            let now = differing.get();
            if before.is_some_and(|before| before != now) {
                spawn_local(self.narrow_to(now));
            }
            now
        });
        Effect::new(move || {
            let row = self.rows.get(self.cursor.get()).map(|row| row.row);
            let ids = self.ctx.state().with_untracked(ids);
            if let Some(place) = ids.zip(row) {
                self.last.0.set(Some(place));
            }
        });
    }

    async fn open(self, ids: [String; 2], adjusted: bool) {
        self.failure.set(None);
        let answer = self.ctx.ask(Request::Align { ids: ids.clone(), adjusted }).await;
        let is_late = self.cursor.is_disposed()
            || self.ctx.state().with_untracked(self::ids).as_ref() != Some(&ids);
        match answer {
            _ if is_late => {}
            Ok(Reply::Aligned(head)) => self.show(ids, Arc::from(head)).await,
            Ok(_) => {}
            Err(message) => {
                self.head.set(None);
                self.rows.clear();
                self.failure.set(Some(message));
            }
        }
    }

    async fn show(self, ids: [String; 2], head: Arc<Aligned>) {
        let longest = head.traces.iter().map(|trace| trace.duration).max();
        self.scale.set(TimeScale::whole(longest.unwrap_or_default()));
        let mut visible = head.visible;
        self.head.set(Some(head));
        if self.ctx.state().with_untracked(is_differing) {
            let folded = self.ask_fold(Request::AlignedNarrow { differing: true }).await;
            visible = folded.map_or(visible, |(visible, _)| visible);
        }
        let last = self.last.0.get_untracked().filter(|last| last.0 == ids);
        let place = match last {
            Some((_, span)) => self.ask_fold(Request::AlignedFold(Fold::Reveal { span })).await,
            None => None,
        };
        let (visible, row) = place.unwrap_or((visible, None));
        self.rows.renew(Some(visible), Some(row.unwrap_or(0))).await;
        self.cursor.try_set(row.unwrap_or(0));
    }

    async fn narrow_to(self, differing: bool) {
        let kept = self.cursor_row().map(|row| row.row);
        let Some((visible, _)) = self.ask_fold(Request::AlignedNarrow { differing }).await else {
            return;
        };
        // All rows are back, the cursor's too; of those that differ the first.
        let row = match kept.filter(|_| !differing) {
            Some(span) => self.ask_fold(Request::AlignedFold(Fold::Reveal { span })).await,
            None => None,
        };
        let row = row.and_then(|(_, row)| row).unwrap_or(0);
        self.rows.renew(Some(visible), Some(row)).await;
        self.cursor.try_set(row);
    }

    /// The row that keys act on, if it was fetched.
    pub fn cursor_row(&self) -> Option<Arc<AlignedRow>> {
        self.rows.peek(self.cursor.get_untracked())
    }

    /// Width of the column of names; in a narrow pane there is none beside the bars.
    pub fn names_width(&self) -> f64 {
        if self.narrow.get() { 0.0 } else { names_width(self.rows.size().width) }
    }

    /// Width of the column of bars.
    pub fn bars_width(&self) -> f64 {
        let beside = if self.narrow.get() { 0.0 } else { self.names_width() + DIFFERENCE_PX };
        (self.rows.size().width - beside - LETTERS_PX - GUTTER_PX).max(1.0)
    }

    pub fn move_to(&self, row: u32) {
        self.cursor.set(row);
        self.rows.reveal(row);
    }

    pub fn step(&self, step: TreeStep) {
        match step {
            TreeStep::Row(row) => self.move_to(row),
            TreeStep::Parent(row) => self.go_to(row),
            TreeStep::Toggle => self.toggle(self.cursor.get_untracked()),
        }
    }

    /// Goes to a row by its name, unfolding what hides it.
    pub fn go_to(self, span: u32) {
        if let Some(row) = self.rows.find(|row| row.row == span) {
            self.rows.centre(row);
            return self.move_to(row);
        }
        spawn_local(async move {
            let reveal = Request::AlignedFold(Fold::Reveal { span });
            let Some((visible, Some(row))) = self.ask_fold(reveal).await else { return };
            self.rows.renew(Some(visible), Some(row)).await;
            if !self.cursor.is_disposed() {
                self.move_to(row);
            }
        });
    }

    /// Folds or unfolds a row.
    pub fn toggle(self, row: u32) {
        if let Some(pair) = self.rows.peek(row).filter(|pair| pair.children > 0) {
            spawn_local(self.fold_at(row, Fold::Toggle { span: pair.row }));
        }
    }

    /// Folds or unfolds a row with all below it.
    pub fn fold_subtree(self, row: u32, folded: bool) {
        if let Some(pair) = self.rows.peek(row) {
            spawn_local(self.fold_at(row, Fold::Subtree { span: pair.row, folded }));
        }
    }

    /// Rows below move, and the cursor with them.
    async fn fold_at(self, row: u32, fold: Fold) {
        let before = self.rows.total_untracked();
        let Some((visible, _)) = self.ask_fold(Request::AlignedFold(fold)).await else { return };
        let cursor = self.cursor.get_untracked();
        let hidden = before.saturating_sub(visible);
        if cursor > row {
            let moved = (cursor + visible).saturating_sub(before);
            self.cursor.set(if cursor <= row.saturating_add(hidden) { row } else { moved });
        }
        self.rows.renew(Some(visible), None).await;
    }

    /// Folds everything below a depth; `None` unfolds all.
    pub fn fold_to(self, level: Option<u32>) {
        spawn_local(async move {
            let fold = Request::AlignedFold(Fold::Level { level });
            let Some((visible, _)) = self.ask_fold(fold).await else { return };
            self.rows.renew(Some(visible), Some(0)).await;
            self.cursor.try_set(0);
        });
    }

    async fn ask_fold(self, request: Request) -> Option<(u32, Option<u32>)> {
        match self.ctx.ask(request).await {
            Ok(Reply::Folded { visible, row, .. }) if !self.cursor.is_disposed() => {
                Some((visible, row))
            }
            _ => None,
        }
    }

    /// Opens the span of a row in one of the traces, or in the other where only that has it.
    pub fn open_span(&self, row: u32, side: usize) {
        let (Some(pair), Some(ids)) = (self.rows.peek(row), self.ctx.state().with_untracked(ids))
        else {
            return;
        };
        let side = if pair.spans[side].is_some() { side } else { 1 - side };
        let Some(span) = pair.spans[side].map(|span| span.span) else { return };
        let trace = ids[side].clone();
        self.ctx.dispatch(Action::OpenTrace(trace.clone()));
        self.ctx.dispatch(Action::Select(Selection::Span { trace, span }));
    }

    /// Opens one of the traces.
    pub fn open_trace(&self, side: usize) {
        if let Some(ids) = self.ctx.state().with_untracked(ids) {
            self.ctx.dispatch(Action::OpenTrace(ids[side].clone()));
        }
    }

    pub fn swap(&self) {
        if let Some([trace, other]) = self.ctx.state().with_untracked(ids) {
            self.ctx.dispatch(Action::Align { trace: other, other: trace });
        }
    }

    pub fn toggle_differing(&self) {
        let on = self.ctx.state().with_untracked(is_differing);
        self.ctx.dispatch(Action::ShowDiffering(!on));
    }

    /// Zooms by a factor about the middle of the cursor's bars if it is in sight, else of the window.
    pub fn zoom(&self, factor: f64) {
        let stretch = self.cursor_row().and_then(|row| stretch(&row));
        self.scale.update(|scale| {
            let middle = stretch.map(|(start, end)| Nanos(start.0 / 2 + end.0 / 2));
            let at =
                middle.map(|middle| scale.fraction(middle)).filter(|at| (0.0..1.0).contains(at));
            *scale = scale.zoomed(factor, at.unwrap_or(0.5));
        });
    }

    pub fn pan(&self, by: f64) {
        self.scale.update(|scale| *scale = scale.panned(by));
    }

    pub fn show_all_time(&self) {
        self.scale.update(|scale| *scale = scale.reset());
    }

    /// Shows the time of the cursor's row, with some before and after.
    pub fn zoom_to_cursor(&self) {
        let Some((start, end)) = self.cursor_row().and_then(|row| stretch(&row)) else { return };
        let margin = Nanos(end.minus(start).0 / 20);
        self.scale.update(|scale| *scale = scale.showing(start.minus(margin), end.plus(margin)));
    }
}

/// The traces that are compared, as far as the state knows.
fn ids(state: &UiState) -> Option<[String; 2]> {
    Some([state.open_trace.clone()?, state.versus.as_ref()?.other.clone()])
}

fn is_differing(state: &UiState) -> bool {
    state.versus.as_ref().is_some_and(|versus| versus.differing)
}

/// From the first start to the last end of the spans of a row.
fn stretch(row: &AlignedRow) -> Option<(Nanos, Nanos)> {
    let spans = || row.spans.iter().flatten();
    let start = spans().map(|span| span.start).min()?;
    let end = spans().map(|span| span.start.plus(span.duration)).max()?;
    Some((start, end))
}

fn names_width(whole: f64) -> f64 {
    (whole * NAMES_SHARE).min(NAMES_MOST_PX)
}

fn indent(rows: VirtualRows<AlignedRow>, names: f64) -> (u32, u32) {
    let room = (names * INDENT_SHARE / INDENT_PX) as u32;
    let visible = rows.shown().with(|shown| shown.visible());
    let depths = visible.filter_map(|row| rows.get(row).map(|row| row.depth));
    (indent_base(depths, room), room)
}

async fn page(ctx: Ctx, offset: u32) -> Option<(u32, Vec<AlignedRow>)> {
    match ctx.ask(Request::AlignedRows { offset, limit: PAGE_ROWS }).await {
        Ok(Reply::AlignedRows { total, rows, .. }) => Some((total, rows)),
        _ => None,
    }
}
