import type { Knex } from 'knex';

export const name = '0004-notices';

/** Numbers of papers, unique in their series and year and never taken back, and the files that the log names by their hash. */
export async function up(knex: Knex): Promise<void> {
  for (const statement of statements(knex.client.config.client === 'pg')) await knex.raw(statement);
}

function statements(pg: boolean): readonly string[] {
  const text = pg ? 'text COLLATE "C"' : 'text';
  return [
    `CREATE TABLE notice (
      series ${text} NOT NULL, year integer NOT NULL, number integer NOT NULL CHECK (number > 0),
      case_id ${text} NOT NULL UNIQUE, seq integer NOT NULL, PRIMARY KEY (series, year, number))`,
    `CREATE TABLE blob (sha256 ${text} PRIMARY KEY, size integer NOT NULL, type ${text} NOT NULL, stored_at ${text} NOT NULL)`,
    ...['notice', 'blob'].flatMap((table) =>
      pg
        ? [
            `CREATE TRIGGER ${table}_no_change BEFORE UPDATE OR DELETE ON ${table} FOR EACH ROW EXECUTE FUNCTION refuse_change()`,
            `CREATE TRIGGER ${table}_no_truncate BEFORE TRUNCATE ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,
          ]
        : [
            `CREATE TRIGGER ${table}_no_update BEFORE UPDATE ON ${table} BEGIN SELECT RAISE(ABORT, '${table} is append-only'); END`,
            `CREATE TRIGGER ${table}_no_delete BEFORE DELETE ON ${table} BEGIN SELECT RAISE(ABORT, '${table} is append-only'); END`,
          ],
    ),
  ];
}
