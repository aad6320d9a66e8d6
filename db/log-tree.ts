import type { Knex } from 'knex';
import type { CaseId } from '../src/core/case.ts';
import type { Instant } from '../src/core/instant.ts';
import { HASH_BYTES } from '../src/core/log/grow.ts';
import { TILE_WIDTH } from '../src/core/log/tile.ts';
import { unpackEvent } from './event-bytes.ts';
import type { Database } from './open.ts';

/** An event that the tree does not hold yet. */
export interface Unsequenced {
  readonly caseId: CaseId;
  readonly seq: number;
  /** Its canonical bytes. */
  readonly bytes: string;
  /** The hash recorded for it, lower-case hex. */
  readonly hash: string;
}

/** Where the search for new events goes on; undefined: from the beginning of the log. */
export type LogPlace = number | undefined;

interface EventRow {
  readonly case_id: string;
  readonly seq: number;
  readonly body: Buffer;
  readonly hash: Buffer;
  /** `rowid` on SQLite; the writing transaction on PostgreSQL, which hands out big integers as text. */
  readonly place: string | number;
  /** PostgreSQL: the number of its transaction is one that this server has not come to: it was restored from another one. */
  readonly foreign?: boolean;
}

/** The first transaction number that this server has not given out; no row of its own bears a greater one in the same look. */
const NOT_YET = 'pg_snapshot_xmax(pg_current_snapshot())::text::bigint';

/**
 * Events that are no leaves yet, in order of writing, and where to go on. What commits late is not missed: on PostgreSQL the place is the oldest
 * transaction still under way. Places hold for one process only: after a restart (or a restored backup) the whole log is looked through once.
 * A restored PostgreSQL counts transactions anew: what bears a number still to come is older than all else, and is looked through that once only.
 */
export async function readUnsequenced(
  { dialect, knex }: Pick<Database, 'dialect' | 'knex'>,
  place: LogPlace,
  limit: number,
): Promise<{ readonly events: readonly Unsequenced[]; readonly place: LogPlace }> {
  const horizon = dialect === 'postgres' ? await oldestTransaction(knex) : undefined;
  const column = dialect === 'postgres' ? 'e.tx' : 'e.rowid';
  const select = knex('event as e')
    .leftJoin('log_leaf as l', (on) => on.on('l.case_id', 'e.case_id').andOn('l.seq', 'e.seq'))
    .whereNull('l.n')
    .select('e.case_id', 'e.seq', 'e.body', 'e.hash', `${column} as place`)
    .orderByRaw(`${dialect === 'postgres' ? `(e.tx < ${NOT_YET}), ` : ''}${column}, e.case_id, e.seq`)
    .limit(limit);
  if (dialect === 'postgres') select.select({ foreign: knex.raw(`e.tx >= ${NOT_YET}`) });
  if (place !== undefined) select.whereRaw(`${column} >= ?`, [place]);
  if (place !== undefined && dialect === 'postgres') select.whereRaw(`e.tx < ${NOT_YET}`);
  const rows: EventRow[] = await select;
  const events = rows.map(eventRead);
  const last = rows.at(-1)?.foreign ? undefined : rows.at(-1)?.place;
  // A full page: there may be more behind it, so the place is that of its last event.
  if (rows.length === limit || horizon === undefined)
    return { events, place: last === undefined ? place : Number(last) };
  return { events, place: horizon };
}

function eventRead({ case_id, seq, body, hash }: Omit<EventRow, 'place'>): Unsequenced {
  return { caseId: case_id, seq, bytes: unpackEvent(body), hash: hash.toString('hex') };
}

async function oldestTransaction(knex: Knex): Promise<number> {
  const { rows } = await knex.raw('SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS xmin');
  return Number(rows[0].xmin);
}

