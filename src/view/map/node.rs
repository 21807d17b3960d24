//! A card of the map.

use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{FocusOptions, HtmlElement, KeyboardEvent, PointerEvent};

use super::canvas::{Press, on_click};
use super::model::MapModel;
use crate::layout::Point;
use crate::layout::card::{NODE_HEIGHT, NODE_WIDTH};
use crate::model::Status;
use crate::scene::card::{CORNER, Card, FAR_GLYPH, GLYPH, LONE_GLYPH, RING_CENTRE, RING_RADIUS};
use crate::scene::writing::{BADGE_LEFT, BADGE_PADDING, Face, Line};
use crate::scene::{Detail, Health, Shared};
use crate::state::{Selection, node_sentence};

#[component]
pub fn NodeCard(
    id: String,
    selected: Selector<Option<String>>,
    tab_stop: Selector<Option<String>>,
    press: StoredValue<Press>,
) -> impl IntoView {
    let map = MapModel::get();
    let id: Arc<str> = id.into();
    let key = Some(id.to_string());
    let card = {
        let id = id.clone();
        Memo::new(move |_| map.sheet.with(|sheet| sheet.card(&id).cloned()))
    };
    let is_dim = {
        let id = id.clone();
        Memo::new(move |_| {
            let at = map.laid.with(|sheet| sheet.graph.at(&id));
            map.lit.with(|lit| {
                lit.as_ref().zip(at).is_some_and(|(lit, at)| lit.get(at as usize) == Some(&false))
            })
        })
    };
    let is_end = {
        let id = id.clone();
        Memo::new(move |_| {
            map.pointed.with(|p| p.as_ref().is_some_and(|p| *p.source == *id || *p.target == *id))
        })
    };
    let (is_selected, is_stop) = {
        let (a, b) = (key.clone(), key);
        (
            Signal::derive(move || selected.selected(&a)),
            Signal::derive(move || tab_stop.selected(&b)),
        )
    };
    let sentence = Memo::new(move |_| {
        card.with(|card| {
            let card = card.as_ref()?;
            Some(map.thresholds.with(|limits| node_sentence(&card.node, limits, map.text())))
        })
    });
    let class = move || {
        let mut class = card.with(|card| card.as_ref().map_or(String::new(), |card| classes(card)));
        for (applies, name) in [
            (is_dim.get(), " sm-dim"),
            (is_selected.get(), " sm-selected"),
            (is_end.get(), " sm-end"),
        ] {
            class.push_str(if applies { name } else { "" });
        }
        class
    };
    let place = move || card.with(|card| card.as_ref().map_or(String::new(), |card| placed(card)));
    let element = NodeRef::<leptos::svg::G>::new();
    focus_when_walked_to(map, id.clone(), element);
    let select = {
        let id = id.clone();
        move || map.select(Selection::Node { id: id.to_string() })
    };
    let grab = {
        let id = id.clone();
        move |event: PointerEvent| {
            if event.button() == 0 {
                press.update_value(|press| press.card = Some(id.to_string()));
            }
        }
    };
    let click = on_click(press, select.clone());
    let keydown = move |event: KeyboardEvent| {
        if matches!(event.key().as_str(), "Enter" | " ") {
            event.prevent_default();
            event.stop_propagation();
            select();
        }
    };
    let walked = move |_| map.walked.set(Some(id.to_string()));
    view! {
        <g
            node_ref=element
            class=class
            transform=place
            role="button"
            tabindex=move || if is_stop.get() { "0" } else { "-1" }
            aria-pressed=move || is_selected.get().to_string()
            aria-label=move || sentence.get()
            data-node=move || card.with(|card| card.as_ref().map(|card| card.id().to_owned()))
            on:pointerdown=grab
            on:click=click
            on:keydown=keydown
            on:focus=walked
        >
            <title>{move || sentence.get()}</title>
            {move || card.get().map(|card| content(card, map.detail.get()))}
        </g>
    }
}

/// An arrow key led here; a card that was out of view may only now have got its element.
fn focus_when_walked_to(map: MapModel, id: Arc<str>, element: NodeRef<leptos::svg::G>) {
    Effect::new(move |_| {
        let wanted = map.walk_to.with(|wanted| wanted.as_deref() == Some(&*id));
        if let (true, Some(element)) = (wanted, element.get()) {
            // SVG elements can be focused like those of HTML, but `web_sys` does not know.
            let options = FocusOptions::new();
            options.set_prevent_scroll(true);
            let element: &HtmlElement = element.unchecked_ref();
            // An element that is being removed cannot be focused, and need not.
            element.focus_with_options(&options).ok();
            map.walk_to.set(None);
        }
    });
}

