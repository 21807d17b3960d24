// The frame of the screen: files in, filter, time, language, trouble.

import assert from "node:assert/strict";

import { NO_WORKER_CSP, STRICT_CSP, TRUSTED_TYPES_CSP, drop, pageTest, screenshot } from "./support.mjs";
import { NOON, lines, shop } from "./traces.mjs";

const HEAD = `<!doctype html><html lang="en"><meta charset="utf-8"><title>test</title><link rel="stylesheet" href="www/site.css"><script type="module" src="www/element.js"></script>`;
const PAGES = {
  "one.html": `${HEAD}<spanmap-viewer></spanmap-viewer>`,
  "shop.html": `${HEAD}<spanmap-viewer src="shop.jsonl"></spanmap-viewer>`,
  "small.html": `${HEAD}<spanmap-viewer src="shop.jsonl" chrome="minimal"></spanmap-viewer>`,
  "shop.jsonl": lines(shop(9)),
};

const one = { pages: PAGES, path: "one.html" };
const loaded = { pages: PAGES, path: "shop.html", context: { timezoneId: "Asia/Seoul" } };

const summary = (page, text) => page.locator(".sm-summary").getByText(text).waitFor();
const state = (page, of) => page.locator("spanmap-viewer").evaluate((viewer, of) => viewer[of], of);

pageTest("several files dropped together are one set of data", one, async ({ page }) => {
  await page.getByText("Drop trace files here").first().waitFor();
  const data = shop(9);
  await drop(page, [["a.jsonl", lines(data.slice(0, 12))], ["b.json", JSON.stringify(data.slice(12))]]);
  await summary(page, "9 traces");
  await page.getByRole("tab", { name: "Map" }).waitFor();
});

pageTest("files are chosen in a dialogue", one, async ({ page }) => {
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.locator(".sm-drop-zone").getByRole("button", { name: "Open files" }).click(),
  ]);
  assert.equal(chooser.isMultiple(), true);
  await chooser.setFiles([{ name: "shop.jsonl", mimeType: "", buffer: Buffer.from(lines(shop(9))) }]);
  await summary(page, "9 traces");
});

pageTest("a file without traces says so and names what was wrong", one, async ({ page }) => {
  await drop(page, [["notes.txt", "no traces here"]]);
  await page.getByText("Nothing in notes.txt looks like traces").waitFor();
});

