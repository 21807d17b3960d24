//! Widths of texts in the fonts of the page.

use std::cell::RefCell;
use std::collections::HashMap;

use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlElement};

use crate::scene::writing::Face;

/// A canvas that is never shown; what it measured once it remembers.
pub struct Letters {
    context: Option<CanvasRenderingContext2d>,
    family: String,
    known: RefCell<HashMap<(Face, String), f64>>,
}

/// Names are measured by their beginnings, too; so many widths are kept.
const MOST_KNOWN: usize = 20_000;

impl Letters {
    /// In the fonts of an element.
    pub fn new(root: &HtmlElement) -> Self {
        Self {
            context: context(root),
            family: super::export::style_of(root, "font-family"),
            known: RefCell::default(),
        }
    }

    /// In px.
    pub fn width(&self, text: &str, face: Face) -> f64 {
        let key = (face, text.to_owned());
        if let Some(&width) = self.known.borrow().get(&key) {
            return width;
        }
        let width = self.measured(text, face);
        let mut known = self.known.borrow_mut();
        if known.len() >= MOST_KNOWN {
            known.clear();
        }
        known.insert(key, width);
        width
    }

    fn measured(&self, text: &str, face: Face) -> f64 {
        let (size, weight) = face.font();
        let measured = self.context.as_ref().and_then(|context| {
            context.set_font(&format!("{weight} {size}px {}", self.family));
            context.measure_text(text).ok()
        });
        // Where no canvas is to be had: Latin letters are about half as wide as high.
        let guess =
            || text.chars().map(|c| if c.is_ascii() { 0.58 } else { 1.0 }).sum::<f64>() * size;
        measured.map_or_else(guess, |metrics| metrics.width())
    }
}

fn context(root: &HtmlElement) -> Option<CanvasRenderingContext2d> {
    let canvas = root.owner_document()?.create_element("canvas").ok()?;
    let canvas: web_sys::HtmlCanvasElement = canvas.dyn_into().ok()?;
    canvas.get_context("2d").ok()??.dyn_into().ok()
}
