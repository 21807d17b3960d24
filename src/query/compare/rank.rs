//! From counts to a list: how much each aspect differs, and whether that may be chance.

use std::cmp::Reverse;

use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

use crate::model::{Field, Key, SpanStore, sort_by};
use crate::query::significance::{Factorials, Method, Split, corrected, kolmogorov_smirnov};

use super::numbers::{sorted, spread};
use super::tally::{AspectTally, Tallies, ValueTally, mixed};
use super::{Aspect, Comparison, Difference, Role, SMALL, ValueShare};

/// What is less likely than this to come by chance is told.
const LIKELY: f64 = 0.05;
/// So many are told in any case.
const AT_LEAST: usize = 3;
/// Fisher's test is exact however rare a value is; yet from fewer traces nobody should conclude.
const RARE: u32 = 5;
const MOST: usize = 40;
const MOST_VALUES: usize = 6;
/// Differences of the same twentieth count as equal: then the role decides.
const STEPS: f64 = 20.0;

pub(super) fn ranked(store: &SpanStore, mut tallies: Tallies) -> Comparison {
    let (selected, rest) = (tallies.traces.selected, tallies.traces.rest);
    let mut comparison = Comparison { selected, rest, ..Comparison::default() };
    if selected == 0 || rest == 0 {
        return comparison;
    }
    let factorials = Factorials::up_to(selected + rest);
    let numbers: Vec<_> =
        tallies.aspects.iter_mut().map(|a| std::mem::take(&mut a.numbers)).collect();
    let values = by_aspect(&tallies);
    for ((aspect, values), numbers) in tallies.aspects.iter().zip(values).zip(numbers) {
        if aspect.is_id() {
            comparison.ids.push(aspect.aspect);
        } else if aspect.is_numeric() {
            comparison.differences.push(by_number(&tallies, aspect, numbers));
        } else {
            comparison.differences.push(by_value(&tallies, aspect, &values, &factorials));
        }
    }
    let likelihoods: Vec<f64> = comparison.differences.iter().map(|d| d.likelihood).collect();
    for (difference, likelihood) in comparison.differences.iter_mut().zip(corrected(&likelihoods)) {
        difference.likelihood = likelihood;
    }
    order(store, &mut comparison);
    comparison
}

/// Values by the place of their aspect, most different first; of equals what the selection has more of.
fn by_aspect(tallies: &Tallies) -> Vec<Vec<&ValueTally>> {
    let key = |v: &&ValueTally| {
        // In billionths: what is equal but for rounding is equal.
        let difference = (split(tallies, v).difference() * 1e9).round() as i64;
        (difference.abs(), difference, v.tally.total())
    };
    let mut lists = vec![Vec::new(); tallies.aspects.len()];
    tallies.values.iter().for_each(|v| lists[v.aspect as usize].push(v));
    for list in &mut lists {
        sort_by(list, |a, b| key(b).cmp(&key(a)));
    }
    lists
}

fn split(tallies: &Tallies, value: &ValueTally) -> Split {
    Split {
        selected_with: value.tally.selected,
        selected: tallies.traces.selected,
        rest_with: value.tally.rest,
        rest: tallies.traces.rest,
    }
}

fn by_value(
    tallies: &Tallies,
    aspect: &AspectTally,
    values: &[&ValueTally],
    factorials: &Factorials,
) -> Difference {
    let most = values.first().map_or(Split::default(), |v| split(tallies, v));
    let (method, likelihood) = most.test(factorials);
    let share = |v: &&ValueTally| ValueShare {
        value: tallies.trait_of(v),
        selected: v.tally.selected,
        rest: v.tally.rest,
    };
    Difference {
        method,
        likelihood: (likelihood * f64::from(aspect.distinct)).min(1.0),
        size: most.difference().abs(),
        small: is_small(tallies) || most.rarest() < RARE,
        values: values.iter().take(MOST_VALUES).map(share).collect(),
        more: values.len().saturating_sub(MOST_VALUES) as u32,
        mark: Some(values.iter().fold(0, |sum: u64, v| sum.wrapping_add(mixed(v.mark)))),
        ..told(aspect)
    }
}

