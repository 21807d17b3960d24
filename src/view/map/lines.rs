//! How each line of the map is drawn now: one signal a line.
//!
//! Lines do not follow the sheet, the selection and the pointer themselves. A signal takes time in
//! proportion to its readers for each of them that reads anew, so that a filter over a map of 1 600
//! lines would take as many times as many steps.

use std::collections::HashMap;

use leptos::prelude::*;

use super::model::MapModel;
use crate::scene::Shared;
use crate::scene::link::{Link, LinkKey};
use crate::state::{MapText, Selection};

/// One line as it is drawn.
#[derive(Clone)]
pub struct Line {
    pub link: Shared<Link>,
    /// Neither up- nor downstream of what is selected.
    pub is_dim: bool,
    pub is_pointed: bool,
    pub is_selected: bool,
    pub text: &'static MapText,
}

impl PartialEq for Line {
    fn eq(&self, other: &Self) -> bool {
        let flags = |line: &Self| [line.is_dim, line.is_pointed, line.is_selected];
        self.link == other.link
            && flags(self) == flags(other)
            && std::ptr::eq(self.text, other.text)
    }
}

/// The signals of the lines that have an element.
#[derive(Clone, Copy)]
pub struct Lines {
    map: MapModel,
    signals: StoredValue<HashMap<LinkKey, RwSignal<Line>>>,
}

impl Lines {
    pub fn new(map: MapModel) -> Self {
        let lines = Self { map, signals: StoredValue::default() };
        Effect::new(move |_| lines.follow());
        lines
    }

    /// For the element of the line, as long as it is there; `None` for a line that is not on the map.
    pub fn of(self, key: &LinkKey) -> Option<RwSignal<Line>> {
        let line = untrack(|| {
            let now = Now::new(self.map);
            self.map.sheet.with(|sheet| sheet.link(key).map(|link| now.line(link)))
        });
        let signal = RwSignal::new(line?);
        self.signals.update_value(|signals| {
            signals.insert(key.clone(), signal);
        });
        let key = key.clone();
        on_cleanup(move || {
            self.signals.try_update_value(|signals| signals.remove(&key));
        });
        Some(signal)
    }

    fn follow(self) {
        let now = Now::new(self.map);
        let changed: Vec<(RwSignal<Line>, Line)> = self.map.sheet.with(|sheet| {
            self.signals.with_value(|signals| {
                let line = |(key, signal): (&LinkKey, &RwSignal<Line>)| {
                    Some((*signal, now.line(sheet.link(key)?)))
                };
                let all = signals.iter().filter_map(line);
                all.filter(|(signal, line)| signal.with_untracked(|old| old != line)).collect()
            })
        });
        for (signal, line) in changed {
            signal.set(line);
        }
    }
}

/// What decides how lines are drawn, read once for all of them.
struct Now {
    lit: Option<std::sync::Arc<Vec<bool>>>,
    pointed: Option<LinkKey>,
    selection: Selection,
    text: &'static MapText,
}

impl Now {
    fn new(map: MapModel) -> Self {
        Self {
            lit: map.lit.get(),
            pointed: map.pointed.get(),
            selection: map.selection.get(),
            text: map.text(),
        }
    }

    fn line(&self, link: &Shared<Link>) -> Line {
        let dark =
            |at: u32| self.lit.as_ref().is_some_and(|lit| lit.get(at as usize) == Some(&false));
        let ends = &link.edge.edge;
        let (source, target) = (&ends.source, &ends.target);
        let is_pointed = self.pointed.as_ref().is_some_and(|key| {
            key.source == *source
                && key.target == *target
                && key.asynchronous == link.edge.asynchronous
        });
        let is_selected = matches!(
            &self.selection,
            Selection::Edge { source: a, target: b } if a == source && b == target
        );
        Line {
            link: link.clone(),
            is_dim: dark(link.source) || dark(link.target),
            is_pointed,
            is_selected,
            text: self.text,
        }
    }
}
