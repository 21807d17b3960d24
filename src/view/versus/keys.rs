//! The keyboard of the comparison, as in the waterfall. Single letters act only while the focus is inside it.

use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::Comparison;
use crate::scene::{Branch, tree_step};
use crate::state::Action;
use crate::view::waterfall::{is_in_tree, key_name};

/// What a zoom key multiplies the window by.
const ZOOM: f64 = 0.5;
/// Share of the window that a pan key moves by.
const PAN: f64 = 0.25;

pub fn key(comparison: Comparison, event: &KeyboardEvent) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() || event.default_prevented() {
        return;
    }
    let name = key_name(event);
    let done =
        (is_in_tree(event) && walk(comparison, &name, event.shift_key())) || act(comparison, &name);
    if done {
        event.prevent_default();
        event.stop_propagation();
    }
}

/// Keys that move in the tree; elsewhere in the pane they belong to buttons.
fn walk(comparison: Comparison, name: &str, shift: bool) -> bool {
    let at = comparison.cursor.get_untracked();
    match name {
        "ArrowRight" | "ArrowLeft" if shift => {
            comparison.fold_subtree(at, name == "ArrowLeft");
            return true;
        }
        "Enter" => {
            comparison.open_span(at, usize::from(shift));
            return true;
        }
        _ => {}
    }
    let window = comparison.rows.window_untracked();
    let branch = comparison.cursor_row().map(|row| Branch {
        children: row.children,
        folded: row.folded,
        parent: row.parent,
    });
    let step = tree_step(name, branch, at, window.total, window.page());
    step.inspect(|step| comparison.step(*step)).is_some()
}

/// Keys that work anywhere in the pane.
fn act(comparison: Comparison, name: &str) -> bool {
    match name {
        "Escape" => comparison.ctx.dispatch(Action::CloseAlignment),
        "x" => comparison.swap(),
        "d" => comparison.toggle_differing(),
        "+" | "=" => comparison.zoom(ZOOM),
        "-" | "_" => comparison.zoom(1.0 / ZOOM),
        "0" => comparison.show_all_time(),
        "f" => comparison.zoom_to_cursor(),
        "[" => comparison.pan(-PAN),
        "]" => comparison.pan(PAN),
        "*" => comparison.fold_to(None),
        _ => match name.parse::<u32>() {
            Ok(levels @ 1..=9) => comparison.fold_to(Some(levels - 1)),
            _ => return false,
        },
    }
    true
}
