//! What is shown is a part: said as long as it is.

use leptos::prelude::*;

use super::Ctx;
use super::glyph::{Glyph, glyph};
use crate::scene::fill;
use crate::scene::format::count;

/// Spans that are loaded and records that were left out, where some were.
#[component]
pub fn Limited() -> impl IntoView {
    let ctx = Ctx::get();
    let part = ctx.memo(|s| {
        let report = s.report.as_ref().filter(|report| report.left_out > 0)?;
        Some((report.spans, report.left_out))
    });
    move || {
        part.get().map(|(spans, left_out)| {
            let figures = [count(spans.into()), count(left_out.into())];
            let words = fill(ctx.text().shell.limited, &[&figures[0], &figures[1]]);
            view! { <p class="sm-limited" role="note">{glyph(Glyph::Warning)}<span>{words}</span></p> }
        })
    }
}
