//! The frame: what stands around the panes, and which pane is shown.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::Ctx;
use super::analysis::AnalysisPane;
use super::details::DetailsPane;
use super::empty::{Empty, NothingFound};
use super::failure::{Notice, Stopped};
use super::files::Files;
use super::filters::Filters;
use super::help::Help;
use super::limit::Limited;
use super::loading::Loading;
use super::map::MapPane;
use super::problems::Problems;
use super::span::AskedPart;
use super::span::SpanPane;
use super::split::{SideWidth, Split};
use super::storage::keep_filters;
use super::strip::Strip;
use super::toolbar::Toolbar;
use super::traces::{TraceListPane, TraceOrder};
use super::versus::{LastPlace, SeenTraces, VersusPane};
use super::waterfall::{OpenHead, WaterfallPane};
use crate::scene::format::count;
use crate::state::{Action, Chrome, Panel, Phase, Picking, Selection, Tab, UiState};

#[component]
pub fn Shell() -> impl IntoView {
    let ctx = Ctx::get();
    keep_filters(ctx);
    provide_context(TraceOrder::default());
    provide_context(OpenHead::default());
    provide_context(AskedPart::default());
    provide_context(SideWidth::default());
    provide_context(LastPlace::default());
    let seen = SeenTraces::default();
    seen.follow(ctx);
    provide_context(seen);
    let framed = ctx.memo(|s| s.chrome != Chrome::None);
    view! {
        <div
            class="sm-app"
            tabindex=-1
            lang=move || ctx.state().with(|s| s.language.code())
            on:keydown=move |event| keydown(ctx, &event)
        >
            <Show when=move || framed.get()>
                <Toolbar/>
            </Show>
            <Body/>
            <Notice/>
            <Loading/>
            <Panels/>
            <div class="sm-drop-veil" aria-hidden="true">{move || ctx.text().shell.drop_here}</div>
        </div>
    }
}

/// What fills the frame.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Content {
    Empty,
    NothingFound,
    Stopped,
    Data,
}

#[component]
fn Body() -> impl IntoView {
    let ctx = Ctx::get();
    let content = ctx.memo(content);
    move || match content.get() {
        Content::Empty => view! { <Empty/> }.into_any(),
        Content::NothingFound => view! { <NothingFound/> }.into_any(),
        Content::Stopped => view! { <Stopped/> }.into_any(),
        Content::Data => view! {
            <Limited/>
            <Strip/>
            <Tabs/>
            <Panes/>
        }
        .into_any(),
    }
}

fn content(state: &UiState) -> Content {
    match (&state.phase, &state.report) {
        (Phase::Stopped { .. }, _) => Content::Stopped,
        (_, None) => Content::Empty,
        (_, Some(report)) if report.spans == 0 && report.services == 0 && report.traces == 0 => {
            Content::NothingFound
        }
        _ => Content::Data,
    }
}

#[component]
fn Tabs() -> impl IntoView {
    let ctx = Ctx::get();
    let tab = ctx.memo(|s| s.tab);
    let nodes = Memo::new(move |_| {
        ctx.overview().with(|o| o.nodes.iter().filter(|n| !n.faded).count() as u64)
    });
    let traces = Memo::new(move |_| ctx.overview().with(|o| u64::from(o.summary.traces)));
    let button = move |of: Tab, number: Option<Memo<u64>>| {
        let label = move || match of {
            Tab::Map => ctx.text().shell.tab_map,
            Tab::Traces => ctx.text().shell.tab_traces,
            Tab::Analysis => ctx.text().shell.tab_analysis,
        };
        let selected = move || tab.get() == of;
        view! {
            <button
                type="button"
                role="tab"
                class="sm-tab"
                aria-selected=move || selected().to_string()
                tabindex=move || if selected() { 0 } else { -1 }
                on:click=move |_| ctx.dispatch(Action::ShowTab(of))
            >
                {label}
                {number.map(|number| view! {
                    <span class="sm-tab-count">{move || count(number.get())}</span>
                })}
            </button>
        }
    };
    let keydown = move |event: KeyboardEvent| {
        let to = match event.key().as_str() {
            "ArrowLeft" => tab.get_untracked().neighbour(-1),
            "ArrowRight" => tab.get_untracked().neighbour(1),
            "Home" => Tab::Map,
            "End" => Tab::Analysis,
            _ => return,
        };
        event.prevent_default();
        ctx.dispatch(Action::ShowTab(to));
        focus_in(ctx, &format!(".sm-tab:nth-child({})", to as u8 + 1));
    };
    view! {
        <div
            class="sm-tabs"
            role="tablist"
            aria-label=move || ctx.text().shell.tabs
            on:keydown=keydown
        >
            {button(Tab::Map, Some(nodes))}
            {button(Tab::Traces, Some(traces))}
            {button(Tab::Analysis, None)}
        </div>
    }
}

