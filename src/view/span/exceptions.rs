//! What was thrown, what caused it, and where.

use leptos::prelude::*;

use super::facts::long_text;
use crate::engine::{ExceptionDetail, SpanDetail, StackFrame};
use crate::scene::format::count;
use crate::view::Ctx;

/// Frames that are shown before the person asks for the rest.
const SHOWN_FRAMES: usize = 60;

pub fn exceptions(ctx: Ctx, detail: &SpanDetail) -> AnyView {
    let text = &ctx.text().trace;
    let causes = [None].into_iter().chain(detail.exceptions.iter().map(|e| e.cause.as_deref()));
    let items = detail.exceptions.iter().zip(causes).map(|(thrown, cause_of_last)| {
        let is_cause = cause_of_last.is_some_and(|id| id == thrown.id);
        exception(ctx, thrown, is_cause)
    });
    let directory =
        Some(detail.working_directory.clone()).filter(|path| !path.is_empty()).map(|path| {
            view! { <p class="sm-muted">{text.working_directory} " " <code>{path}</code></p> }
        });
    view! {
        {items.collect_view()}
        {directory}
    }
    .into_any()
}

fn exception(ctx: Ctx, thrown: &ExceptionDetail, is_cause: bool) -> impl IntoView + use<> {
    let text = &ctx.text().trace;
    let kind = match thrown.kind.as_str() {
        // Only the id of an exception that a span below tells in full.
        "" if thrown.cause.as_ref() == Some(&thrown.id) => text.passed_on.to_owned(),
        "" => text.exception.to_owned(),
        kind => kind.to_owned(),
    };
    let remote = thrown.remote.then(|| {
        view! { <span class="sm-tag" title=text.remote_hint>{text.remote}</span> }
    });
    let skipped = (thrown.skipped > 0).then(|| (text.skipped)(&count(thrown.skipped.into())));
    view! {
        <div class="sm-exception" class:sm-exception--cause=is_cause>
            {is_cause.then(|| view! { <p class="sm-muted">{text.caused_by}</p> })}
            <p class=("sm-exception__kind", true)><b>{kind}</b> " " {remote}</p>
            <p class=("sm-exception__message", true)>{long_text(thrown.message.clone())}</p>
            {stack(ctx, thrown)}
            {skipped.map(|line| view! { <p class="sm-muted">{line}</p> })}
        </div>
    }
}

fn stack(ctx: Ctx, thrown: &ExceptionDetail) -> impl IntoView + use<> {
    let text = &ctx.text().trace;
    let frames = thrown.stack.clone();
    let total = frames.len();
    let truncated =
        (thrown.truncated > 0).then(|| (text.truncated)(&count(thrown.truncated.into())));
    let all = RwSignal::new(false);
    let shown = move || {
        let limit = if all.get() { usize::MAX } else { SHOWN_FRAMES };
        frames.iter().take(limit).map(frame).collect_view()
    };
    let more = move || {
        (total > SHOWN_FRAMES && !all.get()).then(|| {
            view! {
                <button type="button" class="sm-link" on:click=move |_| all.set(true)>
                    {(text.show_all_frames)(&count(total as u64))}
                </button>
            }
        })
    };
    (total > 0 || truncated.is_some()).then(|| {
        view! {
            <details class="sm-stack" open=true>
                <summary>{(text.stack)(&count(total as u64))}</summary>
                <ol>{shown}</ol>
                {more}
                {truncated.map(|line| view! { <p class="sm-muted">{line}</p> })}
            </details>
        }
    })
}

fn frame(frame: &StackFrame) -> impl IntoView + use<> {
    let place = match frame.line {
        Some(line) => format!("{}:{line}", frame.path),
        None => frame.path.clone(),
    };
    view! {
        <li>
            <span class="sm-frame__label">{frame.label.clone()}</span>
            " "
            <span class="sm-frame__place">{place}</span>
        </li>
    }
}
