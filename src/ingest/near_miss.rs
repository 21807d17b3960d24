//! What a file is that holds no traces to read, and what to export in its stead.
//!
//! Asked only about what no reader took: bytes that are no text, and objects that are no record.

use super::Reason;
use super::json::{Reader, Result};

/// Bytes of the start of a source that [`bytes`] may look at.
pub const HEAD: usize = 64;

/// Why a source that begins so cannot be read at all.
pub fn bytes(start: &[u8]) -> Option<Reason> {
    let start = &start[..start.len().min(HEAD)];
    let known = SIGNATURES.iter().find(|(signature, _)| start.starts_with(signature));
    match known {
        Some((_, reason)) => Some(*reason),
        None if is_page(start) => Some(Reason::Page),
        None if is_protobuf(start) => Some(Reason::Protobuf),
        None => None,
    }
}

/// What an object is that is no record, by the names of its members; those of its members' members too.
pub fn object(text: &[u8]) -> Option<Reason> {
    let names = Names::of(text);
    RULES.iter().find(|(signs, _)| signs.iter().all(|sign| names.have(sign))).map(|rule| rule.1)
}

/// First bytes by which programs know their own files.
const SIGNATURES: [(&[u8], Reason); 14] = [
    (&[0xff, 0xfe, 0, 0], Reason::Utf32),
    (&[0, 0, 0xfe, 0xff], Reason::Utf32),
    (b"{\0\0\0", Reason::Utf32),
    (b"[\0\0\0", Reason::Utf32),
    (b"\0\0\0{\0", Reason::Utf32),
    (b"\0\0\0[\0", Reason::Utf32),
    (&[0x1f, 0x8b], Reason::Gzip),
    (&[0x28, 0xb5, 0x2f, 0xfd], Reason::Zstd),
    (b"BZh", Reason::Bzip2),
    (b"\xfd7zXZ\0", Reason::Xz),
    (b"7z\xbc\xaf\x27\x1c", Reason::SevenZip),
    (b"PK\x03\x04", Reason::Zip),
    (b"PAR1", Reason::Parquet),
    (b"%PDF", Reason::Pdf),
];

/// Members that give away what an object is, the more telling first; `.name` stands one level down.
const RULES: [(&[&str], Reason); 35] = [
    (&["resourceLogs"], Reason::Logs),
    (&["resource_logs"], Reason::Logs),
    (&["stream", "values"], Reason::Logs),
    (&["resourceMetrics"], Reason::Metrics),
    (&["resource_metrics"], Reason::Metrics),
    (&["traceID", "rootServiceName"], Reason::TempoSearch),
    (&["traceID", "rootTraceName"], Reason::TempoSearch),
    (&["traceID", "spanSet"], Reason::TempoSearch),
    (&["traceID", "spanSets"], Reason::TempoSearch),
    (&["frames"], Reason::Grafana),
    (&[".frames"], Reason::Grafana),
    (&["schema", ".fields"], Reason::Grafana),
    (&["fields", "refId"], Reason::Grafana),
    (&["fields", "meta"], Reason::Grafana),
    (&["values"], Reason::Grafana),
    (&["trace_id", "local_endpoint"], Reason::ZipkinProtobuf),
    (&["trace_id", "remote_endpoint"], Reason::ZipkinProtobuf),
    (&["traceEvents"], Reason::Profile),
    (&["ph", "ts"], Reason::Profile),
    (&["ph", "pid"], Reason::Profile),
    (&["log", ".entries"], Reason::Har),
    (&["context", ".trace_id"], Reason::Console),
    (&["span_id", "resource", "service"], Reason::Datadog),
    (&["attributes", ".resource_name"], Reason::Datadog),
    (&["trace.id", "transaction.id"], Reason::ElasticApm),
    (&["processor", ".transaction"], Reason::ElasticApm),
    (&["trace", "processor"], Reason::ElasticApm),
    (&["trace.id"], Reason::NewRelic),
    (&["trace.trace_id"], Reason::Honeycomb),
    (&["span_id", "start_timestamp"], Reason::Sentry),
    (&["spanId", "labels"], Reason::GoogleCloud),
    (&["traceId", "durationInNanos"], Reason::Rows),
    (&["trace_id", "span_id"], Reason::Rows),
    (&["errors"], Reason::ErrorAnswer),
    (&["error"], Reason::ErrorAnswer),
];

/// Names of members, no more than tell what an object is.
struct Names<'a> {
    of_members: Vec<&'a [u8]>,
    of_their_members: Vec<&'a [u8]>,
}

impl<'a> Names<'a> {
    const MOST: usize = 64;

    fn of(text: &'a [u8]) -> Self {
        let mut names = Self { of_members: Vec::new(), of_their_members: Vec::new() };
        // The object was read before; where it was not, the names up to the error tell enough.
        names.read(&mut Reader::new(text, 0)).ok();
        names
    }

    fn read(&mut self, reader: &mut Reader<'a>) -> Result<()> {
        let Self { of_members, of_their_members } = self;
        reader.object(|reader, name| {
            keep(of_members, name.raw);
            if reader.peek()? != b'{' || of_their_members.len() == Self::MOST {
                return reader.skip();
            }
            reader.object(|reader, name| {
                keep(of_their_members, name.raw);
                reader.skip()
            })?;
            Ok(())
        })?;
        Ok(())
    }

