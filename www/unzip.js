// Reads zip archives, zip64 included, by the directory at their end.
// Format: PKWARE's APPNOTE.TXT, sections 4.3 to 4.5.

/** @typedef {{ name: string, isFolder: boolean, isEncrypted: boolean, method: number, size?: number, sum?: number, content: () => Promise<Blob> }} ZipEntry
 *  `content`: as it is packed; `size` and `sum` (CRC-32): unpacked, where the archive has come to say them */

export const STORED = 0;
export const DEFLATED = 8;

const LOCAL = 0x04034b50;
const ENTRY = 0x02014b50;
const END = 0x06054b50;
const END_64 = 0x06064b50;
const END_64_PLACE = 0x07064b50;
const BEHIND = 0x08074b50;

/** The record at the end is 22 bytes and a comment. */
const END_SIZE = 22;
const LONGEST_COMMENT = 0xffff;
const END_64_PLACE_SIZE = 20;
const LOCAL_SIZE = 30;
const ENTRY_SIZE = 46;
/** In fields that a zip64 record says in their stead. */
const ELSEWHERE = 0xffffffff;
/** A directory of a million entries; more is no file of a person. */
const MOST_DIRECTORY = 128 * 1024 * 1024;

/** @param {Blob} blob @returns {Promise<{ entries: Iterable<ZipEntry>, isCut: boolean }>} */
export async function unzip(blob) {
  const end = await findEnd(blob);
  if (!end) return { entries: await salvage(blob), isCut: true };
  if (end.size > MOST_DIRECTORY) throw new Error("its directory is too long");
  const directory = await view(blob, end.offset, end.size);
  return { entries: entries(blob, directory), isCut: false };
}

/** Where the directory is: behind it stands what says so, and a comment that may look like that. */
async function findEnd(blob) {
  const from = Math.max(0, blob.size - END_SIZE - LONGEST_COMMENT - END_64_PLACE_SIZE);
  const tail = await view(blob, from, blob.size - from);
  for (let at = tail.byteLength - END_SIZE; at >= 0; at--) {
    if (tail.getUint32(at, true) !== END) continue;
    const wide = at >= END_64_PLACE_SIZE && tail.getUint32(at - END_64_PLACE_SIZE, true) === END_64_PLACE;
    const found = wide
      ? await findEnd64(blob, long(tail, at - END_64_PLACE_SIZE + 8))
      : { size: tail.getUint32(at + 12, true), offset: tail.getUint32(at + 16, true) };
    if (found && found.offset + found.size <= from + at) return found;
  }
  return undefined;
}

async function findEnd64(blob, at) {
  const record = await view(blob, at, 56);
  if (record.byteLength < 56 || record.getUint32(0, true) !== END_64) return undefined;
  return { size: long(record, 40), offset: long(record, 48) };
}

function* entries(blob, directory) {
  for (let at = 0; at + ENTRY_SIZE <= directory.byteLength && directory.getUint32(at, true) === ENTRY; ) {
    const [nameSize, extraSize, noteSize] = [28, 30, 32].map((field) => directory.getUint16(at + field, true));
    const name = text(directory, at + ENTRY_SIZE, nameSize);
    const [size, packed, offset] = wide(directory, at, [24, 20, 42], at + ENTRY_SIZE + nameSize, extraSize);
    const flags = directory.getUint16(at + 8, true);
    const method = directory.getUint16(at + 10, true);
    const sum = directory.getUint32(at + 16, true);
    yield entry(name, flags, method, { size, sum }, () => contentAt(blob, offset, packed));
    at += ENTRY_SIZE + nameSize + extraSize + noteSize;
  }
}

function entry(name, flags, method, told, content) {
  return { name, isFolder: name.endsWith("/"), isEncrypted: (flags & 1) !== 0, method, ...told, content };
}

/** What stands before the content says again how long names are; there it may be another number. */
async function contentAt(blob, offset, size) {
  const header = await view(blob, offset, LOCAL_SIZE);
  if (header.byteLength < LOCAL_SIZE || header.getUint32(0, true) !== LOCAL) throw new Error("it is not where the archive says");
  const start = offset + LOCAL_SIZE + header.getUint16(26, true) + header.getUint16(28, true);
  return blob.slice(start, start + size);
}

