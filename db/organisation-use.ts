import type { Knex } from 'knex';
import type { Instant } from '../src/core/instant.ts';

/** What keeps an organisation from being closed: organisations below it, people who hold or will hold a post of it, open cases. */
export interface OpenBusiness {
  readonly below: number;
  readonly holders: number;
  readonly cases: number;
}

/** Counts what an organisation still has to do at an instant. */
export async function openBusinessOf(knex: Knex, organisation: string, at: Instant): Promise<OpenBusiness> {
  const closed = knex.client.config.client === 'pg' ? 'false' : '0';
  const count = async (select: Knex.QueryBuilder) => Number((await select.count({ n: '*' }).first())?.n ?? 0);
  const [below, holders, cases] = await Promise.all([
    count(knex('organisation').where('parent', organisation).whereNull('closed_at')),
    count(
      knex('holding')
        .where({ organisation })
        .andWhere((any) => any.whereNull('valid_until').orWhere('valid_until', '>', at)),
    ),
    count(
      knex('case_view')
        .whereRaw(`closed = ${closed}`)
        .andWhere((any) => any.where({ organisation }).orWhere('unit', organisation)),
    ),
  ]);
  return { below, holders, cases };
}
