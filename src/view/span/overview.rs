//! Where the open trace's time went, while no span is selected.

use leptos::prelude::*;

use crate::engine::ServiceShare;
use crate::scene::format::{duration, percent};
use crate::view::Ctx;
use crate::view::waterfall::{CATEGORIES, OpenHead};

/// More services than this are too many to read; they come last, with next to no time.
const SHOWN_SERVICES: usize = 40;

pub fn overview(ctx: Ctx) -> impl IntoView {
    let OpenHead(head) = expect_context();
    let shares = move || {
        let shares = head.get().map(|head| head.critical.clone()).unwrap_or_default();
        let text = &ctx.text().trace;
        (!shares.is_empty()).then(|| {
            view! {
                <h3 title=text.critical_hint>{text.critical_path}</h3>
                <ul class="sm-shares">
                    {shares.iter().take(SHOWN_SERVICES).map(share).collect_view()}
                </ul>
            }
        })
    };
    view! {
        <div class="sm-trace-overview">
            {shares}
            <p class=("sm-muted", true)>{move || ctx.text().trace.select_a_span}</p>
        </div>
    }
}

fn share(share: &ServiceShare) -> impl IntoView + use<> {
    let category = share.service_index % CATEGORIES;
    view! {
        <li class=format!("sm-cat-{category}")>
            <i class=("sm-chip", true) aria-hidden="true"></i>
            <span class=("sm-shares__name", true)>{share.service.clone()}</span>
            <span class=("sm-shares__time", true)>{duration(share.time)}</span>
            <b>{percent(share.share)}</b>
            <i
                class="sm-shares__bar"
                aria-hidden="true"
                style:width=format!("{:.2}%", share.share.clamp(0.0, 1.0) * 100.0)
            ></i>
        </li>
    }
}
