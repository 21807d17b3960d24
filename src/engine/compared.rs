//! A selection of traces against the rest, for the screen.

use fixedbitset::FixedBitSet;

use super::clause::comparison;
use super::{AspectName, Compared, Difference, Engine, FailureName, Picked, Reply, ValueShare};
use crate::model::{Key, Nanos, Status};
use crate::query::filter::Filter;
use crate::query::{self, Aspect, Part, Trait};

/// The two groups.
struct Groups {
    traces: FixedBitSet,
    picked: FixedBitSet,
    above: Option<Nanos>,
}

impl Engine {
    pub(super) fn compared(&self, picked: &Picked) -> Reply {
        let Groups { traces, picked, above } = match self.groups(picked) {
            Ok(groups) => groups,
            Err(message) => return Reply::Failed { message },
        };
        let found = query::compare(&self.store, &self.index, &traces, &picked);
        Reply::Compared(Box::new(Compared {
            selected: found.selected,
            rest: found.rest,
            differences: found.differences.iter().map(|d| self.difference(d)).collect(),
            alike: found.alike,
            ids: found.ids.iter().map(|&aspect| self.aspect_name(aspect)).collect(),
            above,
        }))
    }

    fn groups(&self, picked: &Picked) -> Result<Groups, String> {
        let mut above = None;
        let mut traces = self.selected.clone();
        let picked = match picked {
            Picked::Faults => self.faults(),
            Picked::Filter { text } => Filter::parse(text)
                .map_err(|error| error.to_string())?
                .select(&self.store, &self.index),
            Picked::Box(plane) => {
                query::within(&self.store, &self.index, &self.selected, plane.to_query())
            }
            Picked::Failure(name) => self.failing(name)?,
            Picked::Slow { node, above: wanted } => {
                let (touched, slow, limit) = self.slow_part(node, *wanted)?;
                (traces, above) = (touched, Some(limit));
                slow
            }
        };
        Ok(Groups { traces, picked, above })
    }

    fn chosen(&self, test: impl Fn(crate::model::TraceId) -> bool) -> FixedBitSet {
        let mut out = FixedBitSet::with_capacity(self.store.traces().len());
        let chosen = query::selected_traces(&self.store, &self.selected).filter(|&t| test(t));
        out.extend(chosen.map(|t| t.index()));
        out
    }

    fn faults(&self) -> FixedBitSet {
        let ended = self.chosen(|t| self.index.status(&self.store, t) == Status::Fault);
        if ended.count_ones(..) > 0 {
            return ended;
        }
        let faulted = |s| self.store.status(s) == Status::Fault;
        self.chosen(|t| self.store.trace(t).spans().any(faulted))
    }

    fn failing(&self, name: &FailureName) -> Result<FixedBitSet, String> {
        let FailureName { node, kind, shape, http_status } = name.clone();
        let ids = &self.index.node_ids;
        let mut services = self.store.services.iter().map(|(id, _)| id);
        let service = services.find(|&id| ids.service(id) == node);
        let service = service.ok_or_else(|| format!("There is no node {node}"))?;
        let cause = query::Cause { service, kind, shape, http_status };
        Ok(query::traces_with(&self.store, &self.selected, &cause))
    }

    /// Traces that a node took part in, those of them with a slow request of it, and what slow is.
    fn slow_part(
        &self,
        node: &str,
        above: Option<Nanos>,
    ) -> Result<(FixedBitSet, FixedBitSet, Nanos), String> {
        let part = self.graph.find(node).map(Part::Node);
        let part = part.ok_or_else(|| format!("No request of {node} is left by the filter"))?;
        let times =
            query::request_times(&self.store, &self.index, &self.selected, &self.graph, part);
        let limit = above.unwrap_or_else(|| {
            let mut latency = query::Sketch::default();
            times.iter().for_each(|&(_, time)| latency.record(time));
            latency.quantile(0.95).unwrap_or(Nanos::MAX)
        });
        let count = self.store.traces().len();
        let [mut touched, mut slow] = [0; 2].map(|_| FixedBitSet::with_capacity(count));
        for (trace, time) in times {
            touched.insert(trace.index());
            slow.set(trace.index(), slow[trace.index()] || time >= limit);
        }
        Ok((touched, slow, limit))
    }

    fn difference(&self, found: &query::Difference) -> Difference {
        Difference {
            name: self.aspect_name(found.aspect),
            role: found.role,
            method: found.method,
            likelihood: found.likelihood,
            size: found.size,
            small: found.small,
            selected: found.selected,
            rest: found.rest,
            values: found.values.iter().map(|v| self.value_share(found.aspect, v)).collect(),
            more: found.more,
            numbers: found.numbers.clone(),
            same: found.same.iter().map(|&aspect| self.aspect_name(aspect)).collect(),
        }
    }

    fn aspect_name(&self, aspect: Aspect) -> AspectName {
        match aspect {
            Aspect::Service => AspectName::Service,
            Aspect::Operation => AspectName::Operation,
            Aspect::Exception => AspectName::Exception,
            Aspect::ResponseTime => AspectName::ResponseTime,
            Aspect::Attribute(Key::Field(field)) => AspectName::Named(field.name().to_owned()),
            Aspect::Attribute(Key::Annotation(key)) => {
                AspectName::Named(self.store.strings.get(key).to_owned())
            }
        }
    }

    fn value_share(&self, aspect: Aspect, share: &query::ValueShare) -> ValueShare {
        let name = |service| self.store.service_name(service);
        let text = match &share.value {
            Trait::Value(value) => self.store.value_text(*value),
            Trait::Shape(shape) => shape.clone(),
            Trait::Service(service) => name(*service).to_owned(),
            Trait::Operation(service, shape) => format!("{}: {shape}", name(*service)),
        };
        let filter = self.clause(aspect, &share.value);
        ValueShare { text, selected: share.selected, rest: share.rest, filter }
    }

    fn in_span(&self, keyword: &str, shape: &str) -> String {
        let clause = self.contains(keyword, shape);
        clause.map(|clause| format!("span() {{ {clause} }}")).unwrap_or_default()
    }

    fn clause(&self, aspect: Aspect, value: &Trait) -> String {
        match (aspect, value) {
            (_, Trait::Service(service)) => self.service_filter(*service),
            (Aspect::Attribute(key), Trait::Value(value)) => comparison(&self.store, key, *value),
            (Aspect::Attribute(Key::Field(field)), Trait::Shape(shape)) => {
                self.contains(field.name(), shape).unwrap_or_default()
            }
            (_, Trait::Operation(_, shape)) => self.in_span("name", shape),
            (Aspect::Exception, Trait::Shape(shape)) => self.in_span("exception", shape),
            _ => String::new(),
        }
    }
}
