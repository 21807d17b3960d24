//! Service graphs of any size: tiers of calls, a few hubs in every tier, some calls back, and
//! two and a half edges a node. The same count gives the same graph on every machine.

use spanmap::layout::{MapEdge, MapNode, MapRequest};

/// A request with `count` nodes of 120 to 200 by 40 px.
pub fn service_graph(count: usize) -> MapRequest {
    let mut random = Random(count as u32);
    let nodes: Vec<MapNode> =
        (0..count).map(|id| node(id, 120.0 + 20.0 * random.below(5) as f64)).collect();
    let mut graph =
        Graph { tiers: tier_starts(count), taken: vec![Vec::new(); count], edges: Vec::new() };
    let tiers = graph.tiers.len() - 1;
    for id in graph.tiers[1]..count {
        let caller = graph.pick(graph.tier_of(id) - 1, &mut random);
        graph.connect(caller, id);
    }
    while count > 1 && (graph.edges.len() as f64) < count as f64 * 2.5 {
        let from = random.below(graph.tiers[tiers - 1]);
        let tier = graph.tier_of(from);
        let dice = random.next();
        let to = if dice < 0.65 {
            tier + 1
        } else if dice < 0.8 {
            (tiers - 1).min(tier + 2 + random.below(2))
        } else if dice < 0.97 {
            tiers - 1
        } else {
            let caller = graph.pick(tier + 1, &mut random);
            graph.connect(caller, from);
            continue;
        };
        let callee = graph.pick(to, &mut random);
        graph.connect(from, callee);
    }
    MapRequest { nodes, edges: graph.edges }
}

fn node(id: usize, width: f64) -> MapNode {
    MapNode {
        key: format!("service-{id:05}"),
        width,
        height: 40.0,
        source: false,
        previous: None,
        in_box: None,
    }
}

/// The first node of each tier, and the count: five tiers for 50 services, twelve for 5 000,
/// the middle ones the largest.
fn tier_starts(count: usize) -> Vec<usize> {
    let tiers = (4.0 + (count as f64 / 25.0).log2()).round().max(2.0);
    let start = |tier: usize| {
        let angle = std::f64::consts::PI * tier as f64 / tiers;
        (count as f64 * (0.5 - 0.5 * angle.cos())).round() as usize
    };
    (0..=tiers as usize).map(start).collect()
}

struct Graph {
    tiers: Vec<usize>,
    /// Callees of each node so far.
    taken: Vec<Vec<usize>>,
    edges: Vec<MapEdge>,
}

impl Graph {
    fn tier_of(&self, id: usize) -> usize {
        self.tiers.partition_point(|&start| start <= id) - 1
    }

    /// A node of a tier; its first ones are its hubs.
    fn pick(&self, tier: usize, random: &mut Random) -> usize {
        let (start, end) = (self.tiers[tier], self.tiers[tier + 1]);
        let even = random.next();
        start + ((end - start) as f64 * even * even) as usize
    }

    fn connect(&mut self, from: usize, to: usize) {
        if from != to && !self.taken[from].contains(&to) {
            self.taken[from].push(to);
            self.edges.push(MapEdge { source: from as u32, target: to as u32, weight: 1.0 });
        }
    }
}

/// Mulberry32: 32 bits of state are plenty here.
struct Random(u32);

impl Random {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x6d2b_79f5);
        let mut t = self.0;
        t = (t ^ (t >> 15)).wrapping_mul(t | 1);
        t ^= t.wrapping_add((t ^ (t >> 7)).wrapping_mul(t | 61));
        f64::from(t ^ (t >> 14)) / 4_294_967_296.0
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() * bound as f64) as usize
    }
}
