// What a person waits for on the screen: a trace of 100 000 spans opened, scrolled, folded and searched,
// and a map of forty services that all call each other, filtered. Milliseconds of the page, frames and
// tasks of its main thread; budgets: first rows 100 ms after the click, 60 frames a second, no task
// over 50 ms.
//
//   node bench-screen.mjs [trace.json]     an X-Ray file of one trace instead of the made one

import { readFileSync } from "node:fs";

import { browser, closeBrowser } from "./browser.mjs";
import { serve } from "./server.mjs";
import { mesh, tree } from "./bench-traces.mjs";

const SPANS = 100_000;
const given = process.argv[2];
const pages = {
  "bench.html": `<!doctype html><meta charset="utf-8"><title>bench</title><link rel="stylesheet" href="www/site.css"><script type="module" src="www/element.js"></script><spanmap-viewer></spanmap-viewer>`,
  "trace.json": given ? readFileSync(given) : tree(SPANS),
  "mesh.json": mesh(2_600),
};
const server = await serve({ pages });
try {
  await report("trace.json", waterfall);
  await report("mesh.json", map);
} finally {
  await closeBrowser();
  await server.close();
}

async function report(file, measure) {
  const context = await (await browser()).newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.goto(`${server.url}bench.html`);
  await page.waitForSelector("spanmap-viewer:defined");
  console.log(`${file}, ${(pages[file].length / 1e6).toFixed(1)} MB`);
  for (const { name, ms, frames, longest, note = "" } of await page.evaluate(measure, file)) {
    const cells = [
      ms === undefined ? "" : `${ms.toFixed(0)} ms`,
      frames === undefined ? "" : `${frames.length} frames, median ${at(frames, 0.5)} ms, p95 ${at(frames, 0.95)} ms`,
      `longest task ${longest.toFixed(0)} ms`,
    ];
    console.log(`  ${name.padEnd(32)} ${cells.filter(Boolean).join("; ")} ${note}`);
  }
  await context.close();
}

function at(times, share) {
  return times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))].toFixed(1);
}

/** Runs in the page. */
async function waterfall(file) {
  const viewer = document.querySelector("spanmap-viewer");
  const root = viewer.shadowRoot;
  const all = (selector) => [...root.querySelectorAll(selector)];
  const frame = () => new Promise((drawn) => requestAnimationFrame(drawn));
  const rows = () => all(".sm-span-row").filter((row) => row.checkVisibility() && row.textContent);
  const grid = () => root.querySelector("[role=treegrid]");
  const count = () => Number(grid()?.ariaRowCount ?? grid()?.getAttribute("aria-rowcount"));
  const tasks = [];
  new PerformanceObserver((list) => tasks.push(...list.getEntries())).observe({ type: "longtask" });
  const results = [];

  const blob = await (await fetch(file)).blob();
  await step("load", () => viewer.load(blob));
  root.querySelectorAll("[role=tab]")[1].click();
  const listed = () => root.querySelector(".sm-trace-row[aria-rowindex='2']");
  await until(listed);
  await frame();
  await step("click to first rows", async () => {
    listed().click();
    await until(() => rows().length > 5);
  });
  const scroller = grid();
  for (const [name, by] of [["wheel, 100 px a frame", 100], ["fast, 3 000 px a frame", 3000]]) {
    await step(name, () => scrolled(by, 180));
  }
  await step("jump to another place", async () => {
    const before = rows()[0].ariaRowIndex;
    scroller.scrollTop = scroller.scrollHeight * 0.37;
    await until(() => rows()[0].ariaRowIndex !== before);
  });
  scroller.scrollTop = 0;
  await settled();
  for (const [name, key] of [["fold the root", "ArrowLeft"], ["unfold it", "ArrowRight"]]) {
    await step(name, async () => {
      const before = count();
      scroller.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, composed: true }));
      await until(() => count() !== before);
    });
  }
  await step("search in the trace", async () => {
    const field = root.querySelector(".sm-span-search");
    field.value = "a";
    field.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true }));
    await until(() => /\d/.test(root.querySelector(".sm-search__count").textContent));
  });
  return results;

  async function step(name, work) {
    await settled();
    tasks.length = 0;
    const begun = performance.now();
    const frames = await work();
    const ms = performance.now() - begun;
    await settled();
    const longest = Math.max(0, ...tasks.map((task) => task.duration));
    results.push(Array.isArray(frames) ? { name, frames, longest } : { name, ms, longest });
  }

  async function until(holds) {
    const begun = performance.now();
    while (!holds()) {
      if (performance.now() - begun > 20_000) throw new Error(`waited in vain: ${holds}`);
      await frame();
    }
  }

  async function scrolled(by, count) {
    const times = [];
    let last = await frame();
    for (let at = 0; at < count; at++) {
      scroller.scrollTop += by;
      const now = await frame();
      times.push(now - last);
      last = now;
    }
    return times;
  }

  function settled() {
    return new Promise((resolve) => setTimeout(resolve, 300));
  }
}

/** Runs in the page. */
async function map(file) {
  const viewer = document.querySelector("spanmap-viewer");
  const tasks = [];
  new PerformanceObserver((list) => tasks.push(...list.getEntries())).observe({ type: "longtask" });
  const results = [];
  const blob = await (await fetch(file)).blob();
  await step("load", () => viewer.load(blob));
  for (const [name, filter] of [["filter", `service("s7") { responsetime > 0.01 }`], ["all again", ""]]) {
    await step(name, async () => {
      viewer.filter = filter;
      await viewer.summary();
    });
  }
  return results;

  async function step(name, work) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    tasks.length = 0;
    const begun = performance.now();
    await work();
    const ms = performance.now() - begun;
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const sum = tasks.reduce((sum, task) => sum + task.duration, 0);
    results.push({ name, ms, longest: Math.max(0, ...tasks.map((task) => task.duration)), note: `(all long ones ${sum.toFixed(0)} ms)` });
  }
}
