// Time and crossings of our map layout beside other engines', on the same graphs in one run.
//
//   cargo build --profile bench --example layout     (at the root)
//   npm install && node compare.mjs [--runs 3] [--limit 120] 50 200 500 graph.json...
//
// A number stands for a generated service graph of so many nodes. An engine that took longer
// than the limit, in seconds, is left out of all later graphs, taken to be no smaller.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../target/release/examples/layout', import.meta.url));
const { runs, limit, graphs } = options(process.argv.slice(2));
const retired = new Set();

async function main() {
  const engines = {
    spanmap: ours,
    dot: dot('true'),
    'dot, straight': dot('line'),
    elk: elk(),
    'dagre, simplex': dagre('network-simplex'),
    'dagre, longest path': dagre('longest-path'),
  };
  console.log('| graph | engine | ms | crossings | edge length | width x height | overlaps |');
  console.log('|---|---|---|---|---|---|---|');
  for (const name of graphs) {
    const graph = load(name);
    for (const [engine, layout] of Object.entries(engines)) {
      if (!retired.has(engine)) console.log(await row(name, engine, layout, graph));
    }
  }
}

async function row(name, engine, layout, graph) {
  const times = [];
  let result;
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    result = await layout(graph);
    times.push(result.milliseconds ?? performance.now() - start);
    if (times[0] > 10_000) break;
  }
  if (times[0] > limit * 1000) retired.add(engine);
  const time = times.sort((a, b) => a - b)[times.length >> 1];
  const { width, height } = extent(graph, result);
  const cells = [name, engine, time.toFixed(1), crossings(result.routes), Math.round(length(result.routes)), `${Math.round(width)} x ${Math.round(height)}`, overlaps(graph, result.points)];
  return `| ${cells.join(' | ')} |`;
}

function options(args) {
  const found = { runs: 3, limit: 120, graphs: [] };
  while (args.length) {
    const arg = args.shift();
    if (arg === '--runs') found.runs = Number(args.shift());
    else if (arg === '--limit') found.limit = Number(args.shift());
    else found.graphs.push(arg);
  }
  if (!found.graphs.length) found.graphs = ['50', '200', '500'];
  return found;
}

function run(args, input) {
  const { stdout, stderr, status, error } = spawnSync(program, args, { input, maxBuffer: 2 ** 30 });
  if (error || status) throw new Error(`${program}: ${error?.message ?? stderr}`);
  return JSON.parse(stdout);
}

function load(name) {
  return /^\d+$/.test(name) ? run(['--generate', name]) : JSON.parse(readFileSync(name, 'utf8'));
}

// Each engine gives { points: [[x, y]], routes: [[x, y, x, y...]], milliseconds? }.

/** The milliseconds are those of the layout alone: a program's start is no part of it. */
function ours(graph) {
  return run(['--runs', '1'], JSON.stringify(graph));
}

function dagre(ranker) {
  return async graph => {
    const { default: dagre } = await import('@dagrejs/dagre');
    const g = new dagre.graphlib.Graph({ multigraph: true });
    g.setGraph({ rankdir: 'LR', ranker, ranksep: 90, nodesep: 36, edgesep: 14 });
    g.setDefaultEdgeLabel(() => ({}));
    graph.nodes.forEach((node, id) => g.setNode(String(id), { width: node.width, height: node.height }));
    graph.edges.forEach(([from, to], id) => g.setEdge(String(from), String(to), {}, String(id)));
    const start = performance.now();
    dagre.layout(g);
    const milliseconds = performance.now() - start;
    const points = graph.nodes.map((_, id) => [g.node(String(id)).x, g.node(String(id)).y]);
    const routes = graph.edges.map(([from, to], id) => g.edge(String(from), String(to), String(id)).points.flatMap(p => [p.x, p.y]));
    return { points, routes, milliseconds };
  };
}

function elk() {
  let instance;
  return async graph => {
    const { default: ELK } = await import('elkjs');
    instance ??= new ELK();
    const input = {
      id: 'root',
      layoutOptions: {
        'elk.algorithm': 'layered',
        'elk.direction': 'RIGHT',
        'elk.edgeRouting': 'POLYLINE',
        'elk.spacing.nodeNode': '36',
        'elk.spacing.edgeEdge': '14',
        'elk.layered.spacing.nodeNodeBetweenLayers': '90',
      },
      children: graph.nodes.map((node, id) => ({ id: String(id), width: node.width, height: node.height })),
      edges: graph.edges.map(([from, to], id) => ({ id: `e${id}`, sources: [String(from)], targets: [String(to)] })),
    };
    const start = performance.now();
    const out = await instance.layout(input);
    const milliseconds = performance.now() - start;
    const points = out.children.map(n => [n.x + n.width / 2, n.y + n.height / 2]);
    const flat = ({ sections: [s] }) => [s.startPoint, ...(s.bendPoints ?? []), s.endPoint].flatMap(p => [p.x, p.y]);
    return { points, routes: out.edges.map(flat), milliseconds };
  };
}

