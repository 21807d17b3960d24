// What is loaded: archives and encodings in, the bytes of a span out again, more files, fewer files.

import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";

import { tar, zip } from "./archives.mjs";
import { pageTest } from "./support.mjs";
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

pageTest("zstd is named, with the command that unpacks it", one, async ({ page }) => {
  const { problems } = await load(page, Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 4, 0]));
  assert.deepEqual(problems, ["x: the data are compressed (zstd): unpack them first, by `zstd -d`"]);
});

check("a zip archive is the files in it", () => zip([["a.jsonl", FIRST], ["deep/b.json.gz", gzipSync(SECOND), { stored: true }]]), NAMES);
check("a stored zip archive is read in place", () => zip([["a.jsonl", FIRST, { stored: true }], ["b", SECOND, { stored: true }]]), ["x/a.jsonl", "x/b"]);
check("a tar archive is read in place", () => tar([["a.jsonl", FIRST], ["b", SECOND]]), ["x/a.jsonl", "x/b"]);
check("a packed tar archive is the files in it", () => gzipSync(tar([["./a.jsonl", FIRST], ["deep/", "", { type: "5" }], ["deep/b.json.gz", gzipSync(SECOND)]])), NAMES);
check("gzip of several members is one file", () => Buffer.concat([gzipSync(`${FIRST}\n`), gzipSync(SECOND)]), ["x"]);
check("UTF-16 is read, and read again", () => utf16(lines(NOTED)), ["x"]);
check("UTF-16 in an archive, too, beside what is left out", () => zip([["__MACOSX/._a", "junk"], ["a", utf16(FIRST)], ["b", utf16(SECOND)]]), ["x/a", "x/b", "x"], ["x: Hidden files left out: 1"]);
