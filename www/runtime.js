// What all elements of a page share: the compiled modules, the viewer's instance, the style sheet.
// Loaded once, when the first element is shown.

import init, { onPanic } from "./spanmap.js";

/** @typedef {{ engine: Promise<WebAssembly.Module>, style: CSSStyleSheet }} Runtime */

/** @type {Promise<Runtime> | undefined} */
let loading;
/** Told when the page's instance dies, and with it all elements. */
const mourners = new Set();
let death;

/** @returns {Promise<Runtime>} */
export function runtime() {
  if (death) return Promise.reject(new Error(death));
  loading ??= load().catch((error) => {
    // The next element tries again: the network may be back.
    loading = undefined;
    throw error;
  });
  return loading;
}

/** Calls `mourn` with the reason if the page's instance dies. Returns how to be told no more. */
export function onDeath(mourn) {
  mourners.add(mourn);
  return () => mourners.delete(mourn);
}

async function load() {
  // The engine has no work yet: it may come later than the screen. Who needs it hears of a failure.
  const engine = compile(new URL("./spanmap_engine_bg.wasm", import.meta.url));
  engine.catch(() => {});
  const viewer = compile(new URL("./spanmap_bg.wasm", import.meta.url));
  const [module, style] = await Promise.all([viewer, sheet()]);
  await init({ module_or_path: module });
  onPanic((message) => {
    death = message;
    // After the throw that follows has left WebAssembly.
    for (const mourn of mourners) queueMicrotask(() => mourn(message));
  });
  return { engine, style };
}

async function compile(url) {
  const response = await get(url);
  const bytes = response.clone();
  try {
    return await WebAssembly.compileStreaming(response);
  } catch (error) {
    // A server that does not know the type of the file; all other troubles come again.
    if (!(error instanceof TypeError)) throw error;
    return WebAssembly.compile(await bytes.arrayBuffer());
  }
}

async function sheet() {
  // Made of `styles/` by the build. Spelt out, because bundlers look for these words.
  const response = await get(new URL("./style.css", import.meta.url));
  return new CSSStyleSheet().replace(await response.text());
}

async function get(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.pathname} is missing (${response.status})`);
  return response;
}
