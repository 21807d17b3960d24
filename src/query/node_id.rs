//! Public names of nodes: short where that is enough, unique always.

use fixedbitset::FixedBitSet;
use hashbrown::{HashMap, HashSet};
use rustc_hash::FxBuildHasher;

use crate::model::{ServiceId, SpanStore, sort_by_key};

use super::selection::nodes_of;
use super::service_graph::CLIENT;

/// Ids of all nodes that any selection can show.
///
/// The id is the name. Where several nodes share the name, the type follows in brackets; where they
/// share that too, the account. The callers from outside are `name (client)`. What names of the
/// files still make equal is numbered.
#[derive(Clone, Default)]
pub struct NodeIds {
    /// By `ServiceId`; empty for what is no node.
    services: Vec<String>,
}

impl NodeIds {
    pub(super) fn new(store: &SpanStore) -> Self {
        let present = present(store);
        let text = |id: ServiceId| {
            let s = store.service_info(id);
            [s.name, s.kind, s.account].map(|part| store.strings.get(part))
        };
        let mut order: Vec<ServiceId> = present.ones().map(ServiceId::at).collect();
        sort_by_key(&mut order, |&id| text(id));
        let mut by_name: HashMap<&str, u32, FxBuildHasher> = HashMap::default();
        let mut by_kind: HashMap<(&str, &str), u32, FxBuildHasher> = HashMap::default();
        for [name, kind, _] in order.iter().map(|&id| text(id)) {
            *by_name.entry(name).or_default() += 1;
            *by_kind.entry((name, kind)).or_default() += 1;
        }
        let mut services = vec![String::new(); store.services.len()];
        let mut taken: HashSet<String, FxBuildHasher> = HashSet::default();
        for id in order {
            let [name, kind, account] = text(id);
            let shared = by_name.get(name).is_some_and(|&n| n > 1) || kind == CLIENT;
            let kind_shared = by_kind.get(&(name, kind)).is_some_and(|&n| n > 1);
            let parts = [if shared { kind } else { "" }, if kind_shared { account } else { "" }];
            let wanted = describe(name, parts);
            // What a name may imitate is left to the clients, which are not in this list.
            let free = kind == CLIENT || !wanted.ends_with(CLIENT_SUFFIX);
            let unique =
                if free && !taken.contains(&wanted) { wanted } else { number(&wanted, &taken) };
            taken.insert(unique.clone());
            services[id.index()] = unique;
        }
        Self { services }
    }

    /// The id of a service's node.
    pub fn service(&self, service: ServiceId) -> &str {
        self.services.get(service.index()).map_or("", String::as_str)
    }

    /// The id of the node of those who call roots of this name.
    pub fn client(&self, name: &str) -> String {
        describe(name, [CLIENT, ""])
    }
}

const CLIENT_SUFFIX: &str = " (client)";

/// Services that some selection shows as nodes.
fn present(store: &SpanStore) -> FixedBitSet {
    let mut present = FixedBitSet::with_capacity(store.services.len());
    let spans = store.span_ids().flat_map(|span| nodes_of(store, span));
    let links = store.links.all().iter().map(|link| link.service);
    let imported = store.graph.iter().flat_map(|g| &g.nodes).map(|n| n.service);
    let edges = store.graph.iter().flat_map(|g| &g.edges).flat_map(|e| [e.source, e.target]);
    for service in spans.chain(links).chain(imported).chain(edges) {
        if service.index() < present.len() {
            present.insert(service.index());
        }
    }
    present
}

fn describe(name: &str, parts: [&str; 2]) -> String {
    let name = if name.is_empty() { "unknown" } else { name };
    let parts: Vec<_> = parts.into_iter().filter(|p| !p.is_empty()).collect();
    if parts.is_empty() { name.to_owned() } else { format!("{name} ({})", parts.join(", ")) }
}

fn number(wanted: &str, taken: &HashSet<String, FxBuildHasher>) -> String {
    let mut numbered = (2u32..).map(|n| format!("{wanted} #{n}"));
    numbered.find(|id| !taken.contains(id)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ImportedGraph, ImportedNode, StoreBuilder};

    /// Nodes as (name, type, account).
    fn check(nodes: &[(&str, &str, &str)], expect: &[&str]) {
        let mut builder = StoreBuilder::default();
        let ids: Vec<_> = nodes.iter().map(|n| builder.service(n.0, n.1, n.2)).collect();
        let node = |&service| ImportedNode { service, root: false, statistics: None };
        let nodes = ids.iter().map(node).collect();
        builder.graph = Some(ImportedGraph { nodes, ..ImportedGraph::default() });
        let names = NodeIds::new(&builder.freeze());
        assert_eq!(ids.iter().map(|&id| names.service(id)).collect::<Vec<_>>(), expect);
    }

    #[test]
    fn as_short_as_can_be() {
        check(&[("a", "remote", "1"), ("b", "", "")], &["a", "b"]);
        check(&[("f", "L", ""), ("f", "L::F", ""), ("f", "", "")], &["f (L)", "f (L::F)", "f"]);
        check(&[("a", "L", "1"), ("a", "L", "2")], &["a (L, 1)", "a (L, 2)"]);
        check(&[("a", "", "1"), ("a", "", "2"), ("a", "", "")], &["a (1)", "a (2)", "a"]);
    }

    #[test]
    fn clients_say_so() {
        check(&[("web", CLIENT, "")], &["web (client)"]);
    }

    #[test]
    fn names_that_imitate_others_are_numbered() {
        check(&[("", "", ""), ("unknown", "", "")], &["unknown", "unknown #2"]);
        check(&[("web (client)", "", ""), ("web", "", "")], &["web (client) #2", "web"]);
        check(&[("a", "x", ""), ("a", "", ""), ("a (x)", "", "")], &["a (x)", "a", "a (x) #2"]);
    }
}
