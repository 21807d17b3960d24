//! What is written on a card, in larger type the further away it is seen.

use super::card::Calls;
use super::few::with_mark;
use super::format::{duration, rate, short_duration, short_rate, whole_percent};
use super::{Detail, fill, named, short_kind, shorten, wrap};
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
    /// Names of one long word, lighter and smaller so that they need no cut.
    TightName,
    LargeTightName,
    FarTightName,
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
    /// Of a name that is cut otherwise.
    tight: Face,
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
            Face::TightName => (12.0, 500),
            Face::LargeTightName => (15.0, 500),
            Face::FarTightName => (18.0, 500),
        }
    }
}

impl Writing {
    /// `calls`: those of a client, which has no figures of its own. `with_kind`: names alone do not tell
    /// this node from others.
    pub fn new(
        node: &MapNode,
        calls: Option<Calls>,
        with_kind: bool,
        detail: Detail,
        lettering: &Lettering,
    ) -> Self {
        let Some(hand) = Hand::of(detail) else {
            return Self::default();
        };
        let mut lines = hand.name_lines(&node.node.name, lettering);
        if let Some(face) = hand.figures {
            let measure = |text: &str| (lettering.measure)(text, face);
            let kind = kind(node, &lettering.words);
            if with_kind && lines.len() == 1 && !kind.is_empty() {
                lines.push((shorten(&kind, hand.width, &measure).unwrap_or(kind), face));
            }
            let figures = figures(node, calls, &lettering.words);
            let figures = figures.lines(hand.width, lines.len() == 1, &measure);
            lines.extend(figures.into_iter().map(|text| (text, face)));
        }
        Self { left: hand.left, lines: hand.placed(lines), badge: badge(node, &hand, lettering) }
    }
}

impl Badge {
    /// From the card's upper edge: less of it is inside, where the name stands.
    pub fn top(&self) -> f64 {
        3.0 - self.height
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
        let hand = |(left, width), (name, tight), figures, badge, leading| {
            Some(Self { left, width, name, tight, figures, badge, leading })
        };
        match detail {
            Detail::Full => hand(
                room(60.0, 10.0),
                (Face::Name, Face::TightName),
                Some(Face::Figures),
                Face::Badge,
                (15.0, 16.0),
            ),
            Detail::Large => hand(
                room(58.0, 6.0),
                (Face::LargeName, Face::LargeTightName),
                Some(Face::LargeFigures),
                Face::LargeBadge,
                (17.5, 16.5),
            ),
            Detail::Name => hand(
                room(48.0, 6.0),
                (Face::FarName, Face::FarTightName),
                None,
                Face::LargeBadge,
                (26.0, 26.0),
            ),
            Detail::Mark => None,
        }
    }

    fn name_lines(&self, name: &str, lettering: &Lettering) -> Vec<(String, Face)> {
        let name = named(name);
        let wrapped = |face| wrap(name, self.width, &|text| (lettering.measure)(text, face));
        let (usual, tight) = (wrapped(self.name), wrapped(self.tight));
        let (lines, face) =
            if usual.cut && !tight.cut { (tight, self.tight) } else { (usual, self.name) };
        let parts = [lines.first, lines.second].into_iter().filter(|part| !part.is_empty());
        parts.map(|part| (part, face)).collect()
    }

