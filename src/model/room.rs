//! Room for lists that grow to millions.

/// Lists below this length grow as the standard library lets them.
const SHORT: usize = 1 << 15;

/// Makes room for one more. A long list grows by a quarter, not to twice its length: what is copied for it is
/// little beside what is read, and what stands empty at the end of a load counts.
#[inline]
pub(super) fn for_one<T>(list: &mut Vec<T>) {
    if list.len() == list.capacity() {
        make(list, 1);
    }
}

#[inline(never)]
pub(super) fn make<T>(list: &mut Vec<T>, more: usize) {
    if list.len() < SHORT {
        list.reserve(more)
    } else {
        list.reserve_exact(more.max(list.len() / 4))
    }
}
