//! OpenTelemetry's JSON (OTLP): spans by resource and scope, as collectors, Tempo and Jaeger write them.
//! <https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding>
//!
//! A request may be one list of spans as large as the file, so a record is a single span; what stands
//! around the list comes as context, before the spans or after them.

mod span;
mod value;

use super::Format;
use super::collector::Ledger;
use super::json;
use super::meaning::{Context, Contexts, Draft};
use super::near_miss;
use super::place::Place;
use super::sniff::Envelope;
use crate::model::{ServiceId, SetId};

pub use span::read;

/// Reads spans, one at a time.
#[derive(Default)]
pub struct Otlp {
    draft: Draft,
    contexts: Contexts,
    resource: Level,
    scope: Level,
    /// Resource and scope together; made when the first span asks.
    both: Option<Context>,
}

/// What stands around a list of spans.
#[derive(Default)]
struct Level {
    told: Option<Context>,
    /// The first row that was added before this was told.
    early: Option<usize>,
    /// The text read last, with what it said: most files repeat themselves.
    text: Vec<u8>,
    said: Option<Context>,
}

/// The service of a resource that does not name one, as the SDKs call it.
const UNNAMED: &str = "unknown_service";

impl Otlp {
    pub fn span(&mut self, text: &[u8], place: &Place, ledger: &mut Ledger) -> json::Result<usize> {
        let (used, own) = span::read(text, &mut self.draft, &mut ledger.builder.strings)?;
        let timed = self.draft.start.or(self.draft.end).is_some();
        let alone = !place.is_within(Envelope::Resource);
        if alone && (!timed || near_miss::object(&text[..used]).is_some()) {
            ledger.skip_unknown(&text[..used], place);
            return Ok(used);
        }
        let context = match own {
            // Some writers repeat the resource in each span.
            Some(resource) => read_context(&mut self.contexts, resource, ledger),
            None => {
                let row = ledger.builder.len();
                self.resource.is_told_before(row);
                self.scope.is_told_before(row);
                self.context(ledger)
            }
        };
        let record = ledger.record(Format::Otlp, used, place);
        self.draft.add(context, record, text, place, ledger);
        Ok(used)
    }

    /// The resource of the spans beside it.
    pub fn resource(&mut self, text: &[u8], ledger: &mut Ledger) {
        self.resource.read(text, &mut self.contexts, ledger);
        self.both = None;
    }

    /// The scope of the spans beside it.
    pub fn scope(&mut self, text: &[u8], ledger: &mut Ledger) {
        self.scope.read(text, &mut self.contexts, ledger);
        self.both = None;
    }

    /// A list of a scope's spans begins or is complete.
    pub fn settle_scope(&mut self, ledger: &mut Ledger) {
        let told = self.scope.told.take().map_or(SetId::NONE, |t| t.set);
        if let Some(first) = self.scope.early.take() {
            self.amend(first, ServiceId::NONE, told, false, ledger);
        }
        self.both = None;
    }

    /// A list of a resource's scopes begins or is complete.
    pub fn settle_resource(&mut self, ledger: &mut Ledger) {
        self.settle_scope(ledger);
        let told = self.resource.told.take().unwrap_or(Context::NONE);
        if let Some(first) = self.resource.early.take() {
            let service = named(told.service, ledger);
            self.amend(first, service, told.set, true, ledger);
        }
    }

    fn context(&mut self, ledger: &mut Ledger) -> Context {
        if let Some(both) = self.both {
            return both;
        }
        let scope = self.scope.told.map_or(SetId::NONE, |t| t.set);
        let both = match self.resource.told {
            Some(Context { service, set }) => {
                let set = self.contexts.joined(set, scope, &mut ledger.builder);
                Context { service: named(service, ledger), set }
            }
            None => Context { service: ServiceId::NONE, set: scope },
        };
        self.both = Some(both);
        both
    }

    /// Gives the rows from `first` on what was told after them.
    fn amend(
        &mut self,
        first: usize,
        service: ServiceId,
        set: SetId,
        before_own: bool,
        ledger: &mut Ledger,
    ) {
        let contexts = &mut self.contexts;
        let mut last = None;
        for row in first..ledger.builder.len() {
            ledger.builder.amend(row, service, |builder, own| match last {
                Some((known, joined)) if known == own => joined,
                _ => {
                    let (a, b) = if before_own { (set, own) } else { (own, set) };
                    let joined = contexts.joined(a, b, builder);
                    last = Some((own, joined));
                    joined
                }
            });
        }
    }
}

impl Level {
    fn is_told_before(&mut self, row: usize) {
        if self.told.is_none() {
            self.early = self.early.or(Some(row));
        }
    }

    fn read(&mut self, text: &[u8], contexts: &mut Contexts, ledger: &mut Ledger) {
        if self.said.is_none() || self.text != text {
            self.said = Some(read_context(contexts, text, ledger));
            self.text.clear();
            self.text.extend_from_slice(text);
        }
        self.told = self.said;
    }
}

fn read_context(contexts: &mut Contexts, text: &[u8], ledger: &mut Ledger) -> Context {
    let mut draft = Draft::default();
    span::read_context(text, &mut draft, &mut ledger.builder.strings);
    contexts.context(&mut draft, &mut ledger.builder)
}

fn named(service: ServiceId, ledger: &mut Ledger) -> ServiceId {
    service.some().unwrap_or_else(|| ledger.builder.service(UNNAMED, "", ""))
}
