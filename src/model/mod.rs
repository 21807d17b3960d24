//! The span store: what a file said, as columns.
//!
//! Everything that there are a million of lies in a `Vec` of its own, indexed by a dense id.
//! A [`StoreBuilder`] takes rows in any order; [`StoreBuilder::freeze`] sorts them into trees
//! and from then on nothing changes. No format is known here, and no IO is done.

mod attribute;
mod builder;
mod by_kind;
mod calendar;
pub mod drawing;
mod event;
mod exception;
mod forest;
mod freeze;
mod graph;
mod hex;
mod ids;
mod link;
mod narrow;
mod parent;
mod room;
mod sampling;
mod service;
mod settle;
mod sort;
mod source;
mod span;
mod store;
mod strings;
mod time;
mod trace;
mod widen;

pub use attribute::{Attribute, Attributes, Field, Key, Value};
pub use builder::{Capacity, Mark, SpanRow, StoreBuilder};
pub use calendar::{date_of_day, day_of_date};
pub use event::{Event, Events};
pub use exception::{Exception, Exceptions};
pub use graph::{ImportedEdge, ImportedGraph, ImportedNode, Statistics};
pub use hex::hex;
pub use ids::{RecordId, ServiceId, SetId, SourceId, SpanId, StrId, TraceId};
pub use link::{Link, LinkKind, Links};
pub use sampling::Sampling;
pub use service::{Service, Services};
pub use sort::{sort, sort_by, sort_by_key};
pub use source::{Charset, Encoding, Record, Source};
pub use span::{Flags, Kind, Status};
pub use store::SpanStore;
pub use strings::Strings;
pub use time::Nanos;
pub use trace::{Trace, TraceKey};
pub use widen::Widened;
