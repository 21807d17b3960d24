// Unpacks gzip, several members in a row included, as log shippers and `cat a.gz b.gz` write them.
//
// Browsers unpack the first member only: they fail at whatever follows it, without a word on where that
// begins, and drop what was unpacked last. So the next member is looked for by the bytes that it begins
// with; that a place was the right one is seen by the member before it being whole.

import { Spool, chunks } from "./streams.js";

/** Header and trailer together: no member is shorter. */
const LEAST = 18;

/** Bytes that are searched at a time. */
const WINDOW = 1024 * 1024;

/** @param {ReadableStream<Uint8Array>} stream @param {AbortSignal} signal */
export async function* gunzip(stream, signal) {
  const spool = new Spool();
  const reader = stream.getReader();
  const { readable, writable } = new DecompressionStream("gzip");
  const fed = feed(reader, spool, writable.getWriter());
  let sent = 0;
  try {
    for await (const chunk of chunks(readable, signal)) {
      sent += chunk.length;
      yield chunk;
    }
  } catch {
    signal.throwIfAborted();
    await fed;
    await drain(reader, spool, signal);
    yield* members(spool.blob(), sent, signal);
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** Until the stream ends or the unpacker refuses more; what it refused is in the spool all the same. */
async function feed(reader, spool, writer) {
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return await writer.close();
      spool.add(value);
      await writer.write(value);
    }
  } catch (error) {
    // A failure to read must reach the reading side; one of the unpacker is there already.
    await writer.abort(error).catch(() => {});
  }
}

async function drain(reader, spool, signal) {
  for (;;) {
    signal.throwIfAborted();
    const { value, done } = await reader.read();
    if (done) return;
    spool.add(value);
  }
}

/** All members, without the first `sent` bytes of the first. */
async function* members(packed, sent, signal) {
  let start = 0;
  while (start < packed.size) {
    let end;
    let failure;
    for await (const place of ends(packed, start + LEAST)) {
      try {
        let position = 0;
        const stream = packed.slice(start, place).stream().pipeThrough(new DecompressionStream("gzip"));
        for await (const chunk of chunks(stream, signal)) {
          position += chunk.length;
          // A wrong place gives the same bytes as the right one, only not all.
          if (position > sent) yield chunk.subarray(Math.max(0, chunk.length - (position - sent)));
          sent = Math.max(sent, position);
        }
        end = place;
        break;
      } catch (error) {
        signal.throwIfAborted();
        failure = error;
      }
    }
    if (end === undefined) throw failure;
    start = end;
    sent = 0;
  }
}

/** Where another member may begin, and the very end. */
async function* ends(packed, from) {
  for (let at = from; at < packed.size; at += WINDOW) {
    // Three bytes more, for a header across the border.
    const bytes = new Uint8Array(await packed.slice(at, at + WINDOW + 3).arrayBuffer());
    for (let i = bytes.indexOf(0x1f); i >= 0 && i < WINDOW; i = bytes.indexOf(0x1f, i + 1)) {
      if (bytes[i + 1] === 0x8b && bytes[i + 2] === 8 && (bytes[i + 3] & 0xe0) === 0) yield at + i;
    }
  }
  yield packed.size;
}
