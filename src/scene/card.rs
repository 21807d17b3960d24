//! A node of the map as it is drawn: what is written on its card, and where.
//!
//! ```text
//!        [ 61 % of the critical path ]          badge, on the upper edge
//!  +--------------------------------------+
//!  |  ( ring )   Name, on one line or two |
//!  |  ( icon )   812 ms · 12.4/min        |
//!  |        (v)                           |     glyph of health, at the ring
//!  +--------------------------------------+
//! ```

use super::format::{duration, rate};
use super::{Arc, Area, Health, Icon, Lines, Outcomes, arcs, fill, short_kind, wrap};
use crate::engine::MapNode;
use crate::layout::Point;
use crate::layout::card::{NODE_HEIGHT, NODE_WIDTH};
use crate::model::Nanos;

/// Corner of the card, in px.
pub const CORNER: f64 = 8.0;
/// Middle of the ring, from the card's left top.
pub const RING_CENTRE: f64 = 30.0;
/// To the middle of the ring's line.
pub const RING_RADIUS: f64 = 20.0;
pub const RING_WIDTH: f64 = 4.0;
/// Left top of the glyph of health, which is 16 px large, from the card's.
pub const GLYPH: f64 = 37.0;
/// Left side of the text, from the card's.
pub const TEXT_LEFT: f64 = 60.0;
/// Room for text: 10 px stay free at the right.
pub const TEXT_WIDTH: f64 = NODE_WIDTH - TEXT_LEFT - 10.0;
/// The badge begins here, so that it hides no name.
pub const BADGE_LEFT: f64 = 10.0;
pub const BADGE_HEIGHT: f64 = 18.0;

/// What is written in which hand; sizes in px.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Face {
    /// 13, semi-bold.
    Name,
    /// 11.5.
    Figures,
    /// 10.5, semi-bold.
    Badge,
}

/// What cards need to know of the screen.
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
    pub faults: &'static str,
    pub no_requests: &'static str,
    pub client: &'static str,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    pub node: MapNode,
    pub area: Area,
    pub icon: Icon,
    pub health: Health,
    pub name: Lines,
    pub figures: String,
    /// What share of the critical path is spent here, of the bottleneck only; and its width.
    pub badge: Option<(String, f64)>,
    pub arcs: Vec<Arc>,
}

impl Face {
    /// (size in px, weight).
    pub fn font(self) -> (f64, u32) {
        match self {
            Face::Name => (13.0, 600),
            Face::Figures => (11.5, 400),
            Face::Badge => (10.5, 600),
        }
    }
}

impl Card {
    /// `outcomes` and `per_minute` of a client are those of its calls.
    /// `alike`: another node has the same name, so the type is written under it.
    pub fn new(node: MapNode, calls: Calls, alike: bool, lettering: &Lettering) -> Self {
        let words = &lettering.words;
        let api = &node.node;
        let client = api.kind.starts_with("client");
        let health = if api.requests == 0 && calls.requests() == 0 {
            Health::Unknown
        } else {
            Health::of(&api.health)
        };
        let outcomes = if client { calls.outcomes } else { Outcomes::of(&node) };
        let badge = node.is_bottleneck.then(|| {
            let share = format!("{:.0}\u{a0}%", api.bottleneck * 100.0);
            let text = fill(words.of_critical_path, &[&share]);
            let width = (lettering.measure)(&text, Face::Badge) + 16.0;
            (text, width)
        });
        Self {
            area: Area::around(Point { x: api.x, y: api.y }, NODE_WIDTH, NODE_HEIGHT),
            icon: Icon::of(&api.kind),
            health,
            name: name(&node, alike || client, lettering),
            figures: figures(&node, client.then_some(calls.per_minute), words),
            badge,
            arcs: arcs(outcomes),
            node,
        }
    }

    pub fn id(&self) -> &str {
        &self.node.node.id
    }

    /// Baselines of the name's lines and of the figures, from the card's top.
    pub fn baselines(&self) -> (f64, f64, f64) {
        if self.name.second.is_empty() { (27.0, 0.0, 45.0) } else { (19.5, 34.5, 50.5) }
    }
}

/// All calls that leave a node.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Calls {
    pub outcomes: Outcomes,
    pub per_minute: f64,
}

