//! The door between JavaScript and Rust, and the only one: the engine for a worker, the viewer for an element.
//!
//! Both are in one WebAssembly file; a page and its workers each make an instance of it.

use std::any::Any;
use std::cell::Cell;
use std::panic::PanicHookInfo;
use std::rc::Rc;

use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use leptos::prelude::*;
use serde::Serialize;
use wasm_bindgen::prelude::*;
use web_sys::{HtmlCanvasElement, HtmlElement};

use crate::engine::api::{Answer, LoadReport, Question};
use crate::engine::{self, Reply};
use crate::state::{Action, Patch, Progress, Settings, UiState, decode, encode, reduce};
use crate::view::{Ctx, Host, MapModel, Shell, export_canvas, export_svg, to_js};

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

    /// Begins a load: `append` to what there is, or instead of it.
    #[wasm_bindgen(js_name = beginLoad)]
    pub fn begin_load(&mut self, append: bool) {
        self.core.begin_load(append);
    }

    #[wasm_bindgen(js_name = beginSource)]
    pub fn begin_source(&mut self, name: &str) {
        self.core.begin_source(name);
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
        checked(to_js(&self.core.finish_load(milliseconds)))
    }

    #[wasm_bindgen(js_name = cancelLoad)]
    pub fn cancel_load(&mut self) {
        self.core.cancel_load();
    }
}

#[wasm_bindgen]
extern "C" {
    /// What the element does for its viewer; see `www/element.js`.
    pub type Page;

    #[wasm_bindgen(method)]
    fn ask(this: &Page, request: JsValue) -> Promise;
    #[wasm_bindgen(method)]
    fn open(this: &Page);
    #[wasm_bindgen(method)]
    fn sample(this: &Page);
    #[wasm_bindgen(method)]
    fn cancel(this: &Page);
    #[wasm_bindgen(method)]
    fn retry(this: &Page);
    /// The state changed: properties, and the part of an address that says the same.
    #[wasm_bindgen(method)]
    fn changed(this: &Page, settings: JsValue, address: String);
}

impl Host for Page {
    fn ask(&self, request: JsValue) -> Promise {
        Page::ask(self, request)
    }

    fn open(&self) {
        Page::open(self);
    }

    fn sample(&self) {
        Page::sample(self);
    }

    fn cancel(&self) {
        Page::cancel(self);
    }

    fn retry(&self) {
        Page::retry(self);
    }
}

/// The screen of one element. Freeing it takes everything away that it made.
#[wasm_bindgen]
pub struct Viewer {
    ctx: Ctx,
    map: MapModel,
    /// Dropped with the viewer: unmounts, and ends what the components began.
    _mounted: Box<dyn Any>,
}

#[wasm_bindgen]
impl Viewer {
    /// Shows itself in `root`. `settings`: a patch to begin with.
    #[wasm_bindgen(constructor)]
    pub fn new(root: HtmlElement, page: Page, settings: JsValue) -> Result<Self, JsError> {
        let mut state = UiState::default();
        reduce(&mut state, Action::Apply(Box::new(patch_of(settings)?)));
        let page = Rc::new(page);
        let made = Rc::new(Cell::new(None));
        let mounted = leptos::mount::mount_to(root.clone(), {
            let made = made.clone();
            move || {
                let ctx = Ctx::new(page.clone(), root, state);
                provide_context(ctx);
                follow_view(ctx);
                tell_page(ctx, page);
                let map = MapModel::new(ctx);
                provide_context(map);
                made.set(Some((ctx, map)));
                Shell()
            }
        });
        let (ctx, map) = made.get().ok_or_else(|| JsError::new("The view was not built"))?;
        Ok(Self { ctx, map, _mounted: Box::new(mounted) })
    }

    /// All properties as they are now.
    pub fn settings(&self) -> Result<JsValue, JsError> {
        checked(to_js(&self.ctx.state().with_untracked(Settings::of)))
    }

    pub fn set(&self, patch: JsValue) -> Result<(), JsError> {
        self.ctx.dispatch(Action::Apply(Box::new(patch_of(patch)?)));
        Ok(())
    }

