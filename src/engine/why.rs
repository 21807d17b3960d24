//! Why the open trace matches the filter, or does not.

use super::{Clause, ClauseSort, Engine, Reply};
use crate::query::filter::Says;

impl Engine {
    pub(super) fn why(&self) -> Reply {
        let Some(open) = &self.opened else {
            return Reply::Failed { message: "No trace is open".to_owned() };
        };
        let (store, trace) = (&self.store, open.trace);
        let info = store.trace(trace);
        let reasons = self.filter.why(store, &self.index, trace).into_iter();
        let clauses = reasons.map(|reason| Clause {
            depth: reason.depth,
            says: match reason.says {
                Says::All => ClauseSort::All,
                Says::Any => ClauseSort::Any,
                Says::Not => ClauseSort::Not,
                Says::Text(text) => ClauseSort::Text(text),
            },
            holds: reason.holds,
            span: reason.span.map(|span| (info.row(span) as u32, store.name(span).to_owned())),
        });
        Reply::Why(clauses.collect())
    }
}
