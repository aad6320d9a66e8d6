/** Tiles of the tree as C2SP tlog-tiles names them: 256 hashes wide, eight levels high. */

/** Hashes in a full tile. */
export const TILE_WIDTH = 256;
/** Levels of the tree that one tile spans. */
export const TILE_HEIGHT = 8;

/** A tile: the `index`-th of its level; `width` hashes, fewer than 256 at the growing edge. */
export interface Tile {
  /** `entries` holds the leaves themselves. */
  readonly level: number | 'entries';
  readonly index: number;
  readonly width: number;
}

/** Path of a tile below `/log/`, as in `tile/0/x001/234.p/17`. */
export function tilePath({ level, index, width }: Tile): string {
  const groups = [String(index % 1_000).padStart(3, '0')];
  for (let rest = Math.floor(index / 1_000); rest > 0; rest = Math.floor(rest / 1_000))
    groups.unshift(`x${String(rest % 1_000).padStart(3, '0')}`);
  return `tile/${level}/${groups.join('/')}${width === TILE_WIDTH ? '' : `.p/${width}`}`;
}

const PATH = /^tile\/(?<level>0|[1-9]\d?|entries)\/(?<groups>(?:x\d{3}\/){0,4}\d{3})(?:\.p\/(?<width>[1-9]\d{0,2}))?$/;
/** Six levels hold 2^48 leaves. */
const HIGHEST_LEVEL = 6;

/** The tile that a path names, undefined if it names none: only one spelling of each is good. */
export function parseTilePath(path: string): Tile | undefined {
  const found = PATH.exec(path)?.groups;
  if (found === undefined) return undefined;
  const level = found.level === 'entries' ? ('entries' as const) : Number(found.level);
  const index = Number((found.groups as string).replace(/[x/]/g, ''));
  const width = found.width === undefined ? TILE_WIDTH : Number(found.width);
  if (width > TILE_WIDTH || (found.width !== undefined && width === TILE_WIDTH)) return undefined;
  if (level !== 'entries' && level > HIGHEST_LEVEL) return undefined;
  const tile: Tile = { level, index, width };
  return tilePath(tile) === path ? tile : undefined;
}

/** How many hashes tile `index` of `level` has in a tree of `size` leaves; 0 where it has none yet. */
export function tileWidth(level: number, index: number, size: number): number {
  const atLevel = Math.floor(size / TILE_WIDTH ** level);
  return Math.max(0, Math.min(TILE_WIDTH, atLevel - index * TILE_WIDTH));
}
