//! The list of traces: what the filter leaves, sorted, one of them a click away from its waterfall.

mod by_id;
mod columns;
mod order;
mod row;
mod tools;

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::KeyboardEvent;

use self::columns::header;
use self::row::row;
use self::tools::ListTools;
use super::focus::pane_has_focus;
use super::sums::sums;
use super::virtual_rows::{Page, VirtualRows};
use super::{Ctx, measure::Size};
use crate::engine::{ListOrder, Reply, Request, SortColumn, TracePage, TraceRow, TraceSort};
use crate::model::Nanos;
use crate::scene::trace_columns::{ListColumn, fitting, template};
use crate::scene::{PAGE_ROWS, TreeStep, tree_step};
use crate::state::{Action, Picking, Selection};

pub use self::order::TraceOrder;

/// CSS pixels; www/styles/traces.css has the same numbers.
const HEADER_PX: f64 = 32.0;
const ROW_PX: f64 = 30.0;
const NARROW_ROW_PX: f64 = 52.0;
/// Below this width a row takes two lines.
const NARROW_PX: f64 = 620.0;

/// The list and what its rows are drawn against.
#[derive(Clone, Copy)]
struct TraceList {
    ctx: Ctx,
    order: TraceOrder,
    rows: VirtualRows<TraceRow>,
    /// The longest of the listed traces: a full bar.
    longest: RwSignal<Nanos>,
    narrow: Memo<bool>,
    width: RwSignal<f64>,
    /// The columns that there is room for.
    fitting: Memo<Vec<ListColumn>>,
    picking: Memo<Picking>,
}

#[component]
pub fn TraceListPane() -> impl IntoView {
    let ctx = Ctx::get();
    let list = TraceList::new(ctx, expect_context());
    if pane_has_focus(ctx) {
        list.rows.focus_first();
    }
    let slots = list.rows.slots();
    view! {
        <div
            class="sm-traces"
            class:sm-narrow=list.narrow
            style=("--sm-trace-columns", move || template(&list.fitting.get(), list.width.get()))
        >
            <ListTools list/>
            <div class="sm-fall-content">
            <div
                node_ref=list.rows.scroller
                class="sm-scroller"
                role="grid"
                tabindex=0
                aria-label=move || list.ctx.text().trace.list_label
                aria-rowcount=move || list.rows.total() + 1
                aria-activedescendant=move || list.cursor_id(slots.get())
                on:scroll=move |_| list.scrolled()
                on:keydown=move |event| list.key(&event)
            >
                {header(list)}
                <div
                    node_ref=list.rows.track
                    class="sm-track"
                    role="rowgroup"
                    style:height=move || format!("{}px", list.rows.window().track())
                >
                    <div
                        class="sm-stage"
                        role="presentation"
                        style:height=move || format!("{}px", list.rows.stage_height())
                    >
                        <For each=move || 0..slots.get() key=|slot| *slot let:slot>
                            {row(list, slot, list.rows.in_slot(slot, slots))}
                        </For>
                    </div>
                </div>
                {nothing_found(list)}
            </div>
            {sums(ctx, true)}
            </div>
        </div>
    }
}

impl TraceList {
    fn new(ctx: Ctx, order: TraceOrder) -> Self {
        let width = RwSignal::new(0.0);
        let narrow = Memo::new(move |_| (1.0..NARROW_PX).contains(&width.get()));
        let height = Signal::derive(move || if narrow.get() { NARROW_ROW_PX } else { ROW_PX });
        let ask = move |offset| -> Page<TraceRow> { Box::pin(page(ctx, order, offset)) };
        let rows = VirtualRows::new(height, HEADER_PX, ask);
        Effect::new(move || {
            let Size { width: now, .. } = rows.size();
            width.set(now);
        });
        // A narrow row has two lines, with a place of its own for each column.
        let room = move || if narrow.get() { f64::INFINITY } else { width.get() };
        let fitting = Memo::new(move |_| order.columns.with(|wanted| fitting(wanted, room())));
        let longest = RwSignal::new(Nanos::ZERO);
        let picking = ctx.memo(|s| s.picking.clone());
        let list = Self { ctx, order, rows, longest, narrow, width, fitting, picking };
        list.follow_data();
        list
    }

