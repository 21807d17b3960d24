// The element's JavaScript API: what an embedding page can rely on.

import assert from "node:assert/strict";
import { constants, gunzipSync, gzipSync } from "node:zlib";

import { pageTest } from "./support.mjs";
import { NOON, lines, shop } from "./traces.mjs";

const HEAD = `<!doctype html><meta charset="utf-8"><title>test</title><script type="module" src="www/element.js"></script>`;
const PAGES = {
  "bare.html": `${HEAD}<body></body>`,
  "one.html": `${HEAD}<spanmap-viewer></spanmap-viewer>`,
  "two.html": `${HEAD}<spanmap-viewer id="a" theme="dark"></spanmap-viewer><spanmap-viewer id="b" lang="ko"></spanmap-viewer>`,
  "src.html": `${HEAD}<spanmap-viewer src="shop.jsonl" filter="fault" view="traces" latency-critical="100"></spanmap-viewer>`,
  "twice.html": `${HEAD}<script type="module" src="www/element.js?again"></script><spanmap-viewer></spanmap-viewer>`,
  "shop.jsonl": lines(shop(9)),
  "packed.json.gz": gzipSync(JSON.stringify(shop(9))),
  "late.html": `<!doctype html><title>test</title><spanmap-viewer></spanmap-viewer><script type="module" src="late.js"></script>`,
  "late.js": `
    const viewer = document.querySelector("spanmap-viewer");
    viewer.filter = "fault";
    viewer.theme = "dark";
    await import("./www/element.js");
  `,
};

const one = { pages: PAGES, path: "one.html" };

/** Runs in the page with the first viewer there; `data` are segments of X-Ray. */
const withViewer = (page, body, data) =>
  page.evaluate(
    async ([source, data]) => {
      await customElements.whenDefined("spanmap-viewer");
      const viewer = document.querySelector("spanmap-viewer");
      return Function("viewer", "data", `return (async () => { ${source} })()`)(viewer, data);
    },
    [body, data],
  );

pageTest("a loaded object is told about by promise, events and methods", one, async ({ page }) => {
  const seen = await withViewer(
    page,
    `const events = [];
     for (const name of ["ready", "progress", "load", "error"]) {
       document.body.addEventListener("spanmap-" + name, (event) => events.push([event.type, event.composed, event.detail]));
     }
     const report = await viewer.load(data);
     const graph = await viewer.serviceGraph();
     const [first] = await viewer.traces({ sort: "start", limit: 1 });
     return { events, report, summary: await viewer.summary(), names: graph.nodes.map((node) => node.name), first, trace: await viewer.trace(first.id) };`,
    shop(9),
  );
  assert.equal(seen.report.format, "xray");
  assert.deepEqual([seen.report.traces, seen.report.spans, seen.report.problems], [9, 45, []]);
  assert.equal(seen.summary.traces, 9);
  assert.equal(seen.summary.start, NOON * 1000 + 10);
  for (const name of ["API", "Order", "Payment"]) assert.ok(seen.names.includes(name), name);
  assert.equal(seen.first.start, NOON * 1000 + 10);
  assert.deepEqual(seen.trace.spans.map((span) => span.service), ["API", "API", "Order", "Order", "Payment"]);
  const types = seen.events.map(([type]) => type);
  assert.ok(types.includes("spanmap-progress"));
  assert.equal(types.at(-1), "spanmap-load");
  assert.ok(!types.includes("spanmap-error"));
  assert.deepEqual(seen.events.at(-1).slice(1), [true, seen.report]);
});

