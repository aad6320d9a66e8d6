import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import type { Sha256 } from './chain.ts';
import { TILE_HEIGHT, TILE_WIDTH } from './tile.ts';
import { emptyTree, foldNodes, type Hash, nodeHash, nodesOf, type TreeNode } from './tree.ts';

/** Bytes of one hash. */
export const HASH_BYTES = 32;

/** A tile that has grown: its hashes side by side. */
export interface GrownTile {
  readonly level: number;
  readonly index: number;
  readonly hashes: Uint8Array;
}

/** The growing edge: of each level the hashes of its last, incomplete tile. */
export type Edge = readonly (readonly Hash[])[];

/** The tree after more leaves: its new edge and every tile that has changed, each once, as it now stands. */
export function grow(
  size: number,
  edge: Edge,
  leaves: readonly Hash[],
  sha256: Sha256 = nobleSha256,
): { readonly edge: Edge; readonly tiles: readonly GrownTile[] } {
  const tiles: GrownTile[] = [];
  const levels: Hash[][] = [];
  for (let level = 0, fresh = leaves, before = size; fresh.length > 0; level++) {
    const parents: Hash[] = [];
    let index = Math.floor(before / TILE_WIDTH);
    let hashes = [...(edge[level] ?? [])];
    for (const hash of fresh) {
      hashes.push(hash);
      if (hashes.length < TILE_WIDTH) continue;
      tiles.push({ level, index, hashes: sideBySide(hashes) });
      parents.push(foldComplete(hashes, sha256));
      index++;
      hashes = [];
    }
    if (hashes.length > 0) tiles.push({ level, index, hashes: sideBySide(hashes) });
    levels.push(hashes);
    fresh = parents;
    before = Math.floor(before / TILE_WIDTH);
  }
  return { edge: [...levels, ...edge.slice(levels.length)], tiles };
}

/** Root of the tree of `size` leaves from its edge. */
export function edgeRoot(size: number, edge: Edge, sha256: Sha256 = nobleSha256): Hash {
  if (size === 0) return emptyTree(sha256);
  const hashes = nodesOf({ from: 0, to: size }).map((node) => {
    const { level, from, to } = placeInTile(node);
    return foldComplete((edge[level] ?? []).slice(from, to), sha256);
  });
  return foldNodes(hashes, sha256);
}

/** Where a node's hash can be computed from: tile, and the hashes in it from `from` to `to`. */
export function placeInTile({ level, index }: TreeNode): {
  readonly level: number;
  readonly index: number;
  readonly from: number;
  readonly to: number;
} {
  const width = 2 ** (level % TILE_HEIGHT);
  const first = index * width;
  return {
    level: Math.floor(level / TILE_HEIGHT),
    index: Math.floor(first / TILE_WIDTH),
    from: first % TILE_WIDTH,
    to: (first % TILE_WIDTH) + width,
  };
}

/** Hash over a complete subtree's hashes; their number is a power of two. */
export function foldComplete(hashes: readonly Hash[], sha256: Sha256 = nobleSha256): Hash {
  let row = hashes;
  while (row.length > 1)
    row = Array.from({ length: row.length / 2 }, (_, i) =>
      nodeHash(row[2 * i] as Hash, row[2 * i + 1] as Hash, sha256),
    );
  return row[0] as Hash;
}

/** The hashes of a stored tile. */
export function hashesOf(bytes: Uint8Array): readonly Hash[] {
  return Array.from({ length: bytes.length / HASH_BYTES }, (_, i) =>
    bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES),
  );
}

function sideBySide(hashes: readonly Hash[]): Uint8Array {
  const bytes = new Uint8Array(hashes.length * HASH_BYTES);
  for (const [i, hash] of hashes.entries()) bytes.set(hash, i * HASH_BYTES);
  return bytes;
}
