/** The outline of one character on an em of 1,000 units: quadratic contours, as TrueType has them. */
export interface Glyph {
  /** Units to the right. */
  readonly advance: number;
  readonly contours: readonly (readonly Point[])[];
}

/** A point of a contour; off the curve it is the control point of a quadratic. */
export interface Point {
  readonly x: number;
  readonly y: number;
  readonly on: boolean;
}

export const UNITS_PER_EM = 1_000;
/** Ascent and descent make one em together, so that a line's height is its size. */
const ASCENT = 880;
const DESCENT = -120;
/** 1904-01-01 in TrueType's calendar: fonts made for a document carry no date. */
const NO_DATE = 0n;

/** A TrueType font with these characters and an empty glyph 0; the same bytes for the same characters. */
export function trueType(name: string, glyphs: ReadonlyMap<number, Glyph>): Buffer {
  const codes = [...glyphs.keys()].sort((a, b) => a - b);
  const all: readonly Glyph[] = [
    { advance: UNITS_PER_EM, contours: [] },
    ...codes.map((code) => glyphs.get(code) as Glyph),
  ];
  const outlines = all.map(outline);
  const bounds = all.map(boundsOf);
  const box = bounds.reduce(
    (sum, one) => ({
      xMin: Math.min(sum.xMin, one.xMin),
      yMin: Math.min(sum.yMin, one.yMin),
      xMax: Math.max(sum.xMax, one.xMax),
      yMax: Math.max(sum.yMax, one.yMax),
    }),
    { xMin: 0, yMin: 0, xMax: 0, yMax: 0 },
  );
  return assemble([
    ['OS/2', os2(codes)],
    ['cmap', cmap(codes)],
    ['glyf', Buffer.concat(outlines)],
    ['head', head(box)],
    ['hhea', hhea(all)],
    ['hmtx', hmtx(all, bounds)],
    ['loca', loca(outlines)],
    ['maxp', maxp(all)],
    ['name', names(name)],
    ['post', post()],
  ]);
}

interface Box {
  readonly xMin: number;
  readonly yMin: number;
  readonly xMax: number;
  readonly yMax: number;
}

function boundsOf({ contours }: Glyph): Box {
  const points = contours.flat();
  if (points.length === 0) return { xMin: 0, yMin: 0, xMax: 0, yMax: 0 };
  const xs = points.map((point) => point.x);
  const ys = points.map((point) => point.y);
  return { xMin: Math.min(...xs), yMin: Math.min(...ys), xMax: Math.max(...xs), yMax: Math.max(...ys) };
}

const ON_CURVE = 1;
const X_SHORT = 2;
const Y_SHORT = 4;
const X_SAME_OR_POSITIVE = 16;
const Y_SAME_OR_POSITIVE = 32;

/** A simple glyph of the glyf table, padded to two bytes. */
function outline(glyph: Glyph): Buffer {
  const points = glyph.contours.flat();
  if (points.length === 0) return Buffer.alloc(0);
  const { xMin, yMin, xMax, yMax } = boundsOf(glyph);
  const flags: number[] = [];
  const xs: number[] = [];
  const ys: number[] = [];
  let before = { x: 0, y: 0 };
  for (const point of points) {
    const x = delta(point.x - before.x, X_SHORT, X_SAME_OR_POSITIVE, xs);
    const y = delta(point.y - before.y, Y_SHORT, Y_SAME_OR_POSITIVE, ys);
    flags.push((point.on ? ON_CURVE : 0) | x | y);
    before = point;
  }
  const header = bytes((w) => {
    w.i16(glyph.contours.length, xMin, yMin, xMax, yMax);
    let last = -1;
    for (const contour of glyph.contours) {
      last += contour.length;
      w.u16(last);
    }
    w.u16(0);
  });
  const size = header.length + flags.length + xs.length + ys.length;
  return Buffer.concat([header, Buffer.from(flags), Buffer.from(xs), Buffer.from(ys), Buffer.alloc(size % 2)]);
}

/** Appends a coordinate's step in its shortest form and returns its flags. */
function delta(step: number, short: number, sameOrPositive: number, into: number[]): number {
  if (step === 0) return sameOrPositive;
  if (Math.abs(step) < 256) {
    into.push(Math.abs(step));
    return short | (step > 0 ? sameOrPositive : 0);
  }
  into.push((step >> 8) & 0xff, step & 0xff);
  return 0;
}

function loca(outlines: readonly Buffer[]): Buffer {
  return bytes((w) => {
    let offset = 0;
    w.u32(0);
    for (const one of outlines) {
      offset += one.length;
      w.u32(offset);
    }
  });
}

function hmtx(glyphs: readonly Glyph[], bounds: readonly Box[]): Buffer {
  return bytes((w) => {
    for (const [i, glyph] of glyphs.entries()) {
      w.u16(glyph.advance);
      w.i16(bounds[i]?.xMin ?? 0);
    }
  });
}

function head({ xMin, yMin, xMax, yMax }: Box): Buffer {
  return bytes((w) => {
    w.u32(0x00010000, 0x00010000, 0, 0x5f0f3cf5);
    w.u16(0b1011, UNITS_PER_EM);
    w.u64(NO_DATE, NO_DATE);
    w.i16(xMin, yMin, xMax, yMax);
    w.u16(0, 8);
    w.i16(2, 1, 0);
  });
}

