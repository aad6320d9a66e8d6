import { inflateSync } from 'node:zlib';
import { decode as decodePng } from 'fast-png';
import jpeg from 'jpeg-js';
import { BlobDamaged, type Blobs } from '../../db/blob.ts';
import type { Database } from '../../db/open.ts';
import { readPhotoHashes, savePhotoHash } from '../../db/photo-hash.ts';
import { type Brightness, differenceHash } from '../replay/likeness.ts';

/** How far photos could be compared. */
export interface PhotoHashes {
  /** Difference hashes by SHA-256. */
  readonly hashes: ReadonlyMap<string, string>;
  /** Files that are no JPEG or PNG, too large, damaged, or too plain to be known by their looks. */
  readonly skipped: number;
}

/** Larger pictures are not unpacked: a few bytes may claim to be a wall of pixels. */
const MOST_PIXELS = 50_000_000;
const MOST_MEMORY_MB = 512;
const PNG_MAGIC = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Difference hashes of stored photos; each photo is unpacked once in its life. Names that are no stored file are left out. */
export async function hashPhotos(
  { knex }: Database,
  blobs: Blobs,
  names: readonly string[],
  progress: (line: string) => void,
): Promise<PhotoHashes> {
  const known = new Map(await readPhotoHashes(knex, names));
  let done = 0;
  for (const name of names) {
    progress(`已比对照片 ${++done} / ${names.length} 张`);
    if (known.has(name)) continue;
    const facts = await blobs.facts(name);
    if (facts === undefined) continue;
    const hash = await hashOf(blobs, name);
    // A damaged file may be put back from a backup: it is asked again the next time.
    if (hash !== undefined) await savePhotoHash(knex, name, hash);
    known.set(name, hash ?? null);
  }
  const hashes = new Map([...known].flatMap(([name, hash]) => (hash === null ? [] : [[name, hash] as const])));
  return { hashes, skipped: known.size - hashes.size };
}

/** Null: a file without a hash. Undefined: a file that cannot be read. */
async function hashOf(blobs: Blobs, name: string): Promise<string | null | undefined> {
  try {
    const file = await blobs.read(name);
    const picture = file && brightnessOf(file.bytes);
    return (picture && differenceHash(picture)) ?? null;
  } catch (error) {
    if (error instanceof BlobDamaged) return undefined;
    throw error;
  }
}

/** Brightness of a JPEG or PNG; undefined for anything else and for what cannot be unpacked. */
export function brightnessOf(bytes: Buffer): Brightness | undefined {
  try {
    if (bytes.subarray(0, PNG_MAGIC.length).equals(PNG_MAGIC)) return png(bytes);
    if (bytes[0] === 0xff && bytes[1] === 0xd8) return jpg(bytes);
  } catch {
    // Somebody else's bytes: whatever a decoder trips over, it is no picture that can be compared.
  }
  return undefined;
}

function jpg(bytes: Buffer): Brightness {
  const { width, height, data } = jpeg.decode(bytes, {
    useTArray: true,
    formatAsRGBA: false,
    maxResolutionInMP: MOST_PIXELS / 1e6,
    maxMemoryUsageInMB: MOST_MEMORY_MB,
  });
  return { width, height, values: grey(data, width * height, 3, 255) };
}

function png(bytes: Buffer): Brightness | undefined {
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  if (width * height > MOST_PIXELS) return undefined;
  // Throws where the packed part holds more than a picture of this size can need (eight bytes a pixel, one a row).
  inflateSync(packedPart(bytes), { maxOutputLength: width * height * 8 + height * 8 });
  const { data, channels, depth, palette } = decodePng(bytes);
  // Several pixels a byte: drawings, never photos.
  if (depth < 8) return undefined;
  if (palette !== undefined) {
    const colours = Uint8Array.from(data, (index) => luma(palette[index] ?? []));
    return { width, height, values: colours };
  }
  return { width, height, values: grey(data, width * height, channels, 2 ** depth - 1) };
}

/** The IDAT chunks of a PNG, one behind the other. */
function packedPart(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = PNG_MAGIC.length; at + 8 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    if (bytes.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(bytes.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  return Buffer.concat(parts);
}

/** Brightness from samples side by side: one or two a pixel are grey, three or four are red, green, blue. */
function grey(data: ArrayLike<number>, pixels: number, channels: number, most: number): Uint8Array {
  const values = new Uint8Array(pixels);
  for (let i = 0; i < pixels; i++) {
    const at = i * channels;
    const value = channels < 3 ? (data[at] ?? 0) : luma([data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0]);
    values[i] = (value * 255) / most;
  }
  return values;
}

/** ITU-R BT.601. */
function luma([red = 0, green = 0, blue = 0]: readonly number[]): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}
