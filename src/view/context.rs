//! What every component needs: the state, the engine's answers, the words, the way out.
//!
//! One [`Ctx`] belongs to one element on the page; several live side by side and share nothing.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use js_sys::{Function, Promise, Reflect, Uint8Array};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlElement;

use crate::engine::{Overview, Reply, Request, View};
use crate::model::Nanos;
use crate::scene::format::Clock;
use crate::state::{Action, Language, Text, UiState, Zone, reduce};

/// What the element does for its view.
pub trait Host {
    /// Hands a request to the engine; the promise yields a reply, or fails when the engine stopped.
    fn ask(&self, request: JsValue) -> Promise;
    /// Lets the person choose files, then loads them.
    fn open(&self);
    fn sample(&self);
    fn cancel(&self);
    /// Forgets one source; the others stay.
    fn unload(&self, source: u32);
    fn clear(&self);
    /// Loads once more what was loaded last.
    fn retry(&self);
}

/// A question that was sent before the component that asks it was there.
#[derive(Clone)]
struct Ahead {
    request: Request,
    answer: Promise,
    /// Of the data that it is about.
    generation: u32,
}

/// Provided to all components of an element; cheap to copy into closures.
#[derive(Clone, Copy)]
pub struct Ctx {
    state: RwSignal<UiState>,
    overview: RwSignal<Arc<Overview>>,
    generation: RwSignal<u32>,
    language: Memo<Language>,
    clock: Memo<Clock>,
    host: StoredValue<Rc<dyn Host>, LocalStorage>,
    root: StoredValue<HtmlElement, LocalStorage>,
    search: StoredValue<Option<Rc<dyn Fn()>>, LocalStorage>,
    ahead: StoredValue<Option<Ahead>, LocalStorage>,
    asking: StoredValue<Rc<Asking>, LocalStorage>,
}

/// One question about the view is out at a time; the newest of those that came meanwhile follows it.
#[derive(Default)]
struct Asking {
    busy: Cell<bool>,
    again: Cell<bool>,
    asked: RefCell<View>,
    /// Resolvers of promises of [`Ctx::settled`].
    waiting: RefCell<Vec<Function>>,
}

impl Ctx {
    pub fn new(host: Rc<dyn Host>, root: HtmlElement, state: UiState) -> Self {
        let state = RwSignal::new(state);
        let overview = RwSignal::new(Arc::new(Overview::default()));
        let language = Memo::new(move |_| state.with(|s| s.language));
        let clock = Memo::new(move |_| {
            let extent = overview.with(|o| o.extent);
            match state.with(|s| s.zone) {
                Zone::Utc => Clock::UTC,
                Zone::Local => local_clock(extent.map(|e| (e.start, e.end))),
            }
        });
        Self {
            state,
            overview,
            generation: RwSignal::new(0),
            language,
            clock,
            host: StoredValue::new_local(host),
            root: StoredValue::new_local(root),
            search: StoredValue::new_local(None),
            ahead: StoredValue::new_local(None),
            asking: StoredValue::new_local(Rc::default()),
        }
    }

    /// Of the element that the calling component belongs to.
    pub fn get() -> Self {
        expect_context()
    }

    /// For reading; writing is [`Ctx::dispatch`]'s.
    pub fn state(&self) -> ReadSignal<UiState> {
        self.state.read_only()
    }

