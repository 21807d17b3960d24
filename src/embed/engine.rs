//! The engine's door.

use js_sys::{Array, Object, Reflect, Uint8Array};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::to_js;
use crate::engine::api::{Answer, Question};
use crate::engine::{self, Reply};
use crate::ingest::Format;
use crate::model::Capacity;

/// All spans, and answers about them.
#[wasm_bindgen]
#[derive(Default)]
pub struct Engine {
    core: engine::Engine,
}

#[wasm_bindgen]
impl Engine {
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Answers the view: bytes for bytes. `stretches`: what an earlier `need` asked for.
    /// Out: `{ value: Uint8Array }` or `{ need: [{ source, offset, length }] }`.
    pub fn handle(&mut self, request: &[u8], stretches: Option<Array>) -> Result<JsValue, JsError> {
        let reply = match postcard::from_bytes(request) {
            Ok(request) => self.core.handle(request, read(stretches).as_deref()),
            Err(error) => Reply::Failed { message: format!("Not a request: {error}") },
        };
        match reply {
            Reply::Need { stretches } => tagged("need", &stretches),
            reply => {
                let bytes = postcard::to_allocvec(&reply)?;
                object("value", &Uint8Array::from(bytes.as_slice()))
            }
        }
    }

    /// Answers the element's API: plain objects for plain objects.
    /// Out: `{ value }`, `{ need }` as above, or `{ failed: message }`.
    pub fn answer(
        &mut self,
        question: JsValue,
        stretches: Option<Array>,
    ) -> Result<JsValue, JsError> {
        let question: Question = serde_wasm_bindgen::from_value(question)?;
        match self.core.answer(&question, read(stretches).as_deref()) {
            Answer::Need(stretches) => tagged("need", &stretches),
            Answer::Failed(message) => tagged("failed", &message),
            Answer::Summary(summary) => tagged("value", &summary),
            Answer::ServiceGraph(graph) => tagged("value", &graph),
            Answer::Traces(traces) => tagged("value", &traces),
            Answer::Trace(trace) => tagged("value", &trace),
        }
    }

    /// Begins a load: `append` to what there is, or instead of it. `limit`: spans to load at most.
    #[wasm_bindgen(js_name = beginLoad)]
    pub fn begin_load(&mut self, append: bool, limit: Option<u32>) {
        let all = Capacity::default();
        let spans = limit.map_or(all.spans, |limit| limit as usize);
        self.core.begin_load(append, Capacity { spans: spans.min(all.spans), ..all });
    }

    /// `format`: only records of it are read.
    #[wasm_bindgen(js_name = beginSource)]
    pub fn begin_source(&mut self, name: &str, format: Option<String>) {
        self.core.begin_source(name, format.as_deref().and_then(Format::named));
    }

    pub fn push(&mut self, chunk: &[u8]) {
        self.core.push(chunk);
    }

    /// Something to be told of the source: a reason, a path in it, and a byte.
    pub fn note(&mut self, reason: &str, path: &str, offset: f64) {
        self.core.note(reason, path, offset as u64);
    }

    #[wasm_bindgen(js_name = endSource)]
    pub fn end_source(&mut self) {
        self.core.end_source();
    }

    /// Spans read so far.
    pub fn spans(&self) -> f64 {
        self.core.progress().spans as f64
    }

    /// `milliseconds`: how long the load took; the engine has no clock.
    #[wasm_bindgen(js_name = finishLoad)]
    pub fn finish_load(&mut self, milliseconds: f64) -> Result<JsValue, JsError> {
        to_js(&self.core.finish_load(milliseconds))
    }

    #[wasm_bindgen(js_name = cancelLoad)]
    pub fn cancel_load(&mut self) {
        self.core.cancel_load();
    }
}

/// The bytes that were read again.
fn read(stretches: Option<Array>) -> Option<Vec<Vec<u8>>> {
    let bytes = |item: JsValue| Uint8Array::new(&item).to_vec();
    stretches.map(|list| list.iter().map(bytes).collect())
}

fn tagged(key: &str, value: &impl Serialize) -> Result<JsValue, JsError> {
    object(key, &to_js(value)?)
}

/// `{ key: value }`.
fn object(key: &str, value: &JsValue) -> Result<JsValue, JsError> {
    let object = Object::new();
    Reflect::set(&object, &key.into(), value).map_err(|_| JsError::new("not an object"))?;
    Ok(object.into())
}
