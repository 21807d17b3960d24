//! The cursor's row in full, and the ways to its spans.

use leptos::prelude::*;

use super::Comparison;
use super::head::{LETTERS, letter_class};
use crate::engine::{AlignedRow, AlignedSpan};
use crate::scene::format::duration;
use crate::view::glyph::{Glyph, glyph};
use crate::view::waterfall::signed;

pub fn foot(comparison: Comparison) -> impl IntoView {
    let row = move || comparison.rows.get(comparison.cursor.get());
    view! {
        <div class="sm-versus-foot">
            {move || row().map(|row| line(comparison, &row))}
        </div>
    }
}

fn line(comparison: Comparison, row: &AlignedRow) -> impl IntoView + use<> {
    let own = match row.spans {
        [Some(a), Some(b)] => Some(signed(b.self_time.minus(a.self_time))),
        _ => None,
    };
    let text = comparison.ctx.text();
    let own = own.map(|own| {
        view! { <span class="sm-foot-own"><span class="sm-muted">{text.trace.self_time}</span> " " <b>{own}</b></span> }
    });
    let side = |side: usize| row.spans[side].map(|span| side_line(comparison, side, span));
    view! {
        <span class=("sm-foot-name", true)>{row.name.clone()}</span>
        {own}
        {side(0)}
        {side(1)}
    }
}

/// Start, length and own time of a span, and the button that opens it.
fn side_line(comparison: Comparison, side: usize, span: AlignedSpan) -> impl IntoView + use<> {
    let text = comparison.ctx.text();
    let [length, own] = [span.duration, span.self_time].map(duration);
    let open = move |_| {
        let row = comparison.cursor.get_untracked();
        comparison.open_span(row, side);
    };
    view! {
        <span class=("sm-foot-side", true)>
            <b class=letter_class(side)>{LETTERS[side]}</b>
            <b>{length}</b>
            <span class="sm-muted">{text.versus.own} " " {own}</span>
            <button type="button" class="sm-link" on:click=open>
                {glyph(Glyph::Arrow)}
                {text.versus.open_span[side]}
            </button>
        </span>
    }
}
