//! The scatter plot: marks to open, a box to drag.

use std::sync::Arc;

use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::html::Div;
use leptos::prelude::*;

use super::spread::keep_lengths;
use crate::engine::{Cell, Picked, Plane, Range, Reply, Request, Spread};
use crate::model::Nanos;
use crate::query::of_octaves;
use crate::scene::format::{count, duration};
use crate::scene::scatter::{Marks, Scatter, Tick, next_cell, traces};
use crate::scene::{Size, fill};
use crate::state::Action;
use crate::view::Ctx;

/// Pixels within which a press is a click.
const CLICK: f64 = 4.0;

/// A box under way or done: two corners in px.
#[derive(Clone, Copy, PartialEq)]
struct Frame {
    from: (f64, f64),
    to: (f64, f64),
    done: bool,
}

/// What presses, moves and keys work with.
#[derive(Clone, Copy)]
struct Plot {
    ctx: Ctx,
    node: NodeRef<Div>,
    found: RwSignal<Option<Arc<Spread>>>,
    scatter: Memo<Arc<Scatter>>,
    frame: RwSignal<Option<Frame>>,
    /// The mark that is read: pointed at, or walked to.
    read: RwSignal<Option<usize>>,
    /// Traces in the box, once the engine counted them, and the slowest.
    boxed: RwSignal<Option<(u32, Option<String>)>>,
}

#[component]
pub fn ScatterPlot(found: RwSignal<Option<Arc<Spread>>>, size: Memo<Size>) -> impl IntoView {
    let ctx = Ctx::get();
    let scatter = Memo::new(move |_| {
        let clock = ctx.clock();
        found
            .with(|f| f.as_ref().map(|s| Scatter::new(s, size.get(), clock)))
            .map_or_else(Arc::default, Arc::new)
    });
    let plot = Plot {
        ctx,
        node: NodeRef::new(),
        found,
        scatter,
        frame: RwSignal::new(None),
        read: RwSignal::new(None),
        boxed: RwSignal::new(None),
    };
    // A box around traces that are no more means nothing.
    Effect::new(move || {
        found.track();
        plot.frame.set(None);
        plot.read.set(None);
    });
    view! {
        <div
            class="sm-scatter"
            node_ref=plot.node
            tabindex=0
            role="application"
            aria-label=move || plot.label()
            aria-description=move || ctx.text().analysis.scatter_keys
            on:pointerdown=move |event| plot.down(&event)
            on:pointermove=move |event| plot.moved(&event)
            on:pointerup=move |event| plot.up(&event)
            on:pointercancel=move |_: PointerEvent| plot.frame.set(None)
            on:pointerleave=move |_| plot.read.set(None)
            on:keydown=move |event| plot.keydown(&event)
        >
            <svg width=move || size.get().width height=move || size.get().height aria-hidden="true">
                {move || plot.drawn()}
                {move || plot.cursor()}
                {move || plot.rubber_band()}
            </svg>
        </div>
        <div class="sm-scatter-read" aria-live="polite">
            {move || plot.actions()}
            {move || plot.sentence()}
        </div>
    }
}

impl Plot {
    fn label(self) -> String {
        let text = &self.ctx.text().analysis;
        self.found.with(|f| {
            let Some((spread, plane)) = f.as_ref().and_then(|s| Some((s, s.plane?))) else {
                return String::new();
            };
            let figures = [
                count(u64::from(spread.numbers.requests)),
                self.ctx.clock().date_time_seconds(plane.from),
                self.ctx.clock().date_time_seconds(plane.until),
            ];
            fill(text.scatter_label, &figures.each_ref().map(String::as_str))
        })
    }

