// The service map and its details: drawn, moved, searched, walked by keyboard, read as a table.

import assert from "node:assert/strict";

import { pageTest, screenshot, STRICT_CSP, TRUSTED_TYPES_CSP } from "./support.mjs";

/** The sample on the page's element, and its graph by the API. */
async function sample(page) {
  await page.waitForSelector("spanmap-viewer:defined");
  const graph = await page.evaluate(async () => {
    const viewer = document.querySelector("spanmap-viewer");
    await viewer.load(new URL("www/sample/shop.jsonl", location.href));
    return viewer.serviceGraph();
  });
  await page.waitForSelector(".sm-node");
  await settled(page);
  return graph;
}

/** Data of the caller's own on the page's element. */
async function load(page, data) {
  await page.waitForSelector("spanmap-viewer:defined");
  await page.evaluate((data) => document.querySelector("spanmap-viewer").load(data), data);
  await page.waitForSelector(".sm-node");
  await settled(page);
}

/** What was asked for has been drawn. */
async function settled(page) {
  await page.evaluate(async () => {
    await document.querySelector("spanmap-viewer").summary();
    for (let frame = 0; frame < 3; frame++) await new Promise((drawn) => requestAnimationFrame(drawn));
  });
}

const node = (page, id) => page.locator(`.sm-node[data-node="${id}"]`);

const centre = async (locator) => {
  const { x, y, width, height } = await locator.boundingBox();
  return { x: x + width / 2, y: y + height / 2 };
};

/** Ids up- and downstream of one, by the edges of the graph. */
function around(graph, id) {
  const flood = (from, to) => {
    const seen = new Set([id]);
    for (const at of seen) for (const edge of graph.edges) if (edge[from] === at) seen.add(edge[to]);
    return seen;
  };
  return flood("source", "target").union?.(flood("target", "source")) ?? new Set([...flood("source", "target"), ...flood("target", "source")]);
}

/** Two segments: `front` calls `back`. */
const segments = (front, back) => {
  const trace_id = "1-6553f100-000000000000000000000001";
  return JSON.stringify([
    {
      name: front, id: "0000000000000001", trace_id, start_time: 1700000000, end_time: 1700000000.25,
      subsegments: [{ name: back, id: "0000000000000002", namespace: "remote", start_time: 1700000000.05, end_time: 1700000000.2 }],
    },
    { name: back, id: "0000000000000003", parent_id: "0000000000000002", trace_id, start_time: 1700000000.06, end_time: 1700000000.19 },
  ]);
};

pageTest("every service of the graph is a card, every call a line", {}, async ({ page }) => {
  const graph = await sample(page);
  const drawn = await page.locator(".sm-node").evaluateAll((nodes) => nodes.map((node) => node.dataset.node));
  assert.deepEqual(drawn.toSorted(), graph.nodes.map((node) => node.id).toSorted());
  assert.equal(await page.locator(".sm-call").count(), graph.edges.length);
  for (const { id, health, faults, requests } of graph.nodes.filter((node) => node.requests > 0)) {
    assert.match(await node(page, id).getAttribute("class"), new RegExp(`sm-is-${health}`), id);
    assert.equal(await node(page, id).locator(".sm-arc-fault").count(), faults > 0 ? 1 : 0, id);
    assert.match(await node(page, id).getAttribute("aria-label"), new RegExp(`${requests % 1000} requests`), id);
  }
  await screenshot(page, "map");
});

pageTest("selecting dims what is neither up- nor downstream", {}, async ({ page }) => {
  const graph = await sample(page);
  const { id } = graph.nodes.find((node) => around(graph, node.id).size < graph.nodes.length - 1 && node.requests > 0);
  await node(page, id).click();
  await page.waitForSelector(".sm-node.sm-selected");
  const dim = await page.locator(".sm-node.sm-dim").evaluateAll((nodes) => nodes.map((node) => node.dataset.node));
  const kept = around(graph, id);
  assert.deepEqual(dim.toSorted(), graph.nodes.map((node) => node.id).filter((id) => !kept.has(id)).toSorted());
  const cut = graph.edges.filter((edge) => !kept.has(edge.source) || !kept.has(edge.target));
  assert.equal(await page.locator(".sm-call.sm-dim").count(), cut.length);
  // A click beside everything takes the selection away.
  await page.locator(".sm-map-canvas").click({ position: { x: 5, y: 5 } });
  await page.waitForFunction(() => !document.querySelector("spanmap-viewer").shadowRoot.querySelector(".sm-dim"));
});

