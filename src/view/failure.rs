//! When a load failed, or the engine stopped. The page lives on.

use leptos::prelude::*;

use super::Ctx;
use super::glyph::{Glyph, glyph};
use crate::scene::fill;
use crate::state::{Action, Phase};

/// In place of the panes: the data are gone.
#[component]
pub fn Stopped() -> impl IntoView {
    let ctx = Ctx::get();
    let stop = ctx.memo(|s| match &s.phase {
        Phase::Stopped { reason, retry } => Some((reason.clone(), *retry)),
        _ => None,
    });
    let reason = move || stop.get().map(|stop| stop.0);
    let can_retry = move || stop.with(|stop| stop.as_ref().is_some_and(|stop| stop.1));
    view! {
        <section class="sm-empty" role="alert">
            <h1 class="sm-empty-title">{move || ctx.text().shell.stopped}</h1>
            <p class="sm-reason">{reason}</p>
            <p class="sm-muted">{move || ctx.text().shell.stopped_hint}</p>
            <div class=("sm-button-row", true)>
                <Show when=can_retry>
                    <button
                        type="button"
                        class="sm-button sm-button--main"
                        on:click=move |_| ctx.host().retry()
                    >
                        {move || ctx.text().shell.reload_data}
                    </button>
                </Show>
                <button type="button" class="sm-button" on:click=move |_| ctx.host().open()>
                    {move || ctx.text().shell.open_file}
                </button>
            </div>
        </section>
    }
}

/// Over the panes: what was there before is still there.
#[component]
pub fn Notice() -> impl IntoView {
    let ctx = Ctx::get();
    let notice = ctx.memo(|s| s.notice.clone());
    let words = move || notice.get().map(|reason| fill(ctx.text().shell.not_loaded, &[&reason]));
    let label = move || ctx.text().shell.dismiss;
    view! {
        <Show when=move || notice.with(Option::is_some)>
            <div class="sm-notice" role="alert">
                {glyph(Glyph::Warning)}
                <p class="sm-breaking">{words}</p>
                <button
                    type="button"
                    class="sm-icon-button"
                    title=label
                    aria-label=label
                    on:click=move |_| ctx.dispatch(Action::DismissNotice)
                >
                    {glyph(Glyph::Close)}
                </button>
            </div>
        </Show>
    }
}
