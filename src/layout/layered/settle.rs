//! Things in a row, each as near as it can be to where it wants to be.

/// A thing that wants to be at `at`, `gap` after the thing before it or more.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wish {
    pub at: f64,
    pub gap: f64,
    pub weight: f64,
}

/// Places in the order of the wishes, at the least weighted sum of squared distances from
/// these: isotonic regression by pooling adjacent violators.
pub(super) fn settle(wishes: &[Wish]) -> Vec<f64> {
    // Without the gaps, places only have to ascend. A pool of neighbours that touch stands at
    // its members' mean.
    let mut pools: Vec<Pool> = Vec::with_capacity(wishes.len());
    let mut offset = 0.0;
    let mut offsets = Vec::with_capacity(wishes.len());
    for (at, wish) in wishes.iter().enumerate() {
        offset += if at == 0 { 0.0 } else { wish.gap };
        offsets.push(offset);
        pools.push(Pool { at: wish.at - offset, weight: wish.weight, members: 1 });
        while let [.., above, below] = pools[..]
            && above.at > below.at
        {
            pools.truncate(pools.len() - 2);
            let weight = above.weight + below.weight;
            let at = (above.at * above.weight + below.at * below.weight) / weight;
            pools.push(Pool { at, weight, members: above.members + below.members });
        }
    }
    let flat = pools.iter().flat_map(|pool| std::iter::repeat_n(pool.at, pool.members));
    flat.zip(offsets).map(|(at, offset)| at + offset).collect()
}

#[derive(Clone, Copy)]
struct Pool {
    at: f64,
    weight: f64,
    members: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(wishes: &[(f64, f64)], expected: &[f64]) {
        let wishes: Vec<Wish> =
            wishes.iter().map(|&(at, weight)| Wish { at, gap: 10.0, weight }).collect();
        assert_eq!(settle(&wishes), expected);
    }

    #[test]
    fn what_fits_stays() {
        check(&[], &[]);
        check(&[(0.0, 1.0), (10.0, 1.0), (50.0, 1.0)], &[0.0, 10.0, 50.0]);
    }

    #[test]
    fn what_collides_meets_in_the_middle() {
        check(&[(0.0, 1.0), (0.0, 1.0)], &[-5.0, 5.0]);
        check(&[(20.0, 1.0), (0.0, 3.0)], &[-2.5, 7.5]);
        check(&[(0.0, 1.0), (9.0, 1.0), (9.0, 1.0), (100.0, 1.0)], &[-4.0, 6.0, 16.0, 100.0]);
    }
}