pageTest("the details tell the numbers of the graph", {}, async ({ page }) => {
  const graph = await sample(page);
  const chosen = graph.nodes.find((node) => node.faults > 0);
  await node(page, chosen.id).click();
  await page.waitForSelector(".sm-det-figures");
  const digits = (text) => Number(text.replaceAll(/\D/g, ""));
  const figures = await page.locator(".sm-det-figure-value").allTextContents();
  assert.equal(digits(figures[0]), chosen.requests);
  const outcomes = await page.locator(".sm-det-outcome-count").allTextContents();
  assert.deepEqual(outcomes.map(digits), [chosen.faults, chosen.throttles, chosen.errors, chosen.ok]);
  const bars = await page.locator(".sm-hist-bar").count();
  assert.ok(bars > 4, `${bars} bars`);
  await page.locator(".sm-det-histogram").focus();
  await page.keyboard.press("Home");
  assert.match(await page.locator(".sm-det-bar-text").textContent(), /requests/);
  // "Show its traces" filters by it.
  await page.getByRole("button", { name: "Show its traces" }).click();
  const { filter, view } = await page.evaluate(() => {
    const { filter, view } = document.querySelector("spanmap-viewer");
    return { filter, view };
  });
  assert.match(filter, /service\(/);
  assert.equal(view, "traces");
});

pageTest("a call is selected by its line", {}, async ({ page }) => {
  const graph = await sample(page);
  const hit = page.locator(".sm-call .sm-call-hit").first();
  const at = await hit.evaluate((path) => {
    const middle = path.getPointAtLength(path.getTotalLength() / 2).matrixTransform(path.getScreenCTM());
    return { x: middle.x, y: middle.y };
  });
  await page.mouse.move(at.x, at.y);
  await page.waitForSelector(".sm-call.sm-pointed");
  assert.equal(await page.locator(".sm-node.sm-end").count(), 2);
  assert.equal(await page.locator(".sm-label").count(), 1);
  await page.mouse.click(at.x, at.y);
  await page.waitForSelector(".sm-call.sm-selected");
  await page.waitForSelector(".sm-det-figures");
  const title = await page.locator(".sm-det-name").textContent();
  const edge = graph.edges.some((edge) => title === `${edge.source} → ${edge.target}` || title.includes("→"));
  assert.ok(edge, title);
});

pageTest("a dragged card takes its lines along, and goes back", {}, async ({ page }) => {
  const graph = await sample(page);
  const { target: id } = graph.edges.at(-1);
  const before = await centre(node(page, id));
  const lines = () => page.locator(".sm-call-line").evaluateAll((lines) => lines.map((line) => line.getAttribute("d")));
  const linesBefore = await lines();
  await page.mouse.move(before.x, before.y);
  await page.mouse.down();
  await page.mouse.move(before.x + 20, before.y + 30, { steps: 4 });
  await page.mouse.move(before.x + 40, before.y + 70, { steps: 4 });
  await settled(page);
  const during = await centre(node(page, id));
  assert.ok(Math.abs(during.x - before.x - 40) < 2 && Math.abs(during.y - before.y - 70) < 2, JSON.stringify(during));
  await page.mouse.up();
  await settled(page);
  assert.notDeepEqual(await lines(), linesBefore);
  // A drag is no click.
  assert.equal(await page.locator(".sm-node.sm-selected").count(), 0);
  await page.getByRole("button", { name: "Reset positions" }).click();
  await settled(page);
  assert.deepEqual(await lines(), linesBefore);
});

pageTest("the wheel magnifies what is under the pointer", {}, async ({ page }) => {
  const graph = await sample(page);
  const { id } = graph.nodes.at(-1);
  const before = await centre(node(page, id));
  const width = (await node(page, id).boundingBox()).width;
  await page.mouse.move(before.x, before.y);
  await page.mouse.wheel(0, -240);
  await settled(page);
  const after = await centre(node(page, id));
  assert.ok((await node(page, id).boundingBox()).width > width * 1.2);
  assert.ok(Math.abs(after.x - before.x) < 1.5 && Math.abs(after.y - before.y) < 1.5, JSON.stringify({ before, after }));
  // Home shows everything again.
  await page.getByRole("button", { name: /Fit the map/ }).click();
  await settled(page);
  const back = await centre(node(page, id));
  assert.ok(Math.abs(back.x - before.x) < 1.5 && Math.abs(back.y - before.y) < 1.5);
});

pageTest("a service is found by a part of its name", {}, async ({ page }) => {
  const graph = await sample(page);
  const { id, name } = graph.nodes.find((node) => node.type !== "client" && node.name.length > 4);
  await page.locator(".sm-map-search-field").focus();
  await page.keyboard.type(name.slice(0, 4).toUpperCase());
  await page.waitForSelector(".sm-map-search-row");
  const rows = await page.locator(".sm-map-search-row").allTextContents();
  for (let step = 0; step < rows.indexOf(id); step++) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".sm-node.sm-selected");
  assert.equal(await page.locator(".sm-node.sm-selected").getAttribute("data-node"), id);
  await page.locator(".sm-map-search-field").fill("no such service");
  await page.waitForSelector(".sm-map-search-none");
});

