import type { Knex } from 'knex';

export const name = '0009-wake';

/**
 * SQLite only: a wake row takes one page of a commit instead of three. It is kept by case, and its number is the place of the event that woke
 * (events are never deleted, so a number is never used again and needs no counter of its own). PostgreSQL has kept it by case from the start.
 */
export async function up(knex: Knex): Promise<void> {
  if (knex.client.config.client === 'pg') return;
  for (const statement of [
    'CREATE TABLE wake_by_case (case_id text NOT NULL, seq integer NOT NULL, kind text NOT NULL, since text NOT NULL, PRIMARY KEY (case_id, seq)) WITHOUT ROWID',
    // What is still owed comes before whatever is written from now on.
    'INSERT INTO wake_by_case SELECT case_id, 0, max(kind), min(since) FROM wake GROUP BY case_id',
    'DROP TABLE wake',
    'ALTER TABLE wake_by_case RENAME TO wake',
  ])
    await knex.raw(statement);
}
