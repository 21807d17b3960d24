//! Conditions inside the block of `span()`: on each span by itself.

use fixedbitset::FixedBitSet;

use super::domain::{Domain, Reach, node_text, raised};
use super::facts::Facts;
use super::hits::{class, is_cut_off, is_unanswered, outcome};
use super::keyword::Keyword;
use super::matcher::Matcher;
use super::node::silent_callee;
use crate::model::{Flags, SpanId, SpanStore, Value};

pub(super) struct Spans<'a> {
    pub facts: &'a Facts<'a>,
}

impl Domain for Spans<'_> {
    fn store(&self) -> &SpanStore {
        self.facts.store
    }

    fn len(&self) -> usize {
        self.store().len()
    }

    fn flagged(&self, keyword: Keyword) -> FixedBitSet {
        let store = self.store();
        self.filled(|span| {
            let flags = store.flags(span);
            match keyword {
                Keyword::Partial => is_unanswered(flags) || is_cut_off(flags),
                Keyword::Inferred => {
                    flags.has(Flags::INFERRED) || silent_callee(store, span).is_some()
                }
                Keyword::Root => store.parent(span).is_none(),
                _ => outcome(flags, keyword),
            }
        })
    }

    fn measured(&self, keyword: Keyword, test: &dyn Fn(f64) -> bool) -> FixedBitSet {
        let store = self.store();
        match keyword {
            Keyword::SelfTime => {
                let times = self.facts.self_times();
                self.filled(|span| test(times[span.index()].0 as f64))
            }
            Keyword::Depth => {
                let depths = self.facts.depths();
                self.filled(|span| test(depths[span.index()].into()))
            }
            _ => self.filled(|span| test(store.duration(span).0 as f64)),
        }
    }

    fn classed(&self, keyword: Keyword, wanted: usize) -> FixedBitSet {
        self.filled(|span| class(self.store().flags(span), keyword) == wanted)
    }

    fn texts(&self, keyword: Keyword, matcher: &mut Matcher<'_>) -> FixedBitSet {
        let store = self.store();
        match keyword {
            Keyword::Message => return raised(store, |e| matcher.holds(Value::Text(e.message))),
            Keyword::Exception => return raised(store, |e| matcher.holds(Value::Text(e.name()))),
            _ => {}
        }
        let mut out = FixedBitSet::with_capacity(self.len());
        for span in store.span_ids() {
            let text = match keyword {
                Keyword::Name => store.name_id(span),
                _ => node_text(store.service_info(store.service(span)), keyword),
            };
            out.set(span.index(), matcher.holds(Value::Text(text)));
        }
        out
    }

    fn marked(&self, spans: FixedBitSet, _: Reach) -> FixedBitSet {
        spans
    }
}

impl Spans<'_> {
    fn filled(&self, holds: impl Fn(SpanId) -> bool) -> FixedBitSet {
        let mut out = FixedBitSet::with_capacity(self.len());
        out.extend(self.store().span_ids().filter(|&span| holds(span)).map(SpanId::index));
        out
    }
}