    /// Lines one under the other in the middle of the card's height.
    fn placed(&self, lines: Vec<(String, Face)>) -> Vec<Line> {
        /// From the top of a line to its base, as a share of its height.
        const ASCENT: f64 = 0.76;
        let height = |face: Face| {
            let name = face == self.name || face == self.tight;
            if name { self.leading.0 } else { self.leading.1 }
        };
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

/// What a card says in figures.
enum Figures {
    /// One figure, or that there is none.
    One(String),
    /// Latency and rate, in full and rounded.
    Two { full: [String; 2], round: [String; 2] },
}

impl Figures {
    /// Both figures always: on one line of `width`, rounded if they must, and where `spare` has room for
    /// another line, on two.
    fn lines(self, width: f64, spare: bool, measure: &dyn Fn(&str) -> f64) -> Vec<String> {
        let (full, round) = match self {
            Self::One(text) => return vec![shorten(&text, width, measure).unwrap_or(text)],
            Self::Two { full, round } => (full, round),
        };
        let joined = [&full, &round].map(|figures| figures.join(" · "));
        let tight = round.join("·");
        if let Some(line) = joined.iter().find(|line| measure(line) <= width) {
            return vec![line.clone()];
        }
        if spare {
            return full.into();
        }
        vec![shorten(&tight, width, measure).unwrap_or(tight)]
    }
}

/// Those from few requests are marked once: all on a card have the same.
fn figures(node: &MapNode, calls: Option<Calls>, words: &Words) -> Figures {
    let api = &node.node;
    let per_minute = |figure: String| format!("{figure}{}", words.per_minute);
    match calls {
        Some(calls) if !node.faded => {
            Figures::One(with_mark(per_minute(rate(calls.per_minute)), calls.outcomes.all()))
        }
        _ if api.requests == 0 => Figures::One(words.no_requests.to_owned()),
        _ => {
            let average = Nanos::from_millis(api.average_ms);
            let pace = api.requests_per_minute;
            Figures::Two {
                full: [with_mark(duration(average), api.requests), per_minute(rate(pace))],
                round: [
                    with_mark(short_duration(average), api.requests),
                    per_minute(short_rate(pace)),
                ],
            }
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

    fn check(node: &MapNode, calls: Option<Calls>, with_kind: bool, expect: [&str; 3]) {
        let found = [Detail::Full, Detail::Large, Detail::Name].map(|detail| {
            let writing = Writing::new(node, calls, with_kind, detail, &lettering());
            let lines: Vec<_> = writing.lines.iter().map(|line| line.text.as_str()).collect();
            let badge = writing.badge.map(|badge| format!(" [{}]", badge.text)).unwrap_or_default();
            format!("{}{badge}", lines.join("|")).replace(['\u{a0}', '\u{202f}'], " ")
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
            ["order-service|812 ms · 6.9/min", "order-service|812 ms|6.9/min", "order-|service"],
        );
    }

    #[test]
    fn a_type_tells_namesakes_apart() {
        let order = node("Order", "AWS::Lambda::Function");
        check(
            &order,
            None,
            true,
            [
                "Order|Lambda Function|812 ms · 6.9/min",
                "Order|Lambda Function|812 ms·6.9/min",
                "Order",
            ],
        );
        let mut client = node("Shop", "client");
        client.node.requests = 0;
        let mut calls = Calls { per_minute: 2.0, ..Calls::default() };
        check(&client, Some(calls), true, ["Shop|Client|2/min", "Shop|Client|2/min", "Shop"]);
        calls.outcomes.faults = 12;
        check(&client, Some(calls), true, ["Shop|Client|≈2/min", "Shop|Client|≈2/min", "Shop"]);
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
                "Payment DB|812 ms|6.9/min [Bottleneck 61 %]",
                "Payment DB [Bottleneck 61 %]",
            ],
        );
    }

    #[test]
    fn figures_are_rounded_before_a_line_is_spent_on_them() {
        let mut gateway = node("api-gateway-service", "");
        (gateway.node.average_ms, gateway.node.requests_per_minute) = (26.94, 1240.0);
        let expect = [
            "api-gateway-|service|26.9 ms · 1 240/min",
            "api-gateway-|service|27 ms·1.2k/min",
            "api-gateway-|service",
        ];
        check(&gateway, None, false, expect);
    }

    #[test]
    fn a_long_word_is_written_smaller_before_it_is_cut() {
        let found = ["Recommendation", "Recommendationrecommendation"].map(|name| {
            let writing = Writing::new(&node(name, ""), None, false, Detail::Large, &lettering());
            (writing.lines[0].text.clone(), writing.lines[0].face)
        });
        assert_eq!(found[0], ("Recommendation".to_owned(), Face::LargeTightName));
        assert_eq!(found[1], ("Recomm…dation".to_owned(), Face::LargeName));
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
