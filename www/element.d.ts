/** Trace files as a service map and a waterfall. */
export class SpanmapViewer extends HTMLElement {
  /** Address of a trace file; loaded when the element is shown and whenever it changes. Attribute `src`. */
  src: string;
  /** The only format to read, of whatever is loaded next; empty: all, told by content. Attribute `format`. */
  format: Format | "";
  /** Address of a file that the empty viewer offers to try. Attribute `sample`. */
  sample: string;
  /** An X-Ray filter expression. A bad one throws nothing: the last valid one stays in force, see `filterError`. Attribute `filter`. */
  filter: string;
  /** What is wrong with `filter`; `start` and `end` count UTF-16 units. */
  readonly filterError: FilterError | null;
  /** Attribute `view`. */
  view: View;
  /** Id of the trace whose waterfall is open. Attribute `trace`. */
  openTrace: string | null;
  /** Attribute `theme`. */
  theme: Theme;
  /** `en` or `ko`; the attribute `lang` may also be `auto`. */
  lang: string;
  /** How much frame stands around the panes. Attribute `chrome`. */
  chrome: Chrome;
  /** The state is kept in the fragment of the page's address. Attribute `deep-link`. */
  deepLink: boolean;
  /** Traces that start in it are shown; milliseconds since the epoch. */
  timeRange: TimeRange | null;
  thresholds: Thresholds;
  /** Of p95, in milliseconds. Attributes `latency-warning`, `latency-critical`. */
  latencyWarning: string;
  latencyCritical: string;
  /** Of faults per request, 0..1. Attributes `error-warning`, `error-critical`. */
  errorWarning: string;
  errorCritical: string;

  /**
   * Loads a trace file instead of what is loaded, or in addition to it. A second load without `append` ends a first
   * that is still under way. Rejects with an `AbortError` when it was ended.
   */
  load(source: Source, options?: LoadOptions): Promise<LoadReport>;
  /**
   * Forgets one source, by its position in `LoadReport.sources`; the others are read anew. Without others it is `clear`,
   * and there is no report.
   */
  unload(source: number): Promise<LoadReport | undefined>;
  /** Forgets all data; filter and settings stay. */
  clear(): void;
  /** Of the traces that filter and time range leave; so are all answers below but `trace`. */
  summary(): Promise<Summary>;
  serviceGraph(): Promise<ServiceGraph>;
  traces(query?: TraceQuery): Promise<TraceSummary[]>;
  /**
   * A method: `trace(id)` gives the spans of a trace in the order of the waterfall. Set to an id, it opens that trace as
   * `openTrace` does; `null` closes it.
   */
  get trace(): (id: string) => Promise<Trace>;
  set trace(id: string | null);
  /** Selects and shows; `null` selects nothing. */
  select(target: Selection | null): void;
  /** The map as a stand-alone document. */
  exportSvg(): Promise<string>;
  /** @param scale pixels per unit of the map, 2 if not given */
  exportPng(scale?: number): Promise<Blob>;
  /** Summary and service graph. */
  exportJson(): Promise<Blob>;

