// A static server for the built site, with whatever response headers and extra pages a test needs.

import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";

export const SITE = fileURLToPath(new URL("../../dist/site/", import.meta.url));

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".wasm": "application/wasm",
  ".json": "application/json",
  ".jsonl": "application/x-ndjson",
  ".svg": "image/svg+xml",
};

/**
 * Serves `dist/site` on a free loopback port.
 *
 * @param {object} [options]
 * @param {string} [options.base] the path that the site is served under, such as `/tools/traces/`
 * @param {Record<string, string>} [options.headers] sent with every response
 * @param {Record<string, string | Uint8Array>} [options.pages] more files, by their path below `base`;
 *   they win over files of the site
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function serve({ base = "/", headers = {}, pages = {} } = {}) {
  const server = createServer((request, response) => {
    answer(request, response, { base, headers, pages }).catch((error) => response.destroy(error));
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const close = () =>
    new Promise((closed) => {
      server.close(closed);
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${server.address().port}${base}`, close };
}

async function answer(request, response, { base, headers, pages }) {
  const { pathname } = new URL(request.url, "http://localhost");
  let path = pathname.startsWith(base) ? decodeURIComponent(pathname.slice(base.length)) : undefined;
  if (path === "" || path?.endsWith("/")) path += "index.html";
  const send = (status, type) =>
    response.writeHead(status, { "content-type": type, "cache-control": "no-store", ...headers });
  const type = TYPES[extname(path ?? "")] ?? "application/octet-stream";
  if (path !== undefined && Object.hasOwn(pages, path)) {
    send(200, type).end(pages[path]);
  } else if (path !== undefined && !path.split("/").includes("..") && (await isFile(SITE + path))) {
    createReadStream(SITE + path).pipe(send(200, type));
  } else if (path === "favicon.ico") {
    // Browsers ask for it unasked, and a 404 would stand in the console as an error.
    send(204, type).end();
  } else {
    send(404, "text/plain").end("not found");
  }
}

async function isFile(path) {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}
