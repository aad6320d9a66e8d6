import { setTimeout as pause } from 'node:timers/promises';
import type { Knex } from 'knex';
import { DatabaseError } from './database-error.ts';
import { MIGRATIONS } from './migrations/index.ts';
import type { Database } from './open.ts';

const LOCK_TRIES = 60;

/** Brings the schema to this version; harmless when run twice or by two processes at once. Throws DatabaseError `database-newer` and then changes nothing. */
export async function migrate(db: Database): Promise<void> {
  await refuseNewer(db.knex);
  for (let attempt = 1; ; attempt++) {
    try {
      await db.knex.migrate.latest({ migrationSource: SOURCE, tableName: TABLE });
      break;
    } catch (error) {
      if (!isLocked(error) || attempt === LOCK_TRIES) throw error;
      await pause(250);
    }
  }
  // The hot path's planner needs the statistics of an existing database at once, not after the first autovacuum.
  if (db.dialect === 'sqlite') db.raw.pragma('optimize');
}

/** The newest migration that the database has seen, undefined for an empty one. */
export async function schemaVersion(db: Database): Promise<string | undefined> {
  return (await applied(db.knex)).at(-1);
}

const TABLE = 'schema_migration';

const SOURCE: Knex.MigrationSource<(typeof MIGRATIONS)[number]> = {
  getMigrations: async () => [...MIGRATIONS],
  getMigrationName: (migration) => migration.name,
  getMigration: async (migration) => ({ up: migration.up, down: migration.down, config: { transaction: true } }),
};

async function refuseNewer(knex: Knex): Promise<void> {
  const known = new Set<string>(MIGRATIONS.map((migration) => migration.name));
  const unknown = (await applied(knex)).filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  throw new DatabaseError(
    'database-newer',
    `数据库由更新版本的督办系统建立（${unknown.at(-1)}），本版本不能使用；请升级程序，或恢复升级前的备份。`,
  );
}

async function applied(knex: Knex): Promise<readonly string[]> {
  if (!(await knex.schema.hasTable(TABLE))) return [];
  const rows: { name: string }[] = await knex(TABLE).select('name').orderBy('id');
  return rows.map((row) => row.name);
}

function isLocked(error: unknown): boolean {
  // knex says so in words only; two processes that create the lock table at once also collide on its unique key.
  return (
    error instanceof Error &&
    (error.name === 'MigrationLocked' ||
      /already locked|already exists|duplicate key|UNIQUE constraint/i.test(error.message))
  );
}
