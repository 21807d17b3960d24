//! What a selection of traces has in common that the others have not.
//!
//! Everything that tells traces apart (annotations, fields of requests, services, names of spans,
//! outcomes) is counted on both sides in one pass. An aspect is as different as its most different value:
//! the share of traces that have it on one side less that on the other; for numbers, the largest distance
//! of the two distributions. A trace may have several values of an aspect, so each value is tested for
//! itself, the likelihood is multiplied by the number of values tried, and then corrected for the number
//! of aspects.

mod numbers;
mod rank;
mod tally;

use fixedbitset::FixedBitSet;
use serde::{Deserialize, Serialize};

use crate::model::{Key, ServiceId, SpanStore, Value};

use super::Index;
use super::significance::Method;

pub use numbers::NumberSpread;

/// What the traces of two groups differ in.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    /// Traces in each group.
    pub selected: u32,
    pub rest: u32,
    /// Most different first; how traces ended comes behind what they were.
    pub differences: Vec<Difference>,
    /// Aspects looked at and not listed, as chance may well make them differ so much.
    pub alike: u32,
    /// Aspects left out because nearly each trace has a value of its own.
    pub ids: Vec<Aspect>,
}

/// One way to tell traces apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Aspect {
    Attribute(Key),
    /// Nodes of the map that took part.
    Service,
    /// Names of spans, where they are not those of their services.
    Operation,
    /// Types of exceptions, whether they were survived or not.
    Exception,
    /// Of the whole trace, in seconds.
    ResponseTime,
}

/// Of equal differences, what a request brought with it says more than what was done for it, and
/// how it ended says least: that is often what it was selected by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Role {
    Brought,
    Done,
    Outcome,
}

#[derive(Clone, Debug)]
pub struct Difference {
    pub aspect: Aspect,
    pub role: Role,
    pub method: Method,
    /// How likely chance alone makes such a difference, corrected for the number of tests.
    pub likelihood: f64,
    /// 0 to 1.
    pub size: f64,
    /// Too few traces to build on: fewer than 30 on a side, or fewer than 5 that
    /// have the value, or have it not.
    pub small: bool,
    /// Traces that have any value, of each group.
    pub selected: u32,
    pub rest: u32,
    /// Most different first.
    pub values: Vec<ValueShare>,
    /// Values for which there was no room.
    pub more: u32,
    /// Instead of values, where they are numbers.
    pub numbers: Option<NumberSpread>,
    /// Other aspects of the role that tell the same traces apart.
    pub same: Vec<Aspect>,
    /// Equal where values are of the same traces; none for numbers.
    mark: Option<u64>,
}

/// Traces that have a value, of each group.
#[derive(Clone, Debug, PartialEq)]
pub struct ValueShare {
    pub value: Trait,
    pub selected: u32,
    pub rest: u32,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Trait {
    Value(Value),
    /// Numbers, ids and literals are folded.
    Shape(String),
    Service(ServiceId),
    /// A span of a service, by the shape of its name.
    Operation(ServiceId, String),
}

/// A group of fewer traces says little.
pub const SMALL: u32 = 30;

/// Compares those of the traces that are `picked` with the others.
pub fn compare(
    store: &SpanStore,
    index: &Index,
    traces: &FixedBitSet,
    picked: &FixedBitSet,
) -> Comparison {
    rank::ranked(store, tally::Tallies::count(store, index, traces, picked))
}
