//! The same text in every encoding: the same spans, at places that are bytes of the file as it is.

mod common;

use std::{fs, path::Path};

use spanmap::ingest::{Loader, Report, decode, detail, ingest};
use spanmap::model::{Charset, SpanStore, StoreBuilder};

const MARKED: bool = true;

/// Text in an encoding reads like UTF-8 without a mark, whatever the chunks.
#[track_caller]
fn check(text: &str, charset: Charset, marked: bool) {
    let mark = if marked { "\u{feff}" } else { "" };
    let bytes = encode(&format!("{mark}{text}"), charset);
    let plain = ingest("", text.as_bytes());
    let expect = told(&plain, |offset| {
        let end = usize::try_from(offset).unwrap();
        charset.width(mark.as_bytes()) + charset.width(&text.as_bytes()[..end])
    });
    let bytes_of_mark = charset.width(mark.as_bytes());
    for size in [1, 3, 1000, usize::MAX] {
        let found = in_chunks(&bytes, size);
        assert_eq!(told(&found, |offset| offset), expect, "{charset:?} in chunks of {size}");
        assert_eq!(found.1.sources[0].bytes, bytes.len() as u64);
        assert_eq!(raw(&found.0, &bytes), raw(&plain.0, text.as_bytes()));
        assert!(found.0.span_ids().all(|s| found.0.record(s).unwrap().offset >= bytes_of_mark));
    }
}

#[test]
fn utf_8() {
    for text in texts() {
        check(&text, Charset::Utf8, MARKED);
    }
}

#[test]
fn utf_16_little_endian() {
    for text in texts() {
        check(&text, Charset::Utf16Le, MARKED);
        check(&text, Charset::Utf16Le, !MARKED);
    }
}

#[test]
fn utf_16_big_endian() {
    for text in texts() {
        check(&text, Charset::Utf16Be, MARKED);
        check(&text, Charset::Utf16Be, !MARKED);
    }
}

/// Bytes in; names of the spans, and the problems.
#[track_caller]
fn check_bytes(bytes: &[u8], expect: &str) {
    for size in [1, 3, 1000] {
        let (store, report) = in_chunks(bytes, size);
        let names: Vec<&str> = store.span_ids().map(|s| store.name(s)).collect();
        let problems = common::report(&report);
        let lines: Vec<&str> = problems.lines().skip(1).collect();
        assert_eq!(format!("{names:?} {}", lines.join("; ")), expect, "in chunks of {size}");
    }
}

const SEGMENT: &str = r#"{"trace_id":"1-65000000-000000000000000000000001","id":"0000000000000001","start_time":1,"end_time":2,"name":"X"}"#;

#[test]
fn half_characters_of_utf_16_are_told() {
    let name = SEGMENT.find('X').unwrap() * 2;
    for (unit, shown) in [(0xd83d, "\u{fffd}"), (0xde00, "\u{fffd}"), (0xd55c, "한")] {
        let mut units: Vec<u16> = SEGMENT.encode_utf16().collect();
        units[name / 2] = unit;
        let bytes: Vec<u8> = units.iter().flat_map(|u| u.to_le_bytes()).collect();
        let problem = match shown {
            "한" => String::new(),
            _ => format!("half a character of UTF-16; U+FFFD stands for it x1 at $ ({name})"),
        };
        check_bytes(&bytes, &format!("[{shown:?}] {problem}"));
    }
}

#[test]
fn an_odd_byte_at_the_end_is_told() {
    let mut bytes = encode(&format!("\u{feff}{SEGMENT}"), Charset::Utf16Be);
    let at = bytes.len();
    bytes.push(b'\n');
    let expect = format!(
        "[\"X\"] half a character of UTF-16; U+FFFD stands for it x1 at $ ({at}); text that is no JSON x1 at $[1] ({at})"
    );
    check_bytes(&bytes, &expect);
}

#[test]
fn utf_16_that_is_cut_keeps_what_was_complete() {
    let text = format!("{SEGMENT}\n{}", &SEGMENT[..40]);
    let at = 2 * text.len();
    let expect = format!(
        "[\"X\"] the text ends within a record x1 at $[1].trace_id ({at}); skipped 1, merged 0"
    );
    check_bytes(&encode(&text, Charset::Utf16Le), &expect);
}

#[test]
fn other_encodings_are_named() {
    let reason = "[] the text is UTF-32: save it as UTF-8 x1 at $ (0)";
    let wide = |c: char| u32::from(c).to_le_bytes();
    check_bytes(&"\u{feff}{}".chars().flat_map(wide).collect::<Vec<u8>>(), reason);
    check_bytes(&"{}".chars().flat_map(wide).collect::<Vec<u8>>(), reason);
    let wide = |c: char| u32::from(c).to_be_bytes();
    check_bytes(&"[]".chars().flat_map(wide).collect::<Vec<u8>>(), reason);
}

/// Fixtures, with characters of every width in names, in documents and between records.
fn texts() -> impl Iterator<Item = String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/xray");
    let mut files: Vec<_> = fs::read_dir(root).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    let wider =
        |text: String| text.replace("name\":\"", "name\":\"é한😀").replace('}', "}\u{feff}");
    files.into_iter().map(move |file| wider(fs::read_to_string(file).unwrap()))
}

fn encode(text: &str, charset: Charset) -> Vec<u8> {
    let bytes = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect();
    match charset {
        Charset::Utf8 => text.as_bytes().to_vec(),
        Charset::Utf16Le => bytes(u16::to_le_bytes),
        Charset::Utf16Be => bytes(u16::to_be_bytes),
    }
}

fn in_chunks(bytes: &[u8], size: usize) -> (SpanStore, Report) {
    let mut loader = Loader::new(StoreBuilder::default());
    loader.begin("");
    bytes.chunks(size).for_each(|chunk| loader.push(chunk));
    loader.finish()
}

/// Spans, graph and problems, with other places of the problems.
fn told((store, report): &(SpanStore, Report), place: impl Fn(u64) -> u64) -> String {
    let mut report = report.clone();
    report.problems.iter_mut().for_each(|p| p.offset = place(p.offset));
    common::full(store) + &common::graph(store) + &common::report(&report)
}

/// The text of each span, read again from its bytes.
fn raw(store: &SpanStore, bytes: &[u8]) -> String {
    let text = |span| {
        let record = store.record(span).unwrap();
        let stretch = &bytes[record.offset as usize..][..record.length as usize];
        let text = decode(stretch, store.sources()[record.source.index()].charset);
        detail(&text, record.encoding, store.id(span), store.start(span)).unwrap()
    };
    store.span_ids().map(text).collect::<Vec<_>>().join("\n")
}