pageTest("every kind of source loads the same", one, async ({ page }) => {
  const counts = await withViewer(
    page,
    `const text = JSON.stringify(data);
     const sources = {
       text,
       object: data,
       buffer: new TextEncoder().encode(text).buffer,
       bytes: new TextEncoder().encode(text),
       blob: new Blob([text]),
       file: new File([text], "shop.json"),
       files: [new File([text.slice(0, 0) + JSON.stringify(data.slice(0, 9))], "a.json"), new File([JSON.stringify(data.slice(9))], "b.json")],
       url: new URL("shop.jsonl", location.href),
       address: "shop.jsonl",
       response: await fetch("shop.jsonl"),
       stream: new Blob([text]).stream(),
       packed: "packed.json.gz",
     };
     const counts = {};
     for (const [kind, source] of Object.entries(sources)) counts[kind] = (await viewer.load(source)).spans;
     return counts;`,
    shop(9),
  );
  for (const [kind, spans] of Object.entries(counts)) assert.equal(spans, 45, kind);
});

pageTest("files are appended, and the same one twice counts once", one, async ({ page }) => {
  const reports = await withViewer(
    page,
    `const first = await viewer.load(data.slice(0, 9), { name: "a" });
     const second = await viewer.load(data.slice(9), { append: true, name: "b" });
     const again = await viewer.load(data.slice(9), { append: true, name: "b again" });
     return [first, second, again].map((r) => [r.traces, r.spans, r.sources.map((s) => s.name).join()]);`,
    shop(9),
  );
  assert.deepEqual(reports, [[3, 15, "a"], [9, 45, "a,b"], [9, 45, "a,b,b again"]]);
});

pageTest("gzip of several members is read to its end", one, async ({ page }) => {
  const data = shop(300);
  const member = (from, to) => gzipSync(`${lines(data.slice(from, to))}\n`);
  // One member has no content.
  const packed = Buffer.concat([member(0, 400), gzipSync(""), member(400, 401), member(401, 900)]);
  const reports = await withViewer(
    page,
    `const bytes = new Uint8Array(data);
     return [await viewer.load(bytes), await viewer.load(new Blob([bytes]).stream())].map(({ spans, problems }) => [spans, problems]);`,
    [...packed],
  );
  assert.deepEqual(reports, [[1500, []], [1500, []]]);
});

pageTest("a packed stream that breaks off keeps what came, and says so", one, async ({ page }) => {
  const whole = gzipSync(lines(shop(300)));
  const cut = whole.subarray(0, whole.length - 200);
  const report = await withViewer(page, `return viewer.load(new Uint8Array(data), { name: "cut.gz" })`, [...cut]);
  const before = gunzipSync(cut, { finishFlush: constants.Z_SYNC_FLUSH });
  const segments = before.toString().split("\n").slice(0, -1).map(JSON.parse);
  assert.equal(report.spans, segments.reduce((sum, { subsegments = [] }) => sum + 1 + subsegments.length, 0));
  const problem = report.problems.find(({ reason }) => reason.startsWith("The compressed data end early"));
  assert.deepEqual([problem.file, problem.count], ["cut.gz", 1]);
  assert.equal(problem.offset, before.length);
});

pageTest("a filter acts on all answers; a bad one keeps the last good one and is told", one, async ({ page }) => {
  const seen = await withViewer(
    page,
    `const heard = [];
     viewer.addEventListener("spanmap-filter", ({ detail }) => heard.push(detail));
     await viewer.load(data);
     viewer.filter = "fault";
     const good = [viewer.filter, viewer.filterError, (await viewer.summary()).traces, (await viewer.traces()).length];
     viewer.filter = "fault AND )";
     const bad = [viewer.filter, viewer.filterError, (await viewer.summary()).traces];
     viewer.filter = "";
     const none = [(await viewer.summary()).traces, viewer.filterError];
     await new Promise((r) => setTimeout(r));
     return { good, bad, none, heard };`,
    shop(9),
  );
  assert.deepEqual(seen.good, ["fault", null, 3, 3]);
  assert.equal(seen.bad[0], "fault AND )");
  assert.deepEqual([seen.bad[1].start, seen.bad[1].end, seen.bad[2]], [10, 11, 3]);
  assert.deepEqual(seen.none, [9, null]);
  assert.deepEqual(seen.heard.map(({ filter, error }) => [filter, error !== null]), [["fault", false], ["fault AND )", true], ["", false]]);
});

