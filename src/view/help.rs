//! The keys, and filters by example.

use leptos::prelude::*;

use super::Ctx;
use super::dialog::PanelDialog;
use crate::state::{Action, Text};

/// Keys, and what they do.
type Line = (&'static [&'static str], fn(&Text) -> &'static str);
/// A filter, and what it finds.
type Example = (&'static str, fn(&Text) -> &'static str);

const ANYWHERE: &[Line] = &[
    (&["?"], |t| t.shell.key_help),
    (&["/"], |t| t.shell.key_search),
    (&["Q"], |t| t.shell.key_filter),
    (&["M", "T", "A"], |t| t.shell.key_tabs),
    (&["Esc"], |t| t.shell.key_escape),
];

const FILTER: &[Line] = &[
    (&["Enter"], |t| t.shell.key_apply),
    (&["Shift+Enter"], |t| t.shell.key_newline),
    (&["Ctrl+Space", "↓"], |t| t.ask.key_complete),
    (&["Tab"], |t| t.ask.key_accept),
    (&["↑"], |t| t.ask.key_history),
];

const TIME: &[Line] = &[
    (&["←", "→"], |t| t.shell.key_range),
    (&["Shift+←", "Shift+→"], |t| t.shell.key_extend),
    (&["Home", "End"], |t| t.shell.key_range_ends),
    (&["Esc"], |t| t.shell.key_range_clear),
];

const MAP: &[Line] = &[
    (&["←", "→", "↑", "↓"], |t| t.shell.key_nodes),
    (&["Enter"], |t| t.shell.key_select),
    (&["+", "−"], |t| t.shell.key_zoom),
    (&["Home"], |t| t.shell.key_fit),
    (&["Shift+←", "Shift+↑"], |t| t.shell.key_pan),
];

const TRACES: &[Line] = &[
    (&["↑", "↓"], |t| t.shell.key_rows),
    (&["Home", "End"], |t| t.shell.key_ends),
    (&["Enter"], |t| t.shell.key_open),
];

const WATERFALL: &[Line] = &[
    (&["↑", "↓"], |t| t.shell.key_rows),
    (&["←", "→"], |t| t.shell.key_fold),
    (&["Shift+←", "Shift+→"], |t| t.shell.key_fold_all),
    (&["1", "9", "*"], |t| t.shell.key_levels),
    (&["Enter"], |t| t.shell.key_span),
    (&["N", "E", "B"], |t| t.shell.key_next),
    (&["C"], |t| t.shell.key_critical),
    (&["+", "−", "0", "F"], |t| t.shell.key_zoom_time),
    (&["[", "]"], |t| t.shell.key_pan_time),
    (&["R"], |t| t.shell.key_focus),
];

const VERSUS: &[Line] = &[
    (&["V"], |t| t.versus.key_begin),
    (&["Enter", "Shift+Enter"], |t| t.versus.key_open),
    (&["D"], |t| t.versus.key_differing),
    (&["X"], |t| t.versus.key_swap),
];

const EXAMPLES: &[Example] = &[
    ("fault", |t| t.shell.example_fault),
    ("responsetime > 2", |t| t.shell.example_slow),
    ("service(\"Payment\") { fault }", |t| t.shell.example_service),
    ("edge(\"Order\", \"Payment\")", |t| t.shell.example_edge),
    ("annotation.order_type = \"express\"", |t| t.shell.example_annotation),
    ("http.status = 502 http.url CONTAINS \"/checkout\"", |t| t.shell.example_http),
    ("!(ok OR throttle)", |t| t.shell.example_not),
    ("rootcause.fault.service { name = \"Payment\" }", |t| t.ask.example_cause),
    ("rootcause.responsetime.entity { remote AND coverage > 0.7 }", |t| t.ask.example_slow_cause),
    ("group.name = \"slow\"", |t| t.ask.example_group),
];

/// What X-Ray does not have, after what it has that needs an example.
const BEYOND: &[Example] = &[
    ("span() { self > 50ms AND name = \"render\" }", |t| t.ask.example_span),
    ("span() { depth > 3 AND status = fault }", |t| t.ask.example_depth),
    ("operation = \"GetItem\"", |t| t.ask.example_operation),
    ("kind = consumer", |t| t.ask.example_kind),
];

#[component]
pub fn Help() -> impl IntoView {
    let ctx = Ctx::get();
    view! {
        <PanelDialog title=|ctx| ctx.text().shell.help_title>
            <div class=("sm-help", true)>
                {keys(ctx, |t| t.shell.help_anywhere, ANYWHERE)}
                {keys(ctx, |t| t.shell.help_filter, FILTER)}
                {keys(ctx, |t| t.shell.help_time, TIME)}
                {keys(ctx, |t| t.shell.help_map, MAP)}
                {keys(ctx, |t| t.shell.help_traces, TRACES)}
                {keys(ctx, |t| t.shell.help_waterfall, WATERFALL)}
                {keys(ctx, |t| t.versus.help, VERSUS)}
            </div>
            <h3>{move || ctx.text().shell.help_filter}</h3>
            <p>{move || ctx.text().shell.help_filter_intro}</p>
            {examples(ctx, EXAMPLES)}
            <h3>{move || ctx.text().ask.help_beyond}</h3>
            <p>{move || ctx.text().ask.help_beyond_intro}</p>
            {examples(ctx, BEYOND)}
        </PanelDialog>
    }
}

fn keys(ctx: Ctx, title: fn(&Text) -> &'static str, lines: &'static [Line]) -> impl IntoView {
    let line = move |(keys, what): &'static Line| {
        let key = |name: &'static str| view! { <kbd class="sm-key">{name}</kbd> };
        view! {
            <dt>{keys.iter().copied().map(key).collect_view()}</dt>
            <dd>{move || what(ctx.text())}</dd>
        }
    };
    view! {
        <section class=("sm-keys", true)>
            <h3>{move || title(ctx.text())}</h3>
            <dl>{lines.iter().map(line).collect_view()}</dl>
        </section>
    }
}

fn examples(ctx: Ctx, examples: &'static [Example]) -> impl IntoView {
    view! {
        <ul class=("sm-examples", true)>
            {examples.iter().map(|example| self::example(ctx, *example)).collect_view()}
        </ul>
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
            <span class="sm-muted">{move || what(ctx.text())}</span>
        </li>
    }
}
