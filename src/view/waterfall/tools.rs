//! The row of buttons over the tree.

use leptos::prelude::*;

use super::Waterfall;
use super::search::search_field;
use crate::state::TraceText;

pub fn tools(waterfall: Waterfall) -> impl IntoView {
    let ctx = waterfall.ctx;
    let level_down = move || {
        let level = current_level(waterfall);
        waterfall.fold_to(Some(level.saturating_sub(1)));
    };
    let level_up = move || waterfall.fold_to(Some(current_level(waterfall).saturating_add(1)));
    let zoomed = Memo::new(move |_| waterfall.scale.with(|scale| !scale.is_whole()));
    let always = Signal::stored(true);
    view! {
        <div class="sm-tools" role="toolbar" aria-label=move || ctx.text().trace.tools>
            {search_field(waterfall)}
            <div class=("sm-tool-group", true)>
                {button(waterfall, "⊟", |t| t.fold_all, always, move || waterfall.fold_to(Some(0)))}
                {button(waterfall, "−", |t| t.fold_level, always, level_down)}
                {button(waterfall, "+", |t| t.unfold_level, always, level_up)}
                {button(waterfall, "⊞", |t| t.unfold_all, always, move || waterfall.fold_to(None))}
            </div>
            <div class=("sm-tool-group", true)>
                {button(waterfall, "⌕−", |t| t.zoom_out, zoomed.into(), move || waterfall.zoom_at_cursor(2.0))}
                {button(waterfall, "⌕+", |t| t.zoom_in, always, move || waterfall.zoom_at_cursor(0.5))}
                {button(waterfall, "↔", |t| t.zoom_all, zoomed.into(), move || waterfall.show_all_time())}
            </div>
            <div class=("sm-tool-group", true)>
                {button(waterfall, "⚠", |t| t.next_error, always, move || waterfall.next_failure(true))}
                {critical_toggle(waterfall)}
            </div>
        </div>
    }
}

/// The depth that was folded to last; the deepest when all is open.
fn current_level(waterfall: Waterfall) -> u32 {
    let deepest = waterfall.head.with_untracked(|head| head.as_ref().map_or(0, |h| h.max_depth));
    waterfall.level.get_untracked().unwrap_or(deepest).min(deepest)
}

fn button(
    waterfall: Waterfall,
    sign: &'static str,
    label: fn(&TraceText) -> &'static str,
    enabled: Signal<bool>,
    act: impl Fn() + 'static,
) -> impl IntoView {
    let ctx = waterfall.ctx;
    view! {
        <button
            type="button"
            class="sm-icon-button"
            title=move || label(&ctx.text().trace)
            aria-label=move || label(&ctx.text().trace)
            disabled=move || !enabled.get()
            on:click=move |_| act()
        >
            {sign}
        </button>
    }
}

fn critical_toggle(waterfall: Waterfall) -> impl IntoView {
    let Waterfall { ctx, critical, .. } = waterfall;
    view! {
        <button
            type="button"
            class="sm-toggle"
            title=move || ctx.text().trace.critical_hint
            aria-pressed=move || critical.get().to_string()
            on:click=move |_| critical.update(|on| *on = !*on)
        >
            <i class="sm-toggle__line" aria-hidden="true"></i>
            {move || ctx.text().trace.critical_path}
        </button>
    }
}