    fn drawn(self) -> impl IntoView {
        let scatter = self.scatter.get();
        let plot = scatter.plot;
        let mark = |marks: &Marks| {
            let class =
                format!("sm-mark sm-mark--{} sm-mark-{}", marks.ending.role(), marks.strength);
            view! { <path class=class d=marks.path.clone()/> }
        };
        let across = |tick: &Tick| {
            view! {
                <line class="sm-scatter-grid" x1=plot.left x2=plot.right y1=tick.at y2=tick.at/>
                <text class="sm-hist-tick-text" x={plot.left - 6.0} y={tick.at + 4.0} text-anchor="end">
                    {tick.label.clone()}
                </text>
            }
        };
        let upright = |tick: &Tick| {
            let fits = tick.at + 60.0 < plot.right;
            view! {
                <line class="sm-scatter-grid" x1=tick.at x2=tick.at y1=plot.top y2=plot.bottom/>
                {fits.then(|| view! {
                    <text class="sm-hist-tick-text" x={tick.at + 3.0} y={plot.bottom + 15.0}>{tick.label.clone()}</text>
                })}
            }
        };
        view! {
            {scatter.lengths.iter().map(across).collect_view()}
            {scatter.times.iter().map(upright).collect_view()}
            <line class="sm-hist-base" x1=plot.left x2=plot.right y1=plot.bottom y2=plot.bottom/>
            {scatter.marks.iter().map(mark).collect_view()}
        }
    }

    /// A ring round the mark that is read.
    fn cursor(self) -> Option<impl IntoView> {
        let at = self.read.get()?;
        let scatter = self.scatter.get();
        let area = self.found.with(|f| {
            let spread = f.as_ref()?;
            Some(scatter.area(spread, spread.cells.get(at)?))
        })?;
        let (x, y) = ((area.left + area.right) / 2.0, (area.top + area.bottom) / 2.0);
        Some(view! { <circle class="sm-scatter-cursor" cx=x cy=y r=7/> })
    }

    fn rubber_band(self) -> Option<impl IntoView> {
        let Frame { from, to, .. } = self.frame.get()?;
        let (x, y) = (from.0.min(to.0), from.1.min(to.1));
        let (width, height) = ((from.0 - to.0).abs(), (from.1 - to.1).abs());
        Some(view! { <rect class="sm-scatter-box" x=x y=y width=width height=height/> })
    }

    /// The mark that is read, in words.
    fn sentence(self) -> Option<String> {
        let at = self.read.get()?;
        let (cell, plane) = self.cell(at)?;
        let (clock, text) = (self.ctx.clock(), &self.ctx.text().analysis);
        let start = clock.time_seconds(plane.from);
        // The middle of its row, for a dot is no range.
        let (low, high) = plane.to_query().octaves();
        let length = duration(of_octaves((low + high) / 2.0));
        let outcomes = outcomes(self.ctx, &cell);
        Some(match traces(&cell) {
            1 => fill(text.cell_one, &[&start, &length, &outcomes]),
            n => fill(text.cell_many, &[&start, &length, &count(n.into()), &outcomes]),
        })
    }

    fn cell(self, at: usize) -> Option<(Cell, Plane)> {
        let scatter = self.scatter.get_untracked();
        self.found.with_untracked(|f| {
            let spread = f.as_ref()?;
            let cell = *spread.cells.get(at)?;
            Some((cell, scatter.plane_of(spread, &cell)?))
        })
    }

    fn place(self, event: &PointerEvent) -> Option<(f64, f64)> {
        let area = self.node.get_untracked()?.get_bounding_client_rect();
        Some((f64::from(event.client_x()) - area.left(), f64::from(event.client_y()) - area.top()))
    }

    fn down(self, event: &PointerEvent) {
        let Some(from) = self.place(event).filter(|_| event.button() == 0) else { return };
        if let Some(node) = self.node.get_untracked() {
            node.set_pointer_capture(event.pointer_id()).ok();
        }
        self.boxed.set(None);
        self.frame.set(Some(Frame { from, to: from, done: false }));
    }

    fn moved(self, event: &PointerEvent) {
        let Some(to) = self.place(event) else { return };
        if let Some(frame) = self.frame.get_untracked().filter(|frame| !frame.done) {
            return self.frame.set(Some(Frame { to, ..frame }));
        }
        self.read.set(self.at(to));
    }

    fn at(self, (x, y): (f64, f64)) -> Option<usize> {
        let scatter = self.scatter.get_untracked();
        self.found.with_untracked(|f| scatter.cell_at(f.as_ref()?, x, y))
    }

    fn up(self, event: &PointerEvent) {
        let Some(frame) = self.frame.get_untracked().filter(|frame| !frame.done) else { return };
        let to = self.place(event).unwrap_or(frame.to);
        let is_click = (frame.from.0 - to.0).abs() < CLICK && (frame.from.1 - to.1).abs() < CLICK;
        if is_click {
            self.frame.set(None);
            if let Some(at) = self.at(to) {
                self.open(at);
            }
            return;
        }
        self.frame.set(Some(Frame { to, done: true, ..frame }));
        self.count_box();
    }

