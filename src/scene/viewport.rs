//! The window through which the map is seen: pan, zoom, fit.
//!
//! World units are those of the layout; screen units are CSS pixels from the pane's left top.

use crate::layout::Point;

/// Magnification of the largest zoom: one card about fills a phone.
const MAX_SCALE: f64 = 4.0;
/// A small map is not blown up beyond this when it is fitted: huge cards look like an error.
const MAX_FIT: f64 = 1.2;
/// Zooming out ends here, or where the whole map is in view if that is further away.
const MIN_SCALE: f64 = 0.1;
/// Below this a card says no name: see [`super::Detail`].
const READABLE: f64 = 0.26;
/// A map that is larger than its pane opens at this: names of 17 px are 10 on the screen, and a phone
/// shows two columns and a half.
const OPENING: f64 = 0.6;
/// Height of the small map of a wide map and the room below it, in px.
const FOOT: f64 = 64.0;
/// Free room around a fitted map, in px: a badge or a focus ring is not cut off.
const FIT_MARGIN: f64 = 28.0;
/// So much of the map stays in view however far it is dragged, in px.
const KEPT: f64 = 64.0;

/// `screen = world * scale + (x, y)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Viewport {
    pub scale: f64,
    pub x: f64,
    pub y: f64,
}

/// Of a pane, in px.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Size {
    pub width: f64,
    pub height: f64,
}

/// A rectangle with level and upright sides; empty when right is not beyond left.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Area {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Default for Viewport {
    fn default() -> Self {
        Self { scale: 1.0, x: 0.0, y: 0.0 }
    }
}

impl Viewport {
    /// The whole of `map` in the middle of the pane, as large as it goes.
    pub fn fit(map: Area, pane: Size) -> Self {
        let scale = fit_scale(map, pane).min(MAX_FIT);
        Self::default().scaled(scale).centred_on(map.centre(), pane)
    }

    /// The first picture: all of `map` if names are readable then, else so near that they are, with
    /// `first`, the card where reading begins, at the left border.
    pub fn opening(map: Area, first: Area, pane: Size) -> Self {
        let whole = Self::fit(map, pane);
        if whole.scale >= READABLE || map.is_empty() {
            return whole;
        }
        // The foot of the pane is the small map's.
        let pane = Size { height: (pane.height - FOOT).max(pane.height / 2.0), ..pane };
        let near = Self::default().scaled(OPENING).centred_on(map.centre(), pane);
        let left = FIT_MARGIN - near.screen(first.left_top()).x;
        near.panned(left, 0.0).revealing(first, FIT_MARGIN, pane)
    }

    pub fn screen(&self, world: Point) -> Point {
        Point { x: world.x * self.scale + self.x, y: world.y * self.scale + self.y }
    }

    pub fn world(&self, screen: Point) -> Point {
        Point { x: (screen.x - self.x) / self.scale, y: (screen.y - self.y) / self.scale }
    }

    /// What of the world is seen.
    pub fn visible(&self, pane: Size) -> Area {
        let (a, b) =
            (self.world(Point::default()), self.world(Point { x: pane.width, y: pane.height }));
        Area { left: a.x, top: a.y, right: b.x, bottom: b.y }
    }

    /// Moves the map by so many px.
    pub fn panned(self, dx: f64, dy: f64) -> Self {
        Self { x: self.x + dx, y: self.y + dy, ..self }
    }

    /// Magnifies by `factor` such that what is under `at` (on the screen) stays there.
    pub fn zoomed(self, at: Point, factor: f64, map: Area, pane: Size) -> Self {
        let least = MIN_SCALE.min(fit_scale(map, pane));
        let scale = (self.scale * factor).clamp(least, MAX_SCALE);
        if !scale.is_finite() {
            return self;
        }
        let under = self.world(at);
        Self { scale, x: at.x - under.x * scale, y: at.y - under.y * scale }
    }

    /// The same magnification with a point of the world in the middle of the pane.
    pub fn centred_on(self, world: Point, pane: Size) -> Self {
        Self {
            x: pane.width / 2.0 - world.x * self.scale,
            y: pane.height / 2.0 - world.y * self.scale,
            ..self
        }
    }

