//! Why something was passed over or mended: the kinds of problems, each with its sentence.

use serde::{Deserialize, Serialize};

/// A kind of problem. Its name is what other languages and embedding pages know it by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Reason {
    ExpectedObject,
    ExpectedName,
    ExpectedColon,
    ExpectedObjectEnd,
    ExpectedArrayEnd,
    ExpectedValueEnd,
    ExpectedValue,
    ControlCharacter,
    BrokenString,
    NoJson,
    Cut,
    CutRecord,
    HalfCharacter,
    Damaged,
    Empty,
    NoTraces,
    NoRecord,
    RecordsInRecord,
    StringForRecord,
    ValueForRecord,
    ProtobufDocument,
    Full,
    LeftOut,
    OtherFormatXray,
    OtherFormatOtlp,
    OtherFormatJaeger,
    OtherFormatZipkin,
    NoTrace,
    OddTrace,
    ShortTraceId,
    NoId,
    OddId,
    NoStart,
    NoEnd,
    BadNanoseconds,
    BadMicroseconds,
    BadSeconds,
    NoProcess,
    DocumentWithoutTrace,
    OddXrayTrace,
    OddSegmentId,
    SubsegmentWithoutId,
    OddSubsegment,
    OddNamespace,
    OddAnnotation,
    OddAnnotations,
    OddHttpStatus,
    OddCause,
    SummaryWithoutStart,
    EdgeToNowhere,
    Page,
    Protobuf,
    Utf32,
    Gzip,
    Zstd,
    Bzip2,
    Xz,
    SevenZip,
    Zip,
    Parquet,
    Pdf,
    Logs,
    Metrics,
    Grafana,
    TempoSearch,
    ZipkinProtobuf,
    Rows,
    Console,
    Datadog,
    NewRelic,
    Honeycomb,
    GoogleCloud,
    Sentry,
    ElasticApm,
    Har,
    Profile,
    ErrorAnswer,
    Others,
    /// Told by whoever brought the source, in words of its own.
    Host,
}

