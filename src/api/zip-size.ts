import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';

const inflate = promisify(inflateRaw);
const END = 0x06054b50;
const ENTRY = 0x02014b50;

/**
 * Whether a ZIP file unpacks to no more than so many bytes (PKWARE APPNOTE 4.3); false for what is none. Sizes that the file says of itself are not
 * believed: each entry is unpacked up to what is left, and thrown away.
 */
export async function unpacksWithin(bytes: Buffer, most: number): Promise<boolean> {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || end + 22 > bytes.length || bytes.readUInt32LE(end) !== END) return false;
  let at = bytes.readUInt32LE(end + 16);
  let left = most;
  for (let n = bytes.readUInt16LE(end + 10); n > 0; n -= 1) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== ENTRY) return false;
    const size = await sizeOf(bytes, at, left);
    if (size === undefined) return false;
    left -= size;
    at += 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return true;
}

async function sizeOf(bytes: Buffer, entry: number, most: number): Promise<number | undefined> {
  const local = bytes.readUInt32LE(entry + 42);
  if (local + 30 > bytes.length) return undefined;
  const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
  const packed = bytes.subarray(from, from + bytes.readUInt32LE(entry + 20));
  if (bytes.readUInt16LE(entry + 10) === 0) return packed.length <= most ? packed.length : undefined;
  const whole = await inflate(packed, { maxOutputLength: Math.max(1, most) }).catch(() => undefined);
  return whole?.length;
}
