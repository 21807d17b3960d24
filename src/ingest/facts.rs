//! What the detail of a span shows, read again from its document: too much to keep for each of a million.

use serde::{Deserialize, Serialize};

use crate::model::Nanos;

/// The rarely read part of a span, in a form that no format owns. Groups without facts are empty.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    pub http: Vec<Fact>,
    pub aws: Vec<Fact>,
    pub sql: Vec<Fact>,
    /// The statement, as the file has it.
    pub statement: Option<String>,
    pub exceptions: Vec<ExceptionDetail>,
    /// Moments within the span; what was thrown is told by `exceptions`, too.
    pub events: Vec<EventDetail>,
    /// Where the process ran when it failed, or empty.
    pub working_directory: String,
    /// What is not searchable: JSON text, or empty.
    pub metadata: String,
}

/// A labelled value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    pub label: String,
    pub value: String,
}

/// Something that happened within a span.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventDetail {
    pub time: Option<Nanos>,
    pub name: String,
    pub exception: bool,
    pub fields: Vec<Fact>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExceptionDetail {
    pub id: String,
    pub kind: String,
    pub message: String,
    /// It came back from the callee.
    pub remote: bool,
    /// Id of the exception that caused this one; perhaps recorded in another span.
    pub cause: Option<String>,
    /// Innermost first, as the file has it.
    pub stack: Vec<StackFrame>,
    /// Frames that the writer left out.
    pub truncated: u32,
    /// Exceptions left out between this one and the one it caused.
    pub skipped: u32,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StackFrame {
    pub path: String,
    pub line: Option<u32>,
    pub label: String,
}
