// What a person has on disk, as files of text: an archive is the files in it, what is packed is unpacked.
// Told by the first bytes, never by the name. All that is left out is told.

import { gunzip } from "./gunzip.js";
import { inflate } from "./inflate.js";
import { ByteReader, Spool, chunks } from "./streams.js";
import { BLOCK, isTarHeader, untar } from "./untar.js";
import { DEFLATED, STORED, checked, unzip } from "./unzip.js";
import { unzstd } from "./zstd.js";

/** Something to be told of a file. @typedef {{ reason: string, path: string, offset: number }} Note */

/**
 * A file as it was found. `read` may be called once, and its failures are sentences for people. `blob` is
 * there if the same bytes can be had again at any time.
 *
 * @typedef {{ name: string, read: () => AsyncIterable<Uint8Array>, blob?: Blob, notes: Note[] }} Part
 */

/** Against small files that unpack to whatever size their maker wished. */
export const LIMITS = {
  /** Archives in archives, packed. */
  depth: 4,
  /** Files of one archive. */
  files: 10_000,
  /** Unpacked, of one file that was given. */
  bytes: 4 * 2 ** 30,
};

const DAMAGED = "The compressed data end early or are damaged";

/** Files of no interest to anybody: of macOS and of editors, `.DS_Store`, `.git`. */
export function isHidden(path) {
  return path.split("/").some((name) => /^\.[^.]/.test(name) || name === "__MACOSX");
}

/** A file that is left out, and why. @returns {import("./engine.js").Source} */
export function leftOut(name, reason, path = "") {
  return { name, blob: new Blob(), isPlain: true, notes: [{ reason, path, offset: 0 }] };
}

/** @param {import("./engine.js").Source} source
 *  @param {(stream: ReadableStream) => ReadableStream} count  sees the bytes pass as they lie in the file
 *  @param {AbortSignal} signal @returns {AsyncGenerator<Part>} */
export function unpack({ name, blob, stream, notes = [], isPlain }, count, signal, limits = LIMITS) {
  const unpacker = new Unpacker(count, signal, limits);
  const part = { name, blob, notes, read: () => unpacker.raw(stream ?? blob.stream()) };
  return isPlain ? only(part) : unpacker.open(part, 0);
}

async function* only(part) {
  yield part;
}

/** As a part of the file that is unpacked. */
async function* without(name, reason, path) {
  yield { ...leftOut(name, reason, path), read: async function* () {} };
}

class Unpacker {
  constructor(count, signal, limits) {
    this.#count = count;
    this.#signal = signal;
    this.#limits = limits;
    this.#bytesLeft = limits.bytes;
  }

  #count;
  #signal;
  #limits;
  #bytesLeft;

  /** Bytes that need no unpacking. */
  raw(stream) {
    return this.#told(chunks(this.#count(stream), this.#signal), "The file could not be read to its end");
  }

  async *open(file, depth) {
    const { head, read } = await peek(file);
    const way = this.#wayInto(head);
    if (!way) yield { ...file, read };
    else if (depth === this.#limits.depth) yield* without(file.name, `Packed more than ${depth} times over: left out`);
    else yield* way({ ...file, read }, depth + 1);
  }

  #wayInto(head) {
    const begins = (...bytes) => bytes.every((byte, at) => head[at] === byte);
    if (begins(0x1f, 0x8b)) return (file, depth) => this.#packed(file, depth, gunzip);
    if (begins(0x28, 0xb5, 0x2f, 0xfd)) return (file, depth) => this.#packed(file, depth, unzstd);
    if (begins(0x50, 0x4b, 3, 4) || begins(0x50, 0x4b, 5, 6)) return this.#archive(this.#zip);
    if (isTarHeader(head)) return this.#archive(this.#tar);
    return undefined;
  }

