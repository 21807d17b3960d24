//! How a request ended, in X-Ray's classes, from whatever the span tells of it.

use crate::model::{Kind, Status};

/// What OpenTelemetry calls the status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Code {
    #[default]
    Unset,
    Ok,
    Error,
}

/// The signs that a span gives.
#[derive(Clone, Copy, Debug, Default)]
pub struct Signs {
    pub code: Code,
    /// 0: none.
    pub http: u16,
    pub grpc: Option<u8>,
    /// A tag, a type of error or an exception that left the span says that it failed.
    pub failed: bool,
}

impl Signs {
    /// `Ok` is final; the class of a failure is that of its HTTP or gRPC status, without one a fault.
    /// A status of 4xx is the caller's error, whatever the code.
    pub fn status(self, kind: Kind) -> Status {
        let told = self.code == Code::Error || self.failed;
        match (self.code, self.http, self.grpc) {
            (Code::Ok, ..) => Status::Ok,
            (_, 429, _) => Status::Throttle,
            (_, 400..500, _) => Status::Error,
            (_, 500.., _) => Status::Fault,
            (_, _, Some(grpc)) if grpc != 0 && (told || is_failure(grpc, kind)) => of_grpc(grpc),
            _ if told => Status::Fault,
            (_, 0, None) => Status::Unset,
            _ => Status::Ok,
        }
    }
}

/// On the side that serves only codes of its own doing are failures.
fn is_failure(grpc: u8, kind: Kind) -> bool {
    kind != Kind::Server || matches!(of_grpc(grpc), Status::Fault)
}

/// As the HTTP statuses that gRPC maps to: 8 is 429, the caller's mistakes 4xx, the rest 5xx.
fn of_grpc(code: u8) -> Status {
    match code {
        0 => Status::Ok,
        8 => Status::Throttle,
        1 | 3 | 5 | 6 | 7 | 9 | 10 | 11 | 16 => Status::Error,
        _ => Status::Fault,
    }
}

/// A gRPC code by number or name.
pub fn grpc(text: &str) -> Option<u8> {
    const NAMES: [&str; 17] = [
        "OK",
        "CANCELLED",
        "UNKNOWN",
        "INVALID_ARGUMENT",
        "DEADLINE_EXCEEDED",
        "NOT_FOUND",
        "ALREADY_EXISTS",
        "PERMISSION_DENIED",
        "RESOURCE_EXHAUSTED",
        "FAILED_PRECONDITION",
        "ABORTED",
        "OUT_OF_RANGE",
        "UNIMPLEMENTED",
        "INTERNAL",
        "UNAVAILABLE",
        "DATA_LOSS",
        "UNAUTHENTICATED",
    ];
    let number = || NAMES.iter().position(|n| n.eq_ignore_ascii_case(text)).map(|n| n as u8);
    text.parse().ok().or_else(number)
}

pub fn kind(text: &str) -> Option<Kind> {
    const NAMES: [(&str, Kind); 5] = [
        ("internal", Kind::Internal),
        ("server", Kind::Server),
        ("client", Kind::Client),
        ("producer", Kind::Producer),
        ("consumer", Kind::Consumer),
    ];
    NAMES.iter().find(|n| n.0.eq_ignore_ascii_case(text)).map(|n| n.1)
}

/// `ERROR`, `STATUS_CODE_ERROR`, `2`.
pub fn code(text: &str) -> Code {
    let bare = text.strip_prefix("STATUS_CODE_").unwrap_or(text);
    if bare.eq_ignore_ascii_case("error") || bare == "2" {
        Code::Error
    } else if bare.eq_ignore_ascii_case("ok") || bare == "1" {
        Code::Ok
    } else {
        Code::Unset
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(kind: Kind, code: Code, http: u16, grpc: Option<u8>, failed: bool, expect: Status) {
        assert_eq!(Signs { code, http, grpc, failed }.status(kind), expect);
    }

    #[test]
    fn http_decides_the_class() {
        for kind in [Kind::Client, Kind::Server] {
            check(kind, Code::Unset, 200, None, false, Status::Ok);
            check(kind, Code::Unset, 404, None, false, Status::Error);
            check(kind, Code::Error, 429, None, true, Status::Throttle);
            check(kind, Code::Error, 503, None, true, Status::Fault);
            check(kind, Code::Error, 200, None, false, Status::Fault);
        }
    }

    #[test]
    fn grpc_is_read_by_side() {
        check(Kind::Client, Code::Unset, 0, Some(5), false, Status::Error);
        check(Kind::Server, Code::Unset, 0, Some(5), false, Status::Ok);
        check(Kind::Server, Code::Unset, 0, Some(13), false, Status::Fault);
        check(Kind::Client, Code::Error, 0, Some(8), false, Status::Throttle);
        check(Kind::Client, Code::Unset, 0, Some(0), false, Status::Ok);
    }

    #[test]
    fn without_either_what_is_told_counts() {
        check(Kind::Internal, Code::Error, 0, None, false, Status::Fault);
        check(Kind::Internal, Code::Unset, 0, None, true, Status::Fault);
        check(Kind::Internal, Code::Ok, 500, None, true, Status::Ok);
        check(Kind::Internal, Code::Unset, 0, None, false, Status::Unset);
    }
}
