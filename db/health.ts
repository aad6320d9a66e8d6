import type { Knex } from 'knex';
import type { Instant } from '../src/core/instant.ts';
import type { Database } from './open.ts';

/** Counts and ages for `/health`, `/metrics` and `doctor`. */
export interface HealthFigures {
  readonly cases: number;
  readonly open: number;
  readonly events: number;
  readonly wakes: number;
  readonly oldestWake?: Instant;
  /** The longest overdue clock that has not fired. */
  readonly oldestUnfired?: Instant;
  readonly deliveriesDue: number;
  readonly deliveriesFailed: number;
}

/** Reads them in a few statements; on a large PostgreSQL the counts of cases and events are the planner's estimates. */
export async function readHealth(db: Database, now: Instant): Promise<HealthFigures> {
  const { knex } = db;
  const no = db.dialect === 'sqlite' ? '0' : 'false';
  const open = () => knex('case_view').whereRaw(`closed = ${no}`);
  const [cases, events, opened, unfired, wakes, owed] = await Promise.all([
    size(db, 'case_view'),
    size(db, 'event'),
    open().count({ n: '*' }).first(),
    open().andWhere('next_due', '<', now).min({ first: 'next_due' }).first(),
    knex('wake').count({ n: '*' }).min({ first: 'since' }).first(),
    owedByState(knex, now),
  ]);
  const inState = (state: string) => Number(owed.find((row) => row.state === state)?.n ?? 0);
  return {
    cases,
    events,
    open: Number(opened?.n ?? 0),
    wakes: Number(wakes?.n ?? 0),
    ...(wakes?.first ? { oldestWake: wakes.first } : {}),
    ...(unfired?.first ? { oldestUnfired: unfired.first } : {}),
    deliveriesDue: inState('due'),
    deliveriesFailed: inState('failed'),
  };
}

/** What waits for the next digest is not owed yet. */
async function owedByState(
  knex: Knex,
  now: Instant,
): Promise<readonly { readonly state: string; readonly n: number | string }[]> {
  return knex('delivery')
    .whereRaw("state <> 'sent'")
    .andWhere((any) => any.whereNull('hold_until').orWhereNotNull('message').orWhere('hold_until', '<=', now))
    .select('state', knex.raw('count(*) AS n'))
    .groupBy('state');
}

/** Beyond this an exact count would read for seconds. */
const COUNTABLE = 100_000;

async function size(db: Database, table: string): Promise<number> {
  if (db.dialect === 'sqlite') {
    // Events are never deleted and cases never vanish, so the last rowid is the count.
    const row = db.raw.prepare<[], { n: number | null }>(`SELECT max(rowid) AS n FROM ${table}`).get();
    return row?.n ?? 0;
  }
  const estimate = await db.knex('pg_class').select('reltuples').where('relname', table).first();
  const estimated = Number(estimate?.reltuples ?? 0);
  return estimated > COUNTABLE ? Math.round(estimated) : count(db.knex, table);
}

async function count(knex: Knex, table: string): Promise<number> {
  const row = await knex(table).count({ n: '*' }).first();
  return Number(row?.n ?? 0);
}
