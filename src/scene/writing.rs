//! What is written on a card, in larger type the further away it is seen.

use super::format::{duration, rate, whole_percent};
use super::{Detail, fill, short_kind, shorten, wrap};
use crate::engine::MapNode;
use crate::layout::card::{NODE_HEIGHT, NODE_WIDTH};
use crate::model::Nanos;

/// What is written in which hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Face {
    Name,
    Figures,
    Badge,
    LargeName,
    LargeFigures,
    LargeBadge,
    /// A name that is seen from far.
    FarName,
}

/// What writing needs to know of the screen.
pub struct Lettering<'a> {
    /// Width of a text in px.
    pub measure: &'a dyn Fn(&str, Face) -> f64,
    pub words: Words,
}

/// Words on cards and labels; `{0}` stands for a figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Words {
    pub per_minute: &'static str,
    pub of_critical_path: &'static str,
    pub bottleneck: &'static str,
    pub faults: &'static str,
    pub no_requests: &'static str,
    pub client: &'static str,
}

/// What a card says at one level of detail.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Writing {
    /// Left side of all lines, from the card's.
    pub left: f64,
    pub lines: Vec<Line>,
    pub badge: Option<Badge>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub text: String,
    pub face: Face,
    /// Base line, from the card's top.
    pub y: f64,
}

/// On the upper edge of the bottleneck's card: what share of the critical path is spent there.
#[derive(Clone, Debug, PartialEq)]
pub struct Badge {
    pub text: String,
    pub face: Face,
    pub width: f64,
    pub height: f64,
}

/// The badge begins here, so that it hides no name.
pub const BADGE_LEFT: f64 = 10.0;
/// Free room inside the badge at both ends.
pub const BADGE_PADDING: f64 = 8.0;

/// The type of one level of detail, and the room it has.
struct Hand {
    left: f64,
    /// Of the text.
    width: f64,
    name: Face,
    figures: Option<Face>,
    badge: Face,
    /// Heights of lines of names and of figures.
    leading: (f64, f64),
}

impl Face {
    /// (size in px, weight).
    pub fn font(self) -> (f64, u32) {
        match self {
            Face::Name => (13.0, 600),
            Face::Figures => (11.5, 400),
            Face::Badge => (10.5, 600),
            Face::LargeName => (17.0, 600),
            Face::LargeFigures => (15.0, 400),
            Face::LargeBadge => (14.0, 600),
            Face::FarName => (24.0, 600),
        }
    }
}

impl Writing {
    /// `calls_per_minute`: of a client, which has no figures of its own. `with_kind`: names alone
    /// do not tell this node from others.
    pub fn new(
        node: &MapNode,
        calls_per_minute: Option<f64>,
        with_kind: bool,
        detail: Detail,
        lettering: &Lettering,
    ) -> Self {
        let Some(hand) = Hand::of(detail) else {
            return Self::default();
        };
        let measure = |face: Face| move |text: &str| (lettering.measure)(text, face);
        let name = wrap(&node.node.name, hand.width, &measure(hand.name));
        let mut lines = vec![(name.first, hand.name)];
        if !name.second.is_empty() {
            lines.push((name.second, hand.name));
        }
        if let Some(face) = hand.figures {
            let measure = measure(face);
            let short = |text: String| shorten(&text, hand.width, &measure).unwrap_or(text);
            let kind = kind(node, &lettering.words);
            if with_kind && lines.len() == 1 && !kind.is_empty() {
                lines.push((short(kind), face));
            }
            let figures = figures(node, calls_per_minute, &lettering.words);
            let fitting = figures.iter().find(|text| measure(text) <= hand.width).cloned();
            let figures = fitting.or_else(|| figures.last().cloned().map(short));
            lines.extend(figures.map(|text| (text, face)));
        }
        Self { left: hand.left, lines: hand.placed(lines), badge: badge(node, &hand, lettering) }
    }
}

impl Badge {
    /// From the card's upper edge: less of it is inside, where the name stands.
    pub fn top(&self) -> f64 {
        5.0 - self.height
    }

    /// Likewise.
    pub fn baseline(&self) -> f64 {
        self.top() + self.height / 2.0 + self.face.font().0 * 0.36
    }
}

impl Hand {
    /// `None` where type is too small to be read.
    fn of(detail: Detail) -> Option<Self> {
        let room = |left: f64, right: f64| (left, NODE_WIDTH - left - right);
        let hand = |(left, width), name, figures, badge, leading| {
            Some(Self { left, width, name, figures, badge, leading })
        };
        match detail {
            Detail::Full => {
                hand(room(60.0, 10.0), Face::Name, Some(Face::Figures), Face::Badge, (15.0, 16.0))
            }
            Detail::Large => hand(
                room(58.0, 6.0),
                Face::LargeName,
                Some(Face::LargeFigures),
                Face::LargeBadge,
                (17.5, 16.5),
            ),
            Detail::Name => {
                hand(room(48.0, 6.0), Face::FarName, None, Face::LargeBadge, (26.0, 26.0))
            }
            Detail::Mark => None,
        }
    }

