//! The list of traces.

use leptos::prelude::*;

use super::Ctx;

#[component]
pub fn TraceListPane() -> impl IntoView {
    let ctx = Ctx::get();
    view! { <div class="sm-traces">{move || ctx.overview().with(|o| o.summary.traces)}</div> }
}
