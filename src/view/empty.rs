//! Before anything is loaded: what this is, and three ways to begin.

use leptos::prelude::*;

use super::Ctx;
use super::glyph::{Glyph, glyph};
use crate::scene::fill;
use crate::state::{Action, Panel, Text};

#[component]
pub fn Empty() -> impl IntoView {
    let ctx = Ctx::get();
    let sample = ctx.memo(|s| s.sample);
    view! {
        <section class="sm-empty">
            <h1 class="sm-empty-title">{move || ctx.text().shell.tagline}</h1>
            <div class=("sm-drop-zone", true)>
                <span class=("sm-drop-picture", true)>{glyph(Glyph::File)}</span>
                <p class="sm-drop-words">{move || ctx.text().shell.drop_here}</p>
                <p class="sm-muted">{move || ctx.text().shell.or}</p>
                <button
                    type="button"
                    class="sm-button sm-button--main"
                    on:click=move |_| ctx.host().open()
                >
                    {move || ctx.text().shell.open_file}
                </button>
            </div>
            <Show when=move || sample.get()>
                <div class=("sm-sample", true)>
                    <button type="button" class="sm-button" on:click=move |_| ctx.host().sample()>
                        {move || ctx.text().shell.try_sample}
                    </button>
                    <span class="sm-muted">{move || ctx.text().shell.sample_hint}</span>
                </div>
            </Show>
            <p class="sm-muted">{move || ctx.text().shell.formats}</p>
            <p class="sm-muted">{move || ctx.text().shell.privacy}</p>
        </section>
    }
}

/// Files, and reasons, that are named on the spot; all stand in the lists.
const MOST_NAMED: usize = 3;

/// Something was loaded, but no traces were in it.
#[component]
pub fn NothingFound() -> impl IntoView {
    let ctx = Ctx::get();
    let names = ctx.memo(|s| {
        let sources = s.report.as_ref().map(|r| r.sources.as_slice()).unwrap_or_default();
        let names = sources.iter().take(MOST_NAMED).map(|source| source.name.clone());
        let more = (sources.len() > MOST_NAMED).then(|| "…".to_owned());
        names.chain(more).collect::<Vec<_>>().join(", ")
    });
    let reasons = ctx.memo(|s| {
        let mut reasons: Vec<String> = Vec::new();
        for problem in s.report.iter().flat_map(|r| &r.problems) {
            let reason = (Text::of(s.language).shell.reason)(problem);
            if reasons.len() < MOST_NAMED && !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        reasons
    });
    let has_problems = ctx.memo(|s| s.report.as_ref().is_some_and(|r| !r.problems.is_empty()));
    view! {
        <section class="sm-empty">
            <h1 class="sm-empty-title">{move || ctx.text().shell.nothing_found}</h1>
            <p class="sm-breaking">
                {move || fill(ctx.text().shell.nothing_found_in, &[&names.get()])}
            </p>
            {move || {
                let line = |reason| view! { <p class="sm-breaking">{reason}</p> };
                reasons.get().into_iter().map(line).collect_view()
            }}
            <p class="sm-muted">{move || ctx.text().shell.formats}</p>
            <div class=("sm-button-row", true)>
                <Show when=move || has_problems.get()>
                    <button
                        type="button"
                        class="sm-button"
                        on:click=move |_| ctx.dispatch(Action::TogglePanel(Panel::Problems))
                    >
                        {move || ctx.text().shell.problems_title}
                    </button>
                </Show>
                <button
                    type="button"
                    class="sm-button sm-button--main"
                    on:click=move |_| ctx.host().open()
                >
                    {move || ctx.text().shell.open_file}
                </button>
            </div>
        </section>
    }
}
