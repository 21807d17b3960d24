//! Clocks that differ: the switch that brings them together, and by how much.

use leptos::prelude::*;

use super::Waterfall;
use super::row::CATEGORIES;
use crate::engine::{ClockOffset, Opened};
use crate::model::Nanos;
use crate::scene::format::{count, duration};
use crate::state::{Action, TraceText};
use crate::view::glyph::{Glyph, glyph};

/// More services than this are too many to read; the rest differ less.
const SHOWN: usize = 40;

/// There only where clocks differ.
pub fn clocks_toggle(waterfall: Waterfall) -> impl IntoView {
    let Waterfall { ctx, head, .. } = waterfall;
    let is_there = Memo::new(move |_| {
        head.with(|head| head.as_ref().is_some_and(|head| !head.offsets.is_empty()))
    });
    let on = ctx.memo(|s| s.adjust_clocks);
    view! {
        <button
            type="button"
            class="sm-toggle"
            hidden=move || !is_there.get()
            title=move || ctx.text().trace.adjust_hint
            aria-pressed=move || on.get().to_string()
            on:click=move |_| ctx.dispatch(Action::AdjustClocks(!on.get_untracked()))
        >
            {glyph(Glyph::Clock)}
            {move || ctx.text().trace.adjust_clocks}
        </button>
    }
}

/// What was moved, by service.
pub fn offsets(text: &TraceText, head: &Opened) -> impl IntoView + use<> {
    let row = |offset: &ClockOffset| {
        view! {
            <tr>
                <td>
                    <i
                        class=format!("sm-chip sm-cat-{}", offset.service_index % CATEGORIES)
                        aria-hidden="true"
                    ></i>
                    {offset.service.clone()}
                </td>
                <td class="sm-figure-cell">{range(offset)}</td>
                <td class="sm-figure-cell">{count(offset.spans.into())}</td>
            </tr>
        }
    };
    head.adjusted.then(|| {
        view! {
            <table class="sm-clock-table" aria-label=text.clock_offsets>
                <thead>
                    <tr>
                        <th scope="col">{text.col_clock}</th>
                        <th scope="col" class="sm-figure-cell">{text.col_offset}</th>
                        <th scope="col" class="sm-figure-cell">{text.col_moved}</th>
                    </tr>
                </thead>
                <tbody>{head.offsets.iter().take(SHOWN).map(row).collect_view()}</tbody>
            </table>
        }
    })
}

fn range(offset: &ClockOffset) -> String {
    match offset.least == offset.most {
        true => signed(offset.least),
        false => format!("{} … {}", signed(offset.least), signed(offset.most)),
    }
}

/// A length with its sign: `+12.3 ms`.
pub fn signed(length: Nanos) -> String {
    let plus = if length > Nanos::ZERO { "+" } else { "" };
    format!("{plus}{}", duration(length))
}