pageTest("thresholds recolour the map as they are typed", {}, async ({ page }) => {
  const graph = await sample(page);
  const served = graph.nodes.filter((node) => node.requests > 0).length;
  await page.getByRole("button", { name: "Thresholds" }).click();
  await page.getByLabel("All services: Latency, p95, critical (ms)").fill("0.001");
  await page.waitForFunction((served) => {
    const root = document.querySelector("spanmap-viewer").shadowRoot;
    return root.querySelectorAll(".sm-node.sm-is-critical").length >= served;
  }, served);
  // Limits of one service alone.
  await page.getByRole("button", { name: "Defaults" }).click();
  await settled(page);
  const calm = graph.nodes.find((node) => node.health === "ok" && node.requests > 0 && node.type !== "client");
  await page.getByLabel("Own limits for").selectOption(calm.name);
  await page.getByLabel(`${calm.name}: Latency, p95, critical (ms)`).fill("0.001");
  await page.waitForSelector(`.sm-node.sm-is-critical[data-node="${calm.id}"]`);
  const thresholds = await page.evaluate(() => document.querySelector("spanmap-viewer").thresholds);
  assert.equal(thresholds.services[calm.name].latency.critical, 0.001);
  await page.keyboard.press("Escape");
  await page.waitForSelector(".sm-limits", { state: "detached" });
});

pageTest("arrow keys walk along calls", {}, async ({ page }) => {
  const graph = await sample(page);
  await page.locator('.sm-node[tabindex="0"]').focus();
  assert.equal(await page.locator('.sm-node[tabindex="0"]').count(), 1);
  const focused = () => page.evaluate(() => document.querySelector("spanmap-viewer").shadowRoot.activeElement?.dataset.node);
  const first = await focused();
  await page.keyboard.press("ArrowRight");
  await settled(page);
  const second = await focused();
  assert.ok(graph.edges.some((edge) => edge.source === first && edge.target === second), `${first} -> ${second}`);
  await page.keyboard.press("Enter");
  await page.waitForSelector(`.sm-node.sm-selected[data-node="${second}"]`);
  assert.equal(await page.locator('.sm-node[tabindex="0"]').count(), 1);
  await page.keyboard.press("ArrowLeft");
  await settled(page);
  assert.equal(await focused(), first);
  await page.keyboard.press("Escape");
  await page.waitForSelector(".sm-node.sm-selected", { state: "detached" });
  const box = await node(page, first).boundingBox();
  await page.keyboard.press("+");
  await settled(page);
  assert.ok((await node(page, first).boundingBox()).width > box.width);
  await page.keyboard.press("Home");
  await settled(page);
  assert.ok(Math.abs((await node(page, first).boundingBox()).width - box.width) < 1);
});

pageTest("the table says what the map says, in any order", {}, async ({ page }) => {
  const graph = await sample(page);
  await page.getByRole("button", { name: "Table", exact: true }).click();
  await page.waitForSelector(".sm-table");
  assert.equal(await page.locator(".sm-table tbody tr").count(), graph.nodes.length);
  await page.getByRole("button", { name: "Requests", exact: true }).click();
  const column = await page.locator(".sm-table tbody tr td:nth-child(4)").allTextContents();
  const requests = column.map((text) => Number(text.replaceAll(/\D/g, "")));
  assert.deepEqual(requests, requests.toSorted((a, b) => b - a));
  await page.locator(".sm-table tbody .sm-map-link").first().click();
  await page.waitForSelector(".sm-det-figures");
  await screenshot(page, "map-table");
});

pageTest("a filter that leaves nothing offers the way back", {}, async ({ page }) => {
  await sample(page);
  await page.evaluate(() => (document.querySelector("spanmap-viewer").filter = 'annotation.region = "nowhere"'));
  await page.waitForSelector(".sm-none-left");
  await screenshot(page, "map-none-left");
  await page.locator(".sm-none-left").getByRole("button", { name: "Clear the filter" }).click();
  await page.waitForSelector(".sm-none-left", { state: "detached" });
});

