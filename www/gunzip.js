// Unpacks gzip, several members in a row included, as log shippers and `cat a.gz b.gz` write them.
//
// Browsers unpack the first member only: they fail at whatever follows it, without a word on where that
// begins, and drop what was unpacked last. So the next member is looked for by the bytes that it begins
// with; that a place was the right one is seen by the member before it being whole.

import { inflate } from "./inflate.js";
import { Spool, chunks } from "./streams.js";

/** Header and trailer together: no member is shorter. */
const LEAST = 18;

/** Bytes that are searched at a time. */
const WINDOW = 1024 * 1024;

/** @param {AsyncIterable<Uint8Array>} packed @param {AbortSignal} signal */
export async function* gunzip(packed, signal) {
  const spool = new Spool();
  const iterator = packed[Symbol.asyncIterator]();
  let unread;
  const passing = async function* () {
    try {
      for (let next; !(next = await iterator.next()).done; yield next.value) spool.add(next.value);
    } catch (error) {
      unread = error;
      throw error;
    }
  };
  let sent = 0;
  try {
    for await (const chunk of inflate(passing(), "gzip", signal)) {
      sent += chunk.length;
      yield chunk;
    }
  } catch {
    signal.throwIfAborted();
    if (!unread) for await (const chunk of passing()) void chunk;
    try {
      yield* members(spool.blob(), sent, signal);
    } catch (error) {
      throw unread ?? error;
    }
    if (unread) throw unread;
  } finally {
    await iterator.return?.();
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
        const member = chunks(packed.slice(start, place).stream(), signal);
        for await (const chunk of inflate(member, "gzip", signal)) {
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
