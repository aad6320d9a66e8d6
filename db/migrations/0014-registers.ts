import type { Knex } from 'knex';

export const name = '0014-registers';

/** Entries of registers, and duties, as lists and searches find them: made from the log, and made again from it. */
export async function up(knex: Knex): Promise<void> {
  const pg = knex.client.config.client === 'pg';
  const text = pg ? 'text COLLATE "C"' : 'text';
  const flag = pg ? 'boolean' : 'integer';
  const statements = [
    `CREATE TABLE register_entry (
      case_id ${text} PRIMARY KEY, register ${text} NOT NULL, key ${text}, title ${text} NOT NULL, organisation ${text}, unit ${text},
      in_force ${flag} NOT NULL, valid_from ${text}, valid_to ${text}, entered_at ${text} NOT NULL, changed_at ${text} NOT NULL,
      search ${text} NOT NULL)`,
    // A search reads the words of a whole register: on SQLite from the index alone (PostgreSQL's index takes no long texts).
    `CREATE INDEX register_entry_register ON register_entry (register, case_id${pg ? '' : ', search'})`,
    'CREATE INDEX register_entry_organisation ON register_entry (organisation, register, case_id)',
    'CREATE INDEX register_entry_unit ON register_entry (unit, register, case_id)',
    'CREATE INDEX register_entry_key ON register_entry (register, key)',
    'CREATE INDEX register_entry_until ON register_entry (register, valid_to)',
    // What an entry names or chooses, a value a row: filters and links from the other side.
    `CREATE TABLE register_value (
      register ${text} NOT NULL, field ${text} NOT NULL, value ${text} NOT NULL, case_id ${text} NOT NULL,
      PRIMARY KEY (register, field, value, case_id))`,
    'CREATE INDEX register_value_case ON register_value (case_id)',
    // Unique values of entries in force: who is second finds the first.
    `CREATE TABLE register_claim (
      register ${text} NOT NULL, field ${text} NOT NULL, value ${text} NOT NULL, case_id ${text} NOT NULL,
      PRIMARY KEY (register, field, value))`,
    'CREATE INDEX register_claim_case ON register_claim (case_id)',
    'CREATE INDEX post_name ON post (name)',
  ];
  for (const statement of statements) await knex.raw(statement);
}
