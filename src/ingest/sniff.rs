//! What a piece of JSON is, by the names of its members. Names of files say nothing.
//!
//! The splitter asks [`role`] at each member of an object until one settles the matter: the object is
//! an envelope to step into, or a record to be read whole. All formats meet in this one table.

use super::Format;

/// What kind of record an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An X-Ray segment or subsegment document.
    Segment,
    /// An element of GetTraceSummaries.
    Summary,
    /// A node of GetServiceGraph or GetTraceGraph.
    Node,
    /// The line that the X-Ray daemon wants before each document.
    DaemonHeader,
    /// A record of a format that is told apart but not read.
    Foreign(Format),
    Unknown,
}

/// What the elements of a member have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Envelope {
    /// Records or envelopes of any kind.
    List,
    /// Documents of one trace, whose id stands beside the list.
    Trace,
    /// A single record, wrapped.
    Wrapper,
}

/// A member beside a list of records that tells something of all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    Id,
    LimitExceeded,
}

/// What a member says about the object that it is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Records are inside. With its name, for paths.
    Holds(Envelope, &'static str),
    /// The object is itself a record.
    Decides(Kind),
    Notes(Note),
    Nothing,
}

/// AWS spells members with a capital; some libraries do not.
pub fn role(name: &[u8]) -> Role {
    use Envelope::{List, Trace, Wrapper};
    match name {
        b"trace_id" | b"start_time" | b"end_time" | b"in_progress" | b"subsegments" => {
            Role::Decides(Kind::Segment)
        }
        b"Id" | b"id" => Role::Notes(Note::Id),
        b"LimitExceeded" | b"limitExceeded" => Role::Notes(Note::LimitExceeded),
        b"Document" => Role::Holds(Wrapper, "Document"),
        b"document" => Role::Holds(Wrapper, "document"),
        b"Segments" => Role::Holds(Trace, "Segments"),
        b"segments" => Role::Holds(Trace, "segments"),
        b"Spans" => Role::Holds(Trace, "Spans"),
        b"spans" => Role::Holds(Trace, "spans"),
        b"Traces" => Role::Holds(List, "Traces"),
        b"traces" => Role::Holds(List, "traces"),
        b"TraceSegmentDocuments" => Role::Holds(List, "TraceSegmentDocuments"),
        b"traceSegmentDocuments" => Role::Holds(List, "traceSegmentDocuments"),
        b"TraceSummaries" => Role::Holds(List, "TraceSummaries"),
        b"traceSummaries" => Role::Holds(List, "traceSummaries"),
        b"Services" => Role::Holds(List, "Services"),
        b"services" => Role::Holds(List, "services"),
        b"Service" => Role::Holds(Wrapper, "Service"),
        b"data" => Role::Holds(List, "data"),
        b"result" => Role::Holds(List, "result"),
        b"results" => Role::Holds(List, "results"),
        b"format" => Role::Decides(Kind::DaemonHeader),
        b"HasFault" | b"hasFault" | b"HasError" | b"hasError" | b"HasThrottle" | b"hasThrottle"
        | b"ResponseTime" | b"responseTime" => Role::Decides(Kind::Summary),
        b"ReferenceId" | b"referenceId" | b"Edges" | b"edges" => Role::Decides(Kind::Node),
        _ => foreign(name).map_or(Role::Nothing, |format| Role::Decides(Kind::Foreign(format))),
    }
}

/// Formats that a reader should hear the name of.
fn foreign(name: &[u8]) -> Option<Format> {
    match name {
        b"resourceSpans" | b"resource_spans" | b"scopeSpans" | b"batches"
        | b"startTimeUnixNano" => Some(Format::Otlp),
        b"traceID" | b"spanID" | b"operationName" | b"processes" => Some(Format::Jaeger),
        b"localEndpoint" | b"remoteEndpoint" | b"binaryAnnotations" => Some(Format::Zipkin),
        _ => None,
    }
}
