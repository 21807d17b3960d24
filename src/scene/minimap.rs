//! The small map in the corner, shown when the map is larger than its pane.

use super::{Area, Size, Viewport};
use crate::layout::Point;

/// Largest size of the small map, in px.
const ROOM: Size = Size { width: 168.0, height: 112.0 };
/// Free room inside its frame, in px.
const MARGIN: f64 = 6.0;

/// The whole map, small.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Minimap {
    pub size: Size,
    scale: f64,
    map: Area,
}

impl Minimap {
    /// `None` when all of the map is in view, or there is no map.
    pub fn new(map: Area, view: Viewport, pane: Size) -> Option<Self> {
        if map.is_empty() || view.visible(pane).grown(1.0 / view.scale).holds(map) {
            return None;
        }
        let inner = (ROOM.width - 2.0 * MARGIN, ROOM.height - 2.0 * MARGIN);
        let scale = (inner.0 / map.width()).min(inner.1 / map.height());
        let size = Size {
            width: map.width() * scale + 2.0 * MARGIN,
            height: map.height() * scale + 2.0 * MARGIN,
        };
        Some(Self { size, scale, map })
    }

    pub fn small(&self, area: Area) -> Area {
        let x = |x: f64| (x - self.map.left) * self.scale + MARGIN;
        let y = |y: f64| (y - self.map.top) * self.scale + MARGIN;
        Area { left: x(area.left), top: y(area.top), right: x(area.right), bottom: y(area.bottom) }
    }

    /// The frame of what is seen, cut to the small map.
    pub fn frame(&self, view: Viewport, pane: Size) -> Area {
        let seen = self.small(view.visible(pane));
        // Not `clamp`, which panics when the upper bound is no number.
        let (x, y) =
            (|x: f64| x.max(0.0).min(self.size.width), |y: f64| y.max(0.0).min(self.size.height));
        Area { left: x(seen.left), top: y(seen.top), right: x(seen.right), bottom: y(seen.bottom) }
    }

    /// The place of the map under a place of the small map.
    pub fn world(&self, small: Point) -> Point {
        Point {
            x: (small.x - MARGIN) / self.scale + self.map.left,
            y: (small.y - MARGIN) / self.scale + self.map.top,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PANE: Size = Size { width: 800.0, height: 600.0 };
    const MAP: Area = Area { left: 0.0, top: 0.0, right: 3120.0, bottom: 1000.0 };

    #[test]
    fn only_when_the_map_does_not_fit() {
        assert_eq!(Minimap::new(MAP, Viewport::fit(MAP, PANE), PANE), None);
        assert_eq!(Minimap::new(Area::default(), Viewport::default(), PANE), None);
        let mini = Minimap::new(MAP, Viewport::default(), PANE).unwrap();
        assert_eq!(mini.size, Size { width: 168.0, height: 62.0 });
    }

    #[test]
    fn the_frame_is_what_is_seen() {
        let mini = Minimap::new(MAP, Viewport::default(), PANE).unwrap();
        let frame = mini.frame(Viewport::default(), PANE);
        assert_eq!((frame.left, frame.top, frame.right, frame.bottom), (6.0, 6.0, 46.0, 36.0));
        let off = Viewport { scale: 1.0, x: 5000.0, y: 0.0 };
        assert_eq!(mini.frame(off, PANE).width(), 0.0);
    }

    #[test]
    fn any_map_has_a_frame() {
        for far in [f64::NAN, f64::INFINITY, f64::MAX] {
            let map = Area { left: -far, top: 0.0, right: far, bottom: far };
            if let Some(mini) = Minimap::new(map, Viewport::default(), PANE) {
                mini.frame(Viewport::default(), PANE);
                mini.frame(Viewport { scale: far, x: far, y: -far }, PANE);
            }
        }
    }

    #[test]
    fn a_click_finds_its_place() {
        let mini = Minimap::new(MAP, Viewport::default(), PANE).unwrap();
        assert_eq!(mini.world(Point { x: 46.0, y: 36.0 }), Point { x: 800.0, y: 600.0 });
    }
}