impl Reason {
    pub fn english(self) -> &'static str {
        match self {
            Self::ExpectedObject => "expected an object",
            Self::ExpectedName => "expected a member name in quotes",
            Self::ExpectedColon => "expected a colon after the member name",
            Self::ExpectedObjectEnd => "expected a comma or the end of the object",
            Self::ExpectedArrayEnd => "expected a comma or the end of the array",
            Self::ExpectedValueEnd => "expected a comma or the end of the value",
            Self::ExpectedValue => "expected a value",
            Self::ControlCharacter => "a value cannot begin with a control character",
            Self::BrokenString => "a line break within a string",
            Self::NoJson => "text that is no JSON",
            Self::Cut => "the text ends before its JSON does",
            Self::CutRecord => "the text ends within a record",
            Self::HalfCharacter => "half a character of UTF-16; U+FFFD stands for it",
            Self::Damaged => "text that is not UTF-8, or an escape that JSON does not know",
            Self::Empty => "the file is empty",
            Self::NoTraces => "no traces in it",
            Self::NoRecord => "an object that is no trace record",
            Self::RecordsInRecord => "a record with records in it: only those are read",
            Self::StringForRecord => "a string where a trace record was expected",
            Self::ValueForRecord => "a value where a trace record was expected",
            Self::ProtobufDocument => "a document in OTLP protobuf (T1S): not read",
            Self::Full => "more spans than the store can hold",
            Self::LeftOut => "more than there is room for: left out",
            Self::OtherFormatXray => "a record of X-Ray, not of the format asked for: left out",
            Self::OtherFormatOtlp => "a record of OTLP, not of the format asked for: left out",
            Self::OtherFormatJaeger => "a record of Jaeger, not of the format asked for: left out",
            Self::OtherFormatZipkin => "a record of Zipkin, not of the format asked for: left out",
            Self::NoTrace => "a span without a trace id",
            Self::OddTrace => "a trace id that is neither hex nor base64",
            Self::ShortTraceId => {
                "a trace id of 64 bits that is the low half of one of 128: joined with it"
            }
            Self::NoId => "a span without an id",
            Self::OddId => "a span id that is neither hex nor base64",
            Self::NoStart => "a span without a start: it was given its parent's",
            Self::NoEnd => "a span without an end: it is drawn as a moment",
            Self::BadNanoseconds => {
                "a time that is no number of nanoseconds since 1970, up to 2262"
            }
            Self::BadMicroseconds => {
                "a time that is no number of microseconds since 1970, up to 2262"
            }
            Self::BadSeconds => "a time that is no number of seconds since 1970, up to 2262",
            Self::NoProcess => "a span whose process is not in the trace",
            Self::DocumentWithoutTrace => "a document without a trace id",
            Self::OddXrayTrace => "a trace id of another form than 1-8hex-24hex or 32hex",
            Self::OddSegmentId => "an id that is not 16 hex digits",
            Self::SubsegmentWithoutId => "a subsegment without an id",
            Self::OddSubsegment => "a subsegment that is no object",
            Self::OddNamespace => "a namespace other than aws and remote: taken as local work",
            Self::OddAnnotation => "an annotation that is no string, number or boolean",
            Self::OddAnnotations => "annotations that are no object",
            Self::OddHttpStatus => "an HTTP status that is no number",
            Self::OddCause => "a cause that is neither object nor id",
            Self::SummaryWithoutStart => {
                "a summary without a start: the time in its trace id stands in"
            }
            Self::EdgeToNowhere => "an edge to a node that is not in the graph",
            Self::Page => {
                "a page (HTML or XML) was saved instead of the data, perhaps one for signing in: export again while signed in"
            }
            Self::Protobuf => {
                "protobuf, not JSON: export OTLP as JSON (in the collector's file exporter `format: json`, from an SDK `http/json`)"
            }
            Self::Utf32 => "the text is UTF-32: save it as UTF-8",
            Self::Gzip => "the data are compressed (gzip): unpack them first, by `gzip -d`",
            Self::Zstd => "the data are compressed (zstd): unpack them first, by `zstd -d`",
            Self::Bzip2 => "the data are compressed (bzip2): unpack them first, by `bzip2 -d`",
            Self::Xz => "the data are compressed (xz): unpack them first, by `xz -d`",
            Self::SevenZip => "the file is an archive (7z): unpack it first, by `7z x`",
            Self::Zip => "the file is an archive (zip): unpack it first",
            Self::Parquet => "a table (Parquet), not JSON: export the spans as OTLP JSON",
            Self::Pdf => "a document (PDF), not the data: export the spans as JSON",
            Self::Logs => "logs, not spans: export the signal \"traces\"",
            Self::Metrics => "metrics, not spans: export the signal \"traces\"",
            Self::Grafana => {
                "tables of Grafana, not spans: in its query inspector, under Data, choose \"Download traces\""
            }
            Self::TempoSearch => {
                "an answer of Tempo's search, which lists traces without their spans: fetch each by /api/traces/<id>, or choose \"Download traces\" in Grafana's query inspector"
            }
            Self::ZipkinProtobuf => {
                "Zipkin's protobuf written as JSON, with ids in base64: export Zipkin's own JSON, from /api/v2/traces"
            }
            Self::Rows => {
                "rows of a table of spans, one object each, without the resource they belong to: export OTLP JSON, Jaeger JSON or Zipkin JSON"
            }
            Self::Console => {
                "spans as an SDK prints them on a console: use its OTLP exporter, and the collector's file exporter to write JSON"
            }
            Self::Datadog => {
                "spans of Datadog, which are not read: have the collector write the same spans to a file as OTLP JSON"
            }
            Self::NewRelic => {
                "spans of New Relic, which are not read: have the collector write the same spans to a file as OTLP JSON"
            }
            Self::Honeycomb => {
                "events of Honeycomb, which are not read: have the collector write the same spans to a file as OTLP JSON"
            }
            Self::GoogleCloud => {
                "spans of Google Cloud Trace, which are not read: have the collector write the same spans to a file as OTLP JSON"
            }
            Self::Sentry => {
                "spans of Sentry, which are not read: export OTLP JSON, Jaeger JSON or Zipkin JSON"
            }
            Self::ElasticApm => {
                "documents of Elastic APM, which are not read: export OTLP JSON, Jaeger JSON or Zipkin JSON"
            }
            Self::Har => {
                "a HAR file, the requests of one browser: export the spans from the tracing back end"
            }
            Self::Profile => {
                "trace events of a browser or a program (Chrome's format), not spans of services: open it in a profiler such as Perfetto"
            }
            Self::ErrorAnswer => {
                "an error that was answered instead of the data: its text stands in the file"
            }
            Self::Others => "further problems of other kinds",
            Self::Host => "",
        }
    }
}
