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
const STEPS_PER_NODE: usize = 20_000;
/// Work for the largest graphs: about two seconds.
const MAX_STEPS: usize = 400_000_000;
/// Rounds of single columns, and of edges between them, before whole nodes are moved: later
/// ones gain less than those do.
const ROUNDS: usize = 2;

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
