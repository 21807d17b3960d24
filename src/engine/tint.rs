//! What the bars of the open trace are coloured by.

use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;
use serde::{Deserialize, Serialize};

use super::opened::OpenTrace;
use super::{ClassName, Reply, SplitBy};
use crate::model::{SpanId, SpanStore, Status, sort_by_key};
use crate::query::{Class, Split};

/// Classes with a colour of their own: the palette has no more that are told apart.
pub const TINTS: u32 = 12;

/// The role of a bar's colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tint {
    /// One of [`TINTS`].
    Category(u32),
    Status(Status),
    /// Without a value, or of a class that few spans are of.
    Rest,
}

/// An entry of the legend.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tinted {
    pub name: ClassName,
    pub tint: Tint,
    pub spans: u32,
}

/// The colours of a trace.
#[derive(Default)]
pub(super) struct Tints {
    by: SplitBy,
    of: HashMap<Class, Tint, FxBuildHasher>,
}

impl OpenTrace {
    /// Colours bars by other things than services. Those of most spans get colours of their own.
    pub(super) fn paint(&mut self, store: &SpanStore, by: SplitBy) -> Reply {
        let split = Split::new(store, &by);
        let mut counts: Vec<(Class, u32)> = Vec::new();
        let mut places: HashMap<Class, u32, FxBuildHasher> = HashMap::default();
        for class in store.trace(self.trace).spans().filter_map(|span| split.class(span)) {
            let at = *places.entry(class).or_insert_with(|| {
                counts.push((class, 0));
                counts.len() as u32 - 1
            });
            counts[at as usize].1 += 1;
        }
        sort_by_key(&mut counts, |c| std::cmp::Reverse(c.1));
        counts.truncate(TINTS as usize);
        let mut legend = Vec::new();
        let mut of = HashMap::default();
        for (at, (class, spans)) in (0..).zip(counts) {
            let name = split.name(class);
            let tint = match &by {
                SplitBy::Status => Tint::Status(status(&name.name)),
                SplitBy::Service => Tint::Category(split.service(class).unwrap_or(at) % TINTS),
                _ => Tint::Category(at),
            };
            of.insert(class, tint);
            legend.push(Tinted { name, tint, spans });
        }
        self.tints = Tints { by, of };
        Reply::Painted(legend)
    }

    pub(super) fn tint(&self, store: &SpanStore, span: SpanId) -> Tint {
        let Tints { by, of } = &self.tints;
        if *by == SplitBy::Service {
            return Tint::Category(store.service(span).0 % TINTS);
        }
        let class = Split::new(store, by).class(span);
        class.and_then(|class| of.get(&class)).copied().unwrap_or(Tint::Rest)
    }
}

fn status(word: &str) -> Status {
    match word {
        "error" => Status::Error,
        "throttle" => Status::Throttle,
        "fault" => Status::Fault,
        _ => Status::Ok,
    }
}
