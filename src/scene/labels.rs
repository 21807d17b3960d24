//! Places for the labels of lines, such that they cover neither cards nor each other.

use super::{Area, EdgePath};

/// Free room between a label and what it must not cover, in px.
const GAP: f64 = 2.0;

/// A label that wants a place on its line.
pub struct Wanted<'a> {
    pub path: &'a EdgePath,
    pub width: f64,
    pub height: f64,
    /// Drawn even where it covers something: the person asked for this one.
    pub always: bool,
}

/// Where each label goes, in order of importance; `None` where there is no room.
pub fn place(wanted: &[Wanted], cards: &[Area]) -> Vec<Option<Area>> {
    let mut taken: Vec<Area> = Vec::new();
    let mut places = Vec::with_capacity(wanted.len());
    for label in wanted {
        if label.path.is_empty() {
            places.push(None);
            continue;
        }
        let mut tries = label.path.anchors().into_iter().map(|anchor| {
            let area = Area::around(anchor, label.width, label.height);
            (overlap(area, cards) + overlap(area, &taken), area)
        });
        let Some(first) = tries.next() else {
            places.push(None);
            continue;
        };
        let mut best = first;
        // The first free place, or else the one that covers least.
        for found in std::iter::once(first).chain(tries) {
            if found.0 < best.0 {
                best = found;
            }
            if best.0 == 0.0 {
                break;
            }
        }
        let place = (label.always || best.0 == 0.0).then_some(best.1);
        taken.extend(place);
        places.push(place);
    }
    places
}

fn overlap(area: Area, others: &[Area]) -> f64 {
    let wide = area.grown(GAP);
    let shared = |other: &Area| {
        let width = wide.right.min(other.right) - wide.left.max(other.left);
        let height = wide.bottom.min(other.bottom) - wide.top.max(other.top);
        width.max(0.0) * height.max(0.0)
    };
    others.iter().map(shared).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Point;
    use crate::scene::{Bends, points};

    fn line(flat: &[f64]) -> EdgePath {
        EdgePath::new(&points(flat), Bends::Level, 0.0)
    }

    fn check(paths: &[EdgePath], always: bool, cards: &[Area], expect: &[Option<(f64, f64)>]) {
        let wanted: Vec<_> =
            paths.iter().map(|path| Wanted { path, width: 40.0, height: 20.0, always }).collect();
        let centre = |area: Area| (area.centre().x.round(), area.centre().y.round());
        let found: Vec<_> = place(&wanted, cards).into_iter().map(|p| p.map(centre)).collect();
        assert_eq!(found, expect);
    }

    fn card(x: f64, y: f64) -> Area {
        Area::around(Point { x, y }, 100.0, 40.0)
    }

    #[test]
    fn in_the_middle_when_it_is_free() {
        check(&[line(&[0.0, 0.0, 200.0, 0.0])], false, &[], &[Some((100.0, 0.0))]);
    }

    #[test]
    fn beside_a_card_and_beside_another_label() {
        let long = line(&[0.0, 0.0, 500.0, 0.0]);
        check(std::slice::from_ref(&long), false, &[card(250.0, 0.0)], &[Some((150.0, 0.0))]);
        let both = [long.clone(), long];
        check(&both, false, &[], &[Some((250.0, 0.0)), Some((200.0, 0.0))]);
    }

    #[test]
    fn without_room_only_what_was_asked_for_is_shown() {
        let short = line(&[0.0, 0.0, 30.0, 0.0]);
        let full = [card(0.0, 0.0)];
        check(std::slice::from_ref(&short), false, &full, &[None]);
        check(&[short], true, &full, &[Some((15.0, 0.0))]);
        check(&[line(&[])], true, &[], &[None]);
    }
}
