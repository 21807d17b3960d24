//! One trace as a waterfall, and one of its spans.

use leptos::prelude::*;

use super::Ctx;

/// The trace that is open.
#[component]
pub fn WaterfallPane() -> impl IntoView {
    let ctx = Ctx::get();
    let open = ctx.memo(|s| s.open_trace.clone().unwrap_or_default());
    view! { <div class="sm-waterfall">{move || open.get()}</div> }
}

/// The span that is selected.
#[component]
pub fn SpanPane() -> impl IntoView {
    view! { <div class="sm-span-detail"></div> }
}
