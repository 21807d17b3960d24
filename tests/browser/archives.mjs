// Archives for tests, made by hand so that they can be made wrong.

import { crc32, deflateRawSync } from "node:zlib";

/**
 * A zip archive. An entry is `[name, content, options]`; options: `stored`, `method` (what it claims to be packed by),
 * `encrypted`, `size` and `sum` (what it claims to unpack to), `open` (lengths stand behind the content).
 *
 * @param {[string, string | Uint8Array, object?][]} entries
 * @param {{ wide?: boolean, comment?: string }} [options] `wide`: as zip64
 */
export function zip(entries, { wide = false, comment = "" } = {}) {
  const locals = [];
  const directory = [];
  let offset = 0;
  for (const [name, content, options = {}] of entries) {
    const plain = Buffer.from(content);
    const packed = options.stored ? plain : deflateRawSync(plain);
    const method = options.method ?? (options.stored ? 0 : 8);
    const size = options.size ?? plain.length;
    const path = Buffer.from(name);
    const flags = (options.encrypted ? 1 : 0x800) | (options.open ? 8 : 0);
    const common = [u16(45), u16(flags), u16(method), u32(0)];
    const told = [u32(options.sum ?? crc32(plain)), u32(packed.length), u32(size)];
    const before = options.open ? [u32(0), u32(0), u32(0)] : told;
    const behind = options.open ? [u32(0x08074b50), ...told] : [];
    const local = Buffer.concat([u32(0x04034b50), ...common, ...before, u16(path.length), u16(4), path, Buffer.from("ab\0\0"), packed, ...behind]);
    const extra = wide ? Buffer.concat([u16(1), u16(24), u64(size), u64(packed.length), u64(offset)]) : Buffer.alloc(0);
    const sizes = wide ? [u32(~0), u32(~0)] : [u32(packed.length), u32(size)];
    directory.push(u32(0x02014b50), u16(45), ...common, told[0], ...sizes, u16(path.length), u16(extra.length), u16(0), u16(0), u16(0), u32(0), wide ? u32(~0) : u32(offset), path, extra);
    locals.push(local);
    offset += local.length;
  }
  const index = Buffer.concat(directory);
  const wideEnd = [u32(0x06064b50), u64(44), u16(45), u16(45), u32(0), u32(0), u64(entries.length), u64(entries.length), u64(index.length), u64(offset)];
  const widePlace = [u32(0x07064b50), u32(0), u64(offset + index.length), u32(1)];
  const counts = wide ? [u16(~0), u16(~0), u32(~0), u32(~0)] : [u16(entries.length), u16(entries.length), u32(index.length), u32(offset)];
  const end = [u32(0x06054b50), u16(0), u16(0), ...counts, u16(comment.length), Buffer.from(comment)];
  return Buffer.concat([...locals, index, ...(wide ? [...wideEnd, ...widePlace] : []), ...end]);
}

/** A zstd file of blocks that are stored as they are. */
export function zstd(content) {
  const plain = Buffer.from(content);
  const header = [u32(0xfd2fb528), Buffer.from([0xa0]), u32(plain.length)];
  const blocks = [];
  for (let at = 0; at === 0 || at < plain.length; at += 1000) {
    const block = plain.subarray(at, at + 1000);
    const isLast = at + 1000 >= plain.length;
    blocks.push(u32((block.length << 3) | (isLast ? 1 : 0)).subarray(0, 3), block);
  }
  return Buffer.concat([...header, ...blocks]);
}

/**
 * A tar archive. An entry is `[name, content, options]`; options: `type`, `gnu` (a long name as GNU writes it; else as POSIX does).
 *
 * @param {[string, string | Uint8Array, object?][]} entries
 */
export function tar(entries) {
  const blocks = entries.flatMap(([name, content, { type = "0", gnu = false } = {}]) => {
    const body = Buffer.from(content);
    if (name.length <= 100) return [header(name, body.length, type), padded(body)];
    const long = gnu ? Buffer.from(`${name}\0`) : record("path", name);
    return [header("long", long.length, gnu ? "L" : "x"), padded(long), header(name.slice(0, 100), body.length, type), padded(body)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

function header(name, size, type) {
  const block = Buffer.alloc(512);
  const octal = (number, at, length) => block.write(number.toString(8).padStart(length - 1, "0"), at);
  block.write(name);
  octal(0o644, 100, 8);
  octal(size, 124, 12);
  octal(0, 136, 12);
  block.write("        ", 148);
  block.write(type, 156);
  block.write("ustar\0" + "00", 257, "latin1");
  octal(block.reduce((sum, byte) => sum + byte), 148, 7);
  return block;
}

/** `21 path=a/b/c.json\n`, where the number counts itself. */
function record(key, value) {
  const rest = ` ${key}=${value}\n`;
  let length = rest.length;
  while (`${length}${rest}`.length !== length) length = `${length}${rest}`.length;
  return Buffer.from(`${length}${rest}`);
}

function padded(body) {
  return Buffer.concat([body, Buffer.alloc(-body.length & 511)]);
}

function u16(value) {
  return Buffer.from([value, value >> 8]);
}

function u32(value) {
  return Buffer.concat([u16(value), u16(value >> 16)]);
}

function u64(value) {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