pageTest("names are text, whatever they say", { csp: STRICT_CSP }, async ({ page }) => {
  const front = `<img src=x onerror="globalThis.struck=1">`;
  const back = `javascript:globalThis.struck=1//{0}\u0000</title><script>`;
  await load(page, segments(front, back));
  const { images, scripts, links, struck, labels } = await page.evaluate(() => {
    const root = document.querySelector("spanmap-viewer").shadowRoot;
    const all = (selector) => root.querySelectorAll(selector).length;
    const labels = [...root.querySelectorAll(".sm-node")].map((node) => node.getAttribute("aria-label"));
    return { images: all("img"), scripts: all("script"), links: all("a[href]"), struck: globalThis.struck, labels };
  });
  assert.deepEqual([images, scripts, links, struck], [0, 0, 0, undefined]);
  assert.ok(labels.some((label) => label.includes(front)), labels.join("\n"));
  await page.locator(".sm-node").last().click();
  await page.waitForSelector(".sm-det-figures");
  const svg = await page.evaluate(() => document.querySelector("spanmap-viewer").exportSvg());
  assert.ok(svg.includes("&lt;img") && !svg.includes("<img") && !svg.includes("<script"));
});

pageTest("everything works where Trusted Types are required", { csp: TRUSTED_TYPES_CSP }, async ({ page, problems }) => {
  const graph = await sample(page);
  await page.getByRole("button", { name: "Legend" }).click();
  await page.waitForSelector(".sm-legend-body");
  await page.getByRole("button", { name: "Thresholds" }).click();
  await page.waitForSelector(".sm-limits");
  for (const { id } of graph.nodes.slice(0, 4)) {
    await page.evaluate((id) => document.querySelector("spanmap-viewer").select({ type: "node", id }), id);
    await page.waitForSelector(`.sm-node.sm-selected[data-node="${id}"]`);
  }
  await page.getByRole("button", { name: "Table", exact: true }).click();
  await page.waitForSelector(".sm-table");
  // A worker was refused, as the policy wants it: the engine runs on the page.
  const refused = /TrustedTypePolicy|TrustedScriptURL/;
  problems.splice(0, problems.length, ...problems.filter((problem) => !refused.test(problem)));
});

