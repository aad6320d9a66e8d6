/** A picture as brightness, row by row, one byte a pixel. */
export interface Brightness {
  readonly width: number;
  readonly height: number;
  readonly values: Uint8Array;
}

/** Two pictures that look alike: names, and in how many of 64 bits their hashes differ. */
export interface LikePair {
  readonly one: string;
  readonly other: string;
  readonly bits: number;
}

const COLUMNS = 9;
const ROWS = 8;
const BITS = 64;
/** A hash with fewer bits of either sort is that of a blank wall or a plain gradient: it says nothing. */
const LEAST_BITS = 8;
const MOST_PAIRS = 10_000;

/**
 * Difference hash (dHash) of a picture: 8 rows of 9 fields, each bit says whether a field is brighter than the one before it; 16 hex digits.
 * Size, compression and brightness change few bits. Undefined for a picture too plain to be known by it.
 */
export function differenceHash(picture: Brightness): string | undefined {
  const fields = Array.from({ length: ROWS * COLUMNS }, (_, i) =>
    meanOf(picture, i % COLUMNS, Math.floor(i / COLUMNS)),
  );
  let hex = '';
  let ones = 0;
  for (let row = 0; row < ROWS; row++) {
    let byte = 0;
    for (let column = 1; column < COLUMNS; column++) {
      const isBrighter = (fields[row * COLUMNS + column] ?? 0) > (fields[row * COLUMNS + column - 1] ?? 0);
      byte = (byte << 1) | Number(isBrighter);
      ones += Number(isBrighter);
    }
    hex += byte.toString(16).padStart(2, '0');
  }
  return ones < LEAST_BITS || ones > BITS - LEAST_BITS ? undefined : hex;
}

/** Mean brightness of one field of the grid, at least one pixel. */
function meanOf({ width, height, values }: Brightness, column: number, row: number): number {
  const left = Math.floor((column * width) / COLUMNS);
  const right = Math.max(left + 1, Math.floor(((column + 1) * width) / COLUMNS));
  const top = Math.floor((row * height) / ROWS);
  const bottom = Math.max(top + 1, Math.floor(((row + 1) * height) / ROWS));
  let sum = 0;
  for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) sum += values[y * width + x] ?? 0;
  return sum / ((right - left) * (bottom - top));
}

/**
 * All pairs of pictures whose hashes (16 hex digits) differ in at most `bits` of 64 bits. Exact: cut into one part more than bits may differ,
 * two such hashes agree in one part at least, so only pictures that share a part are compared. At most 10,000 pairs: more nobody looks at.
 */
export function likePairs(hashes: ReadonlyMap<string, string>, bits: number): readonly LikePair[] {
  const parts = Math.min(BITS, bits + 1);
  const read = [...hashes]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(
      ([name, hex]): Read => ({
        name,
        all: BigInt(`0x${hex}`),
        high: Number.parseInt(hex.slice(0, 8), 16),
        low: Number.parseInt(hex.slice(8), 16),
      }),
    );
  const pairs = new Map<string, LikePair>();
  for (let part = 0; part < parts; part++) {
    const from = BigInt(Math.floor((part * BITS) / parts));
    const mask = (1n << (BigInt(Math.floor(((part + 1) * BITS) / parts)) - from)) - 1n;
    for (const group of Map.groupBy(read, ({ all }) => (all >> from) & mask).values())
      for (const [i, one] of group.entries())
        for (let k = i + 1; k < group.length; k++) {
          const other = group[k] as Read;
          const differ = ones(one.high ^ other.high) + ones(one.low ^ other.low);
          if (differ <= bits && pairs.size < MOST_PAIRS)
            pairs.set(`${one.name} ${other.name}`, { one: one.name, other: other.name, bits: differ });
        }
  }
  return [...pairs.values()].sort((a, b) => a.bits - b.bits || (a.one < b.one ? -1 : 1));
}

/** A hash as numbers: whole for its parts, in halves because these are counted a hundred times faster. */
interface Read {
  readonly name: string;
  readonly all: bigint;
  readonly high: number;
  readonly low: number;
}

/** How many of 32 bits are set (Hacker's Delight, 5–2). */
function ones(value: number): number {
  const pairs = value - ((value >>> 1) & 0x5555_5555);
  const fours = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}
