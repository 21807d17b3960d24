//! The keyboard of the waterfall. Single letters act only while the focus is inside it.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use super::Waterfall;
use crate::scene::{Branch, tree_step};
use crate::view::versus::show_begin;

/// What a zoom key multiplies the window by.
const ZOOM: f64 = 0.5;
/// Share of the window that a pan key moves by.
const PAN: f64 = 0.25;

pub fn key(waterfall: Waterfall, event: &KeyboardEvent) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() || event.default_prevented() {
        return;
    }
    let name = key_name(event);
    let in_tree = is_in_tree(event);
    let done = (in_tree && walk(waterfall, &name, event.shift_key()))
        || act(waterfall, &name, event.shift_key());
    if done {
        event.prevent_default();
        event.stop_propagation();
    }
}

/// Keys that move in the tree; elsewhere in the pane they belong to buttons and handles.
fn walk(waterfall: Waterfall, name: &str, shift: bool) -> bool {
    let at = waterfall.cursor.get_untracked();
    match name {
        "ArrowRight" | "ArrowLeft" if shift => {
            waterfall.fold_subtree(at, name == "ArrowLeft");
            return true;
        }
        "Enter" | " " => {
            waterfall.select(at);
            return true;
        }
        _ => {}
    }
    let window = waterfall.rows.window_untracked();
    let row = waterfall.cursor_row();
    let branch =
        row.map(|row| Branch { children: row.children, folded: row.folded, parent: row.parent });
    let step = tree_step(name, branch, at, window.total, window.page());
    step.inspect(|step| waterfall.step(*step)).is_some()
}

/// Keys that work anywhere in the pane.
fn act(waterfall: Waterfall, name: &str, shift: bool) -> bool {
    match name {
        "Escape" => waterfall.leave(),
        "n" | "N" => waterfall.next_match(!shift),
        "e" | "E" => waterfall.next_failure(!shift),
        "b" => waterfall.go_to_bottleneck(),
        "v" => show_begin(waterfall.ctx),
        "c" => waterfall.critical.update(|on| *on = !*on),
        "+" | "=" => waterfall.zoom_at_cursor(ZOOM),
        "-" | "_" => waterfall.zoom_at_cursor(1.0 / ZOOM),
        "0" => waterfall.show_all_time(),
        "r" => waterfall.focus_at_cursor(),
        "f" => waterfall.zoom_to_row(waterfall.cursor.get_untracked()),
        "[" => waterfall.pan(-PAN),
        "]" => waterfall.pan(PAN),
        "*" => waterfall.fold_to(None),
        _ => return fold_level(waterfall, name),
    }
    true
}

/// `1` shows one level, `2` two, and so on.
fn fold_level(waterfall: Waterfall, name: &str) -> bool {
    match name.parse::<u32>() {
        Ok(levels @ 1..=9) => {
            waterfall.fold_to(Some(levels - 1));
            true
        }
        _ => false,
    }
}

/// The key, and for one that writes another script the Latin letter on it: shortcuts work whether or
/// not Hangul is switched on.
pub fn key_name(event: &KeyboardEvent) -> String {
    let key = event.key();
    match event.code().strip_prefix("Key") {
        Some(letter) if !key.is_ascii() || key == "Process" => letter.to_lowercase(),
        _ => key,
    }
}

pub fn is_in_tree(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
    target.is_some_and(|target| target.get_attribute("role").as_deref() == Some("treegrid"))
}
