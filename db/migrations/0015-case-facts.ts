import type { Knex } from 'knex';

export const name = '0015-case-facts';

/**
 * What monthly returns count: a row an event, with the case as it then stood, in few words. It follows the log behind the commit, and can be
 * emptied and filled again.
 */
export async function up(knex: Knex): Promise<void> {
  const pg = knex.client.config.client === 'pg';
  const text = pg ? 'text COLLATE "C"' : 'text';
  const flag = pg ? 'boolean' : 'integer';
  const statements = [
    // `until`: when the next row of the case was recorded; '~' sorts behind every instant.
    `CREATE TABLE case_fact (
      case_id ${text} NOT NULL, seq integer NOT NULL, at ${text} NOT NULL, recorded_at ${text} NOT NULL, until ${text} NOT NULL,
      what ${text} NOT NULL, organisation ${text}, unit ${text}, parent ${text}, name ${text}, open ${flag} NOT NULL, measure integer,
      due_at ${text}, overdue ${flag} NOT NULL, title ${text} NOT NULL, did ${text} NOT NULL, facts ${text} NOT NULL,
      PRIMARY KEY (case_id, seq))`,
    'CREATE INDEX case_fact_recorded ON case_fact (recorded_at)',
    'CREATE INDEX case_fact_place ON case_fact (organisation, recorded_at)',
    `CREATE INDEX case_fact_standing ON case_fact (organisation, until, at, recorded_at) WHERE open = ${pg ? 'true' : '1'}`,
    `CREATE INDEX case_fact_name ON case_fact (name, until) WHERE name IS NOT NULL AND open = ${pg ? 'true' : '1'}`,
    // How far the log has been taken in: cases read whole, by number of their last event.
    `CREATE TABLE case_fact_seen (case_id ${text} PRIMARY KEY, seq integer NOT NULL)`,
  ];
  for (const statement of statements) await knex.raw(statement);
}
