//! The words of the language that stand for a value of a trace, a node or a call.

use super::Complaint;
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
    /// The node that took the request; only in a service block.
    Root,
    /// Until the answer.
    ResponseTime,
    /// Until the last work set off.
    Duration,
    Name,
    Type,
    /// Of an exception.
    Message,
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
}

/// Where a condition stands: what it is a condition on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Trace,
    ServiceBlock,
    EdgeBlock,
}

impl Keyword {
    const PLAIN: [Self; 12] = [
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
            Self::Field(field) => field.name(),
        }
    }

    pub fn kind(self) -> Kind {
        match self {
            Self::Ok | Self::Error | Self::Throttle | Self::Fault => Kind::Flag,
            Self::Partial | Self::Inferred | Self::Root => Kind::Flag,
            Self::ResponseTime | Self::Duration => Kind::Seconds,
            Self::Name | Self::Type | Self::Message => Kind::Text,
            Self::Field(Field::HttpStatus) => Kind::Number,
            Self::Field(_) => Kind::Text,
        }
    }

    /// Values that differ only in case are the same: `post` finds `POST`.
    pub fn folds_case(self) -> bool {
        matches!(self, Self::Type | Self::Field(Field::HttpMethod))
    }

    /// A keyword in any case.
    pub(super) fn parse(word: &str) -> Option<Self> {
        Self::all().find(|k| k.name().eq_ignore_ascii_case(word))
    }

    /// The keyword that a word which is none was probably meant to be: a slip of the fingers,
    /// or a field of the request without its prefix (`status` for `http.status`).
    pub(super) fn near(word: &str) -> Option<&'static str> {
        let names = || Self::all().map(Self::name);
        let unprefixed =
            |n: &&str| n.strip_prefix("http.").is_some_and(|n| n.eq_ignore_ascii_case(word));
        names().find(unprefixed).or_else(|| nearest(word, names()))
    }
}

/// Why a word of X-Ray's language cannot be used here, if it is one.
pub(super) fn unavailable(word: &str) -> Option<Complaint> {
    const LISTED: [&str; 5] = ["first", "last", "remote", "index", "coverage"];
    let lower = word.to_ascii_lowercase();
    if lower == "rootcause" || lower.starts_with("rootcause.") {
        return Some(Complaint::NotYet);
    }
    if lower == "group.name" || lower == "group.arn" {
        return Some(Complaint::NoGroups);
    }
    LISTED.contains(&lower.as_str()).then_some(Complaint::RootCauseOnly)
}
