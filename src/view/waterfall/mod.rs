//! One trace as a waterfall: a tree of spans against a ruler of time.

mod clocks;
mod drag;
mod events;
mod head;
mod keys;
mod minimap;
mod model;
mod paint;
mod row;
mod ruler;
mod search;
mod tools;
mod tree;
mod why;

use leptos::prelude::*;

use self::head::head;
use self::minimap::minimap;
use self::model::Waterfall;
use self::paint::paint_legend;
use self::tools::{tools, trail};
use self::tree::tree;
use self::why::why;
use super::Ctx;
use super::focus::pane_has_focus;
use super::sums::sums;

pub use self::clocks::signed;
pub use self::head::back_to_list;
pub use self::keys::{is_in_tree, key_name};
pub use self::model::{GUTTER_PX, INDENT_PX, OpenHead};
pub use self::row::{CATEGORIES, Drawn};
pub use self::ruler::{grid_lines, tick_labels};

#[component]
pub fn WaterfallPane() -> impl IntoView {
    let ctx = Ctx::get();
    let waterfall = Waterfall::new(ctx);
    if pane_has_focus(ctx) {
        waterfall.rows.focus_first();
    }
    view! {
        <div
            class="sm-waterfall"
            class:sm-narrow=waterfall.narrow
            class:sm-no-critical=move || !waterfall.critical.get()
            style=("--sm-names", move || format!("{}px", waterfall.names_width()))
            on:keydown=move |event| keys::key(waterfall, &event)
        >
            {head(waterfall)}
            {cannot_show(ctx, waterfall.failure)}
            <div class="sm-waterfall__body" hidden=move || waterfall.failure.with(Option::is_some)>
                {why(waterfall)}
                {tools(waterfall)}
                {paint_legend(waterfall)}
                {trail(waterfall)}
                {minimap(waterfall)}
                <div class="sm-fall-content">
                    {tree(waterfall)}
                    {sums(ctx, false)}
                </div>
            </div>
        </div>
    }
}

/// Why there is nothing to see, if so.
pub fn cannot_show(ctx: Ctx, failure: RwSignal<Option<String>>) -> impl IntoView {
    move || {
        failure.get().map(|message| {
            view! {
                <div class="sm-nothing" role="alert">
                    <p>{ctx.text().trace.cannot_show}</p>
                    <p class=("sm-muted", true)>{message}</p>
                </div>
            }
        })
    }
}