fn by_number(tallies: &Tallies, aspect: &AspectTally, numbers: Vec<(f64, bool)>) -> Difference {
    let numbers = sorted(numbers);
    let (size, likelihood) = kolmogorov_smirnov(&numbers);
    let few = aspect.tally.selected.min(aspect.tally.rest) < SMALL;
    Difference {
        method: Method::KolmogorovSmirnov,
        likelihood,
        size,
        small: is_small(tallies) || few,
        numbers: Some(spread(&numbers)),
        ..told(aspect)
    }
}

fn told(aspect: &AspectTally) -> Difference {
    Difference {
        aspect: aspect.aspect,
        role: Role::Done,
        method: Method::Fisher,
        likelihood: 1.0,
        size: 0.0,
        small: false,
        selected: aspect.tally.selected,
        rest: aspect.tally.rest,
        values: Vec::new(),
        more: 0,
        numbers: None,
        same: Vec::new(),
        mark: None,
    }
}

fn is_small(tallies: &Tallies) -> bool {
    tallies.traces.selected.min(tallies.traces.rest) < SMALL
}

fn order(store: &SpanStore, comparison: &mut Comparison) {
    let list = &mut comparison.differences;
    list.iter_mut().for_each(|d| d.role = role(store, d.aspect));
    sort_by(list, |a, b| {
        let rank = |d: &Difference| {
            let step = (d.size * STEPS).round() as u32;
            (d.likelihood > LIKELY, d.role == Role::Outcome, Reverse(step), d.role)
        };
        let named = |d: &Difference| name(store, d.aspect);
        rank(a).cmp(&rank(b)).then(b.size.total_cmp(&a.size)).then_with(|| named(a).cmp(named(b)))
    });
    merge(list);
    let telling = list.iter().filter(|d| d.likelihood <= LIKELY).count();
    let all = list.len();
    list.truncate(telling.clamp(AT_LEAST, MOST));
    list.retain(|d| d.size > 0.0);
    comparison.alike = (all - list.len()) as u32;
    sort_by(&mut comparison.ids, |&a, &b| name(store, a).cmp(name(store, b)));
}

/// Makes one of those that tell the same traces apart, such as `region` and `cloud.region`.
fn merge(list: &mut Vec<Difference>) {
    let mut first: HashMap<(u64, Role), usize, FxBuildHasher> = HashMap::default();
    let mut kept: Vec<Difference> = Vec::with_capacity(list.len());
    for difference in list.drain(..) {
        let key = difference.mark.map(|mark| (mark, difference.role));
        match key.and_then(|key| first.get(&key)) {
            Some(&at) => kept[at].same.push(difference.aspect),
            None => {
                first.extend(key.map(|key| (key, kept.len())));
                kept.push(difference);
            }
        }
    }
    *list = kept;
}

/// The keyword of a field, the key of an annotation; empty for what has no name of its own.
fn name(store: &SpanStore, aspect: Aspect) -> &str {
    match aspect {
        Aspect::Attribute(Key::Field(field)) => field.name(),
        Aspect::Attribute(Key::Annotation(key)) => store.strings.get(key),
        Aspect::Service | Aspect::Operation | Aspect::Exception | Aspect::ResponseTime => "",
    }
}

fn role(store: &SpanStore, aspect: Aspect) -> Role {
    match aspect {
        Aspect::Attribute(Key::Field(Field::HttpStatus)) => Role::Outcome,
        Aspect::Attribute(Key::Field(Field::Operation | Field::SqlQuery)) => Role::Done,
        Aspect::Attribute(Key::Field(_)) => Role::Brought,
        Aspect::Attribute(Key::Annotation(key)) => match tells_of_the_end(store.strings.get(key)) {
            true => Role::Outcome,
            false => Role::Brought,
        },
        Aspect::Service | Aspect::Operation => Role::Done,
        Aspect::Exception | Aspect::ResponseTime => Role::Outcome,
    }
}

/// By OpenTelemetry's conventions and what older libraries write.
fn tells_of_the_end(key: &str) -> bool {
    let parts = || key.split(['.', '_']);
    parts().next().is_some_and(|first| matches!(first, "error" | "exception"))
        || parts().any(|part| part == "status")
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
