//! Values of attributes: `{"stringValue": "a"}` and its kin.

use super::super::json::{Reader, Result, Text, Value};
use super::super::number;

/// What an attribute's value is; lists and maps as plain JSON text.
pub enum AnyValue<'a> {
    Plain(Value<'a>),
    Made(String),
}

/// Reads an `AnyValue` object. A plain JSON value stands for itself: some writers leave the wrapper out.
pub fn read<'a>(reader: &mut Reader<'a>) -> Result<AnyValue<'a>> {
    let mut found = AnyValue::Plain(Value::Null);
    if reader.peek()? != b'{' {
        return reader.value().map(AnyValue::Plain);
    }
    reader.object(|reader, name| {
        match name.raw {
            b"stringValue" | b"string_value" | b"boolValue" | b"bool_value" | b"bytesValue"
            | b"bytes_value" => found = AnyValue::Plain(reader.value()?),
            b"intValue" | b"int_value" | b"doubleValue" | b"double_value" => {
                found = AnyValue::Plain(match reader.value()? {
                    Value::Text(text) => Value::Number(text.raw),
                    other => other,
                });
            }
            _ => match collection(name.raw) {
                Some(shape) if reader.peek()? == b'{' => {
                    found = AnyValue::Made(Tree::read(shape, reader)?.text());
                }
                _ => reader.skip()?,
            },
        }
        Ok(())
    })?;
    Ok(found)
}

fn collection(name: &[u8]) -> Option<Shape<'static>> {
    match name {
        b"arrayValue" | b"array_value" => Some(Shape::List),
        b"kvlistValue" | b"kvlist_value" => Some(Shape::Map),
        _ => None,
    }
}

/// A list or map with all that is in it. Keys may stand behind their values, so nothing can be written
/// before all is read; and both go by lists of their own, so the depth of the input costs no stack.
struct Tree<'a>(Vec<Node<'a>>);

struct Node<'a> {
    key: Option<Text<'a>>,
    shape: Shape<'a>,
    /// Positions of nodes; 0 is the root, which is nobody's child: none.
    first: usize,
    last: usize,
    next: usize,
}

#[derive(Clone, Copy)]
enum Shape<'a> {
    /// JSON as it stands.
    Plain(&'a [u8]),
    List,
    Map,
}

/// What is open around the reader, with the node that it tells of.
#[derive(Clone, Copy)]
enum Open {
    /// The object of an `AnyValue`, or of a key with one.
    Value(usize),
    /// `{"values": ..}`.
    Collection(usize),
    /// The array in it.
    Items(usize),
}

impl<'a> Tree<'a> {
    /// The reader stands at the object of a collection.
    fn read(shape: Shape<'a>, reader: &mut Reader<'a>) -> Result<Self> {
        let mut tree = Self(vec![Node::new(shape)]);
        let mut open = vec![Open::Collection(0)];
        reader.enter(b'{')?;
        let mut first = true;
        while let Some(&inner) = open.last() {
            let next = match inner {
                Open::Items(node) => match reader.item(first)? {
                    true => Some(tree.item(node, reader)?),
                    false => None,
                },
                Open::Value(node) | Open::Collection(node) => match reader.key(first)? {
                    Some(name) if matches!(inner, Open::Value(_)) => {
                        Some(tree.member(node, name, reader)?)
                    }
                    Some(name) => Some(values(node, name, reader)?),
                    None => None,
                },
            };
            first = matches!(next, Some(Some(_)));
            match next {
                Some(Some(inner)) => open.push(inner),
                Some(None) => {}
                None => drop(open.pop()),
            }
        }
        Ok(tree)
    }

    /// An element of a collection; what it opens.
    fn item(&mut self, parent: usize, reader: &mut Reader<'a>) -> Result<Option<Open>> {
        let node = self.0.len();
        self.0.push(Node::new(Shape::Plain(b"null")));
        let Node { first, last, .. } = &mut self.0[parent];
        let before = std::mem::replace(last, node);
        match *first {
            0 => *first = node,
            _ => self.0[before].next = node,
        }
        self.opened(node, reader)
    }

    /// A member of an `AnyValue`, or of a key with one.
    fn member(
        &mut self,
        node: usize,
        name: Text<'a>,
        reader: &mut Reader<'a>,
    ) -> Result<Option<Open>> {
        match name.raw {
            b"key" => self.0[node].key = reader.text()?,
            b"value" => return self.opened(node, reader),
            b"intValue" | b"int_value" | b"doubleValue" | b"double_value" => {
                self.0[node].shape = Shape::Plain(number_in(reader.raw()?));
            }
            _ => match collection(name.raw) {
                Some(shape) if reader.enter(b'{')? => {
                    self.0[node].shape = shape;
                    return Ok(Some(Open::Collection(node)));
                }
                _ => self.0[node].shape = Shape::Plain(reader.raw()?),
            },
        }
        Ok(None)
    }