    /// A promise that the engine has heard of all that was set.
    pub fn settled(&self) -> Promise {
        self.ctx.settled()
    }

    /// Shows what the part of an address after `#` says.
    pub fn visit(&self, address: &str) {
        self.ctx.dispatch(Action::Apply(Box::new(decode(address))));
    }

    #[wasm_bindgen(js_name = loadStarted)]
    pub fn load_started(&self) {
        self.ctx.dispatch(Action::LoadStarted);
    }

    pub fn progressed(&self, loaded: f64, total: f64, spans: f64) {
        self.ctx.dispatch(Action::LoadProgressed(Progress { loaded, total, spans }));
    }

    pub fn loaded(&self, report: JsValue, append: bool) -> Result<(), JsError> {
        let report: LoadReport = serde_wasm_bindgen::from_value(report)?;
        self.ctx.dispatch(Action::Loaded { report: Box::new(report), append });
        self.ctx.refresh();
        Ok(())
    }

    #[wasm_bindgen(js_name = loadCancelled)]
    pub fn load_cancelled(&self) {
        self.ctx.dispatch(Action::LoadCancelled);
    }

    /// What was there before is still there.
    #[wasm_bindgen(js_name = loadFailed)]
    pub fn load_failed(&self, reason: String) {
        self.ctx.dispatch(Action::LoadFailed(reason));
    }

    /// The engine stopped: all data are gone. `retry`: they can be loaded again.
    pub fn stopped(&self, reason: String, retry: bool) {
        self.ctx.dispatch(Action::Stopped { reason, retry });
        self.ctx.forget_overview();
    }

    pub fn cleared(&self) {
        self.ctx.dispatch(Action::Cleared);
        self.ctx.forget_overview();
    }

    /// The map as a stand-alone document.
    #[wasm_bindgen(js_name = exportSvg)]
    pub fn export_svg(&self) -> String {
        export_svg(self.map)
    }

    /// The map in pixels, so many to a unit; nothing where there is no canvas.
    #[wasm_bindgen(js_name = exportCanvas)]
    pub fn export_canvas(&self, scale: f64) -> Option<HtmlCanvasElement> {
        export_canvas(self.map, scale)
    }
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

/// Asks anew whenever filter, range or thresholds change.
fn follow_view(ctx: Ctx) {
    let view = ctx.memo(|s| s.view.clone());
    Effect::new(move |before: Option<()>| {
        // Read, not only tracked: a memo that nobody reads follows nothing.
        view.with(|_| ());
        if before.is_some() && ctx.state().with_untracked(UiState::has_data) {
            ctx.refresh();
        }
    });
}

/// Tells the page of every change, the first state included.
fn tell_page(ctx: Ctx, page: Rc<Page>) {
    let settings = ctx.memo(Settings::of);
    let address = ctx.memo(encode);
    let page = StoredValue::new_local(page);
    Effect::new(move |_| {
        if let Ok(settings) = settings.with(to_js) {
            page.with_value(|page| page.changed(settings, address.get()));
        }
    });
}

fn patch_of(value: JsValue) -> Result<Patch, JsError> {
    Ok(serde_wasm_bindgen::from_value(value)?)
}

/// The bytes that were read again.
fn read(stretches: Option<Array>) -> Option<Vec<Vec<u8>>> {
    let bytes = |item: JsValue| Uint8Array::new(&item).to_vec();
    stretches.map(|list| list.iter().map(bytes).collect())
}

fn tagged(key: &str, value: &impl Serialize) -> Result<JsValue, JsError> {
    object(key, &checked(to_js(value))?)
}

/// `{ key: value }`.
fn object(key: &str, value: &JsValue) -> Result<JsValue, JsError> {
    let object = Object::new();
    Reflect::set(&object, &key.into(), value).map_err(|_| JsError::new("not an object"))?;
    Ok(object.into())
}

fn checked(value: Result<JsValue, String>) -> Result<JsValue, JsError> {
    value.map_err(|error| JsError::new(&error))
}
