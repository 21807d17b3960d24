// The waterfall narrowed, gathered, focused; the spans of one trace and of all as a table and as boxes.

import assert from "node:assert/strict";

import { STRICT_CSP, pageTest, screenshot } from "./support.mjs";

const PAGES = {
  "one.html": `<!doctype html><html lang="en"><meta charset="utf-8"><title>test</title><link rel="stylesheet" href="www/site.css"><script type="module" src="www/element.js"></script><spanmap-viewer></spanmap-viewer>`,
  "ko.html": `<!doctype html><html lang="ko"><meta charset="utf-8"><title>test</title><link rel="stylesheet" href="www/site.css"><script type="module" src="www/element.js"></script><spanmap-viewer lang="ko"></spanmap-viewer>`,
};
const one = { pages: PAGES, path: "one.html", csp: STRICT_CSP };
const START = 1_718_000_000;
const hex = (number, digits) => number.toString(16).padStart(digits, "0");
const traceId = (trace) => `1-${hex(START, 8)}-${hex(trace + 1, 24)}`;

/** A request with `calls` to a database, one of them slow and the last one failing, and a render. */
function page1(trace, calls) {
  const at = (i) => START + trace + i / 100;
  const call = (i) => ({
    id: hex(trace * 100 + i + 2, 16), name: "db", namespace: "remote", start_time: at(i * 2), end_time: at(i * 2 + (i === 1 ? 2 : 1)),
    annotations: { shard: i % 2 }, ...(i === calls - 1 ? { fault: true } : {}),
  });
  const render = { id: hex(trace * 100 + 99, 16), name: "render", start_time: at(calls * 2), end_time: at(calls * 2 + 3),
    subsegments: [{ id: hex(trace * 100 + 98, 16), name: "parse", start_time: at(calls * 2), end_time: at(calls * 2 + 1) }] };
  return {
    trace_id: traceId(trace), id: hex(trace * 100 + 1, 16), name: "web", start_time: at(0), end_time: at(calls * 2 + 4),
    subsegments: [...Array.from({ length: calls }, (_, i) => call(i)), render],
  };
}

const rows = (page) => page.locator(".sm-span-row:visible");
const cursor = (page) => page.locator(".sm-span-row.sm-cursor");
const button = (page, name) => page.getByRole("button", { name, exact: true });
const total = (page, rows) =>
  page.waitForFunction((rows) =>
    document.querySelector("spanmap-viewer").shadowRoot.querySelector("[role=treegrid]").ariaRowCount === String(rows + 1), rows);

async function load(page, traces) {
  await page.waitForSelector("spanmap-viewer:defined");
  const text = JSON.stringify(Array.from({ length: traces }, (_, trace) => page1(trace, 6)));
  await page.evaluate((text) => document.querySelector("spanmap-viewer").load(text), text);
}

async function open(page, trace = 0) {
  await page.evaluate((id) => document.querySelector("spanmap-viewer").setAttribute("trace", id), traceId(trace));
  await rows(page).first().waitFor();
}

pageTest("what is wanted is marked, or alone on show", one, async ({ page }) => {
  await load(page, 2);
  await open(page);
  await total(page, 9);
  await button(page, "Errors only").click();
  await page.locator(".sm-search__count", { hasText: "1 match" }).waitFor();
  assert.equal(await page.locator(".sm-span-row.sm-match:visible").count(), 1);
  await button(page, "Hide others").click();
  await total(page, 2);
  await button(page, "Errors only").click();
  await total(page, 9);
  const least = page.locator(".sm-least");
  await least.fill("0.02s");
  await least.press("Enter");
  await total(page, 3);
  assert.equal(await least.inputValue(), "20\u00a0ms");
  await least.fill("soon");
  await least.press("Enter");
  assert.equal(await least.getAttribute("aria-invalid"), "true");
  await screenshot(page, "fall-narrowed");
  await open(page, 1);
  await total(page, 3);
});

