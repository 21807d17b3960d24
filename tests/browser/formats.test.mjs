// Every format opens in the page: what is loaded says so, and its spans show their detail.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { pageTest, screenshot } from "./support.mjs";

const HEAD = `<!doctype html><meta charset="utf-8"><title>test</title><script type="module" src="www/element.js"></script>`;
const fixture = (file) => readFileSync(new URL(`../fixtures/${file}`, import.meta.url), "utf8");

const FILES = {
  otlp: { file: "otlp/request.json", spans: 12, nodes: ["web", "cart", "shop@db.internal", "orders"] },
  zipkin: { file: "zipkin/v2.json", spans: 8, nodes: ["web", "cart", "mysql", "browser"] },
  jaeger: { file: "jaeger/api.json", spans: 7, nodes: ["web", "cart", "shop@db1"] },
};

for (const [format, { file, spans, nodes }] of Object.entries(FILES)) {
  const pages = { "one.html": `${HEAD}<spanmap-viewer></spanmap-viewer>` };
  pageTest(`a file of ${format} opens`, { pages, path: "one.html" }, async ({ page }) => {
    const seen = await page.evaluate(async (text) => {
      await customElements.whenDefined("spanmap-viewer");
      const viewer = document.querySelector("spanmap-viewer");
      const report = await viewer.load(text);
      const graph = await viewer.serviceGraph();
      return { report, names: graph.nodes.map((node) => node.name) };
    }, fixture(file));
    assert.equal(seen.report.format, format);
    assert.equal(seen.report.spans, spans);
    for (const name of nodes) assert.ok(seen.names.includes(name), `${name} of ${seen.names}`);
  });
}

const one = { pages: { "one.html": `${HEAD}<spanmap-viewer lang="en"></spanmap-viewer>` }, path: "one.html" };

/** Loads each text by its options, or tells why it is refused. */
const loads = (page, list) =>
  page.evaluate(async (list) => {
    await customElements.whenDefined("spanmap-viewer");
    const viewer = document.querySelector("spanmap-viewer");
    const told = [];
    for (const [text, options, format] of list) {
      if (format !== undefined) viewer.format = format;
      try {
        const { format, spans, skipped, leftOut, problems } = await viewer.load(text, options);
        told.push([format, spans, skipped, leftOut, ...problems.map(({ reason, code }) => `${code}: ${reason}`)]);
      } catch (error) {
        told.push(`${error.name}: ${error.message}`);
      }
    }
    return told;
  }, list);

pageTest("only the format that is asked for is read", one, async ({ page }) => {
  const mixed = `${fixture("zipkin/v2.json")}\n${fixture("jaeger/api.json")}`;
  const [all, jaeger, wrong, zipkin, plain] = await loads(page, [
    [mixed],
    [mixed, { format: "jaeger" }],
    [mixed, { format: "csv" }],
    [mixed, {}, "zipkin"],
    [mixed, { format: "" }],
  ]);
  assert.deepEqual(all.slice(0, 2), ["mixed", 15]);
  assert.deepEqual(jaeger.slice(0, 3), ["jaeger", 7, 8]);
  assert.ok(jaeger.includes("otherFormatZipkin: a record of Zipkin, not of the format asked for: left out"), jaeger);
  assert.equal(wrong, 'TypeError: No format is called "csv": there are xray, otlp, jaeger, zipkin');
  assert.deepEqual(zipkin.slice(0, 2), ["zipkin", 8]);
  assert.deepEqual(plain, all);
});

pageTest("a format asked for by the attribute stays when another file is removed", one, async ({ page }) => {
  const spans = await page.evaluate(async ([zipkin, jaeger]) => {
    await customElements.whenDefined("spanmap-viewer");
    const viewer = document.querySelector("spanmap-viewer");
    viewer.setAttribute("format", "zipkin");
    await viewer.load(jaeger);
    await viewer.load(zipkin, { append: true });
    viewer.removeAttribute("format");
    await viewer.load(zipkin.replaceAll("00000000000000", "00000000000001"), { append: true });
    const report = await viewer.unload(1);
    return report.sources.map(({ spans }) => spans);
  }, [fixture("zipkin/v2.json"), fixture("jaeger/api.json")]);
  assert.deepEqual(spans, [0, 8]);
});

