//! Graphs for tests, from text and at random.

use proptest::prelude::*;

use super::acyclic;
use crate::layout::component::{self, Graph};
use crate::layout::{MapEdge, MapNode, MapRequest};

/// Boxes of 100 by 40 px and edges of the text, such as "client>api api>db". A name with a
/// capital is a source.
pub fn request(text: &str) -> MapRequest {
    let mut request = MapRequest::default();
    for edge in text.split_whitespace() {
        let mut ends = edge.split('>').map(|key| node(&mut request, key));
        if let (Some(source), Some(target)) = (ends.next(), ends.next()) {
            request.edges.push(MapEdge { source, target, weight: 1.0 });
        }
    }
    request
}

/// The largest component of it, without cycles.
pub fn graph(text: &str) -> Graph {
    acyclic::orient(component::split(&request(text)).remove(0))
}

/// Connected graphs of up to 14 nodes with long edges and cycles.
pub fn graphs() -> impl Strategy<Value = Graph> {
    proptest::collection::vec((0u32..14, 0u32..14), 1..40).prop_map(|edges| {
        let text: Vec<String> = edges.iter().map(|(a, b)| format!("n{a:02}>n{b:02}")).collect();
        graph(&text.join(" "))
    })
}

fn node(request: &mut MapRequest, key: &str) -> u32 {
    let known = request.nodes.iter().position(|node| node.key == key);
    known.unwrap_or_else(|| {
        request.nodes.push(MapNode {
            key: key.to_owned(),
            width: 100.0,
            height: 40.0,
            source: key.starts_with(char::is_uppercase),
            previous: None,
            in_box: None,
        });
        request.nodes.len() - 1
    }) as u32
}
