//! The rows of the comparison under their head.

use leptos::prelude::*;

use super::Comparison;
use super::row::row;
use crate::scene::{Tick, ticks};
use crate::view::waterfall::{GUTTER_PX, grid_lines, tick_labels};

pub fn tree(comparison: Comparison) -> impl IntoView {
    let Comparison { ctx, rows, cursor, .. } = comparison;
    let slots = rows.slots();
    let ticks: Memo<Vec<Tick>> =
        Memo::new(move |_| ticks(&comparison.scale.get(), comparison.bars_width(), GUTTER_PX));
    let cursor_id = move || {
        let row = cursor.get();
        let visible = rows.shown().with(|shown| shown.visible());
        visible.contains(&row).then(|| element_id(row % slots.get().max(1)))
    };
    view! {
        <div
            node_ref=rows.scroller
            class="sm-scroller"
            role="treegrid"
            tabindex=0
            aria-label=move || ctx.text().versus.tree_label
            aria-rowcount=move || rows.total() + 1
            aria-activedescendant=cursor_id
            on:scroll=move |_| rows.scrolled()
        >
            {tree_head(comparison, ticks)}
            {track(comparison, slots, ticks)}
            <p class="sm-nothing" hidden=move || !rows.is_empty()>
                {move || ctx.text().versus.nothing_differs}
            </p>
        </div>
    }
}

fn track(comparison: Comparison, slots: Memo<u32>, ticks: Memo<Vec<Tick>>) -> impl IntoView {
    let rows = comparison.rows;
    view! {
        <div
            node_ref=rows.track
            class="sm-track"
            role="presentation"
            style:height=move || format!("{}px", rows.window().track())
        >
            <div
                class="sm-stage"
                role="rowgroup"
                style:height=move || format!("{}px", rows.stage_height())
            >
                {grid_lines(ticks)}
                <For each=move || 0..slots.get() key=|slot| *slot let:slot>
                    {row(comparison, slot, rows.in_slot(slot, slots))}
                </For>
            </div>
        </div>
    }
}

fn tree_head(comparison: Comparison, ticks: Memo<Vec<Tick>>) -> impl IntoView {
    let ctx = comparison.ctx;
    let title = move || {
        let (base, _) = comparison.indent.get();
        let text = &ctx.text().trace;
        if base == 0 { text.col_span.to_owned() } else { (text.from_level)(base + 1) }
    };
    view! {
        <div class="sm-tree-head" role="row" aria-rowindex=1>
            <div class="sm-tree-head__names" role="columnheader">{title}</div>
            <div
                class="sm-difference"
                role="columnheader"
                title=move || ctx.text().versus.difference_hint
            >
                {move || ctx.text().versus.difference}
            </div>
            <div
                class="sm-ruler"
                role="columnheader"
                aria-label=move || ctx.text().trace.col_time
            >
                {tick_labels(ticks)}
            </div>
        </div>
    }
}

pub fn element_id(slot: u32) -> String {
    format!("sm-pair-{slot}")
}
