import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import { PackageFault, type PackageFiles } from '../replay/package-files.ts';

/** One file of a ZIP as its directory lists it. */
interface Entry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
}

/** Bounds of what is unpacked: a package of 10,000 cases has about 60,000 files and 400 MB of events. */
const MOST_ENTRIES = 2_000_000;
const MOST_BYTES = 64 * 1024 ** 3;
const MOST_DIRECTORY = 512 * 1024 ** 2;
/** Deflate comes to 1032 at most; text of a ledger to about 30. Small files may be any emptiness. */
const MOST_RATIO = 200;
const SMALL = 1024 * 1024;

const END = 0x06054b50;
const END_SIZE = 22;
const END64 = 0x06064b50;
const END64_LOCATOR = 0x07064b50;
const DIRECTORY = 0x02014b50;
const LOCAL = 0x04034b50;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 0x1;
const FULL_32 = 0xffffffff;
const FULL_16 = 0xffff;
const PIECE = 256 * 1024;

/** A ZIP opened for reading; nothing is ever unpacked to disk. */
export interface OpenZip extends PackageFiles {
  close(): Promise<void>;
}

/**
 * Opens a ZIP strictly: one directory at the very end, names that stay inside, no name twice, no entry over another, no encryption, sizes and
 * ratios within reason. Throws PackageFault for a file that is cut off or made to do harm.
 */
export async function openZip(file: string): Promise<OpenZip> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const entries = await readDirectory(handle, size);
    checkEntries(entries, size);
    const byName = new Map(entries.map((entry) => [entry.name, entry]));
    return {
      names: [...byName.keys()].sort(),
      read(name) {
        const entry = byName.get(name);
        if (entry === undefined) throw new PackageFault('package-broken', `${name}（缺少）`);
        return unpacked(handle, entry);
      },
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

const broken = (where: string) => new PackageFault('package-broken', where);
const hostile = (where: string) => new PackageFault('package-hostile', where);

async function bytesAt(handle: FileHandle, offset: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await handle.read(bytes, 0, length, offset);
  if (bytesRead < length) throw broken('ZIP 文件不完整');
  return bytes;
}

async function readDirectory(handle: FileHandle, fileSize: number): Promise<readonly Entry[]> {
  if (fileSize < END_SIZE) throw broken('ZIP 文件不完整');
  // Packages have no comment, so the end record is the last 22 bytes; anything behind it would be hidden from other tools.
  const end = await bytesAt(handle, fileSize - END_SIZE, END_SIZE);
  if (end.readUInt32LE(0) !== END) throw broken('ZIP 文件不完整或末尾有多余内容');
  const place = await placeOf(handle, end, fileSize);
  if (place.count > MOST_ENTRIES || place.length > MOST_DIRECTORY) throw hostile(`ZIP 目录过大（${place.count} 项）`);
  if (place.offset + place.length > fileSize) throw broken('ZIP 目录越出文件');
  const bytes = await bytesAt(handle, place.offset, place.length);
  const entries: Entry[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== DIRECTORY) throw broken('ZIP 目录损坏');
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((place) => bytes.readUInt16LE(at + place));
    const next = at + 46 + (nameLength ?? 0) + (extraLength ?? 0) + (commentLength ?? 0);
    if (next > bytes.length) throw broken('ZIP 目录损坏');
    entries.push(entryOf(bytes.subarray(at, next), nameLength ?? 0, extraLength ?? 0));
    at = next;
  }
  if (entries.length !== place.count) throw broken(`ZIP 目录应有 ${place.count} 项，实有 ${entries.length} 项`);
  return entries;
}

async function placeOf(handle: FileHandle, end: Buffer, fileSize: number) {
  const small = { count: end.readUInt16LE(10), length: end.readUInt32LE(12), offset: end.readUInt32LE(16) };
  if (small.count !== FULL_16 && small.length !== FULL_32 && small.offset !== FULL_32) return small;
  const locator = await bytesAt(handle, Math.max(0, fileSize - END_SIZE - 20), 20);
  if (locator.readUInt32LE(0) !== END64_LOCATOR) return small;
  const end64 = await bytesAt(handle, number64(locator, 8), 56);
  if (end64.readUInt32LE(0) !== END64) throw broken('ZIP 目录损坏');
  return { count: number64(end64, 32), length: number64(end64, 40), offset: number64(end64, 48) };
}

function number64(bytes: Buffer, at: number): number {
  const value = Number(bytes.readBigUInt64LE(at));
  if (!Number.isSafeInteger(value)) throw broken('ZIP 目录损坏');
  return value;
}

