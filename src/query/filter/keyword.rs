//! The words of the language that stand for a value of a trace, a node or a call.

use super::Complaint;
use super::ast::{Cause, CausePart};
use super::nearest::nearest;
use crate::model::Field;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keyword {
    /// None of the three below.
    Ok,
    /// 4xx, 429 included.
    Error,
    /// 429.
    Throttle,
    /// 5xx, or an exception.
    Fault,
    /// Data are missing.
    Partial,
    /// A node that sent nothing itself.
    Inferred,
    /// The node that took the request, or a span without a parent.
    Root,
    /// The first and the last of a list of a root cause, and the place in it, from 0.
    First,
    Last,
    Index,
    /// A call out of the service.
    Remote,
    /// Share of the root's response time, 0 to 1.
    Coverage,
    /// Until the answer.
    ResponseTime,
    /// Until the last work set off.
    Duration,
    Name,
    Type,
    /// Of an exception.
    Message,
    /// A span's own work: its duration less the time in which it waited for its children. Not X-Ray's, as
    /// are the next five.
    SelfTime,
    /// Spans above a span.
    Depth,
    /// The name of a span's service.
    Service,
    /// `server`, `client`...
    SpanKind,
    /// The one class that an outcome is in.
    Outcome,
    /// The type of an exception of a span; of one without a type its message.
    Exception,
    Field(Field),
}

/// What a keyword's value is, hence what it can be compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Flag,
    Number,
    /// A number, with a unit of time allowed.
    Seconds,
    Text,
    /// One word of a list.
    Word(&'static [&'static str]),
}

/// Where a condition stands: what it is a condition on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Trace,
    ServiceBlock,
    EdgeBlock,
    SpanBlock,
    CauseBlock(Cause, CausePart),
}

/// In the order of `model::Kind`.
pub(super) const SPAN_KINDS: &[&str] = &["internal", "server", "client", "producer", "consumer"];
/// In the order of `model::Status`, whose first two are one here.
pub(super) const OUTCOMES: &[&str] = &["ok", "error", "throttle", "fault"];

impl Keyword {
    const PLAIN: [Self; 23] = [
        Self::Ok,
        Self::Error,
        Self::Throttle,
        Self::Fault,
        Self::Partial,
        Self::Inferred,
        Self::Root,
        Self::ResponseTime,
        Self::Duration,
        Self::Name,
        Self::Type,
        Self::Message,
        Self::First,
        Self::Last,
        Self::Index,
        Self::Remote,
        Self::Coverage,
        Self::SelfTime,
        Self::Depth,
        Self::Service,
        Self::SpanKind,
        Self::Outcome,
        Self::Exception,
    ];

    pub fn all() -> impl Iterator<Item = Self> {
        Self::PLAIN.into_iter().chain(Field::ALL.into_iter().map(Self::Field))
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Error => "error",
            Self::Throttle => "throttle",
            Self::Fault => "fault",
            Self::Partial => "partial",
            Self::Inferred => "inferred",
            Self::Root => "root",
            Self::ResponseTime => "responsetime",
            Self::Duration => "duration",
            Self::Name => "name",
            Self::Type => "type",
            Self::Message => "message",
            Self::First => "first",
            Self::Last => "last",
            Self::Index => "index",
            Self::Remote => "remote",
            Self::Coverage => "coverage",
            Self::SelfTime => "self",
            Self::Depth => "depth",
            Self::Service => "service",
            Self::SpanKind => "kind",
            Self::Outcome => "status",
            Self::Exception => "exception",
            Self::Field(field) => field.name(),
        }
    }

    pub fn kind(self) -> Kind {
        match self {
            Self::Ok | Self::Error | Self::Throttle | Self::Fault => Kind::Flag,
            Self::Partial | Self::Inferred | Self::Root => Kind::Flag,
            Self::First | Self::Last | Self::Remote => Kind::Flag,
            Self::ResponseTime | Self::Duration | Self::SelfTime => Kind::Seconds,
            Self::Name | Self::Type | Self::Message | Self::Service | Self::Exception => Kind::Text,
            Self::Index | Self::Coverage | Self::Depth => Kind::Number,
            Self::SpanKind => Kind::Word(SPAN_KINDS),
            Self::Outcome => Kind::Word(OUTCOMES),
            Self::Field(Field::HttpStatus) => Kind::Number,
            Self::Field(_) => Kind::Text,
        }
    }

    /// Values that differ only in case are the same: `post` finds `POST`.
    pub fn folds_case(self) -> bool {
        matches!(self, Self::Type | Self::Field(Field::HttpMethod))
    }

    /// Why it cannot stand there, if it cannot.
    pub(super) fn misplaced(self, place: Place) -> Option<Complaint> {
        let in_span = place == Place::SpanBlock;
        if let Place::CauseBlock(cause, part) = place {
            return (!self.is_of(cause, part)).then_some(match self {
                Self::Coverage => Complaint::MisplacedCoverage,
                _ => Complaint::NotInCause,
            });
        }
        match self {
            Self::Root if !in_span && place != Place::ServiceBlock => {
                Some(Complaint::MisplacedRoot)
            }
            Self::First | Self::Last | Self::Index | Self::Remote | Self::Coverage => {
                Some(Complaint::RootCauseOnly)
            }
            Self::SelfTime | Self::Depth | Self::Service | Self::Exception if !in_span => {
                Some(Complaint::SpanOnly)
            }
            _ => None,
        }
    }

    pub fn stands_in(self, place: Place) -> bool {
        self.misplaced(place).is_none()
    }

    /// Whether the elements of a list of causes have it.
    fn is_of(self, cause: Cause, part: CausePart) -> bool {
        match self {
            Self::Name | Self::First | Self::Last | Self::Index => true,
            Self::Type | Self::Inferred => part == CausePart::Service,
            Self::Remote => part == CausePart::Entity,
            Self::Coverage => part == CausePart::Entity && cause == Cause::ResponseTime,
            Self::Message => part == CausePart::Exception,
            _ => false,
        }
    }

    /// Whether X-Ray knows it; the others are for formats that X-Ray does not read.
    pub fn is_xray(self) -> bool {
        match self {
            Self::SelfTime | Self::Depth | Self::Service => false,
            Self::SpanKind | Self::Outcome | Self::Exception => false,
            Self::Field(field) => !matches!(
                field,
                Field::Operation | Field::SqlQuery | Field::AwsRegion | Field::HttpRoute
            ),
            _ => true,
        }
    }

    /// A keyword in any case.
    pub(super) fn parse(word: &str) -> Option<Self> {
        Self::all().find(|k| k.name().eq_ignore_ascii_case(word))
    }

    /// The keyword that a word which is none was probably meant to be: a slip of the fingers,
    /// or a field of the request without its prefix (`url` for `http.url`).
    pub(super) fn near(word: &str, place: Place) -> Option<&'static str> {
        let names = || Self::all().filter(|k| k.stands_in(place)).map(Self::name);
        let unprefixed =
            |n: &&str| n.strip_prefix("http.").is_some_and(|n| n.eq_ignore_ascii_case(word));
        names().find(unprefixed).or_else(|| nearest(word, names()))
    }
}
