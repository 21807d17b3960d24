// Every format opens in the page: what is loaded says so, and its spans show their detail.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { pageTest } from "./support.mjs";

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
