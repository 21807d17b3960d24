//! The line at the top: name, filter, and what concerns the screen as a whole.

use leptos::prelude::*;

use super::Ctx;
use super::filter_bar::FilterBar;
use super::glyph::{Glyph, glyph, glyph_of};
use crate::scene::fill;
use crate::scene::format::count;
use crate::state::{Action, Chrome, Language, Panel, Theme};

#[component]
pub fn Toolbar() -> impl IntoView {
    let ctx = Ctx::get();
    let full = ctx.memo(|s| s.chrome == Chrome::Full);
    let has_data = ctx.memo(|s| s.has_data());
    view! {
        <header class="sm-toolbar">
            <Show when=move || full.get()>
                <span class="sm-brand">{glyph(Glyph::Brand)} <span class="sm-brand-name">{"Spanmap"}</span></span>
            </Show>
            <Show when=move || has_data.get() fallback=|| view! { <span class="sm-fill"></span> }>
                <FilterBar/>
            </Show>
            <span class="sm-toolbar-tools">
                <FilesButton/>
                <ProblemBadge/>
                <Show when=move || full.get()>
                    <OpenButton/>
                    <ThemeButton/>
                    <LanguageButton/>
                </Show>
                <HelpButton/>
            </span>
        </header>
    }
}

#[component]
fn OpenButton() -> impl IntoView {
    let ctx = Ctx::get();
    let has_data = ctx.memo(|s| s.has_data());
    let label = move || match has_data.get() {
        true => ctx.text().shell.add_files,
        false => ctx.text().shell.open_file,
    };
    view! {
        <button
            type="button"
            class="sm-button"
            title=move || ctx.text().shell.drop_here
            aria-label=label
            on:click=move |_| ctx.host().open()
        >
            {glyph(Glyph::Open)}
            <span class="sm-wide-only">{label}</span>
        </button>
    }
}

/// How many files are loaded; nothing when none is.
#[component]
fn FilesButton() -> impl IntoView {
    let ctx = Ctx::get();
    let files = ctx.memo(|s| s.report.as_ref().map_or(0, |r| r.sources.len()));
    let label = move || match files.get() {
        1 => ctx.text().shell.one_file.to_owned(),
        n => fill(ctx.text().shell.some_files, &[&count(n as u64)]),
    };
    view! {
        <Show when=move || files.get() != 0>
            <button
                type="button"
                class="sm-button sm-button--quiet"
                title=move || ctx.text().shell.files
                aria-label=label
                aria-haspopup="dialog"
                on:click=move |_| ctx.dispatch(Action::TogglePanel(Panel::Files))
            >
                {glyph(Glyph::File)}
                <span class="sm-wide-only">{label}</span>
            </button>
        </Show>
    }
}

/// How much could not be read; nothing when all could.
#[component]
fn ProblemBadge() -> impl IntoView {
    let ctx = Ctx::get();
    let problems = ctx.memo(|s| {
        let report = s.report.as_ref();
        report.map_or(0, |r| r.problems.iter().map(|p| u64::from(p.count)).sum::<u64>())
    });
    let label = move || match problems.get() {
        1 => ctx.text().shell.problem.to_owned(),
        n => fill(ctx.text().shell.problems, &[&count(n)]),
    };
    view! {
        <Show when=move || problems.get() != 0>
            <button
                type="button"
                class="sm-button sm-button--quiet sm-problem-badge"
                aria-haspopup="dialog"
                on:click=move |_| ctx.dispatch(Action::TogglePanel(Panel::Problems))
            >
                {glyph(Glyph::Warning)}
                <span class=("sm-button-label", true)>{label}</span>
            </button>
        </Show>
    }
}

#[component]
fn ThemeButton() -> impl IntoView {
    let ctx = Ctx::get();
    let theme = ctx.memo(|s| s.theme);
    let picture = move || match theme.get() {
        Theme::Auto => Glyph::ThemeAuto,
        Theme::Light => Glyph::ThemeLight,
        Theme::Dark => Glyph::ThemeDark,
    };
    let label = move || {
        let text = &ctx.text().shell;
        let name = match theme.get() {
            Theme::Auto => text.theme_auto,
            Theme::Light => text.theme_light,
            Theme::Dark => text.theme_dark,
        };
        fill(text.theme, &[name])
    };
    let next = move || match theme.get() {
        Theme::Auto => Theme::Light,
        Theme::Light => Theme::Dark,
        Theme::Dark => Theme::Auto,
    };
    view! {
        <button
            type="button"
            class="sm-icon-button"
            title=label
            aria-label=label
            on:click=move |_| ctx.dispatch(Action::SetTheme(next()))
        >
            {glyph_of(picture)}
        </button>
    }
}

/// Names the language that it switches to, in that language.
#[component]
fn LanguageButton() -> impl IntoView {
    let ctx = Ctx::get();
    let other = ctx.memo(|s| match s.language {
        Language::English => Language::Korean,
        Language::Korean => Language::English,
    });
    let label = move || ctx.text().shell.language;
    view! {
        <button
            type="button"
            class="sm-icon-button"
            title=label
            aria-label=label
            lang=move || other.get().code()
            on:click=move |_| ctx.dispatch(Action::SetLanguage(other.get_untracked()))
        >
            {glyph(Glyph::Language)}
        </button>
    }
}

#[component]
fn HelpButton() -> impl IntoView {
    let ctx = Ctx::get();
    let label = move || ctx.text().shell.help;
    view! {
        <button
            type="button"
            class="sm-icon-button"
            title=label
            aria-label=label
            aria-haspopup="dialog"
            on:click=move |_| ctx.dispatch(Action::TogglePanel(Panel::Help))
        >
            {glyph(Glyph::Help)}
        </button>
    }
}