pageTest("a time range leaves the traces that start in it", one, async ({ page }) => {
  const counts = await withViewer(
    page,
    `await viewer.load(data);
     const noon = ${NOON} * 1000;
     const counts = [];
     for (const range of [{ start: noon, end: noon + 120_000 }, { start: noon + 10, end: noon + 11 }, { start: 5, end: 1 }, null]) {
       viewer.timeRange = range;
       counts.push([viewer.timeRange, (await viewer.summary()).traces]);
     }
     return counts;`,
    shop(9),
  );
  const noon = NOON * 1000;
  assert.deepEqual(counts, [[{ start: noon, end: noon + 120_000 }, 2], [{ start: noon + 10, end: noon + 11 }, 1], [null, 9], [null, 9]]);
});

pageTest("thresholds decide health", one, async ({ page }) => {
  const health = await withViewer(
    page,
    `await viewer.load(data);
     const of = async () => (await viewer.serviceGraph()).nodes.find((node) => node.id === "API").health;
     const seen = [await of()];
     viewer.thresholds = { latency: { warning: 1000, critical: 3000 }, errorRate: { warning: 0.5, critical: 0.9 } };
     seen.push(await of());
     viewer.setAttribute("latency-warning", "100");
     seen.push(await of());
     return seen;`,
    shop(9),
  );
  assert.deepEqual(health, ["critical", "ok", "warning"]);
});

pageTest("selections are set and told", one, async ({ page }) => {
  const seen = await withViewer(
    page,
    `const heard = [];
     viewer.addEventListener("spanmap-select", ({ detail }) => heard.push(detail));
     await viewer.load(data);
     const { nodes } = await viewer.serviceGraph();
     const turn = () => new Promise((r) => setTimeout(r));
     const id = nodes.find((node) => node.name === "Order").id;
     viewer.select({ type: "node", id });
     await turn();
     const [first] = await viewer.traces({ limit: 1 });
     viewer.select({ type: "trace", id: first.id });
     await turn();
     const shown = [viewer.view, viewer.openTrace === first.id];
     viewer.select(null);
     await turn();
     return { heard, shown, id, first: first.id };`,
    shop(9),
  );
  assert.deepEqual(seen.heard, [{ type: "node", id: seen.id }, { type: "trace", id: seen.first }, null]);
  assert.deepEqual(seen.shown, ["trace", true]);
});

pageTest("a trace is opened by attribute and by property, which is a method as well", one, async ({ page }) => {
  const seen = await withViewer(
    page,
    `await viewer.load(data);
     const [a, b, c] = (await viewer.traces({ limit: 3 })).map(({ id }) => id);
     const turn = () => new Promise((r) => setTimeout(r));
     const shown = [];
     const show = async (open) => {
       open();
       await turn();
       shown.push([viewer.view, [null, a, b, c].indexOf(viewer.openTrace)]);
     };
     await show(() => (viewer.trace = a));
     await show(() => viewer.setAttribute("trace", b));
     await show(() => (viewer.view = "map"));
     await show(() => (viewer.trace = c));
     const { spans } = await viewer.trace(a);
     await show(() => (viewer.trace = null));
     await show(() => viewer.select({ type: "trace", id: b }));
     await show(() => viewer.removeAttribute("trace"));
     await show(() => (viewer.openTrace = a));
     await show(() => (viewer.view = "map"));
     await show(() => (viewer.view = "trace"));
     return { shown, spans: spans.length };`,
    shop(9),
  );
  assert.deepEqual(seen.shown, [["trace", 1], ["trace", 2], ["map", 2], ["trace", 3], ["traces", 0], ["trace", 2], ["traces", 0],
    ["trace", 1], ["map", 1], ["trace", 1]]);
  assert.ok(seen.spans > 0);
});

