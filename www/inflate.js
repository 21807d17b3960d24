// The browser's own unpacker.

import { chunks } from "./streams.js";

/** Hands on all that comes out, also of data that end early or go wrong further on.
 *  @param {AsyncIterable<Uint8Array>} packed @param {CompressionFormat} format @param {AbortSignal} signal */
export async function* inflate(packed, format, signal) {
  const { readable, writable } = new DecompressionStream(format);
  const fed = feed(packed, writable.getWriter());
  try {
    yield* chunks(readable, signal);
  } finally {
    await fed;
  }
}

/** A stream that fails drops what nobody has read of it yet. A write begins when all before it was read, so
 *  an empty one is waited for before the end is told. */
async function feed(packed, writer) {
  try {
    for await (const chunk of packed) await writer.write(chunk);
    await writer.write(new Uint8Array());
    await writer.close();
  } catch (error) {
    // A failure to read must reach the reading side; one of the unpacker is there already.
    await writer.abort(error).catch(() => {});
  }
}
