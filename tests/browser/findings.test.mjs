// What is found about many traces: failures, what they share, where the time goes, waste.

import assert from "node:assert/strict";

import { STRICT_CSP, pageTest, screenshot } from "./support.mjs";

const PAGE = (lang) => `<!doctype html><html lang="${lang}"><meta charset="utf-8"><title>test</title><link rel="stylesheet" href="www/site.css"><script type="module" src="www/element.js"></script><spanmap-viewer src="www/sample/shop.jsonl" view="analysis"></spanmap-viewer>`;
const loaded = {
  pages: { "sample.html": PAGE("en"), "korean.html": PAGE("ko") },
  path: "sample.html",
  csp: STRICT_CSP,
  context: { timezoneId: "UTC" },
};

const part = (page, name) => page.getByRole("navigation", { name: "Parts of the analysis" }).getByRole("button", { name });
const found = (page, text) => page.locator(".sm-find").filter({ hasText: text });
const filter = (page) => page.locator("spanmap-viewer").evaluate((viewer) => viewer.filter);

pageTest("failures stand where they began, and lead to what they share", loaded, async ({ page }) => {
  await part(page, "Errors").click();
  const refused = page.locator(".sm-find").first();
  await refused.getByText("java.net.ConnectException").waitFor();
  assert.match(await refused.innerText(), /Payment[^]*Connection refused[^]*66 traces/);
  assert.equal(await found(page, "PaymentFailedException").count(), 0);
  await screenshot(page, "findings-errors");
  await refused.getByRole("button", { name: "What do they share?" }).click();
  const first = page.locator(".sm-find").first();
  await first.getByText("payment_provider").waitFor();
  assert.match(await first.innerText(), /ProviderA[^]*Fisher's exact test, n = 66 and 936, p < 0\.001/);
  await page.getByText("Traces with java.net.ConnectException: Connection refused").waitFor();
  await screenshot(page, "findings-share");
  await first.getByRole("button", { name: /ProviderA/ }).click();
  await page.locator(".sm-summary").getByText("67 of 1 002 traces").or(page.locator(".sm-summary").getByText(/^67 /)).first().waitFor();
  assert.equal(await filter(page), 'annotation.payment_provider = "ProviderA"');
});

pageTest("an example opens its trace at the span that failed", loaded, async ({ page }) => {
  await part(page, "Errors").click();
  await page.locator(".sm-find").first().getByRole("button", { name: /^Open trace 1-/ }).first().click();
  await page.getByRole("treegrid").or(page.getByRole("tree")).first().waitFor();
  await page.getByText("charge card").first().waitFor();
});

pageTest("a filter and a node's slow part can be compared", loaded, async ({ page }) => {
  await part(page, "What do they share").click();
  await page.getByText("Traces that ended in a fault").waitFor();
  await page.getByRole("textbox", { name: "Filter expression of the traces to compare" }).fill("responsetime > 2");
  await page.getByRole("button", { name: "Compare", exact: true }).click();
  await page.getByText("Traces that match responsetime > 2").waitFor();
  await page.getByRole("textbox", { name: "Filter expression of the traces to compare" }).fill("=");
  await page.getByRole("button", { name: "Compare", exact: true }).click();
  await page.getByText("These traces cannot be selected").waitFor();
  await page.getByRole("button", { name: "Compare faults" }).click();
  await page.getByText("Traces that ended in a fault").waitFor();
  await page.locator("spanmap-viewer").evaluate((viewer) => {
    viewer.view = "map";
    viewer.select({ type: "node", id: "Payment" });
  });
  await page.getByRole("button", { name: "Compare its slow part" }).click();
  await page.getByText(/Requests of Payment that took .* or longer/).waitFor();
});

pageTest("time and waste are told with their examples", loaded, async ({ page }) => {
  await part(page, "Where the time goes").click();
  await page.getByRole("heading", { name: "By SQL statement" }).waitFor();
  assert.match(await page.locator(".sm-find").first().innerText(), /82[^]*Payment DB/);
  await screenshot(page, "findings-time");
  await part(page, "Waste").click();
  await found(page, "Failed tries").getByText("Email").waitFor();
  await found(page, "Calls one after the other").first().getByText("Inventory").waitFor();
  await screenshot(page, "findings-waste");
});

pageTest("it speaks Korean on a small dark screen", { ...loaded, path: "korean.html", context: { locale: "ko-KR", colorScheme: "dark", viewport: { width: 390, height: 844 } } }, async ({ page }) => {
  await page.getByRole("button", { name: "공통점" }).click();
  await page.locator(".sm-find").getByText("ProviderA").first().waitFor();
  await screenshot(page, "findings-share-ko");
  const sideways = await page.locator(".sm-analysis").evaluate((pane) => pane.scrollWidth - pane.clientWidth);
  assert.equal(sideways, 0);
});
