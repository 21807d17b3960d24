//! Dense ids: positions in a column, each with a type of its own so that none is taken for another.

use serde::{Deserialize, Serialize};

macro_rules! dense_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u32);

        impl $name {
            /// No such thing; never a position.
            pub const NONE: Self = Self(u32::MAX);

            /// The id of position `index`. A column never grows past `u32::MAX - 1` rows:
            /// the builder refuses rows long before (see `StoreBuilder::push`).
            pub fn at(index: usize) -> Self {
                Self(u32::try_from(index).unwrap_or(u32::MAX))
            }

            pub fn index(self) -> usize {
                self.0 as usize
            }

            pub fn is_none(self) -> bool {
                self == Self::NONE
            }

            pub fn some(self) -> Option<Self> {
                (!self.is_none()).then_some(self)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self.some() {
                    Some(id) => write!(f, concat!(stringify!($name), "({})"), id.0),
                    None => f.write_str(concat!(stringify!($name), "(none)")),
                }
            }
        }
    };
}

dense_id!(
    /// A span, segment or subsegment. Spans of one trace are contiguous and in waterfall order.
    SpanId
);
dense_id!(
    /// A trace. Traces are ordered by start, then key.
    TraceId
);
dense_id!(
    /// A node of the service map: name, type and account.
    ServiceId
);
dense_id!(
    /// An interned string; [`StrId::EMPTY`] is the empty one.
    StrId
);
dense_id!(
    /// The piece of a file that a span was read from.
    RecordId
);
dense_id!(
    /// Attributes that many spans share.
    SetId
);
dense_id!(
    /// A file or stream that was loaded.
    SourceId
);

impl StrId {
    pub const EMPTY: Self = Self(0);
}
