// Archives and packed files, taken apart without a page: what is found in them, and what is said of the rest.

import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

import { LIMITS, unpack } from "../../www/unpack.js";
import { tar, zip } from "./archives.mjs";

const A = '{"a":1}';
const B = `{"b":"${"long ".repeat(2000)}"}`;

/** A line a part: name, size, what is told of it. The parts' bytes are read in two ways where there are two. */
async function found(bytes, limits = LIMITS) {
  const { signal } = new AbortController();
  const lines = [];
  const blob = new Blob([bytes]);
  for (const source of [{ name: "x", blob }, { name: "x", stream: blob.stream() }]) {
    const told = [];
    for await (const part of unpack(source, (stream) => stream, signal, limits)) told.push(await line(part));
    lines.push(told.join("\n"));
  }
  assert.equal(lines[0], lines[1], "of a file and of a stream");
  return lines[0];
}

async function line({ name, read, blob, notes }) {
  const pieces = [];
  const told = notes.map(({ reason, path }) => (path ? `${reason}: ${path}` : reason));
  try {
    for await (const piece of read()) pieces.push(piece);
  } catch (error) {
    told.push(error.message.replace(/ \(.*/s, ""));
  }
  const bytes = Buffer.concat(pieces);
  if (blob) assert.deepEqual(Buffer.from(await blob.arrayBuffer()), bytes, `${name} read again`);
  const text = bytes.toString() === A ? "A" : bytes.toString() === B ? "B" : `${bytes.length} bytes`;
  return [name, text, ...told].join(", ");
}

function check(name, bytes, expect, limits) {
  test(name, async () => {
    const lines = expect.trim().split("\n").map((text) => text.trim());
    assert.equal(await found(bytes(), limits), lines.join("\n"));
  });
}

check("a plain file is itself", () => A, "x, A");
check("an empty file is itself", () => "", "x, 0 bytes");
check("gzip, also of several members", () => Buffer.concat([gzipSync(A.slice(0, 3)), gzipSync(A.slice(3))]), "x, A");
check("gzip in gzip", () => gzipSync(gzipSync(B)), "x, B");

check("gzip that is cut gives all that is before the cut", () => gzipSync(B, { level: 0 }).subarray(0, -100), "x, 9916 bytes, The compressed data end early or are damaged");

check(
  "zip: packed, stored, and gzip in it",
  () => zip([["a.json", A], ["dir/", ""], ["dir/b.json", B, { stored: true }], ["c.gz", gzipSync(A), { stored: true }]]),
  "x/a.json, A\nx/dir/b.json, B\nx/c.gz, A",
);
check("zip64, and a comment that looks like an end", () => zip([["a", A], ["b", B]], { wide: true, comment: "PK\x05\x06 said he" }), "x/a, A\nx/b, B");
check(
  "zip: what cannot be unpacked is told",
  () => zip([["a", A, { encrypted: true }], ["b", B, { method: 93 }], ["c", A, { size: 8 }], ["__MACOSX/._a", "x"], [".DS_Store", "x"]]),
  `x/a, 0 bytes, The file is encrypted: unpack the archive with its password first
   x/b, 0 bytes, The file is packed by a method that browsers do not have (93): unpack the archive first
   x/c, A, The compressed data end early or are damaged
   x, 0 bytes, Hidden files left out: 2: __MACOSX/._a`,
);
check("an empty zip says so", () => zip([]), "x, 0 bytes, The archive holds no files");
check(
  "zip that is cut gives the files before the cut",
  () => zip([["a", A], ["b", B], ["c", B, { stored: true }]]).subarray(0, 5000),
  `x/a, A
   x/b, B
   x/c, 4838 bytes, The archive is damaged
   x, 0 bytes, The archive cannot be read any further (it is cut: the directory at its end is missing)`,
);

const STREAMED = () => zip([["a", A, { open: true }], ["b", B, { open: true }], ["c", B, { open: true, stored: true }]]);
check("zip written as a stream", STREAMED, "x/a, A\nx/b, B\nx/c, B");
check(
  "zip written as a stream that is cut gives all before the cut",
  () => STREAMED().subarray(0, 5000),
  `x/a, A
   x/b, B
   x/c, 4806 bytes
   x, 0 bytes, The archive cannot be read any further (it is cut: the directory at its end is missing)`,
);
check(
  "zip: another checksum is told, and the data are there",
  () => zip([["a", A, { sum: 7 }], ["b", B, { sum: 7, stored: true }]]),
  `x/a, A, The compressed data end early or are damaged
   x/b, B, The archive is damaged`,
);

const LONG = `${"folder/".repeat(20)}b.json`;
check(
  "tar: long names of both kinds, folders, links",
  () => tar([["./a.json", A], ["d/", "", { type: "5" }], [LONG, B], [`${LONG}2`, A, { gnu: true }], ["l", "", { type: "2" }], ["d/.git/x", "y"]]),
  `x/a.json, A
   x/${LONG}, B
   x/${LONG}2, A
   x/l, 0 bytes, A link or device, not a file: left out
   x, 0 bytes, Hidden files left out: 1: d/.git/x`,
);
check("tar.gz, and zip in tar", () => gzipSync(tar([["a", A], ["b.zip", zip([["b", B]])]])), "x/a, A\nx/b.zip/b, B");
check(
  "tar that is cut gives what is before the cut",
  () => tar([["a", A], ["b", B]]).subarray(0, 4000),
  "x/a, A\nx/b, 2464 bytes, The archive is damaged",
);
check(
  "tar.gz that is cut gives what is before the cut",
  () => gzipSync(tar([["a", A], ["b", B]]), { level: 0 }).subarray(0, 4000),
  "x/a, A\nx/b, 2449 bytes, The compressed data end early or are damaged",
);
check(
  "tar with a damaged header says so",
  () => Buffer.concat([tar([["a", A]]).subarray(0, 1024), Buffer.from("not a header".repeat(60))]),
  "x/a, A\nx, 0 bytes, The archive cannot be read any further (no header where one should be)",
);

check("what is packed too often is left out", () => gzipSync(gzipSync(gzipSync(A))), "x, 0 bytes, Packed more than 2 times over: left out", { ...LIMITS, depth: 2 });
check(
  "what unpacks to more than the limit is cut there",
  () => zip([["a", A], ["b", B], ["c", A]]),
  `x/a, A
   x/b, 93 bytes, More than 100 bytes unpacked: the rest is left out
   x/c, 0 bytes, More than 100 bytes unpacked: the rest is left out`,
  { ...LIMITS, bytes: 100 },
);
check(
  "files beyond the most of an archive are counted",
  () => tar([["a", A], ["b", A], ["c", A]]),
  "x/a, A\nx, 0 bytes, Files beyond the first 1 left out: 2",
  { ...LIMITS, files: 1 },
);

test("an abort ends it", async () => {
  const controller = new AbortController();
  const archive = new Blob([zip([["a", A], ["b", B]])]);
  const parts = unpack({ name: "x", blob: archive }, (stream) => stream, controller.signal);
  await parts.next();
  controller.abort();
  const { value: part } = await parts.next();
  await assert.rejects(part.read().next(), { name: "AbortError" });
});
