//! From chunks of any size to whole records.
//!
//! Walks the envelopes (arrays, `{"Traces": [...]}`, documents in strings...) and hands each record in
//! them to a [`Sink`], which reads it in place. So only a record that a chunk cuts in two is buffered.
//!
//! ```text
//! {"Traces":[{"Id":"1-..","Segments":[{"Id":"..","Document":"{\"id\":..}"}, ...
//! object     object                  object                 record, escaped
//!          array                   array
//! ```
//!
//! Wrong text costs the record that it stands in: the walk goes on at the end of its brackets or at the
//! next line that begins with one, whichever comes first.

use super::Reason;
use super::json;
use super::near_miss;
use super::place::{Head, Place};
use super::sniff::{Context, Envelope, Kind};
use super::walker::{Walk, Walker};
use crate::model::Charset;

/// Takes what the splitter finds.
pub trait Sink {
    /// Reads the record that `text` begins with; the bytes it took. After [`json::Fault::Cut`] the record is
    /// offered again with more text, so nothing may be kept of the attempt.
    fn record(&mut self, kind: Kind, text: &[u8], place: &Place) -> json::Result<usize>;
    /// The walk steps into an envelope.
    fn enter(&mut self, _: Envelope) {}
    /// A member of the envelope that the walk is in tells something of the records in it.
    fn context(&mut self, _: Context, _: &[u8]) {}
    /// An envelope is complete: all that its head has to say is known.
    fn leave(&mut self, head: &Head, envelope: Envelope);
    /// Something was passed over, at byte `at` of the text of `place`; `lost` if it may have been a record.
    fn problem(&mut self, reason: Reason, lost: bool, text: &[u8], at: usize, place: &Place);
}

#[derive(Default)]
pub struct Splitter {
    walker: Walker,
    /// The unread end of the chunks so far.
    carry: Vec<u8>,
    /// Bytes that `carry` must hold before another attempt. Doubling it after each keeps the work linear
    /// in the input, however small the chunks and large the record.
    enough: usize,
    /// Place of the first byte of `carry` in the source.
    offset: u64,
    /// Of the source: the chunks are UTF-8 whatever it is, but places are its own.
    charset: Charset,
    /// Set when the source cannot be read at all.
    refused: bool,
}

impl Splitter {
    pub fn new(charset: Charset) -> Self {
        Self { charset, ..Self::default() }
    }

    pub fn push(&mut self, chunk: &[u8], sink: &mut impl Sink) {
        let mut rest = chunk;
        while !self.carry.is_empty() && !rest.is_empty() {
            rest = self.complete(rest, sink);
        }
        if !rest.is_empty() {
            let used = self.attempt(rest, false, sink);
            self.carry.extend_from_slice(&rest[used..]);
            self.enough = self.carry.len() * 2;
        }
    }

    /// The source is complete, or cut here.
    pub fn end(&mut self, sink: &mut impl Sink) {
        self.read_carry(true, sink);
        let walk = Walk::new(b"", self.offset, self.charset, true);
        self.walker.close(&walk, sink);
    }

