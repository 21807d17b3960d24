use proptest::prelude::*;

use super::*;
use crate::model::drawing;
use crate::query::{self_times, testing};

const BOTH: [TraceId; 2] = [TraceId(0), TraceId(1)];

/// Rows as `depth name`, with `-` before what only the first trace has and `+` before what only the second.
fn drawn(store: &SpanStore, traces: [TraceId; 2]) -> Vec<String> {
    let pairs = align(store, traces);
    let mut depths = Vec::new();
    let mut lines = Vec::new();
    for (at, pair) in pairs.iter().enumerate() {
        let depth = depths.get(pair.parent as usize).map_or(0, |depth| depth + 1);
        assert!(pair.parent == NO_PARENT || (pair.parent as usize) < at);
        depths.push(depth);
        let spans = pair.spans(store, traces);
        let mark = match spans {
            [Some(_), None] => "-",
            [None, Some(_)] => "+",
            _ => "",
        };
        let name = spans[0].or(spans[1]).map(|span| store.name(span)).unwrap_or_default();
        lines.push(format!("{depth} {mark}{name}"));
    }
    lines
}

fn check(drawing: &str, expect: &[&str]) {
    let store = drawing::store(drawing);
    assert_eq!(drawn(&store, BOTH), expect, "{drawing}");
}

#[test]
fn what_one_trace_has_alone_stands_in_its_place() {
    check(
        "
        web        |---------|
          > auth    |-|
          > cart       |---|
            . sort      |-|
          > db              |-|

        web        |-------------|
          > auth    |-|
          > cache      |-|
            . read     |-|
          > cart          |---|
          > db                 |-|
          > log                   |-|
        ",
        &["0 web", "1 auth", "1 +cache", "2 +read", "1 cart", "2 -sort", "1 db", "1 +log"],
    );
}

#[test]
fn repeated_calls_are_compared_in_their_order() {
    check(
        "
        web        |---------|
          > db      |-|
          > db         |-|

        web        |-------------|
          > db      |-|
          > log        |-|
          > db           |-|
          > db              |-|
        ",
        &["0 web", "1 db", "1 +log", "1 db", "1 +db"],
    );
}

#[test]
fn roots_are_siblings_too() {
    check(
        "
        web        |---------|
        api          |--|

        api        |--|
        job           |--|
        ",
        &["0 -web", "0 api", "0 +job"],
    );
}

#[test]
fn a_span_in_another_role_is_another() {
    check(
        "
        web        |---------|
          > db      |-|

        web        |---------|
          . db      |-|
        ",
        &["0 web", "1 -db", "1 +db"],
    );
}

#[test]
fn names_may_differ_in_numbers_where_nothing_fits_better() {
    check(
        "
        web          |---------|
          . item 17   |-|
          . item 18     |-|

        web          |---------|
          . item 18   |-|
          . item 99     |-|
        ",
        &["0 web", "1 item 17", "1 item 18"],
    );
}

#[test]
fn calls_for_the_same_find_each_other_whatever_their_order() {
    check(
        "
        web        |---------|
          > db      |-|         operation=Query
          > db         |-|      operation=Update

        web        |-------------|
          > db      |-|             operation=Update
          > db         |-|          operation=Query
          > db            |-|       operation=Delete
        ",
        &["0 web", "1 db", "1 db", "1 +db"],
    );
}

#[test]
fn a_missing_parent_leaves_its_children_as_roots() {
    check(
        "
        web        |---------|
          > cart    |------|
            cart     |----|
              > db    |-|

        web        |---------|
          > cart    |------|     lost=1
            cart     |----|
              > db    |-|
        ",
        &["0 web", "1 -cart", "2 -cart", "3 -db", "0 +cart", "1 +db"],
    );
}

#[test]
fn operations_differ_by_their_own_time() {
    let store = drawing::store(
        "
        web        |---------|
          > db      |-|
          > db         |-|

        web        |-------------|
          > db      |---|
          > db           |---|
          > db                |-~
        ",
    );
    let pairs = align(&store, BOTH);
    let own = BOTH.map(|trace| self_times(&store, trace, &[]));
    let mut sums = operations(&store, BOTH, &pairs, [&own[0], &own[1]]);
    let mut lines = |sort, descending| {
        OperationSums::sort(&mut sums, &store, sort, descending);
        let line = |sums: &OperationSums| {
            let [a, b] = sums.sides;
            let ms = sums.difference(AlignedSort::Own) / 1_000_000;
            format!("{} {}→{} {ms} @{}", store.strings.get(sums.name), a.count, b.count, sums.row)
        };
        sums.iter().map(line).collect::<Vec<_>>()
    };
    let (web, db) = ("web 1→1 -3 @0", "db 2→3 7 @3");
    assert_eq!(lines(AlignedSort::Own, true), [db, web]);
    assert_eq!(lines(AlignedSort::Own, false), [web, db]);
    assert_eq!(lines(AlignedSort::Total, true), [db, web]);
    assert_eq!(lines(AlignedSort::Count, true), [db, web]);
    assert_eq!(lines(AlignedSort::Name, true), [web, db]);
}

