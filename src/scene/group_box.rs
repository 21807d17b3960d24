//! The box round the services of a group that is unfolded.

use super::card::Card;
use super::writing::{Face, Lettering};
use super::{Area, Detail, Shared, named, shorten};
use crate::engine::Overview;
use crate::layout::{BOX_MARGIN, BOX_TITLE};

/// Of the box, in px.
pub const BOX_CORNER: f64 = 12.0;
/// Before the name: what a press does.
const FOLD: &str = "▾ ";

#[derive(Clone, Debug, PartialEq)]
pub struct GroupBox {
    pub name: String,
    pub area: Area,
    /// Cards in it, by their places on the sheet.
    cards: Vec<u32>,
    /// From near to far.
    titles: [(String, Face); 3],
}

impl GroupBox {
    /// Those of all groups that have cards of their own on the sheet.
    pub fn all(overview: &Overview, cards: &[Shared<Card>], lettering: &Lettering) -> Vec<Self> {
        let mut inside: Vec<Vec<u32>> = vec![Vec::new(); overview.groups.len()];
        for (node, at) in overview.nodes.iter().zip(0..) {
            if let Some(inside) = node.in_box.and_then(|number| inside.get_mut(number as usize)) {
                inside.push(at);
            }
        }
        let groups = overview.groups.iter().zip(inside).filter(|(_, inside)| !inside.is_empty());
        groups.map(|((name, _), inside)| Self::new(name, inside, cards, lettering)).collect()
    }

    fn new(name: &str, inside: Vec<u32>, cards: &[Shared<Card>], lettering: &Lettering) -> Self {
        let area = around(&inside, cards);
        let width = area.width() - 2.0 * BOX_MARGIN;
        let title = |face| {
            let text = format!("{FOLD}{}", named(name));
            let cut = shorten(&text, width, &|text| (lettering.measure)(text, face));
            (cut.unwrap_or(text), face)
        };
        let titles = [Face::Name, Face::LargeName, Face::FarName].map(title);
        Self { name: name.to_owned(), area, cards: inside, titles }
    }

    /// Round the same cards where they stand now.
    pub fn moved(&self, cards: &[Shared<Card>]) -> Self {
        Self { area: around(&self.cards, cards), ..self.clone() }
    }

    /// What is written at the top; nothing where it could not be read.
    pub fn title(&self, detail: Detail) -> Option<&(String, Face)> {
        match detail {
            Detail::Full => Some(&self.titles[0]),
            Detail::Large => Some(&self.titles[1]),
            Detail::Name => Some(&self.titles[2]),
            Detail::Mark => None,
        }
    }

    /// Base line of the title, from the top of the box.
    pub fn baseline(&self, face: Face) -> f64 {
        (BOX_MARGIN + BOX_TITLE) / 2.0 + face.font().0 * 0.36
    }
}

fn around(inside: &[u32], cards: &[Shared<Card>]) -> Area {
    let areas = inside.iter().filter_map(|&at| Some(cards.get(at as usize)?.area));
    let area = areas.fold(Area::default(), Area::union).grown(BOX_MARGIN);
    Area { top: area.top - BOX_TITLE, ..area }
}

#[cfg(test)]
mod tests {
    use super::super::card::Calls;
    use super::super::card::tests::{lettering, node};
    use super::*;
    use crate::layout::Point;

    fn overview() -> Overview {
        let mut nodes = ["a", "b", "c"].map(|id| node(id, "remote"));
        for (at, node) in nodes.iter_mut().enumerate() {
            (node.node.x, node.node.y) = (300.0 * at as f64, 100.0);
            node.in_box = (at > 0).then_some(1);
        }
        let long = "a-name-that-is-much-longer-than-the-box-is-wide".repeat(2);
        let groups = vec![("folded".to_owned(), 3), (long, 2)];
        Overview { nodes: nodes.into(), groups, ..Overview::default() }
    }

    #[test]
    fn a_box_stands_round_its_cards_and_follows_them() {
        let overview = overview();
        let card = |node: &crate::engine::MapNode| {
            Shared::new(Card::new(node.clone(), Calls::default(), false, &lettering()))
        };
        let mut cards: Vec<_> = overview.nodes.iter().map(card).collect();
        let boxes = GroupBox::all(&overview, &cards, &lettering());
        assert_eq!(boxes.len(), 1, "the other group has no card of its own");
        let area = Area { left: 180.0, top: 26.0, right: 720.0, bottom: 152.0 };
        assert_eq!(boxes[0].area, area);
        let (title, _) = boxes[0].title(Detail::Full).expect("it can be read");
        assert!(title.starts_with("▾ a-name") && title.contains('…'), "{title}");
        assert_eq!(boxes[0].title(Detail::Mark), None);
        let mut moved = Card::clone(&cards[2]);
        moved.area = Area::around(Point { x: 600.0, y: 400.0 }, 196.0, 60.0);
        cards[2] = Shared::new(moved);
        assert_eq!(boxes[0].moved(&cards).area, Area { bottom: 452.0, ..area });
    }
}
