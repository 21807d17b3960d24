//! The pieces of edges between two neighbouring columns.

/// The pieces between two columns, seen from each.
#[derive(Clone, Debug, Default)]
pub(super) struct Gap {
    pub left: Rows,
    pub right: Rows,
}

/// The far ends of the pieces at each vertex of a column, by place.
#[derive(Clone, Debug, Default)]
pub(super) struct Rows {
    start: Vec<u32>,
    ends: Vec<u32>,
}

impl Gap {
    /// Crossings between the pieces, counted with a tree of partial sums over the right places
    /// (Barth, Jünger, Mutzel, "Simple and efficient bilayer cross counting", 2002).
    pub fn crossings(&self) -> u64 {
        let mut tree = vec![0u32; self.right.len() + 1];
        let mut sum = 0;
        let mut seen = 0u64;
        for vertex in 0..self.left.len() {
            let ends = self.left.of(vertex);
            for &end in ends {
                let mut node = end as usize + 1;
                let mut not_below = 0u64;
                while node > 0 {
                    not_below += u64::from(tree[node]);
                    node &= node - 1;
                }
                sum += seen - not_below;
            }
            for &end in ends {
                let mut node = end as usize + 1;
                while node < tree.len() {
                    tree[node] += 1;
                    node += node & node.wrapping_neg();
                }
            }
            seen += ends.len() as u64;
        }
        sum
    }
}

impl Rows {
    pub fn clear(&mut self) {
        self.ends.clear();
        self.start.clear();
        self.start.push(0);
    }

    /// Adds a piece to the vertex at work.
    #[inline]
    pub fn add(&mut self, end: u32) {
        self.ends.push(end);
    }

    /// Turns to the next vertex.
    #[inline]
    pub fn end_vertex(&mut self) {
        self.start.push(self.ends.len() as u32);
    }

    /// How many vertices there are.
    pub fn len(&self) -> usize {
        self.start.len() - 1
    }

    pub fn pieces(&self) -> usize {
        self.ends.len()
    }

    #[inline]
    pub fn of(&self, vertex: usize) -> &[u32] {
        &self.ends[self.start[vertex] as usize..self.start[vertex + 1] as usize]
    }

    /// The ends at all vertices between two places.
    #[inline]
    pub fn between(&self, places: std::ops::Range<usize>) -> &[u32] {
        &self.ends[self.above(places.start)..self.above(places.end)]
    }

    /// Pieces crossed by one from the vertex at `near` to the one at `far`.
    pub fn crossed(&self, near: u32, far: u32) -> u32 {
        let (above, below) =
            (&self.ends[..self.above(near as usize)], &self.ends[self.above(near as usize + 1)..]);
        above.iter().map(|&end| u32::from(end > far)).sum::<u32>()
            + below.iter().map(|&end| u32::from(end < far)).sum::<u32>()
    }

    /// How many pieces start above a place.
    pub fn above(&self, place: usize) -> usize {
        self.start[place] as usize
    }
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A gap between columns of so many vertices with these pieces.
    pub fn gap(left: u32, right: u32, pieces: &[(u32, u32)]) -> Gap {
        let mut gap = Gap::default();
        gap.left.clear();
        for vertex in 0..left {
            pieces.iter().filter(|piece| piece.0 == vertex).for_each(|piece| gap.left.add(piece.1));
            gap.left.end_vertex();
        }
        gap.right.clear();
        for vertex in 0..right {
            pieces
                .iter()
                .filter(|piece| piece.1 == vertex)
                .for_each(|piece| gap.right.add(piece.0));
            gap.right.end_vertex();
        }
        gap
    }

    #[test]
    fn crossings_are_counted() {
        let count = |pieces: &[(u32, u32)]| gap(3, 3, pieces).crossings();
        assert_eq!(count(&[(0, 2), (1, 1), (2, 0)]), 3);
        assert_eq!(count(&[(0, 2), (1, 1), (2, 0), (0, 0)]), 3);
        assert_eq!(count(&[(0, 0), (1, 1), (2, 2)]), 0);
        assert_eq!(count(&[(0, 1), (0, 1), (1, 0)]), 2);
    }

    proptest! {
        #[test]
        fn the_tree_counts_like_comparing_all(
            pieces in proptest::collection::vec((0u32..8, 0u32..8), 0..30),
        ) {
            let gap = gap(8, 8, &pieces);
            let single = |piece: &(u32, u32)| u64::from(gap.left.crossed(piece.0, piece.1));
            let twice = pieces.iter().map(single).sum::<u64>();
            prop_assert_eq!(gap.crossings() * 2, twice);
        }
    }
}
