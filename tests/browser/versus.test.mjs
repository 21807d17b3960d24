// Two traces of the sample compared: chosen from the waterfall, in the list, by a link; rows, sums, keys.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { SITE } from "./server.mjs";
import { STRICT_CSP, pageTest, screenshot } from "./support.mjs";

const site = { path: null, csp: STRICT_CSP };
const phone = { ...site, context: { viewport: { width: 390, height: 844 }, locale: "ko" } };

/** A checkout that failed before most of its services were asked, and one that went well. */
function checkouts() {
  const traces = new Map();
  for (const line of readFileSync(`${SITE}www/sample/shop.jsonl`, "utf8").trim().split("\n")) {
    const segment = JSON.parse(line);
    traces.set(segment.trace_id, [...(traces.get(segment.trace_id) ?? []), segment]);
  }
  const entry = (segments) => segments.find((s) => !s.parent_id && s.http?.request?.url.endsWith("/checkout"));
  const find = (fault, count) => [...traces].find(([, segments]) => entry(segments) && !!entry(segments).fault === fault && segments.length === count)[0];
  return [find(true, 4), find(false, 7)];
}

const pane = (page) => page.locator(".sm-versus");
const rows = (page) => page.locator(".sm-pair-row:visible");
const cursor = (page) => page.locator(".sm-pair-row.sm-cursor");
const tree = (page) => page.getByRole("treegrid");
const button = (page, name) => page.getByRole("button", { name, exact: true });
const rowCount = async (page) => Number(await tree(page).getAttribute("aria-rowcount"));
const counted = (page, is) => page.waitForFunction(([is]) => {
  const count = Number(document.querySelector("spanmap-viewer").shadowRoot.querySelector("[role=treegrid]")?.ariaRowCount);
  return new Function("count", `return ${is}`)(count);
}, [is]);

/** The sample with a comparison in the address. */
async function visit(page, url, hash) {
  await page.goto(`${url}?sample#v=1&view=traces&${hash}`);
}

pageTest("a trace is compared from its waterfall", { ...site, csp: undefined }, async ({ page, url }) => {
  const [failed, well] = checkouts();
  await visit(page, url, `trace=${failed}`);
  await page.locator(".sm-span-row:visible").first().waitFor();
  await page.locator(".sm-rivals > summary").click();
  const rivals = page.locator(".sm-rival");
  await rivals.nth(2).waitFor();
  assert.deepEqual(await page.locator(".sm-rival__why").allTextContents(), ["Fastest", "Median", "Slowest"]);
  await screenshot(page, "versus-begin");
  const field = page.locator(".sm-rival-form input");
  await field.fill(well);
  await field.press("Enter");
  await rows(page).nth(3).waitFor();
  assert.match(new URL(page.url()).hash, new RegExp(`trace=${failed}&versus=${well}`));

  // Rows: what both have has two bars and a difference, what one has alone says so.
  const first = rows(page).first();
  assert.equal(await first.locator(".sm-span-bar:visible").count(), 2);
  assert.match(await first.locator(".sm-difference").textContent(), /^[+−]\d/);
  const alone = rows(page).filter({ hasText: "only in B" });
  assert.ok((await alone.count()) > 0);
  assert.equal(await alone.first().locator(".sm-span-bar:visible").count(), 1);
  assert.match(await alone.first().locator(".sm-lanes").getAttribute("aria-label"), /not in A · B: starts at .*, takes /);
  assert.match(await page.locator(".sm-versus-sum").textContent(), /B takes .* (longer|less) \(.*%\)\d+ spans in both/);
  await screenshot(page, "versus");

  // Keys, as in the waterfall.
  const all = await rowCount(page);
  await tree(page).focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowDown");
  assert.equal(await cursor(page).getAttribute("aria-level"), "2");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowLeft");
  await counted(page, "count === 2");
  assert.equal(await cursor(page).getAttribute("aria-expanded"), "false");
  await page.keyboard.press("ArrowRight");
  await counted(page, `count === ${all}`);
  await page.keyboard.press("d");
  await counted(page, `count > 1 && count <= ${all}`);
  assert.match(new URL(page.url()).hash, /differing=1/);
  await page.keyboard.press("d");
  await counted(page, `count === ${all}`);

  // Enter opens the span in its trace, and the way back ends on the same row.
  await alone.first().click();
  const name = await cursor(page).locator(".sm-span-name").textContent();
  await tree(page).focus();
  await page.keyboard.press("Enter");
  await page.locator(".sm-span-row.sm-cursor:not(.sm-pair-row)", { hasText: name }).waitFor();
  assert.match(new URL(page.url()).hash, new RegExp(`trace=${well}&span=`));
  await page.goBack();
  await page.locator(".sm-pair-row.sm-cursor", { hasText: name }).waitFor();

  // The link shows the same to others.
  await button(page, "Operations").click();
  await page.reload();
  await page.locator(".sm-sums tbody tr").nth(3).waitFor();
  await screenshot(page, "versus-sums");
  await page.locator(".sm-sums tbody button").first().click();
  await page.locator(".sm-sums").waitFor({ state: "detached" });
  await cursor(page).waitFor();
  await button(page, "Swap A and B (x)").click();
  await page.waitForFunction(([hash]) => location.hash.includes(hash), [`trace=${well}&versus=${failed}`]);
  await page.locator(".sm-pair-row", { hasText: "only in A" }).first().waitFor();
  await tree(page).focus();
  await page.keyboard.press("Escape");
  await pane(page).waitFor({ state: "detached" });
  await page.locator(".sm-span-row:visible").first().waitFor();
});