pageTest("alike siblings are one row, which unfolds", one, async ({ page }) => {
  await load(page, 1);
  await open(page);
  await button(page, "Group alike").click();
  await total(page, 4);
  const group = rows(page).filter({ hasText: "×6" });
  assert.match(await group.locator(".sm-span-note").first().textContent(), /70\sms in all, 10\sms to 20\sms, median 10\sms · 1 failed/);
  await screenshot(page, "fall-gathered");
  await page.locator("[role=treegrid]").focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowDown");
  assert.equal(await cursor(page).getAttribute("aria-expanded"), "false");
  await page.keyboard.press("ArrowRight");
  await total(page, 10);
  await group.click();
  await total(page, 4);
  await page.keyboard.press("e");
  await total(page, 10);
  await cursor(page).locator("svg").first().waitFor();
  await button(page, "Group alike").click();
  await total(page, 9);
});

pageTest("a span is the root for a while", one, async ({ page }) => {
  await load(page, 1);
  await open(page);
  await rows(page).filter({ hasText: "render" }).click();
  await page.locator("[role=treegrid]").focus();
  await page.keyboard.press("r");
  await total(page, 2);
  const trail = page.getByRole("navigation", { name: "Way to the span shown" });
  assert.deepEqual(await trail.getByRole("button").allTextContents(), ["Whole trace", "web", "render"]);
  await screenshot(page, "fall-focused");
  await button(page, "Whole trace").click();
  await total(page, 9);
  assert.match(await cursor(page).locator(".sm-span-name").textContent(), /render/);
  assert.ok(await trail.isHidden());
});

pageTest("a table sums the spans up, and finds those of a row", one, async ({ page }) => {
  await load(page, 2);
  await open(page);
  await button(page, "Table").click();
  const table = page.locator(".sm-sums table");
  await table.getByRole("row").nth(3).waitFor();
  const cells = (row) => table.getByRole("row").nth(row).getByRole("cell").allTextContents();
  assert.deepEqual((await cells(2)).slice(1), ["6", "70\u00a0ms", "70\u00a0ms", "≈10\u00a0ms", "≈20\u00a0ms", "1"]);
  await table.getByRole("button", { name: "Spans" }).click();
  await table.getByRole("columnheader", { name: "Spans" }).and(page.locator("[aria-sort=descending]")).waitFor();
  await table.getByRole("row").nth(1).filter({ hasText: "db" }).waitFor();
  await screenshot(page, "fall-table");
  await page.locator(".sm-sums").getByRole("combobox").first().selectOption({ label: "shard" });
  await table.getByRole("button", { name: "1", exact: true }).click();
  await page.locator(".sm-search__count", { hasText: "3 matches" }).waitFor();
  await button(page, "shard = 1 ×").click();
  await page.locator(".sm-search__count", { hasText: /^$/ }).waitFor({ state: "attached" });
});

pageTest("call paths of a trace are boxes to walk and to zoom", one, async ({ page }) => {
  await load(page, 1);
  await open(page);
  await button(page, "Flame").click();
  const boxes = page.getByRole("treeitem");
  await boxes.nth(3).waitFor();
  assert.equal(await boxes.count(), 4);
  const line = page.locator(".sm-flame__line");
  assert.match(await line.textContent(), /^web · ×1/);
  await page.getByRole("tree").focus();
  await page.keyboard.press("ArrowDown");
  assert.match(await line.textContent(), /^db.* · ×6.* · 1 failed/);
  await page.keyboard.press("ArrowRight");
  assert.match(await line.textContent(), /^render/);
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector("spanmap-viewer").shadowRoot.querySelectorAll(".sm-flame-box").length === 3);
  await screenshot(page, "fall-flame");
  await page.keyboard.press("Escape");
  await boxes.nth(3).waitFor();
  await button(page, "Show the longest span").click();
  await rows(page).first().waitFor();
  assert.match(await cursor(page).locator(".sm-span-name").textContent(), /render/);
});

pageTest("all filtered traces are summed up in the place of their list", { ...one, path: "ko.html" }, async ({ page }) => {
  await load(page, 3);
  await page.getByRole("tab").nth(1).click();
  await button(page, "표").click();
  const table = page.locator(".sm-sums table");
  await table.getByRole("row").filter({ hasText: "db" }).getByText("18", { exact: true }).waitFor();
  await screenshot(page, "fall-table-all");
  await button(page, "플레임").click();
  await page.getByRole("treeitem", { name: /^db.*×18/ }).waitFor();
  await page.evaluate(() => (document.querySelector("spanmap-viewer").filter = "responsetime > 100"));
  await page.waitForFunction(() => document.querySelector("spanmap-viewer").shadowRoot.querySelectorAll(".sm-flame-box").length === 0);
});
