//! The keys, and filters by example.

use leptos::prelude::*;

use super::Ctx;
use super::dialog::PanelDialog;
use crate::state::{Action, ShellText};

/// Keys, and what they do.
type Line = (&'static [&'static str], fn(&ShellText) -> &'static str);
/// A filter, and what it finds.
type Example = (&'static str, fn(&ShellText) -> &'static str);

const ANYWHERE: &[Line] = &[
    (&["?"], |t| t.key_help),
    (&["/"], |t| t.key_search),
    (&["Q"], |t| t.key_filter),
    (&["M", "T", "A"], |t| t.key_tabs),
    (&["Esc"], |t| t.key_escape),
];

const FILTER: &[Line] = &[(&["Enter"], |t| t.key_apply), (&["Shift+Enter"], |t| t.key_newline)];

const TIME: &[Line] = &[
    (&["←", "→"], |t| t.key_range),
    (&["Shift+←", "Shift+→"], |t| t.key_extend),
    (&["Home", "End"], |t| t.key_range_ends),
    (&["Esc"], |t| t.key_range_clear),
];

const MAP: &[Line] = &[
    (&["←", "→", "↑", "↓"], |t| t.key_nodes),
    (&["Enter"], |t| t.key_select),
    (&["+", "−"], |t| t.key_zoom),
    (&["Home"], |t| t.key_fit),
    (&["Shift+←", "Shift+↑"], |t| t.key_pan),
];

const TRACES: &[Line] = &[
    (&["↑", "↓"], |t| t.key_rows),
    (&["Home", "End"], |t| t.key_ends),
    (&["Enter"], |t| t.key_open),
];

const WATERFALL: &[Line] = &[
    (&["↑", "↓"], |t| t.key_rows),
    (&["←", "→"], |t| t.key_fold),
    (&["Shift+←", "Shift+→"], |t| t.key_fold_all),
    (&["1", "9", "*"], |t| t.key_levels),
    (&["Enter"], |t| t.key_span),
    (&["N", "E", "B"], |t| t.key_next),
    (&["C"], |t| t.key_critical),
    (&["+", "−", "0", "F"], |t| t.key_zoom_time),
    (&["[", "]"], |t| t.key_pan_time),
];

const EXAMPLES: &[Example] = &[
    ("fault", |t| t.example_fault),
    ("responsetime > 2", |t| t.example_slow),
    ("service(\"Payment\") { fault }", |t| t.example_service),
    ("edge(\"Order\", \"Payment\")", |t| t.example_edge),
    ("annotation.order_type = \"express\"", |t| t.example_annotation),
    ("http.status = 502 http.url CONTAINS \"/checkout\"", |t| t.example_http),
    ("!(ok OR throttle)", |t| t.example_not),
];

#[component]
pub fn Help() -> impl IntoView {
    let ctx = Ctx::get();
    view! {
        <PanelDialog title=|ctx| ctx.text().shell.help_title>
            <div class=("sm-help", true)>
                {keys(ctx, |t| t.help_anywhere, ANYWHERE)}
                {keys(ctx, |t| t.help_filter, FILTER)}
                {keys(ctx, |t| t.help_time, TIME)}
                {keys(ctx, |t| t.help_map, MAP)}
                {keys(ctx, |t| t.help_traces, TRACES)}
                {keys(ctx, |t| t.help_waterfall, WATERFALL)}
            </div>
            <h3>{move || ctx.text().shell.help_filter}</h3>
            <p>{move || ctx.text().shell.help_filter_intro}</p>
            <ul class=("sm-examples", true)>
                {EXAMPLES.iter().map(|example| self::example(ctx, *example)).collect_view()}
            </ul>
        </PanelDialog>
    }
}

fn keys(ctx: Ctx, title: fn(&ShellText) -> &'static str, lines: &'static [Line]) -> impl IntoView {
    let line = move |(keys, what): &'static Line| {
        let key = |name: &'static str| view! { <kbd class="sm-key">{name}</kbd> };
        view! {
            <dt>{keys.iter().copied().map(key).collect_view()}</dt>
            <dd>{move || what(&ctx.text().shell)}</dd>
        }
    };
    view! {
        <section class=("sm-keys", true)>
            <h3>{move || title(&ctx.text().shell)}</h3>
            <dl>{lines.iter().map(line).collect_view()}</dl>
        </section>
    }
}

/// A click tries it.
fn example(ctx: Ctx, (filter, what): Example) -> impl IntoView {
    let try_it = move |_| {
        ctx.dispatch(Action::SetFilter(filter.to_owned()));
        ctx.dispatch(Action::ClosePanel);
    };
    view! {
        <li>
            <button type="button" class="sm-example" on:click=try_it>{filter}</button>
            <span class="sm-muted">{move || what(&ctx.text().shell)}</span>
        </li>
    }
}
