//! Call paths as boxes: each below the one that calls it, as wide as the work in it.

use std::sync::Arc;

use leptos::attr::custom::custom_attribute;
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::KeyboardEvent;

use super::Subject;
use crate::engine::{FlamePicture, PathBox, Reply, Request};
use crate::scene::flame::{FlameStep, flame_step};
use crate::scene::format::{count, duration, percent};
use crate::state::{Action, Selection, TraceText};
use crate::view::Ctx;
use crate::view::waterfall::CATEGORIES;

/// CSS pixels; www/styles/sums.css has the same number.
const BOX_PX: u32 = 22;
/// A box narrower than this share has no room for a word.
const NAMED_SHARE: f64 = 0.02;

/// What is drawn, and where in it the keyboard is.
#[derive(Clone, Copy)]
struct Picture {
    ctx: Ctx,
    flame: RwSignal<Arc<FlamePicture>>,
    /// The path shown over the whole width.
    root: RwSignal<Option<u32>>,
    /// Place of a box in the list.
    cursor: RwSignal<usize>,
}

pub fn flame(ctx: Ctx, all: bool, subject: Subject) -> impl IntoView {
    let picture = Picture {
        ctx,
        flame: RwSignal::default(),
        root: RwSignal::new(None),
        cursor: RwSignal::new(0),
    };
    Effect::new(move |before: Option<_>| {
        let now = subject.get();
        if before.is_some_and(|before| before != now) {
            picture.root.set(None);
        }
        now
    });
    let asked = Memo::new(move |_| subject.get().map(|subject| (subject, picture.root.get())));
    Effect::new(move || {
        let Some(now) = asked.get() else { return picture.flame.set(Arc::default()) };
        spawn_local(async move {
            let answer = ctx.ask(Request::Flame { root: now.1, all }).await;
            let is_late = asked.try_get_untracked().flatten() != Some(now);
            if let (false, Ok(Reply::Flame(found))) = (is_late, answer) {
                picture.show(found);
            }
        });
    });
    let boxes = move || {
        let flame = picture.flame.get();
        let text = &ctx.text().trace;
        let boxes = flame.boxes.iter().enumerate();
        boxes.map(|(at, spot)| path_box(picture, text, at, spot)).collect_view()
    };
    let depth = move || picture.flame.with(|f| f.boxes.iter().map(|b| b.depth + 1).max());
    view! {
        <div class="sm-sums">
            {line(picture)}
            <div
                class="sm-flame"
                role="tree"
                tabindex="0"
                aria-label=move || ctx.text().trace.show_flame
                aria-activedescendant=move || element_id(picture.cursor.get())
                on:keydown=move |event| picture.key(&event)
            >
                <div
                    class="sm-flame__boxes"
                    role="presentation"
                    style:height=move || format!("{}px", depth().unwrap_or(0) * BOX_PX)
                >
                    {boxes}
                </div>
            </div>
        </div>
    }
}

/// What the box of the cursor is, with ways from it.
fn line(picture: Picture) -> impl IntoView {
    let Picture { ctx, flame, root, cursor } = picture;
    let current = move || flame.with(|flame| flame.boxes.get(cursor.get()).cloned());
    let words = move || current().map(|spot| said(&ctx.text().trace, &spot));
    let longest = move |_| {
        let Some(spot) = untrack(current) else { return };
        let trace = spot.longest.trace;
        ctx.dispatch(Action::OpenTrace(trace.clone()));
        ctx.dispatch(Action::ShowSums { all: false, view: Default::default() });
        ctx.dispatch(Action::Select(Selection::Span { trace, span: spot.longest.span }));
    };
    view! {
        <div class="sm-flame__line">
            <span role="status" title=move || ctx.text().trace.work_hint>{words}</span>
            <button type="button" class="sm-link" on:click=longest hidden=move || current().is_none()>
                {move || ctx.text().trace.longest_span}
            </button>
            <button
                type="button"
                class="sm-link"
                hidden=move || root.get().is_none()
                on:click=move |_| root.set(None)
            >
                {move || ctx.text().trace.all_paths}
            </button>
        </div>
    }
}

fn path_box(
    picture: Picture,
    text: &TraceText,
    at: usize,
    spot: &PathBox,
) -> impl IntoView + use<> {
    let node = spot.node;
    let failed = if spot.failed > 0 { " sm-flame-box--failed" } else { "" };
    let class = format!("sm-flame-box sm-cat-{}{failed}", spot.service_index % CATEGORIES);
    let label = if spot.width >= NAMED_SHARE { spot.name.clone() } else { String::new() };
    let said = said(text, spot);
    let is_cursor = move || picture.cursor.get() == at;
    view! {
        <div
            class=class
            class:sm-cursor=is_cursor
            id=element_id(at)
            role="treeitem"
            {..custom_attribute("aria-level", spot.depth + 1)}
            aria-selected=move || is_cursor().to_string()
            aria-label=said.clone()
            title=said
            style:left=format!("{:.4}%", spot.left * 100.0)
            style:width=format!("{:.4}%", spot.width * 100.0)
            style:top=format!("{}px", spot.depth * BOX_PX)
            on:click=move |_| {
                picture.cursor.set(at);
                picture.root.set(Some(node));
            }
        >
            {label}
        </div>
    }
}

impl Picture {
    /// Keeps the cursor on its path.
    fn show(&self, found: Box<FlamePicture>) {
        let node = self.flame.with_untracked(|flame| {
            flame.boxes.get(self.cursor.get_untracked()).map(|spot| spot.node)
        });
        let at = found.boxes.iter().position(|spot| Some(spot.node) == node).unwrap_or(0);
        self.cursor.set(at);
        self.flame.set(Arc::from(found));
    }

    fn key(&self, event: &KeyboardEvent) {
        let at = self.cursor.get_untracked();
        let key = event.key();
        let step = self.flame.with_untracked(|flame| flame_step(&key, &flame.boxes, at));
        match step {
            Some(FlameStep::To(at)) => self.cursor.set(at),
            Some(FlameStep::Zoom(node)) => self.root.set(Some(node)),
            None if key == "Escape" && self.root.with_untracked(Option::is_some) => {
                self.root.set(None);
            }
            None => return,
        }
        event.prevent_default();
        event.stop_propagation();
    }
}

fn element_id(at: usize) -> String {
    format!("sm-path-{at}")
}

/// A box in words.
fn said(text: &TraceText, spot: &PathBox) -> String {
    let failed = (spot.failed > 0).then(|| (text.alike_failed)(&count(spot.failed.into())));
    let name = match spot.service == spot.name {
        true => spot.name.clone(),
        false => format!("{} ({})", spot.name, spot.service),
    };
    let parts = [
        Some(name),
        Some(format!("×{}", count(spot.count.into()))),
        Some(percent(spot.width)),
        Some(format!("{} {}", text.work, duration(spot.work))),
        Some(format!("{} {}", text.self_time, duration(spot.own))),
        Some(format!("{} {}", text.col_total, duration(spot.total))),
        failed,
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}
