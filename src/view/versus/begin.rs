//! The way into a comparison: whom to compare the open trace with.

use leptos::html::Details;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use super::SeenTraces;
use crate::engine::{Reply, Request, RivalSort, Rivals, TraceRow};
use crate::scene::fill;
use crate::scene::format::{count, duration};
use crate::state::{Action, Picking, VersusText};
use crate::view::Ctx;
use crate::view::glyph::{Glyph, glyph};
use crate::view::status_glyph::{status_glyph, status_of};

/// A button that offers traces to compare the open one with.
pub fn begin(ctx: Ctx) -> impl IntoView {
    let seen: SeenTraces = expect_context();
    let node = NodeRef::<Details>::new();
    let rivals = RwSignal::new(None::<Rivals>);
    let opened = move |_| {
        let is_open = node.get_untracked().is_some_and(|node| node.open());
        let Some(id) = open_trace(ctx).filter(|_| is_open) else { return };
        spawn_local(async move {
            let answer = ctx.ask(Request::Rivals { id, seen: seen.ids() }).await;
            if let Ok(Reply::Rivals(found)) = answer {
                rivals.try_set(Some(*found));
            }
        });
    };
    let key = move |event: KeyboardEvent| {
        let Some(node) = node.get_untracked().filter(|node| node.open()) else { return };
        // The keys of the waterfall are not for those who write here.
        event.stop_propagation();
        if event.key() == "Escape" {
            event.prevent_default();
            node.set_open(false);
            press(ctx, ".sm-rivals > summary", |summary| drop(summary.focus()));
        }
    };
    view! {
        <details class="sm-rivals" node_ref=node on:toggle=opened on:keydown=key>
            <summary class="sm-button" title=move || ctx.text().versus.begin_hint>
                {glyph(Glyph::Versus)}
                {move || ctx.text().versus.begin}
            </summary>
            <div class=("sm-popover", true)>
                {move || rivals.get().map(|rivals| offers(ctx, &rivals))}
                {other_ways(ctx)}
            </div>
        </details>
    }
}

/// Opens what [`begin`] offers.
pub fn show_begin(ctx: Ctx) {
    press(ctx, ".sm-rivals > summary", |summary| {
        drop(summary.focus());
        summary.click();
    });
}

fn press(ctx: Ctx, selector: &str, act: impl Fn(&HtmlElement)) {
    let found = ctx.root().query_selector(selector).ok().flatten();
    if let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        act(&element);
    }
}

fn open_trace(ctx: Ctx) -> Option<String> {
    ctx.state().with_untracked(|s| s.open_trace.clone())
}

fn align_with(ctx: Ctx, other: String) {
    if let Some(trace) = open_trace(ctx) {
        ctx.dispatch(Action::Align { trace, other });
    }
}

fn offers(ctx: Ctx, rivals: &Rivals) -> impl IntoView + use<> {
    let text = &ctx.text().versus;
    let line = match rivals.alike {
        0 => text.none_alike.to_owned(),
        alike => fill(text.alike, &[&count(alike.into())]),
    };
    let offer = |&(why, ref trace): &(RivalSort, TraceRow)| offer(ctx, text, why, trace);
    let is_seen = |rival: &&(RivalSort, TraceRow)| rival.0 == RivalSort::Seen;
    let (seen, alike): (Vec<_>, Vec<_>) = rivals.list.iter().partition(is_seen);
    let has_seen = !seen.is_empty();
    view! {
        <p class=("sm-muted", true)>{line}</p>
        <ul class=("sm-rival-list", true)>{alike.into_iter().map(offer).collect_view()}</ul>
        <p class="sm-muted" hidden=!has_seen>{text.seen}</p>
        <ul class=("sm-rival-list", true)>{seen.into_iter().map(offer).collect_view()}</ul>
    }
}

fn offer(ctx: Ctx, text: &VersusText, why: RivalSort, trace: &TraceRow) -> impl IntoView + use<> {
    let label = match why {
        RivalSort::Fastest => text.fastest.to_owned(),
        RivalSort::Median => text.median.to_owned(),
        RivalSort::Slowest => text.slowest.to_owned(),
        RivalSort::Seen => trace.summary.root.clone(),
    };
    let id = trace.summary.id.clone();
    let other = id.clone();
    view! {
        <li>
            <button type="button" class="sm-rival" on:click=move |_| align_with(ctx, other.clone())>
                {status_glyph(&ctx.text().trace, status_of(&trace.summary.health))}
                <b class=("sm-rival__why", true)>{label}</b>
                <span class=("sm-rival__length", true)>{duration(trace.duration)}</span>
                <span class="sm-muted">{ctx.clock().time(trace.start_time)}</span>
                <code title=id.clone()>{id.clone()}</code>
            </button>
        </li>
    }
}

/// An id, or a look into the list.
fn other_ways(ctx: Ctx) -> impl IntoView {
    let id = RwSignal::new(String::new());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let id = id.get_untracked().trim().to_owned();
        if !id.is_empty() {
            align_with(ctx, id);
        }
    };
    let pick = move |_| {
        if let Some(id) = open_trace(ctx) {
            ctx.dispatch(Action::Pick(Picking::Second(id)));
        }
    };
    view! {
        <form class="sm-rival-form" on:submit=submit>
            <input
                class="sm-text-field"
                type="text"
                spellcheck="false"
                autocomplete="off"
                title=move || ctx.text().versus.by_id_hint
                aria-label=move || ctx.text().versus.by_id_hint
                placeholder=move || ctx.text().versus.by_id
                prop:value=move || id.get()
                on:input=move |event| id.set(event_target_value(&event))
            />
            <button type="button" class="sm-button" on:click=pick>
                {glyph(Glyph::Rows)}
                {move || ctx.text().versus.from_list}
            </button>
        </form>
    }
}
