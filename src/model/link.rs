//! Links: ties between spans that are not parent and child, often across traces.

use super::{ServiceId, SpanId, TraceKey};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkKind {
    /// The other side is downstream: what this span set off.
    Child,
    /// The other side is upstream: what set this span off.
    Parent,
    /// The file does not say.
    Other,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    pub span: SpanId,
    pub kind: LinkKind,
    pub trace: TraceKey,
    /// The span id there, or 0.
    pub id: u64,
    /// The node of the other side, where the file names it.
    pub service: ServiceId,
}

/// All links, by span.
#[derive(Clone, Default)]
pub struct Links(pub(super) Vec<Link>);

impl Links {
    /// Those of one span, in the order of the file.
    pub fn of(&self, span: SpanId) -> &[Link] {
        let start = self.0.partition_point(|l| l.span < span);
        let end = self.0.partition_point(|l| l.span <= span);
        &self.0[start..end]
    }

    pub fn all(&self) -> &[Link] {
        &self.0
    }
}
