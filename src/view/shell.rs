//! The frame: what stands around the panes, and which pane is shown.

use leptos::prelude::*;

use super::Ctx;
use super::details::DetailsPane;
use super::map::MapPane;
use super::span::SpanPane;
use super::traces::{TraceListPane, TraceOrder};
use super::waterfall::WaterfallPane;
use crate::state::{Action, Phase, Tab};

#[component]
pub fn Shell() -> impl IntoView {
    let ctx = Ctx::get();
    let has_data = ctx.memo(|s| s.has_data());
    provide_context(TraceOrder::default());
    view! {
        <div class="sm-app" lang=move || ctx.state().with(|s| s.language.code())>
            <header class="sm-toolbar">
                <span class="sm-brand">{move || ctx.text().brand}</span>
            </header>
            <Show when=move || has_data.get() fallback=Empty>
                <Tabs/>
                <Panes/>
            </Show>
        </div>
    }
}

#[component]
fn Tabs() -> impl IntoView {
    let ctx = Ctx::get();
    let tab = ctx.memo(|s| s.tab);
    let button = move |of: Tab, label: fn() -> &'static str| {
        view! {
            <button
                type="button"
                role="tab"
                class="sm-tab"
                aria-selected=move || (tab.get() == of).to_string()
                on:click=move |_| ctx.dispatch(Action::ShowTab(of))
            >
                {label}
            </button>
        }
    };
    view! {
        <nav class="sm-tabs" role="tablist">
            {button(Tab::Map, || Ctx::get().text().tab_map)}
            {button(Tab::Traces, || Ctx::get().text().tab_traces)}
        </nav>
    }
}

/// The map with its details, or the list of traces, or a waterfall with its span.
#[component]
fn Panes() -> impl IntoView {
    let ctx = Ctx::get();
    let shown = ctx.memo(|s| (s.tab, s.open_trace.is_some()));
    let panes = move || match shown.get() {
        (Tab::Map, _) => split(MapPane().into_any(), DetailsPane().into_any()).into_any(),
        (Tab::Traces, false) => TraceListPane().into_any(),
        (Tab::Traces, true) => split(WaterfallPane().into_any(), SpanPane().into_any()).into_any(),
    };
    view! { <main class="sm-panes">{panes}</main> }
}

fn split(main: AnyView, side: AnyView) -> impl IntoView {
    view! {
        <div class="sm-split">
            <section class="sm-pane">{main}</section>
            <aside class="sm-side">{side}</aside>
        </div>
    }
}

#[component]
fn Empty() -> impl IntoView {
    let ctx = Ctx::get();
    let failure = ctx.memo(|s| match &s.phase {
        Phase::Stopped { reason, .. } => reason.clone(),
        _ => s.notice.clone().unwrap_or_default(),
    });
    view! {
        <section class="sm-empty">
            <p>{move || ctx.text().tagline}</p>
            <p class="sm-failure">{move || failure.get()}</p>
            <button type="button" class="sm-button" on:click=move |_| ctx.host().open()>
                {move || ctx.text().open_file}
            </button>
            <button type="button" class="sm-button" on:click=move |_| ctx.host().sample()>
                {move || ctx.text().try_sample}
            </button>
        </section>
    }
}
