//! Two traces as one tree: both bars of each span on one scale, and by how much they differ.

mod begin;
mod foot;
mod head;
mod keys;
mod model;
mod row;
mod seen;
mod sums;
mod tools;
mod tree;

use leptos::prelude::*;

use self::foot::foot;
use self::head::head;
use self::model::Comparison;
use self::sums::sums;
use self::tools::tools;
use self::tree::tree;
use super::Ctx;
use super::focus::pane_has_focus;
use super::waterfall::cannot_show;

pub use self::begin::{begin, show_begin};
pub use self::model::LastPlace;
pub use self::seen::SeenTraces;

#[component]
pub fn VersusPane() -> impl IntoView {
    let ctx = Ctx::get();
    let comparison = Comparison::new(ctx);
    if pane_has_focus(ctx) {
        comparison.rows.focus_first();
    }
    view! {
        <div
            class="sm-waterfall sm-versus"
            class:sm-narrow=comparison.narrow
            style=("--sm-names", move || format!("{}px", comparison.names_width()))
            on:keydown=move |event| keys::key(comparison, &event)
        >
            {head(comparison)}
            {cannot_show(ctx, comparison.failure)}
            <div class="sm-waterfall__body" hidden=move || comparison.failure.with(Option::is_some)>
                {tools(comparison)}
                <div class="sm-fall-content">
                    {tree(comparison)}
                    {foot(comparison)}
                    {sums(comparison)}
                </div>
            </div>
        </div>
    }
}
