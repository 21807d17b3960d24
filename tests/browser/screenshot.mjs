// Takes the picture of the README: the sample, as a newcomer sees it first.

import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { browser, closeBrowser } from "./browser.mjs";
import { serve } from "./server.mjs";

const docs = fileURLToPath(new URL("../../docs/", import.meta.url));
const server = await serve();
const page = await (await browser()).newPage({ viewport: { width: 1440, height: 900 }, colorScheme: "light", locale: "en" });
await page.goto(server.url);
await page.waitForSelector("spanmap-viewer:defined");
await page.evaluate(async () => {
  const viewer = document.querySelector("spanmap-viewer");
  await viewer.load(new URL("www/sample/shop.jsonl", location.href));
  await viewer.serviceGraph();
});
// Two frames: one to draw what has arrived, one to be sure that it is on the screen.
await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
mkdirSync(docs, { recursive: true });
await page.screenshot({ path: `${docs}screenshot.png` });
await closeBrowser();
await server.close();
console.log("docs/screenshot.png");
