//! The open trace on this side of the worker: its head, its rows, the cursor, the time window.
//! Components read it; whatever a click or a key does to a waterfall is a method here.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::search::Search;
use crate::engine::{Crumb, Fold, Opened, Reply, Request, SpanRow, SplitBy, Tinted, Wanted};
use crate::model::Nanos;
use crate::scene::{PAGE_ROWS, Placement, TimeScale, TreeStep, indent_base, neighbour};
use crate::state::{Action, Selection};
use crate::view::Ctx;
use crate::view::span::AskedPart;
use crate::view::virtual_rows::{Page, VirtualRows};

/// CSS pixels; www/styles/waterfall.css has the same numbers.
pub const HEADER_PX: f64 = 28.0;
pub const ROW_PX: f64 = 28.0;
pub const NARROW_ROW_PX: f64 = 48.0;
pub const INDENT_PX: f64 = 14.0;
/// Share of the column of names that indents may take.
const INDENT_SHARE: f64 = 0.4;
/// Room to the right of the time shown, for labels of bars that reach its end.
pub const GUTTER_PX: f64 = 76.0;
/// Below this width a row takes two lines: the name over the bar.
const NARROW_PX: f64 = 620.0;
/// The column of names: its share of the width and its width at most, until it is dragged; at
/// least so wide are names and bars however it is dragged.
const NAMES_SHARE: f64 = 0.36;
const NAMES_MOST_PX: f64 = 560.0;
const NAMES_MIN_PX: f64 = 140.0;
const BARS_MIN_PX: f64 = 220.0;

/// The head of the open trace, for all panes that show it.
#[derive(Clone, Copy, Default)]
pub struct OpenHead(pub RwSignal<Option<Arc<Opened>>>);

#[derive(Clone, Copy)]
pub struct Waterfall {
    pub ctx: Ctx,
    /// What the trace is; the pane beside shows it too.
    pub head: RwSignal<Option<Arc<Opened>>>,
    /// Why the trace cannot be shown.
    pub failure: RwSignal<Option<String>>,
    pub rows: VirtualRows<SpanRow>,
    pub scale: RwSignal<TimeScale>,
    /// The row that keys act on.
    pub cursor: RwSignal<u32>,
    /// Whether the critical path is drawn.
    pub critical: RwSignal<bool>,
    /// Depth that was last folded to.
    pub level: RwSignal<Option<u32>>,
    /// Depth of the deepest span on show or folded away.
    pub max_depth: RwSignal<u32>,
    /// The span that all others on show are below, last, with those above it.
    pub trail: RwSignal<Vec<Crumb>>,
    /// What the colours of bars mean.
    pub legend: RwSignal<Vec<Tinted>>,
    pub search: Search,
    pub narrow: Memo<bool>,
    /// Levels by which all rows in sight are moved to the left, so that a deep tree stays in its
    /// column, and levels that fit into it.
    pub indent: Memo<(u32, u32)>,
    /// Width of the column of names as the person wants it.
    names_wanted: RwSignal<Option<f64>>,
    /// Spans that ended badly, once they were asked for.
    failures: RwSignal<Option<Arc<[u32]>>>,
    part: AskedPart,
}

impl Waterfall {
    pub fn new(ctx: Ctx) -> Self {
        let narrow_width = RwSignal::new(0.0);
        let narrow = Memo::new(move |_| (1.0..NARROW_PX).contains(&narrow_width.get()));
        let height = Signal::derive(move || if narrow.get() { NARROW_ROW_PX } else { ROW_PX });
        let ask = move |offset| -> Page<SpanRow> { Box::pin(page(ctx, offset)) };
        let rows = VirtualRows::new(height, HEADER_PX, ask);
        Effect::new(move || narrow_width.set(rows.size().width));
        let OpenHead(head) = expect_context();
        let is_same = ctx.state().with_untracked(|s| {
            head.with_untracked(|head| head.as_ref().map(|head| &head.id) == s.open_trace.as_ref())
        });
        if !is_same {
            head.set(None);
        }
        let names_wanted = RwSignal::new(None);
        let indent = Memo::new(move |_| {
            let whole = rows.size().width;
            indent(rows, if narrow.get() { whole } else { names_width(rows, names_wanted) })
        });
        let waterfall = Self {
            ctx,
            head,
            failure: RwSignal::new(None),
            rows,
            scale: RwSignal::new(TimeScale::whole(Nanos::ZERO)),
            cursor: RwSignal::new(0),
            critical: RwSignal::new(true),
            level: RwSignal::new(None),
            max_depth: RwSignal::new(0),
            trail: RwSignal::new(Vec::new()),
            legend: RwSignal::new(Vec::new()),
            search: Search::new(ctx),
            narrow,
            indent,
            names_wanted,
            failures: RwSignal::new(None),
            part: expect_context(),
        };
        waterfall.follow_state();
        waterfall
    }