/** Sizes and places are in inches in dot's language, 72 points each, y upwards. */
function dot(splines) {
  return async graph => {
    const { Graphviz } = await import('@hpcc-js/wasm-graphviz');
    const graphviz = await Graphviz.load();
    const nodes = graph.nodes.map((node, id) => `${id}[width=${node.width / 72},height=${node.height / 72}]`);
    const edges = graph.edges.map(([from, to]) => `${from}->${to}[arrowhead=none]`);
    const text = `digraph{rankdir=LR;splines=${splines};nodesep=0.5;ranksep=1.25;node[shape=box,fixedsize=true,label=""];${nodes.join(';')};${edges.join(';')}}`;
    const start = performance.now();
    const out = JSON.parse(graphviz.layout(text, 'json', 'dot'));
    const milliseconds = performance.now() - start;
    const points = [];
    for (const object of out.objects) points[Number(object.name)] = object.pos.split(',').map(Number);
    const routes = [];
    // Edges come sorted by their tails; which is which does not matter for the figures.
    for (const edge of out.edges) routes.push(flat(edge.pos.split(' ').filter(p => !/^[es],/.test(p)).map(p => p.split(',').map(Number)), splines === 'line'));
    return { points, routes, milliseconds };
  };
}

/** A Bezier spline as eight straight pieces a curve. */
function flat(points, isStraight) {
  if (isStraight) return [...points[0], ...points.at(-1)];
  const out = [...points[0]];
  for (let at = 0; at + 3 < points.length; at += 3) {
    const [a, b, c, d] = points.slice(at, at + 4);
    for (let step = 1; step <= 8; step++) {
      const t = step / 8, u = 1 - t;
      for (const axis of [0, 1]) out.push(u ** 3 * a[axis] + 3 * u * u * t * b[axis] + 3 * u * t * t * c[axis] + t ** 3 * d[axis]);
    }
  }
  return out;
}

/** Proper crossings of different routes' segments: shared ends and overlaps do not count. */
function crossings(routes) {
  const segments = [];
  routes.forEach((p, route) => {
    for (let i = 0; i + 3 < p.length; i += 2) segments.push({ route, a: p.slice(i, i + 2), b: p.slice(i + 2, i + 4) });
  });
  for (const s of segments) [s.left, s.right, s.top, s.bottom] = [Math.min(s.a[0], s.b[0]), Math.max(s.a[0], s.b[0]), Math.min(s.a[1], s.b[1]), Math.max(s.a[1], s.b[1])];
  segments.sort((s, t) => s.left - t.left);
  const side = ([ax, ay], [bx, by], [x, y]) => Math.sign((bx - ax) * (y - ay) - (by - ay) * (x - ax));
  let [count, active] = [0, []];
  for (const s of segments) {
    active = active.filter(t => t.right >= s.left);
    for (const t of active) {
      if (t.route === s.route || t.bottom < s.top || s.bottom < t.top) continue;
      if (side(s.a, s.b, t.a) * side(s.a, s.b, t.b) < 0 && side(t.a, t.b, s.a) * side(t.a, t.b, s.b) < 0) count++;
    }
    active.push(s);
  }
  return count;
}

function length(routes) {
  let sum = 0;
  for (const p of routes) for (let i = 0; i + 3 < p.length; i += 2) sum += Math.hypot(p[i + 2] - p[i], p[i + 3] - p[i + 1]);
  return sum;
}

function overlaps({ nodes }, points) {
  let count = 0;
  points.forEach(([x, y], i) => points.slice(0, i).forEach(([u, v], j) => {
    count += Math.abs(x - u) < (nodes[i].width + nodes[j].width) / 2 - 0.5 && Math.abs(y - v) < (nodes[i].height + nodes[j].height) / 2 - 0.5;
  }));
  return count;
}

function extent({ nodes }, { points, routes }) {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  const see = (x, y) => ([left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)]);
  points.forEach(([x, y], i) => (see(x - nodes[i].width / 2, y - nodes[i].height / 2), see(x + nodes[i].width / 2, y + nodes[i].height / 2)));
  for (const p of routes) for (let i = 0; i < p.length; i += 2) see(p[i], p[i + 1]);
  return { width: right - left, height: bottom - top };
}

await main();