    /// Adds to the record that the last chunk cut, as little as may do; what remains of the chunk.
    fn complete<'c>(&mut self, chunk: &'c [u8], sink: &mut impl Sink) -> &'c [u8] {
        let before = self.carry.len();
        let (more, rest) = chunk.split_at(chunk.len().min(self.enough - before));
        self.carry.extend_from_slice(more);
        if self.carry.len() < self.enough {
            return rest;
        }
        self.read_carry(false, sink);
        self.enough = self.carry.len() * 2;
        if self.carry.len() > more.len() {
            return rest;
        }
        // What is left came with this chunk: it is read on in place.
        let unread = chunk.len() - rest.len() - self.carry.len();
        self.carry.clear();
        &chunk[unread..]
    }

    fn read_carry(&mut self, last: bool, sink: &mut impl Sink) {
        let mut carry = std::mem::take(&mut self.carry);
        let used = self.attempt(&carry, last, sink);
        carry.drain(..used);
        self.carry = carry;
    }

    fn attempt(&mut self, data: &[u8], last: bool, sink: &mut impl Sink) -> usize {
        if self.offset == 0 {
            if data.len() < near_miss::HEAD && !last {
                return 0;
            }
            if let Some(reason) = near_miss::bytes(data) {
                let walk = Walk::new(data, 0, self.charset, last);
                sink.problem(reason, false, data, 0, &self.walker.place(&walk, 0));
                self.refused = true;
            }
        }
        let walk = Walk::new(data, self.offset, self.charset, last);
        let used = if self.refused { data.len() } else { self.walker.walk(&walk, sink) };
        self.offset = walk.position(used);
        used
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::json::Reader;
    use crate::ingest::place::Outer;

    /// Writes down what is found: kind, place, path and trace of records, and problems.
    #[derive(Default)]
    struct Notebook(String);

    impl Sink for Notebook {
        fn record(&mut self, kind: Kind, text: &[u8], place: &Place) -> json::Result<usize> {
            let mut reader = Reader::of_record(text, 0, 0);
            reader.skip()?;
            let (offset, length, encoding) = place.stretch(reader.position());
            let trace = match place.trace() {
                Outer::Trace(id) => format!(" of {id}"),
                Outer::NotYet => " of ?".to_owned(),
                Outer::Nothing => String::new(),
            };
            let path = place.path(text, 0);
            self.0 += &format!("{kind:?} {path} {offset}+{length} {encoding:?}{trace}\n");
            Ok(reader.position())
        }

        fn leave(&mut self, head: &Head, envelope: Envelope) {
            if envelope == Envelope::Trace {
                let limit = if head.limit_exceeded { ", cut" } else { "" };
                self.0 += &format!("trace {}{limit}\n", head.id.as_deref().unwrap_or("?"));
            }
        }

        fn problem(&mut self, reason: Reason, _: bool, text: &[u8], at: usize, place: &Place) {
            self.0 +=
                &format!("! {} {} {}\n", reason.english(), place.path(text, at), place.byte(at));
        }
    }

    #[track_caller]
    fn check(text: &str, expect: &str) {
        for size in [1, 2, 3, 1000] {
            let (mut splitter, mut found) = (Splitter::default(), Notebook::default());
            text.as_bytes().chunks(size).for_each(|chunk| splitter.push(chunk, &mut found));
            splitter.end(&mut found);
            let lines: Vec<&str> = expect.lines().map(str::trim).collect();
            assert_eq!(found.0.trim_end(), lines.join("\n").trim(), "in chunks of {size}");
            assert_eq!(splitter.offset, text.len() as u64);
        }
    }

    #[test]
    fn records_are_found_in_envelopes() {
        check(
            r#"{"Traces":[{"Id":"t","Segments":[{"Id":"s","Document":{"start_time":1}}]},{"Segments":[{"trace_id":1}],"LimitExceeded":true,"Id":"u"}]}"#,
            "Segment $.Traces[0].Segments[0].Document 54+16 Plain of t
             trace t
             Segment $.Traces[1].Segments[0] 87+14 Plain of ?
             trace u, cut",
        );
    }

    #[test]
    fn documents_in_strings_keep_the_place_of_the_string() {
        check(
            r#"{"TraceSegmentDocuments":["{\"trace_id\":1}","[{\"id\":1,\"start_time\":2},{\"x\":1}]"]}"#,
            "Segment $.TraceSegmentDocuments[0] 27+16 Escaped
             Segment $.TraceSegmentDocuments[1][0] 46+39 Escaped
             Unknown $.TraceSegmentDocuments[1][1] 46+39 Escaped",
        );
    }

    #[test]
    fn top_level_values_count_as_elements() {
        check(
            "{\"start_time\":1}\n{\"format\":\"json\",\"version\":1}\\n[{\"HasFault\":true}]{\"ReferenceId\":0}",
            "Segment $ 0+16 Plain
             DaemonHeader $[1] 17+29 Plain
             Summary $[2][0] 49+17 Plain
             Node $[3] 67+17 Plain",
        );
    }

    #[test]
    fn wrong_text_costs_only_the_record_it_is_in() {
        check(
            r#"[{"start_time":1 2},{"start_time":{"a":2]},{"start_time":3}}"#,
            "! expected a comma or the end of the value $[0].start_time 17
             Segment $[1] 20+22 Plain
             Segment $[2] 43+16 Plain
             ! expected a value $[3] 59
             ! the text ends before its JSON does $[3] 60",
        );
        check(
            "what [is \"this\"] ?\n{\"start_time\":1}",
            "! text that is no JSON $ 0
             ! expected a value $[0] 6
             ! a string where a trace record was expected $[0] 9
             ! text that is no JSON $[1] 17
             Segment $[1] 19+16 Plain",
        );
    }

    #[test]
    fn a_line_that_was_cut_between_tokens_ends_there() {
        let next = "{\"Segments\":[{\"start_time\":1}]}";
        for cut in [
            r#"{"data":[{"start_time":1}"#,
            r#"{"data":[{"start_time":1}]"#,
            r#"{"data":[{"start_time":1}],"#,
            r#"{"data":[{"start_time":1}],"more":"#,
            r#"{"data":[{"start_time":1},{"start_time":"#,
            r#"{"data":[{"start_time":1},{"a":{"b":"#,
        ] {
            let mut found = Notebook::default();
            let mut splitter = Splitter::default();
            splitter.push(format!("{cut}\n{next}\n{next}").as_bytes(), &mut found);
            splitter.end(&mut found);
            let whole = |path: &str| found.0.contains(&format!("Segment $[{path}].Segments[0] "));
            assert!(whole("1") && whole("2") && found.0.contains("! "), "{cut}:\n{}", found.0);
        }
    }

    #[test]
    fn whether_a_line_was_cut_does_not_depend_on_the_chunks() {
        let read = |text: &str, size: usize| {
            let mut found = Notebook::default();
            let mut splitter = Splitter::default();
            text.as_bytes().chunks(size).for_each(|chunk| splitter.push(chunk, &mut found));
            splitter.end(&mut found);
            found.0
        };
        for before in ["", "[", " ", "x ", "{\"data\":[", "{\"more\":1,\n\"data\":[{\"id\":1},"] {
            for cut in ["{\"start_time\":", "{\"a\":{\"b\":", "{\"a\":\n{\"b\":"] {
                // The first bytes are waited for, whatever the chunks.
                let head = " ".repeat(near_miss::HEAD);
                let text =
                    format!("{head}{before}{cut}\r\n{{\"start_time\":1}}\n{{\"start_time\":2}}");
                let whole = read(&text, text.len());
                (1..text.len()).for_each(|size| assert_eq!(read(&text, size), whole, "{text}"));
            }
        }
    }

    #[test]
    fn lines_within_a_value_do_not_end_it() {
        check(
            "{\"data\":\n[{\"start_time\":1}\n,\n{\"start_time\":2}\n],\n\"more\":\n{\"x\":1}\n}\n{\"start_time\":3}",
            "Segment $.data[0] 10+16 Plain
             Segment $.data[1] 29+16 Plain
             Segment $[1] 67+16 Plain",
        );
    }

    #[test]
    fn members_of_a_record_beside_a_list_are_told_of() {
        check(
            r#"{"data":[{"start_time":1}],"start_time":2,"Segments":[],"Id":"t","other":{}}"#,
            "Segment $.data[0] 9+16 Plain
             ! a record with records in it: only those are read $ 27
             trace t",
        );
    }

    #[test]
    fn a_cut_text_says_where() {
        check(
            r#"{"Segments":[{"start_time":1"#,
            "! the text ends within a record $.Segments[0].start_time 28\ntrace ?",
        );
        check(
            r#"{"Segments":[{"start_time":1}"#,
            "Segment $.Segments[0] 13+16 Plain of ?\n! the text ends before its JSON does $.Segments[1] 29\ntrace ?",
        );
        check(r#"{"Segments":[],"Id":"t"#, "! the text ends before its JSON does $ 22\ntrace ?");
    }
}