pageTest("a second load ends the first; a signal ends a load; both are no errors", one, async ({ page }) => {
  const seen = await withViewer(
    page,
    `const errors = [];
     viewer.addEventListener("spanmap-error", ({ detail }) => errors.push(detail));
     const outcome = (load) => load.then((report) => report.spans, (error) => error.name);
     const endless = () => new ReadableStream({ pull(c) { return new Promise((r) => setTimeout(r, 5)).then(() => c.enqueue(new TextEncoder().encode(" "))); } });
     const first = outcome(viewer.load(endless()));
     const second = await outcome(viewer.load(data));
     const abort = new AbortController();
     const third = outcome(viewer.load(endless(), { signal: abort.signal }));
     abort.abort();
     return { outcomes: [await first, second, await third], errors, traces: (await viewer.summary()).traces };`,
    shop(9),
  );
  assert.deepEqual(seen, { outcomes: ["AbortError", 45, "AbortError"], errors: [], traces: 9 });
});

pageTest("what cannot be fetched is told, and leaves the data", one, async ({ page, problems }) => {
  const seen = await withViewer(
    page,
    `const errors = [];
     viewer.addEventListener("spanmap-error", ({ detail }) => errors.push(detail.message));
     await viewer.load(data);
     const outcome = await viewer.load("missing.json").catch((error) => error.message);
     return { outcome, errors, traces: (await viewer.summary()).traces };`,
    shop(9),
  );
  assert.match(seen.outcome, /missing\.json answered 404/);
  assert.deepEqual([seen.errors, seen.traces], [[seen.outcome], 9]);
  await page.locator(".sm-notice").getByText("missing.json").waitFor();
  await page.getByRole("button", { name: "Dismiss" }).click();
  assert.equal(await page.locator(".sm-notice").count(), 0);
  // The browser itself tells of a failed request.
  problems.splice(0, problems.length, ...problems.filter((problem) => !problem.includes("404")));
});

pageTest("clearing forgets the data and keeps the filter", one, async ({ page }) => {
  const seen = await withViewer(
    page,
    `await viewer.load(data);
     viewer.filter = "fault";
     viewer.clear();
     const empty = viewer.shadowRoot.querySelector(".sm-empty") !== null;
     await new Promise((r) => setTimeout(r, 50));
     const cleared = viewer.shadowRoot.querySelector(".sm-empty") !== null;
     await viewer.load(data);
     return { cleared, filter: viewer.filter, traces: (await viewer.summary()).traces };`,
    shop(9),
  );
  assert.deepEqual(seen, { cleared: true, filter: "fault", traces: 3 });
});

pageTest("attributes say how it begins", { pages: PAGES, path: "src.html" }, async ({ page }) => {
  await page.locator(".sm-summary").getByText("3 of 9 traces").waitFor();
  const seen = await withViewer(page, `return [viewer.filter, viewer.view, viewer.thresholds.latency, viewer.latencyCritical]`);
  assert.deepEqual(seen, ["fault", "traces", { warning: 1000, critical: 100 }, "100"]);
});

pageTest("properties that were set before the script came are kept", { pages: PAGES, path: "late.html" }, async ({ page }) => {
  await page.waitForFunction(() => document.querySelector("spanmap-viewer").shadowRoot?.querySelector(".sm-app"));
  const seen = await withViewer(page, `return [viewer.filter, viewer.theme, viewer.dataset.theme]`);
  assert.deepEqual(seen, ["fault", "dark", "dark"]);
});

pageTest("two on a page are strangers to each other", { pages: PAGES, path: "two.html" }, async ({ page }) => {
  const seen = await page.evaluate(async (data) => {
    await customElements.whenDefined("spanmap-viewer");
    const [a, b] = document.querySelectorAll("spanmap-viewer");
    await Promise.all([a.load(data), b.load(data.slice(0, 15))]);
    a.filter = "fault";
    const traces = async (viewer) => (await viewer.summary()).traces;
    return [await traces(a), await traces(b), b.filter, a.theme, b.theme, a.lang, b.lang];
  }, shop(9));
  assert.deepEqual(seen, [3, 5, "", "dark", "auto", "en", "ko"]);
  await page.locator("#b").getByText("트레이스 5개").waitFor();
});

