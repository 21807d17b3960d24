//! An edge of the map as it is drawn.

use super::few::with_mark;
use super::format::{duration, percent, rate};
use super::writing::Words;
use super::{Bends, EdgePath, Health, arrow_length, fill, width};
use crate::engine::MapEdge;
use crate::layout::Point;
use crate::model::Nanos;

#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// With the route that the layout gave it.
    pub edge: MapEdge,
    /// Positions of the cards at its ends.
    pub source: u32,
    pub target: u32,
    pub health: Health,
    /// In px.
    pub width: f64,
    pub path: EdgePath,
    /// `path` as SVG path data, and its arrow head.
    pub data: String,
    pub arrow: String,
}

/// What tells a line from all others: ends and kind.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkKey {
    pub source: String,
    pub target: String,
    pub asynchronous: bool,
}

impl LinkKey {
    pub fn of(edge: &MapEdge) -> Self {
        Self {
            source: edge.edge.source.clone(),
            target: edge.edge.target.clone(),
            asynchronous: edge.asynchronous,
        }
    }
}

impl Link {
    /// `busiest`: requests of the line with most of them.
    pub fn new(edge: MapEdge, ends: (u32, u32), route: Route, busiest: u32) -> Self {
        let width = width(edge.edge.requests, busiest);
        let path = EdgePath::new(&route.points, route.bends, arrow_length(width));
        let health =
            if edge.edge.requests == 0 { Health::Unknown } else { Health::of(&edge.edge.health) };
        Self {
            source: ends.0,
            target: ends.1,
            health,
            width,
            data: path.data(),
            arrow: path.arrow(width),
            path,
            edge,
        }
    }

    /// The same line on another way.
    pub fn rerouted(&self, route: Route, busiest: u32) -> Self {
        Self::new(self.edge.clone(), (self.source, self.target), route, busiest)
    }

    pub fn key(&self) -> LinkKey {
        LinkKey::of(&self.edge)
    }

    /// Average, rate and faults, one a line; a message has no latency.
    pub fn label(&self, words: &Words) -> Vec<String> {
        let edge = &self.edge.edge;
        if edge.requests == 0 {
            return vec![words.no_requests.to_owned()];
        }
        let mut lines = Vec::new();
        if edge.average_ms > 0.0 {
            lines.push(duration(Nanos::from_millis(edge.average_ms)));
        }
        lines.push(format!("{}{}", rate(edge.requests_per_minute), words.per_minute));
        // Once for all: they come from the same requests.
        lines[0] = with_mark(std::mem::take(&mut lines[0]), edge.requests);
        if edge.faults > 0 {
            lines.push(fill(words.faults, &[&percent(edge.error_rate)]));
        }
        lines
    }
}

/// The way of a line, from border to border.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    pub points: Vec<Point>,
    pub bends: Bends,
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::engine::api::ServiceEdge;
    use crate::scene::card::tests::WORDS;

    pub fn edge(source: &str, target: &str, requests: u32, route: &[f64]) -> MapEdge {
        MapEdge {
            edge: ServiceEdge {
                source: source.into(),
                target: target.into(),
                requests,
                requests_per_minute: f64::from(requests) / 60.0,
                average_ms: 12.5,
                health: "ok".into(),
                ..Default::default()
            },
            asynchronous: false,
            faded: false,
            imported: false,
            route: route.to_vec(),
        }
    }

    fn label(edge: MapEdge) -> String {
        let route = Route { points: Vec::new(), bends: Bends::Level };
        Link::new(edge, (0, 1), route, 100).label(&WORDS).join(" | ").replace('\u{a0}', " ")
    }

    #[test]
    fn labels_tell_average_rate_and_faults() {
        let mut faulty = edge("a", "b", 600, &[]);
        assert_eq!(label(faulty.clone()), "12.5 ms | 10/min");
        faulty.edge.faults = 12;
        faulty.edge.error_rate = 0.02;
        assert_eq!(label(faulty), "12.5 ms | 10/min | 2 % faults");
        assert_eq!(label(edge("a", "b", 0, &[])), "no requests");
        assert_eq!(label(edge("a", "b", 12, &[])), "≈12.5 ms | 0.2/min");
    }
}
