//! Documents of a format's shape, with something wrong in them now and then. The fuzzer's bytes choose, so that
//! a change of one changes one choice.

/// Choices; when the bytes are used up always the first, which ends what is open.
pub struct Dice<'d>(&'d [u8]);

impl<'d> Dice<'d> {
    pub fn new(bytes: &'d [u8]) -> Self {
        Self(bytes)
    }

    pub fn below(&mut self, count: usize) -> usize {
        let Some((&byte, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        usize::from(byte) % count
    }

    fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }

    fn rarely(&mut self) -> bool {
        self.below(32) == 31
    }
}

/// What may stand at a place of a document.
pub enum Shape {
    /// One of these, as they stand.
    Plain(&'static [&'static str]),
    List(&'static Shape),
    Object(&'static [(&'static str, &'static Shape)]),
    /// Either a list of members as `Object`, or attributes of any name.
    Map(&'static Shape),
    Either(&'static [&'static Shape]),
}

pub static TIME: Shape = Shape::Plain(&[
    "1700000000000000",
    "1700000000000000000",
    "\"1700000000000000000\"",
    "1700000000.25",
    "1.7e9",
    "0",
    "-1",
    "NaN",
    "1e300",
    "18446744073709551616",
    "null",
    "\"2023-11-14T22:13:20Z\"",
]);
pub static ID: Shape = Shape::Plain(&[
    "\"00000000000000a1\"",
    "\"00000000000000a2\"",
    "\"00000000000000a3\"",
    "\"\"",
    "\"0000000000000000\"",
    "\"t61rcWkgMzE=\"",
    "\"x\"",
    "7",
    "null",
]);
pub static TRACE: Shape = Shape::Plain(&[
    "\"0af7651916cd43dd8448eb211c80319c\"",
    "\"1-0af76519-16cd43dd8448eb211c80319c\"",
    "\"8448eb211c80319c\"",
    "\"CvdlGRbNQ92ESOshHIAxnA==\"",
    "\"x\"",
    "\"\"",
    "null",
]);
pub static TEXT: Shape = Shape::Plain(&[
    "\"a\"",
    "\"cart\"",
    "\"\"",
    "\"\\ud800\"",
    "\"\\u00e9\\n\"",
    "\"{\\\"a\\\":1}\"",
    "\"\u{0}\"",
    "\"한\"",
    "\"error\"",
    "\"true\"",
    "\"500\"",
]);
pub static NUMBER: Shape =
    Shape::Plain(&["1", "2", "3", "200", "429", "500", "-0.5", "1e999", "NaN", "\"7\"", "true"]);
pub static KEY: Shape = Shape::Plain(&[
    "\"http.method\"",
    "\"http.status_code\"",
    "\"http.response.status_code\"",
    "\"url.path\"",
    "\"db.system\"",
    "\"db.statement\"",
    "\"peer.service\"",
    "\"server.address\"",
    "\"server.port\"",
    "\"rpc.system\"",
    "\"rpc.grpc.status_code\"",
    "\"messaging.system\"",
    "\"messaging.destination.name\"",
    "\"error\"",
    "\"otel.status_code\"",
    "\"span.kind\"",
    "\"service.name\"",
    "\"cloud.platform\"",
    "\"exception.type\"",
    "\"exception.stacktrace\"",
    "\"anything\"",
]);

/// Appends a document of the shape. Recursion is bounded by the dice: each step down uses one.
pub fn write(shape: &Shape, dice: &mut Dice, out: &mut Vec<u8>) {
    if dice.rarely() {
        return spoil(dice, out);
    }
    match shape {
        Shape::Plain(texts) => out.extend_from_slice(dice.pick(texts).as_bytes()),
        Shape::Either(shapes) => write(dice.pick(shapes), dice, out),
        Shape::List(of) => list(b"[]", dice, out, |dice, out| write(of, dice, out)),
        Shape::Object(members) => list(b"{}", dice, out, |dice, out| {
            let (name, of) = dice.pick(members);
            out.extend_from_slice(format!("\"{name}\":").as_bytes());
            write(of, dice, out);
        }),
        Shape::Map(of) => list(b"{}", dice, out, |dice, out| {
            write(&KEY, dice, out);
            out.push(b':');
            write(of, dice, out);
        }),
    }
}

fn list(
    brackets: &[u8; 2],
    dice: &mut Dice,
    out: &mut Vec<u8>,
    mut item: impl FnMut(&mut Dice, &mut Vec<u8>),
) {
    out.push(brackets[0]);
    for index in 0..dice.below(12) {
        if index > 0 {
            out.push(b',');
        }
        item(dice, out);
    }
    out.push(brackets[1]);
}

/// Something that does not belong there.
fn spoil(dice: &mut Dice, out: &mut Vec<u8>) {
    const WRONG: [&[u8]; 18] = [
        b"null", b"[]", b"{}", b"\"", b"\\", b"\n", b"}", b"]", b"[[[[", b"{\"a\":{\"b\":[1]}}", b"\xff",
        b"\0", b",", b":", b"\n{", b"tru", b"\xef\xbb\xbf", b"-",
    ];
    out.extend_from_slice(dice.pick(&WRONG));
}
