//! The traces that were looked at, for those who want to compare with one of them.

use leptos::prelude::*;

use crate::view::Ctx;

/// More are not remembered by people either.
const MOST: usize = 8;

/// Ids, the last one first.
#[derive(Clone, Copy, Default)]
pub struct SeenTraces(RwSignal<Vec<String>>);

impl SeenTraces {
    pub fn follow(self, ctx: Ctx) {
        let open = ctx.memo(|s| s.open_trace.clone());
        Effect::new(move || {
            let Some(id) = open.get() else { return };
            self.0.update(|seen| {
                seen.retain(|before| *before != id);
                seen.insert(0, id);
                seen.truncate(MOST);
            });
        });
    }

    pub fn ids(self) -> Vec<String> {
        self.0.get_untracked()
    }
}
