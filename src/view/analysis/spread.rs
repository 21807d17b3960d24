//! How the times of the traces spread: over the range, and in all.

use std::sync::Arc;

use leptos::html::Div;
use leptos::prelude::*;

use super::scatter::ScatterPlot;
use crate::engine::{Reply, Request, Spread};
use crate::model::Nanos;
use crate::scene::format::count;
use crate::scene::{Size, fill, filter_by, lengths, scatter};
use crate::state::Action;
use crate::view::Ctx;
use crate::view::latency_histogram::LatencyHistogram;
use crate::view::measure::watch_size;

/// In px; the width is the pane's.
const HEIGHT: f64 = 300.0;

#[component]
pub fn SpreadSection() -> impl IntoView {
    let ctx = Ctx::get();
    let (frame, width) = (NodeRef::<Div>::new(), RwSignal::new(0.0));
    let found: RwSignal<Option<Arc<Spread>>> = RwSignal::new(None);
    Effect::new(move || {
        if let Some(frame) = frame.get() {
            watch_size(&frame, move |size| {
                width.try_set(size.width);
            });
        }
    });
    let size = Memo::new(move |_| Size { width: width.get(), height: HEIGHT });
    Effect::new(move || {
        ctx.data_generation().track();
        let size = size.get();
        if size.width > 0.0 {
            let (columns, rows) = scatter::grid(size);
            leptos::task::spawn_local(async move {
                let reply = ctx.ask(Request::Spread { columns, rows }).await;
                if let Ok(Reply::Spread(spread)) = reply {
                    found.try_set(Some(Arc::from(spread)));
                }
            });
        }
    });
    let times = Signal::derive(move || {
        found.with(|f| f.as_ref().map(|s| (s.histogram.clone(), s.numbers))).unwrap_or_default()
    });
    let keep = Callback::new(move |(low, high)| keep_lengths(ctx, low, high));
    let placed = Memo::new(move |_| found.with(|f| f.as_ref().is_some_and(|s| s.plane.is_some())));
    let empty = move || found.with(|f| f.as_ref().is_some_and(|s| s.plane.is_none()));
    view! {
        <section class="sm-analysis-section">
            <h2 class="sm-analysis-title">{move || ctx.text().analysis.scatter}</h2>
            <p class="sm-analysis-hint">{move || ctx.text().analysis.scatter_hint}</p>
            <div node_ref=frame class="sm-scatter-frame">
                <Show when=move || placed.get()>
                    <ScatterPlot found size/>
                </Show>
                <Show when=empty>
                    <p class="sm-det-text">{move || ctx.text().analysis.nothing}</p>
                    <button type="button" class="sm-button" on:click=move |_| show_all(ctx)>
                        {move || ctx.text().trace.show_all}
                    </button>
                </Show>
            </div>
            {move || untimed(ctx, found)}
        </section>
        <section class="sm-analysis-section" hidden=move || !placed.get()>
            <LatencyHistogram times keep/>
            <p class="sm-analysis-hint">{move || ctx.text().analysis.histogram_hint}</p>
        </section>
    }
}

/// Those that the picture cannot show are told.
fn untimed(ctx: Ctx, found: RwSignal<Option<Arc<Spread>>>) -> Option<impl IntoView> {
    let untimed = found.with(|f| f.as_ref().map_or(0, |s| s.untimed));
    let line = fill(ctx.text().analysis.untimed, &[&count(untimed.into())]);
    (untimed > 0).then(|| view! { <p class="sm-det-text">{line}</p> })
}

fn show_all(ctx: Ctx) {
    ctx.dispatch(Action::SetFilter(String::new()));
    ctx.dispatch(Action::SetRange(None));
}

/// Adds response times from `low` up to `high` to the filter.
pub fn keep_lengths(ctx: Ctx, low: Nanos, high: Nanos) {
    let now = ctx.state().with_untracked(|s| s.view.filter.clone());
    ctx.dispatch(Action::SetFilter(filter_by(&now, &lengths(low, high))));
}
