import type { Knex } from 'knex';

export const name = '0005-liveness';

/** What each rule last did, and how the chores that watch over the engine last ended. Written off the hot path; can be thrown away. */
export async function up(knex: Knex): Promise<void> {
  const pg = knex.client.config.client === 'pg';
  const text = pg ? 'text COLLATE "C"' : 'text';
  for (const statement of [
    // `does` as in the clock; empty instants: never.
    `CREATE TABLE rule_activity (
      rule_set ${text} NOT NULL, does ${text} NOT NULL, rule ${text} NOT NULL, set_at ${text} NOT NULL DEFAULT '', fired_at ${text} NOT NULL DEFAULT '',
      PRIMARY KEY (rule_set, does, rule))`,
    // One row a chore that is to run; `every_ms` is how often, `since` from when it is waited for.
    `CREATE TABLE chore (
      name ${text} PRIMARY KEY, every_ms bigint NOT NULL, since ${text} NOT NULL, ended_at ${text}, ok ${pg ? 'boolean' : 'integer'}, last_ok_at ${text}, found ${text})`,
  ])
    await knex.raw(statement);
}