    fn opened(&mut self, node: usize, reader: &mut Reader<'a>) -> Result<Option<Open>> {
        if reader.enter(b'{')? {
            return Ok(Some(Open::Value(node)));
        }
        self.0[node].shape = Shape::Plain(reader.raw()?);
        Ok(None)
    }

    fn text(&self) -> String {
        let mut out = Vec::new();
        let mut open = Vec::new();
        let mut at = self.begin(0, false, &mut out, &mut open);
        while let Some(&parent) = open.last() {
            let is_map = matches!(self.0[parent].shape, Shape::Map);
            let done = if at == 0 {
                out.push(if is_map { b'}' } else { b']' });
                open.pop();
                parent
            } else {
                let inside = self.begin(at, is_map, &mut out, &mut open);
                if !matches!(self.0[at].shape, Shape::Plain(_)) {
                    at = inside;
                    continue;
                }
                at
            };
            at = self.0[done].next;
            if at != 0 {
                out.push(b',');
            }
        }
        String::from_utf8(out)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
    }

    /// Writes a node up to what is in it; the first thing in it.
    fn begin(&self, at: usize, keyed: bool, out: &mut Vec<u8>, open: &mut Vec<usize>) -> usize {
        let Node { key, shape, first, .. } = &self.0[at];
        if keyed {
            out.push(b'"');
            out.extend_from_slice(key.map_or(b"", |key| key.raw));
            out.extend_from_slice(b"\":");
        }
        match shape {
            Shape::Plain(text) => out.extend_from_slice(text),
            Shape::List => out.push(b'['),
            Shape::Map => out.push(b'{'),
        }
        if !matches!(shape, Shape::Plain(_)) {
            open.push(at);
        }
        *first
    }
}

impl<'a> Node<'a> {
    fn new(shape: Shape<'a>) -> Self {
        Self { key: None, shape, first: 0, last: 0, next: 0 }
    }
}

/// A member of a collection's object.
fn values(node: usize, name: Text, reader: &mut Reader) -> Result<Option<Open>> {
    if name.raw == b"values" && reader.enter(b'[')? {
        return Ok(Some(Open::Items(node)));
    }
    reader.skip().map(|()| None)
}

/// Numbers of 64 bits come as strings; so do those that JSON has no word for, which stay strings.
fn number_in(raw: &[u8]) -> &[u8] {
    match raw {
        [b'"', inner @ .., b'"']
            if inner.first().is_some_and(|b| b.is_ascii_digit() || *b == b'-')
                && inner.last().is_some_and(u8::is_ascii_digit)
                && number::float(inner).is_some_and(f64::is_finite) =>
        {
            inner
        }
        _ => raw,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &str, expect: &str) {
        let mut reader = Reader::new(value.as_bytes(), 0);
        match read(&mut reader) {
            Ok(AnyValue::Made(text)) => assert_eq!(text, expect),
            _ => panic!("{value} is a collection"),
        }
        assert_eq!(reader.position(), value.len(), "all of it was read");
    }

    #[test]
    fn lists_and_maps_become_plain_json() {
        check(
            r#"{"arrayValue":{"values":[{"stringValue":"a\n"},{"intValue":"7"},{"boolValue":true},{}]}}"#,
            r#"["a\n",7,true,null]"#,
        );
        check(
            r#"{"kvlistValue":{"values":[{"key":"a","value":{"doubleValue":0.5}},{"value":{"intValue":"-1"},"key":"b"}]}}"#,
            r#"{"a":0.5,"b":-1}"#,
        );
        check(r#"{"arrayValue":{}}"#, "[]");
        check(r#"{"kvlist_value":{"values":[]}}"#, "{}");
    }

    #[test]
    fn collections_nest() {
        check(
            r#"{"arrayValue":{"values":[{"kvlistValue":{"values":[{"key":"k","value":{"arrayValue":{"values":[{"intValue":1},{"intValue":2}]}}}]}},{"arrayValue":{"values":[]}},{"stringValue":"z"}]}}"#,
            r#"[{"k":[1,2]},[],"z"]"#,
        );
    }

    #[test]
    fn what_is_odd_stays_as_it_is() {
        check(
            r#"{"arrayValue":{"values":[1,"bare",[2],{"doubleValue":"NaN"},{"intValue":"x"}],"more":[]}}"#,
            r#"[1,"bare",[2],"NaN","x"]"#,
        );
        check(
            r#"{"kvlistValue":{"values":[{"value":{"intValue":1}},{"key":"k"}]}}"#,
            r#"{"":1,"k":null}"#,
        );
    }
}