function entryOf(bytes: Buffer, nameLength: number, extraLength: number): Entry {
  const raw = bytes.subarray(46, 46 + nameLength);
  const name = raw.toString('utf8');
  if (Buffer.compare(Buffer.from(name, 'utf8'), raw) !== 0) throw hostile('文件名不是 UTF-8');
  if ((bytes.readUInt16LE(8) & ENCRYPTED) !== 0) throw hostile(`${name}（加密）`);
  const wide = wideFields(bytes.subarray(46 + nameLength, 46 + nameLength + extraLength));
  const wideOr = (value: number): number => (value === FULL_32 && wide.length > 0 ? (wide.shift() as number) : value);
  const size = wideOr(bytes.readUInt32LE(24));
  const packed = wideOr(bytes.readUInt32LE(20));
  const offset = wideOr(bytes.readUInt32LE(42));
  return { name, method: bytes.readUInt16LE(10), crc: bytes.readUInt32LE(16), size, packed, offset };
}

/** Sizes and offset of the ZIP64 extra field, in its order. */
function wideFields(extra: Buffer): number[] {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    const length = extra.readUInt16LE(at + 2);
    if (at + 4 + length > extra.length) throw broken('ZIP 目录损坏');
    if (extra.readUInt16LE(at) === 1)
      return Array.from({ length: Math.floor(length / 8) }, (_, i) => number64(extra, at + 4 + i * 8));
  }
  return [];
}

function checkEntries(entries: readonly Entry[], fileSize: number): void {
  const seen = new Set<string>();
  let total = 0;
  let end = 0;
  for (const entry of entries.toSorted((a, b) => a.offset - b.offset)) {
    const { name, method, size, packed, offset } = entry;
    if (!staysInside(name)) throw hostile(`${name}（路径越界）`);
    // Windows and macOS take names that differ in case alone for one.
    const folded = name.normalize('NFC').toLowerCase();
    if (seen.has(folded)) throw hostile(`${name}（同名文件重复）`);
    seen.add(folded);
    if (method !== STORED && method !== DEFLATED) throw hostile(`${name}（压缩方式 ${method}）`);
    if (method === STORED && size !== packed) throw broken(name);
    if (size > SMALL && size > packed * MOST_RATIO) throw hostile(`${name}（压缩比异常，可能是压缩炸弹）`);
    total += size;
    if (total > MOST_BYTES) throw hostile('解开后过大，可能是压缩炸弹');
    // Entries that share bytes are how a small bomb becomes a large one.
    if (offset < end) throw hostile(`${name}（与其他文件重叠）`);
    end = offset + 30 + packed;
    if (end > fileSize) throw broken(`${name}（越出文件）`);
  }
}

/** A relative path with forward slashes and without `.` and `..`, that is a file's on any system. */
function staysInside(name: string): boolean {
  const parts = name.split('/');
  const plain = parts.every((part) => part !== '' && part !== '.' && part !== '..' && !/[\\:\p{Cc}]/u.test(part));
  return plain && name.length <= 400;
}

async function* unpacked(handle: FileHandle, entry: Entry): AsyncGenerator<Uint8Array> {
  const { name, method, size, crc } = entry;
  const source = packedPieces(handle, entry);
  let sum = 0;
  let length = 0;
  for await (const piece of method === STORED ? source : inflated(source, name)) {
    length += piece.length;
    // The directory may lie about the size: what comes out counts.
    if (length > size) throw hostile(`${name}（解开后超过标明的大小）`);
    sum = crc32(piece, sum);
    yield piece;
  }
  if (length !== size || sum !== crc) throw broken(name);
}

async function* packedPieces(handle: FileHandle, { name, offset, packed }: Entry): AsyncGenerator<Buffer> {
  const local = await bytesAt(handle, offset, 30);
  if (local.readUInt32LE(0) !== LOCAL) throw broken(name);
  const nameLength = local.readUInt16LE(26);
  if ((await bytesAt(handle, offset + 30, nameLength)).toString('utf8') !== name)
    throw hostile(`${name}（两处文件名不同）`);
  const start = offset + 30 + nameLength + local.readUInt16LE(28);
  for (let at = 0; at < packed; at += PIECE) yield await bytesAt(handle, start + at, Math.min(PIECE, packed - at));
}

async function* inflated(source: AsyncIterable<Buffer>, name: string): AsyncGenerator<Buffer> {
  const inflate = createInflateRaw();
  const packed = Readable.from(source).on('error', (error) => inflate.destroy(error));
  packed.pipe(inflate);
  try {
    for await (const piece of inflate) yield piece as Buffer;
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')) throw broken(name);
    throw error;
  } finally {
    packed.destroy();
    inflate.destroy();
  }
}
