//! The rows of the waterfall under their head.

use leptos::prelude::*;

use super::Waterfall;
use super::drag::{Drag, selection};
use super::row::row;
use super::ruler::{grid_lines, tick_memo, tree_head};

pub fn tree(waterfall: Waterfall) -> impl IntoView {
    let Waterfall { ctx, rows, cursor, .. } = waterfall;
    let slots = rows.slots();
    let drag = Drag::new(waterfall);
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
            aria-label=move || ctx.text().trace.tree_label
            aria-rowcount=move || rows.total() + 1
            aria-activedescendant=cursor_id
            on:scroll=move |_| rows.scrolled()
            on:wheel=move |event| drag.wheel(&event)
        >
            {tree_head(waterfall, drag)}
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
                    on:pointerdown=move |event| drag.down(&event)
                    on:pointermove=move |event| drag.moved(&event)
                    on:pointerup=move |event| drag.up(&event)
                    on:pointercancel=move |_| drag.cancel()
                    on:pointerleave=move |_| drag.leave()
                    on:click=move |event| drag.click(&event)
                    on:dblclick=move |event| drag.double_click(&event)
                >
                    {grid_lines(tick_memo(waterfall))}
                    <For each=move || 0..slots.get() key=|slot| *slot let:slot>
                        {row(waterfall, slot, rows.in_slot(slot, slots))}
                    </For>
                    {selection(waterfall, drag)}
                </div>
            </div>
        </div>
    }
}

pub fn element_id(slot: u32) -> String {
    format!("sm-span-{slot}")
}
