// <spanmap-viewer>: the element that the site and the npm package share. The types are in element.d.ts.

import { DEFAULT_THRESHOLDS, STATE_ATTRIBUTES, formatOf, language, limitOf, patchOf } from "./attributes.js";
import { card } from "./card.js";
import { choose, takeDrops } from "./drop.js";
import { EngineHost, EngineStopped } from "./host.js";
import { png } from "./picture.js";
import { onDeath, runtime } from "./runtime.js";
import { sourcesOf } from "./source.js";
import { Viewer } from "./spanmap.js";

const TAG = "spanmap-viewer";

/** Properties that may have been set before this script came. */
const PROPERTIES = ["src", "format", "sample", "filter", "view", "trace", "openTrace", "theme", "lang", "chrome", "timeRange", "thresholds",
  "latencyWarning", "latencyCritical", "errorWarning", "errorCritical", "deepLink"];

/** Before the style sheets come, so that nothing jumps when they do. */
const FIRST_STYLE = ":host { display: block; } :host([hidden]) { display: none; }";

/** On a server there are no elements; the module can be imported all the same. */
const Base = globalThis.HTMLElement ?? class {};

export class SpanmapViewer extends Base {
  static observedAttributes = ["src", ...STATE_ATTRIBUTES];

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(FIRST_STYLE);
    root.adoptedStyleSheets = [sheet];
    this.#expectViewer();
  }

  /** @type {Viewer | undefined} */
  #viewer;
  /** @type {EngineHost | undefined} */
  #host;
  /** Settled when there is a viewer: what needs one waits for it. */
  #ready;
  #setReady;
  /** What was set while there is no viewer. */
  #patch = {};
  /** Ends listeners and what is under way when the viewer goes. */
  #life;
  /** The load that is under way. @type {AbortController | undefined} */
  #loading;
  /** What is loaded, unpacked, or was to be: for loading once more. */
  #entries = [];
  /** The next files of a person take the place of what is loaded: it is the sample, or nothing was in it. */
  #isReplaceable = true;
  #isSample = false;
  /** As the page was last told. */
  #told = { filter: "", filterError: null, selection: null };
  #address = "";

  connectedCallback() {
    if (this.#life) return;
    for (const name of PROPERTIES) this.#upgrade(name);
    this.#life = new AbortController();
    this.#mount(this.#life.signal).catch((error) => this.#showFailure(error));
  }

  /** A move through the document is a removal and an insertion in one turn: only what stays away ends. */
  disconnectedCallback() {
    queueMicrotask(() => {
      if (!this.isConnected) this.#dispose();
    });
  }

  attributeChangedCallback(name) {
    if (name === "src") {
      if (this.#viewer) this.#loadSrc();
    } else if (this.#viewer) {
      this.#set(patchOf(this, name, this.thresholds));
    }
  }

  load(source, { append = false, format = this.format, limit, name, signal } = {}) {
    this.#isSample = false;
    const { again, open } = sourcesOf(source, name);
    return this.#add({ again, open: async (signal) => readAs({ format, limit }, await open(signal)) }, append, signal);
  }

  /** All other sources are read anew, each by its own options: what came of one cannot be told apart in the data. */
  unload(source) {
    const before = this.#entries;
    this.#entries = before.filter((_, at) => at !== source);
    if (this.#entries.length > 0) return this.#load(this.#entries, { keep: true, before });
    this.clear();
    return Promise.resolve(undefined);
  }

  clear() {
    this.#loading?.abort(aborted("The data were cleared"));
    this.#entries = [];
    this.#isReplaceable = true;
    this.#host?.dispose();
    this.#viewer?.cleared();
  }

  get filter() {
    return this.#settings.filter ?? "";
  }
  set filter(text) {
    this.#set({ filter: String(text ?? "") });
  }

  get filterError() {
    return this.#settings.filterError ?? null;
  }

  get timeRange() {
    return this.#settings.timeRange ?? null;
  }
  set timeRange(range) {
    this.#set({ timeRange: range && { start: Number(range.start), end: Number(range.end) } });
  }

  get thresholds() {
    return this.#settings.thresholds ?? DEFAULT_THRESHOLDS;
  }
  set thresholds(thresholds) {
    this.#set({ thresholds: { ...DEFAULT_THRESHOLDS, ...thresholds } });
  }

  get view() {
    return this.#settings.view ?? "map";
  }
  set view(view) {
    this.setAttribute("view", view);
  }

  /** As the attribute `trace`; see also `trace`. */
  get openTrace() {
    return this.#settings.trace ?? null;
  }
  set openTrace(id) {
    this.#set({ trace: id === null || id === undefined ? null : String(id) });
  }

  get theme() {
    return this.#settings.theme ?? "auto";
  }
  set theme(theme) {
    this.setAttribute("theme", theme);
  }

  get lang() {
    return this.#settings.lang ?? language(this);
  }
  set lang(lang) {
    this.setAttribute("lang", lang);
  }

  focus(options) {
    this.shadowRoot.querySelector(".sm-app")?.focus(options);
  }

  select(target) {
    this.#set({ selection: target ?? null });
  }

  async summary() {
    return this.#ask({ subject: "summary" });
  }

  async serviceGraph() {
    return this.#ask({ subject: "serviceGraph" });
  }

  async traces({ sort = "start", descending = false, offset = 0, limit = 0 } = {}) {
    return this.#ask({ subject: "traces", sort, descending, offset, limit });
  }

  /** A method, `trace(id)`, which asks for a trace; what is set opens one, as the attribute of this name does. */
  get trace() {
    return this.#traceOf;
  }
  set trace(id) {
    this.openTrace = id;
  }
  #traceOf = async (id) => this.#ask({ subject: "trace", id: String(id) });

  async exportSvg() {
    const viewer = await this.#settled();
    return viewer.exportSvg();
  }

  async exportPng(scale = 2) {
    const viewer = await this.#settled();
    return png(viewer.exportCanvas(scale));
  }

  async exportJson() {
    const [summary, serviceGraph] = await Promise.all([this.summary(), this.serviceGraph()]);
    return new Blob([JSON.stringify({ summary, serviceGraph }, null, 2)], { type: "application/json" });
  }

  get #settings() {
    return this.#viewer?.settings() ?? this.#patch;
  }

  #set(patch) {
    if (this.#viewer) this.#viewer.set(patch);
    else Object.assign(this.#patch, patch);
  }

  /** The viewer, when the engine knows of all that was set. */
  async #settled() {
    await this.#ready;
    await this.#viewer?.settled();
    if (!this.#viewer) throw aborted("The viewer was removed");
    return this.#viewer;
  }

  async #ask(question) {
    await this.#settled();
    const { failed, value } = await this.#host.ask(question);
    if (failed !== undefined) throw new Error(failed);
    return value;
  }

  /** A property that was set on the plain element before the class was known hides the one of the class. */
  #upgrade(name) {
    if (!Object.hasOwn(this, name)) return;
    const value = this[name];
    delete this[name];
    this[name] = value;
  }

  #expectViewer() {
    this.#ready = new Promise((resolve) => (this.#setReady = resolve));
  }

  async #mount(life) {
    const { engine, style } = await runtime();
    if (life.aborted) return;
    this.shadowRoot.adoptedStyleSheets = [this.shadowRoot.adoptedStyleSheets[0], style];
    const root = document.createElement("div");
    root.className = "sm-root";
    this.shadowRoot.replaceChildren(root);
    this.#host = new EngineHost(engine, (message) => this.#engineStopped(message));
    this.#viewer = new Viewer(root, this.#page(), this.#firstPatch());
    if (this.deepLink) this.#followAddress(life);
    takeDrops(this, life, (over) => root.classList.toggle("sm-dropping", over), (sources) => this.#takeFiles(sources));
    life.addEventListener("abort", onDeath((reason) => this.#die(reason)));
    this.#setReady();
    this.#fire("ready");
    if (this.src) this.#loadSrc();
  }

  /** What stands in attributes, then what was set by properties. */
  #firstPatch() {
    const patch = { lang: language(this), sample: this.sample !== "" };
    for (const name of STATE_ATTRIBUTES) {
      if (this.hasAttribute(name)) Object.assign(patch, patchOf(this, name, patch.thresholds ?? DEFAULT_THRESHOLDS));
    }
    const all = Object.assign(patch, this.#patch);
    this.#patch = {};
    return all;
  }

  /** What the viewer may ask of its element. */
  #page() {
    return {
      ask: (request) => this.#host.ask(request),
      open: async () => this.#takeFiles(await choose(this.shadowRoot)),
      sample: () => this.#loadAddress(this.sample),
      unload: (source) => this.#quietly(this.unload(source)),
      clear: () => this.clear(),
      cancel: () => this.#loading?.abort(aborted("The load was cancelled")),
      retry: () => this.#quietly(this.#load(this.#entries)),
      // Later: the viewer is in the middle of something, and listeners may well set properties.
      changed: (settings, address) => queueMicrotask(() => this.#changed(settings, address)),
    };
  }

  /** From a person: in addition to what there is to see. */
  #takeFiles(sources) {
    if (sources.length === 0) return;
    const append = !this.#isReplaceable;
    this.#isSample = false;
    const format = this.format;
    this.#quietly(this.#add({ again: true, open: async () => readAs({ format }, sources) }, append));
  }

  #loadAddress(address) {
    this.#quietly(this.load(new URL(address, document.baseURI)));
    this.#isSample = address === this.sample;
  }

  #add(entry, append, outer) {
    const before = this.#entries;
    this.#entries = append ? [...before, entry] : [entry];
    return this.#load([entry], { append, outer, before });
  }

  /** `keep`: what is loaded is part of what there was. `before`: what to load again later if this load comes to nothing. */
  async #load(entries, { append = false, keep = append, outer, before = entries } = {}) {
    const loading = new AbortController();
    if (!append) this.#loading?.abort(aborted("Another load took its place"));
    this.#loading = loading;
    const signal = outer ? AbortSignal.any([outer, loading.signal]) : loading.signal;
    await this.#ready;
    try {
      signal.throwIfAborted();
      this.#viewer.loadStarted();
      const sources = (await Promise.all(entries.map(({ open }) => open(signal)))).flat();
      const tell = (progress) => this.#progressed(loading, progress);
      // The last one loaded says it, as a limit counts what was loaded before.
      const way = { append, limit: sources.at(-1)?.limit };
      const { report, kept } = await this.#host.load(sources, way, tell, signal);
      this.#entries = kept.map((source) => ({ again: true, open: async () => [source] }));
      this.#isReplaceable = this.#isSample || report.traces + report.services === 0;
      this.#viewer.loaded(report, keep);
      this.#fire("load", report);
      return report;
    } catch (error) {
      const reason = signal.aborted ? signal.reason : error;
      this.#loadEnded(loading, reason, signal.aborted, before);
      throw reason;
    } finally {
      if (this.#loading === loading) this.#loading = undefined;
    }
  }

  #progressed(loading, progress) {
    if (this.#loading !== loading) return;
    this.#viewer?.progressed(progress.loaded, progress.total, progress.spans);
    this.#fire("progress", progress);
  }

  /** Without a report. What a stopped engine means is told once, by `#engineStopped`. */
  #loadEnded(loading, error, wasAborted, before) {
    if (!this.#viewer || this.#loading !== loading || error instanceof EngineStopped) return;
    this.#entries = before;
    if (wasAborted) {
      this.#viewer.loadCancelled();
    } else {
      this.#viewer.loadFailed(error.message);
      this.#fire("error", { message: error.message });
    }
  }

  #loadSrc() {
    if (this.src) this.#loadAddress(this.src);
    else this.clear();
  }

  /** For loads that nobody awaits: how they end is seen on the screen and heard by events. */
  #quietly(load) {
    load.catch(() => {});
  }

  #engineStopped(message) {
    if (!this.#viewer) return;
    this.#entries = this.#entries.filter(({ again }) => again);
    this.#isReplaceable = true;
    this.#viewer.stopped(message, this.#entries.length > 0);
    this.#fire("error", { message });
  }

  #changed(settings, address) {
    if (!this.#viewer) return;
    const { filter, filterError, selection, theme } = settings;
    if (theme === "auto") delete this.dataset.theme;
    else this.dataset.theme = theme;
    const before = this.#told;
    this.#told = { filter, filterError, selection };
    if (this.deepLink) this.#showAddress(address);
    if (filter !== before.filter || !same(filterError, before.filterError)) {
      this.#fire("filter", { filter, error: filterError });
    }
    if (!same(selection, before.selection)) this.#fire("select", selection);
  }

  /** Opening something else is a step that "back" takes back; refining the question is not. */
  #showAddress(address) {
    if (address === this.#address || address === location.hash.slice(1)) return;
    const place = (text) => ["view", "trace", "versus"].map((key) => new URLSearchParams(text).getAll(key)).join();
    const step = place(address) !== place(this.#address);
    this.#address = address;
    history[step ? "pushState" : "replaceState"](null, "", `#${address}`);
  }

  #followAddress(life) {
    const visit = () => {
      this.#address = location.hash.slice(1);
      this.#viewer?.visit(this.#address);
    };
    addEventListener("popstate", visit, { signal: life });
    if (location.hash.length > 1) visit();
  }

  #fire(name, detail = null) {
    this.dispatchEvent(new CustomEvent(`spanmap-${name}`, { detail, bubbles: true, composed: true }));
  }

  #dispose() {
    if (!this.#life) return;
    this.#life.abort();
    this.#life = undefined;
    this.#loading?.abort(aborted("The viewer was removed"));
    this.#host?.dispose();
    this.#host = undefined;
    this.#isReplaceable = true;
    if (this.#viewer) {
      this.#patch = this.#viewer.settings();
      this.#viewer.free();
      this.#viewer = undefined;
      this.#expectViewer();
    }
    this.shadowRoot.replaceChildren();
  }

  /** The page's instance of the module died under all elements. Nothing of it may be called again. */
  #die(reason) {
    this.#viewer = undefined;
    this.#host = undefined;
    this.#loading?.abort(aborted(reason));
    this.#showFailure(new Error(reason));
  }

  #showFailure(error) {
    const blocked = error instanceof WebAssembly.CompileError && /content security policy/i.test(error.message);
    const hint = blocked ? " — script-src must allow 'wasm-unsafe-eval'" : "";
    this.shadowRoot.replaceChildren(card(language(this), error.message + hint));
    this.#fire("error", { message: error.message });
  }
}

