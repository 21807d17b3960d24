//! The viewer's door: the screen of one element.

use std::any::Any;
use std::cell::Cell;
use std::rc::Rc;

use js_sys::Promise;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{HtmlCanvasElement, HtmlElement};

use super::to_js;
use crate::engine::api::LoadReport;
use crate::state::{Action, Patch, Progress, Settings, UiState, decode, encode, reduce};
use crate::view::{Ctx, Host, MapModel, Shell, export_canvas, export_svg};

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
    fn unload(this: &Page, source: u32);
    #[wasm_bindgen(method)]
    fn clear(this: &Page);
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

    fn unload(&self, source: u32) {
        Page::unload(self, source);
    }

    fn clear(&self) {
        Page::clear(self);
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
        to_js(&self.ctx.state().with_untracked(Settings::of))
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

    /// `keep`: the data are in part those of before, so the selection stays.
    pub fn loaded(&self, report: JsValue, keep: bool) -> Result<(), JsError> {
        let report: LoadReport = serde_wasm_bindgen::from_value(report)?;
        self.ctx.dispatch(Action::Loaded { report: Box::new(report), keep });
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