    /// Opens what the state says is open, again when more data came; follows a selection made elsewhere.
    fn follow_state(self) {
        let open = self.ctx.memo(|s| {
            let loaded =
                s.report.as_ref().map(|report| (report.spans, report.merged, report.traces));
            s.open_trace.clone().map(|id| (id, loaded))
        });
        Effect::new(move || {
            if let Some((id, _)) = open.get() {
                // Both questions are on their way at once: the engine answers them in this order.
                spawn_local(self.open(id));
                spawn_local(async move {
                    self.shape().await;
                    self.rows.renew(None, Some(0)).await;
                });
            }
        });
        self.follow_look();
        on_change(self.ctx.memo(|s| s.adjust_clocks), move |_, now| {
            spawn_local(self.adjust(now));
            spawn_local(self.rows.renew(None, None));
        });
        let selected = self.ctx.memo(|s| match &s.selection {
            Selection::Span { span, .. } => Some(*span),
            _ => None,
        });
        Effect::new(move || {
            let Some(span) = selected.get() else { return };
            let is_there = self.cursor_row().is_some_and(|row| row.span == span);
            if !is_there && self.head.with_untracked(Option::is_some) {
                self.go_to(span);
            }
        });
    }

    /// Shapes the rows anew when the person wants to see others.
    fn follow_look(self) {
        let ctx = self.ctx;
        on_change(ctx.memo(|s| s.fall.wanted.clone()), move |before: Wanted, now: Wanted| {
            spawn_local(self.find(before.hide || now.hide));
        });
        on_change(ctx.memo(|s| s.fall.alike), move |_, on| {
            spawn_local(async move {
                let Some((visible, _)) = self.ask_fold(Fold::Alike { on }).await else { return };
                let cursor = self.cursor.get_untracked();
                self.cursor.set(cursor.min(visible.saturating_sub(1)));
                self.rows.renew(Some(visible), None).await;
            });
        });
        on_change(ctx.memo(|s| s.fall.paint.clone()), move |_, by| {
            spawn_local(self.paint(by));
            spawn_local(self.rows.renew(None, None));
        });
        on_change(ctx.memo(|s| s.fall.root), move |before, root| {
            let shown = self.trail.with_untracked(|trail| trail.last().map(|crumb| crumb.span));
            if root != shown {
                spawn_local(self.focus(before, root));
            }
        });
    }

    /// What the person wants of each trace, for one that was just opened.
    async fn shape(self) {
        let look = self.ctx.state().with_untracked(|s| s.fall.clone());
        if look.paint != SplitBy::Service {
            self.paint(look.paint).await;
        }
        if look.alike {
            self.ask_fold(Fold::Alike { on: true }).await;
        }
        if look.root.is_some() {
            self.ask_fold(Fold::Root { span: look.root }).await;
        }
        if look.wanted.is_asked() {
            self.find(false).await;
        }
    }

    async fn paint(self, by: SplitBy) {
        if let Ok(Reply::Painted(legend)) = self.ctx.ask(Request::Paint { by }).await {
            self.legend.try_set(legend);
        }
    }

    /// Shows a span and what is below it over the whole width, or everything again, with the cursor on the
    /// span that was alone.
    async fn focus(self, before: Option<u32>, root: Option<u32>) {
        let Some((visible, row)) = self.ask_fold(Fold::Root { span: root }).await else { return };
        let row = match (root, before) {
            (None, Some(span)) => self.ask_fold(Fold::Reveal { span }).await.and_then(|f| f.1),
            _ => row,
        };
        let row = row.unwrap_or(0);
        self.level.set(None);
        self.rows.renew(Some(visible), Some(row)).await;
        if self.cursor.is_disposed() {
            return;
        }
        self.cursor.set(row);
        match root {
            Some(_) => self.zoom_to_row(row),
            None => self.show_all_time(),
        }
    }

