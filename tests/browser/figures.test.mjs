// Figures that can be trusted: of how many requests they are, which say little, how exact percentiles are.

import assert from "node:assert/strict";

import { STRICT_CSP, pageTest, screenshot } from "./support.mjs";

const PAGE = (lang) => `<!doctype html><html lang="${lang}"><meta charset="utf-8"><title>test</title><link rel="stylesheet" href="www/site.css"><script type="module" src="www/element.js"></script><spanmap-viewer lang="${lang}"></spanmap-viewer>`;
const PAGES = { "en.html": PAGE("en"), "ko.html": PAGE("ko") };
const START = 1_718_000_000;
const hex = (number, digits) => number.toString(16).padStart(digits, "0");
const shown = (lang) => ({ pages: PAGES, path: `${lang}.html`, csp: STRICT_CSP });

/** Requests of one service, each a second after the other; some fail. */
async function load(page, requests) {
  const segments = Array.from({ length: requests }, (_, i) => ({
    trace_id: `1-${hex(START, 8)}-${hex(i + 1, 24)}`, id: hex(i + 1, 16), name: "shop", fault: i % 4 === 0,
    start_time: START + i, end_time: START + i + 0.1 + i / 1000, http: { request: { method: "GET", url: "http://shop.test/" } },
  }));
  await page.waitForSelector("spanmap-viewer:defined");
  await page.locator("spanmap-viewer").evaluate((viewer, text) => viewer.load(text), JSON.stringify(segments));
  await page.locator("[data-node=shop]").waitFor();
}

const select = (page) => page.locator("spanmap-viewer").evaluate((viewer) => viewer.select({ type: "node", id: "shop" }));
const figure = (page, name) => page.locator(".sm-det-figure", { has: page.getByText(name, { exact: true }) });

pageTest("figures from few requests are marked wherever they stand", shown("en"), async ({ page }) => {
  await load(page, 12);
  const card = page.locator("[data-node=shop]");
  assert.match(await card.getAttribute("aria-label"), /12 requests, .* faults, few: n = 12/);
  assert.match(await card.locator(".sm-node-figures").first().textContent(), /^≈\d/);
  await page.locator(".sm-summary").getByRole("img", { name: "few: n = 12" }).first().waitFor();
  await select(page);
  for (const name of ["Per minute", "Average", "p50", "p95", "p99"]) {
    assert.equal(await figure(page, name).getByRole("img", { name: "few: n = 12" }).count(), 1, name);
  }
  assert.equal(await figure(page, "Requests").locator(".sm-few").count(), 0);
  assert.match(await figure(page, "p95").getAttribute("title"), /^95 % of 12 timed requests took at most this long; exact$/);
  await screenshot(page, "few");
});

pageTest("figures from many are not, and percentiles tell their error", shown("en"), async ({ page }) => {
  await load(page, 80);
  await select(page);
  await figure(page, "p95").waitFor();
  assert.equal(await page.locator(".sm-few").count(), 0);
  assert.match(await figure(page, "p95").getAttribute("title"), /80 timed requests.*; within ±0\.8\s%$/);
  await page.getByRole("button", { name: "Legend" }).click();
  await page.getByText("From fewer than 30 requests").waitFor();
  await page.getByText(/p95 is exact up to 64 requests, else within 0\.8\s%/).waitFor();
});

pageTest("a client's details count the requests that it makes", shown("ko"), async ({ page }) => {
  await load(page, 12);
  const id = await page.locator("spanmap-viewer").evaluate(async (viewer) => {
    const { nodes } = await viewer.serviceGraph();
    const client = nodes.find((node) => node.type === "client");
    viewer.select({ type: "node", id: client.id });
    return client.id;
  });
  assert.ok(id);
  assert.match(await figure(page, "요청").innerText(), /12/);
  await figure(page, "평균").getByRole("img", { name: "적음: n = 12" }).waitFor();
});
