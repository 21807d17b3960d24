//! What a span is and how it ended, packed in one word.

use serde::{Deserialize, Serialize};

/// The side of a call that a span tells of.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Local work.
    #[default]
    Internal,
    /// A request served: an X-Ray segment.
    Server,
    /// A call made.
    Client,
    /// A message sent.
    Producer,
    /// A message received.
    Consumer,
}

/// How a request ended, in X-Ray's classes. Each request is in exactly one;
/// where several hold, fault > throttle > error > ok.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// The file does not say; counted as ok.
    #[default]
    Unset,
    Ok,
    /// The caller's fault: 4xx.
    Error,
    /// Turned away: 429. Also an error.
    Throttle,
    /// The service's fault: 5xx, or an exception.
    Fault,
}

/// Kind, status and marks of a span in 32 bits.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Flags(pub u32);

impl Flags {
    /// A service's own view of a request (X-Ray: a segment), as against a part of one.
    pub const ENTRY: Self = Self(1 << 8);
    /// Drawn up from the caller's side because the callee sent nothing (X-Ray: inferred segment).
    pub const INFERRED: Self = Self(1 << 9);
    /// An inferred span whose real one is there too: shown, but not counted on the map.
    pub const SUPERSEDED: Self = Self(1 << 10);
    /// Started, not finished; its end is a guess.
    pub const IN_PROGRESS: Self = Self(1 << 11);
    /// A call to an AWS service (`namespace: aws`).
    pub const AWS: Self = Self(1 << 12);
    /// Any other call out (`namespace: remote`).
    pub const REMOTE: Self = Self(1 << 13);
    /// The callee has a span of its own in this trace, which counts for the node instead of the call.
    pub const PEER_SEEN: Self = Self(1 << 14);
    /// Names a parent that is not in the data.
    pub const ORPHAN: Self = Self(1 << 15);
    /// Its parent link closed a circle and was cut here.
    pub const CYCLE_CUT: Self = Self(1 << 16);
    /// Another span of the trace, different from this one, has the same id.
    pub const REPEATED_ID: Self = Self(1 << 17);
    /// Its times could not be read or made no sense; they were mended.
    pub const BAD_TIME: Self = Self(1 << 18);
    /// No start in the file; it was given its parent's.
    pub const NO_START: Self = Self(1 << 19);
    /// Known only from a trace summary: an entry without its tree. Not counted as a span.
    pub const SUMMARY: Self = Self(1 << 20);
    /// The caller says that the callee is traced too (X-Ray: `traced`).
    pub const TRACED: Self = Self(1 << 21);
    /// The callee is a database spoken to in SQL.
    pub const SQL: Self = Self(1 << 22);
    /// HTTP says throttled, or the flag is set, beside whatever else the status is.
    pub const THROTTLE_SEEN: Self = Self(1 << 23);
    /// `error` was set too, beside a stronger status.
    pub const ERROR_SEEN: Self = Self(1 << 24);
    /// Read from a format that has spans and no segments: what is an entry is found by kinds and parents.
    pub const BY_KIND: Self = Self(1 << 25);

    /// What the marks are called in drawings and dumps.
    pub(super) const NAMES: [(Self, &'static str); 18] = [
        (Self::ENTRY, "entry"),
        (Self::INFERRED, "inferred"),
        (Self::SUPERSEDED, "superseded"),
        (Self::IN_PROGRESS, "in-progress"),
        (Self::AWS, "aws"),
        (Self::REMOTE, "remote"),
        (Self::PEER_SEEN, "peer-seen"),
        (Self::ORPHAN, "orphan"),
        (Self::CYCLE_CUT, "cycle-cut"),
        (Self::REPEATED_ID, "repeated-id"),
        (Self::BAD_TIME, "bad-time"),
        (Self::NO_START, "no-start"),
        (Self::SUMMARY, "summary"),
        (Self::TRACED, "traced"),
        (Self::SQL, "sql"),
        (Self::THROTTLE_SEEN, "throttle-seen"),
        (Self::ERROR_SEEN, "error-seen"),
        (Self::BY_KIND, "by-kind"),
    ];

    pub fn new(kind: Kind, status: Status) -> Self {
        Self::default().with_kind(kind).with_status(status)
    }

    pub fn has(self, mark: Self) -> bool {
        self.0 & mark.0 == mark.0
    }

    pub fn set(&mut self, mark: Self, on: bool) {
        if on { self.0 |= mark.0 } else { self.0 &= !mark.0 }
    }

    #[must_use]
    pub fn with(mut self, mark: Self) -> Self {
        self.0 |= mark.0;
        self
    }

    #[must_use]
    pub fn without(mut self, mark: Self) -> Self {
        self.0 &= !mark.0;
        self
    }

    pub fn kind(self) -> Kind {
        match self.0 & 0b111 {
            1 => Kind::Server,
            2 => Kind::Client,
            3 => Kind::Producer,
            4 => Kind::Consumer,
            _ => Kind::Internal,
        }
    }

    #[must_use]
    pub fn with_kind(self, kind: Kind) -> Self {
        Self(self.0 & !0b111 | kind as u32)
    }

    pub fn status(self) -> Status {
        match self.0 >> 3 & 0b111 {
            1 => Status::Ok,
            2 => Status::Error,
            3 => Status::Throttle,
            4 => Status::Fault,
            _ => Status::Unset,
        }
    }

    #[must_use]
    pub fn with_status(self, status: Status) -> Self {
        Self(self.0 & !(0b111 << 3) | (status as u32) << 3)
    }

    /// The side of a call that takes it, as against the one that makes it.
    pub fn is_taking(self) -> bool {
        matches!(self.kind(), Kind::Server | Kind::Consumer)
    }

    /// A call that leaves the service.
    pub fn is_call(self) -> bool {
        self.0 & (Self::AWS.0 | Self::REMOTE.0) != 0
    }
}

impl std::fmt::Debug for Flags {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} {:?}", self.kind(), self.status())?;
        for (mark, name) in Self::NAMES {
            if self.has(mark) {
                write!(f, " {name}")?;
            }
        }
        Ok(())
    }
}