    /// Shows the cursor's span and what is below it, and nothing else.
    pub fn focus_at_cursor(&self) {
        if let Some(row) = self.cursor_row() {
            self.ctx.dispatch(Action::FocusSpan(Some(row.span)));
        }
    }

    async fn open(self, id: String) {
        self.failure.set(None);
        let adjusted = self.ctx.state().with_untracked(|s| s.adjust_clocks);
        let answer = self.ctx.ask(Request::Open { id: id.clone(), adjusted }).await;
        let wanted = self.ctx.state().with_untracked(|s| s.open_trace.as_ref() == Some(&id));
        if !wanted || self.cursor.is_disposed() {
            return;
        }
        match answer {
            Ok(Reply::Opened(head)) => self.show(*head),
            Ok(_) => {}
            Err(message) => {
                self.head.set(None);
                self.rows.clear();
                self.failure.set(Some(message));
            }
        }
    }

    /// Brings clocks together, or not. Rows stay what they were and are moved.
    async fn adjust(self, adjusted: bool) {
        let answer = self.ctx.ask(Request::Adjust { adjusted }).await;
        let Ok(Reply::Opened(head)) = answer else { return };
        if self.cursor.is_disposed() {
            return;
        }
        let is_same = self.ctx.state().with_untracked(|s| s.open_trace.as_ref() == Some(&head.id));
        if is_same {
            self.scale.set(TimeScale::whole(head.duration));
            self.head.set(Some(Arc::from(head)));
        }
    }

    fn show(self, head: Opened) {
        self.scale.set(TimeScale::whole(head.duration));
        self.max_depth.set(head.max_depth);
        self.trail.set(Vec::new());
        self.head.set(Some(Arc::new(head)));
        self.failures.set(None);
        self.level.set(None);
        self.search.restart();
        self.cursor.set(0);
        let selection = self.ctx.state().with_untracked(|s| s.selection.clone());
        if let Selection::Span { span, .. } = selection {
            self.go_to(span);
        }
    }

    /// The row that keys act on, if it was fetched.
    pub fn cursor_row(&self) -> Option<Arc<SpanRow>> {
        self.rows.peek(self.cursor.get_untracked())
    }

    /// Width of the column of names; in a narrow pane there is none beside the bars.
    pub fn names_width(&self) -> f64 {
        if self.narrow.get() { 0.0 } else { names_width(self.rows, self.names_wanted) }
    }

    /// Width of the column of bars.
    pub fn bars_width(&self) -> f64 {
        (self.rows.size().width - self.names_width() - GUTTER_PX).max(1.0)
    }

    pub fn set_names_width(&self, width: f64) {
        let room = (untrack(|| self.rows.size().width) - BARS_MIN_PX).max(NAMES_MIN_PX);
        self.names_wanted.set(Some(width.clamp(NAMES_MIN_PX, room)));
    }

    /// Makes a row the cursor; the details follow when they are shown.
    pub fn move_to(&self, row: u32) {
        self.cursor.set(row);
        self.rows.reveal(row);
        let shows_span =
            self.ctx.state().with_untracked(|s| matches!(s.selection, Selection::Span { .. }));
        if shows_span && self.rows.peek(row).is_some_and(|row| row.group.is_none()) {
            self.select(row);
        }
    }

    /// Shows the details of a row, or the spans of a group.
    pub fn select(&self, row: u32) {
        self.cursor.set(row);
        if self.rows.peek(row).is_some_and(|row| row.group.is_some()) {
            return self.toggle(row);
        }
        let Some(trace) = self.ctx.state().with_untracked(|s| s.open_trace.clone()) else { return };
        if let Some(span) = self.rows.peek(row) {
            self.ctx.dispatch(Action::Select(Selection::Span { trace, span: span.span }));
        }
    }

    /// Shows a section of the details.
    pub fn ask_part(&self, part: &'static str) {
        self.part.0.set(Some(part));
    }

    /// Leaves the details; without any, the trace.
    pub fn leave(&self) {
        let selection =
            self.ctx.state().with_untracked(|s| (s.selection.clone(), s.open_trace.clone()));
        match selection {
            (Selection::Span { .. }, Some(id)) => {
                self.ctx.dispatch(Action::Select(Selection::Trace { id }));
            }
            _ => self.ctx.dispatch(Action::CloseTrace),
        }
    }