impl Calls {
    fn requests(&self) -> u64 {
        let Outcomes { ok, errors, throttles, faults } = self.outcomes;
        [ok, errors, throttles, faults].into_iter().map(u64::from).sum()
    }
}

impl Outcomes {
    fn of(node: &MapNode) -> Self {
        let api = &node.node;
        Self { ok: api.ok, errors: api.errors, throttles: api.throttles, faults: api.faults }
    }
}

/// The name on one line or two; where others share it, its type on the second.
fn name(node: &MapNode, with_kind: bool, lettering: &Lettering) -> Lines {
    let measure = |text: &str| (lettering.measure)(text, Face::Name);
    let mut lines = wrap(&node.node.name, TEXT_WIDTH, &measure);
    let client = node.node.kind == "client";
    let kind = if client { lettering.words.client.to_owned() } else { short_kind(&node.node.kind) };
    if with_kind && lines.second.is_empty() && !kind.is_empty() {
        lines.second = super::shorten(&kind, TEXT_WIDTH, &measure).unwrap_or(kind);
    }
    lines
}

fn figures(node: &MapNode, calls_per_minute: Option<f64>, words: &Words) -> String {
    let api = &node.node;
    let per_minute = |figure: f64| format!("{}{}", rate(figure), words.per_minute);
    match calls_per_minute {
        Some(figure) if !node.faded => per_minute(figure),
        _ if api.requests == 0 => words.no_requests.to_owned(),
        _ => {
            let average = duration(Nanos::from_millis(api.average_ms));
            format!("{average} · {}", per_minute(api.requests_per_minute))
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub const WORDS: Words = Words {
        per_minute: "/min",
        of_critical_path: "{0} of the critical path",
        faults: "{0} faults",
        no_requests: "no requests",
        client: "Client",
    };

    /// 7 px a letter.
    pub fn lettering() -> Lettering<'static> {
        Lettering { measure: &|text, _| 7.0 * text.chars().count() as f64, words: WORDS }
    }

    pub fn node(name: &str, kind: &str) -> MapNode {
        MapNode {
            node: crate::engine::api::ServiceNode {
                id: name.into(),
                name: name.into(),
                kind: kind.into(),
                requests: 412,
                requests_per_minute: 6.87,
                average_ms: 812.4,
                ok: 400,
                faults: 12,
                health: "warning".into(),
                ..Default::default()
            },
            account: String::new(),
            inferred: false,
            imported: false,
            faded: false,
            missing_caller: false,
            is_bottleneck: false,
            health_reason: String::new(),
            first: Nanos::ZERO,
            last: Nanos::ZERO,
        }
    }

    fn text(card: &Card) -> String {
        let lines = format!("{}|{}|{}", card.name.first, card.name.second, card.figures);
        let badge = card.badge.as_ref().map(|b| format!(" [{}]", b.0)).unwrap_or_default();
        format!("{lines}{badge} {:?} {:?}", card.icon, card.health).replace('\u{a0}', " ")
    }

    fn check(node: MapNode, alike: bool, expect: &str) {
        let calls = Calls { outcomes: Outcomes { ok: 10, ..Default::default() }, per_minute: 2.0 };
        assert_eq!(text(&Card::new(node, calls, alike, &lettering())), expect);
    }

    #[test]
    fn a_card_says_what_matters() {
        let order = node("Order", "AWS::ECS::Fargate");
        check(order.clone(), false, "Order||812 ms · 6.9/min Container Warning");
        check(order, true, "Order|ECS Fargate|812 ms · 6.9/min Container Warning");
    }

    #[test]
    fn the_bottleneck_says_so() {
        let mut db = node("Payment DB", "Database::SQL");
        db.is_bottleneck = true;
        db.node.bottleneck = 0.614;
        check(db, false, "Payment DB||812 ms · 6.9/min [61 % of the critical path] Sql Warning");
    }

    #[test]
    fn a_client_is_told_by_its_calls() {
        let mut client = node("Shop", "client");
        client.node.requests = 0;
        client.node.health = "ok".into();
        check(client, false, "Shop|Client|2/min Client Ok");
    }

    #[test]
    fn without_requests_nothing_is_claimed() {
        let mut gone = node("Order", "remote");
        gone.node.requests = 0;
        gone.faded = true;
        let card = Card::new(gone, Calls::default(), false, &lettering());
        assert_eq!(text(&card), "Order||no requests Remote Unknown");
    }
}