    /// The least movement that brings an area of the world into view with `margin` px around it;
    /// its left top wins when it is larger than the pane.
    pub fn revealing(self, area: Area, margin: f64, pane: Size) -> Self {
        let (a, b) = (self.screen(area.left_top()), self.screen(area.right_bottom()));
        let dx = shift_into(a.x - margin, b.x + margin, pane.width);
        let dy = shift_into(a.y - margin, b.y + margin, pane.height);
        self.panned(dx, dy)
    }

    /// Back so far that a piece of the map is in view.
    pub fn clamped(self, map: Area, pane: Size) -> Self {
        let (a, b) = (self.screen(map.left_top()), self.screen(map.right_bottom()));
        let dx = shift_to_touch(a.x, b.x, pane.width);
        let dy = shift_to_touch(a.y, b.y, pane.height);
        self.panned(dx, dy)
    }

    /// The same middle when the pane has another size.
    pub fn resized(self, from: Size, to: Size) -> Self {
        self.panned((to.width - from.width) / 2.0, (to.height - from.height) / 2.0)
    }

    fn scaled(self, scale: f64) -> Self {
        Self { scale, ..self }
    }
}

impl Area {
    pub fn around(centre: Point, width: f64, height: f64) -> Self {
        let (x, y) = (width / 2.0, height / 2.0);
        Self { left: centre.x - x, top: centre.y - y, right: centre.x + x, bottom: centre.y + y }
    }

    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }

    pub fn centre(&self) -> Point {
        Point { x: (self.left + self.right) / 2.0, y: (self.top + self.bottom) / 2.0 }
    }

    pub fn is_empty(&self) -> bool {
        !(self.left < self.right && self.top < self.bottom)
    }

    pub fn holds(&self, other: Area) -> bool {
        self.left <= other.left
            && other.right <= self.right
            && self.top <= other.top
            && other.bottom <= self.bottom
    }

    /// Do the insides share a point?
    pub fn meets(&self, other: Area) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    /// The smallest area over both; an empty one adds nothing.
    pub fn union(self, other: Area) -> Self {
        if self.is_empty() {
            return other;
        }
        if other.is_empty() {
            return self;
        }
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    /// Larger by `by` on every side.
    pub fn grown(self, by: f64) -> Self {
        Self {
            left: self.left - by,
            top: self.top - by,
            right: self.right + by,
            bottom: self.bottom + by,
        }
    }

    fn left_top(&self) -> Point {
        Point { x: self.left, y: self.top }
    }

    fn right_bottom(&self) -> Point {
        Point { x: self.right, y: self.bottom }
    }
}

/// The magnification at which the map just fits; 1 when there is no map or no pane.
fn fit_scale(map: Area, pane: Size) -> f64 {
    let (width, height) = (pane.width - 2.0 * FIT_MARGIN, pane.height - 2.0 * FIT_MARGIN);
    if map.is_empty() || width <= 0.0 || height <= 0.0 {
        return 1.0;
    }
    (width / map.width()).min(height / map.height()).clamp(1e-3, MAX_SCALE)
}

fn shift_into(low: f64, high: f64, size: f64) -> f64 {
    if low < 0.0 || high - low > size { -low } else { (size - high).min(0.0) }
}

