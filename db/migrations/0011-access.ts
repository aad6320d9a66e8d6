import type { Knex } from 'knex';

export const name = '0011-access';

/** Sessions that one can tell apart and end; what was changed in the registers of the office, for ever; organisations that are closed. */
export async function up(knex: Knex): Promise<void> {
  const pg = knex.client.config.client === 'pg';
  for (const statement of [...statements(pg), ...(pg ? onPostgres() : onSqlite())]) await knex.raw(statement);
}

function statements(pg: boolean): readonly string[] {
  const text = pg ? 'text COLLATE "C"' : 'text';
  const serial = pg ? 'bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY' : 'integer PRIMARY KEY AUTOINCREMENT';
  return [
    // Sessions of before have no absolute end and no number: their people log in again, once.
    'DELETE FROM session',
    ...['id', 'ends_at', 'confirmed_at', 'address', 'agent'].map(
      (column) => `ALTER TABLE session ADD COLUMN ${column} ${text} NOT NULL DEFAULT ''`,
    ),
    'CREATE INDEX session_account ON session (account)',
    'CREATE INDEX organisation_parent ON organisation (parent)',
    `ALTER TABLE organisation ADD COLUMN closed_at ${text}`,
    'CREATE INDEX access_log_person ON access_log (person, id)',
    // `before` and `after` are the rows as JSON; null: there was none, there is none any more.
    `CREATE TABLE register_change (
      id ${serial}, at ${text} NOT NULL, account ${text}, person ${text}, register ${text} NOT NULL, item ${text} NOT NULL,
      before ${text}, after ${text})`,
    'CREATE INDEX register_change_item ON register_change (register, item, id)',
  ];
}

function onSqlite(): readonly string[] {
  return ['UPDATE', 'DELETE'].map(
    (act) =>
      `CREATE TRIGGER register_change_no_${act.toLowerCase()} BEFORE ${act} ON register_change BEGIN SELECT RAISE(ABORT, 'register_change is append-only'); END`,
  );
}

function onPostgres(): readonly string[] {
  return [
    `CREATE FUNCTION refuse_register_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'register_change is append-only'; END $$`,
    'CREATE TRIGGER register_change_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON register_change FOR EACH STATEMENT EXECUTE FUNCTION refuse_register_change()',
  ];
}
