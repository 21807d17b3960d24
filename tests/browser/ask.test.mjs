// Asking: completion, history and groups of filters, copies for AWS, why a trace matches.

import assert from "node:assert/strict";

import { pageTest, screenshot } from "./support.mjs";
import { lines, shop } from "./traces.mjs";

const HEAD = `<!doctype html><html lang="en"><meta charset="utf-8"><title>test</title><link rel="stylesheet" href="www/site.css"><script type="module" src="www/element.js"></script>`;
const PAGES = {
  "shop.html": `${HEAD}<spanmap-viewer src="shop.jsonl"></spanmap-viewer>`,
  "shop.jsonl": lines(shop(9)),
};
const loaded = { pages: PAGES, path: "shop.html" };

const summary = (page, text) => page.locator(".sm-summary").getByText(text).waitFor();
const state = (page, of) => page.locator("spanmap-viewer").evaluate((viewer, of) => viewer[of], of);
const field = (page) => page.getByRole("combobox", { name: "Filter traces" });
const option = (page, name) => page.getByRole("option", { name });
const openFilters = (page) => page.getByRole("button", { name: "Groups, history, copy as" }).click();

const holds = (page, text) =>
  page.waitForFunction((text) => document.querySelector("spanmap-viewer").shadowRoot.querySelector("textarea").value === text, text);

pageTest("completion leads through the grammar with words of the data", loaded, async ({ page }) => {
  await summary(page, "9 traces");
  await field(page).click();
  await page.keyboard.type("order_t");
  await option(page, /order_type annotation 9 traces/).waitFor();
  await page.keyboard.press("Tab");
  await holds(page, "annotation[order_type] ");
  // A key that comes before the new list would move in the old one.
  await option(page, /^= operator/).waitFor();
  await page.keyboard.press("ArrowDown");
  assert.equal(await option(page, /^= operator/).getAttribute("aria-selected"), "true");
  await page.keyboard.press("Enter");
  await option(page, /express value 3 traces/).waitFor();
  await screenshot(page, "completion");
  await page.keyboard.type("ex");
  await option(page, /standard/).waitFor({ state: "detached" });
  await page.keyboard.press("Tab");
  await summary(page, "3 of 9 traces");
  assert.equal(await state(page, "filter"), 'annotation[order_type] = "express" ');
  await page.keyboard.press("Escape");
  await page.keyboard.type("OR service(");
  await option(page, /Payment/).click();
  assert.equal(await field(page).inputValue(), 'annotation[order_type] = "express" OR service("Payment"');
  await page.keyboard.type(")");
  await option(page, "AND operator").waitFor();
  assert.equal(await field(page).getAttribute("aria-expanded"), "true");
  await page.keyboard.press("Escape");
  assert.equal(await field(page).getAttribute("aria-expanded"), "false");
  assert.equal(await field(page).evaluate((input) => input.getRootNode().activeElement === input), true);
});

pageTest("Enter applies when nothing is chosen, and the list stays below the error", loaded, async ({ page }) => {
  await summary(page, "9 traces");
  await field(page).click();
  await page.keyboard.type("fau");
  await option(page, "fault keyword").waitFor();
  await page.keyboard.type("lt");
  await page.keyboard.press("Enter");
  await summary(page, "3 of 9 traces");
  assert.equal(await state(page, "filter"), "fault");
  await page.keyboard.type(" AND service() { fa");
  const error = page.locator(".sm-filter-error");
  await error.waitFor();
  const first = option(page, /^fault/);
  await first.waitFor();
  const [message, line] = [await error.boundingBox(), await first.boundingBox()];
  assert.ok(line.y >= message.y + message.height, "the list covers the error");
});

pageTest("filters that were used come back, also after a reload", loaded, async ({ page }) => {
  await summary(page, "9 traces");
  for (const filter of ["fault", "ok"]) {
    await field(page).fill(filter);
    await page.keyboard.press("Enter");
  }
  await page.reload();
  await summary(page, "9 traces");
  await field(page).click();
  await page.keyboard.press("ArrowUp");
  assert.deepEqual(await page.locator(".sm-completion-label").allInnerTexts(), ["ok", "fault"]);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await summary(page, "3 of 9 traces");
  await openFilters(page);
  await page.getByRole("dialog").getByRole("button", { name: "Clear the history" }).click();
  assert.equal(await page.evaluate(() => localStorage.getItem("spanmap.history")), "[]");
});

pageTest("a group is saved, used by name, exported, deleted and imported", loaded, async ({ page }) => {
  await summary(page, "9 traces");
  await field(page).fill("fault");
  await summary(page, "3 of 9 traces");
  await openFilters(page);
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Name" }).fill("failed ones");
  await dialog.getByRole("button", { name: "Save the filter" }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    dialog.getByRole("button", { name: "Export" }).click(),
  ]);
  const path = await download.path();
  await screenshot(page, "groups");
  await dialog.getByRole("button", { name: "Delete failed ones" }).click();
  assert.equal(await page.evaluate(() => localStorage.getItem("spanmap.groups")), "[]");
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    dialog.getByRole("button", { name: "Import" }).click(),
  ]);
  await chooser.setFiles(path);
  await dialog.getByRole("button", { name: "Use" }).click();
  await summary(page, "3 of 9 traces");
  assert.equal(await state(page, "filter"), 'group.name = "failed ones"');
  await page.reload();
  await summary(page, "9 traces");
  await field(page).click();
  await page.keyboard.type("!group.name = fai");
  await option(page, "failed ones group").click();
  await summary(page, "6 of 9 traces");
});