/// The map with its details, or the list of traces, or a waterfall with its span.
#[component]
fn Panes() -> impl IntoView {
    let ctx = Ctx::get();
    let shown = ctx.memo(|s| (s.tab, s.open_trace.is_some(), s.versus.is_some()));
    let panes = move || match shown.get() {
        (Tab::Map, ..) => view! {
            <Split main=MapPane().into_any() side=DetailsPane().into_any()/>
        }
        .into_any(),
        (Tab::Analysis, ..) => AnalysisPane().into_any(),
        (Tab::Traces, false, _) => TraceListPane().into_any(),
        (Tab::Traces, true, true) => VersusPane().into_any(),
        (Tab::Traces, true, false) => view! {
            <Split main=WaterfallPane().into_any() side=SpanPane().into_any()/>
        }
        .into_any(),
    };
    view! { <main class="sm-panes">{panes}</main> }
}

#[component]
fn Panels() -> impl IntoView {
    let ctx = Ctx::get();
    let panel = ctx.memo(|s| s.panel);
    move || match panel.get() {
        Some(Panel::Help) => Some(view! { <Help/> }.into_any()),
        Some(Panel::Files) => Some(view! { <Files/> }.into_any()),
        Some(Panel::Problems) => Some(view! { <Problems/> }.into_any()),
        Some(Panel::Filters) => Some(view! { <Filters/> }.into_any()),
        // The map shows this one beside itself.
        Some(Panel::Thresholds) | None => None,
    }
}

/// Keys that work wherever the focus is in the element; what a pane took for itself is prevented.
fn keydown(ctx: Ctx, event: &KeyboardEvent) {
    if event.default_prevented() || event.is_composing() {
        return;
    }
    if event.key() == "Escape" {
        return escape(ctx, event);
    }
    if event.ctrl_key() || event.meta_key() || event.alt_key() || is_typing(event) {
        return;
    }
    match event.key().as_str() {
        "?" => ctx.dispatch(Action::TogglePanel(Panel::Help)),
        "/" => {
            if !ctx.search() {
                focus_in(ctx, ".sm-filter-input");
            }
        }
        "q" => focus_in(ctx, ".sm-filter-input"),
        "m" => ctx.dispatch(Action::ShowTab(Tab::Map)),
        "t" => ctx.dispatch(Action::ShowTab(Tab::Traces)),
        "a" => ctx.dispatch(Action::ShowTab(Tab::Analysis)),
        _ => return,
    }
    event.prevent_default();
}

/// One step out: what lies on top, then what is selected, then the trace that is open.
fn escape(ctx: Ctx, event: &KeyboardEvent) {
    let action = ctx.state().with_untracked(|s| {
        let in_trace = s.tab == Tab::Traces && s.open_trace.is_some();
        match s.selection {
            _ if s.panel.is_some() => Some(Action::ClosePanel),
            _ if s.notice.is_some() => Some(Action::DismissNotice),
            _ if in_trace && s.versus.is_some() => Some(Action::CloseAlignment),
            _ if s.tab == Tab::Traces && s.picking.is_on() => Some(Action::Pick(Picking::Off)),
            Selection::Span { ref trace, .. } if in_trace => {
                Some(Action::Select(Selection::Trace { id: trace.clone() }))
            }
            _ if in_trace => Some(Action::CloseTrace),
            Selection::Node { .. } | Selection::Edge { .. } if s.tab == Tab::Map => {
                Some(Action::Select(Selection::None))
            }
            _ => None,
        }
    });
    if let Some(action) = action {
        event.prevent_default();
        ctx.dispatch(action);
    }
}

/// A letter is then part of a text.
fn is_typing(event: &KeyboardEvent) -> bool {
    // Not the target, which is retargeted to the host outside of the shadow root.
    let target = event.composed_path().get(0).dyn_into::<Element>().ok();
    target.is_some_and(|target| {
        target.matches("input, textarea, select, [contenteditable]").unwrap_or(false)
    })
}

fn focus_in(ctx: Ctx, selector: &str) {
    let found = ctx.root().query_selector(selector).ok().flatten();
    if let Some(node) = found.and_then(|node| node.dyn_into::<HtmlElement>().ok()) {
        node.focus().ok();
    }
}
