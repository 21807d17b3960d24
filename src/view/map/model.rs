//! What the parts of the map share: the sheet, the viewport, what is pointed at.
//!
//! Selection, filter and thresholds are state; this is how one person looks at the map right now.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;

use super::letters::Letters;
use crate::engine::{Reply, Request, Thresholds};
use crate::layout::Point;
use crate::layout::card::{NODE_HEIGHT, NODE_WIDTH};
use crate::scene::link::LinkKey;
use crate::scene::walk::first;
use crate::scene::writing::{Face, Lettering, Words};
use crate::scene::{Area, Detail, Moves, Shared, Sheet, Size, Viewport};
use crate::state::{Action, MapText, Selection};
use crate::view::Ctx;

#[derive(Clone, Copy)]
pub struct MapModel {
    pub ctx: Ctx,
    /// As laid out.
    pub laid: Memo<Shared<Sheet>>,
    /// With what the person moved.
    pub sheet: Memo<Shared<Sheet>>,
    pub moves: RwSignal<Moves>,
    pub viewport: RwSignal<Viewport>,
    pub pane: RwSignal<Size>,
    pub detail: Memo<Detail>,
    pub selection: Memo<Selection>,
    pub thresholds: Memo<Thresholds>,
    /// By card: up- or downstream of the selection. `None` without one.
    pub lit: Memo<Option<Arc<Vec<bool>>>>,
    pub pointed: RwSignal<Option<LinkKey>>,
    /// The card that Tab leads to.
    pub tab_stop: Memo<Option<String>>,
    pub walked: RwSignal<Option<String>>,
    /// The card that is to get the focus as soon as it has an element.
    pub walk_to: RwSignal<Option<String>>,
    stance: RwSignal<Stance>,
    /// What the viewport is to be in the next frame.
    aim: StoredValue<Viewport>,
    framing: StoredValue<bool>,
    letters: StoredValue<Rc<Letters>, LocalStorage>,
}

/// Who says what is in view.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stance {
    /// Nobody yet: as much as can be read.
    Opening,
    /// All of the map, as was asked for.
    Whole,
    /// The person moved or magnified the map: it is not fitted any more on its own.
    Own,
}

/// Distance of a revealed card from the pane's border, in px.
const REVEAL_MARGIN: f64 = 24.0;

impl MapModel {
    pub fn new(ctx: Ctx) -> Self {
        let letters = StoredValue::new_local(Rc::new(Letters::new(&ctx.root())));
        let laid = Memo::new(move |before: Option<&Shared<Sheet>>| {
            let before = before.map_or_else(Sheet::default, |sheet| Sheet::clone(sheet));
            let letters = letters.get_value();
            let width = |text: &str, face| letters.width(text, face);
            let lettering = Lettering { measure: &width, words: words(&ctx.text().map) };
            Shared::new(ctx.overview().with(|overview| Sheet::new(overview, &lettering, &before)))
        });
        let moves = RwSignal::new(Moves::default());
        let sheet =
            Memo::new(move |_| {
                let laid = laid.get();
                moves.with(|moves| {
                    if moves.is_empty() { laid.clone() } else { Shared::new(laid.moved(moves)) }
                })
            });
        let viewport = RwSignal::new(Viewport::default());
        let selection = ctx.memo(|s| s.selection.clone());
        let walked = RwSignal::new(None);
        let model = Self {
            ctx,
            laid,
            sheet,
            moves,
            viewport,
            pane: RwSignal::new(Size::default()),
            detail: Memo::new(move |_| {
                Detail::at(viewport.with(|v| v.scale), laid.with(|sheet| sheet.cards.len()))
            }),
            selection,
            thresholds: ctx.memo(|s| s.view.thresholds.clone()),
            lit: Memo::new(move |_| laid.with(|sheet| lit(sheet, &selection.get()))),
            pointed: RwSignal::new(None),
            tab_stop: Memo::new(move |_| laid.with(|sheet| tab_stop(sheet, walked, selection))),
            walked,
            walk_to: RwSignal::new(None),
            stance: RwSignal::new(Stance::Opening),
            aim: StoredValue::new(Viewport::default()),
            framing: StoredValue::new(false),
            letters,
        };
        model.begin_anew_after_layout();
        model.stay_fitted();
        model
    }

    pub fn get() -> Self {
        expect_context()
    }

