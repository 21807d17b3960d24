//! One trace as a waterfall: a tree of spans against a ruler of time.

mod clocks;
mod drag;
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
pub use self::model::OpenHead;
pub use self::row::CATEGORIES;

#[component]
pub fn WaterfallPane() -> impl IntoView {
    let ctx = Ctx::get();
    let waterfall = Waterfall::new(ctx);
    if pane_has_focus(ctx) {
        waterfall.rows.focus_first();
    }
    let failure = move || {
        waterfall.failure.get().map(|message| {
            view! {
                <div class="sm-nothing" role="alert">
                    <p>{ctx.text().trace.cannot_show}</p>
                    <p class=("sm-muted", true)>{message}</p>
                </div>
            }
        })
    };
    view! {
        <div
            class="sm-waterfall"
            class:sm-narrow=waterfall.narrow
            class:sm-no-critical=move || !waterfall.critical.get()
            style=("--sm-names", move || format!("{}px", waterfall.names_width()))
            on:keydown=move |event| keys::key(waterfall, &event)
        >
            {head(waterfall)}
            {failure}
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
