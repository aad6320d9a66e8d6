import type { Knex } from 'knex';
import type { JsonObject } from '../src/core/case.ts';
import type { Instant } from '../src/core/instant.ts';

/** The chores that watch over the engine and draft the monthly returns, and what they are called everywhere. */
export const CHORES = ['canary', 'reconcile', 'returns', 'heartbeat'] as const;

export type ChoreName = (typeof CHORES)[number];

/** A chore that is to run, and how it last ended. */
export interface ChoreRow {
  readonly name: ChoreName;
  readonly everyMs: number;
  /** From when it is waited for. */
  readonly since: Instant;
  readonly last?: { readonly at: Instant; readonly ok: boolean; readonly found: JsonObject };
  readonly lastOkAt?: Instant;
}

/** Says which chores are to run and how often; those that are not named are no longer waited for. */
export async function expectChores(
  knex: Knex,
  chores: readonly { readonly name: ChoreName; readonly everyMs: number }[],
  since: Instant,
): Promise<void> {
  await knex('chore')
    .whereNotIn(
      'name',
      chores.map(({ name }) => name),
    )
    .delete();
  for (const { name, everyMs } of chores)
    await knex('chore').insert({ name, every_ms: everyMs, since }).onConflict('name').merge(['every_ms']);
}

/** Keeps how a chore ended; one that nobody waits for any more is not kept. */
export async function endChore(
  knex: Knex,
  name: ChoreName,
  { at, ok, found }: { readonly at: Instant; readonly ok: boolean; readonly found: JsonObject },
): Promise<void> {
  await knex('chore')
    .where({ name })
    .update({ ended_at: at, ok, found: JSON.stringify(found), ...(ok ? { last_ok_at: at } : {}) });
}

/** The chores that are waited for. */
export async function readChores(knex: Knex): Promise<readonly ChoreRow[]> {
  const rows: {
    name: ChoreName;
    every_ms: number | string;
    since: string;
    ended_at: string | null;
    ok: boolean | number | null;
    last_ok_at: string | null;
    found: string | null;
  }[] = await knex('chore');
  return rows.map((row) => ({
    name: row.name,
    everyMs: Number(row.every_ms),
    since: row.since,
    ...(row.ended_at === null
      ? {}
      : { last: { at: row.ended_at, ok: Boolean(row.ok), found: JSON.parse(row.found ?? '{}') } }),
    ...(row.last_ok_at === null ? {} : { lastOkAt: row.last_ok_at }),
  }));
}
