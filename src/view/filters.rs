//! What there is beside the filter itself: groups, the filters used before, and copies for AWS.

use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;

use super::Ctx;
use super::copy::copy_button;
use super::dialog::PanelDialog;
use super::glyph::{Glyph, glyph};
use super::save::save;
use super::storage::{can_keep, from_json, text_of, to_json};
use crate::model::sort_by;
use crate::query::filter::{Filter, Group, quote};
use crate::scene::{aws, fill};
use crate::state::{Action, AskText};

#[component]
pub fn Filters() -> impl IntoView {
    let ctx = Ctx::get();
    let name = RwSignal::new(String::new());
    view! {
        <PanelDialog title=|ctx| ctx.text().ask.title>
            {copies(ctx, name)}
            {groups(ctx, name)}
            {history(ctx)}
            <p class="sm-muted" hidden=can_keep>{move || ctx.text().ask.not_kept}</p>
        </PanelDialog>
    }
}

/// The filter in force, as text, for the command line and for the console.
fn copies(ctx: Ctx, name: RwSignal<String>) -> impl IntoView {
    let filter = ctx.memo(|s| s.view.clone());
    let parsed =
        move || filter.with(|v| Filter::parse_with(&v.filter, &v.groups).unwrap_or_default());
    let canonical = Memo::new(move |_| parsed().to_string());
    let unknown = move || {
        let words = parsed().extensions();
        (!words.is_empty()).then(|| {
            let said = fill(ctx.text().ask.unknown_to_xray, &[&words.join(", ")]);
            view! { <p class="sm-copies-doubt" role="note">{said}</p> }
        })
    };
    let row = move |label, make: fn(Ctx, &str) -> String| {
        copy_row(ctx, label, Signal::derive(move || canonical.with(|filter| make(ctx, filter))))
    };
    let group = Signal::derive(move || canonical.with(|f| aws::group_command(&name.get(), f)));
    view! {
        <section class=("sm-copies", true)>
            <h3>{move || ctx.text().ask.copy_as}</h3>
            <p class="sm-muted" hidden=move || canonical.with(|f| !f.is_empty())>
                {move || ctx.text().ask.no_filter}
            </p>
            {unknown}
            <dl class=("sm-copy-rows", true)>
                {row(|t| t.plain, |_, filter| filter.to_owned())}
                {row(|t| t.cli, |ctx, filter| aws::summaries_command(filter, span(ctx)))}
                {copy_row(ctx, |t| t.cli_group, group)}
                {row(|t| t.console, |ctx, filter| aws::console_link(filter, span(ctx)))}
            </dl>
        </section>
    }
}

fn copy_row(ctx: Ctx, label: fn(&AskText) -> &'static str, text: Signal<String>) -> impl IntoView {
    view! {
        <dt>{move || label(&ctx.text().ask)}</dt>
        <dd>
            <code class=("sm-copy-text", true)>{text}</code>
            {copy_button(move || text.get_untracked(), |t| t.copy_value)}
        </dd>
    }
}

/// The time in force: the range, else that of the data.
fn span(ctx: Ctx) -> aws::Span {
    let range = ctx.state().with(|s| s.view.range).or_else(|| ctx.overview().with(|o| o.extent));
    range.map_or_else(Default::default, |range| (range.start, range.end))
}