    /// Lines one under the other in the middle of the card's height.
    fn placed(&self, lines: Vec<(String, Face)>) -> Vec<Line> {
        /// From the top of a line to its base, as a share of its height.
        const ASCENT: f64 = 0.76;
        let height = |face: Face| if face == self.name { self.leading.0 } else { self.leading.1 };
        let total: f64 = lines.iter().map(|&(_, face)| height(face)).sum();
        let mut top = (NODE_HEIGHT - total) / 2.0;
        let line = |(text, face): (String, Face)| {
            let y = top + ASCENT * height(face);
            top += height(face);
            Line { text, face, y }
        };
        lines.into_iter().map(line).collect()
    }
}

/// A type that tells apart what has one name.
fn kind(node: &MapNode, words: &Words) -> String {
    match node.node.kind.as_str() {
        "client" => words.client.to_owned(),
        kind => short_kind(kind),
    }
}

/// From the fullest to the shortest.
fn figures(node: &MapNode, calls_per_minute: Option<f64>, words: &Words) -> Vec<String> {
    let api = &node.node;
    let per_minute = |figure: f64| format!("{}{}", rate(figure), words.per_minute);
    match calls_per_minute {
        Some(figure) if !node.faded => vec![per_minute(figure)],
        _ if api.requests == 0 => vec![words.no_requests.to_owned()],
        _ => {
            let average = duration(Nanos::from_millis(api.average_ms));
            vec![format!("{average} · {}", per_minute(api.requests_per_minute)), average]
        }
    }
}

fn badge(node: &MapNode, hand: &Hand, lettering: &Lettering) -> Option<Badge> {
    if !node.is_bottleneck {
        return None;
    }
    let words = &lettering.words;
    let template =
        if hand.badge == Face::Badge { words.of_critical_path } else { words.bottleneck };
    let text = fill(template, &[&whole_percent(node.node.bottleneck)]);
    let width = (lettering.measure)(&text, hand.badge) + 2.0 * BADGE_PADDING;
    let height = (hand.badge.font().0 * 1.7).round();
    Some(Badge { text, face: hand.badge, width, height })
}

#[cfg(test)]
mod tests {
    use super::super::card::tests::{lettering, node};
    use super::*;

    fn check(node: &MapNode, calls: Option<f64>, with_kind: bool, expect: [&str; 3]) {
        let found = [Detail::Full, Detail::Large, Detail::Name].map(|detail| {
            let writing = Writing::new(node, calls, with_kind, detail, &lettering());
            let lines: Vec<_> = writing.lines.iter().map(|line| line.text.as_str()).collect();
            let badge = writing.badge.map(|badge| format!(" [{}]", badge.text)).unwrap_or_default();
            format!("{}{badge}", lines.join("|")).replace('\u{a0}', " ")
        });
        assert_eq!(found, expect);
    }

    #[test]
    fn far_cards_say_less_in_larger_type() {
        let order = node("order-service", "AWS::ECS::Fargate");
        check(
            &order,
            None,
            false,
            ["order-service|812 ms · 6.9/min", "order-service|812 ms", "order-|service"],
        );
    }

    #[test]
    fn a_type_tells_namesakes_apart() {
        let order = node("Order", "AWS::Lambda::Function");
        check(
            &order,
            None,
            true,
            ["Order|Lambda Function|812 ms · 6.9/min", "Order|Lambda Function|812 ms", "Order"],
        );
        let mut client = node("Shop", "client");
        client.node.requests = 0;
        check(&client, Some(2.0), true, ["Shop|Client|2/min", "Shop|Client|2/min", "Shop"]);
    }

    #[test]
    fn the_bottleneck_says_so() {
        let mut db = node("Payment DB", "Database::SQL");
        (db.is_bottleneck, db.node.bottleneck) = (true, 0.614);
        check(
            &db,
            None,
            false,
            [
                "Payment DB|812 ms · 6.9/min [61 % of the critical path]",
                "Payment DB|812 ms [Bottleneck 61 %]",
                "Payment DB [Bottleneck 61 %]",
            ],
        );
    }

    #[test]
    fn without_requests_nothing_is_claimed() {
        let mut gone = node("Order", "remote");
        (gone.node.requests, gone.faded) = (0, true);
        check(&gone, None, false, ["Order|no requests", "Order|no requests", "Order"]);
    }

    #[test]
    fn lines_stand_inside_the_card() {
        let long = node("a-very-long-name-of-a-service-in-production", "");
        for detail in [Detail::Full, Detail::Large, Detail::Name] {
            let writing = Writing::new(&long, None, false, detail, &lettering());
            let ys: Vec<f64> = writing.lines.iter().map(|line| line.y).collect();
            assert!(ys.is_sorted() && ys[0] > 10.0 && ys[ys.len() - 1] < NODE_HEIGHT - 4.0);
        }
        let none = Writing::new(&long, None, false, Detail::Mark, &lettering());
        assert_eq!(none, Writing::default());
    }
}
