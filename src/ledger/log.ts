import {
  appendLeaves,
  beginLog,
  type CheckpointRow,
  type LogPlace,
  readCheckpoint,
  readLeafBytes,
  readLeavesOf,
  readLogHead,
  readLogKeys,
  readTile,
  readTiles,
  readUnsequenced,
  saveCheckpoint,
  saveLogKey,
  tileKey,
} from '../../db/log-tree.ts';
import type { Database } from '../../db/open.ts';
import type { CaseId } from '../core/case.ts';
import type { Instant } from '../core/instant.ts';
import {
  checkpointText,
  checkSignature,
  formatKey,
  type NoteSignature,
  openNote,
  parseCheckpoint,
  type Signer,
  signNote,
} from '../core/log/checkpoint.ts';
import { type Edge, edgeRoot, foldComplete, grow, HASH_BYTES, hashesOf, placeInTile } from '../core/log/grow.ts';
import { TILE_WIDTH, type Tile, tileWidth } from '../core/log/tile.ts';
import {
  consistencyRanges,
  foldNodes,
  type Hash,
  inclusionRanges,
  type LeafRange,
  leafHash,
  nodesOf,
} from '../core/log/tree.ts';
import { type LogSeeds, logSigner } from './log-key.ts';
import { nodeSha256 as sha256 } from './sha256.ts';

/** Events that one round takes in. */
const ROUND = 5_000;

/** What one round of sequencing did. */
export interface Sequenced {
  readonly size: number;
  readonly added: number;
  /** There may be more. */
  readonly more: boolean;
}

/** Proof that an event is in the tree of a checkpoint. */
export interface InclusionProof {
  readonly index: number;
  readonly size: number;
  readonly proof: readonly Hash[];
  /** The signed checkpoint of that size. */
  readonly checkpoint: string;
}

/** Proofs that the events of one case are in the tree of one checkpoint. */
export interface CaseInclusion {
  /** The signed checkpoint, the newest there is. */
  readonly checkpoint: string;
  /** In order of `seq`; what the tree does not hold yet is absent. */
  readonly leaves: readonly { readonly seq: number; readonly index: number; readonly proof: readonly Hash[] }[];
}

/** The verifiable log (存证) over all events of a ledger. */
export interface EventLog {
  /** Takes events into the tree in order of writing and signs a checkpoint over them; one transaction. */
  sequence(at: Instant): Promise<Sequenced>;
  /** The newest signed checkpoint, undefined before the first. */
  checkpoint(): Promise<CheckpointRow | undefined>;
  /** Proof for one event; undefined if the tree does not hold it yet. */
  inclusion(caseId: CaseId, seq: number): Promise<InclusionProof | undefined>;
  /** Proofs for all events of a case against one checkpoint; undefined before the first. */
  inclusions(caseId: CaseId): Promise<CaseInclusion | undefined>;
  /** Proof that the tree of `size` begins with that of `old`; throws TreeRangeError. */
  consistency(old: number, size: number): Promise<readonly Hash[]>;
  /** Bytes of a tile of hashes; undefined if the tree does not reach so far. */
  tile(tile: Tile): Promise<Buffer | undefined>;
  /** Verifier keys that have signed, the newest first. */
  keys(): Promise<readonly string[]>;
  /** Adds lines of witnesses to the checkpoint of this size. */
  cosign(size: number, signatures: readonly NoteSignature[]): Promise<void>;
}

export interface EventLogDeps {
  readonly db: Database;
  /** Name under which a new log signs: a host and path without scheme. A log that has begun keeps its name. */
  readonly origin: string;
  /** Absent: this process only reads. */
  readonly seeds?: LogSeeds;
}

const utf8 = (text: string): Uint8Array => Buffer.from(text, 'utf8');

