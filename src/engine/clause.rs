//! What is shown, as comparisons of the filter language.

use crate::model::{Key, SpanStore, Value};
pub use crate::query::filter::quote;

/// A node; `kind` and `account` where it has them.
pub fn selector(name: &str, kind: &str, account: &str) -> String {
    let mut parts = vec![format!("name: {}", quote(name))];
    if !kind.is_empty() {
        parts.push(format!("type: {}", quote(kind)));
    }
    if !account.is_empty() {
        parts.push(format!("account.id: {}", quote(account)));
    }
    format!("id({})", parts.join(", "))
}

/// A field or an annotation with this value. Empty for a number that no text stands for: not even
/// the file's own NaN is equal to it.
pub fn comparison(store: &SpanStore, key: Key, value: Value) -> String {
    let value = match value {
        Value::Number(number) if !number.is_finite() => return String::new(),
        Value::Text(id) => quote(store.strings.get(id)),
        other => store.value_text(other),
    };
    let annotation = match key {
        Key::Field(field) => return format!("{} = {value}", field.name()),
        Key::Annotation(name) => store.strings.get(name),
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    match !annotation.is_empty() && annotation.chars().all(plain) {
        true => format!("annotation.{annotation} = {value}"),
        false => format!("annotation[{}] = {value}", quote(annotation)),
    }
}
