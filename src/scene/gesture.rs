//! What fingers and mice that are down mean: nothing yet, moving, or pinching.

use crate::layout::Point;

/// A press that trembles less than this, in px, is a click.
const STILL: f64 = 4.0;

/// The pointers that are down on a pane.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gesture {
    pointers: Vec<(i32, Point)>,
    start: Point,
    moved: bool,
}

/// By how much, in px, and around which place of the pane the picture is magnified.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Motion {
    pub dx: f64,
    pub dy: f64,
    pub at: Point,
    /// 1 while a single pointer is down.
    pub factor: f64,
}

impl Gesture {
    pub fn down(&mut self, pointer: i32, at: Point) {
        if self.pointers.is_empty() {
            (self.start, self.moved) = (at, false);
        }
        self.pointers.retain(|&(id, _)| id != pointer);
        self.pointers.push((pointer, at));
        // A second finger is never a click.
        self.moved |= self.pointers.len() > 1;
    }

    /// `None` as long as it may still become a click, and for pointers that are not down.
    pub fn moved(&mut self, pointer: i32, at: Point) -> Option<Motion> {
        let before = self.span();
        let known = self.pointers.iter_mut().find(|(id, _)| *id == pointer)?;
        if !self.moved && distance(self.start, at) < STILL {
            return None;
        }
        self.moved = true;
        known.1 = at;
        let (from, to) = (before, self.span());
        let factor = if from.1 > 0.0 && to.1 > 0.0 { to.1 / from.1 } else { 1.0 };
        Some(Motion { dx: to.0.x - from.0.x, dy: to.0.y - from.0.y, at: to.0, factor })
    }

    /// True if this ends a press that was a click.
    pub fn up(&mut self, pointer: i32) -> bool {
        let was_down = !self.pointers.is_empty();
        self.pointers.retain(|&(id, _)| id != pointer);
        was_down && self.pointers.is_empty() && !self.moved
    }

    /// Something is being moved.
    pub fn is_moving(&self) -> bool {
        self.moved && !self.pointers.is_empty()
    }

    /// The last press, now over or not, moved something: the click that follows is none.
    pub fn has_moved(&self) -> bool {
        self.moved
    }

    /// Middle of the first two pointers, and how far they are apart.
    fn span(&self) -> (Point, f64) {
        match self.pointers[..] {
            [] => (self.start, 0.0),
            [(_, at)] => (at, 0.0),
            [(_, a), (_, b), ..] => {
                (Point { x: (a.x + b.x) / 2.0, y: (a.y + b.y) / 2.0 }, distance(a, b))
            }
        }
    }
}

fn distance(a: Point, b: Point) -> f64 {
    ((b.x - a.x).powi(2) + (b.y - a.y).powi(2)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: f64, y: f64) -> Point {
        Point { x, y }
    }

    #[test]
    fn a_trembling_press_is_a_click() {
        let mut gesture = Gesture::default();
        gesture.down(1, at(10.0, 10.0));
        assert_eq!(gesture.moved(1, at(12.0, 9.0)), None);
        assert!(!gesture.is_moving());
        assert!(gesture.up(1));
    }

    #[test]
    fn a_drag_loses_none_of_its_way() {
        let mut gesture = Gesture::default();
        gesture.down(1, at(0.0, 0.0));
        let first = gesture.moved(1, at(3.0, 0.0));
        let second = gesture.moved(1, at(5.0, 1.0)).unwrap();
        let third = gesture.moved(1, at(2.0, 1.0)).unwrap();
        assert_eq!(
            (first, second.dx, second.dy, third.dx, third.factor),
            (None, 5.0, 1.0, -3.0, 1.0)
        );
        assert!(gesture.is_moving());
        assert!(!gesture.up(1));
        assert!(gesture.has_moved() && !gesture.is_moving());
    }

    #[test]
    fn two_fingers_pinch_around_their_middle() {
        let mut gesture = Gesture::default();
        gesture.down(1, at(0.0, 0.0));
        gesture.down(2, at(100.0, 0.0));
        let motion = gesture.moved(2, at(200.0, 0.0)).unwrap();
        assert_eq!(motion, Motion { dx: 50.0, dy: 0.0, at: at(100.0, 0.0), factor: 2.0 });
        assert!(!gesture.up(1));
        // The finger that stays goes on without a jump.
        assert_eq!(gesture.moved(2, at(210.0, 0.0)).unwrap().dx, 10.0);
        assert!(!gesture.up(2));
    }

    #[test]
    fn strangers_are_ignored() {
        let mut gesture = Gesture::default();
        assert_eq!(gesture.moved(9, at(50.0, 50.0)), None);
        assert!(!gesture.up(9));
    }
}
