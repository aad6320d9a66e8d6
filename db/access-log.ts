import type { Knex } from 'knex';
import type { Instant } from '../src/core/instant.ts';

/** Who has read or exported what: reading is recorded too. */
export interface Access {
  readonly at: Instant;
  readonly account?: string;
  readonly person?: string;
  /** `read`, `export`, `unseal`, `login` … */
  readonly act: string;
  /** A case id, a report, a register. */
  readonly object: string;
  readonly detail?: string;
}

/** Records an access. */
export async function recordAccess(knex: Knex, access: Access): Promise<void> {
  await knex('access_log').insert({
    at: access.at,
    account: access.account ?? null,
    person: access.person ?? null,
    act: access.act,
    object: access.object,
    detail: access.detail ?? null,
  });
}

/** Accesses to an object, the latest first. */
export async function readAccesses(knex: Knex, object: string, limit: number): Promise<readonly Access[]> {
  const rows: {
    at: string;
    account: string | null;
    person: string | null;
    act: string;
    object: string;
    detail: string | null;
  }[] = await knex('access_log')
    .select('at', 'account', 'person', 'act', 'object', 'detail')
    .where({ object })
    .orderBy('id', 'desc')
    .limit(limit);
  return rows.map((row) => ({
    at: row.at,
    act: row.act,
    object: row.object,
    ...(row.account === null ? {} : { account: row.account }),
    ...(row.person === null ? {} : { person: row.person }),
    ...(row.detail === null ? {} : { detail: row.detail }),
  }));
}
