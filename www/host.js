// One engine for one element: in a worker if the page allows one, else on the page itself.
// Nothing is started before there is something to load.

import { Crash, Pace, Runner } from "./engine.js";
import { withoutStreams } from "./source.js";
import init, { Engine, onPanic } from "./spanmap_engine.js";

/** Milliseconds that a task on the page's own thread may take. */
const SLICE = 8;

/** The engine stopped, and everything it held is gone. */
export class EngineStopped extends Error {
  name = "EngineStopped";
}

export class EngineHost {
  /** @param {Promise<WebAssembly.Module>} module  of the engine
   *  @param {(message: string) => void} onCrash  called once for each crash; the next call starts anew */
  constructor(module, onCrash) {
    this.#module = module;
    this.#onCrash = onCrash;
  }

  #module;
  #onCrash;
  /** @type {Promise<WorkerEngine | PageEngine> | undefined} */
  #engine;
  /** The same once it is there: what is asked then leaves at once, and not behind all that the page does in this
   *  turn. @type {WorkerEngine | PageEngine | undefined} */
  #ready;

  ask(request) {
    return this.#use((engine) => engine.ask(request));
  }

  load(sources, way, tell, signal) {
    return this.#use((engine) => engine.load(sources, way, tell, signal));
  }

  dispose() {
    // An engine that never came up has nothing to end.
    this.#engine?.then((engine) => engine.dispose()).catch(() => {});
    this.#engine = undefined;
    this.#ready = undefined;
  }

  #use(call) {
    return this.#ready ? call(this.#ready) : this.#startAndUse(call);
  }

  async #startAndUse(call) {
    this.#engine ??= this.#start();
    const started = this.#engine;
    const engine = await started;
    if (this.#engine === started) this.#ready = engine;
    return call(engine);
  }

  async #start() {
    const crashed = (message) => {
      this.dispose();
      this.#onCrash(message);
    };
    const module = await this.#module;
    const worker = await startWorker(module);
    return worker ? new WorkerEngine(worker, crashed) : PageEngine.start(module, crashed);
  }
}

class WorkerEngine {
  constructor(worker, crashed) {
    this.#worker = worker;
    worker.onmessage = ({ data }) => {
      if ("crash" in data) this.#crash(data.crash, crashed);
      else this.#settle(data);
    };
    // Out of memory, or a script that could not be loaded any more: no message comes of that.
    worker.onerror = (event) => {
      event.preventDefault();
      this.#crash(event.message || "The worker stopped", crashed);
    };
  }

  #worker;
  #calls = new Map();
  #count = 0;

  ask(request) {
    return this.#post({ request });
  }

  async load(given, way, tell, signal) {
    const sources = canMoveStreams() ? given : await withoutStreams(given);
    signal.throwIfAborted();
    const streams = sources.flatMap(({ stream }) => stream ?? []);
    const answer = this.#post({ load: { sources, way } }, { tell, streams });
    const id = this.#count;
    const abort = () => this.#worker.postMessage({ id, abort: true });
    signal.addEventListener("abort", abort, { once: true });
    try {
      return await answer;
    } finally {
      signal.removeEventListener("abort", abort);
    }
  }

  dispose() {
    this.#worker.terminate();
    this.#reject(new DOMException("The viewer was removed", "AbortError"));
  }

  #post(message, { tell, streams = [] } = {}) {
    const id = ++this.#count;
    return new Promise((resolve, reject) => {
      this.#calls.set(id, { resolve, reject, tell });
      this.#worker.postMessage({ id, ...message }, streams);
    });
  }

  #settle({ id, value, error, progress }) {
    const call = this.#calls.get(id);
    if (progress) return call?.tell(progress);
    this.#calls.delete(id);
    if (error) call?.reject(Object.assign(new Error(error.message), { name: error.name }));
    else call?.resolve(value);
  }

  #crash(message, crashed) {
    this.#reject(new EngineStopped(message));
    crashed(message);
  }

  #reject(error) {
    for (const call of this.#calls.values()) call.reject(error);
    this.#calls.clear();
  }
}

/** Shares one instance of the module with all elements of the page, and the page's thread. */
class PageEngine {
  static async start(module, crashed) {
    await init({ module_or_path: module });
    // The exception that follows says the same.
    onPanic(() => {});
    return new PageEngine(crashed);
  }

  constructor(crashed) {
    this.#runner = new Runner(new Engine(), new Pace(SLICE));
    this.#crashed = crashed;
  }

  #runner;
  #crashed;

  ask(request) {
    return this.#guard(this.#runner.ask(request));
  }

  load(sources, way, tell, signal) {
    return this.#guard(this.#runner.load(sources, way, tell, signal));
  }

  dispose() {
    this.#runner.dispose();
  }

  async #guard(answer) {
    try {
      return await answer;
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      this.#crashed(error.message);
      throw new EngineStopped(error.message);
    }
  }
}

/** A worker that has the module and is ready, or nothing: by a content security policy, by Trusted Types,
 *  or because this script came from another origin. */
async function startWorker(module) {
  let worker;
  try {
    worker = new Worker(trusted(new URL("./worker.js", import.meta.url)), { type: "module" });
    await new Promise((ready, failed) => {
      worker.onmessage = ({ data }) => (data.ready ? ready() : failed(new Error(data.crash)));
      worker.onerror = (event) => {
        event.preventDefault();
        failed(new Error(event.message));
      };
      post(worker, module);
    });
    return worker;
  } catch {
    worker?.terminate();
    return undefined;
  }
}

/** Not all browsers can hand a stream to a worker. */
function canMoveStreams() {
  const stream = new ReadableStream();
  try {
    structuredClone(stream, { transfer: [stream] });
    return true;
  } catch {
    return false;
  }
}

/** A browser that cannot share a compiled module lets the worker fetch its own. */
function post(worker, module) {
  try {
    worker.postMessage({ module });
  } catch {
    worker.postMessage({ module: null });
  }
}

let policy;

/** Where Trusted Types are required, a worker's address must have passed a policy; where no policy may be
 *  made, the plain address is refused, and there is no worker. */
function trusted(url) {
  if (!globalThis.trustedTypes) return url;
  try {
    policy ??= trustedTypes.createPolicy("spanmap", { createScriptURL: (text) => text });
    return policy.createScriptURL(url.href);
  } catch {
    return url;
  }
}