pageTest("a filter is copied for AWS, and what X-Ray does not know is named", { ...loaded, context: { permissions: ["clipboard-read", "clipboard-write"] } }, async ({ page }) => {
  await summary(page, "9 traces");
  await field(page).fill("order_type = \"it's\" OR span() { self > 10ms }");
  await openFilters(page);
  const dialog = page.getByRole("dialog");
  await dialog.getByText("X-Ray does not know: span(), self").waitFor();
  const texts = await dialog.locator(".sm-copy-rows code").allInnerTexts();
  const filter = `annotation[order_type] = "it's" OR span() { self > 0.01 }`;
  const quoted = `'annotation[order_type] = "it'\\''s" OR span() { self > 0.01 }'`;
  assert.deepEqual(texts.slice(0, 3), [
    filter,
    `aws xray get-trace-summaries --start-time 1714564800 --end-time 1714565281 --filter-expression ${quoted}`,
    `aws xray create-group --group-name 'spanmap' --filter-expression ${quoted}`,
  ]);
  assert.match(texts[3], /^https:\/\/console\.aws\.amazon\.com\/xray\/home#\/traces\?filter=annotation%5B.*&timeRange=2024-05-01T12:00:00~2024-05-01T12:08:01$/);
  await screenshot(page, "copy-as");
  await dialog.locator(".sm-copy-rows button").nth(1).click();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), texts[1]);
});

pageTest("an open trace says why it matches, and leads to the span", loaded, async ({ page }) => {
  await summary(page, "9 traces");
  await field(page).fill('service("Order") { fault AND order_type = "express" }');
  await summary(page, "3 of 9 traces");
  const id = (i) => `1-${(1714564800 + 60 * i).toString(16)}-${String(i).padStart(24, "0")}`;
  await page.locator("spanmap-viewer").evaluate((viewer, id) => viewer.select({ type: "trace", id }), id(2));
  const why = page.locator(".sm-why");
  await why.getByText("Matches the filter").click();
  const rows = why.locator("li");
  assert.equal(await rows.count(), 4);
  assert.deepEqual(await why.locator("li code").allInnerTexts(), ['service("Order")', "fault", 'annotation[order_type] = "express"']);
  await screenshot(page, "why");
  await why.getByRole("button", { name: "Go to Order" }).first().click();
  await page.locator(".sm-span-detail").getByText("Order").first().waitFor();
});

pageTest("a trace that the filter leaves out is opened by its id and says so", loaded, async ({ page }) => {
  await summary(page, "9 traces");
  await field(page).fill("fault AND responsetime > 10ms");
  await summary(page, "3 of 9 traces");
  await page.getByRole("tab", { name: "Traces" }).click();
  const id = page.getByRole("textbox", { name: "Trace id" });
  await id.fill("1-663230c0-000000000000000000000000".replace("663230c0", (1714564800).toString(16)));
  await id.press("Enter");
  const why = page.locator(".sm-why");
  await why.getByText("Does not match the filter").click();
  const marks = await why.locator("li .sm-why-mark").evaluateAll((all) => all.map((mark) => mark.ariaLabel));
  assert.deepEqual(marks, ["false", "false", "true"]);
  await field(page).fill("ok");
  await why.getByText("Matches the filter").waitFor();
});

pageTest("where storing is forbidden nothing fails, and it is said", { pages: PAGES, path: null }, async ({ page, url }) => {
  await page.addInitScript(() => {
    const denied = () => {
      throw new DOMException("denied", "SecurityError");
    };
    Object.defineProperty(window, "localStorage", { get: denied });
  });
  await page.goto(`${url}shop.html`);
  await summary(page, "9 traces");
  await field(page).fill("fault");
  await page.keyboard.press("Enter");
  await summary(page, "3 of 9 traces");
  await openFilters(page);
  const dialog = page.getByRole("dialog");
  await dialog.getByText("The page does not allow storing").waitFor();
  await dialog.getByRole("textbox", { name: "Name" }).fill("x");
  await dialog.getByRole("button", { name: "Save the filter" }).click();
  await dialog.getByRole("button", { name: "Delete x" }).waitFor();
});

pageTest("of many filters in a row only the first and the last are evaluated", loaded, async ({ page }) => {
  await summary(page, "9 traces");
  const [asked, traces] = await page.evaluate(async () => {
    const viewer = document.querySelector("spanmap-viewer");
    await viewer.summary();
    const post = Worker.prototype.postMessage;
    let asked = 0;
    Worker.prototype.postMessage = function (...message) {
      asked += 1;
      return post.apply(this, message);
    };
    for (let at = 0; at < 500; at += 1) viewer.filter = `duration >= ${at / 1000}`;
    viewer.filter = "fault";
    const { traces } = await viewer.summary();
    return [asked, traces];
  });
  assert.equal(traces, 3);
  assert.ok(asked < 20, `${asked} messages to the worker`);
});
