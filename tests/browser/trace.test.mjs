// The trace list, the waterfall and the details of a span, as a person works them.

import assert from "node:assert/strict";

import { pageTest, screenshot, STRICT_CSP, TRUSTED_TYPES_CSP } from "./support.mjs";

const PAGES = {
  "one.html": `<!doctype html><html lang="en"><meta charset="utf-8"><title>test</title><link rel="stylesheet" href="www/site.css"><script type="module" src="www/element.js"></script><spanmap-viewer></spanmap-viewer>`,
};
const one = { pages: PAGES, path: "one.html", csp: STRICT_CSP };

const START = 1_718_000_000;
const HOSTILE = `<img src=x onerror="document.title='hacked'">`;

/** An id of `digits` hexadecimal digits, different for each number. */
const hex = (number, digits) => number.toString(16).padStart(digits, "0");
const traceId = (number) => `1-${hex(START, 8)}-${hex(number + 1, 24)}`;

/** A segment of trace `trace` that begins `at` seconds after the start of the data and takes `length`. */
function segment(trace, id, name, at, length, rest = {}) {
  const start = START + at;
  return { trace_id: traceId(trace), id: hex(id, 16), name, start_time: start, end_time: start + length, ...rest };
}

/** Traces of different lengths, each with a call to a database; every third one fails. */
function shop(traces) {
  return Array.from({ length: traces }, (_, i) => {
    const length = 0.05 + ((i * 37) % traces) / 100;
    const fault = i % 3 === 0;
    return segment(i, i * 2 + 1, "shop", i, length, {
      fault,
      http: { request: { method: "GET", url: `http://shop.example/item/${i}` }, response: { status: fault ? 500 : 200 } },
      annotations: { region: i % 2 === 0 ? "eu" : "us", number: i },
      subsegments: [
        {
          id: hex(i * 2 + 2, 16), name: "orders", namespace: "remote", start_time: START + i, end_time: START + i + length / 2,
          sql: { database_type: "PostgreSQL", sanitized_query: "SELECT id, name FROM orders WHERE id = ? ORDER BY name" },
        },
      ],
    });
  });
}

/** One trace: a root with `children`, of which the last hundred and one fail. */
function wide(children) {
  const step = 1 / children;
  const subsegments = Array.from({ length: children }, (_, i) => ({
    id: hex(i + 2, 16), name: `step ${i}`, start_time: START + i * step, end_time: START + (i + 1) * step,
    ...(i > children - 102 ? { error: true } : {}),
  }));
  return [segment(0, 1, "wide", 0, 1, { subsegments })];
}

/** One trace whose spans stand each inside the one before, as separate documents so that no text is deep. */
function deep(levels) {
  return Array.from({ length: levels }, (_, i) =>
    segment(0, i + 1, `level ${i}`, i * 1e-4, 1 - i * 2e-4, i === 0 ? {} : { parent_id: hex(i, 16), type: "subsegment" }));
}

/** Everything that the details can show, under names that want to be more than text. */
function rich() {
  return [
    segment(0, 1, HOSTILE, 0, 2, {
      http: { request: { method: "GET", url: "javascript:alert(1)" }, response: { status: 502 } },
      fault: true,
      annotations: { region: "eu", [HOSTILE]: HOSTILE },
      metadata: { default: { cart: { items: [1, 2, { name: HOSTILE }] }, many: Array.from({ length: 500 }, (_, i) => i) } },
      cause: {
        working_directory: "/srv/shop",
        exceptions: [
          { id: hex(9, 16), type: "PaymentError", message: HOSTILE, cause: hex(10, 16), stack: [{ path: "pay.js", line: 12, label: "charge" }], truncated: 3 },
          { id: hex(10, 16), type: "ConnectionRefused", message: "no one listens", remote: true, skipped: 2 },
        ],
      },
      subsegments: [
        { id: hex(2, 16), name: "db", namespace: "remote", start_time: START + 0.5, end_time: START + 1.5, sql: { sanitized_query: "SELECT 1 FROM t WHERE a = ?" } },
        { id: hex(3, 16), name: "open end", start_time: START + 1.6, in_progress: true },
      ],
    }),
  ];
}

async function load(page, segments) {
  await page.waitForSelector("spanmap-viewer:defined");
  await page.evaluate((text) => document.querySelector("spanmap-viewer").load(text), JSON.stringify(segments));
}

