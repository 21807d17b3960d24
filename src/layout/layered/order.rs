//! The order in each column, so that few edges cross: sorted by barycentres first, then
//! improved move by move.

use super::layers::Layers;
use super::rank::Ranks;
use super::reinsert::Reinsertion;
use super::sift::sift;
use super::sweep;
use super::weave::Weave;
use crate::layout::component::Graph;

/// Work for each node of the graph, in steps of some 4 ns: a fiftieth of a second for 200
/// nodes, a tenth for 1 000.
const STEPS_PER_NODE: usize = 15_000;
/// Work for the largest graphs: about two seconds.
const MAX_STEPS: usize = 400_000_000;
/// Rounds of single columns, and of edges between them, before whole nodes are moved: later
/// ones gain less than those do.
const ROUNDS: usize = 1;

/// The layers of the graph with few crossings. Nodes may move to other columns between their
/// callers and callees.
pub(super) fn reduce(graph: &Graph, ranks: &Ranks) -> Layers {
    let mut steps = graph.node_count().saturating_mul(STEPS_PER_NODE).min(MAX_STEPS);
    let layers = Layers::new(graph, &ranks.columns);
    let mut best: Option<(u64, Weave)> = None;
    for start in sweep::starts(&layers, graph) {
        let mut weave = Weave::new(&layers);
        weave.set_columns(start);
        sweep::sweep(&mut weave);
        improve(&mut weave, ranks, &mut steps);
        let crossings = weave.crossings();
        if best.as_ref().is_none_or(|(least, _)| crossings < *least) {
            best = Some((crossings, weave));
        }
        if steps == 0 || crossings == 0 {
            break;
        }
    }
    best.map_or(layers, |(_, weave)| weave.layers(graph))
}

fn improve(weave: &mut Weave, ranks: &Ranks, steps: &mut usize) {
    let mut work = Reinsertion::default();
    for _ in 0..ROUNDS {
        sift(weave, steps);
    }
    for _ in 0..ROUNDS {
        work.edges(weave, steps);
        sift(weave, steps);
    }
    while *steps > 0 && work.nodes(weave, ranks, steps) {
        work.edges(weave, steps);
        sift(weave, steps);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::layout::layered::{fixture, rank};

    fn weave(graph: &Graph) -> (Weave, Ranks) {
        let ranks = rank::assign(graph);
        (Weave::new(&Layers::new(graph, &ranks.columns)), ranks)
    }

    fn crossings(text: &str) -> u64 {
        let graph = fixture::graph(text);
        Weave::new(&reduce(&graph, &rank::assign(&graph))).crossings()
    }

    #[test]
    fn what_can_be_drawn_without_crossings_is() {
        assert_eq!(crossings("r>a r>b r>c a>x b>y c>z x>e y>d z>f"), 0);
        assert_eq!(crossings("a>m b>n c>o a>o m>x n>y o>z a>z"), 0);
        // A cube is flat only with a bend in it; columns cost it two crossings.
        assert_eq!(crossings("a>b a>c a>d b>e b>f c>e c>g d>f d>g e>h f>h g>h"), 2);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn gains_are_what_they_say(graph in fixture::graphs()) {
            let (mut weave, ranks) = weave(&graph);
            let mut steps = usize::MAX;
            let mut work = Reinsertion::default();
            let before = weave.crossings();
            let gain = sift(&mut weave, &mut steps);
            prop_assert_eq!(weave.crossings() + gain, before);
            let before = weave.crossings();
            let gain = work.edges(&mut weave, &mut steps);
            prop_assert_eq!(weave.crossings() + gain, before);
            // A node may take a crossing more for a column less of edge length.
            let cost = |weave: &Weave| {
                let spans = (0..weave.edges.len() as u32).map(|edge| weave.span(edge));
                weave.crossings() + spans.map(|(from, to)| u64::from(to - from)).sum::<u64>()
            };
            let before = cost(&weave);
            let is_better = work.nodes(&mut weave, &ranks, &mut steps);
            prop_assert_eq!(cost(&weave) < before, is_better);
        }

        #[test]
        fn every_vertex_stands_once_between_its_neighbours(graph in fixture::graphs()) {
            let layers = reduce(&graph, &rank::assign(&graph));
            let mut seen = vec![0; layers.rank.len()];
            for (column, members) in layers.columns.iter().enumerate() {
                prop_assert!(members.iter().any(|&vertex| !layers.is_dummy(vertex)));
                for &vertex in members {
                    seen[vertex as usize] += 1;
                    prop_assert_eq!(layers.rank[vertex as usize] as usize, column);
                }
            }
            prop_assert!(seen.iter().all(|&times| times == 1));
            prop_assert_eq!(layers.chains.len(), graph.edge_count());
        }
    }
}
