//! A line of the map, and the labels of those that are pointed at.

use leptos::prelude::*;

use super::canvas::{Press, on_click};
use super::lines::{Line, Lines};
use super::model::MapModel;
use crate::layout::Point;
use crate::scene::labels::{Wanted, place};
use crate::scene::link::{Link, LinkKey};
use crate::scene::writing::Face;
use crate::scene::{Area, Shared, Sheet};
use crate::state::{Selection, edge_sentence};

#[component]
pub fn EdgeLine(key: LinkKey, lines: Lines, press: StoredValue<Press>) -> impl IntoView {
    let line = lines.of(&key)?;
    let map = MapModel::get();
    let class = move || line.with(classes);
    let sentence = move || line.with(|line| edge_sentence(&line.link.edge, line.text));
    let data = move || line.with(|line| line.link.data.clone());
    let arrow = move || line.with(|line| line.link.arrow.clone());
    let width = move || line.with(|line| line.link.width.to_string());
    let select = {
        let key = key.clone();
        move || {
            let LinkKey { source, target, .. } = key.clone();
            map.select(Selection::Edge { source, target });
        }
    };
    let click = on_click(press, select.clone());
    let keydown = move |event: web_sys::KeyboardEvent| {
        if matches!(event.key().as_str(), "Enter" | " ") {
            event.prevent_default();
            event.stop_propagation();
            select();
        }
    };
    let (enter, focus) = (key.clone(), key.clone());
    let leave = move || {
        map.pointed.update(|pointed| {
            if pointed.as_ref() == Some(&key) {
                *pointed = None;
            }
        });
    };
    let blur = leave.clone();
    Some(view! {
        <g
            class=class
            role="button"
            tabindex="-1"
            aria-label=sentence
            on:pointerenter=move |_| map.pointed.set(Some(enter.clone()))
            on:pointerleave=move |_| leave()
            on:focus=move |_| map.pointed.set(Some(focus.clone()))
            on:blur=move |_| blur()
            on:click=click
            on:keydown=keydown
        >
            <path class="sm-call-hit" d=data/>
            <path class="sm-call-line" stroke-width=width d=data/>
            <path class="sm-call-arrow" d=arrow/>
        </g>
    })
}

/// The labels of what is pointed at, selected, or leads to and from the selected card.
#[component]
pub fn EdgeLabels() -> impl IntoView {
    let map = MapModel::get();
    // Labels keep their size on the screen; in steps, so that zooming does not move them about.
    let unit = Memo::new(move |_| {
        let scale = map.viewport.with(|view| view.scale);
        ((1.0 / scale).clamp(0.8, 3.0) * 4.0).round() / 4.0
    });
    let labels = move || {
        let (pointed, selection, unit) = (map.pointed.get(), map.selection.get(), unit.get());
        let words = map.words();
        map.sheet.with(|sheet| {
            let links = labelled(sheet, pointed.as_ref(), &selection);
            let texts: Vec<_> = links.iter().map(|(link, _)| link.label(&words)).collect();
            let wanted = links.iter().zip(&texts).map(|((link, always), text)| {
                let (width, height) = size(&map, text);
                Wanted {
                    path: &link.path,
                    width: width * unit,
                    height: height * unit,
                    always: *always,
                }
            });
            let wanted: Vec<_> = wanted.collect();
            let places = place(&wanted, &sheet.areas());
            let drawn = texts.into_iter().zip(places).zip(&links);
            drawn
                .filter_map(|((text, place), (link, _))| {
                    Some(label(text, place?, unit, link.health.word()))
                })
                .collect_view()
        })
    };
    view! { <g class="sm-labels" aria-hidden="true">{labels}</g> }
}

/// Of each line to be labelled, most wanted first, whether it must be.
fn labelled(
    sheet: &Sheet,
    pointed: Option<&LinkKey>,
    selection: &Selection,
) -> Vec<(Shared<Link>, bool)> {
    /// More labels than this around one card are noise.
    const MOST: usize = 24;
    let mut out: Vec<(Shared<Link>, bool)> = Vec::new();
    out.extend(pointed.and_then(|key| sheet.link(key)).map(|link| (link.clone(), true)));
    for link in &sheet.links {
        let edge = &link.edge.edge;
        let (wanted, always) = match selection {
            Selection::Edge { source, target } => {
                (edge.source == *source && edge.target == *target, true)
            }
            Selection::Node { id } => (edge.source == *id || edge.target == *id, false),
            _ => (false, false),
        };
        if wanted
            && !link.edge.faded
            && out.len() < MOST
            && out.iter().all(|(other, _)| other != link)
        {
            out.push((link.clone(), always));
        }
    }
    out
}

const LINE: f64 = 14.0;
const PADDING: (f64, f64) = (6.0, 3.0);

/// Width and height of a label, in px.
fn size(map: &MapModel, text: &[String]) -> (f64, f64) {
    let widths = text.iter().map(|line| map.measure(line, Face::Figures));
    let width = widths.fold(0.0, f64::max) + 2.0 * PADDING.0;
    (width, text.len() as f64 * LINE + 2.0 * PADDING.1)
}

fn label(text: Vec<String>, place: Area, unit: f64, health: &str) -> impl IntoView + use<> {
    let Point { x, y } = place.centre();
    let (width, height) = (place.width() / unit, place.height() / unit);
    let lines = text.into_iter().enumerate().map(|(at, line)| {
        let y = PADDING.1 + LINE * (at as f64 + 0.78);
        view! { <text class="sm-label-text" x=width / 2.0 y=y>{line}</text> }
    });
    let (left, top) = (x - place.width() / 2.0, y - place.height() / 2.0);
    view! {
        <g class=format!("sm-label sm-is-{health}") transform=format!("translate({left} {top}) scale({unit})")>
            <rect class="sm-label-box" rx=4 width=width height=height/>
            {lines.collect_view()}
        </g>
    }
}

fn classes(line: &Line) -> String {
    let mut class = format!("sm-call sm-is-{}", line.link.health.word());
    for (applies, name) in [
        (line.link.edge.asynchronous, " sm-async"),
        (line.link.edge.faded, " sm-faded"),
        (line.is_dim, " sm-dim"),
        (line.is_pointed, " sm-pointed"),
        (line.is_selected, " sm-selected"),
    ] {
        class.push_str(if applies { name } else { "" });
    }
    class
}
