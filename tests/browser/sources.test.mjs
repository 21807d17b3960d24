// What is loaded: archives and encodings in, the bytes of a span out again, more files, fewer files.

import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";

import { tar, zip, zstd } from "./archives.mjs";
import { drop, pageTest, screenshot } from "./support.mjs";
import { lines, shop } from "./traces.mjs";

const HEAD = `<!doctype html><html lang="en"><meta charset="utf-8"><title>test</title><link rel="stylesheet" href="www/site.css"><script type="module" src="www/element.js"></script>`;
const one = { pages: { "one.html": `${HEAD}<spanmap-viewer></spanmap-viewer>` }, path: "one.html" };

const DATA = shop(9);
const NAMES = ["x/a.jsonl", "x/deep/b.json.gz"];

/** Loads bytes as a file named x; answers with names and spans of sources, problems, and the metadata of a span of each
 *  trace, which are read from the bytes again. */
function load(page, bytes) {
  return page.evaluate(async (base64) => {
    await customElements.whenDefined("spanmap-viewer");
    const viewer = document.querySelector("spanmap-viewer");
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const { spans, sources, problems } = await viewer.load(new File([bytes], "x"));
    const again = [];
    for (const { id } of await viewer.traces()) {
      const trace = await viewer.trace(id);
      again.push(trace.spans.find((span) => span.service === "Payment").metadata.note.text);
    }
    return { spans, names: sources.map(({ name }) => name), problems: problems.map(({ reason, file }) => `${file}: ${reason}`), again };
  }, Buffer.from(bytes).toString("base64"));
}

/** A span of each trace has metadata. */
const NOTED = DATA.map((segment) => (segment.name === "Payment" ? { ...segment, metadata: { note: { text: `한 ${segment.id}` } } } : segment));
const NOTES = NOTED.filter(({ metadata }) => metadata).map(({ metadata }) => metadata.note.text);

function check(name, bytes, names, problems = []) {
  pageTest(name, one, async ({ page }) => {
    const seen = await load(page, bytes());
    assert.deepEqual([seen.spans, seen.names, seen.problems], [45, names, problems]);
    assert.deepEqual(seen.again.sort(), [...NOTES].sort());
  });
}

const FIRST = lines(NOTED.slice(0, 12));
const SECOND = JSON.stringify(NOTED.slice(12));
const utf16 = (text) => Buffer.from(`\ufeff${text}`, "utf16le");

check("zstd is unpacked, also around an archive", () => zstd(tar([["a", zstd(FIRST)], ["b", SECOND]])), ["x/a", "x/b"]);
pageTest("zstd that is cut keeps what came", one, async ({ page }) => {
  const { spans, problems } = await load(page, zstd(lines(NOTED)).subarray(0, 5000));
  assert.deepEqual([spans, problems], [20, ["x: The compressed data end early or are damaged (they end early)", "x: the text ends within a record"]]);
});
check("a zip archive is the files in it", () => zip([["a.jsonl", FIRST], ["deep/b.json.gz", gzipSync(SECOND), { stored: true }]]), NAMES);
check("a stored zip archive is read in place", () => zip([["a.jsonl", FIRST, { stored: true }], ["b", SECOND, { stored: true }]]), ["x/a.jsonl", "x/b"]);
check("a tar archive is read in place", () => tar([["a.jsonl", FIRST], ["b", SECOND]]), ["x/a.jsonl", "x/b"]);
check("a packed tar archive is the files in it", () => gzipSync(tar([["./a.jsonl", FIRST], ["deep/", "", { type: "5" }], ["deep/b.json.gz", gzipSync(SECOND)]])), NAMES);
check("gzip of several members is one file", () => Buffer.concat([gzipSync(`${FIRST}\n`), gzipSync(SECOND)]), ["x"]);
check("UTF-16 is read, and read again", () => utf16(lines(NOTED)), ["x"]);
check("UTF-16 in an archive, too, beside what is left out", () => zip([["__MACOSX/._a", "junk"], ["a", utf16(FIRST)], ["b", utf16(SECOND)]]), ["x/a", "x/b", "x"], ["x: Hidden files left out: 1"]);

const summary = (page, text) => page.locator(".sm-summary").getByText(text, { exact: true }).waitFor();
const rows = (page) => page.getByRole("dialog").locator("tbody tr");

