//! The size of an element, followed as it changes.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, ResizeObserver};

/// Inner width and height in CSS pixels, scrollbars left out.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Size {
    pub width: f64,
    pub height: f64,
}

/// Follows the size of `element` until the calling component goes.
pub fn watch_size(element: &Element, mut changed: impl FnMut(Size) + 'static) {
    changed(size_of(element));
    let watched = element.clone();
    let callback = Closure::<dyn FnMut()>::new(move || changed(size_of(&watched)));
    let Ok(observer) = ResizeObserver::new(callback.as_ref().unchecked_ref()) else { return };
    observer.observe(element);
    // Both live as long as the component: an observer whose closure is gone would throw.
    let kept = StoredValue::new_local((observer, callback));
    on_cleanup(move || {
        kept.try_with_value(|(observer, _)| observer.disconnect());
    });
}

fn size_of(element: &Element) -> Size {
    Size { width: element.client_width().into(), height: element.client_height().into() }
}
