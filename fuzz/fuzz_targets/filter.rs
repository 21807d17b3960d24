//! Any text: an error that points into it, or a filter whose canonical text means the same.
//!
//! `cargo +nightly fuzz run filter fuzz/corpus/filter -- -max_total_time=60 -dict=fuzz/filter.dict`
//! from the root of the project.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use spanmap::ingest::ingest;
use spanmap::model::{SpanStore, TraceId};
use spanmap::query::Index;
use spanmap::query::filter::{Filter, Group, spot};

/// A little of everything that a filter asks about.
static DATA: LazyLock<(SpanStore, Index)> = LazyLock::new(|| {
    let (store, _) = ingest("", include_bytes!("../../tests/fixtures/xray/batch-get-traces.json"));
    let index = Index::new(&store);
    (store, index)
});

/// Groups that name each other, one of them itself, one of them wrong.
static GROUPS: LazyLock<Vec<Group>> = LazyLock::new(|| {
    let group = |name: &str, filter: &str| Group { name: name.into(), filter: filter.into() };
    vec![
        group("a", "fault OR group.name = b"),
        group("b", "responsetime > 100ms"),
        group("c", "group.name = c"),
        group("d", "ok AND"),
        group("e", ""),
    ]
});

fuzz_target!(|text: &str| {
    let caret = text.floor_char_boundary(text.len() / 2);
    let spot = spot(text, caret);
    assert!(text.get(spot.start..spot.end).is_some(), "{spot:?} in {text:?}");
    let filter = match Filter::parse_with(text, &GROUPS) {
        Ok(filter) => filter,
        Err(error) => {
            assert!(text.get(error.start..error.end).is_some(), "{error:?} in {text:?}");
            return;
        }
    };
    let printed = filter.to_string();
    let again = Filter::parse_with(&printed, &GROUPS).expect("canonical text");
    assert_eq!(filter.expr(), again.expr());
    let (store, index) = &*DATA;
    let found = filter.select(store, index);
    assert_eq!(found, again.select(store, index));
    let reasons = filter.why(store, index, TraceId(0));
    assert!(reasons.first().is_none_or(|reason| reason.holds == found.contains(0)));
});
