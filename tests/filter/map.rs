//! Whatever is on the map can be asked for, and the answer is the traces that put it there.

use std::collections::BTreeSet;
use std::{fs, path::Path};

use fixedbitset::FixedBitSet;
use spanmap::ingest::ingest;
use spanmap::model::SpanStore;
use spanmap::query::filter::{Expr, Filter, Scope, Selector};
use spanmap::query::{EdgeKind, Index, Node, service_graph};

use crate::world::{WORLD, World};

#[test]
fn nodes_and_edges_of_drawn_traces() {
    let world = World::drawn(WORLD);
    assert!(check(&world.store) > 20);
}

#[test]
fn nodes_and_edges_of_real_traces() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/xray");
    let Ok(files) = fs::read_dir(&corpus) else {
        println!("skipped: no corpus of trace files beside the project");
        return;
    };
    for file in files.flatten() {
        let (store, _) = ingest("any name", &fs::read(file.path()).unwrap());
        check(&store);
    }
}

/// Compares the traces found by a filter with those whose own map has the node or edge; how many
/// nodes and edges there were.
fn check(store: &SpanStore) -> usize {
    let index = Index::new(store);
    let mut expected: std::collections::BTreeMap<String, BTreeSet<usize>> = Default::default();
    for trace in 0..store.traces().len() {
        for filter in filters(store, &index, trace) {
            expected.entry(filter).or_default().insert(trace);
        }
    }
    for (text, traces) in &expected {
        let found = Filter::parse(text).unwrap().select(store, &index);
        assert_eq!(found.ones().collect::<BTreeSet<_>>(), *traces, "{text}");
    }
    expected.len()
}

/// Filters for what is on the map of one trace. Messages are left out: they belong to both their
/// traces, while a map draws them where they are told.
fn filters(store: &SpanStore, index: &Index, trace: usize) -> Vec<String> {
    let mut selected = FixedBitSet::with_capacity(store.traces().len());
    selected.insert(trace);
    let map = service_graph(store, index, &selected).graph;
    let selector = |node: &Node| Selector {
        name: Some(node.name.clone()),
        kind: Some(node.kind.clone()),
        account: Some(node.account.clone()),
    };
    let own = map.node_weights().filter(|n| n.imported.is_none());
    let mut out: Vec<_> =
        own.map(|n| Expr::Within(Scope::Service(selector(n)), None).to_string()).collect();
    let calls =
        map.edge_indices().filter(|&e| map[e].kind == EdgeKind::Sync && map[e].imported.is_none());
    out.extend(calls.filter_map(|edge| {
        let (source, target) = map.edge_endpoints(edge)?;
        let (source, target) = (selector(&map[source]), selector(&map[target]));
        Some(Expr::Within(Scope::Edge(source, target), None).to_string())
    }));
    out
}