pageTest("more files are added, and each can be removed", one, async ({ page }) => {
  await drop(page, [["a.jsonl", lines(DATA.slice(0, 12))]]);
  await summary(page, "4 traces");
  await page.getByRole("button", { name: "1 file" }).click();
  await page.keyboard.press("Escape");
  await drop(page, [["b.jsonl", `${lines(DATA.slice(12))}\n{"trace_id":`], ["c.txt", "no traces"]]);
  await summary(page, "9 traces");
  await page.getByRole("button", { name: "3 files" }).click();
  const told = (await rows(page).allInnerTexts()).map((row) => row.replaceAll("\u00a0", " "));
  assert.deepEqual(told, ["a.jsonl\txray\t3.6 kB\t20\t0\t", "b.jsonl\txray\t4.5 kB\t25\t1\t", "c.txt\tunknown\t9 B\t0\t1\t"]);
  await page.getByRole("button", { name: "Remove a.jsonl" }).click();
  await rows(page).nth(1).waitFor();
  await summary(page, "5 traces");
  await rows(page).nth(2).waitFor({ state: "detached" });
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.getByRole("dialog").getByRole("button", { name: "Add files" }).click()]);
  await chooser.setFiles([{ name: "a again.json", mimeType: "", buffer: Buffer.from(JSON.stringify(DATA.slice(0, 12))) }]);
  await rows(page).nth(2).waitFor();
  await summary(page, "9 traces");
  await screenshot(page, "files");
  await page.getByRole("button", { name: "Remove all" }).click();
  await page.getByText("Drop trace files here").first().waitFor();
  assert.equal(await page.getByRole("dialog").count(), 0);
});

pageTest("what was open stays open when another file is removed", one, async ({ page }) => {
  await drop(page, [["a.jsonl", lines(DATA.slice(0, 12))], ["b.jsonl", lines(DATA.slice(12))]]);
  await summary(page, "9 traces");
  const seen = await page.locator("spanmap-viewer").evaluate(async (viewer) => {
    const traces = await viewer.traces({ sort: "start" });
    viewer.openTrace = traces.at(-1).id;
    const report = await viewer.unload(0);
    return [viewer.openTrace === traces.at(-1).id, report.traces, report.sources.map(({ name }) => name), (await viewer.trace(viewer.openTrace)).spans.length];
  });
  assert.deepEqual(seen, [true, 5, ["b.jsonl"], 5]);
});

pageTest("the sample makes room for the first file", { path: "?sample" }, async ({ page }) => {
  await page.getByRole("button", { name: "1 file" }).waitFor();
  await drop(page, [["a.jsonl", lines(DATA)]]);
  await summary(page, "9 traces");
  await page.getByRole("button", { name: "1 file" }).waitFor();
});

pageTest("after a crash what is loaded then is loaded again, also what came by a stream", one, async ({ page }) => {
  const archive = zip([["a", lines(DATA.slice(0, 12))], ["b", gzipSync(lines(DATA.slice(12)))]]);
  await page.locator("spanmap-viewer").evaluate(async (viewer, bytes) => {
    await viewer.load(new Blob([new Uint8Array(bytes)]).stream());
    await viewer.unload(0);
  }, [...archive]);
  await summary(page, "5 traces");
  await page.workers()[0].evaluate(async () => {
    const { Engine } = await import(new URL("spanmap_engine.js", location.href));
    Engine.prototype.handle = function () {
      this.free();
      this.spans();
    };
  });
  await page.getByRole("combobox", { name: "Filter traces" }).fill("fault");
  await page.getByRole("button", { name: "Reload the data" }).click();
  await summary(page, "2 of 5 traces");
  await page.getByRole("button", { name: "1 file" }).waitFor();
});

pageTest("a near miss says what to export instead", one, async ({ page }) => {
  await drop(page, [["search.json", '{"traces":[{"traceID":"1","rootServiceName":"a","spanSet":{"spans":[]}}],"metrics":{}}']]);
  await page.getByText("an answer of Tempo's search").waitFor();
});

pageTest("a problem shows its text and can be copied", { ...one, context: { permissions: ["clipboard-read", "clipboard-write"] } }, async ({ page }) => {
  await drop(page, [["odd.jsonl", `${lines(DATA)}\n{"trace_id": 7, "name": "seven"}\n{"id": 8, "start_time": oh, "x": 1}`]]);
  await summary(page, "9 traces");
  await page.getByRole("button", { name: "2 problems" }).click();
  const second = await rows(page).nth(1).innerText();
  assert.match(second, /\$\[28\]\.start_time/);
  assert.match(second, /\{"id": 8, "start_time": oh, "x": 1\}/);
  await screenshot(page, "problems");
  await page.getByRole("dialog").getByRole("button", { name: "Copy the list" }).click();
  await page.getByText("Copied").waitFor();
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^1 x an object that is no trace record\n  odd\.jsonl, byte 8130\n  \$\[27\]\n/);
});
