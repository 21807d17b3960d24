// The analysis: facets, the scatter plot, the histogram; and the list of traces as a table.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

import { STRICT_CSP, pageTest, screenshot } from "./support.mjs";
import { lines, shop } from "./traces.mjs";

const PAGES = {
  "shop.html": `<!doctype html><html lang="en"><meta charset="utf-8"><title>test</title><link rel="stylesheet" href="www/site.css"><script type="module" src="www/element.js"></script><spanmap-viewer src="shop.jsonl" view="analysis"></spanmap-viewer>`,
  "shop.jsonl": lines(shop(12)),
};
const loaded = { pages: PAGES, path: "shop.html", csp: STRICT_CSP, context: { timezoneId: "UTC" } };

const summary = (page, text) => page.locator(".sm-summary").getByText(text).waitFor();
const filter = (page) => page.locator("spanmap-viewer").evaluate((viewer) => viewer.filter);
const facet = (page, name) => page.locator(".sm-facet").filter({ has: page.getByRole("heading", { name }) });

pageTest("facets count the traces and refine the filter", loaded, async ({ page }) => {
  const kinds = facet(page, "order_type");
  await kinds.getByRole("button", { name: /^express/ }).waitFor();
  assert.match(await kinds.innerText(), /standard\s+8[^]*express\s+4/);
  await kinds.getByRole("button", { name: /^express/ }).click();
  await summary(page, "4 of 12 traces");
  assert.equal(await filter(page), 'annotation.order_type = "express"');
  // What is left is counted anew: all express orders fail.
  await page.waitForFunction(() => !document.querySelector("spanmap-viewer").shadowRoot.querySelector(".sm-facet").innerText.includes("OK"));
  await kinds.getByRole("button", { name: "Exclude express" }).click();
  await summary(page, "0 of 12 traces");
  await page.getByRole("button", { name: "Clear the filter" }).click();
  await facet(page, "Outcome").getByRole("button", { name: "Only Fault" }).click();
  await summary(page, "4 of 12 traces");
});

pageTest("keys and values are found by name", loaded, async ({ page }) => {
  await page.getByRole("searchbox", { name: "Find a key or value" }).fill("standard");
  await facet(page, "Outcome").waitFor({ state: "detached" });
  assert.equal(await page.locator(".sm-facet-value").count(), 1);
  await page.getByRole("searchbox").fill("no such thing");
  await page.getByText("No key and no value has that").waitFor();
});

pageTest("a value that few traces have is found among thousands", loaded, async ({ page }) => {
  await summary(page, "12 traces");
  const trace = (at) => ({
    trace_id: `1-66666666-${at.toString(16).padStart(24, "0")}`, id: at.toString(16).padStart(16, "0"), name: "web",
    start_time: 1_718_000_000 + at, end_time: 1_718_000_001 + at, annotations: { user: `User-${at}` },
  });
  const text = JSON.stringify(Array.from({ length: 2_000 }, (_, at) => trace(at + 1)));
  await page.evaluate((text) => document.querySelector("spanmap-viewer").load(text), text);
  await summary(page, /2.000 traces/);
  await facet(page, "user").getByRole("button", { name: "Show more" }).click();
  await facet(page, "user").getByText(/1.800 more values are not listed/).waitFor();
  await page.getByRole("searchbox", { name: "Find a key or value" }).fill("user-1999");
  await page.getByRole("button", { name: /^User-1999/ }).click();
  await summary(page, /1 of 2.000 traces/);
});

pageTest("a mark opens its slowest trace, by mouse and by keys", loaded, async ({ page }) => {
  const plot = page.getByRole("application");
  await page.locator(".sm-mark--fault").first().waitFor();
  await screenshot(page, "analysis");
  await plot.focus();
  await page.keyboard.press("ArrowRight");
  await page.locator(".sm-scatter-read").getByText(/1 ok|1 fault/).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("tree").or(page.getByRole("treegrid")).first().waitFor();
});

pageTest("a box over marks narrows filter and range", loaded, async ({ page }) => {
  await page.locator(".sm-mark").first().waitFor();
  const box = await page.getByRole("application").boundingBox();
  await page.mouse.move(box.x + box.width * 0.5, box.y + 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width, box.y + box.height, { steps: 4 });
  await page.mouse.up();
  await page.getByText("6 traces in the box").waitFor();
  await page.getByRole("button", { name: "Keep only these" }).click();
  await summary(page, "6 of 12 traces");
  assert.match(await filter(page), /^responsetime >= .* AND responsetime <= /);
});

pageTest("a range of the histogram becomes a part of the filter", loaded, async ({ page }) => {
  const histogram = page.locator(".sm-det-histogram");
  await histogram.focus();
  await page.keyboard.press("End");
  await page.keyboard.press("Shift+ArrowLeft");
  await page.getByRole("button", { name: /^Keep / }).waitFor();
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector("spanmap-viewer").filter.startsWith("responsetime >= "));
  // What is left is drawn in the same place, which keeps the focus.
  assert.ok(await histogram.evaluate((node) => node.getRootNode().activeElement === node));
});

pageTest("the list has the columns that are chosen, sorts by several, and saves them", loaded, async ({ page }) => {
  await page.getByRole("tab", { name: "Traces" }).click();
  await page.getByText("Columns", { exact: true }).click();
  await page.getByRole("checkbox", { name: "order_type" }).check();
  await page.getByText("Columns", { exact: true }).click();
  const header = (name) => page.getByRole("columnheader", { name });
  await header("order_type").getByRole("button").click();
  await page.waitForFunction(() => document.querySelector("spanmap-viewer").shadowRoot.querySelector("[role=row] .sm-cell--annotation[role=gridcell]")?.innerText === "express");
  await header("Start").getByRole("button").click({ modifiers: ["Shift"] });
  assert.match(await header("order_type").innerText(), /↑1/);
  assert.match(await header("Start").innerText(), /↓2/);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Save as CSV" }).click()]);
  const table = (await readFile(await download.path(), "utf8")).trim().split("\r\n");
  assert.equal(table.length, 13);
  assert.match(table[0], /^trace,start,root,.*,order_type$/);
  assert.match(table[1], /^1-[^,]*,2024-05-01T12:11:00.*,fault,502,.*,express$/);
});