pageTest("the map is exported as a document and as pixels", { csp: STRICT_CSP }, async ({ page }) => {
  const graph = await sample(page);
  const { svg, titles, texts, error, png } = await page.evaluate(async () => {
    const viewer = document.querySelector("spanmap-viewer");
    const svg = await viewer.exportSvg();
    const tree = new DOMParser().parseFromString(svg, "image/svg+xml");
    const blob = await viewer.exportPng(1);
    const bytes = new Uint8Array(await blob.arrayBuffer());
    return {
      svg,
      error: tree.querySelector("parsererror")?.textContent,
      titles: [...tree.querySelectorAll("title")].map((title) => title.textContent),
      texts: [...tree.querySelectorAll("text")].map((text) => text.textContent),
      png: { type: blob.type, size: blob.size, width: new DataView(bytes.buffer).getUint32(16), head: [...bytes.slice(1, 4)] },
    };
  });
  assert.equal(error, undefined);
  assert.match(titles[0], new RegExp(`${graph.nodes.length} services`));
  assert.ok(!svg.includes("var(") && !svg.includes("class="));
  // A long name stands on two lines.
  const written = texts.join("").replaceAll(" ", "");
  for (const { name } of graph.nodes) assert.ok(written.includes(name.replaceAll(" ", "")), name);
  assert.deepEqual(png.head, [0x50, 0x4e, 0x47]);
  assert.equal(png.width, Number(svg.match(/width="(\d+)/)[1]));
});

const looks = [
  { name: "light", context: { viewport: { width: 1440, height: 900 }, colorScheme: "light" } },
  { name: "dark", context: { viewport: { width: 1440, height: 900 }, colorScheme: "dark" } },
  { name: "narrow", context: { viewport: { width: 390, height: 844 }, colorScheme: "light", hasTouch: true } },
  { name: "forced-colours", context: { viewport: { width: 1280, height: 800 }, forcedColors: "active" } },
];

for (const { name, context } of looks) {
  pageTest(`nothing covers a name: ${name}`, { context }, async ({ page }) => {
    const graph = await sample(page);
    const covered = () =>
      page.evaluate(() => {
        const root = document.querySelector("spanmap-viewer").shadowRoot;
        const boxes = (selector) =>
          [...root.querySelectorAll(selector)].map((element) => ({ box: element.getBoundingClientRect(), of: element.closest("[data-node]")?.dataset.node, text: element.textContent }));
        const meet = ({ box: a }, { box: b }) => a.left < b.right - 0.5 && b.left < a.right - 0.5 && a.top < b.bottom - 0.5 && b.top < a.bottom - 0.5;
        // The box of a line of type has room above and below the letters, which neighbours may share.
        const letters = ({ box, ...rest }) => ({ box: { left: box.left, right: box.right, top: box.top + box.height * 0.2, bottom: box.bottom - box.height * 0.2 }, ...rest });
        const names = boxes(".sm-node text").map(letters);
        const cards = boxes(".sm-node-box");
        const labels = boxes(".sm-label-box");
        const found = [];
        for (const name of names) {
          for (const card of cards) if (card.of !== name.of && meet(name, card)) found.push([name.text, "under card", card.of]);
          for (const label of labels) if (meet(name, label)) found.push([name.text, "under a label"]);
          for (const other of names) if (other !== name && meet(name, other)) found.push([name.text, "under", other.text]);
          const own = cards.find((card) => card.of === name.of).box;
          if (name.box.right > own.right || name.box.left < own.left) found.push([name.text, "beyond its card"]);
        }
        for (const [at, label] of labels.entries()) for (const other of labels.slice(at + 1)) if (meet(label, other)) found.push(["labels meet"]);
        return found;
      });
    assert.deepEqual(await covered(), []);
    const busiest = graph.nodes.toSorted((a, b) => degree(graph, b.id) - degree(graph, a.id))[0];
    await page.evaluate((id) => document.querySelector("spanmap-viewer").select({ type: "node", id }), busiest.id);
    await page.waitForSelector(".sm-node.sm-selected");
    await settled(page);
    assert.deepEqual(await covered(), []);
    await screenshot(page, `map-${name}`);
  });
}

const degree = (graph, id) => graph.edges.filter((edge) => edge.source === id || edge.target === id).length;

/** What stands on a card, a line each. */
const written = (card) => card.locator("text").allTextContents();

pageTest("a card tells latency and rate, and breaks no word", {}, async ({ page }) => {
  const graph = await sample(page);
  for (const { id, type } of graph.nodes.filter((node) => node.requests > 0)) {
    const lines = await written(node(page, id));
    if (!type.startsWith("client")) assert.match(lines.join(" "), /\d\s(ms|s).*\/min/, id);
  }
  const { id } = graph.nodes.find((node) => node.name === "Recommendation");
  assert.equal((await written(node(page, id)))[0], "Recommendation");
});

const phone = { context: { viewport: { width: 390, height: 844 } } };

pageTest("a phone sees names first, and the rest in the small map", phone, async ({ page }) => {
  const graph = await sample(page);
  const client = graph.nodes.find((node) => node.type === "client");
  assert.equal((await written(node(page, client.id)))[0], client.name);
  const [pane, card] = [await page.locator(".sm-map-canvas").boundingBox(), await node(page, client.id).boundingBox()];
  assert.ok(card.x >= pane.x && card.y >= pane.y && card.y + card.height <= pane.y + pane.height, "the client is in view");
  assert.ok(card.width > 100, "and large enough to be read");
  assert.ok(await page.locator(".sm-map-mini").isVisible());
  assert.ok(await page.getByText("Where the time goes").isVisible(), "the stories stand below");
  await screenshot(page, "map-phone");

  await page.locator(".sm-det-row", { hasText: "Payment DB" }).first().click();
  await page.getByRole("heading", { name: "Payment DB" }).waitFor();
  await settled(page);
  const db = graph.nodes.find((node) => node.name === "Payment DB");
  const [shrunk, chosen] = [await page.locator(".sm-map-canvas").boundingBox(), await node(page, db.id).boundingBox()];
  assert.ok(chosen.x >= shrunk.x && chosen.x + chosen.width <= shrunk.x + shrunk.width, "what is selected is in view");
  assert.equal(await page.getByRole("button", { name: "Back to the summary" }).count(), 1);
});

pageTest("the slowest requests stand by their own time", {}, async ({ page }) => {
  const graph = await sample(page);
  const { id } = graph.nodes.find((node) => node.name === "Payment DB");
  await page.evaluate((id) => document.querySelector("spanmap-viewer").select({ type: "node", id }), id);
  await page.locator(".sm-det-trace").first().waitFor();
  const bars = page.locator(".sm-det-trace .sm-det-share");
  const widths = await bars.evaluateAll((bars) => bars.map((bar) => parseFloat(bar.style.width)));
  assert.deepEqual(widths, widths.toSorted((a, b) => b - a));
});
