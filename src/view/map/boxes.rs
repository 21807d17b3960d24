//! The boxes of unfolded groups, behind lines and cards.

use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::framing::fold_group;
use super::model::MapModel;
use crate::layout::BOX_MARGIN;
use crate::scene::{BOX_CORNER, GroupBox, Shared, fill};

#[component]
pub fn Boxes() -> impl IntoView {
    let map = MapModel::get();
    let boxes = Memo::new(move |_| map.sheet.with(|sheet| sheet.boxes.clone()));
    view! {
        <g class=("sm-boxes", true)>
            {move || boxes.get().into_iter().map(|group| group_box(map, group)).collect_view()}
        </g>
    }
}

fn group_box(map: MapModel, group: Shared<GroupBox>) -> impl IntoView {
    let area = group.area;
    let name = StoredValue::new(group.name.clone());
    let label = move || name.with_value(|name| fill(map.text().fold_group, &[name]));
    let fold = move || name.with_value(|name| fold_group(map, name));
    let click = move |event: web_sys::MouseEvent| {
        event.stop_propagation();
        fold();
    };
    let keydown = move |event: KeyboardEvent| {
        if matches!(event.key().as_str(), "Enter" | " ") {
            event.prevent_default();
            event.stop_propagation();
            fold();
        }
    };
    let title = move || {
        let (text, face) = group.title(map.detail.get())?;
        let (size, y) = (format!("{}px", face.font().0), group.baseline(*face));
        Some(view! { <text x=BOX_MARGIN y=y style:font-size=size>{text.clone()}</text> })
    };
    view! {
        <g transform=format!("translate({} {})", area.left, area.top)>
            <rect class="sm-group-box" rx=BOX_CORNER width=area.width() height=area.height()/>
            <g
                class="sm-group-title"
                role="button"
                tabindex="0"
                aria-label=label
                on:click=click
                on:keydown=keydown
            >
                <title>{label}</title>
                {title}
            </g>
        </g>
    }
}