    pub fn step(&self, step: TreeStep) {
        match step {
            TreeStep::Row(row) => self.move_to(row),
            TreeStep::Parent(span) => self.go_to(span),
            TreeStep::Toggle => self.toggle(self.cursor.get_untracked()),
        }
    }

    /// Goes to a span wherever it is, unfolding what hides it.
    pub fn go_to(self, span: u32) {
        if let Some(row) = self.rows.find(|row| row.span == span && row.group.is_none()) {
            self.cursor.set(row);
            self.rows.centre(row);
            self.move_to(row);
            return;
        }
        spawn_local(async move {
            let Some((visible, Some(row))) = self.ask_fold(Fold::Reveal { span }).await else {
                return;
            };
            self.rows.renew(Some(visible), Some(row)).await;
            if !self.cursor.is_disposed() {
                self.move_to(row);
            }
        });
    }

    /// Folds or unfolds a row. Rows below it move, and the cursor with them.
    pub fn toggle(self, row: u32) {
        let Some(span) = self.rows.peek(row) else { return };
        if span.children == 0 {
            return;
        }
        spawn_local(async move {
            let fold = match span.group {
                Some(_) => Fold::Group { span: span.span },
                None => Fold::Toggle { span: span.span },
            };
            self.fold_at(row, fold).await;
        });
    }

    /// Folds or unfolds a row with all below it.
    pub fn fold_subtree(self, row: u32, folded: bool) {
        let Some(span) = self.rows.peek(row) else { return };
        spawn_local(async move {
            self.fold_at(row, Fold::Subtree { span: span.span, folded }).await;
        });
    }

    async fn fold_at(self, row: u32, fold: Fold) {
        let before = self.rows.total_untracked();
        let Some((visible, _)) = self.ask_fold(fold).await else { return };
        let cursor = self.cursor.get_untracked();
        let hidden = before.saturating_sub(visible);
        if cursor > row && cursor <= row.saturating_add(hidden) {
            self.cursor.set(row);
        } else if cursor > row {
            self.cursor.set((cursor + visible).saturating_sub(before));
        }
        self.rows.renew(Some(visible), None).await;
    }

    /// Folds everything below a depth; `None` unfolds all. The cursor stays on its span,
    /// or goes to the one that hides it.
    pub fn fold_to(self, level: Option<u32>) {
        let keep = self.ancestor_at(level);
        self.level.set(level);
        spawn_local(async move {
            let Some((visible, _)) = self.ask_fold(Fold::Level { level }).await else { return };
            let row = match keep {
                Some(span) => self.ask_fold(Fold::Reveal { span }).await.and_then(|(_, row)| row),
                None => None,
            };
            let row = row.unwrap_or(0);
            self.rows.renew(Some(visible), Some(row)).await;
            if !self.cursor.is_disposed() {
                self.cursor.set(row);
            }
        });
    }

    /// The span of the cursor, or of those above it the deepest that a fold to `level` leaves,
    /// as far as their rows are here.
    fn ancestor_at(&self, level: Option<u32>) -> Option<u32> {
        let mut row = self.cursor_row()?;
        while level.is_some_and(|level| row.depth > level) {
            let parent = row.parent?;
            let at = self.rows.find(|row| row.span == parent)?;
            row = self.rows.peek(at)?;
        }
        Some(row.span)
    }

    async fn ask_fold(self, fold: Fold) -> Option<(u32, Option<u32>)> {
        let answer = self.ctx.ask(Request::Fold(fold)).await;
        match answer {
            Ok(Reply::Folded { visible, row, trail, max_depth }) if !self.cursor.is_disposed() => {
                self.max_depth.set(max_depth);
                let root = trail.last().map(|crumb| crumb.span);
                self.trail.set(trail);
                if self.ctx.state().with_untracked(|s| s.fall.root) != root {
                    self.ctx.dispatch(Action::FocusSpan(root));
                }
                Some((visible, row))
            }
            _ => None,
        }
    }

