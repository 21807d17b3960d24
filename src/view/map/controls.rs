//! The buttons over the map.

use leptos::prelude::*;

use super::canvas::ZOOM_STEP;
use super::model::MapModel;
use crate::scene::Moves;
use crate::state::{Action, Panel};
use crate::view::glyph::{Glyph, glyph, glyph_of};

/// Table or map, thresholds, saving.
#[component]
pub fn MapTools(as_table: RwSignal<bool>) -> impl IntoView {
    let map = MapModel::get();
    let thresholds = map.ctx.memo(|s| s.panel == Some(Panel::Thresholds));
    let hides_some = Memo::new(move |_| {
        map.laid.with(|sheet| {
            let faded = sheet.cards.iter().filter(|card| card.node.faded).count();
            faded > 0 && faded < sheet.cards.len()
        })
    });
    let has_moves = Memo::new(move |_| !map.moves.with(Moves::is_empty));
    view! {
        <div class="sm-map-tools">
            <Show when=move || has_moves.get()>
                <button type="button" class="sm-button" on:click=move |_| map.reset_moves()>
                    {move || map.text().reset_places}
                </button>
            </Show>
            <Show when=move || hides_some.get()>
                <button
                    type="button"
                    class="sm-button"
                    title=move || map.text().relayout_hint
                    on:click=move |_| map.ctx.relayout()
                >
                    {move || map.text().relayout}
                </button>
            </Show>
            <button
                type="button"
                class="sm-button"
                aria-pressed=move || as_table.get().to_string()
                on:click=move |_| as_table.update(|on| *on = !*on)
            >
                {glyph_of(move || if as_table.get() { Glyph::Graph } else { Glyph::Rows })}
                {move || if as_table.get() { map.text().as_map } else { map.text().as_table }}
            </button>
            <button
                type="button"
                class="sm-button"
                aria-expanded=move || thresholds.get().to_string()
                on:click=move |_| map.ctx.dispatch(Action::TogglePanel(Panel::Thresholds))
            >
                {glyph(Glyph::Limits)}
                <span class=("sm-map-word", true)>{move || map.text().thresholds}</span>
            </button>
            <button
                type="button"
                class="sm-icon-button"
                title=move || map.text().save
                aria-label=move || map.text().save
                on:click=move |_| super::export::save_svg(map)
            >
                {glyph(Glyph::Save)}
            </button>
        </div>
    }
}

#[component]
pub fn ZoomTools() -> impl IntoView {
    let map = MapModel::get();
    let button = move |picture: Glyph, label: fn(MapModel) -> &'static str, act: fn(MapModel)| {
        view! {
            <button
                type="button"
                class="sm-icon-button"
                title=move || label(map)
                aria-label=move || label(map)
                on:click=move |_| act(map)
            >
                {glyph(picture)}
            </button>
        }
    };
    view! {
        <div class="sm-map-zoom">
            {button(Glyph::Plus, |map| map.text().zoom_in, |map| map.zoom_middle(ZOOM_STEP))}
            {button(Glyph::Minus, |map| map.text().zoom_out, |map| map.zoom_middle(1.0 / ZOOM_STEP))}
            {button(Glyph::Fit, |map| map.text().fit, |map| map.fit())}
        </div>
    }
}