const rows = (page) => page.locator(".sm-span-row:visible");
const names = (page) => page.locator(".sm-span-row:visible .sm-span-name");
const cursor = (page) => page.locator(".sm-span-row.sm-cursor");
const tree = (page) => page.locator("[role=treegrid]");
const listRow = (page, row) => page.locator(`.sm-trace-row[aria-rowindex="${row + 2}"]`);

/** Loads one trace and opens it from the list. */
async function open(page, segments) {
  await load(page, segments);
  await showList(page);
  await listRow(page, 0).click();
  await rows(page).first().waitFor();
}

async function showList(page) {
  await page.getByRole("tab").nth(1).click();
  await listRow(page, 0).waitFor();
}

/** The text of the cells with this class, from the top row down. */
async function column(page, name) {
  const cells = await page.locator(`.sm-trace-row:visible:not(.sm-trace-row--head)`).evaluateAll(
    (rows, name) => rows
      .sort((a, b) => a.ariaRowIndex - b.ariaRowIndex)
      .map((row) => row.querySelector(`.sm-cell--${name}`).textContent.trim()),
    name,
  );
  return cells;
}

const sorted = (list) => list.every((value, i) => i === 0 || list[i - 1] >= value);

pageTest("the list is sorted by its heads and opened by click and by key", one, async ({ page }) => {
  await load(page, shop(60));
  await showList(page);
  assert.match(await page.locator(".sm-count-line").textContent(), /^60 traces$/);
  const duration = page.getByRole("columnheader", { name: "Duration" });
  await duration.getByRole("button").click();
  await page.waitForFunction(() =>
    document.querySelector("spanmap-viewer").shadowRoot.querySelector(".sm-cell--duration").ariaSort === "descending");
  await page.waitForFunction((id) =>
    document.querySelector("spanmap-viewer").shadowRoot.querySelector('[aria-rowindex="2"] .sm-cell--id').textContent !== id, traceId(59));
  const lengths = (await column(page, "duration")).map((text) => parseFloat(text) * (/ms/.test(text) ? 1 : 1000));
  assert.ok(sorted(lengths), lengths.join());
  await listRow(page, 2).click();
  await rows(page).first().waitFor();
  assert.equal(await rows(page).count(), 2);
  await page.keyboard.press("Escape");
  await listRow(page, 0).waitFor();
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowDown");
  assert.equal(await listRow(page, 1).getAttribute("aria-selected"), "true");
  await page.keyboard.press("End");
  await page.waitForFunction(() =>
    document.querySelector("spanmap-viewer").shadowRoot.querySelector(".sm-trace-row.sm-cursor")?.ariaRowIndex === "61");
  await page.keyboard.press("Enter");
  await rows(page).first().waitFor();
  await screenshot(page, "trace-waterfall");
});

pageTest("neighbours in the list are a click away", one, async ({ page }) => {
  await load(page, shop(5));
  await showList(page);
  const ids = await column(page, "id");
  await listRow(page, 1).click();
  await page.locator(".sm-trace-title code").waitFor();
  for (const [button, expected] of [["Next trace of the list", ids[2]], ["Previous trace of the list", ids[1]], ["Previous trace of the list", ids[0]]]) {
    await page.getByRole("button", { name: button }).click();
    await page.locator(".sm-trace-title code", { hasText: expected }).waitFor();
  }
  assert.ok(await page.getByRole("button", { name: "Previous trace of the list" }).isDisabled());
});

pageTest("only rows in sight are elements", one, async ({ page }) => {
  await open(page, wide(20_000));
  assert.equal(await tree(page).getAttribute("aria-rowcount"), "20002");
  const inDom = await page.locator(".sm-span-row").count();
  assert.ok(inDom < 60, `${inDom} rows`);
  await page.keyboard.press("End");
  await names(page).getByText("step 19999").waitFor();
  await tree(page).evaluate((element) => (element.scrollTop = element.scrollHeight / 2));
  await names(page).getByText(/^step (99|100)\d\d$/).first().waitFor();
  assert.equal(await page.locator(".sm-span-row").count(), inDom);
});

pageTest("keys walk, fold and go to errors", one, async ({ page }) => {
  await open(page, wide(300));
  assert.equal(await cursor(page).getAttribute("aria-expanded"), "true");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowDown");
  assert.equal(await cursor(page).locator(".sm-span-name").textContent(), "step 1");
  await page.keyboard.press("PageDown");
  await page.keyboard.press("ArrowLeft");
  assert.equal(await cursor(page).locator(".sm-span-name").textContent(), "wide");
  await page.keyboard.press("ArrowLeft");
  await page.waitForFunction(() =>
    document.querySelector("spanmap-viewer").shadowRoot.querySelector("[role=treegrid]").getAttribute("aria-rowcount") === "2");
  assert.equal(await cursor(page).getAttribute("aria-expanded"), "false");
  assert.match(await cursor(page).locator(".sm-fold").textContent(), /300/);
  await page.keyboard.press("e");
  await cursor(page).getByText("step 199").waitFor();
  await page.keyboard.press("e");
  await cursor(page).getByText("step 200").waitFor();
  await page.keyboard.press("Shift+E");
  await cursor(page).getByText("step 199").waitFor();
});