    pub fn text(&self) -> &'static MapText {
        &self.ctx.text().map
    }

    pub fn words(&self) -> Words {
        words(self.text())
    }

    pub fn measure(&self, text: &str, face: Face) -> f64 {
        self.letters.get_value().width(text, face)
    }

    /// Everything of the map, in view or not.
    pub fn bounds(&self) -> Area {
        self.sheet.with_untracked(|sheet| sheet.bounds)
    }

    /// All of the map in view, also after the pane's size changes.
    pub fn fit(&self) {
        self.stance.set(Stance::Whole);
        self.show(Viewport::fit(self.bounds(), self.pane.get_untracked()));
    }

    fn open(&self) {
        self.stance.set(Stance::Opening);
        let pane = self.pane.get_untracked();
        self.show(self.sheet.with_untracked(|sheet| {
            let areas = sheet.areas();
            let first = first(&areas).map_or(sheet.bounds, |at| areas[at as usize]);
            Viewport::opening(sheet.bounds, first, pane)
        }));
    }

    /// The person's own movement.
    pub fn move_view(&self, change: impl FnOnce(Viewport) -> Viewport) {
        let (before, pane) = (self.aim.get_value(), self.pane.get_untracked());
        let after = change(before).clamped(self.bounds(), pane);
        if after != before {
            self.stance.set(Stance::Own);
            self.show(after);
        }
    }

    pub fn zoom(&self, at: Point, factor: f64) {
        let (bounds, pane) = (self.bounds(), self.pane.get_untracked());
        self.move_view(|view| view.zoomed(at, factor, bounds, pane));
    }

    /// Around the middle of the pane.
    pub fn zoom_middle(&self, factor: f64) {
        let Size { width, height } = self.pane.get_untracked();
        self.zoom(Point { x: width / 2.0, y: height / 2.0 }, factor);
    }

    /// Brings a card into view, in the middle or just so.
    pub fn reveal(&self, id: &str, centred: bool) {
        let Some(area) = self.sheet.with_untracked(|s| s.card(id).map(|card| card.area)) else {
            return;
        };
        let pane = self.pane.get_untracked();
        self.move_view(|view| match centred {
            true if view.scale < 0.6 => {
                Viewport { scale: 0.8, ..view }.centred_on(area.centre(), pane)
            }
            true => view.centred_on(area.centre(), pane),
            false => view.revealing(area, REVEAL_MARGIN, pane),
        });
    }

    /// Puts the focus on a card and brings it into view.
    pub fn go_to(&self, id: &str) {
        self.reveal(id, false);
        self.walk_to.set(Some(id.to_owned()));
    }

    pub fn select(&self, selection: Selection) {
        self.ctx.dispatch(Action::Select(selection));
    }

    /// Lines of dragged cards find their way again.
    pub fn ask_routes(self) {
        let moved = self.moves.with_untracked(Moves::placed);
        leptos::task::spawn_local(async move {
            let request = Request::Route { moved: moved.clone() };
            let Ok(Reply::Routes { routes }) = self.ctx.ask(request).await else { return };
            // Dragged on meanwhile: another question is out.
            if self.moves.try_with_untracked(Moves::placed) != Some(moved) {
                return;
            }
            self.ctx.overview().with_untracked(|overview| {
                self.moves.update(|moves| moves.set_routes(routes, overview));
            });
        });
    }

    pub fn reset_moves(&self) {
        self.moves.set(Moves::default());
        self.fit();
    }

    /// Where a person dragged cards has no meaning on a new layout.
    fn begin_anew_after_layout(&self) {
        let model = *self;
        let generation =
            Memo::new(move |_| model.ctx.overview().with(|overview| overview.layout_generation));
        Effect::new(move |before: Option<u32>| {
            let now = generation.get();
            if before.is_some_and(|before| before != now) {
                model.walked.set(None);
                model.moves.set(Moves::default());
                model.open();
            }
            now
        });
    }

    /// What is selected is in view, whoever selected it and however small the pane has become.
    fn show_selected(&self, selection: &Selection) {
        match selection {
            Selection::Node { id } => self.reveal(id, false),
            Selection::Edge { source, target } => {
                self.reveal(target, false);
                self.reveal(source, false);
            }
            Selection::None | Selection::Trace { .. } | Selection::Span { .. } => {}
        }
    }

    fn stay_fitted(&self) {
        let model = *self;
        let has_cards = Memo::new(move |_| model.laid.with(|sheet| !sheet.cards.is_empty()));
        Effect::new(move |before: Option<Size>| {
            let pane = model.pane.get();
            has_cards.track();
            match (model.stance.get_untracked(), before) {
                (Stance::Opening, _) => model.open(),
                (Stance::Whole, _) => model.fit(),
                (Stance::Own, Some(before)) if before.width > 0.0 => {
                    model.move_view(|view| view.resized(before, pane));
                }
                (Stance::Own, _) => {}
            }
            model.selection.with(|selection| model.show_selected(selection));
            pane
        });
    }

    /// In the next frame: events come faster than pictures.
    fn show(&self, view: Viewport) {
        let model = *self;
        self.aim.set_value(view);
        if self.framing.get_value() {
            return;
        }
        self.framing.set_value(true);
        request_animation_frame(move || {
            if let Some(view) = model.aim.try_get_value() {
                model.framing.set_value(false);
                model.viewport.set(view);
            }
        });
    }
}

/// Whether so much of a card is in view that it is worth an element.
pub fn is_near(card: Area, visible: Area) -> bool {
    visible.grown(NODE_WIDTH.max(NODE_HEIGHT)).meets(card)
}

fn words(text: &MapText) -> Words {
    Words {
        per_minute: text.per_minute,
        of_critical_path: text.of_critical_path,
        bottleneck: text.bottleneck_badge,
        faults: text.faults_share,
        no_requests: text.no_requests,
        client: text.client,
    }
}

fn lit(sheet: &Sheet, selection: &Selection) -> Option<Arc<Vec<bool>>> {
    let graph = &sheet.graph;
    let lit = match selection {
        Selection::Node { id } => graph.around_node(graph.at(id)?),
        Selection::Edge { source, target } => {
            graph.around_edge(graph.at(source)?, graph.at(target)?)
        }
        Selection::None | Selection::Trace { .. } | Selection::Span { .. } => return None,
    };
    Some(Arc::new(lit))
}

/// Where the walk was left, else what is selected, else where reading begins.
fn tab_stop(
    sheet: &Sheet,
    walked: RwSignal<Option<String>>,
    selection: Memo<Selection>,
) -> Option<String> {
    let known = |id: &String| sheet.graph.at(id).is_some();
    let selected = match selection.get() {
        Selection::Node { id } => Some(id),
        _ => None,
    };
    let first = || first(&sheet.areas()).map(|at| sheet.cards[at as usize].id().to_owned());
    walked.get().filter(known).or(selected.filter(known)).or_else(first)
}
