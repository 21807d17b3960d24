//! What could not be read, and where it stands in the files.

use leptos::prelude::*;

use super::Ctx;
use super::dialog::PanelDialog;
use crate::engine::api::{LoadReport, Problem, SourceReport};
use crate::scene::fill;
use crate::scene::format::{bytes, count};

/// Kinds of problems that are listed; more would only hide the first.
const MOST: usize = 200;

#[component]
pub fn Problems() -> impl IntoView {
    let ctx = Ctx::get();
    let report = ctx.memo(|s| s.report.clone().unwrap_or_default());
    view! {
        <PanelDialog title=|ctx| ctx.text().shell.problems_title>
            <p>{move || ctx.text().shell.problems_intro}</p>
            {move || table(ctx, &report.get())}
            <h3>{move || ctx.text().shell.files}</h3>
            {move || files(ctx, &report.get())}
        </PanelDialog>
    }
}

fn table(ctx: Ctx, report: &LoadReport) -> impl IntoView + use<> {
    let text = &ctx.text().shell;
    let more = report.problems.len().saturating_sub(MOST);
    let merged = report.merged;
    let rows = report.problems.iter().take(MOST).map(|problem| row(ctx, problem)).collect_view();
    view! {
        <table class="sm-dialog-table">
            <thead>
                <tr>
                    <th scope="col">{text.problem_reason}</th>
                    <th scope="col" class="sm-figure-cell">{text.problem_count}</th>
                    <th scope="col">{text.problem_place}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
        {(more > 0).then(|| view! {
            <p class="sm-muted">{fill(text.problems_more, &[&count(more as u64)])}</p>
        })}
        {(merged > 0).then(|| view! {
            <p class="sm-muted">{fill(text.merged, &[&count(merged.into())])}</p>
        })}
    }
}

fn row(ctx: Ctx, problem: &Problem) -> impl IntoView + use<> {
    let byte = fill(ctx.text().shell.problem_at_byte, &[&count(problem.offset as u64)]);
    view! {
        <tr>
            <td class="sm-breaking">{problem.reason.clone()}</td>
            <td class="sm-figure-cell">{count(problem.count.into())}</td>
            <td class="sm-breaking">
                <span>{problem.file.clone()}</span>
                <span class="sm-muted">{format!(", {byte}")}</span>
                <code class="sm-path">{problem.path.clone()}</code>
            </td>
        </tr>
    }
}

fn files(ctx: Ctx, report: &LoadReport) -> impl IntoView + use<> {
    let line = |source: &SourceReport| {
        let text = &ctx.text().shell;
        let format = match source.format.as_str() {
            "" => text.file_unknown.to_owned(),
            name => name.to_owned(),
        };
        let spans = fill(text.file_spans, &[&count(source.spans.into())]);
        view! {
            <li class="sm-breaking">
                <span>{source.name.clone()}</span>
                <span class="sm-muted">
                    {format!(" — {format}, {}, {spans}", bytes(source.bytes))}
                </span>
            </li>
        }
    };
    let lines = report.sources.iter().take(MOST).map(line).collect_view();
    view! { <ul class="sm-files">{lines}</ul> }
}
