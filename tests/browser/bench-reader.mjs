// Runs in a worker: writes the spans of a shop in a format, and reads them in three ways.

import init, { Engine } from "./www/spanmap_engine.js";

const RUNS = 7;
const CHUNK = 2 * 1024 * 1024;

onmessage = async ({ data: { format, megabytes } }) => {
  await init();
  const bytes = new TextEncoder().encode(FORMATS[format].write(spans(megabytes * 1e6)));
  const text = new TextDecoder().decode(bytes);
  const [parse, walk, read, load] = [[], [], [], []];
  let report;
  for (let run = 0; run < RUNS; run++) {
    parse.push(timed(() => documents(text)));
    walk.push(timed(() => new Columns().add(documents(new TextDecoder().decode(bytes)), FORMATS[format])));
    const engine = new Engine();
    const begun = performance.now();
    engine.beginLoad(false);
    engine.beginSource("bench.json");
    for (let at = 0; at < bytes.length; at += CHUNK) engine.push(bytes.subarray(at, at + CHUNK));
    engine.endSource();
    read.push(performance.now() - begun);
    report = engine.finishLoad(0);
    load.push(performance.now() - begun);
    engine.free();
  }
  const median = (list) => list.sort((a, b) => a - b)[list.length >> 1];
  const times = { parse: median(parse), walk: median(walk), read: median(read), load: median(load) };
  postMessage({ bytes: bytes.length, spans: report.spans, ...times });
};

function timed(work) {
  const begun = performance.now();
  work();
  return performance.now() - begun;
}

/** One document, or one a line. */
function documents(text) {
  const first = text.indexOf("\n");
  return first < 0 ? [JSON.parse(text)] : text.trimEnd().split("\n").map((line) => JSON.parse(line));
}

/** What a viewer in JavaScript does at the least: a row a span, strings interned. */
class Columns {
  strings = new Map();
  rows = [];
  notes = [];

  intern(text) {
    const known = this.strings.get(text);
    if (known !== undefined) return known;
    this.strings.set(text, this.strings.size);
    return this.strings.size - 1;
  }

  add(values, { walk }) {
    for (const value of values) {
      walk(value, (start, end, name, service, status, notes) => {
        this.rows.push(start, end, this.intern(name), this.intern(service), status);
        for (const [key, value] of notes) this.notes.push(this.intern(key), this.intern(value));
      });
    }
    return [this.rows, this.notes].map((list) => Float64Array.from(list));
  }
}

const otlpValue = ({ stringValue, intValue }) => stringValue ?? intValue;
const tag = ({ key, value }) => [key, value];

const FORMATS = {
  xray: { write: (list) => list.flatMap(segments).join("\n"), walk: walkSegment },
  "xray-strings": {
    write: (list) => JSON.stringify({ Traces: list.map(answer) }),
    walk: ({ Traces }, row) => {
      for (const { Segments } of Traces) for (const { Document } of Segments) walkSegment(JSON.parse(Document), row);
    },
  },
  otlp: {
    write: (list) => list.map(otlp).join("\n"),
    walk: ({ resourceSpans }, row) => {
      for (const { resource, scopeSpans } of resourceSpans) {
        const service = otlpValue(resource.attributes[0].value);
        for (const { spans } of scopeSpans) {
          for (const s of spans) {
            const notes = s.attributes.map(({ key, value }) => [key, otlpValue(value)]);
            row(Number(s.startTimeUnixNano), Number(s.endTimeUnixNano), s.name, service, s.status.code ?? 0, notes);
          }
        }
      }
    },
  },
  jaeger: {
    write: (list) => JSON.stringify({ data: list.map(jaeger), total: 0, limit: 0, offset: 0, errors: null }),
    walk: ({ data }, row) => {
      for (const { spans, processes } of data) {
        for (const s of spans) {
          const failed = s.tags.some(({ key, value }) => key === "error" && value);
          row(s.startTime, s.startTime + s.duration, s.operationName, processes[s.processID].serviceName, Number(failed), s.tags.map(tag));
        }
      }
    },
  },
  zipkin: {
    write: (list) => JSON.stringify(list.flat().map(zipkin)),
    walk: (list, row) => {
      for (const s of list) {
        row(s.timestamp, s.timestamp + s.duration, s.name, s.localEndpoint.serviceName, Number("error" in s.tags), Object.entries(s.tags));
      }
    },
  },
};

function walkSegment(segment, row) {
  const stack = [segment];
  while (stack.length) {
    const s = stack.pop();
    row(s.start_time, s.end_time, s.name, segment.name, s.fault ? 2 : 0, Object.entries(s.annotations ?? {}));
    stack.push(...(s.subsegments ?? []));
  }
}

