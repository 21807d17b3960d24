//! Answers about all selected traces together: what tells them apart, how their times spread.

use fixedbitset::FixedBitSet;

use super::clause::{comparison, quote, selector};
use super::load::count;
use super::{
    Cell, Engine, Facet, FacetName, FacetQuery, FacetValue, HistogramBar, Plane, Reply, Spread,
};
use crate::model::{Key, SpanStore};
use crate::query::{self, Counts, FacetKey};

/// Values of a facet at first, and when it is opened.
const FEW: usize = 6;
const MANY: usize = 200;
/// Keys in the side bar. A file may make up any number of them.
const MOST_FACETS: usize = 200;

impl Engine {
    pub(super) fn facets(&mut self, wanted: &FacetQuery) -> Reply {
        let store = &self.store;
        let counted = self
            .facet_counts
            .get_or_insert_with(|| query::facets(store, &self.index, &self.selected));
        let sought = wanted.sought.to_lowercase();
        let mut found: Vec<Facet> =
            counted.iter().filter_map(|facet| listed(store, facet, wanted, &sought)).collect();
        let more = found.len().saturating_sub(MOST_FACETS) as u32;
        found.truncate(MOST_FACETS);
        Reply::Facets { facets: found, more }
    }

    pub(super) fn spread(&self, columns: u16, rows: u16) -> Reply {
        let found = query::spread(&self.store, &self.index, &self.selected, columns, rows);
        let cell = |query::Cell { column, row, counts }: query::Cell| Cell {
            column,
            row,
            ok: count(counts.ok),
            errors: count(counts.errors),
            throttles: count(counts.throttles),
            faults: count(counts.faults),
        };
        let bar = |bar: query::Bar| HistogramBar {
            low: bar.low,
            high: bar.high,
            count: count(bar.count),
        };
        let outcomes = found.cells.iter().fold(Counts::default(), |mut sum, cell| {
            sum.add(&cell.counts);
            sum
        });
        Reply::Spread(Box::new(Spread {
            plane: found.plane.map(|query::Plane { from, until, low, high }| Plane {
                from,
                until,
                low,
                high,
            }),
            columns,
            rows,
            numbers: self.numbers(&outcomes, &found.latency, None),
            histogram: query::histogram(&found.latency).into_iter().map(bar).collect(),
            untimed: count(found.untimed),
            cells: found.cells.into_iter().map(cell).collect(),
        }))
    }

    pub(super) fn within(&self, plane: Plane, limit: u32) -> Reply {
        let inside: FixedBitSet =
            query::within(&self.store, &self.index, &self.selected, plane.to_query());
        let column = query::Column::Fact(query::TraceSort::Response);
        let slowest = [query::Order { column, descending: true }];
        let traces = query::list(&self.store, &self.index, &inside, &slowest);
        let rows = traces.iter().take(limit as usize).map(|&t| self.trace_row(t)).collect();
        Reply::Traces { total: traces.len() as u32, offset: 0, rows }
    }
}

impl Plane {
    pub fn to_query(self) -> query::Plane {
        let Self { from, until, low, high } = self;
        query::Plane { from, until, low, high }
    }
}

/// What is shown of a facet; nothing where nothing of it is sought.
fn listed(
    store: &SpanStore,
    facet: &query::Facet,
    wanted: &FacetQuery,
    sought: &str,
) -> Option<Facet> {
    let name = name(store, facet.key);
    let most = if wanted.opened.contains(&name) { MANY } else { FEW };
    let is_whole = sought.is_empty()
        || wanted.titled.contains(&name)
        || name.attribute().is_some_and(|name| name.to_lowercase().contains(sought));
    let listed = if is_whole { facet.first(store, most) } else { facet.found(store, sought, most) };
    (listed.of > 0).then(|| Facet {
        name,
        traces: facet.traces,
        distinct: facet.values.len() as u32,
        found: listed.of,
        values: listed.values.iter().map(|v| value(store, facet.key, v)).collect(),
    })
}

fn name(store: &SpanStore, key: FacetKey) -> FacetName {
    match key {
        FacetKey::Outcome => FacetName::Outcome,
        FacetKey::Service => FacetName::Service,
        FacetKey::Operation => FacetName::Operation,
        FacetKey::Exception => FacetName::Exception,
        FacetKey::Attribute(Key::Field(field)) => FacetName::Field(field.name().to_owned()),
        FacetKey::Attribute(Key::Annotation(name)) => {
            FacetName::Annotation(store.strings.get(name).to_owned())
        }
    }
}

fn value(store: &SpanStore, key: FacetKey, counted: &query::ValueCount) -> FacetValue {
    let text = counted.value.text(store);
    let filter = clause(store, key, counted.value, &text);
    FacetValue { text, traces: counted.traces, faults: counted.faults, filter }
}

/// The comparison that selects the traces counted.
fn clause(store: &SpanStore, key: FacetKey, value: query::FacetValue, text: &str) -> String {
    match (key, value) {
        (_, query::FacetValue::Outcome(_)) => format!("status = {}", quote(text)),
        (_, query::FacetValue::Service(service)) => {
            let info = store.service_info(service);
            let [name, kind, account] =
                [info.name, info.kind, info.account].map(|id| store.strings.get(id));
            format!("service({})", selector(name, kind, account))
        }
        (FacetKey::Attribute(key), value) => {
            value.attribute().map(|value| comparison(store, key, value)).unwrap_or_default()
        }
        (FacetKey::Exception, _) => format!("span() {{ exception = {} }}", quote(text)),
        _ => format!("span() {{ name = {} }}", quote(text)),
    }
}
