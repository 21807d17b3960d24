//! The drawing itself, and what mouse, fingers and keys do to it.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{KeyboardEvent, MouseEvent, PointerEvent, WheelEvent};

use super::boxes::Boxes;
use super::edge::{EdgeLabels, EdgeLine};
use super::lines::Lines;
use super::model::{MapModel, is_near};
use super::node::NodeCard;
use crate::layout::Point;
use crate::scene::link::LinkKey;
use crate::scene::walk::{Direction, next};
use crate::scene::{Gesture, MANY, Motion, Size, fill};
use crate::state::Selection;
use crate::view::measure::watch_size;

/// What a pressed pointer holds.
#[derive(Clone, Default)]
pub struct Press {
    gesture: Gesture,
    /// The card under the first pointer.
    pub card: Option<String>,
}

impl Press {
    /// The click that follows was a drag.
    pub fn has_moved(&self) -> bool {
        self.gesture.has_moved()
    }
}

/// What a click on a node or an edge does, unless it ends a drag.
pub fn on_click(press: StoredValue<Press>, select: impl Fn()) -> impl Fn(MouseEvent) {
    move |event| {
        event.stop_propagation();
        if !press.with_value(Press::has_moved) {
            select();
        }
    }
}

/// Shift and an arrow key, in px.
const PAN_STEP: f64 = 80.0;
/// The keys plus and minus, and the buttons.
pub const ZOOM_STEP: f64 = 1.3;

#[component]
pub fn Canvas() -> impl IntoView {
    let map = MapModel::get();
    let press = StoredValue::new(Press::default());
    let frame = NodeRef::<leptos::html::Div>::new();
    follow_size(map, frame);
    let transform = move || {
        let view = map.viewport.get();
        format!("translate({} {}) scale({})", view.x, view.y, view.scale)
    };
    let label = move || {
        let counts = map.laid.with(|sheet| [sheet.cards.len(), sheet.links.len()]);
        fill(map.text().map_label, &counts.map(|n| n.to_string()).each_ref().map(String::as_str))
    };
    let selected = Selector::new(move || match map.selection.get() {
        Selection::Node { id } => Some(id),
        _ => None,
    });
    let tab_stop = Selector::new(move || map.tab_stop.get());
    let (nodes, links) = (near_nodes(map), near_links(map));
    let lines = Lines::new(map);
    view! {
        <div
            class="sm-map-canvas"
            node_ref=frame
            on:wheel=move |event| wheel(map, &event)
            on:pointerdown=move |event| down(press, &event)
            on:pointermove=move |event| moved(map, press, &event)
            on:pointerup=move |event| up(map, press, &event)
            on:pointercancel=move |event| up(map, press, &event)
            on:click=move |_| background_click(map, press)
            on:keydown=move |event| keydown(map, &event)
        >
            <svg
                class="sm-map-svg"
                role="group"
                aria-label=label
                aria-description=move || map.text().map_keys
            >
                <g transform=transform>
                    <Boxes/>
                    <g class=("sm-calls", true)>
                        <For each=move || links.get() key=LinkKey::clone let:key>
                            <EdgeLine key lines press/>
                        </For>
                    </g>
                    <g class=("sm-nodes", true)>
                        <For each=move || nodes.get() key=String::clone let:id>
                            <NodeCard id selected=selected.clone() tab_stop=tab_stop.clone() press/>
                        </For>
                    </g>
                    <EdgeLabels/>
                </g>
            </svg>
        </div>
    }
}

/// Ids of the cards to draw: of a large map those in view and around it.
fn near_nodes(map: MapModel) -> Memo<Vec<String>> {
    Memo::new(move |_| {
        map.sheet.with(|sheet| {
            let all = sheet.cards.len() <= MANY;
            let visible = if all { None } else { Some(map.viewport.get().visible(map.pane.get())) };
            let near = |area| visible.is_none_or(|visible| is_near(area, visible));
            let cards = sheet.cards.iter().filter(|card| near(card.area));
            cards.map(|card| card.id().to_owned()).collect()
        })
    })
}

fn near_links(map: MapModel) -> Memo<Vec<LinkKey>> {
    Memo::new(move |_| {
        map.sheet.with(|sheet| {
            let all = sheet.cards.len() <= MANY;
            let visible = if all { None } else { Some(map.viewport.get().visible(map.pane.get())) };
            let links = sheet.links.iter().filter(|link| {
                let ends = [link.source, link.target].map(|at| sheet.cards[at as usize].area);
                visible.is_none_or(|visible| is_near(ends[0].union(ends[1]), visible))
            });
            links.map(|link| link.key()).collect()
        })
    })
}

/// Tells the model the size of the pane, now and whenever it changes.
fn follow_size(map: MapModel, frame: NodeRef<leptos::html::Div>) {
    Effect::new(move |_| {
        if let Some(frame) = frame.get() {
            watch_size(&frame, move |size| {
                map.pane.try_set(Size { width: size.width, height: size.height });
            });
        }
    });
}

fn place_of(event: &web_sys::MouseEvent) -> Option<Point> {
    let frame: web_sys::Element = event.current_target()?.dyn_into().ok()?;
    let corner = frame.get_bounding_client_rect();
    Some(Point {
        x: f64::from(event.client_x()) - corner.left(),
        y: f64::from(event.client_y()) - corner.top(),
    })
}