/** Deterministic traces: a request goes through four services, each asks a database. */
function spans(size) {
  let seed = 1;
  const random = (n) => ((seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) >>> 8) % n;
  const hex = (digits) => Array.from({ length: digits }, () => random(16).toString(16)).join("");
  const list = [];
  for (let written = 0, at = 1700000000000000; written < size; at += 250000) {
    const trace = hex(32);
    const hops = [];
    for (let hop = 0, parent; hop < 4; hop++) {
      const service = `s${random(40)}`;
      const served = { trace, id: hex(16), parent, service, at: at + hop * 3000, length: 60000 - hop * 8000, kind: "server" };
      const tags = { "http.method": "POST", "http.url": `https://shop.test/cart/${random(100000)}`, "http.status_code": random(50) ? 200 : 500 };
      const notes = { tier: ["free", "paid"][random(2)], user: `u${random(20000)}`, region: ["eu", "us", "ap"][random(3)] };
      const asks = { trace, id: hex(16), parent: served.id, service, at: served.at + 500, length: 1500, kind: "client" };
      const query = { "db.system": "postgresql", "db.name": "orders", "db.statement": `SELECT * FROM t${random(30)} WHERE id = ?` };
      hops.push({ ...served, name: "POST /cart", tags: { ...tags, ...notes }, notes }, { ...asks, name: "SELECT orders", tags: query, notes: {} });
      parent = served.id;
    }
    list.push(hops);
    written += 8 * 600;
  }
  return list;
}

/** The documents of a trace: a segment for each service's span, with the call that follows it as its subsegment. */
function segments(trace) {
  return trace.flatMap((span, i) => (span.kind === "server" ? [segment(span, trace[i + 1])] : []));
}

function segment(span, call) {
  const xray = (s) => ({ id: s.id, name: s.kind === "client" ? "orders@db" : s.service, start_time: s.at / 1e6, end_time: (s.at + s.length) / 1e6 });
  const status = span.tags["http.status_code"];
  return JSON.stringify({
    trace_id: `1-${span.trace.slice(0, 8)}-${span.trace.slice(8)}`,
    ...xray(span),
    ...(span.parent && { parent_id: span.parent }),
    http: { request: { method: "POST", url: span.tags["http.url"], user_agent: "curl/8" }, response: { status } },
    ...(status === 500 && { fault: true }),
    annotations: span.notes,
    subsegments: [{ ...xray(call), namespace: "remote", sql: { sanitized_query: call.tags["db.statement"], database_type: "PostgreSQL" } }],
  });
}

function answer(trace) {
  return { Id: trace[0].trace, Duration: 0.06, Segments: segments(trace).map((Document, i) => ({ Id: `${i}`, Document })) };
}

function otlp(trace) {
  const value = (v) => (typeof v === "number" ? { intValue: String(v) } : { stringValue: v });
  const attributes = (tags) => Object.entries(tags).map(([key, v]) => ({ key, value: value(v) }));
  const span = (s) => ({
    traceId: s.trace,
    spanId: s.id,
    parentSpanId: s.parent ?? "",
    name: s.name,
    kind: s.kind === "server" ? 2 : 3,
    startTimeUnixNano: `${s.at}000`,
    endTimeUnixNano: `${s.at + s.length}000`,
    attributes: attributes(s.tags),
    status: {},
  });
  const resource = (service) => ({ attributes: attributes({ "service.name": service, "service.version": "1.4.2" }) });
  const of = (s, i) => ({ resource: resource(s.service), scopeSpans: [{ scope: { name: "http" }, spans: trace.slice(i, i + 2).map(span) }] });
  return JSON.stringify({ resourceSpans: trace.map(of).filter((_, i) => i % 2 === 0) });
}

function jaeger(trace) {
  const services = [...new Set(trace.map((s) => s.service))];
  const tags = (s) => Object.entries({ "span.kind": s.kind, ...s.tags }).map(([key, value]) => ({ key, type: typeof value === "number" ? "int64" : "string", value }));
  const span = (s) => ({
    traceID: s.trace,
    spanID: s.id,
    operationName: s.name,
    references: s.parent ? [{ refType: "CHILD_OF", traceID: s.trace, spanID: s.parent }] : [],
    startTime: s.at,
    duration: s.length,
    tags: tags(s),
    logs: [],
    processID: `p${services.indexOf(s.service)}`,
    warnings: null,
  });
  const processes = Object.fromEntries(services.map((serviceName, i) => [`p${i}`, { serviceName, tags: [] }]));
  return { traceID: trace[0].trace, spans: trace.map(span), processes, warnings: null };
}

function zipkin(s) {
  return {
    traceId: s.trace,
    ...(s.parent && { parentId: s.parent }),
    id: s.id,
    kind: s.kind.toUpperCase(),
    name: s.name.toLowerCase(),
    timestamp: s.at,
    duration: s.length,
    localEndpoint: { serviceName: s.service, ipv4: "10.0.0.7" },
    tags: Object.fromEntries(Object.entries(s.tags).map(([key, value]) => [key, String(value)])),
  };
}
