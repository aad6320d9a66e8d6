import type { Knex } from 'knex';

export const name = '0003-rules';

/** The life of rule sets and calendars: drafts, approvals, withdrawals, lineages, and who did what when and why. */
export async function up(knex: Knex): Promise<void> {
  for (const statement of statements(knex.client.config.client === 'pg')) await knex.raw(statement);
}

const IMMUTABLE = ['rule_withdrawal', 'terms_history'];

function statements(pg: boolean): readonly string[] {
  const text = pg ? 'text COLLATE "C"' : 'text';
  const serial = pg ? 'bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY' : 'integer PRIMARY KEY AUTOINCREMENT';
  return [
    // SHA-256 of the canonical JSON; null for versions published before this migration, whose hash is counted when read.
    `ALTER TABLE rule_set ADD COLUMN content_hash ${text}`,
    // A lineage is named by its first calendar (whose own columns are null) and has one edition after the other: two imports at once cannot fork it.
    `ALTER TABLE calendar ADD COLUMN lineage ${text}`,
    'ALTER TABLE calendar ADD COLUMN edition integer',
    `ALTER TABLE calendar ADD COLUMN supersedes ${text}`,
    'CREATE UNIQUE INDEX calendar_edition ON calendar (lineage, edition)',
    `CREATE TABLE rule_draft (
      id ${text} PRIMARY KEY, body ${text} NOT NULL, content_hash ${text} NOT NULL, base ${text}, author ${text} NOT NULL, reason ${text} NOT NULL,
      state ${text} NOT NULL, revision integer NOT NULL, created_at ${text} NOT NULL, updated_at ${text} NOT NULL,
      approved_by ${text}, approved_at ${text})`,
    // A published version that never took effect. Published versions themselves never change.
    `CREATE TABLE rule_withdrawal (
      id ${text} PRIMARY KEY, at ${text} NOT NULL, person ${text} NOT NULL, reason ${text} NOT NULL)`,
    `CREATE TABLE terms_history (
      no ${serial}, object ${text} NOT NULL, id ${text} NOT NULL, at ${text} NOT NULL, act ${text} NOT NULL, person ${text} NOT NULL,
      post ${text} NOT NULL, reason ${text}, content_hash ${text}, detail ${text})`,
    'CREATE INDEX terms_history_id ON terms_history (object, id, no)',
    ...(pg ? IMMUTABLE.flatMap(immutableOnPostgres) : IMMUTABLE.flatMap(immutableOnSqlite)),
  ];
}

function immutableOnSqlite(table: string): readonly string[] {
  return [
    `CREATE TRIGGER ${table}_no_update BEFORE UPDATE ON ${table} BEGIN SELECT RAISE(ABORT, '${table} is append-only'); END`,
    `CREATE TRIGGER ${table}_no_delete BEFORE DELETE ON ${table} BEGIN SELECT RAISE(ABORT, '${table} is append-only'); END`,
  ];
}

function immutableOnPostgres(table: string): readonly string[] {
  return [
    `CREATE TRIGGER ${table}_no_change BEFORE UPDATE OR DELETE ON ${table} FOR EACH ROW EXECUTE FUNCTION refuse_change()`,
    `CREATE TRIGGER ${table}_no_truncate BEFORE TRUNCATE ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,
  ];
}