/// A wheel or a pinch on a touch pad, which browsers report as a wheel with Control.
fn wheel(map: MapModel, event: &WheelEvent) {
    let Some(at) = place_of(event) else { return };
    event.prevent_default();
    // Lines of 16 px, pages of 400 px.
    let unit = match event.delta_mode() {
        WheelEvent::DOM_DELTA_LINE => 16.0,
        WheelEvent::DOM_DELTA_PAGE => 400.0,
        _ => 1.0,
    };
    let speed = if event.ctrl_key() { 0.01 } else { 0.0016 };
    let factor = (-event.delta_y() * unit * speed).exp().clamp(0.4, 2.5);
    map.zoom(at, factor);
}

fn down(press: StoredValue<Press>, event: &PointerEvent) {
    let Some(at) = place_of(event) else { return };
    if event.button() > 1 {
        return;
    }
    press.update_value(|press| {
        let second = press.gesture.is_moving();
        press.gesture.down(event.pointer_id(), at);
        if second || !press.is_on_card(event) {
            press.card = None;
        }
    });
}

fn moved(map: MapModel, press: StoredValue<Press>, event: &PointerEvent) {
    let Some(at) = place_of(event) else { return };
    let found = press.try_update_value(|press| {
        let motion = press.gesture.moved(event.pointer_id(), at)?;
        Some((motion, press.card.clone()))
    });
    let Some((motion, card)) = found.flatten() else { return };
    capture(event);
    match card {
        Some(id) => drag(map, &id, motion),
        None => {
            map.zoom(motion.at, motion.factor);
            map.move_view(|view| view.panned(motion.dx, motion.dy));
        }
    }
}

/// Not at the press: a click would then be the drawing's, not the card's.
fn capture(event: &PointerEvent) {
    let Some(frame) = event.current_target() else { return };
    let frame: &web_sys::Element = frame.unchecked_ref();
    if !frame.has_pointer_capture(event.pointer_id()) {
        // A pointer that is gone again cannot be captured, and need not.
        frame.set_pointer_capture(event.pointer_id()).ok();
    }
}

fn drag(map: MapModel, id: &str, motion: Motion) {
    let scale = map.viewport.with_untracked(|view| view.scale);
    let centre = map.sheet.with_untracked(|sheet| sheet.card(id).map(|card| card.area.centre()));
    if let Some(Point { x, y }) = centre {
        let to = Point { x: x + motion.dx / scale, y: y + motion.dy / scale };
        map.moves.update(|moves| moves.drag(id, to));
    }
}

fn up(map: MapModel, press: StoredValue<Press>, event: &PointerEvent) {
    let dropped = press.try_update_value(|press| {
        let moving = press.gesture.is_moving();
        press.gesture.up(event.pointer_id());
        press.card.take().filter(|_| moving)
    });
    if dropped.flatten().is_some() {
        map.ask_routes();
    }
}

fn background_click(map: MapModel, press: StoredValue<Press>) {
    if !press.with_value(Press::has_moved) {
        map.select(Selection::None);
    }
}

impl Press {
    /// The card told of the press before the drawing heard of it.
    fn is_on_card(&self, event: &PointerEvent) -> bool {
        let target: Option<web_sys::Element> = event.target().and_then(|t| t.dyn_into().ok());
        target.is_some_and(|target| target.closest(".sm-node").ok().flatten().is_some())
    }
}

fn keydown(map: MapModel, event: &KeyboardEvent) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let way = match event.key().as_str() {
        "ArrowLeft" => Some(Direction::Left),
        "ArrowRight" => Some(Direction::Right),
        "ArrowUp" => Some(Direction::Up),
        "ArrowDown" => Some(Direction::Down),
        _ => None,
    };
    match (event.key().as_str(), way) {
        (_, Some(way)) if event.shift_key() => {
            let (dx, dy) = match way {
                Direction::Left => (PAN_STEP, 0.0),
                Direction::Right => (-PAN_STEP, 0.0),
                Direction::Up => (0.0, PAN_STEP),
                Direction::Down => (0.0, -PAN_STEP),
            };
            map.move_view(|view| view.panned(dx, dy));
        }
        (_, Some(way)) => walk(map, way),
        ("Escape", _) if map.selection.get_untracked() != Selection::None => {
            map.select(Selection::None);
        }
        ("Home", _) => map.fit(),
        ("+" | "=", _) => map.zoom_middle(ZOOM_STEP),
        ("-", _) => map.zoom_middle(1.0 / ZOOM_STEP),
        _ => return,
    }
    event.prevent_default();
    event.stop_propagation();
}

/// Along calls, from the card that has the focus.
fn walk(map: MapModel, way: Direction) {
    let found = map.sheet.with_untracked(|sheet| {
        let from = sheet.graph.at(&map.tab_stop.get_untracked()?)?;
        let to = next(&sheet.graph, &sheet.areas(), from, way)?;
        Some(sheet.cards[to as usize].id().to_owned())
    });
    if let Some(id) = found {
        map.go_to(&id);
    }
}
