import type { Knex } from 'knex';
import type { CaseId } from '../src/core/case.ts';
import type { Database } from './open.ts';

/**
 * Where a reader of the log stands: the last `rowid` read on SQLite; on PostgreSQL the oldest transaction that was still under way, which
 * lets what commits late be seen (and what came meanwhile be seen twice).
 */
export type TailPlace = number;

/** A recorded event, by name. */
export interface Recorded {
  readonly caseId: CaseId;
  readonly seq: number;
  /** Where a reader that has seen this one goes on. */
  readonly place: TailPlace;
}

/** The end of the log as it is now. */
export async function tailEnd({ dialect, knex }: Pick<Database, 'dialect' | 'knex'>): Promise<TailPlace> {
  if (dialect === 'postgres') return oldestTransaction(knex);
  const row = await knex('event').max('rowid as place').first();
  return Number(row?.place ?? 0);
}

/** Events recorded behind a place, in order of writing, at most `limit`, and where to go on. */
export async function readTail(
  { dialect, knex }: Pick<Database, 'dialect' | 'knex'>,
  place: TailPlace,
  limit: number,
): Promise<{ readonly events: readonly Recorded[]; readonly place: TailPlace }> {
  const horizon = dialect === 'postgres' ? await oldestTransaction(knex) : undefined;
  const column = horizon === undefined ? 'rowid' : 'tx';
  const rows: { case_id: string; seq: number; place: number }[] = await knex('event')
    .select('case_id', 'seq', `${column} as place`)
    .whereRaw(horizon === undefined ? 'rowid > ?' : 'tx >= ?', [place])
    .orderByRaw(`${column}, case_id, seq`)
    .limit(limit);
  const events = rows.map((row) => ({ caseId: row.case_id, seq: row.seq, place: Number(row.place) }));
  const last = events.at(-1)?.place;
  if (horizon === undefined) return { events, place: last ?? place };
  // A full page: there may be more behind it. Else nothing that began before the horizon is still to come.
  const next = rows.length === limit && last !== undefined ? Math.min(last, horizon) : horizon;
  return { events: events.map((event) => ({ ...event, place: Math.min(event.place, horizon) })), place: next };
}

async function oldestTransaction(knex: Knex): Promise<number> {
  const { rows } = await knex.raw('SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS xmin');
  return Number(rows[0].xmin);
}
