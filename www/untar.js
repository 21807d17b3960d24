// Reads tar archives as they come: POSIX (ustar, pax) and GNU with its long names.
// Format: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html and `info tar`, "Basic Tar Format".

import { ByteReader } from "./streams.js";

/** Headers and bodies begin at multiples of this. */
export const BLOCK = 512;

/** Names and attributes of one entry are never as long. */
const MOST_EXTENDED = 1024 * 1024;

/** @typedef {{ name: string, isFile: boolean, isFolder: boolean, offset: number, size: number, chunks: AsyncIterable<Uint8Array> }} TarEntry
 *  `offset`: of its content in the archive */

/** The entries in their order. The content of each is there until the next is asked for.
 *  @param {AsyncIterable<Uint8Array>} chunks @returns {AsyncGenerator<TarEntry>} */
export async function* untar(chunks) {
  const reader = new ByteReader(chunks);
  try {
    let extended = {};
    for (;;) {
      const header = await reader.take(BLOCK);
      if (header.length === 0 || header.every((byte) => byte === 0)) return;
      if (!isTarHeader(header)) throw new Error(header.length < BLOCK ? "it ends early" : "no header where one should be");
      const type = String.fromCharCode(header[156]);
      const size = Number(extended.size ?? number(header.subarray(124, 136)));
      const end = reader.position + Math.ceil(size / BLOCK) * BLOCK;
      if ("xLgK".includes(type)) {
        if (size > MOST_EXTENDED) throw new Error("a name without end");
        Object.assign(extended, attributes(type, await reader.take(size)));
      } else {
        const name = extended.path ?? nameOf(header);
        const isFolder = type === "5" || name.endsWith("/");
        const isFile = !isFolder && "0\0".includes(type) && !("GNU.sparse.name" in extended);
        yield { name, isFile, isFolder, offset: reader.position, size, chunks: content(reader, size) };
        extended = {};
      }
      await reader.skip(end - reader.position);
    }
  } finally {
    await reader.close();
  }
}

/** By the sum of its bytes, which is in it: older archives have no other mark. */
export function isTarHeader(bytes) {
  if (bytes.length < BLOCK || bytes[0] === 0) return false;
  const blank = 32;
  const sum = bytes.subarray(0, BLOCK).reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? blank : byte), 0);
  return sum === number(bytes.subarray(148, 156));
}

async function* content(reader, size) {
  const end = reader.position + size;
  yield* reader.pieces(size);
  if (reader.position < end) throw new Error("the archive ends within the file");
}

/** Octal digits; GNU writes what does not fit in binary, with the first bit set. */
function number(field) {
  if (field[0] & 0x80) return field.slice(1).reduce((value, byte) => value * 256 + byte, field[0] & 0x7f);
  return parseInt(text(field).trim(), 8) || 0;
}

function nameOf(header) {
  const isPosix = text(header.subarray(257, 263)) === "ustar";
  const prefix = isPosix ? text(header.subarray(345, 500)) : "";
  const name = text(header.subarray(0, 100));
  return prefix ? `${prefix}/${name}` : name;
}

/** What an entry before the entry says of it: a long name, or pax records such as `21 path=a/b/c.json\n`. */
function attributes(type, body) {
  if (type === "L") return { path: text(body) };
  const found = {};
  for (let at = 0; type === "x" && at < body.length; ) {
    const length = parseInt(text(body.subarray(at, at + 20)), 10);
    if (!(length > 0)) break;
    const record = text(body.subarray(at, at + length - 1));
    const [, key, value] = /^\d+ ([^=]*)=(.*)$/s.exec(record) ?? [];
    if (key) found[key] = value;
    at += length;
  }
  return found;
}

/** Up to a zero. */
function text(bytes) {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}
