import { readTile } from '../../db/log-tree.ts';
import type { Database } from '../../db/open.ts';
import type { Sha256 } from '../core/log/chain.ts';
import { hashesOf, placeInTile } from '../core/log/grow.ts';
import { TILE_HEIGHT } from '../core/log/tile.ts';
import { foldNodes, type Hash, type LeafRange, nodeHash, nodesOf, type TreeNode } from '../core/log/tree.ts';

/** Tiles held at once, 16 KB each with what is folded from them. */
const MOST_TILES = 2_048;

/** The hashes of any ranges of a log's leaves, each tile read and folded once: packages need a hundred thousand of them. */
export function createTreeHashes(knex: Database['knex'], sha256: Sha256): { of(range: LeafRange): Promise<Hash> } {
  const tiles = new Map<string, Promise<readonly (readonly Hash[])[]>>();

  function folded(level: number, index: number): Promise<readonly (readonly Hash[])[]> {
    const key = `${level}/${index}`;
    const known = tiles.get(key);
    if (known !== undefined) return known;
    const oldest = tiles.keys().next().value;
    if (tiles.size >= MOST_TILES && oldest !== undefined) tiles.delete(oldest);
    const reading = readTile(knex, level, index).then((bytes) => rows(bytes ?? Buffer.alloc(0), sha256));
    tiles.set(key, reading);
    return reading;
  }

  async function node(at: TreeNode): Promise<Hash> {
    const { level, index, from } = placeInTile(at);
    const height = at.level % TILE_HEIGHT;
    const hash = (await folded(level, index))[height]?.[from / 2 ** height];
    if (hash === undefined)
      throw new Error(`存证树第 ${at.level} 层缺少哈希，请用 duban verify --live 检查后从备份恢复。`);
    return hash;
  }

  return { of: async (range) => foldNodes(await Promise.all(nodesOf(range).map(node)), sha256) };
}

/** A tile's hashes and, above them, those of its complete subtrees. */
function rows(bytes: Uint8Array, sha256: Sha256): readonly (readonly Hash[])[] {
  const all = [hashesOf(bytes)];
  for (let height = 1; height < TILE_HEIGHT; height++) {
    const below = all[height - 1] as readonly Hash[];
    all.push(
      Array.from({ length: Math.floor(below.length / 2) }, (_, i) =>
        nodeHash(below[2 * i] as Hash, below[2 * i + 1] as Hash, sha256),
      ),
    );
  }
  return all;
}