    /// A part of the state, which tells its readers only when it changed.
    pub fn memo<T: PartialEq + Send + Sync + 'static>(
        &self,
        part: impl Fn(&UiState) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        let state = self.state;
        Memo::new(move |_| state.with(&part))
    }

    pub fn dispatch(&self, action: Action) {
        let open = |s: &UiState| s.open_trace.clone().filter(|_| s.versus.is_none());
        let Some(before) = self.state.try_with_untracked(open) else { return };
        self.state.try_update_untracked(|state| reduce(state, action));
        let now = self.state.with_untracked(open);
        if now != before && self.state.with_untracked(UiState::has_data) {
            now.into_iter().for_each(|id| self.open_ahead(id));
        }
        // Last: what it sets off would stand before the question, which is sent in a turn of its own.
        self.state.notify();
    }

    /// The engine reads a trace while the page makes room for it: each takes a third of the time that a
    /// person waits for the first rows of 100 000 spans.
    fn open_ahead(&self, id: String) {
        let adjusted = self.state.with_untracked(|s| s.adjust_clocks);
        let request = Request::Open { id, adjusted };
        let generation = self.generation.get_untracked();
        let sent = self.send(&request).ok();
        let ahead = sent.map(|answer| Ahead { request, answer, generation });
        self.ahead.set_value(ahead);
    }

    /// The answer that is on its way already, if the same was asked.
    fn asked_ahead(&self, request: &Request) -> Option<Promise> {
        let generation = self.generation.try_get_untracked()?;
        let is_same = |a: &Ahead| a.request == *request && a.generation == generation;
        self.ahead.try_update_value(|ahead| ahead.take_if(|a| is_same(a)))?.map(|a| a.answer)
    }

    /// The engine's last answer to the view in force.
    pub fn overview(&self) -> ReadSignal<Arc<Overview>> {
        self.overview.read_only()
    }

    /// Grows with each overview: what was asked before it is out of date.
    pub fn data_generation(&self) -> ReadSignal<u32> {
        self.generation.read_only()
    }

    pub fn text(&self) -> &'static Text {
        Text::of(self.language.get())
    }

    pub fn clock(&self) -> Clock {
        self.clock.get()
    }

    /// For event handlers, which nobody tells of changes.
    pub fn clock_untracked(&self) -> Clock {
        self.clock.get_untracked()
    }

    pub fn host(&self) -> Rc<dyn Host> {
        self.host.get_value()
    }

    /// The element's outermost own node.
    pub fn root(&self) -> HtmlElement {
        self.root.get_value()
    }

    /// Asks the engine. Requests are answered in their order. Never returns once the element is gone;
    /// a component that can vanish earlier writes with `try_set` afterwards.
    pub async fn ask(self, request: Request) -> Result<Reply, String> {
        let reply = self.ask_host(&request).await;
        if self.state.is_disposed() {
            return std::future::pending().await;
        }
        match reply {
            Ok(Reply::Failed { message }) => Err(message),
            other => other,
        }
    }

    /// Lays the map out anew for what the filter leaves.
    pub fn relayout(self) {
        leptos::task::spawn_local(async move {
            if let Ok(Reply::Overview(overview)) = self.ask(Request::Relayout).await {
                self.show_overview(*overview);
            }
        });
    }

    /// What `/` does while the calling component is on the screen.
    pub fn on_search(self, focus: impl Fn() + 'static) {
        let focus: Rc<dyn Fn()> = Rc::new(focus);
        self.search.set_value(Some(focus.clone()));
        let mine = StoredValue::new_local(focus);
        on_cleanup(move || {
            self.search.try_update_value(|present| {
                let is_mine = |f: &Rc<dyn Fn()>| mine.with_value(|m| Rc::ptr_eq(m, f));
                if present.as_ref().is_some_and(is_mine) {
                    *present = None;
                }
            });
        });
    }

    /// Puts the cursor into the search field of the pane on the screen; false if there is none.
    pub fn search(&self) -> bool {
        let focus = self.search.get_value();
        if let Some(focus) = &focus {
            focus();
        }
        focus.is_some()
    }

    /// Asks about the view in force, now or as soon as the question that is out is answered.
    pub fn refresh(self) {
        let asking = self.asking.get_value();
        if asking.busy.replace(true) {
            asking.again.set(true);
            return;
        }
        leptos::task::spawn_local(async move {
            loop {
                asking.again.set(false);
                let view = self.state.with_untracked(|s| s.view.clone());
                asking.asked.replace(view.clone());
                self.ask_view(view).await;
                if !asking.again.get() {
                    break;
                }
            }
            asking.busy.set(false);
            for resolve in asking.waiting.take() {
                resolve.call0(&JsValue::NULL).ok();
            }
        });
    }

    /// A promise that the engine has heard of the view in force.
    pub fn settled(self) -> Promise {
        let asking = self.asking.get_value();
        let is_new =
            self.state.with_untracked(|s| s.has_data() && s.view != *asking.asked.borrow());
        if is_new {
            self.refresh();
        }
        Promise::new(&mut |resolve, _| match asking.busy.get() {
            true => asking.waiting.borrow_mut().push(resolve),
            false => drop(resolve.call0(&JsValue::NULL)),
        })
    }

    async fn ask_view(self, view: View) {
        // A failure is the host's to tell: it knows whether the engine lives.
        if let Ok(Reply::Overview(overview)) = self.ask(Request::View(view)).await {
            self.show_overview(*overview);
        }
    }

    fn show_overview(self, overview: Overview) {
        self.overview.set(Arc::new(overview));
        self.generation.update(|n| *n += 1);
    }

    /// Forgets the answers about data that are gone.
    pub fn forget_overview(self) {
        self.overview.set(Arc::default());
        self.generation.update(|n| *n += 1);
    }

    fn send(&self, request: &Request) -> Result<Promise, String> {
        let request = postcard::to_allocvec(request).map_err(|error| error.to_string())?;
        Ok(self.host().ask(Uint8Array::from(request.as_slice()).into()))
    }

    async fn ask_host(self, request: &Request) -> Result<Reply, String> {
        let promise = match self.asked_ahead(request) {
            Some(promise) => promise,
            None => self.send(request)?,
        };
        let reply = JsFuture::from(promise).await.map_err(|error| message_of(&error))?;
        let bytes = Reflect::get(&reply, &"value".into()).map_err(|error| message_of(&error))?;
        let bytes = Uint8Array::new(&bytes).to_vec();
        postcard::from_bytes(&bytes).map_err(|error| error.to_string())
    }
}

/// What a rejected promise has to say.
fn message_of(error: &JsValue) -> String {
    match error.dyn_ref::<js_sys::Error>() {
        Some(error) => error.message().into(),
        None => error.as_string().unwrap_or_else(|| format!("{error:?}")),
    }
}

/// The browser's zone between two moments. At most one change of clocks is honoured, the last:
/// data that reach over more are rare, and their axis shows dates rather than hours.
fn local_clock(extent: Option<(Nanos, Nanos)>) -> Clock {
    let Some((start, end)) = extent else {
        return Clock::fixed(offset_at(Nanos::from_millis(js_sys::Date::now())));
    };
    let after = offset_at(end);
    let (mut low, mut high) = (start, end);
    if offset_at(start) == after {
        return Clock::fixed(after);
    }
    while high.minus(low) > Nanos(1_000_000_000) {
        let middle = low.plus(Nanos(high.minus(low).0 / 2));
        if offset_at(middle) == after {
            high = middle;
        } else {
            low = middle;
        }
    }
    Clock::changing(offset_at(low), high, after)
}

/// Minutes east of Greenwich.
fn offset_at(moment: Nanos) -> i32 {
    let offset = js_sys::Date::new(&moment.millis().into()).get_timezone_offset();
    // JavaScript counts westwards, and knows no date beyond some 270 000 years.
    if offset.is_finite() { -offset as i32 } else { 0 }
}
