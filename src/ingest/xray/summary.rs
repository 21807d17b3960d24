//! Trace summaries (GetTraceSummaries): what is known of a trace without its spans. Each becomes a row
//! that stands for its trace as long as no span of it is loaded.

use super::super::Format;
use super::super::collector::Ledger;
use super::super::json::{self, Reader, Text, Value};
use super::super::number;
use super::super::place::Place;
use super::super::text::Scratch;
use super::api;
use crate::ingest::Reason;
use crate::model::{
    self, Field, Flags, Key, Kind, Nanos, Service, ServiceId, SpanRow, Status, StrId, Strings,
};

/// A summary while it is read.
struct Summary {
    id: Option<String>,
    start: Option<Nanos>,
    response: Option<Nanos>,
    duration: Option<Nanos>,
    entry: Option<Service>,
    /// The first node touched, should no entry be named.
    touched: Option<Service>,
    url: StrId,
    status: u16,
    flags: Flags,
    fault: bool,
    attributes: Vec<(Key, model::Value)>,
    exceptions: Vec<(StrId, StrId)>,
    scratch: Scratch,
}

/// Reads the summary that `text` begins with; the bytes it took.
pub fn read(text: &[u8], place: &Place, ledger: &mut Ledger) -> json::Result<usize> {
    let mut summary = Summary::new();
    let mut reader = Reader::of_record(text, 0, 0);
    let strings = &mut ledger.builder.strings;
    reader.object(|reader, name| summary.member(name, reader, strings))?;
    let used = reader.position();
    let record = ledger.record(Format::Xray, used, place);
    let id = summary.id.as_deref().unwrap_or("");
    let (trace, well_formed) = ledger.builder.trace(id);
    if !well_formed {
        let reason =
            if id.is_empty() { Reason::DocumentWithoutTrace } else { Reason::OddXrayTrace };
        ledger.note(reason, text, 0, place);
    }
    let (start, mut flags) = (summary.start.or_else(|| moment_in_id(id)), summary.flags);
    if summary.start.is_none() {
        flags.set(Flags::BAD_TIME, true);
        ledger.note(Reason::SummaryWithoutStart, text, 0, place);
    }
    let entry = summary.entry.or(summary.touched);
    let length = summary.response.or(summary.duration);
    let row = SpanRow {
        trace,
        id: 0,
        parent: 0,
        start,
        end: start.zip(length).map(|(start, length)| start.plus(length)),
        service: entry.map_or(ServiceId::NONE, |s| ledger.builder.services.intern(s)),
        peer: ServiceId::NONE,
        name: entry.map_or(summary.url, |s| s.name),
        flags: flags.with_status(summary.status()),
        record,
    };
    if !ledger.add_summary(row) {
        ledger.note(Reason::Full, text, 0, place);
        return Ok(used);
    }
    for (key, value) in summary.attributes {
        ledger.builder.attribute(key, value);
    }
    for (kind, message) in summary.exceptions {
        ledger.builder.exception(kind, message, false);
    }
    Ok(used)
}

impl Summary {
    fn new() -> Self {
        let flags = Flags::new(Kind::Server, Status::Ok).with(Flags::ENTRY).with(Flags::SUMMARY);
        Self {
            id: None,
            start: None,
            response: None,
            duration: None,
            entry: None,
            touched: None,
            url: StrId::EMPTY,
            status: 0,
            flags,
            fault: false,
            attributes: Vec::new(),
            exceptions: Vec::new(),
            scratch: Scratch::default(),
        }
    }

    fn member(
        &mut self,
        name: Text,
        reader: &mut Reader,
        strings: &mut Strings,
    ) -> json::Result<()> {
        match &*api::name(name) {
            b"Id" => self.id = reader.text()?.map(|text| self.scratch.str(text).to_owned()),
            b"StartTime" => self.start = api::moment(reader, &mut self.scratch)?,
            b"ResponseTime" => self.response = seconds(reader)?,
            b"Duration" => self.duration = seconds(reader)?,
            b"HasFault" => self.fault = api::flag(reader)?,
            b"HasError" => self.mark(Flags::ERROR_SEEN, reader)?,
            b"HasThrottle" => self.mark(Flags::THROTTLE_SEEN, reader)?,
            b"IsPartial" => self.mark(Flags::IN_PROGRESS, reader)?,
            b"Http" => self.http(reader, strings)?,
            b"EntryPoint" => self.entry = api::service(reader, strings, &mut self.scratch)?,
            b"ServiceIds" => {
                reader.array(|reader| {
                    let service = api::service(reader, strings, &mut self.scratch)?;
                    self.touched = self.touched.or(service);
                    Ok(())
                })?;
            }
            b"Annotations" => self.annotations(reader, strings)?,
            b"Users" => self.list(b"UserName", Field::User, reader, strings)?,
            b"ResourceARNs" => self.list(b"ARN", Field::ResourceArn, reader, strings)?,
            b"InstanceIds" => self.list(b"Id", Field::InstanceId, reader, strings)?,
            b"AvailabilityZones" => self.list(b"Name", Field::AvailabilityZone, reader, strings)?,
            b"FaultRootCauses" | b"ErrorRootCauses" => self.root_causes(reader, strings)?,
            _ => reader.skip()?,
        }
        Ok(())
    }

    /// `HasThrottle` tells of any segment, the others of the root, whose status this is.
    fn status(&self) -> Status {
        match self.status {
            _ if self.fault => Status::Fault,
            429 => Status::Throttle,
            _ if self.flags.has(Flags::ERROR_SEEN) => Status::Error,
            400..500 => Status::Error,
            500.. => Status::Fault,
            _ => Status::Ok,
        }
    }

