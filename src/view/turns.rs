//! Questions that follow one another faster than they are answered.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Ctx;
use crate::engine::{Reply, Request};

/// One question is out at a time; whatever changes meanwhile is one more question, once that is answered.
#[derive(Clone, Copy)]
pub struct Turns {
    busy: StoredValue<bool>,
    again: StoredValue<bool>,
}

impl Turns {
    pub fn new() -> Self {
        Self { busy: StoredValue::new(false), again: StoredValue::new(false) }
    }

    /// `request` makes the question of the moment that it is sent; `show` gets the answer, unless the
    /// question has changed by then.
    pub fn ask(
        self,
        ctx: Ctx,
        request: impl Fn() -> Option<Request> + 'static,
        show: impl Fn(Reply) + 'static,
    ) {
        if self.busy.get_value() {
            return self.again.set_value(true);
        }
        self.busy.set_value(true);
        spawn_local(async move {
            loop {
                self.again.set_value(false);
                let Some(request) = request() else { break };
                let reply = ctx.ask(request).await;
                match (self.again.try_get_value(), reply) {
                    (None, _) => return,
                    (Some(true), _) => {}
                    (_, Ok(reply)) => {
                        show(reply);
                        break;
                    }
                    _ => break,
                }
            }
            self.busy.try_set_value(false);
        });
    }

    /// What changed while a question was out is no question any more.
    pub fn forget(self) {
        self.again.try_set_value(false);
    }
}
