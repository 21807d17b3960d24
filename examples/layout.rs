//! Lays out a graph given as JSON, for comparisons and for looking at.
//!
//! ```text
//! layout [--runs N] < graph.json     points, routes and milliseconds (median of N) as JSON
//! layout --svg < graph.json          a picture
//! layout --generate N                a service graph of N nodes as JSON
//! ```
//!
//! A graph is `{"nodes": [{"width": 140, "height": 40, "key": "order", "source": false}],
//! "edges": [[0, 1, 2.5]]}`; keys, sources and the weights of edges may be left out.

#[path = "../benches/common/graphs.rs"]
mod graphs;

use std::fmt::Write as _;
use std::io::Read as _;
use std::time::Instant;

use serde::{Deserialize, Serialize};
use spanmap::layout::{self, MapEdge, MapLayout, MapNode, MapRequest, Point};

fn main() {
    if let Err(problem) = run() {
        eprintln!("layout: {problem}");
        std::process::exit(1);
    }
}

fn run() -> Result<(), String> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let number = |name: &str| -> Result<Option<usize>, String> {
        let Some(at) = args.iter().position(|arg| arg == name) else { return Ok(None) };
        let text = args.get(at + 1).ok_or_else(|| format!("{name} needs a number"))?;
        text.parse().map(Some).map_err(|_| format!("{name} needs a number, not {text}"))
    };
    let output = if let Some(count) = number("--generate")? {
        to_json(&GraphFile::from(&graphs::service_graph(count)))?
    } else {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map_err(|problem| problem.to_string())?;
        let file: GraphFile = serde_json::from_str(&text).map_err(|problem| problem.to_string())?;
        let request = file.request();
        if args.iter().any(|arg| arg == "--svg") {
            svg(&request, &layout::map(&request))
        } else {
            to_json(&timed(&request, number("--runs")?.unwrap_or(1)))?
        }
    };
    println!("{output}");
    Ok(())
}

#[derive(Serialize, Deserialize)]
struct GraphFile {
    nodes: Vec<NodeFile>,
    edges: Vec<EdgeFile>,
}

#[derive(Serialize, Deserialize)]
struct NodeFile {
    width: f64,
    height: f64,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    key: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    source: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum EdgeFile {
    Plain(u32, u32),
    Weighted(u32, u32, f64),
}

#[derive(Serialize)]
struct LayoutFile {
    points: Vec<[f64; 2]>,
    /// Flat lists: x, y, x, y...
    routes: Vec<Vec<f64>>,
    width: f64,
    height: f64,
    milliseconds: f64,
}

impl GraphFile {
    fn request(self) -> MapRequest {
        let node = |(id, node): (usize, NodeFile)| MapNode {
            key: if node.key.is_empty() { format!("{id:06}") } else { node.key },
            width: node.width,
            height: node.height,
            source: node.source,
            previous: None,
            in_box: None,
        };
        let edge = |edge: EdgeFile| match edge {
            EdgeFile::Plain(source, target) => MapEdge { source, target, weight: 1.0 },
            EdgeFile::Weighted(source, target, weight) => MapEdge { source, target, weight },
        };
        MapRequest {
            nodes: self.nodes.into_iter().enumerate().map(node).collect(),
            edges: self.edges.into_iter().map(edge).collect(),
        }
    }
}

impl From<&MapRequest> for GraphFile {
    fn from(request: &MapRequest) -> Self {
        let node = |node: &MapNode| NodeFile {
            width: node.width,
            height: node.height,
            key: node.key.clone(),
            source: node.source,
        };
        GraphFile {
            nodes: request.nodes.iter().map(node).collect(),
            edges: request
                .edges
                .iter()
                .map(|edge| EdgeFile::Plain(edge.source, edge.target))
                .collect(),
        }
    }
}

fn to_json(value: &impl Serialize) -> Result<String, String> {
    serde_json::to_string(value).map_err(|problem| problem.to_string())
}

fn timed(request: &MapRequest, runs: usize) -> LayoutFile {
    let mut times = Vec::new();
    let mut layout = MapLayout::default();
    for _ in 0..runs.max(1) {
        let start = Instant::now();
        layout = layout::map(request);
        times.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    times.sort_by(f64::total_cmp);
    LayoutFile {
        points: layout.nodes.iter().map(|p| [p.x, p.y]).collect(),
        routes: layout
            .routes
            .iter()
            .map(|points| points.iter().flat_map(|p| [p.x, p.y]).collect())
            .collect(),
        width: layout.width,
        height: layout.height,
        milliseconds: times[times.len() / 2],
    }
}

fn svg(request: &MapRequest, layout: &MapLayout) -> String {
    const MARGIN: f64 = 20.0;
    let (width, height) = (layout.width + 2.0 * MARGIN, layout.height + 2.0 * MARGIN);
    let mut out = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='{0} {0} {width:.0} {height:.0}' width='{width:.0}' height='{height:.0}' \
         font-family='sans-serif' font-size='12'>\n\
         <defs><marker id='tip' viewBox='0 0 8 8' refX='8' refY='4' markerWidth='8' markerHeight='8' orient='auto'>\
         <path d='M0 0L8 4L0 8z' fill='#567'/></marker></defs>\n\
         <rect x='{0}' y='{0}' width='100%' height='100%' fill='white'/>\n",
        -MARGIN
    );
    for points in &layout.routes {
        let _ = writeln!(
            out,
            "<path d='{}' fill='none' stroke='#567' marker-end='url(#tip)'/>",
            curve(points)
        );
    }
    for (node, centre) in request.nodes.iter().zip(&layout.nodes) {
        let (x, y) = (centre.x - node.width / 2.0, centre.y - node.height / 2.0);
        let name = node.key.replace('&', "&amp;").replace('<', "&lt;");
        let _ = writeln!(
            out,
            "<rect x='{x:.1}' y='{y:.1}' width='{}' height='{}' rx='6' fill='#eef4fb' stroke='#357'/>\
             <text x='{:.1}' y='{:.1}' text-anchor='middle' dominant-baseline='central'>{name}</text>",
            node.width, node.height, centre.x, centre.y
        );
    }
    out + "</svg>"
}

/// Pieces that change height as curves with level ends, level ones straight.
fn curve(points: &[Point]) -> String {
    let mut path = String::new();
    for (at, p) in points.iter().enumerate() {
        let _ = match at.checked_sub(1).and_then(|before| points.get(before)) {
            None => write!(path, "M{:.1} {:.1}", p.x, p.y),
            Some(q) if q.y == p.y || q.x == p.x => write!(path, "L{:.1} {:.1}", p.x, p.y),
            Some(q) => {
                let middle = (p.x + q.x) / 2.0;
                write!(path, "C{middle:.1} {:.1} {middle:.1} {:.1} {:.1} {:.1}", q.y, p.y, p.x, p.y)
            }
        };
    }
    path
}
