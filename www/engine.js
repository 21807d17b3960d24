// Feeds an engine: bytes of blobs and streams in, answers out, one thing after the other.
// The same code runs in the worker and, where workers are forbidden, on the page.

import { Spool } from "./streams.js";
import { unpack } from "./unpack.js";

/** @typedef {import("./unpack.js").Note} Note */
/** `format`: only records of it are wanted. `isPlain`: not to be unpacked, as it was before. `notes`: what there is
 *  to tell of it.
 *  @typedef {{ name: string, blob?: Blob, stream?: ReadableStream<Uint8Array>, total?: number, format?: string, limit?: number, isPlain?: boolean, notes?: Note[] }} Source */
/** `limit`: spans that are loaded at most. @typedef {{ append: boolean, limit?: number }} Way */
/** @typedef {{ loaded: number, total: number, spans: number }} Progress  bytes as they lie in the file */

/** Progress is told at most this often, in milliseconds: the eye wants no more. */
const TELL_EVERY = 50;

export class Runner {
  /** @param engine  of the WebAssembly module
   *  @param {Pace} pace  how it may spend its thread's time */
  constructor(engine, pace) {
    this.#engine = engine;
    this.#pace = pace;
  }

  #engine;
  #pace;
  /** Everything waits for what came before: a reply may need bytes, and the next request must not overtake. */
  #last = Promise.resolve();
  /** By source number: what was loaded, for reading bytes of it again or all of it. @type {Source[]} */
  #kept = [];

  ask(request) {
    return this.#next(() => this.#answer(request));
  }

  /** Loads all sources into one set of data; `append` adds them to what there is. Answers with the report, and
   *  with all that is loaded then, unpacked.
   *  @param {Source[]} sources @param {Way} way
   *  @param {(progress: Progress) => void} tell @param {AbortSignal} signal */
  load(sources, way, tell, signal) {
    return this.#next(() => this.#load(sources, way, tell, signal));
  }

  dispose() {
    // An engine that crashed is not to be freed either.
    this.#next(() => this.#call("free")).catch(() => {});
  }

  #call(method, ...values) {
    try {
      return this.#engine[method](...values);
    } catch (error) {
      throw new Crash(error?.message ?? String(error), { cause: error });
    }
  }

  #next(task) {
    const result = this.#last.then(task);
    this.#last = result.catch(() => {});
    return result;
  }

  async #answer(request) {
    // The view asks in bytes, the element in plain objects.
    const method = request instanceof Uint8Array ? "handle" : "answer";
    const reply = this.#call(method, request);
    if (!reply.need) return reply;
    const stretches = await Promise.all(reply.need.map((stretch) => this.#read(stretch)));
    return this.#call(method, request, stretches);
  }

  /** Empty when it cannot be read: the file was changed or deleted since. */
  async #read({ source, offset, length }) {
    try {
      const bytes = await this.#kept[source].blob.slice(offset, offset + length).arrayBuffer();
      return new Uint8Array(bytes);
    } catch {
      return new Uint8Array();
    }
  }

  async #load(sources, { append, limit }, tell, signal) {
    const started = performance.now();
    const progress = new Teller(sources, tell, () => this.#call("spans"));
    const kept = append ? [...this.#kept] : [];
    signal.throwIfAborted();
    this.#call("beginLoad", append, limit);
    try {
      for (const source of sources) {
        const parts = unpack(source, (stream) => progress.count(stream), signal);
        const { format, limit } = source;
        for await (const part of parts) kept.push({ ...(await this.#pushAll({ ...part, format }, progress, signal)), limit });
      }
      progress.tell();
      await this.#pace.rest();
      signal.throwIfAborted();
    } catch (error) {
      if (!(error instanceof Crash)) this.#call("cancelLoad");
      throw error;
    }
    const report = this.#call("finishLoad", performance.now() - started);
    this.#kept = kept;
    return { report, kept };
  }

  /** A source that breaks off keeps what was read of it, and says where it broke. */
  async #pushAll({ name, read, blob, format, notes }, progress, signal) {
    const told = [...notes];
    const spool = blob ? undefined : new Spool();
    let offset = 0;
    this.#call("beginSource", name, format);
    try {
      for await (const chunk of read()) {
        spool?.add(chunk);
        for (const piece of this.#pace.pieces(chunk)) {
          this.#call("push", piece);
          await this.#pace.rest();
          signal.throwIfAborted();
        }
        offset += chunk.length;
        progress.maybeTell();
      }
    } catch (error) {
      if (signal.aborted || error instanceof Crash) throw error;
      // What is loaded once more may fail as it did before.
      if (!told.some(({ reason }) => reason === error.message)) told.push({ reason: error.message, path: "", offset });
    }
    for (const { reason, path, offset } of told) this.#call("note", reason, path, offset);
    this.#call("endSource");
    return { name, blob: blob ?? spool.blob(), format, notes: told, isPlain: true };
  }
}

/** Milliseconds after which a worker looks for messages. */
const HEARING = 50;

/** How a thread may be used: in slices, or for as long as it takes. */
export class Pace {
  /** @param {number} slice  milliseconds that one task may last; `Infinity` on a thread of one's own */
  constructor(slice) {
    this.#slice = slice;
    this.#size = slice === Infinity ? Infinity : 16 * 1024;
  }

  #slice;
  /** Bytes that are expected to take half a slice. */
  #size;
  #since = performance.now();

  /** A chunk cut so small that each piece fits in a slice. The size follows what the last piece took. */
  *pieces(chunk) {
    for (let at = 0; at < chunk.length; ) {
      const end = Math.min(chunk.length, at + this.#size);
      const before = performance.now();
      yield chunk.subarray(at, end);
      const took = Math.max(performance.now() - before, 0.05);
      if (this.#slice !== Infinity && end - at === this.#size) {
        const ideal = (this.#size * this.#slice) / 2 / took;
        this.#size = Math.round(Math.min(Math.max(ideal, this.#size / 4, 1024), this.#size * 2, 1024 * 1024));
      }
      at = end;
    }
  }

  /** Lets the page breathe when more than half a slice is used up; a thread of one's own hears at least
   *  now and then what was asked of it meanwhile, such as to end the load. */
  async rest() {
    if (performance.now() - this.#since < Math.min(this.#slice / 2, HEARING)) return;
    await new Promise((rested) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        rested();
      };
      port2.postMessage(null);
    });
    this.#since = performance.now();
  }
}

/** The engine threw. It is dead then: nothing it holds can be trusted any more. */
export class Crash extends Error {}

class Teller {
  constructor(sources, tell, spans) {
    const sizes = sources.map((source) => source.blob?.size ?? source.total ?? NaN);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    this.#progress = { loaded: 0, total: total || 0, spans: 0 };
    this.#tell = tell;
    this.#spans = spans;
  }

  #progress;
  #tell;
  #spans;
  #told = performance.now();

  /** The same stream; its bytes are counted as they pass. */
  count(stream) {
    const progress = this.#progress;
    return stream.pipeThrough(
      new TransformStream({
        transform(chunk, controller) {
          progress.loaded += chunk.length;
          controller.enqueue(chunk);
        },
      }),
    );
  }

  maybeTell() {
    if (performance.now() - this.#told >= TELL_EVERY) this.tell();
  }

  tell() {
    this.#told = performance.now();
    this.#tell({ ...this.#progress, spans: this.#spans() });
  }
}
