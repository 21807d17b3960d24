//! The doors between JavaScript and Rust, and the only ones: the engine for a worker, the viewer for an element.
//!
//! Each becomes a WebAssembly file of its own (features `engine` and `viewer`): the engine is compiled for
//! speed and reads megabytes, the viewer is compiled for size and is there before the first byte of data.

#[cfg(feature = "engine")]
mod engine;
#[cfg(feature = "viewer")]
mod viewer;

use std::panic::PanicHookInfo;

use js_sys::Function;
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;

/// Has a panic told before the instance dies of it: `report` gets the message, then it is thrown.
/// Without this a panic is an `unreachable` that names no reason.
#[wasm_bindgen(js_name = onPanic)]
pub fn on_panic(report: Function) {
    std::panic::set_hook(Box::new(move |info| {
        let message = message_of(info);
        // Nobody is left to hear of a report that fails.
        report.call1(&JsValue::NULL, &JsValue::from_str(&message)).ok();
        wasm_bindgen::throw_str(&message);
    }));
}

/// What went wrong and where. The folders of the file are those of the machine that built it, and
/// nobody's business.
fn message_of(info: &PanicHookInfo) -> String {
    let payload = info.payload();
    let text = payload.downcast_ref::<String>().map(String::as_str);
    let what = text.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("panic");
    let Some(place) = info.location() else { return what.to_owned() };
    let file = place.file().rsplit(['/', '\\']).next().unwrap_or_default();
    format!("{what} ({file}:{})", place.line())
}

/// As a plain object: maps as objects, whole numbers as numbers, nothing as `null`.
fn to_js(value: &impl Serialize) -> Result<JsValue, JsError> {
    value
        .serialize(&Serializer::json_compatible())
        .map_err(|error| JsError::new(&error.to_string()))
}
