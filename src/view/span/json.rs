//! Metadata as a tree that unfolds, and the raw text as the file has it.

use std::collections::BTreeSet;

use leptos::prelude::*;

use super::facts::long_text;
use crate::engine::SpanDetail;
use crate::scene::format::count;
use crate::scene::{JsonKind, JsonRow, JsonTree, indented};
use crate::view::Ctx;
use crate::view::copy::copy_button;

/// Rows of a tree, and lines of raw text, that are shown at first and that each "more" adds.
const SHOWN_ROWS: usize = 200;
const SHOWN_LINES: usize = 400;
/// Levels that are open to begin with.
const OPEN_LEVELS: u32 = 2;
/// CSS pixels of a level, and levels that are moved in at most.
const INDENT_PX: u32 = 14;
const INDENT_LEVELS: u32 = 16;

pub fn tree(ctx: Ctx, detail: &SpanDetail) -> AnyView {
    let text = detail.metadata.as_str();
    let copied = text.to_owned();
    let body = match JsonTree::parse(text) {
        Some(tree) => json_tree(ctx, tree).into_any(),
        None => view! { <pre>{long_text(text.to_owned())}</pre> }.into_any(),
    };
    view! {
        <div class="sm-code">
            {copy_button(move || indented(&copied), |t| t.copy_json)}
            {body}
        </div>
    }
    .into_any()
}

pub fn raw(ctx: Ctx, detail: &SpanDetail) -> AnyView {
    let pretty = indented(&detail.raw);
    let copied = pretty.clone();
    let limit = RwSignal::new(SHOWN_LINES);
    let lines = pretty.lines().count();
    let shown = move || {
        let cut = pretty.match_indices('\n').nth(limit.get().saturating_sub(1));
        let end = cut.map_or(pretty.len(), |(at, _)| at);
        pretty.get(..end).unwrap_or_default().to_owned()
    };
    view! {
        <div class="sm-code">
            {copy_button(move || copied.clone(), |t| t.copy_json)}
            <pre class="sm-raw">{shown}</pre>
            {move || (limit.get() < lines).then(|| more(ctx, limit, SHOWN_LINES))}
        </div>
    }
    .into_any()
}

fn json_tree(ctx: Ctx, tree: JsonTree) -> impl IntoView {
    let turned = RwSignal::new(BTreeSet::<u32>::new());
    let limit = RwSignal::new(SHOWN_ROWS);
    let rows = move || {
        let is_open = |node: u32, depth: u32| {
            turned.with(|turned| turned.contains(&node)) != (depth < OPEN_LEVELS)
        };
        let (rows, has_more) = tree.rows(is_open, limit.get());
        view! {
            {rows.into_iter().map(|row| json_row(row, turned)).collect_view()}
            {has_more.then(|| more(ctx, limit, SHOWN_ROWS))}
        }
    };
    view! { <div class="sm-json">{rows}</div> }
}

fn json_row(row: JsonRow, turned: RwSignal<BTreeSet<u32>>) -> AnyView {
    let indent = format!("{}px", row.depth.min(INDENT_LEVELS) * INDENT_PX);
    let key = row.key.map(|key| view! { <span class="sm-json__key">{key}": "</span> });
    let value = match row.kind {
        JsonKind::Object => bracketed("{", row.children, "}").into_any(),
        JsonKind::Array => bracketed("[", row.children, "]").into_any(),
        JsonKind::String => {
            view! { <span class="sm-json__text">{long_text(row.text)}</span> }.into_any()
        }
        JsonKind::Number | JsonKind::Word => {
            view! { <span class="sm-json__number">{long_text(row.text)}</span> }.into_any()
        }
    };
    if row.children == 0 {
        return view! { <div class="sm-json__row" style:padding-left=indent>{key}{value}</div> }
            .into_any();
    }
    let node = row.node;
    let toggle = move |_| {
        turned.update(|turned| {
            if !turned.remove(&node) {
                turned.insert(node);
            }
        });
    };
    view! {
        <button
            type="button"
            class="sm-json__row sm-json__row--fold"
            style:padding-left=indent
            aria-expanded=row.open.to_string()
            on:click=toggle
        >
            {if row.open { "▾ " } else { "▸ " }}
            {key}
            {value}
        </button>
    }
    .into_any()
}

fn bracketed(open: &str, children: u32, close: &str) -> impl IntoView + use<> {
    let inside =
        if children == 0 { String::new() } else { format!(" {} ", count(children.into())) };
    view! { <span class="sm-muted">{format!("{open}{inside}{close}")}</span> }
}

fn more(ctx: Ctx, limit: RwSignal<usize>, step: usize) -> impl IntoView {
    view! {
        <button type="button" class="sm-link" on:click=move |_| limit.update(|limit| *limit += step)>
            {move || ctx.text().trace.show_more}
        </button>
    }
}
