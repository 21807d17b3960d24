//! How far a load has come, and the way out of it. The panes below stay as they are.

use leptos::prelude::*;

use super::Ctx;
use crate::scene::fill;
use crate::scene::format::{bytes, count};
use crate::state::{Phase, Progress};

#[component]
pub fn Loading() -> impl IntoView {
    let ctx = Ctx::get();
    let progress = ctx.memo(|s| match &s.phase {
        Phase::Loading(progress) => Some(*progress),
        _ => None,
    });
    let now = move || progress.get().unwrap_or_default();
    let share = move || share(now());
    view! {
        <Show when=move || progress.with(Option::is_some)>
            <section class="sm-loading" role="status">
                <div class=("sm-loading-head", true)>
                    <strong class="sm-loading-title">{move || title(ctx, now())}</strong>
                    <button
                        type="button"
                        class="sm-button"
                        on:click=move |_| ctx.host().cancel()
                    >
                        {move || ctx.text().shell.cancel}
                    </button>
                </div>
                <div
                    class="sm-progress"
                    class:sm-progress--unknown=move || share().is_none()
                    role="progressbar"
                    aria-label=move || ctx.text().shell.loading
                    aria-valuemin=0
                    aria-valuemax=100
                    aria-valuenow=move || share().map(|share| format!("{:.0}", share * 100.0))
                >
                    <span
                        class="sm-progress-bar"
                        style:width=move || format!("{:.2}%", share().unwrap_or(0.3) * 100.0)
                    ></span>
                </div>
                // Not announced: it changes twenty times a second.
                <p class="sm-muted" aria-hidden="true">{move || figures(ctx, now())}</p>
            </section>
        </Show>
    }
}

/// `None` when the size is not known before the end.
fn share(progress: Progress) -> Option<f64> {
    (progress.total > 0.0).then(|| (progress.loaded / progress.total).clamp(0.0, 1.0))
}

/// After the last byte the engine still builds its indexes and the map.
fn title(ctx: Ctx, progress: Progress) -> &'static str {
    let text = &ctx.text().shell;
    match share(progress) {
        Some(1.0) => text.arranging,
        _ => text.loading,
    }
}

fn figures(ctx: Ctx, progress: Progress) -> String {
    let text = &ctx.text().shell;
    let loaded = bytes(progress.loaded);
    let read = match progress.total > 0.0 {
        true => fill(text.loaded_bytes_of, &[&loaded, &bytes(progress.total)]),
        false => fill(text.loaded_bytes, &[&loaded]),
    };
    format!("{read} · {}", fill(text.loaded_spans, &[&count(progress.spans as u64)]))
}
