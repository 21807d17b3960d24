// Events on the bars of the waterfall, work that goes on after its parent, and links from trace to trace.

import assert from "node:assert/strict";

import { STRICT_CSP, pageTest, screenshot } from "./support.mjs";

const PAGES = {
  "one.html": `<!doctype html><html lang="en"><meta charset="utf-8"><title>test</title><link rel="stylesheet" href="www/site.css"><script type="module" src="www/element.js"></script><spanmap-viewer></spanmap-viewer>`,
  "ko.html": `<!doctype html><html lang="ko"><meta charset="utf-8"><title>test</title><link rel="stylesheet" href="www/site.css"><script type="module" src="www/element.js"></script><spanmap-viewer lang="ko"></spanmap-viewer>`,
};
const one = { pages: PAGES, path: "one.html", csp: STRICT_CSP };
const ORDER = "a".repeat(32);
const NIGHT = "b".repeat(32);
const MANY = 100_000;

const nanos = (ms) => String(1_700_000_000_000_000_000n + BigInt(Math.round(ms * 1e6)));
const text = (key, value) => ({ key, value: { stringValue: value } });
const event = (name, ms, ...attributes) => ({ name, timeUnixNano: nanos(ms), attributes });

function span(traceId, id, parent, name, kind, start, end, rest = {}) {
  return {
    traceId, spanId: id.repeat(16), ...(parent && { parentSpanId: parent.repeat(16) }), name, kind,
    startTimeUnixNano: nanos(start), endTimeUnixNano: nanos(end), ...rest,
  };
}

/** An order with events, whose message is worked off after the answer, and a job at night that links to it. */
function data() {
  const thrown = event("exception", 60, text("exception.type", "TypeError"), text("exception.message", "x is undefined"));
  const rows = Array.from({ length: MANY }, (_, i) => event("row", 10 + i * 0.0004));
  const spans = [
    span(ORDER, "1", "", "GET /cart", 2, 0, 100, { events: [event("auth ok", 5, text("user", "u1")), thrown] }),
    span(ORDER, "2", "1", "SELECT", 3, 10, 50, { events: rows }),
    span(ORDER, "3", "1", "publish", 4, 70, 75),
    span(ORDER, "4", "3", "handle", 5, 72, 132),
    span(NIGHT, "5", "", "nightly", 5, 900, 950, { links: [{ traceId: ORDER, spanId: "4".repeat(16) }] }),
  ];
  return { resourceSpans: [{ resource: { attributes: [text("service.name", "web")] }, scopeSpans: [{ spans }] }] };
}

const row = (page, name) => page.locator(".sm-span-row:visible", { has: page.getByText(name, { exact: true }) });
const details = (page, heading) => page.locator(".sm-span-head h3", { hasText: heading });

async function open(page, trace) {
  await page.waitForSelector("spanmap-viewer:defined");
  await page.locator("spanmap-viewer").evaluate((viewer, data) => viewer.load(JSON.stringify(data)), data());
  await page.locator("spanmap-viewer").evaluate((viewer, trace) => (viewer.trace = trace), trace);
  await page.locator(".sm-span-row:visible").first().waitFor();
}

/** A place in the column of bars, by milliseconds of the trace. */
async function place(page, name, ms) {
  const bars = await row(page, name).locator(".sm-span-row__bar").boundingBox();
  return [bars.x + (bars.width * ms) / 132, bars.y + bars.height / 2];
}

pageTest("events are ticks that say what happened, and lead to the details", one, async ({ page }) => {
  await open(page, ORDER);
  const said = await row(page, "GET /cart").locator(".sm-span-row__bar").getAttribute("aria-label");
  assert.match(said, /2 events: auth ok \+5\sms, Exception TypeError \+60\sms/);
  await page.mouse.move(...(await place(page, "GET /cart", 60)));
  await page.locator(".sm-event-tip", { hasText: "Exception TypeError +60" }).waitFor();
  await page.mouse.move(...(await place(page, "GET /cart", 30)));
  await page.locator(".sm-event-tip").waitFor({ state: "detached" });
  await page.mouse.click(...(await place(page, "GET /cart", 5)));
  await details(page, "GET /cart").waitFor();
  const events = page.locator("[data-section=events] li");
  assert.deepEqual((await events.allInnerTexts()).map((line) => line.replaceAll(/\s+/g, " ")), ["+5 ms auth ok user u1", "+60 ms Exception TypeError"]);
  await screenshot(page, "events");
});

pageTest("a hundred thousand events are a few elements and one count", one, async ({ page }) => {
  await open(page, ORDER);
  const select = row(page, "SELECT");
  assert.match(await select.locator(".sm-span-row__bar").getAttribute("aria-label"), /100\s000 events: row ×250/);
  assert.ok((await select.locator(".sm-events *").count()) < 20);
  await page.mouse.click(...(await place(page, "SELECT", 30)));
  await details(page, "SELECT").waitFor();
  await page.locator("[data-section=events] li").nth(199).waitFor();
  assert.equal(await page.locator("[data-section=events] li").count(), 200);
  await page.locator("[data-section=events]").getByRole("button", { name: "Show more" }).click();
  await page.locator("[data-section=events] li").nth(399).waitFor();
});

pageTest("what goes on after its parent is marked", { ...one, path: "ko.html" }, async ({ page }) => {
  await open(page, ORDER);
  assert.equal(await page.locator(".sm-beyond").count(), 1);
  await row(page, "handle").click();
  await page.locator("[data-section=times]", { hasText: /상위 스팬보다 57\sms 늦게 끝남/ }).waitFor();
});

pageTest("a link leads to the span of the other trace, and back", one, async ({ page }) => {
  await open(page, NIGHT);
  await row(page, "nightly").getByRole("img", { name: "1 link" }).waitFor();
  await row(page, "nightly").click();
  const follow = page.locator("[data-section=links]").getByRole("button", { name: "Open" });
  await follow.click();
  await details(page, "handle").waitFor();
  await page.locator("[data-section=links]", { hasText: "linked from" }).waitFor();
  await follow.click();
  await details(page, "nightly").waitFor();
  assert.equal(await page.locator("spanmap-viewer").evaluate((viewer) => viewer.openTrace), NIGHT);
});
