//! The row of buttons over the tree.

use leptos::prelude::*;

use super::Waterfall;
use super::clocks::clocks_toggle;
use super::paint::paint_choice;
use super::search::{class_tag, narrowing, search_field, text_toggle};
use crate::state::{Action, TraceText};
use crate::view::glyph::{Glyph, glyph};
use crate::view::sums::sum_switch;

pub fn tools(waterfall: Waterfall) -> impl IntoView {
    let ctx = waterfall.ctx;
    let is_zoomed = Signal::derive(move || waterfall.scale.with(|scale| !scale.is_whole()));
    let always = Signal::stored(true);
    let button = move |icon, label, enabled, act: fn(Waterfall)| {
        icon_button(waterfall, icon, label, enabled, act)
    };
    view! {
        <div class="sm-fall-tools" role="group" aria-label=move || ctx.text().trace.tools>
            {sum_switch(ctx, false)}
            {class_tag(waterfall)}
            {search_field(waterfall)}
            {narrowing(waterfall)}
            {levels(waterfall)}
            <div class=("sm-tool-group", true)>
                {button(Glyph::ZoomOut, |t| t.zoom_out, is_zoomed, |w| w.zoom_at_cursor(2.0))}
                {button(Glyph::ZoomIn, |t| t.zoom_in, always, |w| w.zoom_at_cursor(0.5))}
                {button(Glyph::WholeTime, |t| t.zoom_all, is_zoomed, |w| w.show_all_time())}
                {button(Glyph::Target, |t| t.focus_span, always, |w| w.focus_at_cursor())}
            </div>
            <div class=("sm-tool-group", true)>
                {button(Glyph::Warning, |t| t.next_error, always, |w| w.next_failure(true))}
                {alike_toggle(waterfall)}
                {critical_toggle(waterfall)}
                {clocks_toggle(waterfall)}
            </div>
            {paint_choice(waterfall)}
        </div>
    }
}

/// How many levels of the tree are unfolded.
fn levels(waterfall: Waterfall) -> impl IntoView {
    let ctx = waterfall.ctx;
    let deepest = move || waterfall.max_depth.get();
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
            {icon_button(waterfall, Glyph::FoldAll, |t| t.fold_all, can_fold, |w| w.fold_to(Some(0)))}
            {icon_button(waterfall, Glyph::Minus, |t| t.fold_level, can_fold, move |_| step(-1))}
            <span class="sm-level">{line}</span>
            {icon_button(waterfall, Glyph::Plus, |t| t.unfold_level, can_unfold, move |_| step(1))}
            {icon_button(waterfall, Glyph::UnfoldAll, |t| t.unfold_all, always, |w| w.fold_to(None))}
        </div>
    }
}

fn icon_button(
    waterfall: Waterfall,
    icon: Glyph,
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
            {glyph(icon)}
        </button>
    }
}

fn alike_toggle(waterfall: Waterfall) -> impl IntoView {
    let ctx = waterfall.ctx;
    let on = ctx.memo(|s| s.fall.alike);
    let flip = move || ctx.dispatch(Action::GatherAlike(!on.get_untracked()));
    text_toggle(ctx, |t| t.gather_alike, |t| t.gather_alike_hint, on.into(), flip)
}

/// The way to the span that is shown alone, each step of it a way back.
pub fn trail(waterfall: Waterfall) -> impl IntoView {
    let Waterfall { ctx, trail, .. } = waterfall;
    let step = move |label: String, span: Option<u32>, is_last: bool| {
        view! {
            <li>
                <button
                    type="button"
                    class="sm-link"
                    aria-current=is_last.then_some("location")
                    on:click=move |_| ctx.dispatch(Action::FocusSpan(span))
                >
                    {label}
                </button>
            </li>
        }
    };
    let steps = move || {
        let crumbs = trail.get();
        let last = crumbs.len();
        let named = crumbs.into_iter().enumerate();
        let named = named.map(|(at, c)| step(c.name, Some(c.span), at + 1 == last)).collect_view();
        (step(ctx.text().trace.whole_trace.to_owned(), None, false), named)
    };
    view! {
        <nav
            class="sm-trail"
            hidden=move || trail.with(Vec::is_empty)
            aria-label=move || ctx.text().trace.focus_trail
        >
            <ol>{steps}</ol>
        </nav>
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
