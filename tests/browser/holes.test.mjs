// Traces with holes and clocks that differ, and what could not be read, as a person sees them.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { STRICT_CSP, drop, pageTest, screenshot } from "./support.mjs";

const HEAD = `<!doctype html><meta charset="utf-8"><title>test</title><link rel="stylesheet" href="www/site.css"><script type="module" src="www/element.js"></script>`;
const TREES = readFileSync(new URL("../fixtures/odd/trees.jsonl", import.meta.url));
const PAGES = {
  "trees.html": `${HEAD}<spanmap-viewer src="trees.jsonl"></spanmap-viewer>`,
  "korean.html": `${HEAD}<spanmap-viewer src="trees.jsonl" lang="ko"></spanmap-viewer>`,
  "trees.jsonl": TREES,
};
const odd = { pages: PAGES, path: "trees.html", csp: STRICT_CSP };

const traceId = (number) => number.toString(16).padStart(32, "0");
const rows = (page) => page.locator(".sm-span-row:visible");
const notes = (page) => page.locator(".sm-trace-head .sm-fall-notes");

/** Opens a trace of the fixture by its number. */
async function open(page, number, rowsExpected) {
  await page.waitForSelector("spanmap-viewer:defined");
  await page.locator(".sm-summary").getByText("traces").or(page.locator(".sm-summary").getByText("트레이스")).first().waitFor();
  await page.evaluate((id) => document.querySelector("spanmap-viewer").setAttribute("trace", id), traceId(number));
  await rows(page).nth(rowsExpected - 1).waitFor();
  assert.equal(await rows(page).count(), rowsExpected, "no row is dropped");
}

/** Left edges and widths of the bars in percent of their column, from the top row down. */
const bars = (page) =>
  page.locator(".sm-span-row:visible").evaluateAll((rows) =>
    rows
      .sort((a, b) => a.ariaRowIndex - b.ariaRowIndex)
      .map((row) => row.querySelector(".sm-span-bar").style)
      .map(({ left, width }) => [Math.round(parseFloat(left)), Math.round(parseFloat(width))]));

pageTest("each odd tree is shown with all its rows, and says what is odd", odd, async ({ page }) => {
  const expected = [
    [1, 5, "0000000000000009 ×2"],
    [2, 4, "the trace context got lost between web and pay"],
    [3, 2, "2 of 2 spans: the parent is not in the data"],
    [4, 4, "closed a circle of parents"],
    [5, 4, "the id is that of another"],
    [6, 4, "outside of their parent's time"],
    [7, 3, "no start in the file"],
    [8, 2, "times that make no sense"],
    [9, 4, "not exported yet"],
  ];
  for (const [trace, count, words] of expected) {
    await open(page, trace, count);
    await notes(page).getByText(words).first().waitFor();
    assert.ok((await page.locator(".sm-span-row:visible .sm-tag--warning").count()) > 0, `trace ${trace} marks a row`);
    assert.ok((await notes(page).locator("svg").count()) > 0, "by more than words and colour");
  }
  await screenshot(page, "holes");
});

pageTest("clocks are brought together by a switch, and taken back", odd, async ({ page }) => {
  await open(page, 1, 5);
  const toggle = page.getByRole("button", { name: "Adjust clocks" });
  assert.equal(await toggle.count(), 0, "clocks that agree need no switch");
  await open(page, 10, 6);
  assert.equal(await toggle.getAttribute("aria-pressed"), "false", "off until it is asked for");
  const asRecorded = await bars(page);
  assert.equal(await page.locator(".sm-tag--moved:visible").count(), 0);
  await toggle.click();
  await page.locator(".sm-tag--moved:visible", { hasText: "−500 ms" }).first().waitFor();
  const moved = await page.locator(".sm-tag--moved:visible").allTextContents();
  assert.deepEqual(moved.map((text) => text.replaceAll("\u00a0", " ")), ["−500 ms", "−500 ms", "+210 ms"]);
  assert.deepEqual((await bars(page))[2], [20, 40], "the callee stands within its call");
  const table = page.getByRole("table", { name: "Clocks that differ" });
  const cells = (await table.locator("tbody tr").allInnerTexts()).map((row) => row.replaceAll("\u00a0", " ").replace(/\s*\t\s*/g, " | ").trim());
  assert.deepEqual(cells, ["pay | −500 ms | 2", "stock | +210 ms | 1"]);
  await rows(page).nth(2).click();
  const times = page.locator("[data-section=times]");
  await times.getByText("Clocks adjusted").waitFor();
  await times.getByText("+20 ms").waitFor();
  await screenshot(page, "clocks");
  await toggle.click();
  await page.locator(".sm-tag--moved:visible").first().waitFor({ state: "detached" });
  assert.deepEqual(await bars(page), asRecorded);
  await times.getByText("Clocks adjusted").waitFor({ state: "detached" });
});

pageTest("the causes are told in Korean", { ...odd, path: "korean.html" }, async ({ page }) => {
  await open(page, 9, 4);
  await notes(page).getByText("추정: 아직 내보내지 않았습니다").waitFor();
  await open(page, 10, 6);
  await page.getByRole("button", { name: "시계 보정" }).click();
  await page.getByRole("table", { name: "서로 다른 시계" }).waitFor();
});

pageTest("the API tells what became of missing parents", odd, async ({ page }) => {
  await page.waitForSelector("spanmap-viewer:defined");
  await page.locator(".sm-summary").getByText("traces").waitFor();
  const trace = await page.evaluate((id) => document.querySelector("spanmap-viewer").trace(id), traceId(2));
  assert.match(trace.notes.join("\n"), /Likely: the trace context got lost between web and pay/);
  assert.match(trace.spans[2].warnings.join("\n"), /Likely/);
});

pageTest("problems are told in Korean, and in English to the embedding page", { ...odd, path: "korean.html" }, async ({ page }) => {
  await page.waitForSelector("spanmap-viewer:defined");
  await page.locator(".sm-summary").getByText("트레이스").first().waitFor();
  await page.evaluate(() => {
    const viewer = document.querySelector("spanmap-viewer");
    globalThis.loaded = new Promise((resolve) => viewer.addEventListener("spanmap-load", ({ detail }) => resolve(detail), { once: true }));
  });
  await drop(page, [["cut.jsonl", `${TREES}{"traceId": "1", "id": `], ["logs.json", `{"resourceLogs":[]}`]]);
  const report = await page.evaluate(() => globalThis.loaded);
  const told = report.problems.map(({ code, reason }) => `${code}: ${reason}`);
  assert.ok(told.includes("cutRecord: the text ends within a record"), told.join("\n"));
  await page.getByRole("button", { name: /문제/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("레코드 중간에서 텍스트가 끝납니다").waitFor();
  await dialog.getByText("스팬이 아니라 로그입니다").waitFor();
  await screenshot(page, "problems-korean");
});