/** Size and name of the log; undefined if nobody has begun it. */
export async function readLogHead(knex: Knex): Promise<{ readonly size: number; readonly origin: string } | undefined> {
  const row: { size: string | number; origin: string } | undefined = await knex('log_head')
    .where({ one: 1 })
    .select('size', 'origin')
    .first();
  return row && { size: Number(row.size), origin: row.origin };
}

/** Begins the log under a name; harmless if somebody has. */
export async function beginLog(knex: Knex, origin: string): Promise<void> {
  await knex('log_head').insert({ one: 1, size: 0, origin }).onConflict('one').ignore();
}

const PAGE = 400;

/** Appends leaves, the first of them number `from`; tiles are added or replaced by longer ones. False if another sequencer was faster: roll back. */
export async function appendLeaves(
  trx: Knex,
  from: number,
  leaves: readonly { readonly caseId: CaseId; readonly seq: number }[],
  tiles: readonly TileRow[],
): Promise<boolean> {
  const moved = await trx('log_head')
    .where({ one: 1, size: from })
    .update({ size: from + leaves.length });
  if (moved === 0) return false;
  // On PostgreSQL no key forbids a second leaf of one number: that index would cost more than the leaves themselves.
  if (await trx('log_leaf').where('n', '>=', from).first('n')) return false;
  for (let i = 0; i < leaves.length; i += PAGE)
    await trx('log_leaf').insert(
      leaves.slice(i, i + PAGE).map(({ caseId, seq }, k) => ({ n: from + i + k, case_id: caseId, seq })),
    );
  for (let i = 0; i < tiles.length; i += PAGE)
    await trx('log_tile')
      .insert(
        tiles.slice(i, i + PAGE).map(({ level, index, hashes }) => ({ level, n: index, hashes: Buffer.from(hashes) })),
      )
      .onConflict(['level', 'n'])
      .merge();
  return true;
}

/** A tile as stored: hashes of 32 bytes side by side. */
export interface TileRow {
  readonly level: number;
  readonly index: number;
  readonly hashes: Uint8Array;
}

/** The stored hashes of a tile, undefined if it has none. */
export async function readTile(knex: Knex, level: number, index: number): Promise<Buffer | undefined> {
  const row: { hashes: Buffer } | undefined = await knex('log_tile')
    .where({ level, n: index })
    .select('hashes')
    .first();
  return row?.hashes;
}

/** How a tile is named among those of `readTiles`. */
export const tileKey = (level: number, index: number): string => `${level}/${index}`;

/** The stored hashes of several tiles in one look; a tile that has none is absent. */
export async function readTiles(
  knex: Knex,
  wanted: readonly { readonly level: number; readonly index: number }[],
): Promise<ReadonlyMap<string, Buffer>> {
  const places = new Map(wanted.map(({ level, index }) => [tileKey(level, index), [level, index]]));
  if (places.size === 0) return new Map();
  const rows: { level: number; n: string | number; hashes: Buffer }[] = await knex('log_tile')
    .whereIn(['level', 'n'], [...places.values()])
    .select('level', 'n', 'hashes');
  return new Map(rows.map(({ level, n, hashes }) => [tileKey(level, Number(n)), hashes]));
}

/** Bytes of the events that are leaves `from` (included) to `to` (excluded), in order. */
export async function readLeafBytes(knex: Knex, from: number, to: number): Promise<readonly Unsequenced[]> {
  const rows: Omit<EventRow, 'place'>[] = await knex('log_leaf as l')
    .join('event as e', (on) => on.on('e.case_id', 'l.case_id').andOn('e.seq', 'l.seq'))
    .where('l.n', '>=', from)
    .andWhere('l.n', '<', to)
    .orderBy('l.n')
    .select('e.case_id', 'e.seq', 'e.body', 'e.hash');
  return rows.map(eventRead);
}

/** A leaf as a verifier needs it: event, recorded hash, and the hash in the tree; `event` is undefined where the event is gone. */
export interface LeafRead {
  readonly caseId: CaseId;
  readonly seq: number;
  readonly event: { readonly bytes: string; readonly hash: string } | undefined;
  readonly leaf: Uint8Array | undefined;
}

