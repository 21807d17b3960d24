// What every browser test stands on: `pageTest` serves the built site, opens it in Chromium, runs the
// test, and fails it for anything that went wrong behind its back: a console error, an uncaught
// exception, a request to a foreign host.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

import { browser, closeBrowser } from "./browser.mjs";
import { serve } from "./server.mjs";

/** The policy that the element promises to work under. */
export const STRICT_CSP = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "worker-src 'self'",
  "connect-src 'self'",
].join("; ");

/** The same, with Trusted Types required and no policy allowed. */
export const TRUSTED_TYPES_CSP = `${STRICT_CSP}; require-trusted-types-for 'script'; trusted-types 'none'`;

/** The same, with workers forbidden. */
export const NO_WORKER_CSP = STRICT_CSP.replace("worker-src 'self'", "worker-src 'none'");

const RESULTS = fileURLToPath(new URL("../../test-results/", import.meta.url));

after(closeBrowser);

/**
 * A test on a page of its own, in a fresh browser context and on a server of its own.
 *
 * @param {string} name
 * @param {object} options those of `serve`, and
 * @param {string} [options.csp] sent as Content-Security-Policy
 * @param {string | null} [options.path] the page to open, below the base; null opens none
 * @param {object} [options.context] for `browser.newContext`: viewport, colorScheme, locale…
 * @param {string | false} [options.skip] why the test is left out
 * @param {(tools: { page: import("playwright-core").Page, url: string, problems: string[] }) => Promise<void>} body
 *   `problems` is what went wrong so far; a test that provokes an error takes it out again
 */
export function pageTest(name, options, body) {
  const { path = "", csp, headers, context: contextOptions, skip = false, ...serverOptions } = options;
  test(name, { skip, timeout: 120_000 }, async () => {
    const policy = csp && { "content-security-policy": csp };
    const server = await serve({ ...serverOptions, headers: { ...policy, ...headers } });
    const context = await (await browser()).newContext({ viewport: { width: 1280, height: 800 }, ...contextOptions });
    try {
      context.setDefaultTimeout(15_000);
      const page = await context.newPage();
      const problems = watch(page, server.url);
      if (path !== null) await page.goto(server.url + path);
      await body({ page, url: server.url, problems });
      assert.deepEqual(problems, [], "the page had problems");
    } finally {
      await context.close();
      await server.close();
    }
  });
}

/** A picture for people, in the folder of test results, which git ignores. */
export async function screenshot(page, name) {
  mkdirSync(RESULTS, { recursive: true });
  await page.screenshot({ path: `${RESULTS}${name}.png` });
}

function watch(page, url) {
  const problems = [];
  const { host } = new URL(url);
  page.on("pageerror", (error) => problems.push(`uncaught: ${error.stack ?? error}`));
  page.on("crash", () => problems.push("the page crashed"));
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on("request", (request) => {
    const target = new URL(request.url());
    const foreign = target.protocol.startsWith("http") && target.host !== host;
    if (foreign) problems.push(`request to a foreign host: ${target}`);
  });
  return problems;
}

/** Drops files as the browser does, but for the hand that drags. */
export async function drop(page, files) {
  const transfer = await page.evaluateHandle((files) => {
    const transfer = new DataTransfer();
    for (const [name, text] of files) transfer.items.add(new File([text], name));
    return transfer;
  }, files);
  for (const type of ["dragenter", "dragover", "drop"]) {
    await page.locator(".sm-app").dispatchEvent(type, { dataTransfer: transfer, bubbles: true, composed: true, cancelable: true });
  }
}
