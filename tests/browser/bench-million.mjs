// A million spans: the speed of loading them, what they take, whether the page lives meanwhile, and whether a load can be
// ended in its middle. Figures are of one run on one machine.
//
//   node bench-million.mjs [spans]

import { browser, closeBrowser } from "./browser.mjs";
import { serve } from "./server.mjs";

const spans = Number(process.argv[2] ?? 1_000_000);
const server = await serve();
const page = await (await browser()).newPage();
page.setDefaultTimeout(0);
await page.goto(server.url);
const { bytes, made, load, questions, cancel, memory } = await page.evaluate(measure, spans);
const round = (number) => Math.round(number).toLocaleString("en");
console.log(`${round(made)} spans of OTLP in ${round(bytes / 1e6)} MB`);
console.log(`loaded ${round(load.spans)} spans, ${round(load.traces)} traces in ${round(load.ms)} ms: ${round(bytes / 1e3 / load.ms)} MB/s, map and list included`);
console.log(`memory of an instance that loads the same: ${round(memory / 1e6)} MB, ${round(memory / load.spans)} bytes a span, strings and peak of loading included`);
console.log(`longest task on the page's thread: ${round(load.longest)} ms; longest gap between frames: ${round(load.gap)} ms`);
console.log(`${load.progress} progress events`);
for (const { filter, ms, traces } of questions) console.log(`filter and graph, '${filter}': ${round(ms)} ms, ${round(traces)} traces`);
console.log(`a second load, ended after ${round(cancel.after)} spans: over in ${round(cancel.ms)} ms (${cancel.name}); a filter then took ${round(cancel.filter)} ms and left ${round(cancel.left)} traces`);
await closeBrowser();
await server.close();

/** Runs in the page. */
async function measure(spans) {
  await customElements.whenDefined("spanmap-viewer");
  const viewer = document.querySelector("spanmap-viewer");
  const file = traffic(spans);
  // Making it is no part of what is measured.
  for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
  const load = await watched(() => viewer.load(file));
  const questions = [];
  for (const filter of ["fault", 'service("service-3") { fault }', 'edge("service-3", "service-4")', "responsetime > 59ms AND NOT fault", ""]) {
    questions.push(await asked(filter));
  }
  return { bytes: file.size, made: spans, load, questions, cancel: await cancelled(), memory: await memoryOf(file) };

  /** From the filter to its graph on the page. Budget: 200 ms in the worker. */
  async function asked(filter) {
    const begun = performance.now();
    viewer.filter = filter;
    const { traces } = await viewer.summary();
    return { filter, ms: performance.now() - begun, traces };
  }

  /** What a worker has cannot be seen from here. */
  async function memoryOf(file) {
    const { default: init, Engine } = await import(new URL("www/spanmap_engine.js", location.href));
    const { memory } = await init();
    const engine = new Engine();
    engine.beginLoad(false);
    engine.beginSource(file.name);
    for await (const chunk of file.stream()) engine.push(chunk);
    engine.finishLoad(0);
    return memory.buffer.byteLength;
  }

  async function watched(work) {
    let [longest, gap, progress, last] = [0, 0, 0, performance.now()];
    const observer = new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => (longest = Math.max(longest, duration))));
    observer.observe({ type: "longtask" });
    viewer.addEventListener("spanmap-progress", () => progress++);
    let over = false;
    const tick = (now) => {
      gap = Math.max(gap, now - last);
      last = now;
      if (!over) requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
    const begun = performance.now();
    const { spans, traces } = await work();
    const ms = performance.now() - begun;
    // What the end of a load sets off belongs to it.
    for (let frame = 0; frame < 30; frame++) await new Promise(requestAnimationFrame);
    over = true;
    return { spans, traces, ms, longest, gap, progress };
  }

  async function cancelled() {
    const ending = new AbortController();
    let after = 0;
    let asked = 0;
    const seen = ({ detail: { loaded, total, spans } }) => {
      if (loaded < total / 2 || ending.signal.aborted) return;
      [after, asked] = [spans, performance.now()];
      ending.abort();
    };
    viewer.addEventListener("spanmap-progress", seen);
    const name = await viewer.load(file, { append: true, signal: ending.signal }).then(() => "it was not ended", (error) => error.name);
    const ms = performance.now() - asked;
    const begun = performance.now();
    viewer.filter = "span() { http.status = 500 }";
    const { traces: left } = await viewer.summary();
    return { after, ms, name, filter: performance.now() - begun, left };
  }

  /** Requests of ten services, sixty spans each; a line a request. */
  function traffic(spans) {
    const EACH = 60;
    const pieces = [];
    const hex = (number, length) => number.toString(16).padStart(length, "0");
    for (let trace = 0; trace * EACH < spans; trace++) {
      const start = 1_700_000_000_000_000 + trace * 7_919;
      const of = Array.from({ length: 10 }, () => []);
      for (let at = 0; at < EACH; at++) {
        const [from, to] = [start + at * 400, start + 60_000 - at * 300];
        const failed = trace % 50 === 0 && at % 20 === 18;
        of[at % 10].push({
          traceId: hex(trace + 1, 32), spanId: hex(trace * EACH + at + 1, 16), parentSpanId: at ? hex(trace * EACH + ((at - 1) >> 1) + 1, 16) : "",
          name: `GET /item/${at % 7}`, kind: at % 2 ? 3 : 2, startTimeUnixNano: `${from}000`, endTimeUnixNano: `${to}000`,
          attributes: [
            { key: "http.request.method", value: { stringValue: "GET" } },
            { key: "http.response.status_code", value: { intValue: failed ? "500" : "200" } },
            { key: "http.route", value: { stringValue: `/item/{id}` } },
            { key: "user.id", value: { stringValue: `u${(trace * 31 + at) % 5000}` } },
          ],
          status: failed ? { code: 2 } : {},
        });
      }
      const resource = (name) => ({ attributes: [{ key: "service.name", value: { stringValue: name } }, { key: "service.version", value: { stringValue: "1.4.2" } }] });
      const resourceSpans = of.map((spans, at) => ({ resource: resource(`service-${at}`), scopeSpans: [{ scope: { name: "http" }, spans }] }));
      pieces.push(`${JSON.stringify({ resourceSpans })}\n`);
      if (pieces.length === 2000) pieces.splice(0, pieces.length, new Blob(pieces));
      if (pieces.length > 1 && pieces.length % 500 === 0) pieces.splice(0, pieces.length, new Blob(pieces));
    }
    return new File(pieces, "million.jsonl");
  }
}