    /// Goes to the next span that ended badly, or to the one before.
    pub fn next_failure(self, forward: bool) {
        spawn_local(async move {
            let failures = match self.failures.get_untracked() {
                Some(failures) => failures,
                None => {
                    let Ok(Reply::Found { spans, .. }) = self.ctx.ask(Request::Failures).await
                    else {
                        return;
                    };
                    let failures: Arc<[u32]> = spans.into();
                    self.failures.try_set(Some(failures.clone()));
                    failures
                }
            };
            let at = self.cursor_row().map(|row| row.span);
            if let Some(span) = neighbour(&failures, at, forward) {
                self.go_to(span);
            }
        });
    }

    pub fn go_to_bottleneck(self) {
        let bottleneck = self.head.with_untracked(|head| head.as_ref().and_then(|h| h.bottleneck));
        if let Some(span) = bottleneck {
            self.go_to(span);
        }
    }

    /// Looks for what is wanted; what is found is marked, and counted beside the field. `moves`: other
    /// rows are on show then.
    async fn find(self, moves: bool) {
        let look = move || self.ctx.state().with_untracked(|s| s.fall.wanted.clone());
        let wanted = look();
        let answer = self.ctx.ask(Request::Find(wanted.clone())).await;
        if self.cursor.is_disposed() || look() != wanted {
            return;
        }
        let Ok(Reply::Found { spans, total, visible }) = answer else { return };
        if wanted.is_asked() {
            self.search.found(spans, total);
        } else {
            self.search.restart();
        }
        if moves {
            self.cursor.set(0);
            self.rows.renew(Some(visible), Some(0)).await;
        }
    }

    /// Goes to the next match, or the one before.
    pub fn next_match(self, forward: bool) {
        let at = self.cursor_row().map(|row| row.span);
        let next = self.search.spans.with_untracked(|spans| neighbour(spans, at, forward));
        if let Some(span) = next {
            self.search.at.set(Some(span));
            self.go_to(span);
        }
    }

    /// Zooms by a factor with the moment at a share of the width in its place.
    pub fn zoom(&self, factor: f64, at: f64) {
        self.scale.update(|scale| *scale = scale.zoomed(factor, at));
    }

    /// Zooms about the cursor's bar if it is in sight, else about the middle.
    pub fn zoom_at_cursor(&self, factor: f64) {
        let scale = self.scale.get_untracked();
        let place = self.cursor_row().map(|row| scale.place(row.start, row.duration));
        let at = match place {
            Some(Placement::Within(bar)) => bar.left + bar.width / 2.0,
            _ => 0.5,
        };
        self.zoom(factor, at);
    }

    pub fn pan(&self, by: f64) {
        self.scale.update(|scale| *scale = scale.panned(by));
    }

    pub fn show_all_time(&self) {
        self.scale.update(|scale| *scale = scale.reset());
    }

    /// Shows the time of one row, with some before and after.
    pub fn zoom_to_row(&self, row: u32) {
        let Some(row) = self.rows.peek(row) else { return };
        let margin = Nanos(row.duration.0 / 20);
        let (start, end) = (row.start.minus(margin), row.start.plus(row.duration).plus(margin));
        self.scale.update(|scale| *scale = scale.showing(start, end));
    }
}

/// Calls with the old value and the new one whenever it is another.
fn on_change<T>(value: Memo<T>, act: impl Fn(T, T) + 'static)
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    Effect::new(move |before: Option<T>| {
        let now = value.get();
        if let Some(before) = before.filter(|before| *before != now) {
            act(before, now.clone());
        }
        now
    });
}

fn names_width(rows: VirtualRows<SpanRow>, wanted: RwSignal<Option<f64>>) -> f64 {
    let whole = rows.size().width;
    let first = (whole * NAMES_SHARE).min(NAMES_MOST_PX);
    let room = (whole - BARS_MIN_PX).max(NAMES_MIN_PX);
    wanted.get().unwrap_or(first).clamp(NAMES_MIN_PX, room)
}

fn indent(rows: VirtualRows<SpanRow>, names: f64) -> (u32, u32) {
    let room = (names * INDENT_SHARE / INDENT_PX) as u32;
    let visible = rows.shown().with(|shown| shown.visible());
    let depths = visible.filter_map(|row| rows.get(row).map(|row| row.depth));
    (indent_base(depths, room), room)
}

async fn page(ctx: Ctx, offset: u32) -> Option<(u32, Vec<SpanRow>)> {
    match ctx.ask(Request::Rows { offset, limit: PAGE_ROWS }).await {
        Ok(Reply::Rows { total, rows, .. }) => Some((total, rows)),
        _ => None,
    }
}
