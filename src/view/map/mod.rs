//! The service map.

use leptos::prelude::*;

use super::Ctx;

#[component]
pub fn MapPane() -> impl IntoView {
    let ctx = Ctx::get();
    view! { <div class="sm-map">{move || ctx.overview().with(|o| o.nodes.len())}</div> }
}

/// The map as a stand-alone SVG document.
pub fn export_svg(ctx: Ctx) -> String {
    let (width, height) = ctx.overview().with_untracked(|o| (o.width, o.height));
    format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\"/>")
}