fn groups(ctx: Ctx, name: RwSignal<String>) -> impl IntoView {
    let groups = ctx.memo(|s| s.view.groups.clone());
    let failed = RwSignal::new(false);
    let file = NodeRef::<Input>::new();
    let save_group = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let filter = ctx.state().with_untracked(|s| s.view.filter.clone());
        let group = Group { name: name.get_untracked().trim().to_owned(), filter };
        if !group.name.is_empty() {
            add(ctx, vec![group]);
            name.set(String::new());
        }
    };
    let export = move |_| {
        if let Some(text) = groups.with_untracked(to_json) {
            save(ctx, "spanmap-groups.json", "application/json", &text);
        }
    };
    let rows = move || groups.get().into_iter().map(|g| group_row(ctx, g)).collect_view();
    view! {
        <section class=("sm-groups", true)>
            <h3>{move || ctx.text().ask.groups}</h3>
            <p class="sm-muted">{move || ctx.text().ask.groups_hint}</p>
            <form class="sm-button-row" on:submit=save_group>
                <input
                    class="sm-text-field"
                    type="text"
                    placeholder=move || ctx.text().ask.group_name
                    aria-label=move || ctx.text().ask.group_name
                    prop:value=move || name.get()
                    on:input=move |event| name.set(event_target_value(&event))
                />
                <button type="submit" class="sm-button">{move || ctx.text().ask.save_group}</button>
                <button
                    type="button"
                    class="sm-button"
                    disabled=move || groups.with(Vec::is_empty)
                    on:click=export
                >
                    {move || ctx.text().ask.export_groups}
                </button>
                <button
                    type="button"
                    class="sm-button"
                    on:click=move |_| if let Some(file) = file.get_untracked() { file.click() }
                >
                    {move || ctx.text().ask.import_groups}
                </button>
                <input
                    node_ref=file
                    type="file"
                    accept=".json"
                    hidden
                    on:change=move |_| import(ctx, file, failed)
                />
                <span class="sm-copies-doubt" role="status">
                    {move || failed.get().then(|| ctx.text().ask.bad_import)}
                </span>
            </form>
            <ul class=("sm-saved", true)>{rows}</ul>
        </section>
    }
}

fn group_row(ctx: Ctx, group: Group) -> impl IntoView {
    let name = group.name.clone();
    let label = move || fill(ctx.text().ask.delete_group, &[&name]);
    let delete = {
        let name = group.name.clone();
        move |_| {
            let mut groups = ctx.state().with_untracked(|s| s.view.groups.clone());
            groups.retain(|group| group.name != name);
            ctx.dispatch(Action::SetGroups(groups));
        }
    };
    let named = format!("group.name = {}", quote(&group.name));
    view! {
        <li>
            <b>{group.name}</b>
            <code class=("sm-copy-text", true)>{group.filter}</code>
            <button type="button" class="sm-button" on:click=move |_| use_filter(ctx, &named)>
                {move || ctx.text().ask.use_group}
            </button>
            <button
                type="button"
                class="sm-icon-button"
                title=label.clone()
                aria-label=label
                on:click=delete
            >
                {glyph(Glyph::Close)}
            </button>
        </li>
    }
}

/// Groups of the same name are replaced.
fn add(ctx: Ctx, new: Vec<Group>) {
    let mut groups = ctx.state().with_untracked(|s| s.view.groups.clone());
    groups.retain(|group| new.iter().all(|new| new.name != group.name));
    groups.extend(new);
    sort_by(&mut groups, |a, b| a.name.cmp(&b.name));
    ctx.dispatch(Action::SetGroups(groups));
}

fn import(ctx: Ctx, input: NodeRef<Input>, failed: RwSignal<bool>) {
    let Some(input) = input.get_untracked() else { return };
    let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
    spawn_local(async move {
        let text = text_of(JsFuture::from(file.text()).await);
        let groups = text.and_then(|text| from_json::<Vec<Group>>(&text));
        let named = groups.filter(|groups| groups.iter().all(|group| !group.name.is_empty()));
        failed.try_set(named.is_none());
        add(ctx, named.unwrap_or_default());
        // The same file can be chosen again.
        input.set_value("");
    });
}

fn history(ctx: Ctx) -> impl IntoView {
    let history = ctx.memo(|s| s.history.clone());
    let row = move |filter: String| {
        let text = filter.clone();
        view! {
            <li>
                <button type="button" class="sm-example" on:click=move |_| use_filter(ctx, &filter)>
                    {text}
                </button>
            </li>
        }
    };
    view! {
        <section class=("sm-history", true) hidden=move || history.with(Vec::is_empty)>
            <h3>{move || ctx.text().ask.history}</h3>
            <ul class=("sm-saved", true)>
                {move || history.get().into_iter().map(row).collect_view()}
            </ul>
            <button
                type="button"
                class="sm-button"
                on:click=move |_| ctx.dispatch(Action::SetHistory(Vec::new()))
            >
                {move || ctx.text().ask.clear_history}
            </button>
        </section>
    }
}

fn use_filter(ctx: Ctx, filter: &str) {
    ctx.dispatch(Action::SetFilter(filter.to_owned()));
    ctx.dispatch(Action::Remember(filter.to_owned()));
    ctx.dispatch(Action::ClosePanel);
}
