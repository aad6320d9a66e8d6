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
 * two such hashes agree in one part at least, so only pictures that share a part are compared.
 */
export function likePairs(hashes: ReadonlyMap<string, string>, bits: number): readonly LikePair[] {
  const parts = Math.min(BITS, bits + 1);
  const names = [...hashes.keys()].sort();
  const read = new Map(names.map((name) => [name, BigInt(`0x${hashes.get(name)}`)]));
  const pairs = new Map<string, LikePair>();
  for (let part = 0; part < parts; part++) {
    const from = BigInt(Math.floor((part * BITS) / parts));
    const mask = (1n << (BigInt(Math.floor(((part + 1) * BITS) / parts)) - from)) - 1n;
    for (const group of grouped(names, (name) => ((read.get(name) ?? 0n) >> from) & mask))
      for (const [i, one] of group.entries())
        for (const other of group.slice(i + 1)) {
          const differ = ones((read.get(one) ?? 0n) ^ (read.get(other) ?? 0n));
          if (differ <= bits) pairs.set(`${one} ${other}`, { one, other, bits: differ });
        }
  }
  return [...pairs.values()].sort((a, b) => a.bits - b.bits || (a.one < b.one ? -1 : 1));
}

function grouped(names: readonly string[], key: (name: string) => bigint): Iterable<readonly string[]> {
  const groups = new Map<bigint, string[]>();
  for (const name of names) {
    const value = key(name);
    const group = groups.get(value);
    if (group) group.push(name);
    else groups.set(value, [name]);
  }
  return groups.values();
}

function ones(value: bigint): number {
  let count = 0;
  for (let rest = value; rest > 0n; rest &= rest - 1n) count++;
  return count;
}
