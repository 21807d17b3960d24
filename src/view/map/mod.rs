//! The service map: pan, zoom, walk, search, and the same as a table.

mod boxes;
mod canvas;
mod controls;
mod edge;
mod export;
mod framing;
mod legend;
mod letters;
mod lines;
mod model;
mod node;
mod search;
mod small;
mod table;
mod thresholds;

use leptos::prelude::*;

use self::canvas::Canvas;
use self::controls::{MapTools, ZoomTools};
use self::framing::{FramingLine, FramingTools};
use self::legend::Legend;
use self::search::Search;
use self::small::SmallMap;
use self::table::ServiceTable;
use self::thresholds::ThresholdsPanel;
use crate::state::{Action, Panel};

pub use self::export::{export_canvas, export_svg};
pub use self::framing::{node_actions, unfold_action};
pub use self::model::MapModel;
pub use self::node::{health_glyph, status_word};

#[component]
pub fn MapPane() -> impl IntoView {
    let map = MapModel::get();
    let as_table = RwSignal::new(false);
    let thresholds = map.ctx.memo(|s| s.panel == Some(Panel::Thresholds));
    view! {
        <div class="sm-map">
            <div class=("sm-map-bar", true)>
                <Search/>
                <FramingTools/>
                <MapTools as_table/>
            </div>
            <FramingLine/>
            <div class=("sm-map-body", true)>
                <Show when=move || as_table.get() fallback=Drawing>
                    <ServiceTable/>
                </Show>
                <Show when=move || thresholds.get()>
                    <ThresholdsPanel/>
                </Show>
            </div>
        </div>
    }
}

#[component]
fn Drawing() -> impl IntoView {
    let map = MapModel::get();
    let none_left = Memo::new(move |_| {
        map.ctx.overview().with(|overview| {
            overview.summary.traces == 0 && overview.total_traces > 0 && !overview.imported
        })
    });
    view! {
        <Canvas/>
        <Legend/>
        <SmallMap/>
        <ZoomTools/>
        <Show when=move || none_left.get()>
            <NoneLeft/>
        </Show>
    }
}

/// The filter or the range leaves nothing: what to do about it.
#[component]
fn NoneLeft() -> impl IntoView {
    let map = MapModel::get();
    let has_filter = map.ctx.memo(|s| !s.view.filter.is_empty());
    let has_range = map.ctx.memo(|s| s.view.range.is_some());
    view! {
        <div class="sm-none-left" role="status">
            <p class=("sm-none-left-title", true)>{move || map.text().none_left}</p>
            <p class=("sm-none-left-hint", true)>{move || map.text().none_left_hint}</p>
            <Show when=move || has_filter.get()>
                <button
                    type="button"
                    class="sm-button"
                    on:click=move |_| map.ctx.dispatch(Action::SetFilter(String::new()))
                >
                    {move || map.text().clear_filter}
                </button>
            </Show>
            <Show when=move || has_range.get()>
                <button type="button" class="sm-button" on:click=move |_| map.ctx.dispatch(Action::SetRange(None))>
                    {move || map.text().all_time}
                </button>
            </Show>
        </div>
    }
}
