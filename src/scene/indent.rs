//! How far rows of a tree are moved in. A tree of 2 000 levels would leave its column, so the rows
//! in sight are moved back together when they are too deep for it.

/// Levels by which all rows in sight move to the left, of which `depths` are the depths:
/// none while the deepest fits into `room` levels.
pub fn indent_base(depths: impl Iterator<Item = u32>, room: u32) -> u32 {
    let ends = depths.fold(None, |ends: Option<(u32, u32)>, depth| {
        let (least, most) = ends.unwrap_or((depth, depth));
        Some((least.min(depth), most.max(depth)))
    });
    ends.map_or(0, |(least, most)| most.saturating_sub(room).min(least))
}

/// Levels that a row is moved in, at most `room`.
pub fn indent_levels(depth: u32, base: u32, room: u32) -> u32 {
    depth.saturating_sub(base).min(room)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_stay_where_they_are_while_they_fit() {
        assert_eq!(indent_base([0, 1, 2, 10].into_iter(), 10), 0);
        assert_eq!(indent_base([].into_iter(), 10), 0);
    }

    #[test]
    fn deep_rows_move_back_together() {
        let base = indent_base(1980..2000, 10);
        assert_eq!(base, 1980);
        assert_eq!(indent_levels(1983, base, 10), 3);
        // More levels in sight than fit: the deepest stop at the edge.
        assert_eq!(indent_levels(1999, base, 10), 10);
        assert_eq!(indent_base([95, 100].into_iter(), 10), 90);
    }
}
