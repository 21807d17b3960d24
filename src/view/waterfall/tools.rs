//! The row of buttons over the tree.

use leptos::prelude::*;

use super::Waterfall;
use super::search::search_field;
use crate::state::TraceText;

/// Outlines in a square of 14 units.
const FOLD_ALL: &str = "M2.5 2.5H11.5V11.5H2.5ZM5 7H9";
const UNFOLD_ALL: &str = "M2.5 2.5H11.5V11.5H2.5ZM5 7H9M7 5V9";
const LESS: &str = "M3.5 7H10.5";
const MORE: &str = "M3.5 7H10.5M7 3.5V10.5";
const ZOOM_OUT: &str = "M9.2 9.2 12.5 12.5M4 6H8M6 1.8A4.2 4.2 0 1 1 6 10.2A4.2 4.2 0 1 1 6 1.8Z";
const ZOOM_IN: &str =
    "M9.2 9.2 12.5 12.5M4 6H8M6 4V8M6 1.8A4.2 4.2 0 1 1 6 10.2A4.2 4.2 0 1 1 6 1.8Z";
const WHOLE: &str = "M1.5 2.5V11.5M12.5 2.5V11.5M3.5 7H10.5M5.5 5 3.5 7 5.5 9M8.5 5 10.5 7 8.5 9";
const ERROR: &str = "M7 1.8 12.8 12.2H1.2ZM7 5.4V8.4M7 9.8V10.6";

pub fn tools(waterfall: Waterfall) -> impl IntoView {
    let ctx = waterfall.ctx;
    let is_zoomed = Signal::derive(move || waterfall.scale.with(|scale| !scale.is_whole()));
    let always = Signal::stored(true);
    let button = move |icon, label, enabled, act: fn(Waterfall)| {
        icon_button(waterfall, icon, label, enabled, act)
    };
    view! {
        <div class="sm-tools" role="group" aria-label=move || ctx.text().trace.tools>
            {search_field(waterfall)}
            {levels(waterfall)}
            <div class=("sm-tool-group", true)>
                {button(ZOOM_OUT, |t| t.zoom_out, is_zoomed, |w| w.zoom_at_cursor(2.0))}
                {button(ZOOM_IN, |t| t.zoom_in, always, |w| w.zoom_at_cursor(0.5))}
                {button(WHOLE, |t| t.zoom_all, is_zoomed, |w| w.show_all_time())}
            </div>
            <div class=("sm-tool-group", true)>
                {button(ERROR, |t| t.next_error, always, |w| w.next_failure(true))}
                {critical_toggle(waterfall)}
            </div>
        </div>
    }
}

/// How many levels of the tree are unfolded.
fn levels(waterfall: Waterfall) -> impl IntoView {
    let ctx = waterfall.ctx;
    let deepest = move || waterfall.head.with(|head| head.as_ref().map_or(0, |h| h.max_depth));
    let level = Memo::new(move |_| waterfall.level.get().unwrap_or(u32::MAX).min(deepest()));
    let can_fold = Signal::derive(move || level.get() > 0);
    let can_unfold =
        Signal::derive(move || waterfall.level.get().is_some() && level.get() < deepest());
    let always = Signal::stored(true);
    let step = move |by: i32| {
        let next = level.get_untracked().saturating_add_signed(by);
        waterfall.fold_to(Some(next).filter(|&next| next < untrack(deepest)));
    };
    let line = move || (ctx.text().trace.levels_of)(level.get() + 1, deepest() + 1);
    view! {
        <div class="sm-tool-group">
            {icon_button(waterfall, FOLD_ALL, |t| t.fold_all, can_fold, |w| w.fold_to(Some(0)))}
            {icon_button(waterfall, LESS, |t| t.fold_level, can_fold, move |_| step(-1))}
            <span class="sm-level">{line}</span>
            {icon_button(waterfall, MORE, |t| t.unfold_level, can_unfold, move |_| step(1))}
            {icon_button(waterfall, UNFOLD_ALL, |t| t.unfold_all, always, |w| w.fold_to(None))}
        </div>
    }
}

fn icon_button(
    waterfall: Waterfall,
    icon: &'static str,
    label: fn(&TraceText) -> &'static str,
    enabled: Signal<bool>,
    act: impl Fn(Waterfall) + 'static,
) -> impl IntoView {
    let ctx = waterfall.ctx;
    view! {
        <button
            type="button"
            class="sm-icon-button"
            title=move || label(&ctx.text().trace)
            aria-label=move || label(&ctx.text().trace)
            disabled=move || !enabled.get()
            on:click=move |_| act(waterfall)
        >
            <svg class="sm-icon" viewBox="0 0 14 14" width=14 height=14 aria-hidden="true">
                <path d=icon/>
            </svg>
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
            <i class=("sm-toggle__line", true) aria-hidden="true"></i>
            {move || ctx.text().trace.critical_path}
        </button>
    }
}
