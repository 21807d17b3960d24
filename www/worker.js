// The engine on a thread of its own. Messages in: { module }, { id, request }, { id, load }, { id, abort };
// out: { ready }, { id, value }, { id, error }, { id, progress }, { crash }.

import init, { Engine, onPanic } from "./spanmap_engine.js";
import { Crash, Pace, Runner } from "./engine.js";

/** @type {Runner} */
let runner;
const loads = new Map();

addEventListener("message", async ({ data }) => {
  const { id } = data;
  try {
    if ("module" in data) await start(data.module);
    else if ("request" in data) postMessage({ id, value: await runner.ask(data.request) });
    else if ("load" in data) postMessage({ id, value: await load(id, data.load) });
    else if ("abort" in data) loads.get(id)?.abort();
  } catch (error) {
    if (error instanceof Crash || id === undefined) postMessage({ crash: String(error?.message ?? error) });
    else postMessage({ id, error: { name: error.name, message: error.message } });
  }
});

async function start(module) {
  await init(module ? { module_or_path: module } : undefined);
  onPanic((message) => postMessage({ crash: message }));
  runner = new Runner(new Engine(), new Pace(Infinity));
  postMessage({ ready: true });
}

async function load(id, { sources, way }) {
  const abort = new AbortController();
  loads.set(id, abort);
  try {
    return await runner.load(sources, way, (progress) => postMessage({ id, progress }), abort.signal);
  } finally {
    loads.delete(id);
  }
}
