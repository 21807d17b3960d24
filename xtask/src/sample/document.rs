//! X-Ray segment documents, as far as the shop writes them.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

/// Microseconds since the epoch, or a number of them.
pub type Micros = i64;

pub const MILLISECOND: Micros = 1_000;
pub const SECOND: Micros = 1_000_000;

/// A segment or a subsegment. While it is written its end is the service's clock: [`Entity::spend`] and
/// [`Entity::add`] move it on.
#[derive(Clone, Default, Serialize)]
pub struct Entity {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trace_id: Option<String>,
    pub id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    pub name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<&'static str>,
    #[serde(rename = "start_time", serialize_with = "seconds")]
    pub start: Micros,
    #[serde(rename = "end_time", serialize_with = "seconds", skip_serializing_if = "is_zero")]
    pub end: Micros,
    #[serde(skip_serializing_if = "is_false")]
    pub in_progress: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<Fields>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    #[serde(skip_serializing_if = "is_false")]
    pub error: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub throttle: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub fault: bool,
    #[serde(skip_serializing_if = "Http::is_empty")]
    pub http: Http,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sql: Option<Fields>,
    #[serde(skip_serializing_if = "Fields::is_empty")]
    pub aws: Fields,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    #[serde(skip_serializing_if = "Fields::is_empty")]
    pub annotations: Fields,
    #[serde(skip_serializing_if = "Fields::is_empty")]
    pub metadata: Fields,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub subsegments: Vec<Entity>,
}

/// An open object, in the order of its keys.
pub type Fields = BTreeMap<&'static str, Field>;

#[derive(Clone, Serialize)]
#[serde(untagged)]
pub enum Field {
    Text(String),
    Number(i64),
    Object(Fields),
}

#[derive(Clone, Default, Serialize)]
pub struct Http {
    #[serde(skip_serializing_if = "Fields::is_empty")]
    pub request: Fields,
    #[serde(skip_serializing_if = "Fields::is_empty")]
    pub response: Fields,
}

/// Why it failed: told in full where it happened, by the exception's id where it only passed through.
#[derive(Clone, Serialize)]
#[serde(untagged)]
pub enum Cause {
    Here { working_directory: &'static str, exceptions: Vec<Exception> },
    Known(String),
}

#[derive(Clone, Serialize)]
pub struct Exception {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub message: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
    pub stack: Vec<Frame>,
}

#[derive(Clone, Serialize)]
pub struct Frame {
    pub path: &'static str,
    pub line: u32,
    pub label: &'static str,
}

impl Entity {
    pub fn new(name: &'static str, id: String, start: Micros) -> Self {
        Self { name, id, start, end: start, ..Self::default() }
    }

    /// Works for a while.
    pub fn spend(&mut self, time: Micros) {
        self.end += time;
    }

    /// Waits for a part that has ended.
    pub fn add(&mut self, part: Entity) {
        self.end = self.end.max(part.end);
        self.subsegments.push(part);
    }

    /// The HTTP status of the answer, and the flags that go with it.
    pub fn answer(&mut self, status: i64) {
        self.http.response = fields([("status", Field::Number(status))]);
        self.throttle = status == 429;
        self.error = (400..500).contains(&status);
        self.fault = status >= 500;
    }

    /// What was known of it at `now`: what runs then is in progress, what comes later is not there.
    pub fn seen_at(mut self, now: Micros) -> Option<Self> {
        if self.start >= now {
            return None;
        }
        if self.end > now {
            self.end = 0;
            self.in_progress = true;
            self.http.response.clear();
            self.metadata.clear();
            self.cause = None;
            (self.error, self.throttle, self.fault) = (false, false, false);
        }
        let parts = std::mem::take(&mut self.subsegments);
        self.subsegments = parts.into_iter().filter_map(|part| part.seen_at(now)).collect();
        Some(self)
    }
}

impl Http {
    fn is_empty(&self) -> bool {
        self.request.is_empty() && self.response.is_empty()
    }
}

impl From<&str> for Field {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// An object of the given fields.
pub fn fields<const N: usize>(pairs: [(&'static str, Field); N]) -> Fields {
    Fields::from(pairs)
}

/// X-Ray's times are seconds in floating point. The double nearest to a whole number of microseconds
/// prints with six decimals or fewer for some thousand years to come.
fn seconds<S: Serializer>(time: &Micros, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(*time as f64 / SECOND as f64)
}

fn is_zero(time: &Micros) -> bool {
    *time == 0
}

fn is_false(flag: &bool) -> bool {
    !flag
}