/** The fields, in the order in which a zip64 record has those that do not fit. */
function wide(directory, at, fields, extra, extraSize) {
  const values = fields.map((field) => directory.getUint32(at + field, true));
  for (let from = extra; from + 4 <= Math.min(extra + extraSize, directory.byteLength); ) {
    const size = directory.getUint16(from + 2, true);
    let next = from + 4;
    const end = Math.min(next + size, directory.byteLength);
    if (directory.getUint16(from, true) === 1) {
      return values.map((value) => {
        if (value !== ELSEWHERE || next + 8 > end) return value;
        next += 8;
        return long(directory, next - 8);
      });
    }
    from = end;
  }
  return values;
}

/** Of an archive without its end: what stands before the cut. The last may be a part. */
async function salvage(blob) {
  const found = [];
  for (let at = 0; ; ) {
    const header = await view(blob, at, LOCAL_SIZE);
    if (header.byteLength < LOCAL_SIZE || header.getUint32(0, true) !== LOCAL) return found;
    const [flags, method] = [6, 8].map((field) => header.getUint16(field, true));
    const [nameSize, extraSize] = [26, 28].map((field) => header.getUint16(field, true));
    const start = at + LOCAL_SIZE + nameSize + extraSize;
    if (start >= blob.size) return found;
    const told = (flags & 8) !== 0 ? await toldBehind(blob, start) : toldBy(header, 14, start);
    if (told.packed === ELSEWHERE) return found;
    const name = text(await view(blob, at + LOCAL_SIZE, nameSize), 0, nameSize);
    found.push(entry(name, flags, method, told, async () => blob.slice(start, start + told.packed)));
    at = told.next;
  }
}

/** Checksum and sizes, which stand together in a header; the next entry begins at `next`, if not behind the content. */
function toldBy(view, at, start, next) {
  const [sum, packed, size] = [at, at + 4, at + 8].map((field) => view.getUint32(field, true));
  return { sum, packed, size, next: next ?? start + packed };
}

/** Of an entry that was written without knowing its length: the same, which then stands behind the content and is known
 *  by telling the length up to itself. Without it the content goes up to the cut. */
async function toldBehind(blob, start) {
  const PIECE = 1024 * 1024;
  const LONGEST = 16;
  for (let from = start; from < blob.size; from += PIECE) {
    const piece = await view(blob, from, PIECE + LONGEST);
    for (let at = 0; at + LONGEST <= piece.byteLength && at < PIECE; at++) {
      if (piece.getUint8(at) !== 0x50 || piece.getUint32(at, true) !== BEHIND) continue;
      const told = toldBy(piece, at + 4, start, from + at + LONGEST);
      if (told.packed === from + at - start) return told;
    }
  }
  return { packed: blob.size - start, next: blob.size };
}

/** Hands on what was unpacked, and fails behind it where it is not what the archive says.
 *  @param {AsyncIterable<Uint8Array>} chunks @param {ZipEntry} entry */
export async function* checked(chunks, { size, sum }) {
  let length = 0;
  let found = -1;
  for await (const chunk of chunks) {
    length += chunk.length;
    for (const byte of chunk) found = (found >>> 8) ^ SUMS[(found ^ byte) & 0xff];
    yield chunk;
  }
  if (length !== (size ?? length)) throw new Error(`${length} bytes came out of it, not ${size}`);
  if (sum !== undefined && ~found >>> 0 !== sum) throw new Error("what came out of it has another checksum");
}

/** CRC-32 of each byte, lowest bit first. */
const SUMS = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte;
  for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  return sum;
});

async function view(blob, offset, size) {
  return new DataView(await blob.slice(offset, offset + size).arrayBuffer());
}

function text(view, offset, size) {
  const end = Math.min(offset + size, view.byteLength);
  return new TextDecoder().decode(new Uint8Array(view.buffer, offset, Math.max(0, end - offset)));
}

function long(view, at) {
  return Number(view.getBigUint64(at, true));
}
