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
