//! From a document that was read to rows of the store.

use crate::ingest::Reason;
use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

use super::document::{Document, Raised};
use super::peer::Namer;
use super::unit::{Marks, Namespace, Unit, scatter};
use crate::model::{
    Flags, Kind, Link, RecordId, Service, ServiceId, SpanId, SpanRow, Status, StoreBuilder, StrId,
    Strings, TraceId, sort_by_key,
};

impl Document {
    /// Gives units without an id one that depends on their content alone, so that a copy gets the same.
    pub fn name_units(&mut self, strings: &Strings) {
        for index in 0..self.units.len() {
            let unit = self.units[index];
            if unit.id != 0 {
                continue;
            }
            let outer = unit.inside.map_or(unit.parent, |o| self.units[o as usize].id);
            let start = unit.start.map_or(0, |t| t.0 as u64);
            let place = scatter(outer, &[start, index as u64].map(u64::to_le_bytes).concat());
            self.units[index].id = scatter(place, strings.get(unit.name).as_bytes());
            self.notes.push((Reason::SubsegmentWithoutId, unit.from));
        }
    }

    /// Adds all units as rows. False when the store is full.
    pub fn add_rows(
        &mut self,
        builder: &mut StoreBuilder,
        namer: &mut Namer,
        trace: TraceId,
        record: RecordId,
    ) -> bool {
        self.resolve_references();
        // What a unit has may stand behind its subsegments; stable, so the order of the file stays.
        sort_by_key(&mut self.attributes, |a| a.0);
        sort_by_key(&mut self.exceptions, |e| e.unit);
        sort_by_key(&mut self.links, |l| l.0);
        let mut attributes = self.attributes.iter().peekable();
        let mut exceptions = self.exceptions.iter().peekable();
        let mut links = self.links.iter().peekable();
        let Some(top) = self.units.first() else { return true };
        let service =
            if top.is_subsegment() { ServiceId::NONE } else { namer.segment(top, builder) };
        for (index, unit) in (0u32..).zip(&self.units) {
            let parent = unit.inside.map_or(unit.parent, |o| self.units[o as usize].id);
            let row = SpanRow {
                trace,
                id: unit.id,
                parent,
                start: unit.start,
                end: unit.end,
                service,
                peer: if unit.is_subsegment() {
                    namer.called(unit, builder)
                } else {
                    ServiceId::NONE
                },
                name: unit.name,
                flags: flags(unit),
                record,
            };
            if !builder.push(row) {
                return false;
            }
            while let Some((_, key, value)) = attributes.next_if(|a| a.0 == index) {
                builder.attribute(*key, *value);
            }
            while let Some(e) = exceptions.next_if(|e| e.unit == index) {
                builder.exception(e.kind, e.message, e.remote);
            }
            while let Some((_, link)) = links.next_if(|l| l.0 == index) {
                let node = (link.name != StrId::EMPTY).then(|| {
                    let account = StrId::EMPTY;
                    builder.services.intern(Service { name: link.name, kind: link.node, account })
                });
                builder.link(Link {
                    span: SpanId::NONE,
                    kind: link.kind,
                    trace: link.trace,
                    id: link.id,
                    service: node.unwrap_or(ServiceId::NONE),
                });
            }
        }
        true
    }

    /// A cause that is an id: the exception of that id, or the first one of the unit of that id.
    fn resolve_references(&mut self) {
        if self.references.is_empty() || self.exceptions.is_empty() {
            return;
        }
        let mut known: HashMap<u64, usize, FxBuildHasher> = HashMap::default();
        for (at, exception) in self.exceptions.iter().enumerate().rev() {
            known.insert(self.units[exception.unit as usize].id, at);
        }
        for (at, exception) in self.exceptions.iter().enumerate() {
            if exception.id != 0 {
                known.insert(exception.id, at);
            }
        }
        for &(unit, id) in &self.references {
            if let Some(&at) = known.get(&id) {
                let told = self.exceptions[at];
                self.exceptions.push(Raised { unit, ..told });
            }
        }
    }
}

fn flags(unit: &Unit) -> Flags {
    let marks = unit.marks;
    let client_error = (400..500).contains(&unit.status);
    let throttled = unit.status == 429;
    let mut flags = Flags::new(kind(unit), status(unit));
    flags.set(Flags::ENTRY, !unit.is_subsegment());
    flags.set(Flags::INFERRED, !unit.is_subsegment() && marks.has(Marks::INFERRED));
    // An end that could not be read is no sign of work going on.
    let open = unit.end.is_none() && (!marks.has(Marks::BAD_TIME) || marks.has(Marks::IN_PROGRESS));
    flags.set(Flags::IN_PROGRESS, open);
    flags.set(Flags::AWS, unit.namespace == Namespace::Aws);
    flags.set(Flags::REMOTE, unit.namespace == Namespace::Remote);
    flags.set(Flags::BAD_TIME, marks.has(Marks::BAD_TIME));
    flags.set(Flags::TRACED, marks.has(Marks::TRACED));
    flags.set(Flags::SQL, marks.has(Marks::SQL));
    flags.set(Flags::THROTTLE_SEEN, throttled || marks.has(Marks::THROTTLE));
    flags.set(Flags::ERROR_SEEN, client_error || marks.has(Marks::ERROR));
    flags
}

fn kind(unit: &Unit) -> Kind {
    match unit.namespace {
        _ if !unit.is_subsegment() && unit.marks.has(Marks::SET_OFF) => Kind::Consumer,
        _ if !unit.is_subsegment() => Kind::Server,
        Namespace::None => Kind::Internal,
        Namespace::Aws if unit.sends => Kind::Producer,
        Namespace::Aws | Namespace::Remote => Kind::Client,
    }
}

/// The flags of the document; without any the HTTP status; without one whether it failed with an exception.
fn status(unit: &Unit) -> Status {
    let marks = unit.marks;
    if marks.has(Marks::FAULT) {
        Status::Fault
    } else if marks.has(Marks::THROTTLE) {
        Status::Throttle
    } else if marks.has(Marks::ERROR) {
        Status::Error
    } else {
        match unit.status {
            429 => Status::Throttle,
            400..500 => Status::Error,
            500.. => Status::Fault,
            1.. => Status::Ok,
            0 if marks.has(Marks::EXCEPTION) => Status::Fault,
            0 => Status::Unset,
        }
    }
}