    /// Asks anew when the filter, the data or the order changed; the old rows stay meanwhile.
    fn follow_data(self) {
        let Self { ctx, order, rows, longest, .. } = self;
        Effect::new(move |last: Option<u32>| {
            let generation = ctx.data_generation().get();
            if last.is_some_and(|last| last != generation) {
                order.opened.set(None);
            }
            spawn_local(async move {
                if let Some(length) = longest_trace(ctx).await {
                    longest.try_set(length);
                }
            });
            generation
        });
        Effect::new(move |began: Option<bool>| {
            ctx.data_generation().track();
            order.orders.track();
            order.columns.track();
            // A list that comes back does so where it was left.
            let row = if began.is_none() { Some(order.cursor.get_untracked()) } else { None };
            spawn_local(rows.renew(None, row.filter(|&row| row > 0)));
            true
        });
        Effect::new(move || {
            let last = rows.total().saturating_sub(1);
            if order.cursor.get_untracked() > last && rows.total() > 0 {
                order.cursor.set(last);
            }
        });
    }

    fn scrolled(self) {
        self.rows.scrolled();
    }

    /// The element of the row that keys act on, while it is in sight.
    fn cursor_id(self, slots: u32) -> Option<String> {
        let row = self.order.cursor.get();
        let visible = self.rows.shown().with(|shown| shown.visible());
        visible.contains(&row).then(|| element_id(row % slots.max(1)))
    }

    fn key(self, event: &KeyboardEvent) {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let at = self.order.cursor.get_untracked();
        if event.key() == "Enter" {
            event.prevent_default();
            return self.open(at);
        }
        let window = self.rows.window_untracked();
        if let Some(TreeStep::Row(row)) =
            tree_step(&event.key(), None, at, window.total, window.page())
        {
            event.prevent_default();
            self.move_to(row);
        }
    }

    fn move_to(self, row: u32) {
        self.order.cursor.set(row);
        self.rows.reveal(row);
        if let Some(trace) = self.rows.peek(row) {
            self.ctx.dispatch(Action::Select(Selection::Trace { id: trace.summary.id.clone() }));
        }
    }

    /// Opens a trace, or picks it while two are being chosen.
    fn open(self, row: u32) {
        let Some(trace) = self.rows.peek(row) else { return };
        let id = trace.summary.id.clone();
        match self.ctx.state().with_untracked(|s| s.picking.clone()) {
            Picking::Off => self.order.open(self.ctx, row, &trace),
            Picking::First => {
                self.move_to(row);
                self.ctx.dispatch(Action::Pick(Picking::Second(id)));
            }
            Picking::Second(first) => {
                self.order.cursor.set(row);
                self.ctx.dispatch(Action::Align { trace: first, other: id });
            }
        }
    }
}

fn element_id(slot: u32) -> String {
    format!("sm-trace-{slot}")
}

async fn page(ctx: Ctx, order: TraceOrder, offset: u32) -> Option<(u32, Vec<TraceRow>)> {
    match ctx.ask(Request::Traces(order.page(offset, PAGE_ROWS))).await {
        Ok(Reply::Traces { total, rows, .. }) => Some((total, rows)),
        _ => None,
    }
}

async fn longest_trace(ctx: Ctx) -> Option<Nanos> {
    let column = SortColumn::Fact(TraceSort::Duration);
    let orders = vec![ListOrder { column, descending: true }];
    let longest = TracePage { orders, limit: 1, ..TracePage::default() };
    match ctx.ask(Request::Traces(longest)).await {
        Ok(Reply::Traces { rows, .. }) => rows.first().map(|row| row.duration),
        _ => None,
    }
}

fn nothing_found(list: TraceList) -> impl IntoView {
    let TraceList { ctx, rows, .. } = list;
    let empty = Memo::new(move |_| rows.is_empty());
    let show_all = move |_| {
        ctx.dispatch(Action::SetFilter(String::new()));
        ctx.dispatch(Action::SetRange(None));
    };
    move || {
        let text = &ctx.text().trace;
        let filtered = ctx.overview().with(|o| o.total_traces > 0);
        empty.get().then(|| {
            view! {
                <div class="sm-nothing">
                    <p>{if filtered { text.no_match } else { text.no_traces }}</p>
                    {filtered.then(|| view! {
                        <button type="button" class="sm-button" on:click=show_all>{text.show_all}</button>
                    })}
                </div>
            }
        })
    }
}
