//! Which services a newcomer should look at first.

use super::Health;
use super::reach::Graph;
use crate::engine::{MapNode, Overview};
use crate::model::sort_by;

/// Longer lists are not read at a glance.
const MOST: usize = 5;
/// A service first seen after so much of the recorded time is new.
const LATE: f64 = 0.4;

/// Services where faults begin: those that fail more often than the services they call, worst
/// first. Those that only pass on what failed further down are left out.
pub fn failing(overview: &Overview) -> Vec<&MapNode> {
    let ids = overview.nodes.iter().map(|node| node.node.id.as_str());
    let graph = Graph::new(ids, &overview.edges);
    let mut passed_on = vec![0u64; overview.nodes.len()];
    for edge in &overview.edges {
        // Where the called one knows of no fault it began on the way there.
        let told =
            graph.at(&edge.edge.target).map_or(0, |at| overview.nodes[at as usize].node.faults);
        if let Some(at) = graph.at(&edge.edge.source) {
            passed_on[at as usize] += u64::from(edge.edge.faults.min(told));
        }
    }
    let own = |(node, passed): (&MapNode, u64)| u64::from(node.node.faults).saturating_sub(passed);
    let mut found: Vec<(u64, &MapNode)> = overview
        .nodes
        .iter()
        .zip(passed_on)
        .map(|(node, passed)| (own((node, passed)), node))
        .filter(|(own, node)| *own > 0 && !node.faded)
        .collect();
    sort_by(&mut found, |a, b| b.0.cmp(&a.0).then_with(|| a.1.node.id.cmp(&b.1.node.id)));
    // What is negligible beside the worst explains nothing.
    let least = found.first().map_or(0, |worst| worst.0.div_ceil(20));
    found.into_iter().filter(|(own, _)| *own >= least).map(|(_, node)| node).take(MOST).collect()
}

/// Services that appear late in the data, with the share of the recorded time before; latest first.
pub fn newcomers(overview: &Overview) -> Vec<(&MapNode, f64)> {
    let Some(extent) = overview.extent else { return Vec::new() };
    let length = extent.end.minus(extent.start).0 as f64;
    if length <= 0.0 {
        return Vec::new();
    }
    let mut found: Vec<(&MapNode, f64)> = overview
        .nodes
        .iter()
        .filter(|node| !node.faded && !node.imported && node.node.requests > 0)
        .map(|node| (node, node.first.minus(extent.start).0 as f64 / length))
        .filter(|&(_, share)| (LATE..=1.0).contains(&share))
        .collect();
    sort_by(&mut found, |a, b| b.1.total_cmp(&a.1).then_with(|| a.0.node.id.cmp(&b.0.node.id)));
    found.truncate(MOST);
    found
}

/// Services that reach a threshold: critical before warning, then by p95.
pub fn unwell(overview: &Overview) -> Vec<&MapNode> {
    let degree = |node: &MapNode| match Health::of(&node.node.health) {
        Health::Critical => 2,
        Health::Warning => 1,
        Health::Ok | Health::Unknown => 0,
    };
    let mut found: Vec<&MapNode> =
        overview.nodes.iter().filter(|node| !node.faded && degree(node) > 0).collect();
    sort_by(&mut found, |a, b| {
        let order = degree(b).cmp(&degree(a)).then(b.node.p95.total_cmp(&a.node.p95));
        order.then_with(|| a.node.id.cmp(&b.node.id))
    });
    found.truncate(2 * MOST);
    found
}

#[cfg(test)]
mod tests {
    use super::super::card::tests::node;
    use super::super::link::tests::edge;
    use super::*;
    use crate::engine::Range;
    use crate::model::Nanos;

    /// client -> api -> order -> payment, order -> stock.
    fn overview() -> Overview {
        let service = |name: &str, faults: u32, health: &str, first: i64| {
            let mut node = node(name, "");
            (node.node.faults, node.node.health) = (faults, health.into());
            node.first = Nanos(first);
            node
        };
        let call = |source: &str, target: &str, faults: u32| {
            let mut edge = edge(source, target, 100, &[]);
            edge.edge.faults = faults;
            edge
        };
        Overview {
            nodes: vec![
                service("api", 40, "critical", 0),
                service("order", 41, "critical", 0),
                service("payment", 40, "warning", 10),
                service("stock", 1, "ok", 83),
            ],
            edges: vec![
                call("api", "order", 40),
                call("order", "payment", 40),
                call("order", "stock", 1),
            ],
            extent: Some(Range { start: Nanos(0), end: Nanos(100) }),
            ..Overview::default()
        }
    }

    fn names<'a>(nodes: impl IntoIterator<Item = &'a MapNode>) -> Vec<&'a str> {
        nodes.into_iter().map(|node| node.node.name.as_str()).collect()
    }

    #[test]
    fn faults_are_laid_at_the_door_where_they_begin() {
        assert_eq!(names(failing(&overview())), ["payment"]);
        assert!(failing(&Overview::default()).is_empty());
        // The called one noticed nothing: the call itself failed.
        let mut unnoticed = overview();
        unnoticed.nodes[2].node.faults = 0;
        assert_eq!(names(failing(&unnoticed)), ["order"]);
    }

    #[test]
    fn late_services_are_new() {
        let overview = overview();
        let found = newcomers(&overview);
        assert_eq!((names(found.iter().map(|f| f.0)), found[0].1), (vec!["stock"], 0.83));
        assert!(newcomers(&Overview { extent: None, ..overview }).is_empty());
    }

    #[test]
    fn the_worst_come_first() {
        let mut overview = overview();
        overview.nodes[1].node.p95 = 9.0;
        assert_eq!(names(unwell(&overview)), ["order", "api", "payment"]);
        overview.nodes[1].faded = true;
        assert_eq!(names(unwell(&overview)), ["api", "payment"]);
    }
}