/** The log over a database. One sequencer at a time does the work; of two the slower one gives way. */
export function createEventLog({ db, origin, seeds = [] }: EventLogDeps): EventLog {
  const { knex } = db;
  let place: LogPlace;
  let known: { readonly size: number; readonly edge: Edge; readonly signers: readonly Signer[] } | undefined;

  async function open(): Promise<NonNullable<typeof known>> {
    let head = await readLogHead(knex);
    if (head === undefined) {
      await beginLog(knex, origin);
      head = await readLogHead(knex);
    }
    if (head === undefined) throw new Error('the log could not be begun');
    if (known?.size === head.size) return known;
    const name = head.origin;
    known = { size: head.size, edge: await readEdge(head.size), signers: seeds.map((seed) => logSigner(name, seed)) };
    return known;
  }

  async function readEdge(size: number): Promise<Edge> {
    const edge: (readonly Hash[])[] = [];
    for (let level = 0, count = size; count > 0; level++, count = Math.floor(count / TILE_WIDTH)) {
      const width = count % TILE_WIDTH;
      const bytes = width === 0 ? undefined : await readTile(knex, level, Math.floor(count / TILE_WIDTH));
      edge.push(width === 0 ? [] : hashesOf(prefix(bytes, width, level)));
    }
    return edge;
  }

  /** Hashes of ranges, from one look at all the tiles that they need. */
  async function rangeHashes(ranges: readonly LeafRange[]): Promise<readonly Hash[]> {
    const places = ranges.map((range) => nodesOf(range).map(placeInTile));
    const tiles = await readTiles(knex, places.flat());
    return places.map((nodes) => {
      const hashes = nodes.map(({ level, index, from, to }) =>
        foldComplete(hashesOf(prefix(tiles.get(tileKey(level, index)), to, level)).slice(from, to), sha256),
      );
      return foldNodes(hashes, sha256);
    });
  }

  return {
    async sequence(at) {
      const { size, edge, signers } = await open();
      const found = await readUnsequenced(db, place, ROUND);
      const leaves = found.events.map(({ bytes }) => leafHash(utf8(bytes), sha256));
      const grown = grow(size, edge, leaves, sha256);
      const next = size + leaves.length;
      const note = await sign(next, edgeRoot(next, grown.edge, sha256), signers);
      if (note === undefined) {
        place = found.place;
        return { size, added: 0, more: false };
      }
      const written = await knex
        .transaction(async (trx) => {
          if (leaves.length > 0 && !(await appendLeaves(trx, size, found.events, grown.tiles))) throw new Overtaken();
          await saveCheckpoint(trx, { size: next, note, at });
          for (const signer of signersOf(signers, note)) await saveLogKey(trx, formatKey(signer.key), next, at);
        })
        .then(
          () => true,
          (error) => {
            if (error instanceof Overtaken || isDuplicate(error)) return false;
            throw error;
          },
        );
      known = undefined;
      if (!written) {
        // Nobody was faster, and yet the rows are taken: trying again at once would change nothing.
        if ((await readLogHead(knex))?.size === size)
          throw new Error('存证树的大小与其叶子不符，请用 duban verify --live 检查后从备份恢复。');
        return { size, added: 0, more: true };
      }
      place = found.place;
      known = { size: next, edge: grown.edge, signers };
      return { size: next, added: leaves.length, more: leaves.length === ROUND };
    },

    checkpoint: () => readCheckpoint(knex),

    async inclusion(caseId, seq) {
      const [leaves, checkpoint] = await Promise.all([readLeavesOf(knex, caseId), readCheckpoint(knex)]);
      const index = leaves.get(seq);
      if (index === undefined || checkpoint === undefined || index >= checkpoint.size) return undefined;
      return {
        index,
        size: checkpoint.size,
        proof: await rangeHashes(inclusionRanges(index, checkpoint.size)),
        checkpoint: checkpoint.note,
      };
    },

    async inclusions(caseId) {
      const [found, checkpoint] = await Promise.all([readLeavesOf(knex, caseId), readCheckpoint(knex)]);
      if (checkpoint === undefined) return undefined;
      const { note, size } = checkpoint;
      const leaves = [];
      for (const [seq, index] of [...found].sort(([one], [other]) => one - other))
        if (index < size) leaves.push({ seq, index, proof: await rangeHashes(inclusionRanges(index, size)) });
      return { checkpoint: note, leaves };
    },

    consistency: async (old, size) => rangeHashes(consistencyRanges(old, size)),

    async tile({ level, index, width }) {
      const size = (await readLogHead(knex))?.size ?? 0;
      if (width > tileWidth(level === 'entries' ? 0 : level, index, size)) return undefined;
      if (level !== 'entries') return prefix(await readTile(knex, level, index), width, level);
      const leaves = await readLeafBytes(knex, index * TILE_WIDTH, index * TILE_WIDTH + width);
      return leaves.length < width ? undefined : Buffer.concat(leaves.map(({ bytes }) => entry(bytes)));
    },

    keys: async () => (await readLogKeys(knex)).map(({ vkey }) => vkey).reverse(),

    async cosign(size, signatures) {
      await knex.transaction(async (trx) => {
        const row = await readCheckpoint(trx, size);
        if (row?.size !== size) return;
        const { text, signatures: before } = openNote(row.note);
        const fresh = signatures.filter((one) => !before.some((old) => old.name === one.name && old.id === one.id));
        await saveCheckpoint(trx, { ...row, note: signNote(text, [], [...before, ...fresh]) });
      });
    },
  };

  /** A checkpoint over the tree; undefined where the newest one says the same under the same key already. After a change of keys the one before signs once more. */
  async function sign(size: number, root: Hash, signers: readonly Signer[]): Promise<string | undefined> {
    const [current, ...earlier] = signers;
    if (current === undefined) throw new Error('the log has no key to sign with');
    const last = await readCheckpoint(knex);
    const note = last && openNote(last.note);
    if (note && parseCheckpoint(note.text).size === size && checkSignature(note, current.key) === 'good')
      return undefined;
    const before = note && earlier.find(({ key }) => checkSignature(note, key) === 'good');
    const isNew = note !== undefined && checkSignature(note, current.key) !== 'good';
    const name = current.key.name;
    return signNote(checkpointText({ origin: name, size, root }), isNew && before ? [current, before] : [current]);
  }
}

/** Another sequencer has appended meanwhile. */
class Overtaken extends Error {}

function isDuplicate(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code === '23505' || code.startsWith('SQLITE_CONSTRAINT');
}

function signersOf(signers: readonly Signer[], note: string): readonly Signer[] {
  const opened = openNote(note);
  return signers.filter(({ key }) => checkSignature(opened, key) === 'good');
}

/** The first hashes of a tile; a tile that is too short means that the database has lost something. */
function prefix(bytes: Buffer | undefined, width: number, level: number): Buffer {
  if (bytes === undefined || bytes.length < width * HASH_BYTES)
    throw new Error(`存证树第 ${level} 层缺少哈希，请用 duban verify --live 检查后从备份恢复。`);
  return bytes.subarray(0, width * HASH_BYTES);
}

/** An entry as tlog-tiles writes it: its length in two bytes, then its bytes. */
function entry(bytes: string): Buffer {
  const body = Buffer.from(bytes, 'utf8');
  const length = Buffer.alloc(2);
  length.writeUInt16BE(body.length);
  return Buffer.concat([length, body]);
}
