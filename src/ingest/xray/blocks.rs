//! The `http`, `sql`, `aws`, `annotations` and `links` members of a segment or subsegment.

use super::super::json::{Reader, Result, Text, Value};
use super::super::number;
use super::document::{Document, Linked};
use super::peer;
use super::unit::{self, Marks};
use crate::ingest::Reason;
use crate::model::{self, Field, Key, LinkKind, StrId, Strings, TraceKey};

impl Document {
    pub(super) fn http(
        &mut self,
        open: u32,
        reader: &mut Reader,
        strings: &mut Strings,
    ) -> Result<()> {
        reader.object(|reader, name| match name.raw {
            b"request" => {
                let request = |reader: &mut Reader, name: Text| match name.raw {
                    b"url" => self.field(open, Field::HttpUrl, reader, strings),
                    b"method" => self.field(open, Field::HttpMethod, reader, strings),
                    b"user_agent" => self.field(open, Field::HttpUserAgent, reader, strings),
                    b"client_ip" => self.field(open, Field::HttpClientIp, reader, strings),
                    b"traced" => self.mark(open, Marks::TRACED, reader),
                    _ => reader.skip(),
                };
                reader.object(request).map(drop)
            }
            b"response" => {
                let response = |reader: &mut Reader, name: Text| match name.raw {
                    b"status" => self.status(open, reader),
                    _ => reader.skip(),
                };
                reader.object(response).map(drop)
            }
            _ => reader.skip(),
        })?;
        Ok(())
    }

    pub(super) fn sql(
        &mut self,
        open: u32,
        reader: &mut Reader,
        strings: &mut Strings,
    ) -> Result<()> {
        let is_object = reader.object(|reader, name| match name.raw {
            b"sanitized_query" => self.field(open, Field::SqlQuery, reader, strings),
            _ => reader.skip(),
        })?;
        self.unit(open).marks.set(Marks::SQL, is_object);
        Ok(())
    }

    pub(super) fn aws(
        &mut self,
        open: u32,
        reader: &mut Reader,
        strings: &mut Strings,
    ) -> Result<()> {
        reader.object(|reader, name| {
            self.unit(open).marks.set(Marks::AWS, true);
            match name.raw {
                b"account_id" => {
                    self.unit(open).account = self.string(reader, strings)?;
                    Ok(())
                }
                b"operation" => self.operation(open, reader, strings),
                b"region" => self.field(open, Field::AwsRegion, reader, strings),
                b"ec2" | b"ecs" | b"eks" => self.host(open, reader, strings),
                b"xray" => self.sampling_rule(reader, strings),
                b"resource_names" => self.first_resource(open, reader, strings),
                _ => match peer::resource_kind(name.raw) {
                    Some((rank, kind)) => match reader.text()? {
                        Some(text) => {
                            self.resource(open, rank, kind, text, strings);
                            Ok(())
                        }
                        None => Ok(()),
                    },
                    None => reader.skip(),
                },
            }
        })?;
        Ok(())
    }

    pub(super) fn annotations(
        &mut self,
        open: u32,
        reader: &mut Reader,
        strings: &mut Strings,
    ) -> Result<()> {
        let at = reader.position();
        let is_object = reader.object(|reader, name| {
            let key = Key::Annotation(self.scratch.intern(name, strings));
            reader.peek()?;
            let at = reader.position();
            let mut odd = |raw| {
                self.notes.push((Reason::OddAnnotation, at));
                Text { raw, escaped: false }
            };
            let value = match reader.value()? {
                Value::Flag(on) => model::Value::Flag(on),
                Value::Number(raw) => model::Value::Number(number::float(raw).unwrap_or(f64::NAN)),
                other => {
                    let text = match other {
                        Value::Text(text) => text,
                        Value::Nested(raw) => odd(raw),
                        _ => odd(b"null"),
                    };
                    model::Value::Text(self.scratch.intern(text, strings))
                }
            };
            self.attributes.push((open, key, value));
            Ok(())
        })?;
        if !is_object {
            self.notes.push((Reason::OddAnnotations, at));
        }
        Ok(())
    }

