import type { Knex } from 'knex';

export const name = '0002-office';

/** Who is who: organisations, people, posts, units; accounts, sessions, sealed identities and the log of reading. */
export async function up(knex: Knex): Promise<void> {
  for (const statement of statements(knex.client.config.client === 'pg')) await knex.raw(statement);
}

/** Tables from which deliveries are addressed; each change bumps `register_version`, so that other processes read them again. */
const REGISTERS = ['organisation', 'person', 'post', 'holding', 'deputy'];

function statements(pg: boolean): readonly string[] {
  const text = pg ? 'text COLLATE "C"' : 'text';
  const bytes = pg ? 'bytea' : 'blob';
  const serial = pg ? 'bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY' : 'integer PRIMARY KEY AUTOINCREMENT';
  return [
    `CREATE TABLE organisation (id ${text} PRIMARY KEY, name ${text} NOT NULL, kind ${text} NOT NULL, parent ${text} REFERENCES organisation (id))`,
    `CREATE TABLE person (id ${text} PRIMARY KEY, name ${text} NOT NULL, mail ${text}, phone ${text})`,
    // An empty organisation means that there is one such post in the whole system.
    `CREATE TABLE post (
      organisation ${text} NOT NULL DEFAULT '', name ${text} NOT NULL, label ${text} NOT NULL,
      above ${text}, above_organisation ${text}, PRIMARY KEY (organisation, name))`,
    `CREATE TABLE holding (
      organisation ${text} NOT NULL, post ${text} NOT NULL, person ${text} NOT NULL REFERENCES person (id),
      valid_from ${text} NOT NULL, valid_until ${text}, PRIMARY KEY (organisation, post, person, valid_from),
      FOREIGN KEY (organisation, post) REFERENCES post (organisation, name))`,
    `CREATE TABLE deputy (
      organisation ${text} NOT NULL, post ${text} NOT NULL, person ${text} NOT NULL REFERENCES person (id), order_no ${text} NOT NULL,
      valid_from ${text} NOT NULL, valid_until ${text}, PRIMARY KEY (organisation, post, person, order_no),
      FOREIGN KEY (organisation, post) REFERENCES post (organisation, name))`,
    `CREATE TABLE unit (id ${text} PRIMARY KEY REFERENCES organisation (id), supervisor ${text}, industry ${text}, size ${text}, grade ${text})`,
    'CREATE TABLE register_version (version integer NOT NULL)',
    'INSERT INTO register_version VALUES (1)',
    ...(pg ? bumpOnPostgres() : bumpOnSqlite()),
    `CREATE TABLE account (
      name ${text} PRIMARY KEY, person ${text} NOT NULL REFERENCES person (id), password_hash ${text} NOT NULL, roles ${text} NOT NULL,
      must_change ${pg ? 'boolean' : 'integer'} NOT NULL, failures integer NOT NULL DEFAULT 0, locked_until ${text}, disabled_at ${text})`,
    // Only hashes of secrets: who reads the table cannot log in.
    `CREATE TABLE session (id_hash ${text} PRIMARY KEY, account ${text} NOT NULL, csrf ${text} NOT NULL, created_at ${text} NOT NULL, seen_at ${text} NOT NULL, expires_at ${text} NOT NULL)`,
    `CREATE TABLE api_token (
      id ${text} PRIMARY KEY, token_hash ${text} NOT NULL UNIQUE, account ${text} NOT NULL, label ${text} NOT NULL,
      created_at ${text} NOT NULL, expires_at ${text}, revoked_at ${text})`,
    `CREATE TABLE sealed_identity (case_id ${text} PRIMARY KEY, key_id ${text} NOT NULL, sealed ${bytes} NOT NULL, sealed_at ${text} NOT NULL, erased_at ${text})`,
    `CREATE TABLE access_log (
      id ${serial}, at ${text} NOT NULL, account ${text}, person ${text}, act ${text} NOT NULL, object ${text} NOT NULL, detail ${text})`,
    'CREATE INDEX access_log_object ON access_log (object, at)',
    'CREATE INDEX session_expiry ON session (expires_at)',
  ];
}

function bumpOnSqlite(): readonly string[] {
  return REGISTERS.flatMap((table) =>
    ['INSERT', 'UPDATE', 'DELETE'].map(
      (act) =>
        `CREATE TRIGGER ${table}_${act.toLowerCase()}_bumps AFTER ${act} ON ${table} BEGIN UPDATE register_version SET version = version + 1; END`,
    ),
  );
}

function bumpOnPostgres(): readonly string[] {
  return [
    'CREATE FUNCTION bump_register_version() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE register_version SET version = version + 1; RETURN NULL; END $$',
    ...REGISTERS.map(
      (table) =>
        `CREATE TRIGGER ${table}_bumps AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION bump_register_version()`,
    ),
  ];
}