fn classes(card: &Card) -> String {
    let node = &card.node;
    let mut class = format!("sm-node sm-is-{}", card.health.word());
    for (applies, name) in [
        (node.inferred, " sm-inferred"),
        (node.imported, " sm-imported"),
        (node.faded, " sm-faded"),
        (node.is_bottleneck, " sm-bottleneck"),
    ] {
        class.push_str(if applies { name } else { "" });
    }
    class
}

fn placed(card: &Card) -> String {
    format!("translate({} {})", card.area.left, card.area.top)
}

fn content(card: Shared<Card>, detail: Detail) -> impl IntoView {
    let inner = match detail {
        Detail::Full | Detail::Large => full(&card, detail).into_any(),
        Detail::Name | Detail::Mark => far(&card, detail).into_any(),
    };
    view! {
        <rect class="sm-node-focus" x=-4 y=-4 rx=CORNER + 4.0 width=NODE_WIDTH + 8.0 height={NODE_HEIGHT + 8.0}/>
        <rect class="sm-node-back" rx=CORNER width=NODE_WIDTH height=NODE_HEIGHT/>
        <rect class="sm-node-box" rx=CORNER width=NODE_WIDTH height=NODE_HEIGHT/>
        {inner}
    }
}

fn full(card: &Card, detail: Detail) -> impl IntoView + use<> {
    let icon = RING_CENTRE - 10.0;
    view! {
        {ring(card)}
        <path class="sm-node-icon" transform=format!("translate({icon} {icon})") d=card.icon.path()/>
        {health_glyph(card.health, GLYPH, GLYPH, 1.0)}
        {written(card, detail)}
        {marks(card)}
    }
}

/// A card that is too small for more than its name.
fn far(card: &Card, detail: Detail) -> impl IntoView + use<> {
    let (Point { x, y }, scale) =
        if detail == Detail::Name { (FAR_GLYPH, 2.0) } else { (LONE_GLYPH, 3.0) };
    view! {
        {health_glyph(card.health, x, y, scale)}
        {written(card, detail)}
    }
}

fn written(card: &Card, detail: Detail) -> impl IntoView + use<> {
    let writing = card.writing(detail).cloned().unwrap_or_default();
    let left = writing.left;
    let line = move |Line { text, face, y }: Line| {
        view! { <text class=face_class(face) x=left y=y>{text}</text> }
    };
    let badge = writing.badge.map(|badge| {
        let (height, top, baseline) = (badge.height, badge.top(), badge.baseline());
        view! {
            <rect class="sm-badge" x=BADGE_LEFT y=top rx={height / 2.0} width=badge.width height=height/>
            <text class=face_class(badge.face) x={BADGE_LEFT + BADGE_PADDING} y=baseline>{badge.text}</text>
        }
    });
    (writing.lines.into_iter().map(line).collect_view(), badge)
}

fn face_class(face: Face) -> &'static str {
    match face {
        Face::Name => "sm-node-name",
        Face::Figures => "sm-node-figures",
        Face::Badge => "sm-badge-text",
        Face::LargeName => "sm-node-name sm-large",
        Face::LargeFigures => "sm-node-figures sm-large",
        Face::LargeBadge => "sm-badge-text sm-large",
        Face::FarName => "sm-node-name sm-far",
        Face::TightName => "sm-node-name sm-tight",
        Face::LargeTightName => "sm-node-name sm-tight sm-large",
        Face::FarTightName => "sm-node-name sm-tight sm-far",
    }
}

fn ring(card: &Card) -> impl IntoView + use<> {
    let arc = |arc: &crate::scene::Arc| {
        let d = arc.path(RING_CENTRE, RING_CENTRE, RING_RADIUS);
        view! { <path class=format!("sm-arc sm-arc-{}", status_word(arc.status)) stroke-width=arc.width() d=d/> }
    };
    card.arcs.iter().map(arc).collect_view()
}

/// Health as a shape, filled, with its sign upon it; nothing where nothing is known.
pub fn health_glyph(health: Health, x: f64, y: f64, scale: f64) -> impl IntoView {
    (health != Health::Unknown).then(|| {
        let class = format!("sm-health sm-is-{}", health.word());
        view! {
            <g class=class transform=format!("translate({x} {y}) scale({scale})")>
                <path class="sm-health-shape" d=health.shape()/>
                <path class="sm-health-mark" d=health.mark()/>
            </g>
        }
    })
}

/// What is special about a node: imported, calls out of nowhere.
fn marks(card: &Card) -> impl IntoView + use<> {
    let imported = card.fold().map(|d| view! { <path class="sm-node-fold" d=d/> });
    let missing = card.stub().map(|d| view! { <path class="sm-node-stub" d=d/> });
    (imported, missing)
}

pub fn status_word(status: Status) -> &'static str {
    match status {
        Status::Ok => "ok",
        Status::Error => "error",
        Status::Throttle => "throttle",
        Status::Fault => "fault",
        Status::Unset => "unknown",
    }
}