  addEventListener<K extends keyof SpanmapEventMap>(
    type: K,
    listener: (this: SpanmapViewer, event: SpanmapEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener<K extends keyof HTMLElementEventMap>(
    type: K,
    listener: (this: SpanmapViewer, event: HTMLElementEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

/** A string is the text of a trace file if it begins with `{` or `[`, else an address. Lists are of several files. */
export type Source =
  | File
  | Blob
  | Blob[]
  | FileList
  | Response
  | ReadableStream<Uint8Array>
  | ArrayBuffer
  | ArrayBufferView
  | URL
  | string
  | object;

export interface LoadOptions {
  /** Adds to what is loaded. */
  append?: boolean;
  /**
   * Reads records of this format only; others are left out and told of as problems. All formats are read without it, told
   * by content. A word that is no format rejects.
   */
  format?: Format | "";
  /** Loads so many spans at most, those loaded before included; `leftOut` of the report says what was not read. */
  limit?: number;
  /** Shown where the file is spoken of. */
  name?: string;
  signal?: AbortSignal;
}

export type View = "map" | "traces" | "trace" | "analysis";
export type Theme = "auto" | "light" | "dark";
export type Chrome = "full" | "minimal" | "none";
export type Format = "xray" | "otlp" | "jaeger" | "zipkin";
export type Health = "ok" | "warning" | "critical";
export type Outcome = "ok" | "error" | "fault" | "throttle";

export interface FilterError {
  message: string;
  start: number;
  end: number;
}

export interface TimeRange {
  start: number;
  end: number;
}

export interface Limits {
  warning: number;
  critical: number;
}

export interface Thresholds {
  /** Of p95, in milliseconds. */
  latency: Limits;
  /** Of faults per request, 0..1. */
  errorRate: Limits;
  /** By service name; what is absent falls back. */
  services?: { [name: string]: { latency?: Limits | null; errorRate?: Limits | null } };
}

/** `span` is its position in the trace, in the order of the waterfall. */
export type Selection =
  | { type: "node"; id: string }
  | { type: "edge"; source: string; target: string }
  | { type: "trace"; id: string }
  | { type: "span"; trace: string; span: number };

export interface LoadReport {
  /** Empty when nothing was recognised. */
  format: Format | "mixed" | "";
  traces: number;
  spans: number;
  services: number;
  bytes: number;
  milliseconds: number;
  /** Records that could not be read. */
  skipped: number;
  /** Copies of spans that were merged. */
  merged: number;
  /** Records that were not read: beyond `limit`, or beyond what memory holds. */
  leftOut: number;
  problems: Problem[];
  /** A file each; of an archive, each of the files in it. */
  sources: { name: string; format: Format | "mixed" | ""; bytes: number; spans: number; records: number }[];
}

export interface Problem {
  /** In English. */
  reason: string;
  /** Name of the kind of reason, such as `noTrace`; `host` for those told by the page, as of archives. */
  code: string;
  /** Position in `sources`, and the name there. */
  source: number;
  file: string;
  /** JSON path, byte offset and shortened text of the first. */
  path: string;
  offset: number;
  example: string;
  count: number;
}

export interface Summary {
  traces: number;
  spans: number;
  services: number;
  edges: number;
  /** Milliseconds since the epoch. */
  start: number;
  end: number;
  /** Faults per trace, 0..1. */
  errorRate: number;
  /** Milliseconds. Exact up to 64 timed traces, else within 0.8 %. */
  p50: number;
  p90: number;
  p95: number;
  p99: number;
  ok: number;
  errors: number;
  throttles: number;
  faults: number;
}

export interface ServiceGraph {
  nodes: ServiceNode[];
  edges: ServiceEdge[];
}

export interface Figures {
  requests: number;
  requestsPerMinute: number;
  /** Times in milliseconds; percentiles are exact up to 64 timed requests, else within 0.8 %. */
  averageMs: number;
  p50: number;
  p95: number;
  p99: number;
  ok: number;
  /** 4xx, throttles left out. */
  errors: number;
  faults: number;
  throttles: number;
  /** Faults per request, 0..1. */
  errorRate: number;
  health: Health;
}

export interface ServiceNode extends Figures {
  id: string;
  name: string;
  type: string;
  /** 0..1 of the time on the critical path. */
  bottleneck: number;
  /** Centre on the map. */
  x: number;
  y: number;
}

export interface ServiceEdge extends Figures {
  source: string;
  target: string;
}

export interface TraceQuery {
  sort?: "start" | "duration" | "response" | "spans" | "services" | "errors" | "root" | "status";
  descending?: boolean;
  offset?: number;
  /** 0, or none: all. */
  limit?: number;
}

export interface TraceSummary {
  id: string;
  root: string;
  /** Milliseconds since the epoch. */
  start: number;
  durationMs: number;
  responseMs: number;
  spans: number;
  services: number;
  /** HTTP status of the answer. */
  status: number | null;
  health: Outcome;
  partial: boolean;
}

export interface Trace {
  id: string;
  durationMs: number;
  spans: TraceSpan[];
  /** Span ids, from the root's end back to its start. */
  criticalPath: string[];
  /** What is odd about the trace as a whole, and what most likely became of parents that are missing. In English. */
  notes: string[];
}

export interface TraceSpan {
  id: string;
  parent: string | null;
  service: string;
  name: string;
  kind: string;
  /** From the trace's start. */
  startMs: number;
  durationMs: number;
  selfMs: number;
  depth: number;
  status: Outcome | "unset";
  inProgress: boolean;
  annotations: { [key: string]: string | number | boolean };
  metadata: object;
  exceptions: object[];
  warnings: string[];
}

/** All bubble and leave shadow roots. */
export interface SpanmapEventMap {
  "spanmap-ready": CustomEvent<null>;
  "spanmap-progress": CustomEvent<{ loaded: number; total: number; spans: number }>;
  "spanmap-load": CustomEvent<LoadReport>;
  "spanmap-error": CustomEvent<{ message: string }>;
  "spanmap-filter": CustomEvent<{ filter: string; error: FilterError | null }>;
  "spanmap-select": CustomEvent<Selection | null>;
}

declare global {
  interface HTMLElementTagNameMap {
    "spanmap-viewer": SpanmapViewer;
  }
  interface HTMLElementEventMap extends SpanmapEventMap {}
}
