//! What the colours of bars mean.

use leptos::prelude::*;

use super::Waterfall;
use crate::engine::{SplitBy, Tint, Tinted};
use crate::scene::format::count;
use crate::state::Action;
use crate::view::status_glyph::{role, status_name};
use crate::view::sums::{split_choice, subject};

/// The class that gives a colour.
pub fn tint_class(tint: Tint) -> String {
    match tint {
        Tint::Category(category) => format!("sm-cat-{category}"),
        Tint::Status(status) => format!("sm-cat-{}", role(status)),
        Tint::Rest => "sm-cat-rest".to_owned(),
    }
}

/// What bars are coloured by, to choose.
pub fn paint_choice(waterfall: Waterfall) -> impl IntoView {
    let ctx = waterfall.ctx;
    let by = ctx.memo(|s| s.fall.paint.clone());
    let choose = move |by| ctx.dispatch(Action::Paint(by));
    split_choice(ctx, false, subject(ctx, false), |t| t.colour_by, by, choose)
}

/// Which colour is which, where it is not the service: those stand in the head.
pub fn paint_legend(waterfall: Waterfall) -> impl IntoView {
    let Waterfall { ctx, legend, .. } = waterfall;
    let is_service = ctx.memo(|s| s.fall.paint == SplitBy::Service);
    let entry = move |tinted: Tinted| {
        let class = format!("sm-chip {}", tint_class(tinted.tint));
        let name = tinted.name;
        let label = match tinted.tint {
            Tint::Status(status) => status_name(&ctx.text().trace, status).to_owned(),
            _ if name.name.is_empty() => name.service,
            _ => name.name,
        };
        view! {
            <li>
                <i class=class aria-hidden="true"></i>
                <span>{label}</span>
                <b>{count(tinted.spans.into())}</b>
            </li>
        }
    };
    let entries = move || legend.get().into_iter().map(entry).collect_view();
    view! { <ul class="sm-share-legend sm-paint" hidden=is_service>{entries}</ul> }
}