function hhea(glyphs: readonly Glyph[]): Buffer {
  return bytes((w) => {
    w.u32(0x00010000);
    w.i16(ASCENT, DESCENT, 0);
    w.u16(Math.max(...glyphs.map((glyph) => glyph.advance)));
    w.i16(0, 0, UNITS_PER_EM, 1, 0, 0, 0, 0, 0, 0, 0);
    w.u16(glyphs.length);
  });
}

function maxp(glyphs: readonly Glyph[]): Buffer {
  return bytes((w) => {
    w.u32(0x00010000);
    w.u16(glyphs.length, Math.max(...glyphs.map((glyph) => glyph.contours.flat().length)));
    w.u16(Math.max(...glyphs.map((glyph) => glyph.contours.length)), 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0);
  });
}

function os2(codes: readonly number[]): Buffer {
  return bytes((w) => {
    w.u16(4);
    w.i16(UNITS_PER_EM);
    w.u16(400, 5, 0, 650, 600, 0, 75, 650, 600, 0, 350, 50, 258, 0);
    // Panose and the ranges of characters say nothing; four letters name the maker.
    w.raw(Buffer.alloc(26), Buffer.from('duba', 'latin1'));
    w.u16(64, Math.min(codes[0] ?? 0, 0xffff), Math.min(codes.at(-1) ?? 0, 0xffff));
    w.i16(ASCENT, DESCENT, 0);
    w.u16(ASCENT, -DESCENT);
    w.u32(1, 0);
    w.i16(500, 730);
    w.u16(0, 32, 1);
  });
}

function post(): Buffer {
  return bytes((w) => {
    w.u32(0x00030000, 0);
    w.i16(-100, 50);
    w.u32(0, 0, 0, 0, 0);
  });
}

function names(name: string): Buffer {
  const texts = [1, 2, 3, 4, 6].map((id) => ({
    id,
    text: Buffer.from(id === 2 ? 'Regular' : name, 'utf16le').swap16(),
  }));
  return bytes((w) => {
    w.u16(0, texts.length, 6 + 12 * texts.length);
    let offset = 0;
    for (const { id, text } of texts) {
      w.u16(3, 1, 0x409, id, text.length, offset);
      offset += text.length;
    }
    w.raw(...texts.map(({ text }) => text));
  });
}

/** Format 12: ranges of consecutive characters, planes above the first included. */
function cmap(codes: readonly number[]): Buffer {
  const groups: { start: number; end: number; glyph: number }[] = [];
  for (const [i, code] of codes.entries()) {
    const last = groups.at(-1);
    if (last !== undefined && code === last.end + 1) last.end = code;
    else groups.push({ start: code, end: code, glyph: i + 1 });
  }
  return bytes((w) => {
    w.u16(0, 1, 3, 10);
    w.u32(12);
    w.u16(12, 0);
    w.u32(16 + 12 * groups.length, 0, groups.length);
    for (const { start, end, glyph } of groups) w.u32(start, end, glyph);
  });
}

/** The offset table, the directory and the tables, each padded to four bytes. */
function assemble(tables: readonly (readonly [tag: string, data: Buffer])[]): Buffer {
  const log = Math.floor(Math.log2(tables.length));
  const padded = tables.map(([, data]) => Buffer.concat([data, Buffer.alloc((4 - (data.length % 4)) % 4)]));
  const directory = bytes((w) => {
    w.u32(0x00010000);
    w.u16(tables.length, 16 << log, log, (tables.length - (1 << log)) * 16);
    let offset = 12 + 16 * tables.length;
    for (const [i, [tag, data]] of tables.entries()) {
      w.raw(Buffer.from(tag, 'latin1'));
      w.u32(checksum(padded[i] as Buffer), offset, data.length);
      offset += (padded[i] as Buffer).length;
    }
  });
  return Buffer.concat([directory, ...padded]);
}

function checksum(data: Buffer): number {
  let sum = 0;
  for (let i = 0; i < data.length; i += 4) sum = (sum + data.readUInt32BE(i)) >>> 0;
  return sum;
}

interface Writer {
  u16(...values: number[]): void;
  i16(...values: number[]): void;
  u32(...values: number[]): void;
  u64(...values: bigint[]): void;
  raw(...parts: Buffer[]): void;
}

function bytes(write: (writer: Writer) => void): Buffer {
  const parts: Buffer[] = [];
  const each =
    <Value>(size: number, put: (buffer: Buffer, value: Value) => void) =>
    (...values: Value[]) => {
      const buffer = Buffer.alloc(size * values.length);
      for (const [i, value] of values.entries()) put(buffer.subarray(i * size), value);
      parts.push(buffer);
    };
  write({
    u16: each<number>(2, (buffer, value) => buffer.writeUInt16BE(value)),
    i16: each<number>(2, (buffer, value) => buffer.writeInt16BE(value)),
    u32: each<number>(4, (buffer, value) => buffer.writeUInt32BE(value)),
    u64: each<bigint>(8, (buffer, value) => buffer.writeBigUInt64BE(value)),
    raw: (...more) => parts.push(...more),
  });
  return Buffer.concat(parts);
}
