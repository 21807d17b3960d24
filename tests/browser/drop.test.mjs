// Folders that are dropped, without a page: browsers give no folder to a test.

import assert from "node:assert/strict";
import { test } from "node:test";

import { walk } from "../../www/drop.js";

/** Entries as browsers give them: an object is a folder, a string a file's text, an error a file that cannot be opened. */
function entry(path, content) {
  const fullPath = `/${path}`;
  if (content instanceof Error) return { fullPath, isDirectory: false, file: (_, failed) => failed(content) };
  if (typeof content === "string") return { fullPath, isDirectory: false, file: (opened) => opened(new File([content], path.split("/").at(-1))) };
  const portions = Object.entries(content).map(([name, inner]) => [entry(`${path}/${name}`, inner)]);
  return { fullPath, isDirectory: true, createReader: () => ({ readEntries: (found) => found(portions.shift() ?? []) }) };
}

async function check(content, expect) {
  const sources = await walk(Object.entries(content).map(([name, inner]) => entry(name, inner)));
  const told = await Promise.all(sources.map(async ({ name, blob, notes = [] }) => [name, await blob.text(), ...notes.map(({ reason }) => reason)].join(", ")));
  assert.deepEqual(told, expect);
}

test("files in folders are named by their paths, in their order", () =>
  check({ "z.json": "1", logs: { "b.json": "2", a: { "b.json": "3" }, none: {} } }, ["logs/a/b.json, 3", "logs/b.json, 2", "z.json, 1"]));

test("hidden files are counted, what cannot be opened is told", () =>
  check({ logs: { ".git": { config: "x" }, ".DS_Store": "y", "a.json": "1", "b.json": new Error("gone") } }, [
    "logs/.DS_Store, , Hidden files left out: 2",
    "logs/a.json, 1",
    "logs/b.json, , It could not be opened (gone)",
  ]));

test("folders may be as deep as they like", () => {
  let content = { "a.json": "1" };
  for (let depth = 0; depth < 1000; depth++) content = { d: content };
  return check(content, [`${"d/".repeat(1000)}a.json, 1`]);
});
