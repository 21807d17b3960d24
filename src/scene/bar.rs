//! Details of a waterfall bar in pixels: where its label goes, and what is left of its
//! critical stretches at this zoom.

use super::TimeScale;
use crate::model::Nanos;

/// Mean advance of a character in the label's 11 px type.
const LABEL_CHAR_PX: f64 = 6.3;
/// Air on both sides of a label.
const LABEL_PAD_PX: f64 = 12.0;

/// Where the label of a bar stands. It is never cut off: it goes beside the bar where there is
/// room, and into the bar otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LabelSide {
    Right,
    Left,
    Inside,
}

/// The side for a label of `chars` characters; the bar reaches from `left` to `right`, and there is
/// room for labels up to `column`, all in CSS pixels.
pub fn label_side(left: f64, right: f64, column: f64, chars: usize) -> LabelSide {
    let label = chars as f64 * LABEL_CHAR_PX + LABEL_PAD_PX;
    if right + label <= column {
        LabelSide::Right
    } else if left >= label {
        LabelSide::Left
    } else {
        // Both gaps are shorter than a label, so the bar is nearly as wide as the column.
        LabelSide::Inside
    }
}

/// Stretches in pixels of a column `width` wide, cut to the window. Those less than a pixel apart
/// become one, and none is thinner than a pixel: a row with 50 000 of them is drawn with as many
/// lines as there are pixels.
pub fn stretches(scale: &TimeScale, stretches: &[(Nanos, Nanos)], width: f64) -> Vec<(f64, f64)> {
    let mut drawn: Vec<(f64, f64)> = Vec::new();
    for &(start, end) in stretches {
        if end < scale.start() || start > scale.end() || end < start {
            continue;
        }
        let left = scale.fraction(start.max(scale.start())) * width;
        let right = (scale.fraction(end.min(scale.end())) * width).max(left + 1.0);
        match drawn.last_mut() {
            Some(last) if left >= last.0 && left < last.1 + 1.0 => last.1 = last.1.max(right),
            _ => drawn.push((left, right)),
        }
    }
    drawn
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_go_where_there_is_room() {
        // "812 ms" needs about 50 px.
        assert_eq!(label_side(0.0, 100.0, 400.0, 6), LabelSide::Right);
        assert_eq!(label_side(340.0, 380.0, 400.0, 6), LabelSide::Left);
        assert_eq!(label_side(10.0, 380.0, 400.0, 6), LabelSide::Inside);
        assert_eq!(label_side(0.0, 400.0, 400.0, 6), LabelSide::Inside);
        assert_eq!(label_side(399.0, 400.0, 400.0, 6), LabelSide::Left);
    }

    #[test]
    fn stretches_melt_at_pixel_size() {
        let scale = TimeScale::whole(Nanos(1_000_000));
        let many: Vec<_> = (0..50_000).map(|i| (Nanos(i * 20), Nanos(i * 20 + 10))).collect();
        assert_eq!(stretches(&scale, &many, 500.0).len(), 1);
        let two = [(Nanos(0), Nanos(250_000)), (Nanos(500_000), Nanos(750_000))];
        assert_eq!(stretches(&scale, &two, 100.0), [(0.0, 25.0), (50.0, 75.0)]);
        assert_eq!(stretches(&scale, &[(Nanos(500_000), Nanos(500_000))], 100.0), [(50.0, 51.0)]);
    }

    #[test]
    fn stretches_are_cut_to_the_window() {
        let scale = TimeScale::whole(Nanos(1_000)).showing(Nanos(400), Nanos(600));
        let all = [(Nanos(0), Nanos(300)), (Nanos(300), Nanos(500)), (Nanos(590), Nanos(900))];
        assert_eq!(stretches(&scale, &all, 200.0), [(0.0, 100.0), (190.0, 200.0)]);
    }
}
