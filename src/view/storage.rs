//! Groups and the history of filters, kept in the browser between visits.
//!
//! A page may forbid storing (a frame of another site, a browser that blocks it): then nothing is kept,
//! and nothing fails.

use js_sys::JSON;
use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;
use web_sys::Storage;

use super::Ctx;
use crate::state::Action;

const GROUPS: &str = "spanmap.groups";
const HISTORY: &str = "spanmap.history";

/// Reads what was kept, and keeps what changes from now on.
pub fn keep_filters(ctx: Ctx) {
    if let Some(groups) = read(GROUPS) {
        ctx.dispatch(Action::SetGroups(groups));
    }
    if let Some(history) = read(HISTORY) {
        ctx.dispatch(Action::SetHistory(history));
    }
    let groups = ctx.memo(|s| s.view.groups.clone());
    let history = ctx.memo(|s| s.history.clone());
    Effect::new(move |before: Option<()>| groups.with(|g| write(GROUPS, g, before.is_some())));
    Effect::new(move |before: Option<()>| history.with(|h| write(HISTORY, h, before.is_some())));
}

/// Whether anything can be kept at all.
pub fn can_keep() -> bool {
    storage().is_some()
}

pub fn to_json(value: &impl Serialize) -> Option<String> {
    let value = serde_wasm_bindgen::to_value(value).ok()?;
    JSON::stringify(&value).ok().map(String::from)
}

pub fn from_json<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_wasm_bindgen::from_value(JSON::parse(text).ok()?).ok()
}

/// The getter itself throws where storing is forbidden.
fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

fn read<T: DeserializeOwned>(key: &str) -> Option<T> {
    from_json(&storage()?.get_item(key).ok()??)
}

fn write(key: &str, value: &impl Serialize, changed: bool) {
    // A full store keeps what it had.
    if let Some((storage, text)) = storage().filter(|_| changed).zip(to_json(value)) {
        storage.set_item(key, &text).ok();
    }
}

/// What a rejected or resolved promise says, if it is a text.
pub fn text_of(value: Result<JsValue, JsValue>) -> Option<String> {
    value.ok()?.as_string()
}
