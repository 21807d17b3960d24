//! The small map in the corner.

use leptos::prelude::*;
use web_sys::PointerEvent;

use super::model::MapModel;
use crate::layout::Point;
use crate::scene::{Health, Minimap, Sheet};

#[component]
pub fn SmallMap() -> impl IntoView {
    let map = MapModel::get();
    let mini = Memo::new(move |_| {
        let bounds = map.sheet.with(|sheet| sheet.bounds);
        Minimap::new(bounds, map.viewport.get(), map.pane.get())
    });
    view! { <Show when=move || mini.with(Option::is_some)>{move || drawn(map, mini)}</Show> }
}

fn drawn(map: MapModel, mini: Memo<Option<Minimap>>) -> impl IntoView {
    let size = move || mini.with(|mini| mini.map_or_else(Default::default, |mini| mini.size));
    let frame = move || {
        let mini = mini.get()?;
        Some(mini.frame(map.viewport.get(), map.pane.get()))
    };
    let go = move |event: PointerEvent| {
        let Some(mini) = mini.get_untracked() else { return };
        let at = Point { x: f64::from(event.offset_x()), y: f64::from(event.offset_y()) };
        let (to, pane) = (mini.world(at), map.pane.get_untracked());
        map.move_view(|view| view.centred_on(to, pane));
    };
    let cards = move || {
        let Some(mini) = mini.get() else { return Vec::new() };
        let all = [Health::Ok, Health::Unknown, Health::Warning, Health::Critical];
        map.sheet.with(|sheet| all.map(|health| (health, boxes(sheet, mini, health))).to_vec())
    };
    view! {
        <svg
            class="sm-map-mini"
            width=move || size().width
            height=move || size().height
            aria-hidden="true"
            on:pointerdown=go
            on:pointermove=move |event| {
                if event.buttons() & 1 == 1 {
                    go(event);
                }
            }
        >
            <title>{move || map.text().overview}</title>
            {move || {
                cards()
                    .into_iter()
                    .map(|(health, d)| view! { <path class=format!("sm-map-mini-cards sm-is-{}", health.word()) d=d/> })
                    .collect_view()
            }}
            <rect
                class="sm-map-mini-frame"
                x=move || frame().map(|f| f.left)
                y=move || frame().map(|f| f.top)
                width=move || frame().map(|f| f.width())
                height=move || frame().map(|f| f.height())
            />
        </svg>
    }
}

/// All cards of a health as one path: thousands of elements would cost more than they show.
fn boxes(sheet: &Sheet, mini: Minimap, health: Health) -> String {
    let cards = sheet.cards.iter().filter(|card| card.health == health);
    let boxes = cards.map(|card| {
        let area = mini.small(card.area);
        let (width, height) = (area.width().max(1.5), area.height().max(1.0));
        format!("M{:.1} {:.1}h{width:.1}v{height:.1}h-{width:.1}z", area.left, area.top)
    });
    boxes.collect()
}
