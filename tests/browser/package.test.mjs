// The npm package as a stranger gets it: whole, versioned, and harmless to import where there is no DOM.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const PACKAGE = new URL("../../dist/npm/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL("package.json", PACKAGE), "utf8"));

test("the version is that of the crate", () => {
  const cargo = readFileSync(new URL("../../Cargo.toml", import.meta.url), "utf8");
  assert.equal(manifest.version, cargo.match(/^version = "(.+)"$/m)[1]);
  assert.notEqual(manifest.version, "0.0.0");
});

test("every file that the manifest names is there", () => {
  const named = Object.values(manifest.exports).flatMap((target) =>
    typeof target === "string" ? target : Object.values(target),
  );
  for (const file of [...named, manifest.types, ...manifest.sideEffects]) {
    assert.ok(existsSync(new URL(file, PACKAGE)), `${file} is missing`);
  }
});

test("every import of a module is a file of the package", () => {
  for (const module of readdirSync(PACKAGE).filter((file) => file.endsWith(".js"))) {
    const text = readFileSync(new URL(module, PACKAGE), "utf8");
    const imports = text.matchAll(/(?:\bfrom|\bimport\(?|\bnew URL\()\s*["'](\.[^"']*|\w+_bg\.wasm)["']/g);
    for (const [, file] of imports) {
      assert.ok(existsSync(new URL(file, new URL(module, PACKAGE))), `${module} imports ${file}`);
    }
  }
});

test("the element can be imported where there is no DOM", async () => {
  await import(new URL("element.js", PACKAGE));
});

test("the types fit what an embedder writes, and refuse what the element refuses", () => {
  const compiler = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  const project = fileURLToPath(new URL("types", import.meta.url));
  try {
    execFileSync(process.execPath, [compiler, "-p", project], { encoding: "utf8" });
  } catch (error) {
    assert.fail(error.stdout || error.message);
  }
});
