// A part of the map, or services as groups; and what is left out always in sight.

import assert from "node:assert/strict";

import { STRICT_CSP, pageTest, screenshot } from "./support.mjs";
import { lines, shop } from "./traces.mjs";

const PAGES = {
  "shop.html": `<!doctype html><html lang="en"><meta charset="utf-8"><title>test</title><link rel="stylesheet" href="www/site.css"><script type="module" src="www/element.js"></script><spanmap-viewer src="shop.jsonl"></spanmap-viewer>`,
  "shop.jsonl": lines(shop(9)),
};
const loaded = { pages: PAGES, path: "shop.html", csp: STRICT_CSP };

const cards = (page) => page.locator(".sm-node");
const select = (page, id) => page.locator("spanmap-viewer").evaluate((viewer, id) => viewer.select({ type: "node", id }), id);

pageTest("a focus leaves services out, says how many, and lets go", loaded, async ({ page }) => {
  await cards(page).nth(3).waitFor();
  const all = await cards(page).count();
  await select(page, "Payment");
  await page.getByRole("button", { name: "Focus", exact: true }).click();
  await page.getByText("Around Payment").waitFor();
  await page.getByLabel("callers, calls away").selectOption("1");
  await page.getByText(/^2 services hidden/).waitFor();
  assert.equal(await cards(page).count(), all - 2);
  await screenshot(page, "map-focus");
  await page.getByRole("button", { name: "Show all" }).click();
  await page.waitForFunction((all) => document.querySelector("spanmap-viewer").shadowRoot.querySelectorAll(".sm-node").length === all, all);
});

pageTest("the details tell what depends on a service", loaded, async ({ page }) => {
  await cards(page).nth(3).waitFor();
  await select(page, "Payment");
  const section = page.locator(".sm-det-section").filter({ hasText: "Depends on it" });
  await section.getByRole("button", { name: /API/ }).waitFor();
  assert.match(await section.innerText(), /API\s+≈100\s%\s+9/);
});

const grouped = { ...loaded, pages: { ...PAGES, "shop.jsonl": lines(shop(9, { name: "Order-api" })) } };

pageTest("services are grouped, looked into, unfolded and drawn one by one again", grouped, async ({ page }) => {
  await cards(page).nth(3).waitFor();
  const all = await cards(page).count();
  const drawn = (number) => page.waitForFunction((number) => document.querySelector("spanmap-viewer").shadowRoot.querySelectorAll(".sm-node").length === number, number);
  await page.getByText("Focus and groups").click();
  await page.getByLabel("Group services by").selectOption({ label: "Beginning of the name" });
  await page.getByText("Grouped by Beginning of the name (groups: 1)").waitFor();
  await drawn(all - 1);
  await page.getByText("Focus and groups").click();
  await select(page, "group:Order");
  const members = page.locator(".sm-det-section").filter({ hasText: "Services of the group" });
  assert.match(await members.innerText(), /Order[^]*Order-api/);
  await page.getByRole("button", { name: "Unfold the group" }).click();
  await drawn(all);
  // The box round the two holds nobody else.
  const strangers = await page.evaluate(() => {
    const root = document.querySelector("spanmap-viewer").shadowRoot;
    const group = root.querySelector(".sm-group-box").getBoundingClientRect();
    const nodes = [...root.querySelectorAll(".sm-node")].filter((node) => {
      const { left, right, top, bottom } = node.querySelector(".sm-node-box").getBoundingClientRect();
      return left < group.right && group.left < right && top < group.bottom && group.top < bottom;
    });
    return nodes.map((node) => node.dataset.node).filter((id) => !id.startsWith("Order"));
  });
  assert.deepEqual(strangers, []);
  await page.getByRole("button", { name: "Fold Order" }).click();
  await drawn(all - 1);
  await page.getByRole("button", { name: "Unfold all" }).click();
  await drawn(all);
  await page.getByRole("button", { name: "Fold Order" }).press("Enter");
  await drawn(all - 1);
  await page.getByRole("button", { name: "Draw all services one by one" }).click();
  await drawn(all);
});
