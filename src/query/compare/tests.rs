//! Comparisons of traces written as lines.

use std::fmt::Write;

use fixedbitset::FixedBitSet;

use crate::model::{SpanStore, drawing};
use crate::query::compare::{Aspect, Comparison, Difference, Trait, compare};
use crate::query::{Index, testing};

/// Traces of one span each: how many of them, how they ended, and their notes. Faults are compared with
/// the others.
fn compared(groups: &[(usize, char, &str)]) -> (SpanStore, Comparison) {
    let mut text = String::new();
    let mut number = 0;
    for &(count, end, notes) in groups {
        for _ in 0..count {
            number += 1;
            let notes = notes.replace('#', &number.to_string());
            writeln!(text, "web |--{end}--| {notes}\n").unwrap();
        }
    }
    let store = drawing::store(&text);
    let index = Index::new(&store);
    let faults: FixedBitSet = store
        .trace_ids()
        .filter(|&t| index.status(&store, t) == crate::model::Status::Fault)
        .map(|t| t.index())
        .collect();
    let comparison = compare(&store, &index, &testing::all(&store), &faults);
    (store, comparison)
}

fn name(store: &SpanStore, aspect: Aspect) -> String {
    match super::name(store, aspect) {
        "" => format!("{aspect:?}"),
        name => name.to_owned(),
    }
}

/// Lines as `aspect size method [small]: value selected/rest...`
fn check(groups: &[(usize, char, &str)], expect: &[&str]) {
    let (store, found) = compared(groups);
    let line = |d: &Difference| {
        let value = |v: &super::ValueShare| {
            let text = match &v.value {
                Trait::Value(value) => store.value_text(*value),
                Trait::Shape(text) | Trait::Operation(_, text) => text.clone(),
                Trait::Service(service) => store.service_name(*service).to_owned(),
            };
            format!(" {text} {}/{}", v.selected, v.rest)
        };
        let numbers = d.numbers.as_ref();
        let numbers =
            numbers.map(|n| format!(" median {} and {}", n.selected_median, n.rest_median));
        let values: String = d.values.iter().map(value).collect();
        let small = if d.small { " small" } else { "" };
        let sure = if d.likelihood <= 0.05 { "" } else { " unsure" };
        let (name, size) = (name(&store, d.aspect), d.size);
        let numbers = numbers.unwrap_or_default();
        let same: String =
            d.same.iter().map(|&a| format!(" = {}", self::name(&store, a))).collect();
        format!("{name} {size:.2} {:?}{small}{sure}:{values}{numbers}{same}", d.method)
    };
    assert_eq!(found.differences.iter().map(line).collect::<Vec<_>>(), expect);
}

#[test]
fn the_attribute_that_faults_share_is_first() {
    check(
        &[
            (40, 'F', "provider=A region=eu http.status=502"),
            (60, '-', "provider=B region=eu http.status=200"),
            (60, '-', "provider=C region=us http.status=200"),
        ],
        &[
            "provider 1.00 ChiSquared: A 40/0 B 0/60 C 0/60",
            "region 0.50 ChiSquared: eu 40/60 us 0/60",
            "http.status 1.00 ChiSquared: 502 40/0 200 0/120",
        ],
    );
}

#[test]
fn keys_that_tell_the_same_traces_apart_are_one() {
    check(
        &[
            (40, 'F', "region=eu zone=eu-1 cloud=x rack=1"),
            (60, '-', "region=us zone=us-1 cloud=x rack=1"),
            (40, '-', "region=us zone=us-1 cloud=x rack=2"),
        ],
        &[
            "region 1.00 ChiSquared: eu 40/0 us 0/100 = zone",
            "rack 0.40 ChiSquared: 1 40/60 2 0/40",
        ],
    );
}

#[test]
fn what_chance_may_do_is_not_told() {
    check(
        &[
            (30, 'F', "tier=free"),
            (32, 'F', "tier=paid"),
            (60, '-', "tier=free"),
            (60, '-', "tier=paid"),
        ],
        &["tier 0.02 ChiSquared unsure: paid 32/60 free 30/60"],
    );
}

#[test]
fn a_key_that_is_there_or_not_tells_too() {
    check(&[(50, 'F', "coupon=yes"), (50, '-', "")], &["coupon 1.00 ChiSquared: yes 50/0"]);
}

#[test]
fn few_traces_are_marked() {
    check(
        &[(8, 'F', "canary=true"), (90, '-', "canary=false")],
        &["canary 1.00 Fisher small: true 8/0 false 0/90"],
    );
}

#[test]
fn numbers_are_compared_as_numbers() {
    let groups: Vec<(usize, char, String)> = (0..40)
        .flat_map(|i| {
            [(1, 'F', format!("items={}", 40 + i)), (1, '-', format!("items={}", 10 + i))]
        })
        .collect();
    let groups: Vec<_> = groups.iter().map(|(n, end, notes)| (*n, *end, notes.as_str())).collect();
    check(&groups, &["items 0.75 KolmogorovSmirnov: median 59 and 29"]);
    let (_, found) = compared(&groups);
    let numbers = found.differences[0].numbers.as_ref().unwrap();
    assert_eq!((numbers.low, numbers.high), (10.0, 79.0));
    assert_eq!(numbers.selected.iter().chain(&numbers.rest).sum::<u32>(), 80);
}

#[test]
fn ids_are_left_out_and_counted() {
    let groups = [
        (40, 'F', "request=r-# http.url=http://s/item/#"),
        (40, '-', "request=r-# http.url=http://s/cart/#"),
    ];
    check(&groups, &["http.url 1.00 ChiSquared: /item/<n> 40/0 /cart/<n> 0/40"]);
    let (store, found) = compared(&groups);
    assert_eq!(found.ids.iter().map(|&a| name(&store, a)).collect::<Vec<_>>(), ["request"]);
}

#[test]
fn one_side_alone_is_no_comparison() {
    check(&[(40, 'F', "a=b")], &[]);
    check(&[], &[]);
}