  #packed({ name, read, notes }, depth, unpacker) {
    const unpacked = () => this.#told(this.#limited(unpacker(read(), this.#signal)), DAMAGED);
    return this.open({ name, notes, read: unpacked }, depth);
  }

  /** The files of an archive, then what of it was left out. */
  #archive(files) {
    return async function* (archive, depth) {
      const hidden = [];
      let room = this.#limits.files;
      let surplus = 0;
      try {
        for await (const entry of files.call(this, archive)) {
          if (entry.isFolder) continue;
          const path = entry.name.replace(/^(\.?\/)+/, "");
          const name = `${archive.name}/${path}`;
          if (isHidden(path)) hidden.push(path);
          else if (--room < 0) surplus++;
          else if (entry.refusal) yield* without(name, entry.refusal);
          else yield* this.open({ name, blob: entry.blob, read: entry.read, notes: [] }, depth);
        }
      } catch (error) {
        this.#signal.throwIfAborted();
        yield* without(archive.name, `The archive cannot be read any further (${error.message})`);
      }
      if (hidden.length > 0) yield* without(archive.name, `Hidden files left out: ${hidden.length}`, hidden[0]);
      if (surplus > 0) yield* without(archive.name, `Files beyond the first ${this.#limits.files} left out: ${surplus}`);
      if (room === this.#limits.files && hidden.length === 0) yield* without(archive.name, "The archive holds no files");
    }.bind(this);
  }

  async *#zip({ blob, read }) {
    const { whole, failure } = blob ? { whole: blob } : await spooled(read());
    const { entries, isCut } = await unzip(whole);
    for (const entry of entries) {
      yield { name: entry.name, isFolder: entry.isFolder, ...(await this.#content(entry, blob !== undefined)) };
    }
    if (failure) throw failure;
    if (isCut) throw new Error("it is cut: the directory at its end is missing");
  }

  /** `isOnDisk`: its bytes have not been counted yet. */
  async #content(entry, isOnDisk) {
    if (entry.isEncrypted) return { refusal: "The file is encrypted: unpack the archive with its password first" };
    if (entry.method !== STORED && entry.method !== DEFLATED) {
      return { refusal: `The file is packed by a method that browsers do not have (${entry.method}): unpack the archive first` };
    }
    const packed = await entry.content();
    const bytes = () => (isOnDisk ? this.raw(packed.stream()) : chunks(packed.stream(), this.#signal));
    if (entry.method === STORED) {
      return { blob: packed, read: () => this.#told(checked(bytes(), entry), "The archive is damaged") };
    }
    const whole = () => checked(inflate(bytes(), "deflate-raw", this.#signal), entry);
    return { read: () => this.#told(this.#limited(whole()), DAMAGED) };
  }

  async *#tar({ blob, read }) {
    for await (const { offset, size, isFile, chunks, ...entry } of untar(read())) {
      const refusal = isFile ? undefined : "A link or device, not a file: left out";
      const content = () => this.#told(chunks, "The archive is damaged");
      yield { ...entry, refusal, read: content, blob: blob?.slice(offset, offset + size) };
    }
  }

  async *#limited(unpacked) {
    for await (const chunk of unpacked) {
      const room = this.#bytesLeft;
      this.#bytesLeft -= chunk.length;
      if (this.#bytesLeft < 0) {
        if (room > 0) yield chunk.subarray(0, room);
        throw new Told(`More than ${bytesText(this.#limits.bytes)} unpacked: the rest is left out`);
      }
      yield chunk;
    }
  }

  /** Failures as sentences, each told where it was met first. */
  async *#told(chunks, words) {
    try {
      yield* chunks;
    } catch (error) {
      this.#signal.throwIfAborted();
      throw error instanceof Told ? error : new Told(`${words} (${error.message})`);
    }
  }
}

/** A failure in words for people. */
class Told extends Error {}

/** The first bytes of a file, and how to read it all. */
async function peek(file) {
  if (file.blob) {
    const head = await file.blob.slice(0, BLOCK).arrayBuffer().catch(() => new ArrayBuffer());
    return { head: new Uint8Array(head), read: file.read };
  }
  const reader = new ByteReader(file.read());
  try {
    const head = await reader.take(BLOCK);
    reader.putBack(head);
    return { head, read: () => closing(reader) };
  } catch (error) {
    return { head: new Uint8Array(), read: () => failing(error) };
  }
}

async function* closing(reader) {
  try {
    yield* reader.pieces();
  } finally {
    await reader.close();
  }
}

async function* failing(error) {
  throw error;
}

async function spooled(chunks) {
  const spool = new Spool();
  let failure;
  try {
    for await (const chunk of chunks) spool.add(chunk);
  } catch (error) {
    failure = error;
  }
  return { whole: spool.blob(), failure };
}

function bytesText(bytes) {
  return bytes >= 2 ** 30 ? `${bytes / 2 ** 30} GiB` : `${bytes} bytes`;
}
