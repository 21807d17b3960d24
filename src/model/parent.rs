//! Which of the rows that could be it is a span's parent: ids may stand for both sides of a call, and a
//! parent may be missing where another span is named beside it.

use super::builder::Rows;
use super::{Flags, LinkKind, Links, SpanId, TraceKey};

/// A span that takes a call, and may have its id in common with the one that makes it, as in Zipkin.
pub(super) fn takes_call(rows: &Rows, row: u32) -> bool {
    let flags = rows.flags[row as usize];
    flags.has(Flags::BY_KIND) && flags.is_taking()
}

/// Rows of one id. Few, so that a million spans of one id cost no more than a million others.
pub(super) fn namesakes<'k>(
    rows: &'k Rows,
    kept: &'k [u32],
    id: u64,
) -> impl Iterator<Item = u32> + use<'k> {
    const MOST: usize = 8;
    let first = kept.partition_point(|&r| rows.id[r as usize] < id);
    let same = move |r: &u32| rows.id[*r as usize] == id;
    kept[first..].iter().copied().take(MOST).take_while(same)
}

/// Of several spans with the id wanted the one that took the call in the child's own service, as in
/// Zipkin, else the first.
pub(super) fn parent_of_id(rows: &Rows, kept: &[u32], child: u32, wanted: u64) -> Option<u32> {
    let service = rows.service[child as usize];
    let own = |&r: &u32| takes_call(rows, r) && rows.service[r as usize] == service;
    let mut found = namesakes(rows, kept, wanted);
    let first = found.next()?;
    if own(&first) { Some(first) } else { found.find(own).or(Some(first)) }
}

/// What links say of a trace, for spans whose parent is not there.
#[derive(Clone, Copy)]
pub(super) struct Ties<'a> {
    pub(super) links: &'a Links,
    pub(super) trace: TraceKey,
}

impl Ties<'_> {
    /// Another span of the trace that a span names as what set it off.
    pub(super) fn parent(&self, rows: &Rows, kept: &[u32], row: u32) -> Option<u32> {
        let id = rows.id[row as usize];
        let upstream = self.links.of(SpanId(row)).iter().filter(|link| {
            link.kind == LinkKind::Parent && link.trace.is_same(self.trace) && link.id != id
        });
        upstream.map(|link| link.id).find_map(|id| parent_of_id(rows, kept, row, id))
    }
}