    fn mark(&mut self, mark: Flags, reader: &mut Reader) -> json::Result<()> {
        let on = api::flag(reader)?;
        self.flags.set(mark, on);
        Ok(())
    }

    fn http(&mut self, reader: &mut Reader, strings: &mut Strings) -> json::Result<()> {
        reader.object(|reader, name| match &*api::name(name) {
            b"HttpURL" => self.field(Field::HttpUrl, reader, strings),
            b"HttpMethod" => self.field(Field::HttpMethod, reader, strings),
            b"UserAgent" => self.field(Field::HttpUserAgent, reader, strings),
            b"ClientIp" => self.field(Field::HttpClientIp, reader, strings),
            b"HttpStatus" => {
                if let Value::Number(raw) = reader.value()? {
                    let status = number::whole(raw).and_then(|n| u16::try_from(n).ok());
                    self.status = status.unwrap_or(0);
                    let value = model::Value::Number(f64::from(self.status));
                    self.attributes.push((Key::Field(Field::HttpStatus), value));
                }
                Ok(())
            }
            _ => reader.skip(),
        })?;
        Ok(())
    }

    /// `{key: [{"AnnotationValue": {"StringValue": ..}}, ..], ..}`
    fn annotations(&mut self, reader: &mut Reader, strings: &mut Strings) -> json::Result<()> {
        reader.object(|reader, name| {
            let key = Key::Annotation(self.scratch.intern(name, strings));
            let value = |reader: &mut Reader| {
                reader.object(|reader, _| {
                    let value = match reader.value()? {
                        Value::Text(text) => model::Value::Text(self.scratch.intern(text, strings)),
                        Value::Number(raw) => {
                            model::Value::Number(number::float(raw).unwrap_or(f64::NAN))
                        }
                        Value::Flag(on) => model::Value::Flag(on),
                        Value::Null | Value::Nested(_) => return Ok(()),
                    };
                    self.attributes.push((key, value));
                    Ok(())
                })
            };
            let mut value = value;
            let element = |reader: &mut Reader| {
                let member = |reader: &mut Reader, name: Text| match &*api::name(name) {
                    b"AnnotationValue" => value(reader).map(drop),
                    _ => reader.skip(),
                };
                reader.object(member).map(drop)
            };
            reader.array(element).map(drop)
        })?;
        Ok(())
    }

    /// One member of each object of a list.
    fn list(
        &mut self,
        member: &[u8],
        field: Field,
        reader: &mut Reader,
        strings: &mut Strings,
    ) -> json::Result<()> {
        reader.array(|reader| {
            let found = |reader: &mut Reader, name: Text| {
                if *api::name(name) == *member {
                    return self.field(field, reader, strings);
                }
                reader.skip()
            };
            reader.object(found).map(drop)
        })?;
        Ok(())
    }

    /// `[{"Services": [{"EntityPath": [{"Exceptions": [{"Name", "Message"}]}]}]}]`
    fn root_causes(&mut self, reader: &mut Reader, strings: &mut Strings) -> json::Result<()> {
        let path: [&[u8]; 3] = [b"Services", b"EntityPath", b"Exceptions"];
        let mut exception = |reader: &mut Reader| {
            let (mut kind, mut message) = (StrId::EMPTY, StrId::EMPTY);
            reader.object(|reader, name| {
                match &*api::name(name) {
                    b"Name" => kind = api::string(reader, strings, &mut self.scratch)?,
                    b"Message" => message = api::string(reader, strings, &mut self.scratch)?,
                    _ => reader.skip()?,
                }
                Ok(())
            })?;
            self.exceptions.push((kind, message));
            Ok(())
        };
        descend(&path, reader, &mut exception)
    }

    fn field(
        &mut self,
        field: Field,
        reader: &mut Reader,
        strings: &mut Strings,
    ) -> json::Result<()> {
        let text = api::string(reader, strings, &mut self.scratch)?;
        if field == Field::HttpUrl {
            self.url = text;
        }
        if text != StrId::EMPTY {
            self.attributes.push((Key::Field(field), model::Value::Text(text)));
        }
        Ok(())
    }
}

/// Calls `found` at each element of the lists at the end of a path of members, lists in lists.
/// As deep as the path, which is ours.
fn descend(
    path: &[&[u8]],
    reader: &mut Reader,
    found: &mut dyn FnMut(&mut Reader) -> json::Result<()>,
) -> json::Result<()> {
    reader.array(|reader| match path.split_first() {
        None => found(reader),
        Some((member, rest)) => {
            let step = |reader: &mut Reader, name: Text| {
                if *api::name(name) == **member {
                    return descend(rest, reader, found);
                }
                reader.skip()
            };
            reader.object(step).map(drop)
        }
    })?;
    Ok(())
}

fn seconds(reader: &mut Reader) -> json::Result<Option<Nanos>> {
    Ok(match reader.value()? {
        Value::Number(raw) => number::moment(raw),
        _ => None,
    })
}

/// The second that SDKs of X-Ray put into a trace id. Ids of other makers have random digits there,
/// so only years in which X-Ray traces are made count.
fn moment_in_id(id: &str) -> Option<Nanos> {
    const YEARS: std::ops::Range<i64> = 1_400_000_000..2_100_000_000; // 2014 to 2036
    let seconds = i64::from_str_radix(id.strip_prefix("1-")?.get(..8)?, 16).ok()?;
    YEARS.contains(&seconds).then_some(Nanos(seconds * 1_000_000_000))
}
