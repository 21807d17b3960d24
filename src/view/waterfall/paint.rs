//! What the colours of bars mean.

use leptos::prelude::*;

use super::Waterfall;
use crate::engine::{SplitBy, Tint, Tinted};
use crate::scene::format::count;
use crate::state::Action;
use crate::view::status_glyph::role;
use crate::view::sums::{split_choice, subject};

/// The class that gives a colour.
pub fn tint_class(tint: Tint) -> String {
    match tint {
        Tint::Category(category) => format!("sm-cat-{category}"),
        Tint::Status(status) => format!("sm-cat-{}", role(status)),
        Tint::Rest => "sm-cat-rest".to_owned(),
    }
}

/// What bars are coloured by, and which colour is which.
pub fn paint(waterfall: Waterfall) -> impl IntoView {
    let Waterfall { ctx, legend, .. } = waterfall;
    let by = ctx.memo(|s| s.fall.paint.clone());
    let choose = move |by| ctx.dispatch(Action::Paint(by));
    let entry = |tinted: Tinted| {
        let class = format!("sm-chip {}", tint_class(tinted.tint));
        let name = tinted.name;
        let label = if name.name.is_empty() { name.service } else { name.name };
        view! {
            <li>
                <i class=class aria-hidden="true"></i>
                <span>{label}</span>
                <b>{count(tinted.spans.into())}</b>
            </li>
        }
    };
    let entries = move || legend.get().into_iter().map(entry).collect_view();
    view! {
        <div class="sm-paint">
            {split_choice(ctx, false, subject(ctx, false), |t| t.colour_by, by, choose)}
            <ul class="sm-share-legend" hidden=move || by.with(|by| *by == SplitBy::Service)>{entries}</ul>
        </div>
    }
}
