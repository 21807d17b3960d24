// The speed of reading, in the browser and beside what the browser itself can do with the same bytes:
// ratios of one run on one machine, which is all that a shared machine can tell.
//
//   node bench.mjs [megabytes]

import { browser, closeBrowser } from "./browser.mjs";
import { serve } from "./server.mjs";

const megabytes = Number(process.argv[2] ?? 48);
const server = await serve();
const page = await (await browser()).newPage();
await page.goto(server.url);
const result = await page.evaluate(measure, megabytes);
const row = (name, { ms }) =>
  console.log(`${name.padEnd(44)} ${ms.toFixed(0).padStart(7)} ms ${(result.bytes / 1e3 / ms).toFixed(0).padStart(6)} MB/s`);
console.log(`${(result.bytes / 1e6).toFixed(1)} MB of X-Ray segments in one array, ${result.spans} spans, ${result.traces} traces; medians of ${result.runs}`);
row("JSON.parse of the text alone", result.parse);
row("decode + JSON.parse + walk into columns", result.walk);
row("bytes into columns (wasm)", result.columns);
row("  and trees, index, map, layout", result.load);
console.log(`bytes into columns / JSON.parse alone: ${(result.parse.ms / result.columns.ms).toFixed(2)} times as fast`);
console.log(`bytes into columns / decode + parse + walk: ${(result.walk.ms / result.columns.ms).toFixed(2)} times as fast`);
console.log(`filter and map of ${result.traces} traces: ${result.filter.ms.toFixed(1)} ms`);
console.log(`memory of the instance: ${(result.memory / 1e6).toFixed(0)} MB, ${(result.memory / result.spans).toFixed(0)} bytes a span, strings and peak of loading included`);
await closeBrowser();
await server.close();

/** Runs in the page. */
async function measure(megabytes) {
  const { default: init, Engine } = await import(new URL("www/spanmap_engine.js", location.href));
  const exports = await init();
  const RUNS = 5;
  const CHUNK = 2 * 1024 * 1024;
  const bytes = new TextEncoder().encode(traces(megabytes * 1e6));

  const parse = [], walk = [], columns = [], load = [];
  let report;
  for (let run = 0; run < RUNS; run++) {
    const text = new TextDecoder().decode(bytes);
    parse.push(timed(() => JSON.parse(text)));
    walk.push(timed(() => intoColumns(JSON.parse(new TextDecoder().decode(bytes)))));
    const engine = new Engine();
    const begun = performance.now();
    engine.beginLoad(false);
    engine.beginSource("bench.json");
    for (let at = 0; at < bytes.length; at += CHUNK) engine.push(bytes.subarray(at, at + CHUNK));
    engine.endSource();
    columns.push(performance.now() - begun);
    report = engine.finishLoad(0);
    load.push(performance.now() - begun);
    engine.free();
  }
  const median = (list) => ({ ms: list.sort((a, b) => a - b)[list.length >> 1] });
  return {
    bytes: bytes.length,
    runs: RUNS,
    spans: report.spans,
    traces: report.traces,
    memory: exports.memory.buffer.byteLength,
    parse: median(parse),
    walk: median(walk),
    columns: median(columns),
    load: median(load),
    filter: { ms: await filterTime(bytes) },
  };

  function timed(work) {
    const begun = performance.now();
    work();
    return performance.now() - begun;
  }

  /** A filter and all that follows from it, asked of the element: the way through the worker included. */
  async function filterTime(bytes) {
    const viewer = document.querySelector("spanmap-viewer");
    await viewer.load(new Blob([bytes]));
    const times = [];
    for (let run = 0; run < RUNS; run++) {
      viewer.filter = "";
      await viewer.summary();
      const begun = performance.now();
      viewer.filter = `service("s7") { responsetime > 0.01 } AND annotation.tier = "free"`;
      await viewer.summary();
      times.push(performance.now() - begun);
    }
    return median(times).ms;
  }

  /** What a viewer in JavaScript does at the least: a row a span, strings interned. */
  function intoColumns(segments) {
    const strings = new Map();
    const intern = (text) => strings.get(text) ?? (strings.set(text, strings.size), strings.size - 1);
    const start = [], end = [], name = [], status = [], notes = [];
    const stack = [];
    for (const segment of segments) {
      stack.push(segment);
      while (stack.length) {
        const span = stack.pop();
        start.push(span.start_time);
        end.push(span.end_time);
        name.push(intern(span.name));
        status.push(span.fault ? 2 : span.error ? 1 : 0);
        for (const [key, value] of Object.entries(span.annotations ?? {})) notes.push(intern(key), intern(value));
        for (const child of span.subsegments ?? []) stack.push(child);
      }
    }
    return [start, end, name, status, notes].map((list) => Float64Array.from(list));
  }

  /** Deterministic traces of some thirty spans over forty services. */
  function traces(size) {
    let seed = 1;
    const random = (n) => ((seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) >>> 8) % n;
    const hex = (digits) => Array.from({ length: digits }, () => random(16).toString(16)).join("");
    const parts = [];
    for (let length = 0, second = 1700000000; length < size; second += 0.25) {
      const trace = `1-${Math.floor(second).toString(16)}-${hex(24)}`;
      let parent;
      for (let hop = 0, at = second; hop < 6; hop++, at += 0.003) {
        const calls = Array.from({ length: 4 }, (_, call) => ({
          id: hex(16),
          name: call === 3 ? "orders@db.internal" : `s${random(40)}`,
          start_time: at + call * 0.01,
          end_time: at + call * 0.01 + 0.008,
          namespace: "remote",
          ...(call === 3
            ? { sql: { url: "jdbc:postgresql://db.internal/orders", sanitized_query: `SELECT * FROM t${random(30)} WHERE id = ?`, database_type: "PostgreSQL" } }
            : { http: { request: { method: "GET", url: `https://s.internal/items/${random(5000)}` }, response: { status: 200, content_length: random(9000) } } }),
        }));
        const segment = {
          trace_id: trace,
          id: hex(16),
          ...(parent && { parent_id: parent }),
          name: `s${random(40)}`,
          start_time: at,
          end_time: at + 0.06,
          http: { request: { method: "POST", url: `https://shop.test/cart/${random(100000)}`, user_agent: "Mozilla/5.0 (X11; Linux x86_64)", client_ip: `203.0.113.${random(255)}` }, response: { status: random(50) ? 200 : 500 } },
          ...(random(50) ? {} : { fault: true }),
          annotations: { tier: ["free", "paid"][random(2)], user_id: `u${random(20000)}`, region: ["eu", "us", "ap"][random(3)] },
          metadata: { default: { build: "2026.11", flags: { a: true, b: random(9) }, note: "kept for reading, not for search" } },
          subsegments: calls,
        };
        parent = calls[0].id;
        const text = JSON.stringify(segment);
        length += text.length + 1;
        parts.push(text);
      }
    }
    return `[${parts.join(",")}]`;
  }
}