    fn boxed_plane(self) -> Option<Plane> {
        let Frame { from, to, .. } = self.frame.get_untracked()?;
        let whole = self.found.with_untracked(|f| f.as_ref()?.plane)?;
        Some(self.scatter.get_untracked().plane(whole, from, to))
    }

    fn count_box(self) {
        let Some(plane) = self.boxed_plane() else { return };
        leptos::task::spawn_local(async move {
            let reply = self.ctx.ask(Request::Within { plane, limit: 1 }).await;
            if let Ok(Reply::Traces { total, rows, .. }) = reply {
                let slowest = rows.into_iter().next().map(|row| row.summary.id);
                self.boxed.try_set(Some((total, slowest)));
            }
        });
    }

    /// Opens the slowest trace of a mark.
    fn open(self, at: usize) {
        let Some((_, plane)) = self.cell(at) else { return };
        leptos::task::spawn_local(async move {
            let reply = self.ctx.ask(Request::Within { plane, limit: 1 }).await;
            if let Ok(Reply::Traces { rows, .. }) = reply
                && let Some(row) = rows.into_iter().next()
            {
                self.ctx.dispatch(Action::OpenTrace(row.summary.id));
            }
        });
    }

    fn keydown(self, event: &KeyboardEvent) {
        let step = match event.key().as_str() {
            "ArrowRight" => (1, 0),
            "ArrowLeft" => (-1, 0),
            "ArrowUp" => (0, 1),
            "ArrowDown" => (0, -1),
            "Enter" => {
                if let Some(at) = self.read.get_untracked() {
                    event.prevent_default();
                    self.open(at);
                }
                return;
            }
            "Escape" if self.frame.get_untracked().is_some() => {
                event.prevent_default();
                return self.frame.set(None);
            }
            _ => return,
        };
        event.prevent_default();
        let next = self.found.with_untracked(|f| {
            let cells = &f.as_ref()?.cells;
            let at = self.read.get_untracked();
            (!cells.is_empty()).then(|| at.map_or(0, |at| next_cell(cells, at, step)))
        });
        self.read.set(next);
    }

    /// What can be done with the traces in the box.
    fn actions(self) -> Option<impl IntoView> {
        self.frame.get().filter(|frame| frame.done)?;
        let (total, slowest) = self.boxed.get()?;
        let text = &self.ctx.text().analysis;
        let line = match total {
            1 => text.boxed_one.to_owned(),
            _ => fill(text.boxed, &[&count(total.into())]),
        };
        let open = move |_| {
            if let Some(id) = slowest.clone() {
                self.ctx.dispatch(Action::OpenTrace(id));
            }
        };
        Some(view! {
            <div class="sm-box-actions">
                <strong>{line}</strong>
                {(total > 0).then(|| view! {
                    <button type="button" class="sm-button" on:click=move |_| self.keep_box()>
                        {text.filter_to_box}
                    </button>
                    <button type="button" class="sm-button" on:click=open>{text.open_slowest}</button>
                    <button type="button" class="sm-button" on:click=move |_| self.compare_box()>
                        {self.ctx.text().findings.compare_these}
                    </button>
                })}
                <button type="button" class="sm-button" on:click=move |_| self.frame.set(None)>
                    {text.drop_box}
                </button>
            </div>
        })
    }

    fn compare_box(self) {
        if let Some(plane) = self.boxed_plane() {
            self.ctx.dispatch(Action::Compare(Picked::Box(plane)));
        }
    }

    fn keep_box(self) {
        let Some(plane) = self.boxed_plane() else { return };
        let end = plane.until.plus(Nanos(1));
        self.ctx.dispatch(Action::SetRange(Some(Range { start: plane.from, end })));
        keep_lengths(self.ctx, plane.low, plane.high);
    }
}

/// `3 ok, 1 fault`
fn outcomes(ctx: Ctx, cell: &Cell) -> String {
    let text = &ctx.text().shell;
    let parts = [
        (text.ok, cell.ok),
        (text.errors, cell.errors),
        (text.throttles, cell.throttles),
        (text.faults, cell.faults),
    ];
    let told = parts.iter().filter(|(_, n)| *n > 0);
    told.map(|&(template, n)| fill(template, &[&count(n.into())])).collect::<Vec<_>>().join(", ")
}
