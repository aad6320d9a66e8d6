import type { Knex } from 'knex';

export const name = '0010-evidence';

/** What was mailed to the district of the signed log, a row a day; and the difference hash of every photo that was looked at, null where it has none. */
export async function up(knex: Knex): Promise<void> {
  const pg = knex.client.config.client === 'pg';
  const text = pg ? 'text COLLATE "C"' : 'text';
  for (const statement of [
    `CREATE TABLE checkpoint_mail (day ${text} PRIMARY KEY, size ${pg ? 'bigint' : 'integer'} NOT NULL, note ${text} NOT NULL, sent_at ${text})`,
    `CREATE TABLE photo_hash (sha256 ${text} PRIMARY KEY, hash ${text})`,
  ])
    await knex.raw(statement);
}
