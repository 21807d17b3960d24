//! Spans summed up, of the open trace or of all filtered ones: as a table, or as boxes by call path.

mod choice;
mod flame;
mod table;

use leptos::prelude::*;

pub use self::choice::split_choice;
use self::flame::flame;
use self::table::span_table;
use super::Ctx;
use super::waterfall::OpenHead;
use crate::state::{Action, SumView, TraceText};

/// What the sums are about; another value, other sums. `None` while there is nothing.
type Subject = Memo<Option<(u32, Option<String>, bool)>>;

/// What the sums are about now.
pub fn subject(ctx: Ctx, all: bool) -> Subject {
    let OpenHead(head) = expect_context();
    Memo::new(move |_| {
        let data = ctx.data_generation().get();
        if all {
            return Some((data, None, false));
        }
        head.with(|head| head.as_ref().map(|h| (data, Some(h.id.clone()), h.adjusted)))
    })
}

/// Switches between rows, table and boxes.
pub fn sum_switch(ctx: Ctx, all: bool) -> impl IntoView {
    let shown = ctx.memo(move |s| s.fall.shown(all));
    let button = move |view: SumView, label: fn(&TraceText) -> &'static str| {
        view! {
            <button
                type="button"
                class="sm-toggle"
                aria-pressed=move || (shown.get() == view).to_string()
                on:click=move |_| ctx.dispatch(Action::ShowSums { all, view })
            >
                {move || label(&ctx.text().trace)}
            </button>
        }
    };
    view! {
        <div class="sm-tool-group" role="group" aria-label=move || ctx.text().trace.show_as>
            {button(SumView::Rows, if all { |t| t.list_label } else { |t| t.tools })}
            {button(SumView::Table, |t| t.show_table)}
            {button(SumView::Flame, |t| t.show_flame)}
        </div>
    }
}

/// The sums in place of the rows, when they are wanted.
pub fn sums(ctx: Ctx, all: bool) -> impl IntoView {
    let shown = ctx.memo(move |s| s.fall.shown(all));
    let subject = subject(ctx, all);
    move || match shown.get() {
        SumView::Rows => None,
        SumView::Table => Some(span_table(ctx, all, subject).into_any()),
        SumView::Flame => Some(flame(ctx, all, subject).into_any()),
    }
}
