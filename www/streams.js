// Reading streams piece by piece, and keeping what passed by.

/** What is read is put aside in pieces of this size, so that the browser may move it to disk. */
const SPOOL_PIECE = 8 * 1024 * 1024;

/** Keeps bytes for reading again. */
export class Spool {
  #pieces = [];
  #fresh = [];
  #size = 0;

  add(chunk) {
    this.#fresh.push(chunk);
    this.#size += chunk.length;
    if (this.#size >= SPOOL_PIECE) this.#settle();
  }

  blob() {
    this.#settle();
    return new Blob(this.#pieces);
  }

  #settle() {
    if (this.#fresh.length > 0) this.#pieces.push(new Blob(this.#fresh));
    this.#fresh = [];
    this.#size = 0;
  }
}

/** The chunks of a stream. Streams are not iterable everywhere yet. */
export async function* chunks(stream, signal) {
  const reader = stream.getReader();
  try {
    for (;;) {
      signal.throwIfAborted();
      const { value, done } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    // An unfinished stream is told that nobody reads on; one that broke has nothing to add.
    reader.cancel().catch(() => {});
  }
}

/** Reads chunks by numbers of bytes. */
export class ByteReader {
  /** @param {AsyncIterable<Uint8Array>} chunks */
  constructor(chunks) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  #chunks;
  #rest = new Uint8Array();
  #failure;
  /** Bytes read so far. */
  position = 0;

  /** The next bytes, so many unless the end comes first, or a failure: that is thrown where nothing is left before it. */
  async take(size) {
    const taken = new Uint8Array(size);
    let length = 0;
    try {
      for await (const piece of this.pieces(size)) {
        taken.set(piece, length);
        length += piece.length;
      }
    } catch (error) {
      if (length === 0) throw error;
      this.#failure = error;
    }
    return taken.subarray(0, length);
  }

  /** To be read once more. */
  putBack(bytes) {
    const all = new Uint8Array(bytes.length + this.#rest.length);
    all.set(bytes);
    all.set(this.#rest, bytes.length);
    this.#rest = all;
    this.position -= bytes.length;
  }

  /** The next bytes as they come, so many unless the end comes first. */
  async *pieces(size = Infinity) {
    for (let left = size; left > 0; ) {
      if (this.#rest.length === 0) {
        if (this.#failure) throw this.#failure;
        const { value, done } = await this.#chunks.next();
        if (done) return;
        this.#rest = value;
      }
      const piece = this.#rest.subarray(0, Math.min(left, this.#rest.length));
      this.#rest = this.#rest.subarray(piece.length);
      this.position += piece.length;
      left -= piece.length;
      if (piece.length > 0) yield piece;
    }
  }

  async skip(size) {
    for await (const piece of this.pieces(size)) void piece;
  }

  /** Nobody reads on. */
  async close() {
    await this.#chunks.return?.();
  }
}
