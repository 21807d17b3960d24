//! A trace of 100 000 spans: made ready to be scrolled, folded, and read by windows.

use spanmap::layout::{NO_PARENT, TreeRows};

fn main() {
    divan::main();
}

const SPANS: u32 = 100_000;

/// Every span but the first hangs below one of the hundred before it: broad and some 2 000 deep.
fn parents() -> Vec<u32> {
    let mut seed = 1u32;
    let mut random = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        seed >> 8
    };
    let mut depths: Vec<u32> = vec![0];
    let mut path = vec![0u32];
    let mut parents = vec![NO_PARENT];
    for row in 1..SPANS {
        // Waterfall order: the parent is on the path from the root to the row above.
        let up = (random() % 3) as usize;
        let keep = path.len().saturating_sub(up).max(1);
        path.truncate(keep);
        parents.push(path[path.len() - 1]);
        depths.push(path.len() as u32);
        path.push(row);
    }
    parents
}

#[divan::bench]
fn open(bencher: divan::Bencher) {
    bencher.with_inputs(parents).bench_values(TreeRows::new);
}

#[divan::bench]
fn fold_all_and_unfold(bencher: divan::Bencher) {
    let mut rows = TreeRows::new(parents());
    bencher.bench_local(|| {
        rows.fold_level(Some(0));
        rows.fold_level(None);
        rows.lines().len()
    });
}

#[divan::bench]
fn toggle_the_root(bencher: divan::Bencher) {
    let mut rows = TreeRows::new(parents());
    bencher.bench_local(|| {
        rows.toggle(0);
        rows.lines().len()
    });
}