/** Leaves `from` (included) to `to` (excluded) of one tile, in order. */
export async function readLeaves(knex: Knex, from: number, to: number): Promise<readonly LeafRead[]> {
  const tile = await readTile(knex, 0, Math.floor(from / TILE_WIDTH));
  const rows: { case_id: string; seq: number; n: string | number; body: Buffer | null; hash: Buffer | null }[] =
    await knex('log_leaf as l')
      .leftJoin('event as e', (on) => on.on('e.case_id', 'l.case_id').andOn('e.seq', 'l.seq'))
      .where('l.n', '>=', from)
      .andWhere('l.n', '<', to)
      .orderBy('l.n')
      .select('l.case_id', 'l.seq', 'l.n', 'e.body', 'e.hash');
  return rows.map(({ case_id, seq, n, body, hash }) => {
    const at = (Number(n) % TILE_WIDTH) * HASH_BYTES;
    return {
      caseId: case_id,
      seq,
      event: body === null || hash === null ? undefined : { bytes: unpackEvent(body), hash: hash.toString('hex') },
      leaf: tile === undefined || tile.length < at + HASH_BYTES ? undefined : tile.subarray(at, at + HASH_BYTES),
    };
  });
}

/** Which leaf each event of a case is; events not yet in the tree are absent. */
export async function readLeavesOf(knex: Knex, caseId: CaseId): Promise<ReadonlyMap<number, number>> {
  const rows: { seq: number; n: string | number }[] = await knex('log_leaf')
    .where({ case_id: caseId })
    .select('seq', 'n');
  return new Map(rows.map((row) => [row.seq, Number(row.n)]));
}

/** How many leaves are listed: the log's own word for it is its head, and the two must agree. */
export async function countLeaves(knex: Knex): Promise<number> {
  const row = await knex('log_leaf').count('* as leaves').first();
  return Number(row?.leaves ?? 0);
}

/** A signed checkpoint as it is served. */
export interface CheckpointRow {
  readonly size: number;
  readonly note: string;
  readonly at: Instant;
}

/** The newest checkpoint, or the newest of at most `size` leaves. */
export async function readCheckpoint(knex: Knex, size?: number): Promise<CheckpointRow | undefined> {
  const select = knex('checkpoint').orderBy('size', 'desc').first();
  if (size !== undefined) select.where('size', '<=', size);
  const row: { size: string | number; note: string; at: Instant } | undefined = await select;
  return row && { size: Number(row.size), note: row.note, at: row.at };
}

/** All checkpoints, the oldest first. */
export async function readCheckpoints(knex: Knex): Promise<readonly CheckpointRow[]> {
  const rows: { size: string | number; note: string; at: Instant }[] = await knex('checkpoint').orderBy('size');
  return rows.map((row) => ({ size: Number(row.size), note: row.note, at: row.at }));
}

/** Keeps a checkpoint; one of the same size gives way (it has gained a signature). */
export async function saveCheckpoint(trx: Knex, { size, note, at }: CheckpointRow): Promise<void> {
  await trx('checkpoint').insert({ size, note, at }).onConflict('size').merge();
}

/** Verifier keys that have signed, the oldest first. */
export async function readLogKeys(
  knex: Knex,
): Promise<readonly { readonly vkey: string; readonly sinceSize: number }[]> {
  const rows: { vkey: string; since_size: string | number }[] = await knex('log_key').orderBy([
    'since_size',
    'at',
    'vkey',
  ]);
  return rows.map((row) => ({ vkey: row.vkey, sinceSize: Number(row.since_size) }));
}

/** Records that a key signs from this size on; harmless if it is known. */
export async function saveLogKey(trx: Knex, vkey: string, sinceSize: number, at: Instant): Promise<void> {
  await trx('log_key').insert({ vkey, since_size: sinceSize, at }).onConflict('vkey').ignore();
}