pageTest("levels fold and unfold, and the cursor stays near", one, async ({ page }) => {
  await open(page, deep(30));
  await page.keyboard.press("End");
  await cursor(page).getByText("level 29").waitFor();
  await page.keyboard.press("3");
  await cursor(page).getByText("level 2", { exact: true }).waitFor();
  assert.equal(await rows(page).count(), 3);
  await page.getByRole("button", { name: "One level more" }).click();
  await page.locator(".sm-level", { hasText: "4 of 30" }).waitFor();
  await page.getByRole("button", { name: "Unfold all" }).click();
  await page.locator(".sm-level", { hasText: "30 of 30" }).waitFor();
  await names(page).getByText("level 5", { exact: true }).waitFor();
});

pageTest("a tree of two thousand levels stays in its column", one, async ({ page }) => {
  await open(page, deep(2_000));
  await page.keyboard.press("End");
  const last = names(page).getByText("level 1999");
  await last.waitFor();
  const [name, column] = await Promise.all([last.boundingBox(), page.locator(".sm-tree-head__names").boundingBox()]);
  assert.ok(name.x + 30 < column.x + column.width, "the name is in sight");
  assert.match(await page.locator(".sm-tree-head__names").textContent(), /from level/);
});

pageTest("search counts, marks and goes round", one, async ({ page }) => {
  await open(page, wide(500));
  await page.keyboard.press("/");
  await page.keyboard.type("STEP 49");
  await page.locator(".sm-search__count", { hasText: /^11 matches$/ }).waitFor();
  await page.keyboard.press("Enter");
  await page.locator(".sm-search__count", { hasText: "1 of 11" }).waitFor();
  await cursor(page).getByText("step 49", { exact: true }).waitFor();
  assert.equal(await cursor(page).locator("mark").textContent(), "step 49");
  await page.keyboard.press("Shift+Enter");
  await cursor(page).getByText("step 499").waitFor();
  await page.keyboard.press("Escape");
  await page.locator(".sm-search__count", { hasText: /^$/ }).waitFor({ state: "attached" });
  await page.locator(".sm-span-row mark").first().waitFor({ state: "detached" });
});

pageTest("a drag over the bars zooms, and 0 shows all again", one, async ({ page }) => {
  await open(page, wide(10));
  const ruler = await page.locator(".sm-ruler").boundingBox();
  const y = ruler.y + 120;
  await page.mouse.move(ruler.x + ruler.width * 0.25, y);
  await page.mouse.down();
  await page.mouse.move(ruler.x + ruler.width * 0.75, y + 10, { steps: 5 });
  assert.match(await page.locator(".sm-stretch__label").textContent(), /^(499|50[01])\sms$/u);
  await page.mouse.up();
  const edge = (name) => page.getByRole("slider", { name }).getAttribute("aria-valuenow");
  assert.equal(await edge("Start of the time shown"), "25");
  assert.equal(await edge("End of the time shown"), "75");
  assert.equal(await page.locator(".sm-span-head").count(), 0, "a drag is no click");
  await page.getByRole("slider", { name: "End of the time shown" }).press("ArrowLeft");
  assert.equal(await edge("End of the time shown"), "74");
  await tree(page).press("0");
  assert.equal(await edge("End of the time shown"), "100");
  await page.mouse.move(ruler.x + ruler.width / 2, y);
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, -200);
  await page.keyboard.up("Control");
  await page.waitForFunction(() => {
    const root = document.querySelector("spanmap-viewer").shadowRoot;
    return root.querySelector("[data-edge=start]").ariaValueNow === "25";
  });
});