#[test]
fn what_differs_is_told_by_time_and_by_outcome() {
    let store = drawing::store(
        "
        web        |---------|
          > a       |-|
          > b         |-|
          > c           |-|

        web        |---------|
          > a       |-|
          > b         |F|
          > c           |---|
        ",
    );
    let differing = |least: i64| {
        let pairs = align(&store, BOTH);
        let differs = |pair: &&Pair| pair.differs(&store, BOTH, Nanos(least));
        pairs.iter().filter(differs).map(|pair| pair.rows[0].unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(differing(0), [2, 3]);
    assert_eq!(differing(3_000_000), [2]);
}

/// A trace of many spans below one, or each below the one before.
fn large(spans: usize, deep: bool) -> SpanStore {
    let mut builder = crate::model::StoreBuilder::default();
    let service = builder.service("web", "", "");
    let name = builder.strings.intern("step");
    for trace in ["1", "2"] {
        let trace = builder.trace(&format!("{trace:0>32}")).0;
        for at in 0..spans as u64 {
            builder.push(crate::model::SpanRow {
                trace,
                id: at + 1,
                parent: if deep { at } else { u64::from(at > 0) },
                start: Some(Nanos(at as i64)),
                end: Some(Nanos(2 * spans as i64)),
                service,
                peer: ServiceId::NONE,
                name,
                flags: Flags::new(crate::model::Kind::Internal, Status::Ok),
                record: crate::model::RecordId::NONE,
            });
        }
    }
    builder.freeze()
}

#[test]
fn many_levels_and_many_siblings_are_only_long() {
    for (spans, deep) in [(1_000_000, true), (300_000, false)] {
        let store = large(spans, deep);
        let pairs = align(&store, BOTH);
        assert_eq!(pairs.len(), spans);
        assert!(pairs.iter().all(|pair| pair.rows[0] == pair.rows[1]));
    }
}

/// Two traces as lines of `depth name`.
fn any_two() -> impl Strategy<Value = [Vec<(usize, usize)>; 2]> {
    let trace = || prop::collection::vec((0..5usize, 0..4usize), 1..30);
    [trace(), trace()]
}

fn any_store(traces: &[Vec<(usize, usize)>; 2]) -> SpanStore {
    let names = ["a", "b", "call 1", "call 2"];
    let text = |lines: &Vec<(usize, usize)>| {
        let line = |(at, &(depth, name)): (usize, &(usize, usize))| {
            let name = names[name].replace(' ', "-");
            format!("{:depth$}{name} {at} {}", "", at + name.len() + depth)
        };
        lines.iter().enumerate().map(line).collect::<Vec<_>>().join("\n")
    };
    testing::store(&format!("{}\n--\n{}", text(&traces[0]), text(&traces[1])))
}

proptest! {
    #[test]
    fn every_span_stands_exactly_once(lines in any_two()) {
        let store = any_store(&lines);
        let pairs = align(&store, BOTH);
        for side in [0, 1] {
            let mut rows: Vec<u32> = pairs.iter().filter_map(|pair| pair.rows[side]).collect();
            sort(&mut rows);
            let all: Vec<u32> = (0..store.trace(BOTH[side]).len).collect();
            prop_assert_eq!(rows, all);
        }
    }

    #[test]
    fn parents_of_a_pair_are_a_pair(lines in any_two()) {
        let store = any_store(&lines);
        let pairs = align(&store, BOTH);
        for (at, pair) in pairs.iter().enumerate() {
            let above = pairs.get(pair.parent as usize);
            prop_assert!(above.is_none() || (pair.parent as usize) < at);
            for (side, span) in pair.spans(&store, BOTH).into_iter().enumerate() {
                let Some(span) = span else { continue };
                let trace = store.trace(BOTH[side]);
                let parent = store.parent(span).map(|parent| trace.row(parent) as u32);
                prop_assert_eq!(above.and_then(|above| above.rows[side]), parent);
            }
        }
    }

    #[test]
    fn a_trace_is_like_itself(lines in any_two()) {
        let store = any_store(&lines);
        let pairs = align(&store, [TraceId(0); 2]);
        let rows = (0..store.trace(TraceId(0)).len).map(|row| [Some(row); 2]);
        prop_assert!(pairs.iter().map(|pair| pair.rows).eq(rows));
        prop_assert!(!pairs.iter().any(|pair| pair.differs(&store, [TraceId(0); 2], Nanos(1))));
    }

    #[test]
    fn turned_round_it_is_mirrored(lines in any_two()) {
        let store = any_store(&lines);
        let rows = |traces| {
            let mut rows: Vec<_> = align(&store, traces).iter().map(|pair| pair.rows).collect();
            sort(&mut rows);
            rows
        };
        let mut turned: Vec<_> =
            rows([TraceId(1), TraceId(0)]).into_iter().map(|[b, a]| [a, b]).collect();
        sort(&mut turned);
        prop_assert_eq!(rows(BOTH), turned);
    }
}
