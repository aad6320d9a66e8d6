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
  return (await findAccesses(knex, { object, limit })).map(({ id: _, ...access }) => access);
}

/** Which accesses are asked for. */
export interface AccessFilter {
  readonly object?: string | undefined;
  readonly account?: string | undefined;
  readonly person?: string | undefined;
  readonly act?: string | undefined;
  readonly from?: Instant | undefined;
  /** Before, not at. */
  readonly to?: Instant | undefined;
  /** Only those recorded before this one. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/** Accesses that fit, the latest first. */
export async function findAccesses(
  knex: Knex,
  { from, to, before, limit, ...equal }: AccessFilter,
): Promise<readonly (Access & { readonly id: number })[]> {
  const select = knex('access_log')
    .select('id', 'at', 'account', 'person', 'act', 'object', 'detail')
    .orderBy('id', 'desc')
    .limit(limit);
  for (const [column, value] of Object.entries(equal)) if (value !== undefined) select.where(column, value);
  if (from !== undefined) select.where('at', '>=', from);
  if (to !== undefined) select.where('at', '<', to);
  if (before !== undefined) select.where('id', '<', before);
  const rows: {
    id: number | string;
    at: string;
    account: string | null;
    person: string | null;
    act: string;
    object: string;
    detail: string | null;
  }[] = await select;
  return rows.map((row) => ({
    id: Number(row.id),
    at: row.at,
    act: row.act,
    object: row.object,
    ...(row.account === null ? {} : { account: row.account }),
    ...(row.person === null ? {} : { person: row.person }),
    ...(row.detail === null ? {} : { detail: row.detail }),
  }));
}
