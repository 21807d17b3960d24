//! Conditions inside a block: on one view of a node, or one call.

use fixedbitset::FixedBitSet;

use super::domain::{Domain, Reach, nodes, raised};
use super::facts::Facts;
use super::keyword::Keyword;
use super::matcher::Matcher;
use super::node::{Hit, silent_callee};
use crate::model::{Flags, Nanos, SpanStore, Status, Value};

pub(super) struct Hits<'a> {
    pub facts: &'a Facts<'a>,
    pub list: Vec<Hit>,
}

impl Domain for Hits<'_> {
    fn store(&self) -> &SpanStore {
        self.facts.store
    }

    fn len(&self) -> usize {
        self.list.len()
    }

    fn flagged(&self, keyword: Keyword) -> FixedBitSet {
        self.filled(|hit| match keyword {
            Keyword::Partial => self.is_partial(hit),
            Keyword::Inferred => self.is_inferred(hit),
            Keyword::Root => !hit.call && self.facts.index.entry(hit.trace) == hit.span,
            _ => outcome(self.store().flags(hit.span), keyword),
        })
    }

    fn measured(&self, keyword: Keyword, test: &dyn Fn(f64) -> bool) -> FixedBitSet {
        let store = self.store();
        if keyword == Keyword::Duration {
            let ends = self.facts.ends();
            return self.filled(|hit| {
                let within = if hit.call { Nanos::MIN } else { ends[hit.span.index()] };
                test(store.end(hit.span).max(within).minus(store.start(hit.span)).0 as f64)
            });
        }
        self.filled(|hit| test(store.duration(hit.span).0 as f64))
    }

    fn classed(&self, keyword: Keyword, wanted: usize) -> FixedBitSet {
        self.filled(|hit| class(self.store().flags(hit.span), keyword) == wanted)
    }

    fn texts(&self, keyword: Keyword, matcher: &mut Matcher<'_>) -> FixedBitSet {
        if keyword == Keyword::Message {
            let raised = raised(self.store(), |e| matcher.holds(Value::Text(e.message)));
            return self.marked(raised, Reach::Work);
        }
        let nodes = nodes(self.store(), keyword, matcher);
        self.filled(|hit| nodes.contains(hit.node.index()))
    }

    /// Annotations and exceptions of the work within a service's view are the view's too.
    fn marked(&self, mut spans: FixedBitSet, reach: Reach) -> FixedBitSet {
        if reach == Reach::Work {
            let owners = self.facts.owners();
            let owned: Vec<usize> = spans.ones().map(|s| owners[s].index()).collect();
            spans.extend(owned);
        }
        self.filled(|hit| spans.contains(hit.span.index()))
    }
}

impl Hits<'_> {
    fn filled(&self, holds: impl Fn(Hit) -> bool) -> FixedBitSet {
        let mut out = FixedBitSet::with_capacity(self.len());
        out.extend(self.list.iter().enumerate().filter(|(_, h)| holds(**h)).map(|(at, _)| at));
        out
    }

    fn is_partial(&self, hit: Hit) -> bool {
        let flags = self.store().flags(hit.span);
        hit.call && is_unanswered(flags) || is_cut_off(flags)
    }

    /// The node hit sent nothing itself.
    fn is_inferred(&self, hit: Hit) -> bool {
        if !hit.call {
            return self.store().flags(hit.span).has(Flags::INFERRED);
        }
        let silent = silent_callee(self.store(), hit.span).is_some();
        silent || self.facts.inferred_callees().contains(hit.span.index())
    }
}

/// Whether a span ended so. Several may be true: a fault may have been throttled before.
pub(super) fn outcome(flags: Flags, keyword: Keyword) -> bool {
    let status = flags.status();
    let throttle = status == Status::Throttle || flags.has(Flags::THROTTLE_SEEN);
    match keyword {
        Keyword::Ok => matches!(status, Status::Unset | Status::Ok),
        Keyword::Error => throttle || status == Status::Error || flags.has(Flags::ERROR_SEEN),
        Keyword::Throttle => throttle,
        Keyword::Fault => status == Status::Fault,
        _ => false,
    }
}

/// The place of what a span is in the list of a keyword's words.
pub(super) fn class(flags: Flags, keyword: Keyword) -> usize {
    if keyword == Keyword::SpanKind {
        return flags.kind() as usize;
    }
    (flags.status().max(Status::Ok) as usize) - 1
}

/// The callee is said to be traced, and did not report.
pub(super) fn is_unanswered(flags: Flags) -> bool {
    flags.has(Flags::TRACED) && !flags.has(Flags::PEER_SEEN)
}

/// Its end, or what is above it, is missing.
pub(super) fn is_cut_off(flags: Flags) -> bool {
    flags.has(Flags::IN_PROGRESS) || flags.has(Flags::ORPHAN)
}
