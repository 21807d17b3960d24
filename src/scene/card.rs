//! A node of the map as it is drawn: what is written on its card, and where.
//!
//! ```text
//!  +-[ 61 % of the critical path ]--------+     badge, of the bottleneck
//!  |  ( ring )   Name, on one line or two |
//!  |  ( icon )   812 ms · 12.4/min        |
//!  |        (v)                           |     glyph of health, at the ring
//!  +--------------------------------------+
//! ```

use super::writing::{Lettering, Writing};
use super::{Arc, Area, Detail, Health, Icon, Outcomes, arcs};
use crate::engine::MapNode;
use crate::layout::Point;
use crate::layout::card::{NODE_HEIGHT, NODE_WIDTH};

/// Corner of the card, in px.
pub const CORNER: f64 = 8.0;
/// Middle of the ring, from the card's left top.
pub const RING_CENTRE: f64 = 30.0;
/// To the middle of the ring's line.
pub const RING_RADIUS: f64 = 20.0;
/// Left top of the glyph of health, which is 16 px large, from the card's.
pub const GLYPH: f64 = 37.0;
/// And of 32 px, on a card of which only the name is read.
pub const FAR_GLYPH: Point = Point { x: 10.0, y: (NODE_HEIGHT - 32.0) / 2.0 };
/// And of 48 px, where nothing is read.
pub const LONE_GLYPH: Point = Point { x: (NODE_WIDTH - 48.0) / 2.0, y: (NODE_HEIGHT - 48.0) / 2.0 };

#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    pub node: MapNode,
    pub area: Area,
    pub icon: Icon,
    pub health: Health,
    pub arcs: Vec<Arc>,
    full: Writing,
    large: Writing,
    far: Writing,
}

impl Card {
    /// `calls`: what leaves the node; a client is told by it alone.
    /// `alike`: another node has the same name.
    pub fn new(node: MapNode, calls: Calls, alike: bool, lettering: &Lettering) -> Self {
        let api = &node.node;
        let client = api.kind.starts_with("client");
        // A client is healthy or not as those that it calls are.
        let health = if api.requests == 0 { Health::Unknown } else { Health::of(&api.health) };
        let outcomes = if client { calls.outcomes } else { Outcomes::of(&node) };
        let calls = client.then_some(calls);
        let write = |detail| Writing::new(&node, calls, alike || client, detail, lettering);
        Self {
            area: Area::around(Point { x: api.x, y: api.y }, NODE_WIDTH, NODE_HEIGHT),
            icon: Icon::of(&api.kind),
            health,
            arcs: arcs(outcomes),
            full: write(Detail::Full),
            large: write(Detail::Large),
            far: write(Detail::Name),
            node,
        }
    }

    pub fn writing(&self, detail: Detail) -> Option<&Writing> {
        match detail {
            Detail::Full => Some(&self.full),
            Detail::Large => Some(&self.large),
            Detail::Name => Some(&self.far),
            Detail::Mark => None,
        }
    }

    pub fn id(&self) -> &str {
        &self.node.node.id
    }

    /// The folded corner of what came ready-made, as path data from the card's left top.
    pub fn fold(&self) -> Option<String> {
        let (right, fold) = (NODE_WIDTH, 12.0);
        self.node.imported.then(|| format!("M{0} 0V{fold}H{right}L{0} 0Z", right - fold))
    }

    /// The end of an arrow from a caller that is not in the data, as path data likewise.
    pub fn stub(&self) -> Option<String> {
        self.node.missing_caller.then(|| "M-20 14H-5M-10 9.5L-5 14L-10 18.5".to_owned())
    }
}

/// All calls that leave a node.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Calls {
    pub outcomes: Outcomes,
    pub per_minute: f64,
}

impl Outcomes {
    /// All of them.
    pub fn all(&self) -> u32 {
        [self.ok, self.errors, self.throttles, self.faults]
            .iter()
            .fold(0, |a, b| a.saturating_add(*b))
    }

    fn of(node: &MapNode) -> Self {
        let api = &node.node;
        Self { ok: api.ok, errors: api.errors, throttles: api.throttles, faults: api.faults }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::writing::Words;
    use super::*;
    use crate::model::Nanos;

    pub const WORDS: Words = Words {
        per_minute: "/min",
        of_critical_path: "{0} of the critical path",
        bottleneck: "Bottleneck {0}",
        faults: "{0} faults",
        no_requests: "no requests",
        client: "Client",
    };

    /// A letter is 0.56 times as wide as high.
    pub fn lettering() -> Lettering<'static> {
        Lettering {
            measure: &|text, face| 0.56 * face.font().0 * text.chars().count() as f64,
            words: WORDS,
        }
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
            members: 0,
            in_box: None,
            is_bottleneck: false,
            first: Nanos::ZERO,
            last: Nanos::ZERO,
        }
    }

    fn check(node: MapNode, expect: &str) {
        let calls =
            Calls { outcomes: Outcomes { faults: 10, ..Default::default() }, per_minute: 2.0 };
        let card = Card::new(node, calls, false, &lettering());
        let first = card.arcs.first().map(|arc| arc.status);
        let lines = card.writing(Detail::Full).map_or(0, |writing| writing.lines.len());
        assert_eq!(format!("{:?} {:?} {first:?} {lines}", card.icon, card.health), expect);
    }

    #[test]
    fn a_card_says_what_matters() {
        check(node("Order", "AWS::ECS::Fargate"), "Container Warning Some(Fault) 2");
    }

    #[test]
    fn a_client_is_told_by_its_calls() {
        let mut client = node("Shop", "client");
        (client.node.requests, client.node.health) = (0, "ok".into());
        check(client, "Client Unknown Some(Fault) 3");
    }
}
