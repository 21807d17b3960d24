//! What is loaded, file by file, and the ways to more of it and to less.

use leptos::prelude::*;

use super::Ctx;
use super::dialog::PanelDialog;
use super::glyph::{Glyph, glyph};
use super::limit::Limited;
use crate::engine::api::{LoadReport, SourceReport};
use crate::scene::fill;
use crate::scene::format::{bytes, count};
use crate::state::Phase;

/// Files that are listed; more are counted.
const MOST: usize = 500;

#[component]
pub fn Files() -> impl IntoView {
    let ctx = Ctx::get();
    let report = ctx.memo(|s| s.report.clone().unwrap_or_default());
    let loading = ctx.memo(|s| matches!(s.phase, Phase::Loading(_)));
    view! {
        <PanelDialog title=|ctx| ctx.text().shell.files>
            <Limited/>
            {move || report.with(|report| table(ctx, report, loading))}
            <div class=("sm-button-row", true)>
                <button type="button" class="sm-button" on:click=move |_| ctx.host().open()>
                    {move || ctx.text().shell.add_files}
                </button>
                <button type="button" class="sm-button" on:click=move |_| ctx.host().clear()>
                    {move || ctx.text().shell.remove_files}
                </button>
                <span class="sm-muted" role="status">
                    {move || loading.get().then(|| ctx.text().shell.loading)}
                </span>
            </div>
        </PanelDialog>
    }
}

fn table(ctx: Ctx, report: &LoadReport, loading: Memo<bool>) -> impl IntoView + use<> {
    let text = &ctx.text().shell;
    let more = report.sources.len().saturating_sub(MOST);
    let rows = report.sources.iter().take(MOST).enumerate();
    let rows = rows.map(|(at, source)| row(ctx, report, at as u32, source, loading)).collect_view();
    let figure = |head: &'static str| view! { <th scope="col" class="sm-figure-cell">{head}</th> };
    view! {
        <table class="sm-dialog-table">
            <thead>
                <tr>
                    <th scope="col">{text.file}</th>
                    <th scope="col">{text.file_format}</th>
                    {figure(text.file_size)}
                    {figure(text.file_spans)}
                    {figure(text.file_problems)}
                    <th></th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
        {(more > 0).then(|| view! {
            <p class="sm-muted">{fill(text.files_more, &[&count(more as u64)])}</p>
        })}
        {(report.merged > 0).then(|| view! {
            <p class="sm-muted">{fill(text.merged, &[&count(report.merged.into())])}</p>
        })}
    }
}

fn row(
    ctx: Ctx,
    report: &LoadReport,
    at: u32,
    source: &SourceReport,
    loading: Memo<bool>,
) -> impl IntoView + use<> {
    let text = &ctx.text().shell;
    let format = if source.format.is_empty() { text.file_unknown } else { &source.format };
    let problems: u64 =
        report.problems.iter().filter(|p| p.source == at).map(|p| u64::from(p.count)).sum();
    let label = fill(text.remove_file, &[&source.name]);
    view! {
        <tr>
            <td class="sm-breaking">{source.name.clone()}</td>
            <td>{format.to_owned()}</td>
            <td class="sm-figure-cell">{bytes(source.bytes)}</td>
            <td class="sm-figure-cell">{count(source.spans.into())}</td>
            <td class="sm-figure-cell">{count(problems)}</td>
            <td class="sm-figure-cell">
                <button
                    type="button"
                    class="sm-icon-button"
                    title=label.clone()
                    aria-label=label
                    disabled=move || loading.get()
                    on:click=move |_| ctx.host().unload(at)
                >
                    {glyph(Glyph::Close)}
                </button>
            </td>
        </tr>
    }
}
