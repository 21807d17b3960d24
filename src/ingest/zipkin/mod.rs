//! Zipkin's JSON, versions 2 and 1. A record is a span of either; one of version 1 may hold both sides
//! of a call, which become two spans of one id (see `model::freeze` for what that means).
//! <https://zipkin.io/zipkin-api/>

mod side;
mod span;

use super::Format;
use super::collector::Ledger;
use super::json;
use super::meaning::{Context, Draft};
use super::place::Place;
use crate::model::Strings;
use span::Span;

/// Reads spans, one at a time.
#[derive(Default)]
pub struct Zipkin {
    draft: Draft,
}

impl Zipkin {
    pub fn span(&mut self, text: &[u8], place: &Place, ledger: &mut Ledger) -> json::Result<usize> {
        let (span, used) = Span::read(text)?;
        let record = ledger.record(Format::Zipkin, used, place);
        for side in span.sides() {
            self.draft.clear();
            span.fill(side, &mut self.draft, &mut ledger.builder.strings);
            self.draft.add(Context::NONE, record, text, place, ledger);
        }
        Ok(used)
    }
}

/// Reads the span that `text` begins with, both sides in one; the bytes it took.
pub fn read(text: &[u8], draft: &mut Draft, strings: &mut Strings) -> json::Result<usize> {
    let (span, used) = Span::read(text)?;
    draft.clear();
    span.fill(span.whole(), draft, strings);
    Ok(used)
}