fn shift_to_touch(low: f64, high: f64, size: f64) -> f64 {
    let kept = KEPT.min(size / 2.0).min(high - low);
    if high < kept {
        kept - high
    } else if low > size - kept {
        size - kept - low
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PANE: Size = Size { width: 800.0, height: 600.0 };

    fn area(left: f64, top: f64, right: f64, bottom: f64) -> Area {
        Area { left, top, right, bottom }
    }

    fn close(a: Point, b: Point) -> bool {
        (a.x - b.x).abs() < 1e-6 && (a.y - b.y).abs() < 1e-6
    }

    #[test]
    fn fit_shows_the_whole_map_in_the_middle() {
        let map = area(0.0, 0.0, 2000.0, 400.0);
        let view = Viewport::fit(map, PANE);
        assert!(view.visible(PANE).holds(map));
        assert!(close(view.screen(map.centre()), Point { x: 400.0, y: 300.0 }));
        assert_eq!(view.scale, (800.0 - 2.0 * FIT_MARGIN) / 2000.0);
    }

    #[test]
    fn a_small_map_is_not_blown_up() {
        assert_eq!(Viewport::fit(area(0.0, 0.0, 100.0, 50.0), PANE).scale, MAX_FIT);
    }

    #[test]
    fn a_map_too_large_for_its_pane_opens_where_reading_begins() {
        let phone = Size { width: 390.0, height: 480.0 };
        let first = area(0.0, 180.0, 196.0, 240.0);
        let view = Viewport::opening(area(0.0, 0.0, 1600.0, 300.0), first, phone);
        assert_eq!((view.scale, view.screen(first.left_top()).x), (OPENING, FIT_MARGIN));
        assert!(view.visible(phone).holds(first));
        // A first card far above the middle is seen all the same.
        let tall =
            Viewport::opening(area(0.0, 0.0, 9000.0, 9000.0), area(0.0, 0.0, 196.0, 60.0), phone);
        assert_eq!((tall.x, tall.y), (FIT_MARGIN, FIT_MARGIN));
        // Where names can be read nothing is gained.
        let map = area(0.0, 0.0, 2000.0, 400.0);
        assert_eq!(Viewport::opening(map, first, PANE), Viewport::fit(map, PANE));
    }

    #[test]
    fn nothing_to_fit_is_no_trouble() {
        for (map, pane) in [
            (Area::default(), PANE),
            (area(0.0, 0.0, 10.0, 10.0), Size::default()),
            (area(0.0, 0.0, f64::NAN, 10.0), PANE),
        ] {
            assert_eq!(Viewport::fit(map, pane).scale, 1.0);
        }
    }

    #[test]
    fn zoom_ends_at_both_limits() {
        let map = area(0.0, 0.0, 20_000.0, 400.0);
        let view = Viewport::fit(map, PANE);
        let near = view.zoomed(Point::default(), 1e9, map, PANE);
        assert_eq!(near.scale, MAX_SCALE);
        // A map too large for the usual limit can still be seen whole.
        let far = near.zoomed(Point::default(), 1e-9, map, PANE);
        assert_eq!(far.scale, view.scale);
    }

    #[test]
    fn a_map_cannot_be_lost() {
        let map = area(0.0, 0.0, 1000.0, 500.0);
        for (dx, dy) in [(1e5, 0.0), (-1e5, 3.0), (0.0, -1e5), (40.0, 1e5)] {
            let view = Viewport::fit(map, PANE).panned(dx, dy).clamped(map, PANE);
            assert!(view.visible(PANE).meets(map), "{dx} {dy}");
        }
        let view = Viewport::fit(map, PANE);
        assert_eq!(view.clamped(map, PANE), view);
    }

    #[test]
    fn revealing_moves_no_more_than_it_must() {
        let view = Viewport::default();
        let inside = area(100.0, 100.0, 200.0, 200.0);
        assert_eq!(view.revealing(inside, 8.0, PANE), view);
        let right = view.revealing(area(900.0, 100.0, 1000.0, 200.0), 8.0, PANE);
        assert_eq!((right.x, right.y), (-208.0, 0.0));
        let above = view.revealing(area(100.0, -50.0, 200.0, 10.0), 8.0, PANE);
        assert_eq!((above.x, above.y), (0.0, 58.0));
    }

    #[test]
    fn a_resized_pane_keeps_its_middle() {
        let view = Viewport { scale: 0.5, x: 10.0, y: 20.0 };
        let to = Size { width: 400.0, height: 700.0 };
        let middle = view.world(Point { x: 400.0, y: 300.0 });
        assert!(close(view.resized(PANE, to).world(Point { x: 200.0, y: 350.0 }), middle));
    }

    proptest! {
        #[test]
        fn what_is_under_the_pointer_stays_there(
            x in 0.0..800.0, y in 0.0..600.0, factors in prop::collection::vec(0.2..5.0, 1..12),
        ) {
            let map = area(0.0, 0.0, 3000.0, 900.0);
            let mut view = Viewport::fit(map, PANE);
            let at = Point { x, y };
            let under = view.world(at);
            for factor in factors {
                view = view.zoomed(at, factor, map, PANE);
            }
            prop_assert!(close(view.world(at), under));
        }

        #[test]
        fn screen_and_world_are_inverse(scale in 0.01..8.0, x in -1e4..1e4, y in -1e4..1e4) {
            let view = Viewport { scale, x, y };
            let point = Point { x: 12.5, y: -70.0 };
            prop_assert!(close(view.world(view.screen(point)), point));
        }
    }
}
