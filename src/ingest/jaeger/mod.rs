//! Jaeger's JSON: traces of the query API and of the UI's download, and documents of its Elasticsearch
//! store. A record is a single span; processes, which spans refer to, may stand before or after them.

mod span;

use crate::ingest::Reason;
use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

use super::Format;
use super::collector::Ledger;
use super::json::{self, Reader};
use super::meaning::{Context, Contexts, Draft};
use super::place::Place;
use crate::model::Strings;
use span::Process;

/// Reads spans, one at a time.
#[derive(Default)]
pub struct Jaeger {
    draft: Draft,
    contexts: Contexts,
    /// Of the trace that is being read, by key.
    processes: HashMap<Vec<u8>, Context, FxBuildHasher>,
    /// Rows with the key of a process that has yet to come.
    waiting: Vec<Waiting>,
    /// The process read last inside a span: most repeat it.
    inline: Option<(Vec<u8>, Context)>,
}

struct Waiting {
    row: usize,
    process: Vec<u8>,
    /// Of the span in the source.
    offset: u64,
}

/// What Jaeger itself calls the service of a span without a process.
const UNNAMED: &str = "unknown-service";

impl Jaeger {
    pub fn span(&mut self, text: &[u8], place: &Place, ledger: &mut Ledger) -> json::Result<usize> {
        let (used, process) = span::read(text, &mut self.draft, &mut ledger.builder.strings)?;
        let row = ledger.builder.len();
        let context = match process {
            Process::Inline(text) => self.inline(text, ledger),
            Process::Key(key) => match self.processes.get(key) {
                Some(&known) => known,
                None => {
                    let (process, offset) = (key.to_vec(), place.byte(0));
                    self.waiting.push(Waiting { row, process, offset });
                    Context::NONE
                }
            },
            Process::None => Context { service: unnamed(ledger), ..Context::NONE },
        };
        let record = ledger.record(Format::Jaeger, used, place);
        self.draft.add(context, record, text, place, ledger);
        Ok(used)
    }

    /// The processes of a trace.
    pub fn processes(&mut self, text: &[u8], ledger: &mut Ledger) {
        // It was read before to find its end, so it reads again.
        let _ = Reader::new(text, 0).object(|reader, key| {
            let context = self.read(reader.raw()?, ledger);
            self.processes.insert(key.raw.to_vec(), context);
            Ok(())
        });
    }

    /// A trace begins or is complete.
    pub fn settle(&mut self, ledger: &mut Ledger) {
        for Waiting { row, process, offset } in std::mem::take(&mut self.waiting) {
            let found = self.processes.get(&process).copied();
            if found.is_none() {
                ledger.note_at(Reason::NoProcess, || ("$".to_owned(), offset));
            }
            let Context { service, set } = found.unwrap_or(Context::NONE);
            let service = service.some().unwrap_or_else(|| unnamed(ledger));
            ledger.builder.amend(row, service, |_, _| set);
        }
        self.processes.clear();
    }

    fn inline(&mut self, text: &[u8], ledger: &mut Ledger) -> Context {
        match &self.inline {
            Some((known, context)) if known == text => *context,
            _ => {
                let context = self.read(text, ledger);
                self.inline = Some((text.to_vec(), context));
                context
            }
        }
    }

    fn read(&mut self, text: &[u8], ledger: &mut Ledger) -> Context {
        let mut draft = Draft::default();
        span::read_process(text, &mut draft, &mut ledger.builder.strings);
        let context = self.contexts.context(&mut draft, &mut ledger.builder);
        let service = context.service.some().unwrap_or_else(|| unnamed(ledger));
        Context { service, ..context }
    }
}

/// Reads the span that `text` begins with; the bytes it took.
pub fn read(text: &[u8], draft: &mut Draft, strings: &mut Strings) -> json::Result<usize> {
    span::read(text, draft, strings).map(|read| read.0)
}

fn unnamed(ledger: &mut Ledger) -> crate::model::ServiceId {
    ledger.builder.service(UNNAMED, "", "")
}