pageTest("two traces are picked in the list", site, async ({ page, url }) => {
  await page.goto(`${url}?sample#v=1&view=traces`);
  const traces = page.locator(".sm-trace-row:not(.sm-trace-row--head):visible");
  await traces.nth(3).waitFor();
  await button(page, "Compare two").click();
  const line = page.locator(".sm-pick-line");
  assert.match(await line.textContent(), /Choose the first of two traces/);
  await traces.nth(1).click();
  await line.getByText("Choose the trace to compare with").waitFor();
  assert.equal(await page.locator(".sm-trace-row.sm-picked:visible").count(), 1);
  await screenshot(page, "versus-pick");
  await page.locator(".sm-traces [role=grid]").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await rows(page).first().waitFor();
  await page.keyboard.press("Escape");
  await pane(page).waitFor({ state: "detached" });
  await button(page, "All traces").click();
  await button(page, "Compare two").click();
  await page.keyboard.press("Escape");
  await line.waitFor({ state: "hidden" });
});

pageTest("a trace that is not there is told", site, async ({ page, url }) => {
  const [failed] = checkouts();
  await visit(page, url, `trace=${failed}&versus=nowhere`);
  await page.getByRole("alert").getByText("No trace with the id nowhere").waitFor();
  await button(page, "Close the comparison (Esc)").click();
  await page.locator(".sm-span-row:visible").first().waitFor();
});

pageTest("a phone shows both traces in Korean", phone, async ({ page, url }) => {
  const [failed, well] = checkouts();
  await visit(page, url, `trace=${failed}&versus=${well}&differing=1`);
  await rows(page).nth(3).waitFor();
  await page.locator(".sm-pair-row", { hasText: "B에만 있음" }).first().waitFor();
  const wide = await page.evaluate(() => {
    const root = document.querySelector("spanmap-viewer").shadowRoot;
    return [...root.querySelectorAll(".sm-versus :is(.sm-trace-head, .sm-scroller, .sm-versus-foot)")].filter((e) => e.scrollWidth > innerWidth + 1).map((e) => e.className);
  });
  assert.deepEqual(wide, []);
  await screenshot(page, "versus-phone");
});