pageTest("a second copy of the script is harmless", { pages: PAGES, path: "twice.html" }, async ({ page }) => {
  const spans = await withViewer(page, `return (await viewer.load(data)).spans`, shop(3));
  assert.equal(spans, 15);
});

pageTest("a move through the document keeps everything", one, async ({ page }) => {
  const seen = await withViewer(
    page,
    `await viewer.load(data);
     viewer.filter = "fault";
     const app = viewer.shadowRoot.querySelector(".sm-app");
     const box = document.createElement("section");
     document.body.append(box);
     box.append(viewer);
     await new Promise((r) => setTimeout(r));
     return [viewer.shadowRoot.querySelector(".sm-app") === app, viewer.filter, (await viewer.summary()).traces];`,
    shop(9),
  );
  assert.deepEqual(seen, [true, "fault", 3]);
});

pageTest("what comes back after a removal has its settings, not its data", one, async ({ page }) => {
  const seen = await withViewer(
    page,
    `await viewer.load(data);
     viewer.filter = "fault";
     viewer.remove();
     await new Promise((r) => setTimeout(r));
     const gone = viewer.shadowRoot.childElementCount;
     document.body.append(viewer);
     const spans = (await viewer.load(data)).spans;
     return [gone, viewer.filter, spans, (await viewer.summary()).traces];`,
    shop(9),
  );
  assert.deepEqual(seen, [0, "fault", 45, 3]);
});

pageTest("created, moved and removed 200 times without growth", { pages: PAGES, path: "bare.html" }, async ({ page }) => {
  const cdp = await page.context().newCDPSession(page);
  const round = (times) =>
    page.evaluate(
      async ([times, data]) => {
        await customElements.whenDefined("spanmap-viewer");
        for (let i = 0; i < times; i++) {
          const viewer = document.createElement("spanmap-viewer");
          document.body.append(viewer);
          if (i % 20 === 0) await viewer.load(data);
          else await new Promise((ready) => viewer.addEventListener("spanmap-ready", ready, { once: true }));
          document.body.prepend(viewer);
          viewer.remove();
          await new Promise((r) => setTimeout(r));
        }
      },
      [times, shop(9)],
    );
  const counters = async () => {
    await cdp.send("HeapProfiler.collectGarbage");
    await cdp.send("HeapProfiler.collectGarbage");
    return cdp.send("Memory.getDOMCounters");
  };
  await round(20);
  const before = await counters();
  await round(200);
  const after = await counters();
  assert.ok(after.nodes - before.nodes < 50, `nodes: ${before.nodes} to ${after.nodes}`);
  assert.ok(after.jsEventListeners - before.jsEventListeners < 50, `listeners: ${before.jsEventListeners} to ${after.jsEventListeners}`);
  assert.equal(page.workers().length, 0);
});

pageTest("the state can live in the address", { pages: PAGES, path: "?sample" }, async ({ page, url }) => {
  await page.locator(".sm-summary").getByText("traces").waitFor();
  const viewer = page.locator("spanmap-viewer");
  await viewer.evaluate((viewer) => (viewer.filter = "fault"));
  await page.getByRole("tab", { name: /Traces/ }).click();
  await page.waitForURL(/#v=1&filter=fault&view=traces/);
  await page.goBack();
  await page.waitForURL(/#v=1&filter=fault$/);
  assert.deepEqual(await viewer.evaluate((viewer) => [viewer.view, viewer.filter]), ["map", "fault"]);
  await page.goto(`${url}?sample=1#v=1&filter=ok&view=traces`);
  await page.locator(".sm-summary").getByText(/of/).waitFor();
  assert.deepEqual(await viewer.evaluate((viewer) => [viewer.view, viewer.filter]), ["traces", "ok"]);
});
