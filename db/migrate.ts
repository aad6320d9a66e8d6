import { setTimeout as pause } from 'node:timers/promises';
import type { Knex } from 'knex';
import { DatabaseError, databaseError } from './database-error.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { type Database, inLongTransaction, type PostgresDatabase, type SqliteDatabase } from './open.ts';

const TABLE = 'schema_migration';

/** The key of PostgreSQL's advisory lock (“duba” as bytes): whoever holds it migrates, and the server frees it when its holder dies. */
const LOCK_KEY = 0x64756261;

/** How long SQLite's write lock is tried for while another process migrates (ms). */
const LOCK_WAIT_MS = 60_000;
const LOCK_PAUSE_MS = 50;

/**
 * Brings the schema to this version in one transaction: all steps or none. Harmless when run twice or by many processes at once (one
 * migrates, the others wait and find nothing left to do). Throws DatabaseError `database-newer` and then changes nothing.
 */
export async function migrate(db: Database): Promise<void> {
  if ((await missing(db.knex)).length > 0) await (db.dialect === 'sqlite' ? onSqlite(db) : onPostgres(db));
  // The hot path's planner needs the statistics of an existing database at once, not after the first autovacuum.
  if (db.dialect === 'sqlite') db.raw.pragma('optimize');
}

/** The newest migration that the database has seen, undefined for an empty one. */
export async function schemaVersion(db: Database): Promise<string | undefined> {
  return (await applied(db.knex)).at(-1);
}

/** The lock is the transaction's: it ends with it, however that comes about. knex's own lock is a row that a killed process leaves behind. */
async function onPostgres(db: PostgresDatabase): Promise<void> {
  await inLongTransaction(db, async (trx) => {
    await trx.raw('SELECT pg_advisory_xact_lock(?)', [LOCK_KEY]);
    await bringUp(trx);
  });
}

/** IMMEDIATE: the write lock is taken before anything is read, so that nobody finds a step missing that another one is just doing. */
async function onSqlite({ knex, raw }: SqliteDatabase): Promise<void> {
  for (const end = performance.now() + LOCK_WAIT_MS; !begun(raw, end); ) await pause(LOCK_PAUSE_MS);
  try {
    // The same connection: there is only one per process.
    await bringUp(knex);
    raw.exec('COMMIT');
  } finally {
    if (raw.inTransaction) raw.exec('ROLLBACK');
  }
}

function begun(raw: SqliteDatabase['raw'], end: number): boolean {
  try {
    raw.exec('BEGIN IMMEDIATE');
    return true;
  } catch (error) {
    const busy = error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY');
    if (!busy || performance.now() > end) throw databaseError(error);
    return false;
  }
}

async function bringUp(knex: Knex): Promise<void> {
  if (!(await knex.schema.hasTable(TABLE)))
    await knex.schema.createTable(TABLE, (table) => {
      table.increments('id');
      table.string('name').notNullable();
      table.integer('batch').notNullable();
      table.timestamp('migration_time').notNullable();
    });
  for (const migration of await missing(knex)) {
    await migration.up(knex);
    await knex(TABLE).insert({ name: migration.name, batch: 1, migration_time: knex.fn.now() });
  }
}

/** The steps that this database has not seen, oldest first. Throws DatabaseError `database-newer` if it has seen one that we do not know. */
async function missing(knex: Knex): Promise<readonly (typeof MIGRATIONS)[number][]> {
  const seen = await applied(knex);
  const known: readonly string[] = MIGRATIONS.map((migration) => migration.name);
  const unknown = seen.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new DatabaseError(
      'database-newer',
      `数据库由更新版本的督办系统建立（${unknown.at(-1)}），本版本不能使用；请升级程序，或恢复升级前的备份。`,
    );
  return MIGRATIONS.filter((migration) => !seen.includes(migration.name));
}

async function applied(knex: Knex): Promise<readonly string[]> {
  if (!(await knex.schema.hasTable(TABLE))) return [];
  const rows: { name: string }[] = await knex(TABLE).select('name').orderBy('id');
  return rows.map((row) => row.name);
}