for (const [policy, csp] of Object.entries({ strict: STRICT_CSP, "trusted types": TRUSTED_TYPES_CSP })) {
  pageTest(`names that want to be more than text stay text under the ${policy} policy`, { ...one, csp }, async ({ page, problems }) => {
    await open(page, rich());
    await page.keyboard.press("Enter");
    const detail = page.locator(".sm-span-detail");
    await detail.locator(".sm-span-head").waitFor();
    assert.equal(await detail.locator("h3").textContent(), HOSTILE);
    await detail.locator("[data-section=raw] > summary").click();
    await detail.locator(".sm-raw").waitFor();
    assert.equal(await page.locator("spanmap-viewer img, spanmap-viewer a").count(), 0);
    assert.notEqual(await page.title(), "hacked");
    // Without a policy for it there is no worker, and the browser says so.
    const refused = /TrustedScriptURL|TrustedTypePolicy/;
    problems.splice(0, problems.length, ...problems.filter((problem) => !refused.test(problem)));
  });
}

pageTest("the details tell everything and fold", one, async ({ page }) => {
  await open(page, rich());
  await rows(page).first().click();
  const detail = page.locator(".sm-span-detail");
  const section = (name) => detail.locator(`[data-section=${name}]`);
  await section("exceptions").getByText("PaymentError").waitFor();
  const thrown = await section("exceptions").textContent();
  for (const part of ["Caused by", "ConnectionRefused", "remote", "pay.js:12", "3 frames were left out", "/srv/shop"]) {
    assert.ok(thrown.includes(part), part);
  }
  await section("call").getByText("javascript:alert(1)").waitFor();
  const metadata = section("metadata");
  assert.ok((await metadata.locator(".sm-json__row").count()) <= 201);
  await metadata.getByRole("button", { name: /items/ }).click();
  await metadata.getByRole("button", { name: "▸ { 1 }" }).click();
  await metadata.getByText(HOSTILE).waitFor();
  await section("times").locator("> summary").click();
  await rows(page).nth(1).click();
  await detail.locator("h3", { hasText: "db" }).waitFor();
  assert.equal(await section("times").getAttribute("open"), null, "what was folded stays folded");
  assert.match(await section("sql").locator("pre").textContent(), /SELECT 1\s+FROM t\s+WHERE a = \?/);
  await page.keyboard.press("Escape");
  await detail.locator(".sm-span-head").waitFor({ state: "detached" });
  await rows(page).nth(2).locator(".sm-span-bar--open").waitFor();
});

pageTest("an annotation's value filters and excludes", one, async ({ page }) => {
  await load(page, shop(10));
  await showList(page);
  await listRow(page, 1).click();
  await rows(page).first().waitFor();
  await rows(page).first().click();
  const value = page.locator("[data-section=annotations]").getByRole("button", { name: "eu", exact: true });
  await value.click();
  await page.getByRole("button", { name: "Exclude" }).click();
  const filter = () => page.evaluate(() => document.querySelector("spanmap-viewer").filter);
  assert.equal(await filter(), `!(annotation.region = "eu")`);
  await page.keyboard.press("Escape");
  await tree(page).press("Escape");
  await page.locator(".sm-count-line", { hasText: "5 of 10 traces" }).waitFor();
});

pageTest("a filter that leaves nothing says so and lets all back in", one, async ({ page }) => {
  await load(page, shop(4));
  await showList(page);
  await page.evaluate(() => (document.querySelector("spanmap-viewer").filter = `annotation.region = "nowhere"`));
  await page.getByText("No trace matches").waitFor();
  await page.getByRole("button", { name: "Show all traces" }).click();
  await listRow(page, 3).waitFor();
});

pageTest("a narrow pane shows two lines a row", { ...one, context: { viewport: { width: 390, height: 844 } } }, async ({ page }) => {
  await open(page, shop(3));
  const [name, bar] = await Promise.all([
    page.locator(".sm-span-row__name").first().boundingBox(),
    page.locator(".sm-span-row__bar").first().boundingBox(),
  ]);
  assert.ok(bar.y >= name.y + name.height - 1, "the bar is below the name");
  assert.ok(bar.x + bar.width <= 390, "nothing leaves the page");
  await screenshot(page, "trace-narrow");
});

pageTest("texts are in Korean when asked, and keys work with Hangul switched on", one, async ({ page }) => {
  await open(page, shop(3));
  await page.evaluate(() => document.querySelector("spanmap-viewer").setAttribute("lang", "ko"));
  await page.getByRole("button", { name: "모든 트레이스" }).waitFor();
  const toggle = page.getByRole("button", { name: "임계 경로" });
  assert.equal(await toggle.getAttribute("aria-pressed"), "true");
  await tree(page).dispatchEvent("keydown", { key: "ㅊ", code: "KeyC", bubbles: true });
  await page.locator("[aria-pressed=false]", { hasText: "임계 경로" }).waitFor();
});
