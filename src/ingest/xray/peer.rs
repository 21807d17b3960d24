//! Which node of the map a call goes to, as far as the caller knows; and the node of a segment that
//! X-Ray drew up from such a call. Both rules are one, so that the two meet in the same node.

use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

use super::unit::{Marks, Namespace, Unit};
use crate::model::{Service, ServiceId, StoreBuilder, StrId};

/// `resource_names`: what X-Ray itself goes by.
pub const FIRST_RANK: u8 = 0;

/// Names nodes, remembering types made from names (`AWS::` + name).
#[derive(Default)]
pub struct Namer {
    aws_kinds: HashMap<StrId, StrId, FxBuildHasher>,
}

impl Namer {
    /// The node that a call goes to; `NONE` for local work.
    pub fn called(&mut self, unit: &Unit, builder: &mut StoreBuilder) -> ServiceId {
        let (name, kind) = match unit.namespace {
            Namespace::None => return ServiceId::NONE,
            Namespace::Aws => self.aws(unit, builder),
            Namespace::Remote if unit.marks.has(Marks::SQL) => (unit.name, intern(builder, SQL)),
            Namespace::Remote => (unit.name, intern(builder, REMOTE)),
        };
        builder.services.intern(Service { name, kind, account: unit.account })
    }

    /// The node of a segment.
    pub fn segment(&mut self, unit: &Unit, builder: &mut StoreBuilder) -> ServiceId {
        let inferred = unit.marks.has(Marks::INFERRED);
        let (name, kind) =
            if inferred { self.inferred(unit, builder) } else { (unit.name, unit.origin) };
        builder.services.intern(Service { name, kind, account: unit.account })
    }

    fn inferred(&mut self, unit: &Unit, builder: &mut StoreBuilder) -> (StrId, StrId) {
        if unit.marks.has(Marks::SQL) {
            return (unit.name, intern(builder, SQL));
        }
        let of_aws = builder.strings.get(unit.origin).starts_with("AWS::");
        if of_aws || unit.marks.has(Marks::AWS) {
            let (name, kind) = self.aws(unit, builder);
            return (name, if of_aws { unit.origin } else { kind });
        }
        let known = unit.origin != StrId::EMPTY;
        (unit.name, if known { unit.origin } else { intern(builder, REMOTE) })
    }

    fn aws(&mut self, unit: &Unit, builder: &mut StoreBuilder) -> (StrId, StrId) {
        let resource = unit.resource;
        if resource.name == StrId::EMPTY {
            return (unit.name, self.aws_kind(unit.name, builder));
        }
        let kind = match resource.kind {
            "" => service_kind(builder.strings.get(unit.name)),
            known => Some(known),
        };
        let kind = match kind {
            Some(kind) => intern(builder, kind),
            None => self.aws_kind(unit.name, builder),
        };
        (resource.name, kind)
    }

    fn aws_kind(&mut self, name: StrId, builder: &mut StoreBuilder) -> StrId {
        *self.aws_kinds.entry(name).or_insert_with(|| {
            let kind = format!("AWS::{}", builder.strings.get(name));
            builder.strings.intern(&kind)
        })
    }
}

/// Rank and type of node of a member of `aws` that names a resource.
pub fn resource_kind(member: &[u8]) -> Option<(u8, &'static str)> {
    Some(match member {
        b"table_name" => (1, TABLE),
        b"queue_url" => (2, QUEUE),
        b"bucket_name" => (3, BUCKET),
        b"function_name" => (4, FUNCTION),
        b"topic_arn" => (5, TOPIC),
        _ => return None,
    })
}

/// Operations that leave a message for someone: SQS, SNS, Kinesis, EventBridge.
pub fn is_send(operation: &[u8]) -> bool {
    matches!(
        operation,
        b"SendMessage"
            | b"SendMessageBatch"
            | b"Publish"
            | b"PublishBatch"
            | b"PutRecord"
            | b"PutRecords"
            | b"PutRecordBatch"
            | b"PutEvents"
    )
}

/// A resource without its address: the last part of an ARN or URL.
pub fn short_name(resource: &str) -> &str {
    let parts: &[char] = if resource.starts_with("arn:") {
        &[':', '/']
    } else if resource.contains("://") {
        &['/']
    } else {
        return resource;
    };
    resource.rsplit(parts).find(|part| !part.is_empty()).unwrap_or(resource)
}

pub const REMOTE: &str = "remote";
pub const SQL: &str = "Database::SQL";
pub const TABLE: &str = "AWS::DynamoDB::Table";
pub const QUEUE: &str = "AWS::SQS::Queue";
pub const BUCKET: &str = "AWS::S3::Bucket";
/// Calls meet the service half of a function, not `AWS::Lambda::Function`.
pub const FUNCTION: &str = "AWS::Lambda";
/// X-Ray has no type of its own for topics.
pub const TOPIC: &str = "AWS::SNS";

/// Type of a resource by the name that SDKs give its service, in either case.
pub fn service_kind(service: &str) -> Option<&'static str> {
    let kinds =
        [("DynamoDB", TABLE), ("SQS", QUEUE), ("S3", BUCKET), ("Lambda", FUNCTION), ("SNS", TOPIC)];
    kinds.iter().find(|(name, _)| name.eq_ignore_ascii_case(service)).map(|&(_, kind)| kind)
}

fn intern(builder: &mut StoreBuilder, text: &str) -> StrId {
    builder.strings.intern(text)
}
