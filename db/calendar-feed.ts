import type { Knex } from 'knex';
import type { Instant } from '../src/core/instant.ts';

/** Gives a person a new feed address; an older one ends with it. */
export async function renewFeed(knex: Knex, person: string, tokenHash: string, at: Instant): Promise<void> {
  await knex.transaction(async (trx) => {
    await trx('calendar_feed').where({ person }).whereNull('revoked_at').update({ revoked_at: at });
    await trx('calendar_feed').insert({ token_hash: tokenHash, person, created_at: at });
  });
}

/** Ends a person's feed; false if he has none. */
export async function revokeFeed(knex: Knex, person: string, at: Instant): Promise<boolean> {
  return (await knex('calendar_feed').where({ person }).whereNull('revoked_at').update({ revoked_at: at })) > 0;
}

/** Since when a person has a feed; undefined if he has none. */
export async function feedSince(knex: Knex, person: string): Promise<Instant | undefined> {
  const row: { created_at: string } | undefined = await knex('calendar_feed')
    .where({ person })
    .whereNull('revoked_at')
    .first('created_at');
  return row?.created_at;
}

/** Whose feed the token opens; undefined if it opens none any more, or if its owner may no longer log in under any account. */
export async function findFeed(knex: Knex, tokenHash: string): Promise<string | undefined> {
  const row: { person: string } | undefined = await knex('calendar_feed')
    .where({ token_hash: tokenHash })
    .whereNull('revoked_at')
    .whereExists(
      knex('account').whereRaw('account.person = calendar_feed.person').whereNull('disabled_at').select('name'),
    )
    .first('person');
  return row?.person;
}