for (const name of ["src", "format", "sample", "latency-warning", "latency-critical", "error-warning", "error-critical"]) {
  mirror(name, (element) => element.getAttribute(name) ?? "", (element, value) => element.setAttribute(name, value));
}
mirror("chrome", (element) => element.getAttribute("chrome") ?? "full", (element, value) => element.setAttribute("chrome", value));
mirror("deep-link", (element) => element.hasAttribute("deep-link"), (element, on) => element.toggleAttribute("deep-link", Boolean(on)));

/** A property that is its attribute, in camel case. */
function mirror(attribute, get, set) {
  const name = attribute.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
  Object.defineProperty(SpanmapViewer.prototype, name, {
    get() {
      return get(this);
    },
    set(value) {
      set(this, value);
    },
    enumerable: true,
    configurable: true,
  });
}

/** Sources with the options that hold whenever they are read. */
function readAs({ format, limit }, sources) {
  const options = { format: formatOf(format), limit: limitOf(limit) };
  return sources.map((source) => ({ ...source, ...options }));
}

function same(a, b) {
  return JSON.stringify(a) === JSON.stringify(b);
}

function aborted(reason) {
  return new DOMException(reason, "AbortError");
}

// A second copy of this script on a page leaves the first in charge.
if (globalThis.customElements && !customElements.get(TAG)) customElements.define(TAG, SpanmapViewer);
