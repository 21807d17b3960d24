//! What could not be read, and where it stands in the files.

use leptos::prelude::*;

use super::Ctx;
use super::copy::copy_button;
use super::dialog::PanelDialog;
use crate::engine::api::{LoadReport, Problem};
use crate::scene::fill;
use crate::scene::format::count;

/// Kinds of problems that are listed; more would only hide the first.
const MOST: usize = 200;

#[component]
pub fn Problems() -> impl IntoView {
    let ctx = Ctx::get();
    let report = ctx.memo(|s| s.report.clone().unwrap_or_default());
    view! {
        <PanelDialog title=|ctx| ctx.text().shell.problems_title>
            <div class=("sm-problems-head", true)>
                <p>{move || ctx.text().shell.problems_intro}</p>
                {copy_button(move || report.with_untracked(|report| written(ctx, report)), |t| t.copy_list)}
            </div>
            {move || report.with(|report| table(ctx, report))}
        </PanelDialog>
    }
}

fn table(ctx: Ctx, report: &LoadReport) -> impl IntoView + use<> {
    let text = &ctx.text().shell;
    let more = report.problems.len().saturating_sub(MOST);
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
    }
}

fn row(ctx: Ctx, problem: &Problem) -> impl IntoView + use<> {
    let byte = fill(ctx.text().shell.problem_at_byte, &[&count(problem.offset as u64)]);
    view! {
        <tr>
            <td class="sm-breaking">{(ctx.text().shell.reason)(problem)}</td>
            <td class="sm-figure-cell">{count(problem.count.into())}</td>
            <td class="sm-breaking">
                <span>{problem.file.clone()}</span>
                <span class="sm-muted">{format!(", {byte}")}</span>
                <code class="sm-path">{problem.path.clone()}</code>
                <code class="sm-excerpt">{problem.example.clone()}</code>
            </td>
        </tr>
    }
}

/// For a mail or an issue: four lines a problem.
fn written(ctx: Ctx, report: &LoadReport) -> String {
    let text = untrack(|| ctx.text());
    let written = |p: &Problem| {
        let Problem { count, file, offset, path, example, .. } = p;
        let reason = (text.shell.reason)(p);
        format!("{count} x {reason}\n  {file}, byte {offset}\n  {path}\n  {example}\n")
    };
    report.problems.iter().map(written).collect()
}
