//! Whether the open trace matches the filter, and why: each condition, its truth, the span it turns on.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Waterfall;
use crate::engine::{Clause, ClauseSort, Reply, Request};
use crate::scene::fill;
use crate::state::{Action, Selection};
use crate::view::Ctx;
use crate::view::glyph::{Glyph, glyph};

/// Nothing without a filter.
pub fn why(waterfall: Waterfall) -> impl IntoView {
    let ctx = waterfall.ctx;
    let clauses = RwSignal::new(Vec::<Clause>::new());
    // The filter in force is known to the engine once there is an overview of it.
    let head = waterfall.head;
    Effect::new(move || {
        ctx.data_generation().track();
        let is_open = head.with(Option::is_some);
        let is_filtered = ctx.state().with_untracked(|s| !s.view.filter.trim().is_empty());
        if !(is_open && is_filtered) {
            return clauses.set(Vec::new());
        }
        spawn_local(async move {
            if let Ok(Reply::Why(answer)) = ctx.ask(Request::Why).await {
                clauses.try_set(answer);
            }
        });
    });
    let holds = Memo::new(move |_| clauses.with(|c| c.first().map(|first| first.holds)));
    let list = move || {
        let rows = clauses.get().into_iter().map(|clause| row(waterfall, clause));
        rows.collect_view()
    };
    move || {
        let holds = holds.get()?;
        let text = &ctx.text().ask;
        let said = if holds { text.matches } else { text.matches_not };
        Some(view! {
            <details class="sm-why" class:sm-why--fails=!holds>
                <summary>
                    {mark(ctx, holds)}
                    <span>{said}</span>
                    <span class=("sm-link", true)>{text.why}</span>
                </summary>
                <ul class=("sm-why-list", true)>{list}</ul>
            </details>
        })
    }
}

fn row(waterfall: Waterfall, clause: Clause) -> impl IntoView {
    let ctx = waterfall.ctx;
    let text = &ctx.text().ask;
    let says = match clause.says {
        ClauseSort::All => view! { <span>{text.all_of}</span> }.into_any(),
        ClauseSort::Any => view! { <span>{text.any_of}</span> }.into_any(),
        ClauseSort::Not => view! { <span>{text.none_of}</span> }.into_any(),
        ClauseSort::Text(says) => view! { <code>{says}</code> }.into_any(),
    };
    let to_span = clause.span.map(|(span, name)| {
        let label = fill(text.go_to_span, &[&name]);
        view! {
            <button
                type="button"
                class="sm-link"
                title=label.clone()
                aria-label=label
                on:click=move |_| select(waterfall, span)
            >
                {name}
            </button>
        }
    });
    view! {
        <li style=("--sm-depth", clause.depth.min(12).to_string()) class:sm-why--fails=!clause.holds>
            {mark(ctx, clause.holds)}
            {says}
            {to_span}
        </li>
    }
}

/// A sign, and the word for who does not see it.
fn mark(ctx: Ctx, holds: bool) -> impl IntoView {
    let text = &ctx.text().ask;
    let word = if holds { text.holds } else { text.fails };
    view! {
        <span class="sm-why-mark" role="img" aria-label=word title=word>
            {glyph(if holds { Glyph::Check } else { Glyph::Close })}
        </span>
    }
}

fn select(waterfall: Waterfall, span: u32) {
    let trace = waterfall.ctx.state().with_untracked(|s| s.open_trace.clone());
    if let Some(trace) = trace {
        waterfall.ctx.dispatch(Action::Select(Selection::Span { trace, span }));
    }
}
