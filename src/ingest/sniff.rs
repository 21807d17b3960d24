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
    /// A span of a format whose records are spans.
    Span(Format),
    /// Part of a trace file that is no record of spans: counts of services, actions of a bulk load.
    Aside,
    Unknown,
}

/// What the elements of a member have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Envelope {
    /// Records or envelopes of any kind.
    List,
    /// Documents of one trace, whose id stands beside the list.
    Trace,
    /// Spans by scope, with the resource beside them.
    Resource,
    /// A single record, wrapped.
    Wrapper,
}

/// A member beside a list of records that tells something of all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    Id,
    LimitExceeded,
    /// `trace_id`: X-Ray's and OTLP's with underscores.
    SnakeTrace,
    /// `traceId`: Zipkin's and OTLP's.
    CamelTrace,
    /// `_index`: of a document in Elasticsearch.
    Index,
}

/// A member beside records that tells something of all of them, before them or after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Context {
    Resource,
    Scope,
    /// Jaeger's.
    Processes,
}

/// What a member says about the object that it is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Records are inside. With its name, for paths.
    Holds(Envelope, &'static str),
    /// The object is itself a record.
    Decides(Kind),
    Notes(Note),
    Tells(Context, &'static str),
    Nothing,
}

/// AWS spells members with a capital; some libraries do not.
pub fn role(name: &[u8]) -> Role {
    use Envelope::{List, Trace, Wrapper};
    match name {
        b"start_time" | b"end_time" | b"in_progress" | b"subsegments" => {
            Role::Decides(Kind::Segment)
        }
        b"trace_id" => Role::Notes(Note::SnakeTrace),
        b"traceId" => Role::Notes(Note::CamelTrace),
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
        _ => role_of_spans(name),
    }
}

/// The members of formats whose records are spans.
fn role_of_spans(name: &[u8]) -> Role {
    use Envelope::{List, Resource, Wrapper};
    match name {
        b"spanId" | b"span_id" | b"parentSpanId" | b"parent_span_id" => {
            Role::Decides(Kind::Span(Format::Otlp))
        }
        b"spanID" | b"operationName" => Role::Decides(Kind::Span(Format::Jaeger)),
        b"localEndpoint" | b"remoteEndpoint" | b"binaryAnnotations" => {
            Role::Decides(Kind::Span(Format::Zipkin))
        }
        b"resourceSpans" => Role::Holds(List, "resourceSpans"),
        b"resource_spans" => Role::Holds(List, "resource_spans"),
        b"batches" => Role::Holds(List, "batches"),
        b"scopeSpans" => Role::Holds(Resource, "scopeSpans"),
        b"scope_spans" => Role::Holds(Resource, "scope_spans"),
        b"instrumentationLibrarySpans" => Role::Holds(Resource, "instrumentationLibrarySpans"),
        b"instrumentation_library_spans" => Role::Holds(Resource, "instrumentation_library_spans"),
        b"resource" => Role::Tells(Context::Resource, "resource"),
        b"scope" => Role::Tells(Context::Scope, "scope"),
        b"instrumentationLibrary" => Role::Tells(Context::Scope, "instrumentationLibrary"),
        b"instrumentation_library" => Role::Tells(Context::Scope, "instrumentation_library"),
        b"processes" => Role::Tells(Context::Processes, "processes"),
        b"trace" => Role::Holds(Wrapper, "trace"),
        b"hits" => Role::Holds(List, "hits"),
        b"_source" => Role::Holds(Wrapper, "_source"),
        b"index" => Role::Holds(Wrapper, "index"),
        b"create" => Role::Holds(Wrapper, "create"),
        b"_index" => Role::Notes(Note::Index),
        b"numberOfSpans" => Role::Decides(Kind::Aside),
        _ => Role::Nothing,
    }
}
