//! One sorting routine for all lists that are sorted now and then.
//!
//! The standard library's sorts are compiled anew for each type and comparison, 5 kB each; over the
//! wire that is more than they are worth anywhere but in the hot loops, which call them directly.

use std::cmp::Ordering;

/// Sorts a list; equals keep their order. A list has fewer than 2^32 items.
pub fn sort_by<T>(list: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) {
    // Most lists come in order, and then nothing is allocated.
    if list.is_sorted_by(|a, b| compare(a, b).is_le()) {
        return;
    }
    let mut order: Vec<u32> = (0..list.len() as u32).collect();
    sort_places(&mut order, &mut |a, b| compare(&list[a as usize], &list[b as usize]));
    arrange(list, &mut order);
}

/// Sorts a list by a key; equals keep their order.
pub fn sort_by_key<T, K: Ord>(list: &mut [T], mut key: impl FnMut(&T) -> K) {
    sort_by(list, |a, b| key(a).cmp(&key(b)));
}

pub fn sort<T: Ord>(list: &mut [T]) {
    sort_by(list, T::cmp);
}

#[inline(never)]
fn sort_places(order: &mut [u32], compare: &mut dyn FnMut(u32, u32) -> Ordering) {
    order.sort_by(|&a, &b| compare(a, b));
}

/// `order[to]` is the place of the item that belongs at `to`. Circle by circle, in place.
fn arrange<T>(list: &mut [T], order: &mut [u32]) {
    for start in 0..order.len() {
        let mut to = start;
        loop {
            let from = order[to] as usize;
            order[to] = to as u32;
            if from == start {
                break;
            }
            list.swap(to, from);
            to = from;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_sorts_as_the_standard_library_does() {
        let mut seed = 7u32;
        for len in 0..200 {
            let mut list: Vec<(u32, u32)> = (0..len)
                .map(|i| {
                    seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (seed >> 28, i)
                })
                .collect();
            let mut expect = list.clone();
            expect.sort_by_key(|p| p.0);
            sort_by_key(&mut list, |p| p.0);
            assert_eq!(list, expect, "equals keep their order");
            list.reverse();
            sort(&mut list);
            expect.sort();
            assert_eq!(list, expect);
        }
    }
}
