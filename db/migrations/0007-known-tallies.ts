import type { Knex } from 'knex';

export const name = '0007-known-tallies';

/** When a counted fact became known, and what finds quickly who of its subject has something due (ADR 11). */
export async function up(knex: Knex): Promise<void> {
  const pg = knex.client.config.client === 'pg';
  const open = `closed = ${pg ? 'false' : '0'}`;
  for (const statement of [
    `ALTER TABLE tally ADD COLUMN known ${pg ? 'text COLLATE "C"' : 'text'} NOT NULL DEFAULT ''`,
    // What the record does not say of older facts is taken to be the instant itself; duban rebuild puts it right.
    'UPDATE tally SET known = at',
    // Indices on what seldom changes, as in 0001.
    `CREATE INDEX case_view_open_organisation ON case_view (organisation) WHERE ${open}`,
    `CREATE INDEX case_view_open_unit ON case_view (unit) WHERE ${open}`,
    'CREATE INDEX inbox_unread ON inbox (at) WHERE consumed_seq IS NULL',
  ])
    await knex.raw(statement);
}