pageTest("a load stops at its limit, and the screen goes on saying so", one, async ({ page }) => {
  const lines = Array.from({ length: 40 }, (_, at) => JSON.stringify({
    traceId: `${at}`.padStart(16, "1"), id: `${at}`.padStart(16, "2"), name: "get /", kind: "SERVER",
    timestamp: 1_700_000_000_000_000 + at, duration: 1000, localEndpoint: { serviceName: "web" },
  })).join("\n");
  const [part, wrong] = await loads(page, [[lines, { limit: 7 }], [lines, { limit: 0 }]]);
  assert.deepEqual(part, ["zipkin", 7, 0, 33, "leftOut: more than there is room for: left out"]);
  assert.equal(wrong, "TypeError: The limit of a load is a number of spans, not 0");
  const words = page.getByRole("note").filter({ hasText: "Only the first 7 spans are loaded, up to the limit. Records left out: 33." });
  await words.first().waitFor();
  await page.getByRole("button", { name: "1 file" }).click();
  await page.getByRole("dialog").getByRole("note").waitFor();
  await page.keyboard.press("Escape");
  await page.evaluate(() => (document.querySelector("spanmap-viewer").lang = "ko"));
  await page.getByText("한도까지 처음 스팬 7개만 불러왔습니다. 건너뛴 레코드: 33개.").first().waitFor();
  await screenshot(page, "limited");
  await loads(page, [[lines]]);
  await page.getByRole("note").waitFor({ state: "detached" });
});

pageTest("a limit is that of its load only, whatever is dropped or removed later", one, async ({ page }) => {
  const span = (id, at) => ({ traceId: id.repeat(16), id: `${at}`.padStart(16, id), name: "get /", kind: "SERVER",
    timestamp: 1_700_000_000_000_000 + at, duration: 1000, localEndpoint: { serviceName: "web" } });
  const file = (id) => Array.from({ length: 20 }, (_, at) => JSON.stringify(span(id, at))).join("\n");
  const spans = await page.evaluate(async ([first, second]) => {
    await customElements.whenDefined("spanmap-viewer");
    const viewer = document.querySelector("spanmap-viewer");
    const told = [await viewer.load(first, { limit: 7, name: "first" })];
    const loaded = new Promise((done) => viewer.addEventListener("spanmap-load", ({ detail }) => done(detail), { once: true }));
    const files = new DataTransfer();
    files.items.add(new File([second], "second.json"));
    viewer.dispatchEvent(new DragEvent("drop", { dataTransfer: files, bubbles: true, cancelable: true }));
    told.push(await loaded, await viewer.unload(1), await viewer.load(second, { append: true }), await viewer.unload(0));
    return told.map(({ spans }) => spans);
  }, [file("a"), file("b")]);
  assert.deepEqual(spans, [7, 27, 7, 27, 20]);
});

pageTest("data that say they are a sample are called so, with what is known of it", one, async ({ page }) => {
  const span = (trace, type, param) => ({
    traceID: trace,
    spanID: "1",
    operationName: "GET /",
    startTime: 1700000000000000,
    duration: 1000,
    process: { serviceName: "web" },
    tags: [
      { key: "span.kind", type: "string", value: "server" },
      { key: "sampler.type", type: "string", value: type },
      { key: "sampler.param", type: "float64", value: param },
    ],
  });
  const text = [span("a1", "probabilistic", 0.2), span("a2", "const", 1)].map((line) => JSON.stringify(line)).join("\n");
  await loads(page, [[text]]);
  const told = page.getByText("sampled: rates count only kept requests");
  await told.waitFor();
  assert.equal(
    (await told.getAttribute("title")).replaceAll("\u00a0", " "),
    "1 of 2 traces were chosen by a sampler (probabilistic: 1). 1 of them were kept with a chance of 20 % " +
      "and stand for about 5 requests. Requests per minute count only those that sampling kept.",
  );
  await page.evaluate(() => document.querySelector("spanmap-viewer").setAttribute("lang", "ko"));
  await page.getByText("샘플링됨: 분당 값은 보관된 요청 기준").waitFor();
  await loads(page, [[fixture("jaeger/api.json")]]);
  await page.getByText("샘플링됨").waitFor({ state: "detached" });
});