pageTest("problems are counted, located and listed", one, async ({ page }) => {
  await drop(page, [["odd.jsonl", `${lines(shop(9))}\n{"trace_id": 7}\n[1, 2`]]);
  await summary(page, "9 traces");
  await page.getByRole("button", { name: /problem/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("odd.jsonl").first().waitFor();
  assert.match(await dialog.locator("tbody").innerText(), /byte/);
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
});

pageTest("a filter is applied while it is typed", loaded, async ({ page }) => {
  await summary(page, "9 traces");
  await page.keyboard.press("Tab");
  const field = page.getByRole("combobox", { name: "Filter traces" });
  await field.fill("order_type = \"express\"");
  await summary(page, "3 of 9 traces");
  await page.getByRole("button", { name: "Clear the filter" }).click();
  await summary(page, "9 traces");
});

pageTest("what is wrong with a filter is marked, and the last good one stays in force", loaded, async ({ page }) => {
  await summary(page, "9 traces");
  const field = page.getByRole("combobox", { name: "Filter traces" });
  await field.fill("fault");
  await field.press("Enter");
  await summary(page, "3 of 9 traces");
  await field.fill("fault AND )");
  await field.press("Enter");
  await page.locator(".sm-filter-error").waitFor();
  assert.equal(await page.locator(".sm-filter-mark").textContent(), ")");
  assert.equal(await field.getAttribute("aria-invalid"), "true");
  await page.getByText("Still showing: fault").waitFor();
  await summary(page, "3 of 9 traces");
  await screenshot(page, "filter-error");
  await field.fill("fault AND");
  await field.press("Enter");
  // Where something is missing there is a mark of one blank.
  assert.equal(await page.locator(".sm-filter-mark").textContent(), "\u00a0");
});

pageTest("a line break in a filter means AND, and the field grows", loaded, async ({ page }) => {
  await summary(page, "9 traces");
  const field = page.getByRole("combobox", { name: "Filter traces" });
  const height = async () => (await page.locator(".sm-filter-field").boundingBox()).height;
  const before = await height();
  await field.fill("fault");
  await field.press("Shift+Enter");
  await field.pressSequentially("order_type = \"standard\"");
  await summary(page, "0 of 9 traces");
  assert.ok((await height()) >= before + 18, "the field has two lines");
});

pageTest("Enter that ends a composition does not apply the filter", loaded, async ({ page }) => {
  await summary(page, "9 traces");
  const field = page.getByRole("combobox", { name: "Filter traces" });
  await field.focus();
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Input.imeSetComposition", { text: "결제", selectionStart: 2, selectionEnd: 2 });
  await field.dispatchEvent("keydown", { key: "Enter", isComposing: true, bubbles: true, cancelable: true });
  assert.equal(await state(page, "filter"), "");
  await cdp.send("Input.insertText", { text: "결제" });
  await page.waitForFunction(() => document.querySelector("spanmap-viewer").filter === "결제");
});

pageTest("a range is dragged, moved by keys and cleared", loaded, async ({ page }) => {
  await summary(page, "9 traces");
  const strip = page.getByRole("slider", { name: /Traces over time/ });
  const { x, y, width, height } = await strip.boundingBox();
  const at = (share) => [x + width * share, y + height / 3];
  await page.mouse.move(...at(0.3));
  await page.mouse.down();
  await page.mouse.move(...at(0.5), { steps: 3 });
  await page.mouse.move(...at(0.7), { steps: 3 });
  await page.mouse.up();
  await summary(page, "3 of 9 traces");
  const range = await state(page, "timeRange");
  assert.ok(Math.abs((range.end - range.start) / (8 * 60_000) - 0.4) < 0.01, JSON.stringify(range));
  await screenshot(page, "range");
  await strip.focus();
  await page.keyboard.press("ArrowRight");
  assert.ok((await state(page, "timeRange")).start > range.start);
  await page.keyboard.press("Shift+ArrowRight");
  const longer = await state(page, "timeRange");
  assert.ok(longer.end - longer.start > range.end - range.start);
  await page.keyboard.press("Escape");
  await summary(page, "9 traces");
  await page.keyboard.press("End");
  await summary(page, "1 of 9 traces");
  await page.mouse.click(...at(0.1));
  await summary(page, "9 traces");
});

pageTest("presets count back from the newest trace", loaded, async ({ page }) => {
  await summary(page, "9 traces");
  await page.getByText("Counted back from the newest trace, 2024-05-01 21:08:00").waitFor();
  await page.getByRole("button", { name: "Last 5 min" }).click();
  await summary(page, "5 of 9 traces");
  await page.getByRole("button", { name: "All", exact: true }).click();
  await summary(page, "9 traces");
});

pageTest("a range of one's own is in the zone on the screen", loaded, async ({ page }) => {
  await summary(page, "9 traces");
  await page.getByRole("button", { name: "Custom" }).click();
  await page.getByLabel("From", { exact: true }).fill("2024-05-01T21:02:00");
  await page.getByLabel("Until", { exact: true }).fill("2024-05-01T21:04:00");
  await page.getByRole("button", { name: "Apply" }).click();
  await summary(page, "2 of 9 traces");
  assert.deepEqual(await state(page, "timeRange"), { start: (NOON + 120) * 1000, end: (NOON + 240) * 1000 });
  await page.getByRole("button", { name: "UTC" }).click();
  await page.getByText("2024-05-01 12:08:00").waitFor();
  await page.getByRole("button", { name: "Custom" }).click();
  assert.match(await page.getByLabel("From", { exact: true }).inputValue(), /^2024-05-01T12:02/);
  await page.getByLabel("Until", { exact: true }).fill("2024-05-01T12:00:00");
  await page.getByRole("button", { name: "Apply" }).click();
  await page.getByText("The end must be after the start").waitFor();
});

pageTest("keys: help, search, tabs, out again", loaded, async ({ page }) => {
  await summary(page, "9 traces");
  await page.locator(".sm-app").focus();
  await page.keyboard.press("?");
  const dialog = page.getByRole("dialog", { name: "Keys and filters" });
  await dialog.waitFor();
  await screenshot(page, "help");
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await page.keyboard.press("q");
  assert.equal(await page.evaluate(() => document.querySelector("spanmap-viewer").shadowRoot.activeElement.tagName), "TEXTAREA");
  await page.keyboard.press("Escape");
  await page.locator(".sm-app").focus();
  await page.keyboard.press("t");
  assert.equal(await state(page, "view"), "traces");
  await page.keyboard.press("m");
  assert.equal(await state(page, "view"), "map");
});

pageTest("a filter of the help is tried by a click", loaded, async ({ page }) => {
  await summary(page, "9 traces");
  await page.getByRole("button", { name: /Keys and filters/ }).click();
  await page.getByRole("button", { name: "service(\"Payment\") { fault }" }).click();
  await summary(page, "3 of 9 traces");
  assert.equal(await page.getByRole("combobox", { name: "Filter traces" }).inputValue(), "service(\"Payment\") { fault }");
});

pageTest("language and theme are switched in place", loaded, async ({ page }) => {
  await summary(page, "9 traces");
  await page.getByRole("button", { name: "한국어로 보기" }).click();
  await summary(page, "트레이스 9개");
  assert.equal(await state(page, "lang"), "ko");
  const field = page.getByRole("combobox", { name: "트레이스 필터" });
  await field.fill("fault AND )");
  await field.press("Enter");
  await page.getByText("조건이 와야 합니다 (여기: `)`)").waitFor();
  // The embedding page is told in English.
  assert.equal((await state(page, "filterError")).message, "expected a condition, found `)`");
  await field.fill("");
  await field.press("Enter");
  await page.locator(".sm-filter-error").waitFor({ state: "detached" });
  const background = () => page.locator("spanmap-viewer").evaluate((viewer) => getComputedStyle(viewer).backgroundColor);
  const light = await background();
  await page.getByRole("button", { name: "테마: 시스템 설정" }).click();
  await page.getByRole("button", { name: "테마: 밝게" }).click();
  await page.getByRole("button", { name: "테마: 어둡게" }).waitFor();
  assert.notEqual(await background(), light);
  assert.equal(await state(page, "theme"), "dark");
  await screenshot(page, "korean-dark");
});

pageTest("less frame is shown when the page asks for less", { pages: PAGES, path: "small.html" }, async ({ page }) => {
  await summary(page, "9 traces");
  assert.equal(await page.getByRole("button", { name: "Open files" }).count(), 0);
  await page.getByRole("combobox", { name: "Filter traces" }).waitFor();
  await page.locator("spanmap-viewer").evaluate((viewer) => (viewer.chrome = "none"));
  await page.getByRole("combobox", { name: "Filter traces" }).waitFor({ state: "detached" });
  await page.getByRole("tab", { name: "Map" }).waitFor();
});

const narrow = { ...loaded, context: { viewport: { width: 360, height: 740 } } };

pageTest("nothing is cut off on a narrow screen", narrow, async ({ page }) => {
  await summary(page, "9 traces");
  const wide = await page.evaluate(() => {
    const root = document.querySelector("spanmap-viewer").shadowRoot;
    const seen = [...root.querySelectorAll(".sm-toolbar *, .sm-strip button, .sm-strip p, .sm-tabs *")];
    return seen.filter((node) => node.checkVisibility() && node.getBoundingClientRect().right > innerWidth + 1).map((node) => node.className);
  });
  assert.deepEqual(wide, []);
  await screenshot(page, "narrow");
});

const HOSTILE = `<img src=x onerror="window.hit=1"><script>window.hit=1</script>`;

pageTest("names are text, whatever they look like", one, async ({ page }) => {
  const data = shop(3, { name: HOSTILE });
  data[0].annotations = { "javascript:window.hit=1": HOSTILE };
  await drop(page, [[`${HOSTILE}.jsonl`, `${lines(data)}\n{"trace_id":`]]);
  await summary(page, "3 traces");
  await page.getByRole("button", { name: /problem/ }).click();
  await page.getByRole("dialog").getByText("onerror").first().waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("tab", { name: /Traces/ }).click();
  await page.getByText("onerror").first().waitFor();
  const seen = await page.evaluate(() => {
    const root = document.querySelector("spanmap-viewer").shadowRoot;
    return [window.hit, root.querySelectorAll("img, script, iframe, a[href^='javascript:']").length];
  });
  assert.deepEqual(seen, [undefined, 0]);
});

for (const [policy, csp, workers] of [
  ["the strict policy", STRICT_CSP, 1],
  ["trusted types without any policy", TRUSTED_TYPES_CSP, 0],
  ["trusted types with the element's policy", TRUSTED_TYPES_CSP.replace("trusted-types 'none'", "trusted-types spanmap"), 1],
  ["a policy without workers", NO_WORKER_CSP, 0],
]) {
  pageTest(`everything works under ${policy}`, { ...loaded, csp }, async ({ page, problems }) => {
    await summary(page, "9 traces");
    assert.equal(page.workers().length, workers);
    await page.getByRole("combobox", { name: "Filter traces" }).fill("fault");
    await summary(page, "3 of 9 traces");
    await page.getByRole("tab", { name: /Traces/ }).click();
    await page.getByRole("button", { name: /Keys and filters/ }).click();
    await page.keyboard.press("Escape");
    // That a worker was refused is told by the browser, and is why the engine runs on the page.
    const refused = /worker|Trusted ?(Script|Type)/i;
    if (workers === 0) problems.splice(0, problems.length, ...problems.filter((problem) => !refused.test(problem)));
  });
}

pageTest("the page stays responsive while the engine runs on it", { ...one, csp: NO_WORKER_CSP }, async ({ page, problems }) => {
  const longest = await page.evaluate(async (line) => {
    await customElements.whenDefined("spanmap-viewer");
    const viewer = document.querySelector("spanmap-viewer");
    let last = performance.now();
    let longest = 0;
    let turns = 0;
    let reading = true;
    const watch = () => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
      turns++;
      if (reading) setTimeout(watch);
    };
    watch();
    viewer.addEventListener("spanmap-progress", () => {});
    await viewer.load(`${line}\n`.repeat(20000));
    reading = false;
    return turns;
  }, lines(shop(1)).split("\n")[0]);
  // Timers had their turn again and again: the load was cut into many tasks.
  assert.ok(longest > 10, `${longest} turns`);
  problems.splice(0, problems.length, ...problems.filter((problem) => !/worker/i.test(problem)));
});

pageTest("an engine that dies leaves a card, and the data can be loaded again", loaded, async ({ page }) => {
  await summary(page, "9 traces");
  const [worker] = page.workers();
  // The engine is taken away under the feet of the worker: the next call into it throws.
  await worker.evaluate(async () => {
    const { Engine } = await import(new URL("spanmap_engine.js", location.href));
    const { handle } = Engine.prototype;
    Engine.prototype.handle = function (...values) {
      this.free();
      return handle.apply(this, values);
    };
  });
  // The first letter already asks the engine, so the listener must be there before.
  await page.locator("spanmap-viewer").evaluate((viewer) => {
    globalThis.heard = new Promise((heard) => viewer.addEventListener("spanmap-error", ({ detail }) => heard(detail.message), { once: true }));
  });
  await page.getByRole("combobox", { name: "Filter traces" }).fill("fault");
  await page.getByRole("heading", { name: "The engine stopped" }).waitFor();
  assert.match(await page.evaluate(() => globalThis.heard), /null pointer/);
  await screenshot(page, "stopped");
  await page.getByRole("button", { name: "Reload the data" }).click();
  await summary(page, "3 of 9 traces");
  assert.equal(page.workers().length, 1);
});

pageTest("a load shows how far it is, and is cancelled", one, async ({ page }) => {
  await page.evaluate(async () => {
    await customElements.whenDefined("spanmap-viewer");
    const spaces = new Uint8Array(1000).fill(32);
    const endless = new ReadableStream({ pull: (c) => new Promise((r) => setTimeout(r, 20)).then(() => c.enqueue(spaces)) });
    document.querySelector("spanmap-viewer").load(endless).catch(() => {});
  });
  await page.getByRole("progressbar").waitFor();
  await page.locator(".sm-loading").getByText(/kB read/).waitFor();
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("progressbar").waitFor({ state: "detached" });
  await page.locator(".sm-drop-zone").waitFor();
});

const noWasm = { pages: PAGES, path: "one.html", csp: STRICT_CSP.replace(" 'wasm-unsafe-eval'", "") };

pageTest("where WebAssembly is forbidden, a card names the way out", noWasm, async ({ page, problems }) => {
  await page.getByText("script-src must allow 'wasm-unsafe-eval'").waitFor();
  problems.splice(0, problems.length, ...problems.filter((problem) => !/WebAssembly/.test(problem)));
});