    /// Links to other traces; X-Ray keeps what they mean in reserved attributes.
    pub(super) fn linked(
        &mut self,
        open: u32,
        reader: &mut Reader,
        strings: &mut Strings,
    ) -> Result<()> {
        reader.array(|reader| {
            let mut link = Linked {
                kind: LinkKind::Other,
                trace: TraceKey(0),
                id: 0,
                name: StrId::EMPTY,
                node: StrId::EMPTY,
            };
            let mut known = false;
            reader.object(|reader, name| {
                match name.raw {
                    b"trace_id" => {
                        if let Some(text) = reader.text()? {
                            link.trace = TraceKey::parse(self.scratch.str(text)).0;
                            known = true;
                        }
                    }
                    b"id" => {
                        if let Some(text) = reader.text()? {
                            link.id = unit::id(text, &mut self.scratch).0;
                        }
                    }
                    b"attributes" => self.link_attributes(&mut link, reader, strings)?,
                    _ => reader.skip()?,
                }
                Ok(())
            })?;
            if link.kind == LinkKind::Parent {
                self.unit(open).marks.set(Marks::SET_OFF, true);
            }
            if known {
                self.links.push((open, link));
            }
            Ok(())
        })?;
        Ok(())
    }

    fn link_attributes(
        &mut self,
        link: &mut Linked,
        reader: &mut Reader,
        strings: &mut Strings,
    ) -> Result<()> {
        reader.object(|reader, name| {
            match name.raw {
                b"aws.xray.reserved.reference_type" => {
                    link.kind = match reader.text()?.map(|t| t.raw) {
                        Some(b"child") => LinkKind::Child,
                        Some(b"parent") => LinkKind::Parent,
                        _ => LinkKind::Other,
                    };
                }
                b"aws.xray.reserved.names" => {
                    reader.array(|reader| {
                        let text = self.string(reader, strings)?;
                        if link.name == StrId::EMPTY {
                            link.name = text;
                        }
                        Ok(())
                    })?;
                }
                b"aws.xray.reserved.type" => link.node = self.string(reader, strings)?,
                _ => reader.skip()?,
            }
            Ok(())
        })?;
        Ok(())
    }

    fn status(&mut self, open: u32, reader: &mut Reader) -> Result<()> {
        reader.peek()?;
        let at = reader.position();
        let raw = match reader.value()? {
            Value::Number(raw) => raw,
            Value::Text(text) => text.raw,
            Value::Null => return Ok(()),
            _ => b"",
        };
        match number::whole(raw).and_then(|n| u16::try_from(n).ok()) {
            Some(status) => {
                self.unit(open).status = status;
                let value = model::Value::Number(f64::from(status));
                self.attributes.push((open, Key::Field(Field::HttpStatus), value));
            }
            None => self.notes.push((Reason::OddHttpStatus, at)),
        }
        Ok(())
    }

    /// The rule that chose the trace, in `aws.xray`.
    fn sampling_rule(&mut self, reader: &mut Reader, strings: &mut Strings) -> Result<()> {
        reader.object(|reader, name| match name.raw {
            b"sampling_rule_name" => self.string(reader, strings).map(|rule| {
                self.rule = Some(rule).filter(|&rule| rule != StrId::EMPTY);
            }),
            _ => reader.skip(),
        })?;
        Ok(())
    }

    /// `aws.ec2` and its like.
    fn host(&mut self, open: u32, reader: &mut Reader, strings: &mut Strings) -> Result<()> {
        reader.object(|reader, name| match name.raw {
            b"instance_id" => self.field(open, Field::InstanceId, reader, strings),
            b"availability_zone" => self.field(open, Field::AvailabilityZone, reader, strings),
            _ => reader.skip(),
        })?;
        Ok(())
    }

    fn operation(&mut self, open: u32, reader: &mut Reader, strings: &mut Strings) -> Result<()> {
        let Some(text) = reader.text()? else { return Ok(()) };
        self.unit(open).sends = peer::is_send(text.raw);
        let text = self.scratch.intern(text, strings);
        self.attributes.push((open, Key::Field(Field::Operation), model::Value::Text(text)));
        Ok(())
    }

    fn first_resource(
        &mut self,
        open: u32,
        reader: &mut Reader,
        strings: &mut Strings,
    ) -> Result<()> {
        reader.array(|reader| {
            if let Some(text) = reader.text()? {
                self.resource(open, peer::FIRST_RANK, "", text, strings);
            }
            Ok(())
        })?;
        Ok(())
    }

    fn resource(
        &mut self,
        open: u32,
        rank: u8,
        kind: &'static str,
        text: Text,
        strings: &mut Strings,
    ) {
        let best = self.unit(open).resource;
        let kind = if best.kind.is_empty() { kind } else { best.kind };
        let name = if rank < best.rank {
            strings.intern(peer::short_name(self.scratch.str(text)))
        } else {
            best.name
        };
        self.unit(open).resource = unit::Resource { name, rank: rank.min(best.rank), kind };
    }
}
