//! The row of buttons over the tree.

use leptos::prelude::*;

use super::Comparison;
use crate::state::{Action, TraceText};
use crate::view::glyph::{Glyph, glyph};

type Label = fn(&TraceText) -> &'static str;

pub fn tools(comparison: Comparison) -> impl IntoView {
    let ctx = comparison.ctx;
    let is_zoomed = Signal::derive(move || comparison.scale.with(|scale| !scale.is_whole()));
    let always = Signal::stored(true);
    let button = move |icon, label: Label, enabled: Signal<bool>, act: fn(Comparison)| {
        let label = move || label(&ctx.text().trace);
        view! {
            <button
                type="button"
                class="sm-icon-button"
                title=label
                aria-label=label
                disabled=move || !enabled.get()
                on:click=move |_| act(comparison)
            >
                {glyph(icon)}
            </button>
        }
    };
    view! {
        <div class="sm-fall-tools" role="group" aria-label=move || ctx.text().versus.tools>
            {switch(comparison)}
            {differing_toggle(comparison)}
            <div class=("sm-tool-group", true)>
                {button(Glyph::FoldAll, |t| t.fold_all, always, |c| c.fold_to(Some(0)))}
                {button(Glyph::UnfoldAll, |t| t.unfold_all, always, |c| c.fold_to(None))}
            </div>
            <div class=("sm-tool-group", true)>
                {button(Glyph::ZoomOut, |t| t.zoom_out, is_zoomed, |c| c.zoom(2.0))}
                {button(Glyph::ZoomIn, |t| t.zoom_in, always, |c| c.zoom(0.5))}
                {button(Glyph::WholeTime, |t| t.zoom_all, is_zoomed, |c| c.show_all_time())}
            </div>
        </div>
    }
}

/// Rows, or sums by operation.
fn switch(comparison: Comparison) -> impl IntoView {
    let ctx = comparison.ctx;
    let sums = ctx.memo(|s| s.versus.as_ref().is_some_and(|versus| versus.sums));
    let button = move |on: bool| {
        let label = move || {
            let text = &ctx.text().versus;
            if on { text.operations } else { text.rows }
        };
        view! {
            <button
                type="button"
                class="sm-toggle"
                aria-pressed=move || (sums.get() == on).to_string()
                on:click=move |_| ctx.dispatch(Action::ShowAlignedSums(on))
            >
                {label}
            </button>
        }
    };
    view! {
        <div class="sm-tool-group" role="group" aria-label=move || ctx.text().trace.show_as>
            {button(false)}
            {button(true)}
        </div>
    }
}

fn differing_toggle(comparison: Comparison) -> impl IntoView {
    let ctx = comparison.ctx;
    let on = ctx.memo(|s| s.versus.as_ref().is_some_and(|versus| versus.differing));
    view! {
        <button
            type="button"
            class="sm-toggle"
            title=move || ctx.text().versus.differing_hint
            aria-pressed=move || on.get().to_string()
            on:click=move |_| comparison.toggle_differing()
        >
            {glyph(Glyph::Filter)}
            {move || ctx.text().versus.differing}
        </button>
    }
}
