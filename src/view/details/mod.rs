//! What is selected on the map, close up.

use leptos::prelude::*;

#[component]
pub fn DetailsPane() -> impl IntoView {
    view! { <div class="sm-details"></div> }
}