    fn have(&self, sign: &str) -> bool {
        match sign.strip_prefix('.') {
            Some(name) => self.of_their_members.contains(&name.as_bytes()),
            // A name may hold a dot; none begins with one.
            None => self.of_members.contains(&sign.as_bytes()),
        }
    }
}

fn keep<'a>(names: &mut Vec<&'a [u8]>, name: &'a [u8]) {
    if names.len() < Names::MOST {
        names.push(name);
    }
}

/// A log may begin with `<134>`, the priority of a line of syslog.
fn is_page(start: &[u8]) -> bool {
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).trim_ascii_start();
    let tags: [&[u8]; 4] = [b"<!", b"<?xml", b"<html", b"<head"];
    tags.iter().any(|tag| start.len() >= tag.len() && start[..tag.len()].eq_ignore_ascii_case(tag))
}

/// A message of one field, the first, of a length; in it again the first field: so begin requests of OTLP and lists of
/// Zipkin. The collector writes a length of four bytes before each. A line break has the same byte as the
/// first field, but JSON has no control characters besides.
fn is_protobuf(start: &[u8]) -> bool {
    let message = match start {
        [0, 0, _, _, b'\n', ..] => &start[4..],
        _ => start,
    };
    let is_control = |b: &u8| *b < b' ' && !b.is_ascii_whitespace();
    let length = message.iter().skip(1).take_while(|b| **b >= 0x80).count() + 1;
    message.first() == Some(&b'\n')
        && message.get(1 + length) == Some(&b'\n')
        && message.iter().any(is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_bytes(start: &[u8], expect: &str) {
        assert!(
            bytes(start).map_or("nothing", Reason::english).contains(expect),
            "{:?}",
            bytes(start)
        );
    }

    #[track_caller]
    fn check(text: &str, expect: &str) {
        let found = object(text.as_bytes()).map_or("nothing", Reason::english);
        assert!(found.contains(expect), "{text}: {found}");
    }

    #[test]
    fn pages_are_known_from_lines_of_syslog() {
        check_bytes(b"<!doctype html><title>Sign in</title>", "signing in");
        check_bytes(b"\xef\xbb\xbf\r\n  <HTML lang=en>", "signing in");
        check_bytes(b"<134>Oct 11 22:14:15 host app: {}", "nothing");
        check_bytes(b"<", "nothing");
    }

    #[test]
    fn protobuf_is_known_from_text_that_begins_with_line_breaks() {
        check_bytes(b"\n\x9c\x02\n\x21\n\x1f\n\x0cservice.name\x12\x0f", "http/json");
        check_bytes(b"\0\0\x01\x1f\n\x9c\x02\n\x21\n\x1f\n\x0cservice.name", "http/json");
        check_bytes(b"\n\x40\n\x10\x01\x02\x03\x04", "http/json");
        check_bytes(b"\n{\n\n\n\"a\":1}", "nothing");
        check_bytes(b"\n", "nothing");
    }

    #[test]
    fn packed_bytes_name_the_command() {
        check_bytes(b"\x28\xb5\x2f\xfd\x04", "zstd -d");
        check_bytes(b"BZh91AY&SY", "bzip2 -d");
        check_bytes(b"{}", "nothing");
    }

    #[test]
    fn other_signals_are_no_traces() {
        check(r#"{"resourceLogs":[{"scopeLogs":[]}]}"#, "logs");
        check(r#"{"resource_metrics":[]}"#, "metrics");
    }

    #[test]
    fn answers_without_spans_name_the_way_to_them() {
        check(
            r#"{"traceID":"a","rootServiceName":"b","spanSet":{"spans":[]}}"#,
            "/api/traces/<id>",
        );
        check(r#"{"A":{"status":200,"frames":[{"schema":{}}]}}"#, "Download traces");
        check(r#"{"schema":{"refId":"A","fields":[]}}"#, "Download traces");
        check(r#"{"errors":[{"code":404,"msg":"trace not found"}]}"#, "error");
    }

    #[test]
    fn other_tools_are_named() {
        check(r#"{"displayTimeUnit":"ms","traceEvents":[]}"#, "Perfetto");
        check(r#"{"name":"a","ph":"X","ts":1,"pid":1}"#, "Perfetto");
        check(r#"{"log":{"version":"1.2","entries":[]}}"#, "HAR");
        check(r#"{"trace_id":"AA==","id":"AA==","local_endpoint":{}}"#, "base64");
        check(r#"{"trace_id":"a","span_id":"b","attributes":{}}"#, "rows of a table");
        check(r#"{"trace_id":1,"span_id":2,"service":"s","resource":"GET /"}"#, "Datadog");
        check(r#"{"trace.id":"a","duration.ms":1}"#, "New Relic");
        check(r#"{"trace.id":"a","transaction.id":"b"}"#, "Elastic");
        check(r#"{"name":"a","context":{"trace_id":"0x1"},"start_time":"x"}"#, "console");
        check(r#"{"name":"a"}"#, "nothing");
    }

    #[test]
    fn many_members_tell_no_more_than_a_few() {
        let many: String = (0..100_000).map(|i| format!(r#""k{i}":{{"log":{i}}},"#)).collect();
        check(&format!("{{{many}\"traceEvents\":[]}}"), "nothing");
    }
}
