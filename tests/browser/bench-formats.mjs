// The speed of reading each format in a worker, beside what the browser itself can do with the same bytes there:
// ratios of one run on one machine, which is all that a shared machine can tell.
//
//   node bench-formats.mjs [megabytes] [format ..]

import { readFileSync } from "node:fs";

import { browser, closeBrowser } from "./browser.mjs";
import { serve } from "./server.mjs";

const FORMATS = ["xray", "xray-strings", "otlp", "jaeger", "zipkin"];
const [megabytes = "24", ...chosen] = process.argv.slice(2);
const reader = readFileSync(new URL("bench-reader.mjs", import.meta.url));
const server = await serve({ pages: { "bench.html": "<!doctype html><title>bench</title>", "bench-reader.mjs": reader } });
const page = await (await browser()).newPage();
await page.goto(`${server.url}bench.html`);

console.log("MB/s in a worker, medians; times as fast as: JSON.parse alone, decode + JSON.parse + walk into columns");
console.log("format          MB    spans    read  parse   walk   / parse   / walk   with trees and map");
for (const format of chosen.length ? chosen : FORMATS) {
  const told = await page.evaluate(measure, { format, megabytes: Number(megabytes) });
  const speed = (ms) => (told.bytes / 1e3 / ms).toFixed(0).padStart(6);
  const ratio = (ms) => (ms / told.read).toFixed(2).padStart(8);
  console.log(
    format.padEnd(12) +
      (told.bytes / 1e6).toFixed(1).padStart(6) +
      String(told.spans).padStart(9) +
      `  ${speed(told.read)} ${speed(told.parse)} ${speed(told.walk)} ${ratio(told.parse)} ${ratio(told.walk)}  ${speed(told.load)}`,
  );
}
await closeBrowser();
await server.close();

/** Runs in the page: has a fresh worker do the work. */
function measure(task) {
  const worker = new Worker("bench-reader.mjs", { type: "module" });
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(task);
  }).finally(() => worker.terminate());
}
